//! Reading `#[avro(…)]` and documentation comments.
//!
//! An attribute is read word by word, and a word that cannot be read does not
//! keep the next from being read: all faults are reported together. What the
//! words mean for the item at hand, and which may stand side by side, is for
//! `model` and `check` to say; here it is only known on what kind of place a
//! word may stand at all.

mod comment;
mod value;

use avro_model::json::Json;
use avro_model::{RenameRule, nearest};
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Attribute, Error, Ident, LitStr, Meta, Result, Token, WherePredicate};

use self::comment::{comment, text_of};
use self::value::{alone, codec, extra, json, one_of, text, texts};
use crate::fault::Faults;

/// What carries the attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// A struct or an enum.
    Type,
    /// A field, of a struct or of a variant.
    Field,
    /// A variant.
    Variant,
}

impl Place {
    fn on(self) -> &'static str {
        match self {
            Place::Type => "on a struct or enum",
            Place::Field => "on a field",
            Place::Variant => "on a variant",
        }
    }
}

/// The words of `#[avro(…)]`, and where each may stand.
const WORDS: &[(&str, &[Place])] = {
    use Place::{Field, Type, Variant};
    &[
        ("name", &[Type]),
        ("namespace", &[Type, Variant]),
        ("rename", &[Field, Variant]),
        ("alias", &[Type, Field, Variant]),
        ("aliases", &[Type, Field, Variant]),
        ("doc", &[Type, Field, Variant]),
        ("rename_all", &[Type, Variant]),
        ("error", &[Type]),
        ("fixed", &[Type]),
        ("attribute", &[Type, Field, Variant]),
        ("crate", &[Type]),
        ("bound", &[Type]),
        ("schema", &[Type]),
        ("default", &[Field, Variant]),
        ("order", &[Field]),
        ("skip", &[Field]),
        ("type", &[Field, Variant]),
        ("with", &[Field, Variant]),
    ]
};

/// Words people know from elsewhere, and what to say to them.
const ELSEWHERE: &[(&str, &str)] = &[
    (
        "rename_all_fields",
        "write `rename_all` on each variant whose fields it means",
    ),
    ("flatten", "Avro has no flattened records"),
    ("tag", "Avro tells the branches of a union by itself"),
    ("untagged", "Avro tells the branches of a union by itself"),
    (
        "transparent",
        "a newtype is transparent without being told so",
    ),
    (
        "skip_serializing_if",
        "every field of an Avro record is written",
    ),
    (
        "logical_type",
        "a logical type is part of the type: `type = \"timestamp_ms\"`, \
         `type = \"@logicalType(\\\"timestamp-micros\\\") long\"`",
    ),
    (
        "namespaces",
        "a type has one namespace: `namespace = \"com.example\"`",
    ),
];

/// What `#[avro(…)]` and `///` said in one place.
#[derive(Default)]
pub(crate) struct Attrs {
    pub(crate) name: Option<LitStr>,
    pub(crate) namespace: Option<LitStr>,
    pub(crate) rename: Option<LitStr>,
    pub(crate) aliases: Vec<LitStr>,
    pub(crate) doc: Option<LitStr>,
    /// The text of documentation comments.
    pub(crate) comment: Option<String>,
    pub(crate) rename_all: Option<(RenameRule, Span)>,
    pub(crate) error: Option<Span>,
    pub(crate) fixed: Option<Span>,
    pub(crate) attributes: Vec<Extra>,
    pub(crate) krate: Option<syn::Path>,
    pub(crate) bound: Vec<WherePredicate>,
    /// The file that the type is held against.
    pub(crate) schema: Option<LitStr>,
    pub(crate) default: Option<DefaultWord>,
    pub(crate) order: Option<(Order, Span)>,
    pub(crate) skip: Option<Span>,
    pub(crate) ty: Option<LitStr>,
    pub(crate) with: Option<syn::Type>,
    /// Whether it is `#[deprecated]`.
    pub(crate) deprecated: bool,
    /// What it says in `#[allow(…)]`, which holds for what is written for it too.
    pub(crate) allows: Vec<Attribute>,
    /// The words that were there, for rules about words that exclude each other.
    pub(crate) given: Vec<(&'static str, Span)>,
}

/// `default` stands alone on a variant and has a value on a field.
pub(crate) enum DefaultWord {
    Alone(Span),
    Value(JsonText),
}

/// JSON text that was checked to be JSON.
pub(crate) struct JsonText {
    pub(crate) json: Json,
    pub(crate) span: Span,
}

/// An attribute that is not one of Avro's own words.
pub(crate) struct Extra {
    pub(crate) key: LitStr,
    pub(crate) value: JsonText,
}

/// How a field counts in the order of records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Ascending,
    Descending,
    Ignore,
}

