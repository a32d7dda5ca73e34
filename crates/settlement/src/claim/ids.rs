//! What a claim is about: ids, who claims, which fund, which part, which kind of care.

use base::{Fen, PersonNo, ProviderId, RegionCode};
use enrolment::{Month, Scheme};

use super::coded::coded;

base::number_id! {
    /// A claim (结算申报单): of an institution for a month, or of a person for paper bills.
    ClaimNo
}
base::number_id! {
    /// An application for reimbursement by hand.
    ReimbursementNo
}
base::number_id! {
    /// A deduction from what an institution is paid.
    DeductionNo
}
base::typed_id! {
    /// A settlement as the counter answered it, or the record that reverses one (`setl_id`).
    SettlementId
}
base::typed_id! {
    /// A fund by its word in the fund's books (`resident`, `employee`, `employee-account`, `additional` …). This
    /// crate stands beside the books and does not know them; whoever posts reads the word there.
    FundCode
}

coded! {
    /// Which part of a settlement: fund money or money of an account. They are claimed apart (篇7 第三十一条).
    Part {
        /// 统筹、附加等基金支付.
        Fund "fund" "基金支付",
        /// 个人（家庭）账户支付.
        Account "account" "个人账户支付",
    }
}

coded! {
    /// Which kind of care: the sub-account of the expense in the books.
    Care {
        /// 住院.
        Inpatient "inpatient" "住院",
        /// 门诊统筹, also what a pharmacy is paid from the fund.
        Outpatient "outpatient" "门诊统筹",
        /// 门诊慢特病.
        Chronic "chronic" "门诊慢特病",
        /// 生育.
        Maternity "maternity" "生育",
        /// 大病保险 that the agency runs itself.
        SeriousIllness "serious-illness" "自行经办",
    }
}

/// What a record of the counter is, as a claim sees it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nature {
    /// A settlement: never negative.
    Settlement,
    /// Takes the record of this id back, all of it: its amount with the sign turned.
    Reversal(SettlementId),
    /// Changes what the settlement of this id came to, up or down: a later settlement of the same stay that paid the
    /// difference, or a replay. Upwards it stands on its own; downwards it takes first
    /// from what was refused or suspended of that settlement. It is itself taken back by a reversal.
    Adjustment(SettlementId),
}

impl Nature {
    /// The word in rows: `settlement`, `reversal` or `adjustment`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Nature::Settlement => "settlement",
            Nature::Reversal(_) => "reversal",
            Nature::Adjustment(_) => "adjustment",
        }
    }

    /// The record that it is about, beside its own.
    #[must_use]
    pub const fn of(&self) -> Option<&SettlementId> {
        match self {
            Nature::Settlement => None,
            Nature::Reversal(id) | Nature::Adjustment(id) => Some(id),
        }
    }

    /// The nature of a word and the record that it is about.
    #[must_use]
    pub fn parse(code: &str, of: Option<SettlementId>) -> Option<Nature> {
        match (code, of) {
            ("settlement", None) => Some(Nature::Settlement),
            ("reversal", Some(id)) => Some(Nature::Reversal(id)),
            ("adjustment", Some(id)) => Some(Nature::Adjustment(id)),
            _ => None,
        }
    }

    /// Whether an amount may have this sign.
    #[must_use]
    pub fn allows(&self, amount: Fen) -> bool {
        match self {
            Nature::Settlement => amount >= Fen::ZERO,
            Nature::Reversal(_) | Nature::Adjustment(_) => true,
        }
    }
}

/// Who asks for the money, and who bears what is refused in the first place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Claimant {
    /// A designated institution or pharmacy.
    Institution(ProviderId),
    /// An insured person, for bills paid out of pocket.
    Person(PersonNo),
}

impl Claimant {
    /// The word of the kind: `institution` or `person`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Claimant::Institution(_) => "institution",
            Claimant::Person(_) => "person",
        }
    }

    /// The code within the kind, as rows keep it.
    #[must_use]
    pub fn code(&self) -> String {
        match self {
            Claimant::Institution(id) => id.to_string(),
            Claimant::Person(no) => no.to_string(),
        }
    }

    /// The claimant of a kind and a code.
    #[must_use]
    pub fn parse(kind: &str, code: &str) -> Option<Claimant> {
        match kind {
            "institution" => ProviderId::new(code).ok().map(Claimant::Institution),
            "person" => code.parse().ok().map(Claimant::Person),
            _ => None,
        }
    }
}

/// Whose money to whom: payments, deductions, deposits and what is carried on are kept for each of these.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PayKey {
    /// Who is paid.
    pub claimant: Claimant,
    /// The county whose tier bears the money: that of the insured.
    pub county: RegionCode,
    /// The fund.
    pub fund: FundCode,
    /// The scheme.
    pub scheme: Scheme,
}

/// One claim a claimant, county, fund, scheme and month; of a person, one an application: a person may bring bills
/// twice in a month.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClaimKey {
    /// Whose money to whom.
    pub pay: PayKey,
    /// The month that is claimed.
    pub month: Month,
    /// The application that brought the bills, where a person claims.
    pub application: Option<ReimbursementNo>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lead_back() {
        for part in Part::ALL {
            assert_eq!(Part::parse(part.code()), Some(*part));
        }
        for care in Care::ALL {
            assert_eq!(Care::parse(care.code()), Some(*care));
        }
        let person = Claimant::Person(PersonNo::new(7).unwrap());
        let hospital = Claimant::Institution(ProviderId::new("H43110000001").unwrap());
        for claimant in [person, hospital] {
            let again = Claimant::parse(claimant.kind(), &claimant.code());
            assert_eq!(again, Some(claimant));
        }
        assert_eq!(Claimant::parse("person", "0"), None);
        assert_eq!(Claimant::parse("", "1"), None);
        let of = || SettlementId::new("S1").unwrap();
        for nature in [
            Nature::Settlement,
            Nature::Reversal(of()),
            Nature::Adjustment(of()),
        ] {
            let again = Nature::parse(nature.code(), nature.of().cloned());
            assert_eq!(again, Some(nature));
        }
        assert_eq!(Nature::parse("reversal", None), None);
    }
}
