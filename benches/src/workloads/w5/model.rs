//! The game's types: those that own their strings, which are prost's messages too but for the player with its enum,
//! and their borrowed twins.

use ::bitcode::{Decode, Encode};
use ::prost::{Enumeration, Message};
use avro_core::AvroSchema;
use serde::{Deserialize, Serialize};

use crate::race::{Plain, Twin};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w5")]
pub struct Save {
    pub players: Vec<Player>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w5")]
pub struct Player {
    pub mode: Mode,
    pub score: i64,
    pub dimension: String,
    pub slot: i32,
    pub held: Item,
    pub home: Option<String>,
    pub home_x: Option<i64>,
    pub home_y: Option<i64>,
    pub home_z: Option<i64>,
    pub home_forced: Option<bool>,
    pub sleep: i32,
    pub exhaustion: f32,
    pub saturation: f32,
    pub food: i32,
    pub level: i32,
    pub progress: f32,
    pub experience: i32,
    pub seed: i32,
    pub inventory: Vec<Item>,
    pub chest: Vec<Item>,
    pub abilities: Abilities,
    pub portal: Option<Place>,
    pub vehicle: Option<Vehicle>,
    pub left: Option<Entity>,
    pub right: Option<Entity>,
    pub book: Book,
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
#[avro(namespace = "bench.w5", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[repr(i32)]
pub enum Mode {
    Survival = 0,
    Creative = 1,
    Adventure = 2,
    Spectator = 3,
}

impl Mode {
    /// All of them, in the order of the schema's symbols.
    pub const ALL: [Self; 4] = [
        Self::Survival,
        Self::Creative,
        Self::Adventure,
        Self::Spectator,
    ];
}

#[derive(Clone, PartialEq, Message, Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w5")]
pub struct Item {
    #[prost(string, tag = "1")]
    pub id: String,
    #[prost(int32, tag = "2")]
    pub count: i32,
    #[prost(int32, tag = "3")]
    pub slot: i32,
}

#[derive(Clone, Copy, PartialEq, Message, Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w5")]
pub struct Abilities {
    #[prost(float, tag = "1")]
    pub walking: f32,
    #[prost(float, tag = "2")]
    pub flying: f32,
    #[prost(bool, tag = "3")]
    pub may_fly: bool,
    #[prost(bool, tag = "4")]
    pub flies: bool,
    #[prost(bool, tag = "5")]
    pub invulnerable: bool,
    #[prost(bool, tag = "6")]
    pub may_build: bool,
    #[prost(bool, tag = "7")]
    pub at_once: bool,
}

#[derive(Clone, Copy, PartialEq, Message, Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w5")]
pub struct Place {
    #[prost(double, tag = "1")]
    pub x: f64,
    #[prost(double, tag = "2")]
    pub y: f64,
    #[prost(double, tag = "3")]
    pub z: f64,
}

#[derive(Clone, Copy, PartialEq, Message, Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w5")]
pub struct Key {
    #[prost(int32, tag = "1")]
    pub a: i32,
    #[prost(int32, tag = "2")]
    pub b: i32,
    #[prost(int32, tag = "3")]
    pub c: i32,
    #[prost(int32, tag = "4")]
    pub d: i32,
}

#[derive(Clone, PartialEq, Message, Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w5")]
pub struct Vehicle {
    #[prost(message, required, tag = "1")]
    pub key: Key,
    #[prost(message, required, tag = "2")]
    pub entity: Entity,
}

#[derive(Clone, PartialEq, Message, Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w5")]
pub struct Entity {
    #[prost(string, tag = "1")]
    pub id: String,
    #[prost(message, required, tag = "2")]
    pub place: Place,
    #[prost(message, required, tag = "3")]
    pub motion: Place,
    #[prost(float, tag = "4")]
    pub yaw: f32,
    #[prost(float, tag = "5")]
    pub pitch: f32,
    #[prost(float, tag = "6")]
    pub fall: f32,
    #[prost(int32, tag = "7")]
    pub fire: i32,
    #[prost(int32, tag = "8")]
    pub air: i32,
    #[prost(bool, tag = "9")]
    pub on_ground: bool,
    #[prost(bool, tag = "10")]
    pub no_gravity: bool,
    #[prost(bool, tag = "11")]
    pub invulnerable: bool,
    #[prost(int32, tag = "12")]
    pub cooldown: i32,
    #[prost(message, required, tag = "13")]
    pub key: Key,
    #[prost(string, optional, tag = "14")]
    pub name: Option<String>,
    #[prost(bool, tag = "15")]
    pub name_shown: bool,
    #[prost(bool, tag = "16")]
    pub silent: bool,
    #[prost(bool, tag = "17")]
    pub glowing: bool,
}

#[derive(Clone, PartialEq, Message, Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w5")]
pub struct Book {
    #[prost(string, repeated, tag = "1")]
    pub known: Vec<String>,
    #[prost(string, repeated, tag = "2")]
    pub shown: Vec<String>,
    #[prost(bool, tag = "3")]
    pub crafting_open: bool,
    #[prost(bool, tag = "4")]
    pub crafting_filter: bool,
    #[prost(bool, tag = "5")]
    pub furnace_open: bool,
    #[prost(bool, tag = "6")]
    pub furnace_filter: bool,
}

#[derive(Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w5", name = "Save")]
#[serde(rename = "Save")]
pub struct SaveRef<'a> {
    #[serde(borrow)]
    pub players: Vec<PlayerRef<'a>>,
}

impl Plain<Save> for SaveRef<'_> {
    fn plain(&self) -> Save {
        Save {
            players: self.players.iter().map(Plain::plain).collect(),
        }
    }
}

