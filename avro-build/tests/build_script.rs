//! What a build script sees: files found and written, and problems in its own words.

use std::fs;
use std::path::{Path, PathBuf};

use avro_build::{Builder, Choice};

/// A folder of its own for each test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn write(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, text).unwrap();
    path
}

fn fixed(name: &str) -> String {
    format!(r#"{{"type": "fixed", "name": "{name}", "size": 1}}"#)
}

/// The names of the structs in generated code, in order.
fn structs(code: &str) -> Vec<&str> {
    let lines = code
        .lines()
        .filter_map(|line| line.strip_prefix("pub struct "));
    lines.map(|line| line.split('(').next().unwrap()).collect()
}

#[test]
fn folders_are_taken_whole_and_in_order() {
    let root = folder("whole");
    for name in ["b", "a/z", "a/b/c", "c"] {
        let ident = name.replace('/', "_");
        write(&root, &format!("{name}.avsc"), &fixed(&ident));
    }
    write(&root, "readme.md", "not a schema");
    write(&root, ".hidden.avsc", "not a schema either");
    let code = Builder::new().generate([&root]).unwrap();
    assert_eq!(structs(&code), ["ABC", "AZ", "B", "C"]);
}

#[test]
fn patterns_pick_files() {
    let root = folder("patterns");
    for name in [
        "order-v1.avsc",
        "order-v2.avsc",
        "deep/er/order-v3.avsc",
        "user.json",
    ] {
        let stem = Path::new(name).file_stem().unwrap().to_str().unwrap();
        write(&root, name, &fixed(&stem.replace('-', "_")));
    }
    let picked = |pattern: &str| {
        let code = Builder::new().generate([root.join(pattern)]).unwrap();
        structs(&code)
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(picked("order-v?.avsc"), ["OrderV1", "OrderV2"]);
    assert_eq!(
        picked("**/order-v*.avsc"),
        ["OrderV3", "OrderV1", "OrderV2"]
    );
    assert_eq!(picked("**/er/*"), ["OrderV3"]);
    assert_eq!(picked("*.json"), ["User"]);
    // The folder too, but nothing that is not a schema's.
    assert_eq!(picked("*"), ["OrderV3", "OrderV1", "OrderV2"]);
}

#[test]
fn a_file_that_is_reached_twice_counts_once() {
    let root = folder("twice");
    let file = write(&root, "a.avsc", &fixed("A"));
    let code = Builder::new()
        .generate([file.clone(), root.clone(), root.join("../twice/*.avsc")])
        .unwrap();
    assert_eq!(structs(&code), ["A"]);
}

#[test]
fn a_mark_in_front_of_a_text_is_passed_over() {
    let root = folder("mark");
    write(&root, "a.avsc", &format!("\u{feff}{}", fixed("A")));
    write(&root, "b.avdl", "\u{feff}fixed B(1);");
    write(
        &root,
        "c.avpr",
        &format!(
            "\u{feff}{{\"protocol\": \"P\", \"types\": [{}]}}",
            fixed("C")
        ),
    );
    let code = Builder::new().generate([&root]).unwrap();
    assert_eq!(structs(&code), ["A", "B", "C"]);
}

#[test]
fn a_setter_of_a_name_that_starts_with_a_digit_is_in_snake_case() {
    let code = Builder::new()
        .all(Choice::new().setters(true))
        .generate_text(
            "a.avsc",
            r#"{"type": "record", "name": "A", "fields": [{"name": "_1", "type": "int", "default": 1}]}"#,
        )
        .unwrap();
    assert!(code.contains("pub fn with_1(mut self, _1: i32)"), "{code}");
}

#[test]
fn code_that_is_up_to_date_is_not_written_again() {
    let root = folder("unchanged");
    let schema = write(&root, "a.avsc", &fixed("A"));
    let builder = Builder::new()
        .out_dir(root.join("out"))
        .file_name("types.rs");
    builder.compile([&schema]).unwrap();

    let code = root.join("out/types.rs");
    assert_eq!(structs(&fs::read_to_string(&code).unwrap()), ["A"]);
    let mut permissions = fs::metadata(&code).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&code, permissions).unwrap();
    let written = fs::metadata(&code).unwrap().modified().unwrap();
    builder.compile([&schema]).unwrap();
    assert_eq!(fs::metadata(&code).unwrap().modified().unwrap(), written);
}

#[test]
fn all_problems_are_shown_with_their_places() {
    let root = folder("problems");
    write(
        &root,
        "a.avsc",
        "{\n  \"type\": \"array\",\n  \"items\": \"lung\"\n}",
    );
    write(
        &root,
        "b.avsc",
        r#"{"type": "enum", "name": "E", "symbols": ["A-B"]}"#,
    );
    write(&root, "c.avsc", &fixed("C"));
    let error = Builder::new().generate([&root]).unwrap_err();
    let shown = format!("{error:?}").replace(root.to_str().unwrap(), "schemas");
    assert_eq!(
        shown,
        "2 problems\n\
         schemas/a.avsc:3:12: []: unknown type `lung`; did you mean `long`?\n\
         schemas/b.avsc:1:43: the symbol name `A-B` breaks the rule: a letter or underscore, \
         then letters, digits and underscores"
    );
}

#[test]
fn all_problems_of_a_file_of_idl_are_shown_once() {
    let root = folder("idl_problems");
    write(
        &root,
        "common.avdl",
        "record A {\n  lung id;\n  B b;\n}\nenum E { X, Y } = Z;",
    );
    write(&root, "one.avdl", "import idl \"common.avdl\";");
    write(
        &root,
        "two.avdl",
        "protocol P {\n  import idl \"common.avdl\";\n  int a(C c) throws D;\n}",
    );
    write(&root, "far.avsc", &fixed("Far"));
    write(&root, "near.avdl", "record Near { Far far; }");
    write(
        &root,
        "zero.avdl",
        "record R {\n  int a = \"x\";\n  union { int, int } b;\n  long c = 0.5;\n}",
    );
    let error = Builder::new().generate([&root]).unwrap_err();
    let shown: Vec<String> = error
        .problems()
        .map(|problem| {
            let file = problem.file().unwrap().rsplit('/').next().unwrap();
            let message = problem.message().lines().next().unwrap();
            let message = message.replace(&format!("{}/", root.display()), "");
            format!("{file}:{}: {message}", problem.line().unwrap())
        })
        .collect();
    assert_eq!(
        shown,
        [
            "common.avdl:2: unknown type `lung`; did you mean `long`?",
            "common.avdl:3: unknown type `B`",
            "common.avdl:5: the default `Z` is not a symbol of the enum",
            "near.avdl:1: unknown type `Far`: IDL imports what it uses, and far.avsc defines this",
            "zero.avdl:3: a second int in one union",
        ]
    );
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_read() {
    let root = folder("devices");
    // It has no end.
    std::os::unix::fs::symlink("/dev/zero", root.join("zero.avsc")).unwrap();
    let error = Builder::new().generate([&root]).unwrap_err();
    let problem = error.problems().next().unwrap();
    assert_eq!(problem.message(), "is not a regular file");
}

#[test]
fn what_cannot_be_found_or_read_is_a_problem_too() {
    let root = folder("missing");
    fs::create_dir(root.join("empty")).unwrap();
    fs::write(root.join("latin.avsc"), b"\"int\"\n  \"caf\xe9\"").unwrap();
    write(&root, "service.avpr", "{}");
    write(
        &root,
        "service.avdl",
        "protocol P {\n  import idl \"../b.avdl\";\n}",
    );
    let cases = [
        ("nowhere", "missing/nowhere: no such file or folder"),
        (
            "empty",
            "missing/empty: there is no .avsc, .avpr or .avdl file in this folder",
        ),
        (
            "*.json",
            "missing/*.json: no schema file matches this pattern",
        ),
        (
            "latin.avsc",
            "missing/latin.avsc:2:7: the text is not UTF-8 from here on",
        ),
        (
            "service.avpr",
            "missing/service.avpr:1:1: a protocol needs the attribute \"protocol\"",
        ),
        (
            "service.avdl",
            "missing/service.avdl:2:14: `../b.avdl` lies outside of the include roots\n  \
             |\n2 |   import idl \"../b.avdl\";\n  |              ^",
        ),
    ];
    for (path, expected) in cases {
        let error = Builder::new().generate([root.join(path)]).unwrap_err();
        let shown = error
            .to_string()
            .replace(root.parent().unwrap().to_str().unwrap(), "");
        assert_eq!(shown.trim_start_matches('/'), expected);
    }
    assert_eq!(
        Builder::new().generate::<&str>([]).unwrap_err().to_string(),
        "no schema files were given"
    );
}

#[test]
fn what_no_rust_type_can_be_is_refused_where_it_stands() {
    let deep = format!(
        r#"{}{{"type": "int", "unit": "mm"}}{}"#,
        r#"{"type": "array", "items": "#.repeat(64),
        "}".repeat(64)
    );
    let cases = [
        (
            &*deep,
            "x.avsc: a type that cannot be left to Rust's is nested deeper than 64 levels",
        ),
        (
            r#"{"type": "int", "a`b": 1}"#,
            "x.avsc: an attribute of a type without a name has a backtick in its name, \
             which Avro IDL has no way to write",
        ),
        (
            r#"["null", {"type": "fixed", "name": "F", "size": 1048577}]"#,
            "x.avsc:1:10: F: a fixed of 1048577 bytes is too large for a Rust type, \
             which ends at 65536",
        ),
        (
            "{\"type\": \"record\", \"name\": \"R\", \"fields\": [\n  {\"name\": \"f\", \"type\": []}]}",
            "x.avsc:1:1: R.f: a union without branches has no value, so it has no Rust type",
        ),
        (
            r#"{"type": "array", "items": {"type": "enum", "name": "a.E", "symbols": []}}"#,
            "x.avsc:1:28: a.E: an enum without symbols has no value, so it has no Rust type",
        ),
        (
            r#"{"type": "record", "name": "A", "fields": [{"name": "a", "type": "A"}]}"#,
            "x.avsc:1:1: A: every value holds another, so none is finite and there is no Rust type",
        ),
    ];
    for (text, expected) in cases {
        let error = Builder::new().generate_text("x.avsc", text).unwrap_err();
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn what_the_build_script_says_is_held_against_rust() {
    let error = Builder::new()
        .core_path("not a path")
        .derive("Eq; fn main() {}")
        .generate_text("x.avsc", "\"int\"")
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "2 problems\n\
         `not a path` is not the path of a crate\n\
         `Eq; fn main() {}` is not the path of a derive"
    );
    let error = Builder::new()
        .out_dir("out")
        .file_name("../escaped.rs")
        .compile(["tests/golden/record.avsc"])
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "`../escaped.rs` is not the name of a file"
    );
}

#[test]
fn a_renamed_core_and_more_derives_are_said_on_each_item() {
    let code = Builder::new()
        .core_path("::other::avro")
        .derive("Eq")
        .derive("serde::Serialize")
        .all(Choice::new().constants(false))
        .generate_text(
            "x.avsc",
            r#"["string", {"type": "record", "name": "R", "fields": [
                {"name": "day", "type": {"type": "int", "logicalType": "date"}},
                {"name": "md5", "type": {"type": "fixed", "name": "Md5", "size": 16}}]}]"#,
        )
        .unwrap();
    assert_eq!(
        code,
        r#"// Generated by avro-build from x.avsc; edit that file instead.

#[allow(clippy::all, clippy::nursery, clippy::pedantic, rustdoc::all)]
#[allow(dead_code, missing_copy_implementations, missing_docs)]
#[allow(unreachable_pub, unused_qualifications, variant_size_differences)]
#[derive(Debug, Clone, PartialEq, ::other::avro::AvroSchema, Eq, serde::Serialize)]
#[avro(crate = "::other::avro")]
pub struct R {
    pub day: ::other::avro::logical::Date,
    pub md5: Md5,
}

#[allow(clippy::all, clippy::nursery, clippy::pedantic, rustdoc::all)]
#[allow(dead_code, missing_copy_implementations, missing_docs)]
#[allow(unreachable_pub, unused_qualifications, variant_size_differences)]
impl R {
    /// From the values of all fields; none has a default.
    pub fn new(day: ::other::avro::logical::Date, md5: Md5) -> Self {
        Self { day, md5 }
    }
}

#[allow(clippy::all, clippy::nursery, clippy::pedantic, rustdoc::all)]
#[allow(dead_code, missing_copy_implementations, missing_docs)]
#[allow(unreachable_pub, unused_qualifications, variant_size_differences)]
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    ::other::avro::AvroSchema,
    serde::Serialize
)]
#[avro(fixed, crate = "::other::avro")]
pub struct Md5(pub [u8; 16]);

