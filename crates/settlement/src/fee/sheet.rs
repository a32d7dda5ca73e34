//! The lines of one visit.

use base::{Count, Fen, Refused};
use directory::catalogue::LineFacts;
use std::collections::{BTreeMap, BTreeSet};

use super::{FeeLine, LineState};
use crate::visit::VisitKind;

/// Most lines of one upload; the interface bounds a message, not a visit.
const MOST_LINES: usize = 10_000;

/// Which unsettled lines are undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undo {
    /// All of them (`0000`).
    All,
    /// Those of one charge batch (2205).
    Batch(String),
    /// One line (2302).
    Line(u64),
}

/// The lines of a visit, by number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FeeSheet {
    lines: BTreeMap<u64, FeeLine>,
}

impl FeeSheet {
    /// Lines as rows gave them back; the last of two with one number stays.
    #[must_use]
    pub fn from_rows(rows: Vec<FeeLine>) -> FeeSheet {
        FeeSheet {
            lines: rows.into_iter().map(|line| (line.number, line)).collect(),
        }
    }

    /// Every line, undone ones too.
    pub fn all(&self) -> impl Iterator<Item = &FeeLine> {
        self.lines.values()
    }

    /// The line of a number.
    #[must_use]
    pub fn line(&self, number: u64) -> Option<&FeeLine> {
        self.lines.get(&number)
    }

    /// The lines that stand.
    pub fn standing(&self) -> impl Iterator<Item = &FeeLine> {
        self.all().filter(|line| line.stands())
    }

    /// The lines that stand and are in no settlement.
    pub fn unsettled(&self) -> impl Iterator<Item = &FeeLine> {
        self.all().filter(|line| line.state == LineState::Open)
    }

    /// Unsettled lines of some charge batches; all where none is named.
    ///
    /// # Errors
    /// `fee.batch_unknown`: a batch has no unsettled line.
    pub fn of_batches(&self, batches: &[&str]) -> Result<Vec<&FeeLine>, Refused> {
        for batch in batches {
            if !self.unsettled().any(|line| line.batch == *batch) {
                let batch = base::show_value(batch);
                return Err(Refused::new(
                    "fee.batch_unknown",
                    format!("收费批次“{batch}”没有未结算的明细，请核对 chrg_bchno，或先上传明细。"),
                ));
            }
        }
        let of = |line: &&FeeLine| batches.is_empty() || batches.contains(&line.batch.as_str());
        Ok(self.unsettled().filter(of).collect())
    }

    /// The sheet with an upload: taken as a whole or refused as a whole. A correction takes back what its line
    /// was: what the catalogue says of it is what it says of that line, whatever came with it.
    ///
    /// # Errors
    /// As [`FeeLine::check`]; `fee.too_many`; `fee.duplicate`: a number stands already, undone or not.
    /// `fee.batch_again`: the batch was uploaded before (all lines of a batch come in one call);
    /// `fee.batch_disease`: a batch is of one disease.
    /// `fee.correction…`: what is corrected is unknown, another item, or would fall below nothing; a
    /// correction of an outpatient or a pharmacy (there the settlement is reversed).
    pub fn with(&self, kind: VisitKind, upload: Vec<FeeLine>) -> Result<FeeSheet, Refused> {
        if upload.len() > MOST_LINES {
            return Err(Refused::new(
                "fee.too_many",
                format!("一次最多上传 {MOST_LINES} 行明细，请分批上传。"),
            ));
        }
        self.refuse_known_batches(kind, &upload)?;
        let mut next = self.clone();
        for line in upload {
            line.check()?;
            if line.is_correction() && kind != VisitKind::Stay {
                return Err(Refused::new(
                    "fee.correction_kind",
                    "门诊和药店的费用不用负数明细更正，请撤销明细（2205）或撤销结算后重新上传。",
                ));
            }
            if next.lines.contains_key(&line.number) {
                return Err(Refused::new(
                    "fee.duplicate",
                    format!(
                        "第 {} 号明细已上传过（撤销的编号也不再用），请换一个编号。",
                        line.number
                    ),
                ));
            }
            next.lines.insert(line.number, line);
        }
        next.refuse_below_nothing()?;
        next.mirrored()
    }

