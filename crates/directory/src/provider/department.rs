//! Departments of an institution.

use super::code::ProviderCode;
use base::{Date, Refused, Validity};

/// A department over a stretch of time (transactions 3401 to 3403 of the national interface).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Department {
    /// Whose.
    pub provider: ProviderCode,
    /// The institution's own code, 1 to 20 characters (`hosp_dept_codg`).
    pub code: Box<str>,
    /// Its name.
    pub name: Box<str>,
    /// The field of medicine (`caty`), as the national dictionary codes it.
    pub field: Box<str>,
    /// From when until when.
    pub holds: Validity,
    /// What it is, in a few words (`itro`).
    pub introduction: Box<str>,
    /// Who heads it: personal data, masked where it is shown.
    pub head: Box<str>,
    /// The telephone of its head: personal data.
    pub head_phone: Box<str>,
    /// What it treats (`dept_med_serv_scp`).
    pub scope: Box<str>,
    /// When it was founded.
    pub founded: Option<Date>,
    /// How many work there.
    pub staffing: Staffing,
    /// Approved beds.
    pub beds: u32,
    /// Beds that the insurance recognises: at most the approved.
    pub recognised_beds: u32,
}

/// How many of each profession work in a department, as the institution states it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Staffing {
    /// 医师.
    pub physicians: u32,
    /// 药师.
    pub pharmacists: u32,
    /// 护士.
    pub nurses: u32,
    /// 技师.
    pub technicians: u32,
}

impl Department {
    /// Checks what an institution sends.
    ///
    /// # Errors
    /// `department.code` for a code that is empty or longer than 20 characters, `department.name`
    /// without a name, `department.beds` with more recognised beds than approved ones.
    pub fn check(&self) -> Result<(), Refused> {
        let length = self.code.trim().chars().count();
        if length == 0 || length > 20 {
            return Err(Refused::new(
                "department.code",
                "科室编码应为 1 至 20 个字符，请核对。",
            ));
        }
        if self.name.trim().is_empty() {
            return Err(Refused::new(
                "department.name",
                format!("科室 {} 缺少名称，请补填。", self.code),
            ));
        }
        if self.recognised_beds > self.beds {
            return Err(Refused::new(
                "department.beds",
                format!(
                    "科室 {} 的医保认可床位 {} 张多于批准床位 {} 张，请核对。",
                    self.code, self.recognised_beds, self.beds
                ),
            ));
        }
        Ok(())
    }
}

/// The department of a code that exists on a day.
///
/// # Errors
/// `department.unknown` where the institution never had it, `department.closed` where it had it on
/// other days only.
pub fn open<'a>(
    departments: &'a [Department],
    provider: &ProviderCode,
    code: &str,
    on: Date,
) -> Result<&'a Department, Refused> {
    let own = || {
        departments
            .iter()
            .filter(|one| one.provider == *provider && *one.code == *code)
    };
    if let Some(found) = own().find(|one| one.holds.covers(on)) {
        return Ok(found);
    }
    let shown = base::show_value(code);
    Err(if own().next().is_some() {
        Refused::new(
            "department.closed",
            format!("科室 {shown} 在 {on} 不在开设期内，请核对科室或先登记科室变更。"),
        )
    } else {
        Refused::new(
            "department.unknown",
            format!("{provider} 没有登记科室 {shown}，请先上传科室信息。"),
        )
    })
}

/// Adds a department to those known.
///
/// # Errors
/// As [`Department::check`]; `department.twice` where one of the same code exists on some of the days.
pub fn add(known: &mut Vec<Department>, new: Department) -> Result<(), Refused> {
    new.check()?;
    let same = |one: &&Department| {
        one.provider == new.provider && one.code == new.code && one.holds.overlaps(&new.holds)
    };
    if let Some(other) = known.iter().find(same) {
        return Err(Refused::new(
            "department.twice",
            format!(
                "科室编码 {} 已登记为“{}”，同一时间不能重复；请改用变更。",
                other.code, other.name
            ),
        ));
    }
    known.push(new);
    Ok(())
}

/// Changes a department from the first day of `new` on (transaction 3402): what holds that day ends the
/// day before and stays as history. What begins on that very day is replaced, since it held for no day.
///
/// # Errors
/// As [`Department::check`]; as [`open`] where the department does not exist on that day;
/// `department.from` where `new` has no first day, `department.twice` where a later stretch is in the
/// way. Then nothing has changed.
pub fn change(known: &mut Vec<Department>, new: Department) -> Result<(), Refused> {
    new.check()?;
    let from = first_day(&new)?;
    open(known, &new.provider, &new.code, from)?;
    let mut tried = known.clone();
    close(&mut tried, &new, from);
    add(&mut tried, new)?;
    *known = tried;
    Ok(())
}

