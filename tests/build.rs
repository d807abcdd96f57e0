//! The protocols of the calls that are exchanged with Java, as generated code.

fn main() -> Result<(), avro_build::Error> {
    for version in ["older", "newer"] {
        avro_build::Builder::new()
            .rpc(true)
            .file_name(format!("calc_{version}.rs"))
            .compile([format!("interop/rpc-protocols/{version}.avpr")])?;
    }
    Ok(())
}
