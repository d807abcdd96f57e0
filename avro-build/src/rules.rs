//! Rules: choices made ready, and asked by the path of a type or a field.
//!
//! A path is a type's full name, or that with a field or a symbol behind it. A pattern has the same
//! form: `*` stands for any part of a name, `**` for any number of names. What
//! was asked for and had no effect is a slip of the pen, so each rule knows whether it was used.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::rc::Rc;

use avro_model::{LogicalType, Node, Type, nearest};
use syn::parse::Parser;

use crate::choice::{Choice, LOGICAL, Substitute, Target};
use crate::error::{Problem, clip};
use crate::glob::name_matches;

/// All choices of a run, the last one first.
#[derive(Debug, Default)]
pub(crate) struct Rules(Vec<Rule>);

/// A choice, and what it is for.
#[derive(Debug)]
struct Rule {
    /// `None` for everything.
    pattern: Option<String>,
    values: Vec<Value>,
    look: Look,
    field_attributes: Vec<syn::Attribute>,
    /// Whether there is a type, or a field, that the pattern names.
    met_type: Cell<bool>,
    met_field: Cell<bool>,
}

/// A substitute whose types are Rust.
#[derive(Debug)]
struct Value {
    said: Substitute,
    chosen: Chosen,
    used: Cell<bool>,
}

/// A type that was chosen, or the plain one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Chosen {
    /// `None` for the plain type on the wire.
    pub(crate) ty: Option<Rc<syn::Type>>,
    pub(crate) with: Option<syn::Type>,
    /// Whether the type has the value's Avro type by itself.
    pub(crate) own: bool,
    /// Whether it is made from a string or from bytes.
    pub(crate) is_text: bool,
    pub(crate) is_bytes: bool,
    /// Whether it is for an attribute that is not Avro's, and says that by itself.
    pub(crate) is_foreign: bool,
}

/// How an item looks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Look {
    pub(crate) derives: Vec<syn::Path>,
    pub(crate) attributes: Vec<syn::Attribute>,
    pub(crate) visibility: Option<syn::Visibility>,
    pub(crate) borrowed: Option<bool>,
    pub(crate) setters: Option<bool>,
    pub(crate) constants: Option<bool>,
}

