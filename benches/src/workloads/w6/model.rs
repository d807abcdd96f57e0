//! The updates' types. Only what somebody said has text, so only that and what holds it have borrowed twins.

use ::bitcode::{Decode, Encode};
use ::prost::{Enumeration, Message, Oneof};
use avro_core::AvroSchema;
use serde::{Deserialize, Serialize};

use crate::race::Plain;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w6")]
pub struct Updates {
    pub updates: Vec<Update>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w6")]
pub struct Update {
    pub contacts: Vec<Contact>,
    pub event: Event,
    pub score: i32,
    pub radius: f32,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w6")]
pub struct Contact {
    pub damage: i32,
    pub entity: i32,
    pub kind: Option<Kind>,
    pub guidance: Guidance,
    pub player: Option<i32>,
    pub reloads: Vec<bool>,
    pub transform: Transform,
    pub turrets: Vec<i32>,
}

#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Enumeration,
    Serialize,
    Deserialize,
    AvroSchema,
    Encode,
    Decode,
)]
#[avro(namespace = "bench.w6", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[repr(i32)]
pub enum Kind {
    Barrel = 0,
    Boat = 1,
    Coin = 2,
    Crate = 3,
    Mine = 4,
    Missile = 5,
    Shell = 6,
    Submarine = 7,
    Torpedo = 8,
    Tower = 9,
}

impl Kind {
    /// All of them, in the order of the schema's symbols.
    pub const ALL: [Self; 10] = [
        Self::Barrel,
        Self::Boat,
        Self::Coin,
        Self::Crate,
        Self::Mine,
        Self::Missile,
        Self::Shell,
        Self::Submarine,
        Self::Torpedo,
        Self::Tower,
    ];
}

#[derive(Clone, Copy, PartialEq, Message, Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w6")]
pub struct Guidance {
    #[prost(sint32, tag = "1")]
    pub direction: i32,
    #[prost(sint32, tag = "2")]
    pub speed: i32,
}

#[derive(Clone, Copy, PartialEq, Message, Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w6")]
pub struct Transform {
    #[prost(sint32, tag = "1")]
    pub altitude: i32,
    #[prost(sint32, tag = "2")]
    pub angle: i32,
    #[prost(float, tag = "3")]
    pub x: f32,
    #[prost(float, tag = "4")]
    pub y: f32,
    #[prost(sint32, tag = "5")]
    pub speed: i32,
}

#[derive(Clone, PartialEq, Oneof, Serialize, Deserialize, AvroSchema, Encode, Decode)]
pub enum Event {
    #[prost(message, tag = "5")]
    Quiet(Quiet),
    #[prost(message, tag = "2")]
    Joined(Joined),
    #[prost(message, tag = "3")]
    Sunk(Sunk),
    #[prost(message, tag = "4")]
    Said(Said),
}

impl Default for Event {
    fn default() -> Self {
        Self::Quiet(Quiet::default())
    }
}

#[derive(Clone, Copy, PartialEq, Message, Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w6")]
pub struct Quiet {
    #[prost(int32, tag = "1")]
    pub tick: i32,
}

#[derive(Clone, Copy, PartialEq, Message, Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w6")]
pub struct Joined {
    #[prost(int32, tag = "1")]
    pub player: i32,
    #[prost(int32, tag = "2")]
    pub team: i32,
}

#[derive(Clone, Copy, PartialEq, Message, Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w6")]
pub struct Sunk {
    #[prost(int32, tag = "1")]
    pub player: i32,
    #[prost(int32, tag = "2")]
    pub by: i32,
    #[prost(int32, tag = "3")]
    pub points: i32,
}

#[derive(Clone, PartialEq, Message, Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w6")]
pub struct Said {
    #[prost(int32, tag = "1")]
    pub player: i32,
    #[prost(string, tag = "2")]
    pub text: String,
}

#[derive(Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w6", name = "Updates")]
#[serde(rename = "Updates")]
pub struct UpdatesRef<'a> {
    #[serde(borrow)]
    pub updates: Vec<UpdateRef<'a>>,
}

#[derive(Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w6", name = "Update")]
#[serde(rename = "Update")]
pub struct UpdateRef<'a> {
    pub contacts: Vec<Contact>,
    #[serde(borrow)]
    pub event: EventRef<'a>,
    pub score: i32,
    pub radius: f32,
}

#[derive(Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[serde(rename = "Event")]
pub enum EventRef<'a> {
    Quiet(Quiet),
    Joined(Joined),
    Sunk(Sunk),
    #[serde(borrow)]
    Said(SaidRef<'a>),
}

#[derive(Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w6", name = "Said")]
#[serde(rename = "Said")]
pub struct SaidRef<'a> {
    pub player: i32,
    pub text: &'a str,
}

impl Plain<Updates> for UpdatesRef<'_> {
    fn plain(&self) -> Updates {
        let event = |event: &EventRef<'_>| match *event {
            EventRef::Quiet(quiet) => Event::Quiet(quiet),
            EventRef::Joined(joined) => Event::Joined(joined),
            EventRef::Sunk(sunk) => Event::Sunk(sunk),
            EventRef::Said(SaidRef { player, text }) => Event::Said(Said {
                player,
                text: text.into(),
            }),
        };
        let update = |update: &UpdateRef<'_>| Update {
            contacts: update.contacts.clone(),
            event: event(&update.event),
            score: update.score,
            radius: update.radius,
        };
        Updates {
            updates: self.updates.iter().map(update).collect(),
        }
    }
}
