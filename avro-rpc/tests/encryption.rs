//! TLS: who is believed, and who is not.

mod mail;
mod office;

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use avro_rpc::tls::{ClientTls, Identity, ServerTls};
use avro_rpc::{Call, CallError, Refusal, Reply, Request, Service, Settings};
use mail::example::mail::mail as messages;
use mail::example::mail::{MailClient, MailServer};
use office::{Office, Running, WAYS, Way, letter};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd,
};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

/// Signs certificates.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(vec![]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("authority {}", NUMBER.fetch_add(1, Ordering::Relaxed));
        params.distinguished_name.push(DnType::CommonName, name);
        Authority(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    fn pem(&self) -> Vec<u8> {
        self.0.pem().into_bytes()
    }

    fn sign(&self, host: &str, year: i32) -> Identity {
        let key = KeyPair::generate().unwrap();
        let certificate = params(host, year).signed_by(&key, &self.0).unwrap();
        Identity::from_pem(certificate.pem().as_bytes(), key.serialize_pem().as_bytes()).unwrap()
    }

    fn trusted(&self) -> ClientTls {
        ClientTls::trusting(&self.pem()).unwrap()
    }
}

/// For a certificate that is good until the end of a year.
fn params(host: &str, year: i32) -> CertificateParams {
    let mut params = CertificateParams::new(vec![host.to_owned()]).unwrap();
    params.not_before = date_time_ymd(2000, 1, 1);
    params.not_after = date_time_ymd(year, 12, 31);
    params
}

const FAR: i32 = 4000;

fn self_signed(host: &str) -> Identity {
    let key = KeyPair::generate().unwrap();
    let certificate = params(host, FAR).self_signed(&key).unwrap();
    Identity::from_pem(certificate.pem().as_bytes(), key.serialize_pem().as_bytes()).unwrap()
}

async fn start(way: Way, tls: ServerTls) -> Running {
    let service = MailServer(Office::default());
    Running::start_with(way, service, Settings::default(), Some(tls)).await
}

fn client(running: &Running, tls: ClientTls, host: &str) -> MailClient {
    MailClient::from(running.client_with(messages::protocol(), tls, host))
}

