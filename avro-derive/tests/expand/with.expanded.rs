#[doc(hidden)]
const _: () = {
    #[automatically_derived]
    impl ::avro_core::encoding::AvroAs<::avro_core::shape::Own> for Host {
        const MIN: usize = <<net::Dotted as ::avro_core::Convert<
            Ipv4Addr,
        >>::Avro as ::avro_core::encoding::AvroAs<::avro_core::shape::Own>>::MIN
            + <<Seconds as ::avro_core::Convert<
                SystemTime,
            >>::Avro as ::avro_core::encoding::AvroAs<
                ::avro_core::shape::TimestampMillis,
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
                    "Host",
                    &::avro_core::schema::RecordInfo {
                        aliases: &[],
                        doc: ::core::option::Option::None,
                        is_error: false,
                        attributes: &[],
                        fields: &[
                            ::avro_core::schema::FieldInfo {
                                name: "address",
                                aliases: &[],
                                doc: ::core::option::Option::None,
                                order: ::avro_core::Order::Ascending,
                                default: ::core::option::Option::None,
                                attributes: &[],
                                node: <<net::Dotted as ::avro_core::Convert<
                                    Ipv4Addr,
                                >>::Avro as ::avro_core::encoding::AvroAs<
                                    ::avro_core::shape::Own,
                                >>::node,
                            },
                            ::avro_core::schema::FieldInfo {
                                name: "seen",
                                aliases: &[],
                                doc: ::core::option::Option::None,
                                order: ::avro_core::Order::Ascending,
                                default: ::core::option::Option::None,
                                attributes: &[],
                                node: <<Seconds as ::avro_core::Convert<
                                    SystemTime,
                                >>::Avro as ::avro_core::encoding::AvroAs<
                                    ::avro_core::shape::TimestampMillis,
                                >>::node,
                            },
                        ],
                    },
                )
        }
        #[inline]
        fn name_part(__out: &mut ::std::string::String) {
            __out.push_str("Host");
        }
    }
    #[automatically_derived]
    impl ::avro_core::encoding::Encode<::avro_core::shape::Own> for Host {
        #[inline]
        fn encode(
            &self,
            __encoder: &mut ::avro_core::encoding::Encoder,
        ) -> ::core::result::Result<(), ::avro_core::EncodeError> {
            if let ::core::result::Result::Err(__error) = ::avro_core::convert::encode::<
                net::Dotted,
                Ipv4Addr,
                ::avro_core::shape::Own,
            >(&self.address, __encoder) {
                return ::core::result::Result::Err(__error.in_field("address"));
            }
            if let ::core::result::Result::Err(__error) = ::avro_core::convert::encode::<
                Seconds,
                SystemTime,
                ::avro_core::shape::TimestampMillis,
            >(&self.seen, __encoder) {
                return ::core::result::Result::Err(__error.in_field("seen"));
            }
            ::core::result::Result::Ok(())
        }
    }
    #[automatically_derived]
    impl<'de> ::avro_core::encoding::Decode<'de, ::avro_core::shape::Own> for Host {
        #[inline]
        fn decode(
            __decoder: &mut ::avro_core::encoding::Decoder<'de>,
        ) -> ::core::result::Result<Self, ::avro_core::DecodeError> {
            if <Self as ::avro_core::encoding::AvroAs<::avro_core::shape::Own>>::MIN == 0
            {
                __decoder.charge_empty(1)?;
            }
            let __field0 = match ::avro_core::convert::decode::<
                net::Dotted,
                Ipv4Addr,
                ::avro_core::shape::Own,
            >(__decoder) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error.in_field("address"));
                }
            };
            let __field1 = match ::avro_core::convert::decode::<
                Seconds,
                SystemTime,
                ::avro_core::shape::TimestampMillis,
            >(__decoder) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error.in_field("seen"));
                }
            };
            ::core::result::Result::Ok(Self {
                address: __field0,
                seen: __field1,
            })
        }
        #[inline]
        fn decode_into(
            &mut self,
            __decoder: &mut ::avro_core::encoding::Decoder<'de>,
        ) -> ::core::result::Result<(), ::avro_core::DecodeError> {
            if <Self as ::avro_core::encoding::AvroAs<::avro_core::shape::Own>>::MIN == 0
            {
                __decoder.charge_empty(1)?;
            }
            if let ::core::result::Result::Err(__error) = ::avro_core::convert::decode::<
                net::Dotted,
                Ipv4Addr,
                ::avro_core::shape::Own,
            >(__decoder)
                .map(|__new| self.address = __new)
            {
                return ::core::result::Result::Err(__error.in_field("address"));
            }
            if let ::core::result::Result::Err(__error) = ::avro_core::convert::decode::<
                Seconds,
                SystemTime,
                ::avro_core::shape::TimestampMillis,
            >(__decoder)
                .map(|__new| self.seen = __new)
            {
                return ::core::result::Result::Err(__error.in_field("seen"));
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
            if <Self as ::avro_core::encoding::AvroAs<::avro_core::shape::Own>>::MIN == 0
            {
                __decoder.charge_empty(1)?;
            }
            let mut __field0 = ::core::option::Option::None;
            let mut __field1 = ::core::option::Option::None;
            while let ::core::option::Option::Some((__slot, __at)) = __fields
                .next(__decoder)?
            {
                let __read = match __slot {
                    0u32 => {
                        ::avro_core::convert::decode_with::<
                            net::Dotted,
                            Ipv4Addr,
                            ::avro_core::shape::Own,
                        >(__at, __decoder)
                            .map(|__value| {
                                __field0 = ::core::option::Option::Some(__value);
                            })
                    }
                    1u32 => {
                        ::avro_core::convert::decode_with::<
                            Seconds,
                            SystemTime,
                            ::avro_core::shape::TimestampMillis,
                        >(__at, __decoder)
                            .map(|__value| {
                                __field1 = ::core::option::Option::Some(__value);
                            })
                    }
                    _ => ::core::result::Result::Err(__at.refuse(__decoder)),
                };
                if let ::core::result::Result::Err(__error) = __read {
                    return ::core::result::Result::Err(
                        __error.in_field_at(&["address", "seen"], __slot),
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
                address: __field0,
                seen: __field1,
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
            if <Self as ::avro_core::encoding::AvroAs<::avro_core::shape::Own>>::MIN == 0
            {
                __decoder.charge_empty(1)?;
            }
            while let ::core::option::Option::Some((__slot, __at)) = __fields
                .next(__decoder)?
            {
                let __read = match __slot {
                    0u32 => {
                        ::avro_core::convert::decode_with::<
                            net::Dotted,
                            Ipv4Addr,
                            ::avro_core::shape::Own,
                        >(__at, __decoder)
                            .map(|__new| self.address = __new)
                    }
                    1u32 => {
                        ::avro_core::convert::decode_with::<
                            Seconds,
                            SystemTime,
                            ::avro_core::shape::TimestampMillis,
                        >(__at, __decoder)
                            .map(|__new| self.seen = __new)
                    }
                    _ => ::core::result::Result::Err(__at.refuse(__decoder)),
                };
                if let ::core::result::Result::Err(__error) = __read {
                    return ::core::result::Result::Err(
                        __error.in_field_at(&["address", "seen"], __slot),
                    );
                }
            }
            ::core::result::Result::Ok(())
        }
    }
    let _ = <<net::Dotted as ::avro_core::Convert<
        Ipv4Addr,
    >>::Avro as ::avro_core::encoding::AvroAs<::avro_core::shape::Own>>::KINDS;
    let _ = <<Seconds as ::avro_core::Convert<
        SystemTime,
    >>::Avro as ::avro_core::encoding::AvroAs<
        ::avro_core::shape::TimestampMillis,
    >>::KINDS;
    let _ = <Host as ::avro_core::encoding::AvroAs<::avro_core::shape::Own>>::MIN;
};