/// Closes a department: `last_day` is the last on which it takes patients (transaction 3403).
///
/// # Errors
/// As [`open`] where the department does not exist on that day.
pub fn withdraw(
    known: &mut [Department],
    provider: &ProviderCode,
    code: &str,
    last_day: Date,
) -> Result<(), Refused> {
    open(known, provider, code, last_day)?;
    let mut own = known
        .iter_mut()
        .filter(|one| one.provider == *provider && *one.code == *code);
    if let Some(found) = own.find(|one| one.holds.covers(last_day))
        && let Ok(shorter) = Validity::new(found.holds.from(), Some(last_day))
    {
        found.holds = shorter;
    }
    Ok(())
}

fn first_day(new: &Department) -> Result<Date, Refused> {
    new.holds.from().ok_or_else(|| {
        Refused::new(
            "department.from",
            format!("科室 {} 的变更须写明开始日期，请补填。", new.code),
        )
    })
}

/// Ends what runs on `from` the day before; takes it out where that would leave it no day.
fn close(known: &mut Vec<Department>, new: &Department, from: Date) {
    known.retain_mut(|one| {
        let same = one.provider == new.provider && one.code == new.code;
        if !same || !one.holds.covers(from) {
            return true;
        }
        match Validity::new(one.holds.from(), from.add_days(-1)) {
            Ok(shorter) => {
                one.holds = shorter;
                true
            }
            Err(_) => false,
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn department(code: &str, from: &str, until: &str) -> Department {
        Department {
            provider: ProviderCode::parse("H34040000001").unwrap(),
            code: code.into(),
            name: "内科".into(),
            field: "03".into(),
            holds: Validity::new(Date::parse(from).ok(), Date::parse(until).ok()).unwrap(),
            introduction: "内科".into(),
            head: "李某".into(),
            head_phone: "0554-0000000".into(),
            scope: "内科常见病".into(),
            founded: None,
            staffing: Staffing::default(),
            beds: 40,
            recognised_beds: 30,
        }
    }

    #[test]
    fn a_change_keeps_what_was_and_a_withdrawal_has_a_last_day() {
        let mut known = Vec::new();
        add(&mut known, department("D01", "2020-01-01", "")).unwrap();
        let renamed = |from: &str| Department {
            name: "心内科".into(),
            ..department("D01", from, "")
        };
        change(&mut known, renamed("2020-07-01")).unwrap();
        let provider = known[0].provider.clone();
        let day = |text| Date::parse(text).unwrap();
        let name = |known: &[Department], on| {
            open(known, &provider, "D01", day(on)).map(|one| one.name.to_string())
        };
        assert_eq!(name(&known, "2020-06-30").unwrap(), "内科");
        assert_eq!(name(&known, "2020-07-01").unwrap(), "心内科");
        change(&mut known, renamed("2020-07-01")).unwrap();
        assert_eq!(known.len(), 2);
        withdraw(&mut known, &provider, "D01", day("2020-12-31")).unwrap();
        assert_eq!(
            name(&known, "2021-01-01").unwrap_err().code(),
            "department.closed"
        );
        let again = withdraw(&mut known, &provider, "D01", day("2021-01-01"));
        assert_eq!(again.unwrap_err().code(), "department.closed");
        let early = change(&mut known, renamed("2019-01-01"));
        assert_eq!(early.unwrap_err().code(), "department.closed");
        add(&mut known, department("D01", "2022-01-01", "")).unwrap();
        let before = known.clone();
        let over_a_later_one = change(&mut known, renamed("2020-09-01")).unwrap_err();
        assert_eq!(over_a_later_one.code(), "department.twice");
        assert_eq!(known, before);
        let open_start = change(&mut known, renamed(""));
        assert_eq!(open_start.unwrap_err().code(), "department.from");
    }

    #[test]
    fn a_department_is_there_on_its_days() {
        let mut known = Vec::new();
        add(&mut known, department("D01", "2020-01-01", "2020-12-31")).unwrap();
        let provider = known[0].provider.clone();
        let day = |text| Date::parse(text).unwrap();
        assert!(open(&known, &provider, "D01", day("2020-12-31")).is_ok());
        let closed = open(&known, &provider, "D01", day("2021-01-01")).unwrap_err();
        assert_eq!(closed.code(), "department.closed");
        let unknown = open(&known, &provider, "D02", day("2020-01-01")).unwrap_err();
        assert_eq!(unknown.code(), "department.unknown");
    }

    #[test]
    fn one_code_one_department_at_a_time() {
        let mut known = Vec::new();
        add(&mut known, department("D01", "2020-01-01", "2020-12-31")).unwrap();
        let twice = add(&mut known, department("D01", "2020-12-31", ""));
        assert_eq!(twice.unwrap_err().code(), "department.twice");
        assert!(add(&mut known, department("D01", "2021-01-01", "")).is_ok());
        let beds = Department {
            recognised_beds: 41,
            ..department("D02", "2020-01-01", "")
        };
        assert_eq!(beds.check().unwrap_err().code(), "department.beds");
        assert_eq!(
            department("", "2020-01-01", "").check().unwrap_err().code(),
            "department.code"
        );
    }
}
