//! From a line of a bill to the facts that are priced: all from memory.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use base::{Date, Refused, RegionCode};
use directory::catalogue::own::{Identified, Queue, Stated, identify};
use directory::catalogue::{Charge, Item, LineContext, LineFacts, line_facts};
use store::Session;
use store::catalogue::queue::Noted;
use store::catalogue::revision::{self, CITY};

use super::compiled::{City, OwnCodes, city, own_codes};
use crate::ServiceError;

/// What the counter of an institution needs of the catalogue. Cheap to clone; it stays as it is while the catalogue
/// moves on, so that one message is read by one state of it.
#[derive(Debug, Clone)]
pub struct AtCounter {
    institution: Box<str>,
    city: Arc<City>,
    own: Arc<OwnCodes>,
}

/// Why a line was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turned {
    /// The sentence for the institution.
    pub why: Refused,
    /// What goes to the queue because nobody has mapped the own code (REQ-136); to be kept even though the line is
    /// not, with [`note`](super::note) or `store::catalogue::queue::note`.
    pub note: Option<Noted>,
}

/// What the counter of an institution needs, as it stands: one statement where nothing changed.
///
/// # Errors
/// Storage.
pub fn at_counter(
    session: &mut Session<'_>,
    pool: RegionCode,
    institution: &str,
) -> Result<AtCounter, ServiceError> {
    let whole = access::Scope::whole(pool);
    let mut revisions = revision::of(session, whole, &[CITY, institution])?.into_iter();
    let (of_city, of_own) = (revisions.next(), revisions.next());
    Ok(AtCounter {
        institution: institution.into(),
        city: city(session, whole, of_city.unwrap_or_default())?,
        own: match institution {
            CITY => Arc::default(),
            _ => own_codes(session, pool, institution, of_own.unwrap_or_default())?,
        },
    })
}

/// As [`at_counter`] for several institutions: one statement where nothing changed.
///
/// # Errors
/// Storage.
pub fn at_counters(
    session: &mut Session<'_>,
    pool: RegionCode,
    institutions: &BTreeSet<String>,
) -> Result<BTreeMap<String, AtCounter>, ServiceError> {
    let whole = access::Scope::whole(pool);
    let named = institutions.iter().map(String::as_str);
    let parts: Vec<&str> = std::iter::once(CITY).chain(named).collect();
    let mut revisions = revision::of(session, whole, &parts)?.into_iter();
    let city = city(session, whole, revisions.next().unwrap_or_default())?;
    let mut found = BTreeMap::new();
    for (institution, revision) in institutions.iter().zip(revisions) {
        let own = match institution.as_str() {
            CITY => Arc::default(),
            _ => own_codes(session, pool, institution, revision)?,
        };
        let at = AtCounter {
            institution: institution.as_str().into(),
            city: Arc::clone(&city),
            own,
        };
        found.insert(institution.clone(), at);
    }
    Ok(found)
}

impl AtCounter {
    /// The catalogue of the city.
    #[must_use]
    pub fn city(&self) -> &City {
        &self.city
    }

    /// The own list of the institution.
    #[must_use]
    pub fn own(&self) -> &OwnCodes {
        &self.own
    }

    /// Which item a line means on a day: by the institution's own code, else by the national one, either of which may
    /// be empty.
    ///
    /// # Errors
    /// [`Turned`] with `mapping.missing` and a note for the queue, or without one: `mapping.other`, `line.no_code`,
    /// `line.unknown_item`.
    pub fn identify(&self, own: &str, national: &str, on: Date) -> Result<Identified, Turned> {
        let stated = Stated {
            institution: &self.institution,
            own,
            national,
        };
        let mut queue = Queue::default();
        let found = identify(
            self.city.catalogue(),
            self.own.list(),
            stated,
            on,
            &mut queue,
        );
        found.map_err(|why| Turned {
            why,
            note: queue.waiting().first().map(|entry| Noted {
                own: entry.own.to_string(),
                national: entry.national.to_string(),
                on,
            }),
        })
    }

    /// The item of a line for the person, and the facts that the policy package of the scheme prices: class, limits,
    /// first self-pay, exclusion with its reason.
    ///
    /// # Errors
    /// As [`AtCounter::identify`]; `line.count_zero`, `line.amount`, `line.amount_range`.
    pub fn line(
        &self,
        (own, national): (&str, &str),
        context: &LineContext<'_>,
        charge: &Charge,
    ) -> Result<(Identified, LineFacts), Turned> {
        let identified = self.identify(own, national, context.on)?;
        let facts = self.facts(&identified, context, charge);
        let facts = facts.map_err(|why| Turned { why, note: None })?;
        Ok((identified, facts))
    }

    /// The facts of a line whose item is known: to price it again when the law date or the person's categories moved.
    ///
    /// # Errors
    /// `line.count_zero`, `line.amount`, `line.amount_range`, `line.unknown_item`.
    pub fn facts(
        &self,
        identified: &Identified,
        context: &LineContext<'_>,
        charge: &Charge,
    ) -> Result<LineFacts, Refused> {
        let catalogue = self.city.catalogue();
        let found = catalogue.find_for(identified.code.as_str(), context.on, context.categories);
        line_facts(found, context, charge)
    }

    /// The item of a code on a day, by the base list: its name, unit and fee category for receipts and lists.
    #[must_use]
    pub fn item(&self, code: &str, on: Date) -> Option<&Item> {
        self.city.catalogue().find(code, on).in_force()
    }
}
