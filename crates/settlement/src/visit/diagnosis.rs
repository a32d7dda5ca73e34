//! The diagnoses of a visit: sequence, validity, main diagnosis.
//!
//! 2203: a diagnosis is voided by sending it again with `vali_flag` 0. 2403: one with a known sequence
//! number is changed, another is added. Nothing is lost: a voided one stays on file.

use base::Refused;

use super::CivilTime;

/// What kind of diagnosis (`diag_type`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DiagnosisKind {
    /// 西医诊断.
    Western,
    /// 中医主病诊断.
    TcmDisease,
    /// 中医主证诊断.
    TcmSyndrome,
}

impl DiagnosisKind {
    /// Code of the dictionary `diag_type`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            DiagnosisKind::Western => "1",
            DiagnosisKind::TcmDisease => "2",
            DiagnosisKind::TcmSyndrome => "3",
        }
    }

    /// The kind of a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<DiagnosisKind> {
        [Self::Western, Self::TcmDisease, Self::TcmSyndrome]
            .into_iter()
            .find(|kind| kind.code() == code)
    }
}

/// One diagnosis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// Kind.
    pub kind: DiagnosisKind,
    /// Sequence number within the kind, 1 to 99 (`diag_srt_no`).
    pub sequence: u8,
    /// Code of the diagnosis catalogue (`diag_code`).
    pub code: String,
    /// Name as the institution wrote it.
    pub name: String,
    /// Main diagnosis (`maindiag_flag`).
    pub main: bool,
    /// Department that made it.
    pub department: String,
    /// Code of the physician.
    pub physician: String,
    /// When it was made.
    pub made_at: CivilTime,
    /// Valid (`vali_flag` 1) or voided.
    pub valid: bool,
}

/// The diagnoses of one visit, each sequence number once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnoses(Vec<Diagnosis>);

impl Diagnoses {
    /// Those on file, voided ones too, by kind and sequence.
    #[must_use]
    pub fn all(&self) -> &[Diagnosis] {
        &self.0
    }

    /// Those that count.
    pub fn valid(&self) -> impl Iterator<Item = &Diagnosis> {
        self.0.iter().filter(|diagnosis| diagnosis.valid)
    }

    /// The main diagnosis: the one marked so, else the first valid one.
    #[must_use]
    pub fn main(&self) -> Option<&Diagnosis> {
        let marked = self.valid().find(|diagnosis| diagnosis.main);
        marked.or_else(|| self.valid().next())
    }

    /// The same with what an upload brings: a known number is changed or voided, another is added.
    /// The answer is refused as a whole or taken as a whole.
    ///
    /// # Errors
    /// `diagnosis.sequence`: number 0 or above 99, or twice in one upload. `diagnosis.empty`: without code
    /// or name. `diagnosis.void_unknown`: a number is voided that is not on file. `diagnosis.main`: more
    /// than one valid main diagnosis of one kind.
    pub fn with(&self, upload: &[Diagnosis]) -> Result<Diagnoses, Refused> {
        let mut next = self.0.clone();
        for (index, diagnosis) in upload.iter().enumerate() {
            let earlier = upload.iter().take(index);
            check(diagnosis, earlier)?;
            let known = next.iter_mut().find(|known| same(known, diagnosis));
            match known {
                Some(known) if !diagnosis.valid => known.valid = false,
                Some(known) => *known = diagnosis.clone(),
                None if !diagnosis.valid => return Err(void_unknown(diagnosis)),
                None => next.push(diagnosis.clone()),
            }
        }
        next.sort_by_key(|diagnosis| (diagnosis.kind, diagnosis.sequence));
        one_main(&next)?;
        Ok(Diagnoses(next))
    }

    /// Those that rows gave back.
    ///
    /// # Errors
    /// As [`Diagnoses::with`], for rows that were never written by it.
    pub fn from_rows(mut rows: Vec<Diagnosis>) -> Result<Diagnoses, Refused> {
        for (index, row) in rows.iter().enumerate() {
            check(row, rows.iter().take(index))?;
        }
        rows.sort_by_key(|row| (row.kind, row.sequence));
        one_main(&rows)?;
        Ok(Diagnoses(rows))
    }
}

fn same(one: &Diagnosis, other: &Diagnosis) -> bool {
    one.kind == other.kind && one.sequence == other.sequence
}

