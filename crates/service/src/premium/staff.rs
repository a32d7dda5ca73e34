//! Files of employers' staff: who works where since when, and the wage that is declared. Row by row, set by set,
//! each set one commit, so that a run that was cut off is finished by the same call.

use std::collections::BTreeMap;

use access::{Actor, Permission, Scope};
use base::{Date, Fen, OrganisationNo, PersonNo, Personal, Refused, RegionCode, Validity, mask};
use enrolment::organisation::affiliation::join;
use enrolment::organisation::{Affiliation, CreditCode, MemberRole, Organisation};
use enrolment::premium::{Declaration, DeclarationNo, WageLine};
use store::Tx;
use store::batch::{self, Batch, BatchRow, Chunk};
use store::membership::dossier;
use store::people::{PersonKey, affiliations, organisations, read};
use store::premium::declaration;

use super::declare::calendar;
use crate::people::members::is_registered;
use crate::people::number::unknown;
use crate::{Desk, ServiceError, running};

/// The kind of batch.
const KIND: &str = "employer.staff";

/// Rows of one commit.
const CHUNK: usize = 2_000;

/// A file of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffFile {
    /// The region whose employers it names.
    pub region: RegionCode,
    /// The year that wages are declared for; none where the file only says who works where.
    pub year: Option<i32>,
    /// Digest of the file: the same file is taken once.
    pub digest: String,
}

/// Which employer a row names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Named {
    /// By its number in the register.
    Number(OrganisationNo),
    /// By its unified social credit code.
    Code(CreditCode),
}

/// A row of a file of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffRow {
    /// The line of the file.
    pub line: i64,
    /// The employer.
    pub employer: Named,
    /// The person's document number, in the form in which the register compares it.
    pub document: String,
    /// The first day at the employer; needed for who is not on its roll yet.
    pub from: Option<Date>,
    /// Own average monthly wage of the year before, 分.
    pub wage: Option<Fen>,
}

/// A row as the reader gives it: understood, or told why not.
pub type ReadStaff = Result<StaffRow, BatchRow>;

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StaffResult {
    /// The person was added to the roll.
    Joined(PersonNo, OrganisationNo),
    /// The person was on the roll already.
    OnRoll(PersonNo, OrganisationNo),
    /// Nothing was written.
    Refused(BatchRow),
}

/// A declaration that a file brought: one for each employer of a set of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Declared {
    /// Its number.
    pub no: DeclarationNo,
    /// The employer.
    pub employer: OrganisationNo,
    /// How many persons.
    pub persons: usize,
}

/// Takes a file in: persons join the rolls of their employers, and where a year is named their wages are
/// declared. A file that was taken in whole is not taken again. `tell` hears of every row dealt with now; the
/// declarations made now are the answer.
///
/// # Errors
/// Denied; `premium.too_early` before the first day of declaring; storage. Rows are refused one by one:
/// `staff.employer`, `organisation.state`, `staff.person`, `staff.from`, `premium.wage`, `premium.twice`,
/// `affiliation.second_employer`.
pub fn take_staff(
    desk: &Desk<'_>,
    actor: &Actor,
    file: &StaffFile,
    rows: impl Iterator<Item = ReadStaff>,
    tell: &mut dyn FnMut(i64, &StaffResult),
) -> Result<(Batch, Vec<Declared>), ServiceError> {
    actor.may_in(Permission::PersonWrite, file.region)?;
    if file.year.is_some() {
        actor.may_in(Permission::ContributionCollect, file.region)?;
    }
    let scope = Scope::new(actor.scope().pool(), file.region);
    let scope = scope.ok_or(ServiceError::NotFound("区划"))?;
    let year = file.year.map_or_else(String::new, |year| year.to_string());
    let key = format!("{}/{}/{year}", file.digest, file.region);
    let open = |tx: &mut Tx<'_>| batch::open(tx, file.region, KIND, &key);
    let mut batch = desk.write(actor, KIND, None, open)?;
    let mut declared = Vec::new();
    if batch.finished {
        return Ok((batch, declared));
    }
    let mut rows = rows
        .skip(usize::try_from(batch.done).unwrap_or(usize::MAX))
        .peekable();
    loop {
        let set: Vec<ReadStaff> = rows.by_ref().take(CHUNK).collect();
        let last = rows.peek().is_none();
        let (next, made, told) = desk.write(actor, KIND, Some("职工名册"), |tx| {
            running::hold(tx, &batch)?;
            let mut taking = Taking::new(tx, scope, file, &set)?;
            let told: Vec<_> = set.iter().map(|row| taking.row(row)).collect();
            let (chunk, made) = taking.finish(tx, scope, desk.today(), last)?;
            Ok::<_, ServiceError>((batch::advance(tx, &batch, &chunk)?, made, told))
        })?;
        batch = next;
        declared.extend(made);
        for (line, result) in &told {
            tell(*line, result);
        }
        if last {
            return Ok((batch, declared));
        }
    }
}

