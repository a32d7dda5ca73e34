//! Under which key an accumulator of a claim is kept.

use crate::claim::{Facts, Owners};
use crate::given::{benefit_year, date_fact};
use crate::plan::{AccDecl, AccOwner, AccWindow, Policy};
use base::Date;
use std::fmt::Write as _;

/// Key of one accumulator: stable across packages and versions.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccKey {
    /// Id of the registry (or `local_…`).
    pub id: String,
    /// Owner: its kind and ids, e.g. `person:310…`, `person:310…+disease:H01`.
    pub owner: String,
    /// Window: label of the benefit year, `2023-05`, `2023-05-01`, or empty.
    pub window: String,
}

/// The keys of a claim's accumulators, by index of the policy. `facts` are prepared or given facts.
///
/// `None` where the claim has nothing to keep it under: no person, an episode without id (it ends
/// with the claim), no date for the window, or the window before a life or an episode. A person
/// without family or group is a family or group of one; a claim without disease or provider counts
/// under the empty one.
#[must_use]
pub fn keys(policy: &Policy, facts: &Facts, owners: &Owners) -> Vec<Option<AccKey>> {
    policy
        .accs
        .iter()
        .map(|acc| key(policy, facts, owners, acc))
        .collect()
}

fn key(policy: &Policy, facts: &Facts, owners: &Owners, acc: &AccDecl) -> Option<AccKey> {
    let viewed = acc.previous_of.map(|id| policy.accs.get(usize::from(id)));
    let (acc, before) = match viewed {
        Some(viewed) => (viewed?, true),
        None => (acc, false),
    };
    Some(AccKey {
        id: acc.id.clone(),
        owner: owner(acc.owner, owners)?,
        window: window(policy, facts, acc.window, before)?,
    })
}

/// The owner's part of a key, `None` where the id that the kind needs is missing.
#[must_use]
pub fn owner(kind: AccOwner, owners: &Owners) -> Option<String> {
    let person = || named("person", &owners.person);
    let (kind, id) = match kind {
        AccOwner::Person => return person(),
        AccOwner::Family => ("family", &owners.family),
        AccOwner::Group => ("group", &owners.group),
        AccOwner::Episode => return named("episode", &owners.episode),
        AccOwner::PersonDisease => return joined(person()?, "disease", &owners.disease),
        AccOwner::PersonProvider => return joined(person()?, "provider", &owners.provider),
    };
    named(kind, id).or_else(person)
}

fn named(kind: &str, id: &str) -> Option<String> {
    if id.is_empty() {
        return None;
    }
    joined(String::new(), kind, id)
}

/// `+` joins two owners, so that it is escaped inside an id.
fn joined(mut text: String, kind: &str, id: &str) -> Option<String> {
    if !text.is_empty() {
        text.push('+');
    }
    text.push_str(kind);
    text.push(':');
    for letter in id.chars() {
        match letter {
            '+' => text.push_str("%2B"),
            '%' => text.push_str("%25"),
            other => text.push(other),
        }
    }
    Some(text)
}

fn window(policy: &Policy, facts: &Facts, kind: AccWindow, before: bool) -> Option<String> {
    let served = || date_fact(facts, policy.known.service_date);
    match kind {
        AccWindow::Life | AccWindow::Episode => (!before).then(String::new),
        AccWindow::Year => {
            let year = benefit_year(policy, facts)?;
            if !before {
                return Some(year.label);
            }
            Some(policy.year_of(year.from.add_days(-1)?).label)
        }
        AccWindow::Month => {
            let date = served()?;
            let date = if before {
                first_of_month(date)?.add_days(-1)?
            } else {
                date
            };
            let mut label = String::with_capacity(7);
            write!(label, "{:04}-{:02}", date.year(), date.month()).ok()?;
            Some(label)
        }
        AccWindow::Day => {
            let date = served()?;
            let date = if before { date.add_days(-1)? } else { date };
            Some(date.to_string())
        }
    }
}

fn first_of_month(date: Date) -> Option<Date> {
    Date::from_ymd(date.year(), date.month(), 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{AccKind, AccUnit};
    use crate::testing::*;

    fn keys_of(owners: &Owners, on: &str) -> Vec<Option<AccKey>> {
        let mut policy = policy(Vec::new());
        let extra = |owner, window, previous_of| AccDecl {
            id: "x".to_owned(),
            title: String::new(),
            owner,
            window,
            unit: AccUnit::Money,
            kind: AccKind::Counter,
            previous_of,
        };
        policy.accs = vec![
            extra(AccOwner::Person, AccWindow::Month, None),
            extra(AccOwner::Person, AccWindow::Month, Some(0)),
            extra(AccOwner::PersonDisease, AccWindow::Year, None),
            extra(AccOwner::Group, AccWindow::Life, None),
            extra(AccOwner::Episode, AccWindow::Episode, None),
            extra(AccOwner::Person, AccWindow::Year, Some(2)),
            extra(AccOwner::Person, AccWindow::Day, Some(7)),
            extra(AccOwner::Person, AccWindow::Day, None),
        ];
        keys(&policy, &served(on), owners)
    }

    fn text(key: Option<&AccKey>) -> String {
        key.map_or("-".to_owned(), |key| {
            format!("{} {}", key.owner, key.window)
        })
    }

    #[test]
    fn owners_and_windows() {
        let owners = Owners {
            person: "1+1".to_owned(),
            disease: "H01".to_owned(),
            ..Owners::default()
        };
        let keys = keys_of(&owners, "2024-01-01");
        let texts: Vec<String> = keys.iter().map(|key| text(key.as_ref())).collect();
        assert_eq!(
            texts,
            [
                "person:1%2B1 2024-01",
                "person:1%2B1 2023-12",
                "person:1%2B1+disease:H01 2024",
                "person:1%2B1 ",
                "-",
                "person:1%2B1+disease:H01 2023",
                "person:1%2B1 2023-12-31",
                "person:1%2B1 2024-01-01",
            ]
        );
    }

    #[test]
    fn the_year_goes_by_its_own_date() {
        let policy = policy(Vec::new());
        let mut facts = served("2023-12-31");
        facts.set(SETTLEMENT, day("2024-01-02"));
        let owners = Owners {
            person: "p".to_owned(),
            ..Owners::default()
        };
        let keys = keys(&policy, &facts, &owners);
        assert_eq!(keys[usize::from(PAID)].as_ref().unwrap().window, "2024");
        let last = keys[usize::from(PAID_LAST_YEAR)].as_ref().unwrap();
        assert_eq!(
            (last.id.as_str(), last.window.as_str()),
            ("pool_paid", "2023")
        );
    }
}
