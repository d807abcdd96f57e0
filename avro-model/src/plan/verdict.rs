//! What the pairs of a walk amount to, their children included.
//!
//! Three questions, each a fixed point that is reached by pushing doubt from a pair to
//! its users with a work list, so that recursion and size do not matter:
//!
//! * *never*: no value can be read. All that is needed has to be readable, of a union one branch.
//! * *partial*: some value cannot be read.
//! * *direct*: the layout is one on both sides, all the way down.

use super::get;
use super::walk::{Shape, Walk};

pub(super) struct Verdict {
    /// The pair in which the reason lies, where there is one.
    never: Vec<Option<u32>>,
    partial: Vec<Option<u32>>,
    direct: Vec<bool>,
}

impl Verdict {
    pub(super) fn new(walk: &Walk<'_>) -> Verdict {
        let never = never(walk);
        let partial = spread(walk, |at| {
            never.get(at).copied().flatten().or_else(|| {
                let pair = walk.pairs.get(at)?;
                (!pair.faults.is_empty()).then_some(super::index(at))
            })
        });
        let direct = spread(walk, |at| {
            let doubt = partial.get(at).is_some_and(Option::is_some)
                || walk.pairs.get(at).is_some_and(|pair| !pair.alike);
            doubt.then_some(0)
        });
        Verdict {
            never,
            partial,
            direct: direct.iter().map(Option::is_none).collect(),
        }
    }

    /// Whether no value can be read.
    pub(super) fn never(&self, pair: u32) -> bool {
        self.why_never(pair).is_some()
    }

    /// The pair because of which no value can be read.
    pub(super) fn why_never(&self, pair: u32) -> Option<u32> {
        get(&self.never, pair).copied().flatten()
    }

    /// The pair because of which some value cannot be read.
    pub(super) fn why_partial(&self, pair: u32) -> Option<u32> {
        get(&self.partial, pair).copied().flatten()
    }

    pub(super) fn direct(&self, pair: u32) -> bool {
        get(&self.direct, pair).copied().unwrap_or(false)
    }
}

/// The doubt of each pair: its own, or else that of a pair it uses.
fn spread(walk: &Walk<'_>, own: impl Fn(usize) -> Option<u32>) -> Vec<Option<u32>> {
    let mut doubts: Vec<Option<u32>> = (0..walk.pairs.len()).map(own).collect();
    let mut open: Vec<u32> = (0_u32..)
        .zip(&doubts)
        .filter(|(_, doubt)| doubt.is_some())
        .map(|(at, _)| at)
        .collect();
    while let Some(at) = open.pop() {
        let why = get(&doubts, at).copied().flatten();
        for user in walk.users(at) {
            if let Some(doubt) = get_mut(&mut doubts, user)
                && doubt.is_none()
            {
                *doubt = why;
                open.push(user);
            }
        }
    }
    doubts
}

fn never(walk: &Walk<'_>) -> Vec<Option<u32>> {
    let mut never: Vec<Option<u32>> = vec![None; walk.pairs.len()];
    // Of a union, the branches that may still be read.
    let mut hopes: Vec<usize> = vec![0; walk.pairs.len()];
    let mut open = Vec::new();
    for ((at, pair), (never, hopes)) in (0_u32..)
        .zip(&walk.pairs)
        .zip(never.iter_mut().zip(&mut hopes))
    {
        let mut hopeless = pair.faults.iter().any(|fault| fault.never);
        if let Shape::Union(targets) = &pair.shape {
            *hopes = targets.iter().flatten().count();
            hopeless |= *hopes == 0 && !targets.is_empty();
        }
        if hopeless {
            *never = Some(at);
            open.push(at);
        }
    }
    while let Some(at) = open.pop() {
        let why = get(&never, at).copied().flatten();
        for user in walk.users(at) {
            if let Some(Shape::Union(_)) = walk.pair(user).map(|pair| &pair.shape)
                && let Some(hopes) = get_mut(&mut hopes, user)
            {
                *hopes = hopes.saturating_sub(1);
                if *hopes > 0 {
                    continue;
                }
            }
            if let Some(place) = get_mut(&mut never, user)
                && place.is_none()
            {
                *place = why;
                open.push(user);
            }
        }
    }
    never
}

fn get_mut<T>(table: &mut [T], index: u32) -> Option<&mut T> {
    table.get_mut(usize::try_from(index).ok()?)
}
