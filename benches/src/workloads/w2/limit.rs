//! The event by hand.

use super::model::{
    Cents, Client, ClientRef, Event, EventRef, Item, ItemRef, Kind, Pairs, Properties, Screen,
    Session, SessionRef,
};
use crate::limit::{Fault, Input, Output, Put, Result, Retake, Take};

/// The least bytes of a pair of strings.
const LEAST_PAIR: usize = 2;
/// The least bytes of an item: two strings, an int and a double.
const LEAST_ITEM: usize = 11;

impl Put for Event {
    #[inline]
    fn put(&self, out: &mut Output) {
        out.text(&self.id);
        out.index(self.kind as u8);
        out.large_long(self.occurred_at);
        out.large_long(self.received_at);
        out.long(self.sequence);
        out.int(self.attempt);
        out.text(&self.session.token);
        out.large_long(self.session.started_at);
        out.int(self.session.page_views);
        out.boolean(self.session.returning);
        out.nullable(self.user_id, Output::long);
        out.nullable(self.user_name.as_deref(), Output::text);
        out.nullable(self.parent, Output::long);
        out.text(&self.path);
        out.nullable(self.title.as_deref(), Output::text);
        out.nullable(self.referrer.as_deref(), Output::text);
        out.text(&self.client.address);
        out.text(&self.client.agent);
        out.text(&self.client.language);
        out.int(self.client.screen.width);
        out.int(self.client.screen.height);
        out.double(self.client.screen.scale);
        out.text(&self.country);
        out.nullable(self.city.as_deref(), Output::text);
        out.double(self.latitude);
        out.double(self.longitude);
        out.nullable(self.campaign.as_deref(), Output::text);
        out.nullable(self.campaign_id, Output::long);
        out.block(self.properties.iter(), |out, (key, value)| {
            out.text(key);
            out.text(value);
        });
        out.block(self.items.iter(), |out, item| {
            out.text(&item.sku);
            out.text(&item.name);
            out.int(item.quantity);
            out.double(item.price);
        });
        let (total, start) = self.total.to_bytes();
        out.bytes_of(&total[start..]);
        out.fixed(self.digest);
        out.boolean(self.consented);
    }
}

impl Kind {
    #[inline(always)]
    fn take(input: &mut Input<'_>) -> Result<Self> {
        let index = input.index(Self::ALL.len() as u64)?;
        Ok(Self::ALL[index as usize])
    }
}

impl Cents {
    #[inline(always)]
    fn take(input: &mut Input<'_>) -> Result<Self> {
        Self::from_bytes(input.bytes()?).ok_or(Fault::End)
    }
}

impl Screen {
    #[inline(always)]
    fn take(input: &mut Input<'_>) -> Result<Self> {
        Ok(Self {
            width: input.int()?,
            height: input.int()?,
            scale: input.double()?,
        })
    }
}

impl<'de> Take<'de> for Event {
    #[inline]
    fn take(input: &mut Input<'de>) -> Result<Self> {
        Ok(Self {
            id: input.owned()?,
            kind: Kind::take(input)?,
            occurred_at: input.large_long()?,
            received_at: input.large_long()?,
            sequence: input.long()?,
            attempt: input.int()?,
            session: Session {
                token: input.owned()?,
                started_at: input.large_long()?,
                page_views: input.int()?,
                returning: input.boolean()?,
            },
            user_id: input.nullable(Input::long)?,
            user_name: input.nullable(Input::owned)?,
            parent: input.nullable(Input::long)?,
            path: input.owned()?,
            title: input.nullable(Input::owned)?,
            referrer: input.nullable(Input::owned)?,
            client: Client {
                address: input.owned()?,
                agent: input.owned()?,
                language: input.owned()?,
                screen: Screen::take(input)?,
            },
            country: input.owned()?,
            city: input.nullable(Input::owned)?,
            latitude: input.double()?,
            longitude: input.double()?,
            campaign: input.nullable(Input::owned)?,
            campaign_id: input.nullable(Input::long)?,
            properties: properties(input)?,
            items: items(input)?,
            total: Cents::take(input)?,
            digest: input.fixed()?,
            consented: input.boolean()?,
        })
    }
}

#[inline]
fn properties(input: &mut Input<'_>) -> Result<Properties> {
    let mut pairs = Properties::default();
    loop {
        let count = input.block(LEAST_PAIR)?;
        if count == 0 {
            return Ok(pairs);
        }
        pairs.reserve(count);
        for _ in 0..count {
            let key = input.owned()?;
            pairs.insert(key, input.owned()?);
        }
    }
}

#[inline]
fn items(input: &mut Input<'_>) -> Result<Vec<Item>> {
    let mut items = Vec::new();
    loop {
        let count = input.block(LEAST_ITEM)?;
        if count == 0 {
            return Ok(items);
        }
        items.reserve(count);
        for _ in 0..count {
            items.push(Item {
                sku: input.owned()?,
                name: input.owned()?,
                quantity: input.int()?,
                price: input.double()?,
            });
        }
    }
}