/// What a call that must not get through fails with.
async fn refusal(mail: MailClient) -> String {
    match mail.send(letter("Bob", "secret")).await {
        Err(CallError::Transport(error)) => {
            let mut words = error.to_string();
            let mut cause = std::error::Error::source(&error);
            while let Some(error) = cause {
                words = format!("{words}: {error}");
                cause = error.source();
            }
            words
        }
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn calls_go_through_where_the_certificate_is_good() {
    let authority = Authority::new();
    for way in WAYS {
        let running = start(
            way,
            ServerTls::new(authority.sign("localhost", FAR)).unwrap(),
        )
        .await;
        let mail = client(&running, authority.trusted(), "localhost");
        for count in 1..=3 {
            assert_eq!(
                mail.send(letter("Bob", "!")).await.unwrap(),
                count,
                "{way:?}"
            );
        }
        running.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thousands_of_calls_of_several_clients_have_their_own_answers() {
    let authority = Authority::new();
    for way in WAYS {
        let identity = authority.sign("localhost", FAR);
        let tls = ServerTls::with_client_authorities(identity, &authority.pem()).unwrap();
        let running = start(way, tls).await;
        let clients = (0..8).map(|number| {
            let identity = authority.sign("ada.example", FAR);
            let tls = ClientTls::with_identity(&authority.pem(), identity).unwrap();
            let mail = client(&running, tls, "localhost");
            // Two callers share a client, and count the letters of a box each.
            [0, 1].map(|caller| {
                let (mail, to) = (mail.clone(), format!("{number}, {caller}"));
                tokio::spawn(async move {
                    for count in 1..=150 {
                        let sent = mail.send(letter(&to, &"secret ".repeat(20))).await;
                        assert_eq!(sent.unwrap(), count);
                    }
                })
            })
        });
        for call in clients.collect::<Vec<_>>().into_iter().flatten() {
            call.await.unwrap();
        }
        let start = Instant::now();
        running.stop().await;
        let took = start.elapsed();
        assert!(took < Duration::from_secs(2), "{way:?}: {took:?}");
    }
}

#[tokio::test]
async fn a_client_that_is_slow_with_tls_is_cut_and_holds_up_nobody() {
    let authority = Authority::new();
    for way in WAYS {
        let tls = ServerTls::new(authority.sign("localhost", FAR)).unwrap();
        let settings = Settings::default().with_message_time(Duration::from_millis(300));
        let service = MailServer(Office::default());
        let running = Running::start_with(way, service, settings, Some(tls)).await;
        let mut silent = TcpStream::connect(running.address).await.unwrap();
        let mail = client(&running, authority.trusted(), "localhost");
        assert_eq!(mail.send(letter("Bob", "!")).await.unwrap(), 1, "{way:?}");
        let mut nothing = [0];
        let read = timeout(Duration::from_secs(5), silent.read(&mut nothing));
        assert_eq!(read.await.unwrap().unwrap_or(0), 0, "{way:?}");
        running.stop().await;

        // A server that stops does not wait for it.
        let tls = ServerTls::new(authority.sign("localhost", FAR)).unwrap();
        let running = start(way, tls).await;
        let _silent = TcpStream::connect(running.address).await.unwrap();
        sleep(Duration::from_millis(100)).await;
        let start = Instant::now();
        running.stop().await;
        let took = start.elapsed();
        assert!(took < Duration::from_secs(1), "{way:?}: {took:?}");
    }
}

#[tokio::test]
async fn a_server_with_a_bad_certificate_is_refused() {
    let (authority, other) = (Authority::new(), Authority::new());
    for way in WAYS {
        let cases = [
            ("expired", authority.sign("localhost", 2020), "expired"),
            ("self-signed", self_signed("localhost"), "UnknownIssuer"),
            (
                "for another host",
                authority.sign("example.org", FAR),
                "not valid for name",
            ),
            (
                "of another authority",
                other.sign("localhost", FAR),
                "UnknownIssuer",
            ),
        ];
        for (case, identity, words) in cases {
            let running = start(way, ServerTls::new(identity).unwrap()).await;
            let refusal = refusal(client(&running, authority.trusted(), "localhost")).await;
            assert!(refusal.contains(words), "{way:?}, {case}: {refusal}");
            running.stop().await;
        }
    }
}

#[tokio::test]
async fn plaintext_is_refused_in_both_directions() {
    let authority = Authority::new();
    for way in WAYS {
        // A client that wants TLS of a server that has none.
        let plain = Running::start(way, MailServer(Office::default()), Settings::default()).await;
        refusal(client(&plain, authority.trusted(), "localhost")).await;

        // A client without TLS, and a server that wants it.
        let running = start(
            way,
            ServerTls::new(authority.sign("localhost", FAR)).unwrap(),
        )
        .await;
        refusal(MailClient::from(running.client(messages::protocol()))).await;

        // Both have done with it.
        let mail = MailClient::from(plain.client(messages::protocol()));
        mail.send(letter("Bob", "!")).await.unwrap();
        let mail = client(&running, authority.trusted(), "localhost");
        mail.send(letter("Bob", "!")).await.unwrap();
        plain.stop().await;
        running.stop().await;
    }
}

#[tokio::test]
async fn a_server_that_wants_certificates_takes_none_but_good_ones() {
    let (authority, other) = (Authority::new(), Authority::new());
    for way in WAYS {
        let identity = authority.sign("localhost", FAR);
        let tls = ServerTls::with_client_authorities(identity, &authority.pem()).unwrap();
        let running = start(way, tls).await;
        let showing = |identity| ClientTls::with_identity(&authority.pem(), identity).unwrap();

        let good = showing(authority.sign("ada.example", FAR));
        let mail = client(&running, good, "localhost");
        assert_eq!(mail.send(letter("Bob", "!")).await.unwrap(), 1, "{way:?}");

        refusal(client(&running, authority.trusted(), "localhost")).await;
        for bad in [
            authority.sign("ada.example", 2020),
            other.sign("ada.example", FAR),
            self_signed("ada.example"),
        ] {
            refusal(client(&running, showing(bad), "localhost")).await;
        }
        running.stop().await;
    }
}

/// Answers with the number of certificates that its caller has shown.
struct Counting;

impl Service for Counting {
    fn protocol(&self) -> avro_rpc::LocalProtocol {
        messages::protocol()
    }

    async fn call(&self, request: Request) -> Result<Reply, Refusal> {
        let (call, _): (Call, messages::Send) = request.open()?;
        assert!(call.peer().address.is_some());
        let count = i32::try_from(call.peer().certificates.len()).unwrap();
        call.reply::<messages::Send>(Ok(count))
    }
}

#[tokio::test]
async fn a_handler_knows_the_certificates_of_its_caller() {
    let authority = Authority::new();
    for way in WAYS {
        let identity = authority.sign("localhost", FAR);
        let tls = ServerTls::with_client_authorities(identity, &authority.pem()).unwrap();
        let running = Running::start_with(way, Counting, Settings::default(), Some(tls)).await;
        let identity = authority.sign("ada.example", FAR);
        let tls = ClientTls::with_identity(&authority.pem(), identity).unwrap();
        let mail = client(&running, tls, "localhost");
        assert_eq!(mail.send(letter("Bob", "!")).await.unwrap(), 1, "{way:?}");
        running.stop().await;
    }
}
