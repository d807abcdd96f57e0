//! Protocols: the rules for messages, and what is kept of a text.

use avro_model::{Order, Protocol, SchemaErrorKind};

fn refused(text: &str) -> String {
    match Protocol::parse(text) {
        Ok(protocol) => panic!("accepted: {protocol}"),
        Err(error) => error.to_string(),
    }
}

const MAIL: &str = r#"{
    "protocol": "Mail", "namespace": "com.example", "doc": "Post.", "version": "1.2",
    "types": [
        {"type": "record", "name": "Letter", "fields": [
            {"name": "to", "type": "string"},
            {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["A", "B"]}}
        ]},
        {"type": "error", "name": "Lost", "fields": []}
    ],
    "messages": {
        "send": {
            "doc": "Sends it.", "since": 3,
            "request": [
                {"name": "letter", "type": "Letter", "doc": "The letter.", "order": "ignore", "aliases": ["mail"], "x": 1},
                {"name": "times", "type": "int", "default": 1}
            ],
            "response": "Kind", "errors": ["Lost"]
        },
        "post": {"request": [{"name": "letter", "type": "Letter"}], "response": "null", "one-way": true}
    }
}"#;

#[test]
fn everything_a_text_says_is_kept_and_printed() {
    let protocol = Protocol::parse(MAIL).unwrap();
    assert_eq!(protocol.name().full(), "com.example.Mail");
    assert_eq!(protocol.doc(), Some("Post."));
    assert_eq!(
        protocol.attributes().get("version").unwrap().as_str(),
        Some("1.2")
    );
    let types: Vec<_> = protocol
        .types()
        .map(|ty| ty.root_node().name().unwrap().full().to_owned())
        .collect();
    assert_eq!(
        types,
        ["com.example.Letter", "com.example.Kind", "com.example.Lost"]
    );

    let send = protocol.message("send").unwrap();
    assert_eq!(send.doc(), Some("Sends it."));
    assert_eq!(send.attributes().len(), 1);
    let [letter, times] = send.parameters() else {
        panic!("two parameters")
    };
    assert_eq!(
        (letter.doc(), letter.order()),
        (Some("The letter."), Order::Ignore)
    );
    assert_eq!(&*letter.aliases()[0], "mail");
    assert_eq!(times.default().unwrap().to_string(), "1");
    assert_eq!(
        send.request().root_node().name().unwrap().full(),
        "com.example.Mail.send"
    );
    assert_eq!(
        send.response().root_node().name().unwrap().full(),
        "com.example.Kind"
    );
    assert_eq!(
        send.errors().canonical_form(),
        r#"["string",{"name":"com.example.Lost","type":"record","fields":[]}]"#
    );
    assert!(!send.is_one_way());
    // A request is no type: nothing can refer to it.
    assert!(protocol.named("com.example.Mail.send").is_none());

    let post = protocol.message("post").unwrap();
    assert!(post.is_one_way());
    assert_eq!(post.errors().canonical_form(), "[]");
    assert_eq!(post.declared_errors().count(), 0);

    for text in [protocol.to_json(), protocol.to_json_pretty()] {
        assert_eq!(Protocol::parse(&text).unwrap(), protocol, "{text}");
    }
}

#[test]
fn equality_sees_all_but_order() {
    let protocol = Protocol::parse(MAIL).unwrap();
    for (from, to) in [
        ("Post.", "Mail."),
        ("\"1.2\"", "1.2"),
        ("\"B\"", "\"C\""),
        ("Sends it.", ""),
        ("\"since\": 3", "\"since\": 4"),
        ("\"mail\"", "\"post\""),
        ("\"default\": 1", "\"default\": 2"),
        ("\"one-way\": true", "\"one-way\": false"),
        (", \"errors\": [\"Lost\"]", ""),
        ("\"post\":", "\"put\":"),
    ] {
        let text = MAIL.replacen(from, to, 1);
        assert_ne!(text, MAIL);
        assert_ne!(Protocol::parse(&text).unwrap(), protocol, "{from} as {to}");
    }
    let two = |a: &str, b: &str| {
        let text = format!(
            r#"{{"protocol":"P","types":[{{"type":"fixed","name":"{a}","size":1}},{{"type":"fixed","name":"{b}","size":1}}],
            "messages":{{"{a}":{{"request":[],"response":"null"}},"{b}":{{"request":[],"response":"null"}}}}}}"#
        );
        Protocol::parse(&text).unwrap()
    };
    assert_eq!(two("x", "y"), two("y", "x"));
    assert_ne!(two("x", "y"), two("x", "z"));
}