impl<'de> Take<'de> for EventRef<'de> {
    #[inline]
    fn take(input: &mut Input<'de>) -> Result<Self> {
        Ok(Self {
            id: input.text()?,
            kind: Kind::take(input)?,
            occurred_at: input.large_long()?,
            received_at: input.large_long()?,
            sequence: input.long()?,
            attempt: input.int()?,
            session: SessionRef {
                token: input.text()?,
                started_at: input.large_long()?,
                page_views: input.int()?,
                returning: input.boolean()?,
            },
            user_id: input.nullable(Input::long)?,
            user_name: input.nullable(Input::text)?,
            parent: input.nullable(Input::long)?,
            path: input.text()?,
            title: input.nullable(Input::text)?,
            referrer: input.nullable(Input::text)?,
            client: ClientRef {
                address: input.text()?,
                agent: input.text()?,
                language: input.text()?,
                screen: Screen::take(input)?,
            },
            country: input.text()?,
            city: input.nullable(Input::text)?,
            latitude: input.double()?,
            longitude: input.double()?,
            campaign: input.nullable(Input::text)?,
            campaign_id: input.nullable(Input::long)?,
            properties: pairs_ref(input)?,
            items: items_ref(input)?,
            total: Cents::take(input)?,
            digest: input.fixed()?,
            consented: input.boolean()?,
        })
    }
}

#[inline]
fn pairs_ref<'de>(input: &mut Input<'de>) -> Result<Pairs<'de>> {
    let mut pairs = Vec::new();
    loop {
        let count = input.block(LEAST_PAIR)?;
        if count == 0 {
            return Ok(Pairs(pairs));
        }
        pairs.reserve(count);
        for _ in 0..count {
            pairs.push((input.text()?, input.text()?));
        }
    }
}

#[inline]
fn items_ref<'de>(input: &mut Input<'de>) -> Result<Vec<ItemRef<'de>>> {
    let mut items = Vec::new();
    loop {
        let count = input.block(LEAST_ITEM)?;
        if count == 0 {
            return Ok(items);
        }
        items.reserve(count);
        for _ in 0..count {
            items.push(ItemRef {
                sku: input.text()?,
                name: input.text()?,
                quantity: input.int()?,
                price: input.double()?,
            });
        }
    }
}

impl<'de> Retake<'de> for Event {
    #[inline]
    fn retake(&mut self, input: &mut Input<'de>) -> Result<()> {
        input.text_into(&mut self.id)?;
        self.kind = Kind::take(input)?;
        self.occurred_at = input.large_long()?;
        self.received_at = input.large_long()?;
        self.sequence = input.long()?;
        self.attempt = input.int()?;
        input.text_into(&mut self.session.token)?;
        self.session.started_at = input.large_long()?;
        self.session.page_views = input.int()?;
        self.session.returning = input.boolean()?;
        self.user_id = input.nullable(Input::long)?;
        input.nullable_text_into(&mut self.user_name)?;
        self.parent = input.nullable(Input::long)?;
        input.text_into(&mut self.path)?;
        input.nullable_text_into(&mut self.title)?;
        input.nullable_text_into(&mut self.referrer)?;
        input.text_into(&mut self.client.address)?;
        input.text_into(&mut self.client.agent)?;
        input.text_into(&mut self.client.language)?;
        self.client.screen = Screen::take(input)?;
        input.text_into(&mut self.country)?;
        input.nullable_text_into(&mut self.city)?;
        self.latitude = input.double()?;
        self.longitude = input.double()?;
        input.nullable_text_into(&mut self.campaign)?;
        self.campaign_id = input.nullable(Input::long)?;
        retake_properties(&mut self.properties, input)?;
        retake_items(&mut self.items, input)?;
        self.total = Cents::take(input)?;
        self.digest = input.fixed()?;
        self.consented = input.boolean()?;
        Ok(())
    }
}

/// The strings of the old pairs become those of the new ones; the table stays.
#[inline]
fn retake_properties(kept: &mut Properties, input: &mut Input<'_>) -> Result<()> {
    let mut old: Vec<(String, String)> = kept.drain().collect();
    loop {
        let count = input.block(LEAST_PAIR)?;
        if count == 0 {
            return Ok(());
        }
        kept.reserve(count);
        for _ in 0..count {
            let (mut key, mut value) = old.pop().unwrap_or_default();
            input.text_into(&mut key)?;
            input.text_into(&mut value)?;
            kept.insert(key, value);
        }
    }
}

#[inline]
fn retake_items(kept: &mut Vec<Item>, input: &mut Input<'_>) -> Result<()> {
    let mut len = 0;
    loop {
        let count = input.block(LEAST_ITEM)?;
        if count == 0 {
            kept.truncate(len);
            return Ok(());
        }
        if len + count > kept.len() {
            kept.resize_with(len + count, Item::default);
        }
        for item in &mut kept[len..len + count] {
            input.text_into(&mut item.sku)?;
            input.text_into(&mut item.name)?;
            item.quantity = input.int()?;
            item.price = input.double()?;
        }
        len += count;
    }
}
