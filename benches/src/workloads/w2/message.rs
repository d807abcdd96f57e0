//! The event as prost has it, derived by hand.

use std::collections::HashMap;

use ::prost::{Enumeration, Message};

use super::model::{Cents, Client, Event, Item, Kind, Screen, Session};
use crate::race::{Plain, Twin};

#[derive(Clone, PartialEq, Message)]
pub struct EventMessage {
    #[prost(string, tag = "1")]
    id: String,
    #[prost(enumeration = "KindMessage", tag = "2")]
    kind: i32,
    #[prost(int64, tag = "3")]
    occurred_at: i64,
    #[prost(int64, tag = "4")]
    received_at: i64,
    #[prost(int64, tag = "5")]
    sequence: i64,
    #[prost(int32, tag = "6")]
    attempt: i32,
    #[prost(message, required, tag = "7")]
    session: SessionMessage,
    #[prost(int64, optional, tag = "8")]
    user_id: Option<i64>,
    #[prost(string, optional, tag = "9")]
    user_name: Option<String>,
    #[prost(int64, optional, tag = "10")]
    parent: Option<i64>,
    #[prost(string, tag = "11")]
    path: String,
    #[prost(string, optional, tag = "12")]
    title: Option<String>,
    #[prost(string, optional, tag = "13")]
    referrer: Option<String>,
    #[prost(message, required, tag = "14")]
    client: ClientMessage,
    #[prost(string, tag = "15")]
    country: String,
    #[prost(string, optional, tag = "16")]
    city: Option<String>,
    #[prost(double, tag = "17")]
    latitude: f64,
    #[prost(double, tag = "18")]
    longitude: f64,
    #[prost(string, optional, tag = "19")]
    campaign: Option<String>,
    #[prost(int64, optional, tag = "20")]
    campaign_id: Option<i64>,
    #[prost(map = "string, string", tag = "21")]
    properties: HashMap<String, String>,
    #[prost(message, repeated, tag = "22")]
    items: Vec<ItemMessage>,
    #[prost(bytes = "vec", tag = "23")]
    total: Vec<u8>,
    #[prost(bytes = "vec", tag = "24")]
    digest: Vec<u8>,
    #[prost(bool, tag = "25")]
    consented: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Enumeration)]
#[repr(i32)]
pub enum KindMessage {
    PageView = 0,
    Click = 1,
    Scroll = 2,
    Search = 3,
    AddToCart = 4,
    Purchase = 5,
    SignIn = 6,
    SignOut = 7,
}

#[derive(Clone, PartialEq, Message)]
pub struct SessionMessage {
    #[prost(string, tag = "1")]
    token: String,
    #[prost(int64, tag = "2")]
    started_at: i64,
    #[prost(int32, tag = "3")]
    page_views: i32,
    #[prost(bool, tag = "4")]
    returning: bool,
}

#[derive(Clone, PartialEq, Message)]
pub struct ClientMessage {
    #[prost(string, tag = "1")]
    address: String,
    #[prost(string, tag = "2")]
    agent: String,
    #[prost(string, tag = "3")]
    language: String,
    #[prost(message, required, tag = "4")]
    screen: ScreenMessage,
}

#[derive(Clone, PartialEq, Message)]
pub struct ScreenMessage {
    #[prost(int32, tag = "1")]
    width: i32,
    #[prost(int32, tag = "2")]
    height: i32,
    #[prost(double, tag = "3")]
    scale: f64,
}

#[derive(Clone, PartialEq, Message)]
pub struct ItemMessage {
    #[prost(string, tag = "1")]
    sku: String,
    #[prost(string, tag = "2")]
    name: String,
    #[prost(int32, tag = "3")]
    quantity: i32,
    #[prost(double, tag = "4")]
    price: f64,
}

impl Plain<Event> for EventMessage {
    fn plain(&self) -> Event {
        let it = self.clone();
        let (session, client) = (it.session, it.client);
        Event {
            id: it.id,
            kind: Kind::ALL[it.kind as usize],
            occurred_at: it.occurred_at,
            received_at: it.received_at,
            sequence: it.sequence,
            attempt: it.attempt,
            session: Session {
                token: session.token,
                started_at: session.started_at,
                page_views: session.page_views,
                returning: session.returning,
            },
            user_id: it.user_id,
            user_name: it.user_name,
            parent: it.parent,
            path: it.path,
            title: it.title,
            referrer: it.referrer,
            client: Client {
                address: client.address,
                agent: client.agent,
                language: client.language,
                screen: Screen {
                    width: client.screen.width,
                    height: client.screen.height,
                    scale: client.screen.scale,
                },
            },
            country: it.country,
            city: it.city,
            latitude: it.latitude,
            longitude: it.longitude,
            campaign: it.campaign,
            campaign_id: it.campaign_id,
            properties: it.properties.into_iter().collect(),
            items: it
                .items
                .into_iter()
                .map(
                    |ItemMessage {
                         sku,
                         name,
                         quantity,
                         price,
                     }| Item {
                        sku,
                        name,
                        quantity,
                        price,
                    },
                )
                .collect(),
            total: Cents::from_bytes(&it.total).expect("a decimal has bytes"),
            digest: it.digest.try_into().expect("a digest has sixteen bytes"),
            consented: it.consented,
        }
    }
}

impl Twin<Event> for EventMessage {
    fn twin(plain: &Event) -> Self {
        let it = plain.clone();
        let (session, client) = (it.session, it.client);
        let (total, start) = it.total.to_bytes();
        Self {
            id: it.id,
            kind: it.kind as i32,
            occurred_at: it.occurred_at,
            received_at: it.received_at,
            sequence: it.sequence,
            attempt: it.attempt,
            session: SessionMessage {
                token: session.token,
                started_at: session.started_at,
                page_views: session.page_views,
                returning: session.returning,
            },
            user_id: it.user_id,
            user_name: it.user_name,
            parent: it.parent,
            path: it.path,
            title: it.title,
            referrer: it.referrer,
            client: ClientMessage {
                address: client.address,
                agent: client.agent,
                language: client.language,
                screen: ScreenMessage {
                    width: client.screen.width,
                    height: client.screen.height,
                    scale: client.screen.scale,
                },
            },
            country: it.country,
            city: it.city,
            latitude: it.latitude,
            longitude: it.longitude,
            campaign: it.campaign,
            campaign_id: it.campaign_id,
            properties: it.properties.into_iter().collect(),
            items: it
                .items
                .into_iter()
                .map(
                    |Item {
                         sku,
                         name,
                         quantity,
                         price,
                     }| ItemMessage {
                        sku,
                        name,
                        quantity,
                        price,
                    },
                )
                .collect(),
            total: total[start..].to_vec(),
            digest: it.digest.to_vec(),
            consented: it.consented,
        }
    }
}
