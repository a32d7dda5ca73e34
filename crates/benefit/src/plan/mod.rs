//! The compiled form of a policy package: immutable, resolved by version, hashed.
//!
//! Everything is an index into a vector of [`Policy`] or [`Plan`]; names and titles are kept only
//! so that receipts and traces can be rendered. A [`Policy`] is what the whole package compiles
//! to; each [`Plan`] in it is the law of one span of dates.

mod condition;
mod decl;
mod ids;
mod policy;
mod section;
mod step;
mod value;

pub use condition::{Cond, Op};
pub use decl::{
    AccDecl, AccKind, AccOwner, AccUnit, AccWindow, Cite, FactDecl, FactScope, FactType, LayerId,
    PayerKind, PotDecl, PotKind, SourceDecl,
};
pub use section::{DeadlineUnit, Entry, EntryKind, MergeRule, PayLine};
pub use step::{
    Cap, CapBasis, Consumed, CountWhat, Deny, ItemRule, Pay, Review, Segment, Step, StepKind,
};
pub use value::{Lookup, LookupRow, Scalar, Table, Value, ValueType};

pub use ids::{AccId, FactId, PotId, TableId};
pub use policy::{
    AgeAt, ClaimOrder, ClassRow, Derived, DerivedHow, KnownFacts, Plan, Policy, ReversalMode,
    RoundRule,
};
