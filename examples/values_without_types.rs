//! Data whose schema is known only at run time: no Rust types, no generated code.
//!
//! ```text
//! cargo run -p examples --example values_without_types
//! ```

use std::error::Error;

use avro_core::container::{self, Codec};
use avro_core::value::{Inference, Random};
use avro_core::{Schema, Value, json, value};

/// A schema as it might come from a file, a registry or a user.
const SENSOR: &str = r#"{
    "type": "record", "name": "Sensor", "namespace": "com.example.weather",
    "fields": [
        {"name": "id", "type": "long"},
        {"name": "place", "type": "string"},
        {"name": "installed", "type": {"type": "int", "logicalType": "date"}},
        {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["AIR", "WATER"]}},
        {"name": "readings", "type": {"type": "array", "items": "double"}, "default": []},
        {"name": "note", "type": ["null", "string"], "default": null}
    ]
}"#;

fn main() -> Result<(), Box<dyn Error>> {
    let schema = Schema::parse(SENSOR)?;

    let sensors = build(&schema)?;
    list_faults(&schema);
    write_and_read(&schema, &sensors)?;
    infer()?;
    invent(&schema)
}

/// Values are written like JSON. The schema turns them into what its fields are.
fn build(schema: &Schema) -> Result<Vec<Value>, Box<dyn Error>> {
    println!("1. Two sensors, fitted to the schema:");
    let place = "Tromsø";
    let measured = vec![-4.5, -3.0, -3.25];
    let loose = [
        value!({
            "id": 1,
            "place": place,
            "installed": "2024-02-29",
            "kind": "AIR",
            "readings": measured,
        }),
        value!({
            "id": 1 + 1,
            "place": "Bergen",
            "installed": "2019-07-01",
            "kind": "WATER",
            "note": "below the pier",
        }),
    ];
    let mut sensors = Vec::new();
    for sensor in loose {
        // A date becomes days since 1970, missing fields have their defaults.
        let sensor = sensor.fit(schema)?;
        println!("   {sensor}");
        sensors.push(sensor);
    }
    println!();
    Ok(sensors)
}

/// Whatever is wrong is said at once, and where.
fn list_faults(schema: &Schema) {
    println!("2. What is wrong with another one:");
    let sensor = value!({
        "id": "three",
        "place": "Oslo",
        "installed": "yesterday",
        "kind": "WATR",
        "readings": [1, 2.5, null],
        "nte": "?",
    });
    if let Err(faults) = sensor.fit(schema) {
        for fault in &faults {
            println!("   {fault}");
        }
    }
    println!();
}

/// A container file carries its schema, so that it can be read without knowing it.
fn write_and_read(schema: &Schema, sensors: &[Value]) -> Result<(), Box<dyn Error>> {
    let mut writer = container::Writer::<Value>::builder(Vec::new())
        .schema(schema)
        .codec(Codec::Deflate { level: 6 })
        .build()?;
    for sensor in sensors {
        writer.append(sensor)?;
    }
    let file = writer.finish()?;

    println!(
        "3. A file of {} bytes, read back as plain JSON:",
        file.len()
    );
    let reader = container::Reader::<Value>::new(&file[..])?;
    let mut plain = json::Writer::<Value>::new(reader.schema())?.plain();
    for sensor in reader {
        let sensor = sensor?;
        println!("   {}", plain.write(&sensor)?);
        if let Some(note) = sensor.get("note").and_then(Value::as_str) {
            println!("   (its note is {note:?})");
        }
    }
    println!();
    Ok(())
}

/// Where there is no schema yet, samples give one.
fn infer() -> Result<(), Box<dyn Error>> {
    println!("4. A schema inferred from three samples:");
    let mut inference = Inference::new("com.example.weather.Alarm");
    for sample in [
        r#"{"sensor": 1, "at": 1700000000, "tags": []}"#,
        r#"{"sensor": 2, "at": 1700000000123, "tags": ["storm"], "limit": 30}"#,
        r#"{"sensor": 2, "at": 1700000000456, "tags": [], "limit": 32.5}"#,
    ] {
        inference.add_json(sample)?;
    }
    println!("   {}\n", inference.schema()?);
    Ok(())
}

/// And where there are no data yet, a seed gives some.
fn invent(schema: &Schema) -> Result<(), Box<dyn Error>> {
    println!("5. Three random sensors, the same each time:");
    let mut plain = json::Writer::<Value>::new(schema)?.plain();
    for sensor in Random::new(schema, 2024)?
        .max_items(3)
        .max_length(8)
        .take(3)
    {
        println!("   {}", plain.write(&sensor)?);
    }
    Ok(())
}

/// It runs with all other tests.
#[test]
fn it_runs() {
    main().expect("every step of the example");
}
