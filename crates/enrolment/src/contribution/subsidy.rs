//! Subsidies of government: due, arrived, overdue; once a person and year; by one channel.

use crate::Scheme;
use crate::contribution::source::Source;
use crate::contribution::standard::Year;
use base::{BillNo, Date, Fen, PersonNo, Refused, RegionCode, Validity};
use std::collections::BTreeMap;

base::typed_id! {
    /// A channel by which subsidies are paid.
    ChannelCode
}

base::number_id! {
    /// A subsidy that arrived.
    ArrivalNo
}
base::number_id! {
    /// Personal contributions that a fund of government pays in advance.
    AdvanceNo
}

/// Which subsidy: of which level of government, for which county, scheme and year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SubsidyKey {
    /// The county that it is for.
    pub county: RegionCode,
    /// Who pays it.
    pub payer: Source,
    /// The scheme.
    pub scheme: Scheme,
    /// The year.
    pub year: Year,
}

/// What is due: people of one standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SubsidyDue {
    /// Which subsidy.
    pub key: SubsidyKey,
    /// Insured persons.
    pub heads: i64,
    /// What this level pays a person.
    pub each: Fen,
}

impl SubsidyDue {
    /// Headcount × standard; `None` where that leaves the range of money.
    #[must_use]
    pub fn amount(&self) -> Option<Fen> {
        self.each.get().checked_mul(self.heads).map(Fen::new)
    }
}

/// How a subsidy stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SubsidyLine {
    /// Which subsidy.
    pub key: SubsidyKey,
    /// Insured persons counted.
    pub heads: i64,
    /// Σ headcount × standard.
    pub due: Fen,
    /// Σ of what arrived.
    pub arrived: Fen,
    /// What is missing after the day on which it was due; 0 before.
    pub overdue: Fen,
}

impl SubsidyLine {
    /// Due − arrived; negative where more arrived.
    #[must_use]
    pub fn outstanding(&self) -> Fen {
        self.due.checked_sub(self.arrived).unwrap_or(Fen::ZERO)
    }
}

/// Due against arrived, by county and level. What is missing on a day after `due_on` is overdue.
///
/// # Errors
/// `subsidy.amount` where amounts leave their range.
pub fn subsidies(
    due: &[SubsidyDue],
    arrived: &[(SubsidyKey, Fen)],
    due_on: Date,
    today: Date,
) -> Result<Vec<SubsidyLine>, Refused> {
    let refuse = || Refused::new("subsidy.amount", "补助金额超出范围，请核对人数和标准。");
    let mut lines: BTreeMap<SubsidyKey, SubsidyLine> = BTreeMap::new();
    let empty = |key| SubsidyLine {
        key,
        heads: 0,
        due: Fen::ZERO,
        arrived: Fen::ZERO,
        overdue: Fen::ZERO,
    };
    for one in due {
        let line = lines.entry(one.key).or_insert_with(|| empty(one.key));
        let amount = one.amount().ok_or_else(refuse)?;
        line.due = line.due.checked_add(amount).ok_or_else(refuse)?;
        line.heads = line.heads.checked_add(one.heads).ok_or_else(refuse)?;
    }
    for (key, amount) in arrived {
        let line = lines.entry(*key).or_insert_with(|| empty(*key));
        line.arrived = line.arrived.checked_add(*amount).ok_or_else(refuse)?;
    }
    let late = today > due_on;
    let finish = |mut line: SubsidyLine| {
        if late {
            line.overdue = line.outstanding().max(Fen::ZERO);
        }
        line
    };
    Ok(lines.into_values().map(finish).collect())
}

/// A bill with subsidy, of a person as the register knows them after matching.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subsidised {
    /// The bill.
    pub bill: BillNo,
    /// The person behind it, records that were merged counting as one.
    pub person: PersonNo,
    /// The year.
    pub year: Year,
    /// The subsidy of all levels.
    pub subsidy: Fen,
}

/// A subsidy counted a second time for one person and year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Double {
    /// The bill that does not count.
    pub bill: BillNo,
    /// The bill of the same person and year that counts.
    pub counted: BillNo,
    /// The person.
    pub person: PersonNo,
    /// The year.
    pub year: Year,
    /// What has to be recovered where it was paid.
    pub amount: Fen,
}

/// Counts the subsidy once a person and year: the first bill counts, the others are flagged (篇10 三1:
/// 财政重复补贴).
#[must_use]
pub fn once_a_person(bills: &[Subsidised]) -> (Vec<Subsidised>, Vec<Double>) {
    let mut first: BTreeMap<(PersonNo, Year), Subsidised> = BTreeMap::new();
    let mut sorted = bills.to_vec();
    sorted.sort_by_key(|one| one.bill);
    let mut doubles = Vec::new();
    for one in sorted {
        match first.get(&(one.person, one.year)) {
            None => {
                first.insert((one.person, one.year), one);
            }
            Some(counted) => doubles.push(Double {
                bill: one.bill,
                counted: counted.bill,
                person: one.person,
                year: one.year,
                amount: one.subsidy,
            }),
        }
    }
    let mut counted: Vec<_> = first.into_values().collect();
    counted.sort_by_key(|one| one.bill);
    (counted, doubles)
}

