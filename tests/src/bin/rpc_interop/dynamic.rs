//! The side that has no types: it parses the protocol that it is given.

use std::fs;
use std::time::Duration;

use avro_core::{Value, value};
use avro_rpc::dynamic::Dynamic;
use avro_rpc::{Call, CallError, Client, LocalProtocol, Metadata, Refusal, Reply, Service};
use tokio::time::sleep;

use crate::{Calc, Failure, TRACE, Words, send_back};

pub(crate) fn protocol(path: &str) -> Result<LocalProtocol, Failure> {
    Ok(LocalProtocol::parse(&fs::read_to_string(path)?)?)
}

/// The server, of either version.
pub(crate) fn service(protocol: LocalProtocol) -> impl Service {
    let words = Words::default();
    Dynamic::new(protocol, move |call: Call, request: Value| {
        handle(words.clone(), call, request)
    })
}

async fn handle(words: Words, mut call: Call, request: Value) -> Result<Reply, Refusal> {
    send_back(&mut call);
    let number = |name: &str| request.get(name).and_then(Value::as_i64);
    let text = |name: &str| {
        let text = request.get(name).and_then(Value::as_str);
        text.unwrap_or_default()
    };
    match call.message().name() {
        "add" => {
            let (Some(a), Some(b)) = (number("a"), number("b")) else {
                return Err(Refusal::new("two numbers are wanted"));
            };
            let newer = number("c");
            let result = match a + b + newer.unwrap_or(0) {
                _ if a == 13 => return Err(Refusal::new("no thirteens")),
                _ if a == 14 => panic!("no fourteens"),
                sum if sum > 1000 && newer.is_some() => {
                    Err(value!({"interop.rpc.Over": {"by": sum - 1000, "most": 1000}}))
                }
                sum if sum > 1000 => Err(value!({"interop.rpc.Over": {"most": 1000}})),
                sum => Ok(match newer {
                    Some(c) => value!({"shown": format!("{b} {a} {c}"), "sum": sum}),
                    None => value!({"sum": sum, "note": "older"}),
                }),
            };
            call.reply_value(result)
        }
        "echo" => call.reply_value(Ok(value!(text("text")))),
        "wait" => {
            let millis = u64::try_from(number("millis").unwrap_or_default());
            sleep(Duration::from_millis(millis.map_err(Refusal::new)?)).await;
            call.reply_value(Ok(value!(number("number").unwrap_or_default())))
        }
        "forget" => {
            words.forget(text("word").to_owned());
            call.done()
        }
        "forgotten" => call.reply_value(Ok(value!(words.forgotten(text("word"))))),
        "lost" => call.done(),
        name => Err(Refusal::new(format_args!("nobody handles {name}"))),
    }
}

/// The client.
#[derive(Clone)]
pub(crate) struct Calls(pub(crate) Client);

impl Calls {
    async fn number(&self, message: &str, request: Value) -> Result<i32, Failure> {
        let number = self.0.call_value(message, request).await?;
        Ok(number.as_i64().ok_or("no number")?.try_into()?)
    }
}

impl Calc for Calls {
    async fn add(&self, a: i32, b: i32) -> Result<(String, Metadata), Failure> {
        let field = |value: &Value, name: &str| match value.get(name) {
            Some(Value::String(text)) => text.to_string(),
            Some(other) => other.to_string(),
            None => "nothing".to_owned(),
        };
        let call = self.0.call_value("add", value!({"a": a, "b": b}));
        let words = match call.metadata(TRACE, "4bf92f35").with_metadata().await {
            Ok((sum, metadata)) => {
                let words = format!("sum {} note {}", field(&sum, "sum"), field(&sum, "note"));
                return Ok((words, metadata));
            }
            Err(CallError::Declared(error)) => {
                format!("declared Over most {}", field(&error, "most"))
            }
            Err(CallError::System(text)) => format!("undeclared {text}"),
            Err(other) => return Err(other.into()),
        };
        Ok((words, Metadata::new()))
    }

    async fn echo(&self, text: String) -> Result<String, Failure> {
        let back = self.0.call_value("echo", value!({"text": text})).await?;
        Ok(back.as_str().unwrap_or_default().to_owned())
    }

    async fn wait(&self, millis: i32, number: i32) -> Result<i32, Failure> {
        self.number("wait", value!({"millis": millis, "number": number}))
            .await
    }

    async fn forget(&self, word: &str) -> Result<(), Failure> {
        let request = value!({"word": word});
        Ok(self.0.call_value("forget", request).await.map(drop)?)
    }

    async fn forgotten(&self, word: &str) -> Result<i32, Failure> {
        self.number("forgotten", value!({"word": word})).await
    }

    async fn lost(&self) -> Result<&'static str, Failure> {
        match self.0.call_value("lost", value!({})).await {
            Ok(Value::Null) => Ok("null"),
            Ok(_) => Ok("another"),
            Err(CallError::System(_) | CallError::Handshake(_)) => Ok("refused"),
            Err(other) => Err(other.into()),
        }
    }
}
