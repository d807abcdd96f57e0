//! Names: how Avro's become Rust's, all rules in one place.
//!
//! Avro names are ASCII letters, digits and underscores; the strict parser has
//! seen to that. What comes out is an identifier that compiles in every edition
//! and that nobody has to look up twice:
//!
//! 1. **Case** is Rust's: types and variants `UpperCamelCase`, fields and modules
//!    `snake_case`, words found as `heck` finds them (`HTTPServer` is `http_server`).
//!    A name of underscores alone is called `underscore`. One that starts
//!    with a digit keeps an underscore before it; a type has `Type` there, since a field `_1` could not be bound
//!    beside a type `_1`.
//! 2. **Keywords** of any edition become raw identifiers, `r#type`. Those that may
//!    not be raw get an underscore behind them: `self_`, `super_`, `crate_`, `Self_`.
//!    So do modules with the name of a primitive type (`str_`), which would hide it, outermost modules
//!    with that of a crate whose paths stand beside them (`std_`, `core_`, `avro_core_`), and a message that is
//!    called `new`.
//! 3. **Collisions** within one scope (the fields of a record, the variants of an
//!    enum, the items of a module) are settled by numbers. Whoever is written in
//!    Rust's case already keeps the plain name; the others take it in the order of
//!    their definitions, then `_2`, `_3` (types and variants: `2`, `3`) and so
//!    on, passing over what anyone else would have liked. So what is added at the end
//!    renames nothing that was there, unless it is in Rust's case.
//! 4. **The Avro name is kept**: where the derive would not get it back from the
//!    identifier, it is said in an attribute. One `rename_all` stands for many of those.
//!
//! 5. **What has no name in Avro** gets one from where it stands. A union is called after its
//!    record and field, `UserContact`; below an array or a map `Item` or `Value` is added.
//!    A file whose schema has no name lends its own. Types that Avro names come first:
//!    if one of these names is taken, it is ours that gets a number.
//!
//! Names of the prelude need no rule: a type may be called `Option`. Where it is,
//! the code beside it says `::std::option::Option`.

use std::collections::{HashMap, HashSet};

use avro_model::RenameRule;
use heck::{ToSnakeCase, ToUpperCamelCase};
use proc_macro2::{Ident, Span};

/// What is named decides the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    /// Types.
    Type,
    /// Variants: as types, but for those that start with a digit.
    Variant,
    /// Fields.
    Field,
    /// Methods: as fields, but for `new`, which makes what the method is one of.
    Method,
    /// Modules.
    Module,
    /// Modules in the place where the code is included: there `std::` has to mean the crate, to whoever
    /// writes more code beside it.
    Outermost,
}

impl Case {
    /// The identifier that a name would have if it were alone: rules 1 and 2.
    pub(crate) fn of(self, name: &str) -> String {
        let mut cased = match self {
            Case::Type | Case::Variant => name.to_upper_camel_case(),
            _ => name.to_snake_case(),
        };
        if cased.is_empty() {
            cased.push_str(match self {
                Case::Type | Case::Variant => "Underscore",
                _ => "underscore",
            });
        }
        if cased.starts_with(|first: char| first.is_ascii_digit()) {
            cased.insert_str(0, if self == Case::Type { "Type" } else { "_" });
        }
        let is_taken = match self {
            Case::Module => is_primitive(&cased),
            Case::Outermost => is_primitive(&cased) || is_crate(&cased),
            Case::Method => cased == "new",
            Case::Type | Case::Variant | Case::Field => false,
        };
        if is_never_raw(&cased) || is_taken {
            cased.push('_');
        }
        cased
    }

    /// The identifier for the one who comes `number`th.
    fn numbered(self, base: &str, number: usize) -> String {
        let base = base.trim_end_matches('_');
        match self {
            // `V1` and `V12` would be taken for other names.
            Case::Type | Case::Variant if !base.ends_with(|last: char| last.is_ascii_digit()) => {
                format!("{base}{number}")
            }
            _ => format!("{base}_{number}"),
        }
    }
}

