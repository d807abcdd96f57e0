//! The two state machines against each other, message by message.

use avro_core::encoding::{Decoder, Encode, Encoder};
use avro_core::{Decode, Value, from_slice, value};
use avro_rpc::client::{Exchange, Requestor};
use avro_rpc::dynamic::Dynamic;
use avro_rpc::handshake::{HandshakeMatch, HandshakeRequest, HandshakeResponse, Md5};
use avro_rpc::server::Responder;
use avro_rpc::{
    Call, CallError, HandshakeError, Limits, LocalProtocol, Metadata, Server, Service, Session,
};

/// The result of a future that waits for nothing.
fn now<T>(future: impl Future<Output = T>) -> T {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        std::task::Poll::Ready(value) => value,
        std::task::Poll::Pending => panic!("the future waits"),
    }
}

/// `double` with a parameter of this type, and a note that makes texts differ.
fn calc(of: &str, note: &str) -> LocalProtocol {
    let text = format!(
        r#"{{"protocol": "Calc", "note": "{note}", "messages": {{
            "double": {{"request": [{{"name": "of", "type": "{of}"}}], "response": "long"}},
            "tell": {{"request": [], "response": "null", "one-way": true}}}}}}"#
    );
    LocalProtocol::parse(&text).unwrap()
}

fn doubling(protocol: LocalProtocol) -> impl Service {
    Dynamic::new(protocol, async |call: Call, request: Value| {
        let of = request
            .get("of")
            .and_then(Value::as_i64)
            .unwrap_or_default();
        match call.message().name() {
            "double" => call.reply_value(Ok(Value::Long(of * 2))),
            _ => call.reply_value(Ok(Value::Null)),
        }
    })
}

fn double(requestor: &Requestor, of: i32) -> Exchange {
    let request = value!({"of": of}).fit(requestor.local().protocol().messages()[0].request());
    requestor
        .call(0, &Metadata::new(), &request.unwrap())
        .unwrap()
}

/// What the server answers to a message in a session of its own.
fn answer<S: Service>(server: &Server<S>, message: Vec<u8>) -> Result<Vec<u8>, HandshakeError> {
    let reply = now(server.answer(&mut Session::stateless(), message))?;
    Ok(reply
        .into_message()
        .expect("without a connection everything is answered"))
}

/// The handshake that a reply begins with, and the rest.
fn split(reply: &[u8]) -> (HandshakeResponse, &[u8]) {
    let mut decoder = Decoder::new(reply);
    let response = HandshakeResponse::decode(&mut decoder).unwrap();
    (response, decoder.remaining())
}

fn asked(request: &[u8]) -> HandshakeRequest {
    HandshakeRequest::decode(&mut Decoder::new(request)).unwrap()
}

/// Makes a call, and gives its result with the number of messages that were sent.
fn make<S: Service>(requestor: &Requestor, server: &Server<S>, of: i32) -> (i64, usize) {
    let (mut session, mut exchange) = (Session::stateless(), double(requestor, of));
    for sent in 1.. {
        let message = requestor.request(&session, &mut exchange).unwrap();
        let reply = answer(server, message).unwrap();
        if let Some(found) = requestor
            .response(&mut session, &mut exchange, reply)
            .unwrap()
        {
            let (value, _) = requestor.open_value(&found, 0).unwrap();
            return (value.as_i64().unwrap(), sent);
        }
    }
    unreachable!()
}

