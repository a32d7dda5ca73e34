//! Bills of the shape that hospitals send: kinds of care in their usual mix, lines with classes,
//! quantities, price limits and first self-pay. The prices are invented.

use crate::people::Person;
use crate::plain::{Bill, Claim, Given, Line};
use crate::random::Tape;
use base::Date;

/// A line of a price list.
struct Article {
    code: &'static str,
    class: &'static str,
    /// Price of a unit, 分: from, to.
    price: (i64, i64),
    /// Units on a bill at most.
    most: i64,
    /// Limit of a unit in 元, where the catalogue has one.
    limit: Option<&'static str>,
    /// First self-pay, where the catalogue has one.
    first: Option<&'static str>,
}

const fn article(
    code: &'static str,
    class: &'static str,
    price: (i64, i64),
    most: i64,
    limit: Option<&'static str>,
    first: Option<&'static str>,
) -> Article {
    Article {
        code,
        class,
        price,
        most,
        limit,
        first,
    }
}

const VISIT: [Article; 7] = [
    article("visit.fee", "a", (1_000, 5_000), 1, Some("30"), None),
    article("drug.common", "a", (350, 8_950), 6, None, None),
    article("drug.listed_b", "b", (1_999, 28_800), 4, None, Some("10%")),
    article("lab.blood", "a", (2_500, 18_000), 2, None, None),
    article(
        "image.ct",
        "b",
        (18_000, 45_000),
        1,
        Some("320"),
        Some("20%"),
    ),
    article("drug.own_cost", "out", (500, 60_000), 2, None, None),
    article("herbs", "a", (1_200, 6_300), 14, None, None),
];

const STAY: [Article; 8] = [
    article("bed.day", "a", (3_500, 26_000), 21, Some("60"), None),
    article("nursing.day", "a", (1_000, 5_000), 21, None, None),
    article("drug.listed_a", "a", (450, 32_000), 40, None, None),
    article("drug.listed_b", "b", (3_999, 98_000), 20, None, Some("10%")),
    article("operation", "a", (80_000, 980_000), 1, None, None),
    article(
        "implant.imported",
        "b",
        (150_000, 3_200_000),
        2,
        Some("12000"),
        Some("30%"),
    ),
    article("image.mri", "b", (38_000, 78_000), 3, None, Some("20%")),
    article("meals.companion", "c", (2_000, 9_000), 14, None, None),
];

/// `count` bills of a person in a calendar year, in order of service; the same seed gives the same
/// bills.
#[must_use]
pub fn year_of_bills(seed: u64, person: &Person, year: i32, count: usize) -> Vec<Claim> {
    let mut bills: Vec<(Date, Claim)> = (0..count)
        .map(|number| {
            let mut tape = Tape::of_seed(seed.wrapping_add(7_919 * number as u64), 128);
            let on = day(&mut tape, year);
            (on, claim(&mut tape, person, on, number))
        })
        .collect();
    bills.sort_by_key(|(on, claim)| (*on, claim.id.clone()));
    bills.into_iter().map(|(_, claim)| claim).collect()
}

fn day(tape: &mut Tape, year: i32) -> Date {
    let first = Date::from_ymd(year, 1, 1).unwrap_or(Date::MIN);
    first
        .add_days(i32::try_from(tape.below(365)).unwrap_or(0))
        .unwrap_or(first)
}

fn claim(tape: &mut Tape, person: &Person, on: Date, number: usize) -> Claim {
    let care = match tape.below(100) {
        0..=67 => "outpatient",
        68..=79 => "pharmacy",
        80..=87 => "chronic",
        88..=91 => "emergency",
        _ => "inpatient",
    };
    let mut facts = person.facts.clone();
    let mut put = |name: &str, value: String| facts.insert(name.to_owned(), value);
    put("care", care.to_owned());
    put("service_date", on.to_string());
    put("settlement_date", on.to_string());
    put("level", tape.between(1, 3).to_string());
    let provider = format!("H9900{:04}", tape.between(1, 400));
    put("provider_id", provider.clone());
    if care == "inpatient" {
        let days = i32::try_from(tape.between(1, 21)).unwrap_or(1);
        let left = on.add_days(days).unwrap_or(on);
        put("admission_date", on.to_string());
        put("discharge_date", left.to_string());
        put("settlement_date", left.to_string());
    }
    let mut owners = person.owners();
    owners.provider = provider;
    let lines = lines(tape, care);
    Claim {
        id: format!("{}-{number:04}", person.number),
        owners,
        facts,
        bill: Bill::Lines(lines),
    }
}

fn lines(tape: &mut Tape, care: &str) -> Vec<Line> {
    let (list, most): (&[Article], usize) = match care {
        "inpatient" => (&STAY, 14),
        "pharmacy" => (&VISIT[1..3], 3),
        _ => (&VISIT, 5),
    };
    let count = 1 + tape.below(most);
    let mut lines = Vec::with_capacity(count);
    for _ in 0..count {
        let article = &list[tape.below(list.len())];
        lines.push(line(tape, article));
    }
    lines
}

fn line(tape: &mut Tape, article: &Article) -> Line {
    let price = tape.between(article.price.0, article.price.1);
    let quantity = tape.between(1, article.most);
    let mut facts = Given::new();
    let mut put = |name: &str, value: String| facts.insert(name.to_owned(), value);
    put("item", article.class.to_owned());
    put("code", article.code.to_owned());
    put("quantity", quantity.to_string());
    put("unit_price", format!("{}.{:02}", price / 100, price % 100));
    if let Some(limit) = article.limit {
        put("price_limit", limit.to_owned());
    }
    if let Some(first) = article.first {
        put("own_first", first.to_owned());
    }
    Line {
        amount: price * quantity,
        facts,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::people;

    #[test]
    fn bills_are_in_order_add_up_and_come_again() {
        let person = &people(3, 1)[0];
        let bills = year_of_bills(5, person, 2023, 200);
        assert_eq!(bills, year_of_bills(5, person, 2023, 200));
        let dates: Vec<&String> = bills
            .iter()
            .map(|bill| &bill.facts["service_date"])
            .collect();
        assert!(dates.is_sorted());
        let stays = bills
            .iter()
            .filter(|bill| bill.facts["care"] == "inpatient")
            .count();
        assert!((4..40).contains(&stays), "{stays} stays");
        for bill in &bills {
            let Bill::Lines(lines) = &bill.bill else {
                panic!("lines")
            };
            for line in lines {
                let quantity: i64 = line.facts["quantity"].parse().unwrap();
                assert!(line.amount > 0 && line.amount % quantity == 0);
            }
        }
    }
}
