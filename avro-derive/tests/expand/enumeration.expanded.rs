#[doc(hidden)]
const _: () = {
    #[automatically_derived]
    impl ::avro_core::encoding::AvroAs<::avro_core::shape::Own> for Status {
        const MIN: usize = 1;
        const KINDS: ::avro_core::shape::Kinds = ::avro_core::shape::Kinds::NAMED;
        type Key = Self;
        #[inline]
        fn node(
            __builder: &mut ::avro_core::schema::TypeBuilder,
        ) -> ::avro_core::NodeId {
            __builder
                .enumeration::<
                    Self,
                >(
                    "Status",
                    &::avro_core::schema::EnumInfo {
                        aliases: &[],
                        doc: ::core::option::Option::None,
                        attributes: &[],
                        symbols: &["UNKNOWN", "IN_TRANSIT", "done"],
                        default: ::core::option::Option::Some("UNKNOWN"),
                    },
                )
        }
        #[inline]
        fn name_part(__out: &mut ::std::string::String) {
            __out.push_str("Status");
        }
    }
    #[automatically_derived]
    impl ::avro_core::encoding::Encode<::avro_core::shape::Own> for Status {
        #[inline]
        fn encode(
            &self,
            __encoder: &mut ::avro_core::encoding::Encoder,
        ) -> ::core::result::Result<(), ::avro_core::EncodeError> {
            __encoder
                .count(
                    match self {
                        Self::Unknown => 0usize,
                        Self::InTransit => 1usize,
                        Self::Delivered => 2usize,
                    },
                );
            ::core::result::Result::Ok(())
        }
    }
    #[automatically_derived]
    impl<'de> ::avro_core::encoding::Decode<'de, ::avro_core::shape::Own> for Status {
        #[inline(always)]
        fn decode(
            __decoder: &mut ::avro_core::encoding::Decoder<'de>,
        ) -> ::core::result::Result<Self, ::avro_core::DecodeError> {
            match __decoder.symbol(3u32)? {
                0u32 => ::core::result::Result::Ok(Self::Unknown),
                1u32 => ::core::result::Result::Ok(Self::InTransit),
                2u32 => ::core::result::Result::Ok(Self::Delivered),
                __index => {
                    ::core::result::Result::Err(
                        __decoder.no_such_symbol(__index as i64, 3u32),
                    )
                }
            }
        }
        #[inline(always)]
        fn decode_with(
            __at: ::avro_core::encoding::At<'de>,
            __decoder: &mut ::avro_core::encoding::Decoder<'de>,
        ) -> ::core::result::Result<Self, ::avro_core::DecodeError> {
            match __at.symbol(3u32, __decoder)? {
                0u32 => ::core::result::Result::Ok(Self::Unknown),
                1u32 => ::core::result::Result::Ok(Self::InTransit),
                2u32 => ::core::result::Result::Ok(Self::Delivered),
                __index => {
                    ::core::result::Result::Err(
                        __decoder.no_such_symbol(__index as i64, 3u32),
                    )
                }
            }
        }
        #[inline]
        fn decode_into_with(
            &mut self,
            __at: ::avro_core::encoding::At<'de>,
            __decoder: &mut ::avro_core::encoding::Decoder<'de>,
        ) -> ::core::result::Result<(), ::avro_core::DecodeError> {
            *self = <Self as ::avro_core::encoding::Decode<
                'de,
                ::avro_core::shape::Own,
            >>::decode_with(__at, __decoder)?;
            ::core::result::Result::Ok(())
        }
    }
};
