//! Orders as they were written.

use super::model::{Change, Line, Map, Status, Written};
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
        created_at,
        email: random.maybe(7, |random| random.word(3) + "@example.com"),
        phone: random.maybe(4, |random| {
            format!("+49 {}", random.between(1_000_000, 9_999_999))
        }),
        lines: some(random, 1, 4, |random| Line {
            sku: random.word(3),
            name: random.phrase(30),
            quantity: random.int(1, 9),
            price: random.between(100, 99_999) as f64 / 100.0,
        }),
        quantity: random.int(1, 200),
        street: random.phrase(24),
        city: random.name(3),
        postcode: random.between(10_000, 99_999).to_string(),
        country: random.name(3),
        status: random.pick(&Status::ALL),
        labels: map(random, 3, |random| random.word(3)),
        buyer: random.name(2) + " " + &random.name(2),
        referrer: format!("https://{}.example.com/", random.word(2)),
        weight: random.between(1, 4000) as f32 / 64.0,
        tags: some(random, 0, 4, |random| random.word(3)),
        history: some(random, 1, 3, |random| Change {
            at: created_at + random.between(0, 1_000_000_000),
            by: random.word(3),
            what: random.phrase(20),
        }),
        paid: random.in_ten(7),
        address: format!(
            "10.{}.{}.{}",
            random.int(0, 255),
            random.int(0, 255),
            random.int(0, 255)
        ),
        agent: random.phrase(40),
        note: random.maybe(4, |random| random.phrase(36)),
        counters: map(random, 3, |random| random.between(0, 5_000)),
        coupon: random.maybe(2, |random| random.word(4)),
        attempts: random.int(0, 5),
        total: random.between(100, 999_999) as f64 / 100.0,
        carrier: random.name(2),
        attributes: map(random, 3, |random| random.phrase(20)),
        updated_at: created_at + random.between(0, 1_000_000_000),
        customer,
    }
}

fn some<T>(random: &mut Random, least: i64, most: i64, make: impl Fn(&mut Random) -> T) -> Vec<T> {
    (0..random.between(least, most))
        .map(|_| make(random))
        .collect()
}

fn map<V>(random: &mut Random, most: i64, make: impl Fn(&mut Random) -> V) -> Map<V> {
    let pair = |random: &mut Random| (random.word(3), make(random));
    (0..random.between(1, most)).map(|_| pair(random)).collect()
}
