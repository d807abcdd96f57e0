#[doc(hidden)]
const _: () = {
    pub enum __Fixed0 {}
    #[automatically_derived]
    impl ::avro_core::shape::Named for __Fixed0 {
        const NAME: &'static str = "com.example.shop.Hash";
    }
    #[automatically_derived]
    impl ::avro_core::encoding::AvroAs<::avro_core::shape::Own> for Order {
        const MIN: usize = <i64 as ::avro_core::encoding::AvroAs<
            ::avro_core::shape::Own,
        >>::MIN + <String as ::avro_core::encoding::AvroAs<::avro_core::shape::Own>>::MIN
            + <Vec<Line> as ::avro_core::encoding::AvroAs<::avro_core::shape::Own>>::MIN
            + <Option<
                String,
            > as ::avro_core::encoding::AvroAs<
                ::avro_core::shape::Nullable<::avro_core::shape::String, 1u32>,
            >>::MIN
            + <[u8; 16] as ::avro_core::encoding::AvroAs<
                ::avro_core::shape::Fixed<__Fixed0, { 16 }>,
            >>::MIN;
        const KINDS: ::avro_core::shape::Kinds = ::avro_core::shape::Kinds::NAMED;
        type Key = Self;
        #[inline]
        fn node(
            __builder: &mut ::avro_core::schema::TypeBuilder,
        ) -> ::avro_core::NodeId {
            __builder
                .record::<
                    Self::Key,
                >(
                    "com.example.shop.Order",
                    &::avro_core::schema::RecordInfo {
                        aliases: &["Purchase"],
                        doc: ::core::option::Option::Some("An order."),
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
                                name: "customer_name",
                                aliases: &["buyer"],
                                doc: ::core::option::Option::None,
                                order: ::avro_core::Order::Ascending,
                                default: ::core::option::Option::None,
                                attributes: &[],
                                node: <String as ::avro_core::encoding::AvroAs<
                                    ::avro_core::shape::Own,
                                >>::node,
                            },
                            ::avro_core::schema::FieldInfo {
                                name: "orderLines",
                                aliases: &[],
                                doc: ::core::option::Option::Some("Newest last."),
                                order: ::avro_core::Order::Ignore,
                                default: ::core::option::Option::Some("[]"),
                                attributes: &[("since", "2")],
                                node: <Vec<
                                    Line,
                                > as ::avro_core::encoding::AvroAs<
                                    ::avro_core::shape::Own,
                                >>::node,
                            },
                            ::avro_core::schema::FieldInfo {
                                name: "note",
                                aliases: &[],
                                doc: ::core::option::Option::None,
                                order: ::avro_core::Order::Ascending,
                                default: ::core::option::Option::None,
                                attributes: &[],
                                node: <Option<
                                    String,
                                > as ::avro_core::encoding::AvroAs<
                                    ::avro_core::shape::Nullable<
                                        ::avro_core::shape::String,
                                        1u32,
                                    >,
                                >>::node,
                            },
                            ::avro_core::schema::FieldInfo {
                                name: "hash",
                                aliases: &[],
                                doc: ::core::option::Option::None,
                                order: ::avro_core::Order::Ascending,
                                default: ::core::option::Option::None,
                                attributes: &[],
                                node: <[u8; 16] as ::avro_core::encoding::AvroAs<
                                    ::avro_core::shape::Fixed<__Fixed0, { 16 }>,
                                >>::node,
                            },
                        ],
                    },
                )
        }
        #[inline]
        fn name_part(__out: &mut ::std::string::String) {
            __out.push_str("Order");
        }
    }
    #[automatically_derived]
    impl ::avro_core::encoding::Encode<::avro_core::shape::Own> for Order {
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
            if let ::core::result::Result::Err(__error) = <String as ::avro_core::encoding::Encode<
                ::avro_core::shape::Own,
            >>::encode(&self.customer, __encoder) {
                return ::core::result::Result::Err(__error.in_field("customer_name"));
            }
            if let ::core::result::Result::Err(__error) = <Vec<
                Line,
            > as ::avro_core::encoding::Encode<
                ::avro_core::shape::Own,
            >>::encode(&self.order_lines, __encoder) {
                return ::core::result::Result::Err(__error.in_field("orderLines"));
            }
            if let ::core::result::Result::Err(__error) = <Option<
                String,
            > as ::avro_core::encoding::Encode<
                ::avro_core::shape::Nullable<::avro_core::shape::String, 1u32>,
            >>::encode(&self.note, __encoder) {
                return ::core::result::Result::Err(__error.in_field("note"));
            }
            if let ::core::result::Result::Err(__error) = <[u8; 16] as ::avro_core::encoding::Encode<
                ::avro_core::shape::Fixed<__Fixed0, { 16 }>,
            >>::encode(&self.hash, __encoder) {
                return ::core::result::Result::Err(__error.in_field("hash"));
            }
            ::core::result::Result::Ok(())
        }
    }
    #[automatically_derived]
    impl<'de> ::avro_core::encoding::Decode<'de, ::avro_core::shape::Own> for Order {
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
            let __field1 = match <String as ::avro_core::encoding::Decode<
                'de,
                ::avro_core::shape::Own,
            >>::decode(__decoder) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(
                        __error.in_field("customer_name"),
                    );
                }
            };
            let __field2 = match <Vec<
                Line,
            > as ::avro_core::encoding::Decode<
                'de,
                ::avro_core::shape::Own,
            >>::decode(__decoder) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error.in_field("orderLines"));
                }
            };
            let __field3 = match <Option<
                String,
            > as ::avro_core::encoding::Decode<
                'de,
                ::avro_core::shape::Nullable<::avro_core::shape::String, 1u32>,
            >>::decode(__decoder) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error.in_field("note"));
                }
            };
            let __field4 = match <[u8; 16] as ::avro_core::encoding::Decode<
                'de,
                ::avro_core::shape::Fixed<__Fixed0, { 16 }>,
            >>::decode(__decoder) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error.in_field("hash"));
                }
            };
            ::core::result::Result::Ok(Self {
                id: __field0,
                customer: __field1,
                order_lines: __field2,
                note: __field3,
                hash: __field4,
                cached: ::core::default::Default::default(),
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
            if let ::core::result::Result::Err(__error) = <String as ::avro_core::encoding::Decode<
                'de,
                ::avro_core::shape::Own,
            >>::decode_into(&mut self.customer, __decoder) {
                return ::core::result::Result::Err(__error.in_field("customer_name"));
            }
            if let ::core::result::Result::Err(__error) = <Vec<
                Line,
            > as ::avro_core::encoding::Decode<
                'de,
                ::avro_core::shape::Own,
            >>::decode_into(&mut self.order_lines, __decoder) {
                return ::core::result::Result::Err(__error.in_field("orderLines"));
            }
            if let ::core::result::Result::Err(__error) = <Option<
                String,
            > as ::avro_core::encoding::Decode<
                'de,
                ::avro_core::shape::Nullable<::avro_core::shape::String, 1u32>,
            >>::decode_into(&mut self.note, __decoder) {
                return ::core::result::Result::Err(__error.in_field("note"));
            }
            if let ::core::result::Result::Err(__error) = <[u8; 16] as ::avro_core::encoding::Decode<
                'de,
                ::avro_core::shape::Fixed<__Fixed0, { 16 }>,
            >>::decode_into(&mut self.hash, __decoder) {
                return ::core::result::Result::Err(__error.in_field("hash"));
            }
            self.cached = ::core::default::Default::default();
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
            let mut __field2 = ::core::option::Option::None;
            let mut __field3 = ::core::option::Option::None;
            let mut __field4 = ::core::option::Option::None;
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
                            String,
                            ::avro_core::shape::Own,
                        >(&mut __field1, __at, __decoder)
                    }
                    2u32 => {
                        ::avro_core::encoding::slot::<
                            Vec<Line>,
                            ::avro_core::shape::Own,
                        >(&mut __field2, __at, __decoder)
                    }
                    3u32 => {
                        ::avro_core::encoding::slot::<
                            Option<String>,
                            ::avro_core::shape::Nullable<
                                ::avro_core::shape::String,
                                1u32,
                            >,
                        >(&mut __field3, __at, __decoder)
                    }
                    4u32 => {
                        ::avro_core::encoding::slot::<
                            [u8; 16],
                            ::avro_core::shape::Fixed<__Fixed0, { 16 }>,
                        >(&mut __field4, __at, __decoder)
                    }
                    _ => ::core::result::Result::Err(__at.refuse(__decoder)),
                };
                if let ::core::result::Result::Err(__error) = __read {
                    return ::core::result::Result::Err(
                        __error
                            .in_field_at(
                                &["id", "customer_name", "orderLines", "note", "hash"],
                                __slot,
                            ),
                    );
                }
            }
            let (
                ::core::option::Option::Some(__field0),
                ::core::option::Option::Some(__field1),
                ::core::option::Option::Some(__field2),
                ::core::option::Option::Some(__field3),
                ::core::option::Option::Some(__field4),
            ) = (__field0, __field1, __field2, __field3, __field4) else {
                return ::core::result::Result::Err(__at.refuse(__decoder));
            };
            ::core::result::Result::Ok(Self {
                id: __field0,
                customer: __field1,
                order_lines: __field2,
                note: __field3,
                hash: __field4,
                cached: ::core::default::Default::default(),
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
                        <String as ::avro_core::encoding::Decode<
                            'de,
                            ::avro_core::shape::Own,
                        >>::decode_into_with(&mut self.customer, __at, __decoder)
                    }
                    2u32 => {
                        <Vec<
                            Line,
                        > as ::avro_core::encoding::Decode<
                            'de,
                            ::avro_core::shape::Own,
                        >>::decode_into_with(&mut self.order_lines, __at, __decoder)
                    }
                    3u32 => {
                        <Option<
                            String,
                        > as ::avro_core::encoding::Decode<
                            'de,
                            ::avro_core::shape::Nullable<
                                ::avro_core::shape::String,
                                1u32,
                            >,
                        >>::decode_into_with(&mut self.note, __at, __decoder)
                    }
                    4u32 => {
                        <[u8; 16] as ::avro_core::encoding::Decode<
                            'de,
                            ::avro_core::shape::Fixed<__Fixed0, { 16 }>,
                        >>::decode_into_with(&mut self.hash, __at, __decoder)
                    }
                    _ => ::core::result::Result::Err(__at.refuse(__decoder)),
                };
                if let ::core::result::Result::Err(__error) = __read {
                    return ::core::result::Result::Err(
                        __error
                            .in_field_at(
                                &["id", "customer_name", "orderLines", "note", "hash"],
                                __slot,
                            ),
                    );
                }
            }
            self.cached = ::core::default::Default::default();
            ::core::result::Result::Ok(())
        }
    }
    let _ = <Line as ::avro_core::encoding::AvroAs<::avro_core::shape::Own>>::KINDS;
    let _ = <Order as ::avro_core::encoding::AvroAs<::avro_core::shape::Own>>::MIN;
};
