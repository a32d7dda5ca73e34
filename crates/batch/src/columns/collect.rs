//! Columns of results in the making.

use benefit::execute::State;
use benefit::plan::{Policy, PotId, PotKind};

use super::ints::Ints;
use super::output::{Output, Results};

/// Claims whose results are kept aside before they go into the columns, few enough for the nearest
/// cache.
const STAGE: usize = 256;

/// Columns in the making.
pub(super) struct Collecting {
    outputs: Vec<Output>,
    payers: Vec<PotId>,
    /// [`STAGE`] places a column.
    staged: Vec<i64>,
    ids: Vec<i64>,
    filled: usize,
    claim_id: Column,
    columns: Vec<Column>,
}

impl Collecting {
    pub(super) fn new(policy: &Policy, outputs: &[Output], rows: usize) -> Self {
        let pots = (0..).zip(&policy.pots);
        let payers = pots.filter(|(_, pot)| matches!(pot.kind, PotKind::Payer(..)));
        Self {
            outputs: outputs.to_vec(),
            payers: payers.map(|(pot, _)| pot).collect(),
            staged: vec![0; STAGE * outputs.len()],
            ids: vec![0; STAGE],
            filled: 0,
            claim_id: Column::new(rows),
            columns: outputs.iter().map(|_| Column::new(rows)).collect(),
        }
    }

    /// Takes the results of a claim.
    #[inline]
    pub(super) fn push(&mut self, claim_id: i64, state: &State, denied: bool) {
        if self.filled >= STAGE {
            self.flush();
        }
        let place = self.filled;
        if let Some(slot) = self.ids.get_mut(place) {
            *slot = claim_id;
        }
        for (output, stage) in self.outputs.iter().zip(self.staged.chunks_exact_mut(STAGE)) {
            let value = match output {
                Output::Pot(pot) => state.pot(*pot),
                // All money that no payer pays is the person's: the open parts are empty now.
                Output::Own => {
                    let paid = self.payers.iter().map(|pot| state.pot(*pot));
                    paid.fold(state.total, i64::saturating_sub)
                }
                Output::Delta(acc) => state.acc(*acc).saturating_sub(state.acc_before(*acc)),
                Output::Denied => i64::from(denied),
            };
            if let Some(slot) = stage.get_mut(place) {
                *slot = value;
            }
        }
        self.filled += 1;
    }

    fn flush(&mut self) {
        self.claim_id
            .extend(self.ids.get(..self.filled).unwrap_or_default());
        for (column, stage) in self.columns.iter_mut().zip(self.staged.chunks_exact(STAGE)) {
            column.extend(stage.get(..self.filled).unwrap_or_default());
        }
        self.filled = 0;
    }

    pub(super) fn done(mut self, programs: usize) -> Results {
        self.flush();
        let columns = self.columns.into_iter().map(Column::done).collect();
        Results {
            claim_id: self.claim_id.done(),
            columns,
            programs,
        }
    }
}

/// Memory is what a batch waits for: a column is narrow as long as its values are.
enum Column {
    Narrow(Vec<i32>),
    Wide(Vec<i64>),
}

impl Column {
    fn new(rows: usize) -> Column {
        Column::Narrow(Vec::with_capacity(rows))
    }

    fn extend(&mut self, values: &[i64]) {
        let fits = |value: &i64| i32::try_from(*value).is_ok();
        match self {
            Column::Narrow(narrow) if values.iter().all(fits) => {
                narrow.extend(values.iter().map(|value| *value as i32));
            }
            Column::Narrow(narrow) => {
                let mut wide = Vec::with_capacity(narrow.capacity());
                wide.extend(narrow.iter().map(|value| i64::from(*value)));
                wide.extend_from_slice(values);
                *self = Column::Wide(wide);
            }
            Column::Wide(wide) => wide.extend_from_slice(values),
        }
    }

    fn done(self) -> Ints {
        match self {
            Column::Narrow(values) => Ints::I32(values.into()),
            Column::Wide(values) => Ints::I64(values.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_widens_with_its_first_wide_value() {
        let mut column = Column::new(4);
        column.extend(&[1, -2]);
        column.extend(&[3, i64::from(i32::MAX) + 1]);
        column.extend(&[4]);
        let wide = i64::from(i32::MAX) + 1;
        assert_eq!(column.done(), Ints::I64(vec![1, -2, 3, wide, 4].into()));
    }
}
