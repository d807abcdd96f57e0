//! The game by hand.

use super::model::{
    Abilities, Book, BookRef, Entity, EntityRef, Item, ItemRef, Key, Mode, Place, Player,
    PlayerRef, Save, SaveRef, Vehicle, VehicleRef,
};
use crate::limit::{Input, Output, Put, Result, Retake, Take};

/// The least bytes of an item: nothing in it takes less than one.
const LEAST_ITEM: usize = 3;
/// The least bytes of a player: its fields, of which five are floats, and what its records have.
const LEAST_PLAYER: usize = 60;
/// The least bytes of a string.
const LEAST_TEXT: usize = 1;

impl Mode {
    #[inline(always)]
    fn take(input: &mut Input<'_>) -> Result<Self> {
        let index = input.index(Self::ALL.len() as u64)?;
        Ok(Self::ALL[index as usize])
    }
}

impl Put for Save {
    #[inline]
    fn put(&self, out: &mut Output) {
        out.block(self.players.iter(), |out, player| player.put(out));
    }
}

impl<'de> Take<'de> for Save {
    #[inline]
    fn take(input: &mut Input<'de>) -> Result<Self> {
        Ok(Self {
            players: input.list(LEAST_PLAYER, Player::take)?,
        })
    }
}

impl<'de> Take<'de> for SaveRef<'de> {
    #[inline]
    fn take(input: &mut Input<'de>) -> Result<Self> {
        Ok(Self {
            players: input.list(LEAST_PLAYER, PlayerRef::take)?,
        })
    }
}

impl<'de> Retake<'de> for Save {
    #[inline]
    fn retake(&mut self, input: &mut Input<'de>) -> Result<()> {
        input.list_into(LEAST_PLAYER, &mut self.players, |input, kept| {
            kept.retake(input)
        })
    }
}

impl Put for Player {
    #[inline]
    fn put(&self, out: &mut Output) {
        out.index(self.mode as u8);
        out.large_long(self.score);
        out.text(&self.dimension);
        out.int(self.slot);
        self.held.put(out);
        out.nullable(self.home.as_deref(), Output::text);
        out.nullable(self.home_x, Output::long);
        out.nullable(self.home_y, Output::long);
        out.nullable(self.home_z, Output::long);
        out.nullable(self.home_forced, Output::boolean);
        out.int(self.sleep);
        out.float(self.exhaustion);
        out.float(self.saturation);
        out.int(self.food);
        out.int(self.level);
        out.float(self.progress);
        out.large_int(self.experience);
        out.large_int(self.seed);
        out.block(self.inventory.iter(), |out, item| item.put(out));
        out.block(self.chest.iter(), |out, item| item.put(out));
        self.abilities.put(out);
        out.nullable(self.portal.as_ref(), |out, value| value.put(out));
        out.nullable(self.vehicle.as_ref(), |out, value| value.put(out));
        out.nullable(self.left.as_ref(), |out, value| value.put(out));
        out.nullable(self.right.as_ref(), |out, value| value.put(out));
        self.book.put(out);
    }
}

impl<'de> Take<'de> for Player {
    #[inline]
    fn take(input: &mut Input<'de>) -> Result<Self> {
        Ok(Self {
            mode: Mode::take(input)?,
            score: input.large_long()?,
            dimension: input.owned()?,
            slot: input.int()?,
            held: Item::take(input)?,
            home: input.nullable(Input::owned)?,
            home_x: input.nullable(Input::long)?,
            home_y: input.nullable(Input::long)?,
            home_z: input.nullable(Input::long)?,
            home_forced: input.nullable(Input::boolean)?,
            sleep: input.int()?,
            exhaustion: input.float()?,
            saturation: input.float()?,
            food: input.int()?,
            level: input.int()?,
            progress: input.float()?,
            experience: input.large_int()?,
            seed: input.large_int()?,
            inventory: input.list(LEAST_ITEM, Item::take)?,
            chest: input.list(LEAST_ITEM, Item::take)?,
            abilities: Abilities::take(input)?,
            portal: input.nullable(Place::take)?,
            vehicle: input.nullable(Vehicle::take)?,
            left: input.nullable(Entity::take)?,
            right: input.nullable(Entity::take)?,
            book: Book::take(input)?,
        })
    }
}

