#[doc(hidden)]
const _: () = {
    pub enum __Branch3 {}
    #[automatically_derived]
    impl ::avro_core::encoding::AvroAs<::avro_core::shape::Own> for Payment {
        const MIN: usize = 1;
        const KINDS: ::avro_core::shape::Kinds = {
            let __kinds = ::avro_core::shape::Kinds::NAMED;
            let __kinds = __kinds.and(::avro_core::shape::Kinds::NULL);
            let __branch = <i64 as ::avro_core::encoding::AvroAs<
                ::avro_core::shape::Own,
            >>::KINDS;
            let __branch = __branch
                .as_branch(
                    <i64 as ::avro_core::encoding::AvroAs<
                        ::avro_core::shape::Own,
                    >>::BRANCHES,
                );
            let __kinds = __kinds.and(__branch);
            let __branch = <i32 as ::avro_core::encoding::AvroAs<
                ::avro_core::shape::Date,
            >>::KINDS;
            let __branch = __branch
                .as_branch(
                    <i32 as ::avro_core::encoding::AvroAs<
                        ::avro_core::shape::Date,
                    >>::BRANCHES,
                );
            let __kinds = __kinds.and(__branch);
            let __branch = <Box<
                Voucher,
            > as ::avro_core::encoding::AvroAs<::avro_core::shape::Own>>::KINDS;
            let __branch = __branch
                .as_branch(
                    <Box<
                        Voucher,
                    > as ::avro_core::encoding::AvroAs<
                        ::avro_core::shape::Own,
                    >>::BRANCHES,
                );
            let __kinds = __kinds.and(__branch);
            __kinds.as_union()
        };
        const BRANCHES: u32 = 5u32;
        type Key = Self;
        #[inline]
        fn node(
            __builder: &mut ::avro_core::schema::TypeBuilder,
        ) -> ::avro_core::NodeId {
            let mut __branches = ::std::vec::Vec::new();
            <Self as ::avro_core::encoding::AvroAs<
                ::avro_core::shape::Own,
            >>::branches(__builder, &mut __branches);
            __builder.union(__branches)
        }
        #[inline]
        fn branches(
            __builder: &mut ::avro_core::schema::TypeBuilder,
            __out: &mut ::std::vec::Vec<::avro_core::NodeId>,
        ) {
            let __node = { __builder.schema().null() };
            __out.push(__node);
            let __node = {
                <i64 as ::avro_core::encoding::AvroAs<
                    ::avro_core::shape::Own,
                >>::node(__builder)
            };
            __out.push(__node);
            let __node = {
                <i32 as ::avro_core::encoding::AvroAs<
                    ::avro_core::shape::Date,
                >>::node(__builder)
            };
            __out.push(__node);
            let __node = {
                __builder
                    .record::<
                        __Branch3,
                    >(
                        "com.example.shop.Card",
                        &::avro_core::schema::RecordInfo {
                            aliases: &[],
                            doc: ::core::option::Option::Some("A card."),
                            is_error: false,
                            attributes: &[],
                            fields: &[
                                ::avro_core::schema::FieldInfo {
                                    name: "number",
                                    aliases: &[],
                                    doc: ::core::option::Option::None,
                                    order: ::avro_core::Order::Ascending,
                                    default: ::core::option::Option::None,
                                    attributes: &[],
                                    node: <String as ::avro_core::encoding::AvroAs<
                                        ::avro_core::shape::Own,
                                    >>::node,
                                },
                                ::avro_core::schema::FieldInfo {
                                    name: "holder",
                                    aliases: &[],
                                    doc: ::core::option::Option::None,
                                    order: ::avro_core::Order::Ascending,
                                    default: ::core::option::Option::Some("null"),
                                    attributes: &[],
                                    node: <Option<
                                        String,
                                    > as ::avro_core::encoding::AvroAs<
                                        ::avro_core::shape::Own,
                                    >>::node,
                                },
                            ],
                        },
                    )
            };
            __out.push(__node);
            let __node = {
                <Box<
                    Voucher,
                > as ::avro_core::encoding::AvroAs<
                    ::avro_core::shape::Own,
                >>::node(__builder)
            };
            __out.push(__node);
        }
        #[inline]
        fn name_part(__out: &mut ::std::string::String) {
            __out.push_str("Payment");
        }
    }
    #[automatically_derived]
    impl ::avro_core::encoding::Encode<::avro_core::shape::Own> for Payment {
        #[inline]
        fn encode(
            &self,
            __encoder: &mut ::avro_core::encoding::Encoder,
        ) -> ::core::result::Result<(), ::avro_core::EncodeError> {
            <Self as ::avro_core::encoding::Encode<
                ::avro_core::shape::Own,
            >>::encode_beside_null(self, u32::MAX, __encoder)
        }
        #[inline]
        fn encode_beside_null(
            &self,
            __null: u32,
            __encoder: &mut ::avro_core::encoding::Encoder,
        ) -> ::core::result::Result<(), ::avro_core::EncodeError> {
            match self {
                Self::None => {
                    __encoder.count(0usize + (__null < 1u32) as usize);
                    ::core::result::Result::Ok(())
                }
                Self::Cents(__value) => {
                    __encoder.count(1usize + (__null < 2u32) as usize);
                    <i64 as ::avro_core::encoding::Encode<
                        ::avro_core::shape::Own,
                    >>::encode(__value, __encoder)
                }
                Self::Due(__value) => {
                    __encoder.count(2usize + (__null < 3u32) as usize);
                    <i32 as ::avro_core::encoding::Encode<
                        ::avro_core::shape::Date,
                    >>::encode(__value, __encoder)
                }
                Self::Card { number: __field0, holder: __field1 } => {
                    __encoder.count(3usize + (__null < 4u32) as usize);
                    if let ::core::result::Result::Err(__error) = <String as ::avro_core::encoding::Encode<
                        ::avro_core::shape::Own,
                    >>::encode(__field0, __encoder) {
                        return ::core::result::Result::Err(__error.in_field("number"));
                    }
                    if let ::core::result::Result::Err(__error) = <Option<
                        String,
                    > as ::avro_core::encoding::Encode<
                        ::avro_core::shape::Own,
                    >>::encode(__field1, __encoder) {
                        return ::core::result::Result::Err(__error.in_field("holder"));
                    }
                    ::core::result::Result::Ok(())
                }
                Self::Other(__value) => {
                    __encoder.count(4usize + (__null < 5u32) as usize);
                    <Box<
                        Voucher,
                    > as ::avro_core::encoding::Encode<
                        ::avro_core::shape::Own,
                    >>::encode(__value, __encoder)
                }
            }
        }
    }
    #[automatically_derived]
    impl<'de> ::avro_core::encoding::Decode<'de, ::avro_core::shape::Own> for Payment {
        #[inline]
        fn decode(
            __decoder: &mut ::avro_core::encoding::Decoder<'de>,
        ) -> ::core::result::Result<Self, ::avro_core::DecodeError> {
            let __index = __decoder.branch(5u32)?;
            <Self as ::avro_core::encoding::Decode<
                'de,
                ::avro_core::shape::Own,
            >>::decode_branch(__index, __decoder)
        }
        #[inline]
        fn decode_into(
            &mut self,
            __decoder: &mut ::avro_core::encoding::Decoder<'de>,
        ) -> ::core::result::Result<(), ::avro_core::DecodeError> {
            let __index = __decoder.branch(5u32)?;
            <Self as ::avro_core::encoding::Decode<
                'de,
                ::avro_core::shape::Own,
            >>::decode_branch_into(self, __index, __decoder)
        }
        #[inline]
        fn decode_branch(
            __index: u32,
            __decoder: &mut ::avro_core::encoding::Decoder<'de>,
        ) -> ::core::result::Result<Self, ::avro_core::DecodeError> {
            match __index {
                0u32 => ::core::result::Result::Ok(Self::None),
                1u32 => {
                    <i64 as ::avro_core::encoding::Decode<
                        'de,
                        ::avro_core::shape::Own,
                    >>::decode(__decoder)
                        .map(Self::Cents)
                }
                2u32 => {
                    <i32 as ::avro_core::encoding::Decode<
                        'de,
                        ::avro_core::shape::Date,
                    >>::decode(__decoder)
                        .map(Self::Due)
                }
                3u32 => {
                    let __field0 = match <String as ::avro_core::encoding::Decode<
                        'de,
                        ::avro_core::shape::Own,
                    >>::decode(__decoder) {
                        ::core::result::Result::Ok(__value) => __value,
                        ::core::result::Result::Err(__error) => {
                            return ::core::result::Result::Err(
                                __error.in_field("number"),
                            );
                        }
                    };
                    let __field1 = match <Option<
                        String,
                    > as ::avro_core::encoding::Decode<
                        'de,
                        ::avro_core::shape::Own,
                    >>::decode(__decoder) {
                        ::core::result::Result::Ok(__value) => __value,
                        ::core::result::Result::Err(__error) => {
                            return ::core::result::Result::Err(
                                __error.in_field("holder"),
                            );
                        }
                    };
                    ::core::result::Result::Ok(Self::Card {
                        number: __field0,
                        holder: __field1,
                    })
                }
                4u32 => {
                    <Box<
                        Voucher,
                    > as ::avro_core::encoding::Decode<
                        'de,
                        ::avro_core::shape::Own,
                    >>::decode(__decoder)
                        .map(Self::Other)
                }
                _ => {
                    ::core::result::Result::Err(
                        __decoder.no_such_branch(__index as i64, 5u32),
                    )
                }
            }
        }
        #[inline]
        fn decode_branch_into(
            &mut self,
            __index: u32,
            __decoder: &mut ::avro_core::encoding::Decoder<'de>,
        ) -> ::core::result::Result<(), ::avro_core::DecodeError> {
            match (__index, self) {
                (1u32, Self::Cents(__value)) => {
                    <i64 as ::avro_core::encoding::Decode<
                        'de,
                        ::avro_core::shape::Own,
                    >>::decode_into(__value, __decoder)
                }
                (2u32, Self::Due(__value)) => {
                    <i32 as ::avro_core::encoding::Decode<
                        'de,
                        ::avro_core::shape::Date,
                    >>::decode_into(__value, __decoder)
                }
                (3u32, Self::Card { number: __field0, holder: __field1 }) => {
                    if let ::core::result::Result::Err(__error) = <String as ::avro_core::encoding::Decode<
                        'de,
                        ::avro_core::shape::Own,
                    >>::decode_into(__field0, __decoder) {
                        return ::core::result::Result::Err(__error.in_field("number"));
                    }
                    if let ::core::result::Result::Err(__error) = <Option<
                        String,
                    > as ::avro_core::encoding::Decode<
                        'de,
                        ::avro_core::shape::Own,
                    >>::decode_into(__field1, __decoder) {
                        return ::core::result::Result::Err(__error.in_field("holder"));
                    }
                    ::core::result::Result::Ok(())
                }
                (4u32, Self::Other(__value)) => {
                    <Box<
                        Voucher,
                    > as ::avro_core::encoding::Decode<
                        'de,
                        ::avro_core::shape::Own,
                    >>::decode_into(__value, __decoder)
                }
                (_, __this) => {
                    *__this = <Self as ::avro_core::encoding::Decode<
                        'de,
                        ::avro_core::shape::Own,
                    >>::decode_branch(__index, __decoder)?;
                    ::core::result::Result::Ok(())
                }
            }
        }
        #[inline]
        fn decode_with(
            __at: ::avro_core::encoding::At<'de>,
            __decoder: &mut ::avro_core::encoding::Decoder<'de>,
        ) -> ::core::result::Result<Self, ::avro_core::DecodeError> {
            let (__index, __at) = __at.branch(5u32, __decoder)?;
            <Self as ::avro_core::encoding::Decode<
                'de,
                ::avro_core::shape::Own,
            >>::decode_branch_with(__index, __at, __decoder)
        }
        #[inline]
        fn decode_into_with(
            &mut self,
            __at: ::avro_core::encoding::At<'de>,
            __decoder: &mut ::avro_core::encoding::Decoder<'de>,
        ) -> ::core::result::Result<(), ::avro_core::DecodeError> {
            let (__index, __at) = __at.branch(5u32, __decoder)?;
            <Self as ::avro_core::encoding::Decode<
                'de,
                ::avro_core::shape::Own,
            >>::decode_branch_into_with(self, __index, __at, __decoder)
        }
        #[inline]
        fn decode_branch_with(
            __index: u32,
            __at: ::avro_core::encoding::At<'de>,
            __decoder: &mut ::avro_core::encoding::Decoder<'de>,
        ) -> ::core::result::Result<Self, ::avro_core::DecodeError> {
            match __index {
                0u32 => ::core::result::Result::Ok(Self::None),
                1u32 => {
                    <i64 as ::avro_core::encoding::Decode<
                        'de,
                        ::avro_core::shape::Own,
                    >>::decode_with(__at, __decoder)
                        .map(Self::Cents)
                }
                2u32 => {
                    <i32 as ::avro_core::encoding::Decode<
                        'de,
                        ::avro_core::shape::Date,
                    >>::decode_with(__at, __decoder)
                        .map(Self::Due)
                }
                3u32 => {
                    let ::core::option::Option::Some(mut __fields) = __at
                        .fields(__decoder)? else {
                        return <Self as ::avro_core::encoding::Decode<
                            'de,
                            ::avro_core::shape::Own,
                        >>::decode_branch(__index, __decoder);
                    };
                    let mut __field0 = ::core::option::Option::None;
                    let mut __field1 = ::core::option::Option::None;
                    while let ::core::option::Option::Some((__slot, __at)) = __fields
                        .next(__decoder)?
                    {
                        let __read = match __slot {
                            0u32 => {
                                ::avro_core::encoding::slot::<
                                    String,
                                    ::avro_core::shape::Own,
                                >(&mut __field0, __at, __decoder)
                            }
                            1u32 => {
                                ::avro_core::encoding::slot::<
                                    Option<String>,
                                    ::avro_core::shape::Own,
                                >(&mut __field1, __at, __decoder)
                            }
                            _ => ::core::result::Result::Err(__at.refuse(__decoder)),
                        };
                        if let ::core::result::Result::Err(__error) = __read {
                            return ::core::result::Result::Err(
                                __error.in_field_at(&["number", "holder"], __slot),
                            );
                        }
                    }
                    let (
                        ::core::option::Option::Some(__field0),
                        ::core::option::Option::Some(__field1),
                    ) = (__field0, __field1) else {
                        return ::core::result::Result::Err(__at.refuse(__decoder));
                    };
                    ::core::result::Result::Ok(Self::Card {
                        number: __field0,
                        holder: __field1,
                    })
                }
                4u32 => {
                    <Box<
                        Voucher,
                    > as ::avro_core::encoding::Decode<
                        'de,
                        ::avro_core::shape::Own,
                    >>::decode_with(__at, __decoder)
                        .map(Self::Other)
                }
                _ => {
                    ::core::result::Result::Err(
                        __decoder.no_such_branch(__index as i64, 5u32),
                    )
                }
            }
        }
        #[inline]
        fn decode_branch_into_with(
            &mut self,
            __index: u32,
            __at: ::avro_core::encoding::At<'de>,
            __decoder: &mut ::avro_core::encoding::Decoder<'de>,
        ) -> ::core::result::Result<(), ::avro_core::DecodeError> {
            match (__index, self) {
                (1u32, Self::Cents(__value)) => {
                    <i64 as ::avro_core::encoding::Decode<
                        'de,
                        ::avro_core::shape::Own,
                    >>::decode_into_with(__value, __at, __decoder)
                }
                (2u32, Self::Due(__value)) => {
                    <i32 as ::avro_core::encoding::Decode<
                        'de,
                        ::avro_core::shape::Date,
                    >>::decode_into_with(__value, __at, __decoder)
                }
                (3u32, Self::Card { number: __field0, holder: __field1 }) => {
                    match __at.fields(__decoder)? {
                        ::core::option::Option::None => {
                            if let ::core::result::Result::Err(__error) = <String as ::avro_core::encoding::Decode<
                                'de,
                                ::avro_core::shape::Own,
                            >>::decode_into(__field0, __decoder) {
                                return ::core::result::Result::Err(
                                    __error.in_field("number"),
                                );
                            }
                            if let ::core::result::Result::Err(__error) = <Option<
                                String,
                            > as ::avro_core::encoding::Decode<
                                'de,
                                ::avro_core::shape::Own,
                            >>::decode_into(__field1, __decoder) {
                                return ::core::result::Result::Err(
                                    __error.in_field("holder"),
                                );
                            }
                        }
                        ::core::option::Option::Some(mut __fields) => {
                            while let ::core::option::Option::Some((__slot, __at)) = __fields
                                .next(__decoder)?
                            {
                                let __read = match __slot {
                                    0u32 => {
                                        <String as ::avro_core::encoding::Decode<
                                            'de,
                                            ::avro_core::shape::Own,
                                        >>::decode_into_with(__field0, __at, __decoder)
                                    }
                                    1u32 => {
                                        <Option<
                                            String,
                                        > as ::avro_core::encoding::Decode<
                                            'de,
                                            ::avro_core::shape::Own,
                                        >>::decode_into_with(__field1, __at, __decoder)
                                    }
                                    _ => ::core::result::Result::Err(__at.refuse(__decoder)),
                                };
                                if let ::core::result::Result::Err(__error) = __read {
                                    return ::core::result::Result::Err(
                                        __error.in_field_at(&["number", "holder"], __slot),
                                    );
                                }
                            }
                        }
                    }
                    ::core::result::Result::Ok(())
                }
                (4u32, Self::Other(__value)) => {
                    <Box<
                        Voucher,
                    > as ::avro_core::encoding::Decode<
                        'de,
                        ::avro_core::shape::Own,
                    >>::decode_into_with(__value, __at, __decoder)
                }
                (_, __this) => {
                    *__this = <Self as ::avro_core::encoding::Decode<
                        'de,
                        ::avro_core::shape::Own,
                    >>::decode_branch_with(__index, __at, __decoder)?;
                    ::core::result::Result::Ok(())
                }
            }
        }
    }
    let _ = <Box<
        Voucher,
    > as ::avro_core::encoding::AvroAs<::avro_core::shape::Own>>::KINDS;
    let _ = <Payment as ::avro_core::encoding::AvroAs<::avro_core::shape::Own>>::KINDS;
};
