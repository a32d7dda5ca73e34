//! Two records, one person; and apart again. A clerk proposes, a reviewer decides.

use access::{Actor, Permission, Verdict};
use base::{EnrolmentNo, PersonNo, ProposalNo, Refused};
use enrolment::people::matching::Verdict as Match;
use enrolment::people::matching::{MatchRule, Matched, Profile, RecordId, score};
use serde_json::{Value as Json, json};
use store::people::matches::{self, Kept};
use store::people::{links, read};
use store::{AsOf, Tx};

use crate::{Desk, ServiceError};
use crate::{membership, proposals};

/// The kind of a proposal to merge or to keep apart.
pub const MERGE: &str = "person.merge";
/// The kind of a proposal to un-merge.
pub const UNMERGE: &str = "person.unmerge";

/// The pairs that wait for a person, in the actor's region.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn queue(desk: &Desk<'_>, actor: &Actor, limit: i64) -> Result<Vec<Kept>, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    Ok(desk.read(|session| matches::open(session, scope, limit))?)
}

/// Proposes what two records are: one person, or two.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::NotFound`] where neither lies in the actor's region;
/// [`ServiceError::Refused`] `person.merged_already`; storage.
pub fn propose(
    desk: &Desk<'_>,
    actor: &Actor,
    (one, other): (PersonNo, PersonNo),
    verdict: Match,
    reason: &str,
) -> Result<ProposalNo, ServiceError> {
    let scope = actor.may(Permission::PersonWrite)?;
    desk.write(actor, "person.merge.propose", Some(reason), |tx| {
        let keys = read::keys(tx, scope, &[one, other])?;
        let (key, region) = keys
            .values()
            .next()
            .copied()
            .ok_or(ServiceError::NotFound("人员"))?;
        if verdict == Match::Same {
            let linkage = links::around(tx, scope, &[one, other], AsOf::on(desk.today()))?;
            linkage.clone().merge(one, other, desk.today(), None)?;
        }
        let body = json!({
            "one": one.min(other).get(),
            "other": one.max(other).get(),
            "verdict": verdict.code(),
            "reason": reason,
        });
        let subject = key.person.get();
        let needs = Permission::PersonDecide;
        proposals::propose(tx, actor, MERGE, needs, region, subject, &body.to_string())
    })
}

/// Proposes to take a record apart from the person again.
///
/// # Errors
/// As [`propose`]; [`ServiceError::Refused`] `person.not_merged`.
pub fn propose_apart(
    desk: &Desk<'_>,
    actor: &Actor,
    member: PersonNo,
    reason: &str,
) -> Result<ProposalNo, ServiceError> {
    let scope = actor.may(Permission::PersonWrite)?;
    desk.write(actor, "person.unmerge.propose", Some(reason), |tx| {
        let keys = read::keys(tx, scope, &[member])?;
        let (_, region) = keys
            .get(&member)
            .copied()
            .ok_or(ServiceError::NotFound("人员"))?;
        let mut linkage = links::around(tx, scope, &[member], AsOf::on(desk.today()))?;
        linkage.unmerge(member, desk.today(), reason)?;
        let body = json!({ "member": member.get(), "reason": reason }).to_string();
        let needs = Permission::PersonDecide;
        proposals::propose(tx, actor, UNMERGE, needs, region, member.get(), &body)
    })
}

/// Decides a proposal of this module and carries out what was approved. Both histories stay where they are:
/// a merge adds a link and a decision, an un-merge ends the link. Where both records have an enrolment that runs, one
/// of the two is contested with the other until somebody decides; an un-merge takes that back. The enrolments that
/// were contested, or run again.
///
/// # Errors
/// As of [`proposals::decide`]; [`ServiceError::Refused`] `proposal.kind` for another kind of proposal.
pub fn decide(
    desk: &Desk<'_>,
    actor: &Actor,
    no: ProposalNo,
    verdict: Verdict,
    reason: &str,
) -> Result<Vec<EnrolmentNo>, ServiceError> {
    desk.write(actor, "person.merge.decide", Some(reason), |tx| {
        let proposal = proposals::decide(desk, tx, actor, no, verdict, reason)?;
        if verdict != Verdict::Approved {
            return Ok(Vec::new());
        }
        let body: Json = serde_json::from_str(&proposal.body)
            .map_err(|_| ServiceError::Input("待复核事项内容无法读取。".to_owned()))?;
        let person = |name: &str| {
            let number = body.get(name).and_then(Json::as_i64);
            number
                .and_then(PersonNo::new)
                .ok_or(ServiceError::NotFound("人员"))
        };
        match proposal.kind.as_str() {
            MERGE => {
                let pair = (person("one")?, person("other")?);
                let said = body.get("verdict").and_then(Json::as_str);
                let said = said.and_then(Match::parse).unwrap_or(Match::Open);
                merge(desk, tx, actor, pair, said, no)
            }
            UNMERGE => {
                let member = person("member")?;
                let why = body
                    .get("reason")
                    .and_then(Json::as_str)
                    .unwrap_or_default();
                unmerge(desk, tx, actor, member, why)
            }
            _ => Err(Refused::new(
                "proposal.kind",
                "此事项不是人员归并事项，请在相应业务中复核。",
            )
            .into()),
        }
    })
}

fn merge(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    actor: &Actor,
    (one, other): (PersonNo, PersonNo),
    verdict: Match,
    no: ProposalNo,
) -> Result<Vec<EnrolmentNo>, ServiceError> {
    let (scope, today) = (actor.scope(), desk.today());
    let whole = access::Scope::whole(scope.pool());
    let rule =
        MatchRule::parse(MatchRule::SHIPPED).map_err(|error| ServiceError::Input(error.zh()))?;
    let records = read::load(tx, whole, &[one, other], AsOf::on(today))?;
    let profile = |no| {
        records
            .get(&no)
            .map(|record| Profile::of_person(&record.person))
    };
    let pair = profile(one).zip(profile(other));
    let (left, right) = pair.ok_or(ServiceError::NotFound("人员"))?;
    let scored = score(&rule, &left, &right);
    let machine = Matched::by_machine(
        RecordId::Person(one),
        RecordId::Person(other),
        scored,
        today,
    );
    let decided = machine.decided(verdict, actor.user().clone(), today);
    let region = records
        .values()
        .find(|record| scope.covers(record.person.residence));
    let region = region.map_or(scope.region(), |record| record.person.residence);
    matches::keep(tx, scope, &[(region, decided, Some(no))])?;
    if verdict != Match::Same {
        return Ok(Vec::new());
    }
    let mut linkage = links::around(tx, scope, &[one, other], AsOf::on(today))?;
    let link = linkage.merge(one, other, today, Some(no))?;
    links::join(tx, &link)?;
    membership::contest(tx, &linkage.cluster(one, today))
}

fn unmerge(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    actor: &Actor,
    member: PersonNo,
    reason: &str,
) -> Result<Vec<EnrolmentNo>, ServiceError> {
    let today = desk.today();
    let mut linkage = links::around(tx, actor.scope(), &[member], AsOf::on(today))?;
    let ended = linkage.unmerge(member, today, reason)?;
    links::part(tx, &ended)?;
    let parts = [ended.leader, member].map(|record| linkage.cluster(record, today));
    membership::part(desk, tx, (&parts[0], &parts[1]))
}
