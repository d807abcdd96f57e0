//! The test that matters: the schema of a generated type equals the file it came from.
//!
//! The code in `tests/golden` is compiled here as it would be in a crate that includes
//! it, with every lint that a crate may ask for, and each type is held against its file.

#![deny(warnings, missing_docs, clippy::pedantic)]
#![deny(
    missing_copy_implementations,
    unused_qualifications,
    variant_size_differences
)]

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::num::TryFromIntError;
use std::path::Path;
use std::time::Duration;

use avro_core::{AvroSchema, Convert, Schema, SchemaError};
use avro_model::{ResolvedSet, SchemaSet};

/// The modules of one golden file each.
macro_rules! golden {
    ($($name:ident)*) => {$(
        mod $name {
            include!(concat!("golden/", stringify!($name), ".rs"));
        }
    )*};
}

golden! {
    attributes borrowed calls defaults defaults_jiff documentation enumeration error fixed fixed_uuid idl layout
    logical logical_chrono logical_jiff logical_plain logical_time looks mail names namespaces own record
    recursive roots union
}

/// The full names and schemas of some types; where a name is given, it is that of
/// a file whose schema has none.
macro_rules! types {
    ($($ty:ty $(= $name:literal)?),* $(,)?) => {{
        let types: Vec<(Option<&str>, Result<Schema, SchemaError>)> =
            vec![$((None$(.or(Some($name)))?, <$ty>::schema())),*];
        types
    }};
}

/// Holds types against the schemas in a golden file or folder: all named types of
/// these, and all files that have no name.
fn compare(input: &str, types: Vec<(Option<&str>, Result<Schema, SchemaError>)>) {
    let set = read(Path::new("tests/golden").join(input).as_path());
    let mut expected: BTreeMap<String, Schema> = set
        .names()
        .map(|(name, schema)| (name.full().to_owned(), schema))
        .collect();
    for (file, schema) in set
        .files()
        .filter(|(_, schema)| schema.root_node().name().is_none())
    {
        let name = Path::new(file).file_name().unwrap().to_str().unwrap();
        expected.insert(name.to_owned(), schema);
    }
    for (name, schema) in types {
        let schema = schema.unwrap_or_else(|error| panic!("{error}"));
        let name = match (name, schema.root_node().name()) {
            (Some(name), _) => name.to_owned(),
            (None, Some(name)) => name.full().to_owned(),
            (None, None) => panic!("a type without a name: {schema}"),
        };
        let expected = expected.remove(&name);
        assert_eq!(Some(&schema), expected.as_ref(), "{name}");
    }
    assert!(expected.is_empty(), "not compared: {:?}", expected.keys());
}

fn read(input: &Path) -> ResolvedSet {
    let mut set = SchemaSet::new();
    let files = match fs::read_dir(input) {
        Ok(entries) => entries.map(|entry| entry.unwrap().path()).collect(),
        Err(_) => vec![input.to_owned()],
    };
    for file in files.iter().filter(|file| file.is_file()) {
        let name = file.to_str().unwrap();
        let text = || fs::read_to_string(file).unwrap();
        match file.extension().and_then(|extension| extension.to_str()) {
            Some("avpr") => set.add_protocol(name, text()),
            Some("avdl") => {
                use avro_model::idl::{Files, Reader};
                let mut reader = Reader::new().imports(Files::new());
                set.add_document(name, reader.read(file).unwrap());
            }
            _ => set.add(name, text()),
        }
    }
    set.resolve().unwrap_or_else(|errors| panic!("{errors:?}"))
}

#[test]
fn records_say_all_that_the_file_says() {
    use record::com::example::shop::{Line, Marker, Order};
    compare("record.avsc", types![Order, Line, Marker]);
}

#[test]
fn errors_are_marked_as_such() {
    use error::com::example::shop::OutOfStock;
    compare("error.avsc", types![OutOfStock]);
}

#[test]
fn enums_keep_their_symbols_and_their_default() {
    use enumeration::com::example::shop::OrderStatus;
    compare("enumeration.avsc", types![OrderStatus]);
}

