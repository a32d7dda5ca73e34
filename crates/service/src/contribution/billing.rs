//! Bills of everybody enrolled: set by set, each set one commit, so that the work can be cut off at any
//! moment and the same command finishes it.

use std::collections::BTreeMap;
use std::sync::Arc;

use access::{Actor, Permission, Scope};
use base::{
    BatchNo, BenefitYear, BillNo, Date, Fen, HouseholdNo, PersonNo, Refused, RegionCode, Validity,
};
use benefit::claim::Facts;
use benefit::plan::Policy;
use enrolment::Scheme;
use enrolment::contribution::Year;
use enrolment::contribution::bill::{Draft, FamilyBill, Insured, Receivable, Sponsorship, draw_up};
use enrolment::contribution::standard::{Question, Standard, StandardNo, standard};
use enrolment::membership::State;
use enrolment::regime::Profile;
use store::batch::{self, Batch, BatchRow, Chunk};
use store::contribution::bill::{self as bills, BillKey, NewBill, StoredBill};
use store::contribution::billing::{self as rows, Ask, Promise, ToBill};
use store::contribution::standard as standards;
use store::{Event, Session, Tx};

use super::facts::facts;
use crate::{Desk, ServiceError, membership, regime};

/// The kind of batch.
const KIND: &str = "bill.make";

/// Enrolments of one commit.
const CHUNK: i64 = 4_000;

/// Standards remembered by the facts they follow from; beyond it they are forgotten and worked out anew.
const REMEMBERED: usize = 20_000;

/// Whom to bill, and when they may pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// The region: the pooling area, a county or less.
    pub region: RegionCode,
    /// The scheme.
    pub scheme: Scheme,
    /// The insurance year.
    pub year: Year,
    /// The days in which persons may pay, from the notice of the year; none for those of the regime profile.
    pub window: Option<Validity>,
}

/// What a run did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The batch, finished.
    pub batch: Batch,
    /// Enrolments of the region and year that wait for review or approval and so have no bill yet.
    pub waiting: i64,
}

/// Draws up a bill for every enrolment of the region and year that is approved (and confirmed, where the flow
/// asks for it) and has none. Who has nothing to pay is active at once. A run that was cut off is finished by
/// the same call; a later call bills those who were approved since. Where there is nobody new, the last run is
/// given again, `progress` hears nothing and nothing is written.
///
/// # Errors
/// `standard.not_set` where no approved standard holds today; `bill.window_unpublished`, `bill.window` where the
/// regime profile names no days to pay in, or not these; denied outside the scope; storage. Persons without a
/// standard are refused one by one in the batch.
pub fn make(
    desk: &Desk<'_>,
    actor: &Actor,
    run: &Run,
    progress: &mut dyn FnMut(&Batch),
) -> Result<Made, ServiceError> {
    actor.may_in(Permission::ContributionCollect, run.region)?;
    let pool = actor.scope().pool();
    let scope = Scope::new(pool, run.region).ok_or(ServiceError::NotFound("区划"))?;
    let today = desk.today();
    let (mut job, done) = desk.read(|session| {
        let found = standards::in_force(session, scope, run.scheme, run.year, today)?;
        let found = found.ok_or_else(|| not_set(run, today))?;
        let policy = crate::package::adopted(session, scope, found.adoption)?;
        let promises = rows::promises(session, scope, run.scheme, run.year)?;
        let prefix = format!(
            "{}/{}/{}/{}",
            run.scheme.code(),
            run.year,
            run.region,
            found.no
        );
        let finished = rows::finished_runs(session, scope, KIND, &prefix)?;
        let reviewed = membership::reviewed(desk, session, scope)?;
        let done = nobody_new(session, scope, (run, reviewed), (&prefix, finished))?;
        let job = Job {
            run: *run,
            scope,
            standard: found.no,
            policy,
            promises,
            window: pay_window(session, scope, run, today)?,
            reviewed,
            today,
            key: format!("{prefix}/{finished}"),
            known: BTreeMap::new(),
        };
        Ok::<_, ServiceError>((job, done))
    })?;
    let batch = match done {
        Some(done) => done,
        None => job.all(desk, actor, progress)?,
    };
    let (scheme, year, reviewed) = (run.scheme, run.year, job.reviewed);
    let waiting = desk.read(|session| rows::unreviewed(session, scope, scheme, year, reviewed))?;
    Ok(Made { batch, waiting })
}

/// The last of the finished runs, where none is under way and nobody is there to bill.
fn nobody_new(
    session: &mut Session<'_>,
    scope: Scope,
    (run, reviewed): (&Run, State),
    (prefix, finished): (&str, i64),
) -> Result<Option<Batch>, ServiceError> {
    let last = finished.saturating_sub(1);
    let last = batch::known(session, scope, KIND, &format!("{prefix}/{last}"))?;
    let Some(last) = last else {
        return Ok(None);
    };
    if batch::known(session, scope, KIND, &format!("{prefix}/{finished}"))?.is_some() {
        return Ok(None);
    }
    // whoever was refused then may have a standard now: no run's refusals are left out
    let ask = Ask {
        scheme: run.scheme,
        year: run.year,
        batch: BatchNo::new(i64::MAX).unwrap_or(last.no),
        on: run.year.first(),
    };
    let new = rows::any(session, scope, &ask, reviewed)?;
    Ok((!new).then_some(last))
}

