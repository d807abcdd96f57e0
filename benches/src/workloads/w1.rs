//! W1: a small record, a thousand datums.
//!
//! A name, an age, perhaps an address to write to: about thirty bytes. At this size what a library
//! does once per datum weighs as much as what it does per field.

use ::bitcode::{Decode, Encode};
use avro_core::AvroSchema;
use serde::{Deserialize, Serialize};

use crate::limit::{self, Input, Output, Put, Result, Retake, Take};
use crate::ours;
use crate::race::Contender::{
    ApacheAvro, ArrowAvro, Bitcode, Limit, Ours, OursSerde, Postcard, Prost, SerdeAvroFast,
};
use crate::race::Operation::{DecodeBorrowed, DecodeOwned};
use crate::race::{Asked, Plain, Race, Twin, Unit, Workload};
use crate::random::Random;
use crate::rivals::{apache_avro, arrow_avro, bitcode as packed, postcard, prost, serde_avro_fast};

/// The schema of the datums.
const SCHEMA: &str = include_str!("../../schemas/w1_user.avsc");

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w1")]
struct User {
    name: String,
    age: i32,
    email: Option<String>,
}

#[derive(Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[serde(rename = "User")]
#[avro(namespace = "bench.w1", name = "User")]
struct UserRef<'a> {
    name: &'a str,
    age: i32,
    #[serde(borrow)]
    email: Option<&'a str>,
}

impl Plain<User> for UserRef<'_> {
    fn plain(&self) -> User {
        User {
            name: self.name.into(),
            age: self.age,
            email: self.email.map(Into::into),
        }
    }
}

/// The workload, its answers compared.
pub fn workload(asked: &Asked) -> Workload {
    let about = "small record, 1,000 datums";
    Race::new(
        asked,
        "W1",
        about,
        Unit::PerRecord,
        values(),
        limit::Encoder::default(),
        |datum| limit::decode(datum),
    )
    .encode::<User>(Ours, ours::Encoder::new::<User>(SCHEMA))
    .decode::<User>(Ours, DecodeOwned, ours::Decoder::new::<User>(SCHEMA))
    .decode::<UserRef>(Ours, DecodeBorrowed, ours::Decoder::new::<UserRef>(SCHEMA))
    .decode_into::<User>(Ours, ours::Decoder::new::<User>(SCHEMA))
    .encode::<User>(OursSerde, ours::SerdeEncoder::new(SCHEMA))
    .decode::<User>(OursSerde, DecodeOwned, ours::SerdeDecoder::new(SCHEMA))
    .decode::<UserRef>(OursSerde, DecodeBorrowed, ours::SerdeDecoder::new(SCHEMA))
    .encode::<User>(Limit, limit::Encoder::default())
    .decode::<User>(Limit, DecodeOwned, limit::Decoder)
    .decode::<UserRef>(Limit, DecodeBorrowed, limit::Decoder)
    .decode_into::<User>(Limit, limit::Decoder)
    .encode::<User>(SerdeAvroFast, serde_avro_fast::Encoder::new(SCHEMA))
    .decode::<User>(
        SerdeAvroFast,
        DecodeOwned,
        serde_avro_fast::Decoder::new(SCHEMA),
    )
    .decode::<UserRef>(
        SerdeAvroFast,
        DecodeBorrowed,
        serde_avro_fast::Decoder::new(SCHEMA),
    )
    .encode::<User>(ApacheAvro, apache_avro::Encoder::new(SCHEMA))
    .decode::<User>(ApacheAvro, DecodeOwned, apache_avro::Decoder::new(SCHEMA))
    .columns(ArrowAvro, || arrow_avro::Columns::new(SCHEMA))
    .neighbour::<UserMessage>(Prost, prost::Prost::default())
    .borrowing_neighbour::<User, UserRef>(Postcard, postcard::Postcard::default())
    .borrowing_neighbour::<User, UserRef>(Bitcode, packed::Bitcode::default())
    .finish()
}

fn values() -> Vec<User> {
    let mut random = Random::new(1);
    let user = |random: &mut Random| {
        let syllables = random.between(2, 4);
        let name = random.name(syllables) + " " + &random.name(2);
        let email = random.maybe(7, |random| {
            let domain = random.pick(&["example.com", "example.org", "mail.example.net"]);
            format!("{}@{domain}", name.to_lowercase().replace(' ', "."))
        });
        User {
            name,
            age: random.int(1, 99),
            email,
        }
    };
    (0..1000).map(|_| user(&mut random)).collect()
}

impl Put for User {
    #[inline]
    fn put(&self, out: &mut Output) {
        out.text(&self.name);
        out.int(self.age);
        out.nullable(self.email.as_deref(), Output::text);
    }
}

impl<'de> Take<'de> for User {
    #[inline]
    fn take(input: &mut Input<'de>) -> Result<Self> {
        Ok(Self {
            name: input.owned()?,
            age: input.int()?,
            email: input.nullable(Input::owned)?,
        })
    }
}

impl<'de> Take<'de> for UserRef<'de> {
    #[inline]
    fn take(input: &mut Input<'de>) -> Result<Self> {
        Ok(Self {
            name: input.last_text()?,
            age: input.int()?,
            email: input.nullable(Input::last_text)?,
        })
    }
}

impl<'de> Retake<'de> for User {
    #[inline]
    fn retake(&mut self, input: &mut Input<'de>) -> Result<()> {
        input.text_into(&mut self.name)?;
        self.age = input.int()?;
        input.nullable_text_into(&mut self.email)
    }
}

#[derive(Clone, PartialEq, ::prost::Message)]
struct UserMessage {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(int32, tag = "2")]
    age: i32,
    #[prost(string, optional, tag = "3")]
    email: Option<String>,
}

impl Plain<User> for UserMessage {
    fn plain(&self) -> User {
        let Self { name, age, email } = self.clone();
        User { name, age, email }
    }
}

impl Twin<User> for UserMessage {
    fn twin(plain: &User) -> Self {
        let User { name, age, email } = plain.clone();
        Self { name, age, email }
    }
}
