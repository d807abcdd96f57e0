//! Contracts with released schemas: what is broken, and in which words that is said.

use std::fs;
use std::path::{Path, PathBuf};

use avro_build::{Builder, Compatibility, Error, check, freeze};

/// A project of its own for each test.
struct Project(PathBuf);

impl Project {
    fn new(name: &str) -> Project {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("contract-{name}"));
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        let project = Project(folder);
        fs::create_dir_all(project.at("schemas")).unwrap();
        project
    }

    fn at(&self, path: &str) -> PathBuf {
        self.0.join(path)
    }

    fn write(&self, path: &str, text: &str) -> &Project {
        let path = self.at(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.at(path)).unwrap()
    }

    fn said(&self, error: &Error) -> String {
        error
            .to_string()
            .replace(&format!("{}/", self.0.display()), "")
    }

    /// What the check says, an empty text if it has nothing to say.
    fn check(&self, mode: Compatibility) -> String {
        match check([self.at("schemas")], self.at("released"), mode) {
            Ok(()) => String::new(),
            Err(error) => self.said(&error),
        }
    }

    fn freeze(&self) -> String {
        match freeze(
            [self.at("schemas")],
            self.at("released"),
            Compatibility::None,
        ) {
            Ok(frozen) => frozen.to_string(),
            Err(error) => self.said(&error),
        }
    }

    /// All files of all releases.
    fn released(&self) -> Vec<String> {
        let mut found = Vec::new();
        for release in fs::read_dir(self.at("released")).unwrap() {
            let release = release.unwrap();
            for file in fs::read_dir(release.path()).unwrap() {
                let names = (release.file_name(), file.unwrap().file_name());
                found.push(format!("{}/{}", names.0.display(), names.1.display()));
            }
        }
        found.sort();
        found
    }
}

const ORDER: &str = r#"{
  "type": "record", "name": "Order", "namespace": "com.example.shop",
  "fields": [
    {"name": "id", "type": "int"},
    {"name": "lines", "type": {"type": "array", "items": "Line"}},
    {"name": "state", "type": {"type": "enum", "name": "State", "symbols": ["OPEN", "PAID", "SENT"]}},
    {"name": "note", "type": ["null", "string"], "default": null}
  ]
}"#;

const LINE: &str = r#"{
  "type": "record", "name": "Line", "namespace": "com.example.shop",
  "fields": [
    {"name": "article", "type": "string"},
    {"name": "price", "type": "long"},
    {"name": "hash", "type": {"type": "fixed", "name": "Hash", "size": 4}}
  ]
}"#;

/// A shop with its schemas, and nothing released.
fn shop(name: &str) -> Project {
    let project = Project::new(name);
    project.write("schemas/order.avsc", ORDER);
    project.write("schemas/line.avsc", LINE);
    project
}

#[test]
fn a_release_holds_what_is_new_or_has_changed() {
    let shop = shop("release");
    assert_eq!(
        shop.freeze(),
        "release 1: com.example.shop.Hash, com.example.shop.Line, com.example.shop.Order, com.example.shop.State"
    );
    assert_eq!(
        shop.read("released/1/com.example.shop.Order.avsc"),
        r#"{
  "type": "record",
  "name": "Order",
  "namespace": "com.example.shop",
  "fields": [
    {"name": "id", "type": "int"},
    {"name": "lines", "type": {"type": "array", "items": "com.example.shop.Line"}},
    {"name": "state", "type": "com.example.shop.State"},
    {"name": "note", "type": ["null", "string"], "default": null}
  ]
}
"#
    );
    assert_eq!(shop.freeze(), "nothing has changed since release 1");

    // Spelt in another way, it is the same.
    shop.write("schemas/line.avsc", &LINE.replace("\n", " "));
    assert_eq!(shop.freeze(), "nothing has changed since release 1");
    let cents = LINE.replace(
        r#""type": "long"}"#,
        r#""type": "long", "doc": "In cents."}"#,
    );
    shop.write("schemas/line.avsc", &cents);
    assert_eq!(shop.freeze(), "release 2: com.example.shop.Line");
    assert_eq!(
        shop.released(),
        [
            "1/com.example.shop.Hash.avsc",
            "1/com.example.shop.Line.avsc",
            "1/com.example.shop.Order.avsc",
            "1/com.example.shop.State.avsc",
            "2/com.example.shop.Line.avsc",
        ]
    );
    assert_eq!(shop.check(Compatibility::FullTransitive), "");
}

