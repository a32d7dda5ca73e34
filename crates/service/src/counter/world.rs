//! What a batch of messages reads, and how it stands after each of them.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use base::{Date, Fen, PersonNo, Refused, RegionCode, RegionLevel};
use benefit::keys::AccKey;
use directory::catalogue::{Charge, LineContext, LineFacts};
use enrolment::account::{Balance, EntryKind};
use settlement::bill::{AccState, PersonGiven};
use settlement::claim::SettlementId;
use settlement::claim::paper::{BillKey, Holder, PayFirst, may_book};
use settlement::list::{LAST_LIST, ListNo};
use settlement::visit::{CivilTime, Filings};
use settlement::{FilingNo, RecordNo, VisitNo};
use store::catalogue::queue::Noted;
use store::counter::accumulator::holder;
use store::counter::bill::{BillRow, Where};
use store::counter::filing::FilingRow;
use store::counter::line::LineRow;
use store::counter::message::MessageRow;
use store::counter::record::{Nature, RecordRow};
use store::counter::visit::VisitRow;
use store::list::{Head, NewVersion};

use super::change::AccountMove;
use super::contact::Contacts;
use super::person::{self, AccountFile, PersonFile};
use crate::bills::{self, Known};

use super::{Change, Listing, MessageKey, Patient, Rules};

/// A visit with all that hangs on it.
#[derive(Debug, Clone, PartialEq)]
pub struct VisitFile {
    /// The visit.
    pub row: VisitRow,
    /// Its lines, by number.
    pub lines: Vec<LineRow>,
    /// Its records, in the order in which they were made.
    pub records: Vec<RecordRow>,
}

impl VisitFile {
    /// Whether a record was taken back.
    #[must_use]
    pub fn is_reversed(&self, no: RecordNo) -> bool {
        let takes_back = |it: &RecordRow| it.nature == Nature::Reversal(no);
        self.records.iter().any(takes_back)
    }

    /// Settlements that stand.
    pub fn live(&self) -> impl Iterator<Item = &RecordRow> {
        let settles = |it: &&RecordRow| it.nature == Nature::Settlement;
        self.records
            .iter()
            .filter(settles)
            .filter(|it| !self.is_reversed(it.no))
    }
}

/// What a batch of messages reads. Everything in it is of one pooling area and one snapshot.
pub struct World {
    /// The pooling area.
    pub pool: RegionCode,
    /// Now, by the clock of the pooling area.
    pub now: CivilTime,
    /// What is decided by.
    pub rules: Arc<Rules>,
    pub(super) people: BTreeMap<(PersonNo, Date), PersonFile>,
    pub(super) visits: BTreeMap<VisitNo, VisitFile>,
    pub(super) states: BTreeMap<String, AccState>,
    pub(super) accounts: BTreeMap<PersonNo, AccountFile>,
    pub(super) messages: Vec<MessageRow>,
    pub(super) filings: Vec<FilingRow>,
    pub(super) lists: BTreeMap<RecordNo, Head>,
    /// The largest number of a list, where one was needed.
    pub(super) last_list: i64,
    pub(super) listings: BTreeMap<String, Arc<dyn Listing>>,
    pub(super) contacts: Contacts,
    /// Who pays first and claims later.
    pub(super) pay_first: Vec<PayFirst>,
    /// Who has settled bills like those that messages name.
    pub(super) bills: Known,
    /// Own codes that nobody has mapped, by the institution that named them: they are kept though the line is not.
    pub(super) unmapped: RefCell<Vec<(String, Noted)>>,
}

impl World {
    /// Today.
    #[must_use]
    pub const fn today(&self) -> Date {
        self.now.date()
    }

    /// A person under an insurance as he stands on a day of care; `law_day` chooses the packages.
    ///
    /// # Errors
    /// `person.unknown`, `package.none`, and why he is not insured or entitled on the day.
    pub fn patient(
        &self,
        (no, insurance): (PersonNo, &str),
        (on, law_day): (Date, Date),
    ) -> Result<Patient, Refused> {
        let file = self.file(no, on)?;
        let insured = file.insured(insurance)?;
        let stack = self.rules.stack(insured.scheme, law_day)?;
        let mut policies = vec![stack.base];
        policies.extend(stack.later.iter().map(|it| it.policy));
        let given = PersonGiven {
            number: no,
            ..file.given(&insured, &policies)?
        };
        let categories = file.categories().into_iter();
        let account = file.account().map(|it| it.owner.person);
        Ok(Patient {
            no,
            bucket: file.key.bucket,
            region: county(insured.region),
            scheme: insured.scheme,
            insurance: insurance.to_owned(),
            given,
            categories: categories.map(|it| it.code().to_owned()).collect(),
            sex: Some(file.person.sex),
            birth: Some(file.person.birth),
            account: account.and_then(|no| Some(self.accounts.get(&no)?.balance)),
            account_of: account,
            records: file.records.iter().copied().collect(),
        })
    }

