//! A contract in a real build: Cargo, a build script, and a schema that is changed.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const BUILD: &str = r#"fn main() -> Result<(), avro_build::Error> {
    avro_build::Builder::new()
        .compatible_with("schemas/released", avro_build::Compatibility::BackwardTransitive)
        .compile(["schemas"])
}
"#;

/// A crate with a build script and schemas.
struct Crate(PathBuf);

impl Crate {
    fn new() -> Crate {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("build");
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        let this = Crate(folder);
        let ours = Path::new(env!("CARGO_MANIFEST_DIR"));
        this.write(
            "Cargo.toml",
            &format!(
                "[package]\nname = \"shop\"\nedition = \"2024\"\n[workspace]\n\
                 [profile.dev]\ndebug = \"line-tables-only\"\n\
                 [build-dependencies]\navro-build = {{ path = {:?} }}\n",
                ours.to_str().unwrap()
            ),
        );
        // The versions that are here already.
        let lock = fs::read_to_string(ours.join("../Cargo.lock")).unwrap();
        this.write("Cargo.lock", &lock);
        this.write("build.rs", BUILD);
        this.write("src/lib.rs", "");
        this
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Builds the crate; what the build script says if it fails.
    fn build(&self) -> Result<String, String> {
        let output = Command::new(env::var_os("CARGO").unwrap_or("cargo".into()))
            .args(["build", "--offline", "--target-dir"])
            // What was built for this test is of use to it.
            .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap())
            .current_dir(&self.0)
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        if output.status.success() {
            return Ok(said);
        }
        let (_, said) = said
            .split_once("--- stderr\n")
            .expect("a build script failed");
        // Cargo moves it to the right.
        let lines = said.trim_end().lines();
        let lines = lines.map(|line| line.strip_prefix("  ").unwrap_or(line));
        Err(lines.collect::<Vec<_>>().join("\n"))
    }

    fn freeze(&self) -> String {
        let schemas = self.0.join("schemas");
        let frozen = avro_build::freeze(
            [&schemas],
            schemas.join("released"),
            avro_build::Compatibility::BackwardTransitive,
        );
        frozen.unwrap().to_string()
    }
}

/// The example of the guide, word by word.
#[test]
fn a_broken_promise_fails_the_build_until_it_is_mended() {
    let shop = Crate::new();
    let order = |customer: &str, coupon: &str| {
        let text = format!(
            r#"{{
  "type": "record", "name": "Order", "namespace": "com.example.shop",
  "fields": [
    {{"name": "id", "type": "long"}},
    {{"name": "customer", "type": "{customer}"}}{coupon}
  ]
}}
"#
        );
        shop.write("schemas/order.avsc", &text);
    };
    order("string", "");
    assert_eq!(
        shop.build().unwrap_err(),
        "Error: schemas/released: no such folder, and released schemas are to lie in it: \
         make it, and let `freeze` write the first release"
    );
    assert_eq!(shop.freeze(), "release 1: com.example.shop.Order");
    shop.build().unwrap();

    // A field without a default, and a type that does not read the old one.
    order(
        "long",
        ",\n    {\"name\": \"coupon\", \"type\": \"string\"}",
    );
    assert_eq!(
        shop.build().unwrap_err(),
        "Error: 2 problems
schemas/order.avsc:5:5: com.example.shop.Order.customer: data of release 1 may have string here, which is not read as long
    released as string in schemas/released/1/com.example.shop.Order.avsc:7:5
    now long
    mend: go back to the released type, or add a field of another name with a default
schemas/order.avsc:6:5: com.example.shop.Order.coupon: data of release 1 has no such field, and it has no default
    released without it in schemas/released/1/com.example.shop.Order.avsc
    now string
    mend: give the field a default, which stands for what was not written"
    );

    order(
        "string",
        ",\n    {\"name\": \"coupon\", \"type\": \"string\", \"default\": \"\"}",
    );
    shop.build().unwrap();
    assert_eq!(shop.freeze(), "release 2: com.example.shop.Order");
    // Cargo runs the script again for the new release, and then has nothing more to do.
    assert!(shop.build().unwrap().contains("Compiling shop"));
    assert!(!shop.build().unwrap().contains("Compiling shop"));

    // Somebody else has released more meanwhile.
    shop.write(
        "schemas/released/3/com.example.shop.Coupon.avsc",
        r#"{"type": "fixed", "name": "com.example.shop.Coupon", "size": 8}"#,
    );
    assert_eq!(
        shop.build().unwrap_err(),
        "Error: schemas/released/3/com.example.shop.Coupon.avsc: com.example.shop.Coupon: released, and not there any more
    mend: give the type that it has become the alias `com.example.shop.Coupon`; if nobody reads or writes it any longer, \
    delete schemas/released/3/com.example.shop.Coupon.avsc"
    );
}
