#[doc(hidden)]
const _: () = {
    #[automatically_derived]
    impl ::avro_core::encoding::AvroAs<::avro_core::shape::Own> for Sample {
        const MIN: usize = <f64 as ::avro_core::encoding::AvroAs<
            ::avro_core::shape::Own,
        >>::MIN + <Point as ::avro_core::encoding::AvroAs<::avro_core::shape::Own>>::MIN;
        const WIRE: usize = if <f64 as ::avro_core::encoding::AvroAs<
            ::avro_core::shape::Own,
        >>::WIRE == 0
            || <Point as ::avro_core::encoding::AvroAs<::avro_core::shape::Own>>::WIRE
                == 0
        {
            0
        } else {
            <f64 as ::avro_core::encoding::AvroAs<::avro_core::shape::Own>>::WIRE
                + <Point as ::avro_core::encoding::AvroAs<::avro_core::shape::Own>>::WIRE
        };
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
                    "Sample",
                    &::avro_core::schema::RecordInfo {
                        aliases: &[],
                        doc: ::core::option::Option::None,
                        is_error: false,
                        attributes: &[],
                        fields: &[
                            ::avro_core::schema::FieldInfo {
                                name: "at",
                                aliases: &[],
                                doc: ::core::option::Option::None,
                                order: ::avro_core::Order::Ascending,
                                default: ::core::option::Option::None,
                                attributes: &[],
                                node: <f64 as ::avro_core::encoding::AvroAs<
                                    ::avro_core::shape::Own,
                                >>::node,
                            },
                            ::avro_core::schema::FieldInfo {
                                name: "point",
                                aliases: &[],
                                doc: ::core::option::Option::None,
                                order: ::avro_core::Order::Ascending,
                                default: ::core::option::Option::None,
                                attributes: &[],
                                node: <Point as ::avro_core::encoding::AvroAs<
                                    ::avro_core::shape::Own,
                                >>::node,
                            },
                        ],
                    },
                )
        }
        #[inline]
        fn name_part(__out: &mut ::std::string::String) {
            __out.push_str("Sample");
        }
    }
    #[automatically_derived]
    impl ::avro_core::encoding::Encode<::avro_core::shape::Own> for Sample {
        #[inline]
        fn encode(
            &self,
            __encoder: &mut ::avro_core::encoding::Encoder,
        ) -> ::core::result::Result<(), ::avro_core::EncodeError> {
            if let ::core::result::Result::Err(__error) = <f64 as ::avro_core::encoding::Encode<
                ::avro_core::shape::Own,
            >>::encode(&self.at, __encoder) {
                return ::core::result::Result::Err(__error.in_field("at"));
            }
            if let ::core::result::Result::Err(__error) = <Point as ::avro_core::encoding::Encode<
                ::avro_core::shape::Own,
            >>::encode(&self.point, __encoder) {
                return ::core::result::Result::Err(__error.in_field("point"));
            }
            ::core::result::Result::Ok(())
        }
        #[inline]
        fn encode_wire(&self, __out: &mut [u8]) {
            let ::core::option::Option::Some((__field, __out)) = __out
                .split_at_mut_checked(
                    <f64 as ::avro_core::encoding::AvroAs<::avro_core::shape::Own>>::WIRE,
                ) else {
                return;
            };
            <f64 as ::avro_core::encoding::Encode<
                ::avro_core::shape::Own,
            >>::encode_wire(&self.at, __field);
            let ::core::option::Option::Some((__field, __out)) = __out
                .split_at_mut_checked(
                    <Point as ::avro_core::encoding::AvroAs<
                        ::avro_core::shape::Own,
                    >>::WIRE,
                ) else {
                return;
            };
            <Point as ::avro_core::encoding::Encode<
                ::avro_core::shape::Own,
            >>::encode_wire(&self.point, __field);
        }
    }
    #[automatically_derived]
    impl<'de> ::avro_core::encoding::Decode<'de, ::avro_core::shape::Own> for Sample {
        #[inline]
        fn decode(
            __decoder: &mut ::avro_core::encoding::Decoder<'de>,
        ) -> ::core::result::Result<Self, ::avro_core::DecodeError> {
            let __field0 = match <f64 as ::avro_core::encoding::Decode<
                'de,
                ::avro_core::shape::Own,
            >>::decode(__decoder) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error.in_field("at"));
                }
            };
            let __field1 = match <Point as ::avro_core::encoding::Decode<
                'de,
                ::avro_core::shape::Own,
            >>::decode(__decoder) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error.in_field("point"));
                }
            };
            ::core::result::Result::Ok(Self {
                at: __field0,
                point: __field1,
                seen: ::core::default::Default::default(),
            })
        }
        #[inline]
        fn decode_into(
            &mut self,
            __decoder: &mut ::avro_core::encoding::Decoder<'de>,
        ) -> ::core::result::Result<(), ::avro_core::DecodeError> {
            if let ::core::result::Result::Err(__error) = <f64 as ::avro_core::encoding::Decode<
                'de,
                ::avro_core::shape::Own,
            >>::decode_into(&mut self.at, __decoder) {
                return ::core::result::Result::Err(__error.in_field("at"));
            }
            if let ::core::result::Result::Err(__error) = <Point as ::avro_core::encoding::Decode<
                'de,
                ::avro_core::shape::Own,
            >>::decode_into(&mut self.point, __decoder) {
                return ::core::result::Result::Err(__error.in_field("point"));
            }
            self.seen = ::core::default::Default::default();
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
                            f64,
                            ::avro_core::shape::Own,
                        >(&mut __field0, __at, __decoder)
                    }
                    1u32 => {
                        ::avro_core::encoding::slot::<
                            Point,
                            ::avro_core::shape::Own,
                        >(&mut __field1, __at, __decoder)
                    }
                    _ => ::core::result::Result::Err(__at.refuse(__decoder)),
                };
                if let ::core::result::Result::Err(__error) = __read {
                    return ::core::result::Result::Err(
                        __error.in_field_at(&["at", "point"], __slot),
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
                at: __field0,
                point: __field1,
                seen: ::core::default::Default::default(),
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
                        <f64 as ::avro_core::encoding::Decode<
                            'de,
                            ::avro_core::shape::Own,
                        >>::decode_into_with(&mut self.at, __at, __decoder)
                    }
                    1u32 => {
                        <Point as ::avro_core::encoding::Decode<
                            'de,
                            ::avro_core::shape::Own,
                        >>::decode_into_with(&mut self.point, __at, __decoder)
                    }
                    _ => ::core::result::Result::Err(__at.refuse(__decoder)),
                };
                if let ::core::result::Result::Err(__error) = __read {
                    return ::core::result::Result::Err(
                        __error.in_field_at(&["at", "point"], __slot),
                    );
                }
            }
            self.seen = ::core::default::Default::default();
            ::core::result::Result::Ok(())
        }
        #[inline]
        fn decode_wire(__bytes: &[u8]) -> ::core::option::Option<Self> {
            let (__field, __bytes) = __bytes
                .split_at_checked(
                    <f64 as ::avro_core::encoding::AvroAs<::avro_core::shape::Own>>::WIRE,
                )?;
            let __field0 = <f64 as ::avro_core::encoding::Decode<
                'de,
                ::avro_core::shape::Own,
            >>::decode_wire(__field)?;
            let (__field, __bytes) = __bytes
                .split_at_checked(
                    <Point as ::avro_core::encoding::AvroAs<
                        ::avro_core::shape::Own,
                    >>::WIRE,
                )?;
            let __field1 = <Point as ::avro_core::encoding::Decode<
                'de,
                ::avro_core::shape::Own,
            >>::decode_wire(__field)?;
            ::core::option::Option::Some(Self {
                at: __field0,
                point: __field1,
                seen: ::core::default::Default::default(),
            })
        }
    }
    let _ = <Point as ::avro_core::encoding::AvroAs<::avro_core::shape::Own>>::KINDS;
    let _ = <Sample as ::avro_core::encoding::AvroAs<::avro_core::shape::Own>>::MIN;
};