#[derive(Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w5", name = "Player")]
#[serde(rename = "Player")]
pub struct PlayerRef<'a> {
    pub mode: Mode,
    pub score: i64,
    pub dimension: &'a str,
    pub slot: i32,
    #[serde(borrow)]
    pub held: ItemRef<'a>,
    #[serde(borrow)]
    pub home: Option<&'a str>,
    pub home_x: Option<i64>,
    pub home_y: Option<i64>,
    pub home_z: Option<i64>,
    pub home_forced: Option<bool>,
    pub sleep: i32,
    pub exhaustion: f32,
    pub saturation: f32,
    pub food: i32,
    pub level: i32,
    pub progress: f32,
    pub experience: i32,
    pub seed: i32,
    #[serde(borrow)]
    pub inventory: Vec<ItemRef<'a>>,
    #[serde(borrow)]
    pub chest: Vec<ItemRef<'a>>,
    pub abilities: Abilities,
    pub portal: Option<Place>,
    #[serde(borrow)]
    pub vehicle: Option<VehicleRef<'a>>,
    #[serde(borrow)]
    pub left: Option<EntityRef<'a>>,
    #[serde(borrow)]
    pub right: Option<EntityRef<'a>>,
    #[serde(borrow)]
    pub book: BookRef<'a>,
}

impl Plain<Player> for PlayerRef<'_> {
    fn plain(&self) -> Player {
        Player {
            mode: self.mode,
            score: self.score,
            dimension: self.dimension.into(),
            slot: self.slot,
            held: self.held.plain(),
            home: self.home.map(Into::into),
            home_x: self.home_x,
            home_y: self.home_y,
            home_z: self.home_z,
            home_forced: self.home_forced,
            sleep: self.sleep,
            exhaustion: self.exhaustion,
            saturation: self.saturation,
            food: self.food,
            level: self.level,
            progress: self.progress,
            experience: self.experience,
            seed: self.seed,
            inventory: self.inventory.iter().map(Plain::plain).collect(),
            chest: self.chest.iter().map(Plain::plain).collect(),
            abilities: self.abilities,
            portal: self.portal,
            vehicle: self.vehicle.as_ref().map(Plain::plain),
            left: self.left.as_ref().map(Plain::plain),
            right: self.right.as_ref().map(Plain::plain),
            book: self.book.plain(),
        }
    }
}

#[derive(Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w5", name = "Item")]
#[serde(rename = "Item")]
pub struct ItemRef<'a> {
    pub id: &'a str,
    pub count: i32,
    pub slot: i32,
}

impl Plain<Item> for ItemRef<'_> {
    fn plain(&self) -> Item {
        Item {
            id: self.id.into(),
            count: self.count,
            slot: self.slot,
        }
    }
}

#[derive(Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w5", name = "Vehicle")]
#[serde(rename = "Vehicle")]
pub struct VehicleRef<'a> {
    pub key: Key,
    #[serde(borrow)]
    pub entity: EntityRef<'a>,
}

impl Plain<Vehicle> for VehicleRef<'_> {
    fn plain(&self) -> Vehicle {
        Vehicle {
            key: self.key,
            entity: self.entity.plain(),
        }
    }
}

#[derive(Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w5", name = "Entity")]
#[serde(rename = "Entity")]
pub struct EntityRef<'a> {
    pub id: &'a str,
    pub place: Place,
    pub motion: Place,
    pub yaw: f32,
    pub pitch: f32,
    pub fall: f32,
    pub fire: i32,
    pub air: i32,
    pub on_ground: bool,
    pub no_gravity: bool,
    pub invulnerable: bool,
    pub cooldown: i32,
    pub key: Key,
    #[serde(borrow)]
    pub name: Option<&'a str>,
    pub name_shown: bool,
    pub silent: bool,
    pub glowing: bool,
}

impl Plain<Entity> for EntityRef<'_> {
    fn plain(&self) -> Entity {
        Entity {
            id: self.id.into(),
            place: self.place,
            motion: self.motion,
            yaw: self.yaw,
            pitch: self.pitch,
            fall: self.fall,
            fire: self.fire,
            air: self.air,
            on_ground: self.on_ground,
            no_gravity: self.no_gravity,
            invulnerable: self.invulnerable,
            cooldown: self.cooldown,
            key: self.key,
            name: self.name.map(Into::into),
            name_shown: self.name_shown,
            silent: self.silent,
            glowing: self.glowing,
        }
    }
}

