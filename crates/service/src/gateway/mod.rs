//! The provider interface as use cases: accounts and keys of senders, sign-in of operators, files.
//!
//! Accounts and keys are proposed by one and decided by another; what is secret is made when the decision is carried
//! out, shown once to who decided, and kept encrypted under a [`Vault`]. Nothing here draws a random number or knows
//! a cipher: both come from the binary.

mod account;
mod body;
mod files;
mod issue;
mod laid;
mod opened;
mod person;
mod report;
mod sender;
mod signing;
mod vault;

pub use account::{propose_account, propose_key, propose_secret, revoke};
pub use body::{KINDS, NewAccount, Wanted};
pub use files::{
    DAILY_BYTES, DAILY_FILES, File, KEPT_DAYS, PUBLIC, Upload, answer_file, answered_file,
    download, offer, upload,
};
pub use issue::{Handed, Issued, approve, reject, set_own_key};
pub use laid::lay;
pub use opened::{Opened, OpenedAccount, OpenedInstitution, open};
pub use person::{NotShown, PersonAsk, person, saw_treatments};
pub use report::{AccountReport, Contact, ContactKind, accounts, contacts};
pub use sender::{Sender, actor_of};
pub use signing::{SignIn, Signed, sign_in, sign_out};
pub use vault::{Open, PLATFORM, Vault};