#[allow(clippy::all, clippy::nursery, clippy::pedantic, rustdoc::all)]
#[allow(dead_code, missing_copy_implementations, missing_docs)]
#[allow(unreachable_pub, unused_qualifications, variant_size_differences)]
#[derive(Debug, Clone, PartialEq, ::other::avro::AvroSchema, Eq, serde::Serialize)]
#[avro(crate = "::other::avro")]
pub enum X {
    String(String),
    R(R),
}
"#
    );
}

#[test]
fn a_choice_without_effect_is_an_error() {
    let schema = r#"{"type": "record", "name": "Order", "namespace": "shop", "fields": [
        {"name": "id", "type": "long"},
        {"name": "at", "type": {"type": "long", "logicalType": "timestamp-micros"}},
        {"name": "state", "type": {"type": "enum", "name": "State", "symbols": ["OPEN"]}}]}"#;
    let said = |builder: Builder| match builder.generate_text("order.avsc", schema) {
        Ok(_) => "no error".to_owned(),
        Err(error) => error.to_string(),
    };
    let with = |pattern: &str, choice: Choice| said(Builder::new().with(pattern, choice));
    let all = |choice: Choice| said(Builder::new().all(choice));
    let new = Choice::new;
    for (found, expected) in [
        (
            with("shop.Oder", new().derive("Eq")),
            "the choice for `shop.Oder`: no type and no field has that name; \
             did you mean `shop.Order`?",
        ),
        (
            with("shop.Order.id", new().derive("Eq")),
            "the choice for `shop.Order.id`: it is about types, and only fields have that name",
        ),
        (
            with("shop.Order", new().field_attribute("#[serde(skip)]")),
            "the choice for `shop.Order`: an attribute for fields, and only types have that name",
        ),
        (
            with("shop.Order.id", new().logical("date", "i32")),
            "the choice for `shop.Order.id`: there is no `date` in what has that name",
        ),
        (
            with("shop.*", new().map("std::collections::BTreeMap<_, _>")),
            "the choice for `shop.*`: there is no map in what has that name",
        ),
        (
            all(new().logical("timestamp-micro", "i64")),
            "no type has the logical type `timestamp-micro`; did you mean `timestamp-micros`?",
        ),
        (
            all(new().map("BTreeMap")),
            "`BTreeMap` is not a map type with `_` for its key and `_` for its value",
        ),
        (all(new().string("Box<")), "`Box<` is not a type"),
        (
            all(new().derive("a b")),
            "`a b` is not the path of a derive",
        ),
        (
            all(new().visibility("public")),
            "`public` is not a visibility",
        ),
        (
            all(new().type_attribute("serde(skip)")),
            "`serde(skip)` is not an attribute, as in `#[serde(skip)]`",
        ),
        (
            said(Builder::new().module("shops", "")),
            "no namespace is called `shops`; did you mean `shop`?",
        ),
        (
            said(Builder::new().module("shop", "api::a-b")),
            "`api::a-b` is not a module",
        ),
        (
            said(Builder::new().extern_path("shop.State", "not a path")),
            "`not a path` is not a path",
        ),
        (
            Builder::new()
                .with("A.a", new().rust_decimal())
                .generate_text(
                    "a.avsc",
                    r#"{"type": "record", "name": "A", "fields": [{"name": "a", "type":
                        {"type": "bytes", "logicalType": "decimal", "precision": 29}}]}"#,
                )
                .unwrap_err()
                .to_string(),
            "the choice for `A.a`: there is no `decimal` of up to 28 digits in what has that name",
        ),
        // What holds for everything need not be of use everywhere.
        (all(new().jiff().map("BTreeMap<_, _>")), "no error"),
        (
            with("**.OPEN", new().field_attribute("#[doc(hidden)]")),
            "no error",
        ),
    ] {
        assert_eq!(found, expected);
    }
}

