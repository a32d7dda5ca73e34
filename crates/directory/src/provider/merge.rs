//! The provider lists of two schemes become one: doubles are found, old codes stay findable
//! (南京2017 三(五), 淮南2020 四(一)).

use super::kind::ProviderKind;
use crate::words::words;
use base::{Refused, RegionCode};
use std::collections::BTreeMap;

/// A row of a list that a scheme kept before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedProvider {
    /// Which list: a word such as `urban` or `nrcms`.
    pub list: Box<str>,
    /// The code it has there.
    pub old_code: Box<str>,
    /// Its name there.
    pub name: Box<str>,
    /// Its type.
    pub kind: ProviderKind,
    /// The county it lies in.
    pub county: RegionCode,
    /// 统一社会信用代码, where the list has it.
    pub credit_code: Option<Box<str>>,
    /// The number of the practice or drug licence, where the list has it.
    pub licence: Option<Box<str>>,
}

words! {
    /// Why two rows are one provider.
    Ground {
        /// The same row twice.
        SameRow "same_row" "同一名单中编码相同",
        /// The same licence number.
        Licence "licence" "许可证号相同",
        /// The same credit code and name.
        CreditCode "credit_code" "统一社会信用代码和名称相同",
        /// The same name and type in the same county, and nothing against it.
        Name "name" "同一县区名称和类型相同",
    }
}

/// A provider of the merged list: which rows it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergedProvider {
    /// The rows, by their place in what was handed in; the first gives the particulars.
    pub rows: Vec<usize>,
    /// Why each further row is the same provider, in the order of `rows` from the second on.
    pub grounds: Vec<Ground>,
}

/// Two rows that look alike and may not be joined without a clerk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// The rows.
    pub rows: (usize, usize),
    /// What speaks for and what against it, in Chinese.
    pub zh: Box<str>,
}

/// What came of a merge. Every row stands in exactly one provider.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MergeReport {
    /// The providers, by first row.
    pub providers: Vec<MergedProvider>,
    /// Pairs for a clerk.
    pub doubts: Vec<Doubt>,
}

impl MergeReport {
    /// How many rows were joined to another one.
    #[must_use]
    pub fn doubles(&self) -> usize {
        self.providers
            .iter()
            .map(|one| one.grounds.len())
            .fold(0, usize::saturating_add)
    }
}

enum Likeness {
    Same(Ground),
    Doubtful(&'static str),
    Different,
}

/// Joins the rows that are one provider, and names those that a clerk must look at.
///
/// A licence is of one provider, so that equal numbers join. Equal credit codes join only with equal
/// names: branches of one legal person have one code and are designated each by itself. Equal names
/// in a county join unless licence or credit code speaks against it.
#[must_use]
pub fn merge_lists(rows: &[ListedProvider]) -> MergeReport {
    let mut report = MergeReport::default();
    let mut home: BTreeMap<usize, usize> = BTreeMap::new();
    let mut seen = Seen::default();
    for (place, row) in rows.iter().enumerate() {
        let found = compare(rows, &home, &seen.alike(row), row);
        let joined = found.joined();
        let provider = joined.and_then(|(at, _)| report.providers.get_mut(at));
        match (provider, joined) {
            (Some(provider), Some((at, ground))) => {
                provider.rows.push(place);
                provider.grounds.push(ground);
                home.insert(place, at);
            }
            _ => {
                home.insert(place, report.providers.len());
                report.providers.push(MergedProvider {
                    rows: vec![place],
                    grounds: Vec::new(),
                });
            }
        }
        let own = home.get(&place).copied();
        for (other, at, zh) in found.questions() {
            if Some(at) != own
                && let Some(before) = rows.get(other)
            {
                report.doubts.push(Doubt {
                    rows: (other, place),
                    zh: doubt(before, row, zh).into(),
                });
            }
        }
        seen.add(place, row);
    }
    report
}

/// What a row has in common with the providers found so far: by provider, the rows that are the same
/// and those that are doubtful.
#[derive(Default)]
struct Comparison {
    same: BTreeMap<usize, (usize, Ground)>,
    doubtful: BTreeMap<usize, (usize, &'static str)>,
}

impl Comparison {
    /// The first provider that the row belongs to: some row of it is the same and none is doubtful.
    fn joined(&self) -> Option<(usize, Ground)> {
        let mut same = self.same.iter();
        let found = same.find(|(at, _)| !self.doubtful.contains_key(at));
        found.map(|(at, (_, ground))| (*at, *ground))
    }

    /// What a clerk must look at: row, provider, what speaks for and against it.
    fn questions(&self) -> Vec<(usize, usize, &'static str)> {
        let mut asked: BTreeMap<usize, (usize, &'static str)> = self.doubtful.clone();
        for (at, (row, _)) in &self.same {
            asked
                .entry(*at)
                .or_insert((*row, "与两个已分列的机构都相符"));
        }
        asked
            .into_iter()
            .map(|(at, (row, zh))| (row, at, zh))
            .collect()
    }
}

fn compare(
    rows: &[ListedProvider],
    home: &BTreeMap<usize, usize>,
    alike: &[usize],
    row: &ListedProvider,
) -> Comparison {
    let mut found = Comparison::default();
    for other in alike {
        let (Some(before), Some(at)) = (rows.get(*other), home.get(other)) else {
            continue;
        };
        match likeness(before, row) {
            Likeness::Same(ground) => {
                found.same.entry(*at).or_insert((*other, ground));
            }
            Likeness::Doubtful(zh) => {
                found.doubtful.entry(*at).or_insert((*other, zh));
            }
            Likeness::Different => {}
        }
    }
    found
}

/// Rows by what they may have in common, so that each is compared with few.
#[derive(Default)]
struct Seen {
    by: BTreeMap<(u8, String), Vec<usize>>,
}

impl Seen {
    fn keys(row: &ListedProvider) -> Vec<(u8, String)> {
        let mut keys = vec![
            (0, format!("{}\u{1}{}", row.list, row.old_code)),
            (1, format!("{}\u{1}{}", row.county, plain(&row.name))),
        ];
        keys.extend(row.credit_code.iter().map(|code| (2, plain(code))));
        keys.extend(row.licence.iter().map(|number| (3, plain(number))));
        keys
    }

