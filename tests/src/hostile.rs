//! The inputs under `hostile/`, what is done with each, and what is promised.
//!
//! `hostile/README.md` says what the fields of a row mean. The operations are
//! run by the command `hostile` in a process of their own for each row, with a
//! small stack and an allocator that counts.

use std::fmt::{self, Write};
use std::fs;
use std::hint::black_box;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use avro_core::container::{ContainerError, Reader, Source};
use avro_core::encoding::Decoder;
use avro_core::value::RecordValue;
use avro_core::{DatumReader, Decode, Schema, Value, json, single_object};
use avro_model::{Protocol, idl};
use avro_rpc::client::Requestor;
use avro_rpc::dynamic::Dynamic;
use avro_rpc::handshake::HandshakeResponse;
use avro_rpc::{Call, LocalProtocol, Metadata, Server, Service, Session, frame};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use serde::Deserialize;

use crate::{files, now, readers};

/// The inputs that stand in this repository.
pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("hostile")
}

/// One hostile input and what is promised for it.
#[derive(Clone, Debug, Deserialize)]
pub struct Row {
    /// `kind/class/name`.
    pub id: String,
    /// What to do with the data.
    pub kind: String,
    /// The result that is promised.
    pub expect: Expect,
    /// How many records it yields if it succeeds, where that is promised.
    pub records: Option<u64>,
    /// The most live heap, in MiB.
    pub mem_mib: u64,
    /// The most wall time in a release build, in milliseconds.
    pub time_ms: u64,
    /// What the row tries.
    pub why: String,
    schema: Option<String>,
    reader: Option<String>,
    protocol: Option<String>,
    data: String,
}

/// The result that is promised for a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Expect {
    /// It succeeds.
    Ok,
    /// It is refused.
    Error,
    /// Either.
    Any,
}

/// What a row is about, unpacked.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// What to do with the data.
    pub kind: String,
    /// The writer's schema, or the server's protocol, where the kind has one.
    pub schema: Option<Vec<u8>>,
    /// The reader's schema, where it is another.
    pub reader: Option<Vec<u8>>,
    /// The data.
    pub data: Vec<u8>,
}

/// All rows of the files below a folder, in the order of the files' names.
///
/// # Errors
///
/// When a file cannot be read or is not lines of rows.
pub fn rows(folder: &Path) -> io::Result<Vec<Row>> {
    let mut rows = Vec::new();
    for path in files::below(folder, "jsonl")? {
        for line in fs::read_to_string(&path)?.lines() {
            rows.push(
                serde_json::from_str(line)
                    .map_err(|error| io::Error::other(format!("{path:?}: {error}")))?,
            );
        }
    }
    Ok(rows)
}

impl Row {
    /// Why the row cannot be judged yet.
    pub fn pending(&self) -> Option<&'static str> {
        match &*self.kind {
            "datum" | "json" | "schema" | "single" | "container" | "codegen" | "protocol"
            | "idl" | "rpc" => None,
            _ => Some("is of a kind that nobody knows"),
        }
    }

    /// What of the row's promise is not judged here, where the rest is.
    pub fn left_open(&self) -> Option<&'static str> {
        (self.kind == "codegen" && self.expect != Expect::Error).then_some(
            "generated and parsed here; whether it compiles is seen in tests/generated, for what is legal",
        )
    }

    /// What the row is about.
    ///
    /// # Errors
    ///
    /// When its texts are not what their prefix says.
    pub fn input(&self) -> io::Result<Input> {
        let unpack = |text: &str| {
            unpack(text).map_err(|error| io::Error::other(format!("{}: {error}", self.id)))
        };
        Ok(Input {
            kind: self.kind.clone(),
            schema: self
                .schema
                .as_deref()
                .or(self.protocol.as_deref())
                .map(unpack)
                .transpose()?,
            reader: self.reader.as_deref().map(unpack).transpose()?,
            data: unpack(&self.data)?,
        })
    }
}

/// The bytes of a text with its prefix: `t:` as they are, `b:` base64, `z:` base64 of zlib.
fn unpack(text: &str) -> io::Result<Vec<u8>> {
    let base64 = |text| STANDARD.decode(text).map_err(io::Error::other);
    match text.split_at_checked(2) {
        Some(("t:", text)) => Ok(text.as_bytes().to_vec()),
        Some(("b:", text)) => base64(text),
        Some(("z:", text)) => {
            let mut bytes = Vec::new();
            flate2::read::ZlibDecoder::new(&base64(text)?[..]).read_to_end(&mut bytes)?;
            Ok(bytes)
        }
        _ => Err(io::Error::other("no prefix")),
    }
}