#[test]
fn texts_are_sent_until_both_sides_know_each_other_and_then_never() {
    let server = Server::new(doubling(calc("long", "server")));
    let requestor = Requestor::new(calc("int", "client"));

    // Nobody knows anybody: hashes alone; NONE, with the server's text; again with the client's text.
    assert_eq!(make(&requestor, &server, 3), (6, 2));
    let mut exchange = double(&requestor, 4);
    let message = requestor
        .request(&Session::stateless(), &mut exchange)
        .unwrap();
    let handshake = asked(&message);
    assert_eq!(handshake.client_protocol, None);
    assert_eq!(handshake.server_hash, server.responder().local().hash());
    let reply = answer(&server, message).unwrap();
    assert_eq!(split(&reply).0.r#match, HandshakeMatch::Both);
    assert_eq!(split(&reply).1, [0, 0, 16]);

    // Another client of the same protocol is known already, and has to learn the server's.
    let other = Requestor::new(calc("int", "client"));
    assert_eq!(make(&other, &server, 5), (10, 1));
}

#[test]
fn a_client_remembers_servers_that_take_turns_behind_one_address() {
    let requestor = Requestor::new(calc("int", "client"));
    let servers = ["one", "other"].map(|note| Server::new(doubling(calc("long", note))));
    for server in [&servers[0], &servers[1], &servers[0]] {
        make(&requestor, server, 1);
    }
    // The text of one that is known is not read again.
    let mut exchange = double(&requestor, 4);
    let mut session = Session::stateless();
    requestor.request(&session, &mut exchange).unwrap();
    let mut encoder = Encoder::new();
    let response = HandshakeResponse {
        r#match: HandshakeMatch::Client,
        server_protocol: Some("not read".to_owned()),
        server_hash: Some(servers[1].responder().local().hash()),
        meta: None,
    };
    response.encode(&mut encoder).unwrap();
    encoder.fixed(&[0, 0, 16]);
    let found = requestor.response(&mut session, &mut exchange, encoder.into_vec());
    let (value, _) = requestor.open_value(&found.unwrap().unwrap(), 0).unwrap();
    assert_eq!(value, Value::Long(8));
}

#[test]
fn a_server_that_forgot_a_client_is_told_again() {
    let limits = Limits::default().with_protocols(1);
    let server = Server::with_limits(doubling(calc("long", "server")), limits);
    let (one, two) = (
        Requestor::new(calc("int", "one")),
        Requestor::new(calc("int", "two")),
    );
    assert_eq!(make(&one, &server, 1), (2, 2));
    assert_eq!(make(&one, &server, 1), (2, 1));
    assert_eq!(make(&two, &server, 2), (4, 2));
    assert_eq!(make(&one, &server, 3), (6, 2));
}

#[test]
fn a_text_under_a_wrong_hash_is_believed_for_that_call_alone() {
    let server = Server::new(doubling(calc("long", "server")));
    let honest = Requestor::new(calc("int", "client"));

    // Somebody claims the honest client's hash for a text whose parameter is a string.
    let liar = calc("string", "liar");
    let handshake = HandshakeRequest {
        client_hash: honest.local().hash(),
        client_protocol: Some(liar.text().to_owned()),
        server_hash: Md5([0; 16]),
        meta: None,
    };
    let mut message = avro_core::to_vec(&handshake).unwrap();
    message.extend_from_slice(b"\0\x0cdouble\x02x");
    let reply = answer(&server, message).unwrap();
    let (_, rest) = split(&reply);
    assert_eq!(rest[..3], [0, 1, 0], "a string is not a long");

    assert_eq!(make(&honest, &server, 4), (8, 2));
}

#[test]
fn a_client_protocol_beyond_the_limit_is_refused() {
    let limits = Limits::default().with_protocol(100);
    let responder = Responder::with_limits(calc("long", "server"), limits);
    let handshake = HandshakeRequest {
        client_hash: Md5([1; 16]),
        client_protocol: Some(calc("int", "client").text().to_owned()),
        server_hash: Md5([0; 16]),
        meta: None,
    };
    let message = avro_core::to_vec(&handshake).unwrap();
    let error = responder
        .receive(&mut Session::stateless(), message)
        .unwrap_err();
    assert!(
        matches!(error, HandshakeError::ProtocolTooLong { limit: 100, .. }),
        "{error}"
    );
}

#[test]
fn an_empty_name_is_a_ping() {
    let server = Server::new(doubling(calc("long", "same")));
    let requestor = Requestor::new(calc("long", "same"));
    let mut session = Session::stateful();
    let mut theirs = Session::stateful();
    for (sent, received) in [(37, &b"\0\0\0\0"[..]), (2, b"")] {
        let mut ping = requestor.ping();
        let message = requestor.request(&session, &mut ping).unwrap();
        assert_eq!(message.len(), sent);
        let reply = now(server.answer(&mut theirs, message))
            .unwrap()
            .into_message()
            .unwrap();
        assert_eq!(reply, received);
        assert!(
            requestor
                .response(&mut session, &mut ping, reply)
                .unwrap()
                .is_some()
        );
        assert!(session.is_established() && theirs.is_established());
    }
}

#[test]
fn a_server_that_never_takes_the_client_is_given_up() {
    let requestor = Requestor::new(calc("int", "client"));
    let none = HandshakeResponse {
        r#match: HandshakeMatch::None,
        server_protocol: Some(calc("long", "server").text().to_owned()),
        server_hash: Some(Md5([7; 16])),
        meta: None,
    };
    let none = avro_core::to_vec(&none).unwrap();
    let (mut session, mut exchange) = (Session::stateful(), double(&requestor, 1));
    let first = requestor.request(&session, &mut exchange).unwrap();
    assert_eq!(asked(&first).client_protocol, None);
    assert!(
        requestor
            .response(&mut session, &mut exchange, none.clone())
            .unwrap()
            .is_none()
    );
    let second = requestor.request(&session, &mut exchange).unwrap();
    assert!(asked(&second).client_protocol.is_some());
    assert_eq!(asked(&second).server_hash, Md5([7; 16]));
    let error = requestor
        .response(&mut session, &mut exchange, none)
        .unwrap_err();
    assert!(matches!(error, HandshakeError::NotTaken), "{error}");
}

#[test]
fn a_server_that_is_another_and_does_not_say_which_is_refused() {
    let requestor = Requestor::new(calc("int", "client"));
    let (mut session, mut exchange) = (Session::stateful(), double(&requestor, 1));
    requestor.request(&session, &mut exchange).unwrap();
    // CLIENT, and neither text nor hash.
    let error = requestor
        .response(&mut session, &mut exchange, vec![2, 0, 0, 0])
        .unwrap_err();
    assert!(matches!(error, HandshakeError::NoProtocol), "{error}");
}

#[test]
fn a_one_way_message_is_answered_until_the_handshake_is_over() {
    let server = Server::new(doubling(calc("long", "same")));
    let requestor = Requestor::new(calc("long", "same"));
    let (mut session, mut theirs) = (Session::stateful(), Session::stateful());
    for answered in [true, false, false] {
        let request = value!({}).fit(requestor.local().protocol().messages()[1].request());
        let mut tell = requestor
            .call(1, &Metadata::new(), &request.unwrap())
            .unwrap();
        assert_eq!(requestor.awaits_response(&session, &tell), answered);
        let message = requestor.request(&session, &mut tell).unwrap();
        let reply = now(server.answer(&mut theirs, message))
            .unwrap()
            .into_message();
        assert_eq!(reply.is_some(), answered);
        if let Some(reply) = reply {
            requestor
                .response(&mut session, &mut tell, reply)
                .unwrap()
                .unwrap();
        }
    }
}

#[test]
fn answers_that_are_none_are_errors() {
    let requestor = Requestor::new(calc("long", "same"));
    let cases: [(&[u8], &str); 5] = [
        (
            b"",
            "the response cannot be read: at byte 0: the input ends inside a value",
        ),
        (
            b"\0\x02",
            "the response cannot be read: at byte 1: the boolean is 2, neither 0 nor 1",
        ),
        (
            b"\0\0",
            "the response cannot be read: at byte 0: the input ends inside a value",
        ),
        (
            b"\0\0\x02\x02",
            "the response cannot be read: at byte 1: 1 bytes follow the value",
        ),
        (b"\0\x01\0\x06no!", "the server answered with an error: no!"),
    ];
    for (bytes, words) in cases {
        let (mut session, mut exchange) = (Session::stateless(), double(&requestor, 1));
        requestor.request(&session, &mut exchange).unwrap();
        let message = [b"\0\0\0\0", bytes].concat();
        let answer = requestor
            .response(&mut session, &mut exchange, message)
            .unwrap()
            .unwrap();
        let error: CallError<Value> = requestor.open_value(&answer, 0).unwrap_err();
        assert_eq!(error.to_string(), words, "{bytes:02x?}");
    }
    assert!(from_slice::<HandshakeResponse>(b"\x08\0\0\0").is_err());
}

#[test]
fn clients_servers_and_errors_go_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<avro_rpc::Client>();
    shared::<Requestor>();
    shared::<Responder>();
    shared::<LocalProtocol>();
    shared::<Session>();
    shared::<CallError<Value>>();
    shared::<Call>();
}

