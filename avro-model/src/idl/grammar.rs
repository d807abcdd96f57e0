//! The grammar of a file.
//!
//! ```text
//! file       = protocol | ("namespace" name ";")? ("schema" type ";")? (import | named)*
//! protocol   = annotation* "protocol" name "{" (import | named | message)* "}"
//! import     = "import" ("idl" | "protocol" | "schema") string ";"
//! named      = annotation* ("record" | "error") name "{" (declaration ";")* "}"
//!            | annotation* "enum" name "{" (symbol ("," symbol)*)? "}" ("=" name ";")?
//!            | annotation* "fixed" name "(" size ")" ";"
//! declaration = type variable ("," variable)*
//! variable   = annotation* name ("=" json)?
//! message    = annotation* ("void" | type) name "(" (type variable ("," type variable)*)? ")"
//!              ("oneway" | "throws" name ("," name)*)? ";"
//! ```
//!
//! Documentation may stand before whatever it documents: a protocol, a named type, a message, a
//! declaration, and a variable, which prefers its own. Types are in `types`, annotations in `words`.

use super::ast::{
    Body, Declaration, Definition, File, Head, Import, ImportKind, Item, Message, ProtocolHead,
    Variable,
};
use super::doc;
use super::error::Fault;
use super::lexer::Token;
use super::types::Dialect;
use super::words::{Annotation, Words, expected};

/// Reads a whole file.
pub(super) fn file(text: &str) -> Result<File, Fault> {
    let mut words = Words::new(text);
    let mut grammar = Grammar {
        words: &mut words,
        doubts: Vec::new(),
    };
    let (head, items) = grammar.file()?;
    let mut doubts = grammar.doubts;
    let misplaced = words.misplaced().into_iter();
    doubts.extend(misplaced.map(|at| (at, "documentation that documents nothing")));
    doubts.sort_unstable();
    Ok(File {
        head,
        items,
        doubts,
    })
}

struct Grammar<'w, 'a> {
    words: &'w mut Words<'a>,
    doubts: Vec<(usize, &'static str)>,
}

/// What stands before a declaration.
struct Front {
    doc: Option<String>,
    annotations: Vec<Annotation>,
}

/// Something that a file consists of.
enum Found {
    Item(Item),
    Protocol(ProtocolHead),
}

impl Grammar<'_, '_> {
    fn file(&mut self) -> Result<(Head, Vec<Item>), Fault> {
        // Documentation before these words documents nothing, and before others it is asked for later.
        let mut namespace = None;
        let mut main = None;
        let mut items = Vec::new();
        if self.words.takes_word("namespace")? {
            namespace = Some(self.words.ident("a namespace")?);
            self.words.sign(';')?;
        }
        if self.words.takes_word("schema")? {
            let annotations = self.words.annotations()?;
            main = Some(self.words.ty(annotations, Dialect::File)?);
            self.words.sign(';')?;
        }
        let begins = namespace.is_none() && main.is_none();
        loop {
            let (at, token) = self.words.peek()?;
            if *token == Token::End {
                if begins && items.is_empty() {
                    let message = "a protocol, a schema or a type should stand here, not the end";
                    return Err(Fault::syntax(at, message));
                }
                return Ok((Head::Schema { namespace, main }, items));
            }
            match self.item(false)? {
                Found::Item(item) => items.push(item),
                Found::Protocol(head) if begins && items.is_empty() => {
                    let items = self.protocol_body()?;
                    return match self.words.next()? {
                        (_, Token::End) => Ok((Head::Protocol(head), items)),
                        (at, token) => Err(expected(at, "the end", &token)),
                    };
                }
                Found::Protocol(head) => {
                    let message = "a protocol has to be all that its file holds";
                    return Err(Fault::syntax(head.name.at, message));
                }
            }
        }
    }

    fn protocol_body(&mut self) -> Result<Vec<Item>, Fault> {
        let mut items = Vec::new();
        self.words.sign('{')?;
        while !self.words.takes('}')? {
            if let Found::Item(item) = self.item(true)? {
                items.push(item);
            }
        }
        Ok(items)
    }

    fn doc(&mut self) -> Result<Option<String>, Fault> {
        Ok(self.words.doc()?.map(doc::text_of))
    }

    /// A definition, an import, a message, or the beginning of a protocol.
    fn item(&mut self, in_protocol: bool) -> Result<Found, Fault> {
        let doc = self.doc()?;
        let annotations = self.words.annotations()?;
        let front = Front { doc, annotations };
        let (at, token) = self.words.next()?;
        let Token::Word { text, quoted } = &token else {
            return Err(expected(at, "a type's definition or a message", &token));
        };
        let word = if *quoted { "" } else { text.as_str() };
        let item = match word {
            "import" if front.annotations.is_empty() => Item::Import(self.import()?),
            "record" | "error" => Item::Type(self.record(front, word == "error")?),
            "enum" => Item::Type(self.enumeration(front)?),
            "fixed" => Item::Type(self.fixed(front)?),
            "protocol" if !in_protocol => {
                let name = self.words.ident("the protocol's name")?;
                return Ok(Found::Protocol(ProtocolHead {
                    name,
                    doc: front.doc,
                    annotations: front.annotations,
                }));
            }
            _ if in_protocol => {
                self.words.back(at, token);
                Item::Message(self.message(front)?)
            }
            _ => {
                let what = "`import`, `record`, `error`, `enum` or `fixed`";
                return Err(expected(at, what, &token));
            }
        };
        Ok(Found::Item(item))
    }

