#[doc(hidden)]
const _: () = {
    #[automatically_derived]
    impl ::avro_core::encoding::AvroAs<::avro_core::shape::Own> for Instants {
        const MIN: usize = <Vec<
            i64,
        > as ::avro_core::encoding::AvroAs<
            ::avro_core::shape::Array<::avro_core::shape::TimestampMillis>,
        >>::MIN;
        const KINDS: ::avro_core::shape::Kinds = <Vec<
            i64,
        > as ::avro_core::encoding::AvroAs<
            ::avro_core::shape::Array<::avro_core::shape::TimestampMillis>,
        >>::KINDS;
        const BRANCHES: u32 = <Vec<
            i64,
        > as ::avro_core::encoding::AvroAs<
            ::avro_core::shape::Array<::avro_core::shape::TimestampMillis>,
        >>::BRANCHES;
        type Key = Self;
        #[inline]
        fn node(
            __builder: &mut ::avro_core::schema::TypeBuilder,
        ) -> ::avro_core::NodeId {
            {
                let __items = {
                    let __node = <i64 as ::avro_core::encoding::AvroAs<
                        ::avro_core::shape::TimestampMillis,
                    >>::node(__builder);
                    __builder.attributes(__node, &[("unit", "\"ms\"")])
                };
                __builder.schema().array(__items)
            }
        }
        #[inline]
        fn branches(
            __builder: &mut ::avro_core::schema::TypeBuilder,
            __out: &mut ::std::vec::Vec<::avro_core::NodeId>,
        ) {
            let __node = {
                let __items = {
                    let __node = <i64 as ::avro_core::encoding::AvroAs<
                        ::avro_core::shape::TimestampMillis,
                    >>::node(__builder);
                    __builder.attributes(__node, &[("unit", "\"ms\"")])
                };
                __builder.schema().array(__items)
            };
            __out.push(__node);
        }
        #[inline]
        fn name_part(__out: &mut ::std::string::String) {
            <Vec<
                i64,
            > as ::avro_core::encoding::AvroAs<
                ::avro_core::shape::Array<::avro_core::shape::TimestampMillis>,
            >>::name_part(__out)
        }
    }
    #[automatically_derived]
    impl ::avro_core::encoding::Encode<::avro_core::shape::Own> for Instants {
        #[inline]
        fn encode(
            &self,
            __encoder: &mut ::avro_core::encoding::Encoder,
        ) -> ::core::result::Result<(), ::avro_core::EncodeError> {
            <Vec<
                i64,
            > as ::avro_core::encoding::Encode<
                ::avro_core::shape::Array<::avro_core::shape::TimestampMillis>,
            >>::encode(&self.0, __encoder)
        }
        #[inline]
        fn encode_beside_null(
            &self,
            __null: u32,
            __encoder: &mut ::avro_core::encoding::Encoder,
        ) -> ::core::result::Result<(), ::avro_core::EncodeError> {
            <Vec<
                i64,
            > as ::avro_core::encoding::Encode<
                ::avro_core::shape::Array<::avro_core::shape::TimestampMillis>,
            >>::encode_beside_null(&self.0, __null, __encoder)
        }
    }
    #[automatically_derived]
    impl<'de> ::avro_core::encoding::Decode<'de, ::avro_core::shape::Own> for Instants {
        #[inline]
        fn decode(
            __decoder: &mut ::avro_core::encoding::Decoder<'de>,
        ) -> ::core::result::Result<Self, ::avro_core::DecodeError> {
            <Vec<
                i64,
            > as ::avro_core::encoding::Decode<
                'de,
                ::avro_core::shape::Array<::avro_core::shape::TimestampMillis>,
            >>::decode(__decoder)
                .map(Self)
        }
        #[inline]
        fn decode_into(
            &mut self,
            __decoder: &mut ::avro_core::encoding::Decoder<'de>,
        ) -> ::core::result::Result<(), ::avro_core::DecodeError> {
            <Vec<
                i64,
            > as ::avro_core::encoding::Decode<
                'de,
                ::avro_core::shape::Array<::avro_core::shape::TimestampMillis>,
            >>::decode_into(&mut self.0, __decoder)
        }
        #[inline]
        fn decode_with(
            __at: ::avro_core::encoding::At<'de>,
            __decoder: &mut ::avro_core::encoding::Decoder<'de>,
        ) -> ::core::result::Result<Self, ::avro_core::DecodeError> {
            <Vec<
                i64,
            > as ::avro_core::encoding::Decode<
                'de,
                ::avro_core::shape::Array<::avro_core::shape::TimestampMillis>,
            >>::decode_with(__at, __decoder)
                .map(Self)
        }
        #[inline]
        fn decode_into_with(
            &mut self,
            __at: ::avro_core::encoding::At<'de>,
            __decoder: &mut ::avro_core::encoding::Decoder<'de>,
        ) -> ::core::result::Result<(), ::avro_core::DecodeError> {
            <Vec<
                i64,
            > as ::avro_core::encoding::Decode<
                'de,
                ::avro_core::shape::Array<::avro_core::shape::TimestampMillis>,
            >>::decode_into_with(&mut self.0, __at, __decoder)
        }
        #[inline]
        fn decode_branch(
            __index: u32,
            __decoder: &mut ::avro_core::encoding::Decoder<'de>,
        ) -> ::core::result::Result<Self, ::avro_core::DecodeError> {
            <Vec<
                i64,
            > as ::avro_core::encoding::Decode<
                'de,
                ::avro_core::shape::Array<::avro_core::shape::TimestampMillis>,
            >>::decode_branch(__index, __decoder)
                .map(Self)
        }
        #[inline]
        fn decode_branch_into(
            &mut self,
            __index: u32,
            __decoder: &mut ::avro_core::encoding::Decoder<'de>,
        ) -> ::core::result::Result<(), ::avro_core::DecodeError> {
            <Vec<
                i64,
            > as ::avro_core::encoding::Decode<
                'de,
                ::avro_core::shape::Array<::avro_core::shape::TimestampMillis>,
            >>::decode_branch_into(&mut self.0, __index, __decoder)
        }
        #[inline]
        fn decode_branch_with(
            __index: u32,
            __at: ::avro_core::encoding::At<'de>,
            __decoder: &mut ::avro_core::encoding::Decoder<'de>,
        ) -> ::core::result::Result<Self, ::avro_core::DecodeError> {
            <Vec<
                i64,
            > as ::avro_core::encoding::Decode<
                'de,
                ::avro_core::shape::Array<::avro_core::shape::TimestampMillis>,
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
            <Vec<
                i64,
            > as ::avro_core::encoding::Decode<
                'de,
                ::avro_core::shape::Array<::avro_core::shape::TimestampMillis>,
            >>::decode_branch_into_with(&mut self.0, __index, __at, __decoder)
        }
    }
};
