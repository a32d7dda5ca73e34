//! What a visit is about: who, where, for what, when.

use base::Fen;

use crate::When;

/// A person as he stands at the counter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patient {
    /// `psn_no`.
    pub number: String,
    /// Identity card.
    pub certificate: String,
    /// Name.
    pub name: String,
    /// `psn_type`, such as 11 for one at work and 14 for a resident.
    pub kind: String,
    /// `insutype`: 310 employees, 390 residents.
    pub insurance: String,
    /// The county where he is insured, six digits.
    pub insured_at: String,
}

/// A drug or service of the institution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// National code.
    pub code: String,
    /// The institution's own.
    pub own_code: String,
    /// Price of one, in 分.
    pub price: Fen,
    /// How many.
    pub count: u32,
}

impl Item {
    /// What the line comes to.
    #[must_use]
    pub fn amount(&self) -> Fen {
        Fen::new(self.price.get().saturating_mul(i64::from(self.count)))
    }
}

/// Where in an institution: code and name each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Department.
    pub department: (String, String),
    /// Physician.
    pub physician: (String, String),
}

/// What kind of care, with its medical category (`med_type`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 11: an ordinary visit.
    Outpatient,
    /// 41: a purchase.
    Pharmacy,
    /// 21: an ordinary stay.
    Stay,
}

/// One visit, purchase or stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// Which.
    pub kind: Kind,
    /// `med_type`.
    pub med_type: String,
    /// Who.
    pub patient: Patient,
    /// Where.
    pub place: Place,
    /// Diagnosis: code and name.
    pub disease: (String, String),
    /// What is charged.
    pub items: Vec<Item>,
    /// When it began.
    pub begun: When,
    /// When it ended, for a stay.
    pub ended: When,
    /// Whether the person's account pays what he bears.
    pub from_account: bool,
}

impl Visit {
    /// The bill.
    #[must_use]
    pub fn total(&self) -> Fen {
        let amounts = self.items.iter().map(|item| item.amount().get());
        Fen::new(amounts.fold(0, i64::saturating_add))
    }
}