impl<'de> Take<'de> for PlayerRef<'de> {
    #[inline]
    fn take(input: &mut Input<'de>) -> Result<Self> {
        Ok(Self {
            mode: Mode::take(input)?,
            score: input.large_long()?,
            dimension: input.text()?,
            slot: input.int()?,
            held: ItemRef::take(input)?,
            home: input.nullable(Input::text)?,
            home_x: input.nullable(Input::long)?,
            home_y: input.nullable(Input::long)?,
            home_z: input.nullable(Input::long)?,
            home_forced: input.nullable(Input::boolean)?,
            sleep: input.int()?,
            exhaustion: input.float()?,
            saturation: input.float()?,
            food: input.int()?,
            level: input.int()?,
            progress: input.float()?,
            experience: input.large_int()?,
            seed: input.large_int()?,
            inventory: input.list(LEAST_ITEM, ItemRef::take)?,
            chest: input.list(LEAST_ITEM, ItemRef::take)?,
            abilities: Abilities::take(input)?,
            portal: input.nullable(Place::take)?,
            vehicle: input.nullable(VehicleRef::take)?,
            left: input.nullable(EntityRef::take)?,
            right: input.nullable(EntityRef::take)?,
            book: BookRef::take(input)?,
        })
    }
}

impl<'de> Retake<'de> for Player {
    #[inline]
    fn retake(&mut self, input: &mut Input<'de>) -> Result<()> {
        self.mode = Mode::take(input)?;
        self.score = input.large_long()?;
        input.text_into(&mut self.dimension)?;
        self.slot = input.int()?;
        self.held.retake(input)?;
        input.nullable_text_into(&mut self.home)?;
        self.home_x = input.nullable(Input::long)?;
        self.home_y = input.nullable(Input::long)?;
        self.home_z = input.nullable(Input::long)?;
        self.home_forced = input.nullable(Input::boolean)?;
        self.sleep = input.int()?;
        self.exhaustion = input.float()?;
        self.saturation = input.float()?;
        self.food = input.int()?;
        self.level = input.int()?;
        self.progress = input.float()?;
        self.experience = input.large_int()?;
        self.seed = input.large_int()?;
        input.list_into(LEAST_ITEM, &mut self.inventory, |input, kept| {
            kept.retake(input)
        })?;
        input.list_into(LEAST_ITEM, &mut self.chest, |input, kept| {
            kept.retake(input)
        })?;
        self.abilities = Abilities::take(input)?;
        self.portal = input.nullable(Place::take)?;
        input.nullable_into(&mut self.vehicle, |input, kept| kept.retake(input))?;
        input.nullable_into(&mut self.left, |input, kept| kept.retake(input))?;
        input.nullable_into(&mut self.right, |input, kept| kept.retake(input))?;
        self.book.retake(input)?;
        Ok(())
    }
}

impl Put for Item {
    #[inline]
    fn put(&self, out: &mut Output) {
        out.text(&self.id);
        out.int(self.count);
        out.int(self.slot);
    }
}

impl<'de> Take<'de> for Item {
    #[inline]
    fn take(input: &mut Input<'de>) -> Result<Self> {
        Ok(Self {
            id: input.owned()?,
            count: input.int()?,
            slot: input.int()?,
        })
    }
}

impl<'de> Take<'de> for ItemRef<'de> {
    #[inline]
    fn take(input: &mut Input<'de>) -> Result<Self> {
        Ok(Self {
            id: input.text()?,
            count: input.int()?,
            slot: input.int()?,
        })
    }
}

