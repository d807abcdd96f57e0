//! Types of another project's protocol, `bdg.avdl` of the test data.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::var("AVRO_TESTDATA")?;
    avro_build::Builder::new().compile([format!("{folder}/bdg-formats/bdg.avdl")])?;
    Ok(())
}
