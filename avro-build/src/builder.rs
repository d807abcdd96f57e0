//! The builder: what a build script says, and the steps that follow from it.

use std::cell::Cell;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use avro_model::ResolvedSet;

use crate::choice::Choice;
use crate::contract::Contract;
use crate::error::{Error, Problem};
use crate::generate::Options;
use crate::imports::Imports;
use crate::items::Items;
use crate::layout::Layout;
use crate::load::Sources;
use crate::rules::Rules;
use crate::{boxing, load, render, twins, types};

/// Generates Rust code from schema files, in a build script.
///
/// # Example
///
/// ```no_run
/// fn main() -> Result<(), avro_build::Error> {
///     avro_build::Builder::new()
///         .derive("serde::Serialize")
///         .compile(["schemas", "more/**/*-v?.avsc"])
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Builder {
    out_dir: Option<PathBuf>,
    file_name: String,
    core_path: Option<String>,
    rpc_path: Option<String>,
    rpc: bool,
    import_roots: Vec<PathBuf>,
    choices: Vec<(Option<String>, Choice)>,
    layout: Layout,
    /// What was promised of released schemas.
    pub(crate) contract: Option<Contract>,
}

impl Default for Builder {
    fn default() -> Builder {
        Builder {
            out_dir: None,
            file_name: "avro_schemas.rs".to_owned(),
            core_path: None,
            rpc_path: None,
            rpc: false,
            import_roots: Vec::new(),
            choices: Vec::new(),
            layout: Layout::default(),
            contract: None,
        }
    }
}

impl Builder {
    /// A builder that does what is usual.
    #[must_use]
    pub fn new() -> Builder {
        Builder::default()
    }

    /// Where the code goes, if not into the folder that Cargo gives in `OUT_DIR`.
    ///
    /// A folder in the source tree can be kept under version control and read in reviews. [The
    /// guide](crate::guide::layout) shows how it is taken in.
    #[must_use]
    pub fn out_dir(mut self, folder: impl Into<PathBuf>) -> Builder {
        self.out_dir = Some(folder.into());
        self
    }