impl Attrs {
    /// Reads what is written at `place`.
    pub(crate) fn read(attrs: &[Attribute], place: Place, faults: &mut Faults) -> Attrs {
        let mut out = Attrs::default();
        let mut comments = Vec::new();
        for attr in attrs {
            if attr.path().is_ident("doc") {
                comments.extend(comment(attr));
            } else if attr.path().is_ident("deprecated") {
                out.deprecated = true;
            } else if attr.path().is_ident("allow") {
                out.allows.push(attr.clone());
            } else if attr.path().is_ident("avro") {
                let read = |input: ParseStream<'_>| out.words(input, place, faults);
                if let Err(error) = attr.parse_args_with(read) {
                    let message = "expected `#[avro(…)]`, with words such as `name = \"…\"` in it";
                    match &attr.meta {
                        Meta::List(_) => faults.push(error),
                        meta => faults.on(meta, message),
                    }
                }
            }
        }
        out.comment = text_of(&comments);
        out
    }

    /// Where a word stands, if it was given.
    pub(crate) fn span_of(&self, word: &str) -> Option<Span> {
        let (_, span) = self.given.iter().find(|(given, _)| *given == word)?;
        Some(*span)
    }

    /// The documentation: what `doc` says, or the comments.
    pub(crate) fn documentation(&self) -> Option<String> {
        match &self.doc {
            Some(doc) => Some(doc.value()),
            None => self.comment.clone(),
        }
    }

    fn words(&mut self, input: ParseStream<'_>, place: Place, faults: &mut Faults) -> Result<()> {
        while !input.is_empty() {
            if let Err(error) = self.word(input, place) {
                faults.push(error);
                // The next word may be sound.
                while !input.is_empty() && !input.peek(Token![,]) {
                    input.parse::<TokenTree>()?;
                }
            }
            if !input.is_empty() && input.parse::<Token![,]>().is_err() {
                faults.at(input.span(), "expected `,`");
                while !input.is_empty() && !input.peek(Token![,]) {
                    input.parse::<TokenTree>()?;
                }
                input.parse::<Option<Token![,]>>()?;
            }
        }
        Ok(())
    }

