//! Files of money: agents, schools, tax offices, outlets, online. Row by row, set by set.

use std::collections::BTreeMap;

use access::{Actor, Permission, Scope};
use base::{
    BatchNo, BillNo, Date, DocumentType, EnrolmentNo, Fen, OrganisationNo, PaymentNo, PersonNo,
    Personal, Refused, RegionCode, mask,
};
use enrolment::contribution::payment::{Arrival, Mismatch, Open, SuspenseNo, Taken, judge};
use enrolment::contribution::{Channel, Source, Year};
use enrolment::people::DocumentNumber;
use store::batch::{self, Batch, BatchRow, Chunk};
use store::contribution::bill::{self as bills, BillKey, StoredBill};
use store::contribution::payment::{self as payments, Origin, PaymentKind, StoredPayment, Use};
use store::contribution::suspense::{self, NewItem};
use store::{Event, Tx};

use super::naming::Names;
use crate::{Desk, ServiceError, county, membership, running};

/// The kind of batch.
const KIND: &str = "pay.collect";

/// Rows of one commit.
const CHUNK: usize = 4_000;

/// Where a file of money comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collection {
    /// The region that books it.
    pub region: RegionCode,
    /// The channel.
    pub channel: Channel,
    /// The agent or school, where one collected.
    pub collector: Option<OrganisationNo>,
    /// Digest of the file, and the year that its rows are for where the command names it: the same is taken once.
    pub digest: String,
}

/// For whom a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whom {
    /// By the number of a document.
    Document(String),
    /// By the number of the bill.
    Bill(BillNo),
    /// By the number of the person.
    Person(PersonNo),
}

/// A row of a file of money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaidRow {
    /// Line of the file.
    pub line: i64,
    /// Number of the receipt.
    pub reference: String,
    /// For whom.
    pub whom: Whom,
    /// The name as given.
    pub name: String,
    /// The insurance year it is meant for.
    pub year: Year,
    /// Money, above 0.
    pub amount: Fen,
    /// The day it was received.
    pub on: Date,
}

/// A row as the reader gives it: understood, or told why not.
pub type ReadRow = Result<PaidRow, BatchRow>;

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowResult {
    /// It pays this bill.
    Paid(BillNo),
    /// The money is in the books and waits as a work item.
    Waiting(SuspenseNo, Mismatch),
    /// Nothing was booked.
    Refused(BatchRow),
}

/// Takes a file in. A file that was cut off goes on behind the last row of the last commit; a file that
/// was taken in whole is not taken again. `tell` hears of every row that is dealt with now.
///
/// # Errors
/// Denied; `collect.channel` for a channel that has no files; storage. Rows are refused one by one; of a file for more
/// than one county, those too that lead to no county (`pay.county`): no book could take their money in.
pub fn collect(
    desk: &Desk<'_>,
    actor: &Actor,
    collection: &Collection,
    rows: impl Iterator<Item = ReadRow>,
    tell: &mut dyn FnMut(i64, &RowResult),
) -> Result<Batch, ServiceError> {
    actor.may_in(Permission::ContributionCollect, collection.region)?;
    let pool = actor.scope().pool();
    let scope = Scope::new(pool, collection.region).ok_or(ServiceError::NotFound("区划"))?;
    let key = format!(
        "{}/{}/{}",
        collection.channel.code(),
        collection.collector.map_or(0, OrganisationNo::get),
        collection.digest
    );
    let open = |tx: &mut Tx<'_>| batch::open(tx, collection.region, KIND, &key);
    let mut batch = desk.write(actor, KIND, None, open)?;
    if batch.finished {
        return Ok(batch);
    }
    let done = usize::try_from(batch.done).unwrap_or(usize::MAX);
    let mut rows = rows.skip(done);
    loop {
        let set: Vec<ReadRow> = rows.by_ref().take(CHUNK).collect();
        let last = set.len() < CHUNK;
        let (next, told) = desk.write(actor, KIND, Some("缴费入账"), |tx| {
            running::hold(tx, &batch)?;
            let mut taking = Taking::new(tx, scope, (collection, desk.today()), &batch, &set)?;
            let told: Vec<_> = set.iter().map(|row| taking.row(row)).collect();
            membership::activate(desk, tx, scope, &taking.settled)?;
            let chunk = taking.finish(tx, last)?;
            Ok::<_, ServiceError>((batch::advance(tx, &batch, &chunk)?, told))
        })?;
        batch = next;
        for (line, result) in &told {
            tell(*line, result);
        }
        if last {
            return Ok(batch);
        }
    }
}