    /// A person as he stands on a day of care.
    ///
    /// # Errors
    /// `person.unknown`.
    pub fn file(&self, no: PersonNo, on: Date) -> Result<&PersonFile, Refused> {
        let file = self.people.get(&(no, on));
        file.ok_or_else(|| person::unknown(&no.to_string()))
    }

    /// Where the rows of a person lie, and the county in which he is insured on a day, in whatever scheme.
    ///
    /// # Errors
    /// `person.unknown`, and why he is insured nowhere.
    pub fn home(&self, no: PersonNo, on: Date) -> Result<(i64, RegionCode), Refused> {
        let file = self.file(no, on)?;
        let mut first = None;
        for scheme in file.schemes() {
            match file.insured_in(scheme) {
                Ok(insured) => return Ok((file.key.bucket, county(insured.region))),
                Err(refused) => first = first.or(Some(refused)),
            }
        }
        Err(first.unwrap_or_else(|| {
            Refused::new(
                "person.not_insured",
                format!("该参保人 {on} 没有参保，不能办理，请用 1101 查询参保信息。"),
            )
        }))
    }

    /// Whether a person's visit may be settled at once.
    ///
    /// # Errors
    /// `mode.pay_first`: he pays first and claims by hand (REQ-245).
    pub fn may_book(&self, person: PersonNo, on: Date) -> Result<(), Refused> {
        if self.pay_first.is_empty() {
            return Ok(());
        }
        let file = self.people.get(&(person, on));
        let his = |it: &&PayFirst| {
            it.person == person || file.is_some_and(|file| file.records.contains(&it.person))
        };
        let changes: Vec<PayFirst> = self.pay_first.iter().filter(his).cloned().collect();
        may_book(&changes, on)
    }

    /// What the catalogue says of a line of an institution. A code that nobody has mapped goes to the queue.
    ///
    /// # Errors
    /// As [`Listing::list`].
    pub fn list(
        &self,
        (institution, own, national): (&str, &str, &str),
        context: &LineContext<'_>,
        charge: &Charge,
    ) -> Result<LineFacts, Refused> {
        let listing = self.listings.get(institution).ok_or_else(|| {
            Refused::new(
                "line.no_catalogue",
                "本机构的目录没有装入，请稍后用同一报文ID重发，或联系医保经办机构。",
            )
        })?;
        let told = listing.list((own, national), context, charge);
        told.map_err(|turned| {
            let noted = turned.note.map(|note| (institution.to_owned(), note));
            self.unmapped.borrow_mut().extend(noted);
            turned.why
        })
    }

    /// A visit of an institution.
    ///
    /// # Errors
    /// `visit.unknown`: there is none of this id at this institution. Another institution's is not told apart
    /// from one that is not there.
    pub fn visit(&self, no: VisitNo, institution: &str) -> Result<&VisitFile, Refused> {
        let found = self.visits.get(&no);
        found
            .filter(|file| file.row.visit.opening.institution == institution)
            .ok_or_else(|| {
                Refused::new(
                    "visit.unknown",
                    "本机构没有这个就诊 ID 的登记，请核对 mdtrt_id。",
                )
            })
    }

    /// The visit of a record of an institution.
    ///
    /// # Errors
    /// `reversal.unknown`.
    pub fn visit_of(&self, record: RecordNo, institution: &str) -> Result<&VisitFile, Refused> {
        let has = |file: &&VisitFile| {
            file.row.visit.opening.institution == institution
                && file.records.iter().any(|it| it.no == record)
        };
        self.visits
            .values()
            .find(has)
            .ok_or_else(|| Refused::new("reversal.unknown", "本机构没有这笔结算，请核对 setl_id。"))
    }

    /// What is filed for a person.
    #[must_use]
    pub fn filings(&self, person: PersonNo) -> Filings {
        let his = self.filings.iter().map(|row| &row.filing);
        Filings(his.filter(|it| it.person == person).cloned().collect())
    }

    /// A filing that an institution sent in.
    ///
    /// # Errors
    /// `filing.unknown`.
    pub fn filing(&self, no: FilingNo, institution: &str) -> Result<&FilingRow, Refused> {
        let mut rows = self.filings.iter();
        let found = rows.find(|row| row.no == no && row.by == institution);
        found.ok_or_else(|| {
            Refused::new(
                "filing.unknown",
                "本机构没有这个备案，请核对待遇申报明细流水号（trt_dcla_detl_sn）。",
            )
        })
    }

    /// All visits that were read.
    pub fn visits(&self) -> impl Iterator<Item = &VisitFile> {
        self.visits.values()
    }