/// One set of rows, with everything that they name.
struct Taking {
    year: Option<i32>,
    employers: BTreeMap<Named, Organisation>,
    persons: BTreeMap<String, PersonNo>,
    keys: BTreeMap<PersonNo, PersonKey>,
    known: BTreeMap<PersonNo, Vec<Affiliation>>,
    /// By region of the employer.
    joins: BTreeMap<RegionCode, Vec<(PersonKey, Affiliation)>>,
    /// By employer, with its region.
    wages: BTreeMap<OrganisationNo, (RegionCode, BTreeMap<PersonNo, Fen>)>,
    remarks: Vec<BatchRow>,
    taken: i64,
}

impl Taking {
    /// Looks up what the rows name, in a few statements.
    fn new(
        tx: &mut Tx<'_>,
        scope: Scope,
        file: &StaffFile,
        set: &[ReadStaff],
    ) -> Result<Taking, ServiceError> {
        let whole = Scope::whole(scope.pool());
        let rows: Vec<&StaffRow> = set.iter().filter_map(|row| row.as_ref().ok()).collect();
        let (mut numbers, mut codes) = (Vec::new(), Vec::new());
        for row in &rows {
            match &row.employer {
                Named::Number(no) => numbers.push(*no),
                Named::Code(code) => codes.push(code.as_str().to_owned()),
            }
        }
        codes.sort_unstable();
        codes.dedup();
        numbers.sort_unstable();
        numbers.dedup();
        let mut employers = BTreeMap::new();
        for one in organisations::named(tx, scope, &numbers, codes)? {
            if let Some(code) = &one.credit_code {
                employers.insert(Named::Code(code.clone()), one.clone());
            }
            employers.insert(Named::Number(one.no), one);
        }
        let documents = rows.iter().map(|row| row.document.clone()).collect();
        let persons = dossier::by_numbers(tx, whole, documents)?;
        let found: Vec<PersonNo> = persons.values().copied().collect();
        let keys = read::keys(tx, whole, &found)?;
        Ok(Taking {
            year: file.year,
            employers,
            persons,
            keys: keys
                .into_iter()
                .map(|(person, (key, _))| (person, key))
                .collect(),
            known: affiliations::of_persons(tx, whole, &found)?,
            joins: BTreeMap::new(),
            wages: BTreeMap::new(),
            remarks: Vec::new(),
            taken: 0,
        })
    }

    /// Deals with one row.
    fn row(&mut self, row: &ReadStaff) -> (i64, StaffResult) {
        let row = match row {
            Ok(row) => row,
            Err(bad) => {
                self.remarks.push(bad.clone());
                return (bad.line, StaffResult::Refused(bad.clone()));
            }
        };
        match self.take(row) {
            Ok(result) => {
                self.taken = self.taken.saturating_add(1);
                (row.line, result)
            }
            Err(why) => {
                let refused = BatchRow {
                    line: row.line,
                    refused: true,
                    code: why.code().to_owned(),
                    shown: mask(Personal::DocumentNumber, &row.document),
                    reason: why.zh(),
                };
                self.remarks.push(refused.clone());
                (row.line, StaffResult::Refused(refused))
            }
        }
    }