/// What came of an operation: the records it yielded, or the error's text.
pub type Outcome = Result<u64, String>;

/// What is looked at once the operation has been measured.
pub type Afterwards = Box<dyn FnOnce() -> Result<(), String>>;

/// The ways to do what a kind asks, by their names. They have to come to the [same](agree).
pub fn ways(kind: &str) -> Vec<String> {
    match kind {
        "container" => {
            let input = Input::default();
            let names = containers(&input, None).into_iter().map(|(name, _)| name);
            names.collect()
        }
        _ => vec![String::new()],
    }
}

/// Whether another way may come to this where the first came to that.
///
/// Both give the same number of records or both refuse, though perhaps another thing first. What reads in spite of
/// damage says of it the same in every way.
pub fn agree(first: &Outcome, others: &[(String, Outcome)]) -> Result<(), String> {
    let mut recovered = None;
    for (way, outcome) in others {
        let same = match (first, outcome) {
            (Ok(one), Ok(other)) => one == other,
            (one, other) => one.is_err() && other.is_err(),
        };
        if !same {
            return Err(format!("{way}: {outcome:?}, not {first:?}"));
        }
        if way.starts_with(RECOVERING) && outcome != *recovered.get_or_insert(outcome) {
            return Err(format!("{way}: {outcome:?}, not {recovered:?}"));
        }
    }
    Ok(())
}

/// Does what the kind of an input asks, in the way of this number.
///
/// Printing with `Debug` and comparing are part of it, and so is dropping.
pub fn run(input: &Input, way: usize) -> (Outcome, Option<Afterwards>) {
    match &*input.kind {
        "datum" => (datum(input), None),
        "json" => (json(input), None),
        "schema" => match schema(input) {
            Ok((schema, printed)) => (Ok(1), Some(Box::new(move || reads_back(&schema, &printed)))),
            Err(error) => (Err(error), None),
        },
        "protocol" => match protocol(input) {
            Ok((protocol, printed)) => {
                let judge = move || is_read_back(&protocol, &printed);
                (Ok(1), Some(Box::new(judge)))
            }
            Err(error) => (Err(error), None),
        },
        "idl" => (idl(input), None),
        "single" => (single(input), None),
        "container" => (container(input, way), None),
        "rpc" => rpc(input),
        "codegen" => match codegen(input) {
            Ok(code) => (Ok(1), Some(Box::new(move || nothing_escaped(&code)))),
            Err(error) => (Err(error), None),
        },
        other => panic!("no operation for {other}"),
    }
}

fn text(bytes: &[u8]) -> Result<&str, String> {
    std::str::from_utf8(bytes).map_err(|error| error.to_string())
}

fn writers_schema(input: &Input) -> Result<Schema, String> {
    parse(input.schema.as_deref().expect("the kind has a schema"))
}

fn parse(bytes: &[u8]) -> Result<Schema, String> {
    Schema::parse(text(bytes)?).map_err(|error| error.to_string())
}

fn datum(input: &Input) -> Outcome {
    let schema = writers_schema(input)?;
    let reader = match &input.reader {
        Some(reader) => DatumReader::<Value>::with_reader_schema(&schema, &parse(reader)?),
        None => DatumReader::<Value>::new(&schema),
    };
    let value = reader
        .map_err(|error| error.to_string())?
        .read_next(&mut &input.data[..])
        .map_err(|error| error.to_string())?;
    write!(Nowhere, "{value}").expect("nowhere takes everything");
    look_at(&value);
    Ok(1)
}

fn json(input: &Input) -> Outcome {
    let schema = writers_schema(input)?;
    let text = text(&input.data)?;
    let reader = match &input.reader {
        Some(reader) => json::Reader::with_reader_schema(&schema, &parse(reader)?),
        None => json::Reader::<Value>::new(&schema),
    };
    let reader = reader.map_err(|error| error.to_string())?;
    // The lenient reader promises to survive, whatever it makes of the text.
    let _ = black_box(reader.clone().plain().read(text));
    let value = reader.read(text).map_err(|error| error.to_string())?;
    look_at(&value);
    let schema = input.reader.as_deref().map_or(Ok(schema), parse)?;
    let mut writer = json::Writer::<Value>::new(&schema).map_err(|error| error.to_string())?;
    black_box(writer.write(&value).map_err(|error| error.to_string())?);
    let plain = writer.plain().write(&value);
    black_box(plain.map_err(|error| error.to_string())?);
    Ok(1)
}

