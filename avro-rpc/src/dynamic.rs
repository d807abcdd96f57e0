//! Calls over values, for programs that learn the protocol at run time.
//!
//! On the server's side there is [`Dynamic`], on the client's [`Client::call_value`](crate::Client::call_value).

use std::fmt;
use std::future::Future;

use avro_core::Value;

use crate::protocol::LocalProtocol;
use crate::server::{Call, Refusal, Reply, Request, Service};

/// A service over values: a protocol, and a function that handles its calls.
///
/// The function is given the call and the request, a record of the message's parameters, and answers with
/// [`Call::reply_value`]. What it refuses becomes an error that is not declared.
///
/// # Example
///
/// ```
/// use avro_core::Value;
/// use avro_rpc::dynamic::Dynamic;
/// use avro_rpc::server::{Call, Refusal};
/// use avro_rpc::{LocalProtocol, Server};
///
/// let text = r#"{"protocol": "Calc", "messages": {
///     "half": {"request": [{"name": "of", "type": "long"}], "response": "long"}}}"#;
/// let calc = Dynamic::new(LocalProtocol::parse(text)?, async |call: Call, request: Value| {
///     match request.get("of").and_then(Value::as_i64) {
///         Some(of) if of % 2 == 0 => call.reply_value(Ok(Value::Long(of / 2))),
///         _ => Err(Refusal::new("that is odd")),
///     }
/// });
/// let server = Server::new(calc);
/// # let _ = server;
/// # Ok::<(), avro_core::SchemaError>(())
/// ```
pub struct Dynamic<H> {
    protocol: LocalProtocol,
    handler: H,
}

impl<H, F> Dynamic<H>
where
    H: Fn(Call, Value) -> F + Send + Sync + 'static,
    F: Future<Output = Result<Reply, Refusal>> + Send,
{
    /// A service of this protocol, whose calls `handler` handles.
    pub fn new(protocol: LocalProtocol, handler: H) -> Self {
        Dynamic { protocol, handler }
    }
}

impl<H, F> Service for Dynamic<H>
where
    H: Fn(Call, Value) -> F + Send + Sync + 'static,
    F: Future<Output = Result<Reply, Refusal>> + Send,
{
    fn protocol(&self) -> LocalProtocol {
        self.protocol.clone()
    }

    async fn call(&self, request: Request) -> Result<Reply, Refusal> {
        let (call, request) = request.open_value()?;
        (self.handler)(call, request).await
    }
}

impl<H> fmt::Debug for Dynamic<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dynamic")
            .field("protocol", &self.protocol)
            .finish_non_exhaustive()
    }
}
