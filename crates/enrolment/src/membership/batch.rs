//! Many applications at once: a family, a school roster, a village list, an import.

use super::{Application, Dossier, Held, Verdict, decide};
use crate::regime::Profile;
use base::{BenefitYear, EnrolmentNo, PersonNo, Refused};
use std::collections::BTreeMap;

/// A line of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchLine {
    /// The line of the list, counted from 1.
    pub line: u64,
    /// What it asks for.
    pub application: Application,
}

/// What became of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineOutcome {
    /// The line.
    pub line: u64,
    /// The number given, for an enrolment.
    pub no: Option<EnrolmentNo>,
    /// The answer.
    pub answer: Result<Verdict, Refused>,
}

/// Judges the lines of a list in their order; each has its own answer, and one that is refused stops none
/// of the others. Numbers are given from `first` on. A second line of the same person meets the first.
///
/// A person without a dossier is refused as unknown.
#[must_use]
pub fn decide_batch(
    profile: &Profile,
    year: &BenefitYear,
    lines: &[BatchLine],
    dossiers: &mut BTreeMap<PersonNo, Dossier>,
    first: i64,
) -> Vec<LineOutcome> {
    let mut next = first;
    let mut outcomes = Vec::with_capacity(lines.len());
    for line in lines {
        let mut no = None;
        let answer = match dossiers.get_mut(&line.application.person) {
            None => Err(unknown(line.application.person)),
            Some(dossier) => {
                let answer = decide(profile, year, &line.application, dossier);
                if let Ok(Verdict::Enrolled(accepted)) = &answer {
                    no = EnrolmentNo::new(next);
                    next = next.saturating_add(1);
                    dossier.held.extend(no.map(|no| Held {
                        no,
                        scheme: line.application.scheme,
                        region: line.application.region,
                        span: accepted.span,
                    }));
                }
                answer
            }
        };
        outcomes.push(LineOutcome {
            line: line.line,
            no,
            answer,
        });
    }
    outcomes
}

fn unknown(person: PersonNo) -> Refused {
    Refused::new(
        "enrolment.unknown_person",
        format!("人员登记中没有编号 {person} 的人，请先登记人员信息。"),
    )
}
