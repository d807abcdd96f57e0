//! Orders as they were written.
//!
//! An array has zero to six records, a map zero to five pairs, each number as often as any other.

use super::model::{Change, Discount, Line, Map, Parcel, Payment, Return, Status, Written};
use crate::random::Random;

/// So many orders.
pub fn orders(count: usize) -> Vec<Written> {
    let mut random = Random::new(7);
    (0..count).map(|_| order(&mut random)).collect()
}

fn order(random: &mut Random) -> Written {
    let created_at = random.between(1_600_000_000_000, 1_800_000_000_000);
    let customer = random.name(2) + " " + &random.name(3);
    Written {
        id: random.between(1, 50_000_000),
        tenant: random.word(3),
        email: random.word(3) + "@example.com",
        lines: some(random, |random| Line {
            sku: random.word(3),
            name: random.phrase(30),
            quantity: random.int(1, 9),
            price: cents(random, 99_999),
        }),
        quantity: random.int(1, 200),
        street: random.phrase(24),
        city: random.name(3),
        postcode: random.between(10_000, 99_999).to_string(),
        country: random.name(3),
        status: random.pick(&Status::ALL),
        labels: map(random, |random| random.word(3)),
        buyer: random.name(2) + " " + &random.name(2),
        referrer: format!("https://{}.example.com/", random.word(2)),
        payments: some(random, |random| Payment {
            at: created_at + random.between(0, 1_000_000_000),
            method: random.word(2),
            amount: cents(random, 999_999),
        }),
        weight: random.between(1, 4000) as f32 / 64.0,
        parcels: some(random, |random| Parcel {
            tracking: format!("DE{}", random.between(1_000_000_000, 9_999_999_999)),
            width: random.int(10, 1200),
            height: random.int(10, 1200),
            weight: random.between(1, 2000) as f32 / 64.0,
        }),
        history: some(random, |random| Change {
            at: created_at + random.between(0, 1_000_000_000),
            by: random.word(3),
            what: random.phrase(20),
        }),
        paid: random.in_ten(7),
        agent: random.phrase(40),
        note: random.maybe(4, |random| random.phrase(36)),
        counters: map(random, |random| random.between(0, 5_000)),
        visits: map(random, |random| {
            created_at - random.between(0, 1_000_000_000)
        }),
        discounts: some(random, |random| Discount {
            code: random.word(4),
            percent: random.int(1, 50),
            amount: cents(random, 9_999),
        }),
        total: cents(random, 999_999),
        carrier: random.name(2),
        attributes: map(random, |random| random.phrase(20)),
        rates: map(random, Random::unit),
        returns: some(random, |random| Return {
            line: random.int(0, 5),
            reason: random.phrase(24),
            refund: cents(random, 99_999),
        }),
        scores: map(random, |random| random.unit() * 100.0),
        customer,
    }
}

/// An amount of money, up to so many cents.
fn cents(random: &mut Random, most: i64) -> f64 {
    random.between(100, most) as f64 / 100.0
}

fn some<T>(random: &mut Random, make: impl Fn(&mut Random) -> T) -> Vec<T> {
    (0..random.between(0, 6)).map(|_| make(random)).collect()
}

fn map<V>(random: &mut Random, make: impl Fn(&mut Random) -> V) -> Map<V> {
    let pair = |random: &mut Random| (random.word(3), make(random));
    (0..random.between(0, 5)).map(|_| pair(random)).collect()
}