impl Rules {
    /// Makes choices ready.
    ///
    /// # Errors
    ///
    /// When something in them is not Rust.
    pub(crate) fn new(choices: &[(Option<String>, Choice)]) -> Result<Rules, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut rules = Vec::new();
        for (pattern, choice) in choices {
            rules.push(rule(pattern.as_deref(), choice, &mut problems));
        }
        rules.reverse();
        if problems.is_empty() {
            Ok(Rules(rules))
        } else {
            Err(problems)
        }
    }

    /// What was chosen for a value without parts: `record` is the type that its field is in, and
    /// `field` the path of that.
    pub(crate) fn value(&self, record: &str, field: &str, node: &Node) -> Option<Chosen> {
        let logical = node.logical();
        let unknown = match logical {
            Some(_) => None,
            None => node
                .attributes()
                .get("logicalType")
                .and_then(|name| name.as_str())
                // One of Avro's own that is not in force has no meaning at all.
                .filter(|name| !LOGICAL.contains(name)),
        };
        let name = logical.map_or(unknown, |logical| Some(logical.name()));
        let fits = |said: &Substitute| match &said.target {
            Target::Value => true,
            Target::Logical(wanted) => name == Some(wanted.as_str()) && said.holds(logical),
            Target::String => logical.is_none() && matches!(node.ty(), Type::String),
            Target::Bytes => logical.is_none() && matches!(node.ty(), Type::Bytes),
            Target::Map => false,
        };
        // What a value means counts before what it is.
        let has_meaning = |said: &Substitute| {
            !matches!(said.target, Target::String | Target::Bytes) && fits(said)
        };
        let value = self
            .find(record, field, has_meaning)
            .or_else(|| self.find(record, field, fits))?;
        let mut chosen = value.chosen.clone();
        chosen.own = match (value.said.own, logical) {
            (Some(own), Some(logical)) => own == logical.name() && !is_fixed(node),
            // A type of the user's own says what it is, unless it says how it is converted.
            _ => logical.is_none() && chosen.with.is_none(),
        };
        let is_foreign = matches!(value.said.target, Target::Logical(_)) && logical.is_none();
        chosen.is_foreign = is_foreign && chosen.with.is_none();
        chosen.is_text = matches!(value.said.target, Target::String | Target::Bytes);
        chosen.is_bytes = value.said.target == Target::Bytes;
        Some(chosen)
    }

    /// What was chosen for a map.
    pub(crate) fn map(&self, record: &str, field: &str) -> Option<Rc<syn::Type>> {
        let value = self.find(record, field, |said| said.target == Target::Map)?;
        value.chosen.ty.clone()
    }

    fn find(
        &self,
        record: &str,
        field: &str,
        fits: impl Fn(&Substitute) -> bool,
    ) -> Option<&Value> {
        for rule in self.0.iter().filter(|rule| !rule.values.is_empty()) {
            let meets_type = rule.matches(record);
            if !meets_type && !rule.matches(field) {
                continue;
            }
            if let Some(value) = rule.values.iter().rev().find(|value| fits(&value.said)) {
                value.used.set(true);
                return Some(value);
            }
        }
        None
    }

    /// How the item of this path looks.
    pub(crate) fn look(&self, path: &str) -> Look {
        let mut look = Look::default();
        // From the first to the last.
        for rule in self.0.iter().rev().filter(|rule| rule.matches(path)) {
            look.derives.extend(rule.look.derives.iter().cloned());
            look.attributes.extend(rule.look.attributes.iter().cloned());
            let later = rule.look.visibility.clone();
            look.visibility = later.or(look.visibility);
            look.borrowed = rule.look.borrowed.or(look.borrowed);
            look.setters = rule.look.setters.or(look.setters);
            look.constants = rule.look.constants.or(look.constants);
        }
        look
    }

    /// How the borrowed twin of an item looks: derives and attributes are not the item's own,
    /// for not every derive can borrow.
    pub(crate) fn look_of_twin(&self, path: &str) -> Look {
        let twin = format!("{path}Ref");
        let mut look = Look::default();
        let rules = self.0.iter().rev().filter(|rule| rule.pattern.is_some());
        for rule in rules.filter(|rule| rule.matches(&twin)) {
            look.derives.extend(rule.look.derives.iter().cloned());
            look.attributes.extend(rule.look.attributes.iter().cloned());
        }
        look
    }

    /// The attributes of a field or a variant.
    pub(crate) fn field_attributes(&self, path: &str) -> impl Iterator<Item = &syn::Attribute> {
        let rules = self.0.iter().rev();
        let rules = rules.filter(|rule| !rule.field_attributes.is_empty());
        rules
            .filter(move |rule| rule.matches(path))
            .flat_map(|rule| &rule.field_attributes)
    }

    /// Whether anything is not public.
    pub(crate) fn hide(&self) -> bool {
        self.0.iter().any(|rule| rule.look.visibility.is_some())
    }

    /// Tells the rules that a type, or a field or a symbol, is there.
    pub(crate) fn meet(&self, path: &str, is_type: bool) {
        for rule in self.0.iter().filter(|rule| rule.pattern.is_some()) {
            let met = if is_type {
                &rule.met_type
            } else {
                &rule.met_field
            };
            if !met.get() && rule.matches(path) {
                met.set(true);
            }
        }
    }

    /// What had no effect.
    pub(crate) fn idle(&self, known: &BTreeSet<String>) -> Vec<Problem> {
        let mut problems = Vec::new();
        for rule in self.0.iter().rev() {
            rule.idle(known, &mut problems);
        }
        problems
    }
}

impl Rule {
    fn matches(&self, path: &str) -> bool {
        self.pattern
            .as_deref()
            .is_none_or(|pattern| matches(pattern, path))
    }