    /// All visits of a person that were read.
    pub fn visits_of(&self, person: PersonNo) -> impl Iterator<Item = &VisitFile> {
        let his = move |file: &&VisitFile| file.row.visit.opening.person == person;
        self.visits.values().filter(his)
    }

    /// The accumulators of a patient: his own, those of his family and group, and of a treatment.
    #[must_use]
    pub fn state(&self, patient: &Patient, episode: &str) -> AccState {
        // accumulators of a record that was merged are the person's
        let of_record = |no: &PersonNo| format!("person:{no}");
        let mut holders: Vec<String> = patient.records.iter().map(of_record).collect();
        holders.extend(
            patient
                .given
                .family
                .as_ref()
                .map(|id| format!("family:{id}")),
        );
        holders.extend(patient.given.group.as_ref().map(|id| format!("group:{id}")));
        holders.push(format!("episode:{episode}"));
        let mut state = AccState::default();
        for holder in &holders {
            for (key, amount) in self.states.get(holder).into_iter().flat_map(AccState::iter) {
                state.add(&under(key, patient.no), amount);
            }
        }
        for (id, amount) in patient.account.map(balances).unwrap_or_default() {
            state.add(&account_key(id, patient.no), amount.get());
        }
        state
    }

    /// The messages known under a key.
    #[must_use]
    pub fn messages(&self, key: &MessageKey) -> Vec<&MessageRow> {
        let same = |it: &&MessageRow| {
            it.msgid == key.msgid && it.infno == key.infno && it.institution == key.institution
        };
        self.messages.iter().filter(same).collect()
    }

    /// The world after a change, for the next message of the batch.
    pub(super) fn apply(&mut self, change: &Change) {
        match change {
            Change::Opened(row) => {
                let file = VisitFile {
                    row: (**row).clone(),
                    lines: Vec::new(),
                    records: Vec::new(),
                };
                self.visits.insert(row.no, file);
            }
            Change::Visit(row) => {
                if let Some(file) = self.visits.get_mut(&row.no) {
                    file.row = (**row).clone();
                }
            }
            Change::Lines(lines) => self.lines_came(lines),
            Change::Undone { visit, lines, .. } => self.lines_undone(*visit, lines),
            Change::Record(row) => {
                if let Some(file) = self.visits.get_mut(&row.visit) {
                    file.records.push((**row).clone());
                }
            }
            Change::Replayed(row) => self.replayed(row),
            Change::Entries(entries) => {
                for entry in entries {
                    let holder = holder(&entry.key.owner).to_owned();
                    let state = self.states.entry(holder).or_default();
                    state.add(&entry.key, entry.amount);
                }
            }
            Change::Account(moved) => self.move_account(moved),
            Change::Filed(row) => self.filings.push((**row).clone()),
            Change::Stepped(step) => {
                let rows = self.filings.iter_mut();
                for row in rows.filter(|row| row.no == step.filing) {
                    row.filing.state = step.state;
                    row.steps = step.step;
                }
            }
            Change::Rests { filings, .. } => {
                let rows = self.filings.iter_mut();
                for row in rows.filter(|row| filings.contains(&row.no)) {
                    row.filing.used = true;
                }
            }
            Change::Tombstone(row) => self.messages.push((**row).clone()),
            Change::List(version) => self.list_came(version),
            Change::ListStep(step) => {
                let lists = self.lists.values_mut();
                for head in lists.filter(|head| head.list.no == step.list) {
                    head.steps = step.step;
                    head.state = step.state;
                }
            }
            Change::Billed(row) => self.taken(row),
            Change::Unbilled(record) => {
                let id = record.to_string();
                let of = |at: &Holder| matches!(at, Holder::Settlement(it) if it.as_str() == id);
                self.bills.retain(|(.., at)| !of(at));
            }
            Change::Payables(_) | Change::Insured(_) => {}
        }
    }

    fn lines_came(&mut self, lines: &[LineRow]) {
        for line in lines {
            if let Some(file) = self.visits.get_mut(&line.visit) {
                // they come in order: those behind it are few, commonly none
                let after = |it: &LineRow| it.number <= line.number;
                let place = file.lines.partition_point(after);
                file.lines.insert(place, line.clone());
            }
        }
    }

    fn lines_undone(&mut self, visit: VisitNo, undone: &[u64]) {
        let file = self.visits.get_mut(&visit);
        let stand = file.into_iter().flat_map(|file| &mut file.lines);
        for line in stand.filter(|it| undone.contains(&it.number)) {
            line.undone = true;
        }
    }

    fn replayed(&mut self, row: &RecordRow) {
        let files = self.visits.values_mut();
        let records = files.flat_map(|file| &mut file.records);
        for record in records.filter(|it| it.no == row.no) {
            *record = row.clone();
        }
    }

