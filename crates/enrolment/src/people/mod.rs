//! Persons, their documents with history, matching, merge and un-merge, households.
//!
//! A person has a number of the platform; the numbers on documents are what is known about them, with
//! history. Nothing is overwritten: a name that was changed, a number that was wrong, a record that turned
//! out to be somebody already known all stay findable.
//!
//! | module | what lives there |
//! |---|---|
//! | [`name`] | names and the spelling by which they are compared |
//! | [`number`] | document numbers as old lists spell them, put right, the original kept |
//! | [`papers`] | the documents of one person with their history and aliases |
//! | [`person`] | the person |
//! | [`minimum`] | the minimum data set, and what is wrong with a row |
//! | [`mod@admit`] | a raw row becomes a new person, or the reasons why not |
//! | [`form`] | forms printed from the same template in every county |
//! | [`matching`] | whether two records are one person: features, weight, band, decision |
//! | [`linkage`] | merge and un-merge by links, without loss |
//! | [`household`] | families, their members and income |
//! | [`takeover`] | the lists of the merging schemes, reconciled to their counts |

pub mod admit;
pub mod form;
pub mod household;
pub mod linkage;
pub mod matching;
pub mod minimum;
pub mod name;
pub mod number;
pub mod papers;
pub mod person;
pub mod takeover;
mod variants;

pub use admit::{Admission, Admitted, Doubt, admit};
pub use household::{Household, HouseholdKind, HouseholdMember, IncomeSpan, Relation};
pub use linkage::{Link, Linkage};
pub use matching::{
    Band, Conflict, DecidedBy, MatchRule, Matched, Outcome, Profile, RecordId, Scored, Verdict,
};
pub use minimum::{Field, MinimumSet, Need, RawPerson};
pub use name::{NameError, PersonName};
pub use number::{DocumentNumber, Mend};
pub use papers::{Paper, Papers, Standing};
pub use person::{Death, Ethnicity, FormerName, HujiKind, Person};
pub use takeover::{Fate, SourceList, Taken};
