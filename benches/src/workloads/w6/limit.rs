//! The updates by hand.

use super::model::{
    Contact, Event, EventRef, Guidance, Joined, Kind, Quiet, Said, SaidRef, Sunk, Transform,
    Update, UpdateRef, Updates, UpdatesRef,
};
use crate::limit::{Input, Output, Put, Result, Retake, Take};

/// The least bytes of a contact: eleven varints and two floats.
const LEAST_CONTACT: usize = 19;
/// The least bytes of an update: four varints and a float.
const LEAST_UPDATE: usize = 8;

impl Put for Updates {
    #[inline]
    fn put(&self, out: &mut Output) {
        out.block(self.updates.iter(), |out, update| {
            out.block(update.contacts.iter(), |out, contact| contact.put(out));
            match &update.event {
                Event::Quiet(quiet) => {
                    out.index(0);
                    out.int(quiet.tick);
                }
                Event::Joined(joined) => {
                    out.index(1);
                    out.int(joined.player);
                    out.int(joined.team);
                }
                Event::Sunk(sunk) => {
                    out.index(2);
                    out.int(sunk.player);
                    out.int(sunk.by);
                    out.int(sunk.points);
                }
                Event::Said(said) => {
                    out.index(3);
                    out.int(said.player);
                    out.text(&said.text);
                }
            }
            out.int(update.score);
            out.float(update.radius);
        });
    }
}

impl Put for Contact {
    #[inline]
    fn put(&self, out: &mut Output) {
        out.int(self.damage);
        out.large_int(self.entity);
        out.nullable(self.kind, |out, kind| out.index(kind as u8));
        out.large_int(self.guidance.direction);
        out.small_int(self.guidance.speed);
        out.nullable(self.player, Output::large_int);
        out.booleans(&self.reloads);
        out.small_int(self.transform.altitude);
        out.large_int(self.transform.angle);
        out.float(self.transform.x);
        out.float(self.transform.y);
        out.small_int(self.transform.speed);
        out.ints(&self.turrets);
    }
}

impl Kind {
    #[inline(always)]
    fn take(input: &mut Input<'_>) -> Result<Self> {
        let index = input.index(Self::ALL.len() as u64)?;
        Ok(Self::ALL[index as usize])
    }
}

impl Guidance {
    #[inline(always)]
    fn take(input: &mut Input<'_>) -> Result<Self> {
        Ok(Self {
            direction: input.large_int()?,
            speed: input.short_int()?,
        })
    }
}

impl Transform {
    #[inline(always)]
    fn take(input: &mut Input<'_>) -> Result<Self> {
        Ok(Self {
            altitude: input.short_int()?,
            angle: input.large_int()?,
            x: input.float()?,
            y: input.float()?,
            speed: input.short_int()?,
        })
    }
}

impl<'de> Take<'de> for Contact {
    #[inline]
    fn take(input: &mut Input<'de>) -> Result<Self> {
        Ok(Self {
            damage: input.int()?,
            entity: input.large_int()?,
            kind: input.nullable(Kind::take)?,
            guidance: Guidance::take(input)?,
            player: input.nullable(Input::large_int)?,
            reloads: input.list(1, Input::boolean)?,
            transform: Transform::take(input)?,
            turrets: input.list(1, Input::large_int)?,
        })
    }
}

impl<'de> Retake<'de> for Contact {
    #[inline]
    fn retake(&mut self, input: &mut Input<'de>) -> Result<()> {
        self.damage = input.int()?;
        self.entity = input.large_int()?;
        self.kind = input.nullable(Kind::take)?;
        self.guidance = Guidance::take(input)?;
        self.player = input.nullable(Input::large_int)?;
        input.booleans(&mut self.reloads)?;
        self.transform = Transform::take(input)?;
        input.ints(&mut self.turrets)
    }
}

impl Quiet {
    #[inline(always)]
    fn take(input: &mut Input<'_>) -> Result<Self> {
        Ok(Self { tick: input.int()? })
    }
}

impl Joined {
    #[inline(always)]
    fn take(input: &mut Input<'_>) -> Result<Self> {
        Ok(Self {
            player: input.int()?,
            team: input.int()?,
        })
    }
}

impl Sunk {
    #[inline(always)]
    fn take(input: &mut Input<'_>) -> Result<Self> {
        Ok(Self {
            player: input.int()?,
            by: input.int()?,
            points: input.int()?,
        })
    }
}

impl<'de> Take<'de> for Updates {
    #[inline]
    fn take(input: &mut Input<'de>) -> Result<Self> {
        let updates = input.list(LEAST_UPDATE, |input| {
            Ok(Update {
                contacts: input.list(LEAST_CONTACT, Contact::take)?,
                event: match input.index(4)? {
                    0 => Event::Quiet(Quiet::take(input)?),
                    1 => Event::Joined(Joined::take(input)?),
                    2 => Event::Sunk(Sunk::take(input)?),
                    _ => Event::Said(Said {
                        player: input.int()?,
                        text: input.owned()?,
                    }),
                },
                score: input.int()?,
                radius: input.float()?,
            })
        })?;
        Ok(Self { updates })
    }
}

impl<'de> Take<'de> for UpdatesRef<'de> {
    #[inline]
    fn take(input: &mut Input<'de>) -> Result<Self> {
        let updates = input.list(LEAST_UPDATE, |input| {
            Ok(UpdateRef {
                contacts: input.list(LEAST_CONTACT, Contact::take)?,
                event: match input.index(4)? {
                    0 => EventRef::Quiet(Quiet::take(input)?),
                    1 => EventRef::Joined(Joined::take(input)?),
                    2 => EventRef::Sunk(Sunk::take(input)?),
                    _ => EventRef::Said(SaidRef {
                        player: input.int()?,
                        text: input.text()?,
                    }),
                },
                score: input.int()?,
                radius: input.float()?,
            })
        })?;
        Ok(Self { updates })
    }
}

impl<'de> Retake<'de> for Updates {
    #[inline]
    fn retake(&mut self, input: &mut Input<'de>) -> Result<()> {
        input.list_into(LEAST_UPDATE, &mut self.updates, |input, update| {
            input.list_into(LEAST_CONTACT, &mut update.contacts, |input, kept| {
                kept.retake(input)
            })?;
            match (input.index(4)?, &mut update.event) {
                (0, event) => *event = Event::Quiet(Quiet::take(input)?),
                (1, event) => *event = Event::Joined(Joined::take(input)?),
                (2, event) => *event = Event::Sunk(Sunk::take(input)?),
                (_, Event::Said(said)) => {
                    said.player = input.int()?;
                    input.text_into(&mut said.text)?;
                }
                (_, event) => {
                    *event = Event::Said(Said {
                        player: input.int()?,
                        text: input.owned()?,
                    });
                }
            }
            update.score = input.int()?;
            update.radius = input.float()?;
            Ok(())
        })
    }
}