/// The days to pay in, by the regime profile of today.
fn pay_window(
    session: &mut Session<'_>,
    scope: Scope,
    run: &Run,
    today: Date,
) -> Result<Validity, ServiceError> {
    let profile = regime::of(session, scope, today)?;
    let year = benefit_year(&profile, run.year)?;
    Ok(profile.pay_window(&year, run.window)?)
}

/// The benefit year of an insurance year.
pub(super) fn benefit_year(profile: &Profile, year: Year) -> Result<BenefitYear, ServiceError> {
    let number = i32::try_from(year.number()).ok();
    let found = number.and_then(|number| profile.benefit_year(number));
    found.ok_or_else(|| ServiceError::Input(format!("没有 {year} 年度。")))
}

fn not_set(run: &Run, today: Date) -> Refused {
    let sentence = format!(
        "{} {} 年的筹资标准在 {today} 没有已批准的版本，请先用 tongchou standard propose 拟定并复核。",
        run.scheme.zh(),
        run.year
    );
    Refused::new("standard.not_set", sentence)
}

/// A run under way.
struct Job {
    run: Run,
    scope: Scope,
    standard: StandardNo,
    policy: Arc<Policy>,
    promises: Vec<Promise>,
    window: Validity,
    /// The state in which the contribution is due.
    reviewed: State,
    today: Date,
    key: String,
    known: BTreeMap<Vec<i64>, Result<Arc<Standard>, Refused>>,
}

impl Job {
    /// Bills everybody, chunk by chunk.
    fn all(
        &mut self,
        desk: &Desk<'_>,
        actor: &Actor,
        progress: &mut dyn FnMut(&Batch),
    ) -> Result<Batch, ServiceError> {
        let mut after = rows::START;
        loop {
            let (batch, place) = desk.write(actor, KIND, Some("开具账单"), |tx| {
                self.chunk(desk, tx, after)
            })?;
            progress(&batch);
            match place {
                Some(place) if !batch.finished => after = place,
                _ => return Ok(batch),
            }
        }
    }

    /// Bills the next enrolments behind a place, with the progress in the same commit.
    fn chunk(
        &mut self,
        desk: &Desk<'_>,
        tx: &mut Tx<'_>,
        after: rows::Place,
    ) -> Result<(Batch, Option<rows::Place>), ServiceError> {
        let batch = batch::open(tx, self.run.region, KIND, &self.key)?;
        if batch.finished {
            return Ok((batch, None));
        }
        let ask = Ask {
            scheme: self.run.scheme,
            year: self.run.year,
            batch: batch.no,
            on: self.run.year.first(),
        };
        let page = rows::next(tx, self.scope, &ask, self.reviewed, after, CHUNK)?;
        let people = page.people;
        let mut drafts = Vec::with_capacity(people.len());
        let mut refused = Vec::new();
        for person in &people {
            match self.draft(person) {
                Ok(draft) => drafts.push((person, draft)),
                Err(why) => refused.push(BatchRow {
                    line: person.enrolment.get(),
                    refused: true,
                    code: why.code().to_owned(),
                    shown: format!("参保 {}", person.enrolment),
                    reason: why.zh(),
                }),
            }
        }
        let amount = Fen::checked_sum(drafts.iter().map(|(_, draft)| draft.total()));
        let amount = amount.unwrap_or(Fen::ZERO);
        let taken = i64::try_from(drafts.len()).unwrap_or(i64::MAX);
        let free = drafts
            .iter()
            .filter(|(_, draft)| draft.due_of_person() == Fen::ZERO);
        let free: Vec<_> = free.map(|(person, _)| person.enrolment).collect();
        insert(tx, drafts)?;
        membership::activate(desk, tx, self.scope, &free)?;
        if taken > 0 {
            tx.emit(&[billed(&self.run, &batch, taken, amount)])?;
        }
        let chunk = Chunk {
            taken,
            amount,
            rows: refused,
            last: page.rest.is_none(),
        };
        Ok((batch::advance(tx, &batch, &chunk)?, page.rest))
    }

    fn draft(&mut self, person: &ToBill) -> Result<Draft, Refused> {
        let standard = self.standard_of(facts(&self.policy, person))?;
        let sponsors = sponsors(&self.promises, person);
        let insured = Insured {
            person: person.person,
            region: person.region,
            scheme: self.run.scheme,
        };
        draw_up(
            insured,
            &standard,
            self.standard,
            &sponsors,
            self.window,
            self.today,
        )
    }

    /// The standard of people with these facts, worked out once.
    fn standard_of(&mut self, facts: Facts) -> Result<Arc<Standard>, Refused> {
        if let Some(known) = self.known.get(facts.slots()) {
            return known.clone();
        }
        let answer = Question::new(&self.policy, self.run.year, &facts)
            .and_then(|question| standard(&question))
            .map(Arc::new);
        if self.known.len() >= REMEMBERED {
            self.known.clear();
        }
        self.known.insert(facts.slots().to_vec(), answer.clone());
        answer
    }
}

