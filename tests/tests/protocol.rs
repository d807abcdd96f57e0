//! Protocols: what is one, what its messages are, and its hash.
//!
//! Handshakes, framing and calls are the wire's business and wait for it.

use avro_model::Protocol;
use avro_tests::cases::{self, Case};
use avro_tests::judge::{Difference, Judge, Verdict};
use avro_tests::messages;
use serde_json::Value as Json;

#[test]
fn a_text_is_a_protocol_exactly_if_the_specification_says_so() {
    let mut judge = Judge::new("protocol");
    for case in cases::family("protocol") {
        match case.text("op") {
            "parse" => judge.judge(&case, || parse(&case)),
            "hash" => judge.judge(&case, || hash(&case)),
            _ => judge.pending("waits for RPC"),
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
