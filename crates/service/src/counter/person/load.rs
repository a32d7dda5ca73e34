//! Many persons at once: a question for each table, whatever their number.

use std::collections::{BTreeMap, BTreeSet};

use access::Scope;
use base::{Date, PersonNo, RegionCode};
use enrolment::category::Certified;
use enrolment::membership::Enrolment;
use enrolment::people::Linkage;
use store::people::affiliations::{self, Placed};
use store::people::homes::{self, Homes};
use store::people::read::{self, Record};
use store::people::{PersonKey, categories, links};
use store::{AsOf, Session};

use super::{AccountFile, PersonFile};
use crate::ServiceError;
use crate::entitlement::{Law, Standing, standings};

/// The files of persons of a pooling area, each for a day of its own (that of the visit), as known in this
/// transaction. `today` is the day of the counter, up to which arrears of employers are counted and whose rules
/// of entitlement hold. Numbers that nobody bears are left out.
///
/// The counter serves the whole pooling area: whoever may use it may settle for the members of every county
/// (REQ-249), and has shown that the person stands there by a credential.
///
/// # Errors
/// [`ServiceError::Input`] where the package or profile in force cannot be read; storage.
pub fn load(
    session: &mut Session<'_>,
    pool: RegionCode,
    asked: &BTreeSet<(PersonNo, Date)>,
    today: Date,
) -> Result<BTreeMap<(PersonNo, Date), PersonFile>, ServiceError> {
    if asked.is_empty() {
        return Ok(BTreeMap::new());
    }
    let whole = Scope::whole(pool);
    let numbers: BTreeSet<PersonNo> = asked.iter().map(|(person, _)| *person).collect();
    let numbers: Vec<PersonNo> = numbers.into_iter().collect();
    let linkage = links::around(session, whole, &numbers, AsOf::on(today))?;
    let leaders: Vec<(PersonNo, Date)> = asked
        .iter()
        .map(|(person, on)| (linkage.leader(*person, *on), *on))
        .collect();
    let known = read::load_days(session, whole, &leaders, None)?;
    let clusters = asked
        .iter()
        .flat_map(|(person, on)| linkage.cluster(*person, *on));
    let records: BTreeSet<PersonNo> = clusters.collect();
    let records: Vec<PersonNo> = records.into_iter().collect();
    let law = Law::of(session, whole, today)?;
    let shelf = Shelf::read(session, whole, &law, &records, today)?;
    let mut files = BTreeMap::new();
    for ((person, on), (leader, _)) in asked.iter().zip(&leaders) {
        let Some(record) = known.get(&(*leader, *on)) else {
            continue;
        };
        let file = shelf.file(record, linkage_of(&linkage, *person, *on), (*on, &law));
        files.insert((*person, *on), file);
    }
    Ok(files)
}

/// As [`load`], for persons on one day.
///
/// # Errors
/// As [`load`].
pub fn load_on(
    session: &mut Session<'_>,
    pool: RegionCode,
    persons: &[PersonNo],
    (on, today): (Date, Date),
) -> Result<BTreeMap<PersonNo, PersonFile>, ServiceError> {
    let asked = persons.iter().map(|person| (*person, on)).collect();
    let files = load(session, pool, &asked, today)?;
    Ok(files
        .into_iter()
        .map(|((person, _), file)| (person, file))
        .collect())
}

fn linkage_of(linkage: &Linkage, person: PersonNo, on: Date) -> BTreeSet<PersonNo> {
    let mut records = linkage.cluster(person, on);
    records.insert(person);
    records
}

/// What was read of all records, by record.
struct Shelf {
    homes: Homes,
    certified: BTreeMap<PersonNo, Vec<Certified>>,
    places: BTreeMap<PersonNo, Vec<Placed>>,
    enrolments: BTreeMap<PersonNo, Vec<Enrolment>>,
    standings: BTreeMap<PersonNo, Vec<Standing>>,
    accounts: BTreeMap<PersonNo, AccountFile>,
}

impl Shelf {
    fn read(
        session: &mut Session<'_>,
        whole: Scope,
        law: &Law,
        records: &[PersonNo],
        today: Date,
    ) -> Result<Shelf, ServiceError> {
        let kept = store::membership::enrolment::of_people(session, whole, records)?;
        let enrolments = kept.into_iter().map(|(person, all)| {
            let all = all.into_iter().map(|kept| kept.is);
            (person, all.collect())
        });
        let held = store::account::held(session, whole, records)?;
        let accounts = held.into_iter().map(|(person, (account, balance))| {
            let owner = PersonKey {
                bucket: account.bucket,
                person,
            };
            let file = AccountFile {
                owner,
                region: account.region,
                opened_on: account.opened_on,
                balance,
            };
            (person, file)
        });
        Ok(Shelf {
            homes: homes::of_persons(session, whole, records)?,
            certified: categories::of_persons(session, whole, records)?,
            places: affiliations::placed_of_persons(session, whole, records)?,
            enrolments: enrolments.collect(),
            standings: standings(session, whole, law, records, today)?,
            accounts: accounts.collect(),
        })
    }

    /// The file of a person whose record stands, with what hangs on all its records.
    fn file(
        &self,
        record: &Record,
        records: BTreeSet<PersonNo>,
        (on, law): (Date, &Law),
    ) -> PersonFile {
        let no = record.key.person;
        let household = records.iter().find_map(|one| self.homes.of(*one, on));
        let mut certified: Vec<Certified> = all(&self.certified, &records);
        certified.iter_mut().for_each(|one| one.person = no);
        let mut places: Vec<Placed> = all(&self.places, &records);
        places.iter_mut().for_each(|one| one.is.person = no);
        places.sort_by_key(|one| (one.is.belongs.from(), one.is.organisation));
        let mut enrolments: Vec<Enrolment> = all(&self.enrolments, &records);
        enrolments.sort_by_key(|one| (one.span.from(), one.no));
        let profile = law.resident.as_ref().map(|(profile, _)| profile);
        let wage = profile.and_then(|it| it.minimum_wage(record.person.residence, on));
        let accounts = records.iter().filter_map(|one| self.accounts.get(one));
        PersonFile {
            key: record.key,
            on,
            person: record.person.clone(),
            household: household.cloned(),
            certified,
            affiliations: places.iter().map(|one| one.is.clone()).collect(),
            places,
            enrolments,
            standings: all(&self.standings, &records),
            accounts: accounts.copied().collect(),
            minimum_wage: wage.map(|wage| wage.monthly),
            records,
        }
    }
}

fn all<T: Clone>(of: &BTreeMap<PersonNo, Vec<T>>, records: &BTreeSet<PersonNo>) -> Vec<T> {
    let mine = records.iter().filter_map(|one| of.get(one));
    mine.flatten().cloned().collect()
}
