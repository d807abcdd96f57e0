//! Protocols: what is one, what its messages are, and its hash; handshakes, framing, and whole calls.

use std::fmt::Display;
use std::sync::{Arc, Mutex};

use avro_core::{AvroSchema, Decode, Encode, Value, from_slice, to_vec};
use avro_model::{Protocol, Schema};
use avro_rpc::client::Requestor;
use avro_rpc::dynamic::Dynamic;
use avro_rpc::handshake::{HandshakeRequest, HandshakeResponse};
use avro_rpc::{Call, CallError, LocalProtocol, Metadata, Server, Session, frame};
use avro_tests::cases::{self, Case};
use avro_tests::judge::{Difference, Judge, Verdict};
use avro_tests::text::{self, Form};
use avro_tests::{messages, now};
use serde_json::Value as Json;

#[test]
fn a_text_is_a_protocol_exactly_if_the_specification_says_so() {
    let mut judge = Judge::new("protocol");
    for case in cases::family("protocol") {
        match case.text("op") {
            "parse" => judge.judge(&case, || parse(&case)),
            "hash" => judge.judge(&case, || hash(&case)),
            "handshake" => judge.judge(&case, || handshake(&case)),
            "unframe" => judge.judge(&case, || unframe(&case)),
            "call" => judge.judge(&case, || Calls::new(&case)?.run(&case)),
            other => panic!("{}: no operation for {other}", case.id()),
        }
    }
    judge.finish();
}

fn parse(case: &Case) -> Verdict {
    let text = case.text("protocol");
    let protocol = match (Protocol::parse(text), case.flag("valid")) {
        (Ok(protocol), true) => protocol,
        (Ok(_), false) => return Err(Difference::new("accepted", text)),
        (Err(error), true) => return Err(Difference::new("refused", error)),
        (Err(_), false) => return Ok(()),
    };
    if let Some(expected) = case.get("messages").and_then(Json::as_object) {
        messages::same(&protocol, expected)?;
    }
    let printed = protocol.to_json();
    match Protocol::parse(&printed) {
        Ok(read) if read == protocol && read.to_json() == printed => {}
        Ok(_) => return Err(Difference::new("the printed text is another", printed)),
        Err(error) => return Err(Difference::new("the printed text is refused", error)),
    }
    if let Some(normal) = case.optional_text("normal_text") {
        if printed != normal {
            return Err(Difference::new("printed otherwise", printed));
        }
        if hex::encode(protocol.md5()) != case.text("normal_md5") {
            return Err(Difference::new("another hash", normal));
        }
    }
    Ok(())
}

fn hash(case: &Case) -> Verdict {
    let found = avro_model::protocol::md5_of(case.text("protocol"));
    if found[..] != case.bytes("md5") {
        return Err(Difference::new(hex::encode(found), "another hash"));
    }
    Ok(())
}

fn handshake(case: &Case) -> Verdict {
    match case.text("kind") {
        "request" => same_record::<HandshakeRequest>(case),
        "response" => same_record::<HandshakeResponse>(case),
        other => panic!("{}: no handshake {other}", case.id()),
    }
}

fn same_record<T: AvroSchema + Encode + for<'de> Decode<'de>>(case: &Case) -> Verdict {
    let bytes = case.bytes("hex");
    let record: T = from_slice(&bytes).map_err(|error| Difference::new("refused", error))?;
    let schema = T::schema().expect("a legal schema");
    let value = Value::of(&record).expect("a value of its schema");
    text::expect(&schema, &value, case.text("value"))
        .map_err(|error| Difference::new("another record", error))?;
    match to_vec(&record) {
        Ok(found) if found == bytes => Ok(()),
        found => Err(Difference::new("other bytes", format!("{found:02x?}"))),
    }
}

fn unframe(case: &Case) -> Verdict {
    let found = frame::take(&case.bytes("hex"), 1 << 20);
    match (found, case.flag("error")) {
        (Err(_), true) => Ok(()),
        (Ok(message), false) if message == case.bytes("message") => {
            // Our own framing may cut otherwise, and is undone.
            let mut framed = Vec::new();
            frame::put(&mut framed, &message);
            match frame::take(&framed, 1 << 20) {
                Ok(undone) if undone == message => Ok(()),
                other => Err(Difference::new(
                    "framing is not undone",
                    format!("{other:?}"),
                )),
            }
        }
        (found, _) => Err(Difference::new("another message", format!("{found:?}"))),
    }
}

/// A client, and a server whose handler gives what the case says; what crosses between them is held against the case.
struct Calls {
    requestor: Requestor,
    server: Server<Dynamic<Handler>>,
    result: Arc<Mutex<Option<Result<Value, Value>>>>,
    client_session: Session,
    server_session: Session,
    crossed: usize,
}

type Reply = Result<avro_rpc::Reply, avro_rpc::Refusal>;
type Handler = Box<dyn Fn(Call, Value) -> std::future::Ready<Reply> + Send + Sync>;

