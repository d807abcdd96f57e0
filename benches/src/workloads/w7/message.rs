//! The two versions of an order as prost has them, derived by hand.
//!
//! A field keeps its number; the reader's own two have numbers of their own, and defaults, which an accessor gives and not
//! the decoder. Protocol Buffers read an int32 as an int64; a float stays a float, and is made a double afterwards.

use std::collections::BTreeMap;

use ::prost::{Enumeration, Message};

use super::model::{Order, Status, Written};
use crate::race::Plain;

#[derive(Clone, PartialEq, Message)]
pub struct WrittenMessage {
    #[prost(int64, tag = "1")]
    id: i64,
    #[prost(string, tag = "2")]
    tenant: String,
    #[prost(string, tag = "3")]
    customer: String,
    #[prost(string, tag = "4")]
    email: String,
    #[prost(message, repeated, tag = "5")]
    lines: Vec<LineMessage>,
    #[prost(int32, tag = "6")]
    quantity: i32,
    #[prost(string, tag = "7")]
    street: String,
    #[prost(string, tag = "8")]
    city: String,
    #[prost(string, tag = "9")]
    postcode: String,
    #[prost(string, tag = "10")]
    country: String,
    #[prost(enumeration = "StatusMessage", tag = "11")]
    status: i32,
    #[prost(btree_map = "string, string", tag = "12")]
    labels: BTreeMap<String, String>,
    #[prost(string, tag = "13")]
    buyer: String,
    #[prost(string, tag = "14")]
    referrer: String,
    #[prost(message, repeated, tag = "15")]
    payments: Vec<PaymentMessage>,
    #[prost(float, tag = "16")]
    weight: f32,
    #[prost(message, repeated, tag = "17")]
    parcels: Vec<ParcelMessage>,
    #[prost(message, repeated, tag = "18")]
    history: Vec<ChangeMessage>,
    #[prost(bool, tag = "19")]
    paid: bool,
    #[prost(string, tag = "20")]
    agent: String,
    #[prost(string, optional, tag = "21")]
    note: Option<String>,
    #[prost(btree_map = "string, int64", tag = "22")]
    counters: BTreeMap<String, i64>,
    #[prost(btree_map = "string, int64", tag = "23")]
    visits: BTreeMap<String, i64>,
    #[prost(message, repeated, tag = "24")]
    discounts: Vec<DiscountMessage>,
    #[prost(double, tag = "25")]
    total: f64,
    #[prost(string, tag = "26")]
    carrier: String,
    #[prost(btree_map = "string, string", tag = "27")]
    attributes: BTreeMap<String, String>,
    #[prost(btree_map = "string, double", tag = "28")]
    rates: BTreeMap<String, f64>,
    #[prost(message, repeated, tag = "29")]
    returns: Vec<ReturnMessage>,
    #[prost(btree_map = "string, double", tag = "30")]
    scores: BTreeMap<String, f64>,
}

#[derive(Clone, PartialEq, Message)]
pub struct LineMessage {
    #[prost(string, tag = "1")]
    sku: String,
    #[prost(string, tag = "2")]
    name: String,
    #[prost(int32, tag = "3")]
    quantity: i32,
    #[prost(double, tag = "4")]
    price: f64,
}

#[derive(Clone, PartialEq, Message)]
pub struct PaymentMessage {
    #[prost(int64, tag = "1")]
    at: i64,
    #[prost(string, tag = "2")]
    method: String,
    #[prost(double, tag = "3")]
    amount: f64,
}

#[derive(Clone, PartialEq, Message)]
pub struct ParcelMessage {
    #[prost(string, tag = "1")]
    tracking: String,
    #[prost(int32, tag = "2")]
    width: i32,
    #[prost(int32, tag = "3")]
    height: i32,
    #[prost(float, tag = "4")]
    weight: f32,
}

#[derive(Clone, PartialEq, Message)]
pub struct ChangeMessage {
    #[prost(int64, tag = "1")]
    at: i64,
    #[prost(string, tag = "2")]
    by: String,
    #[prost(string, tag = "3")]
    what: String,
}

