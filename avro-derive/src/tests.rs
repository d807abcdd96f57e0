//! The derive called as a function: what it writes, and that it never panics.

use std::fs;
use std::path::Path;

use proc_macro2::{Delimiter, Group, Literal, Punct, Spacing, TokenStream, TokenTree};

use quote::quote;

use crate::expanded;

/// Every `tests/expand/*.rs` beside what is written for it, in `*.expanded.rs`.
///
/// With `AVRO_BLESS=1` in the environment the files are written anew. They do not depend
/// on the compiler: no text of its own is in them.
#[test]
fn expansions_are_as_they_were_read_in_review() {
    /// How many there are, so that none is lost.
    const COUNT: usize = 11;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/expand");
    let bless = std::env::var_os("AVRO_BLESS").is_some();
    let mut seen = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if name.ends_with(".avsc") {
            continue;
        }
        if let Some(source) = name.strip_suffix(".expanded.rs") {
            assert!(
                folder.join(source).with_extension("rs").exists(),
                "{name} is not made of anything any more: take it away"
            );
            continue;
        }
        let input: TokenStream = fs::read_to_string(&path).unwrap().parse().unwrap();
        let file = syn::parse2(expanded(input)).unwrap();
        let found = prettyplease::unparse(&file);
        let golden = path.with_extension("expanded.rs");
        if bless {
            fs::write(&golden, &found).unwrap();
        }
        let expected = fs::read_to_string(&golden).unwrap_or_default();
        assert!(
            found == expected,
            "{name}: AVRO_BLESS=1 writes this anew\n{found}"
        );
        seen += 1;
    }
    assert_eq!(seen, COUNT, "files in {}", folder.display());
}

/// All streams that one slip makes of `stream`: a token left out, doubled, or
/// another in its place, at any depth.
fn slips(stream: &TokenStream) -> Vec<TokenStream> {
    let tokens: Vec<TokenTree> = stream.clone().into_iter().collect();
    let mut out = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let with = |middle: &[TokenTree]| -> TokenStream {
            let (before, after) = (&tokens[..at], &tokens[at + 1..]);
            [before, middle, after].concat().into_iter().collect()
        };
        out.push(with(&[]));
        out.push(with(&[token.clone(), token.clone()]));
        out.push(with(&[Literal::string("\u{0}{\"é").into()]));
        out.push(with(&[Punct::new('<', Spacing::Joint).into()]));
        out.push(with(&[
            Group::new(Delimiter::None, token.clone().into()).into()
        ]));
        if let TokenTree::Group(group) = token {
            for inner in slips(&group.stream()) {
                let mut group = Group::new(group.delimiter(), inner);
                group.set_span(token.span());
                out.push(with(&[group.into()]));
            }
        }
    }
    out
}

