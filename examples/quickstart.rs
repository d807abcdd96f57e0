//! Ten minutes of Avro: write a file, read it back, read one that Java wrote.
//!
//! ```text
//! cargo run -p examples --example quickstart
//! ```

use std::error::Error;
use std::path::Path;

use avro_core::container::{self, Codec};
use avro_core::logical::{Decimal, TimestampMillis};
use avro_core::{AvroSchema, Value};

// These types were generated from `schemas/order.avsc` and `schemas/customer.avsc`.
use examples::com::example::shop::{Customer, Line, Order, Status};

/// A type written by hand. The derive gives it a schema, an encoder and a decoder.
#[derive(AvroSchema, Debug)]
#[avro(namespace = "com.acme")]
struct Reading {
    id: i64,
    name: String,
    score: Option<f64>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::temp_dir().join("quickstart-orders.avro");

    write_orders(&path)?;
    read_orders(&path)?;
    read_without_types(&path)?;
    read_from_java()?;

    std::fs::remove_file(&path)?;
    Ok(())
}

/// Writes a container file: its header carries the schema, its blocks are compressed.
fn write_orders(path: &Path) -> Result<(), Box<dyn Error>> {
    println!("1. The generated type `Order` has the schema of its file:");
    println!("   {}\n", Order::schema()?);

    let file = std::fs::File::create(path)?;
    let mut writer = container::Writer::<Order>::builder(file)
        .codec(Codec::Zstandard { level: 3 })
        .build()?;
    for id in 1..=1000 {
        writer.append(&order(id)?)?;
    }
    writer.finish()?;

    let size = std::fs::metadata(path)?.len();
    println!(
        "2. Wrote 1000 orders, {size} bytes, to {}\n",
        path.display()
    );
    Ok(())
}

fn order(id: i64) -> Result<Order, Box<dyn Error>> {
    Ok(Order {
        id,
        customer: Customer {
            name: "Ada".to_owned(),
            email: (id % 2 == 0).then(|| "ada@example.com".to_owned()),
        },
        placed: TimestampMillis::new(1_760_000_000_000 + id * 60_000),
        lines: vec![Line {
            article: "Analytical engine, spare wheel".to_owned(),
            quantity: 3,
            price: "12.50".parse::<Decimal<9, 2>>()?,
        }],
        status: Status::Paid,
    })
}

/// Reads the file back as the type it was written from.
fn read_orders(path: &Path) -> Result<(), Box<dyn Error>> {
    println!("3. The same file, as `Order`:");
    let mut count = 0;
    for order in container::Reader::<Order>::open(path)? {
        let order = order?;
        if count == 0 {
            println!("   {order:?}");
        }
        count += 1;
    }
    println!("   … {count} orders\n");
    Ok(())
}

/// Reads the file with nothing but what it says of itself.
fn read_without_types(path: &Path) -> Result<(), Box<dyn Error>> {
    println!(
        "4. The same file, without any Rust type (decimals are bytes, as in Avro's JSON encoding):"
    );
    for value in container::Reader::<Value>::open(path)?.take(2) {
        println!("   {}", value?);
    }
    println!();
    Ok(())
}

/// Reads a file that Java's library wrote, into the struct above.
fn read_from_java() -> Result<(), Box<dyn Error>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/readings.avro");
    println!("5. A file written by Java, as the hand-written `Reading`:");
    let reader = container::Reader::<Reading>::open(path)?;
    println!("   its codec is {}", reader.codec().name());
    let readings = reader.collect::<Result<Vec<_>, _>>()?;
    let best = readings
        .iter()
        .filter_map(|reading| Some((reading.score?, reading)))
        .max_by(|(a, _), (b, _)| a.total_cmp(b));
    println!("   {} readings", readings.len());
    if let Some((score, reading)) = best {
        println!(
            "   the best is no. {}, {:?}, with {score}",
            reading.id, reading.name
        );
    }
    Ok(())
}
