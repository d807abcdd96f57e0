//! The event's types: one that owns its strings, and its borrowed twin.
//!
//! Serde's derives for the rivals and our own are on the same types, so that all Avro contenders decode
//! what the limit decodes.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::fmt;
use std::hash::BuildHasherDefault;

use ::bitcode::{Decode, Encode};
use avro_core::logical::Decimal;
use avro_core::{AvroSchema, Convert};
use serde::de::{self, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::race::Plain;

/// The standard map with the standard hash function, its keys fixed, so that maps are written in the
/// same order in every run.
pub type Properties = HashMap<String, String, BuildHasherDefault<DefaultHasher>>;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w2")]
pub struct Event {
    #[avro(type = "uuid")]
    pub id: String,
    pub kind: Kind,
    #[avro(type = "timestamp_ms")]
    pub occurred_at: i64,
    #[avro(type = "timestamp_ms")]
    pub received_at: i64,
    pub sequence: i64,
    pub attempt: i32,
    pub session: Session,
    pub user_id: Option<i64>,
    pub user_name: Option<String>,
    pub parent: Option<i64>,
    pub path: String,
    pub title: Option<String>,
    pub referrer: Option<String>,
    pub client: Client,
    pub country: String,
    pub city: Option<String>,
    pub latitude: f64,
    pub longitude: f64,
    pub campaign: Option<String>,
    pub campaign_id: Option<i64>,
    pub properties: Properties,
    pub items: Vec<Item>,
    #[avro(with = Cents)]
    pub total: Cents,
    #[serde(with = "serde_bytes")]
    #[avro(type = "fixed bench.w2.Digest(16)")]
    pub digest: [u8; 16],
    pub consented: bool,
}

#[derive(
    Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, AvroSchema, Encode, Decode,
)]
#[avro(namespace = "bench.w2", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Kind {
    #[default]
    PageView,
    Click,
    Scroll,
    Search,
    AddToCart,
    Purchase,
    SignIn,
    SignOut,
}

impl Kind {
    /// All kinds, in the order of the schema's symbols.
    pub const ALL: [Self; 8] = [
        Self::PageView,
        Self::Click,
        Self::Scroll,
        Self::Search,
        Self::AddToCart,
        Self::Purchase,
        Self::SignIn,
        Self::SignOut,
    ];
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w2")]
pub struct Session {
    pub token: String,
    #[avro(type = "timestamp_ms")]
    pub started_at: i64,
    pub page_views: i32,
    pub returning: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w2")]
pub struct Client {
    pub address: String,
    pub agent: String,
    pub language: String,
    pub screen: Screen,
}

#[derive(
    Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, AvroSchema, Encode, Decode,
)]
#[avro(namespace = "bench.w2")]
pub struct Screen {
    pub width: i32,
    pub height: i32,
    pub scale: f64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w2")]
pub struct Item {
    pub sku: String,
    pub name: String,
    pub quantity: i32,
    pub price: f64,
}

#[derive(Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w2", name = "Event")]
#[serde(rename = "Event")]
pub struct EventRef<'a> {
    #[avro(type = "uuid")]
    pub id: &'a str,
    pub kind: Kind,
    #[avro(type = "timestamp_ms")]
    pub occurred_at: i64,
    #[avro(type = "timestamp_ms")]
    pub received_at: i64,
    pub sequence: i64,
    pub attempt: i32,
    #[serde(borrow)]
    pub session: SessionRef<'a>,
    pub user_id: Option<i64>,
    #[serde(borrow)]
    pub user_name: Option<&'a str>,
    pub parent: Option<i64>,
    pub path: &'a str,
    #[serde(borrow)]
    pub title: Option<&'a str>,
    #[serde(borrow)]
    pub referrer: Option<&'a str>,
    #[serde(borrow)]
    pub client: ClientRef<'a>,
    pub country: &'a str,
    #[serde(borrow)]
    pub city: Option<&'a str>,
    pub latitude: f64,
    pub longitude: f64,
    #[serde(borrow)]
    pub campaign: Option<&'a str>,
    pub campaign_id: Option<i64>,
    #[serde(borrow)]
    pub properties: Pairs<'a>,
    #[serde(borrow)]
    pub items: Vec<ItemRef<'a>>,
    #[avro(with = Cents)]
    pub total: Cents,
    #[serde(with = "serde_bytes")]
    #[avro(type = "fixed bench.w2.Digest(16)")]
    pub digest: [u8; 16],
    pub consented: bool,
}

#[derive(Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w2", name = "Session")]
#[serde(rename = "Session")]
pub struct SessionRef<'a> {
    pub token: &'a str,
    #[avro(type = "timestamp_ms")]
    pub started_at: i64,
    pub page_views: i32,
    pub returning: bool,
}

#[derive(Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w2", name = "Client")]
#[serde(rename = "Client")]
pub struct ClientRef<'a> {
    pub address: &'a str,
    pub agent: &'a str,
    pub language: &'a str,
    pub screen: Screen,
}

