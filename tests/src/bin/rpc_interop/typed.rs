//! The side that `avro-build` has generated, from both versions of the protocol.

use std::time::Duration;

use avro_rpc::{Call, CallError, LocalProtocol, Metadata, Service, SystemError};
use tokio::time::sleep;

use crate::{Calc, Failure, TRACE, Words, send_back};

#[allow(missing_docs, reason = "the protocol has no documentation")]
mod older {
    avro_core::include_schemas!("calc_older.rs");
}

#[allow(missing_docs, reason = "the protocol has none for its messages")]
mod newer {
    avro_core::include_schemas!("calc_newer.rs");
}

use newer::interop::rpc as new;
use older::interop::rpc as old;

/// The server of both versions.
#[derive(Default)]
struct Server {
    words: Words,
}

pub(crate) fn older() -> impl Service {
    old::CalcServer(Server::default())
}

pub(crate) fn newer() -> impl Service {
    new::CalcServer(Server::default())
}

/// The client's protocol.
pub(crate) fn protocol() -> LocalProtocol {
    old::calc::protocol()
}

async fn wait(millis: i64) -> Result<(), String> {
    let millis = u64::try_from(millis).map_err(|error| error.to_string())?;
    sleep(Duration::from_millis(millis)).await;
    Ok(())
}

impl old::Calc for Server {
    async fn add(&self, call: &mut Call, a: i32, b: i32) -> Result<old::Sum, old::calc::AddError> {
        send_back(call);
        let sum = i64::from(a) + i64::from(b);
        match a {
            13 => Err("no thirteens")?,
            14 => panic!("no fourteens"),
            _ if sum > 1000 => Err(old::Over { most: 1000 })?,
            _ => Ok(old::Sum {
                sum,
                note: "older".to_owned(),
            }),
        }
    }

    async fn echo(&self, _: &mut Call, text: String) -> Result<String, SystemError> {
        Ok(text)
    }

    async fn wait(&self, _: &mut Call, millis: i32, number: i32) -> Result<i32, SystemError> {
        wait(millis.into()).await?;
        Ok(number)
    }

    async fn forget(&self, _: &mut Call, word: String) {
        self.words.forget(word);
    }

    async fn forgotten(&self, _: &mut Call, word: String) -> Result<i32, SystemError> {
        Ok(self.words.forgotten(&word))
    }

    async fn lost(&self, _: &mut Call) -> Result<(), SystemError> {
        Ok(())
    }
}

impl new::Calc for Server {
    async fn forgotten(&self, _: &mut Call, word: String) -> Result<i32, SystemError> {
        Ok(self.words.forgotten(&word))
    }

    async fn forget(&self, _: &mut Call, _: String, word: String) {
        self.words.forget(word);
    }

    async fn wait(&self, _: &mut Call, number: i32, millis: i64) -> Result<i32, SystemError> {
        wait(millis).await?;
        Ok(number)
    }

    async fn echo(&self, _: &mut Call, text: String) -> Result<String, SystemError> {
        Ok(text)
    }

    async fn add(
        &self,
        call: &mut Call,
        b: i64,
        a: i64,
        c: i32,
    ) -> Result<new::Sum, new::calc::AddError> {
        send_back(call);
        let sum = a + b + i64::from(c);
        match a {
            13 => Err("no thirteens")?,
            14 => panic!("no fourteens"),
            _ if sum > 1000 => Err(new::Over {
                by: sum - 1000,
                most: 1000,
            })?,
            _ => Ok(new::Sum {
                shown: format!("{b} {a} {c}"),
                sum: i32::try_from(sum).map_err(|error| error.to_string())?,
            }),
        }
    }
}

/// The client.
#[derive(Clone)]
pub(crate) struct Calls(pub(crate) old::CalcClient);

impl Calc for Calls {
    async fn add(&self, a: i32, b: i32) -> Result<(String, Metadata), Failure> {
        use old::calc::AddError::Over;
        let call = self.0.add(a, b).metadata(TRACE, "4bf92f35");
        let words = match call.with_metadata().await {
            Ok((old::Sum { sum, note }, metadata)) => {
                return Ok((format!("sum {sum} note {note}"), metadata));
            }
            Err(CallError::Declared(Over(over))) => format!("declared Over most {}", over.most),
            Err(CallError::System(text)) => format!("undeclared {text}"),
            Err(other) => return Err(other.into()),
        };
        Ok((words, Metadata::new()))
    }

    async fn echo(&self, text: String) -> Result<String, Failure> {
        Ok(self.0.echo(text).await?)
    }

    async fn wait(&self, millis: i32, number: i32) -> Result<i32, Failure> {
        Ok(self.0.wait(millis, number).await?)
    }

    async fn forget(&self, word: &str) -> Result<(), Failure> {
        Ok(self.0.forget(word.to_owned()).await?)
    }

    async fn forgotten(&self, word: &str) -> Result<i32, Failure> {
        Ok(self.0.forgotten(word.to_owned()).await?)
    }

    async fn lost(&self) -> Result<&'static str, Failure> {
        match self.0.lost().await {
            Ok(()) => Ok("null"),
            Err(CallError::System(_) | CallError::Handshake(_)) => Ok("refused"),
            Err(other) => Err(other.into()),
        }
    }
}
