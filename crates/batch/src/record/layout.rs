//! Which columns a kind of file has.

use std::collections::BTreeMap;

use crate::error::Problem;

/// Facts that the engine computes itself, whether or not a policy asks for them.
const COMPUTED: [&str; 4] = ["age", "year", "stay_days", "entitled"];

/// Which columns a kind of file has.
pub(crate) struct Layout<T> {
    columns: BTreeMap<String, T>,
    /// Names within a nested `lines` record.
    lines: BTreeMap<String, T>,
    computed: Vec<String>,
}

impl<T: Copy> Layout<T> {
    pub(crate) fn new() -> Self {
        Self {
            columns: BTreeMap::new(),
            lines: BTreeMap::new(),
            computed: COMPUTED.map(str::to_owned).to_vec(),
        }
    }

    pub(crate) fn column(&mut self, name: impl Into<String>, target: T) {
        self.columns.insert(name.into(), target);
    }

    pub(crate) fn line(&mut self, name: impl Into<String>, target: T) {
        self.lines.insert(name.into(), target);
    }

    pub(crate) fn computed(&mut self, name: impl Into<String>) {
        self.computed.push(name.into());
    }

    pub(crate) fn has_lines(&self) -> bool {
        !self.lines.is_empty()
    }

    pub(crate) fn find(&self, name: &str) -> Result<T, Problem> {
        self.look(&self.columns, name)
    }

    pub(crate) fn find_line(&self, name: &str) -> Result<T, Problem> {
        self.look(&self.lines, name)
    }

    fn look(&self, names: &BTreeMap<String, T>, name: &str) -> Result<T, Problem> {
        if let Some(target) = names.get(name) {
            return Ok(*target);
        }
        if self.computed.iter().any(|computed| computed == name) {
            return Err(Problem::ComputedColumn);
        }
        Err(Problem::UnknownColumn(nearest(
            name,
            names.keys().map(String::as_str),
        )))
    }
}

/// The known name that differs least, where at most a third of it differs.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    const LONGEST: usize = 40;
    if name.len() > LONGEST {
        return None;
    }
    known
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= candidate.chars().count().div_ceil(3))
        .min()
        .map(|(_, candidate)| candidate.to_owned())
}

/// Edit distance by characters.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (slot, b) in row.iter_mut().skip(1).zip(&other) {
            let here = (*slot + 1)
                .min(left + 1)
                .min(diagonal + usize::from(a != *b));
            diagonal = *slot;
            *slot = here;
            left = here;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_near() {
        let known = ["service_date", "settlement_date", "amount"];
        assert_eq!(
            nearest("servce_date", known.into_iter()),
            Some("service_date".to_owned())
        );
        assert_eq!(
            nearest("amuont", known.into_iter()),
            Some("amount".to_owned())
        );
        assert_eq!(
            nearest("levle", ["level"].into_iter()),
            Some("level".to_owned())
        );
        assert_eq!(nearest("colour", known.into_iter()), None);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
    }
}