#[test]
fn every_fault_is_told_with_its_places_and_types() {
    let shop = shop("faults");
    shop.freeze();
    shop.write(
        "schemas/order.avsc",
        r#"{
  "type": "record", "name": "Order", "namespace": "com.example.shop",
  "fields": [
    {"name": "id", "type": "long"},
    {"name": "lines", "type": {"type": "array", "items": "Line"}},
    {"name": "customer", "type": "string"},
    {"name": "state", "type": {"type": "enum", "name": "State", "symbols": ["OPEN", "SENT"]}},
    {"name": "note", "type": "string", "default": ""}
  ]
}"#,
    );
    shop.write(
        "schemas/line.avsc",
        r#"{
  "type": "record", "name": "Line", "namespace": "com.example.shop",
  "fields": [
    {"name": "article", "type": "string"},
    {"name": "cost", "aliases": ["price"], "type": "int"},
    {"name": "hash", "type": {"type": "fixed", "name": "Hash", "size": 8}}
  ]
}"#,
    );
    assert_eq!(
        shop.check(Compatibility::Backward),
        "5 problems
schemas/line.avsc:5:5: com.example.shop.Line.cost: data of release 1 may have long here, which is not read as int
    released as long in released/1/com.example.shop.Line.avsc:7:5
    now int
    mend: go back to the released type, or add a field of another name with a default
schemas/line.avsc:6:30: com.example.shop.Hash: data of release 1 has 4 bytes here, and 8 are read
    released as fixed com.example.shop.Hash of 4 bytes in released/1/com.example.shop.Hash.avsc
    now fixed com.example.shop.Hash of 8 bytes
    mend: go back to the released size, or use a type of another name in another field
schemas/order.avsc:6:5: com.example.shop.Order.customer: data of release 1 has no such field, and it has no default
    released without it in released/1/com.example.shop.Order.avsc
    now string
    mend: give the field a default, which stands for what was not written
schemas/order.avsc:7:31: com.example.shop.State: data of release 1 may have the symbol `PAID`, which this enum lacks
    released as enum com.example.shop.State of OPEN, PAID, SENT in released/1/com.example.shop.State.avsc
    now enum com.example.shop.State of OPEN, SENT
    mend: put the symbol back, or give the enum a default for symbols that it lacks
schemas/order.avsc:8:5: com.example.shop.Order.note: data of release 1 may have null here, which is not read as string
    released as [\"null\", \"string\"] in released/1/com.example.shop.Order.avsc:9:5
    now string
    mend: go back to the released type, or add a field of another name with a default"
    );
    // Who reads the new data with the old schema fails elsewhere.
    assert_eq!(
        shop.check(Compatibility::Forward),
        "3 problems
schemas/line.avsc:5:5: com.example.shop.Line.price: programs of release 1 need this field, for they have no default for it
    released as long in released/1/com.example.shop.Line.avsc:7:5
    now int
    mend: put the field back; only one that was released with a default can be taken away
schemas/line.avsc:6:30: com.example.shop.Hash: programs of release 1 read 4 bytes here, and 8 are written
    released as fixed com.example.shop.Hash of 4 bytes in released/1/com.example.shop.Hash.avsc
    now fixed com.example.shop.Hash of 8 bytes
    mend: go back to the released size, or use a type of another name in another field
schemas/order.avsc:4:5: com.example.shop.Order.id: programs of release 1 read int here, and long is not read as that
    released as int in released/1/com.example.shop.Order.avsc:6:5
    now long
    mend: go back to the released type, or add a field of another name"
    );
}