#[test]
fn fixed_types_keep_their_sizes_and_meanings() {
    use fixed::com::example::store::{Blob, BlobId, Empty, Huge, Kept, Md5, Price};
    compare(
        "fixed.avsc",
        types![Blob, BlobId, Empty, Huge, Kept, Md5, Price],
    );
}

#[test]
fn defaults_keep_their_schema() {
    use defaults::com::example::app::{Id, Level, Plain, Rate, Request, Server, Settings, Zeros};
    compare(
        "defaults",
        types![Id, Level, Plain, Rate, Request, Server, Settings, Zeros],
    );
}

/// What a reader finds in data whose writer knew no field that has a default.
fn read_without<T: AvroSchema + for<'de> avro_core::Decode<'de>>(datum: &[u8]) -> T {
    let schema: serde_json::Value = serde_json::from_str(&T::schema().unwrap().to_json()).unwrap();
    let mut writer = schema.clone();
    writer["fields"] = schema["fields"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|field| field.get("default").is_none())
        .cloned()
        .collect();
    let writer = Schema::parse(&writer.to_string()).unwrap();
    let reader = avro_core::DatumReader::<T>::new(&writer).unwrap();
    reader.read(datum).unwrap()
}

#[test]
fn rust_s_defaults_are_those_that_a_reader_fills_in() {
    use defaults::com::example::app::{Level, Plain, Server, Settings};
    use record::com::example::shop::{Line, Marker, Order};
    assert_eq!(Settings::default(), read_without(b""));
    assert_eq!(Plain::default(), read_without(b""));
    assert_eq!(Server::new("/x".to_owned()), read_without(b"\x04/x"));
    assert_eq!(Level::default(), Level::Low);

    let order = Order::new(1, "Ann".to_owned(), (), Marker::default());
    assert_eq!(order, read_without(b"\x02\x06Ann"));
    assert_eq!(Line::new(String::new()), read_without(b"\0"));
}

