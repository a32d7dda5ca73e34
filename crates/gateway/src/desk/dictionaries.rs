//! Dictionaries (1901 字典表下载).

use base::Date;
use service::ServiceError;

use super::call::{Call, Reply};
use crate::definition::{Answer, Dictionary, Number, Stamp};

/// 1901 字典表下载: the codes of one dictionary, as this program has them; of all where the dialect has no type to ask
/// by. A type that is not known has no rows; the codes have no parents and all of them are valid, so that a question
/// for others has none either.
///
/// # Errors
/// `gateway.infno` where the transaction is not defined.
pub fn list(call: &Call<'_>) -> Result<Reply, ServiceError> {
    let row = call.input.row("data")?;
    let asked = row.text("type").to_ascii_lowercase();
    let other_parent = !matches!(row.text("parent_value"), "" | "0" | "-1");
    let not_valid = row.text("Vali_Flag") == "0";
    let mut answer = call.answer()?;
    if other_parent || not_valid {
        return Ok(Reply::Rows(answer));
    }
    match asked.as_str() {
        "" => {
            for dictionary in call.definitions.dictionaries() {
                told(&mut answer, &dictionary.key, dictionary);
            }
        }
        _ => {
            if let Some(dictionary) = call.definitions.dictionary(&asked) {
                told(&mut answer, row.text("type"), dictionary);
            }
        }
    }
    Ok(Reply::Rows(answer))
}

/// The codes of a dictionary under the name by which it was asked for.
fn told(answer: &mut Answer<'static>, kind: &str, dictionary: &Dictionary) {
    for (at, (code, name)) in (1_i64..).zip(&dictionary.codes) {
        answer
            .row("list")
            .put("type", kind)
            .put("label", name.as_str())
            .put("value", code.as_str())
            .put("parentValue", "")
            .put("sort", Number::whole(at))
            .put("valiFlag", "1")
            .put("createUser", "tongchou")
            .put("createDate", Stamp::day_only(EDITION))
            .put("version", Number::whole(1));
    }
}

/// The day of the baseline that the dictionaries follow.
const EDITION: Date = edition();

const fn edition() -> Date {
    // days from 1970-01-01 to 2021-12-30
    match Date::from_day_number(18_991) {
        Some(day) => day,
        None => Date::MIN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_edition_is_that_of_the_baseline() {
        assert_eq!(EDITION, Date::from_ymd(2021, 12, 30).unwrap());
    }
}
