//! Clients and servers with different versions of a protocol.

mod mail;
mod office;

use avro_core::{Value, value};
use avro_rpc::dynamic::Dynamic;
use avro_rpc::{Call, CallError, HandshakeError, LocalProtocol, Refusal, Settings};
use mail::example::mail::MailClient;
use mail::example::mail::mail as messages;
use office::{Running, WAYS, Way, letter};

fn protocol(messages: &str) -> LocalProtocol {
    let types = r#"[{"type": "error", "name": "Over", "fields": [{"name": "most", "type": "long"}]},
        {"type": "error", "name": "Under", "fields": [{"name": "least", "type": "long"}]}]"#;
    let text = format!(r#"{{"protocol": "Calc", "types": {types}, "messages": {{{messages}}}}}"#);
    LocalProtocol::parse(&text).unwrap()
}

/// Adds its parameters, and shows them in the order they came in.
const NEWER: &str = r#"
    "add": {"request": [{"name": "b", "type": "long"}, {"name": "a", "type": "long"},
                        {"name": "c", "type": "int", "default": 7}],
            "response": {"type": "record", "name": "Sum", "fields": [
                {"name": "shown", "type": "string"}, {"name": "sum", "type": "int"}]},
            "errors": ["Under", "Over"]},
    "silent": {"request": [], "response": "null", "one-way": true},
    "said": {"request": [], "response": "null"}"#;

async fn newer(way: Way) -> Running {
    let service = Dynamic::new(protocol(NEWER), async |call: Call, request: Value| {
        let number = |name: &str| request.get(name).and_then(Value::as_i64);
        let (Some(a), Some(b), Some(c)) = (number("a"), number("b"), number("c")) else {
            return call.reply_value(Ok(Value::Null));
        };
        match a + b + c {
            sum if sum > 1000 => call.reply_value(Err(value!({"Over": {"most": 1000}}))),
            sum if sum < 0 => call.reply_value(Err(value!({"Under": {"least": 0}}))),
            13 => Err(Refusal::new("no thirteens")),
            sum => call.reply_value(Ok(value!({"shown": format!("{b} {a} {c}"), "sum": sum}))),
        }
    });
    Running::start(way, service, Settings::default()).await
}

#[tokio::test]
async fn requests_responses_and_errors_are_resolved_between_the_versions() {
    let older = r#"
        "add": {"request": [{"name": "a", "type": "int"}, {"name": "b", "type": "int"}],
                "response": {"type": "record", "name": "Sum", "fields": [
                    {"name": "sum", "type": "long"}, {"name": "note", "type": "string", "default": "-"}]},
                "errors": ["Over"]}"#;
    for way in WAYS {
        let running = newer(way).await;
        let calc = running.client(protocol(older));
        let add = async |a: i32, b: i32| calc.call_value("add", value!({"a": a, "b": b})).await;

        for _ in 0..2 {
            let sum = add(1, 2).await.unwrap();
            assert_eq!(sum.to_string(), r#"{"sum": 10, "note": "-"}"#, "{way:?}");
        }
        match add(900, 900).await {
            Err(CallError::Declared(error)) => assert_eq!(error.to_string(), r#"{"most": 1000}"#),
            other => panic!("{way:?}: {other:?}"),
        }
        match add(3, 3).await {
            Err(CallError::System(text)) => assert_eq!(text, "no thirteens", "{way:?}"),
            other => panic!("{way:?}: {other:?}"),
        }
        // An error that the client's version does not know cannot be read as one of its own.
        let unknown = add(-900, 0).await.unwrap_err();
        assert!(
            matches!(unknown, CallError::Response(_)),
            "{way:?}: {unknown:?}"
        );
        running.stop().await;
    }
}

#[tokio::test]
async fn a_message_that_the_server_does_not_have_is_an_error() {
    let client =
        r#""sub": {"request": [], "response": "int"}, "said": {"request": [], "response": "null"}"#;
    for way in WAYS {
        let running = newer(way).await;
        let calc = running.client(protocol(client));
        let error = calc.call_value("sub", value!({})).await.unwrap_err();
        match (way, &error) {
            // A server that has not been met yet says so itself.
            (Way::Http | Way::Socket, CallError::System(text)) => {
                assert_eq!(text, "no message `sub` in the server's protocol");
            }
            (Way::Netty, CallError::Handshake(HandshakeError::NoSuchMessage(name))) => {
                assert_eq!(name, "sub");
            }
            _ => panic!("{way:?}: {error:?}"),
        }
        assert_eq!(
            calc.call_value("said", value!({})).await.unwrap(),
            Value::Null
        );
        running.stop().await;
    }
}

#[tokio::test]
async fn parameters_that_cannot_be_read_are_an_error_of_that_message_alone() {
    let client = r#"
        "add": {"request": [{"name": "a", "type": "string"}], "response": "long"},
        "said": {"request": [], "response": "null"}"#;
    for way in WAYS {
        let running = newer(way).await;
        let calc = running.client(protocol(client));
        match calc.call_value("add", value!({"a": "1"})).await {
            Err(CallError::System(text)) => {
                assert!(
                    text.starts_with("the request cannot be read: "),
                    "{way:?}: {text}"
                );
            }
            other => panic!("{way:?}: {other:?}"),
        }
        assert_eq!(
            calc.call_value("said", value!({})).await.unwrap(),
            Value::Null,
            "{way:?}"
        );
        running.stop().await;
    }
}

#[tokio::test]
async fn both_sides_have_to_agree_whether_a_message_is_answered() {
    let client = r#"
        "silent": {"request": [], "response": "null"},
        "said": {"request": [], "response": "null", "one-way": true}"#;
    for way in [Way::Socket, Way::Netty] {
        let running = newer(way).await;
        let calc = running.client(protocol(client));
        calc.ping().await.unwrap();
        for name in ["silent", "said"] {
            match calc.call_value(name, value!({})).await {
                Err(CallError::Handshake(HandshakeError::NotBothOneWay(found))) => {
                    assert_eq!(found, name, "{way:?}");
                }
                other => panic!("{way:?}: {other:?}"),
            }
        }
        running.stop().await;
    }
}

#[tokio::test]
async fn a_generated_client_calls_a_server_of_another_version() {
    // The server's letters have no sender, and it tells more.
    let server = LocalProtocol::parse(
        r#"{"protocol": "Post", "namespace": "example.post", "types": [
            {"type": "record", "name": "Letter", "fields": [
                {"name": "body", "type": "string"}, {"name": "to", "type": ["null", "string"]}]}],
          "messages": {"send": {
            "request": [{"name": "letter", "type": "Letter"},
                        {"name": "urgent", "type": "boolean", "default": true}],
            "response": "int"}}}"#,
    )
    .unwrap();
    for way in WAYS {
        let service = Dynamic::new(server.clone(), async |call: Call, request: Value| {
            let letter = request.get("letter").unwrap().to_string();
            assert_eq!(letter, r#"{"body": "!", "to": "Bob"}"#);
            assert_eq!(request.get("urgent").and_then(Value::as_bool), Some(true));
            call.reply_value(Ok(Value::Int(17)))
        });
        let running = Running::start(way, service, Settings::default()).await;
        let mail = MailClient::from(running.client(messages::protocol()));
        assert_eq!(mail.send(letter("Bob", "!")).await.unwrap(), 17, "{way:?}");
        running.stop().await;
    }
}