fn record(name: &str, fields: &str) -> String {
    format!(r#"{{"type": "record", "name": "{name}", "fields": [{fields}]}}"#)
}

#[test]
fn a_field_that_may_have_been_renamed_is_told_its_former_name() {
    let project = Project::new("renamed_field");
    let fields = |names: &[&str]| {
        let field = |name: &&str| format!(r#"{{"name": "{name}", "type": "int"}}"#);
        record("R", &names.iter().map(field).collect::<Vec<_>>().join(", "))
    };
    project.write("schemas/r.avsc", &fields(&["id", "count", "price"]));
    assert_eq!(project.freeze(), "release 1: R");
    let mend = |names: &[&str]| {
        project.write("schemas/r.avsc", &fields(names));
        let said = project.check(Compatibility::Backward);
        said.rsplit_once("mend: ").unwrap().1.to_owned()
    };
    let default = "give the field a default, which stands for what was not written";
    // The one that is gone, of several the one that is spelt alike, and else none.
    let one = format!("{default}; if it was called `count`, give it that alias");
    assert_eq!(mend(&["id", "price", "number"]), one);
    assert_eq!(mend(&["id", "counts"]), one);
    assert_eq!(mend(&["id", "number"]), default);
    assert_eq!(mend(&["id", "count", "price", "number"]), default);
}

#[test]
fn a_type_of_another_kind_is_told_to_take_another_name() {
    let project = Project::new("kind");
    project.write("schemas/r.avsc", &record("R", ""));
    assert_eq!(project.freeze(), "release 1: R");
    project.write(
        "schemas/r.avsc",
        r#"{"type": "enum", "name": "R", "symbols": ["A"]}"#,
    );
    assert_eq!(
        project.check(Compatibility::Backward),
        "schemas/r.avsc:1:1: R: data of release 1 may have record `R` here, which is not read as enum `R`
    released as record R in released/1/R.avsc
    now enum R of A
    mend: go back to the released type, or give this one another name"
    );
}

#[test]
fn a_fault_is_told_once_for_all_releases_and_users() {
    let project = Project::new("once");
    let inner = |field: &str| record("Inner", field);
    let outer = |extra: &str| {
        let unions = r#"{"name": "a", "type": {"type": "map", "values": ["null", "Inner"]}}"#;
        record("Outer", &format!("{unions}{extra}"))
    };
    project.write(
        "schemas/inner.avsc",
        &inner(r#"{"name": "n", "type": "int"}"#),
    );
    project.write("schemas/outer.avsc", &outer(""));
    assert_eq!(project.freeze(), "release 1: Inner, Outer");
    project.write(
        "schemas/outer.avsc",
        &outer(r#", {"name": "b", "type": "int", "default": 0}"#),
    );
    assert_eq!(project.freeze(), "release 2: Outer");
    project.write(
        "schemas/inner.avsc",
        &inner(r#"{"name": "n", "type": "long"}"#),
    );
    assert_eq!(project.freeze(), "release 3: Inner");
    project.write(
        "schemas/outer.avsc",
        &outer(r#", {"name": "c", "type": "int", "default": 0}"#),
    );
    project.write(
        "schemas/inner.avsc",
        &inner(r#"{"name": "n", "type": "string"}"#),
    );
    let inner = |releases: &str, was: &str, file: &str| {
        format!(
            "schemas/inner.avsc:1:48: Inner.n: data of {releases} may have {was} here, which is not read as string
    released as {was} in released/{file}/Inner.avsc:5:5
    now string
    mend: go back to the released type, or add a field of another name with a default"
        )
    };
    assert_eq!(
        project.check(Compatibility::Backward),
        inner("release 3", "long", "3")
    );
    assert_eq!(
        project.check(Compatibility::BackwardTransitive),
        format!(
            "2 problems\n{}\n{}",
            inner("releases 1 and 2", "int", "1"),
            inner("release 3", "long", "3")
        )
    );
    assert_eq!(project.check(Compatibility::None), "");
    // Without the file there is no promise to that version.
    fs::remove_file(project.at("released/1/Inner.avsc")).unwrap();
    assert_eq!(
        project.check(Compatibility::BackwardTransitive),
        inner("release 3", "long", "3")
    );
}

#[test]
fn a_released_type_stays_under_its_name_or_an_alias() {
    let project = Project::new("removed");
    project.write("schemas/a.avsc", &record("x.Order", ""));
    project.write(
        "schemas/b.avsc",
        &record(
            "x.Basket",
            r#"{"name": "part", "type": ["null", "x.Part"], "default": null}"#,
        ),
    );
    project.write("schemas/c.avsc", &record("x.Part", ""));
    project.freeze();

    // A part is missed by those who hold it, and a new type by nobody.
    fs::remove_file(project.at("schemas/c.avsc")).unwrap();
    project.write("schemas/b.avsc", &record("x.Basket", ""));
    project.write(
        "schemas/d.avsc",
        &record("x.New", r#"{"name": "f", "type": "int"}"#),
    );
    assert_eq!(project.check(Compatibility::BackwardTransitive), "");

    project.write("schemas/a.avsc", &record("x.Orders", ""));
    assert_eq!(
        project.check(Compatibility::Backward),
        "released/1/x.Order.avsc: x.Order: released, and not there any more
    mend: give `x.Orders`, if that is what it has become, the alias `x.Order`; if nobody reads or writes it any longer, delete released/1/x.Order.avsc"
    );
    let renamed = r#"{"type": "record", "name": "x.Orders", "aliases": ["Order"], "fields": []}"#;
    project.write("schemas/a.avsc", renamed);
    assert_eq!(project.check(Compatibility::Backward), "");
    // But programs of before do not know the alias.
    assert_eq!(
        project.check(Compatibility::Forward),
        "schemas/a.avsc:1:1: x.Orders: programs of release 1 read record `x.Order` here, and record `x.Orders` is not read as that
    released as record x.Order in released/1/x.Order.avsc
    now record x.Orders
    mend: go back to the released name"
    );
    // Its history goes on under the new name.
    let changed = r#"{"type": "record", "name": "x.Orders", "aliases": ["Order"], "fields": [{"name": "a", "type": "int"}]}"#;
    project.write("schemas/a.avsc", changed);
    assert_eq!(
        project.check(Compatibility::Backward),
        "schemas/a.avsc:1:73: x.Orders.a: data of release 1 has no such field, and it has no default
    released without it in released/1/x.Order.avsc
    now int
    mend: give the field a default, which stands for what was not written"
    );
}

#[test]
fn a_schema_without_a_name_goes_by_its_file() {
    let project = Project::new("unnamed");
    project.write("schemas/deep/event.avsc", r#"["int", "string"]"#);
    assert_eq!(project.freeze(), "release 1: the schema of `event.avsc`");
    assert_eq!(project.released(), ["1/event.avsc"]);
    project.write("schemas/deep/event.avsc", r#"["string"]"#);
    assert_eq!(
        project.check(Compatibility::Backward),
        "schemas/deep/event.avsc:1:1: the schema of `event.avsc`: data of release 1 may have int here, for which this union has no branch
    released as [\"int\", \"string\"] in released/1/event.avsc
    now [\"string\"]
    mend: put the branch back"
    );
    fs::rename(
        project.at("schemas/deep/event.avsc"),
        project.at("schemas/events.avsc"),
    )
    .unwrap();
    assert_eq!(
        project.check(Compatibility::Backward),
        "released/1/event.avsc: the schema of `event.avsc`: released, and not there any more
    mend: put `event.avsc` back; if nobody reads or writes it any longer, delete released/1/event.avsc"
    );
}

#[test]
fn releases_that_people_wrote_are_read_as_well() {
    let project = Project::new("by-hand");
    // The schemas as they lay there, one with types inside.
    project.write(
        "released/1/old/order.avsc",
        r#"{"type": "record", "name": "Order", "namespace": "x", "fields": [
            {"name": "line", "type": {"type": "record", "name": "Line", "fields": [
                {"name": "kind", "type": {"type": "enum", "name": "Kind", "namespace": "", "symbols": ["A"]}},
                {"name": "order", "type": ["null", "Order"]}]}},
            {"name": "kind", "type": ["null", "Kind"]}]}"#,
    );
    project.write("released/readme.md", "What was released.");
    project.write(
        "schemas/kind.avsc",
        r#"{"type": "enum", "name": "Kind", "symbols": ["A"]}"#,
    );
    project.write(
        "schemas/order.avsc",
        r#"{"type": "record", "name": "Order", "namespace": "x", "fields": [
            {"name": "line", "type": {"type": "record", "name": "Line", "fields": [
                {"name": "kind", "type": ".Kind"},
                {"name": "order", "type": ["null", "Order"]}]}},
            {"name": "kind", "type": ["null", ".Kind"]}]}"#,
    );
    assert_eq!(project.freeze(), "nothing has changed since release 1");
    project.write(
        "schemas/kind.avsc",
        r#"{"type": "enum", "name": "Kind", "symbols": ["B"]}"#,
    );
    assert_eq!(
        project.check(Compatibility::Backward),
        "schemas/kind.avsc:1:1: Kind: data of release 1 may have the symbol `A`, which this enum lacks
    released as enum Kind of A in released/1/old/order.avsc
    now enum Kind of B
    mend: put the symbol back, or give the enum a default for symbols that it lacks"
    );
}

#[test]
fn what_is_no_release_is_said_to_be_none() {
    let project = Project::new("no-release");
    project.write("schemas/a.avsc", &record("A", ""));
    assert_eq!(
        project.check(Compatibility::Backward),
        format!(
            "{}/released: no such folder, and released schemas are to lie in it: \
             make it, and let `freeze` write the first release",
            project.0.display()
        )
        .replace(&format!("{}/", project.0.display()), "")
    );
    project.write("released/a.avsc", "{}");
    project.write("released/v1/a.avsc", "{}");
    project.write("released/2/a.avsc", "{\n  oops\n}");
    project.write(
        "released/3/b.avsc",
        &record("B", r#"{"name": "c", "type": "C"}"#),
    );
    project.write("released/3/a.avsc", "\"int\"");
    let no_release = "this is no release: releases are folders with the numbers 1, 2, 3, …, and schemas lie in them";
    assert_eq!(
        project.check(Compatibility::Backward),
        format!(
            "3 problems
released/2/a.avsc:2:3: `o` where a key or `}}` should stand
released/a.avsc: {no_release}
released/v1: {no_release}"
        )
    );
    fs::remove_file(project.at("released/a.avsc")).unwrap();
    fs::remove_dir_all(project.at("released/v1")).unwrap();
    fs::remove_dir_all(project.at("released/2")).unwrap();
    project.write("schemas/b.avsc", &record("B", ""));
    assert_eq!(
        project.check(Compatibility::Backward),
        "released/3/b.avsc: unknown type `C`; no release in this folder has it: put its file back"
    );
}

#[test]
fn a_release_that_breaks_a_promise_is_refused_unless_that_is_meant() {
    let project = Project::new("breaking");
    let builder = |mode| Builder::new().compatible_with(project.at("released"), mode);
    let backward = builder(Compatibility::Backward);
    project.write("schemas/a.avsc", &record("A", ""));
    backward.freeze([project.at("schemas")]).unwrap();
    project.write(
        "schemas/a.avsc",
        &record("A", r#"{"name": "f", "type": "int"}"#),
    );
    let error = backward.freeze([project.at("schemas")]).unwrap_err();
    assert!(
        project
            .said(&error)
            .starts_with("schemas/a.avsc:1:44: A.f: data of release 1 has no such field")
    );
    assert_eq!(project.released(), ["1/A.avsc"]);

    let frozen = backward.freeze_breaking([project.at("schemas")]).unwrap();
    assert_eq!(
        (frozen.release(), frozen.files()),
        (Some(2), &[project.at("released/2/A.avsc")][..])
    );
    assert_eq!(project.check(Compatibility::Backward), "");
    assert!(
        project
            .check(Compatibility::BackwardTransitive)
            .contains("data of release 1 ")
    );

    let error = Builder::new().check([project.at("schemas")]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no folder of released schemas was named: say `.compatible_with(…)`"
    );
}

#[test]
fn released_schemas_among_the_others_are_not_compiled() {
    let project = Project::new("inside");
    project.write("schemas/a.avsc", &record("A", ""));
    project.write(
        "schemas/released/1/A.avsc",
        &record("A", r#"{"name": "f", "type": "int"}"#),
    );
    project.write("schemas/released/1/B.avsc", &record("A.B", ""));
    project.write("schemas/released/2/B.avsc", &record("A.B", ""));
    fs::remove_dir_all(project.at("schemas/released/2")).unwrap();
    let builder =
        Builder::new().compatible_with(project.at("schemas/released"), Compatibility::None);
    for path in ["schemas", "schemas/**/*.avsc", "schemas/../schemas"] {
        let code = builder.generate([project.at(path)]).unwrap();
        assert!(
            code.contains("pub struct A {}") && !code.contains("struct B"),
            "{code}"
        );
    }
    let error = builder
        .generate([project.at("schemas/released")])
        .unwrap_err();
    assert_eq!(
        project.said(&error),
        "schemas/released: there are only released schemas, which are not compiled"
    );
}

/// Of a type in another one only the name is looked at there, which must not make a fault of its own.
#[test]
fn a_type_in_a_type_is_held_to_its_own_promise() {
    let project = Project::new("apart");
    let both = |inner: &str, aliases: &str, fields: &str, used: &str| {
        let text =
            format!(r#"{{"type": "record", "name": "{inner}"{aliases}, "fields": [{fields}]}}"#);
        project.write("schemas/inner.avsc", &text);
        project.write("schemas/outer.avsc", &record("Outer", used));
    };
    let number = r#"{"name": "n", "type": "int"}"#;
    both(
        "Inner",
        "",
        number,
        r#"{"name": "a", "type": ["null", "Inner"]}, {"name": "b", "type": "Inner", "default": {"n": 1}}"#,
    );
    project.freeze();

    let used = r#"{"name": "a", "type": ["null", "Part"]}"#;
    both("Part", r#", "aliases": ["Inner"]"#, number, used);
    assert_eq!(project.check(Compatibility::Backward), "");
    both(
        "Part",
        r#", "aliases": ["Inner"]"#,
        r#"{"name": "n", "type": "string"}"#,
        used,
    );
    assert_eq!(
        project.check(Compatibility::Backward),
        "schemas/inner.avsc:1:69: Part.n: data of release 1 may have int here, which is not read as string
    released as int in released/1/Inner.avsc:5:5
    now string
    mend: go back to the released type, or add a field of another name with a default"
    );

    // The released default of `b` is that of a record, and programs of before take it.
    both(
        "Inner",
        "",
        number,
        r#"{"name": "a", "type": ["null", "Inner"]}"#,
    );
    assert_eq!(project.check(Compatibility::Forward), "");

    // A part that is gone is looked at where it was used, whatever it has become.
    fs::remove_file(project.at("schemas/inner.avsc")).unwrap();
    project.write(
        "schemas/outer.avsc",
        &record(
            "Outer",
            r#"{"name": "a", "type": ["null", {"type": "record", "name": "Inner", "namespace": "x", "fields": [
                {"name": "m", "type": "int"}]}]}"#,
        ),
    );
    assert_eq!(
        project.check(Compatibility::Backward),
        "schemas/outer.avsc:1:48: Outer.a: not all data of release 1 can be read any more: \
         the reader's union has no branch that reads all of the writer's Inner: \
         Outer.a.m (the writer's Outer.a): the writer has no such field, and it has no default
    released as [\"null\", \"Inner\"] in released/1/Outer.avsc:5:5
    now [\"null\", \"x.Inner\"]
    mend: let the type in the branch read the released one, or put that back"
    );
}

#[test]
fn what_idl_and_protocols_define_is_released_too() {
    let project = Project::new("kinds");
    let idl = "@namespace(\"x\")\nprotocol Shop {\n  record Order {\n    int id;\n  }\n  void buy(Order order);\n}\n";
    project.write("schemas/shop.avdl", idl).write(
        "schemas/log.avpr",
        r#"{"protocol": "Log", "types": [{"type": "enum", "name": "Level", "symbols": ["LOW", "HIGH"]}]}"#,
    );
    assert_eq!(project.freeze(), "release 1: Level, x.Order");
    assert_eq!(project.released(), ["1/Level.avsc", "1/x.Order.avsc"]);
    assert_eq!(project.check(Compatibility::Backward), "");

    project.write("schemas/shop.avdl", &idl.replace("int id", "string id"));
    let said = project.check(Compatibility::Backward);
    assert!(
        said.starts_with("schemas/shop.avdl:4:12: x.Order.id: data of release 1 may have int here"),
        "{said}"
    );
    assert!(
        said.contains("released as int in released/1/x.Order.avsc:"),
        "{said}"
    );

    // A main schema without a name goes by its file.
    project.write("schemas/log.avdl", "schema array<int>;");
    project.write("schemas/shop.avdl", idl);
    assert_eq!(project.freeze(), "release 2: the schema of `log.avsc`");
    assert_eq!(project.check(Compatibility::Backward), "");
    project.write("schemas/log.avdl", "schema array<string>;");
    assert!(
        project
            .check(Compatibility::Backward)
            .starts_with("schemas/log.avdl:1:1: the schema of `log.avsc`[]: ")
    );
    project.write("schemas/log.avdl", "schema array<int>;");

    // The type may move to a file of another kind.
    let avsc =
        r#"{"type": "record", "name": "x.Order", "fields": [{"name": "id", "type": "long"}]}"#;
    project.write("schemas/order.avsc", avsc);
    fs::remove_file(project.at("schemas/shop.avdl")).unwrap();
    assert_eq!(project.check(Compatibility::Backward), "");
}

#[test]
fn types_and_files_of_one_name_are_told_apart() {
    let project = Project::new("names");
    project.write(
        "schemas/Order.avsc",
        r#"{"type": "array", "items": {"type": "record", "name": "Order", "fields": []}}"#,
    );
    let enums = |symbols: &str| {
        format!(
            r#"["null", {{"type": "enum", "name": "order", "symbols": [{symbols}], "default": "A"}}]"#
        )
    };
    project.write("schemas/enums.avsc", &enums(r#""A""#));
    // Where case does not count, these are three files as well.
    assert_eq!(
        project.freeze(),
        "release 1: Order, order, the schema of `Order.avsc`, the schema of `enums.avsc`"
    );
    let files = [
        "1/Order-2.avsc",
        "1/Order.avsc",
        "1/enums.avsc",
        "1/order-3.avsc",
    ];
    assert_eq!(project.released(), files);
    assert_eq!(project.freeze(), "nothing has changed since release 1");
    project.write("schemas/enums.avsc", &enums(r#""B", "A""#));
    assert_eq!(project.freeze(), "release 2: order");
    assert_eq!(project.check(Compatibility::Backward), "");

    project.write("schemas/more/Order.avsc", r#""string""#);
    assert_eq!(
        project.check(Compatibility::Backward),
        "schemas/more/Order.avsc: its schema has no name and is released under that of the file, \
         as is that of schemas/Order.avsc: give one of the two another name"
    );
}
