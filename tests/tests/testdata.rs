//! Container files of other projects, which do not stand in this repository.
//!
//! They lie in the folder that the environment variable `AVRO_TESTDATA` names:
//! the test data of Apache Avro, and files that Spark and others wrote.

use std::env;
use std::fs;
use std::io::{Write, stderr};
use std::path::{Path, PathBuf};

use avro_core::container::Reader;
use avro_core::{DatumReader, DatumWriter, Schema, Value, single_object};
use avro_model::{Protocol, idl};
use avro_tests::files;
use avro_tests::text::{self, Form};

#[test]
fn files_of_other_projects_are_read_whole() {
    let Some(folder) = env::var_os("AVRO_TESTDATA") else {
        say("AVRO_TESTDATA is not set: nothing was read");
        return;
    };
    let files = files::below(Path::new(&folder), "avro").expect("AVRO_TESTDATA names a folder");
    assert!(!files.is_empty(), "no .avro file below {folder:?}");
    let mut faults = Vec::new();
    let mut compared = 0;
    for path in &files {
        match read(path) {
            Ok((records, beside)) => {
                compared += u32::from(beside);
                let with = if beside {
                    ", equal to the .json beside it"
                } else {
                    ""
                };
                say(&format!("{}: {records} records{with}", path.display()));
            }
            Err(fault) => faults.push(format!("{}: {fault}", path.display())),
        }
    }
    say(&format!(
        "{} files, {compared} of them compared",
        files.len()
    ));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Past the test harness, which keeps what a passing test prints to itself.
fn say(line: &str) {
    writeln!(stderr(), "testdata: {line}").expect("stderr");
}

/// Reads a file: how many records it has, and whether there was something to compare them with.
fn read(path: &Path) -> Result<(usize, bool), String> {
    let mut reader = Reader::<Value>::open(path).map_err(|error| error.to_string())?;
    let schema = reader.schema().clone();
    let values: Vec<Value> = reader
        .by_ref()
        .collect::<Result<_, _>>()
        .map_err(|error| error.to_string())?;
    let mut found = values
        .iter()
        .map(|value| text::print(&schema, value))
        .collect::<Result<Vec<_>, _>>()?;
    written_again(&schema, &values, &found)?;
    same_schema(path, &schema)?;

    let Some(json) = beside(path) else {
        return Ok((values.len(), false));
    };
    let json = fs::read_to_string(&json).map_err(|error| format!("{json:?}: {error}"))?;
    let expected = json
        .lines()
        .map(|line| text::print(&schema, &text::parse(&schema, Form::Json, line)?));
    let mut expected = expected.collect::<Result<Vec<_>, _>>()?;
    if stem(path).ends_with("-sorted") {
        found.sort();
        expected.sort();
    }
    if found == expected {
        return Ok((values.len(), true));
    }
    Err(format!("found {found:?} where {expected:?} was expected"))
}

/// What is written of the values is read as the same values.
fn written_again(schema: &Schema, values: &[Value], printed: &[String]) -> Result<(), String> {
    let mut writer = DatumWriter::<Value>::new(schema).map_err(|error| error.to_string())?;
    let reader = DatumReader::<Value>::new(schema).map_err(|error| error.to_string())?;
    for (value, printed) in values.iter().zip(printed) {
        let bytes = writer.write(value).map_err(|error| error.to_string())?;
        let again = reader.read(bytes).map_err(|error| error.to_string())?;
        if text::print(schema, &again)? != *printed {
            return Err(format!(
                "{printed} is read otherwise once it was written here"
            ));
        }
    }
    Ok(())
}

/// A `schema.json` in the same folder is the schema of the file.
fn same_schema(path: &Path, schema: &Schema) -> Result<(), String> {
    let Ok(text) = fs::read_to_string(path.with_file_name("schema.json")) else {
        return Ok(());
    };
    let expected = Schema::parse(&text).map_err(|error| error.to_string())?;
    if schema.canonical_form() == expected.canonical_form() {
        return Ok(());
    }
    Err(format!("its schema is {schema}"))
}

/// The `.json` of the same name. `weather.json` holds the records of `weather-snappy.avro` too.
fn beside(path: &Path) -> Option<PathBuf> {
    let stem = stem(path);
    let names = [stem, stem.split_once('-').map_or(stem, |(front, _)| front)];
    names
        .iter()
        .map(|name| path.with_file_name(format!("{name}.json")))
        .find(|json| json.exists())
}

fn stem(path: &Path) -> &str {
    path.file_stem()
        .and_then(|stem| stem.to_str())
        .unwrap_or_default()
}

/// Apache Avro's list of schemas: each has an `INPUT`, its canonical form, and for some the fingerprint as a signed number.
#[test]
fn canonical_forms_are_those_of_apache_avros_own_tests() {
    let Some(text) = apache_file("schema-tests.txt") else {
        return;
    };
    let mut forms = 0;
    for case in text.split("\n<<INPUT").skip(1) {
        let (input, rest) = case.split_once("<<canonical ").expect("a canonical form");
        // An input of several lines ends with the word it began with.
        let input = input.trim().strip_suffix("INPUT").unwrap_or(input);
        let schema = Schema::parse(input).unwrap_or_else(|error| panic!("{error}: {input}"));
        assert_eq!(
            Some(&*schema.canonical_form()),
            rest.lines().next(),
            "{input}"
        );
        if let Some((_, number)) = rest.split_once("<<fingerprint ") {
            let number = number.lines().next().and_then(|number| number.parse().ok());
            let found = i64::from_le_bytes(schema.fingerprint().to_le_bytes());
            assert_eq!(Some(found), number, "{input}");
        }
        forms += 1;
    }
    assert_eq!(forms, 34);
    say("34 canonical forms");
}

/// The message's values are those that the README beside it gives.
#[test]
fn apache_avros_single_object_message_is_read() {
    let Some(schema) = apache_file("messageV1/test_schema.avsc") else {
        return;
    };
    let schema = Schema::parse(&schema).expect("a schema");
    let message = fs::read(apache("messageV1/test_message.bin").expect("the variable is set"))
        .expect("a message");
    let reader = single_object::Reader::<Value>::new(&schema).expect("any schema will do");
    let value = reader.read(&message).expect("the message");
    let expected = r#"{"id": 42, "name": "Bill", "tags": ["dog_lover", "cat_hater"]}"#;
    text::expect(&schema, &value, expected).unwrap_or_else(|misfit| panic!("{misfit}"));
    say("a single-object message");
}

/// Where a file of Apache Avro's test data lies.
fn apache(name: &str) -> Option<PathBuf> {
    let folder = env::var_os("AVRO_TESTDATA")?;
    Some(Path::new(&folder).join("apache-avro/test/data").join(name))
}

fn apache_file(name: &str) -> Option<String> {
    let Some(path) = apache(name) else {
        say("AVRO_TESTDATA is not set: nothing was read");
        return None;
    };
    Some(fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}")))
}

/// Every protocol is read, printed in both languages, and read as the same again.
#[test]
fn protocols_of_other_projects_are_read_and_printed() {
    let Some(folder) = env::var_os("AVRO_TESTDATA") else {
        say("AVRO_TESTDATA is not set: nothing was read");
        return;
    };
    let below = |extension| files::below(Path::new(&folder), extension).expect("a folder");
    let mut protocols = Vec::new();
    for path in below("avdl") {
        let mut reader = idl::Reader::new().imports(idl::Files::new());
        let document = reader.read(&path).unwrap_or_else(|error| panic!("{error}"));
        for warning in document.warnings() {
            say(&format!("warning: {warning}"));
        }
        protocols.push((path, document.protocol().expect("a protocol").clone()));
    }
    for path in below("avpr") {
        let text = fs::read_to_string(&path).expect("a text");
        let protocol = Protocol::parse(&text).unwrap_or_else(|error| panic!("{path:?}: {error}"));
        protocols.push((path, protocol));
    }
    let mut unsaid = 0;
    for (path, protocol) in &protocols {
        let json = Protocol::parse(&protocol.to_json()).expect("a protocol");
        assert_eq!(json, *protocol, "{path:?}");
        match idl::print_protocol(protocol) {
            Ok(text) => {
                let document = idl::parse(&text).unwrap_or_else(|error| panic!("{error}"));
                assert_eq!(document.protocol(), Some(protocol), "{text}");
            }
            Err(error) => {
                unsaid += 1;
                say(&format!(
                    "{}: not to be said in IDL: {error}",
                    path.display()
                ));
            }
        }
        let (types, messages) = (protocol.types().len(), protocol.messages().len());
        say(&format!(
            "{}: {types} types, {messages} messages",
            path.display()
        ));
    }
    assert!(!protocols.is_empty(), "no protocol below {folder:?}");
    say(&format!(
        "{} protocols, {unsaid} not to be said in IDL",
        protocols.len()
    ));
}
