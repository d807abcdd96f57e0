//! A mail service in a web server, beside other routes.
//!
//! ```text
//! cargo run -p avro-rpc --example axum
//! ```
//!
//! The module `mail` is what the generator writes for `tests/mail/mail.avpr`.

#[path = "../tests/mail/mod.rs"]
mod mail;

use std::error::Error;

use avro_rpc::http::{HttpService, HttpTransport};
use avro_rpc::{Call, SystemError};
use axum::Router;
use axum::routing::get;
use mail::example::mail::mail::SendError;
use mail::example::mail::{Letter, Mail, MailClient, MailServer};
use tokio::net::TcpListener;

/// Takes every letter, and keeps none.
struct Shredder;

impl Mail for Shredder {
    async fn send(&self, call: &mut Call, letter: Letter) -> Result<i32, SendError> {
        let trace = call.metadata().get("trace").map(String::from_utf8_lossy);
        println!(
            "a letter to {}, trace {}",
            letter.to,
            trace.unwrap_or_default()
        );
        Ok(0)
    }

    async fn fetch(&self, _: &mut Call, _: String) -> Result<Vec<Letter>, SystemError> {
        Err("there never are any".into())
    }

    async fn forget(&self, _: &mut Call, _: String) {}
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let routes = Router::new()
        .route("/health", get(|| async { "well" }))
        .route_service("/mail", HttpService::new(MailServer(Shredder)));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async { axum::serve(listener, routes).await });

    let mail = MailClient::new(HttpTransport::new(&format!("http://{address}/mail"))?);
    let letter = Letter {
        to: "Bob".to_owned(),
        from: "Ada".to_owned(),
        body: "See you tomorrow.".to_owned(),
    };
    let waiting = mail.send(letter).metadata("trace", "4bf92f35").await?;
    println!("{waiting} letters are waiting for Bob");
    match mail.fetch("Bob".to_owned()).await {
        Ok(letters) => println!("{} letters", letters.len()),
        Err(error) => println!("{error}"),
    }
    Ok(())
}
