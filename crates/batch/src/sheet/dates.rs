//! Dates as clerks write them.

use base::Date;

/// Reads `2026-01-03`, `2026/1/3`, `2026.1.3`, `20260103` and `2026年1月3日`; `None` for anything else
/// and for a day that the calendar lacks.
pub(super) fn read(text: &str) -> Option<Date> {
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Date::from_number(text.parse().ok()?);
    }
    let text = text.strip_suffix('日').unwrap_or(text);
    let mut parts = text.split(['-', '/', '.', '年', '月']);
    let year = number(parts.next()?, 4..=4)?;
    let month = number(parts.next()?, 1..=2)?;
    let day = number(parts.next()?, 1..=2)?;
    if parts.next().is_some() {
        return None;
    }
    Date::from_ymd(i32::try_from(year).ok()?, month, day).ok()
}

fn number(text: &str, digits: std::ops::RangeInclusive<usize>) -> Option<u32> {
    let all_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    (all_digits && digits.contains(&text.len())).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_of_a_date() {
        let day = Date::parse("2026-01-03").ok();
        for text in [
            "2026-01-03",
            "2026/1/3",
            "2026.01.03",
            "20260103",
            "2026年1月3日",
        ] {
            assert_eq!(read(text), day, "{text}");
        }
        for text in [
            "2026-02-30",
            "26-1-3",
            "2026-1",
            "2026-1-3-4",
            "20261301",
            "一月",
            "",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
