//! What generated code is made of.
//!
//! `avro-build` writes, for each protocol, what a person would have to write by hand over the few names in
//! here. For a protocol `example.mail.Mail` with the messages `send`, which declares the error `Bounced`, and
//! `forget`, which is one-way, that is:
//!
//! ```
//! pub mod example {
//!     pub mod mail {
//!         // The types of the protocol, as from any schema.
//!
//!         #[derive(Debug, Clone, PartialEq, avro_core::AvroSchema)]
//!         #[avro(namespace = "example.mail")]
//!         pub struct Letter {
//!             pub to: String,
//!             pub body: String,
//!         }
//!
//!         #[derive(Debug, Clone, PartialEq, avro_core::AvroSchema)]
//!         #[avro(namespace = "example.mail", error)]
//!         pub struct Bounced {
//!             pub why: String,
//!         }
//!
//!         // 1. What a server implements: a method for each message, with its documentation.
//!
//!         /// Takes letters.
//!         pub trait Mail: ::core::marker::Send + ::core::marker::Sync + 'static {
//!             /// Sends a letter, and says what became of it.
//!             fn send(
//!                 &self,
//!                 call: &mut avro_rpc::Call,
//!                 letter: Letter,
//!             ) -> impl ::core::future::Future<Output = ::core::result::Result<String, mail::SendError>>
//!             + ::core::marker::Send;
//!
//!             /// Forgets all letters to somebody.
//!             fn forget(
//!                 &self,
//!                 call: &mut avro_rpc::Call,
//!                 to: String,
//!             ) -> impl ::core::future::Future<Output = ()> + ::core::marker::Send;
//!         }
//!
//!         // 2. What makes a service of it.
//!
//!         /// [`Mail`] as a service.
//!         #[derive(Debug, Clone)]
//!         pub struct MailServer<T>(pub T);
//!
//!         impl<T: Mail> avro_rpc::Service for MailServer<T> {
//!             fn protocol(&self) -> avro_rpc::LocalProtocol {
//!                 mail::protocol()
//!             }
//!
//!             async fn call(
//!                 &self,
//!                 request: avro_rpc::Request,
//!             ) -> ::core::result::Result<avro_rpc::Reply, avro_rpc::Refusal> {
//!                 match request.place() {
//!                     0 => {
//!                         let (mut call, mail::Send { letter }) = request.open()?;
//!                         let result = self.0.send(&mut call, letter).await;
//!                         call.reply::<mail::Send>(result)
//!                     }
//!                     1 => {
//!                         let (mut call, mail::Forget { to }) = request.open()?;
//!                         self.0.forget(&mut call, to).await;
//!                         call.done()
//!                     }
//!                     _ => ::core::result::Result::Err(request.unknown()),
//!                 }
//!             }
//!         }
//!
//!         // 3. What a client calls.
//!
//!         /// Takes letters.
//!         #[derive(Debug, Clone)]
//!         pub struct MailClient(avro_rpc::Client);
//!
//!         impl MailClient {
//!             /// A client that calls over this transport.
//!             pub fn new(transport: impl avro_rpc::Transport) -> Self {
//!                 Self::from(avro_rpc::Client::new(mail::protocol(), transport))
//!             }
//!
//!             /// Sends a letter, and says what became of it.
//!             pub fn send(&self, letter: Letter) -> avro_rpc::Invocation<'_, mail::Send> {
//!                 self.0.call(mail::Send { letter })
//!             }
//!
//!             /// Forgets all letters to somebody.
//!             pub fn forget(&self, to: String) -> avro_rpc::Invocation<'_, mail::Forget> {
//!                 self.0.call(mail::Forget { to })
//!             }
//!         }
//!
//!         impl ::core::convert::From<avro_rpc::Client> for MailClient {
//!             fn from(client: avro_rpc::Client) -> Self {
//!                 Self(client)
//!             }
//!         }
//!
//!         // 4. What both sides send: the module that is named after the protocol.
//!
//!         pub mod mail {
//!             use super::{Bounced, Letter};
//!
//!             /// The protocol.
//!             pub fn protocol() -> avro_rpc::LocalProtocol {
//!                 static PROTOCOL: ::std::sync::LazyLock<avro_rpc::LocalProtocol> =
//!                     ::std::sync::LazyLock::new(|| avro_rpc::generated::protocol(TEXT));
//!                 PROTOCOL.clone()
//!             }
//!
//!             const TEXT: &str = r#"{"protocol":"Mail","namespace":"example.mail","types":[{"type":"record","name":"Letter","fields":[{"name":"to","type":"string"},{"name":"body","type":"string"}]},{"type":"error","name":"Bounced","fields":[{"name":"why","type":"string"}]}],"messages":{"send":{"request":[{"name":"letter","type":"Letter"}],"response":"string","errors":["Bounced"]},"forget":{"request":[{"name":"to","type":"string"}],"response":"null","one-way":true}}}"#;
//!
//!             #[derive(Debug, Clone, PartialEq, avro_core::AvroSchema)]
//!             #[avro(name = "send", namespace = "example.mail.Mail")]
//!             pub struct Send {
//!                 pub letter: Letter,
//!             }
//!
//!             impl avro_rpc::Message for Send {
//!                 const PLACE: usize = 0;
//!                 type Response = String;
//!                 type Error = SendError;
//!             }
//!
//!             #[derive(Debug, Clone, PartialEq, avro_core::AvroSchema)]
//!             pub enum SendError {
//!                 String(String),
//!                 Bounced(Bounced),
//!             }
//!
//!             avro_rpc::errors!(SendError { String, Bounced(Bounced) });
//!
//!             #[derive(Debug, Clone, PartialEq, avro_core::AvroSchema)]
//!             #[avro(name = "forget", namespace = "example.mail.Mail")]
//!             pub struct Forget {
//!                 pub to: String,
//!             }
//!
//!             impl avro_rpc::Message for Forget {
//!                 const PLACE: usize = 1;
//!                 type Response = ();
//!                 type Error = avro_rpc::SystemError;
//!             }
//!         }
//!     }
//! }
//! # fn main() {
//! #     use avro_core::AvroSchema;
//! #     use example::mail::mail;
//! #     let protocol = mail::protocol();
//! #     let send = &protocol.protocol().messages()[0];
//! #     assert_eq!(send.request(), &mail::Send::schema().unwrap());
//! #     assert_eq!(send.errors(), &mail::SendError::schema().unwrap());
//! # }
//! ```
//!
//! # The rules
//!
//! * A request is a record with the message's name, in a namespace that is the protocol's full name: what
//!   [`avro_model::Message::request`] is. As namespaces are modules, and a module's name is spelled as a module's is, its
//!   struct lies in the module that is named after the protocol, beside it. Fields, shapes and documentation are those of
//!   any record.
//! * [`Message::PLACE`] is the message's place in [`avro_model::Protocol::messages`] of the text beside it.
//! * A response is the Rust type that a field of its schema would have. Where that type would need a shape,
//!   `#[avro(type = "…")]`, or the schema is a union, it is an item of the module, named after the message and
//!   `Response`, as a root of that schema would be. A null response is `()`.
//! * Errors are an item of the module too, named after the message and `Error`: a union as any, the string first. Where
//!   a message declares none, they are [`SystemError`].
//!   [`errors!`](crate::errors) makes an error of them, with the conversions that `?` wants; it is given the variant of the
//!   string, then those of the declared errors with their types.
//! * A trait's methods, and a client's, take the parameters by value in the order of the request's fields. A
//!   one-way message's method gives nothing.
//! * A message that is called `new`, and a parameter that is called `call`, take an underscore in the method's name or
//!   the [`Call`](crate::Call)'s, as keywords do.
//! * The text is the protocol's, as [`avro_model::Protocol::to_json`] prints it.

