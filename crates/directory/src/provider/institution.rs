//! A provider and what is known of it over time.

use super::code::ProviderCode;
use super::kind::{Grade, Ownership, ProviderKind, Rank};
use super::licence::Licence;
use crate::catalogue::HospitalLevel;
use base::{Date, Refused, RegionCode, Validity};

/// What is registered of a provider over a stretch of time. A change closes one stretch and opens
/// another; none is ever overwritten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Particulars {
    /// From when until when.
    pub holds: Validity,
    /// Its name.
    pub name: Box<str>,
    /// Its type.
    pub kind: ProviderKind,
    /// Its grade; pharmacies and most small institutions have none.
    pub grade: Grade,
    /// Whose it is.
    pub ownership: Ownership,
    /// To which level of government it belongs, where that is known.
    pub rank: Option<Rank>,
    /// Whether it settles through the network (联网结算).
    pub networked: bool,
    /// Where it lies, down to street or village where known.
    pub place: RegionCode,
    /// The address within that place.
    pub address: Box<str>,
    /// Approved beds, 0 where it has none.
    pub beds: u32,
    /// Who answers for it in law.
    pub representative: Box<str>,
}

/// A provider: its code stays while its particulars change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Institution {
    /// The national code.
    pub code: ProviderCode,
    /// 统一社会信用代码.
    pub credit_code: Option<Box<str>>,
    /// Particulars by first day, without overlap.
    pub particulars: Vec<Particulars>,
    /// Its licences, old ones too.
    pub licences: Vec<Licence>,
}

impl Institution {
    /// A provider with its first particulars.
    ///
    /// # Errors
    /// `provider.code` where the letter of the code is not that of the type.
    pub fn new(
        code: ProviderCode,
        credit_code: Option<&str>,
        first: Particulars,
    ) -> Result<Institution, Refused> {
        if !first.kind.fits(&code) {
            return Err(Refused::new(
                "provider.code",
                format!(
                    "{}“{}”的编码 {code} 首位不符：医疗机构应为 H，零售药店应为 P。",
                    first.kind.zh(),
                    first.name
                ),
            ));
        }
        Ok(Institution {
            code,
            credit_code: credit_code.map(Into::into),
            particulars: vec![first],
            licences: Vec::new(),
        })
    }

    /// What is registered on a day.
    #[must_use]
    pub fn on(&self, day: Date) -> Option<&Particulars> {
        self.particulars.iter().find(|one| one.holds.covers(day))
    }

    /// The level on a day, by which rules of benefit tell institutions apart.
    #[must_use]
    pub fn level(&self, day: Date) -> Option<HospitalLevel> {
        self.on(day).map(|one| one.grade.level())
    }

    /// Changes the particulars from a day on: what holds that day ends the day before and stays.
    ///
    /// # Errors
    /// `provider.no_particulars` where nothing is registered that day, `provider.change_begins` where
    /// the stretch would have no day left, `provider.later_change` where a later stretch begins already.
    pub fn change(
        &mut self,
        from: Date,
        change: impl FnOnce(&mut Particulars),
    ) -> Result<(), Refused> {
        let code = &self.code;
        let later = self
            .particulars
            .iter()
            .any(|one| one.holds.from() > Some(from));
        if later {
            return Err(Refused::new(
                "provider.later_change",
                format!("{code} 在 {from} 之后已有变更登记，请先核对变更日期。"),
            ));
        }
        let found = self
            .particulars
            .iter_mut()
            .find(|one| one.holds.covers(from));
        let Some(old) = found else {
            return Err(Refused::new(
                "provider.no_particulars",
                format!("{code} 在 {from} 没有登记信息，不能变更。"),
            ));
        };
        let before = from.add_days(-1);
        let Ok(closed) = Validity::new(old.holds.from(), before) else {
            return Err(Refused::new(
                "provider.change_begins",
                format!(
                    "{code} 的现有登记自 {from} 起生效，同日不能再次变更；如登记有误请办理更正。"
                ),
            ));
        };
        let mut new = old.clone();
        new.holds = Validity::new(Some(from), old.holds.until()).unwrap_or(old.holds);
        let new_holds = new.holds;
        change(&mut new);
        new.holds = new_holds;
        old.holds = closed;
        self.particulars.push(new);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::sample::{hospital, span};

    #[test]
    fn the_letter_of_the_code_goes_with_the_type() {
        let first = hospital().particulars[0].clone();
        let code = ProviderCode::parse("P34040000001").unwrap();
        let refused = Institution::new(code, None, first).unwrap_err();
        assert_eq!(refused.code(), "provider.code");
    }

    #[test]
    fn nothing_is_changed_where_nothing_is_registered() {
        let mut one = hospital();
        one.particulars[0].holds = span("2015-01-01", "2020-12-31");
        let day = Date::parse("2021-01-01").unwrap();
        let refused = one.change(day, |known| known.beds = 1).unwrap_err();
        assert_eq!(refused.code(), "provider.no_particulars");
        assert_eq!(one.on(day), None);
        let before = Date::parse("2020-12-31").unwrap();
        assert_eq!(one.level(before), Some(HospitalLevel::Second));
    }
}
