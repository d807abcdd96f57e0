#[doc(hidden)]
const _: () = {
    const __FILE: &str = ::core::include_str!(
        ::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/",
        "tests/expand/held.avsc")
    );
    const _: () = if !(<crate::Line<
        'static,
    > as ::avro_core::encoding::AvroAs<::avro_core::shape::Own>>::BRANCHES == 1u32
        && <crate::Line<
            'static,
        > as ::avro_core::encoding::AvroAs<::avro_core::shape::Own>>::KINDS
            .is(::avro_core::shape::Kinds::NAMED.and(::avro_core::shape::Kinds::NAMED)))
    {
        ::core::panic!(
            "{}",
            "the file says `union { null, com.example.Line }`, and the type of this field is another"
        );
    };
    #[automatically_derived]
    impl<'a> ::avro_core::encoding::AvroAs<::avro_core::shape::Own> for Held<'a> {
        const MIN: usize = <i64 as ::avro_core::encoding::AvroAs<
            ::avro_core::shape::Own,
        >>::MIN
            + <Option<
                crate::Line<'a>,
            > as ::avro_core::encoding::AvroAs<::avro_core::shape::Own>>::MIN;
        const KINDS: ::avro_core::shape::Kinds = ::avro_core::shape::Kinds::NAMED;
        type Key = Held<'static>;
        #[inline]
        fn node(
            __builder: &mut ::avro_core::schema::TypeBuilder,
        ) -> ::avro_core::NodeId {
            let __node = {
                __builder
                    .record::<
                        Self::Key,
                    >(
                        "com.example.Held",
                        &::avro_core::schema::RecordInfo {
                            aliases: &[],
                            doc: ::core::option::Option::Some("Held against a file."),
                            is_error: false,
                            attributes: &[],
                            fields: &[
                                ::avro_core::schema::FieldInfo {
                                    name: "id",
                                    aliases: &[],
                                    doc: ::core::option::Option::None,
                                    order: ::avro_core::Order::Ascending,
                                    default: ::core::option::Option::None,
                                    attributes: &[],
                                    node: <i64 as ::avro_core::encoding::AvroAs<
                                        ::avro_core::shape::Own,
                                    >>::node,
                                },
                                ::avro_core::schema::FieldInfo {
                                    name: "line",
                                    aliases: &[],
                                    doc: ::core::option::Option::None,
                                    order: ::avro_core::Order::Ascending,
                                    default: ::core::option::Option::None,
                                    attributes: &[],
                                    node: <Option<
                                        crate::Line<'a>,
                                    > as ::avro_core::encoding::AvroAs<
                                        ::avro_core::shape::Own,
                                    >>::node,
                                },
                            ],
                        },
                    )
            };
            __builder
                .held_against(
                    __node,
                    ::core::option::Option::Some("com.example.Held"),
                    "tests/expand/held.avsc",
                    __FILE,
                )
        }
        #[inline]
        fn name_part(__out: &mut ::std::string::String) {
            __out.push_str("Held");
        }
    }
    #[automatically_derived]
    impl<'a> ::avro_core::encoding::Encode<::avro_core::shape::Own> for Held<'a> {
        #[inline]
        fn encode(
            &self,
            __encoder: &mut ::avro_core::encoding::Encoder,
        ) -> ::core::result::Result<(), ::avro_core::EncodeError> {
            if let ::core::result::Result::Err(__error) = <i64 as ::avro_core::encoding::Encode<
                ::avro_core::shape::Own,
            >>::encode(&self.id, __encoder) {
                return ::core::result::Result::Err(__error.in_field("id"));
            }
            if let ::core::result::Result::Err(__error) = <Option<
                crate::Line<'a>,
            > as ::avro_core::encoding::Encode<
                ::avro_core::shape::Own,
            >>::encode(&self.line, __encoder) {
                return ::core::result::Result::Err(__error.in_field("line"));
            }
            ::core::result::Result::Ok(())
        }
    }
    #[automatically_derived]
    impl<'de: 'a, 'a> ::avro_core::encoding::Decode<'de, ::avro_core::shape::Own>
    for Held<'a> {
        #[inline]
        fn decode(
            __decoder: &mut ::avro_core::encoding::Decoder<'de>,
        ) -> ::core::result::Result<Self, ::avro_core::DecodeError> {
            let __field0 = match <i64 as ::avro_core::encoding::Decode<
                'de,
                ::avro_core::shape::Own,
            >>::decode(__decoder) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error.in_field("id"));
                }
            };
            let __field1 = match <Option<
                crate::Line<'a>,
            > as ::avro_core::encoding::Decode<
                'de,
                ::avro_core::shape::Own,
            >>::decode(__decoder) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error.in_field("line"));
                }
            };
            ::core::result::Result::Ok(Self {
                id: __field0,
                line: __field1,
            })
        }
        #[inline]
        fn decode_into(
            &mut self,
            __decoder: &mut ::avro_core::encoding::Decoder<'de>,
        ) -> ::core::result::Result<(), ::avro_core::DecodeError> {
            if let ::core::result::Result::Err(__error) = <i64 as ::avro_core::encoding::Decode<
                'de,
                ::avro_core::shape::Own,
            >>::decode_into(&mut self.id, __decoder) {
                return ::core::result::Result::Err(__error.in_field("id"));
            }
            if let ::core::result::Result::Err(__error) = <Option<
                crate::Line<'a>,
            > as ::avro_core::encoding::Decode<
                'de,
                ::avro_core::shape::Own,
            >>::decode_into(&mut self.line, __decoder) {
                return ::core::result::Result::Err(__error.in_field("line"));
            }
            ::core::result::Result::Ok(())
        }
        #[inline]
        fn decode_with(
            __at: ::avro_core::encoding::At<'de>,
            __decoder: &mut ::avro_core::encoding::Decoder<'de>,
        ) -> ::core::result::Result<Self, ::avro_core::DecodeError> {
            let ::core::option::Option::Some(mut __fields) = __at.fields(__decoder)?
            else {
                return <Self as ::avro_core::encoding::Decode<
                    'de,
                    ::avro_core::shape::Own,
                >>::decode(__decoder);
            };
            let mut __field0 = ::core::option::Option::None;
            let mut __field1 = ::core::option::Option::None;
            while let ::core::option::Option::Some((__slot, __at)) = __fields
                .next(__decoder)?
            {
                let __read = match __slot {
                    0u32 => {
                        ::avro_core::encoding::slot::<
                            i64,
                            ::avro_core::shape::Own,
                        >(&mut __field0, __at, __decoder)
                    }
                    1u32 => {
                        ::avro_core::encoding::slot::<
                            Option<crate::Line<'a>>,
                            ::avro_core::shape::Own,
                        >(&mut __field1, __at, __decoder)
                    }
                    _ => ::core::result::Result::Err(__at.refuse(__decoder)),
                };
                if let ::core::result::Result::Err(__error) = __read {
                    return ::core::result::Result::Err(
                        __error.in_field_at(&["id", "line"], __slot),
                    );
                }
            }
            let (
                ::core::option::Option::Some(__field0),
                ::core::option::Option::Some(__field1),
            ) = (__field0, __field1) else {
                return ::core::result::Result::Err(__at.refuse(__decoder));
            };
            ::core::result::Result::Ok(Self {
                id: __field0,
                line: __field1,
            })
        }
        #[inline]
        fn decode_into_with(
            &mut self,
            __at: ::avro_core::encoding::At<'de>,
            __decoder: &mut ::avro_core::encoding::Decoder<'de>,
        ) -> ::core::result::Result<(), ::avro_core::DecodeError> {
            let ::core::option::Option::Some(mut __fields) = __at.fields(__decoder)?
            else {
                return <Self as ::avro_core::encoding::Decode<
                    'de,
                    ::avro_core::shape::Own,
                >>::decode_into(self, __decoder);
            };
            while let ::core::option::Option::Some((__slot, __at)) = __fields
                .next(__decoder)?
            {
                let __read = match __slot {
                    0u32 => {
                        <i64 as ::avro_core::encoding::Decode<
                            'de,
                            ::avro_core::shape::Own,
                        >>::decode_into_with(&mut self.id, __at, __decoder)
                    }
                    1u32 => {
                        <Option<
                            crate::Line<'a>,
                        > as ::avro_core::encoding::Decode<
                            'de,
                            ::avro_core::shape::Own,
                        >>::decode_into_with(&mut self.line, __at, __decoder)
                    }
                    _ => ::core::result::Result::Err(__at.refuse(__decoder)),
                };
                if let ::core::result::Result::Err(__error) = __read {
                    return ::core::result::Result::Err(
                        __error.in_field_at(&["id", "line"], __slot),
                    );
                }
            }
            ::core::result::Result::Ok(())
        }
    }
    let _ = <crate::Line<
        'static,
    > as ::avro_core::encoding::AvroAs<::avro_core::shape::Own>>::KINDS;
    let _ = ::avro_core::shape::Kinds::NULL
        .and(
            <crate::Line<
                'static,
            > as ::avro_core::encoding::AvroAs<::avro_core::shape::Own>>::KINDS,
        );
    let _ = <Held<
        'static,
    > as ::avro_core::encoding::AvroAs<::avro_core::shape::Own>>::MIN;
};
