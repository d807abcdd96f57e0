//! Peers that are slow, silent, rude, or many.

mod mail;
mod office;

use std::time::{Duration, Instant};

use avro_rpc::{Settings, frame};
use mail::example::mail::mail as messages;
use mail::example::mail::{MailClient, MailServer};
use office::{Office, Running, WAYS, Way, letter};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

async fn office(way: Way, settings: Settings) -> (Running, MailClient) {
    let running = Running::start(way, MailServer(Office::default()), settings).await;
    let client = running.client(messages::protocol()).into();
    (running, client)
}

/// A beginning that every transport takes for one.
fn beginning(way: Way) -> &'static [u8] {
    match way {
        Way::Http => b"POST / HTTP/1.1\r\nhost: x\r\ncontent-type: avro/binary\r\ncontent-length: 100\r\n\r\n\0\0\0\x40",
        Way::Socket => b"\0\0\0\x40",
        Way::Netty => b"\0\0\0\x01\0\0\0\x01\0\0\0\x40",
    }
}

/// Reads until the other side closes the connection.
async fn closed(stream: &mut TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    let read = timeout(Duration::from_secs(5), stream.read_to_end(&mut bytes));
    // A connection may end with a reset.
    let _ = read.await.expect("the connection is closed in time");
    bytes
}

#[tokio::test]
async fn a_message_that_takes_too_long_ends_its_connection() {
    let settings = Settings::default().with_message_time(Duration::from_millis(300));
    for way in WAYS {
        let (running, mail) = office(way, settings.clone()).await;
        let mut slow = TcpStream::connect(running.address).await.unwrap();
        slow.write_all(beginning(way)).await.unwrap();
        let start = Instant::now();
        // Bytes that keep coming do not help.
        let (mut reader, mut writer) = slow.into_split();
        let drip = tokio::spawn(async move {
            while writer.write_all(b"\0").await.is_ok() {
                sleep(Duration::from_millis(30)).await;
            }
        });
        let mut bytes = Vec::new();
        let read = timeout(Duration::from_secs(5), reader.read_to_end(&mut bytes)).await;
        let _ = read.expect("the connection is closed in time");
        let took = start.elapsed();
        assert!(took >= Duration::from_millis(250), "{way:?}: {took:?}");
        assert!(took < Duration::from_secs(2), "{way:?}: {took:?}");
        if way == Way::Http {
            assert!(
                bytes.starts_with(b"HTTP/1.1 408"),
                "{}",
                String::from_utf8_lossy(&bytes)
            );
        }
        drip.abort();
        assert_eq!(mail.send(letter("Bob", "!")).await.unwrap(), 1, "{way:?}");
        running.stop().await;
    }
}

#[tokio::test]
async fn a_connection_on_which_nothing_happens_is_closed() {
    let settings = Settings::default()
        .with_idle(Duration::from_millis(200))
        .with_message_time(Duration::from_millis(200));
    for way in WAYS {
        let (running, mail) = office(way, settings.clone()).await;
        let mut silent = TcpStream::connect(running.address).await.unwrap();
        let start = Instant::now();
        closed(&mut silent).await;
        let took = start.elapsed();
        assert!(took >= Duration::from_millis(150), "{way:?}: {took:?}");
        assert!(took < Duration::from_secs(2), "{way:?}: {took:?}");
        assert_eq!(mail.send(letter("Bob", "!")).await.unwrap(), 1, "{way:?}");
        running.stop().await;
    }
}

#[tokio::test]
async fn a_handler_that_takes_long_keeps_its_connection() {
    let settings = Settings::default()
        .with_idle(Duration::from_millis(100))
        .with_message_time(Duration::from_millis(100));
    for way in WAYS {
        let (running, mail) = office(way, settings.clone()).await;
        assert_eq!(mail.send(letter("slow", "!")).await.unwrap(), 1, "{way:?}");
        running.stop().await;
    }
}

#[tokio::test]
async fn a_call_that_is_handled_for_too_long_is_an_error() {
    let settings = Settings::default().with_call_time(Some(Duration::from_millis(50)));
    for way in WAYS {
        let (running, mail) = office(way, settings.clone()).await;
        match mail.send(letter("slow", "!")).await {
            Err(avro_rpc::CallError::System(text)) => assert_eq!(text, "the call took too long"),
            other => panic!("{way:?}: {other:?}"),
        }
        running.stop().await;
    }
}

