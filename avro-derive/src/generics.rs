//! Generics: which bounds an implementation needs, and what tells two
//! instantiations apart.
//!
//! Bounds stand on parameters, not on the types of fields: `Vec<Tree<T>>:
//! Encode` inside `Tree<T>` would ask for itself. Only where a parameter hides
//! in something that cannot be looked through does the bound stand on that
//! thing. Each bounded type has a `Key`, and all keys together are what the
//! schema depends on.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::visit_mut::{self, VisitMut};
use syn::{Generics, Lifetime, Path, Type, TypePath, parse_quote};

use crate::model::{Codec, Field};
use crate::rust_type::{Seen, bare, pair, peel, see, standard, types};
use crate::shape::{Position, Shape};

/// What an implementation asks of an item's parameters.
#[derive(Default)]
pub(crate) struct Needs {
    /// Types that have to have a codec in a shape.
    pub(crate) codecs: Vec<(Type, TokenStream)>,
    /// Types that are keys of maps, with what else the map asks of them to be read.
    pub(crate) keys: Vec<(Type, TokenStream)>,
    /// Hashers of maps.
    pub(crate) hashers: Vec<Type>,
    /// Types that are not in the schema and take their default.
    pub(crate) defaults: Vec<Type>,
    /// Conversions: what converts, and what it converts.
    pub(crate) conversions: Vec<(Type, Type)>,
}

