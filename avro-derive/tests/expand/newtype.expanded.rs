#[doc(hidden)]
const _: () = {
    #[automatically_derived]
    impl<__S> ::avro_core::encoding::AvroAs<__S> for Id
    where
        i64: ::avro_core::encoding::AvroAs<__S>,
    {
        const MIN: usize = <i64 as ::avro_core::encoding::AvroAs<__S>>::MIN;
        const WIRE: usize = <i64 as ::avro_core::encoding::AvroAs<__S>>::WIRE;
        const KINDS: ::avro_core::shape::Kinds = <i64 as ::avro_core::encoding::AvroAs<
            __S,
        >>::KINDS;
        const BRANCHES: u32 = <i64 as ::avro_core::encoding::AvroAs<__S>>::BRANCHES;
        type Key = <i64 as ::avro_core::encoding::AvroAs<__S>>::Key;
        #[inline]
        fn node(
            __builder: &mut ::avro_core::schema::TypeBuilder,
        ) -> ::avro_core::NodeId {
            <i64 as ::avro_core::encoding::AvroAs<__S>>::node(__builder)
        }
        #[inline]
        fn branches(
            __builder: &mut ::avro_core::schema::TypeBuilder,
            __out: &mut ::std::vec::Vec<::avro_core::NodeId>,
        ) {
            <i64 as ::avro_core::encoding::AvroAs<__S>>::branches(__builder, __out);
        }
        #[inline]
        fn name_part(__out: &mut ::std::string::String) {
            <i64 as ::avro_core::encoding::AvroAs<__S>>::name_part(__out)
        }
    }
    #[automatically_derived]
    impl<__S> ::avro_core::encoding::Encode<__S> for Id
    where
        i64: ::avro_core::encoding::Encode<__S>,
    {
        #[inline]
        fn encode(
            &self,
            __encoder: &mut ::avro_core::encoding::Encoder,
        ) -> ::core::result::Result<(), ::avro_core::EncodeError> {
            <i64 as ::avro_core::encoding::Encode<__S>>::encode(&self.0, __encoder)
        }
        #[inline]
        fn encode_wire(&self, __out: &mut [u8]) {
            <i64 as ::avro_core::encoding::Encode<__S>>::encode_wire(&self.0, __out)
        }
        #[inline]
        fn encode_beside_null(
            &self,
            __null: u32,
            __encoder: &mut ::avro_core::encoding::Encoder,
        ) -> ::core::result::Result<(), ::avro_core::EncodeError> {
            <i64 as ::avro_core::encoding::Encode<
                __S,
            >>::encode_beside_null(&self.0, __null, __encoder)
        }
    }
    #[automatically_derived]
    impl<'de, __S> ::avro_core::encoding::Decode<'de, __S> for Id
    where
        i64: ::avro_core::encoding::Decode<'de, __S>,
    {
        #[inline]
        fn decode(
            __decoder: &mut ::avro_core::encoding::Decoder<'de>,
        ) -> ::core::result::Result<Self, ::avro_core::DecodeError> {
            <i64 as ::avro_core::encoding::Decode<'de, __S>>::decode(__decoder).map(Self)
        }
        #[inline]
        fn decode_into(
            &mut self,
            __decoder: &mut ::avro_core::encoding::Decoder<'de>,
        ) -> ::core::result::Result<(), ::avro_core::DecodeError> {
            <i64 as ::avro_core::encoding::Decode<
                'de,
                __S,
            >>::decode_into(&mut self.0, __decoder)
        }
        #[inline]
        fn decode_with(
            __at: ::avro_core::encoding::At<'de>,
            __decoder: &mut ::avro_core::encoding::Decoder<'de>,
        ) -> ::core::result::Result<Self, ::avro_core::DecodeError> {
            <i64 as ::avro_core::encoding::Decode<
                'de,
                __S,
            >>::decode_with(__at, __decoder)
                .map(Self)
        }
        #[inline]
        fn decode_into_with(
            &mut self,
            __at: ::avro_core::encoding::At<'de>,
            __decoder: &mut ::avro_core::encoding::Decoder<'de>,
        ) -> ::core::result::Result<(), ::avro_core::DecodeError> {
            <i64 as ::avro_core::encoding::Decode<
                'de,
                __S,
            >>::decode_into_with(&mut self.0, __at, __decoder)
        }
        #[inline]
        fn decode_branch(
            __index: u32,
            __decoder: &mut ::avro_core::encoding::Decoder<'de>,
        ) -> ::core::result::Result<Self, ::avro_core::DecodeError> {
            <i64 as ::avro_core::encoding::Decode<
                'de,
                __S,
            >>::decode_branch(__index, __decoder)
                .map(Self)
        }
        #[inline]
        fn decode_branch_into(
            &mut self,
            __index: u32,
            __decoder: &mut ::avro_core::encoding::Decoder<'de>,
        ) -> ::core::result::Result<(), ::avro_core::DecodeError> {
            <i64 as ::avro_core::encoding::Decode<
                'de,
                __S,
            >>::decode_branch_into(&mut self.0, __index, __decoder)
        }
        #[inline]
        fn decode_branch_with(
            __index: u32,
            __at: ::avro_core::encoding::At<'de>,
            __decoder: &mut ::avro_core::encoding::Decoder<'de>,
        ) -> ::core::result::Result<Self, ::avro_core::DecodeError> {
            <i64 as ::avro_core::encoding::Decode<
                'de,
                __S,
            >>::decode_branch_with(__index, __at, __decoder)
                .map(Self)
        }
        #[inline]
        fn decode_branch_into_with(
            &mut self,
            __index: u32,
            __at: ::avro_core::encoding::At<'de>,
            __decoder: &mut ::avro_core::encoding::Decoder<'de>,
        ) -> ::core::result::Result<(), ::avro_core::DecodeError> {
            <i64 as ::avro_core::encoding::Decode<
                'de,
                __S,
            >>::decode_branch_into_with(&mut self.0, __index, __at, __decoder)
        }
        #[inline]
        fn decode_wire(__bytes: &[u8]) -> ::core::option::Option<Self> {
            <i64 as ::avro_core::encoding::Decode<'de, __S>>::decode_wire(__bytes)
                .map(Self)
        }
    }
};
