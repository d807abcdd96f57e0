//! One page for each thing that can be chosen, with the code it gives, and one for people who
//! come from another crate.

#[doc = include_str!("../guide/making_values.md")]
pub mod making_values {}

#[doc = include_str!("../guide/constants.md")]
pub mod constants {}

#[doc = include_str!("../guide/logical_types.md")]
pub mod logical_types {}

#[doc = include_str!("../guide/strings_and_maps.md")]
pub mod strings_and_maps {}

#[doc = include_str!("../guide/own_types.md")]
pub mod own_types {}

#[doc = include_str!("../guide/looks.md")]
pub mod looks {}

#[doc = include_str!("../guide/layout.md")]
pub mod layout {}

#[doc = include_str!("../guide/borrowed.md")]
pub mod borrowed {}

#[doc = include_str!("../guide/protocols.md")]
pub mod protocols {}

#[doc = include_str!("../guide/contracts.md")]
pub mod contracts {}

#[doc = include_str!("../guide/coming_from.md")]
pub mod coming_from {}
