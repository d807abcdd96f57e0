//! Writes and reads files in tasks of tokio, the second time out of an object store.
//!
//! ```sh
//! cargo run -p examples --example files_in_tasks --features tasks
//! ```

use std::error::Error;
use std::sync::Arc;

use avro_core::AvroSchema;
use avro_core::container::tokio::{Blocks, Object, Reader, Writer};
use avro_core::container::{Codec, splits};
use object_store::memory::InMemory;
use object_store::{ObjectStore, ObjectStoreExt, path::Path};

/// What a thermometer says.
#[derive(AvroSchema, Debug, PartialEq)]
struct Reading<'a> {
    place: &'a str,
    celsius: f64,
}

/// The same where nothing is borrowed.
#[derive(AvroSchema, Debug, PartialEq)]
#[avro(name = "Reading")]
struct OwnReading {
    place: String,
    celsius: f64,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    println!("1. Writing, to a vector here; a socket or a `tokio::fs::File` will do:");
    let mut writer = Writer::<Reading>::builder(Vec::new())
        .codec(Codec::deflate())
        .block_size(1000)
        .build_async()?;
    for number in 0..1000_u32 {
        let place = if number % 2 == 0 { "Oslo" } else { "Lima" };
        let celsius = f64::from(number % 40) / 2.0;
        writer.append(&Reading { place, celsius }).await?;
    }
    let file = writer.finish().await?;
    println!("   {} bytes", file.len());

    println!("2. Reading one by one, from any source:");
    let mut reader = Reader::<OwnReading>::new(&file[..]).await?;
    let mut count = 0;
    while let Some(reading) = reader.next().await {
        if reading?.place == "Lima" {
            count += 1;
        }
    }
    println!("   {count} readings of Lima");
    assert_eq!(count, 500);

    println!("3. Out of an object store, by as many workers as there are splits:");
    let path = Path::from("readings.avro");
    let store: Arc<dyn ObjectStore> = Arc::new(InMemory::new());
    store.put(&path, file.into()).await?;
    let len = store.head(&path).await?.size;
    let workers: Vec<_> = splits(len, 3)
        .map(|range| {
            let object = Object::new(store.clone(), path.clone());
            tokio::spawn(async move {
                let builder = Blocks::builder().range(range);
                let mut blocks = builder.read_object(object).await?;
                let mut highest = f64::MIN;
                while let Some(block) = blocks.next().await? {
                    for reading in block.rows::<Reading>()? {
                        highest = highest.max(reading?.celsius);
                    }
                }
                Ok::<_, avro_core::container::ContainerError>(highest)
            })
        })
        .collect();
    for worker in workers {
        let highest = worker.await??;
        println!("   {highest} degrees at the most");
        assert_eq!(highest, 19.5);
    }
    Ok(())
}

/// It runs with all other tests.
#[test]
fn it_runs() {
    main().expect("what was written is read");
}