    fn alike(&self, row: &ListedProvider) -> Vec<usize> {
        let mut found: Vec<usize> = Seen::keys(row)
            .iter()
            .filter_map(|key| self.by.get(key))
            .flatten()
            .copied()
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    fn add(&mut self, place: usize, row: &ListedProvider) {
        for key in Seen::keys(row) {
            self.by.entry(key).or_default().push(place);
        }
    }
}

fn likeness(one: &ListedProvider, other: &ListedProvider) -> Likeness {
    let same_name = plain(&one.name) == plain(&other.name);
    let same_row = one.list == other.list && one.old_code == other.old_code;
    let licences = agree(one.licence.as_deref(), other.licence.as_deref());
    let credit = agree(one.credit_code.as_deref(), other.credit_code.as_deref());
    if same_row {
        return if same_name {
            Likeness::Same(Ground::SameRow)
        } else {
            Likeness::Doubtful("同一名单中编码相同而名称不同")
        };
    }
    if one.kind.is_pharmacy() != other.kind.is_pharmacy() {
        return Likeness::Different;
    }
    match (licences, credit) {
        (Some(true), Some(false)) => Likeness::Doubtful("许可证号相同而统一社会信用代码不同"),
        (Some(true), _) => Likeness::Same(Ground::Licence),
        (Some(false), _) if same_name => Likeness::Doubtful("名称相同而许可证号不同"),
        (Some(false), _) => Likeness::Different,
        (None, Some(true)) if same_name => Likeness::Same(Ground::CreditCode),
        (None, Some(true)) => Likeness::Doubtful("统一社会信用代码相同而名称不同，可能是分支机构"),
        (None, Some(false)) if same_name => Likeness::Doubtful("名称相同而统一社会信用代码不同"),
        (None, None) if same_name && one.county == other.county && one.kind == other.kind => {
            Likeness::Same(Ground::Name)
        }
        (None, None) if same_name && one.county == other.county => {
            Likeness::Doubtful("名称相同而机构类型不同")
        }
        (None, _) => Likeness::Different,
    }
}

fn agree(one: Option<&str>, other: Option<&str>) -> Option<bool> {
    Some(plain(one?) == plain(other?))
}

/// Without blanks and brackets of either width, in capitals: how names and numbers are compared.
fn plain(text: &str) -> String {
    let kept = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '(' | ')' | '（' | '）' | '·' | '-' | '－'));
    kept.flat_map(char::to_uppercase).collect()
}

fn doubt(one: &ListedProvider, other: &ListedProvider, zh: &str) -> String {
    format!(
        "{} {}“{}”与 {} {}“{}”：{zh}，请人工核对。",
        one.list, one.old_code, one.name, other.list, other.old_code, other.name
    )
}

/// An old code of a list and the provider it leads to: what is kept after the merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OldCode<P> {
    /// The list.
    pub list: Box<str>,
    /// The code there.
    pub code: Box<str>,
    /// The provider.
    pub provider: P,
}

/// The old codes of a merged list, where `provider` tells the new one of each.
///
/// # Errors
/// `provider.old_code` where one old code of a list would lead to two providers: a doubt has to be
/// settled first.
pub fn old_codes<P: Clone + PartialEq>(
    rows: &[ListedProvider],
    report: &MergeReport,
    provider: impl Fn(&MergedProvider) -> P,
) -> Result<Vec<OldCode<P>>, Refused> {
    let mut codes: BTreeMap<(&str, &str), P> = BTreeMap::new();
    for merged in &report.providers {
        let new = provider(merged);
        for row in merged.rows.iter().filter_map(|place| rows.get(*place)) {
            let old = codes.insert((&row.list, &row.old_code), new.clone());
            if old.is_some_and(|old| old != new) {
                return Err(Refused::new(
                    "provider.old_code",
                    format!(
                        "名单 {} 的旧编码 {} 对应两个机构，请先核对重复。",
                        row.list, row.old_code
                    ),
                ));
            }
        }
    }
    let kept = codes.into_iter().map(|((list, code), provider)| OldCode {
        list: list.into(),
        code: code.into(),
        provider,
    });
    Ok(kept.collect())
}

/// The provider of an old code.
#[must_use]
pub fn of_old_code<'a, P>(codes: &'a [OldCode<P>], list: &str, code: &str) -> Option<&'a P> {
    let found = codes
        .iter()
        .find(|one| *one.list == *list && *one.code == *code);
    found.map(|one| &one.provider)
}

#[cfg(test)]
#[path = "merge_tests.rs"]
mod tests;