/// A row of a file of money as the store keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptRow {
    /// Line of the file.
    pub line: i64,
    /// The bill that it paid.
    pub bill: Option<BillNo>,
    /// Why it was refused, or waits.
    pub told: Option<BatchRow>,
}

/// What became of every row of a batch so far, by line, as the store keeps it: also for a file that was cut
/// off, or taken in whole before.
///
/// # Errors
/// Denied; storage.
pub fn results(
    desk: &Desk<'_>,
    actor: &Actor,
    batch: &Batch,
) -> Result<Vec<KeptRow>, ServiceError> {
    let scope = actor.may_in(Permission::ContributionCollect, batch.region)?;
    let read = desk.read::<_, ServiceError>(|session| {
        let booked = payments::of_batch(session, scope, batch.no)?;
        Ok((booked, batch::rows(session, scope, batch.no)?))
    });
    let (booked, told) = read?;
    let mut all: BTreeMap<i64, KeptRow> = booked
        .into_iter()
        .map(|(line, bill)| {
            let told = None;
            (line, KeptRow { line, bill, told })
        })
        .collect();
    for row in told {
        let (line, bill) = (row.line, None);
        let told = Some(row);
        all.insert(line, KeptRow { line, bill, told });
    }
    Ok(all.into_values().collect())
}

/// A batch of the actor's region, and its rows that were refused or wait.
///
/// # Errors
/// Denied; [`ServiceError::NotFound`] where there is no such batch; storage.
pub fn told(
    desk: &Desk<'_>,
    actor: &Actor,
    no: BatchNo,
) -> Result<(Batch, Vec<BatchRow>), ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    desk.read(|session| {
        let found = batch::find(session, scope, no)?;
        let found = found.ok_or(ServiceError::NotFound("此批次"))?;
        Ok((found, batch::rows(session, scope, no)?))
    })
}

/// One set of rows on its way into the books.
struct Taking<'a> {
    collection: &'a Collection,
    /// No money was received later than this.
    today: Date,
    names: Names,
    batch: &'a Batch,
    /// Persons by document number; a number of two persons has both.
    persons: BTreeMap<String, Vec<PersonNo>>,
    /// Live bills, kept up as rows pay them.
    bills: BTreeMap<PersonNo, Vec<StoredBill>>,
    by_number: BTreeMap<BillNo, PersonNo>,
    seen: BTreeMap<String, PaymentNo>,
    next_payment: i64,
    next_suspense: i64,
    paid: Vec<StoredPayment>,
    uses: Vec<Use>,
    /// Enrolments whose bill is paid in full now.
    settled: Vec<EnrolmentNo>,
    waiting: Vec<NewItem>,
    remarks: Vec<BatchRow>,
}