fn single(input: &Input) -> Outcome {
    let schema = writers_schema(input)?;
    let reader = match &input.reader {
        Some(reader) => single_object::Reader::with_reader_schema(&schema, &parse(reader)?),
        None => single_object::Reader::<Value>::new(&schema),
    };
    let value = reader
        .map_err(|error| error.to_string())?
        .read(&input.data)
        .map_err(|error| error.to_string())?;
    write!(Nowhere, "{value}").expect("nowhere takes everything");
    look_at(&value);
    Ok(1)
}

fn container(input: &Input, way: usize) -> Outcome {
    let reader = input.reader.as_deref().map(parse).transpose()?;
    let mut ways = containers(input, reader.as_ref());
    let (_, read) = ways.swap_remove(way);
    read()
}

/// How the ways begin whose readers recover from damage.
const RECOVERING: &str = "recovering";

type Read<'a> = Box<dyn FnOnce() -> Outcome + 'a>;

fn containers<'a>(input: &'a Input, reader: Option<&'a Schema>) -> Vec<(String, Read<'a>)> {
    let file = &*input.data;
    let ways = readers::ways(file, reader, &[3]);
    let mut ways: Vec<(String, Read<'a>)> = ways
        .into_iter()
        .map(|(name, records)| -> (String, Read<'a>) { (name, Box::new(|| counted(records()))) })
        .collect();
    let by_index = move || readers::count_by_index(file, reader).map_err(|error| error.to_string());
    ways.push(("an index".to_owned(), Box::new(by_index)));
    let options = move || readers::options(reader).recover(true);
    ways.push((
        format!("{RECOVERING} bytes"),
        Box::new(move || recovered(options().bytes(file))),
    ));
    ways.push((
        format!("{RECOVERING} a stream"),
        Box::new(move || recovered(options().read(file))),
    ));
    ways.push((
        format!("{RECOVERING} with threads"),
        Box::new(move || recovered(options().threads(2).read(file))),
    ));
    ways
}

fn recovered<S: Source>(reader: Result<Reader<Value, S>, ContainerError>) -> Outcome {
    let mut reader = reader.map_err(|error| error.to_string())?;
    let read = counted(reader.by_ref());
    match reader.damage().bytes() {
        0 => read,
        bytes => Err(format!("{read:?} and {bytes} bytes of damage")),
    }
}

fn counted(records: impl Iterator<Item = Result<Value, ContainerError>>) -> Outcome {
    let mut count = 0;
    for value in records {
        look_at(&value.map_err(|error| error.to_string())?);
        count += 1;
    }
    Ok(count)
}

fn schema(input: &Input) -> Result<(Schema, String), String> {
    let schema = Schema::parse(text(&input.data)?).map_err(|error| error.to_string())?;
    look_at(&schema.canonical_form());
    look_at(&schema.fingerprint());
    look_at(&schema);
    let printed = schema.to_json();
    Ok((schema, printed))
}

/// A schema's printed text has to be that schema again, and print the same.
fn reads_back(original: &Schema, printed: &str) -> Result<(), String> {
    let read =
        Schema::parse(printed).map_err(|error| format!("the printed text is refused: {error}"))?;
    if read != *original {
        return Err("the printed text is another schema".to_owned());
    }
    if read.to_json() != printed {
        return Err("the printed text is printed differently".to_owned());
    }
    Ok(())
}

fn protocol(input: &Input) -> Result<(Protocol, String), String> {
    let protocol = Protocol::parse(text(&input.data)?).map_err(|error| error.to_string())?;
    look_at(&protocol);
    let printed = protocol.to_json();
    Ok((protocol, printed))
}

fn idl(input: &Input) -> Outcome {
    let document = idl::parse(text(&input.data)?).map_err(|error| error.to_string())?;
    look_at(document.kind());
    Ok(1)
}

/// A protocol's printed text has to be that protocol again, and print the same.
fn is_read_back(original: &Protocol, printed: &str) -> Result<(), String> {
    let read = Protocol::parse(printed)
        .map_err(|error| format!("the printed text is refused: {error}"))?;
    if read != *original {
        return Err("the printed text is another protocol".to_owned());
    }
    if read.to_json() != printed {
        return Err("the printed text is printed differently".to_owned());
    }
    Ok(())
}

/// What a client sends over a transport without connections. The server has to answer a ping afterwards.
fn rpc(input: &Input) -> (Outcome, Option<Afterwards>) {
    let text = text(input.schema.as_deref().expect("the kind has a protocol"));
    let protocol =
        text.and_then(|text| LocalProtocol::parse(text).map_err(|error| error.to_string()));
    let protocol = match protocol {
        Ok(protocol) => protocol,
        Err(error) => return (Err(error), None),
    };
    let handler = async |call: Call, request: Value| match call.message().name() {
        "echo" => {
            let text = request.get("r").and_then(|r| r.get("s")).cloned();
            call.reply_value(Ok(text.expect("the request has the field")))
        }
        _ => call.reply_value(Ok(Value::Null)),
    };
    let server = Server::new(Dynamic::new(protocol.clone(), handler));
    let outcome = exchange(&server, &input.data);
    let ping = move || {
        let requestor = Requestor::new(protocol.clone());
        let place = protocol.place("ping").ok_or("no ping")?;
        let request = Value::Record(
            RecordValue::new(protocol.protocol().messages()[place].request(), vec![])
                .ok_or("a ping with parameters")?,
        );
        let mut call = requestor
            .call(place, &Metadata::new(), &request)
            .map_err(|error| error.to_string())?;
        let message = requestor.request(&Session::stateless(), &mut call);
        let mut framed = Vec::new();
        frame::put(&mut framed, &message.map_err(|error| error.to_string())?);
        exchange(&server, &framed).map(drop)
    };
    (outcome, Some(Box::new(ping)))
}

/// Gives a server framed data, and reads its reply.
fn exchange<S: Service>(server: &Server<S>, framed: &[u8]) -> Outcome {
    let message = frame::take(framed, server.responder().limits().message());
    let message = message.map_err(|error| error.to_string())?;
    let reply = now(server.answer(&mut Session::stateless(), message));
    let reply = reply.map_err(|error| error.to_string())?.into_message();
    let reply = reply.ok_or("no reply")?;
    // A handshake, no metadata, and whether it is an error: read by hand.
    let mut decoder = Decoder::new(&reply);
    let _match = HandshakeResponse::decode(&mut decoder).map_err(|error| error.to_string())?;
    match decoder.remaining() {
        [0, 0, ..] => Ok(1),
        [0, 1, error @ ..] => Err(String::from_utf8_lossy(error).into_owned()),
        [] => Err("only a handshake was answered".to_owned()),
        other => Err(format!("not a reply: {other:02x?}")),
    }
}

/// The code as usual, and the code with all that can be asked for.
fn codegen(input: &Input) -> Result<String, String> {
    let more = avro_build::Choice::new().borrowed(true).setters(true);
    let usual = avro_build::Builder::new();
    let mut code = String::new();
    for builder in [usual.clone(), usual.all(more)] {
        let text = text(&input.data)?;
        let generated = builder.generate_text("hostile.avsc", text);
        code += &generated.map_err(|error| error.to_string())?;
    }
    Ok(code)
}

/// Generated code has to be Rust in which no schema's text became code: the
/// texts of the rows hold calls of `compile_error!`, which may stand in literals alone.
fn nothing_escaped(code: &str) -> Result<(), String> {
    let file = syn::parse_file(code)
        .map_err(|error| format!("the generated code is not Rust: {error}"))?;
    if calls_compile_error(file.to_token_stream()) {
        return Err("a text of the schema became code".to_owned());
    }
    Ok(())
}

fn calls_compile_error(tokens: TokenStream) -> bool {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let found = match token {
            TokenTree::Group(group) => calls_compile_error(group.stream()),
            TokenTree::Ident(ident) => {
                ident == "compile_error"
                    && matches!(tokens.peek(), Some(TokenTree::Punct(next)) if next.as_char() == '!')
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => false,
        };
        if found {
            return true;
        }
    }
    false
}

/// Prints a value with `Debug` and compares it with itself.
#[allow(
    clippy::eq_op,
    reason = "the comparison is to be survived, whatever it gives"
)]
fn look_at<T: fmt::Debug + PartialEq>(value: &T) {
    write!(Nowhere, "{value:?}").expect("nowhere takes everything");
    black_box(value == value);
}

/// Takes text and keeps nothing: what is printed is not the operation's memory.
struct Nowhere;

impl Write for Nowhere {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        black_box(text);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_became_code_is_found_and_one_in_a_literal_is_not() {
        let escaped = [
            "compile_error! { \"AVRO_ESCAPED\" }",
            "mod a { fn b() { std::compile_error!(\"AVRO_ESCAPED\") } }",
            "struct S { #[avro(default = compile_error!())] f: i32 }",
            "compile_error!(",
        ];
        for code in escaped {
            assert!(nothing_escaped(code).is_err(), "{code}");
        }
        let contained = [
            "/// compile_error!(\"AVRO_ESCAPED\")\nstruct S;",
            "const C: &str = \"compile_error!()\";",
            "struct S { compile_error: i32 }",
        ];
        for code in contained {
            assert_eq!(nothing_escaped(code), Ok(()), "{code}");
        }
    }
}
