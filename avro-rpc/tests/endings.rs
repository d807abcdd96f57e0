//! How calls and connections end: in time, given up, cut, and with their server.

mod mail;
mod office;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use avro_rpc::pack::{self, Unpacker};
use avro_rpc::server::{Call, Received, Responder};
use avro_rpc::tcp::NettyTransport;
use avro_rpc::{
    CallError, HandshakeError, Limits, LocalProtocol, Metadata, Refusal, Reply, Request, Server,
    Service, Session, Settings, SystemError,
};
use mail::example::mail::mail::{self as messages, SendError};
use mail::example::mail::{Letter, Mail, MailClient, MailServer};
use office::{Office, Running, WAYS, Way, letter};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};

/// What became of the calls of a service.
#[derive(Clone, Debug, Default)]
struct Watch(Arc<Seen>);

#[derive(Debug, Default)]
struct Seen {
    begun: AtomicU32,
    done: AtomicU32,
    given_up: AtomicU32,
    told: AtomicBool,
}

impl Watch {
    fn begun(&self) -> u32 {
        self.0.begun.load(Ordering::SeqCst)
    }

    fn done(&self) -> u32 {
        self.0.done.load(Ordering::SeqCst)
    }

    fn given_up(&self) -> u32 {
        self.0.given_up.load(Ordering::SeqCst)
    }

    /// Handles a call for so long.
    async fn work(&self, call: &Call, time: Duration) {
        struct Work(Watch, bool);
        impl Drop for Work {
            fn drop(&mut self) {
                let Work(watch, is_done) = self;
                let count = if *is_done {
                    &watch.0.done
                } else {
                    &watch.0.given_up
                };
                count.fetch_add(1, Ordering::SeqCst);
            }
        }
        self.0.begun.fetch_add(1, Ordering::SeqCst);
        self.0
            .told
            .store(call.time_left().is_some(), Ordering::SeqCst);
        let mut work = Work(self.clone(), false);
        sleep(time).await;
        work.1 = true;
    }
}

impl Mail for Watch {
    async fn send(&self, call: &mut Call, letter: Letter) -> Result<i32, SendError> {
        let millis = letter.body.parse().map_err(|_| "no number")?;
        self.work(call, Duration::from_millis(millis)).await;
        Ok(1)
    }

    async fn fetch(&self, call: &mut Call, _: String) -> Result<Vec<Letter>, SystemError> {
        self.work(call, Duration::ZERO).await;
        Ok(vec![letter("Bob", &"x".repeat(4 << 20))])
    }

    async fn forget(&self, call: &mut Call, _: String) {
        self.work(call, Duration::from_millis(300)).await;
    }
}

async fn watched(way: Way, settings: Settings) -> (Running, MailClient, Watch) {
    let watch = Watch::default();
    let running = Running::start(way, MailServer(watch.clone()), settings).await;
    let client = running.client(messages::protocol()).into();
    (running, client, watch)
}

#[tokio::test]
async fn a_server_stops_a_call_that_its_client_does_not_wait_for_any_more() {
    for way in WAYS {
        let (running, mail, watch) = watched(way, Settings::default()).await;
        let call = mail
            .send(letter("Bob", "5000"))
            .timeout(Duration::from_millis(100));
        let late = call.await;
        assert!(matches!(late, Err(CallError::Timeout)), "{way:?}: {late:?}");
        assert!(watch.0.told.load(Ordering::SeqCst), "{way:?}");
        sleep(Duration::from_millis(200)).await;
        assert_eq!((watch.begun(), watch.given_up()), (1, 1), "{way:?}");
        running.stop().await;
    }
}

