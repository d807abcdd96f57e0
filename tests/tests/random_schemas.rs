//! Schemas from seeds, generated: each becomes Rust, and a longer run compiles them (`tests/generated/crates`).

use avro_build::{Builder, Choice};
use avro_core::Schema;
use avro_tests::random_schemas;

#[test]
fn schemas_from_a_seed_become_rust() {
    let plain = Builder::new();
    let more = Builder::new().all(Choice::new().borrowed(true).setters(true).jiff().uuid());
    for seed in 0..400 {
        let text = random_schemas::schema(seed);
        if let Err(error) = Schema::parse(&text) {
            panic!("seed {seed} is no schema: {error}\n{text}");
        }
        for builder in [&plain, &more] {
            let code = builder
                .generate_text("random.avsc", &text)
                .unwrap_or_else(|error| panic!("seed {seed}: {error}\n{text}"));
            if let Err(error) = syn::parse_file(&code) {
                panic!("seed {seed} is no Rust: {error}\n{text}");
            }
        }
    }
}
