// What the generator writes for the protocol of `mail.avpr`, by hand.

#[allow(clippy::all, clippy::pedantic, rustdoc::all)]
#[allow(dead_code, missing_docs, unreachable_pub)]
pub mod example {
    pub mod mail {
        #[derive(Debug, Clone, PartialEq, avro_core::AvroSchema)]
        #[avro(namespace = "example.mail")]
        pub struct Letter {
            pub to: String,
            pub from: String,
            pub body: String,
        }

        /// Nobody of that name is here.
        #[derive(Debug, Clone, PartialEq, avro_core::AvroSchema)]
        #[avro(namespace = "example.mail", error)]
        pub struct Unknown {
            pub name: String,
        }

        /// Takes letters, and keeps them until they are fetched.
        pub trait Mail: ::core::marker::Send + ::core::marker::Sync + 'static {
            /// Sends a letter, and says how many are waiting with it.
            fn send(
                &self,
                call: &mut avro_rpc::Call,
                letter: Letter,
            ) -> impl ::core::future::Future<
                Output = ::core::result::Result<i32, mail::SendError>,
            > + ::core::marker::Send;

            /// Fetches all letters to somebody.
            fn fetch(
                &self,
                call: &mut avro_rpc::Call,
                name: String,
            ) -> impl ::core::future::Future<
                Output = ::core::result::Result<Vec<Letter>, avro_rpc::SystemError>,
            > + ::core::marker::Send;

            /// Forgets all letters to somebody.
            fn forget(
                &self,
                call: &mut avro_rpc::Call,
                name: String,
            ) -> impl ::core::future::Future<Output = ()> + ::core::marker::Send;
        }

        /// [`Mail`] as a service.
        #[derive(Debug, Clone)]
        pub struct MailServer<T>(pub T);

        impl<T: Mail> avro_rpc::Service for MailServer<T> {
            fn protocol(&self) -> avro_rpc::LocalProtocol {
                mail::protocol()
            }

            async fn call(
                &self,
                request: avro_rpc::Request,
            ) -> ::core::result::Result<avro_rpc::Reply, avro_rpc::Refusal> {
                match request.place() {
                    0 => {
                        let (mut call, mail::Send { letter }) = request.open()?;
                        let result = self.0.send(&mut call, letter).await;
                        call.reply::<mail::Send>(result)
                    }
                    1 => {
                        let (mut call, mail::Fetch { name }) = request.open()?;
                        let result = self.0.fetch(&mut call, name).await;
                        call.reply::<mail::Fetch>(result)
                    }
                    2 => {
                        let (mut call, mail::Forget { name }) = request.open()?;
                        self.0.forget(&mut call, name).await;
                        call.done()
                    }
                    _ => ::core::result::Result::Err(request.unknown()),
                }
            }
        }

        /// Takes letters, and keeps them until they are fetched.
        #[derive(Debug, Clone)]
        pub struct MailClient(avro_rpc::Client);

        impl MailClient {
            /// A client that calls over this transport.
            pub fn new(transport: impl avro_rpc::Transport) -> Self {
                Self(avro_rpc::Client::new(mail::protocol(), transport))
            }

            /// Sends a letter, and says how many are waiting with it.
            pub fn send(&self, letter: Letter) -> avro_rpc::Invocation<'_, mail::Send> {
                self.0.call(mail::Send { letter })
            }

            /// Fetches all letters to somebody.
            pub fn fetch(&self, name: String) -> avro_rpc::Invocation<'_, mail::Fetch> {
                self.0.call(mail::Fetch { name })
            }

            /// Forgets all letters to somebody.
            pub fn forget(&self, name: String) -> avro_rpc::Invocation<'_, mail::Forget> {
                self.0.call(mail::Forget { name })
            }
        }

        impl ::core::convert::From<avro_rpc::Client> for MailClient {
            fn from(client: avro_rpc::Client) -> Self {
                Self(client)
            }
        }

        pub mod mail {
            use super::{Letter, Unknown};

            /// The protocol.
            pub fn protocol() -> avro_rpc::LocalProtocol {
                static PROTOCOL: ::std::sync::LazyLock<avro_rpc::LocalProtocol> =
                    ::std::sync::LazyLock::new(|| avro_rpc::generated::protocol(TEXT));
                PROTOCOL.clone()
            }

            const TEXT: &str = include_str!("mail.avpr");

            #[derive(Debug, Clone, PartialEq, avro_core::AvroSchema)]
            #[avro(name = "send", namespace = "example.mail.Mail")]
            pub struct Send {
                pub letter: Letter,
            }

            impl avro_rpc::Message for Send {
                const PLACE: usize = 0;
                type Response = i32;
                type Error = SendError;
            }

            #[derive(Debug, Clone, PartialEq, avro_core::AvroSchema)]
            pub enum SendError {
                String(String),
                Unknown(Unknown),
            }

            avro_rpc::errors!(SendError {
                String,
                Unknown(Unknown)
            });

            #[derive(Debug, Clone, PartialEq, avro_core::AvroSchema)]
            #[avro(name = "fetch", namespace = "example.mail.Mail")]
            pub struct Fetch {
                pub name: String,
            }

            impl avro_rpc::Message for Fetch {
                const PLACE: usize = 1;
                type Response = Vec<Letter>;
                type Error = avro_rpc::SystemError;
            }

            #[derive(Debug, Clone, PartialEq, avro_core::AvroSchema)]
            #[avro(name = "forget", namespace = "example.mail.Mail")]
            pub struct Forget {
                pub name: String,
            }

            impl avro_rpc::Message for Forget {
                const PLACE: usize = 2;
                type Response = ();
                type Error = avro_rpc::SystemError;
            }
        }
    }
}
