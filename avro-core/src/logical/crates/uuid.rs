//! The type of the crate `uuid`.

use ::uuid::Uuid;

use crate::logical::uuid::uuid;

uuid!(
    Uuid,
    to | uuid | uuid.as_bytes(),
    from | bytes | Uuid::from_bytes(bytes)
);
