//! Reads what older programs wrote, as the type of today.
//!
//! Three releases of a shop have written orders: to files, which carry their schema, and to messages, which
//! name it. Today's program has one type, and reads them all.
//!
//! ```sh
//! cargo run -p examples --example read_with_a_newer_schema
//! ```

use std::error::Error;

use avro_core::container::{Blocks, Reader, Writer};
use avro_core::model::can_read;
use avro_core::single_object::{self, SchemaStore, StoreReader};
use avro_core::{AvroSchema, DatumReader};

/// What the first release wrote.
mod first {
    use avro_core::AvroSchema;

    #[derive(AvroSchema)]
    #[avro(namespace = "com.example.shop")]
    pub(crate) struct Order {
        pub(crate) id: i32,
        pub(crate) buyer: String,
        pub(crate) price: f32,
        pub(crate) notes: Vec<String>,
    }
}

/// What the second release wrote: a wider number, and a status.
mod second {
    use avro_core::AvroSchema;

    #[derive(AvroSchema)]
    #[avro(namespace = "com.example.shop")]
    pub(crate) struct Order {
        pub(crate) id: i64,
        pub(crate) buyer: String,
        pub(crate) status: Status,
        pub(crate) price: f64,
    }

    #[derive(AvroSchema)]
    #[avro(namespace = "com.example.shop")]
    pub(crate) enum Status {
        Open,
        Packed,
    }
}

/// An order as today's program sees it.
#[derive(AvroSchema, Debug, PartialEq)]
#[avro(namespace = "com.example.shop")]
struct Order {
    id: i64,
    /// It was called otherwise: an alias finds it in old data.
    #[avro(alias = "buyer")]
    customer: String,
    price: f64,
    /// Old data have none of these, so they need defaults.
    #[avro(default = r#""EUR""#)]
    currency: String,
    #[avro(default = r#""Open""#)]
    status: Status,
}

#[derive(AvroSchema, Debug, PartialEq)]
#[avro(namespace = "com.example.shop")]
enum Status {
    Open,
    Sent,
    /// What there was before, or what comes after.
    #[avro(default)]
    Unknown,
}

/// Who asks for two fields reads two fields: the rest is passed over.
#[derive(AvroSchema, Debug, PartialEq)]
#[avro(name = "Order", namespace = "com.example.shop")]
struct Who<'a> {
    id: i64,
    #[avro(alias = "buyer")]
    customer: &'a str,
}

fn main() -> Result<(), Box<dyn Error>> {
    let old = first::Order {
        id: 1,
        buyer: "Ada".to_owned(),
        price: 2.5,
        notes: vec!["fragile".to_owned()],
    };
    let newer = second::Order {
        id: 1 << 40,
        buyer: "Grace".to_owned(),
        status: second::Status::Packed,
        price: 9.75,
    };

    println!("1. A datum, with the schema that it was written with:");
    let reader = DatumReader::<Order>::new(&first::Order::schema()?)?;
    let order = reader.read(&avro_core::to_vec(&old)?)?;
    println!("   {order:?}");
    assert_eq!((&*order.customer, &*order.currency), ("Ada", "EUR"));

    println!("2. A file carries its schema, and needs no word about it:");
    let mut file = Writer::<second::Order>::builder(Vec::new()).build()?;
    file.append(&newer)?;
    let file = file.finish()?;
    for order in Reader::<Order>::new(&file[..])? {
        let order = order?;
        println!("   {order:?}");
        assert_eq!(order.status, Status::Unknown, "nobody packs any more");
    }

    println!("3. The same file, two fields of it, borrowed:");
    let mut blocks = Blocks::new(&file[..])?;
    while let Some(block) = blocks.next()? {
        for who in block.rows::<Who<'_>>()? {
            println!("   {:?}", who?);
        }
    }

    println!("4. Messages that name their schemas, of both releases:");
    let schemas = [first::Order::schema()?, second::Order::schema()?];
    let store: SchemaStore = schemas.iter().collect();
    let reader = StoreReader::<Order>::new(store);
    for message in [single_object::to_vec(&old)?, single_object::to_vec(&newer)?] {
        println!("   {:?}", reader.read(&message)?);
    }

    println!("5. Before a release: who reads whom?");
    let today = Order::schema()?;
    for (release, schema) in ["first", "second"].into_iter().zip(&schemas) {
        println!(
            "   today's program reads the {release}: {:?}",
            can_read(&today, schema).is_ok()
        );
        for reason in can_read(schema, &today).err().into_iter().flatten() {
            println!("   the {release} does not read today's: {reason}");
        }
    }
    Ok(())
}

/// It runs with all other tests.
#[test]
fn it_runs() {
    main().expect("every release is read");
}