#[tokio::test]
async fn a_one_way_message_is_handled_however_short_its_client_waited() {
    for way in [Way::Socket, Way::Netty] {
        let (running, mail, watch) = watched(way, Settings::default()).await;
        // The handshake is over.
        mail.send(letter("Bob", "0")).await.unwrap();
        let call = mail.forget("Bob".to_owned());
        call.timeout(Duration::from_millis(100)).await.unwrap();
        sleep(Duration::from_millis(600)).await;
        assert!(!watch.0.told.load(Ordering::SeqCst), "{way:?}");
        assert_eq!((watch.done(), watch.given_up()), (2, 0), "{way:?}");
        running.stop().await;
    }
}

#[test]
fn the_time_that_a_client_waits_is_digits_of_milliseconds() {
    let cases: [(&[u8], Option<u64>); 7] = [
        (b"0", Some(0)),
        (b"250", Some(250)),
        (b"18446744073709551615", Some(u64::MAX)),
        (b"18446744073709551616", None),
        (b"-1", None),
        (b"1.5", None),
        (b"\xff", None),
    ];
    for (bytes, millis) in cases {
        let metadata = Metadata::from_iter([("timeout-millis", bytes)]);
        let expected = millis.map(Duration::from_millis);
        assert_eq!(metadata.timeout(), expected, "{bytes:?}");
    }
}

#[tokio::test]
async fn a_time_without_end_is_no_harm_and_one_that_is_over_is() {
    for way in WAYS {
        let (running, mail, watch) = watched(way, Settings::default()).await;
        let send = |millis| {
            mail.send(letter("Bob", "0"))
                .metadata(Metadata::TIMEOUT, millis)
        };
        assert_eq!(send("18446744073709551615").await.unwrap(), 1, "{way:?}");
        assert_eq!(send("nonsense").await.unwrap(), 1, "{way:?}");
        let late = send("0").await;
        assert!(
            matches!(late, Err(CallError::System(_))),
            "{way:?}: {late:?}"
        );
        assert_eq!(watch.begun(), 2, "{way:?}");
        running.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_stops_answers_every_call_that_it_handled() {
    for way in WAYS {
        let (running, mail, watch) = watched(way, Settings::default()).await;
        let callers: Vec<_> = (0..64)
            .map(|_| {
                let mail = mail.clone();
                tokio::spawn(async move {
                    let mut answers = 0;
                    while mail.send(letter("Bob", "1")).await.is_ok() {
                        answers += 1;
                    }
                    answers
                })
            })
            .collect();
        sleep(Duration::from_millis(150)).await;
        let start = Instant::now();
        running.stop().await;
        let took = start.elapsed();
        assert!(took < Duration::from_secs(2), "{way:?}: {took:?}");
        let mut answers = 0;
        for caller in callers {
            answers += caller.await.unwrap();
        }
        assert_eq!(watch.begun(), watch.done(), "{way:?}");
        assert_eq!(answers, watch.done(), "{way:?}: answers are lost");
    }
}

#[test]
fn a_client_outlives_the_runtime_of_its_first_call() {
    let server = tokio::runtime::Runtime::new().unwrap();
    for way in WAYS {
        let service = MailServer(Office::default());
        let running = server.block_on(Running::start(way, service, Settings::default()));
        let mail: MailClient = running.client(messages::protocol()).into();
        for count in 1..=3 {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            let sent = runtime.block_on(mail.send(letter("Bob", "!")).into_future());
            assert_eq!(sent.unwrap(), count, "{way:?}");
        }
        server.block_on(running.stop());
    }
}

#[tokio::test]
async fn a_client_turns_away_from_a_server_that_went_without_a_word() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = Arc::new(Server::new(MailServer(Office::default())));
    tokio::spawn(async move {
        // The first connection is answered once, which is the handshake; the others always.
        let mut most = 1;
        while let Ok((mut stream, _)) = listener.accept().await {
            let (server, mut left) = (Arc::clone(&server), std::mem::replace(&mut most, 100));
            tokio::spawn(async move {
                let (mut session, mut unpacker) = (Session::stateful(), Unpacker::new(1000));
                let mut buffer = [0; 1000];
                while let Ok(read @ 1..) = stream.read(&mut buffer).await {
                    let mut input = &buffer[..read];
                    while let Some(pack) = unpacker.push(&mut input).unwrap() {
                        if left == 0 {
                            continue;
                        }
                        left -= 1;
                        let reply = server.answer(&mut session, pack.message).await.unwrap();
                        let mut bytes = Vec::new();
                        let reply = reply.into_message().unwrap();
                        pack::put(&mut bytes, pack.serial, &reply).unwrap();
                        stream.write_all(&bytes).await.unwrap();
                    }
                }
            });
        }
    });
    let mail = MailClient::from(office::client(Way::Netty, address, messages::protocol()));
    // Longer than the others wait, and not disturbed by what they find out.
    let patient = {
        let mail = mail.clone();
        let call = async move {
            let call = mail.send(letter("Bob", "?"));
            call.timeout(Duration::from_millis(2500)).await
        };
        tokio::spawn(call)
    };
    sleep(Duration::from_millis(50)).await;
    let call = mail.send(letter("Bob", "?"));
    let lost = call.timeout(Duration::from_millis(1200)).await;
    assert!(matches!(lost, Err(CallError::Timeout)), "{lost:?}");
    assert_eq!(mail.send(letter("Bob", "!")).await.unwrap(), 1);
    let patient = patient.await.unwrap();
    assert!(matches!(patient, Err(CallError::Timeout)), "{patient:?}");
    assert_eq!(mail.send(letter("Bob", "!")).await.unwrap(), 2);
}

#[tokio::test]
async fn a_server_that_is_silent_from_the_beginning_holds_up_all_callers_once() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let transport = NettyTransport::new(address).with_connect_timeout(Duration::from_millis(300));
    let mail = MailClient::new(transport);
    let start = Instant::now();
    let callers: Vec<_> = (0..32)
        .map(|_| {
            let mail = mail.clone();
            tokio::spawn(async move { mail.send(letter("Bob", "!")).await })
        })
        .collect();
    for caller in callers {
        match caller.await.unwrap() {
            Err(CallError::Transport(error)) => assert!(error.is_unsent(), "{error}"),
            other => panic!("{other:?}"),
        }
    }
    let took = start.elapsed();
    assert!(took < Duration::from_secs(2), "{took:?}");
    drop(listener);
}