impl<'de> Retake<'de> for Item {
    #[inline]
    fn retake(&mut self, input: &mut Input<'de>) -> Result<()> {
        input.text_into(&mut self.id)?;
        self.count = input.int()?;
        self.slot = input.int()?;
        Ok(())
    }
}

impl Put for Abilities {
    #[inline]
    fn put(&self, out: &mut Output) {
        out.float(self.walking);
        out.float(self.flying);
        out.boolean(self.may_fly);
        out.boolean(self.flies);
        out.boolean(self.invulnerable);
        out.boolean(self.may_build);
        out.boolean(self.at_once);
    }
}

impl<'de> Take<'de> for Abilities {
    #[inline]
    fn take(input: &mut Input<'de>) -> Result<Self> {
        Ok(Self {
            walking: input.float()?,
            flying: input.float()?,
            may_fly: input.boolean()?,
            flies: input.boolean()?,
            invulnerable: input.boolean()?,
            may_build: input.boolean()?,
            at_once: input.boolean()?,
        })
    }
}

impl Put for Place {
    #[inline]
    fn put(&self, out: &mut Output) {
        out.double(self.x);
        out.double(self.y);
        out.double(self.z);
    }
}

impl<'de> Take<'de> for Place {
    #[inline]
    fn take(input: &mut Input<'de>) -> Result<Self> {
        Ok(Self {
            x: input.double()?,
            y: input.double()?,
            z: input.double()?,
        })
    }
}

impl Put for Key {
    #[inline]
    fn put(&self, out: &mut Output) {
        out.large_int(self.a);
        out.large_int(self.b);
        out.large_int(self.c);
        out.large_int(self.d);
    }
}

impl<'de> Take<'de> for Key {
    #[inline]
    fn take(input: &mut Input<'de>) -> Result<Self> {
        Ok(Self {
            a: input.large_int()?,
            b: input.large_int()?,
            c: input.large_int()?,
            d: input.large_int()?,
        })
    }
}

impl Put for Vehicle {
    #[inline]
    fn put(&self, out: &mut Output) {
        self.key.put(out);
        self.entity.put(out);
    }
}

impl<'de> Take<'de> for Vehicle {
    #[inline]
    fn take(input: &mut Input<'de>) -> Result<Self> {
        Ok(Self {
            key: Key::take(input)?,
            entity: Entity::take(input)?,
        })
    }
}

impl<'de> Take<'de> for VehicleRef<'de> {
    #[inline]
    fn take(input: &mut Input<'de>) -> Result<Self> {
        Ok(Self {
            key: Key::take(input)?,
            entity: EntityRef::take(input)?,
        })
    }
}

impl<'de> Retake<'de> for Vehicle {
    #[inline]
    fn retake(&mut self, input: &mut Input<'de>) -> Result<()> {
        self.key = Key::take(input)?;
        self.entity.retake(input)?;
        Ok(())
    }
}

impl Put for Entity {
    #[inline]
    fn put(&self, out: &mut Output) {
        out.text(&self.id);
        self.place.put(out);
        self.motion.put(out);
        out.float(self.yaw);
        out.float(self.pitch);
        out.float(self.fall);
        out.int(self.fire);
        out.int(self.air);
        out.boolean(self.on_ground);
        out.boolean(self.no_gravity);
        out.boolean(self.invulnerable);
        out.int(self.cooldown);
        self.key.put(out);
        out.nullable(self.name.as_deref(), Output::text);
        out.boolean(self.name_shown);
        out.boolean(self.silent);
        out.boolean(self.glowing);
    }
}