    fn idle(&self, known: &BTreeSet<String>, problems: &mut Vec<Problem>) {
        let Some(pattern) = &self.pattern else {
            for value in self.values.iter().filter(|value| !value.used.get()) {
                if let Target::Logical(name) = &value.said.target
                    && !LOGICAL.contains(&name.as_str())
                {
                    let hint = hint(name, LOGICAL.iter().copied());
                    let name = clip(&name.escape_debug().to_string());
                    problems.push(Problem::with_request(format!(
                        "no type has the logical type `{name}`{hint}"
                    )));
                }
            }
            return;
        };
        let shown = clip(&pattern.escape_debug().to_string());
        let mut problem = |message: String| {
            problems.push(Problem::with_request(format!(
                "the choice for `{shown}`: {message}"
            )));
        };
        if !self.met_type.get() && !self.met_field.get() {
            let hint = hint(pattern, known.iter().map(String::as_str));
            problem(format!("no type and no field has that name{hint}"));
            return;
        }
        let look = &self.look;
        let for_types = !look.derives.is_empty()
            || !look.attributes.is_empty()
            || look.visibility.is_some()
            || look.borrowed.is_some()
            || look.setters.is_some()
            || look.constants.is_some();
        if for_types && !self.met_type.get() {
            problem("it is about types, and only fields have that name".to_owned());
        }
        if !self.field_attributes.is_empty() && !self.met_field.get() {
            problem("an attribute for fields, and only types have that name".to_owned());
        }
        // Of what a preset says about many types, one is enough.
        let used = self.values.iter().any(|value| value.used.get());
        if !self.values.is_empty() && !used {
            let first = self.values.first().map(|value| &value.said);
            let what = match first.map(|said| &said.target) {
                Some(Target::String) => "string".to_owned(),
                Some(Target::Bytes) => "bytes".to_owned(),
                Some(Target::Map) => "map".to_owned(),
                Some(Target::Logical(name)) => {
                    let limit = first.and_then(Substitute::limit);
                    let limit = limit.map(|digits| format!(" of up to {digits} digits"));
                    format!("`{}`{}", clip(name), limit.unwrap_or_default())
                }
                Some(Target::Value) | None => "value without parts".to_owned(),
            };
            problem(format!("there is no {what} in what has that name"));
        }
    }
}

fn hint<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(wanted, known).map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

fn is_fixed(node: &Node) -> bool {
    matches!(node.ty(), Type::Fixed(_))
}

/// Whether a pattern names a path.
fn matches(pattern: &str, path: &str) -> bool {
    let pattern: Vec<&str> = pattern.split('.').collect();
    let path: Vec<&str> = path.split('.').collect();
    // How far each start of the pattern can have come: a row at a time.
    let mut reached = vec![false; path.len().saturating_add(1)];
    if let Some(start) = reached.first_mut() {
        *start = true;
    }
    for part in pattern {
        let mut next = vec![false; reached.len()];
        if part == "**" {
            let mut any = false;
            for (slot, was) in next.iter_mut().zip(&reached) {
                any |= *was;
                *slot = any;
            }
        } else {
            let steps = reached.iter().zip(&path);
            for (slot, (was, name)) in next.iter_mut().skip(1).zip(steps) {
                *slot = *was && name_matches(part, name);
            }
        }
        reached = next;
    }
    reached.last().copied().unwrap_or(false)
}

