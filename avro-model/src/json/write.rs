//! Strings as JSON writes them.

use std::fmt::Write;

/// Appends `text` in quotes, escaping only what JSON says must be: quotes,
/// backslashes and control characters.
pub(crate) fn write_string(out: &mut String, text: &str) {
    out.push('"');
    let mut rest = text;
    while let Some((at, found)) = rest
        .char_indices()
        .find(|&(_, c)| c < ' ' || c == '"' || c == '\\')
    {
        let (clean, tail) = rest.split_at(at);
        out.push_str(clean);
        match found {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            other => {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(other));
            }
        }
        rest = tail.get(1..).unwrap_or_default();
    }
    out.push_str(rest);
    out.push('"');
}