    fn list_came(&mut self, version: &NewVersion) {
        let head = Head {
            list: version.list.clone(),
            version: version.version,
            steps: 1,
            state: version.state,
        };
        self.last_list = self.last_list.max(head.list.no.get());
        self.lists.insert(head.list.record, head);
    }

    /// The list of a settlement, where there is one.
    #[must_use]
    pub fn list_of(&self, record: RecordNo) -> Option<&Head> {
        self.lists.get(&record)
    }

    /// A list by its number, of those that were read.
    #[must_use]
    pub fn list_numbered(&self, no: ListNo) -> Option<&Head> {
        self.lists.values().find(|head| head.list.no == no)
    }

    /// The number of the next list.
    ///
    /// # Errors
    /// `list.number`: the interface has no room for a larger one.
    pub fn next_list(&self) -> Result<ListNo, Refused> {
        let next = self.last_list.saturating_add(1);
        let next = ListNo::new(next).filter(|no| no.get() <= LAST_LIST);
        next.ok_or_else(|| Refused::new("list.number", "清单流水号已用尽，请联系系统管理员。"))
    }

    /// Refuses a bill that was settled before, here, by hand or elsewhere; also one of the same number and amount, which
    /// a person must look at.
    ///
    /// # Errors
    /// `paper.bill_twice`, `bills.like`.
    pub(super) fn refuse_settled(&self, key: &BillKey) -> Result<(), Refused> {
        bills::refuse_twice(key, bills::BASIC, &self.bills)?;
        let like = |(other, layer, _): &&(BillKey, String, Holder)| {
            layer == bills::BASIC
                && other.number() == key.number()
                && other.amount() == key.amount()
        };
        match self.bills.iter().find(like) {
            None => Ok(()),
            Some(_) => Err(Refused::new(
                "bills.like",
                format!(
                    "发票 {} 金额 {} 元与一张已报销的票据号码、金额相同，疑为同一票据，请持票据到医保经办机构核对。",
                    key.number(),
                    key.amount()
                ),
            )
            .under("怀远2015 三(四)")),
        }
    }

    fn taken(&mut self, row: &BillRow) {
        let at = match &row.at {
            Where::Elsewhere(name) => Some(Holder::OtherSystem(name.clone())),
            Where::Counter(no) => SettlementId::new(&no.to_string())
                .ok()
                .map(Holder::Settlement),
        };
        let bill = at.map(|at| (row.key.clone(), row.layer.clone(), at));
        self.bills.extend(bill);
    }

    fn move_account(&mut self, moved: &AccountMove) {
        let Some(account) = self.accounts.get_mut(&moved.person) else {
            return;
        };
        let balance = &mut account.balance;
        let (current, past) = signed(moved);
        balance.current = balance
            .current
            .checked_add(current)
            .unwrap_or(balance.current);
        balance.past = balance.past.checked_add(past).unwrap_or(balance.past);
    }
}

/// The key under the number by which the person is known now.
fn under(key: &AccKey, person: PersonNo) -> AccKey {
    let mut key = key.clone();
    if key.owner.starts_with("person:") {
        let rest = key.owner.find('+').and_then(|at| key.owner.get(at..));
        key.owner = format!("person:{person}{}", rest.unwrap_or_default());
    }
    key
}

/// The county of a place of insurance; a place above counties is its own.
fn county(region: RegionCode) -> RegionCode {
    region.at(RegionLevel::County).unwrap_or(region)
}

/// What a move does to the two sub-balances.
pub(super) fn signed(moved: &AccountMove) -> (Fen, Fen) {
    let turned = |amount: Fen| match moved.kind {
        EntryKind::Payment => Fen::new(amount.get().saturating_neg()),
        _ => amount,
    };
    (turned(moved.current), turned(moved.past))
}

/// The names under which packages know an account's balance.
const BALANCES: [&str; 3] = ["account", "account_current", "account_past"];

fn balances(balance: Balance) -> Vec<(&'static str, Fen)> {
    let total = balance.total().unwrap_or_default();
    let amounts = [total, balance.current, balance.past];
    BALANCES.into_iter().zip(amounts).collect()
}

fn account_key(id: &str, person: PersonNo) -> AccKey {
    AccKey {
        id: id.to_owned(),
        owner: format!("person:{person}"),
        window: String::new(),
    }
}

/// Which sub-balance of the person's account a key of an accumulator means; `None`: it is no account. Money of
/// accounts stands in their entries and nowhere else.
pub(super) fn sub_balance(key: &AccKey) -> Option<&'static str> {
    let own = key.window.is_empty() && key.owner.starts_with("person:");
    BALANCES.into_iter().find(|id| own && *id == key.id)
}
