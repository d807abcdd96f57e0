//! Updates from a seed: none to a hundred and twenty contacts in each.

use super::model::{
    Contact, Event, Guidance, Joined, Kind, Quiet, Said, Sunk, Transform, Update, Updates,
};
use crate::random::Random;

/// So many updates.
pub fn updates(count: usize) -> Updates {
    let mut random = Random::new(6);
    Updates {
        updates: (0..count).map(|_| update(&mut random)).collect(),
    }
}

fn update(random: &mut Random) -> Update {
    Update {
        contacts: (0..random.below(121)).map(|_| contact(random)).collect(),
        event: event(random),
        score: random.int(0, 30_000),
        radius: random.unit() as f32 * 2000.0,
    }
}

fn event(random: &mut Random) -> Event {
    let player = random.int(1, 100_000);
    match random.below(6) {
        0..3 => Event::Quiet(Quiet {
            tick: random.int(1, 100_000),
        }),
        3 => Event::Joined(Joined {
            player,
            team: random.int(0, 500),
        }),
        4 => Event::Sunk(Sunk {
            player,
            by: random.int(1, 100_000),
            points: random.int(0, 5000),
        }),
        _ => Event::Said(Said {
            player,
            text: random.phrase(40),
        }),
    }
}

fn contact(random: &mut Random) -> Contact {
    let seen = random.in_ten(8);
    Contact {
        damage: random.maybe(1, |random| random.int(1, 200)).unwrap_or(0),
        entity: random.int(1, 2_000_000),
        kind: seen.then(|| random.pick(&Kind::ALL)),
        guidance: Guidance {
            direction: random.int(-32_768, 32_767),
            speed: random.int(-100, 1500),
        },
        player: random.maybe(6, |random| random.int(1, 100_000)),
        reloads: some(random, 6, |random| random.in_ten(5)),
        transform: Transform {
            altitude: random.int(-128, 127),
            angle: random.int(-32_768, 32_767),
            x: random.unit() as f32 * 4000.0 - 2000.0,
            y: random.unit() as f32 * 4000.0 - 2000.0,
            speed: random.int(-100, 1500),
        },
        turrets: some(random, 4, |random| random.int(-32_768, 32_767)),
    }
}

/// Half of the time nothing, otherwise up to so many.
fn some<T>(random: &mut Random, most: u64, make: impl Fn(&mut Random) -> T) -> Vec<T> {
    let count = match random.in_ten(5) {
        true => random.below(most) + 1,
        false => 0,
    };
    (0..count).map(|_| make(random)).collect()
}
