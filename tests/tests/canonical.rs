//! The Parsing Canonical Form and the fingerprints of it.

use avro_model::Schema;
use avro_tests::cases;
use avro_tests::judge::{Difference, Judge};

#[test]
fn canonical_forms_and_fingerprints_are_those_of_other_implementations() {
    let mut judge = Judge::new("canonical");
    for case in cases::family("canonical") {
        judge.judge(&case, || {
            let schema = Schema::parse(case.text("schema"))
                .map_err(|error| Difference::new("refused", error))?;
            let fingerprint = schema.fingerprint();
            let found = [
                ("canonical", schema.canonical_form()),
                ("crc64_avro", fingerprint.to_string()),
                ("crc64_avro_le", hex::encode(fingerprint.to_le_bytes())),
                ("md5", hex::encode(schema.md5())),
                ("sha256", hex::encode(schema.sha256())),
            ];
            for (member, found) in found {
                if found != case.text(member) {
                    return Err(Difference::new(
                        found,
                        format!("{member} is to be {}", case.text(member)),
                    ));
                }
            }
            Ok(())
        });
    }
    judge.finish();
}