#[test]
fn one_type_may_lie_in_another_crate() {
    let code = Builder::new()
        .extern_path("shop.State", "::states::State")
        .generate_text(
            "order.avsc",
            r#"{"type": "record", "name": "Order", "namespace": "shop", "fields": [
                {"name": "state", "default": "OPEN", "type":
                    {"type": "enum", "name": "State", "symbols": ["OPEN"]}}]}"#,
        )
        .unwrap();
    assert!(code.contains("pub state: ::states::State,"));
    assert!(!code.contains("enum State"));
    // Its variants are that crate's, and so is how a default is read.
    let words: String = code.split_whitespace().collect();
    let default = "default_value::<::states::State,avro_core::shape::Own,>(b\"\\0\")";
    assert!(words.contains(default), "{code}");
}

#[test]
fn what_would_be_large_is_boxed() {
    // Three optional records in each of twenty levels: inline more than any stack has.
    let mut ty =
        r#"{"type": "record", "name": "R0", "fields": [{"name": "x", "type": "long"}]}"#.to_owned();
    for level in 1..20 {
        let inner = level - 1;
        ty = format!(
            r#"{{"type": "record", "name": "R{level}", "fields": [
                {{"name": "a", "type": ["null", {ty}]}},
                {{"name": "b", "type": ["null", "R{inner}"]}},
                {{"name": "c", "type": ["null", "R{inner}"]}}]}}"#
        );
    }
    let code = Builder::new().generate_text("r.avsc", &ty).unwrap();
    // The small ones are as they would be written.
    assert!(code.contains("pub a: Option<R0>,"));
    assert!(code.contains("pub a: Option<R3>,"));
    assert!(code.contains("pub a: Option<Box<R9>>,"));
}

