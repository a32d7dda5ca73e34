//! Certified categories: one by one, or by the identity lists of authorities; work items; facts for
//! packages.

use std::collections::{BTreeMap, BTreeSet};

use access::{Actor, Permission, Scope};
use base::{Date, Fen, PersonNo, Refused, RegionCode};
use benefit::claim::Facts;
use benefit::plan::Policy;
use enrolment::Scheme;
use enrolment::category::{
    Certified, Circumstances, Evidence, Grouping, ListRow, ListVerdict, PoolRules,
    certify as add_span, facts_for, judge,
};
use enrolment::people::MatchRule;
use enrolment::people::matching::Profile;
use serde_json::json;
use store::batch::{self, Batch, BatchRow, Chunk};
use store::people::work::{self, NewWork, Work, WorkNo};
use store::people::{
    PersonKey, affiliations, candidates, categories as rows, households, links, read,
};
use store::{AsOf, Session, Tx};

use crate::{Desk, ServiceError, regime, running};

/// Certifies a category of one person. A group whose rules are made elsewhere is entered as a group, and its
/// rule is asked for when it is needed.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] `category.period`,
/// `category.authority`, `category.known`; storage.
pub fn certify(
    desk: &Desk<'_>,
    actor: &Actor,
    certified: &Certified,
) -> Result<Certified, ServiceError> {
    let scope = actor.may(Permission::PersonWrite)?;
    desk.write(actor, "category.certify", None, |tx| {
        let person = certified.person;
        let keys = read::keys(tx, scope, &[person])?;
        let (key, region) = keys
            .get(&person)
            .copied()
            .ok_or(ServiceError::NotFound("人员"))?;
        let known = rows::of_persons(tx, scope, &[person])?;
        let known = known.get(&person).map(Vec::as_slice).unwrap_or_default();
        let added = add_span(known, certified)?.ok_or_else(|| {
            let zh = format!(
                "此人在该期间已认定为{}，不必重复认定。",
                certified.category.zh()
            );
            Refused::new("category.known", zh)
        })?;
        rows::add(tx, scope, &[(key, region, added.clone())])?;
        Ok(added)
    })
}

/// The rule behind a group: the pool's package or the article that names it.
///
/// # Errors
/// [`ServiceError::Refused`] `category.rules_missing` where there is none.
pub fn rule(
    rules: &PoolRules,
    category: enrolment::category::Category,
) -> Result<String, ServiceError> {
    Ok(rules.rule(category)?.to_owned())
}

/// A list that an authority hands over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListOrder {
    /// The region of the list.
    pub region: RegionCode,
    /// What makes the same command find the batch again: the digest of the file.
    pub key: String,
}

/// A row of a list as the reader of the file gives it.
pub type InListRow = (i64, Result<ListRow, (String, String)>);

/// What became of a row of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListResult {
    /// The line of the file.
    pub line: i64,
    /// Whose category it became.
    pub person: Option<PersonNo>,
    /// Code and sentence where it became a work item, was on record already, or cannot be read.
    pub remark: Option<(String, String)>,
    /// Whether it waits for a person.
    pub waits: bool,
}

/// Finds the batch of a list, or opens it.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn open_list(desk: &Desk<'_>, actor: &Actor, order: &ListOrder) -> Result<Batch, ServiceError> {
    actor.may_in(Permission::PersonWrite, order.region)?;
    desk.write(actor, "category.import", None, |tx| {
        Ok(batch::open(
            tx,
            order.region,
            "category.import",
            &order.key,
        )?)
    })
}

/// Takes rows of a list in, in one transaction: who fits is certified without any application, who does not
/// becomes a work item with the reason.
///
/// # Errors
/// [`ServiceError::Denied`]; storage; nothing was written then.
pub fn take_list(
    desk: &Desk<'_>,
    actor: &Actor,
    order: &ListOrder,
    batch: &Batch,
    list: &[InListRow],
    last: bool,
) -> Result<(Batch, Vec<ListResult>), ServiceError> {
    let scope = actor.may_in(Permission::PersonWrite, order.region)?;
    let rule =
        MatchRule::parse(MatchRule::SHIPPED).map_err(|error| ServiceError::Input(error.zh()))?;
    desk.write(actor, "category.import", None, |tx| {
        running::hold(tx, batch)?;
        let mut taker = ListTaker::open(tx, scope, &rule, list, desk.today())?;
        let results: Vec<ListResult> = list
            .iter()
            .map(|row| taker.take(order, batch, row))
            .collect();
        rows::add(tx, scope, &taker.certified)?;
        work::open(tx, scope, &taker.work, desk.today())?;
        let after = batch::advance(tx, batch, &chunk(&results, last))?;
        Ok((after, results))
    })
}