#[test]
fn what_breaks_a_rule_is_refused_with_its_place() {
    let message = |rest: &str| {
        format!(
            r#"{{"protocol":"P","types":[{{"type":"error","name":"E","fields":[]}},{{"type":"record","name":"R","fields":[]}}],"messages":{{"m":
{{{rest}}}}}}}"#
        )
    };
    let cases = [
        (
            "[]".to_owned(),
            "1:1: an array where a protocol should stand: an object",
        ),
        (
            r#"{"types":[]}"#.to_owned(),
            "1:1: a protocol needs the attribute \"protocol\"",
        ),
        (
            r#"{"protocol":"a-b"}"#.to_owned(),
            "1:13: the protocol name `a-b` breaks the rule: a letter or underscore, then letters, digits and underscores",
        ),
        (
            r#"{"protocol":"P","types":["int"]}"#.to_owned(),
            "1:26: P: \"types\" is \"int\", where an array of records, errors, enums and fixed should stand",
        ),
        (
            r#"{"protocol":"P","messages":{"a b":{}}}"#.to_owned(),
            "1:35: P.a b: the message name `a b` breaks the rule: a letter or underscore, then letters, digits and underscores",
        ),
        (
            message(r#""response":"int""#),
            "2:1: P.m: a message needs the attribute \"request\"",
        ),
        (
            message(r#""request":[]"#),
            "2:1: P.m: a message needs the attribute \"response\"",
        ),
        (
            message(r#""request":[{"name":"a","type":"Nope"}],"response":"int""#),
            "2:32: P.m.a: unknown type `Nope`",
        ),
        (
            message(
                r#""request":[{"name":"a","type":"int"},{"name":"a","type":"int"}],"response":"int""#,
            ),
            "2:39: P.m.a: field `a` stands twice in one record",
        ),
        (
            message(r#""request":[{"name":"a","type":"int","default":"x"}],"response":"int""#),
            "2:48: P.m.a: the default does not fit: a string where an integer should stand",
        ),
        (
            message(r#""request":[],"response":"int","errors":["R"]"#),
            "2:42: P.m: `R` is not an error: a message declares types that were defined as `error`",
        ),
        (
            message(r#""request":[],"response":"int","errors":["string"]"#),
            "2:42: P.m: `string` is not an error: a message declares types that were defined as `error`",
        ),
        (
            message(r#""request":[],"response":"int","errors":["E","E"]"#),
            "2:46: P.m: a second E in one union",
        ),
        (
            message(r#""request":[],"response":"int","one-way":true"#),
            "2:26: P.m: a one-way message with a response other than null: nothing comes back from it",
        ),
        (
            message(r#""request":[],"response":"null","errors":["E"],"one-way":true"#),
            "2:42: P.m: a one-way message with errors: nothing comes back from it",
        ),
        (
            message(r#""request":[],"response":"null","one-way":1"#),
            "2:43: P.m: \"one-way\" is 1, where true or false should stand",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(refused(&text), expected, "{text}");
    }
    let twice = r#"{"protocol":"P","messages":{"m":{"request":[],"response":"null"},"m":{}}}"#;
    assert!(matches!(
        Protocol::parse(twice).unwrap_err().kind(),
        SchemaErrorKind::Json(_)
    ));
    // Nothing is said about what a one-way message without a response answers.
    assert!(Protocol::parse(&message(r#""request":[],"one-way":true"#)).is_ok());
    assert!(
        Protocol::parse(&message(
            r#""request":[],"response":"null","errors":[],"one-way":true"#
        ))
        .is_ok()
    );
}

#[test]
fn the_order_of_members_in_the_text_does_not_matter() {
    let protocol = Protocol::parse(
        r#"{"messages": {"m": {"one-way": true, "response": "null", "request": [{"type": "R", "name": "r"}]}},
            "types": [{"fields": [], "name": "R", "type": "record"}], "namespace": "n", "protocol": "P"}"#,
    )
    .unwrap();
    let r = &protocol.message("m").unwrap().parameters()[0];
    assert_eq!(
        protocol.message("m").unwrap().request()[r.ty()]
            .name()
            .unwrap()
            .full(),
        "n.R"
    );
}
