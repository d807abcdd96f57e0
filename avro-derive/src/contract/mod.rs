//! `#[avro(schema = "order.avsc")]`: the item against a schema file, or a protocol's, or one of IDL.
//!
//! Whatever tokens tell is compared here, and each difference is a fault on the field it is about. Of a
//! type that is only a name here, constants tell at least what kind it is, and they are checked when the crate
//! is compiled (`Assertion`). What is in it, and how it is called in Avro, only a program knows that runs:
//! the type's `schema()` is an error if that is not as the file has it.
//!
//! Documentation is not compared: each text has its own readers.

mod named;
mod position;

use std::env;
use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use avro_model::idl::{self, Files};
use avro_model::{NodeId, Schema, SchemaFile, Type, nearest};
use proc_macro2::Span;
use syn::LitStr;

use crate::check::full_name;
use crate::fault::Faults;
use crate::model::{Branch, Item, Kind, TypeName, Variant};

/// What an item is held against when the crate is compiled, and later.
pub(crate) struct Held {
    /// The file, from the crate's root.
    pub(crate) path: LitStr,
    /// The schema in it as JSON, if the file itself is no such text.
    pub(crate) text: Option<String>,
    /// The files that it imports, also from the crate's root if they lie in it.
    pub(crate) imported: Vec<PathBuf>,
    /// The item's full name, if it has one.
    pub(crate) full: Option<String>,
    pub(crate) assertions: Vec<Assertion>,
}

/// Something that constants know and tokens do not.
pub(crate) struct Assertion {
    pub(crate) span: Span,
    pub(crate) what: Asserted,
    pub(crate) message: String,
}

/// What is asserted.
pub(crate) enum Asserted {
    /// A type is a union of as many branches, or one type, with these kinds without names among them.
    Kinds {
        ty: proc_macro2::TokenStream,
        kinds: Vec<&'static str>,
        branches: u32,
    },
    /// A length.
    Length { length: syn::Expr, size: usize },
}

/// Holds an item against the file that it names, if it does.
pub(crate) fn item(item: &Item, faults: &mut Faults) -> Option<Held> {
    let path = item.attrs.schema.as_ref()?;
    let generics = &item.generics;
    if generics.type_params().next().is_some() || generics.const_params().next().is_some() {
        let message =
            "a generic type has a schema for each of its instantiations, and a file has one";
        faults.on(path, message);
        return None;
    }
    let Source {
        file,
        is_json,
        imported,
    } = match read(path) {
        Ok(source) => source,
        Err(message) => {
            faults.on(path, message);
            return None;
        }
    };
    let name = match &item.kind {
        Kind::Record(record) => Some(&record.name),
        Kind::Fixed(fixed) => Some(&fixed.name),
        Kind::Enum(enumeration) => Some(&enumeration.name),
        Kind::Newtype(_) | Kind::Union(_) => None,
    };
    let schema = match name {
        Some(name) => find(&file, path, name, faults)?,
        None => match file.root() {
            Some(root) => root.clone(),
            None => {
                let message = "the file has no main schema, and this type has no name to go by";
                faults.on(path, message);
                return None;
            }
        },
    };
    let mut against = Against {
        item,
        file: &file,
        schema: &schema,
        faults,
        assertions: Vec::new(),
    };
    against.item();
    let assertions = against.assertions;
    let text = (!is_json).then(|| schema.to_json());
    Some(Held {
        path: path.clone(),
        text,
        imported,
        full: name.and_then(full_name),
        assertions,
    })
}

/// An item, set against a schema.
struct Against<'a> {
    item: &'a Item,
    file: &'a SchemaFile,
    schema: &'a Schema,
    faults: &'a mut Faults,
    assertions: Vec<Assertion>,
}