fn billed(run: &Run, batch: &Batch, taken: i64, amount: Fen) -> Event {
    Event {
        kind: "billed".to_owned(),
        version: 1,
        region: run.region,
        subject: batch.no.get(),
        body: format!(
            "{{\"scheme\":\"{}\",\"year\":{},\"bills\":{taken},\"amount\":{}}}",
            run.scheme.code(),
            run.year,
            amount.get()
        ),
    }
}

fn sponsors(promises: &[Promise], person: &ToBill) -> Vec<Sponsorship> {
    let mine = promises.iter().filter(|promise| match promise.person {
        Some(one) => one == person.person,
        None => promise.region.contains(person.region),
    });
    mine.map(|promise| promise.sponsorship.clone()).collect()
}

fn insert(tx: &mut Tx<'_>, drafts: Vec<(&ToBill, Draft)>) -> Result<(), ServiceError> {
    let count = u32::try_from(drafts.len()).unwrap_or(u32::MAX);
    if count == 0 {
        return Ok(());
    }
    let first = tx.take("bill", count)?;
    let new = (first..).zip(drafts).filter_map(|(no, (person, draft))| {
        let key = BillKey {
            bucket: person.bucket,
            bill: BillNo::new(no)?,
        };
        Some(NewBill {
            key,
            enrolment: person.enrolment,
            draft,
        })
    });
    let new: Vec<_> = new.collect();
    Ok(bills::insert(tx, &new)?)
}

/// The dues of a billed person as they would be drawn up today by the bill's own standard, sponsors included.
pub(super) fn anew(
    tx: &mut Tx<'_>,
    scope: Scope,
    bill: &StoredBill,
    today: Date,
) -> Result<Draft, ServiceError> {
    let versions = standards::all(tx, scope)?;
    let version = versions.into_iter().find(|one| one.no == bill.standard);
    let version = version.ok_or(ServiceError::NotFound("筹资标准"))?;
    let policy = crate::package::adopted(tx, scope, version.adoption)?;
    let batch = BatchNo::new(i64::MAX).ok_or(ServiceError::NotFound("批次"))?;
    let ask = Ask {
        scheme: bill.scheme,
        year: bill.year,
        batch,
        on: bill.year.first(),
    };
    let found = rows::one(tx, scope, &ask, bill.key.bucket, bill.enrolment)?;
    let person = found.ok_or(ServiceError::NotFound("参保记录"))?;
    let promises = rows::promises(tx, scope, bill.scheme, bill.year)?;
    let facts = facts(&policy, &person);
    let question = Question::new(&policy, bill.year, &facts)?;
    let insured = Insured {
        person: person.person,
        region: person.region,
        scheme: bill.scheme,
    };
    let sponsors = sponsors(&promises, &person);
    let found = standard(&question)?;
    Ok(draw_up(
        insured,
        &found,
        bill.standard,
        &sponsors,
        bill.window,
        today,
    )?)
}

/// A bill with what each payer owes of it.
///
/// # Errors
/// [`ServiceError::NotFound`] outside the actor's region.
pub fn show(
    desk: &Desk<'_>,
    actor: &Actor,
    no: BillNo,
) -> Result<(StoredBill, Vec<Receivable>), ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    desk.read(|session| {
        let bill = bills::find(session, scope, no)?.ok_or(ServiceError::NotFound("账单"))?;
        let parts = bills::parts(session, scope, bill.key)?;
        Ok((bill, parts))
    })
}

/// The live bills of a person, by year.
///
/// # Errors
/// Denied; storage.
pub fn of_person(
    desk: &Desk<'_>,
    actor: &Actor,
    person: PersonNo,
) -> Result<Vec<StoredBill>, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    Ok(desk.read(|session| bills::of_persons(session, scope, &[person]))?)
}

/// The bill of a family: the sum of its members' bills.
///
/// # Errors
/// [`ServiceError::NotFound`] where no member has a bill of the year in the actor's region.
pub fn of_family(
    desk: &Desk<'_>,
    actor: &Actor,
    household: HouseholdNo,
    year: Year,
) -> Result<FamilyBill, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    let today = desk.today();
    let bill = desk.read(|session| bills::family(session, scope, household, year, today))?;
    if bill.lines.is_empty() {
        return Err(ServiceError::NotFound("该户的账单"));
    }
    Ok(bill)
}

/// Bills of a year in the actor's region that are not paid in full, a page behind a bill number.
///
/// # Errors
/// Denied; storage.
pub fn unpaid(
    desk: &Desk<'_>,
    actor: &Actor,
    year: Year,
    after: Option<BillNo>,
    limit: i64,
) -> Result<Vec<StoredBill>, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    let after = after.map_or(0, BillNo::get);
    Ok(desk.read(|session| bills::unpaid(session, scope, year, after, limit))?)
}