use avro_core::datum::{FromDatum, Readable, Writable};

use crate::protocol::LocalProtocol;

/// The request of a message, as a record of its parameters.
///
/// Generated code implements it.
pub trait Message:
    Readable + Writable + for<'de> FromDatum<'de> + Send + Sync + Sized + 'static
{
    /// The message's place among those of the protocol.
    const PLACE: usize;

    /// What is answered.
    type Response: Readable + Writable + for<'de> FromDatum<'de> + Send + 'static;

    /// What may go wrong: the union of string and of the errors that the message declares.
    type Error: Readable + Writable + for<'de> FromDatum<'de> + Send + 'static;
}

/// The errors of a message that declares none.
///
/// A handler fails with words:
///
/// ```
/// use avro_rpc::SystemError;
///
/// fn handler() -> Result<i32, SystemError> {
///     Err("the disk is full")?
/// }
/// assert_eq!(handler(), Err(SystemError::String("the disk is full".into())));
/// ```
#[derive(avro_core::AvroSchema, Clone, Debug, PartialEq, Eq)]
pub enum SystemError {
    /// What went wrong.
    String(String),
}

/// Makes an error of an enum that is the errors of a message: [`Error`](std::error::Error), and conversions from
/// each branch.
///
/// It is given the variant of the string, then those of the declared errors with their types.
///
/// ```
/// use avro_core::AvroSchema;
///
/// #[derive(AvroSchema, Debug, PartialEq)]
/// #[avro(error)]
/// pub struct Bounced {
///     pub why: String,
/// }
///
/// #[derive(AvroSchema, Debug, PartialEq)]
/// pub enum SendError {
///     String(String),
///     Bounced(Bounced),
/// }
///
/// avro_rpc::errors!(SendError { String, Bounced(Bounced) });
///
/// fn send(to: &str) -> Result<(), SendError> {
///     if to.is_empty() {
///         Err("nobody")?;
///     }
///     Err(Bounced { why: "moved".into() })?
/// }
/// assert_eq!(send(""), Err(SendError::String("nobody".into())));
/// assert_eq!(send("Ann"), Err(SendError::Bounced(Bounced { why: "moved".into() })));
/// ```
#[macro_export]
macro_rules! errors {
    ($name:ident { $string:ident $(, $variant:ident($error:ty))* $(,)? }) => {
        impl ::core::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                $name::$string(text)
            }
        }

        impl ::core::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                $name::$string(::std::borrow::ToOwned::to_owned(text))
            }
        }

        $(
            impl ::core::convert::From<$error> for $name {
                fn from(error: $error) -> Self {
                    $name::$variant(error)
                }
            }
        )*

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                match self {
                    $name::$string(text) => f.write_str(text),
                    #[allow(unreachable_patterns)]
                    declared => ::core::fmt::Debug::fmt(declared, f),
                }
            }
        }

        impl ::core::error::Error for $name {}
    };
}

errors!(SystemError { String });

/// The protocol of a text that was generated.
///
/// # Panics
///
/// When the text is not that of a protocol, which a generated one always is. For texts from elsewhere there is
/// [`LocalProtocol::parse`].
#[must_use]
pub fn protocol(text: &str) -> LocalProtocol {
    match LocalProtocol::parse(text) {
        Ok(protocol) => protocol,
        #[expect(
            clippy::panic,
            reason = "a text of the program itself, which the generator printed"
        )]
        Err(error) => panic!("a protocol that was generated: {error}"),
    }
}
