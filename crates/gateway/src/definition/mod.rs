//! Typed definitions of the transactions served: what comes in, what goes out, and how it is checked.
//!
//! The data stands in `definitions/*.toml`, one file a transaction: nodes, fields, kinds, lengths and
//! dictionaries as the national baseline and the editions of provinces have them. Provinces differ;
//! what a dialect does otherwise is handed in as a [`Dialect`].
//!
//! | module | what lives there |
//! |---|---|
//! | [`table`] | [`Transaction`], [`Node`], [`Field`], [`Kind`], [`Need`] |
//! | [`dictionary`] | [`Dictionary`]: the codes of a field |
//! | [`registry`] | [`Definitions`]: all of them, read once, found by number |
//! | [`tree`] | [`Tree`]: JSON to be written, whose numbers are text, so that no amount passes through a float |
//! | [`check`] | an input against its definition |
//! | [`input`] | [`Input`] and [`Row`]: what a use case reads |
//! | [`answer`] | [`Answer`]: what a use case fills |
//! | [`txt`], [`archive`] | files that are downloaded and uploaded |
//! | [`reference`](mod@reference), [`openapi`] | documents made from the definitions |

pub mod answer;
pub mod archive;
pub mod check;
mod data;
pub mod dialect;
pub mod dictionary;
mod fault;
pub mod input;
mod load;
pub mod number;
pub mod openapi;
pub mod reference;
pub mod registry;
pub mod stamp;
pub mod table;
pub mod tree;
pub mod txt;
pub mod value;

pub use answer::{Answer, Fill, FillRow};
pub use dialect::{Dialect, National, Shape};
pub use dictionary::Dictionary;
pub use fault::Finding;
pub use input::{Cell, Input, Row};
pub use load::LoadError;
pub use number::{Number, NumberFault};
pub use registry::Definitions;
pub use stamp::Stamp;
pub use table::{Effect, Field, Kind, Need, Node, Rows, Sender, Transaction};
pub use tree::Tree;
pub use value::Value;
