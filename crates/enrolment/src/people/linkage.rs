//! Merge and un-merge by links: no record is overwritten, so that both histories can come apart again.
//!
//! A link says that one record is the same person as another, its leader, from a date on. Links form
//! trees; the person is the root. A merge adds one link, an un-merge ends one.

use base::{Date, PersonNo, ProposalNo, Refused, Validity};
use std::collections::BTreeSet;

/// One record of the register stands for the same person as another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The record that follows.
    pub member: PersonNo,
    /// The record that leads.
    pub leader: PersonNo,
    /// From when until when the two are taken for one.
    pub holds: Validity,
    /// The decision behind it, where a person took it; `None` for a machine's.
    pub decision: Option<ProposalNo>,
    /// Why it ended.
    pub ended: Option<Box<str>>,
    /// Joined and parted on one day: it never held, and is kept for the record.
    pub void: bool,
}

/// The links around some persons.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Linkage {
    links: Vec<Link>,
}

impl Linkage {
    /// The links as the store gives them back.
    #[must_use]
    pub fn from_rows(links: Vec<Link>) -> Linkage {
        Linkage { links }
    }

    /// All links, ended ones included.
    #[must_use]
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// The record that stands for the person on a date: the record itself where it follows none.
    #[must_use]
    pub fn leader(&self, record: PersonNo, on: Date) -> PersonNo {
        let mut leader = record;
        // A tree of n links is climbed in at most n steps; the bound holds even for broken rows.
        for _ in 0..self.links.len() {
            match self.link_of(leader, on) {
                Some(link) => leader = link.leader,
                None => break,
            }
        }
        leader
    }

    /// Every record of the person on a date, the leader among them.
    #[must_use]
    pub fn cluster(&self, record: PersonNo, on: Date) -> BTreeSet<PersonNo> {
        let leader = self.leader(record, on);
        let members = self.links.iter().map(|link| link.member);
        let mut cluster: BTreeSet<_> = members
            .filter(|member| self.leader(*member, on) == leader)
            .collect();
        cluster.extend([leader, record]);
        cluster
    }

    /// Takes two records for one person from a date on; the one with the smaller number leads, so that the
    /// order in which pairs are decided does not matter. Gives the new link.
    ///
    /// # Errors
    /// `person.merged_already` where they are one already.
    pub fn merge(
        &mut self,
        one: PersonNo,
        other: PersonNo,
        from: Date,
        decision: Option<ProposalNo>,
    ) -> Result<Link, Refused> {
        let (a, b) = (self.leader(one, from), self.leader(other, from));
        if a == b {
            return Err(Refused::new(
                "person.merged_already",
                format!("人员 {one} 与 {other} 已归并为同一人（{a}）。"),
            ));
        }
        let link = Link {
            member: a.max(b),
            leader: a.min(b),
            holds: Validity::new(Some(from), None).unwrap_or(Validity::OPEN),
            decision,
            ended: None,
            void: false,
        };
        self.links.push(link.clone());
        Ok(link)
    }

    /// Takes a record and what follows it apart from the person again, from a date on. The link stays in
    /// the history with the reason.
    ///
    /// # Errors
    /// `person.not_merged` where the record follows none on that day: name the record that was joined.
    pub fn unmerge(&mut self, member: PersonNo, from: Date, reason: &str) -> Result<Link, Refused> {
        let mut links = self.links.iter_mut();
        let found =
            links.find(|link| link.member == member && link.holds.covers(from) && !link.void);
        let link = found.ok_or_else(|| {
            Refused::new(
                "person.not_merged",
                format!("人员 {member} 在 {from} 没有归入他人，请填写被归并的那个编号。"),
            )
        })?;
        let begun = link.holds.from();
        let last = from.add_days(-1);
        match Validity::new(begun, last) {
            Ok(holds) => link.holds = holds,
            Err(_) => link.void = true,
        }
        link.ended = Some(reason.into());
        Ok(link.clone())
    }

    fn link_of(&self, member: PersonNo, on: Date) -> Option<&Link> {
        let holds = |link: &&Link| link.member == member && link.holds.covers(on) && !link.void;
        self.links.iter().find(holds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn who(no: i64) -> PersonNo {
        PersonNo::new(no).unwrap()
    }

    fn day(number: i32) -> Date {
        Date::from_day_number(20_000 + number).unwrap()
    }

    #[test]
    fn merged_records_lead_to_one_and_come_apart_again() {
        let mut linkage = Linkage::default();
        linkage.merge(who(5), who(2), day(0), None).unwrap();
        linkage.merge(who(5), who(9), day(3), None).unwrap();
        assert_eq!(linkage.leader(who(9), day(3)), who(2));
        assert_eq!(linkage.leader(who(9), day(2)), who(9), "not before");
        assert_eq!(linkage.cluster(who(9), day(3)).len(), 3);
        let again = linkage.merge(who(9), who(2), day(4), None).unwrap_err();
        assert_eq!(again.code(), "person.merged_already");
        linkage.unmerge(who(5), day(10), "误并").unwrap();
        assert_eq!(linkage.leader(who(5), day(10)), who(5));
        assert_eq!(linkage.leader(who(9), day(10)), who(2), "the other stays");
        assert_eq!(
            linkage.leader(who(5), day(9)),
            who(2),
            "the past is as it was"
        );
        let none = linkage.unmerge(who(5), day(11), "").unwrap_err();
        assert_eq!(none.code(), "person.not_merged");
        assert_eq!(linkage.links().len(), 2);
    }

    #[test]
    fn joined_and_parted_on_one_day_is_apart() {
        let mut linkage = Linkage::default();
        linkage.merge(who(1), who(2), day(0), None).unwrap();
        linkage.unmerge(who(2), day(0), "误并").unwrap();
        assert_eq!(linkage.leader(who(2), day(0)), who(2));
        linkage.merge(who(1), who(2), day(0), None).unwrap();
        assert_eq!(linkage.leader(who(2), day(0)), who(1));
    }

    proptest! {
        #[test]
        fn unmerging_everything_restores_every_record(pairs in prop::collection::vec((1_i64..12, 1_i64..12), 0..20)) {
            let mut linkage = Linkage::default();
            for (step, (a, b)) in (0..).zip(&pairs) {
                let merged = linkage.merge(who(*a), who(*b), day(step), None);
                prop_assert_eq!(merged.is_err(), a == b || merged.is_err());
                prop_assert_eq!(linkage.leader(who(*a), day(step)), linkage.leader(who(*b), day(step)));
            }
            let members: Vec<_> = linkage.links().iter().map(|link| link.member).collect();
            for member in members {
                linkage.unmerge(member, day(100), "全部拆分").unwrap();
            }
            for no in 1..12 {
                prop_assert_eq!(linkage.leader(who(no), day(100)), who(no));
                prop_assert_eq!(linkage.cluster(who(no), day(100)).len(), 1);
            }
        }
    }
}
