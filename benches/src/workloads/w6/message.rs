//! The updates as prost has them, where they have an enum.

use ::prost::Message;

use super::model::{Contact, Event, Guidance, Kind, Transform, Update, Updates};
use crate::race::{Plain, Twin};

#[derive(Clone, PartialEq, Message)]
pub struct UpdatesMessage {
    #[prost(message, repeated, tag = "1")]
    updates: Vec<UpdateMessage>,
}

#[derive(Clone, PartialEq, Message)]
pub struct UpdateMessage {
    #[prost(message, repeated, tag = "1")]
    contacts: Vec<ContactMessage>,
    #[prost(oneof = "Event", tags = "2, 3, 4, 5")]
    event: Option<Event>,
    #[prost(int32, tag = "6")]
    score: i32,
    #[prost(float, tag = "7")]
    radius: f32,
}

#[derive(Clone, PartialEq, Message)]
pub struct ContactMessage {
    #[prost(int32, tag = "1")]
    damage: i32,
    #[prost(int32, tag = "2")]
    entity: i32,
    #[prost(enumeration = "Kind", optional, tag = "3")]
    kind: Option<i32>,
    #[prost(message, required, tag = "4")]
    guidance: Guidance,
    #[prost(int32, optional, tag = "5")]
    player: Option<i32>,
    #[prost(bool, repeated, tag = "6")]
    reloads: Vec<bool>,
    #[prost(message, required, tag = "7")]
    transform: Transform,
    #[prost(sint32, repeated, tag = "8")]
    turrets: Vec<i32>,
}

impl Plain<Updates> for UpdatesMessage {
    fn plain(&self) -> Updates {
        let contact = |it: &ContactMessage| Contact {
            damage: it.damage,
            entity: it.entity,
            kind: it.kind.map(|kind| Kind::ALL[kind as usize]),
            guidance: it.guidance,
            player: it.player,
            reloads: it.reloads.clone(),
            transform: it.transform,
            turrets: it.turrets.clone(),
        };
        let update = |it: &UpdateMessage| Update {
            contacts: it.contacts.iter().map(contact).collect(),
            event: it.event.clone().expect("an update has an event"),
            score: it.score,
            radius: it.radius,
        };
        Updates {
            updates: self.updates.iter().map(update).collect(),
        }
    }
}

impl Twin<Updates> for UpdatesMessage {
    fn twin(plain: &Updates) -> Self {
        let contact = |it: &Contact| ContactMessage {
            damage: it.damage,
            entity: it.entity,
            kind: it.kind.map(|kind| kind as i32),
            guidance: it.guidance,
            player: it.player,
            reloads: it.reloads.clone(),
            transform: it.transform,
            turrets: it.turrets.clone(),
        };
        let update = |it: &Update| UpdateMessage {
            contacts: it.contacts.iter().map(contact).collect(),
            event: Some(it.event.clone()),
            score: it.score,
            radius: it.radius,
        };
        Self {
            updates: plain.updates.iter().map(update).collect(),
        }
    }
}