/// A channel for subsidies and the days in which it is open; a channel of a former scheme ends with the
/// day before the merge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubsidyChannel {
    /// Its code.
    pub code: ChannelCode,
    /// What users read.
    pub title: String,
    /// When it is open.
    pub open: Validity,
}

/// Whether a subsidy may be posted through a channel on a day (永州2016 五(二): 统一补助资金渠道).
///
/// # Errors
/// `subsidy.no_channel` for an unknown channel, `subsidy.channel_closed` names the channels that are open.
pub fn by_channel<'a>(
    channels: &'a [SubsidyChannel],
    code: &ChannelCode,
    on: Date,
) -> Result<&'a SubsidyChannel, Refused> {
    let channel = channels.iter().find(|channel| channel.code == *code);
    let channel = channel.ok_or_else(|| {
        let sentence = format!("没有补助渠道“{}”，请先登记渠道或核对代码。", code.as_str());
        Refused::new("subsidy.no_channel", sentence)
    })?;
    if channel.open.covers(on) {
        return Ok(channel);
    }
    let open = channels.iter().filter(|one| one.open.covers(on));
    let open: Vec<_> = open.map(|one| one.title.as_str()).collect();
    let sentence = format!(
        "补助渠道“{}”在 {on} 已停用或尚未启用，请改用：{}。",
        channel.title,
        if open.is_empty() {
            "（无，请先登记）".to_owned()
        } else {
            open.join("、")
        }
    );
    Err(Refused::new("subsidy.channel_closed", sentence).under("永州2016 五(二)"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn yuan(amount: i64) -> Fen {
        Fen::new(amount * 100)
    }

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn key(payer: Source) -> SubsidyKey {
        SubsidyKey {
            county: RegionCode::parse("340421").unwrap(),
            payer,
            scheme: Scheme::Resident,
            year: Year::new(2021).unwrap(),
        }
    }

    /// REQ-076: due 1000000, arrived 900000: 100000 is overdue and on the list.
    #[test]
    fn what_a_county_owes() {
        let due = |payer, heads, each| SubsidyDue {
            key: key(payer),
            heads,
            each: yuan(each),
        };
        let due = [
            due(Source::County, 15_000, 50),
            due(Source::County, 5_000, 50),
            due(Source::City, 20_000, 30),
        ];
        let arrived = [
            (key(Source::County), yuan(600_000)),
            (key(Source::County), yuan(300_000)),
            (key(Source::City), yuan(600_000)),
        ];
        let on = |today| subsidies(&due, &arrived, date("2021-06-30"), date(today)).unwrap();
        let lines = on("2021-07-01");
        let county = lines
            .iter()
            .find(|line| line.key.payer == Source::County)
            .unwrap();
        assert_eq!((county.heads, county.due), (20_000, yuan(1_000_000)));
        assert_eq!(
            (county.arrived, county.overdue),
            (yuan(900_000), yuan(100_000))
        );
        let overdue = lines.iter().filter(|line| line.overdue > Fen::ZERO);
        assert_eq!(overdue.count(), 1);
        assert!(
            on("2021-06-30")
                .iter()
                .all(|line| line.overdue == Fen::ZERO)
        );
    }

    /// Two records of one person give one subsidy of 420, not 840; one is flagged for recovery.
    #[test]
    fn one_subsidy_a_person_and_year() {
        let bill = |no, person| Subsidised {
            bill: BillNo::new(no).unwrap(),
            person: PersonNo::new(person).unwrap(),
            year: Year::new(2017).unwrap(),
            subsidy: yuan(420),
        };
        let (counted, doubles) = once_a_person(&[bill(8, 1), bill(5, 1), bill(6, 2)]);
        assert_eq!(counted, [bill(5, 1), bill(6, 2)]);
        assert_eq!(doubles.len(), 1);
        assert_eq!((doubles[0].bill.get(), doubles[0].counted.get()), (8, 5));
        assert_eq!(doubles[0].amount, yuan(420));
    }

    /// REQ-077: after the merge a subsidy through an old channel is refused.
    #[test]
    fn one_channel_after_the_merge() {
        let channel = |code, title: &str, from, until: Option<&str>| SubsidyChannel {
            code: ChannelCode::new(code).unwrap(),
            title: title.to_owned(),
            open: Validity::new(Some(date(from)), until.map(date)).unwrap(),
        };
        let channels = [
            channel("nrcms", "新农合补助专户", "2003-01-01", Some("2016-12-31")),
            channel("resident", "城乡居民医保补助", "2017-01-01", None),
        ];
        let judge = |code, on| by_channel(&channels, &ChannelCode::new(code).unwrap(), date(on));
        assert!(judge("nrcms", "2016-12-31").is_ok());
        let refused = judge("nrcms", "2017-01-01").unwrap_err();
        assert_eq!(refused.code(), "subsidy.channel_closed");
        assert!(refused.zh().contains("城乡居民医保补助"));
        assert!(judge("resident", "2017-01-01").is_ok());
        assert_eq!(
            judge("other", "2017-01-01").unwrap_err().code(),
            "subsidy.no_channel"
        );
    }
}
