//! Moments to the minute: `2023-05-01T08:30`.

use base::Date;

const MINUTES_A_DAY: i64 = 24 * 60;

/// Minutes since 1970-01-01T00:00; `None` for a text of another form.
pub(super) fn parse(text: &str) -> Option<i64> {
    let (date, clock) = text.split_once(['T', ' '])?;
    let date = Date::parse(date).ok()?;
    let (hour, minute) = clock.split_once(':')?;
    let (hour, minute) = (two_digits(hour, 24)?, two_digits(minute, 60)?);
    let days = i64::from(date.day_number()).checked_mul(MINUTES_A_DAY)?;
    days.checked_add(hour.checked_mul(60)?)?.checked_add(minute)
}

fn two_digits(text: &str, below: i64) -> Option<i64> {
    let digits = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|value| digits && *value < below)
}

/// The text of a moment.
pub(super) fn print(minutes: i64) -> Option<String> {
    let day = i32::try_from(minutes.div_euclid(MINUTES_A_DAY)).ok()?;
    let date = Date::from_day_number(day)?;
    let minute = minutes.rem_euclid(MINUTES_A_DAY);
    Some(format!("{date}T{:02}:{:02}", minute / 60, minute % 60))
}
