//! From the store to a world: one statement a table, however many messages a batch has.

use std::collections::{BTreeMap, BTreeSet};

use access::{Moment, Scope};
use base::{Date, Fen, PersonNo};
use enrolment::credential::When;
use settlement::bill::AccState;
use settlement::claim::paper::BillKey;
use settlement::visit::CivilTime;
use settlement::{RecordNo, VisitNo};
use store::Session;
use store::counter::{accumulator, filing, line, message, pay_first, record, visit};
use store::list;

use super::contact::{Contacts, Shown};
use super::person::{self, PersonFile};
use super::rules::RulesSource;
use super::world::VisitFile;
use super::{Needs, World};
use crate::{ServiceError, bills, credential};

/// Reads what messages need.
///
/// # Errors
/// [`ServiceError`].
pub fn world(
    session: &mut Session<'_>,
    scope: Scope,
    (source, now, moment): (&dyn RulesSource, CivilTime, Moment),
    needs: &[Needs],
) -> Result<World, ServiceError> {
    let msgids: BTreeSet<String> = needs
        .iter()
        .flat_map(|it| &it.messages)
        .map(|key| key.msgid.clone())
        .collect();
    let msgids: Vec<String> = msgids.into_iter().collect();
    let messages = message::find(session, scope, &msgids)?;
    let made: Vec<RecordNo> = messages.iter().filter_map(|row| row.record).collect();
    let visits = visits(session, scope, (needs, &made))?;
    let mut asked: BTreeSet<(PersonNo, Date)> =
        needs.iter().flat_map(|it| &it.people).copied().collect();
    asked.extend(visits.values().map(|it| {
        let visit = &it.row.visit;
        (visit.opening.person, visit.service_date())
    }));
    let people = person::load(session, scope.pool(), &asked, now.date())?;
    let states = states(session, scope, &people, &visits)?;
    let persons: BTreeSet<PersonNo> = asked.iter().map(|(person, _)| *person).collect();
    let persons: Vec<PersonNo> = persons.into_iter().collect();
    let filings = filing::of_people(session, scope, &persons)?;
    let mut institutions: BTreeSet<String> = needs
        .iter()
        .flat_map(|it| &it.institutions)
        .cloned()
        .collect();
    let theirs = visits.values().map(|it| &it.row.visit.opening.institution);
    institutions.extend(theirs.cloned());
    let rules = source.current(session)?;
    let listings = source.listings(session, &institutions)?;
    let contacts = contacts(session, scope, (now.date(), moment), needs)?;
    let records: BTreeSet<PersonNo> = people
        .values()
        .flat_map(|it| it.records.iter().copied())
        .collect();
    let records: Vec<PersonNo> = records.into_iter().collect();
    let modes = pay_first::of_people(session, scope, &records)?;
    let pay_first = modes.into_iter().map(|row| row.change).collect();
    let bills = bills::known(session, scope, &invoices(needs, now.date()))?;
    let accounts = people.values().flat_map(|file| &file.accounts);
    let accounts = accounts.map(|one| (one.owner.person, *one)).collect();
    let (lists, last_list) = lists(session, scope, needs)?;
    Ok(World {
        pool: scope.pool(),
        now,
        rules,
        people,
        visits,
        states,
        accounts,
        messages,
        filings,
        lists,
        last_list,
        listings,
        contacts,
        pay_first,
        bills,
        unmapped: std::cell::RefCell::default(),
    })
}

/// The lists of settlements, and the largest number that a list has; no question where nobody needs them.
fn lists(
    session: &mut Session<'_>,
    scope: Scope,
    needs: &[Needs],
) -> Result<(BTreeMap<RecordNo, list::Head>, i64), ServiceError> {
    let records: BTreeSet<RecordNo> = needs.iter().flat_map(|it| &it.lists).copied().collect();
    if records.is_empty() {
        return Ok((BTreeMap::new(), 0));
    }
    let records: Vec<RecordNo> = records.into_iter().collect();
    let heads = list::heads_of(session, scope, &records)?;
    let heads = heads.into_iter().map(|head| (head.list.record, head));
    Ok((heads.collect(), list::last_number(session, scope)?))
}