#[test]
fn a_constructor_takes_the_same_when_a_field_with_a_default_is_added() {
    let version = |fields: &str| {
        let text = format!(r#"{{"type": "record", "name": "Job", "fields": [{fields}]}}"#);
        let code = avro_build::Builder::new().generate_text("job.avsc", &text);
        code.unwrap()
    };
    let added = r#"{"name": "retries", "type": "int", "default": 3}"#;
    // Before all others, between them and behind them.
    let id = r#"{"name": "id", "type": "long"}"#;
    let command = r#"{"name": "command", "type": "string"}"#;
    let new = "pub fn new(id: i64, command: String) -> Self {";
    for fields in [
        format!("{id}, {command}"),
        format!("{added}, {id}, {command}"),
        format!("{id}, {added}, {command}"),
        format!("{id}, {command}, {added}"),
    ] {
        let code = version(&fields);
        assert!(code.contains(new), "{fields}: {code}");
    }
    // Without a field that has to be said there is `Default` instead, in every version.
    let depth = r#"{"name": "depth", "type": "int", "default": 64}"#;
    for fields in [String::new(), depth.to_owned(), format!("{depth}, {added}")] {
        let code = version(&fields);
        let is_default = code.contains("impl Default for Job") || code.contains("Default, ");
        assert!(is_default, "{fields}: {code}");
    }
}

#[test]
fn a_default_that_is_no_value_of_its_type_has_to_be_said() {
    use avro_core::logical::{Decimal, Uuid};
    use defaults::com::example::app::Request;
    let trace = Uuid::from_bytes([7; 16]);
    let request = Request::new(1, None, trace, Decimal::from_unscaled(9).unwrap());
    assert!(request.retry);
}

#[test]
fn constants_say_what_the_types_schemas_do() {
    use defaults::com::example::app::{Id, Settings};
    use recursive::com::example::tree::{Leaf, Tree};
    let constants = [
        (
            Settings::schema(),
            Settings::SCHEMA,
            Settings::CANONICAL_FORM,
            Settings::FINGERPRINT,
        ),
        (
            Id::schema(),
            Id::SCHEMA,
            Id::CANONICAL_FORM,
            Id::FINGERPRINT,
        ),
        (
            Tree::schema(),
            Tree::SCHEMA,
            Tree::CANONICAL_FORM,
            Tree::FINGERPRINT,
        ),
        (
            Leaf::schema(),
            Leaf::SCHEMA,
            Leaf::CANONICAL_FORM,
            Leaf::FINGERPRINT,
        ),
    ];
    for (schema, text, canonical, fingerprint) in constants {
        let schema = schema.unwrap();
        assert_eq!(Schema::parse(text).unwrap(), schema);
        assert_eq!(schema.canonical_form(), canonical);
        assert_eq!(schema.fingerprint(), fingerprint);
    }
}

#[test]
fn unions_keep_their_branches_in_order() {
    use union::com::example::{
        accounts::{Email, Phone, User},
        maps, plots,
    };
    compare(
        "union.avsc",
        types![User, Email, Phone, maps::Point, plots::Point],
    );
}

#[test]
fn logical_types_stay_in_force_or_stay_attributes() {
    use logical::com::example::log::Event;
    compare("logical.avsc", types![Event]);
}

#[test]
fn attributes_stay_where_they_are() {
    use attributes::com::example::meta::{Annotated, Color};
    compare("attributes.avsc", types![Annotated, Color]);
}

#[test]
fn recursive_types_have_a_size() {
    use recursive::com::example::tree::{Leaf, Node, Tree};
    compare("recursive.avsc", types![Tree, Node, Leaf]);
}

#[test]
fn any_name_is_kept() {
    use names::com::example::r#type as odd;
    let types = types![
        odd::Names,
        odd::Option,
        odd::Self_,
        odd::SomeType,
        odd::SomeType2,
        odd::String,
        odd::Type1,
        odd::avro_core::std::Vec,
        odd::str_::Box,
    ];
    compare("names.avsc", types);
}

#[test]
fn documentation_is_kept_to_the_letter() {
    use documentation::com::example::docs::{Documented, Spaced};
    compare("documentation.avsc", types![Documented, Spaced]);
}

#[test]
fn files_refer_to_each_other_across_namespaces() {
    use namespaces::{Money, Root, com::example};
    compare(
        "namespaces",
        types![
            Root,
            Money = "money.avsc",
            example::Money,
            example::accounts::User,
            example::shop::Order,
            example::shop::Money,
        ],
    );
}

/// Converts what can be printed and parsed.
enum AsText {}

impl<T: std::fmt::Display + std::str::FromStr<Err: std::fmt::Display>> Convert<T> for AsText {
    type Avro = String;
    type Error = String;

    fn to_avro(value: &T) -> Result<String, String> {
        Ok(value.to_string())
    }

    fn from_avro(text: String) -> Result<T, String> {
        text.parse().map_err(|error: T::Err| error.to_string())
    }
}

/// Converts whole seconds.
enum Seconds {}

impl Convert<Duration> for Seconds {
    type Avro = i64;
    type Error = TryFromIntError;

    fn to_avro(value: &Duration) -> Result<i64, TryFromIntError> {
        i64::try_from(value.as_secs())
    }

    fn from_avro(seconds: i64) -> Result<Duration, TryFromIntError> {
        u64::try_from(seconds).map(Duration::from_secs)
    }
}

/// A sum in cents, which says itself what it is in Avro.
#[derive(AvroSchema, Clone, Debug, PartialEq)]
struct Money(#[avro(type = "@logicalType(\"money\") @currency(\"EUR\") long")] i64);

#[derive(AvroSchema, Clone, Debug, PartialEq)]
struct HostId(i64);

#[test]
fn types_of_one_s_own_are_converted_or_say_what_they_are() {
    use own::com::example::Host;
    compare("own.avsc", types![Host]);
    let host = Host {
        aliases: vec!["::1".parse().unwrap()],
        names: [("me".to_owned(), None)].into(),
        ..Host::new(
            HostId(1),
            "127.0.0.1".parse().unwrap(),
            vec![],
            HashMap::new(),
            Money(5),
        )
    };
    assert_eq!(host.up_time, Duration::from_mins(1));
    assert_eq!(host.down_time, Some(Duration::from_secs(3)));
    assert_eq!(host.pairs, [("b".to_owned(), 1), ("a".to_owned(), 2)]);
    let bytes = avro_core::to_vec(&host).unwrap();
    assert_eq!(avro_core::from_slice::<Host>(&bytes).unwrap(), host);
    let least = Host::new(
        HostId(1),
        "::".parse().unwrap(),
        vec![],
        HashMap::new(),
        Money(0),
    );
    assert_eq!(least, read_without(b"\x02\x04::\0\0\0"));
}

#[test]
fn logical_types_are_those_of_the_crate_that_is_chosen() {
    use fixed_uuid::com::example::store::{Blob, BlobId, Empty, Huge, Kept, Md5, Price};
    compare(
        "logical.avsc",
        types![logical_jiff::com::example::log::Event],
    );
    compare(
        "logical.avsc",
        types![logical_chrono::com::example::log::Event],
    );
    compare(
        "logical.avsc",
        types![logical_time::com::example::log::Event],
    );
    compare(
        "logical.avsc",
        types![logical_plain::com::example::log::Event],
    );
    compare(
        "fixed.avsc",
        types![Blob, BlobId, Empty, Huge, Kept, Md5, Price],
    );
}

#[test]
fn chosen_types_have_the_same_defaults() {
    use defaults_jiff::com::example::app::{
        Id, Level, Plain, Rate, Request, Server, Settings, Zeros,
    };
    compare(
        "defaults",
        types![Id, Level, Plain, Rate, Request, Server, Settings, Zeros],
    );
    assert_eq!(Settings::default(), read_without(b""));
    assert_eq!(Plain::default(), read_without(b""));
    assert_eq!(Server::new("/x".into()), read_without(b"\x04/x"));

    let server = Server::new("/".into()).with_port(81).with_backup(None);
    assert_eq!((&*server.host, server.port), ("localhost", 81));
}

#[test]
fn looks_and_layout_leave_the_schema_as_it_is() {
    use layout::trade::goods;
    use looks::com::example::{
        accounts::{Email, Phone, User},
        maps, plots,
    };
    use namespaces::com::example::accounts;
    compare(
        "union.avsc",
        types![User, Email, Phone, maps::Point, plots::Point],
    );
    compare(
        "namespaces",
        types![
            layout::Root,
            layout::Money2 = "money.avsc",
            layout::Money,
            accounts::User,
            goods::Order,
            goods::Money,
        ],
    );
}

#[test]
fn a_twin_that_borrows_has_the_same_schema_and_reads_the_same() {
    use borrowed::com::example::shop::{
        Order, OrderContact, OrderContactRef, OrderRef, Part, PartRef, Place, Status,
    };
    compare("borrowed.avsc", types![Order, Status, Place, Part]);
    assert_eq!(OrderRef::schema().unwrap(), Order::schema().unwrap());
    assert_eq!(PartRef::schema().unwrap(), Part::schema().unwrap());
    let part = Part {
        name: "outer".to_owned(),
        inner: Some(Box::new(Part::default())),
    };
    let contacts = [
        None,
        Some(OrderContact::String("x".to_owned())),
        Some(OrderContact::Place(Place { x: 1.0, y: 2.0 })),
        Some(OrderContact::Map([("k".to_owned(), part.clone())].into())),
    ];
    for contact in contacts {
        let order = Order {
            main: Some(part.clone()),
            ..Order::new(
                1,
                "Ann".to_owned(),
                Some("note".to_owned()),
                b"bytes".to_vec(),
                vec!["a".to_owned(), "b".to_owned()],
                [("n".to_owned(), 7)].into(),
                [("m".to_owned(), Some(vec![b"x".to_vec()]))].into(),
                Status::Done,
                Place { x: 0.0, y: 1.0 },
                vec![part.clone()],
                contact,
                avro_core::logical::Uuid::from_bytes([3; 16]),
            )
        };
        let bytes = avro_core::to_vec(&order).unwrap();
        let twin: OrderRef<'_> = avro_core::from_slice(&bytes).unwrap();
        assert_eq!(avro_core::to_vec(&twin).unwrap(), bytes);
        // Nothing was copied.
        let inside = bytes.as_ptr_range();
        assert!(inside.contains(&twin.customer_name.as_ptr()));
        assert!(inside.contains(&twin.payload.as_ptr()));
        if let Some(OrderContactRef::String(text)) = twin.contact {
            assert!(inside.contains(&text.as_ptr()));
        }
        assert_eq!(Order::from(twin), order);
    }
}

#[test]
fn roots_without_a_name_have_that_of_their_file() {
    use roots::com::example::{Started, Stopped};
    use roots::{Counts, EventV1, Moment, Note, Nothing, Numbers, Type2dScale};
    compare(
        "roots",
        types![
            Started,
            Stopped,
            Type2dScale = "2d-scale.avsc",
            Counts = "counts.avsc",
            EventV1 = "event.v1.avsc",
            Moment = "moment.avsc",
            Note = "note.avsc",
            Nothing = "nothing.avsc",
            Numbers = "numbers.avsc",
        ],
    );
}

#[test]
fn idl_and_protocols_say_all_that_their_files_say() {
    use idl::com::example::people::Contact;
    use idl::com::example::shop::{Line, OutOfStock, Sale, State, Taken};
    compare("idl", types![Contact, Line, OutOfStock, Sale, State, Taken]);
}

#[test]
fn messages_say_all_that_their_protocol_says() {
    use calls::com::example::{self as types, Calls, CallsCode, Wrong, calls as sent};
    compare(
        "calls.avdl",
        types![Calls, types::Result, types::String, Wrong],
    );
    assert_eq!(
        CallsCode::schema().unwrap().to_json(),
        r#"["int","string"]"#
    );

    let text = fs::read_to_string("tests/golden/calls.avdl").unwrap();
    let document = avro_model::idl::parse(&text).unwrap();
    let protocol = sent::protocol();
    assert_eq!(Some(protocol.protocol()), document.protocol());
    // A message may have a primitive's name, and no type may: the request knows it by an alias.
    let message_named = |name: &str| -> Result<Schema, SchemaError> {
        Ok(protocol.protocol().message(name).unwrap().request().clone())
    };
    let string = sent::String {
        string: types::String(*b"abcd"),
    };
    let request = message_named("string").unwrap();
    let mut writer = avro_core::DatumWriter::<sent::String>::new(&request).unwrap();
    let bytes = writer.write(&string).unwrap().to_vec();
    let reader = avro_core::DatumReader::<sent::String>::new(&request).unwrap();
    assert_eq!(reader.read(&bytes).unwrap(), string);
    let none = || avro_rpc::SystemError::schema();
    let messages = [
        (sent::Void::schema(), <()>::schema(), none()),
        (
            sent::Either::schema(),
            sent::EitherResponse::schema(),
            none(),
        ),
        (sent::Maybe::schema(), sent::MaybeResponse::schema(), none()),
        (sent::At::schema(), sent::AtResponse::schema(), none()),
        (sent::Last::schema(), sent::LastResponse::schema(), none()),
        (
            sent::Send::schema(),
            types::Result::schema(),
            sent::SendError::schema(),
        ),
        (message_named("string"), types::String::schema(), none()),
        (sent::New::schema(), i32::schema(), none()),
        (
            sent::Into::schema(),
            <()>::schema(),
            sent::IntoError::schema(),
        ),
    ];
    for (message, (request, response, errors)) in
        protocol.protocol().messages().iter().zip(messages)
    {
        assert_eq!(message.request(), &request.unwrap());
        assert_eq!(message.response(), &response.unwrap());
        assert_eq!(message.errors(), &errors.unwrap());
    }
    let [.., forget, send] = protocol.protocol().messages() else {
        panic!("messages");
    };
    assert_eq!(forget.request(), &sent::Forget::schema().unwrap());
    assert_eq!(send.request(), &sent::Send2::schema().unwrap());
}

#[test]
fn types_of_a_protocol_with_calls_are_those_without() {
    use mail::example::mail::{Letter, Unknown};
    compare("mail.avpr", types![Letter, Unknown]);
}