#[tokio::test]
async fn lengths_that_are_too_long_end_their_connection_at_once() {
    for way in WAYS {
        let (running, mail) = office(way, Settings::default()).await;
        let mut rude = TcpStream::connect(running.address).await.unwrap();
        let lie: &[u8] = match way {
            Way::Http => b"POST / HTTP/1.1\r\nhost: x\r\ncontent-type: avro/binary\r\ncontent-length: 100\r\n\r\n\x7f\xff\xff\xff",
            Way::Socket => b"\x7f\xff\xff\xff",
            Way::Netty => b"\0\0\0\x01\0\0\0\x01\x7f\xff\xff\xff",
        };
        rude.write_all(lie).await.unwrap();
        let answer = closed(&mut rude).await;
        if way == Way::Http {
            assert!(
                answer.starts_with(b"HTTP/1.1 413"),
                "{}",
                String::from_utf8_lossy(&answer)
            );
        }
        assert_eq!(mail.send(letter("Bob", "!")).await.unwrap(), 1, "{way:?}");
        running.stop().await;
    }
}

#[tokio::test]
async fn noise_ends_its_connection_alone() {
    let noise: Vec<u8> = (0..4096_u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    for way in WAYS {
        let (running, mail) = office(way, Settings::default()).await;
        for cut in [1, 3, 4, 5, 17, 64, 1000, 4096] {
            let mut rude = TcpStream::connect(running.address).await.unwrap();
            let _ = rude.write_all(&noise[..cut]).await;
            let _ = rude.shutdown().await;
            closed(&mut rude).await;
        }
        assert_eq!(mail.send(letter("Bob", "!")).await.unwrap(), 1, "{way:?}");
        running.stop().await;
    }
}

#[tokio::test]
async fn a_client_that_reads_nothing_is_cut() {
    let settings = Settings::default().with_message_time(Duration::from_millis(300));
    for way in [Way::Socket, Way::Netty] {
        let (running, mail) = office(way, settings.clone()).await;
        let body = "x".repeat(1 << 20);
        for _ in 0..6 {
            mail.send(letter("Bob", &body)).await.unwrap();
        }
        // Asks for megabytes, and does not take them.
        let hash = messages::protocol().hash().0;
        let handshake = [&hash[..], b"\0", &hash, b"\0"].concat();
        let fetch = b"\0\x0afetch\x06Bob";
        let mut rude = TcpStream::connect(running.address).await.unwrap();
        let message = [&handshake[..], fetch].concat();
        let mut bytes = Vec::new();
        match way {
            Way::Netty => avro_rpc::pack::put(&mut bytes, 1, &message).unwrap(),
            _ => frame::put(&mut bytes, &message),
        }
        rude.write_all(&bytes).await.unwrap();
        sleep(Duration::from_millis(1000)).await;
        let start = Instant::now();
        running.stop().await;
        // Nothing is left that would have to be waited for.
        assert!(
            start.elapsed() < Duration::from_millis(500),
            "{way:?}: {:?}",
            start.elapsed()
        );
    }
}

#[tokio::test]
async fn connections_beyond_the_bound_wait_their_turn() {
    let settings = Settings::default()
        .with_connections(2)
        .with_idle(Duration::from_millis(300));
    for way in [Way::Socket, Way::Netty] {
        let (running, mail) = office(way, settings.clone()).await;
        let _first = TcpStream::connect(running.address).await.unwrap();
        let _second = TcpStream::connect(running.address).await.unwrap();
        sleep(Duration::from_millis(50)).await;
        let start = Instant::now();
        assert_eq!(mail.send(letter("Bob", "!")).await.unwrap(), 1, "{way:?}");
        assert!(
            start.elapsed() >= Duration::from_millis(150),
            "{way:?}: {:?}",
            start.elapsed()
        );
        running.stop().await;
    }
}

#[tokio::test]
async fn requests_that_are_no_calls_have_a_status() {
    let (running, _) = office(Way::Http, Settings::default()).await;
    let cases = [
        (
            "GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
            "405",
        ),
        (
            "POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 4\r\n\r\n\0\0\0\0",
            "415",
        ),
        (
            "POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: text/plain\r\ncontent-length: 4\r\n\r\n\0\0\0\0",
            "415",
        ),
        (
            "POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: avro/binary\r\ncontent-length: 4\r\n\r\n\0\0\0\0",
            "400",
        ),
        (
            "POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: avro/binary\r\ncontent-length: 3\r\n\r\n\0\0\0",
            "400",
        ),
    ];
    for (request, status) in cases {
        let mut stream = TcpStream::connect(running.address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let answer = closed(&mut stream).await;
        let answer = String::from_utf8_lossy(&answer);
        assert_eq!(answer.get(9..12), Some(status), "{request:?}: {answer:?}");
    }
    running.stop().await;
}

#[tokio::test]
async fn messages_have_so_much_room_together() {
    let settings = Settings::default().with_messages(1 << 20);
    for way in WAYS {
        let (running, mail) = office(way, settings.clone()).await;
        let part = vec![b'x'; 700 << 10];
        let begun: &[u8] = match way {
            Way::Http => b"POST / HTTP/1.1\r\nhost: x\r\ncontent-type: avro/binary\r\ncontent-length: 1000000\r\n\r\n\0\x0f\0\0",
            Way::Socket => b"\0\x0f\0\0",
            Way::Netty => b"\0\0\0\x01\0\0\0\x01\0\x0f\0\0",
        };
        let mut first = TcpStream::connect(running.address).await.unwrap();
        first.write_all(begun).await.unwrap();
        first.write_all(&part).await.unwrap();
        sleep(Duration::from_millis(100)).await;

        let mut second = TcpStream::connect(running.address).await.unwrap();
        second.write_all(begun).await.unwrap();
        let _ = second.write_all(&part).await;
        let answer = closed(&mut second).await;
        if way == Way::Http && !answer.is_empty() {
            assert!(
                answer.starts_with(b"HTTP/1.1 503"),
                "{}",
                String::from_utf8_lossy(&answer)
            );
        }
        // What is small needs no room, and what was given up leaves its own.
        assert_eq!(mail.send(letter("Bob", "!")).await.unwrap(), 1, "{way:?}");
        drop(first);
        sleep(Duration::from_millis(100)).await;
        let body = "x".repeat(700 << 10);
        assert_eq!(mail.send(letter("Bob", &body)).await.unwrap(), 2, "{way:?}");
        running.stop().await;
    }
}

/// A process with few files runs [`without_files`].
#[cfg(unix)]
#[test]
fn a_server_without_files_goes_on_when_there_are_some_again() {
    let status = std::process::Command::new("sh")
        .args([
            "-c",
            "ulimit -n 48 && exec \"$0\" --ignored --exact without_files",
        ])
        .arg(std::env::current_exe().unwrap())
        .status()
        .unwrap();
    assert!(status.success());
}

#[tokio::test]
#[ignore = "another test runs it, in a process of its own"]
async fn without_files() {
    for way in WAYS {
        let (running, mail) = office(way, Settings::default()).await;
        let mut connections = Vec::new();
        while let Ok(connection) = TcpStream::connect(running.address).await {
            connections.push(connection);
            assert!(connections.len() < 100, "there are files enough");
            // The server takes its half as long as it can.
            sleep(Duration::from_millis(2)).await;
        }
        sleep(Duration::from_millis(200)).await;
        drop(connections);
        sleep(Duration::from_millis(200)).await;
        assert_eq!(mail.send(letter("Bob", "!")).await.unwrap(), 1, "{way:?}");
        running.stop().await;
    }
}

#[tokio::test]
async fn a_server_that_answers_nonsense_is_an_error_of_the_call() {
    let answers: [&[u8]; 7] = [
        b"",
        b"\0",
        b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n\0\0\0",
        b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n\x7f\xff\xff\xff",
        b"HTTP/1.1 500 Oh\r\ncontent-length: 0\r\n\r\n",
        b"\x7f\xff\xff\xff more",
        b"\0\0\0\x01\0\0\0\x01\0\0\0\x02\x0f\xff\0\0\0\0",
    ];
    for way in WAYS {
        for answer in answers {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            let server = tokio::spawn(async move {
                while let Ok((mut stream, _)) = listener.accept().await {
                    let mut request = [0; 4096];
                    let _ = stream.read(&mut request).await;
                    let _ = stream.write_all(answer).await;
                }
            });
            let mail = MailClient::from(office::client(way, address, messages::protocol()));
            let call = mail.send(letter("Bob", "!"));
            let call = timeout(Duration::from_secs(5), call.into_future()).await;
            let failed = call.expect("the call ends").unwrap_err();
            use avro_rpc::CallError::{Handshake, Transport};
            assert!(
                matches!(failed, Transport(_) | Handshake(_)),
                "{way:?}: {failed:?}"
            );
            server.abort();
        }
    }
}
