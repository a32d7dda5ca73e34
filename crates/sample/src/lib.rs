//! A synthetic city: people, places, employers and schools that do not exist.
//!
//! Start with [`City`]. Nothing is drawn from a clock or a random source: the same [`Spec`] gives the
//! same city, and every village of it is made on its own, so that a city of a million is walked
//! through in constant memory.
//!
//! | module | what lives there |
//! |---|---|
//! | [`place`] | counties, towns and villages with their codes |
//! | [`household`], [`person`] | families village by village, with numbers, names, ages, work, school |
//! | [`organisation`] | employers of every type with wages, schools, agents |
//! | [`category`] | certified categories with authority and period |
//! | [`happening`] | births, deaths and moves of two years |
//! | [`paying`] | who pays, when, through whom, and what the bank answers |
//! | [`care`] | hospitals and what a month costs the fund |
//! | [`visits`] | who comes to the counters in a month |
//! | [`catalogue`] | drugs, services, consumables and diagnoses, and hospitals' own lists |
//! | [`rows`] | all of it as rows of text for files, the bad ones too |
#![forbid(unsafe_code)]

pub mod care;
pub mod catalogue;
pub mod category;
mod certify;
pub mod city;
mod draw;
pub mod happening;
pub mod household;
mod naming;
mod numbers;
pub mod organisation;
pub mod paying;
pub mod person;
pub mod place;
pub mod rows;
pub mod spec;
pub mod visits;

pub use care::{Care, Hospital};
pub use category::{Category, Kind};
pub use city::City;
pub use happening::{Event, Happening};
pub use household::Household;
pub use organisation::{Employer, EmployerType, School, SchoolStage};
pub use paying::{Channel, DebitResult, Payment};
pub use person::{Occupation, Person, Relation};
pub use place::{County, Town, Village};
pub use spec::{Spec, SpecError};
