//! What the specification says about schemas, seen from outside.

use avro_model::{Hint, Order, ParseOptions, Schema, SchemaErrorKind as Kind, Type};

fn parse(text: &str) -> Schema {
    Schema::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn error(text: &str) -> String {
    match Schema::parse(text) {
        Ok(_) => panic!("accepted: {text}"),
        Err(error) => error.to_string(),
    }
}

fn names(schema: &Schema) -> Vec<String> {
    let mut names = Vec::new();
    let mut open = vec![schema.root()];
    let mut seen = std::collections::HashSet::new();
    while let Some(id) = open.pop() {
        if seen.insert(id) {
            names.extend(schema.node(id).name().map(ToString::to_string));
            let mut children: Vec<_> = schema.node(id).ty().children().collect();
            children.reverse();
            open.extend(children);
        }
    }
    names
}

#[test]
fn a_simple_name_takes_the_namespace_around_it() {
    // The example of the specification's section "Names".
    let schema = parse(
        r#"{"type": "record", "name": "Example", "fields": [
            {"name": "inheritNull", "type": {"type": "enum", "name": "Simple", "symbols": ["a", "b"]}},
            {"name": "explicitNamespace", "type": {"type": "fixed", "name": "Simple", "namespace": "explicit", "size": 12}},
            {"name": "fullName", "type": {"type": "record", "name": "a.full.Name", "namespace": "ignored", "fields": [
                {"name": "inheritNamespace", "type": {"type": "enum", "name": "Understanding", "symbols": ["d", "e"]}}
            ]}}
        ]}"#,
    );
    assert_eq!(
        names(&schema),
        [
            "Example",
            "Simple",
            "explicit.Simple",
            "a.full.Name",
            "a.full.Understanding"
        ]
    );
    assert_eq!(parse(&schema.to_json()), schema);
}

#[test]
fn a_reference_is_in_the_namespace_around_it_or_full() {
    let schema = |reference: &str| {
        format!(
            r#"[{{"type":"fixed","name":"F","size":1}},{{"type":"fixed","name":"n.G","size":2}},
               {{"type":"record","name":"n.R","fields":[{{"name":"f","type":"{reference}"}}]}}]"#
        )
    };
    let refers = |reference: &str| {
        let schema = parse(&schema(reference));
        let Type::Record(record) = schema.node(schema.named("n.R").unwrap()).ty() else {
            panic!()
        };
        schema
            .node(record.fields()[0].ty())
            .name()
            .unwrap()
            .to_string()
    };
    assert_eq!(refers("G"), "n.G");
    assert_eq!(refers("n.G"), "n.G");
    // The null namespace is reached where the one around has no such name.
    assert_eq!(refers("F"), "F");
    assert_eq!(refers(".F"), "F");
    assert!(error(&schema("m.G")).ends_with("unknown type `m.G`; did you mean `n.G`?"));
}

