//! Protocols as JSON text, with nothing lost.

use super::{Message, Protocol};
use crate::json::write_string;
use crate::print::{Printer, pretty};
use crate::schema::Type;

impl Protocol {
    /// The protocol as compact JSON, which parses to an equal protocol.
    ///
    /// Types that stand in messages come first, with all others.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_model::Protocol;
    ///
    /// let text = concat!(
    ///     r#"{"protocol":"Log","namespace":"x","types":[],"messages":{"#,
    ///     r#""log":{"request":[{"name":"line","type":"string"}],"response":"null","one-way":true}}}"#,
    /// );
    /// assert_eq!(Protocol::parse(text)?.to_json(), text);
    /// # Ok::<(), avro_model::SchemaError>(())
    /// ```
    pub fn to_json(&self) -> String {
        let protocol = &*self.0;
        let namespace = protocol.name.namespace();
        let mut printer = Printer::new(&protocol.arena);
        printer.out.push_str("{\"protocol\":");
        write_string(&mut printer.out, protocol.name.simple());
        if let Some(namespace) = namespace {
            printer.member("namespace");
            write_string(&mut printer.out, namespace);
        }
        if let Some(doc) = self.doc() {
            printer.member("doc");
            write_string(&mut printer.out, doc);
        }
        printer.attributes(&protocol.attributes);

        printer.out.push_str(",\"types\":[");
        let mut first = true;
        for &id in &protocol.types {
            // A type that another one holds has been printed in there.
            if !printer.has_defined(id) {
                if !first {
                    printer.out.push(',');
                }
                first = false;
                printer.print_type(id, namespace);
            }
        }
        printer.out.push_str("],\"messages\":{");
        for (at, message) in protocol.messages.iter().enumerate() {
            if at > 0 {
                printer.out.push(',');
            }
            write_string(&mut printer.out, &message.name);
            printer.out.push_str(":{");
            print_message(&mut printer, message, namespace);
            printer.out.push('}');
        }
        printer.out.push_str("}}");
        printer.out
    }

    /// The protocol as JSON over many lines, indented by two spaces.
    pub fn to_json_pretty(&self) -> String {
        pretty(&self.to_json())
    }
}

fn print_message<'a>(printer: &mut Printer<'a>, message: &'a Message, namespace: Option<&'a str>) {
    if let Some(doc) = message.doc() {
        printer.out.push_str("\"doc\":");
        write_string(&mut printer.out, doc);
        printer.out.push(',');
    }
    for (name, value) in message.attributes.iter() {
        write_string(&mut printer.out, name);
        printer.out.push(':');
        value.write(&mut printer.out);
        printer.out.push(',');
    }
    printer.out.push_str("\"request\":[");
    printer.print_fields(message.parameters(), namespace);
    printer.member("response");
    printer.print_type(message.response.root, namespace);
    if let Type::Union(branches) = message.errors.root_node().ty()
        && let Some((_, declared)) = branches.split_first()
        && !declared.is_empty()
    {
        printer.out.push_str(",\"errors\":[");
        for (at, &error) in declared.iter().enumerate() {
            if at > 0 {
                printer.out.push(',');
            }
            printer.print_type(error, namespace);
        }
        printer.out.push(']');
    }
    if message.one_way {
        printer.member("one-way");
        printer.out.push_str("true");
    }
}
