//! Contracts: what a schema promises to the releases before it.
//!
//! `baseline` reads the folder of released schemas, file by file taken into `parts`, `check` holds today's against it and `words`
//! says what is broken to the person who broke it. `freeze` records a release. `definition` is the text
//! of one type, by which both know what has changed.

mod baseline;
mod check;
mod definition;
mod freeze;
mod parts;
mod place;
mod words;

use std::path::{Path, PathBuf};

use avro_model::{Compatibility, ResolvedSet};

use self::baseline::Baseline;
use self::check::Today;
pub use self::freeze::Frozen;
use crate::builder::Builder;
use crate::error::{Error, Problem};
use crate::load::{self, Sources, shown};

/// What was promised of released schemas.
#[derive(Clone, Debug)]
pub(crate) struct Contract {
    folder: PathBuf,
    mode: Compatibility,
}

impl Builder {
    /// Promises that schemas stay compatible with their released versions, which lie in `folder`: if they do not, the
    /// build fails and says where and how to mend it.
    ///
    /// Each release is a folder in there, `released/1`, `released/2` and so on, with a file for each type that is new
    /// or has changed: `released/2/com.example.Order.avsc`. [`freeze`](Builder::freeze) writes them. The
    /// folder has to be there; an empty one is right before the first release. It may lie among the
    /// schemas and is not compiled. [The guide](crate::guide::contracts) tells the whole story.
    ///
    /// * A type that was never released may be anything.
    /// * A type that has another name now is known by its alias.
    /// * A type that was released and is not there any more is a fault, unless it was part of
    ///   another one: then that one tells. Who withdraws a type deletes its files from the folder.
    /// * Files that are deleted end the promise to these versions.
    ///
    /// The verdict is that of [`avro_model::compatibility`].
    ///
    /// # Example
    ///
    /// ```no_run
    /// // build.rs
    /// use avro_build::{Builder, Compatibility};
    ///
    /// fn main() -> Result<(), avro_build::Error> {
    ///     Builder::new()
    ///         .compatible_with("released", Compatibility::BackwardTransitive)
    ///         .compile(["schemas"])
    /// }
    /// ```
    #[must_use]
    pub fn compatible_with(mut self, folder: impl Into<PathBuf>, mode: Compatibility) -> Builder {
        self.contract = Some(Contract {
            folder: folder.into(),
            mode,
        });
        self
    }

    /// Holds the schemas in `paths` against the released ones, without generating code.
    ///
    /// # Errors
    ///
    /// As for [`compile`](Builder::compile), and when
    /// [`compatible_with`](Builder::compatible_with) was not said.
    ///
    /// # Example
    ///
    /// As a test, so that it runs wherever tests run:
    ///
    /// ```no_run
    /// use avro_build::{Builder, Compatibility};
    ///
    /// # fn no_promise_is_broken() -> Result<(), avro_build::Error> {
    /// Builder::new()
    ///     .compatible_with("released", Compatibility::FullTransitive)
    ///     .check(["schemas"])
    /// # }
    /// ```
    pub fn check<P: AsRef<Path>>(&self, paths: impl IntoIterator<Item = P>) -> Result<(), Error> {
        self.contract()?;
        let set = self.set(paths)?;
        self.keeps_promises(&set)
    }

    /// Records a release: writes what is new or has changed in the schemas in `paths` into the folder that
    /// [`compatible_with`](Builder::compatible_with) names, as the next release.
    ///
    /// Nothing is ever overwritten, and if nothing has changed nothing is written. The files of a release come to be
    /// all at once. Afterwards they belong under version control.
    ///
    /// # Errors
    ///
    /// When schemas are not right, break a promise, or files cannot be written; and when
    /// [`compatible_with`](Builder::compatible_with) was not said.
    ///
    /// # Example
    ///
    /// ```no_run
    /// // examples/freeze.rs, run by `cargo run --example freeze`
    /// use avro_build::{Builder, Compatibility};
    ///
    /// fn main() -> Result<(), avro_build::Error> {
    ///     let frozen = Builder::new()
    ///         .compatible_with("released", Compatibility::BackwardTransitive)
    ///         .freeze(["schemas"])?;
    ///     println!("{frozen}");
    ///     Ok(())
    /// }
    /// ```
    pub fn freeze<P: AsRef<Path>>(
        &self,
        paths: impl IntoIterator<Item = P>,
    ) -> Result<Frozen, Error> {
        self.record(paths, true)
    }