struct ListTaker<'r> {
    rule: &'r MatchRule,
    scope: Scope,
    /// Candidates with the record that stands for each, by canonical number.
    by_number: BTreeMap<String, Vec<(PersonNo, Profile)>>,
    keys: BTreeMap<PersonNo, (PersonKey, RegionCode)>,
    known: BTreeMap<PersonNo, Vec<Certified>>,
    certified: Vec<(PersonKey, RegionCode, Certified)>,
    work: Vec<NewWork>,
}

impl<'r> ListTaker<'r> {
    fn open(
        tx: &mut Tx<'_>,
        scope: Scope,
        rule: &'r MatchRule,
        list: &[InListRow],
        today: Date,
    ) -> Result<ListTaker<'r>, ServiceError> {
        let rows_ok = list.iter().filter_map(|(_, row)| row.as_ref().ok());
        let numbers = rows_ok
            .map(|row| row.number.canonical().to_owned())
            .collect();
        let whole = Scope::whole(scope.pool());
        let found = candidates::find(tx, whole, numbers, Vec::new())?;
        let records: Vec<PersonNo> = found.keys().copied().collect();
        let leaders = links::leaders(tx, scope, &records, AsOf::on(today))?;
        let mut by_number: BTreeMap<String, Vec<(PersonNo, Profile)>> = BTreeMap::new();
        for (record, candidate) in found {
            let leader = leaders.get(&record).copied().unwrap_or(record);
            for number in &candidate.profile.numbers {
                let of_number = by_number.entry(number.canonical.to_string());
                of_number
                    .or_default()
                    .push((leader, candidate.profile.clone()));
            }
        }
        let persons: BTreeSet<PersonNo> = leaders.into_values().collect();
        let persons: Vec<PersonNo> = persons.into_iter().collect();
        Ok(ListTaker {
            rule,
            scope,
            by_number,
            keys: read::keys(tx, whole, &persons)?,
            known: rows::of_persons(tx, whole, &persons)?,
            certified: Vec::new(),
            work: Vec::new(),
        })
    }

    fn take(&mut self, order: &ListOrder, batch: &Batch, (line, row): &InListRow) -> ListResult {
        let result = |person, remark: Option<(String, String)>, waits| ListResult {
            line: *line,
            person,
            remark,
            waits,
        };
        let row = match row {
            Ok(row) => row,
            Err(why) => return result(None, Some(why.clone()), false),
        };
        let none = Vec::new();
        let candidates = self.by_number.get(row.number.canonical()).unwrap_or(&none);
        let person = match judge(self.rule, row, candidates) {
            ListVerdict::Matched(person) => person,
            ListVerdict::Work(why) => {
                let remark = (why.code().to_owned(), why.zh());
                let subject = why.person().map(PersonNo::get);
                self.queue(order, (batch, *line), row, subject, &remark);
                return result(why.person(), Some(remark), true);
            }
        };
        let Some((key, region)) = self.keys.get(&person).copied() else {
            return result(None, None, false);
        };
        if !self.scope.covers(region) {
            let remark = (
                "list.elsewhere".to_owned(),
                format!("人员 {person} 的居住地不在本次名单的管辖范围内，请由当地导入。"),
            );
            self.queue(order, (batch, *line), row, Some(person.get()), &remark);
            return result(Some(person), Some(remark), true);
        }
        let new = Certified {
            person,
            category: row.category,
            holds: row.holds,
            authority: row.authority,
            evidence: Evidence::List(batch.no, *line),
        };
        let known = self.known.entry(person).or_default();
        match add_span(known, &new) {
            Ok(Some(added)) => {
                known.push(added.clone());
                self.certified.push((key, region, added));
                result(Some(person), None, false)
            }
            Ok(None) => {
                let zh = "此期间已认定，名单内容没有变化。".to_owned();
                result(Some(person), Some(("category.known".to_owned(), zh)), false)
            }
            Err(refused) => {
                let remark = (refused.code().to_owned(), refused.zh());
                self.queue(order, (batch, *line), row, Some(person.get()), &remark);
                result(Some(person), Some(remark), true)
            }
        }
    }

    fn queue(
        &mut self,
        order: &ListOrder,
        (batch, line): (&Batch, i64),
        row: &ListRow,
        subject: Option<i64>,
        (code, reason): &(String, String),
    ) {
        let number = row.number.document().masked_number();
        self.work.push(NewWork {
            region: order.region,
            kind: code.clone(),
            subject,
            shown: format!("{} {} {number}", row.category.zh(), row.name.masked()),
            body: json!({
                "name": row.name.as_str(),
                "document_type": row.number.document_type().code(),
                "number": row.number.original(),
                "category": row.category.code(),
                "from": row.holds.from().map(Date::number),
                "until": row.holds.until().map(Date::number),
                "authority": row.authority.code(),
            })
            .to_string(),
            reason: reason.clone(),
            source: Some((batch.no, line)),
        });
    }
}