    /// A batch comes in one call; one whose lines were all undone may come again.
    fn refuse_known_batches(&self, kind: VisitKind, upload: &[FeeLine]) -> Result<(), Refused> {
        if kind == VisitKind::Stay {
            return Ok(());
        }
        let known: BTreeSet<&str> = self.standing().map(|line| line.batch.as_str()).collect();
        let mut diseases: BTreeMap<&str, &Option<String>> = BTreeMap::new();
        for line in upload {
            if line.batch.is_empty() {
                return Err(Refused::new(
                    "fee.no_batch",
                    format!(
                        "第 {} 号明细缺少收费批次号，请填写 chrg_bchno。",
                        line.number
                    ),
                ));
            }
            let batch = || base::show_value(&line.batch);
            if known.contains(line.batch.as_str()) {
                return Err(Refused::new(
                    "fee.batch_again",
                    format!(
                        "收费批次“{}”已上传过；同一批次的明细须一次传完，请先撤销该批次或换批次号。",
                        batch()
                    ),
                ));
            }
            let disease = diseases.entry(&line.batch).or_insert(&line.disease);
            if **disease != line.disease {
                return Err(Refused::new(
                    "fee.batch_disease",
                    format!(
                        "收费批次“{}”中有不同的病种编码，请按病种分批上传。",
                        batch()
                    ),
                ));
            }
        }
        Ok(())
    }

    /// No line is corrected to less than nothing, in count or in money.
    fn refuse_below_nothing(&self) -> Result<(), Refused> {
        let mut left: BTreeMap<u64, (Count, Fen)> = BTreeMap::new();
        for line in self.standing() {
            let at = line.corrects.unwrap_or(line.number);
            let (count, amount) = left.get(&at).copied().unwrap_or_default();
            let parts = count.parts().checked_add(line.count.parts());
            let sums = (
                parts.and_then(Count::from_parts),
                amount.checked_add(line.amount),
            );
            let (Some(count), Some(amount)) = sums else {
                return Err(below(at));
            };
            left.insert(at, (count, amount));
            if let Some(number) = line.corrects {
                self.refuse_wrong_correction(line, number)?;
            }
        }
        let negative = left
            .iter()
            .find(|(_, (count, amount))| count.parts() < 0 || *amount < Fen::ZERO);
        negative.map_or(Ok(()), |(number, _)| Err(below(*number)))
    }

    fn refuse_wrong_correction(&self, line: &FeeLine, number: u64) -> Result<(), Refused> {
        let original = self
            .lines
            .get(&number)
            .filter(|it| it.stands() && it.corrects.is_none());
        let Some(original) = original else {
            return Err(Refused::new(
                "fee.correction_unknown",
                format!(
                    "第 {} 号明细要退的第 {number} 号明细不存在、已撤销或本身是退单，请核对 init_feedetl_sn。",
                    line.number
                ),
            ));
        };
        if original.code != line.code || original.price != line.price {
            return Err(Refused::new(
                "fee.correction_item",
                format!(
                    "第 {} 号明细与被退的第 {number} 号明细项目或单价不同，请按原项目、原单价退。",
                    line.number
                ),
            ));
        }
        Ok(())
    }

    /// Every correction listed as the line that it corrects.
    fn mirrored(mut self) -> Result<FeeSheet, Refused> {
        let mut listed = Vec::new();
        for line in self.standing() {
            let original = line.corrects.and_then(|number| self.line(number));
            if let Some(original) = original {
                let facts = line
                    .listed_as(original)
                    .ok_or_else(|| below(original.number))?;
                listed.push((line.number, facts));
            }
        }
        for (number, facts) in listed {
            if let Some(line) = self.lines.get_mut(&number) {
                line.listed = facts;
            }
        }
        Ok(self)
    }

    /// The sheet with some standing lines as the catalogue of another day lists them: where the law date
    /// moved. The numbers are those of all lines that the settlement takes
    /// ([`ToSettle::numbers`](crate::bill::ToSettle::numbers)): of a stay also what a settlement before took,
    /// since it is replaced. `list` answers what is said of a line now; it is not asked about corrections,
    /// which follow their lines.
    ///
    /// # Errors
    /// Those of `list`, and as [`FeeLine::check`].
    pub fn listed_anew(
        &self,
        numbers: &[u64],
        mut list: impl FnMut(&FeeLine) -> Result<LineFacts, Refused>,
    ) -> Result<FeeSheet, Refused> {
        let numbers: BTreeSet<u64> = numbers.iter().copied().collect();
        let mut next = self.clone();
        let named = |line: &&mut FeeLine| {
            line.stands() && line.corrects.is_none() && numbers.contains(&line.number)
        };
        for line in next.lines.values_mut().filter(named) {
            line.listed = list(line)?;
            line.check()?;
        }
        next.mirrored()
    }

