//! A call before it is made: what is said beside the request, and how long to wait.

use std::borrow::Cow;
use std::fmt;
use std::future::IntoFuture;
use std::time::Duration;

use avro_core::Value;

use super::{BoxFuture, Client, Exchange, blocking};
use crate::error::CallError;
use crate::generated::Message;
use crate::metadata::Metadata;
use crate::protocol::WriteError;

impl Client {
    /// The same client, giving up calls that are not answered in time. See [`Invocation::timeout`].
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// A call of the message that `request` is the request of. Generated clients make it.
    pub fn call<M: Message>(&self, request: M) -> Invocation<'_, M> {
        Invocation {
            request,
            about: self.about(),
        }
    }

    /// A call of a message by its name. The request is [fitted](Value::fit) to the message's parameters.
    pub fn call_value(&self, message: &str, request: Value) -> ValueInvocation<'_> {
        ValueInvocation {
            message: message.to_owned(),
            request,
            about: self.about(),
        }
    }

    fn about(&self) -> About<'_> {
        About {
            client: self,
            metadata: Metadata::new(),
            timeout: self.timeout,
        }
    }
}

/// What is said about a call.
#[derive(Clone)]
struct About<'a> {
    client: &'a Client,
    metadata: Metadata,
    timeout: Option<Duration>,
}

/// A call of the message `M` that is made when it is awaited.
///
/// ```no_run
/// # use avro_core::AvroSchema;
/// # use avro_rpc::{CallError, Client, Message, SystemError};
/// # #[derive(AvroSchema)]
/// # #[avro(name = "half", namespace = "Calc")]
/// # struct Half { of: i64 }
/// # impl Message for Half {
/// #     const PLACE: usize = 0;
/// #     type Response = i64;
/// #     type Error = SystemError;
/// # }
/// # struct CalcClient(Client);
/// # impl CalcClient {
/// #     fn half(&self, of: i64) -> avro_rpc::Invocation<'_, Half> { self.0.call(Half { of }) }
/// # }
/// use std::time::Duration;
///
/// # async fn example(calc: CalcClient) -> Result<(), CallError<SystemError>> {
/// let three = calc.half(6).await?;
/// let four = calc.half(8).timeout(Duration::from_secs(1)).metadata("trace", "4bf92f35").await?;
/// let (five, metadata) = calc.half(10).with_metadata().await?;
/// # Ok(())
/// # }
/// # fn no_runtime(calc: CalcClient) -> Result<(), CallError<SystemError>> {
/// let six = calc.half(12).wait()?; // where there is no runtime
/// # Ok(())
/// # }
/// ```
///
/// If the future is dropped the call is given up. The server may handle it all the same, until the
/// [timeout](Self::timeout) is over if it has one.
#[must_use = "a call is made when it is awaited"]
pub struct Invocation<'a, M> {
    request: M,
    about: About<'a>,
}

/// A call over values that is made when it is awaited. See [`Client::call_value`].
#[must_use = "a call is made when it is awaited"]
pub struct ValueInvocation<'a> {
    message: String,
    request: Value,
    about: About<'a>,
}

macro_rules! about {
    () => {
        /// The same call with metadata beside the request.
        pub fn metadata(mut self, name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
            self.about.metadata.insert(name, bytes);
            self
        }

        /// The same call, given up if it is not answered in this time.
        ///
        /// The server is told, and stops handling the call then, if it is one of this crate's or knows of
        /// [`Metadata::TIMEOUT`].
        pub fn timeout(mut self, timeout: Duration) -> Self {
            self.about.timeout = Some(timeout);
            self
        }
    };
}

