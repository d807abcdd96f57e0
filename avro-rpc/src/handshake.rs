//! The two records by which client and server learn each other's protocols.
//!
//! Most handshakes are hashes alone. The client sends the hash of its protocol, and of the one it believes
//! the server to have. The server answers
//!
//! * `BOTH`: it knows the client's protocol, and has the one that the client believes;
//! * `CLIENT`: it knows the client's, but has another, whose text comes along;
//! * `NONE`: it does not know the client's. The client asks again, with the text.
//!
//! See "Handshake" in the specification.

use avro_core::AvroSchema;

use crate::metadata::Metadata;

/// The MD5 of a protocol's text.
#[derive(AvroSchema, Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[avro(fixed, name = "MD5", namespace = "org.apache.avro.ipc")]
pub struct Md5(pub [u8; 16]);

/// What a client sends first.
#[derive(AvroSchema, Clone, Debug, PartialEq, Eq)]
#[avro(namespace = "org.apache.avro.ipc", rename_all = "camelCase")]
pub struct HandshakeRequest {
    /// The hash of the client's protocol.
    pub client_hash: Md5,
    /// The text of the client's protocol, where the server may not know it.
    pub client_protocol: Option<String>,
    /// The hash of the protocol that the client believes the server to have.
    pub server_hash: Md5,
    /// Whatever else is to be said.
    pub meta: Option<Metadata>,
}

/// What a server answers.
#[derive(AvroSchema, Clone, Debug, PartialEq, Eq)]
#[avro(namespace = "org.apache.avro.ipc", rename_all = "camelCase")]
pub struct HandshakeResponse {
    /// What the server knows.
    pub r#match: HandshakeMatch,
    /// The text of the server's protocol, where the client was wrong about it.
    pub server_protocol: Option<String>,
    /// Its hash, likewise.
    pub server_hash: Option<Md5>,
    /// Whatever else is to be said.
    pub meta: Option<Metadata>,
}

/// What a server knows of the two protocols.
#[derive(AvroSchema, Clone, Copy, Debug, PartialEq, Eq)]
#[avro(namespace = "org.apache.avro.ipc", rename_all = "UPPERCASE")]
pub enum HandshakeMatch {
    /// The client's, and the client is right about the server's.
    Both,
    /// The client's only: the client has to learn the server's.
    Client,
    /// Not the client's.
    None,
}

#[cfg(test)]
mod tests {
    use avro_core::Schema;

    use super::*;

    /// As they stand in the specification.
    const REQUEST: &str = r#"{
      "type": "record", "name": "HandshakeRequest", "namespace": "org.apache.avro.ipc",
      "fields": [
        {"name": "clientHash", "type": {"type": "fixed", "name": "MD5", "size": 16}},
        {"name": "clientProtocol", "type": ["null", "string"]},
        {"name": "serverHash", "type": "MD5"},
        {"name": "meta", "type": ["null", {"type": "map", "values": "bytes"}]}
      ]}"#;
    const RESPONSE: &str = r#"{
      "type": "record", "name": "HandshakeResponse", "namespace": "org.apache.avro.ipc",
      "fields": [
        {"name": "match", "type": {"type": "enum", "name": "HandshakeMatch", "symbols": ["BOTH", "CLIENT", "NONE"]}},
        {"name": "serverProtocol", "type": ["null", "string"]},
        {"name": "serverHash", "type": ["null", {"type": "fixed", "name": "MD5", "size": 16}]},
        {"name": "meta", "type": ["null", {"type": "map", "values": "bytes"}]}
      ]}"#;

    #[test]
    fn the_records_are_those_of_the_specification() {
        let same = |ours: Schema, theirs: &str| {
            let theirs = Schema::parse(theirs).unwrap();
            assert_eq!(ours.canonical_form(), theirs.canonical_form());
        };
        same(HandshakeRequest::schema().unwrap(), REQUEST);
        same(HandshakeResponse::schema().unwrap(), RESPONSE);
    }
}