    /// Records a release as [`freeze`](Builder::freeze) does, even if it breaks promises.
    ///
    /// With [`Compatibility::Backward`] and the others that look at the last version only, the next build holds
    /// against this one. With a transitive mode the older versions still count, until their files are deleted, and in every
    /// mode those of a type that is not there any more do. A build that fails runs no example of its crate:
    /// [the guide](crate::guide::contracts) shows from where this can be called.
    ///
    /// # Errors
    ///
    /// As for [`freeze`](Builder::freeze), but for broken promises.
    pub fn freeze_breaking<P: AsRef<Path>>(
        &self,
        paths: impl IntoIterator<Item = P>,
    ) -> Result<Frozen, Error> {
        self.record(paths, false)
    }

    fn record<P: AsRef<Path>>(
        &self,
        paths: impl IntoIterator<Item = P>,
        holds: bool,
    ) -> Result<Frozen, Error> {
        let contract = self.contract()?;
        let set = self.set(paths)?;
        let today = Today::of(&set)?;
        let baseline = match contract.folder.exists() {
            true => today.baseline(&contract.folder)?,
            false => Baseline::default(),
        };
        if holds {
            held(check::run(&today, &baseline, contract.mode))?;
        }
        freeze::write(&today, &baseline, &contract.folder).map_err(Error::from)
    }

    fn contract(&self) -> Result<&Contract, Error> {
        self.contract.as_ref().ok_or_else(|| {
            let message = "no folder of released schemas was named: say `.compatible_with(…)`";
            Problem::with_request(message).into()
        })
    }

    /// The files that `paths` stand for, but for those of releases.
    pub(crate) fn sources<P: AsRef<Path>>(
        &self,
        paths: impl IntoIterator<Item = P>,
    ) -> Result<Sources, Error> {
        let paths: Vec<PathBuf> = paths
            .into_iter()
            .map(|path| path.as_ref().to_owned())
            .collect();
        let mut sources = load::find(&paths)?;
        if let Some(contract) = &self.contract {
            sources.leave_out(&contract.folder);
            if sources.files.is_empty() {
                let folder = shown(&contract.folder);
                let message = "there are only released schemas, which are not compiled";
                return Err(Problem::with_file(folder, message).into());
            }
            sources.watched.push(contract.folder.clone());
        }
        Ok(sources)
    }

    /// Holds the schemas of today against the released ones, if there is a contract.
    pub(crate) fn keeps_promises(&self, set: &ResolvedSet) -> Result<(), Error> {
        let Some(contract) = &self.contract else {
            return Ok(());
        };
        if !contract.folder.is_dir() {
            let message = "no such folder, and released schemas are to lie in it: \
                           make it, and let `freeze` write the first release";
            return Err(Problem::with_file(shown(&contract.folder), message).into());
        }
        let today = Today::of(set)?;
        let baseline = today.baseline(&contract.folder)?;
        held(check::run(&today, &baseline, contract.mode))
    }
}

fn held(problems: Vec<Problem>) -> Result<(), Error> {
    match problems.is_empty() {
        true => Ok(()),
        false => Err(problems.into()),
    }
}

/// Holds the schemas in `paths` against the released ones in `folder`, without generating code.
///
/// Short for [`Builder::check`].
///
/// # Errors
///
/// When schemas are not right, and every way in which they break what `mode` promises.
///
/// # Example
///
/// ```no_run
/// use avro_build::Compatibility;
///
/// avro_build::check(["schemas"], "released", Compatibility::Backward)?;
/// # Ok::<(), avro_build::Error>(())
/// ```
pub fn check<P: AsRef<Path>>(
    paths: impl IntoIterator<Item = P>,
    folder: impl Into<PathBuf>,
    mode: Compatibility,
) -> Result<(), Error> {
    Builder::new().compatible_with(folder, mode).check(paths)
}

/// Records the schemas in `paths` as the next release in `folder`.
///
/// Short for [`Builder::freeze`].
///
/// # Errors
///
/// When schemas are not right, break what `mode` promises, or files cannot be written.
///
/// # Example
///
/// ```no_run
/// use avro_build::Compatibility;
///
/// let frozen = avro_build::freeze(["schemas"], "released", Compatibility::Backward)?;
/// println!("{frozen}"); // release 2: com.example.Order
/// # Ok::<(), avro_build::Error>(())
/// ```
pub fn freeze<P: AsRef<Path>>(
    paths: impl IntoIterator<Item = P>,
    folder: impl Into<PathBuf>,
    mode: Compatibility,
) -> Result<Frozen, Error> {
    Builder::new().compatible_with(folder, mode).freeze(paths)
}
