//! Turns the schema files of this package into Rust modules.

fn main() -> Result<(), avro_build::Error> {
    avro_build::Builder::new().compile(["schemas"])
}
