//! What the generator remembers: enough to choose acts that mostly succeed, and to hold the money against.

use base::{
    BatchNo, BillNo, Date, EnrolmentNo, Fen, HouseholdNo, OrganisationNo, PaymentNo, PersonNo,
    RegionCode,
};
use enrolment::membership::State;
use ledger::control::{CaseNo, ItemNo};
use ledger::entry::{DocumentId, EventCode};
use service::fund::Payable;
use std::collections::{BTreeMap, BTreeSet};

/// A record of the register.
#[derive(Debug, Clone)]
pub struct Someone {
    pub no: PersonNo,
    pub county: usize,
    pub village: RegionCode,
    pub number: String,
    pub name: String,
    pub alive: bool,
    pub employer: Option<usize>,
    pub household: Option<HouseholdNo>,
    pub merged: bool,
}

/// An enrolment as the generator believes it to be.
#[derive(Debug, Clone)]
pub struct Enrolled {
    pub no: EnrolmentNo,
    pub person: usize,
    pub county: usize,
    pub state: State,
}

/// A payment at the counter that may be paid back.
#[derive(Debug, Clone)]
pub struct Paid {
    pub payment: PaymentNo,
    pub county: usize,
    pub left: Fen,
}

/// An employer.
#[derive(Debug, Clone)]
pub struct Firm {
    pub no: OrganisationNo,
    pub county: usize,
    pub declared: Option<i32>,
    pub bills: Vec<BillNo>,
    pub last_month: Option<Date>,
    pub references: Vec<(String, Fen)>,
}

/// A document of the books.
#[derive(Debug, Clone)]
pub struct Booked {
    pub document: DocumentId,
    pub event: EventCode,
}

/// Everything.
#[derive(Debug, Default)]
pub struct Model {
    pub made: u32,
    pub serial: u32,
    pub people: Vec<Someone>,
    pub doubles: Vec<(PersonNo, PersonNo, usize)>,
    pub households: Vec<(HouseholdNo, usize)>,
    pub enrolments: Vec<Enrolled>,
    pub batches: Vec<(BatchNo, usize, State)>,
    pub paid: Vec<Paid>,
    pub firms: Vec<Firm>,
    pub booked: Vec<Booked>,
    pub closed: BTreeSet<Date>,
    pub switched: bool,
    pub items: Vec<(ItemNo, usize, i64)>,
    /// Requests with their county and how many stages they have walked.
    pub requests: Vec<(CaseNo, usize, usize)>,
    pub promised: Vec<(usize, Payable)>,
    /// Where the next statement of the bank begins, and with what.
    pub statement: Option<(Date, i64)>,
    /// Contributions taken in less what was paid back, by county: what the payments must add up to.
    pub taken: BTreeMap<usize, i64>,
    /// Premiums taken in less what was taken back, by county.
    pub premiums: BTreeMap<usize, i64>,
    /// Subsidies arrived less corrections, by county.
    pub subsidies: BTreeMap<usize, i64>,
}

impl Model {
    /// A number that was not given before, for references and file names.
    pub fn serial(&mut self) -> u32 {
        self.serial += 1;
        self.serial
    }

    /// Adds money to one of the sums.
    pub fn add(sums: &mut BTreeMap<usize, i64>, county: usize, amount: Fen) {
        *sums.entry(county).or_default() += amount.get();
    }
}
