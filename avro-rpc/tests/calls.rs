//! Calls from end to end, over every transport.

mod mail;
mod office;

use std::time::{Duration, Instant};

use avro_core::{AvroSchema, value};
use avro_rpc::{CallError, Settings, SystemError};
use mail::example::mail::mail::{self as messages, SendError};
use mail::example::mail::{MailClient, MailServer, Unknown};
use office::{Office, Running, WAYS, Way, letter};

async fn office(way: Way) -> (Running, MailClient) {
    let running = Running::start(way, MailServer(Office::default()), Settings::default()).await;
    let client = running.client(messages::protocol()).into();
    (running, client)
}

#[test]
fn the_types_have_the_schemas_of_the_protocol() {
    let protocol = messages::protocol();
    let [send, fetch, forget] = protocol.protocol().messages() else {
        panic!("three messages");
    };
    assert_eq!(send.request(), &messages::Send::schema().unwrap());
    assert_eq!(send.errors(), &SendError::schema().unwrap());
    assert_eq!(fetch.request(), &messages::Fetch::schema().unwrap());
    assert_eq!(fetch.errors(), &SystemError::schema().unwrap());
    assert_eq!(forget.request(), &messages::Forget::schema().unwrap());
}

#[tokio::test]
async fn a_response_is_what_the_handler_gave() {
    for way in WAYS {
        let (running, mail) = office(way).await;
        assert_eq!(
            mail.send(letter("Bob", "first")).await.unwrap(),
            1,
            "{way:?}"
        );
        assert_eq!(
            mail.send(letter("Bob", "second")).await.unwrap(),
            2,
            "{way:?}"
        );
        let letters = mail.fetch("Bob".to_owned()).await.unwrap();
        assert_eq!(
            letters,
            [letter("Bob", "first"), letter("Bob", "second")],
            "{way:?}"
        );
        running.stop().await;
    }
}

#[tokio::test]
async fn an_error_is_what_the_handler_gave() {
    for way in WAYS {
        let (running, mail) = office(way).await;
        match mail.send(letter("nobody", "?")).await {
            Err(CallError::Declared(SendError::Unknown(Unknown { name }))) => {
                assert_eq!(name, "nobody");
            }
            other => panic!("{way:?}: {other:?}"),
        }
        match mail.send(letter("", "?")).await {
            Err(CallError::System(text)) => assert_eq!(text, "a letter to nobody"),
            other => panic!("{way:?}: {other:?}"),
        }
        running.stop().await;
    }
}

#[tokio::test]
async fn a_panic_is_an_error_of_its_call_alone() {
    for way in WAYS {
        let (running, mail) = office(way).await;
        match mail.send(letter("panic", "?")).await {
            Err(CallError::System(text)) => assert_eq!(text, "the handler panicked"),
            other => panic!("{way:?}: {other:?}"),
        }
        assert_eq!(mail.send(letter("Bob", "!")).await.unwrap(), 1, "{way:?}");
        running.stop().await;
    }
}