    /// What the file with the code is called, if not `avro_schemas.rs`.
    ///
    /// With another name here, `avro_core::include_schemas!("other.rs")` takes it in.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Builder {
        self.file_name = name.into();
        self
    }

    /// The path under which the code finds `avro_core`, for a crate that is
    /// renamed or exported by another: `"::other::avro_core"`.
    #[must_use]
    pub fn core_path(mut self, path: impl Into<String>) -> Builder {
        self.core_path = Some(path.into());
        self
    }

    /// Generates the calls of protocols too, and not only their types: for each protocol a trait for servers, a
    /// service that is made of it, and a client with a method for each message.
    ///
    /// The code then needs the crate `avro-rpc`, whose `generated` tells what it is made of. [The
    /// guide](crate::guide::protocols) shows it.
    #[must_use]
    pub fn rpc(mut self, rpc: bool) -> Builder {
        self.rpc = rpc;
        self
    }

    /// The path under which the code finds `avro_rpc`, as [`core_path`](Builder::core_path) for `avro_core`.
    #[must_use]
    pub fn rpc_path(mut self, path: impl Into<String>) -> Builder {
        self.rpc_path = Some(path.into());
        self
    }

    /// One more folder that files of IDL may import from, beside those that [`compile`](Builder::compile) is given.
    ///
    /// Nothing in it is generated unless it is imported.
    #[must_use]
    pub fn import_root(mut self, folder: impl Into<PathBuf>) -> Builder {
        self.import_roots.push(folder.into());
        self
    }

    /// One more derive on every struct and enum, by its path: `"serde::Serialize"`.
    #[must_use]
    pub fn derive(self, path: impl Into<String>) -> Builder {
        self.all(Choice::new().derive(path))
    }

    /// A choice for everything that is generated.
    #[must_use]
    pub fn all(mut self, choice: Choice) -> Builder {
        self.choices.push((None, choice));
        self
    }

    /// A choice for the types and the fields that a pattern names.
    ///
    /// A type goes by its full name, `com.example.Order`; a field and a symbol have theirs
    /// behind it, `com.example.Order.placed`. The enum of a union goes by the name of its
    /// field, and a borrowed twin by that of its type with `Ref` behind it. In a pattern `*` stands for
    /// any part of a name and `**` for any number of names: `com.example.*`, `**.created_at`. What
    /// is said of values (strings, maps, logical types) holds in all fields of a type.
    ///
    /// A pattern that names nothing is an error, and so is a choice that has no effect there.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_build::{Builder, Choice};
    ///
    /// let error = Builder::new()
    ///     .with("Ordr", Choice::new().derive("Eq"))
    ///     .generate_text("order.avsc", r#"{"type": "record", "name": "Order", "fields": []}"#)
    ///     .unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "the choice for `Ordr`: no type and no field has that name; did you mean `Order`?",
    /// );
    /// ```
    #[must_use]
    pub fn with(mut self, pattern: impl Into<String>, choice: Choice) -> Builder {
        self.choices.push((Some(pattern.into()), choice));
        self
    }

    /// The module for a namespace, and for those inside it: `("com.example.shop", "shop")`. An
    /// empty module is the place where the code is included. Where several fit, the longest counts.
    #[must_use]
    pub fn module(mut self, namespace: impl Into<String>, module: impl Into<String>) -> Builder {
        let module = module.into().replace("::", ".");
        self.layout.modules.push((namespace.into(), module));
        self
    }

    /// Types that another crate has: those of a namespace, by the path of its module, or one type
    /// by its own path.
    ///
    /// `("com.example.common", "::common::com::example::common")` says that the crate `common` has
    /// generated the types of that namespace. Their schemas still have to be among the files,
    /// but nothing is generated for them here.
    #[must_use]
    pub fn extern_path(mut self, name: impl Into<String>, path: impl Into<String>) -> Builder {
        self.layout.externs.push((name.into(), path.into()));
        self
    }

    /// Generates code from the schemas in `paths` and writes it for the crate
    /// to include.
    ///
    /// A path is a file, a folder, of which every `.avsc`, `.avpr` and `.avdl` file is taken however deep it lies, or a
    /// pattern, in which `*` and `?` stand for parts of a name and `**` for any
    /// folders. Hidden files and links to folders are left out. All files are one set: each
    /// may use the names that any of them defines, but IDL imports what it uses. Imports are looked
    /// for beside the file that imports, then in the folders given here (the folder of a file, the one in front of a
    /// pattern's first wildcard) and in each [`import_root`](Builder::import_root), and never lead out of these.
    ///
    /// Cargo is told to run the build script again when one of the files or
    /// folders changes, or what they import, and shows as warnings what may be a mistake in IDL, such as documentation
    /// that documents nothing. A file of code that is up to date already is not written again.
    ///
    /// # Errors
    ///
    /// When files cannot be found, read or written, and when schemas are
    /// not right: all problems of all files together. When schemas are right and break what was
    /// promised of released ones ([`compatible_with`](Builder::compatible_with)): every way in which they do.
    pub fn compile<P: AsRef<Path>>(&self, paths: impl IntoIterator<Item = P>) -> Result<(), Error> {
        let out_dir = match &self.out_dir {
            Some(folder) => folder.clone(),
            None => env::var_os("OUT_DIR").map(PathBuf::from).ok_or_else(|| {
                Problem::with_request(
                    "there is no OUT_DIR, which Cargo sets for build scripts: say `.out_dir(…)`",
                )
            })?,
        };
        if Path::new(&self.file_name).components().count() != 1
            || self.file_name.contains(['/', '\\'])
        {
            return Err(Problem::with_request(format!(
                "`{}` is not the name of a file",
                self.file_name.escape_debug()
            ))
            .into());
        }
        let sources = self.sources(paths)?;
        if env::var_os("OUT_DIR").is_some() {
            for line in rerun_lines(&sources.watched) {
                println!("{line}");
            }
        }
        let mut imports = self.imports(&sources)?;
        let set = load::read(&sources.files, &mut imports)?;
        if env::var_os("OUT_DIR").is_some() {
            for line in rerun_lines(&imports.made) {
                println!("{line}");
            }
            for doubt in &imports.doubts {
                println!("cargo:warning={doubt}");
            }
        }
        self.keeps_promises(&set)?;
        let code = self.code(&set)?;
        write(&out_dir, &self.file_name, &code).map_err(Error::from)
    }

    /// The code for the schemas in `paths`, without writing anything.
    ///
    /// # Errors
    ///
    /// As for [`compile`](Builder::compile).
    pub fn generate<P: AsRef<Path>>(
        &self,
        paths: impl IntoIterator<Item = P>,
    ) -> Result<String, Error> {
        let set = self.set(paths)?;
        self.keeps_promises(&set)?;
        self.code(&set)
    }

    /// The schemas in the files that `paths` stand for.
    pub(crate) fn set<P: AsRef<Path>>(
        &self,
        paths: impl IntoIterator<Item = P>,
    ) -> Result<ResolvedSet, Error> {
        let sources = self.sources(paths)?;
        Ok(load::read(&sources.files, &mut self.imports(&sources)?)?)
    }

    fn imports(&self, sources: &Sources) -> Result<Imports, Vec<Problem>> {
        Imports::new(&[&*sources.roots, &*self.import_roots].concat())
    }

    /// The code for one text, as if it were the file `name`, whose end says whether it is a schema, a protocol
    /// (`.avpr`) or IDL (`.avdl`).
    ///
    /// # Errors
    ///
    /// When the text is not right, and when it imports what no [`import_root`](Builder::import_root) has.
    ///
    /// # Example
    ///
    /// ```
    /// let code = avro_build::Builder::new()
    ///     .generate_text("id.avsc", r#"{"type": "fixed", "name": "Id", "size": 16}"#)?;
    /// assert!(code.contains("#[avro(fixed)]\npub struct Id(pub [u8; 16]);\n"));
    /// # Ok::<(), avro_build::Error>(())
    /// ```
    pub fn generate_text(&self, name: &str, text: &str) -> Result<String, Error> {
        let mut imports = self.imports(&Sources::default())?;
        let text = load::unmarked(text).to_owned();
        let set = load::resolve(vec![(name.to_owned(), text)], &mut imports)?;
        self.code(&set)
    }

    fn code(&self, set: &ResolvedSet) -> Result<String, Error> {
        let options = self.options()?;
        let (mut items, unnamed) = Items::of(set, &self.layout, self.rpc)?;
        types::fill(&mut items, unnamed, &options.rules)?;
        boxing::run(&mut items)?;
        twins::run(&mut items, &options.rules);
        let idle = options.rules.idle(&items.paths());
        if !idle.is_empty() {
            return Err(idle.into());
        }
        render::file(&items, &options, &header(set)).map_err(Error::from)
    }

    /// The choices, held against Rust's syntax.
    fn options(&self) -> Result<Options, Error> {
        let path = |path: &Option<String>, usual: &str| {
            let path = path.as_deref().unwrap_or(usual);
            syn::parse_str::<syn::Path>(path).map_err(|_| {
                let path = path.escape_debug();
                Problem::with_request(format!("`{path}` is not the path of a crate"))
            })
        };
        let core = path(&self.core_path, "avro_core");
        let rpc = path(&self.rpc_path, "avro_rpc");
        match (core, rpc, Rules::new(&self.choices)) {
            (Ok(core), Ok(rpc), Ok(rules)) => Ok(Options {
                core,
                rpc,
                rules,
                defaults_left: Cell::new(DEFAULTS),
            }),
            (core, rpc, rules) => {
                let paths = core.err().into_iter().chain(rpc.err());
                let problems: Vec<Problem> = paths.chain(rules.err().unwrap_or_default()).collect();
                Err(problems.into())
            }
        }
    }
}