impl Needs {
    /// What these fields ask of the parameters.
    pub(crate) fn of<'a>(
        fields: impl Iterator<Item = &'a Field>,
        generics: &Generics,
        krate: &TokenStream,
    ) -> Needs {
        let mut collector = Collector {
            params: generics.type_params().map(|param| &param.ident).collect(),
            krate,
            needs: Needs::default(),
        };
        if collector.params.is_empty() {
            return collector.needs;
        }
        for field in fields {
            match &field.codec {
                None if collector.mentions(&field.ty) => {
                    push(&mut collector.needs.defaults, field.ty.clone());
                }
                None => {}
                Some(codec) => collector.codec(codec),
            }
        }
        collector.needs
    }

    /// The shape in which the parameter `ident` is used, if it is used.
    pub(crate) fn shape_of(&self, ident: &Ident) -> Option<&TokenStream> {
        let (_, shape) = self.codecs.iter().find(|(ty, _)| is_param(ty, ident))?;
        Some(shape)
    }

    /// Asks for a codec of the parameter `ident` in its own shape, unless one is there.
    pub(crate) fn name(&mut self, ident: &Ident, krate: &TokenStream) {
        if self.shape_of(ident).is_none() {
            self.codecs
                .push((parse_quote!(#ident), quote!(#krate::shape::Own)));
        }
    }
}

fn is_param(ty: &Type, ident: &Ident) -> bool {
    matches!(ty, Type::Path(path) if path.qself.is_none() && path.path.is_ident(ident))
}

struct Collector<'a> {
    params: Vec<&'a Ident>,
    krate: &'a TokenStream,
    needs: Needs,
}

impl Collector<'_> {
    fn mentions(&self, tokens: impl ToTokens) -> bool {
        fn any(tokens: TokenStream, params: &[&Ident]) -> bool {
            tokens.into_iter().any(|token| match token {
                proc_macro2::TokenTree::Ident(ident) => params.contains(&&ident),
                proc_macro2::TokenTree::Group(group) => any(group.stream(), params),
                _ => false,
            })
        }
        any(tokens.to_token_stream(), &self.params)
    }

    fn codec(&mut self, codec: &Codec) {
        let Some(with) = &codec.with else {
            return self.position(&codec.ty, &codec.position);
        };
        if self.mentions(&codec.ty) || self.mentions(with) {
            let avro = codec.avro_type(self.krate);
            let shape = codec.position.tokens(self.krate);
            self.bound(&parse_quote!(#avro), shape);
            let conversion = (with.clone(), codec.ty.clone());
            self.needs.conversions.push(conversion);
        }
    }

    /// The bounds for `ty` in a position.
    fn position(&mut self, ty: &Type, position: &Position) {
        if !self.mentions(ty) {
            return;
        }
        if let Some(opaque) = borrowed(ty) {
            return self.bound(opaque, position.tokens(self.krate));
        }
        match &position.shape {
            Shape::Own => self.own(ty),
            Shape::Annotated { inner, .. } => self.position(ty, inner),
            Shape::Array(inner) | Shape::Map(inner) | Shape::Nullable { inner, .. } => {
                let Some(inner_ty) = &inner.ty else {
                    return self.bound(peel(ty), position.tokens(self.krate));
                };
                if let Shape::Map(_) = position.shape {
                    self.key(ty);
                }
                self.position(inner_ty, inner);
            }
            _ => self.bound(peel(ty), position.tokens(self.krate)),
        }
    }

    /// The bounds for a type in its own shape.
    fn own(&mut self, ty: &Type) {
        if !self.mentions(ty) {
            return;
        }
        let krate = self.krate;
        let shape = quote!(#krate::shape::Own);
        if let Some(opaque) = borrowed(ty) {
            return self.bound(opaque, shape);
        }
        let ty = peel(ty);
        match see(ty) {
            Seen::Vec(inner) | Seen::Option(inner) => return self.own(inner),
            Seen::Map(value) => {
                self.key(ty);
                return self.own(value);
            }
            _ => {}
        }
        match ty {
            Type::Path(TypePath {
                qself: None, path, ..
            }) if !self.is_rooted_in_param(path) => {
                for segment in &path.segments {
                    for argument in types(segment) {
                        self.own(argument);
                    }
                }
            }
            _ => self.bound(ty, shape),
        }
    }

    /// `T` and `T::Item`, but not `Page<T>`.
    fn is_rooted_in_param(&self, path: &Path) -> bool {
        path.leading_colon.is_none()
            && path
                .segments
                .first()
                .is_some_and(|first| self.params.contains(&&first.ident))
    }

    /// What a map asks of its keys and its hasher.
    fn key(&mut self, map: &Type) {
        let map = peel(map);
        if let Seen::Vec(item) = see(map) {
            if let (Some(_), Type::Tuple(tuple)) = (pair(item), bare(item))
                && let Some(key) = tuple.elems.first()
                && self.mentions(key)
            {
                push(&mut self.needs.keys, (key.clone(), quote!()));
            }
            return;
        }
        let Type::Path(path) = map else { return };
        let Some(segment) = standard(&path.path) else {
            return;
        };
        let mut arguments = types(segment);
        let extra = if segment.ident == "BTreeMap" {
            quote!(+ ::core::cmp::Ord)
        } else {
            quote!(+ ::core::cmp::Eq + ::core::hash::Hash)
        };
        if let Some(key) = arguments.next()
            && self.mentions(key)
        {
            push(&mut self.needs.keys, (key.clone(), extra));
        }
        if let Some(hasher) = arguments.nth(1)
            && self.mentions(hasher)
        {
            push(&mut self.needs.hashers, hasher.clone());
        }
    }

    fn bound(&mut self, ty: &Type, shape: TokenStream) {
        push(&mut self.needs.codecs, (ty.clone(), shape));
    }
}

/// The reference or `Cow` in front of a type, which is decoded as a whole if at all.
fn borrowed(ty: &Type) -> Option<&Type> {
    let ty = bare(ty);
    match ty {
        Type::Reference(_) => Some(ty),
        Type::Path(path) if path.qself.is_none() => {
            let segment = standard(&path.path)?;
            if segment.ident == "Cow" {
                return Some(ty);
            }
            let pointer = ["Box", "Rc", "Arc"]
                .into_iter()
                .any(|name| segment.ident == name);
            pointer.then(|| types(segment).next().and_then(borrowed))?
        }
        _ => None,
    }
}

/// Adds what is not there yet.
fn push<T: Need>(all: &mut Vec<T>, new: T) {
    let text = new.text();
    if !all.iter().any(|known| known.text() == text) {
        all.push(new);
    }
}

trait Need {
    fn text(&self) -> String;
}

impl Need for Type {
    fn text(&self) -> String {
        self.to_token_stream().to_string()
    }
}

impl Need for (Type, TokenStream) {
    fn text(&self) -> String {
        let (ty, shape) = self;
        quote!(#ty: #shape).to_string()
    }
}

/// A type with `'static` in the place of every lifetime, as constants want it.
pub(crate) fn without_lifetimes(ty: &Type) -> Type {
    struct Static;
    impl VisitMut for Static {
        fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
            *lifetime = Lifetime::new("'static", lifetime.span());
        }

        fn visit_type_reference_mut(&mut self, reference: &mut syn::TypeReference) {
            let and = reference.and_token.span;
            reference
                .lifetime
                .get_or_insert_with(|| Lifetime::new("'static", and));
            visit_mut::visit_type_reference_mut(self, reference);
        }
    }
    let mut ty = ty.clone();
    Static.visit_type_mut(&mut ty);
    ty
}

/// A type with the item's own name in the place of `Self`, which means
/// something else in some of the places the type is written to.
pub(crate) fn without_self(ty: &Type, ident: &Ident, generics: &Generics) -> Type {
    struct Named<'a> {
        ident: &'a Ident,
        generics: &'a Generics,
    }
    impl VisitMut for Named<'_> {
        fn visit_type_mut(&mut self, ty: &mut Type) {
            if let Type::Path(path) = ty
                && path.qself.is_none()
                && path.path.is_ident("Self")
            {
                let (ident, (_, generics, _)) = (self.ident, self.generics.split_for_impl());
                *ty = parse_quote!(#ident #generics);
                return;
            }
            visit_mut::visit_type_mut(self, ty);
        }
    }
    let mut ty = ty.clone();
    Named { ident, generics }.visit_type_mut(&mut ty);
    ty
}