/// The identifiers that are taken in one scope. Raw ones stand here without `r#`.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    taken: HashSet<String>,
    /// The number that was given last, by plain name.
    numbers: HashMap<String, usize>,
}

impl Scope {
    /// Identifiers for `names`, in their order: rule 3.
    pub(crate) fn assign(&mut self, names: &[&str], case: Case) -> Vec<String> {
        let wished: Vec<String> = names.iter().map(|name| case.of(name)).collect();
        let all: HashSet<&str> = wished.iter().map(String::as_str).collect();

        let mut turns: Vec<(bool, usize, &String)> = names
            .iter()
            .zip(&wished)
            .enumerate()
            .map(|(at, (name, wish))| (name != wish, at, wish))
            .collect();
        turns.sort_unstable();

        let mut given = vec![String::new(); names.len()];
        for (_, at, wish) in turns {
            let ident = self.free(wish, case, &all);
            if let Some(place) = given.get_mut(at) {
                *place = ident;
            }
        }
        given
    }

    /// A type's identifier of our own making, which gives way to all that stand already.
    pub(crate) fn assign_own(&mut self, ident: &str) -> String {
        self.free(ident, Case::Type, &HashSet::new())
    }

    /// `wish` or the first numbered form of it that is neither taken nor `wanted`.
    fn free(&mut self, wish: &str, case: Case, wanted: &HashSet<&str>) -> String {
        if self.taken.insert(wish.to_owned()) {
            return wish.to_owned();
        }
        let number = self.numbers.entry(wish.to_owned()).or_insert(1);
        loop {
            *number = number.saturating_add(1);
            let ident = case.numbered(wish, *number);
            if !wanted.contains(ident.as_str()) && self.taken.insert(ident.clone()) {
                return ident;
            }
        }
    }

    /// Whether something here has this identifier.
    pub(crate) fn has(&self, ident: &str) -> bool {
        self.taken.contains(ident)
    }
}

/// A type's identifier for a part of another: `User` and `contact` give `UserContact`.
pub(crate) fn joined(owner: &str, part: &str) -> String {
    let owner = owner.trim_end_matches('_');
    match part.to_upper_camel_case() {
        part if part.is_empty() => format!("{owner}Underscore"),
        part => format!("{owner}{part}"),
    }
}

/// The identifier of a type that is called after a file: for
/// `schemas/user-event.v1.avsc` it is `UserEventV1`.
pub(crate) fn of_file(file: &str) -> String {
    let name = file.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let sign = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let stem: String = stem.chars().map(sign).collect();
    match stem.trim_matches('_') {
        "" => "Root".to_owned(),
        _ => Case::Type.of(&stem),
    }
}

/// The token of an identifier that came from [`Case::of`] or a [`Scope`].
pub(crate) fn ident(text: &str) -> Ident {
    if is_keyword(text) {
        Ident::new_raw(text, Span::call_site())
    } else {
        Ident::new(text, Span::call_site())
    }
}

/// An identifier without `r#`.
pub(crate) fn text(ident: &Ident) -> String {
    let text = ident.to_string();
    text.strip_prefix("r#")
        .map_or_else(|| text.clone(), str::to_owned)
}

/// The rules of `rename_all`, the commonest in schemas first.
const RULES: [RenameRule; 6] = [
    RenameRule::Camel,
    RenameRule::ScreamingSnake,
    RenameRule::Snake,
    RenameRule::Pascal,
    RenameRule::Upper,
    RenameRule::Lower,
];