/// Numbers that are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }

    /// A message with some bytes changed, left out or added.
    fn mutated(&mut self, message: &[u8]) -> Vec<u8> {
        let mut bytes = message.to_vec();
        for _ in 0..=self.below(3) {
            let at = self.below(bytes.len().max(1));
            match self.below(4) {
                0 if !bytes.is_empty() => bytes.truncate(at),
                1 => bytes.insert(at.min(bytes.len()), self.below(256) as u8),
                _ => {
                    if let Some(byte) = bytes.get_mut(at) {
                        *byte = [0, 1, 2, 0x7f, 0x80, 0xff, byte.wrapping_add(1)][self.below(7)];
                    }
                }
            }
        }
        bytes
    }
}

#[test]
fn messages_that_were_changed_on_the_way_harm_neither_side() {
    let server = Server::new(doubling(calc("long", "server")));
    let mut numbers = Numbers(1);
    let mut refused = 0;
    for round in 0..3000 {
        let requestor = Requestor::new(calc("int", "client"));
        let (mut session, mut exchange) = (Session::stateless(), double(&requestor, 3));
        // Hashes alone first, then with the client's text.
        for _ in 0..2 {
            let request = requestor.request(&session, &mut exchange).unwrap();
            let Ok(reply) = answer(&server, request.clone()) else {
                panic!("an honest request");
            };
            if round % 2 == 0 {
                // Whatever comes of it, the server lives.
                let _ = answer(&server, numbers.mutated(&request));
                if requestor
                    .response(&mut session, &mut exchange, reply)
                    .unwrap()
                    .is_some()
                {
                    break;
                }
                continue;
            }
            let reply = numbers.mutated(&reply);
            match requestor.response(&mut session, &mut exchange, reply) {
                Err(_) => {
                    refused += 1;
                    break;
                }
                Ok(None) => {}
                Ok(Some(found)) => {
                    refused += usize::from(requestor.open_value(&found, 0).is_err());
                    break;
                }
            }
        }
    }
    assert!(refused > 500, "{refused}");
    assert_eq!(
        make(&Requestor::new(calc("int", "client")), &server, 4).0,
        8
    );
}

