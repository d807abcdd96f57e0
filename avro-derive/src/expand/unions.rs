//! Checks of the unions that only the compiler can see.
//!
//! They are constants: whoever checks a type without parameters evaluates them,
//! and whoever uses one with parameters does so for those he uses.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Type;

use super::scope::Scope;
use super::{respanned, shown_at};
use crate::model::Kind;
use crate::rust_type::{Seen, is_one_branch, see};
use crate::shape::{Position, Shape};

/// Statements that evaluate the unions in the fields' types, so that an
/// illegal one does not compile.
pub(super) fn unions(scope: &Scope<'_>, spell: impl Fn(&Type) -> TokenStream) -> TokenStream {
    let krate = scope.krate;
    let mut checks = Vec::new();
    for field in scope.item.fields() {
        let Some(codec) = &field.codec else { continue };
        let span = shown_at(&field.ty);
        let mut union = Unions {
            krate: &respanned(krate, span),
            spell: &spell,
            span,
            checks: &mut checks,
        };
        match &codec.with {
            Some(with) => {
                let (ty, with) = (spell(&codec.ty), spell(with));
                let avro = quote!(<#with as #krate::Convert<#ty>>::Avro);
                union.opaque(&avro, &codec.position.tokens(krate));
            }
            None => union.of(&codec.ty, &codec.position),
        }
    }
    let this = if scope.is_generic() {
        quote!(Self)
    } else {
        let (ident, arguments) = (&scope.item.ident, scope.static_arguments());
        quote!(#ident #arguments)
    };
    let constant = match scope.item.kind {
        // The least size of a record that cannot end needs itself.
        Kind::Record(_) => quote!(MIN),
        Kind::Union(_) => quote!(KINDS),
        _ => return quote!(#(#checks)*),
    };
    checks.push(quote! {
        let _ = <#this as #krate::encoding::AvroAs<#krate::shape::Own>>::#constant;
    });
    quote!(#(#checks)*)
}

/// Writes the checks for one field.
struct Unions<'a> {
    krate: &'a TokenStream,
    spell: &'a dyn Fn(&Type) -> TokenStream,
    span: Span,
    checks: &'a mut Vec<TokenStream>,
}

impl Unions<'_> {
    /// The unions in a position, as far as it can be seen into.
    fn of(&mut self, ty: &Type, position: &Position) {
        let krate = self.krate;
        match (&position.shape, see(ty)) {
            (Shape::Annotated { inner, .. }, _) => self.of(ty, inner),
            (Shape::Array(inner) | Shape::Map(inner), _) if inner.ty.is_some() => self.below(inner),
            (
                Shape::Nullable {
                    inner, branches, ..
                },
                _,
            ) if inner.ty.is_some() => {
                self.below(inner);
                self.nullable(inner);
                if let (Some(ty), Some(count)) = (&inner.ty, branches) {
                    let ty = (self.spell)(ty);
                    self.checks.push(quote_spanned! {self.span=>
                        ::core::assert!(
                            <#ty as #krate::encoding::AvroAs<#krate::shape::Own>>::BRANCHES
                                == #count,
                            "the union in `type` has not as many branches as the type"
                        );
                    });
                }
            }
            (Shape::Own, Seen::Option(inner)) => {
                let inner = Position::own(Some(inner));
                self.below(&inner);
                self.nullable(&inner);
            }
            (Shape::Own, Seen::Vec(inner) | Seen::Map(inner)) => {
                self.below(&Position::own(Some(inner)));
            }
            (Shape::Own, Seen::Other)
            | (Shape::Array(_) | Shape::Map(_) | Shape::Nullable { .. }, _) => {
                let ty = (self.spell)(ty);
                self.opaque(&ty, &position.tokens(krate));
            }
            // One branch, whatever it is.
            _ => {}
        }
    }

    fn below(&mut self, inner: &Position) {
        if let Some(ty) = &inner.ty {
            self.of(ty, inner);
        }
    }

    /// Null beside the branches of a type.
    fn nullable(&mut self, inner: &Position) {
        let krate = self.krate;
        if let Some(ty) = &inner.ty
            && !is_one_branch(ty)
        {
            let (ty, shape) = ((self.spell)(ty), inner.tokens(krate));
            self.checks.push(quote_spanned! {self.span=>
                let _ = #krate::shape::Kinds::NULL
                    .and(<#ty as #krate::encoding::AvroAs<#shape>>::KINDS);
            });
        }
    }

    /// A type that cannot be looked into.
    fn opaque(&mut self, ty: &TokenStream, shape: &TokenStream) {
        let krate = self.krate;
        self.checks.push(quote_spanned! {self.span=>
            let _ = <#ty as #krate::encoding::AvroAs<#shape>>::KINDS;
        });
    }
}