#[tokio::test]
async fn a_one_way_message_arrives_before_what_comes_after_it() {
    // A connection's calls arrive in order. Netty's are handled side by side, so the test waits a little there.
    for way in WAYS {
        let (running, mail) = office(way).await;
        mail.send(letter("Bob", "gone")).await.unwrap();
        mail.forget("Bob".to_owned()).await.unwrap();
        mail.forget("nobody at all".to_owned()).await.unwrap();
        if way == Way::Netty {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert_eq!(mail.fetch("Bob".to_owned()).await.unwrap(), [], "{way:?}");
        running.stop().await;
    }
}

#[tokio::test]
async fn metadata_goes_both_ways() {
    for way in WAYS {
        let (running, mail) = office(way).await;
        let sent = mail
            .send(letter("Bob", "!"))
            .metadata("trace", "4bf9")
            .with_metadata();
        let (_, metadata) = sent.await.unwrap();
        assert_eq!(metadata.get("trace"), Some(&b"4bf9"[..]), "{way:?}");
        running.stop().await;
    }
}

#[tokio::test]
async fn a_call_that_is_not_answered_in_time_is_given_up_alone() {
    for way in WAYS {
        let (running, mail) = office(way).await;
        let slow = mail
            .send(letter("slow", "?"))
            .timeout(Duration::from_millis(30))
            .await;
        assert!(matches!(slow, Err(CallError::Timeout)), "{way:?}: {slow:?}");
        assert_eq!(mail.send(letter("Bob", "!")).await.unwrap(), 1, "{way:?}");
        running.stop().await;
    }
}

#[tokio::test]
async fn calls_are_under_way_side_by_side() {
    for way in WAYS {
        let (running, mail) = office(way).await;
        let start = Instant::now();
        let calls = (0..8).map(|_| {
            let mail = mail.clone();
            tokio::spawn(async move { mail.send(letter("slow", "?")).await.unwrap() })
        });
        let mut counts = Vec::new();
        for call in calls.collect::<Vec<_>>() {
            counts.push(call.await.unwrap());
        }
        counts.sort_unstable();
        assert_eq!(counts, [1, 2, 3, 4, 5, 6, 7, 8], "{way:?}");
        assert!(
            start.elapsed() < Duration::from_millis(1500),
            "{way:?}: {:?}",
            start.elapsed()
        );
        running.stop().await;
    }
}

#[tokio::test]
async fn calls_over_values_need_no_types() {
    for way in WAYS {
        let (running, _) = office(way).await;
        let client = running.client(messages::protocol());
        client.ping().await.unwrap();
        let request = value!({"letter": {"to": "Bob", "from": "Ada", "body": "!"}});
        assert_eq!(
            client
                .call_value("send", request)
                .await
                .unwrap()
                .to_string(),
            "1",
            "{way:?}"
        );
        let request = value!({"letter": {"to": "nobody", "from": "Ada", "body": "!"}});
        match client.call_value("send", request).await {
            Err(CallError::Declared(error)) => {
                assert_eq!(
                    error.get("name").and_then(|name| name.as_str()),
                    Some("nobody")
                );
            }
            other => panic!("{way:?}: {other:?}"),
        }
        let wrong = client
            .call_value("send", value!({"lettre": 1}))
            .await
            .unwrap_err();
        assert!(matches!(wrong, CallError::Request(_)), "{way:?}: {wrong:?}");
        let wrong = client.call_value("sned", value!({})).await.unwrap_err();
        assert!(matches!(wrong, CallError::Request(_)), "{way:?}: {wrong:?}");
        running.stop().await;
    }
}

#[tokio::test]
async fn stopping_lets_calls_end_and_takes_no_more() {
    for way in WAYS {
        let (running, mail) = office(way).await;
        mail.send(letter("Bob", "!")).await.unwrap();
        let slow = {
            let mail = mail.clone();
            tokio::spawn(async move { mail.send(letter("slow", "?")).await })
        };
        tokio::time::sleep(Duration::from_millis(100)).await;
        let start = Instant::now();
        running.stop().await;
        assert!(
            start.elapsed() < Duration::from_secs(2),
            "{way:?}: {:?}",
            start.elapsed()
        );
        assert_eq!(slow.await.unwrap().unwrap(), 1, "{way:?}");
        let late = mail.send(letter("Bob", "!")).await;
        assert!(
            matches!(late, Err(CallError::Transport(_))),
            "{way:?}: {late:?}"
        );
    }
}

#[tokio::test]
async fn a_client_finds_a_server_that_was_started_again() {
    for way in WAYS {
        let (running, mail) = office(way).await;
        mail.send(letter("Bob", "!")).await.unwrap();
        let address = running.address;
        running.stop().await;
        // The end of the old connection has to be seen: a call that runs into it fails.
        tokio::time::sleep(Duration::from_millis(20)).await;
        let service = MailServer(Office::default());
        let again = match way {
            Way::Http => {
                let server = avro_rpc::http::HttpServer::new(service)
                    .bind(address)
                    .await
                    .unwrap();
                tokio::spawn(server.serve())
            }
            Way::Socket | Way::Netty => {
                let framing = match way {
                    Way::Socket => avro_rpc::tcp::Framing::Socket,
                    _ => avro_rpc::tcp::Framing::Netty,
                };
                let server = avro_rpc::tcp::TcpServer::new(service, framing);
                tokio::spawn(server.bind(address).await.unwrap().serve())
            }
        };
        assert_eq!(mail.send(letter("Bob", "!")).await.unwrap(), 1, "{way:?}");
        again.abort();
    }
}

#[test]
fn a_program_without_a_runtime_waits() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for way in WAYS {
        let (running, mail) = runtime.block_on(office(way));
        assert_eq!(mail.send(letter("Bob", "!")).wait().unwrap(), 1, "{way:?}");
        let bodies = mail.fetch("Bob".to_owned()).wait().unwrap();
        assert_eq!(bodies, [letter("Bob", "!")], "{way:?}");
        let inside = runtime.block_on(async { mail.fetch("Bob".to_owned()).wait() });
        assert!(
            matches!(inside, Err(CallError::WouldBlock)),
            "{way:?}: {inside:?}"
        );
        runtime.block_on(running.stop());
    }
}