#[test]
fn handshakes_carry_metadata_both_ways() {
    let protocol = calc("long", "same");
    let service = Dynamic::new(protocol.clone(), async |mut call: Call, _| {
        let who = call.handshake_metadata().get("who").map(<[u8]>::to_vec);
        call.response_metadata()
            .insert("was", who.unwrap_or_default());
        call.reply_value(Ok(Value::Long(0)))
    });
    let region: Metadata = [("region", "north")].into_iter().collect();
    let server = Server::new(service).with_handshake_metadata(region);
    let ada: Metadata = [("who", "Ada")].into_iter().collect();
    let requestor = Requestor::new(protocol).with_handshake_metadata(ada);

    let (mut session, mut theirs) = (Session::stateful(), Session::stateful());
    // It is sent once, and holds for the connection.
    for _ in 0..2 {
        let mut exchange = double(&requestor, 1);
        let message = requestor.request(&session, &mut exchange).unwrap();
        let reply = now(server.answer(&mut theirs, message))
            .unwrap()
            .into_message()
            .unwrap();
        let answer = requestor
            .response(&mut session, &mut exchange, reply)
            .unwrap()
            .unwrap();
        let (_, metadata) = requestor.open_value(&answer, 0).unwrap();
        assert_eq!(metadata.get("was"), Some(&b"Ada"[..]));
        assert_eq!(session.metadata().get("region"), Some(&b"north"[..]));
        let said = requestor.handshake_metadata();
        assert_eq!(said.get("region"), Some(&b"north"[..]));
        assert_eq!(theirs.metadata().len(), 1);
    }
}
