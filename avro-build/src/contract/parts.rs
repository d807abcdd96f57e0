//! A schema text taken apart into definitions, each of which refers to the others by name.
//!
//! That is done on the JSON, before anything is parsed: only names matter, and a release may not have
//! all that its files refer to.

use std::collections::BTreeSet;

use avro_model::json::Json;

use super::baseline::Key;

/// A text taken apart into the definitions in it.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) found: Vec<(Key, Json, BTreeSet<String>)>,
    /// The names used by what is being taken apart.
    pub(super) uses: BTreeSet<String>,
}

impl Parts {
    /// A schema with names in the place of the definitions in it.
    ///
    /// It recurses as deep as the text is nested, which reading has bounded. What is no schema stays
    /// as it is, for the parser to refuse.
    pub(super) fn take(&mut self, json: Json, around: Option<&str>) -> Json {
        let members = match json {
            Json::String(name) => {
                self.name(&name, around);
                return Json::String(name);
            }
            Json::Array(branches) => {
                let branches = branches.into_iter().map(|branch| self.take(branch, around));
                return Json::Array(branches.collect());
            }
            Json::Object(members) => members,
            other => return other,
        };
        let word = |key: &str| {
            let (_, value) = members.iter().find(|(name, _)| **name == *key)?;
            value.as_str().map(str::to_owned)
        };
        match (word("type").as_deref(), word("name")) {
            (Some("record" | "error" | "enum" | "fixed"), Some(name)) => {
                let (namespace, simple) = match name.rsplit_once('.') {
                    Some((namespace, simple)) => (namespace.to_owned(), simple.to_owned()),
                    None => {
                        let given = word("namespace").or_else(|| around.map(str::to_owned));
                        (given.unwrap_or_default(), name)
                    }
                };
                self.definition(members, &namespace, &simple, around)
            }
            (Some("array"), _) => self.inside(members, "items", around),
            (Some("map"), _) => self.inside(members, "values", around),
            _ => self.inside(members, "type", around),
        }
    }

    fn definition(
        &mut self,
        members: Vec<(Box<str>, Json)>,
        namespace: &str,
        simple: &str,
        around: Option<&str>,
    ) -> Json {
        let outer = std::mem::take(&mut self.uses);
        let inner = Some(namespace).filter(|namespace| !namespace.is_empty());
        let mut out: Vec<(Box<str>, Json)> = Vec::new();
        for (key, value) in members {
            match (&*key, value) {
                ("name", _) => {
                    out.push((key, Json::String(simple.into())));
                    if let Some(namespace) = inner {
                        out.push(("namespace".into(), Json::String(namespace.into())));
                    }
                }
                ("namespace", _) => {}
                ("fields", Json::Array(fields)) => {
                    let fields = fields.into_iter().map(|field| match field {
                        Json::Object(members) => self.inside(members, "type", inner),
                        other => other,
                    });
                    let fields = fields.collect();
                    out.push((key, Json::Array(fields)));
                }
                (_, value) => out.push((key, value)),
            }
        }
        let (full, reference) = match (inner, around) {
            (Some(namespace), _) => {
                let full = format!("{namespace}.{simple}");
                (full.clone(), full)
            }
            (None, Some(_)) => (simple.to_owned(), format!(".{simple}")),
            (None, None) => (simple.to_owned(), simple.to_owned()),
        };
        let uses = std::mem::replace(&mut self.uses, outer);
        self.uses.insert(full.clone());
        self.found.push((Key::Type(full), Json::Object(out), uses));
        Json::String(reference.into())
    }

    /// An object with a schema in it, under the word `at`.
    fn inside(&mut self, members: Vec<(Box<str>, Json)>, at: &str, around: Option<&str>) -> Json {
        let members = members.into_iter().map(|(key, value)| match &*key {
            word if word == at => (key, self.take(value, around)),
            _ => (key, value),
        });
        Json::Object(members.collect())
    }

    /// A name without dots is one of the namespace around it, or else of the null namespace.
    fn name(&mut self, name: &str, around: Option<&str>) {
        if let (Some(namespace), false) = (around, name.contains('.')) {
            self.uses.insert(format!("{namespace}.{name}"));
        }
        self.uses
            .insert(name.strip_prefix('.').unwrap_or(name).to_owned());
    }
}
