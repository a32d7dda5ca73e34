//! `tongchou person`, `household`, `organisation`, `category`: the register of people.

mod category;
mod handover;
mod household;
mod import;
mod organisation;
mod person;
mod values;

pub use category::Category;
pub use household::Household;
pub use organisation::Organisation;
pub use person::Person;

pub use category::run as category;
pub use household::run as household;
pub use organisation::run as organisation;
pub use person::run as person;