    /// The sheet after unsettled lines were undone.
    ///
    /// # Errors
    /// `fee.undo_settled`: a line named is part of a settlement. `fee.undo_nothing`: nothing to undo.
    /// `fee.undo_corrected`: a line is undone while a correction of it stands.
    pub fn without(&self, undo: &Undo) -> Result<FeeSheet, Refused> {
        let named = |line: &FeeLine| match undo {
            Undo::All => true,
            Undo::Batch(batch) => line.batch == *batch,
            Undo::Line(number) => line.number == *number,
        };
        let settled = |line: &FeeLine| matches!(line.state, LineState::Settled(_));
        let mut next = self.clone();
        let mut count = 0_usize;
        for line in next.lines.values_mut().filter(|line| named(line)) {
            if settled(line) && *undo != Undo::All {
                return Err(Refused::new(
                    "fee.undo_settled",
                    format!("第 {} 号明细已结算，不能撤销，请先撤销结算。", line.number),
                ));
            }
            if line.state == LineState::Open {
                line.state = LineState::Undone;
                count = count.saturating_add(1);
            }
        }
        if count == 0 {
            return Err(Refused::new(
                "fee.undo_nothing",
                "没有可撤销的未结算明细，请核对批次号或明细流水号。",
            ));
        }
        let orphan = next.standing().find(|line| {
            let original = line.corrects.and_then(|number| next.lines.get(&number));
            original.is_some_and(|original| !original.stands())
        });
        match orphan {
            None => Ok(next),
            Some(line) => Err(Refused::new(
                "fee.undo_corrected",
                format!(
                    "第 {} 号明细是对被撤销明细的退单，请先撤销这条退单。",
                    line.number
                ),
            )),
        }
    }

    /// The sheet after some unsettled lines became part of a settlement.
    #[must_use]
    pub fn settled(&self, numbers: &[u64], settlement: &str) -> FeeSheet {
        let mut next = self.clone();
        for number in numbers {
            if let Some(line) = next
                .lines
                .get_mut(number)
                .filter(|line| line.state == LineState::Open)
            {
                line.state = LineState::Settled(settlement.to_owned());
            }
        }
        next
    }

    /// The sheet after a settlement was reversed: its lines are open again.
    #[must_use]
    pub fn reopened(&self, settlement: &str) -> FeeSheet {
        let mut next = self.clone();
        for line in next.lines.values_mut() {
            if line.state == LineState::Settled(settlement.to_owned()) {
                line.state = LineState::Open;
            }
        }
        next
    }

    /// Σ of some lines; `None` beyond the range of money.
    #[must_use]
    pub fn total<'a>(lines: impl IntoIterator<Item = &'a FeeLine>) -> Option<Fen> {
        Fen::checked_sum(lines.into_iter().map(|line| line.amount))
    }
}

