//! A record that has everything that a file defines: its schema is that of all of it.

use std::error::Error;
use std::fs;
use std::path::Path;

use avro_model::{ResolvedSet, SchemaSet, idl};

/// What the record is called, and its struct.
pub const NAME: &str = "Generated_Sole";

/// Some files as the model reads them.
///
/// # Errors
///
/// When they cannot be read or are not right.
pub fn set(paths: &[&Path]) -> Result<ResolvedSet, Box<dyn Error>> {
    let mut set = SchemaSet::new();
    for path in paths {
        let name = path.display().to_string();
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("avpr") => set.add_protocol(name, fs::read_to_string(path)?),
            Some("avdl") => {
                let mut reader = idl::Reader::new().imports(idl::Files::new());
                set.add_document(name, reader.read(path)?);
            }
            _ => set.add(name, fs::read_to_string(path)?),
        }
    }
    set.resolve().map_err(|errors| {
        let first = errors.first().map(ToString::to_string);
        first.unwrap_or_default().into()
    })
}

/// The text of the record, to stand in a file beside the others. It has a field for each named type, and for each
/// schema without a name.
#[must_use]
pub fn beside(set: &ResolvedSet) -> String {
    let named = set.names().map(|(name, _)| format!("\"{name}\""));
    let unnamed = set.files().map(|(_, schema)| schema);
    let unnamed = unnamed.filter(|schema| schema.root_node().name().is_none());
    let types = named.chain(unnamed.map(|schema| schema.to_json()));
    let fields: Vec<String> = types
        .enumerate()
        .map(|(at, ty)| format!(r#"{{"name": "f{at}", "type": {ty}}}"#))
        .collect();
    let fields = fields.join(", ");
    format!(r#"{{"type": "record", "name": "{NAME}", "fields": [{fields}]}}"#)
}