/// The rule that saves renames among these pairs of identifier and name, if
/// one saves at least two.
pub(crate) fn best_rule<'a>(
    pairs: impl Iterator<Item = (&'a str, &'a str)> + Clone,
) -> Option<RenameRule> {
    let misses = |rule: Option<RenameRule>| {
        let missed = pairs
            .clone()
            .filter(|(ident, name)| !recovers(rule, ident, name));
        missed.count()
    };
    let without = misses(None);
    let (with, rule) = RULES
        .into_iter()
        .map(|rule| (misses(Some(rule)), rule))
        .min_by_key(|(with, _)| *with)?;
    (without.saturating_sub(with) >= 2).then_some(rule)
}

/// Whether the derive gets `name` back from `ident`: rule 4.
pub(crate) fn recovers(rule: Option<RenameRule>, ident: &str, name: &str) -> bool {
    match rule {
        Some(rule) => rule.apply(ident) == name,
        None => ident == name,
    }
}

/// Names of primitive types: a module of that name would stand before them.
fn is_primitive(text: &str) -> bool {
    matches!(
        text,
        "bool"
            | "char"
            | "str"
            | "i8"
            | "i16"
            | "i32"
            | "i64"
            | "i128"
            | "isize"
            | "u8"
            | "u16"
            | "u32"
            | "u64"
            | "u128"
            | "usize"
            | "f16"
            | "f32"
            | "f64"
            | "f128"
    )
}

/// Names of crates that the code beside a module refers to.
fn is_crate(text: &str) -> bool {
    matches!(text, "std" | "core" | "alloc" | "avro_core" | "avro_rpc")
}

/// Keywords that may not be raw identifiers.
fn is_never_raw(text: &str) -> bool {
    matches!(text, "self" | "Self" | "super" | "crate" | "_")
}

