//! A protocol: the trait that a server implements, what makes a service of it, and a client.

use avro_model::{Message, Type};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::{Context, record, union};
use crate::items::{Branch, Kind};
use crate::names;
use crate::services::{self, Service};
use crate::text::{Doc, literal};

/// A method, which is one for the trait, for the server and for the client.
struct Method<'s> {
    message: &'s Message,
    place: Literal,
    doc: TokenStream,
    ident: Ident,
    /// The request's struct.
    request: TokenStream,
    /// Its fields, and their types.
    fields: Vec<Ident>,
    types: Vec<TokenStream>,
    response: TokenStream,
    error: TokenStream,
}

impl Method<'_> {
    /// What the call itself goes by where a parameter has its name.
    fn call(&self) -> Ident {
        let taken = self.fields.iter().any(|field| field == "call");
        names::ident(if taken { "call_" } else { "call" })
    }
}

impl Context<'_> {
    /// The path of `avro_rpc`, or of what stands for it.
    fn rpc(&self) -> TokenStream {
        self.crate_path(&self.options.rpc)
    }

    fn methods<'s>(&self, service: &'s Service) -> Vec<Method<'s>> {
        let rpc = self.rpc();
        let mut methods = Vec::new();
        let messages = service.protocol.messages().iter();
        for ((message, &id), ident) in messages.zip(&service.messages).zip(&service.methods) {
            let Some(Kind::Message(made)) = self.items.all.get(id).map(|item| &item.kind) else {
                continue;
            };
            let Type::Record(request) = self.items.schema.node(made.request).ty() else {
                continue;
            };
            let fields = record::idents(request);
            let error = made.errors.map(|errors| self.path(errors));
            methods.push(Method {
                message,
                place: Literal::usize_unsuffixed(made.number),
                doc: Doc::new(message.doc()).comment(),
                ident: names::ident(ident),
                request: self.path(id),
                fields: fields.iter().map(|field| names::ident(field)).collect(),
                types: made.places.iter().map(|place| self.ty(&place.ty)).collect(),
                response: self.ty(&made.response),
                error: error.unwrap_or_else(|| quote!(#rpc::SystemError)),
            });
        }
        methods
    }
}

/// The trait, the server and the client.
pub(super) fn item(context: &Context<'_>, service: &Service) -> Vec<TokenStream> {
    let (lints, visibility, rpc) = (context.lints(), context.visibility(), context.rpc());
    let doc = Doc::new(service.protocol.doc()).comment();
    let [ident, server, client] = service.idents.each_ref().map(|ident| names::ident(ident));
    let methods = context.methods(service);
    let module = context.items.modules.get(service.module);
    let module = names::ident(module.map_or("", |module| &module.ident));
    // What implements the trait goes by a name that is not the trait's.
    let implementor = names::ident(if ident == "T" { "S" } else { "T" });
    let of_server = format!(" [`{ident}`] as a service.");

    let of_trait = methods.iter().map(|method| in_trait(&rpc, method));
    let arms = methods.iter().map(|method| in_server(&ident, method));
    let calls = methods.iter().map(|method| {
        let Method {
            doc,
            ident,
            request,
            fields,
            types,
            ..
        } = method;
        quote! {
            #doc
            #visibility fn #ident(&self, #(#fields: #types),*) -> #rpc::Invocation<'_, #request> {
                self.0.call(#request { #(#fields),* })
            }
        }
    });
    vec![
        quote! {
            #doc
            #lints
            #visibility trait #ident: ::core::marker::Send + ::core::marker::Sync + 'static {
                #(#of_trait)*
            }
        },
        quote! {
            #[doc = #of_server]
            #lints
            #[derive(Debug, Clone)]
            #visibility struct #server<#implementor>(#visibility #implementor);
        },
        quote! {
            #lints
            impl<#implementor: #ident> #rpc::Service for #server<#implementor> {
                fn protocol(&self) -> #rpc::LocalProtocol {
                    self::#module::protocol()
                }
                async fn call(
                    &self,
                    request: #rpc::Request,
                ) -> ::core::result::Result<#rpc::Reply, #rpc::Refusal> {
                    match request.place() {
                        #(#arms)*
                        _ => ::core::result::Result::Err(request.unknown()),
                    }
                }
            }
        },
        quote! {
            #doc
            #lints
            #[derive(Debug, Clone)]
            #visibility struct #client(#rpc::Client);
        },
        quote! {
            #lints
            impl #client {
                /// A client that calls over this transport.
                #visibility fn new(transport: impl #rpc::Transport) -> Self {
                    Self(#rpc::Client::new(self::#module::protocol(), transport))
                }
                #(#calls)*
            }
        },
        quote! {
            #lints
            impl ::core::convert::From<#rpc::Client> for #client {
                fn from(client: #rpc::Client) -> Self {
                    Self(client)
                }
            }
        },
    ]
}

