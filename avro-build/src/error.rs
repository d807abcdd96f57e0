//! Why nothing was generated: every problem, each with its place.

use std::fmt;

use avro_model::SchemaError;
use avro_model::idl::IdlError;

/// Why code was not generated: all problems that were found, not just the first.
///
/// Each is on a line of its own and starts with its file, line and column, as a
/// compiler's do. [`Debug`](fmt::Debug) prints the same text, so that it reads well where a
/// build script returns the error:
///
/// ```text
/// Error: schemas/order.avsc:3:26: Order.id: unknown type `lung`; did you mean `long`?
/// ```
///
/// # Example
///
/// ```
/// let error = avro_build::Builder::new()
///     .generate_text("order.avsc", r#"{"type": "array", "items": "lung"}"#)
///     .unwrap_err();
/// let problem = error.problems().next().unwrap();
/// assert_eq!((problem.file(), problem.line()), (Some("order.avsc"), Some(1)));
/// ```
pub struct Error {
    problems: Vec<Problem>,
}

/// One problem and its place.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Problem {
    file: Option<String>,
    place: Option<(usize, usize)>,
    message: String,
}

impl Error {
    /// All problems, in the order of the files.
    pub fn problems(&self) -> impl ExactSizeIterator<Item = &Problem> {
        self.problems.iter()
    }
}

impl Problem {
    /// A problem with a file or folder as such.
    pub(crate) fn with_file(file: impl Into<String>, message: impl fmt::Display) -> Problem {
        Problem {
            file: Some(file.into()),
            place: None,
            message: message.to_string(),
        }
    }

    /// A problem with what the caller asked for.
    pub(crate) fn with_request(message: impl fmt::Display) -> Problem {
        Problem {
            file: None,
            place: None,
            message: message.to_string(),
        }
    }

    /// A problem of IDL, and what may help. The message has the line of the text with it, and a caret below the place.
    pub(crate) fn with_idl(error: &IdlError, hint: &str) -> Problem {
        let excerpt = error.excerpt().unwrap_or_default();
        Problem {
            file: error.file().map(str::to_owned),
            place: Some((error.line(), error.column())),
            message: format!("{}{hint}{excerpt}", error.kind()),
        }
    }

    /// Another problem at the same place.
    pub(crate) fn saying(mut self, message: impl fmt::Display) -> Problem {
        self.message = message.to_string();
        self
    }

    /// The same problem at a line and column, counted from 1.
    pub(crate) fn at(mut self, line: usize, column: usize) -> Problem {
        self.place = Some((line, column));
        self
    }

    /// The file, as it was reached from the paths that were given.
    pub fn file(&self) -> Option<&str> {
        self.file.as_deref()
    }

    /// The line, counted from 1.
    pub fn line(&self) -> Option<usize> {
        self.place.map(|(line, _)| line)
    }

    /// The column in characters, counted from 1.
    pub fn column(&self) -> Option<usize> {
        self.place.map(|(_, column)| column)
    }

    /// What is wrong, without the place.
    pub fn message(&self) -> &str {
        &self.message
    }
}

/// A name as a message shows it: cut where it is long.
pub(crate) fn clip(name: &str) -> String {
    const LIMIT: usize = 200;
    match name.char_indices().nth(LIMIT) {
        Some((cut, _)) => format!("{}…", name.get(..cut).unwrap_or_default()),
        None => name.to_owned(),
    }
}

impl From<SchemaError> for Problem {
    fn from(error: SchemaError) -> Problem {
        let message = match error.path() {
            "" => error.kind().to_string(),
            path => format!("{path}: {}", error.kind()),
        };
        Problem {
            file: error.file().map(str::to_owned),
            place: error.line().zip(error.column()),
            message,
        }
    }
}

impl From<Vec<Problem>> for Error {
    fn from(problems: Vec<Problem>) -> Error {
        Error { problems }
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Error {
        Error {
            problems: vec![problem],
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "{}:", file.escape_debug())?;
            if let Some((line, column)) = self.place {
                write!(f, "{line}:{column}:")?;
            }
            f.write_str(" ")?;
        }
        f.write_str(&self.message)
    }
}

impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let [problem] = &*self.problems {
            return problem.fmt(f);
        }
        write!(f, "{} problems", self.problems.len())?;
        for problem in &self.problems {
            write!(f, "\n{problem}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_is_what_a_build_script_should_print() {
        let one = Problem::with_file("a.avsc", "the file is empty").at(1, 1);
        let two = Problem::with_file("b.avsc", "no such file or folder");
        assert_eq!(
            format!("{:?}", Error::from(one.clone())),
            "a.avsc:1:1: the file is empty"
        );
        assert_eq!(
            format!("{:?}", Error::from(vec![one, two])),
            "2 problems\na.avsc:1:1: the file is empty\nb.avsc: no such file or folder"
        );
    }
}