impl Against<'_> {
    fn item(&mut self) {
        let root = self.schema.root();
        let attrs = &self.item.attrs;
        let span = self.item.ident.span();
        match &self.item.kind {
            Kind::Record(record) => self.record(root, record, attrs, span),
            Kind::Fixed(fixed) => self.fixed(root, fixed),
            Kind::Enum(enumeration) => self.enumeration(root, enumeration),
            Kind::Newtype(field) => {
                if let Some(codec) = &field.codec {
                    self.codec(root, codec, &field.attrs, field.span);
                }
            }
            Kind::Union(variants) => self.union(root, variants),
        }
    }

    /// An enum with data.
    fn union(&mut self, root: NodeId, variants: &[Variant]) {
        let schema = self.schema;
        let Type::Union(branches) = schema.node(root).ty() else {
            return self.other_kind(root, "an enum with data is a union");
        };
        let extra = variants.get(branches.len()..).unwrap_or_default();
        for variant in extra {
            let message = format!("the file's union has {} branches", branches.len());
            self.faults.at(variant.ident.span(), message);
        }
        let lacking = branches.get(variants.len()..).unwrap_or_default();
        for &branch in lacking {
            let branch = avro_model::spelled(schema, branch);
            let message = format!("the file's union has one more branch: `{branch}`");
            self.faults.at(self.item.ident.span(), message);
        }
        for (variant, &branch) in variants.iter().zip(branches) {
            let span = variant.ident.span();
            match &variant.branch {
                Branch::Null if matches!(schema.node(branch).ty(), Type::Null) => {}
                Branch::Null => {
                    let branch = avro_model::spelled(schema, branch);
                    let message =
                        format!("the file says `{branch}`, and a variant without data is null");
                    self.faults.at(span, message);
                }
                Branch::Payload(field) => {
                    if let Some(codec) = &field.codec {
                        self.codec(branch, codec, &field.attrs, field.span);
                    }
                }
                Branch::Record(record) => {
                    let full = full_name(&record.name).unwrap_or_default();
                    let found = schema.node(branch).name();
                    let found = found.map(|name| name.full());
                    if found == Some(full.as_str()) && self.file.is_foreign(&full) {
                        continue;
                    }
                    match found == Some(full.as_str()) {
                        true => self.record(branch, record, &variant.attrs, span),
                        false => {
                            let branch = avro_model::spelled(schema, branch);
                            let message =
                                format!("the file says `{branch}`, and the variant is `{full}`");
                            self.faults.at(span, message);
                        }
                    }
                }
            }
        }
    }

    /// The file has something else there.
    fn other_kind(&mut self, node: NodeId, is: &str) {
        let kind = self.schema.node(node).ty().kind();
        let message = format!("the file says {kind}, and {is}");
        self.faults.at(self.item.ident.span(), message);
    }
}

/// What a file says.
struct Source {
    file: SchemaFile,
    /// Whether its text is a schema in JSON.
    is_json: bool,
    imported: Vec<PathBuf>,
}

/// Reads a file from the crate's root.
fn read(path: &LitStr) -> Result<Source, String> {
    let relative = path.value();
    let shown = relative.escape_debug().to_string();
    let mut components = Path::new(&relative).components();
    let is_relative = components.all(|part| {
        matches!(
            part,
            Component::Normal(_) | Component::ParentDir | Component::CurDir
        )
    });
    if relative.is_empty() || !is_relative {
        return Err(
            "`schema` takes a path from the crate's root: `schema = \"schemas/order.avsc\"`".into(),
        );
    }
    let Some(root) = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from) else {
        return Err("Cargo has not said where the crate's root is".into());
    };
    let end = Path::new(&relative).extension();
    let end = end.and_then(|end| end.to_str());
    let full = root.join(&relative);
    if full.is_file() && end == Some("avdl") {
        return read_idl(&root, &relative);
    }
    let text = fs::read_to_string(full).map_err(|error| match error.kind() {
        ErrorKind::NotFound => format!("there is no file `{shown}` in the crate's root"),
        _ => format!("`{shown}` cannot be read: {error}"),
    })?;
    let is_json = end != Some("avpr");
    let file = match is_json {
        true => SchemaFile::parse(&relative, &text),
        false => SchemaFile::parse_protocol(&relative, &text),
    };
    Ok(Source {
        file: file.map_err(|error| error.to_string())?,
        is_json,
        imported: Vec::new(),
    })
}

/// Reads a file of IDL, which may import what lies in its folder or in the crate.
fn read_idl(root: &Path, relative: &str) -> Result<Source, String> {
    // Files are known by their paths without symbolic links.
    let real = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let inside = format!("{}/", real.display());
    let files = Files::new().root(root).map_err(|fault| fault.to_string())?;
    let document = idl::Reader::new()
        .imports(files)
        .read(root.join(relative))
        .map_err(|error| error.to_string().replace(&inside, ""))?;
    let imported = document.files().skip(1);
    let imported = imported.map(|file| {
        let file = Path::new(file);
        file.strip_prefix(&real).unwrap_or(file).to_owned()
    });
    Ok(Source {
        imported: imported.collect(),
        is_json: false,
        file: SchemaFile::of_document(relative, document).map_err(|error| error.to_string())?,
    })
}

/// The type of an item's name.
fn find(file: &SchemaFile, path: &LitStr, name: &TypeName, faults: &mut Faults) -> Option<Schema> {
    let full = full_name(name)?;
    if let Some(schema) = file.get(&full) {
        return Some(schema);
    }
    let simple = |name: &str| name.rsplit('.').next().map(str::to_owned);
    let names: Vec<&str> = file.names().collect();
    let moved = names
        .iter()
        .copied()
        .find(|known| simple(known) == simple(&full));
    let near = moved.or_else(|| nearest(&full, names.iter().copied()));
    let hint = match (near, names.as_slice()) {
        (Some(near), _) => match near.rsplit_once('.') {
            Some((namespace, _)) if moved.is_some() => {
                format!("; it has `{near}`: write `namespace = \"{namespace}\"`")
            }
            _ => format!("; did you mean `{near}`?"),
        },
        (None, []) => ": no type in it has a name".to_owned(),
        (None, [first, ..]) => format!("; it has `{first}`"),
    };
    let path = path.value();
    let path = path.escape_debug();
    faults.at(
        name.span,
        format_args!("`{path}` has no type `{full}`{hint}"),
    );
    None
}
