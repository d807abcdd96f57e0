//! A mail service: a server and a client that know each other by a protocol.
//!
//! ```text
//! cargo run -p avro-rpc --example mail -- serve localhost:65111
//! cargo run -p avro-rpc --example mail -- send localhost:65111 Bob Ada "See you tomorrow."
//! cargo run -p avro-rpc --example mail -- fetch localhost:65111 Bob
//! ```
//!
//! The module `mail` is what the generator writes for `tests/mail/mail.avpr`.

#[path = "../tests/mail/mod.rs"]
mod mail;

use std::collections::HashMap;
use std::env;
use std::error::Error;
use std::sync::{Mutex, PoisonError};

use avro_rpc::tcp::{Framing, NettyTransport, TcpServer};
use avro_rpc::{Call, SystemError};
use mail::example::mail::mail::SendError;
use mail::example::mail::{Letter, Mail, MailClient, MailServer, Unknown};

/// Keeps letters in boxes.
#[derive(Default)]
struct PostOffice {
    boxes: Mutex<HashMap<String, Vec<Letter>>>,
}

impl PostOffice {
    fn of<T>(&self, name: &str, use_box: impl FnOnce(&mut Vec<Letter>) -> T) -> T {
        let mut boxes = self.boxes.lock().unwrap_or_else(PoisonError::into_inner);
        use_box(boxes.entry(name.to_owned()).or_default())
    }
}

impl Mail for PostOffice {
    async fn send(&self, _: &mut Call, letter: Letter) -> Result<i32, SendError> {
        if letter.to.is_empty() {
            return Err(Unknown { name: letter.to }.into());
        }
        let to = letter.to.clone();
        let waiting = self.of(&to, |letters| {
            letters.push(letter);
            letters.len()
        });
        Ok(i32::try_from(waiting).map_err(|error| error.to_string())?)
    }

    async fn fetch(&self, _: &mut Call, name: String) -> Result<Vec<Letter>, SystemError> {
        Ok(self.of(&name, std::mem::take))
    }

    async fn forget(&self, _: &mut Call, name: String) {
        self.of(&name, Vec::clear);
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        ["serve", address] => serve(address),
        // A program that makes a call now and then needs no runtime.
        ["send", address, to, from, body] => {
            let mail = MailClient::new(NettyTransport::new(address));
            let letter = Letter {
                to: to.to_owned(),
                from: from.to_owned(),
                body: body.to_owned(),
            };
            let waiting = mail.send(letter).wait()?;
            println!("{waiting} letters are waiting for {to}");
            Ok(())
        }
        ["fetch", address, name] => {
            let mail = MailClient::new(NettyTransport::new(address));
            for letter in mail.fetch(name.to_owned()).wait()? {
                println!("{} writes: {}", letter.from, letter.body);
            }
            Ok(())
        }
        _ => Err("serve ADDRESS | send ADDRESS TO FROM BODY | fetch ADDRESS NAME".into()),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn serve(address: &str) -> Result<(), Box<dyn Error>> {
    let server = TcpServer::new(MailServer(PostOffice::default()), Framing::Netty);
    let server = server.bind(address).await?;
    println!("serving at {}", server.local_addr()?);
    server.serve().await;
    Ok(())
}
