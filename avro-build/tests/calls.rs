//! Calls through generated code: in use it is what was written by hand.

#[path = "../../avro-rpc/tests/mail/mod.rs"]
mod by_hand;

mod generated {
    include!("golden/mail.rs");
}

use std::sync::Mutex;

use avro_rpc::tcp::{Framing, NettyTransport, TcpServer};
use avro_rpc::{Call, CallError, Service, SystemError};

/// The same post office over the code in some module.
macro_rules! office {
    ($module:ident, $office:ident) => {
        mod $office {
            use super::$module::example::mail::mail::SendError;
            use super::$module::example::mail::{Letter, Mail, MailClient, MailServer, Unknown};
            use super::*;

            #[derive(Default)]
            struct Office(Mutex<Vec<Letter>>);

            impl Mail for Office {
                async fn send(&self, _: &mut Call, letter: Letter) -> Result<i32, SendError> {
                    match &*letter.to {
                        "" => Err("a letter to nobody")?,
                        "nobody" => Err(Unknown { name: letter.to })?,
                        _ => {
                            let mut letters = self.0.lock().unwrap();
                            letters.push(letter);
                            Ok(i32::try_from(letters.len()).unwrap())
                        }
                    }
                }

                async fn fetch(
                    &self,
                    _: &mut Call,
                    name: String,
                ) -> Result<Vec<Letter>, SystemError> {
                    let letters = self.0.lock().unwrap();
                    Ok(letters
                        .iter()
                        .filter(|letter| letter.to == name)
                        .cloned()
                        .collect())
                }

                async fn forget(&self, _: &mut Call, name: String) {
                    self.0.lock().unwrap().retain(|letter| letter.to != name);
                }
            }

            pub(super) fn service() -> impl Service {
                MailServer(Office::default())
            }

            pub(super) async fn calls(address: &str) {
                let mail = MailClient::new(NettyTransport::new(address));
                let letter = |to: &str| Letter {
                    to: to.to_owned(),
                    from: "Ada".to_owned(),
                    body: "See you.".to_owned(),
                };
                assert_eq!(mail.send(letter("Bob")).await.unwrap(), 1);
                assert_eq!(mail.send(letter("Bob")).await.unwrap(), 2);
                match mail.send(letter("nobody")).await {
                    Err(CallError::Declared(SendError::Unknown(unknown))) => {
                        assert_eq!(unknown.name, "nobody");
                    }
                    other => panic!("{other:?}"),
                }
                match mail.send(letter("")).await {
                    Err(CallError::System(text)) => assert_eq!(text, "a letter to nobody"),
                    other => panic!("{other:?}"),
                }
                let bob = || mail.fetch("Bob".to_owned());
                assert_eq!(bob().await.unwrap(), [letter("Bob"), letter("Bob")]);
                mail.forget("Bob".to_owned()).await.unwrap();
                while !bob().await.unwrap().is_empty() {}
            }
        }
    };
}

office!(by_hand, of_hand);
office!(generated, of_generator);

async fn served(service: impl Service) -> String {
    let server = TcpServer::new(service, Framing::Netty);
    let server = server.bind("127.0.0.1:0").await.unwrap();
    let address = server.local_addr().unwrap().to_string();
    tokio::spawn(server.serve());
    address
}

#[tokio::test]
async fn generated_and_written_code_call_each_other() {
    of_generator::calls(&served(of_generator::service()).await).await;
    of_generator::calls(&served(of_hand::service()).await).await;
    of_hand::calls(&served(of_generator::service()).await).await;
}
