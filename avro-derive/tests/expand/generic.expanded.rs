#[doc(hidden)]
const _: () = {
    pub enum __Fixed0 {}
    #[automatically_derived]
    impl ::avro_core::shape::Named for __Fixed0 {
        const NAME: &'static str = "com.example.Buffer";
    }
    pub struct __Key<__K0, __K1, const N: usize>(
        ::core::marker::PhantomData<fn() -> (__K0, __K1)>,
    );
    #[automatically_derived]
    impl<T: Clone, const N: usize> ::avro_core::encoding::AvroAs<::avro_core::shape::Own>
    for Page<T, N>
    where
        T: ::avro_core::encoding::AvroAs<::avro_core::shape::Own>,
        T: ::avro_core::encoding::AvroAs<::avro_core::shape::TimestampMillis>,
    {
        const MIN: usize = <Vec<
            T,
        > as ::avro_core::encoding::AvroAs<::avro_core::shape::Own>>::MIN
            + <Vec<
                T,
            > as ::avro_core::encoding::AvroAs<
                ::avro_core::shape::Array<::avro_core::shape::TimestampMillis>,
            >>::MIN
            + <[u8; N] as ::avro_core::encoding::AvroAs<
                ::avro_core::shape::Fixed<__Fixed0, { N }>,
            >>::MIN
            + <Option<
                Box<Page<T, N>>,
            > as ::avro_core::encoding::AvroAs<::avro_core::shape::Own>>::MIN;
        const KINDS: ::avro_core::shape::Kinds = ::avro_core::shape::Kinds::NAMED;
        type Key = __Key<
            <T as ::avro_core::encoding::AvroAs<::avro_core::shape::Own>>::Key,
            <T as ::avro_core::encoding::AvroAs<
                ::avro_core::shape::TimestampMillis,
            >>::Key,
            N,
        >;
        #[inline]
        fn node(
            __builder: &mut ::avro_core::schema::TypeBuilder,
        ) -> ::avro_core::NodeId {
            const {
                let _ = <T as ::avro_core::encoding::AvroAs<
                    ::avro_core::shape::Own,
                >>::KINDS;
                let _ = <Box<
                    Page<T, N>,
                > as ::avro_core::encoding::AvroAs<::avro_core::shape::Own>>::KINDS;
                let _ = ::avro_core::shape::Kinds::NULL
                    .and(
                        <Box<
                            Page<T, N>,
                        > as ::avro_core::encoding::AvroAs<
                            ::avro_core::shape::Own,
                        >>::KINDS,
                    );
                let _ = <Self as ::avro_core::encoding::AvroAs<
                    ::avro_core::shape::Own,
                >>::MIN;
            }
            let mut __name = ::std::string::String::from("com.example.");
            __name.push_str("Page_");
            <T as ::avro_core::encoding::AvroAs<
                ::avro_core::shape::Own,
            >>::name_part(&mut __name);
            __builder
                .record::<
                    Self::Key,
                >(
                    &__name,
                    &::avro_core::schema::RecordInfo {
                        aliases: &[],
                        doc: ::core::option::Option::None,
                        is_error: false,
                        attributes: &[],
                        fields: &[
                            ::avro_core::schema::FieldInfo {
                                name: "items",
                                aliases: &[],
                                doc: ::core::option::Option::None,
                                order: ::avro_core::Order::Ascending,
                                default: ::core::option::Option::None,
                                attributes: &[],
                                node: <Vec<
                                    T,
                                > as ::avro_core::encoding::AvroAs<
                                    ::avro_core::shape::Own,
                                >>::node,
                            },
                            ::avro_core::schema::FieldInfo {
                                name: "times",
                                aliases: &[],
                                doc: ::core::option::Option::None,
                                order: ::avro_core::Order::Ascending,
                                default: ::core::option::Option::None,
                                attributes: &[],
                                node: <Vec<
                                    T,
                                > as ::avro_core::encoding::AvroAs<
                                    ::avro_core::shape::Array<
                                        ::avro_core::shape::TimestampMillis,
                                    >,
                                >>::node,
                            },
                            ::avro_core::schema::FieldInfo {
                                name: "buffer",
                                aliases: &[],
                                doc: ::core::option::Option::None,
                                order: ::avro_core::Order::Ascending,
                                default: ::core::option::Option::None,
                                attributes: &[],
                                node: <[u8; N] as ::avro_core::encoding::AvroAs<
                                    ::avro_core::shape::Fixed<__Fixed0, { N }>,
                                >>::node,
                            },
                            ::avro_core::schema::FieldInfo {
                                name: "next",
                                aliases: &[],
                                doc: ::core::option::Option::None,
                                order: ::avro_core::Order::Ascending,
                                default: ::core::option::Option::None,
                                attributes: &[],
                                node: <Option<
                                    Box<Page<T, N>>,
                                > as ::avro_core::encoding::AvroAs<
                                    ::avro_core::shape::Own,
                                >>::node,
                            },
                        ],
                    },
                )
        }
        #[inline]
        fn name_part(__out: &mut ::std::string::String) {
            __out.push_str("Page_");
            <T as ::avro_core::encoding::AvroAs<
                ::avro_core::shape::Own,
            >>::name_part(__out);
        }
    }
    #[automatically_derived]
    impl<T: Clone, const N: usize> ::avro_core::encoding::Encode<::avro_core::shape::Own>
    for Page<T, N>
    where
        T: ::avro_core::encoding::Encode<::avro_core::shape::Own>,
        T: ::avro_core::encoding::Encode<::avro_core::shape::TimestampMillis>,
    {
        #[inline]
        fn encode(
            &self,
            __encoder: &mut ::avro_core::encoding::Encoder,
        ) -> ::core::result::Result<(), ::avro_core::EncodeError> {
            const {
                let _ = <T as ::avro_core::encoding::AvroAs<
                    ::avro_core::shape::Own,
                >>::KINDS;
                let _ = <Box<
                    Page<T, N>,
                > as ::avro_core::encoding::AvroAs<::avro_core::shape::Own>>::KINDS;
                let _ = ::avro_core::shape::Kinds::NULL
                    .and(
                        <Box<
                            Page<T, N>,
                        > as ::avro_core::encoding::AvroAs<
                            ::avro_core::shape::Own,
                        >>::KINDS,
                    );
                let _ = <Self as ::avro_core::encoding::AvroAs<
                    ::avro_core::shape::Own,
                >>::MIN;
            }
            if let ::core::result::Result::Err(__error) = <Vec<
                T,
            > as ::avro_core::encoding::Encode<
                ::avro_core::shape::Own,
            >>::encode(&self.items, __encoder) {
                return ::core::result::Result::Err(__error.in_field("items"));
            }
            if let ::core::result::Result::Err(__error) = <Vec<
                T,
            > as ::avro_core::encoding::Encode<
                ::avro_core::shape::Array<::avro_core::shape::TimestampMillis>,
            >>::encode(&self.times, __encoder) {
                return ::core::result::Result::Err(__error.in_field("times"));
            }
            if let ::core::result::Result::Err(__error) = <[u8; N] as ::avro_core::encoding::Encode<
                ::avro_core::shape::Fixed<__Fixed0, { N }>,
            >>::encode(&self.buffer, __encoder) {
                return ::core::result::Result::Err(__error.in_field("buffer"));
            }
            if let ::core::result::Result::Err(__error) = <Option<
                Box<Page<T, N>>,
            > as ::avro_core::encoding::Encode<
                ::avro_core::shape::Own,
            >>::encode(&self.next, __encoder) {
                return ::core::result::Result::Err(__error.in_field("next"));
            }
            ::core::result::Result::Ok(())
        }
    }
    #[automatically_derived]
    impl<
        'de,
        T: Clone,
        const N: usize,
    > ::avro_core::encoding::Decode<'de, ::avro_core::shape::Own> for Page<T, N>
    where
        T: ::avro_core::encoding::Decode<'de, ::avro_core::shape::Own>,
        T: ::avro_core::encoding::Decode<'de, ::avro_core::shape::TimestampMillis>,
    {
        #[inline]
        fn decode(
            __decoder: &mut ::avro_core::encoding::Decoder<'de>,
        ) -> ::core::result::Result<Self, ::avro_core::DecodeError> {
            const {
                let _ = <T as ::avro_core::encoding::AvroAs<
                    ::avro_core::shape::Own,
                >>::KINDS;
                let _ = <Box<
                    Page<T, N>,
                > as ::avro_core::encoding::AvroAs<::avro_core::shape::Own>>::KINDS;
                let _ = ::avro_core::shape::Kinds::NULL
                    .and(
                        <Box<
                            Page<T, N>,
                        > as ::avro_core::encoding::AvroAs<
                            ::avro_core::shape::Own,
                        >>::KINDS,
                    );
                let _ = <Self as ::avro_core::encoding::AvroAs<
                    ::avro_core::shape::Own,
                >>::MIN;
            }
            ::core::result::Result::Ok(Self {
                items: match <Vec<
                    T,
                > as ::avro_core::encoding::Decode<
                    'de,
                    ::avro_core::shape::Own,
                >>::decode(__decoder) {
                    ::core::result::Result::Ok(__value) => __value,
                    ::core::result::Result::Err(__error) => {
                        return ::core::result::Result::Err(__error.in_field("items"));
                    }
                },
                times: match <Vec<
                    T,
                > as ::avro_core::encoding::Decode<
                    'de,
                    ::avro_core::shape::Array<::avro_core::shape::TimestampMillis>,
                >>::decode(__decoder) {
                    ::core::result::Result::Ok(__value) => __value,
                    ::core::result::Result::Err(__error) => {
                        return ::core::result::Result::Err(__error.in_field("times"));
                    }
                },
                buffer: match <[u8; N] as ::avro_core::encoding::Decode<
                    'de,
                    ::avro_core::shape::Fixed<__Fixed0, { N }>,
                >>::decode(__decoder) {
                    ::core::result::Result::Ok(__value) => __value,
                    ::core::result::Result::Err(__error) => {
                        return ::core::result::Result::Err(__error.in_field("buffer"));
                    }
                },
                next: match <Option<
                    Box<Page<T, N>>,
                > as ::avro_core::encoding::Decode<
                    'de,
                    ::avro_core::shape::Own,
                >>::decode(__decoder) {
                    ::core::result::Result::Ok(__value) => __value,
                    ::core::result::Result::Err(__error) => {
                        return ::core::result::Result::Err(__error.in_field("next"));
                    }
                },
            })
        }
        #[inline]
        fn decode_into(
            &mut self,
            __decoder: &mut ::avro_core::encoding::Decoder<'de>,
        ) -> ::core::result::Result<(), ::avro_core::DecodeError> {
            if let ::core::result::Result::Err(__error) = <Vec<
                T,
            > as ::avro_core::encoding::Decode<
                'de,
                ::avro_core::shape::Own,
            >>::decode_into(&mut self.items, __decoder) {
                return ::core::result::Result::Err(__error.in_field("items"));
            }
            if let ::core::result::Result::Err(__error) = <Vec<
                T,
            > as ::avro_core::encoding::Decode<
                'de,
                ::avro_core::shape::Array<::avro_core::shape::TimestampMillis>,
            >>::decode_into(&mut self.times, __decoder) {
                return ::core::result::Result::Err(__error.in_field("times"));
            }
            if let ::core::result::Result::Err(__error) = <[u8; N] as ::avro_core::encoding::Decode<
                'de,
                ::avro_core::shape::Fixed<__Fixed0, { N }>,
            >>::decode_into(&mut self.buffer, __decoder) {
                return ::core::result::Result::Err(__error.in_field("buffer"));
            }
            if let ::core::result::Result::Err(__error) = <Option<
                Box<Page<T, N>>,
            > as ::avro_core::encoding::Decode<
                'de,
                ::avro_core::shape::Own,
            >>::decode_into(&mut self.next, __decoder) {
                return ::core::result::Result::Err(__error.in_field("next"));
            }
            ::core::result::Result::Ok(())
        }
    }
};
