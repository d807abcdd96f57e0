//! The messages of a protocol, as the families `protocol` and `idl` give them: canonical forms.

use avro_model::{Message, Protocol, Schema};
use serde_json::Value as Json;

use crate::judge::{Difference, Verdict};

/// Compares all messages with what a case says of them.
///
/// # Errors
///
/// The first difference.
///
/// # Panics
///
/// When the case is no case.
pub fn same(protocol: &Protocol, expected: &serde_json::Map<String, Json>) -> Verdict {
    if protocol.messages().len() != expected.len() {
        let names: Vec<_> = protocol.messages().iter().map(Message::name).collect();
        return Err(Difference::new("other messages", names.join(", ")));
    }
    for (name, expected) in expected {
        let Some(message) = protocol.message(name) else {
            return Err(Difference::new("no such message", name));
        };
        let found = [
            ("request", nameless(message)),
            ("response", message.response().canonical_form()),
            ("errors", message.errors().canonical_form()),
        ];
        for (what, found) in found {
            if Some(&*found) != expected[what].as_str() {
                return Err(Difference::new(format!("another {what}"), found));
            }
        }
        if Some(message.is_one_way()) != expected["oneWay"].as_bool() {
            return Err(Difference::new("another way", name));
        }
    }
    Ok(())
}

/// The canonical form of a request with the name that Java prints for a record without one.
fn nameless(message: &Message) -> String {
    let request: &Schema = message.request();
    let name = request.root_node().name().expect("a record has a name");
    let form = request.canonical_form();
    form.replacen(&format!("\"{name}\""), "\"null\"", 1)
}