impl<'de> Take<'de> for Entity {
    #[inline]
    fn take(input: &mut Input<'de>) -> Result<Self> {
        Ok(Self {
            id: input.owned()?,
            place: Place::take(input)?,
            motion: Place::take(input)?,
            yaw: input.float()?,
            pitch: input.float()?,
            fall: input.float()?,
            fire: input.int()?,
            air: input.int()?,
            on_ground: input.boolean()?,
            no_gravity: input.boolean()?,
            invulnerable: input.boolean()?,
            cooldown: input.int()?,
            key: Key::take(input)?,
            name: input.nullable(Input::owned)?,
            name_shown: input.boolean()?,
            silent: input.boolean()?,
            glowing: input.boolean()?,
        })
    }
}

impl<'de> Take<'de> for EntityRef<'de> {
    #[inline]
    fn take(input: &mut Input<'de>) -> Result<Self> {
        Ok(Self {
            id: input.text()?,
            place: Place::take(input)?,
            motion: Place::take(input)?,
            yaw: input.float()?,
            pitch: input.float()?,
            fall: input.float()?,
            fire: input.int()?,
            air: input.int()?,
            on_ground: input.boolean()?,
            no_gravity: input.boolean()?,
            invulnerable: input.boolean()?,
            cooldown: input.int()?,
            key: Key::take(input)?,
            name: input.nullable(Input::text)?,
            name_shown: input.boolean()?,
            silent: input.boolean()?,
            glowing: input.boolean()?,
        })
    }
}

impl<'de> Retake<'de> for Entity {
    #[inline]
    fn retake(&mut self, input: &mut Input<'de>) -> Result<()> {
        input.text_into(&mut self.id)?;
        self.place = Place::take(input)?;
        self.motion = Place::take(input)?;
        self.yaw = input.float()?;
        self.pitch = input.float()?;
        self.fall = input.float()?;
        self.fire = input.int()?;
        self.air = input.int()?;
        self.on_ground = input.boolean()?;
        self.no_gravity = input.boolean()?;
        self.invulnerable = input.boolean()?;
        self.cooldown = input.int()?;
        self.key = Key::take(input)?;
        input.nullable_text_into(&mut self.name)?;
        self.name_shown = input.boolean()?;
        self.silent = input.boolean()?;
        self.glowing = input.boolean()?;
        Ok(())
    }
}

impl Put for Book {
    #[inline]
    fn put(&self, out: &mut Output) {
        out.block(self.known.iter(), |out, text| out.text(text));
        out.block(self.shown.iter(), |out, text| out.text(text));
        out.boolean(self.crafting_open);
        out.boolean(self.crafting_filter);
        out.boolean(self.furnace_open);
        out.boolean(self.furnace_filter);
    }
}

impl<'de> Take<'de> for Book {
    #[inline]
    fn take(input: &mut Input<'de>) -> Result<Self> {
        Ok(Self {
            known: input.list(LEAST_TEXT, Input::owned)?,
            shown: input.list(LEAST_TEXT, Input::owned)?,
            crafting_open: input.boolean()?,
            crafting_filter: input.boolean()?,
            furnace_open: input.boolean()?,
            furnace_filter: input.boolean()?,
        })
    }
}

impl<'de> Take<'de> for BookRef<'de> {
    #[inline]
    fn take(input: &mut Input<'de>) -> Result<Self> {
        Ok(Self {
            known: input.list(LEAST_TEXT, Input::text)?,
            shown: input.list(LEAST_TEXT, Input::text)?,
            crafting_open: input.boolean()?,
            crafting_filter: input.boolean()?,
            furnace_open: input.boolean()?,
            furnace_filter: input.boolean()?,
        })
    }
}

impl<'de> Retake<'de> for Book {
    #[inline]
    fn retake(&mut self, input: &mut Input<'de>) -> Result<()> {
        input.list_into(LEAST_TEXT, &mut self.known, Input::text_into)?;
        input.list_into(LEAST_TEXT, &mut self.shown, Input::text_into)?;
        self.crafting_open = input.boolean()?;
        self.crafting_filter = input.boolean()?;
        self.furnace_open = input.boolean()?;
        self.furnace_filter = input.boolean()?;
        Ok(())
    }
}