/// Keywords, used or reserved, of any edition from 2018 on.
fn is_keyword(text: &str) -> bool {
    matches!(
        text,
        "as" | "break"
            | "const"
            | "continue"
            | "else"
            | "enum"
            | "extern"
            | "false"
            | "fn"
            | "for"
            | "if"
            | "impl"
            | "in"
            | "let"
            | "loop"
            | "match"
            | "mod"
            | "move"
            | "mut"
            | "pub"
            | "ref"
            | "return"
            | "static"
            | "struct"
            | "trait"
            | "true"
            | "type"
            | "unsafe"
            | "use"
            | "where"
            | "while"
            | "async"
            | "await"
            | "dyn"
            | "gen"
            | "try"
            | "abstract"
            | "become"
            | "box"
            | "do"
            | "final"
            | "macro"
            | "override"
            | "priv"
            | "typeof"
            | "unsized"
            | "virtual"
            | "yield"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_take_the_case_of_rust() {
        // Avro name, as a type, as a field.
        let cases = [
            ("Order", "Order", "order"),
            ("order_line", "OrderLine", "order_line"),
            ("orderLine", "OrderLine", "order_line"),
            ("HTTPServer", "HttpServer", "http_server"),
            ("SPADES", "Spades", "spades"),
            ("_private", "Private", "private"),
            ("_1", "Type1", "_1"),
            ("a1", "A1", "a1"),
            ("_", "Underscore", "underscore"),
            ("__", "Underscore", "underscore"),
            ("self", "Self_", "self_"),
            ("Self", "Self_", "self_"),
            ("super", "Super", "super_"),
        ];
        for (name, ty, field) in cases {
            assert_eq!(
                (&*Case::Type.of(name), &*Case::Field.of(name)),
                (ty, field),
                "{name}"
            );
        }
    }

    #[test]
    fn every_keyword_becomes_an_identifier() {
        for name in [
            "type", "async", "gen", "self", "crate", "super", "Self", "union", "dyn",
        ] {
            for case in [Case::Type, Case::Field, Case::Module] {
                let token = ident(&case.of(name)).to_string();
                assert!(syn::parse_str::<Ident>(&token).is_ok(), "{token}");
            }
        }
        assert_eq!(ident("type").to_string(), "r#type");
        assert_eq!(ident("union").to_string(), "union");
    }

    #[test]
    fn a_module_does_not_hide_a_primitive_type() {
        assert_eq!(Case::Module.of("str"), "str_");
        assert_eq!(Case::Field.of("str"), "str");
    }

    #[test]
    fn an_outermost_module_does_not_hide_a_crate() {
        for (name, outermost, inner) in [
            ("std", "std_", "std"),
            ("Core", "core_", "core"),
            ("avro_core", "avro_core_", "avro_core"),
            ("u8", "u8_", "u8_"),
            ("com", "com", "com"),
        ] {
            assert_eq!(Case::Outermost.of(name), outermost);
            assert_eq!(Case::Module.of(name), inner);
        }
    }

    #[test]
    fn who_is_in_rust_s_case_keeps_the_name() {
        let given =
            Scope::default().assign(&["fooBar", "FooBar", "foo_bar", "foo_bar_2"], Case::Field);
        assert_eq!(given, ["foo_bar_3", "foo_bar_4", "foo_bar", "foo_bar_2"]);

        let given = Scope::default().assign(&["foo_bar", "Foo_Bar", "FooBar"], Case::Type);
        assert_eq!(given, ["FooBar2", "FooBar3", "FooBar"]);

        let given = Scope::default().assign(&["self", "Self", "v1", "V1"], Case::Type);
        assert_eq!(given, ["Self_", "Self2", "V1_2", "V1"]);
    }

    #[test]
    fn variants_differ_from_types_by_the_digit_in_front() {
        for (name, ty, variant) in [
            ("PAID", "Paid", "Paid"),
            ("_404", "Type404", "_404"),
            ("_", "Underscore", "Underscore"),
            ("Self", "Self_", "Self_"),
        ] {
            assert_eq!(Case::Type.of(name), ty);
            assert_eq!(Case::Variant.of(name), variant);
        }
    }

    #[test]
    fn what_is_added_at_the_end_renames_nothing() {
        let names = ["aB", "AB", "A_B", "a__b", "_a_b", "Ab", "zz", "ZZ"];
        let all = Scope::default().assign(&names, Case::Type);
        for count in 0..names.len() {
            let fewer = Scope::default().assign(&names[..count], Case::Type);
            let in_case = names[count..]
                .iter()
                .any(|name| Case::Type.of(name) == *name);
            if !in_case {
                assert_eq!(fewer, all[..count]);
            }
        }
    }

    #[test]
    fn what_has_no_name_is_called_after_where_it_stands() {
        for (owner, part, name) in [
            ("User", "contact", "UserContact"),
            ("User", "HTTP_body", "UserHttpBody"),
            ("R", "f", "RF"),
            ("Self_", "_", "SelfUnderscore"),
        ] {
            assert_eq!(joined(owner, part), name);
        }
        for (file, name) in [
            ("schemas/user-event.v1.avsc", "UserEventV1"),
            ("Order.avsc", "Order"),
            ("2d.avsc", "Type2d"),
            ("self.avsc", "Self_"),
            ("é.avsc", "Root"),
            (".avsc", "Root"),
            ("plain", "Plain"),
        ] {
            assert_eq!(of_file(file), name, "{file}");
        }
    }

    #[test]
    fn rename_all_is_used_where_it_saves_two_renames() {
        let best = |names: &[&str], case: Case| {
            let idents: Vec<String> = names.iter().map(|name| case.of(name)).collect();
            best_rule(idents.iter().map(String::as_str).zip(names.iter().copied()))
        };
        assert_eq!(
            best(&["OPEN", "IN_WORK"], Case::Type),
            Some(RenameRule::ScreamingSnake)
        );
        assert_eq!(best(&["OPEN"], Case::Type), None);
        assert_eq!(
            best(&["id", "firstName", "lastName"], Case::Field),
            Some(RenameRule::Camel)
        );
        assert_eq!(best(&["id", "first_name", "lastName"], Case::Field), None);
        assert_eq!(best(&["Open", "Paid"], Case::Type), None);
    }
}
