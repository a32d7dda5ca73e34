//! The contribution history of a person: months paid and months deemed (篇7 第二十一条第四款).

use crate::month::Month;
use base::Refused;
use std::collections::BTreeSet;

base::number_id! {
    /// A record of deemed contribution months.
    DeemedNo
}

/// Months that count as paid without a payment. How they are reckoned is ruled elsewhere
/// (视作缴费年限的计算另行规定), so each record names the rule that was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeemedMonths {
    /// Number of the record.
    pub no: DeemedNo,
    /// How many, 1 or more.
    pub months: i64,
    /// Where they come from: the document that was seen, the other scheme.
    pub source: String,
    /// The rule that reckons them; empty while it is still to be given (另行规定).
    pub rule: String,
}

impl DeemedMonths {
    /// A record of deemed months.
    ///
    /// # Errors
    /// [`Refused`] `entitlement.deemed` for less than one month or without a source.
    pub fn new(
        no: DeemedNo,
        months: i64,
        source: &str,
        rule: &str,
    ) -> Result<DeemedMonths, Refused> {
        if months < 1 || source.trim().is_empty() {
            return Err(Refused::new(
                "entitlement.deemed",
                "视作缴费年限须为 1 个月以上，并写明来源。",
            )
            .under("篇7 第二十一条"));
        }
        Ok(DeemedMonths {
            no,
            months,
            source: source.trim().to_owned(),
            rule: rule.trim().to_owned(),
        })
    }

    /// What users read of the rule.
    #[must_use]
    pub fn rule_zh(&self) -> &str {
        if self.rule.is_empty() {
            "另行规定（尚未给出）"
        } else {
            &self.rule
        }
    }
}

/// Months paid, each once, and months deemed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    /// Months that were paid.
    pub real: BTreeSet<Month>,
    /// Months paid before the register began, as a number from its opening record.
    pub before: i64,
    /// Deemed months, each record apart.
    pub deemed: Vec<DeemedMonths>,
}

impl History {
    /// Months really paid.
    #[must_use]
    pub fn real_months(&self) -> i64 {
        let here = i64::try_from(self.real.len()).unwrap_or(i64::MAX);
        here.saturating_add(self.before)
    }

    /// Deemed months.
    #[must_use]
    pub fn deemed_months(&self) -> i64 {
        let months = self.deemed.iter().map(|record| record.months);
        months.fold(0, i64::saturating_add)
    }

    /// All months together.
    #[must_use]
    pub fn total(&self) -> i64 {
        self.real_months().saturating_add(self.deemed_months())
    }

    /// What users read: `实际缴费 120 个月，视作缴费 61 个月（档案；另行规定），合计 181 个月`.
    #[must_use]
    pub fn zh(&self) -> String {
        let deemed = self.deemed.iter();
        let deemed: Vec<String> = deemed
            .map(|record| {
                format!(
                    "{} 个月（{}；{}）",
                    record.months,
                    record.source,
                    record.rule_zh()
                )
            })
            .collect();
        let deemed = if deemed.is_empty() {
            "0 个月".to_owned()
        } else {
            deemed.join("、")
        };
        let (real, total) = (self.real_months(), self.total());
        format!("实际缴费 {real} 个月，视作缴费 {deemed}，合计 {total} 个月")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// REQ-032: 120 real and 61 deemed months are 181, the deemed ones with source and rule.
    #[test]
    fn req_032_deemed_months_are_records_of_their_own() {
        let first = Month::new(1996, 1).unwrap();
        let months = std::iter::successors(Some(first), |month| month.next());
        let no = DeemedNo::new(1).unwrap();
        let deemed = DeemedMonths::new(no, 61, "人事档案", "").unwrap();
        let history = History {
            real: months.take(120).collect(),
            before: 0,
            deemed: vec![deemed],
        };
        assert_eq!((history.real_months(), history.deemed_months()), (120, 61));
        assert_eq!(history.total(), 181);
        assert!(history.zh().contains("人事档案；另行规定"));
        assert_eq!(
            DeemedMonths::new(no, 61, " ", "").unwrap_err().code(),
            "entitlement.deemed"
        );
    }
}
