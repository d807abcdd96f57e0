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
            let __field0 = match <Vec<
                T,
            > as ::avro_core::encoding::Decode<
                'de,
                ::avro_core::shape::Own,
            >>::decode(__decoder) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error.in_field("items"));
                }
            };
            let __field1 = match <Vec<
                T,
            > as ::avro_core::encoding::Decode<
                'de,
                ::avro_core::shape::Array<::avro_core::shape::TimestampMillis>,
            >>::decode(__decoder) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error.in_field("times"));
                }
            };
            let __field2 = match <[u8; N] as ::avro_core::encoding::Decode<
                'de,
                ::avro_core::shape::Fixed<__Fixed0, { N }>,
            >>::decode(__decoder) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error.in_field("buffer"));
                }
            };
            let __field3 = match <Option<
                Box<Page<T, N>>,
            > as ::avro_core::encoding::Decode<
                'de,
                ::avro_core::shape::Own,
            >>::decode(__decoder) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error.in_field("next"));
                }
            };
            ::core::result::Result::Ok(Self {
                items: __field0,
                times: __field1,
                buffer: __field2,
                next: __field3,
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
            while let ::core::option::Option::Some((__slot, __at)) = __fields
                .next(__decoder)?
            {
                let __read = match __slot {
                    0u32 => {
                        ::avro_core::encoding::slot::<
                            Vec<T>,
                            ::avro_core::shape::Own,
                        >(&mut __field0, __at, __decoder)
                    }
                    1u32 => {
                        ::avro_core::encoding::slot::<
                            Vec<T>,
                            ::avro_core::shape::Array<
                                ::avro_core::shape::TimestampMillis,
                            >,
                        >(&mut __field1, __at, __decoder)
                    }
                    2u32 => {
                        ::avro_core::encoding::slot::<
                            [u8; N],
                            ::avro_core::shape::Fixed<__Fixed0, { N }>,
                        >(&mut __field2, __at, __decoder)
                    }
                    3u32 => {
                        ::avro_core::encoding::slot::<
                            Option<Box<Page<T, N>>>,
                            ::avro_core::shape::Own,
                        >(&mut __field3, __at, __decoder)
                    }
                    _ => ::core::result::Result::Err(__at.refuse(__decoder)),
                };
                if let ::core::result::Result::Err(__error) = __read {
                    return ::core::result::Result::Err(
                        __error
                            .in_field_at(&["items", "times", "buffer", "next"], __slot),
                    );
                }
            }
            let (
                ::core::option::Option::Some(__field0),
                ::core::option::Option::Some(__field1),
                ::core::option::Option::Some(__field2),
                ::core::option::Option::Some(__field3),
            ) = (__field0, __field1, __field2, __field3) else {
                return ::core::result::Result::Err(__at.refuse(__decoder));
            };
            ::core::result::Result::Ok(Self {
                items: __field0,
                times: __field1,
                buffer: __field2,
                next: __field3,
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
                        <Vec<
                            T,
                        > as ::avro_core::encoding::Decode<
                            'de,
                            ::avro_core::shape::Own,
                        >>::decode_into_with(&mut self.items, __at, __decoder)
                    }
                    1u32 => {
                        <Vec<
                            T,
                        > as ::avro_core::encoding::Decode<
                            'de,
                            ::avro_core::shape::Array<
                                ::avro_core::shape::TimestampMillis,
                            >,
                        >>::decode_into_with(&mut self.times, __at, __decoder)
                    }
                    2u32 => {
                        <[u8; N] as ::avro_core::encoding::Decode<
                            'de,
                            ::avro_core::shape::Fixed<__Fixed0, { N }>,
                        >>::decode_into_with(&mut self.buffer, __at, __decoder)
                    }
                    3u32 => {
                        <Option<
                            Box<Page<T, N>>,
                        > as ::avro_core::encoding::Decode<
                            'de,
                            ::avro_core::shape::Own,
                        >>::decode_into_with(&mut self.next, __at, __decoder)
                    }
                    _ => ::core::result::Result::Err(__at.refuse(__decoder)),
                };
                if let ::core::result::Result::Err(__error) = __read {
                    return ::core::result::Result::Err(
                        __error
                            .in_field_at(&["items", "times", "buffer", "next"], __slot),
                    );
                }
            }
            ::core::result::Result::Ok(())
        }
    }
};
