//! Rows of settlement lists.

use base::money::{Count, UnitPrice};
use base::{Date, Fen, PersonNo, RegionCode};
use settlement::answer::LineShare;
use settlement::list::{ListNo, ListState};
use settlement::visit::CivilTime;
use settlement::{RecordNo, VisitNo};

/// A list: whose, of which settlement. All of it are codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRow {
    /// Its number (`setl_list_id`).
    pub no: ListNo,
    /// The bucket of the person.
    pub bucket: i64,
    /// The settlement.
    pub record: RecordNo,
    /// The visit.
    pub visit: VisitNo,
    /// The person.
    pub person: PersonNo,
    /// The county of the insured.
    pub region: RegionCode,
    /// Who treated.
    pub institution: String,
    /// Kind of care, the fact `care`.
    pub care: String,
    /// Day of settlement.
    pub settled_on: Date,
}

/// A list with where its last version stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The list.
    pub list: ListRow,
    /// The last version.
    pub version: i64,
    /// How many steps it has taken.
    pub steps: i64,
    /// Where it stands.
    pub state: ListState,
}

/// A diagnosis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiagnosisRow {
    /// `diag_type`: 1 western, 2 and 3 traditional.
    pub kind: String,
    /// Code.
    pub code: String,
    /// Name.
    pub title: String,
    /// Main diagnosis of its kind.
    pub main: bool,
    /// `adm_cond_type`: whether the patient had it when he came.
    pub at_admission: String,
}

/// An operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationRow {
    /// `oprn_oprt_type`: 1 main, 2 others; 0 of outpatient treatment of a chronic disease.
    pub kind: String,
    /// Code.
    pub code: String,
    /// Name.
    pub title: String,
    /// Code of the surgeon.
    pub surgeon: String,
    /// Code of the anaesthetist.
    pub anaesthetist: String,
    /// Way of anaesthesia.
    pub anaesthesia: String,
    /// When it began.
    pub began: Option<CivilTime>,
    /// When it ended.
    pub ended: Option<CivilTime>,
}

/// Who pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Payer {
    /// A kind of fund.
    Fund,
    /// Accounts.
    Account,
    /// The person, in cash.
    Person,
    /// The institution.
    Provider,
}

impl Payer {
    /// All of them.
    pub const ALL: [Payer; 4] = [Self::Fund, Self::Account, Self::Person, Self::Provider];

    /// The word in rows.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Payer::Fund => "fund",
            Payer::Account => "account",
            Payer::Person => "person",
            Payer::Provider => "provider",
        }
    }

    /// The payer of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<Payer> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}

/// What a payer pays of the bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayerRow {
    /// Who.
    pub payer: Payer,
    /// Kind of fund (`fund_pay_type`); empty of others.
    pub fund: String,
    /// How much, in 分.
    pub amount: Fen,
}

/// A line with what the settlement determined for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineRow {
    /// Number within the visit.
    pub line: u64,
    /// National code.
    pub code: String,
    /// The institution's own code.
    pub own_code: String,
    /// When the cost arose.
    pub occurred: CivilTime,
    /// How many.
    pub count: Count,
    /// Price of one.
    pub price: UnitPrice,
    /// The parts of the amount, and who pays them.
    pub share: LineShare,
}

/// What is uploaded as a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewVersion {
    /// The list; a first version brings it with it.
    pub list: ListRow,
    /// Which version, from 1.
    pub version: i64,
    /// Where it stands at first.
    pub state: ListState,
    /// When it came.
    pub uploaded: CivilTime,
    /// JSON of the fields without personal data.
    pub form: String,
    /// JSON of addresses, telephone numbers and names.
    pub contact: String,
    /// The bill, in 分.
    pub bill: Fen,
    /// The message that brought it.
    pub msgid: String,
    /// Diagnoses.
    pub diagnoses: Vec<DiagnosisRow>,
    /// Operations.
    pub operations: Vec<OperationRow>,
    /// Who pays; the amounts add up to the bill.
    pub payers: Vec<PayerRow>,
    /// The lines that the settlement covers.
    pub lines: Vec<LineRow>,
}

impl NewVersion {
    /// What payers of a kind pay together.
    #[must_use]
    pub fn paid_by(&self, payer: Payer) -> Fen {
        let rows = self.payers.iter().filter(|row| row.payer == payer);
        Fen::checked_sum(rows.map(|row| row.amount)).unwrap_or_default()
    }
}

/// A step of a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepRow {
    /// The bucket of the person.
    pub bucket: i64,
    /// The list.
    pub list: ListNo,
    /// The version.
    pub version: i64,
    /// Which step, from 1.
    pub step: i64,
    /// Where it leads.
    pub state: ListState,
    /// Why; empty where nobody said so.
    pub reason: String,
}

/// A version as it was kept, with the steps that it took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// What was uploaded.
    pub kept: NewVersion,
    /// State and reason of each step, in their order; the last one stands.
    pub steps: Vec<(ListState, String)>,
}
