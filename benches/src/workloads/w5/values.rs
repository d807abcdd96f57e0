//! Players from a seed: each has a name for where it is, a few dozen items, and about half of what it may have.

use super::model::{Abilities, Book, Entity, Item, Key, Mode, Place, Player, Save, Vehicle};
use crate::random::Random;

const DIMENSIONS: &[&str] = &["game:overworld", "game:nether", "game:end"];

/// A save of so many players.
pub fn save(count: usize) -> Save {
    let mut random = Random::new(5);
    Save {
        players: (0..count).map(|_| player(&mut random)).collect(),
    }
}

fn player(random: &mut Random) -> Player {
    let home = random.maybe(5, |random| random.pick(DIMENSIONS).to_owned());
    let mut axis = |high: i64| home.as_ref().map(|_| random.between(-high, high));
    let (home_x, home_y, home_z) = (axis(30_000), axis(128), axis(30_000));
    Player {
        mode: random.pick(&Mode::ALL),
        score: random.between(0, 5_000_000),
        dimension: random.pick(DIMENSIONS).into(),
        slot: random.int(0, 8),
        held: item(random, 0),
        home_x,
        home_y,
        home_z,
        home_forced: home.as_ref().map(|_| random.in_ten(2)),
        home,
        sleep: random.int(0, 100),
        exhaustion: random.unit() as f32 * 4.0,
        saturation: random.unit() as f32 * 20.0,
        food: random.int(0, 20),
        level: random.int(0, 60),
        progress: random.unit() as f32,
        experience: random.int(0, 100_000),
        seed: random.int(i32::MIN, i32::MAX),
        inventory: items(random, 36),
        chest: items(random, 27),
        abilities: Abilities {
            walking: 0.1,
            flying: 0.05,
            may_fly: random.in_ten(3),
            flies: random.in_ten(1),
            invulnerable: random.in_ten(1),
            may_build: random.in_ten(9),
            at_once: random.in_ten(1),
        },
        portal: random.maybe(5, place),
        vehicle: random.maybe(5, |random| Vehicle {
            key: key(random),
            entity: entity(random),
        }),
        left: random.maybe(5, entity),
        right: random.maybe(5, entity),
        book: Book {
            known: recipes(random),
            shown: recipes(random),
            crafting_open: random.in_ten(5),
            crafting_filter: random.in_ten(5),
            furnace_open: random.in_ten(5),
            furnace_filter: random.in_ten(5),
        },
    }
}

fn item(random: &mut Random, slot: i32) -> Item {
    Item {
        id: thing(random),
        count: random.int(1, 64),
        slot,
    }
}

fn items(random: &mut Random, slots: i32) -> Vec<Item> {
    let slots = (0..slots).filter(|_| random.in_ten(5)).collect::<Vec<_>>();
    slots.into_iter().map(|slot| item(random, slot)).collect()
}

fn recipes(random: &mut Random) -> Vec<String> {
    (0..random.below(30)).map(|_| thing(random)).collect()
}

fn thing(random: &mut Random) -> String {
    format!("game:{}_{}", random.word(2), random.word(1))
}

fn place(random: &mut Random) -> Place {
    Place {
        x: random.unit() * 60_000.0 - 30_000.0,
        y: random.unit() * 128.0,
        z: random.unit() * 60_000.0 - 30_000.0,
    }
}

fn key(random: &mut Random) -> Key {
    let mut part = || random.int(i32::MIN, i32::MAX);
    Key {
        a: part(),
        b: part(),
        c: part(),
        d: part(),
    }
}

fn entity(random: &mut Random) -> Entity {
    Entity {
        id: thing(random),
        place: place(random),
        motion: place(random),
        yaw: random.unit() as f32 * 360.0,
        pitch: random.unit() as f32 * 180.0,
        fall: random.unit() as f32 * 10.0,
        fire: random.int(-20, 200),
        air: random.int(0, 300),
        on_ground: random.in_ten(8),
        no_gravity: random.in_ten(1),
        invulnerable: random.in_ten(1),
        cooldown: random.int(0, 300),
        key: key(random),
        name: random.maybe(5, |random| random.name(3)),
        name_shown: random.in_ten(5),
        silent: random.in_ten(1),
        glowing: random.in_ten(1),
    }
}
