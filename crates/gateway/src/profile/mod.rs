//! Dialects as data: how the editions of the provinces and their clients differ from the national core.
//!
//! A dialect is a file under `profiles/` that says only what is different from the one it builds on
//! ([`Profiles::shipped`]). Nothing of a dialect stands in code: a new province is a new file.

mod dialect;
mod model;
mod read;
mod transaction;

pub use model::{
    Access, AccessScheme, AnswerRules, Cipher, Encoding, GatewayError, Profile, Replay, SealRules,
    SealScheme, SealWhen, SignatureForm, SignatureShape, TimeUnit,
};
pub use read::{ProfileFault, Profiles};
pub use transaction::Transaction;