#[tokio::test]
async fn a_service_stands_beside_other_routes_in_axum() {
    let service = avro_rpc::http::HttpService::new(MailServer(Office::default()));
    let routes = axum::Router::new()
        .route("/health", axum::routing::get(|| async { "well" }))
        .route_service("/mail", service);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async { axum::serve(listener, routes).await });

    let transport = avro_rpc::http::HttpTransport::new(&format!("http://{address}/mail")).unwrap();
    let mail = MailClient::new(transport);
    assert_eq!(mail.send(letter("Bob", "!")).await.unwrap(), 1);

    let transport =
        avro_rpc::http::HttpTransport::new(&format!("http://{address}/health")).unwrap();
    let elsewhere = MailClient::new(transport).send(letter("Bob", "!")).await;
    assert!(
        matches!(elsewhere, Err(CallError::Transport(_))),
        "{elsewhere:?}"
    );
    server.abort();
}

#[tokio::test]
async fn a_large_message_goes_through_and_a_larger_one_does_not() {
    for way in WAYS {
        let (running, mail) = office(way).await;
        let body = "x".repeat(3 << 20);
        assert_eq!(mail.send(letter("Bob", &body)).await.unwrap(), 1, "{way:?}");
        let letters = mail.fetch("Bob".to_owned()).await.unwrap();
        assert_eq!(letters[0].body.len(), body.len(), "{way:?}");
        let too_large = "x".repeat(9 << 20);
        let refused = mail.send(letter("Bob", &too_large)).await;
        assert!(
            matches!(refused, Err(CallError::Transport(_))),
            "{way:?}: {refused:?}"
        );
        assert_eq!(mail.send(letter("Bob", "!")).await.unwrap(), 1, "{way:?}");
        running.stop().await;
    }
}

#[tokio::test]
async fn a_server_in_the_same_program_is_a_transport() {
    let office = std::sync::Arc::new(MailServer(Office::default()));
    let mail = MailClient::new(avro_rpc::Server::new(std::sync::Arc::clone(&office)));
    assert_eq!(mail.send(letter("Bob", "first")).await.unwrap(), 1);
    mail.forget("Ann".to_owned()).await.unwrap();
    let other = MailClient::new(avro_rpc::Server::new(office));
    assert_eq!(
        other.fetch("Bob".to_owned()).await.unwrap(),
        [letter("Bob", "first")]
    );
}

#[tokio::test]
async fn a_server_under_load_stops_in_good_order() {
    for way in WAYS {
        let (running, mail) = office(way).await;
        let callers = (0..16).map(|number| {
            let mail = mail.clone();
            tokio::spawn(async move {
                let to = format!("caller {number}");
                for count in 1.. {
                    match mail.send(letter(&to, "!")).await {
                        Ok(found) => assert_eq!(found, count),
                        Err(CallError::Transport(_)) => return count,
                        Err(other) => panic!("{way:?}: {other:?}"),
                    }
                }
                unreachable!()
            })
        });
        let callers: Vec<_> = callers.collect();
        tokio::time::sleep(Duration::from_millis(200)).await;
        let start = Instant::now();
        running.stop().await;
        assert!(
            start.elapsed() < Duration::from_secs(2),
            "{way:?}: {:?}",
            start.elapsed()
        );
        for caller in callers {
            assert!(caller.await.unwrap() > 1, "{way:?}");
        }
    }
}