#[test]
fn idl_protocols_and_schemas_are_one_set() {
    let root = folder("kinds");
    // Each refers to one of another kind.
    write(
        &root,
        "a.avsc",
        r#"{"type": "record", "name": "x.A", "fields": [{"name": "b", "type": "B"}]}"#,
    );
    write(
        &root,
        "deep/b.avdl",
        "namespace x; import idl \"common.avdl\"; record B { Common common; }",
    );
    write(
        &root,
        "c.avpr",
        r#"{"protocol": "P", "namespace": "x", "types": [
            {"type": "error", "name": "C", "fields": [{"name": "a", "type": "A"}]}]}"#,
    );
    write(
        &root,
        "d.avdl",
        "@namespace(\"x\") protocol Q {\n  import schema \"e.avsc\";\n  import idl \"deep/common.avdl\";\n  \
         record D { E e; Common common; }\n}",
    );
    write(
        &root,
        "e.avsc",
        r#"{"type": "fixed", "name": "x.E", "size": 2}"#,
    );
    write(&root, "deep/common.avdl", "namespace x; fixed Common(4);");
    let code = Builder::new().generate([&root]).unwrap();
    let lines = code.lines().map(str::trim);
    let types: Vec<&str> = lines
        .filter_map(|line| line.strip_prefix("pub struct "))
        .map(|line| line.split([' ', '(']).next().unwrap())
        .collect();
    // In the order of the files, and each once.
    assert_eq!(types, ["A", "C", "D", "B", "Common", "E"]);
    assert!(code.contains("pub common: Common,"));

    // By name, and by pattern.
    let by_name = ["a.avsc", "c.avpr", "d.avdl", "deep/b.avdl"].map(|name| root.join(name));
    assert_eq!(
        Builder::new()
            .generate(by_name)
            .unwrap()
            .matches("pub struct ")
            .count(),
        6
    );
    let by_pattern = Builder::new().generate([root.join("**/*.av*")]).unwrap();
    assert_eq!(by_pattern.matches("pub struct ").count(), 6);

    // Different definitions are told with both places.
    write(
        &root,
        "f.avsc",
        r#"{"type": "fixed", "name": "x.Common", "size": 3}"#,
    );
    let error = Builder::new().generate([&root]).unwrap_err().to_string();
    let error = error.replace(root.to_str().unwrap(), "kinds");
    assert_eq!(
        error,
        "kinds/f.avsc:1:1: `x.Common` is defined twice, first at kinds/deep/common.avdl:1:20"
    );
}