fn check<'a>(
    diagnosis: &Diagnosis,
    mut earlier: impl Iterator<Item = &'a Diagnosis>,
) -> Result<(), Refused> {
    let number = diagnosis.sequence;
    if !(1..=99).contains(&number) || earlier.any(|other| same(other, diagnosis)) {
        return Err(Refused::new(
            "diagnosis.sequence",
            format!(
                "诊断排序号 diag_srt_no {number} 不在 1 至 99 之间，或在同一次上传中重复，请重新编号。"
            ),
        ));
    }
    if diagnosis.valid && (diagnosis.code.is_empty() || diagnosis.name.is_empty()) {
        return Err(Refused::new(
            "diagnosis.empty",
            format!("第 {number} 号诊断缺少诊断代码或名称，请补全 diag_code 和 diag_name。"),
        ));
    }
    Ok(())
}

fn void_unknown(diagnosis: &Diagnosis) -> Refused {
    Refused::new(
        "diagnosis.void_unknown",
        format!(
            "要作废的第 {} 号诊断没有上传过，请核对诊断类别和排序号。",
            diagnosis.sequence
        ),
    )
}

fn one_main(diagnoses: &[Diagnosis]) -> Result<(), Refused> {
    let mains = diagnoses.iter().filter(|it| it.valid && it.main);
    let mut kinds: Vec<DiagnosisKind> = mains.map(|it| it.kind).collect();
    let count = kinds.len();
    kinds.dedup();
    if kinds.len() == count {
        return Ok(());
    }
    Err(Refused::new(
        "diagnosis.main",
        "同一诊断类别有两个主诊断，请只留一个 maindiag_flag 为 1，先改原来的主诊断。",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diagnosis(sequence: u8, code: &str) -> Diagnosis {
        Diagnosis {
            kind: DiagnosisKind::Western,
            sequence,
            code: code.to_owned(),
            name: "诊断".to_owned(),
            main: sequence == 1,
            department: "0101".to_owned(),
            physician: "D890101000001".to_owned(),
            made_at: CivilTime::start_of(base::Date::from_ymd(2026, 3, 1).unwrap()),
            valid: true,
        }
    }

    #[test]
    fn a_known_number_is_changed_and_another_is_added() {
        let first = Diagnoses::default()
            .with(&[diagnosis(1, "J18.900"), diagnosis(2, "I10.x00")])
            .unwrap();
        let next = first
            .with(&[diagnosis(2, "I11.900"), diagnosis(3, "E11.900")])
            .unwrap();
        let codes: Vec<&str> = next.valid().map(|it| it.code.as_str()).collect();
        assert_eq!(codes, ["J18.900", "I11.900", "E11.900"]);
        assert_eq!(next.main().unwrap().code, "J18.900");
    }

    #[test]
    fn sent_again_with_validity_0_it_is_voided_and_stays_on_file() {
        let first = Diagnoses::default()
            .with(&[diagnosis(1, "J18.900"), diagnosis(2, "I10.x00")])
            .unwrap();
        let void = Diagnosis {
            valid: false,
            code: String::new(),
            ..diagnosis(1, "")
        };
        let next = first.with(std::slice::from_ref(&void)).unwrap();
        assert_eq!(next.valid().count(), 1);
        assert_eq!(next.all().len(), 2);
        assert_eq!(next.all()[0].code, "J18.900");
        assert_eq!(next.main().unwrap().code, "I10.x00");
        assert_eq!(
            Diagnoses::from_rows(next.all().to_vec()).unwrap(),
            next.clone()
        );
        let unknown = Diagnosis {
            sequence: 9,
            ..void
        };
        assert_eq!(
            next.with(&[unknown]).unwrap_err().code(),
            "diagnosis.void_unknown"
        );
    }

    #[test]
    fn what_cannot_be_a_diagnosis_is_refused_as_a_whole() {
        let none = Diagnoses::default();
        let code = |upload: &[Diagnosis]| none.with(upload).unwrap_err().code();
        assert_eq!(code(&[diagnosis(0, "A00")]), "diagnosis.sequence");
        assert_eq!(
            code(&[diagnosis(2, "A00"), diagnosis(2, "A01")]),
            "diagnosis.sequence"
        );
        assert_eq!(code(&[diagnosis(1, "")]), "diagnosis.empty");
        let second_main = Diagnosis {
            main: true,
            ..diagnosis(2, "A01")
        };
        assert_eq!(code(&[diagnosis(1, "A00"), second_main]), "diagnosis.main");
    }
}
