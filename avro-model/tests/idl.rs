//! Avro IDL: what its language means, and what is refused.

use std::collections::BTreeMap;
use std::fs;

use avro_model::idl::{self, Files, IdlErrorKind, ImportFault, Reader};
use avro_model::{ParseOptions, Schema};

fn json_of(text: &str, name: &str) -> String {
    let document = idl::parse(text).unwrap_or_else(|error| panic!("{error}"));
    document
        .named(name)
        .unwrap_or_else(|| panic!("no {name}"))
        .to_json()
}

fn fields_of(fields: &str) -> String {
    json_of(&format!("record R {{ {fields} }}"), "R")
        .strip_prefix(r#"{"type":"record","name":"R","fields":["#)
        .unwrap()
        .strip_suffix("]}")
        .unwrap()
        .to_owned()
}

fn message(text: &str) -> String {
    let error = idl::parse(text).expect_err(text).to_string();
    error.lines().next().unwrap().to_owned()
}

#[test]
fn fields_are_types_and_variables() {
    let cases = [
        (
            "int a, b = 2;",
            r#"{"name":"a","type":"int"},{"name":"b","type":"int","default":2}"#,
        ),
        ("string? s;", r#"{"name":"s","type":["null","string"]}"#),
        // "The position of the null type is fluid."
        (
            "string? a = null, b = \"x\";",
            r#"{"name":"a","type":["null","string"],"default":null},{"name":"b","type":["string","null"],"default":"x"}"#,
        ),
        (
            "array<int?> a;",
            r#"{"name":"a","type":{"type":"array","items":["null","int"]}}"#,
        ),
        (
            "@x(1) int? a;",
            r#"{"name":"a","type":["null",{"type":"int","x":1}]}"#,
        ),
        (
            "date d;",
            r#"{"name":"d","type":{"type":"int","logicalType":"date"}}"#,
        ),
        (
            "time_ms d;",
            r#"{"name":"d","type":{"type":"int","logicalType":"time-millis"}}"#,
        ),
        (
            "timestamp_ms d;",
            r#"{"name":"d","type":{"type":"long","logicalType":"timestamp-millis"}}"#,
        ),
        (
            "local_timestamp_ms d;",
            r#"{"name":"d","type":{"type":"long","logicalType":"local-timestamp-millis"}}"#,
        ),
        (
            "uuid d;",
            r#"{"name":"d","type":{"type":"string","logicalType":"uuid"}}"#,
        ),
        (
            "big_decimal d;",
            r#"{"name":"d","type":{"type":"bytes","logicalType":"big-decimal"}}"#,
        ),
        (
            "decimal(9, 2) d;",
            r#"{"name":"d","type":{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}}"#,
        ),
        (
            "@java-class(\"x.Y\") string s;",
            r#"{"name":"s","type":{"type":"string","java-class":"x.Y"}}"#,
        ),
        (
            "string @order(\"descending\") @aliases([\"b\"]) @x({\"y\": [1]}) a;",
            r#"{"name":"a","type":"string","order":"descending","aliases":["b"],"x":{"y":[1]}}"#,
        ),
        // No reference can have these, so the field has.
        (
            "@order(\"ignore\") R? r = null;",
            r#"{"name":"r","type":["null","R"],"default":null,"order":"ignore"}"#,
        ),
        (
            "/** one */ int a, /** two */ b;",
            r#"{"name":"a","doc":"one","type":"int"},{"name":"b","doc":"two","type":"int"}"#,
        ),
        (
            "/** both */ int a, b;",
            r#"{"name":"a","doc":"both","type":"int"},{"name":"b","doc":"both","type":"int"}"#,
        ),
        (
            "map<union { null, `R` }> int;",
            r#"{"name":"int","type":{"type":"map","values":["null","R"]}}"#,
        ),
        (
            "long a = 0x10, b = 5L, c = 010;",
            concat!(
                r#"{"name":"a","type":"long","default":16},{"name":"b","type":"long","default":5},"#,
                r#"{"name":"c","type":"long","default":8}"#,
            ),
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(fields_of(text), expected, "{text}");
    }
}

#[test]
fn names_are_in_the_namespace_around_unless_they_say_otherwise() {
    let text = r#"@namespace("a.b") protocol c.P {
        @namespace("x") @aliases(["Old", "y.Old"]) record R { S s; c.S t; }
        record S { x.R? r; }
        @namespace("x") record S { U u; }
        @namespace("") fixed U(0x10);
        S get(x.R r);
    }"#;
    let document = idl::parse(text).unwrap();
    let protocol = document.protocol().unwrap();
    // A name with a dot says its own namespace.
    assert_eq!(protocol.name().full(), "c.P");
    let names: Vec<_> = document
        .types()
        .map(|ty| ty.root_node().name().unwrap().full().to_owned())
        .collect();
    assert_eq!(names, ["x.R", "c.S", "x.S", "U"]);
    let r = document.named("x.R").unwrap();
    assert!(r.to_json().starts_with(r#"{"type":"record","name":"R","namespace":"x","aliases":["Old","y.Old"],"fields":[{"name":"s","type":{"type":"record","name":"S","fields""#), "{r}");
    let get = protocol.message("get").unwrap();
    assert_eq!(get.response().root_node().name().unwrap().full(), "c.S");
    assert_eq!(document.defined_in("x.S"), Some((None, 4, 32)));
}

#[test]
fn documentation_belongs_to_what_follows_and_is_missed_elsewhere() {
    let text = "/** lost */ /** protocol */ @x(1) protocol P {
        /** type */ record R /** nothing */ { int /** field */ a /** nothing */; }
        enum E { /** symbol */ A, @x(1) B }
    /** nothing */ }";
    let document = idl::parse(text).unwrap();
    assert_eq!(document.protocol().unwrap().doc(), Some("protocol"));
    assert_eq!(
        document.named("R").unwrap().to_json(),
        r#"{"type":"record","name":"R","doc":"type","fields":[{"name":"a","doc":"field","type":"int"}]}"#
    );
    let warnings: Vec<_> = document
        .warnings()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        warnings,
        [
            "1:1: documentation that documents nothing",
            "2:30: documentation that documents nothing",
            "2:66: documentation that documents nothing",
            "3:32: the documentation of a symbol is dropped",
            "3:36: an annotation of a symbol is dropped",
            "4:5: documentation that documents nothing",
        ]
    );
}

#[test]
fn errors_name_the_place_and_what_is_wrong() {
    let cases = [
        (
            "",
            "1:1: a protocol, a schema or a type should stand here, not the end",
        ),
        (
            "protocol P {} x",
            "1:15: the end should stand here, not `x`",
        ),
        (
            "record R {} protocol P {}",
            "1:22: a protocol has to be all that its file holds",
        ),
        (
            "record R { int a }",
            "1:18: `;` or `,` should stand here, not `}`",
        ),
        (
            "record R { array a; }",
            "1:18: `<` should stand here, not `a`",
        ),
        ("record R { Lost a; }", "1:12: unknown type `Lost`"),
        (
            "record R { strin a; }",
            "1:12: unknown type `strin`; did you mean `string`?",
        ),
        (
            "record R { int a; int a; }",
            "1:23: field `a` stands twice in one record",
        ),
        (
            "record R { int a = \"x\"; }",
            "1:20: the default does not fit: a string where an integer should stand",
        ),
        (
            "record a-b { }",
            "1:8: the record name `a-b` breaks the rule: a letter or underscore, then letters, digits and underscores",
        ),
        (
            "record string { }",
            "1:8: `string` may not be defined: primitive type names are reserved in every namespace",
        ),
        (
            "record R { }\nenum R { A }",
            "2:6: `R` is defined twice, first at line 1",
        ),
        (
            "enum E { A, B, A }",
            "1:16: symbol `A` stands twice in one enum",
        ),
        (
            "enum E { A } = a;",
            "1:16: the default `a` is not a symbol of the enum; did you mean `A`?",
        ),
        ("enum E { A, }", "1:13: a symbol should stand here, not `}`"),
        (
            "schema union { int, int };",
            "1:8: a second int in one union",
        ),
        (
            "schema union { int? , string };",
            "1:8: a union immediately inside a union",
        ),
        (
            "fixed F(-1);",
            "1:9: a number of bytes should stand here, not `-`",
        ),
        (
            "@namespace(1) record R { }",
            "1:2: `@namespace` takes a string",
        ),
        (
            "@doc(\"x\") record R { }",
            "1:2: `doc` is one of Avro's own words and no annotation here",
        ),
        (
            "record R { int @order(\"up\") a; }",
            "1:17: `@order` takes \"ascending\", \"descending\" or \"ignore\"",
        ),
        (
            "record R { @x(1) R a; }",
            "1:12: a reference cannot be annotated",
        ),
        (
            "record R { @logicalType(\"x\") date a; }",
            "1:13: the type has its own `logicalType` already",
        ),
        (
            "protocol P { int f() oneway; }",
            "1:14: a one-way message with a response other than null: nothing comes back from it",
        ),
        (
            "protocol P { record R { } void f() throws R; }",
            "1:43: `R` is not an error: a message declares types that were defined as `error`",
        ),
        (
            "protocol P { error E { } void f() throws E, E; }",
            "1:45: a second E in one union",
        ),
        (
            "protocol P { void f(int a, int a); }",
            "1:32: field `a` stands twice in one record",
        ),
        (
            "protocol P { void f(); int f(); }",
            "1:28: message `f` is defined twice, first at line 1",
        ),
        (
            "import idl \"x.avdl\";",
            "1:12: `x.avdl` cannot be imported: there is nowhere to look for it",
        ),
        (
            "record R { string s = \"abc; }",
            "1:23: a string without an end",
        ),
        (
            "record R { int `a b; }\n",
            "1:16: a backtick without its fellow",
        ),
        ("/* x", "1:1: a comment without an end"),
    ];
    for (text, expected) in cases {
        assert_eq!(message(text), expected, "{text}");
    }
}

#[test]
fn an_error_shows_its_line_cut_and_escaped() {
    let error = idl::parse("schema Nope;").unwrap_err();
    assert_eq!(
        error.to_string(),
        "1:8: unknown type `Nope`\n  |\n1 | schema Nope;\n  |        ^"
    );
    let text = format!(
        "/* {} */ schema\t\u{7}Nope; // {}",
        "x".repeat(5000),
        "y".repeat(5000)
    );
    let error = idl::parse(&text).unwrap_err().to_string();
    assert!(error.len() < 1000, "{error}");
    assert!(!error.contains(['\t', '\u{7}']), "{error:?}");
    let long = format!("schema {};", "n".repeat(1_000_000));
    assert!(idl::parse(&long).unwrap_err().to_string().len() < 4096);
    let reader = |name: &str| {
        Reader::new()
            .options(ParseOptions::new().file(name))
            .parse("x")
            .unwrap_err()
    };
    assert!(reader("a.avdl").to_string().starts_with("a.avdl:1:1: "));
    assert!(reader(&"d/".repeat(10_000)).to_string().len() < 4096);
}

fn texts<const N: usize>(files: [(&str, &str); N]) -> BTreeMap<String, String> {
    files
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .into()
}

#[test]
fn a_type_that_several_files_define_alike_is_where_the_first_has_it() {
    let files = texts([
        ("a.avdl", "import idl \"c.avdl\"; record A { }"),
        ("b.avdl", "record S { int x; int y; }"),
        ("c.avdl", "record S {\n  int x;\n  int y;\n}"),
    ]);
    let text = "schema S; import idl \"a.avdl\"; import idl \"b.avdl\";";
    let document = Reader::new().imports(files).parse(text).unwrap();
    assert_eq!(document.defined_in("S"), Some((Some("c.avdl"), 1, 8)));
    for (field, line) in [("x", 2), ("y", 3)] {
        let place = document.field_defined_in("S", field);
        assert_eq!(place, Some((Some("c.avdl"), line, 7)), "{field}");
    }
}

#[test]
fn imports_bring_types_and_to_a_protocol_messages() {
    let files = texts([
        (
            "lib/a.avdl",
            "@namespace(\"a\") protocol A { import schema \"../s.avsc\"; record R { s.S s; Late l; } R a(); record Late { } }",
        ),
        ("lib/b.avdl", "namespace b; record B { }"),
        (
            "c.avpr",
            r#"{"protocol":"C","namespace":"c","types":[{"type":"error","name":"E","fields":[]}],"messages":{"c":{"request":[],"response":"null","errors":["E"]}}}"#,
        ),
        (
            "s.avsc",
            r#"{"type":"enum","name":"S","namespace":"s","symbols":["X"]}"#,
        ),
    ]);
    let text = r#"protocol P {
        import idl "lib/a.avdl"; import idl "./lib/b.avdl"; import protocol "c.avpr";
        import schema "s.avsc"; import idl "lib/../lib/a.avdl";
        record Q { a.R r; b.B b; }
        void p() throws c.E;
    }"#;
    let document = Reader::new().imports(files.clone()).parse(text).unwrap();
    let names: Vec<_> = document
        .types()
        .map(|ty| ty.root_node().name().unwrap().full().to_owned())
        .collect();
    assert_eq!(names, ["s.S", "a.R", "a.Late", "b.B", "c.E", "Q"]);
    let messages: Vec<_> = document
        .protocol()
        .unwrap()
        .messages()
        .iter()
        .map(|one| one.name().to_owned())
        .collect();
    assert_eq!(messages, ["a", "c", "p"]);
    assert_eq!(document.defined_in("s.S"), Some((Some("s.avsc"), 1, 1)));
    assert_eq!(
        document.files().collect::<Vec<_>>(),
        ["lib/a.avdl", "s.avsc", "lib/b.avdl", "c.avpr"]
    );

    // Into a schema only types are imported.
    let document = Reader::new()
        .imports(files)
        .parse("schema c.E; import protocol \"c.avpr\";")
        .unwrap();
    assert_eq!(
        document.schema().unwrap().canonical_form(),
        r#"{"name":"c.E","type":"record","fields":[]}"#
    );
}

#[test]
fn files_may_import_each_other_and_agree() {
    let files = texts([
        (
            "a.avdl",
            "protocol A { import idl \"b.avdl\"; record RA { RB? b; } fixed F(1); int f(); }",
        ),
        (
            "b.avdl",
            "protocol B { import idl \"a.avdl\"; record RB { RA? a; } fixed F(1); int f(); }",
        ),
    ]);
    let read = |files: BTreeMap<String, String>| {
        let text = files["a.avdl"].clone();
        let options = ParseOptions::new().file("a.avdl");
        Reader::new().options(options).imports(files).parse(&text)
    };
    // The requests of both are those of the main protocol.
    let document = read(files.clone()).unwrap();
    assert_eq!(document.types().len(), 3);
    assert_eq!(document.protocol().unwrap().messages().len(), 1);
    let ra = document.named("RA").unwrap();
    assert_eq!(Schema::parse(&ra.to_json()).unwrap(), ra);

    let mut other = files.clone();
    other.insert("b.avdl".into(), files["b.avdl"].replace("F(1)", "F(2)"));
    let error = read(other).unwrap_err().to_string();
    assert!(
        error.starts_with("a.avdl:1:62: `F` is defined twice, first at b.avdl:1:62"),
        "{error}"
    );
    let mut other = files.clone();
    other.insert("b.avdl".into(), files["b.avdl"].replace("int f", "long f"));
    let error = read(other).unwrap_err().to_string();
    assert!(
        error.contains("message `f` is defined twice, first at b.avdl:1:73"),
        "{error}"
    );
    let mut other = files;
    other.insert("b.avdl".into(), "record RB { int }".into());
    let error = read(other).unwrap_err();
    assert_eq!(
        (error.file(), error.line(), error.column()),
        (Some("b.avdl"), 1, 17)
    );
}

#[test]
fn imports_are_bounded_in_depth() {
    let chain = |length: usize| -> BTreeMap<String, String> {
        let file = |n: usize| {
            let import = if n < length {
                format!("import idl \"{}\";", n + 1)
            } else {
                String::new()
            };
            (n.to_string(), format!("{import} fixed F{n}(1);"))
        };
        (0..=length).map(file).collect()
    };
    let read = |length: usize| {
        Reader::new()
            .imports(chain(length))
            .parse("import idl \"0\";")
    };
    assert_eq!(read(60).unwrap().types().len(), 61);
    let error = read(1000).unwrap_err();
    assert!(
        matches!(
            error.kind(),
            IdlErrorKind::Import {
                fault: ImportFault::TooDeep { .. },
                ..
            }
        ),
        "{error}"
    );
    let many = "import schema \"s\";".repeat(20_000);
    let files = texts([("s", r#"{"type":"fixed","name":"F","size":1}"#)]);
    let error = Reader::new().imports(files).parse(&many).unwrap_err();
    assert!(
        matches!(
            error.kind(),
            IdlErrorKind::Import {
                fault: ImportFault::TooMany { .. },
                ..
            }
        ),
        "{error}"
    );
}

/// A folder of its own for a test, removed at its end.
struct Folder(std::path::PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("avro-idl-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Folder(path.canonicalize().unwrap())
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.0.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn files_are_read_inside_of_the_roots_alone() {
    let folder = Folder::new("roots");
    folder.write(
        "in/sub/part.avdl",
        "import schema \"../s.avsc\"; record Part { S s; }",
    );
    folder.write("in/s.avsc", r#"{"type":"fixed","name":"S","size":1}"#);
    folder.write("lib/l.avsc", r#"{"type":"fixed","name":"L","size":1}"#);
    folder.write(
        "out/secret.avsc",
        r#"{"type":"fixed","name":"Secret","size":1}"#,
    );
    let main = folder.0.join("in/main.avdl");
    let read = |import: &str| {
        fs::write(&main, format!("import {import};")).unwrap();
        let files = Files::new().root(folder.0.join("lib")).unwrap();
        Reader::new().imports(files).read(&main)
    };
    assert_eq!(read("idl \"sub/part.avdl\"").unwrap().types().len(), 2);
    // Beside the file first, then in the roots.
    assert!(read("schema \"l.avsc\"").unwrap().named("L").is_some());
    // From one root to another.
    assert!(
        read("schema \"../lib/l.avsc\"")
            .unwrap()
            .named("L")
            .is_some()
    );
    let fault = |import: &str| match read(import).unwrap_err().kind() {
        IdlErrorKind::Import { fault, .. } => fault.clone(),
        other => panic!("{import}: {other}"),
    };
    assert_eq!(fault("schema \"none.avsc\""), ImportFault::NotFound);
    assert_eq!(
        fault("schema \"../out/secret.avsc\""),
        ImportFault::OutsideRoots
    );
    assert_eq!(
        fault("schema \"sub/../../out/secret.avsc\""),
        ImportFault::OutsideRoots
    );
    assert_eq!(fault("schema \"sub\""), ImportFault::NotAFile);
    for address in [
        "/etc/passwd",
        "file:///etc/passwd",
        "http://example.com/x",
        "C:/x",
        "..\\x",
        "",
    ] {
        let import = format!("schema \"{}\"", address.replace('\\', "\\\\"));
        assert_eq!(fault(&import), ImportFault::NotRelative, "{address}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        symlink(
            folder.0.join("out/secret.avsc"),
            folder.0.join("in/link.avsc"),
        )
        .unwrap();
        symlink(folder.0.join("out"), folder.0.join("in/folder")).unwrap();
        symlink("/dev/zero", folder.0.join("in/zero.avsc")).unwrap();
        for path in ["link.avsc", "folder/secret.avsc", "zero.avsc"] {
            assert_eq!(
                fault(&format!("schema \"{path}\"")),
                ImportFault::OutsideRoots,
                "{path}"
            );
        }
        // A link that stays inside is the file it leads to, and is taken once.
        symlink(folder.0.join("in/s.avsc"), folder.0.join("in/same.avsc")).unwrap();
        assert_eq!(
            read("schema \"s.avsc\"; import schema \"same.avsc\"")
                .unwrap()
                .types()
                .len(),
            1
        );
    }
    fs::write(folder.0.join("in/bytes.avsc"), b"\"\xff\"").unwrap();
    assert_eq!(fault("schema \"bytes.avsc\""), ImportFault::NotUtf8);
}

#[test]
fn what_cannot_be_said_is_an_error_with_its_place() {
    let cases = [
        (
            r#"{"protocol":"P","messages":{"m":{"request":[],"response":{"type":"int","x":1}}}}"#,
            "P.m: the response has attributes, which would be the message's",
        ),
        (
            r#"{"protocol":"P","doc":"*/"}"#,
            "P: no comment can hold the documentation as it is",
        ),
        (
            r#"{"protocol":"P","messages":{"m":{"request":[{"name":"a","type":"int","doc":"x "}],"response":"int"}}}"#,
            "P.m.a: no comment can hold the documentation as it is",
        ),
        (
            r#"{"protocol":"P","a b":1}"#,
            "P: `a b` cannot be the name of an annotation",
        ),
        (
            r#"{"protocol":"P","namespace":"n","types":[
            {"type":"fixed","name":"F","namespace":"","size":1},{"type":"fixed","name":"F","size":2},
            {"type":"record","name":"R","fields":[{"name":"f","type":".F"}]}]}"#,
            "n.R.f: `F` would be taken for `n.F`",
        ),
    ];
    for (text, expected) in cases {
        let protocol = avro_model::Protocol::parse(text).unwrap();
        assert_eq!(
            idl::print_protocol(&protocol).unwrap_err().to_string(),
            expected,
            "{text}"
        );
    }
}

#[test]
fn lenient_options_hold_for_idl_too() {
    let text = "record `old-name` { int `a b` = null; }";
    assert!(idl::parse(text).is_err());
    let document = Reader::new()
        .options(ParseOptions::lenient())
        .parse(text)
        .unwrap();
    assert!(document.named("old-name").is_some());
}