#[test]
fn no_slip_makes_the_derive_panic() {
    let folders = ["tests/expand", "tests/ui"];
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut tried = 0;
    for entry in folders
        .iter()
        .flat_map(|folder| fs::read_dir(root.join(folder)).unwrap())
    {
        let path = entry.unwrap().path();
        let name = path.to_str().unwrap();
        if !name.ends_with(".rs") || name.ends_with(".expanded.rs") {
            continue;
        }
        let file = syn::parse_file(&fs::read_to_string(&path).unwrap()).unwrap();
        for item in file.items {
            let stream = match item {
                syn::Item::Struct(item) => quote!(#item),
                syn::Item::Enum(item) => quote!(#item),
                _ => continue,
            };
            for slip in slips(&stream) {
                expanded(slip);
                tried += 1;
            }
        }
    }
    assert!(tried > 10_000, "{tried}");
}

#[test]
fn odd_texts_make_no_panic_either() {
    let texts = [
        "",
        ".",
        "..",
        "{",
        "}",
        "{}",
        "{T",
        "T}",
        "{{T}}",
        "a.{T}.b",
        "\u{0}",
        "é",
        "@",
        "@a",
        "@a(",
        "@a(1)",
        "array<",
        "array<array<_>>",
        "map<_>",
        "union{",
        "union{null}",
        "union { null, _, _ }",
        "union { @a(1) null, @a(1) _ }",
        "fixed",
        "fixed a(0)",
        "fixed a(18446744073709551615)",
        "@logicalType(1) int",
        "@logicalType(\"decimal\") bytes",
        "decimal(4294967296, 1)",
        "@logicalType(\"uuid\") fixed Id(16)",
        "string??",
        "_?",
        "null",
        "[",
        "1e999999999",
        "-",
        "\"\\ud800\"",
    ];
    let words = [
        "name",
        "namespace",
        "alias",
        "doc",
        "rename",
        "rename_all",
        "crate",
        "bound",
        "type",
        "default",
        "order",
        "schema",
    ];
    for text in texts {
        for word in words {
            let word: TokenStream = word.parse().unwrap();
            expanded(quote! {
                #[avro(#word = #text)]
                struct Order<'a, T, const N: usize> {
                    #[avro(#word = #text)]
                    a: Option<&'a T>,
                    #[avro(#word = #text)]
                    b: [u8; N],
                    #[avro(#word = #text)]
                    c: Vec<Vec<T>>,
                    #[avro(attribute(#text, #text))]
                    d: Vec<u8>,
                }
            });
            expanded(quote! {
                #[avro(#word = #text)]
                enum Payment<T> {
                    #[avro(#word = #text)]
                    A,
                    #[avro(#word = #text)]
                    B(#[avro(#word = #text)] T),
                    #[avro(#word = #text)]
                    C { #[avro(#word = #text)] c: [u8; 2] },
                }
            });
            expanded(quote!(
                #[avro(fixed, #word = #text)]
                struct Md5(#[avro(#word = #text)] [u8; 2]);
            ));
            expanded(quote!(
                #[avro(#word = #text)]
                struct Id(#[avro(#word = #text)] Option<i64>);
            ));
            expanded(quote!(
                #[avro(#word = #text)]
                enum E {
                    #[avro(#word = #text)]
                    A,
                    B,
                }
            ));
        }
    }
}

/// What a field costs: the lines, as a formatter breaks them, that a record's expansion has more for each.
///
/// `benches/compile/run` prints it.
#[test]
fn a_field_costs_few_lines_of_expanded_code() {
    const TYPES: [&str; 20] = [
        "i64",
        "String",
        "Option<String>",
        "i32",
        "f64",
        "bool",
        "String",
        "Vec<String>",
        "i64",
        "Option<i64>",
        "Vec<u8>",
        "String",
        "f32",
        "std::collections::HashMap<String, i64>",
        "i32",
        "Option<f64>",
        "String",
        "Vec<i64>",
        "bool",
        "Option<String>",
    ];
    let size = |count: usize| {
        let fields = TYPES.iter().take(count).enumerate();
        let fields: String = fields.map(|(at, ty)| format!("field{at}: {ty},")).collect();
        let code = expanded(format!("struct Record {{ {fields} }}").parse().unwrap());
        let tokens = count_tokens(code.clone());
        let lines = prettyplease::unparse(&syn::parse2(code).unwrap())
            .lines()
            .count();
        (lines, tokens)
    };
    let (one, all) = (size(1), size(20));
    let (lines, tokens) = ((all.0 - one.0) as f64 / 19.0, (all.1 - one.1) as f64 / 19.0);
    println!(
        "expanded code: {} lines and {} tokens for 20 fields, {lines:.1} lines and {tokens:.0} tokens more for each field",
        all.0, all.1
    );
    assert!(lines < 100.0, "{lines} lines");
}

fn count_tokens(stream: TokenStream) -> usize {
    let tokens = stream.into_iter().map(|token| match token {
        TokenTree::Group(group) => 2 + count_tokens(group.stream()),
        _ => 1,
    });
    tokens.sum()
}