#[test]
fn what_idl_imports_lies_in_a_root() {
    let root = folder("roots");
    let main = "schema array<M>;\nimport idl \"money/main.avdl\";\n";
    let path = write(&root, "schemas/shop.avdl", main);
    write(
        &root,
        "vendor/money/main.avdl",
        "namespace m; schema M; record M { long cents; }",
    );
    let error = Builder::new().generate([&path]).unwrap_err().to_string();
    assert!(
        error.contains("shop.avdl:2:12: `money/main.avdl` is not there\n"),
        "{error}"
    );
    write(&root, "schemas/shop.avdl", &main.replace("<M>", "<m.M>"));
    let builder = Builder::new().import_root(root.join("vendor"));
    let code = builder.generate([&path]).unwrap();
    assert!(code.contains("pub type Shop = Vec<self::m::M>;"), "{code}");

    // Neither `..` nor a link leads out.
    write(&root, "secret.avdl", "schema S; fixed S(1);");
    for path in ["../secret.avdl", "money/../../secret.avdl", "/etc/passwd"] {
        let text = format!("schema S; import idl {path:?};");
        let error = builder
            .generate_text("x.avdl", &text)
            .unwrap_err()
            .to_string();
        let is_refused =
            error.contains("outside of the include roots") || error.contains("no relative path");
        assert!(is_refused, "{error}");
    }
    let text = "schema array<m.M>; import idl \"money/main.avdl\";";
    assert!(
        builder
            .generate_text("x.avdl", text)
            .unwrap()
            .contains("pub type X = ")
    );
    let error = Builder::new()
        .generate_text("x.avdl", text)
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("x.avdl:1:31: `money/main.avdl` is not there"),
        "{error}"
    );
    let nowhere = Builder::new().import_root(root.join("nowhere"));
    let error = nowhere.generate([&path]).unwrap_err().to_string();
    assert!(
        error.ends_with("nowhere: imports cannot come from here: it is not there"),
        "{error}"
    );
}

#[test]
fn the_place_of_a_fault_in_idl_is_shown() {
    let root = folder("caret");
    write(&root, "common.avdl", "record Line {\n  lung id;\n}\n");
    let path = write(
        &root,
        "shop.avdl",
        "import idl \"common.avdl\"; record A { Line l; }",
    );
    let error = Builder::new().generate([&path]).unwrap_err();
    let problem = error.problems().next().unwrap();
    assert_eq!((problem.line(), problem.column()), (Some(2), Some(3)));
    assert!(problem.file().unwrap().ends_with("caret/common.avdl"));
    assert_eq!(
        problem.message(),
        "unknown type `lung`; did you mean `long`?\n  |\n2 |   lung id;\n  |   ^"
    );
}
