//! Doubles of old data: every record is kept with its track and money, one runs until it is resolved.

use super::Held;
use crate::Scheme;
use base::{EnrolmentNo, Fen, Refused};
use std::collections::BTreeSet;

/// A record of old data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OldRecord {
    /// The enrolment as loaded.
    pub held: Held,
    /// What was paid on it.
    pub paid: Fen,
}

/// Records of one person that stand against each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contest {
    /// The record that runs until it is resolved.
    pub runs: EnrolmentNo,
    /// The track that it runs on.
    pub track: Scheme,
    /// Every record, with its money, by first day.
    pub records: Vec<OldRecord>,
}

/// How a contest ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    /// The record that stays.
    pub keeps: EnrolmentNo,
    /// The records that end as duplicates, with the money paid on each: what may have to be refunded.
    pub ends: Vec<(EnrolmentNo, Fen)>,
}

/// The contests among the old records of one person. Of records that overlap, directly or through a third,
/// the one on `track` runs, where a track is named and one of them is on it; else the first.
#[must_use]
pub fn contests(records: &[OldRecord], track: Option<Scheme>) -> Vec<Contest> {
    let mut sorted = records.to_vec();
    sorted.sort_by_key(|one| (one.held.span.from(), one.held.no));
    let mut groups: Vec<Vec<OldRecord>> = Vec::new();
    for record in sorted {
        let meets = groups.last().is_some_and(|group| {
            let mut others = group.iter();
            others.any(|other| other.held.span.overlaps(record.held.span))
        });
        match groups.last_mut() {
            Some(group) if meets => group.push(record),
            _ => groups.push(vec![record]),
        }
    }
    let contested = groups.into_iter().filter(|group| group.len() > 1);
    contested
        .filter_map(|records| {
            let on_track = records.iter().find(|one| Some(one.held.scheme) == track);
            let runs = on_track.or(records.first())?.held;
            Some(Contest {
                runs: runs.no,
                track: runs.scheme,
                records,
            })
        })
        .collect()
}

/// Enrolments that cannot run beside another of the same person, each with the one that runs in its place: of those
/// that overlap the one on `track`, where one is, else the first.
#[must_use]
pub fn giving_way(running: &[Held], track: Option<Scheme>) -> Vec<(EnrolmentNo, EnrolmentNo)> {
    let records = running.iter().map(|held| OldRecord {
        held: *held,
        paid: Fen::ZERO,
    });
    let records: Vec<_> = records.collect();
    let mut found = Vec::new();
    for contest in contests(&records, track) {
        let first = |record: &&OldRecord| record.held.no == contest.runs;
        let (mut kept, others): (Vec<&OldRecord>, Vec<&OldRecord>) =
            contest.records.iter().partition(first);
        for other in others {
            // Two that meet only through a third both run where the third does not.
            let beside = kept
                .iter()
                .find(|one| one.held.span.overlaps(other.held.span));
            match beside.map(|one| one.held.no) {
                Some(runs) => found.push((other.held.no, runs)),
                None => kept.push(other),
            }
        }
    }
    found
}

/// Ends a contest: one record stays, the others end as duplicates.
///
/// # Errors
/// Refused where the record that should stay is none of the contest.
pub fn resolve(contest: &Contest, keeps: EnrolmentNo) -> Result<Resolution, Refused> {
    let known: BTreeSet<_> = contest.records.iter().map(|one| one.held.no).collect();
    if !known.contains(&keeps) {
        let known: Vec<_> = known.iter().map(ToString::to_string).collect();
        return Err(Refused::new(
            "enrolment.not_contested",
            format!(
                "登记 {keeps} 不在本次争议之中，请在 {} 中选择。",
                known.join("、")
            ),
        ));
    }
    let others = contest.records.iter().filter(|one| one.held.no != keeps);
    Ok(Resolution {
        keeps,
        ends: others.map(|one| (one.held.no, one.paid)).collect(),
    })
}