/// The bytes that all defaults together may take, so that none can be made to grow for ever.
const DEFAULTS: usize = 64 << 20;

/// What tells Cargo to run the build script again.
fn rerun_lines(watched: &[PathBuf]) -> impl Iterator<Item = String> {
    let paths = watched.iter().map(|path| load::shown(path));
    // A line break in a path would be another instruction.
    let paths = paths.filter(|path| !path.contains(['\n', '\r']));
    paths.map(|path| {
        let path = if path.is_empty() { "." } else { &path };
        format!("cargo:rerun-if-changed={path}")
    })
}

/// The comment at the top: where the code comes from.
fn header(set: &ResolvedSet) -> String {
    let here = env::current_dir().ok();
    let files: Vec<String> = set
        .sources()
        .map(|file| {
            let path = Path::new(file);
            // The same on every machine.
            let path = match here.as_ref().and_then(|here| path.strip_prefix(here).ok()) {
                Some(inside) => inside,
                None if path.is_absolute() => path.file_name().map_or(path, Path::new),
                None => path,
            };
            let name = load::shown(path);
            if name
                .chars()
                .all(|c| matches!(c, ' '..='~') || c.is_alphanumeric())
            {
                name
            } else {
                name.escape_default().to_string()
            }
        })
        .collect();
    match &*files {
        [file] => format!("// Generated by avro-build from {file}; edit that file instead.\n"),
        files => {
            let mut out = String::from(
                "// Generated by avro-build from these files; edit them instead:\n//\n",
            );
            for file in files {
                out.push_str(&format!("// * {file}\n"));
            }
            out
        }
    }
}

/// Writes the code, unless it is there already.
fn write(folder: &Path, name: &str, code: &str) -> Result<(), Problem> {
    let path = folder.join(name);
    if fs::read(&path).is_ok_and(|old| old == code.as_bytes()) {
        return Ok(());
    }
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(&path, code))
        .map_err(|error| {
            Problem::with_file(load::shown(&path), format!("cannot be written: {error}"))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_protocol_may_have_the_name_that_its_implementor_goes_by() {
        let text = r#"{"protocol": "T", "messages": {}}"#;
        let code = Builder::new().rpc(true).generate_text("t.avpr", text);
        let code = code.unwrap();
        assert!(code.contains("impl<S: T> avro_rpc::Service for TServer<S> {"));
    }

    #[test]
    fn cargo_is_told_of_files_and_folders() {
        let watched =
            ["schemas", "schemas/a.avsc", "", "odd\ncargo:warning=hello"].map(PathBuf::from);
        let lines: Vec<String> = rerun_lines(&watched).collect();
        assert_eq!(
            lines,
            [
                "cargo:rerun-if-changed=schemas",
                "cargo:rerun-if-changed=schemas/a.avsc",
                "cargo:rerun-if-changed=.",
            ]
        );
    }
}
