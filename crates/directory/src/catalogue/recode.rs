//! From old codes to national ones (REQ-136), and from a national code to the one in its place.

use base::{Date, Refused, Validity};

use super::code::Code;
use super::table::first_day;

/// The system of codes that an old one belongs to: the list of an old scheme, an old standard, or
/// [`Recode::NATIONAL`] where a national code was replaced by another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recode {
    /// The system, 1 to 32 characters.
    pub system: Box<str>,
    /// The code in it, 1 to 150 characters.
    pub old: Box<str>,
    /// The national code.
    pub new: Code,
    /// In which days the old code means the new one.
    pub validity: Validity,
}

impl Recode {
    /// The system of the national codes themselves.
    pub const NATIONAL: &'static str = "national";
}

/// All old codes, found by system, code and day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recodes {
    // by system, old code and first day
    list: Vec<Recode>,
}

/// How often a national code may be replaced in a row; more is taken for a circle.
const LONGEST_CHAIN: usize = 16;

impl Recodes {
    /// The map of a list in any order.
    ///
    /// # Errors
    /// `recode.empty` or `recode.long` for a system or code that cannot be one, `recode.overlap` where
    /// an old code means two new ones on a day, `recode.circle` where a national code comes back to
    /// itself.
    pub fn new(mut list: Vec<Recode>) -> Result<Recodes, Refused> {
        for recode in &list {
            refuse_texts(recode)?;
        }
        list.sort_by(|a, b| order(a).cmp(&order(b)));
        let double = list.windows(2).find_map(|pair| match pair {
            [a, b] if same(a, b) && a.validity.overlaps(&b.validity) => Some(a),
            _ => None,
        });
        if let Some(recode) = double {
            return Err(Refused::new(
                "recode.overlap",
                format!(
                    "旧编码 {} 在同一天对应两个国家编码，请核对起止日期。",
                    recode.old
                ),
            ));
        }
        let recodes = Recodes { list };
        recodes.refuse_circles()?;
        Ok(recodes)
    }

    /// All of them, by system, old code and day.
    #[must_use]
    pub fn list(&self) -> &[Recode] {
        &self.list
    }

    /// The national code of an old one on a day.
    #[must_use]
    pub fn find(&self, system: &str, old: &str, on: Date) -> Option<Code> {
        let key = (system, old);
        let start = self
            .list
            .partition_point(|recode| (&*recode.system, &*recode.old) < key);
        let rest = self.list.get(start..).unwrap_or_default();
        let mut here = rest
            .iter()
            .take_while(|recode| (&*recode.system, &*recode.old) == key);
        let found = here.find(|recode| recode.validity.covers(on))?;
        Some(found.new)
    }

    /// The national code in the place of another on a day: itself where nothing replaced it.
    #[must_use]
    pub fn current(&self, code: &str, on: Date) -> Option<Code> {
        let mut now = Code::probe(code)?;
        for _ in 0..LONGEST_CHAIN {
            match self.find(Recode::NATIONAL, now.as_str(), on) {
                Some(next) => now = next,
                None => return Some(now),
            }
        }
        None
    }

    /// On the first day of each link the chain from it must end.
    fn refuse_circles(&self) -> Result<(), Refused> {
        let national = |recode: &&Recode| &*recode.system == Recode::NATIONAL;
        for recode in self.list.iter().filter(national) {
            if self
                .current(&recode.old, first_day(&recode.validity))
                .is_none()
            {
                return Err(Refused::new(
                    "recode.circle",
                    format!("编码 {} 的替换关系成环或过长，请核对。", recode.old),
                ));
            }
        }
        Ok(())
    }
}

fn order(recode: &Recode) -> (&str, &str, Date) {
    (&recode.system, &recode.old, first_day(&recode.validity))
}

fn same(a: &Recode, b: &Recode) -> bool {
    a.system == b.system && a.old == b.old
}

fn refuse_texts(recode: &Recode) -> Result<(), Refused> {
    if recode.system.is_empty() || recode.old.is_empty() {
        return Err(Refused::new(
            "recode.empty",
            "编码体系和旧编码都不能为空，请填写。",
        ));
    }
    if recode.system.chars().count() > 32 || recode.old.chars().count() > 150 {
        return Err(Refused::new(
            "recode.long",
            "编码体系最多 32 个字，旧编码最多 150 个字，请核对。",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::kind::Kind;
    use super::*;

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn recode(system: &str, old: &str, new: &str, from: &str, until: &str) -> Recode {
        let end = |text: &str| (!text.is_empty()).then(|| date(text));
        Recode {
            system: system.into(),
            old: old.into(),
            new: Code::parse(Kind::Chronic, new).unwrap(),
            validity: Validity::new(end(from), end(until)).unwrap(),
        }
    }

    #[test]
    fn req_136_an_old_code_leads_to_the_national_one_of_the_day() {
        let recodes = Recodes::new(vec![
            recode("新农合", "0101", "M1", "", "2016-12-31"),
            recode("新农合", "0101", "M2", "2017-01-01", ""),
            recode("居民", "0101", "M3", "", ""),
        ])
        .unwrap();
        let find = |system, day| {
            let code = recodes.find(system, "0101", date(day));
            code.map(|code| code.to_string())
        };
        assert_eq!(find("新农合", "2016-12-31"), Some("M1".to_owned()));
        assert_eq!(find("新农合", "2017-01-01"), Some("M2".to_owned()));
        assert_eq!(find("居民", "2017-01-01"), Some("M3".to_owned()));
        assert_eq!(find("职工", "2017-01-01"), None);
    }

    #[test]
    fn replaced_national_codes_are_followed_to_the_last() {
        let national = Recode::NATIONAL;
        let recodes = Recodes::new(vec![
            recode(national, "M1", "M2", "2026-01-01", ""),
            recode(national, "M2", "M3", "2026-06-01", ""),
        ])
        .unwrap();
        let current = |day| recodes.current("M1", date(day)).unwrap().to_string();
        assert_eq!(current("2025-12-31"), "M1");
        assert_eq!(current("2026-05-31"), "M2");
        assert_eq!(current("2026-06-01"), "M3");
        let circle = Recodes::new(vec![
            recode(national, "M1", "M2", "2026-01-01", ""),
            recode(national, "M2", "M1", "2026-02-01", ""),
        ]);
        assert_eq!(circle.unwrap_err().code(), "recode.circle");
    }

    #[test]
    fn two_meanings_on_one_day_are_refused() {
        let double = Recodes::new(vec![
            recode("居民", "1", "M1", "", "2026-01-01"),
            recode("居民", "1", "M2", "2026-01-01", ""),
        ]);
        assert_eq!(double.unwrap_err().code(), "recode.overlap");
        let empty = Recodes::new(vec![recode("居民", "", "M1", "", "")]);
        assert_eq!(empty.unwrap_err().code(), "recode.empty");
    }
}
