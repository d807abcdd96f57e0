#[doc(hidden)]
const _: () = {
    #[automatically_derived]
    impl ::avro_core::encoding::AvroAs<::avro_core::shape::Own> for Md5 {
        const MIN: usize = 16;
        const WIRE: usize = 16;
        const KINDS: ::avro_core::shape::Kinds = ::avro_core::shape::Kinds::NAMED;
        type Key = Self;
        #[inline]
        fn node(
            __builder: &mut ::avro_core::schema::TypeBuilder,
        ) -> ::avro_core::NodeId {
            __builder
                .fixed::<
                    Self::Key,
                >(
                    "com.example.Md5",
                    &::avro_core::schema::FixedInfo {
                        aliases: &[],
                        doc: ::core::option::Option::Some("A digest."),
                        attributes: &[],
                        size: 16,
                        logical: ::core::option::Option::None,
                    },
                )
        }
        #[inline]
        fn name_part(__out: &mut ::std::string::String) {
            __out.push_str("Md5");
        }
    }
    #[automatically_derived]
    impl ::avro_core::encoding::Encode<::avro_core::shape::Own> for Md5 {
        #[inline]
        fn encode(
            &self,
            __encoder: &mut ::avro_core::encoding::Encoder,
        ) -> ::core::result::Result<(), ::avro_core::EncodeError> {
            __encoder.fixed(&self.0);
            ::core::result::Result::Ok(())
        }
        #[inline]
        fn encode_wire(&self, __out: &mut [u8]) {
            if let ::core::option::Option::Some(__out) = __out.first_chunk_mut() {
                *__out = self.0;
            }
        }
    }
    #[automatically_derived]
    impl<'de> ::avro_core::encoding::Decode<'de, ::avro_core::shape::Own> for Md5 {
        #[inline]
        fn decode(
            __decoder: &mut ::avro_core::encoding::Decoder<'de>,
        ) -> ::core::result::Result<Self, ::avro_core::DecodeError> {
            __decoder.array::<{ 16 }>().map(Self)
        }
        #[inline]
        fn decode_wire(__bytes: &[u8]) -> ::core::option::Option<Self> {
            __bytes.first_chunk().copied().map(Self)
        }
    }
};