#[derive(Clone, PartialEq, Message)]
pub struct DiscountMessage {
    #[prost(string, tag = "1")]
    code: String,
    #[prost(int32, tag = "2")]
    percent: i32,
    #[prost(double, tag = "3")]
    amount: f64,
}

#[derive(Clone, PartialEq, Message)]
pub struct ReturnMessage {
    #[prost(int32, tag = "1")]
    line: i32,
    #[prost(string, tag = "2")]
    reason: String,
    #[prost(double, tag = "3")]
    refund: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Enumeration)]
#[repr(i32)]
pub enum StatusMessage {
    New = 0,
    Paid = 1,
    Packed = 2,
    Sent = 3,
    Delivered = 4,
    Returned = 5,
}

/// What the reader knows of [`WrittenMessage`].
#[derive(Clone, PartialEq, Message)]
pub struct OrderMessage {
    #[prost(enumeration = "StatusMessage", tag = "11")]
    status: i32,
    #[prost(int64, tag = "1")]
    id: i64,
    #[prost(double, tag = "25")]
    total: f64,
    #[prost(string, tag = "13")]
    recipient: String,
    #[prost(string, tag = "3")]
    customer: String,
    #[prost(string, optional, tag = "31", default = "direct")]
    channel: Option<String>,
    #[prost(string, tag = "10")]
    country: String,
    #[prost(string, optional, tag = "21")]
    note: Option<String>,
    #[prost(float, tag = "16")]
    weight: f32,
    #[prost(int32, optional, tag = "32", default = "3")]
    priority: Option<i32>,
    #[prost(bool, tag = "19")]
    paid: bool,
    #[prost(int64, tag = "6")]
    quantity: i64,
}

impl Plain<Order> for OrderMessage {
    fn plain(&self) -> Order {
        let it = self.clone();
        Order {
            status: Status::ALL[it.status as usize],
            id: it.id,
            total: it.total,
            recipient: it.recipient,
            customer: it.customer,
            channel: self.channel().to_owned(),
            country: it.country,
            note: it.note,
            weight: it.weight.into(),
            priority: self.priority(),
            paid: it.paid,
            quantity: it.quantity,
        }
    }
}

impl From<&Written> for WrittenMessage {
    fn from(written: &Written) -> Self {
        let it = written.clone();
        let lines = it.lines.into_iter().map(|it| LineMessage {
            sku: it.sku,
            name: it.name,
            quantity: it.quantity,
            price: it.price,
        });
        let payments = it.payments.into_iter().map(|it| PaymentMessage {
            at: it.at,
            method: it.method,
            amount: it.amount,
        });
        let parcels = it.parcels.into_iter().map(|it| ParcelMessage {
            tracking: it.tracking,
            width: it.width,
            height: it.height,
            weight: it.weight,
        });
        let history = it.history.into_iter().map(|it| ChangeMessage {
            at: it.at,
            by: it.by,
            what: it.what,
        });
        let discounts = it.discounts.into_iter().map(|it| DiscountMessage {
            code: it.code,
            percent: it.percent,
            amount: it.amount,
        });
        let returns = it.returns.into_iter().map(|it| ReturnMessage {
            line: it.line,
            reason: it.reason,
            refund: it.refund,
        });
        Self {
            id: it.id,
            tenant: it.tenant,
            customer: it.customer,
            email: it.email,
            lines: lines.collect(),
            quantity: it.quantity,
            street: it.street,
            city: it.city,
            postcode: it.postcode,
            country: it.country,
            status: it.status as i32,
            labels: it.labels,
            buyer: it.buyer,
            referrer: it.referrer,
            payments: payments.collect(),
            weight: it.weight,
            parcels: parcels.collect(),
            history: history.collect(),
            paid: it.paid,
            agent: it.agent,
            note: it.note,
            counters: it.counters,
            visits: it.visits,
            discounts: discounts.collect(),
            total: it.total,
            carrier: it.carrier,
            attributes: it.attributes,
            rates: it.rates,
            returns: returns.collect(),
            scores: it.scores,
        }
    }
}
