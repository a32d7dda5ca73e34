//! Users and grants, proposed by one and decided by another.

use access::separation::separated;
use access::{Actor, Grant, Permission, Role, Scope, UserName, Verdict};
use base::{Date, ProposalNo, Refused, RegionCode, Validity};
use serde::{Deserialize, Serialize};
use store::Tx;
use store::proposals::Proposal;
use store::users::{self, Password};

use super::first::NewUser;
use super::secret::{self, Salt};
use crate::{Desk, ServiceError, proposals};

/// The kinds of proposal that [`approve`] carries out.
pub const KINDS: [&str; 3] = ["user.add", "user.grant", "user.reset"];

/// A role that is asked for a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantAsked {
    /// Which role.
    pub role: Role,
    /// Over which region.
    pub region: RegionCode,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
}

/// What stands in the body of a proposal.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    user: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    account: Option<AccountBody>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    grant: Option<GrantBody>,
    /// The hash of the first half of an initial password; its text only the maker has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    first_half: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AccountBody {
    real_name: String,
    staff_no: String,
    organisation: String,
    region: i64,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct GrantBody {
    role: String,
    region: i64,
    from: i64,
    until: i64,
}

/// Proposes a user with a first role. The maker hands `half` of the initial password to the new user, who
/// decides hands over the other.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Refused`] `user.anonymous`, `user.exists`,
/// `user.region_level`, `user.no_end`; storage.
pub fn propose_user(
    desk: &Desk<'_>,
    actor: &Actor,
    new: &NewUser,
    asked: &GrantAsked,
    half: (&str, Salt),
) -> Result<ProposalNo, ServiceError> {
    actor.may_in(Permission::UserPropose, new.region)?;
    actor.may_in(Permission::UserPropose, asked.region)?;
    new.check()?;
    let grant = grant(actor.scope().pool(), &new.name, asked)?;
    let body = Body {
        user: new.name.as_str().to_owned(),
        account: Some(AccountBody {
            real_name: new.real_name.clone(),
            staff_no: new.staff_no.clone(),
            organisation: new.organisation.clone(),
            region: new.region.number(),
        }),
        grant: Some(grant_body(asked)),
        first_half: Some(secret::hash(half.0, half.1)?),
    };
    desk.write(actor, "user.add", None, |tx| {
        let whole = Scope::whole(tx.pool());
        if users::find(tx, whole, grant.user())?.is_some() {
            return Err(exists().into());
        }
        propose(tx, actor, KINDS[0], wider(new.region, asked.region), &body)
    })
}

/// Proposes another role for a user.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::NotFound`] for a user outside the actor's region;
/// [`ServiceError::Refused`] `user.separation`, `user.region_level`, `user.no_end`; storage.
pub fn propose_grant(
    desk: &Desk<'_>,
    actor: &Actor,
    user: &UserName,
    asked: &GrantAsked,
) -> Result<ProposalNo, ServiceError> {
    let scope = actor.may_in(Permission::UserPropose, asked.region)?;
    let grant = grant(scope.pool(), user, asked)?;
    let body = Body {
        user: user.as_str().to_owned(),
        account: None,
        grant: Some(grant_body(asked)),
        first_half: None,
    };
    desk.write(actor, "user.grant", None, |tx| {
        known(tx, scope, user)?;
        apart(tx, &grant)?;
        propose(tx, actor, KINDS[1], asked.region, &body)
    })
}

/// Proposes a new initial password for a user who has forgotten it.
///
/// # Errors
/// As [`propose_grant`].
pub fn propose_reset(
    desk: &Desk<'_>,
    actor: &Actor,
    user: &UserName,
    half: (&str, Salt),
) -> Result<ProposalNo, ServiceError> {
    let scope = actor.may(Permission::UserPropose)?;
    let body = Body {
        user: user.as_str().to_owned(),
        account: None,
        grant: None,
        first_half: Some(secret::hash(half.0, half.1)?),
    };
    desk.write(actor, "user.reset", None, |tx| {
        let region = known(tx, scope, user)?;
        propose(tx, actor, KINDS[2], region, &body)
    })
}

/// Approves a proposal of [`KINDS`] and carries it out. `half` becomes the second half of the initial
/// password, where the proposal brings one: then the answer is true.
///
/// # Errors
/// As [`proposals::decide`]; `proposal.kind`, `user.exists`, `user.separation`.
pub fn approve(
    desk: &Desk<'_>,
    actor: &Actor,
    no: ProposalNo,
    reason: &str,
    half: (&str, Salt),
) -> Result<bool, ServiceError> {
    actor.may(Permission::UserDecide)?;
    desk.write(actor, "user.approve", None, |tx| {
        let proposal = proposals::decide(desk, tx, actor, no, Verdict::Approved, reason)?;
        let body = body(&proposal)?;
        let user = UserName::new(&body.user).map_err(|_| corrupt())?;
        if let Some(account) = &body.account {
            add(tx, &user, account)?;
        }
        if let Some(asked) = &body.grant {
            let grant = grant(tx.pool(), &user, &asked_of(asked)?)?;
            apart(tx, &grant)?;
            users::give(tx, Scope::whole(tx.pool()), &grant)?;
        }
        let Some(first) = body.first_half else {
            return Ok(false);
        };
        let password = Password {
            hash: secret::joined(&first, &secret::hash(half.0, half.1)?),
            initial: true,
            set_on: desk.today(),
        };
        users::set_password(tx, Scope::whole(tx.pool()), &user, &password)?;
        Ok(true)
    })
}