#[test]
fn types_of_the_null_namespace_come_back_from_a_namespace() {
    // `n.F` hides `F` inside `n`, so the second use of `F` needs its dot.
    let text = r#"{"type":"record","name":"R","namespace":"n","fields":[
        {"name":"a","type":{"type":"fixed","name":"F","namespace":"","size":1}},
        {"name":"b","type":".F"},
        {"name":"c","type":{"type":"fixed","name":"F","size":2}},
        {"name":"d","type":"F"},
        {"name":"e","type":{"type":"record","name":"S","namespace":"","fields":[{"name":"g","type":"F"}]}},
        {"name":"h","type":"S"}]}"#;
    let schema = parse(text);
    assert_eq!(names(&schema), ["n.R", "F", "n.F", "S"]);
    assert_eq!(parse(&schema.to_json()), schema);
    assert!(schema.to_json().contains(r#""type":".F""#));
}

#[test]
fn aliases_are_relative_to_the_namespace_of_the_type() {
    // "if a type named "a.b" has aliases of "c" and "x.y", then the fully
    // qualified names of its aliases are "a.c" and "x.y""
    let schema =
        parse(r#"{"type":"fixed","name":"a.b","size":1,"aliases":["c","x.y",".z","odd one"]}"#);
    let Type::Fixed(fixed) = schema.root_node().ty() else {
        panic!()
    };
    let aliases: Vec<_> = fixed.aliases().iter().map(|alias| alias.full()).collect();
    assert_eq!(aliases, ["a.c", "x.y", "z", "a.odd one"]);
    assert_eq!(parse(&schema.to_json()), schema);
}

#[test]
fn a_name_is_defined_before_it_is_used() {
    assert_eq!(
        error(
            "[{\"type\": \"array\", \"items\": \"x.F\"},\n {\"type\": \"fixed\", \"name\": \"x.F\", \"size\": 1}]"
        ),
        "1:29: []: unknown type `x.F`: it is defined later, at line 2, and has to come before its use"
    );
    // But inside a record its own name is known.
    parse(r#"{"type":"record","name":"x.L","fields":[{"name":"n","type":["null","L"]}]}"#);
}

#[test]
fn errors_name_the_place_in_the_text_and_in_the_schema() {
    let text = r#"{"type": "record", "name": "Order", "namespace": "com.x", "fields": [
  {"name": "lines", "type": {"type": "array", "items":
    {"type": "record", "name": "Line", "fields": [
      {"name": "price", "type": {"type": "map", "values": "com.x.Amuont"}}
    ]}}},
  {"name": "é", "type": "int"}
]}"#;
    let known = format!(r#"[{{"type":"fixed","name":"com.x.Amount","size":1}},{text}]"#);
    let error = ParseOptions::new()
        .file("order.avsc")
        .parse(&known)
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "order.avsc:4:59: com.x.Order.lines[].price{}: unknown type `com.x.Amuont`; did you mean `com.x.Amount`?"
    );
    assert_eq!(
        (error.file(), error.line(), error.column()),
        (Some("order.avsc"), Some(4), Some(59))
    );
    assert_eq!(error.path(), "com.x.Order.lines[].price{}");
    let Kind::UnknownType { hint, .. } = error.kind() else {
        panic!()
    };
    assert_eq!(*hint, Hint::DidYouMean("com.x.Amount".into()));
}

#[test]
fn common_slips_are_told_how_to_be_mended() {
    assert_eq!(
        error(
            r#"{"type":"record","name":"R","fields":[{"name":"a","type":"array","items":"int"}]}"#
        ),
        r#"1:58: R.a: `array` needs an object of its own: "type": {"type": "array", …}"#
    );
    assert_eq!(
        error(r#"{"type":"enum","name":"E","symbols":["red","green"],"default":"grean"}"#),
        "1:63: the default `grean` is not a symbol of the enum; did you mean `green`?"
    );
    assert_eq!(
        error(r#"{"type":"strng"}"#),
        "1:9: unknown type `strng`; did you mean `string`?"
    );
    assert_eq!(
        error(r#"["null", ["int"]]"#),
        "1:10: a union immediately inside a union"
    );
    assert_eq!(
        error(
            r#"{"type":"record","name":"R","fields":[{"name":"a","type":"int"},{"name":"b","type":"int"},{"name":"a","type":"int"}]}"#
        ),
        "1:91: R.a: field `a` stands twice in one record"
    );
}

#[test]
fn nothing_of_a_text_is_lost() {
    let text = concat!(
        r#"{"type":"error","name":"R","namespace":"n","doc":"*/ \" \\ \u0000","aliases":["Q","m.P"],"#,
        r#""x":[1.50,{"y":null}],"logicalType":"unknown","fields":["#,
        r#"{"name":"a","doc":"d","type":{"type":"bytes","logicalType":"decimal","precision":2,"scale":9},"#,
        r#""default":"\u0000ÿ","order":"descending","aliases":["b"],"z":{}},"#,
        r#"{"name":"c","type":["double",{"type":"array","x":1,"items":"n.R"}],"default":1.50e0,"order":"ignore"},"#,
        r#"{"name":"e","type":{"type":"enum","name":"E","doc":"","symbols":["A","B"],"default":"B","x":1}},"#,
        r#"{"name":"f","type":{"type":"fixed","name":"F","namespace":"o","size":3,"logicalType":7}},"#,
        r#"{"name":"g","type":{"type":"map","values":{"type":"string","avro.java.string":"String"}},"default":{}}"#,
        r#"]}"#
    );
    // Printed as it stands, but for the reference, which needs no namespace here.
    assert_eq!(parse(text).to_json(), text.replace("n.R", "R"));
    assert_eq!(parse(text).to_string(), parse(text).to_json());
    assert_eq!(parse(&parse(text).to_json_pretty()), parse(text));
}

#[test]
fn equality_is_that_of_graphs() {
    let one = parse(
        r#"{"type":"record","name":"R","namespace":"n","fields":[
            {"name":"a","type":{"type":"fixed","name":"F","size":1}},{"name":"b","type":"F"}],"x":1,"y":{"p":1,"q":2}}"#,
    );
    let two = parse(
        r#"{"y":{"q":2,"p":1.0},"x":1,"name":"n.R","type":"record","fields":[
            {"type":{"size":1,"type":"fixed","name":"n.F"},"name":"a","order":"ascending"},{"name":"b","type":"n.F"}]}"#,
    );
    assert_eq!(one, two);
    let with = |part: &str| {
        parse(&format!(
            r#"{{"type":"record","name":"R","fields":[{{"name":"a","type":"int"{part}}}]}}"#
        ))
    };
    let plain = with("");
    for part in [
        r#","doc":"""#,
        r#","aliases":["b"]"#,
        r#","default":0"#,
        r#","order":"ignore""#,
        r#","x":null"#,
    ] {
        assert_ne!(with(part), plain, "{part}");
        assert_eq!(with(part), with(part));
    }
    // A scale of 0 is what no scale means.
    let decimal = |scale: &str| {
        parse(&format!(
            r#"{{"type":"bytes","logicalType":"decimal","precision":4{scale}}}"#
        ))
    };
    assert_eq!(decimal(""), decimal(r#","scale":0"#));
    assert_ne!(decimal(""), decimal(r#","scale":1"#));
    // A recursive type is equal to itself unrolled once only if the names agree, which they cannot twice.
    let list = |name: &str| {
        parse(&format!(
            r#"{{"type":"record","name":"{name}","fields":[{{"name":"n","type":["null","{name}"]}}]}}"#
        ))
    };
    assert_eq!(list("L"), list("L"));
    assert_ne!(list("L"), list("M"));
}

#[test]
fn fields_are_found_by_name_in_narrow_and_wide_records() {
    for width in [3, 8, 9, 500] {
        let fields: Vec<_> = (0..width)
            .map(|n| format!(r#"{{"name":"f{n}","type":"int","order":"ignore"}}"#))
            .collect();
        let schema = parse(&format!(
            r#"{{"type":"record","name":"R","fields":[{}]}}"#,
            fields.join(",")
        ));
        let Type::Record(record) = schema.root_node().ty() else {
            panic!()
        };
        for n in 0..width {
            let (at, field) = record.field(&format!("f{n}")).unwrap();
            assert_eq!(
                (at, field.name(), field.order()),
                (n, format!("f{n}").as_str(), Order::Ignore)
            );
        }
        assert!(record.field("g").is_none() && record.field("").is_none());
    }
}

#[test]
fn a_writers_schema_may_break_the_rules_for_names_and_defaults() {
    let old = r#"{"type":"record","name":"my-record","namespace":"com.ac-me","fields":[
        {"name":"first name","type":"string","default":null},
        {"name":"e","type":{"type":"enum","name":"E","symbols":["a-b","é"]}},
        {"name":"again","type":"com.ac-me.E"},
        {"name":"i","type":{"type":"fixed","name":"int","size":1}},
        {"name":"j","type":"com.ac-me.int"}]}"#;
    assert!(Schema::parse(old).is_err());
    assert!(ParseOptions::new().illegal_names(true).parse(old).is_err());
    let schema = ParseOptions::lenient().parse(old).unwrap();
    assert_eq!(
        ParseOptions::lenient().parse(&schema.to_json()).unwrap(),
        schema
    );
    // What would be ambiguous is refused all the same.
    for text in [
        r#"{"type":"record","name":"R","fields":[{"name":"a b","type":"int"},{"name":"a b","type":"int"}]}"#,
        r#"{"type":"fixed","name":"string","size":1}"#,
        r#"{"type":"enum","name":"E","symbols":["A","A"]}"#,
        r#"["int","int"]"#,
    ] {
        assert!(ParseOptions::lenient().parse(text).is_err(), "{text}");
    }
}

#[test]
fn schemas_cross_threads() {
    fn crosses<T: Send + Sync>() {}
    crosses::<Schema>();
    crosses::<avro_model::ResolvedSet>();
    crosses::<avro_model::SchemaError>();
}