impl<M: Message> Invocation<'_, M> {
    about!();

    /// Makes the call, and gives the metadata of the answer too.
    ///
    /// # Errors
    ///
    /// The error that was answered, or why there is no answer.
    pub async fn with_metadata(self) -> Result<(M::Response, Metadata), CallError<M::Error>> {
        let requestor = &self.about.client.shared.requestor;
        let metadata = self.about.metadata_for(M::PLACE);
        let exchange = requestor.call(M::PLACE, &metadata, &self.request);
        let answer = self.about.exchange(exchange).await?;
        requestor.open::<M>(&answer)
    }

    /// Makes the call and waits for the answer, in a program or a thread that has no runtime.
    ///
    /// Connections are looked after by a thread in the background.
    ///
    /// # Errors
    ///
    /// As when the call is awaited; and [`CallError::WouldBlock`] inside of a runtime, whose threads must not wait.
    /// Where one of them may, in tokio's `spawn_blocking`, the runtime's handle can block on the call.
    pub fn wait(self) -> Result<M::Response, CallError<M::Error>> {
        let client = self.about.client.clone();
        let (metadata, timeout) = (self.about.metadata, self.about.timeout);
        let request = self.request;
        blocking::wait(async move {
            let about = About {
                client: &client,
                metadata,
                timeout,
            };
            Invocation { request, about }.await
        })?
    }
}

impl ValueInvocation<'_> {
    about!();

    /// Makes the call, and gives the metadata of the answer too.
    ///
    /// # Errors
    ///
    /// The error that was answered, or why there is no answer.
    pub async fn with_metadata(self) -> Result<(Value, Metadata), CallError<Value>> {
        let requestor = &self.about.client.shared.requestor;
        let local = requestor.local();
        let Some((place, message)) = local
            .place(&self.message)
            .and_then(|place| Some((place, local.message(place)?)))
        else {
            let name = self.message;
            return Err(CallError::Request(WriteError::NoSuchName { name }));
        };
        let schema = message.request();
        let metadata = self.about.metadata_for(place);
        let exchange = if self.request.validate(schema).is_ok() {
            requestor.call(place, &metadata, &self.request)
        } else {
            let fitted = self.request.fit(schema);
            let fitted = fitted.map_err(|faults| WriteError::Value(faults.to_string().into()));
            fitted.and_then(|request| requestor.call(place, &metadata, &request))
        };
        let answer = self.about.exchange(exchange).await?;
        requestor.open_value(&answer, place)
    }

    /// Makes the call and waits for the answer, as [`Invocation::wait`] does.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn wait(self) -> Result<Value, CallError<Value>> {
        let client = self.about.client.clone();
        let (metadata, timeout) = (self.about.metadata, self.about.timeout);
        let (message, request) = (self.message, self.request);
        blocking::wait(async move {
            let about = About {
                client: &client,
                metadata,
                timeout,
            };
            ValueInvocation {
                message,
                request,
                about,
            }
            .await
        })?
    }
}

impl About<'_> {
    /// The metadata of a call, which tells the server of the timeout if an answer is waited for.
    fn metadata_for(&self, place: usize) -> Cow<'_, Metadata> {
        let message = self.client.protocol().message(place);
        let (Some(timeout), Some(false)) = (self.timeout, message.map(|it| it.is_one_way())) else {
            return Cow::Borrowed(&self.metadata);
        };
        let mut metadata = self.metadata.clone();
        // Never less than the client waits.
        let millis = timeout.as_millis().saturating_add(1);
        metadata.insert(Metadata::TIMEOUT, millis.to_string());
        Cow::Owned(metadata)
    }

    async fn exchange<E>(
        &self,
        exchange: Result<Exchange, WriteError>,
    ) -> Result<super::Answer, CallError<E>> {
        let exchanged = self.client.exchange(exchange.map_err(CallError::Request)?);
        match self.timeout {
            None => Ok(exchanged.await?),
            Some(timeout) => match tokio::time::timeout(timeout, exchanged).await {
                Ok(answer) => Ok(answer?),
                Err(_) => Err(CallError::Timeout),
            },
        }
    }
}

impl<'a, M: Message> IntoFuture for Invocation<'a, M> {
    type Output = Result<M::Response, CallError<M::Error>>;
    type IntoFuture = BoxFuture<'a, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { Ok(self.with_metadata().await?.0) })
    }
}

impl<'a> IntoFuture for ValueInvocation<'a> {
    type Output = Result<Value, CallError<Value>>;
    type IntoFuture = BoxFuture<'a, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { Ok(self.with_metadata().await?.0) })
    }
}

impl<M> fmt::Debug for Invocation<'_, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Invocation")
            .field("about", &self.about)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for ValueInvocation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ValueInvocation")
            .field("message", &self.message)
            .field("about", &self.about)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for About<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("About")
            .field("metadata", &self.metadata)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}