impl<'a> Taking<'a> {
    /// Looks up everything that the rows name, in a few statements.
    fn new(
        tx: &mut Tx<'_>,
        scope: Scope,
        (collection, today): (&'a Collection, Date),
        batch: &'a Batch,
        set: &[ReadRow],
    ) -> Result<Self, ServiceError> {
        let rows: Vec<&PaidRow> = set.iter().filter_map(|row| row.as_ref().ok()).collect();
        let (mut documents, mut numbers, mut people) = (Vec::new(), Vec::new(), Vec::new());
        for row in &rows {
            match &row.whom {
                Whom::Document(text) => documents.push(canonical(text)),
                Whom::Bill(bill) => numbers.push(bill.get()),
                Whom::Person(person) => people.push(*person),
            }
        }
        let mut persons: BTreeMap<String, Vec<PersonNo>> = BTreeMap::new();
        for found in payments::persons_of(tx, scope, documents)? {
            let same = persons.entry(found.number).or_default();
            if !same.contains(&found.person) {
                same.push(found.person);
            }
            people.push(found.person);
        }
        let mut by_number = BTreeMap::new();
        for bill in payments::bills(tx, scope, numbers)? {
            by_number.insert(bill.key.bill, bill.person);
            people.push(bill.person);
        }
        people.sort_unstable();
        people.dedup();
        let mut by_person: BTreeMap<PersonNo, Vec<StoredBill>> = BTreeMap::new();
        for bill in bills::of_persons(tx, scope, &people)? {
            by_person.entry(bill.person).or_default().push(bill);
        }
        let names = Names::of(tx, scope, &people)?;
        let references = rows.iter().map(|row| row.reference.clone()).collect();
        let seen = payments::seen(
            tx,
            scope,
            collection.channel,
            collection.collector,
            references,
        )?;
        let count = u32::try_from(rows.len().max(1)).unwrap_or(u32::MAX);
        Ok(Self {
            collection,
            today,
            names,
            batch,
            persons,
            bills: by_person,
            by_number,
            seen: seen.into_iter().collect(),
            next_payment: tx.take("payment", count)?,
            next_suspense: tx.take("suspense", count)?,
            paid: Vec::with_capacity(rows.len()),
            uses: Vec::with_capacity(rows.len()),
            settled: Vec::with_capacity(rows.len()),
            waiting: Vec::new(),
            remarks: Vec::new(),
        })
    }

    /// Deals with one row.
    fn row(&mut self, row: &ReadRow) -> (i64, RowResult) {
        match row {
            Err(bad) => {
                self.remarks.push(bad.clone());
                (bad.line, RowResult::Refused(bad.clone()))
            }
            Ok(row) => (row.line, self.paid_row(row)),
        }
    }

    fn paid_row(&mut self, row: &PaidRow) -> RowResult {
        if row.amount <= Fen::ZERO {
            return self.refuse(
                row,
                "pay.amount",
                "金额应大于 0；退款请用退费办理。".to_owned(),
            );
        }
        if row.on > self.today {
            let zh = format!("缴费日期 {} 晚于今天，请核对。", row.on);
            return self.refuse(row, "pay.future", zh);
        }
        let candidates = self.candidates(row);
        let open: Vec<Open> = candidates.iter().map(StoredBill::open).collect();
        let arrival = Arrival {
            person: self.person(row),
            year: row.year,
            amount: row.amount,
            on: row.on,
            channel: self.collection.channel,
            reference: row.reference.clone(),
            seen: self.seen.get(&row.reference).copied(),
        };
        match judge(&arrival, &open) {
            Taken::Suspense(Mismatch::Duplicate) => {
                let why = Mismatch::Duplicate.refuse(&arrival, &open);
                self.refuse(row, why.code(), why.zh())
            }
            taken => {
                let other = |person| self.names.differ(person, &row.name);
                let taken = match arrival.person.is_some_and(other) {
                    true => Taken::Suspense(Mismatch::OtherName),
                    false => taken,
                };
                match self.place(&candidates, taken) {
                    Ok(region) => self.book(row, (&arrival, &candidates), region, taken),
                    Err(refused) => self.refuse(row, refused.code(), refused.zh()),
                }
            }
        }
    }

    /// Where money is received: where its bill is; money that waits, in the county of the file or of the person.
    fn place(&self, candidates: &[StoredBill], taken: Taken) -> Result<RegionCode, Refused> {
        if let Taken::For(bill) = taken
            && let Some(paid) = candidates.iter().find(|one| one.key.bill == bill)
        {
            return Ok(paid.region);
        }
        let of_person = candidates.first().map(|bill| bill.region);
        let county = [Some(self.collection.region), of_person]
            .into_iter()
            .flatten()
            .find(|region| county::receives(*region).is_ok());
        county.ok_or_else(|| {
            Refused::new(
                "pay.county",
                "名单不限于一个县（区），此行又没有应缴账单，无法确定款项属于哪个县（区），没有入账；请按县（区）另行登记。",
            )
            .under("淮南2020 三(四)")
        })
    }

    /// Money goes into the books, for a bill or as a work item.
    fn book(
        &mut self,
        row: &PaidRow,
        (arrival, candidates): (&Arrival, &[StoredBill]),
        region: RegionCode,
        taken: Taken,
    ) -> RowResult {
        let Some(no) = PaymentNo::new(self.next_payment) else {
            return self.refuse(
                row,
                "pay.number",
                "收款编号用尽，请联系运维人员。".to_owned(),
            );
        };
        self.next_payment = self.next_payment.saturating_add(1);
        let bill = match taken {
            Taken::For(bill) => candidates.iter().find(|one| one.key.bill == bill),
            Taken::Suspense(_) => None,
        };
        self.seen.insert(row.reference.clone(), no);
        self.paid.push(StoredPayment {
            no,
            region,
            kind: PaymentKind::Receipt,
            channel: self.collection.channel,
            collector: self.collection.collector,
            reference: row.reference.clone(),
            amount: row.amount,
            on: row.on,
            year: row.year,
            of: None,
            origin: Some(Origin {
                batch: self.batch.no,
                line: row.line,
            }),
        });
        match (taken, bill) {
            (Taken::For(number), Some(bill)) => {
                self.count(bill.person, bill.key, no, row.amount);
                RowResult::Paid(number)
            }
            (Taken::Suspense(why), _) => self.wait(row, (arrival, candidates), (no, region), why),
            (Taken::For(_), None) => {
                self.wait(row, (arrival, candidates), (no, region), Mismatch::NoBill)
            }
        }
    }

    fn count(&mut self, person: PersonNo, key: BillKey, payment: PaymentNo, amount: Fen) {
        self.uses.push(Use {
            key,
            payment,
            payer: Source::Person,
            amount,
        });
        let bills = self.bills.get_mut(&person);
        let mut bills = bills.into_iter().flatten();
        if let Some(bill) = bills.find(|bill| bill.key == key) {
            let paid = bill.settled.paid.checked_add(amount);
            bill.settled.paid = paid.unwrap_or(bill.settled.paid);
            if bill.settled.left() == Fen::ZERO {
                self.settled.push(bill.enrolment);
            }
        }
    }

    fn wait(
        &mut self,
        row: &PaidRow,
        (arrival, candidates): (&Arrival, &[StoredBill]),
        (payment, region): (PaymentNo, RegionCode),
        reason: Mismatch,
    ) -> RowResult {
        let Some(no) = SuspenseNo::new(self.next_suspense) else {
            return self.refuse(
                row,
                "pay.number",
                "待处理编号用尽，请联系运维人员。".to_owned(),
            );
        };
        self.next_suspense = self.next_suspense.saturating_add(1);
        let document = match &row.whom {
            Whom::Document(text) => canonical(text),
            Whom::Bill(_) | Whom::Person(_) => String::new(),
        };
        self.waiting.push(NewItem {
            no,
            region,
            payment,
            reason,
            person: arrival.person,
            document,
            named: row.name.clone(),
        });
        let open: Vec<Open> = candidates.iter().map(StoredBill::open).collect();
        self.remarks.push(BatchRow {
            line: row.line,
            refused: false,
            code: format!("suspense.{}", reason.code()),
            shown: shown(row),
            reason: format!("款项已入账，待处理：{}。", reason.told(arrival, &open)),
        });
        RowResult::Waiting(no, reason)
    }

    fn refuse(&mut self, row: &PaidRow, code: &str, reason: String) -> RowResult {
        let refused = BatchRow {
            line: row.line,
            refused: true,
            code: code.to_owned(),
            shown: shown(row),
            reason,
        };
        self.remarks.push(refused.clone());
        RowResult::Refused(refused)
    }

    /// The person of a row; of two with the same number the one who has a bill of the year.
    fn person(&self, row: &PaidRow) -> Option<PersonNo> {
        match &row.whom {
            Whom::Person(person) => Some(*person),
            Whom::Bill(bill) => self.by_number.get(bill).copied(),
            Whom::Document(text) => {
                let found = self.persons.get(&canonical(text))?;
                let of_year = |person: &&PersonNo| {
                    let bills = self.bills.get(person).into_iter().flatten();
                    bills.into_iter().any(|bill| bill.year == row.year)
                };
                match found.as_slice() {
                    [only] => Some(*only),
                    several => {
                        let mut with_bill = several.iter().filter(of_year);
                        with_bill
                            .next()
                            .copied()
                            .filter(|_| with_bill.next().is_none())
                    }
                }
            }
        }
    }

    fn candidates(&self, row: &PaidRow) -> Vec<StoredBill> {
        let bills = self.person(row).and_then(|person| self.bills.get(&person));
        bills.cloned().unwrap_or_default()
    }

    fn finish(self, tx: &mut Tx<'_>, last: bool) -> Result<Chunk, ServiceError> {
        payments::insert(tx, &self.paid)?;
        payments::count(tx, &self.uses)?;
        suspense::open(tx, &self.waiting)?;
        let amount = Fen::checked_sum(self.paid.iter().map(|one| one.amount));
        let amount = amount.unwrap_or(Fen::ZERO);
        if !self.paid.is_empty() {
            let body = format!(
                "{{\"channel\":\"{}\",\"payments\":{},\"amount\":{}}}",
                self.collection.channel.code(),
                self.paid.len(),
                amount.get()
            );
            tx.emit(&[Event {
                kind: "collected".to_owned(),
                version: 1,
                region: self.collection.region,
                subject: self.batch.no.get(),
                body,
            }])?;
        }
        Ok(Chunk {
            taken: i64::try_from(self.paid.len()).unwrap_or(i64::MAX),
            amount,
            rows: self.remarks,
            last,
        })
    }
}

/// A document number as the register compares it; as given where it cannot be read.
pub(super) fn canonical(text: &str) -> String {
    let read = DocumentNumber::read(DocumentType::ResidentCard, text);
    read.map_or_else(
        |_| text.trim().to_owned(),
        |number| number.canonical().to_owned(),
    )
}

fn shown(row: &PaidRow) -> String {
    match &row.whom {
        Whom::Document(text) => mask(Personal::DocumentNumber, text.trim()),
        Whom::Bill(bill) => format!("账单 {bill}"),
        Whom::Person(person) => format!("人员 {person}"),
    }
}