/// Rejects a proposal of any kind; nothing is carried out.
///
/// # Errors
/// As [`proposals::decide`].
pub fn reject(
    desk: &Desk<'_>,
    actor: &Actor,
    no: ProposalNo,
    reason: &str,
) -> Result<Proposal, ServiceError> {
    desk.write(actor, "proposal.reject", Some(reason), |tx| {
        proposals::decide(desk, tx, actor, no, Verdict::Rejected, reason)
    })
}

fn propose(
    tx: &mut Tx<'_>,
    actor: &Actor,
    kind: &'static str,
    region: RegionCode,
    body: &Body,
) -> Result<ProposalNo, ServiceError> {
    let text = serde_json::to_string(body).map_err(|_| corrupt())?;
    proposals::propose(tx, actor, kind, Permission::UserDecide, region, 0, &text)
}

fn body(proposal: &Proposal) -> Result<Body, ServiceError> {
    if !KINDS.contains(&proposal.kind.as_str()) {
        return Err(Refused::new(
            "proposal.kind",
            format!(
                "第 {} 号事项不是用户事项，请用相应的业务命令复核。",
                proposal.no
            ),
        )
        .into());
    }
    serde_json::from_str(&proposal.body).map_err(|_| corrupt())
}

fn add(tx: &mut Tx<'_>, user: &UserName, account: &AccountBody) -> Result<(), ServiceError> {
    let new = NewUser {
        name: user.clone(),
        real_name: account.real_name.clone(),
        staff_no: account.staff_no.clone(),
        organisation: account.organisation.clone(),
        region: RegionCode::from_number(account.region).ok_or_else(corrupt)?,
    };
    match users::add(tx, Scope::whole(tx.pool()), &new.row()) {
        Err(store::StoreError::Conflict(_)) => Err(exists().into()),
        other => Ok(other?),
    }
}

fn grant(pool: RegionCode, user: &UserName, asked: &GrantAsked) -> Result<Grant, ServiceError> {
    let scope = Scope::new(pool, asked.region);
    let outside = || ServiceError::Input("授权区划不在本统筹区内，请核对区划代码。".to_owned());
    let days = Validity::new(Some(asked.from), Some(asked.until));
    let days = days.map_err(|error| ServiceError::Input(error.zh()))?;
    let scope = scope.ok_or_else(outside)?;
    Ok(Grant::new(user.clone(), asked.role, scope, days)?)
}

fn grant_body(asked: &GrantAsked) -> GrantBody {
    GrantBody {
        role: asked.role.code().to_owned(),
        region: asked.region.number(),
        from: asked.from.number(),
        until: asked.until.number(),
    }
}

fn asked_of(body: &GrantBody) -> Result<GrantAsked, ServiceError> {
    Ok(GrantAsked {
        role: Role::parse(&body.role).ok_or_else(corrupt)?,
        region: RegionCode::from_number(body.region).ok_or_else(corrupt)?,
        from: Date::from_number(body.from).ok_or_else(corrupt)?,
        until: Date::from_number(body.until).ok_or_else(corrupt)?,
    })
}

/// The region of a user within the scope.
fn known(tx: &mut Tx<'_>, scope: Scope, user: &UserName) -> Result<RegionCode, ServiceError> {
    let found = users::find(tx, scope, user)?;
    let user = found.ok_or(ServiceError::NotFound("用户"))?;
    Ok(user.region)
}

/// All grants of the user count, also those outside the actor's region.
fn apart(tx: &mut Tx<'_>, grant: &Grant) -> Result<(), ServiceError> {
    let whole = Scope::whole(tx.pool());
    let held = users::held_by(tx, whole, grant.user())?;
    let held: Vec<Grant> = held.into_iter().map(|held| held.grant).collect();
    Ok(separated(&held, grant)?)
}

/// The region of a proposal that concerns two: the wider, or the county or city that holds both, so that
/// its checker answers for both.
fn wider(one: RegionCode, other: RegionCode) -> RegionCode {
    let mut holds = one;
    while !holds.contains(other) {
        match holds.parent() {
            Some(parent) => holds = parent,
            None => break,
        }
    }
    holds
}

fn exists() -> Refused {
    Refused::new(
        "user.exists",
        "用户名或工号已被使用；一人一号，请核对，或为原用户申请授权。",
    )
}

fn corrupt() -> ServiceError {
    store::StoreError::Corrupt("the body of a proposal".to_owned()).into()
}