#[derive(Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w2", name = "Item")]
#[serde(rename = "Item")]
pub struct ItemRef<'a> {
    pub sku: &'a str,
    pub name: &'a str,
    pub quantity: i32,
    pub price: f64,
}

/// A map as the pairs it is made of: who borrows cares for speed, and eight pairs need no hashing.
#[derive(AvroSchema, Encode, Decode)]
pub struct Pairs<'a>(#[avro(type = "map<string>")] pub Vec<(&'a str, &'a str)>);

impl Serialize for Pairs<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Pairs<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Map;

        impl<'de> Visitor<'de> for Map {
            type Value = Vec<(&'de str, &'de str)>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a map of strings")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::with_capacity(map.size_hint().unwrap_or(0).min(1024));
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(pairs)
            }
        }

        deserializer.deserialize_map(Map).map(Pairs)
    }
}

/// A decimal of scale 2, by its unscaled value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Encode, Decode)]
pub struct Cents(pub i128);

impl Cents {
    /// Its two's complement in as few bytes as hold it, the most significant first: the tail of an
    /// array, and where that tail starts.
    #[inline]
    pub fn to_bytes(self) -> ([u8; 16], usize) {
        let bits = if self.0 < 0 { !self.0 } else { self.0 };
        // One bit more than the magnitude needs, for the sign.
        let len = (128 - bits.leading_zeros()) as usize / 8 + 1;
        (self.0.to_be_bytes(), 16 - len)
    }

    /// The value of its bytes; `None` when they are none or more than sixteen.
    #[inline]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let sign = if bytes.first()? & 0x80 == 0 { 0 } else { -1 };
        if bytes.len() > 16 {
            return None;
        }
        Some(Self(
            bytes
                .iter()
                .fold(sign, |value, &byte| value << 8 | i128::from(byte)),
        ))
    }
}

impl Serialize for Cents {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (bytes, start) = self.to_bytes();
        serializer.serialize_bytes(&bytes[start..])
    }
}

impl<'de> Deserialize<'de> for Cents {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;

        impl Visitor<'_> for Bytes {
            type Value = Cents;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("the bytes of a decimal")
            }

            fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Cents, E> {
                Cents::from_bytes(bytes).ok_or_else(|| E::invalid_length(bytes.len(), &self))
            }
        }

        deserializer.deserialize_bytes(Bytes)
    }
}

impl Convert<Cents> for Cents {
    type Avro = Decimal<12, 2>;
    type Error = &'static str;

    #[inline]
    fn to_avro(value: &Cents) -> Result<Self::Avro, Self::Error> {
        Decimal::from_unscaled(value.0).ok_or("more than twelve digits")
    }

    #[inline]
    fn from_avro(avro: Self::Avro) -> Result<Cents, Self::Error> {
        Ok(Cents(avro.unscaled()))
    }
}

impl Plain<Event> for EventRef<'_> {
    fn plain(&self) -> Event {
        let owned = |text: Option<&str>| text.map(String::from);
        Event {
            id: self.id.into(),
            kind: self.kind,
            occurred_at: self.occurred_at,
            received_at: self.received_at,
            sequence: self.sequence,
            attempt: self.attempt,
            session: Session {
                token: self.session.token.into(),
                started_at: self.session.started_at,
                page_views: self.session.page_views,
                returning: self.session.returning,
            },
            user_id: self.user_id,
            user_name: owned(self.user_name),
            parent: self.parent,
            path: self.path.into(),
            title: owned(self.title),
            referrer: owned(self.referrer),
            client: Client {
                address: self.client.address.into(),
                agent: self.client.agent.into(),
                language: self.client.language.into(),
                screen: self.client.screen,
            },
            country: self.country.into(),
            city: owned(self.city),
            latitude: self.latitude,
            longitude: self.longitude,
            campaign: owned(self.campaign),
            campaign_id: self.campaign_id,
            properties: self
                .properties
                .0
                .iter()
                .map(|&(k, v)| (k.into(), v.into()))
                .collect(),
            items: self
                .items
                .iter()
                .map(|item| Item {
                    sku: item.sku.into(),
                    name: item.name.into(),
                    quantity: item.quantity,
                    price: item.price,
                })
                .collect(),
            total: self.total,
            digest: self.digest,
            consented: self.consented,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Cents;

    #[test]
    fn a_decimal_takes_as_few_bytes_as_hold_it() {
        let cases: &[(i128, &[u8])] = &[
            (0, &[0x00]),
            (127, &[0x7f]),
            (128, &[0x00, 0x80]),
            (-1, &[0xff]),
            (-128, &[0x80]),
            (-129, &[0xff, 0x7f]),
            (123_456, &[0x01, 0xe2, 0x40]),
        ];
        for &(value, expected) in cases {
            let (bytes, start) = Cents(value).to_bytes();
            assert_eq!(&bytes[start..], expected, "{value}");
            assert_eq!(Cents::from_bytes(expected), Some(Cents(value)), "{value}");
        }
        for value in [i128::MIN, i128::MAX] {
            let (bytes, start) = Cents(value).to_bytes();
            assert_eq!(Cents::from_bytes(&bytes[start..]), Some(Cents(value)));
        }
    }
}
