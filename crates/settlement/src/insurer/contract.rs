//! Contracts with insurers: districts of their own, a term, and who pays on a day.

use base::{Date, Refused, RegionCode};

use super::assess::{Band, Fee};
use super::corridor::Corridor;
use crate::claim::coded;

base::number_id! {
    /// A contract with a commissioned insurer.
    ContractNo
}
base::typed_id! {
    /// An insurer, by its registered code or name.
    InsurerCode
}

coded! {
    /// Which layer of benefits a contract is about.
    InsuredLayer {
        /// 基本医保经办.
        Basic "basic" "基本医保经办",
        /// 大病保险承办.
        SeriousIllness "serious-illness" "大病保险承办",
    }
}

/// A contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contract {
    /// Its number.
    pub no: ContractNo,
    /// With whom.
    pub insurer: InsurerCode,
    /// Which layer.
    pub layer: InsuredLayer,
    /// The districts; members belong to the insurer of theirs.
    pub districts: Vec<RegionCode>,
    /// The first day of the term.
    pub from: Date,
    /// The last day of the term.
    pub until: Date,
    /// The last day, where it was ended before its term.
    pub ended_on: Option<Date>,
    /// What the service is paid.
    pub fee: Fee,
    /// What assessments mean for the fee.
    pub bands: Vec<Band>,
    /// How a result beyond the bounds is shared; `None` where the contract has no such clause.
    pub corridor: Option<Corridor>,
    /// The number of the signed document.
    pub document: String,
}

/// Who pays a layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Payer {
    /// The insurer, within the term of its contract.
    Insurer(ContractNo, InsurerCode),
    /// The agency, by the unified rule.
    Agency,
}

/// The contracts of a pooling area: no district has two payers of a layer on a day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contracts(Vec<Contract>);

impl Contract {
    /// The last day on which it holds.
    #[must_use]
    pub fn last_day(&self) -> Date {
        self.ended_on
            .map_or(self.until, |ended| ended.min(self.until))
    }

    /// Whether it holds on a day.
    #[must_use]
    pub fn holds(&self, on: Date) -> bool {
        self.from <= on && on <= self.last_day()
    }

    /// Whether a district is one of its own.
    #[must_use]
    pub fn covers(&self, district: RegionCode) -> bool {
        self.districts.iter().any(|own| own.contains(district))
    }

    /// Whether it takes a case of a contract date.
    ///
    /// # Errors
    /// `insurer.not_in_term` before or after the term (REQ-475).
    pub fn takes(&self, contract_date: Date) -> Result<(), Refused> {
        if self.holds(contract_date) {
            return Ok(());
        }
        let zh = format!(
            "合同 {}（{}）有效期为 {} 至 {}，不承担 {contract_date} 的新案件。",
            self.no,
            self.insurer,
            self.from,
            self.last_day()
        );
        Err(Refused::new("insurer.not_in_term", zh).under("南京2017 五(二)"))
    }

    fn meets(&self, other: &Contract) -> bool {
        let shared = |one: &RegionCode, two: &RegionCode| one.contains(*two) || two.contains(*one);
        let in_place = self
            .districts
            .iter()
            .any(|one| other.districts.iter().any(|two| shared(one, two)));
        let in_time = self.from <= other.last_day() && other.from <= self.last_day();
        self.layer == other.layer && in_place && in_time
    }
}

impl Contracts {
    /// The contracts, in the order of their numbers.
    #[must_use]
    pub fn all(&self) -> &[Contract] {
        &self.0
    }

    /// Adds a contract.
    ///
    /// # Errors
    /// `insurer.term` where the term ends before it begins, `insurer.district` without a district, `insurer.overlap`
    /// where a district would have two payers of the layer on some day.
    pub fn add(&mut self, contract: Contract) -> Result<(), Refused> {
        if contract.until < contract.from || contract.last_day() < contract.from {
            let zh = format!(
                "合同 {} 的终止日 {} 早于起始日 {}，请核对。",
                contract.no,
                contract.last_day(),
                contract.from
            );
            return Err(Refused::new("insurer.term", zh));
        }
        if contract.districts.is_empty() {
            let zh = format!("合同 {} 没有写明承办区域，请补填。", contract.no);
            return Err(Refused::new("insurer.district", zh));
        }
        if let Some(other) = self.0.iter().find(|other| other.meets(&contract)) {
            let zh = format!(
                "合同 {} 与合同 {}（{}，{} 至 {}）的区域和期限重叠，同一区域同一时间只能有一家承办。",
                contract.no,
                other.no,
                other.insurer,
                other.from,
                other.last_day()
            );
            return Err(Refused::new("insurer.overlap", zh).under("怀远2015 四"));
        }
        self.0.push(contract);
        self.0.sort_by_key(|contract| contract.no);
        Ok(())
    }

    /// Who pays a layer for a member of a district, by the date that the contract asks for (it is not the date of the
    /// law): the insurer whose term covers it, else the agency by the unified rule.
    #[must_use]
    pub fn payer_on(
        &self,
        layer: InsuredLayer,
        district: RegionCode,
        contract_date: Date,
    ) -> Payer {
        let found = self
            .0
            .iter()
            .find(|one| one.layer == layer && one.covers(district) && one.holds(contract_date));
        found.map_or(Payer::Agency, |one| {
            Payer::Insurer(one.no, one.insurer.clone())
        })
    }

    /// A contract by its number.
    ///
    /// # Errors
    /// `insurer.unknown`.
    pub fn find(&self, no: ContractNo) -> Result<&Contract, Refused> {
        self.0
            .iter()
            .find(|one| one.no == no)
            .ok_or_else(|| Refused::new("insurer.unknown", format!("没有编号为 {no} 的承办合同。")))
    }
}