    fn import(&mut self) -> Result<Import, Fault> {
        const WHAT: &str = "`idl`, `protocol` or `schema`";
        let (at, token) = self.words.next()?;
        let kind = match &token {
            Token::Word { text, .. } => match text.as_str() {
                "idl" => ImportKind::Idl,
                "protocol" => ImportKind::Protocol,
                "schema" => ImportKind::Schema,
                _ => return Err(expected(at, WHAT, &token)),
            },
            _ => return Err(expected(at, WHAT, &token)),
        };
        let (at, path) = self.words.string("the file's name in quotes")?;
        self.words.sign(';')?;
        Ok(Import { at, kind, path })
    }

    fn record(&mut self, front: Front, is_error: bool) -> Result<Definition, Fault> {
        let name = self.words.ident("the record's name")?;
        let mut fields = Vec::new();
        self.words.sign('{')?;
        while !self.words.takes('}')? {
            let doc = self.doc()?;
            let mut field = self.typed(doc.clone())?;
            while !self.words.either(';', ',')? {
                let another = self.variable(doc.clone(), &field.of_variables)?;
                field.variables.push(another);
            }
            fields.push(field);
        }
        let body = Body::Record { is_error, fields };
        Ok(front.before(name, body))
    }

    /// A type and one variable of it. The documentation before the type is given.
    fn typed(&mut self, doc: Option<String>) -> Result<Declaration, Fault> {
        let mut annotations = self.words.annotations()?;
        let mut of_variables = Vec::new();
        if !self.words.is_before_annotated_type()? {
            // No type could have these, so they are meant for what has the type.
            let (theirs, rest) = annotations
                .into_iter()
                .partition(|one| matches!(one.name.as_str(), "order" | "aliases"));
            (of_variables, annotations) = (theirs, rest);
        } else {
            let misplaced = annotations
                .iter()
                .filter(|one| matches!(one.name.as_str(), "order" | "aliases"));
            let doubt = "an annotation of the type: the field's stands between type and name";
            self.doubts.extend(misplaced.map(|one| (one.at, doubt)));
        }
        let ty = self.words.ty(annotations, Dialect::File)?;
        let variables = vec![self.variable(doc, &of_variables)?];
        Ok(Declaration {
            ty,
            of_variables,
            variables,
        })
    }

    fn variable(
        &mut self,
        doc_of_type: Option<String>,
        shared: &[Annotation],
    ) -> Result<Variable, Fault> {
        let doc = self.doc()?.or(doc_of_type);
        let mut annotations = self.words.annotations()?;
        for one in shared {
            if let Some(own) = annotations.iter().find(|own| own.name == one.name) {
                return Err(Fault::syntax(own.at, "the annotation stands twice"));
            }
        }
        annotations.extend_from_slice(shared);
        let name = self.words.ident("a name")?;
        let default = if self.words.takes('=')? {
            Some(self.words.json()?)
        } else {
            None
        };
        Ok(Variable {
            name,
            doc,
            annotations,
            default,
        })
    }

    fn enumeration(&mut self, front: Front) -> Result<Definition, Fault> {
        let name = self.words.ident("the enum's name")?;
        let mut symbols = Vec::new();
        self.words.sign('{')?;
        if !self.words.takes('}')? {
            loop {
                // A symbol has nowhere to keep these.
                let (at, _) = self.words.peek()?;
                if self.words.doc()?.is_some() {
                    self.doubts
                        .push((at, "the documentation of a symbol is dropped"));
                }
                let dropped = self.words.annotations()?;
                let doubt = "an annotation of a symbol is dropped";
                self.doubts
                    .extend(dropped.iter().map(|one| (one.at, doubt)));
                symbols.push(self.words.ident("a symbol")?);
                if !self.words.either(',', '}')? {
                    break;
                }
            }
        }
        let mut default = None;
        if self.words.takes('=')? {
            default = Some(self.words.ident("a symbol")?);
            self.words.sign(';')?;
        }
        Ok(front.before(name, Body::Enum { symbols, default }))
    }

    fn fixed(&mut self, front: Front) -> Result<Definition, Fault> {
        let name = self.words.ident("the fixed's name")?;
        self.words.sign('(')?;
        let size = self.words.number("a number of bytes")?;
        self.words.sign(')')?;
        self.words.sign(';')?;
        Ok(front.before(name, Body::Fixed { size }))
    }

    fn message(&mut self, front: Front) -> Result<Message, Fault> {
        let response = if self.words.takes_word("void")? {
            None
        } else {
            Some(self.words.ty(Vec::new(), Dialect::File)?)
        };
        let name = self.words.ident("the message's name")?;
        let mut parameters = Vec::new();
        self.words.sign('(')?;
        if !self.words.takes(')')? {
            loop {
                let doc = self.doc()?;
                parameters.push(self.typed(doc)?);
                if !self.words.either(',', ')')? {
                    break;
                }
            }
        }
        let one_way = self.words.takes_word("oneway")?;
        let mut throws = Vec::new();
        if !one_way && self.words.takes_word("throws")? {
            throws.push(self.words.ident("an error's name")?);
            while self.words.takes(',')? {
                throws.push(self.words.ident("an error's name")?);
            }
        }
        self.words.sign(';')?;
        Ok(Message {
            name,
            doc: front.doc,
            annotations: front.annotations,
            response,
            parameters,
            throws,
            one_way,
        })
    }
}

impl Front {
    fn before(self, name: super::words::Ident, body: Body) -> Definition {
        Definition {
            name,
            doc: self.doc,
            annotations: self.annotations,
            body,
        }
    }
}
