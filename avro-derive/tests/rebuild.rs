//! A schema file that changes, in a real build.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn a_crate_is_compiled_again_when_its_schema_file_changes() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("rebuild");
    let ours = Path::new(env!("CARGO_MANIFEST_DIR"));
    let write = |path: &str, text: &str| {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let manifest = format!(
        "[package]\nname = \"shop\"\nedition = \"2024\"\n[workspace]\n\
         [profile.dev]\ndebug = \"line-tables-only\"\n\
         [dependencies.avro-core]\npath = {:?}\n\
         default-features = false\nfeatures = [\"derive\"]\n",
        ours.join("../avro-core").to_str().unwrap()
    );
    write("Cargo.toml", &manifest);
    // The versions that are here already.
    let lock = fs::read_to_string(ours.join("../Cargo.lock")).unwrap();
    write("Cargo.lock", &lock);
    write(
        "src/lib.rs",
        "#[derive(avro_core::AvroSchema)]\n\
         #[avro(schema = \"schemas/order.avsc\")]\n\
         pub struct Order {\n    pub id: i64,\n}\n",
    );
    let order = |ty: &str| {
        let text = format!(
            r#"{{"type": "record", "name": "Order", "fields": [{{"name": "id", "type": "{ty}"}}]}}"#
        );
        write("schemas/order.avsc", &text);
    };
    let check = || {
        let output = Command::new(env::var_os("CARGO").unwrap_or("cargo".into()))
            .args(["check", "--offline", "--color=never", "--target-dir"])
            // What was built for this test is of use to it.
            .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap())
            .current_dir(&folder)
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        (output.status.success(), said)
    };

    order("long");
    let (ok, said) = check();
    assert!(ok, "{said}");
    let (ok, said) = check();
    assert!(ok && !said.contains("Checking shop"), "{said}");

    order("string");
    let (ok, said) = check();
    assert!(!ok, "{said}");
    let expected = "error: the file says `string`, and this is `long`\n --> src/lib.rs:4:13\n  |\n4 |     pub id: i64,\n";
    assert!(said.contains(expected), "{said}");

    order("long");
    let (ok, said) = check();
    assert!(ok, "{said}");

    // What IDL imports counts as well.
    write(
        "src/lib.rs",
        "#[derive(avro_core::AvroSchema)]\n\
         #[avro(schema = \"schemas/order.avdl\")]\n\
         pub struct Order {\n    pub id: i64,\n}\n",
    );
    write("schemas/order.avdl", "import idl \"parts/order.avdl\";");
    write("schemas/parts/order.avdl", "record Order { long id; }");
    let (ok, said) = check();
    assert!(ok, "{said}");
    write("schemas/parts/order.avdl", "record Order { string id; }");
    let (ok, said) = check();
    assert!(!ok && said.contains(expected), "{said}");
}
