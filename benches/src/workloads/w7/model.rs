//! The two versions of an order: as it was written, and as it is read today.
//!
//! The written one is only ever handed to serde. What is read has serde's names for the rename and the
//! defaults, which is how `serde_avro_fast` is told of them.

use avro_core::AvroSchema;
use serde::{Deserialize, Serialize};

use crate::race::Plain;

/// Pairs in the order in which they were made.
pub type Map<V> = std::collections::BTreeMap<String, V>;

#[derive(Clone, Serialize)]
pub struct Written {
    pub id: i64,
    pub tenant: String,
    pub customer: String,
    pub email: String,
    pub lines: Vec<Line>,
    pub quantity: i32,
    pub street: String,
    pub city: String,
    pub postcode: String,
    pub country: String,
    pub status: Status,
    pub labels: Map<String>,
    pub buyer: String,
    pub referrer: String,
    pub payments: Vec<Payment>,
    pub weight: f32,
    pub parcels: Vec<Parcel>,
    pub history: Vec<Change>,
    pub paid: bool,
    pub agent: String,
    pub note: Option<String>,
    pub counters: Map<i64>,
    pub visits: Map<i64>,
    pub discounts: Vec<Discount>,
    pub total: f64,
    pub carrier: String,
    pub attributes: Map<String>,
    pub rates: Map<f64>,
    pub returns: Vec<Return>,
    pub scores: Map<f64>,
}

#[derive(Clone, Serialize)]
pub struct Line {
    pub sku: String,
    pub name: String,
    pub quantity: i32,
    pub price: f64,
}

#[derive(Clone, Serialize)]
pub struct Payment {
    pub at: i64,
    pub method: String,
    pub amount: f64,
}

#[derive(Clone, Serialize)]
pub struct Parcel {
    pub tracking: String,
    pub width: i32,
    pub height: i32,
    pub weight: f32,
}

#[derive(Clone, Serialize)]
pub struct Change {
    pub at: i64,
    pub by: String,
    pub what: String,
}

#[derive(Clone, Serialize)]
pub struct Discount {
    pub code: String,
    pub percent: i32,
    pub amount: f64,
}

#[derive(Clone, Serialize)]
pub struct Return {
    pub line: i32,
    pub reason: String,
    pub refund: f64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, AvroSchema)]
#[avro(namespace = "bench.w7", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    #[default]
    New,
    Paid,
    Packed,
    Sent,
    Delivered,
    Returned,
}

impl Status {
    /// All of them, in the order of the schema's symbols.
    pub const ALL: [Self; 6] = [
        Self::New,
        Self::Paid,
        Self::Packed,
        Self::Sent,
        Self::Delivered,
        Self::Returned,
    ];
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize, AvroSchema)]
#[avro(namespace = "bench.w7")]
pub struct Order {
    pub status: Status,
    pub id: i64,
    pub total: f64,
    #[serde(alias = "buyer")]
    #[avro(alias = "buyer")]
    pub recipient: String,
    pub customer: String,
    #[serde(default = "channel")]
    #[avro(default = "\"direct\"")]
    pub channel: String,
    pub country: String,
    pub note: Option<String>,
    pub weight: f64,
    #[serde(default = "priority")]
    #[avro(default = "3")]
    pub priority: i32,
    pub paid: bool,
    pub quantity: i64,
}

#[derive(Deserialize, AvroSchema)]
#[avro(namespace = "bench.w7", name = "Order")]
pub struct OrderRef<'a> {
    pub status: Status,
    pub id: i64,
    pub total: f64,
    #[serde(alias = "buyer")]
    #[avro(alias = "buyer")]
    pub recipient: &'a str,
    pub customer: &'a str,
    #[serde(default = "channel_ref")]
    #[avro(default = "\"direct\"")]
    pub channel: &'a str,
    pub country: &'a str,
    #[serde(borrow)]
    pub note: Option<&'a str>,
    pub weight: f64,
    #[serde(default = "priority")]
    #[avro(default = "3")]
    pub priority: i32,
    pub paid: bool,
    pub quantity: i64,
}

/// The default channel.
pub const CHANNEL: &str = "direct";
/// The default priority.
pub const PRIORITY: i32 = 3;

fn channel() -> String {
    CHANNEL.into()
}

fn channel_ref<'a>() -> &'a str {
    CHANNEL
}

fn priority() -> i32 {
    PRIORITY
}

/// What an order reads as, told field by field: the answer that all decoders are held against.
impl From<&Written> for Order {
    fn from(written: &Written) -> Self {
        Self {
            status: written.status,
            id: written.id,
            total: written.total,
            recipient: written.buyer.clone(),
            customer: written.customer.clone(),
            channel: CHANNEL.into(),
            country: written.country.clone(),
            note: written.note.clone(),
            weight: written.weight.into(),
            priority: PRIORITY,
            paid: written.paid,
            quantity: written.quantity.into(),
        }
    }
}

impl Plain<Order> for OrderRef<'_> {
    fn plain(&self) -> Order {
        Order {
            status: self.status,
            id: self.id,
            total: self.total,
            recipient: self.recipient.into(),
            customer: self.customer.into(),
            channel: self.channel.into(),
            country: self.country.into(),
            note: self.note.map(Into::into),
            weight: self.weight,
            priority: self.priority,
            paid: self.paid,
            quantity: self.quantity,
        }
    }
}
