//! What may stand behind a word: nothing, a text, JSON, a path.

use avro_model::json::Json;
use proc_macro2::{Span, TokenStream};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Error, Ident, Lit, LitStr, Result, Token};

use super::{Extra, JsonText};
use crate::rust_type::bare;

/// A word without a value.
pub(super) fn alone(input: ParseStream<'_>, word: &Ident) -> Result<Span> {
    if input.is_empty() || input.peek(Token![,]) {
        return Ok(word.span());
    }
    let message = format!("`{}` stands alone, without a value", word.unraw());
    Err(Error::new(word.span(), message))
}

/// `word = "text"`.
pub(super) fn text(input: ParseStream<'_>, word: &Ident, takes: &str) -> Result<LitStr> {
    let word = (word.unraw().to_string(), word.span());
    let wrong = |span| {
        let message = format!("`{0}` takes {takes} in quotes: `{0} = \"…\"`", word.0);
        Error::new(span, message)
    };
    if !input.peek(Token![=]) {
        return Err(wrong(word.1));
    }
    input.parse::<Token![=]>()?;
    match input.parse::<Lit>() {
        Ok(Lit::Str(text)) => Ok(text),
        Ok(other) => Err(wrong(other.span())),
        Err(_) => Err(wrong(word.1)),
    }
}

/// `word("text", "text")`.
pub(super) fn texts(input: ParseStream<'_>, word: &Ident) -> Result<Vec<LitStr>> {
    let wrong = || {
        let message = format!("`{word}` takes names in parentheses: `{word}(\"A\", \"B\")`");
        Error::new(word.span(), message)
    };
    if !input.peek(syn::token::Paren) {
        return Err(wrong());
    }
    let content;
    syn::parenthesized!(content in input);
    let texts = Punctuated::<LitStr, Token![,]>::parse_terminated(&content);
    // What is left unread would be a fault of its own.
    content.parse::<TokenStream>()?;
    Ok(texts.map_err(|_| wrong())?.into_iter().collect())
}

/// The name among `known`.
pub(super) fn one_of<T: Copy>(name: &LitStr, what: &str, known: &[(&str, T)]) -> Result<T> {
    let text = name.value();
    if let Some((_, value)) = known.iter().find(|(known, _)| *known == text) {
        return Ok(*value);
    }
    let names: Vec<String> = known.iter().map(|(name, _)| format!("`{name}`")).collect();
    let message = format!(
        "unknown {what} `{}`: there are {}",
        text.escape_debug(),
        names.join(", ")
    );
    Err(Error::new(name.span(), message))
}

/// `attribute("key", value)`.
pub(super) fn extra(input: ParseStream<'_>, word: &Ident) -> Result<Extra> {
    let wrong = || {
        let message = "`attribute` takes a name and a value as JSON text: \
                       `attribute(\"key\", \"[1, 2]\")`";
        Error::new(word.span(), message)
    };
    if !input.peek(syn::token::Paren) {
        return Err(wrong());
    }
    let content;
    syn::parenthesized!(content in input);
    let pair = |content: ParseStream<'_>| {
        let key: LitStr = content.parse().map_err(|_| wrong())?;
        content.parse::<Token![,]>().map_err(|_| wrong())?;
        let value = json_literal(content, "attribute")?.ok_or_else(wrong)?;
        content.parse::<Option<Token![,]>>()?;
        Ok(Extra { key, value })
    };
    let pair = pair(&content);
    // What is left unread would be a fault of its own.
    let rest: TokenStream = content.parse()?;
    if rest.is_empty() {
        pair
    } else {
        Err(pair.err().unwrap_or_else(wrong))
    }
}

/// `default = "json text"`, or a literal that is JSON as it stands.
pub(super) fn json(input: ParseStream<'_>, word: &Ident) -> Result<JsonText> {
    let wrong = || {
        let message = "`default` takes a value as JSON text: `default = \"[]\"`";
        Error::new(word.span(), message)
    };
    if !input.peek(Token![=]) {
        return Err(wrong());
    }
    input.parse::<Token![=]>()?;
    json_literal(input, "default")?.ok_or_else(wrong)
}

fn json_literal(input: ParseStream<'_>, word: &str) -> Result<Option<JsonText>> {
    let minus: Option<Token![-]> = input.parse()?;
    let Ok(literal) = input.parse::<Lit>() else {
        return Ok(None);
    };
    let sign = if minus.is_some() { "-" } else { "" };
    let text = match (&literal, minus) {
        (Lit::Str(text), None) => text.value(),
        (Lit::Bool(value), None) => value.value.to_string(),
        (Lit::Int(number), _) => format!("{sign}{}", number.base10_digits()),
        (Lit::Float(number), _) => format!("{sign}{}", number.base10_digits()),
        _ => return Ok(None),
    };
    match Json::parse(&text) {
        Ok(json) => Ok(Some(JsonText {
            json,
            span: literal.span(),
        })),
        Err(error) => {
            let plain = text.starts_with(|c: char| c.is_alphabetic())
                && !text.contains(|c: char| c.is_control() || matches!(c, '"' | '\\'));
            let hint = if plain {
                format!("; a string has quotes of its own: `\"\\\"{text}\\\"\"`")
            } else {
                String::new()
            };
            Err(Error::new(
                literal.span(),
                format_args!("`{word}` is JSON text, and this is not: {error}{hint}"),
            ))
        }
    }
}

/// `with = path::to::Codec`.
pub(super) fn codec(input: ParseStream<'_>, word: &Ident) -> Result<syn::Type> {
    let wrong = |span| {
        let message = "`with` takes the path of a type that implements `Convert`, \
                       without quotes: `with = path::to::Codec`";
        Error::new(span, message)
    };
    if !input.peek(Token![=]) {
        return Err(wrong(word.span()));
    }
    input.parse::<Token![=]>()?;
    let span = input.span();
    match input.parse::<syn::Type>() {
        Ok(ty) if matches!(bare(&ty), syn::Type::Path(_)) => Ok(ty),
        _ => Err(wrong(span)),
    }
}