fn below(number: u64) -> Refused {
    Refused::new(
        "fee.below_nothing",
        format!("第 {number} 号明细的退单合计超过了原来的数量或金额，请核对退单数量。"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fee::sample;
    use directory::catalogue::Exclusion;

    fn line(number: u64, batch: &str, count: i64) -> FeeLine {
        FeeLine {
            batch: batch.to_owned(),
            ..sample::line(number, &count.to_string(), "2")
        }
    }

    fn correction(number: u64, of: u64, count: i64) -> FeeLine {
        FeeLine {
            corrects: Some(of),
            ..line(number, "", -count)
        }
    }

    fn stay(lines: Vec<FeeLine>) -> Result<FeeSheet, Refused> {
        FeeSheet::default().with(VisitKind::Stay, lines)
    }

    fn outpatient(sheet: &FeeSheet, lines: Vec<FeeLine>) -> Result<FeeSheet, Refused> {
        sheet.with(VisitKind::Outpatient, lines)
    }

    #[test]
    fn a_batch_comes_in_one_call() {
        let sheet = FeeSheet::default();
        let once = sheet
            .with(
                VisitKind::Outpatient,
                vec![line(1, "a", 1), line(2, "a", 1)],
            )
            .unwrap();
        let again = outpatient(&once, vec![line(3, "a", 1)]);
        assert_eq!(again.unwrap_err().code(), "fee.batch_again");
        let other = outpatient(&once, vec![line(3, "b", 1)]).unwrap();
        assert_eq!(other.of_batches(&["b"]).unwrap().len(), 1);
        assert_eq!(other.of_batches(&[]).unwrap().len(), 3);
        assert_eq!(
            other.of_batches(&["c"]).unwrap_err().code(),
            "fee.batch_unknown"
        );
        let undone = once.without(&Undo::Batch("a".to_owned())).unwrap();
        assert!(outpatient(&undone, vec![line(3, "a", 1)]).is_ok());
        let used = outpatient(&undone, vec![line(1, "a", 1)]);
        assert_eq!(used.unwrap_err().code(), "fee.duplicate");
    }

    #[test]
    fn a_batch_has_a_number_and_corrections_are_for_stays() {
        let nameless = outpatient(&FeeSheet::default(), vec![line(1, "", 1)]);
        assert_eq!(nameless.unwrap_err().code(), "fee.no_batch");
        let back = FeeLine {
            batch: "a".to_owned(),
            ..correction(2, 1, 1)
        };
        let back = outpatient(&FeeSheet::default(), vec![line(1, "a", 1), back]);
        assert_eq!(back.unwrap_err().code(), "fee.correction_kind");
        let many = (1..=10_001).map(|number| line(number, "a", 1)).collect();
        let many = outpatient(&FeeSheet::default(), many);
        assert_eq!(many.unwrap_err().code(), "fee.too_many");
    }

    #[test]
    fn a_batch_is_of_one_disease() {
        let of = |number, disease: &str| FeeLine {
            disease: Some(disease.to_owned()),
            ..line(number, "a", 1)
        };
        let mixed = outpatient(&FeeSheet::default(), vec![of(1, "M00500"), of(2, "M01600")]);
        assert_eq!(mixed.unwrap_err().code(), "fee.batch_disease");
        assert!(outpatient(&FeeSheet::default(), vec![of(1, "M00500"), of(2, "M00500")]).is_ok());
    }

    #[test]
    fn a_correction_is_listed_as_its_line() {
        // restricted, and the hospital forgot to say that the line given back was approved
        let mut back = correction(2, 1, 2);
        back.listed.excluded = Some(Exclusion::NotApproved);
        back.listed.class = directory::catalogue::Class::C;
        let sheet = stay(vec![line(1, "", 3), back]).unwrap();
        let original = &sheet.line(1).unwrap().listed;
        let expected = LineFacts {
            amount: Fen::new(-400),
            quantity: 2,
            ..original.clone()
        };
        assert_eq!(sheet.line(2).unwrap().listed, expected);
    }

    #[test]
    fn lines_of_a_settlement_are_listed_anew() {
        let lines = vec![
            line(1, "", 3),
            line(2, "", 1),
            line(3, "", 1),
            correction(4, 1, 1),
        ];
        let sheet = stay(lines).unwrap();
        // one settled before is listed anew too; one of another part stays as it was
        let sheet = sheet.settled(&[1, 3], "s1");
        let out = sheet.listed_anew(&[1, 2, 4], |line| {
            let excluded = Some(Exclusion::NotInForce);
            Ok(LineFacts {
                excluded,
                ..line.listed.clone()
            })
        });
        let excluded: Vec<bool> = out
            .unwrap()
            .all()
            .map(|it| it.listed.excluded.is_some())
            .collect();
        assert_eq!(excluded, [true, true, false, true]);
        let wrong = sheet.listed_anew(&[2], |line| {
            Ok(LineFacts {
                amount: Fen::ZERO,
                ..line.listed.clone()
            })
        });
        assert_eq!(wrong.unwrap_err().code(), "fee.listed");
    }

    #[test]
    fn corrections_never_reach_below_nothing() {
        assert!(stay(vec![line(1, "", 3), correction(2, 1, 3)]).is_ok());
        let code = |lines| stay(lines).unwrap_err().code();
        assert_eq!(
            code(vec![
                line(1, "", 3),
                correction(2, 1, 2),
                correction(3, 1, 2)
            ]),
            "fee.below_nothing"
        );
        assert_eq!(code(vec![correction(2, 1, 1)]), "fee.correction_unknown");
        let dear = FeeLine {
            corrects: Some(1),
            ..sample::line(2, "-1", "1")
        };
        assert_eq!(code(vec![line(1, "", 3), dear]), "fee.correction_item");
        assert_eq!(
            code(vec![
                line(1, "", 3),
                correction(2, 1, 1),
                correction(3, 2, 1)
            ]),
            "fee.correction_unknown"
        );
    }

    #[test]
    fn settled_lines_are_not_undone() {
        let sheet = stay(vec![line(1, "", 3), line(2, "", 1), correction(3, 1, 1)]).unwrap();
        let settled = sheet.settled(&[1, 2], "s1");
        assert_eq!(
            settled.without(&Undo::Line(1)).unwrap_err().code(),
            "fee.undo_settled"
        );
        let rest = settled.without(&Undo::All).unwrap();
        assert_eq!(FeeSheet::total(rest.standing()), Some(Fen::new(800)));
        assert_eq!(
            rest.without(&Undo::All).unwrap_err().code(),
            "fee.undo_nothing"
        );
        assert_eq!(
            sheet.without(&Undo::Line(1)).unwrap_err().code(),
            "fee.undo_corrected"
        );
        assert_eq!(settled.reopened("s1"), sheet);
    }
}