/// A choice made ready.
fn rule(pattern: Option<&str>, choice: &Choice, problems: &mut Vec<Problem>) -> Rule {
    let mut refuse = |text: &str, what: &str| {
        let text = clip(&text.escape_debug().to_string());
        problems.push(Problem::with_request(format!("`{text}` is not {what}")));
    };
    let mut values = Vec::new();
    for said in &choice.values {
        let parse = |text: &String| syn::parse_str::<syn::Type>(text).map_err(|_| text.clone());
        let ty = said.ty.as_ref().map(parse).transpose();
        let with = said.with.as_ref().map(parse).transpose();
        match (ty, with) {
            (Ok(ty), Ok(with)) => {
                if said.target == Target::Map && !ty.as_ref().is_some_and(has_two_places) {
                    let text = said.ty.as_deref().unwrap_or_default();
                    refuse(
                        text,
                        "a map type with `_` for its key and `_` for its value",
                    );
                }
                values.push(Value {
                    said: said.clone(),
                    chosen: Chosen {
                        ty: ty.map(Rc::new),
                        with,
                        own: false,
                        is_text: false,
                        is_bytes: false,
                        is_foreign: false,
                    },
                    used: Cell::new(false),
                });
            }
            (Err(text), _) => refuse(&text, "a type"),
            (_, Err(text)) => refuse(&text, "the path of a conversion"),
        }
    }
    let mut look = Look {
        borrowed: choice.borrowed,
        setters: choice.setters,
        constants: choice.constants,
        ..Look::default()
    };
    for text in &choice.derives {
        match syn::parse_str(text) {
            Ok(path) => look.derives.push(path),
            Err(_) => refuse(text, "the path of a derive"),
        }
    }
    if let Some(text) = &choice.visibility {
        match syn::parse_str(text) {
            Ok(visibility) => look.visibility = Some(visibility),
            Err(_) => refuse(text, "a visibility"),
        }
    }
    let mut field_attributes = Vec::new();
    let lists = [
        (&choice.type_attributes, &mut look.attributes),
        (&choice.field_attributes, &mut field_attributes),
    ];
    for (texts, list) in lists {
        for text in texts {
            match syn::Attribute::parse_outer.parse_str(text) {
                Ok(attributes) if !attributes.is_empty() => list.extend(attributes),
                _ => refuse(text, "an attribute, as in `#[serde(skip)]`"),
            }
        }
    }
    Rule {
        pattern: pattern.map(str::to_owned),
        values,
        look,
        field_attributes,
        met_type: Cell::new(false),
        met_field: Cell::new(false),
    }
}

/// Whether a type has a `_` for the key of a map and one for the value.
fn has_two_places(ty: &syn::Type) -> bool {
    let mut places = 0_usize;
    each_place(&mut ty.clone(), &mut |_| places = places.saturating_add(1));
    places == 2
}

/// A map type with these in the place of its `_`.
pub(crate) fn map_of(ty: &syn::Type, key: syn::Type, value: syn::Type) -> syn::Type {
    let mut parts = vec![value, key];
    let mut ty = ty.clone();
    each_place(&mut ty, &mut |place| {
        if let Some(part) = parts.pop() {
            *place = part;
        }
    });
    ty
}

/// Goes through the `_` of a type.
fn each_place(ty: &mut syn::Type, visit: &mut dyn FnMut(&mut syn::Type)) {
    struct Places<'a>(&'a mut dyn FnMut(&mut syn::Type));

    impl syn::visit_mut::VisitMut for Places<'_> {
        fn visit_type_mut(&mut self, ty: &mut syn::Type) {
            if matches!(ty, syn::Type::Infer(_)) {
                (self.0)(ty);
            } else {
                syn::visit_mut::visit_type_mut(self, ty);
            }
        }
    }

    syn::visit_mut::VisitMut::visit_type_mut(&mut Places(visit), ty);
}

/// Whether this is one of Avro's own logical types that a fixed may have.
pub(crate) fn on_fixed(logical: &LogicalType) -> bool {
    matches!(
        logical,
        LogicalType::Decimal { .. } | LogicalType::Uuid | LogicalType::Duration
    )
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_pattern_names_types_and_fields() {
        for (pattern, path, expected) in [
            ("com.example.Order", "com.example.Order", true),
            ("com.example.Order", "com.example.Order.placed", false),
            ("com.example.Order.*", "com.example.Order.placed", true),
            ("com.example.*", "com.example.Order", true),
            ("com.example.*", "com.example.shop.Order", false),
            ("com.**", "com.example.shop.Order.placed", true),
            ("**.placed", "placed", true),
            ("**.placed", "com.example.Order.placed", true),
            ("**.*_at", "com.Order.placed_at", true),
            ("**.Order.**", "com.Order", true),
            ("com.example.Ord", "com.example.Order", false),
            ("", "com", false),
        ] {
            assert_eq!(matches(pattern, path), expected, "{pattern} {path}");
        }
    }
}
