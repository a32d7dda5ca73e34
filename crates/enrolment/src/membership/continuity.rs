//! The record of continuity: missed years and the wait they bring.

use super::Span;
use crate::regime::{Interruption, Profile};
use base::{Date, YearCalendar};

/// The interruption before a new enrolment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The last day of enrolment before it.
    pub last: Date,
    /// Whole benefit years without enrolment.
    pub missed_years: u32,
    /// The last day of waiting, where the regime has a waiting period.
    pub wait_until: Option<Date>,
    /// The sentence for users.
    pub zh: String,
}

/// The interruption before `from` of somebody with these earlier spans; `None` for a first enrolment and
/// where nothing that counts was missed. Without a rule in the regime a whole missed year counts, and
/// nobody waits (the sources give no number).
#[must_use]
pub fn gap_before(profile: &Profile, earlier: &[Span], from: Date) -> Option<Gap> {
    let before = earlier.iter().filter(|span| span.from() < from);
    let last = before.map(|span| span.until()).max()?;
    if last.add_days(1)? >= from {
        return None;
    }
    let missed_years = missed(&profile.calendar, last, from);
    let rule = profile.continuity.as_ref();
    let kind = rule.map_or(Interruption::Year, |rule| rule.interruption.says);
    if kind == Interruption::Year && missed_years == 0 {
        return None;
    }
    let waiting = rule.and_then(|rule| rule.waiting_after(missed_years));
    let months = waiting.map_or(0, |row| row.months);
    let until = i32::try_from(months).ok();
    let until = until.and_then(|months| from.add_months(months)?.add_days(-1));
    let wait_until = until.filter(|last| *last >= from);
    let mut zh = format!("中断参保：上次参保到 {last}，其间缺 {missed_years} 个年度");
    zh.push_str(&match (wait_until, waiting) {
        (Some(until), Some(row)) => format!(
            "，待遇等待 {months} 个月（到 {until}）〔依据：{}〕。",
            row.article.cite()
        ),
        _ => "，本统筹区未规定等待期。".to_owned(),
    });
    Some(Gap {
        last,
        missed_years,
        wait_until,
        zh,
    })
}

/// Whole benefit years between two days, both days outside them.
fn missed(calendar: &YearCalendar, last: Date, from: Date) -> u32 {
    let mut count = 0_u32;
    let mut day = last;
    loop {
        let year = calendar.year_of(day);
        if year.from > last && year.until < from {
            count = count.saturating_add(1);
        }
        match year.until.add_days(1) {
            Some(next) if next < from => day = next,
            _ => return count,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::regime::{Article, Cited, Continuity, Regimes, WaitingRow};
    use base::{MonthDay, RegionCode};

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn huainan() -> Profile {
        let shelf = Regimes::shipped().unwrap();
        let pool = RegionCode::parse("340400").unwrap();
        shelf.of(pool, date("2024-01-01")).unwrap().clone()
    }

    fn year(label: i32) -> Span {
        let day = |text: &str| date(&format!("{label}-{text}"));
        Span::new(day("01-01"), day("12-31")).unwrap()
    }

    /// REQ-012: who skipped a year is flagged; nobody waits unless the regime says so.
    #[test]
    fn req_012_a_skipped_year_is_flagged_and_nobody_waits_by_default() {
        let mut profile = huainan();
        let earlier = [year(2022), year(2023)];
        let back = date("2025-01-01");
        let gap = gap_before(&profile, &earlier, back).unwrap();
        assert_eq!((gap.missed_years, gap.wait_until), (1, None));
        assert!(gap.zh.contains("未规定等待期"));
        let article = Article::new("样例 等待期", None);
        profile.continuity = Some(Continuity {
            interruption: Cited::new(Interruption::Year, article.clone()),
            waiting: vec![WaitingRow {
                missed_years: 1,
                months: 3,
                article,
            }],
        });
        let gap = gap_before(&profile, &earlier, back).unwrap();
        assert_eq!(gap.wait_until, Some(date("2025-03-31")));
        assert!(gap.zh.contains("样例 等待期"));
        assert_eq!(gap_before(&profile, &earlier, date("2024-01-01")), None);
        assert_eq!(gap_before(&profile, &[], back), None);
    }

    #[test]
    fn a_late_start_within_a_year_is_no_missed_year() {
        let calendar = YearCalendar::new(MonthDay::JANUARY_FIRST);
        let gap = gap_before(&huainan(), &[year(2023)], date("2024-08-01"));
        assert_eq!(gap, None);
        assert_eq!(missed(&calendar, date("2023-06-30"), date("2026-02-01")), 2);
    }
}