#[tokio::test]
async fn a_call_is_known_to_be_unsent_where_there_is_no_server() {
    for way in WAYS {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        // Takes a connection, reads some of what comes, and closes it.
        let rude = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let _ = stream.read(&mut [0; 10]).await;
        });
        let mail = MailClient::from(office::client(way, address, messages::protocol()));
        for unsent in [way == Way::Netty, true] {
            match mail.send(letter("Bob", "!")).await {
                // Netty's handshake goes ahead of the call.
                Err(CallError::Transport(error)) => {
                    assert_eq!(error.is_unsent(), unsent, "{way:?}")
                }
                other => panic!("{way:?}: {other:?}"),
            }
        }
        rude.await.unwrap();
    }
}

#[tokio::test]
async fn a_client_that_reads_nothing_is_handled_no_more_calls_than_it_may_have_under_way() {
    let settings = Settings::default().with_calls_of_connection(4);
    let (running, _, watch) = watched(Way::Netty, settings).await;
    let hash = messages::protocol().hash().0;
    let mut rude = TcpStream::connect(running.address).await.unwrap();
    let mut bytes = Vec::new();
    let handshake = [&hash[..], b"\0", &hash, b"\0\0\0"].concat();
    pack::put(&mut bytes, 0, &handshake).unwrap();
    for serial in 1..=60 {
        pack::put(&mut bytes, serial, b"\0\x0afetch\x06Bob").unwrap();
    }
    rude.write_all(&bytes).await.unwrap();
    sleep(Duration::from_millis(1500)).await;
    // Each answer has four megabytes, and the system takes some.
    assert!(
        watch.begun() >= 4 && watch.begun() < 12,
        "{}",
        watch.begun()
    );
    drop(rude);
    running.stop().await;
}