fn in_trait(rpc: &TokenStream, method: &Method<'_>) -> TokenStream {
    let Method {
        message,
        doc,
        ident,
        fields,
        types,
        response,
        error,
        ..
    } = method;
    let call = method.call();
    let output = match message.is_one_way() {
        true => quote!(()),
        false => quote!(::core::result::Result<#response, #error>),
    };
    quote! {
        #doc
        fn #ident(
            &self,
            #call: &mut #rpc::Call,
            #(#fields: #types,)*
        ) -> impl ::core::future::Future<Output = #output> + ::core::marker::Send;
    }
}

fn in_server(of: &Ident, method: &Method<'_>) -> TokenStream {
    let Method {
        place,
        ident,
        request,
        fields,
        ..
    } = method;
    let call = method.call();
    // By these names every type has a method, which takes the value and comes before ours.
    let made = if ident == "into" || ident == "try_into" {
        quote!(#of::#ident(&self.0, &mut #call, #(#fields),*))
    } else {
        quote!(self.0.#ident(&mut #call, #(#fields),*))
    };
    let answer = match method.message.is_one_way() {
        true => quote! {
            #made.await;
            #call.done()
        },
        false => quote! {
            let result = #made.await;
            #call.reply::<#request>(result)
        },
    };
    quote! {
        #place => {
            let (mut #call, #request { #(#fields),* }) = request.open()?;
            #answer
        }
    }
}

/// What a module of messages begins with: the protocol itself.
pub(super) fn text(context: &Context<'_>, service: &Service) -> Vec<TokenStream> {
    let (visibility, rpc) = (context.visibility(), context.rpc());
    let text = literal(&service.protocol.to_json());
    let str = names::ident("str");
    vec![
        quote! {
            /// The protocol.
            #visibility fn protocol() -> #rpc::LocalProtocol {
                use ::std::sync::OnceLock;
                static PROTOCOL: OnceLock<#rpc::LocalProtocol> = OnceLock::new();
                PROTOCOL.get_or_init(|| #rpc::generated::protocol(TEXT)).clone()
            }
        },
        quote!(const TEXT: &#str = #text;),
    ]
}

/// A request, and what belongs to it.
pub(super) fn message(
    context: &Context<'_>,
    ident: &Ident,
    message: &services::Message,
) -> Vec<TokenStream> {
    let rpc = context.rpc();
    let place = Literal::usize_unsuffixed(message.number);
    let response = context.ty(&message.response);
    let error = match message.errors {
        Some(errors) => context.path(errors),
        None => quote!(#rpc::SystemError),
    };
    let mut code = record::item(context, message.request, ident, &message.places);
    code.push(quote! {
        impl #rpc::Message for #ident {
            const PLACE: usize = #place;
            type Response = #response;
            type Error = #error;
        }
    });
    code
}

/// The errors of a message.
pub(super) fn errors(
    context: &Context<'_>,
    ident: &Ident,
    branches: &[Branch],
) -> Vec<TokenStream> {
    let rpc = context.rpc();
    let variants = branches.iter().enumerate().map(|(at, branch)| {
        let variant = names::ident(&branch.ident);
        match at {
            0 => quote!(#variant),
            _ => {
                let ty = context.ty(&branch.place.ty);
                quote!(#variant(#ty))
            }
        }
    });
    vec![
        union::item(context, ident, branches),
        quote!(#rpc::errors!(#ident { #(#variants),* });),
    ]
}