#[derive(Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w5", name = "Book")]
#[serde(rename = "Book")]
pub struct BookRef<'a> {
    #[serde(borrow)]
    pub known: Vec<&'a str>,
    #[serde(borrow)]
    pub shown: Vec<&'a str>,
    pub crafting_open: bool,
    pub crafting_filter: bool,
    pub furnace_open: bool,
    pub furnace_filter: bool,
}

impl Plain<Book> for BookRef<'_> {
    fn plain(&self) -> Book {
        Book {
            known: self.known.iter().map(|&text| text.into()).collect(),
            shown: self.shown.iter().map(|&text| text.into()).collect(),
            crafting_open: self.crafting_open,
            crafting_filter: self.crafting_filter,
            furnace_open: self.furnace_open,
            furnace_filter: self.furnace_filter,
        }
    }
}

/// The save as prost has it.
#[derive(Clone, PartialEq, Message)]
pub struct SaveMessage {
    #[prost(message, repeated, tag = "1")]
    players: Vec<PlayerMessage>,
}

#[derive(Clone, PartialEq, Message)]
pub struct PlayerMessage {
    #[prost(enumeration = "Mode", tag = "1")]
    mode: i32,
    #[prost(int64, tag = "2")]
    score: i64,
    #[prost(string, tag = "3")]
    dimension: String,
    #[prost(int32, tag = "4")]
    slot: i32,
    #[prost(message, required, tag = "5")]
    held: Item,
    #[prost(string, optional, tag = "6")]
    home: Option<String>,
    #[prost(int64, optional, tag = "7")]
    home_x: Option<i64>,
    #[prost(int64, optional, tag = "8")]
    home_y: Option<i64>,
    #[prost(int64, optional, tag = "9")]
    home_z: Option<i64>,
    #[prost(bool, optional, tag = "10")]
    home_forced: Option<bool>,
    #[prost(int32, tag = "11")]
    sleep: i32,
    #[prost(float, tag = "12")]
    exhaustion: f32,
    #[prost(float, tag = "13")]
    saturation: f32,
    #[prost(int32, tag = "14")]
    food: i32,
    #[prost(int32, tag = "15")]
    level: i32,
    #[prost(float, tag = "16")]
    progress: f32,
    #[prost(int32, tag = "17")]
    experience: i32,
    #[prost(int32, tag = "18")]
    seed: i32,
    #[prost(message, repeated, tag = "19")]
    inventory: Vec<Item>,
    #[prost(message, repeated, tag = "20")]
    chest: Vec<Item>,
    #[prost(message, required, tag = "21")]
    abilities: Abilities,
    #[prost(message, optional, tag = "22")]
    portal: Option<Place>,
    #[prost(message, optional, tag = "23")]
    vehicle: Option<Vehicle>,
    #[prost(message, optional, tag = "24")]
    left: Option<Entity>,
    #[prost(message, optional, tag = "25")]
    right: Option<Entity>,
    #[prost(message, required, tag = "26")]
    book: Book,
}

impl Plain<Save> for SaveMessage {
    fn plain(&self) -> Save {
        let player = |message: &PlayerMessage| {
            let it = message.clone();
            Player {
                mode: Mode::ALL[it.mode as usize],
                score: it.score,
                dimension: it.dimension,
                slot: it.slot,
                held: it.held,
                home: it.home,
                home_x: it.home_x,
                home_y: it.home_y,
                home_z: it.home_z,
                home_forced: it.home_forced,
                sleep: it.sleep,
                exhaustion: it.exhaustion,
                saturation: it.saturation,
                food: it.food,
                level: it.level,
                progress: it.progress,
                experience: it.experience,
                seed: it.seed,
                inventory: it.inventory,
                chest: it.chest,
                abilities: it.abilities,
                portal: it.portal,
                vehicle: it.vehicle,
                left: it.left,
                right: it.right,
                book: it.book,
            }
        };
        Save {
            players: self.players.iter().map(player).collect(),
        }
    }
}

impl Twin<Save> for SaveMessage {
    fn twin(plain: &Save) -> Self {
        let player = |player: &Player| {
            let it = player.clone();
            PlayerMessage {
                mode: it.mode as i32,
                score: it.score,
                dimension: it.dimension,
                slot: it.slot,
                held: it.held,
                home: it.home,
                home_x: it.home_x,
                home_y: it.home_y,
                home_z: it.home_z,
                home_forced: it.home_forced,
                sleep: it.sleep,
                exhaustion: it.exhaustion,
                saturation: it.saturation,
                food: it.food,
                level: it.level,
                progress: it.progress,
                experience: it.experience,
                seed: it.seed,
                inventory: it.inventory,
                chest: it.chest,
                abilities: it.abilities,
                portal: it.portal,
                vehicle: it.vehicle,
                left: it.left,
                right: it.right,
                book: it.book,
            }
        };
        Self {
            players: plain.players.iter().map(player).collect(),
        }
    }
}
