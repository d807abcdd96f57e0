//! Turns the schema files of this package into Rust modules, and the protocol of the README's section on calls.

fn main() -> Result<(), avro_build::Error> {
    avro_build::Builder::new().compile(["schemas"])?;
    avro_build::Builder::new()
        .rpc(true)
        .file_name("mail.rs")
        .compile(["protocols/mail.avdl"])
}