#[tokio::test]
async fn calls_one_after_the_other_share_a_connection() {
    let settings = Settings::default().with_connections(1);
    for way in WAYS {
        let (running, mail, _) = watched(way, settings.clone()).await;
        for _ in 0..20 {
            let call = timeout(
                Duration::from_secs(5),
                mail.send(letter("Bob", "0")).into_future(),
            );
            assert_eq!(call.await.unwrap().unwrap(), 1, "{way:?}");
        }
        running.stop().await;
    }
}

#[tokio::test]
async fn settings_may_be_without_bound() {
    let settings = Settings::default()
        .with_connections(usize::MAX)
        .with_calls(usize::MAX)
        .with_calls_of_connection(usize::MAX)
        .with_messages(usize::MAX)
        .with_idle(Duration::MAX)
        .with_message_time(Duration::MAX)
        .with_call_time(Some(Duration::MAX))
        .with_drain(Duration::MAX);
    for way in WAYS {
        let (running, mail, _) = watched(way, settings.clone()).await;
        let call = mail.send(letter("Bob", "1"));
        assert_eq!(call.timeout(Duration::MAX).await.unwrap(), 1, "{way:?}");
        running.stop().await;
    }
}

/// Panics before there is a future.
struct Hasty;

impl Service for Hasty {
    fn protocol(&self) -> LocalProtocol {
        messages::protocol()
    }

    fn call(&self, _: Request) -> impl Future<Output = Result<Reply, Refusal>> + Send {
        if true {
            panic!("as the test wants it");
        }
        async { Err(Refusal::new("too late")) }
    }
}

#[tokio::test]
async fn a_service_that_panics_before_it_begins_is_an_error_of_the_call() {
    for way in WAYS {
        let running = Running::start(way, Hasty, Settings::default()).await;
        let mail: MailClient = running.client(messages::protocol()).into();
        let call = mail.send(letter("Bob", "0")).into_future();
        match timeout(Duration::from_secs(5), call).await.unwrap() {
            Err(CallError::System(text)) => assert_eq!(text, "the handler panicked"),
            other => panic!("{way:?}: {other:?}"),
        }
        running.stop().await;
    }
}

#[test]
fn protocols_of_open_connections_are_bounded_by_their_bytes() {
    let server = messages::protocol();
    let client = |number: u32| {
        let doc = format!("{number:0>1000}");
        let text = format!(r#"{{"protocol": "Other", "doc": "{doc}", "messages": {{}}}}"#);
        LocalProtocol::parse(&text).unwrap()
    };
    let connect = |responder: &Responder, number| {
        let requestor = avro_rpc::client::Requestor::new(client(number));
        let mut session = Session::stateful();
        let mut ping = requestor.ping();
        let mut theirs = Session::stateful();
        loop {
            let request = requestor.request(&session, &mut ping)?;
            let Received::Answered(reply) = responder.receive(&mut theirs, request)? else {
                panic!("a ping is answered");
            };
            let reply = reply.into_message().unwrap();
            if requestor
                .response(&mut session, &mut ping, reply)?
                .is_some()
            {
                return Ok::<_, HandshakeError>(theirs);
            }
        }
    };
    let length = client(0).text().len();
    let limits = Limits::default()
        .with_protocols(1)
        .with_protocols_in_use(3 * length);
    let responder = Responder::with_limits(server, limits);
    let mut sessions: Vec<_> = (0..3).map(|i| connect(&responder, i).unwrap()).collect();
    let refused = connect(&responder, 3).unwrap_err();
    assert!(
        matches!(refused, HandshakeError::TooManyProtocols { limit } if limit == 3 * length),
        "{refused}"
    );
    // The last is in the cache, and counts once however many connections have it.
    for _ in 0..10 {
        sessions.push(connect(&responder, 2).unwrap());
    }
    sessions.remove(0);
    sessions.push(connect(&responder, 3).unwrap());
    assert!(connect(&responder, 4).is_err());
}