    fn take(&mut self, row: &StaffRow) -> Result<StaffResult, Refused> {
        let employer = self.employers.get(&row.employer);
        let employer = employer.filter(|one| one.kind.is_employer());
        let employer = employer.ok_or_else(|| {
            Refused::new(
                "staff.employer",
                "本区划没有登记这个用人单位，请核对单位编号或统一社会信用代码，或先办理单位登记。",
            )
        })?;
        is_registered(employer)?;
        let (no, region) = (employer.no, employer.region);
        let person = self.persons.get(&row.document).copied();
        let key = person.and_then(|person| self.keys.get(&person).copied());
        let (Some(person), Some(key)) = (person, key) else {
            return Err(Refused::new("staff.person", unknown(&row.document)));
        };
        self.wage(row, person, no)?;
        let works = self.known.entry(person).or_default();
        let on_roll = |one: &Affiliation| {
            let works = matches!(
                one.role,
                MemberRole::Active | MemberRole::Retired | MemberRole::Other
            );
            one.organisation == no && works && one.belongs.until().is_none()
        };
        let result = if works.iter().any(on_roll) {
            StaffResult::OnRoll(person, no)
        } else {
            let new = new_member(row, person, no)?;
            join(works, &new)?;
            works.push(new.clone());
            self.joins.entry(region).or_default().push((key, new));
            StaffResult::Joined(person, no)
        };
        if let (Some(_), Some(wage)) = (self.year, row.wage) {
            let (_, wages) = self
                .wages
                .entry(no)
                .or_insert_with(|| (region, BTreeMap::new()));
            wages.insert(person, wage);
        }
        Ok(result)
    }

    /// Whether the wage of a row can be declared.
    fn wage(&self, row: &StaffRow, person: PersonNo, no: OrganisationNo) -> Result<(), Refused> {
        if row.wage.is_some_and(|wage| wage < Fen::ZERO) {
            return Err(Refused::new("premium.wage", "月平均工资为负数，请核对。"));
        }
        let before = self
            .wages
            .get(&no)
            .map(|(_, wages)| wages.contains_key(&person));
        if before == Some(true) {
            let zh = "此人在本文件中同一单位出现两次，请只保留一行。";
            return Err(Refused::new("premium.twice", zh));
        }
        Ok(())
    }

    fn finish(
        self,
        tx: &mut Tx<'_>,
        scope: Scope,
        today: Date,
        last: bool,
    ) -> Result<(Chunk, Vec<Declared>), ServiceError> {
        for (region, rows) in &self.joins {
            affiliations::add(tx, scope, *region, rows)?;
        }
        let mut made = Vec::with_capacity(self.wages.len());
        if let Some(year) = self.year {
            let calendar = calendar()?;
            let buckets = self.keys.iter().map(|(person, key)| (*person, key.bucket));
            let buckets: BTreeMap<PersonNo, i64> = buckets.collect();
            for (employer, (region, wages)) in &self.wages {
                let no = tx.next("declaration", DeclarationNo::new)?;
                let lines = wages.iter().map(|(person, wage)| WageLine {
                    person: *person,
                    wage: *wage,
                });
                let lines: Vec<_> = lines.collect();
                let persons = lines.len();
                let one = Declaration::declare(no, *employer, year, lines, today, &calendar)?;
                declaration::add(tx, scope, *region, &one, &buckets)?;
                made.push(Declared {
                    no,
                    employer: *employer,
                    persons,
                });
            }
        }
        let chunk = Chunk {
            taken: self.taken,
            amount: Fen::ZERO,
            rows: self.remarks,
            last,
        };
        Ok((chunk, made))
    }
}

fn new_member(
    row: &StaffRow,
    person: PersonNo,
    organisation: OrganisationNo,
) -> Result<Affiliation, Refused> {
    let missing = || Refused::new("staff.from", "此人不在该单位的名册上，增员须填起始日期。");
    let from = row.from.ok_or_else(missing)?;
    let belongs = Validity::new(Some(from), None);
    Ok(Affiliation {
        person,
        organisation,
        role: MemberRole::Active,
        stage: None,
        belongs: belongs.map_err(|_| missing())?,
    })
}