    fn word(&mut self, input: ParseStream<'_>, place: Place) -> Result<()> {
        if !input.peek(Ident::peek_any) {
            return Err(input.error("expected a word, such as `rename`"));
        }
        let ident = Ident::parse_any(input)?;
        let (word, places) = known(&ident, place)?;
        if !places.contains(&place) {
            return Err(misplaced(&ident, word, places, place));
        }
        let may_repeat = matches!(word, "alias" | "aliases" | "attribute" | "bound");
        if !may_repeat && self.span_of(word).is_some() {
            return Err(Error::new(
                ident.span(),
                format_args!("`{word}` is given twice"),
            ));
        }
        self.given.push((word, ident.span()));
        let text = |takes| text(input, &ident, takes);
        match word {
            "name" => self.name = Some(text("a name")?),
            "namespace" => self.namespace = Some(text("a namespace")?),
            "rename" => self.rename = Some(text("a name")?),
            "alias" => self.aliases.push(text("a name")?),
            "aliases" => self.aliases.extend(texts(input, &ident)?),
            "doc" => self.doc = Some(text("a text")?),
            "rename_all" => {
                let name = text("a way to spell names")?;
                let known = RenameRule::ALL.map(|rule| (rule.word(), rule));
                let rule = one_of(&name, "way to spell names", &known)?;
                self.rename_all = Some((rule, ident.span()));
            }
            "error" => self.error = Some(alone(input, &ident)?),
            "fixed" => self.fixed = Some(alone(input, &ident)?),
            "attribute" => self.attributes.push(extra(input, &ident)?),
            "crate" => {
                let path = text("a path")?;
                self.krate = Some(path.parse_with(syn::Path::parse_mod_style).map_err(|_| {
                    Error::new(
                        path.span(),
                        "`crate` takes the path of avro-core, such as `crate = \"::other::avro_core\"`",
                    )
                })?);
            }
            "bound" => {
                let bounds = text("bounds")?;
                let parser = Punctuated::<WherePredicate, Token![,]>::parse_terminated;
                self.bound
                    .extend(bounds.parse_with(parser).map_err(|error| {
                        Error::new(
                            bounds.span(),
                            format_args!(
                                "`bound` takes bounds, such as `bound = \"T: Ord\"`: {error}"
                            ),
                        )
                    })?);
            }
            "schema" => self.schema = Some(text("the path of a file")?),
            "default" if place == Place::Variant => {
                self.default = Some(DefaultWord::Alone(alone(input, &ident)?));
            }
            "default" => self.default = Some(DefaultWord::Value(json(input, &ident)?)),
            "order" => {
                let order = text("an order")?;
                let known = [
                    ("ascending", Order::Ascending),
                    ("descending", Order::Descending),
                    ("ignore", Order::Ignore),
                ];
                self.order = Some((one_of(&order, "order", &known)?, ident.span()));
            }
            "skip" => self.skip = Some(alone(input, &ident)?),
            "type" => self.ty = Some(text("a type as Avro IDL writes it")?),
            "with" => self.with = Some(codec(input, &ident)?),
            _ => {}
        }
        Ok(())
    }
}

/// The word that `ident` is.
fn known(ident: &Ident, place: Place) -> Result<(&'static str, &'static [Place])> {
    let name = ident.unraw().to_string();
    if let Some((word, places)) = WORDS.iter().find(|(word, _)| *word == name) {
        return Ok((word, places));
    }
    let here = || WORDS.iter().filter(|(_, places)| places.contains(&place));
    let message = if let Some((_, advice)) = ELSEWHERE.iter().find(|(word, _)| *word == name) {
        format!("unknown attribute `{name}`: {advice}")
    } else if let Some(near) = nearest(&name, here().map(|(word, _)| *word)) {
        format!("unknown attribute `{name}`; did you mean `{near}`?")
    } else {
        let words: Vec<String> = here().map(|(word, _)| format!("`{word}`")).collect();
        format!(
            "unknown attribute `{name}`; {} there can be {}",
            place.on(),
            words.join(", ")
        )
    };
    Err(Error::new(ident.span(), message))
}

fn misplaced(ident: &Ident, word: &str, places: &[Place], place: Place) -> Error {
    let instead = match (word, place) {
        ("name", _) => "; did you mean `rename`?",
        ("rename", Place::Type) => "; did you mean `name`?",
        ("namespace", Place::Field) => {
            ": a field has none, and its type says its own, as in `type = \"fixed com.example.Id(16)\"`"
        }
        ("default", Place::Type) => {
            ": a field has a default, and so has an enum, on one of its variants"
        }
        ("type" | "with", Place::Type) => ": it belongs on a field, also on that of a newtype",
        ("rename_all", Place::Field) => ": it belongs on the struct or the variant around",
        ("skip", Place::Variant) => ": every variant has its place in the schema",
        _ => "",
    };
    let message = if instead.is_empty() {
        let on: Vec<&str> = places.iter().map(|place| place.on()).collect();
        format!(
            "`{word}` may not stand {}, only {}",
            place.on(),
            on.join(" or ")
        )
    } else {
        format!("`{word}` may not stand {}{instead}", place.on())
    };
    Error::new(ident.span(), message)
}

/// The tokens of an attribute's crate path, or of the usual one.
pub(crate) fn crate_path(attrs: &Attrs) -> TokenStream {
    match &attrs.krate {
        Some(path) => path.to_token_stream(),
        None => quote::quote!(::avro_core),
    }
}
