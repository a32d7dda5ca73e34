//! Government subsidy: one for a person and year, even where records are double.

use base::{EnrolmentNo, Fen};

/// Which record of a person and year the subsidy is counted on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubsidyCount {
    /// The record that it is counted on.
    pub counted: EnrolmentNo,
    /// What is due for the person and year.
    pub due: Fen,
    /// Records on which a subsidy was claimed a second time, with what has to be recovered.
    pub recover: Vec<(EnrolmentNo, Fen)>,
}

/// Counts the subsidy of one person and year once: on the record that runs, else on the first. What was
/// claimed on the others is flagged for recovery. `None` without a record.
///
/// Each record is (number, whether it runs, what was claimed on it).
#[must_use]
pub fn once_a_year(records: &[(EnrolmentNo, bool, Fen)], standard: Fen) -> Option<SubsidyCount> {
    let running = records.iter().find(|(_, runs, _)| *runs);
    let (counted, _, _) = running.or(records.first())?;
    let others = records.iter().filter(|(no, _, _)| no != counted);
    Some(SubsidyCount {
        counted: *counted,
        due: standard,
        recover: others
            .filter(|(_, _, claimed)| *claimed > Fen::ZERO)
            .map(|(no, _, claimed)| (*no, *claimed))
            .collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// REQ-003: two merged records of one person make one subsidy of 420, not 840; one is flagged.
    #[test]
    fn req_003_two_records_one_subsidy() {
        let no = |no| EnrolmentNo::new(no).unwrap();
        let subsidy = Fen::new(42_000);
        let records = [(no(1), false, subsidy), (no(2), true, subsidy)];
        let count = once_a_year(&records, subsidy).unwrap();
        assert_eq!(count.due, subsidy);
        assert_eq!(count.counted, no(2));
        assert_eq!(count.recover, [(no(1), subsidy)]);
        assert_eq!(once_a_year(&[], subsidy), None);
    }
}
