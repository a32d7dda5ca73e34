//! People who treat or dispense, and where they practise: files, and the transfer of one from a provider to another.

use std::collections::BTreeMap;

use access::{Actor, Permission, Scope};
use base::{Date, PersonnelCode, Refused, Validity};
use directory::provider::staff::practise;
use directory::provider::{Practice, ProviderCode, Staff};
use store::Tx;
use store::batch::Batch;
use store::provider::{institution, staff as rows};

use super::department::unknown;
use super::import::{self, Fate, FileOf, ReadRow, RowResult};
use super::rules;
use crate::{Desk, ServiceError};

/// A row of a file of staff: who, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffRow {
    /// Who.
    pub staff: Staff,
    /// Where, from when on.
    pub practice: Practice,
}

/// Takes a file of staff in: persons are registered or renewed, places of practice added; every row is told.
///
/// # Errors
/// [`ServiceError::Denied`]; storage. Rows are refused one by one: `provider.unknown`, `staff.…` as [`practise`].
pub fn take_staff(
    desk: &Desk<'_>,
    actor: &Actor,
    file: &FileOf,
    rows: impl Iterator<Item = ReadRow<StaffRow>>,
    tell: &mut dyn FnMut(&RowResult),
) -> Result<Batch, ServiceError> {
    let today = desk.today();
    let work = |tx: &mut Tx<'_>, scope: Scope, set: &[&StaffRow]| take(tx, scope, today, set);
    import::take(desk, actor, ("staff.import", file), rows, tell, &work)
}

fn take(
    tx: &mut Tx<'_>,
    scope: Scope,
    today: Date,
    set: &[&StaffRow],
) -> Result<Vec<Fate>, ServiceError> {
    let whole = Scope::whole(scope.pool());
    let codes = set
        .iter()
        .map(|one| one.practice.provider.as_str().to_owned());
    let known = institution::known(tx, scope, codes.collect())?;
    let several = rules::designation(tx, whole, today)?.several_sites;
    let people: Vec<String> = set
        .iter()
        .map(|one| one.staff.code.as_str().to_owned())
        .collect();
    let mut held: BTreeMap<PersonnelCode, Vec<Practice>> = BTreeMap::new();
    for one in rows::practices_of(tx, whole, people)? {
        held.entry(one.staff.clone()).or_default().push(one);
    }
    let (mut fates, mut added) = (Vec::with_capacity(set.len()), Vec::new());
    let mut persons: BTreeMap<PersonnelCode, Staff> = BTreeMap::new();
    for one in set {
        let code = &one.staff.code;
        let fate = match known.contains_key(&one.practice.provider) {
            false => Err(unknown(&one.practice.provider)),
            true => {
                let own = held.entry(code.clone()).or_default();
                practise(own, &one.staff, one.practice.clone(), &several)
            }
        };
        if fate.is_ok() {
            persons.insert(code.clone(), one.staff.clone());
            added.push(one.practice.clone());
        }
        fates.push((code.to_string(), fate));
    }
    let persons: Vec<Staff> = persons.into_values().collect();
    rows::put(tx, &persons)?;
    let county = |one: &Practice| known.get(&one.provider).copied();
    rows::replace(tx, scope, (&[], &added), county)?;
    Ok(fates)
}

/// Who goes where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// Who.
    pub staff: PersonnelCode,
    /// From where: the places there end the day before; `None` adds a place to those that are (多点执业).
    pub from: Option<ProviderCode>,
    /// Where to.
    pub to: ProviderCode,
    /// In which department there.
    pub department: Option<String>,
    /// From which day on.
    pub on: Date,
    /// Whether it is the main place from then on.
    pub main: bool,
}

/// Transfers a person to another provider, or adds a place of practice. The receiving county registers it.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`] for a person or provider that is not registered;
/// [`ServiceError::Refused`] `staff.…` as [`practise`], `staff.elsewhere` where the person is not where the transfer
/// begins; storage.
pub fn transfer(desk: &Desk<'_>, actor: &Actor, wanted: &Transfer) -> Result<(), ServiceError> {
    let scope = actor.may(Permission::ProviderPropose)?;
    let today = desk.today();
    desk.write(actor, "provider.transfer", None, |tx| {
        let whole = Scope::whole(tx.pool());
        let ends = [wanted.from.as_ref(), Some(&wanted.to)];
        let codes = ends
            .into_iter()
            .flatten()
            .map(|code| code.as_str().to_owned());
        let known = institution::known(tx, whole, codes.collect())?;
        let here = known
            .get(&wanted.to)
            .filter(|region| scope.covers(**region));
        here.ok_or(ServiceError::NotFound("接收的定点机构"))?;
        let person = vec![wanted.staff.as_str().to_owned()];
        let mut found = rows::of_codes(tx, whole, person.clone())?;
        let staff = found.remove(&wanted.staff);
        let staff = staff.ok_or(ServiceError::NotFound("医务人员"))?;
        let old = rows::practices_of(tx, whole, person)?;
        let several = rules::designation(tx, whole, today)?.several_sites;
        let mut new = old.clone();
        if let Some(from) = &wanted.from {
            leave(&mut new, from, wanted)?;
        }
        let holds = Validity::new(Some(wanted.on), None);
        let holds = holds.map_err(|error| ServiceError::Input(error.zh()))?;
        let practice = Practice {
            staff: wanted.staff.clone(),
            provider: wanted.to.clone(),
            department: wanted.department.as_deref().map(Into::into),
            holds,
            main: wanted.main,
        };
        practise(&mut new, &staff, practice, &several)?;
        let county = |one: &Practice| known.get(&one.provider).copied();
        // Where a person leaves another county, that county's row ends too.
        Ok(rows::replace(tx, whole, (&old, &new), county)?)
    })
}

/// Ends the places of a person at a provider the day before; one that would keep no day is taken out.
fn leave(
    practices: &mut Vec<Practice>,
    from: &ProviderCode,
    wanted: &Transfer,
) -> Result<(), Refused> {
    let runs = |one: &Practice| one.provider == *from && one.holds.covers(wanted.on);
    if !practices.iter().any(runs) {
        return Err(Refused::new(
            "staff.elsewhere",
            format!(
                "{} 在 {} 没有登记在 {from} 执业，请核对转出机构和日期。",
                wanted.staff, wanted.on
            ),
        ));
    }
    practices.retain_mut(|one| {
        if !runs(one) {
            return true;
        }
        match Validity::new(one.holds.from(), wanted.on.add_days(-1)) {
            Ok(shorter) => {
                one.holds = shorter;
                true
            }
            Err(_) => false,
        }
    });
    Ok(())
}