/// Invoices as bills are looked up: by their numbers.
fn invoices(needs: &[Needs], on: Date) -> Vec<BillKey> {
    let numbers = needs.iter().flat_map(|it| &it.invoices);
    let key = |number: &String| BillKey::new("-1", number, on, Fen::new(1)).ok();
    numbers.filter_map(key).collect()
}

/// What was shown for the messages, and whose it is.
fn contacts(
    session: &mut Session<'_>,
    scope: Scope,
    (day, moment): (Date, Moment),
    needs: &[Needs],
) -> Result<Contacts, ServiceError> {
    let shown = needs.iter().flat_map(|it| &it.shown);
    let shown: Vec<&Shown> = shown.filter(|it| !it.is_nothing()).collect();
    let asks: Vec<_> = shown.iter().map(|it| it.ask()).collect();
    let checks = credential::shown::checks(session, scope.pool(), &asks, When { day, moment })?;
    Ok(Contacts {
        moment,
        known: shown.into_iter().cloned().zip(checks).collect(),
        asked: std::cell::RefCell::default(),
    })
}

/// Accumulators by their holders.
fn states(
    session: &mut Session<'_>,
    scope: Scope,
    people: &BTreeMap<(PersonNo, Date), PersonFile>,
    visits: &BTreeMap<VisitNo, VisitFile>,
) -> Result<BTreeMap<String, AccState>, ServiceError> {
    let records: BTreeSet<PersonNo> = people
        .values()
        .flat_map(|file| file.records.iter().copied())
        .collect();
    let records: Vec<PersonNo> = records.into_iter().collect();
    let homes = people.values().filter_map(|file| file.household.as_ref());
    let mut shared: BTreeSet<String> = homes.map(|home| format!("family:{}", home.no)).collect();
    let heads = people.values().map(PersonFile::benefit_group);
    shared.extend(heads.map(|head| format!("group:{head}")));
    let episodes = visits.values().map(|it| &it.row.visit.episode);
    shared.extend(episodes.map(|episode| format!("episode:{episode}")));
    let shared: Vec<String> = shared.into_iter().collect();
    let own = accumulator::of_people(session, scope, &records)?;
    let others = accumulator::of_holders(session, scope, &shared)?;
    let mut states: BTreeMap<String, AccState> = BTreeMap::new();
    for (key, amount) in own.iter().chain(others.iter()) {
        let holder = accumulator::holder(&key.owner).to_owned();
        states.entry(holder).or_default().add(key, amount);
    }
    Ok(states)
}

fn visits(
    session: &mut Session<'_>,
    scope: Scope,
    (needs, made): (&[Needs], &[RecordNo]),
) -> Result<BTreeMap<VisitNo, VisitFile>, ServiceError> {
    let mut numbers: BTreeSet<VisitNo> = needs.iter().flat_map(|it| &it.visits).copied().collect();
    let asked = needs.iter().flat_map(|it| &it.records).chain(made);
    let asked: Vec<RecordNo> = asked.copied().collect();
    let named = record::find(session, scope, &asked)?;
    numbers.extend(named.iter().map(|row| row.visit));
    let whole: Vec<PersonNo> = needs
        .iter()
        .filter(|it| it.whole_history)
        .flat_map(|it| &it.people)
        .map(|(person, _)| *person)
        .collect();
    let mut rows = visit::of_people(session, scope, &whole)?;
    for row in &rows {
        numbers.remove(&row.no);
    }
    let rest: Vec<VisitNo> = numbers.into_iter().collect();
    rows.extend(visit::find(session, scope, &rest)?);
    let all: Vec<VisitNo> = rows.iter().map(|row| row.no).collect();
    let mut files: BTreeMap<VisitNo, VisitFile> = rows
        .into_iter()
        .map(|row| {
            let file = VisitFile {
                row,
                lines: Vec::new(),
                records: Vec::new(),
            };
            (file.row.no, file)
        })
        .collect();
    for row in line::of_visits(session, scope, &all)? {
        if let Some(file) = files.get_mut(&row.visit) {
            file.lines.push(row);
        }
    }
    for row in record::of_visits(session, scope, &all)? {
        if let Some(file) = files.get_mut(&row.visit) {
            file.records.push(row);
        }
    }
    Ok(files)
}