impl Calls {
    fn new(case: &Case) -> Result<Calls, Difference> {
        let local = |side: &str| {
            let local = LocalProtocol::parse(case.text(side))
                .map_err(|error| Difference::new("refused", error))?;
            if local.hash().0[..] != case.bytes(&format!("{side}_hash")) {
                return Err(Difference::new("another hash", side));
            }
            Ok(local)
        };
        let session = || match case.flag("stateful") {
            true => Session::stateful(),
            false => Session::stateless(),
        };
        let result = Arc::new(Mutex::new(None));
        let next = Arc::clone(&result);
        let handler: Handler = Box::new(move |call: Call, _| {
            let result: Option<_> = next.lock().expect("nobody panicked").take();
            std::future::ready(call.reply_value(result.expect("one result for each call")))
        });
        Ok(Calls {
            requestor: Requestor::new(local("client")?),
            server: Server::new(Dynamic::new(local("server")?, handler)),
            result,
            client_session: session(),
            server_session: session(),
            crossed: 0,
        })
    }

    fn run(&mut self, case: &Case) -> Verdict {
        let calls = case.get("calls").and_then(Json::as_array).expect("calls");
        let exchanges = case
            .get("exchanges")
            .and_then(Json::as_array)
            .expect("exchanges");
        for call in calls {
            if call["exchangesBefore"].as_u64() != Some(self.crossed as u64) {
                return Err(Difference::new("another number of exchanges", self.crossed));
            }
            self.call(call, exchanges)?;
        }
        if self.crossed != exchanges.len() {
            return Err(Difference::new("another number of exchanges", self.crossed));
        }
        Ok(())
    }

    fn call(&mut self, call: &Json, exchanges: &[Json]) -> Verdict {
        let (client, server) = (
            self.requestor.local().clone(),
            self.server.responder().local().clone(),
        );
        let name = call["message"].as_str().expect("a name");
        let place = client.place(name).expect("the client has the message");
        let message = &client.protocol().messages()[place];
        let handled = server
            .protocol()
            .message(name)
            .expect("the server has the message");
        let read = |schema: &Schema, text: &Json| {
            text::parse(schema, Form::Json, text.as_str().expect("a text")).expect("a value")
        };

        let given = match (call.get("response"), call.get("error")) {
            (Some(response), _) => Ok(read(handled.response(), response)),
            (_, Some(error)) => Err(read(handled.errors(), error)),
            (None, None) => Ok(Value::Null),
        };
        *self.result.lock().expect("nobody panicked") = Some(given);

        let args = read(message.request(), &call["args"]);
        let broken = |error: &dyn Display| Difference::new("broken", error.to_string());
        let exchange = self.requestor.call(place, &Metadata::new(), &args);
        let mut exchange = exchange.map_err(|error| broken(&error))?;
        let answer = loop {
            let awaits = self
                .requestor
                .awaits_response(&self.client_session, &exchange);
            let request = self.requestor.request(&self.client_session, &mut exchange);
            let response = self.cross(request.map_err(|error| broken(&error))?, exchanges)?;
            match response {
                None if awaits => return Err(Difference::new("no response", name)),
                Some(_) if !awaits => return Err(Difference::new("a response", name)),
                None => break self.requestor.no_answer(&self.client_session),
                Some(response) => {
                    let answer =
                        self.requestor
                            .response(&mut self.client_session, &mut exchange, response);
                    if let Some(answer) = answer.map_err(|error| broken(&error))? {
                        break answer;
                    }
                }
            }
        };
        let same = |schema: &Schema, value: &Value, text: &Json| {
            text::expect(schema, value, text.as_str().expect("a text"))
                .map_err(|error| Difference::new("another result", error))
        };
        match (
            self.requestor.open_value(&answer, place),
            call.get("response"),
            call.get("error"),
        ) {
            (Ok((value, _)), Some(response), _) => same(message.response(), &value, response),
            (Err(CallError::Declared(value)), _, Some(error)) => {
                same(message.errors(), &value, error)
            }
            (Ok((Value::Null, _)), None, None) => Ok(()),
            (other, ..) => Err(Difference::new("another result", format!("{other:?}"))),
        }
    }

    /// Gives the server a message, and gives back its reply.
    fn cross(
        &mut self,
        request: Vec<u8>,
        exchanges: &[Json],
    ) -> Result<Option<Vec<u8>>, Difference> {
        let Some(expected) = exchanges.get(self.crossed) else {
            return Err(Difference::new("too many exchanges", hex::encode(request)));
        };
        self.crossed += 1;
        same_message("request", &request, expected)?;
        let reply = now(self.server.answer(&mut self.server_session, request))
            .map_err(|error| Difference::new("no handshake", error))?
            .into_message();
        match &reply {
            Some(reply) => same_message("response", reply, expected)?,
            None if expected["response"].is_null() => {}
            None => return Err(Difference::new("no response", self.crossed)),
        }
        Ok(reply)
    }
}

/// Compares a message with that of an exchange, and with what Java framed of it.
fn same_message(side: &str, found: &[u8], exchange: &Json) -> Verdict {
    let bytes = |text: &Json| text.as_str().and_then(|text| hex::decode(text).ok());
    if bytes(&exchange[side]).as_deref() != Some(found) {
        return Err(Difference::new(
            format!("another {side}"),
            hex::encode(found),
        ));
    }
    let framed = bytes(&exchange[format!("{side}Framed")]).expect("it is framed too");
    match frame::take(&framed, 1 << 20) {
        Ok(message) if message == found => Ok(()),
        other => Err(Difference::new(
            "Java's framing is not undone",
            format!("{other:?}"),
        )),
    }
}
