//! A thousand events as a shop's web site might send them: about six hundred bytes each.

use super::model::{Cents, Client, Event, Item, Kind, Screen, Session};
use crate::random::Random;

const AGENTS: &[&str] = &[
    "Firefox/128.0 (X11; Linux x86_64)",
    "Firefox/127.0 (Windows NT 10.0)",
    "Chrome/126.0 (Windows NT 10.0)",
    "Chrome/126.0 (Macintosh)",
    "Chrome/125.0 (Android 14)",
    "Safari/17.5 (iPhone)",
    "Safari/17.4 (Macintosh)",
    "Edge/126.0 (Windows NT 11.0)",
    "Opera/111.0 (X11; Linux x86_64)",
];
const LANGUAGES: &[&str] = &[
    "de-DE", "en-GB", "en-US", "es-ES", "fr-FR", "pt-BR", "zh-Hans",
];
const COUNTRIES: &[&str] = &[
    "Brazil", "Canada", "France", "Germany", "Japan", "Kenya", "Spain",
];
const KEYS: &[&str] = &[
    "theme",
    "variant",
    "experiment",
    "shelf_position",
    "currency",
    "shipping",
    "loyalty_tier",
    "coupon",
    "page_section",
    "render_mode",
    "consent_version",
    "cache_state",
];
const SCREENS: &[(i32, i32)] = &[
    (390, 844),
    (412, 915),
    (1366, 768),
    (1920, 1080),
    (2560, 1440),
];

/// Events from a seed.
pub fn events(count: usize) -> Vec<Event> {
    let mut random = Random::new(2);
    (0..count)
        .map(|number| event(&mut random, number as i64))
        .collect()
}

fn event(random: &mut Random, number: i64) -> Event {
    let occurred_at = 1_718_000_000_000 + number * 350 + random.between(0, 10_000);
    Event {
        id: random.uuid(),
        kind: random.pick(&Kind::ALL),
        occurred_at,
        received_at: occurred_at + random.between(20, 3_000),
        sequence: 4_000_000 + number,
        attempt: random.int(1, 3),
        session: Session {
            token: format!("{:016x}", random.bits()),
            started_at: occurred_at - random.between(0, 1_800_000),
            page_views: random.int(1, 90),
            returning: random.in_ten(6),
        },
        user_id: random.maybe(6, |random| random.between(10_000, 90_000_000)),
        user_name: random.maybe(6, |random| random.name(2) + " " + &random.name(3)),
        parent: random.maybe(3, |random| random.between(3_000_000, 4_000_000)),
        path: format!("/shop/{}/{}", random.word(2), random.word(4)),
        title: random.maybe(8, |random| random.phrase(36)),
        referrer: random.maybe(5, |random| {
            format!("https://www.{}.example", random.word(3))
        }),
        client: Client {
            address: std::net::Ipv4Addr::from(random.bytes()).to_string(),
            agent: random.pick(AGENTS).into(),
            language: random.pick(LANGUAGES).into(),
            screen: screen(random),
        },
        country: random.pick(COUNTRIES).into(),
        city: random.maybe(8, |random| random.name(3)),
        latitude: random.unit() * 180.0 - 90.0,
        longitude: random.unit() * 360.0 - 180.0,
        campaign: random.maybe(3, |random| random.phrase(24)),
        campaign_id: random.maybe(3, |random| random.between(100, 9_000)),
        properties: properties(random),
        items: (0..random.below(6)).map(|_| item(random)).collect(),
        total: Cents(random.between(-50_000, 2_000_000).into()),
        digest: random.bytes(),
        consented: random.in_ten(9),
    }
}

fn screen(random: &mut Random) -> Screen {
    let (width, height) = random.pick(SCREENS);
    Screen {
        width,
        height,
        scale: random.pick(&[1.0, 1.5, 2.0, 3.0]),
    }
}

/// Eight pairs, their keys chosen among twelve.
fn properties(random: &mut Random) -> super::model::Properties {
    let mut keys = KEYS.to_vec();
    let mut pairs = super::model::Properties::default();
    for _ in 0..8 {
        let key = keys.swap_remove(random.below(keys.len() as u64) as usize);
        let syllables = random.between(2, 6);
        pairs.insert(key.into(), random.word(syllables));
    }
    pairs
}

fn item(random: &mut Random) -> Item {
    Item {
        sku: format!("SKU-{:06}", random.below(1_000_000)),
        name: random.phrase(28),
        quantity: random.int(1, 5),
        price: random.between(99, 99_999) as f64 / 100.0,
    }
}