/// What a chunk did: a work item is a row that was taken, with a remark.
fn chunk(results: &[ListResult], last: bool) -> Chunk {
    let unread = |row: &&ListResult| row.person.is_none() && !row.waits && row.remark.is_some();
    let refused = results.iter().filter(unread).count();
    let rows = results.iter().filter_map(|row| {
        let (code, reason) = row.remark.clone()?;
        Some(BatchRow {
            line: row.line,
            refused: unread(&row),
            code,
            shown: row
                .person
                .map_or(String::new(), |person| format!("人员 {person}")),
            reason,
        })
    });
    Chunk {
        taken: i64::try_from(results.len().saturating_sub(refused)).unwrap_or(i64::MAX),
        amount: Fen::ZERO,
        rows: rows.collect(),
        last,
    }
}

/// The open work of the actor's region.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn waiting(desk: &Desk<'_>, actor: &Actor, limit: i64) -> Result<Vec<Work>, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    Ok(desk.read(|session| work::waiting(session, scope, limit))?)
}

/// Closes a work item with what was found.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] `work.resolution` without a
/// word about what was found; storage.
pub fn close(
    desk: &Desk<'_>,
    actor: &Actor,
    no: WorkNo,
    resolution: &str,
) -> Result<(), ServiceError> {
    let scope = actor.may(Permission::PersonWrite)?;
    if resolution.trim().is_empty() {
        return Err(Refused::new("work.resolution", "请写明核对结果后再办结。").into());
    }
    desk.write(actor, "category.close", Some(resolution), |tx| {
        let open = work::find(tx, scope, no)?.filter(|work| work.closed.is_none());
        open.ok_or(ServiceError::NotFound("待办事项"))?;
        let who = (desk.today(), actor.user());
        Ok(work::close(tx, scope, no, who, resolution.trim())?)
    })
}

/// The facts of persons on a day for a policy package, by person: four questions however many persons. What
/// keeps a person from having facts is an answer.
///
/// Low income is derived where the regime profile of the day has a minimum wage for the person's region.
///
/// # Errors
/// Storage.
pub fn facts(
    session: &mut Session<'_>,
    scope: Scope,
    persons: &[PersonNo],
    (policy, scheme): (&Policy, Scheme),
    on: Date,
) -> Result<BTreeMap<PersonNo, Result<Facts, Refused>>, ServiceError> {
    let grouping =
        Grouping::parse(Grouping::SHIPPED).map_err(|error| ServiceError::Input(error.zh()))?;
    let whole = Scope::whole(scope.pool());
    let records = read::load(session, scope, persons, AsOf::on(on))?;
    let categories = rows::of_persons(session, whole, persons)?;
    let belongs = affiliations::of_persons(session, whole, persons)?;
    let profile = match regime::of(session, scope, on) {
        Ok(profile) => Some(profile),
        // Without a profile nothing is known of wages, and no rule about income applies.
        Err(ServiceError::Refused(_)) => None,
        Err(error) => return Err(error),
    };
    let mut facts = BTreeMap::new();
    for (no, record) in &records {
        let place = record.person.residence;
        let wage = profile
            .as_ref()
            .and_then(|profile| profile.minimum_wage(place, on));
        let minimum_wage = wage.map(|wage| wage.monthly);
        let household = match minimum_wage {
            None => None,
            Some(_) => household_of(session, whole, *no, on)?,
        };
        let of = Circumstances {
            person: &record.person,
            categories: categories.get(no).map(Vec::as_slice).unwrap_or_default(),
            affiliations: belongs.get(no).map(Vec::as_slice).unwrap_or_default(),
            household: household.as_ref(),
            minimum_wage,
            on,
        };
        facts.insert(*no, facts_for(policy, scheme, &of, &grouping));
    }
    Ok(facts)
}

fn household_of(
    session: &mut Session<'_>,
    scope: Scope,
    person: PersonNo,
    on: Date,
) -> Result<Option<enrolment::people::Household>, ServiceError> {
    let memberships = households::of_person(session, scope, person)?;
    let now = memberships.iter().find(|(_, belongs)| belongs.covers(on));
    match now {
        None => Ok(None),
        Some((no, _)) => Ok(households::find(session, scope, *no)?),
    }
}
