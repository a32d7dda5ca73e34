//! Accounts and keys, proposed; and taken back.

use access::{Actor, Permission, Scope};
use base::{Date, ProposalNo, Refused, RegionCode};
use store::gateway as rows;

use super::body::{AccountBody, KINDS, KeyBody, NewAccount, SecretBody, written};
use crate::{Desk, ServiceError, proposals};

/// Characters of the name of an account.
const LONGEST: usize = 40;

impl NewAccount {
    fn check(&self, pool: RegionCode, today: Date) -> Result<(), Refused> {
        let named = (1..=LONGEST).contains(&self.account.len())
            && self.account.bytes().all(|byte| byte.is_ascii_graphic());
        if !named || self.title.trim().is_empty() {
            return Err(Refused::new(
                "gateway.account_name",
                format!("账号应为1至{LONGEST}个字母、数字或符号，并须写明使用单位。"),
            ));
        }
        if self.senders.is_empty() {
            return Err(Refused::new(
                "gateway.account_senders",
                "请写明该账号可以代哪些定点医药机构发送报文。",
            ));
        }
        for (code, region) in &self.senders {
            institution(code)?;
            inside(pool, self.region, *region)?;
        }
        if self.until < self.from || self.until < today {
            return Err(Refused::new(
                "gateway.account_days",
                "账号的有效期已过或前后颠倒，请核对起止日期。",
            ));
        }
        Ok(())
    }
}

/// Proposes an account. Its secrets are made when another user approves it.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Refused`] `gateway.account_name`, `gateway.account_senders`,
/// `gateway.institution`, `gateway.account_region`, `gateway.account_days`, `gateway.account_exists`; storage.
pub fn propose_account(
    desk: &Desk<'_>,
    actor: &Actor,
    new: &NewAccount,
) -> Result<ProposalNo, ServiceError> {
    let scope = actor.may_in(Permission::GatewayPropose, new.region)?;
    new.check(scope.pool(), desk.today())?;
    let body = written(&AccountBody::of(new))?;
    desk.write(actor, "gateway.account", None, |tx| {
        if rows::find(tx, Scope::whole(scope.pool()), &new.account)?.is_some() {
            return Err(exists(&new.account).into());
        }
        let (kind, needs) = (KINDS[0], Permission::GatewayDecide);
        proposals::propose_once(tx, actor, kind, needs, new.region, &body)
    })
}

/// Proposes a new secret for an account, whose present one ends with the decision.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::NotFound`] outside the actor's region; storage.
pub fn propose_secret(
    desk: &Desk<'_>,
    actor: &Actor,
    account: &str,
) -> Result<ProposalNo, ServiceError> {
    let scope = actor.may(Permission::GatewayPropose)?;
    let body = written(&SecretBody {
        account: account.to_owned(),
    })?;
    desk.write(actor, "gateway.secret", None, |tx| {
        let found = rows::find(tx, scope, account)?;
        let found = found.ok_or(ServiceError::NotFound("有效的接口账号"))?;
        let (kind, needs) = (KINDS[1], Permission::GatewayDecide);
        proposals::propose_once(tx, actor, kind, needs, found.region, &body)
    })
}

/// Proposes a key of an institution: the SM2 public key that it handed in, or, without one, a new SM4 key.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Refused`] `gateway.institution`; storage.
pub fn propose_key(
    desk: &Desk<'_>,
    actor: &Actor,
    (code, region): (&str, RegionCode),
    sm2_public: Option<&str>,
) -> Result<ProposalNo, ServiceError> {
    let scope = actor.may_in(Permission::GatewayPropose, region)?;
    institution(code)?;
    inside(scope.pool(), scope.pool(), region)?;
    let body = written(&KeyBody {
        institution: code.to_owned(),
        region: region.number(),
        sm2_public: sm2_public.map(str::to_owned),
    })?;
    desk.write(actor, "gateway.key", None, |tx| {
        let (kind, needs) = (KINDS[2], Permission::GatewayDecide);
        proposals::propose_once(tx, actor, kind, needs, region, &body)
    })
}

/// Takes an account back: from now on nothing is taken from it. One administrator does so alone.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::NotFound`] outside the actor's region or where it was taken back
/// before; storage.
pub fn revoke(
    desk: &Desk<'_>,
    actor: &Actor,
    account: &str,
    reason: &str,
) -> Result<(), ServiceError> {
    let scope = actor.may(Permission::GatewayPropose)?;
    desk.write(
        actor,
        "gateway.revoke",
        Some(reason),
        |tx| match rows::revoke(tx, scope, account) {
            Err(store::StoreError::Conflict(_)) => Err(ServiceError::NotFound("有效的接口账号")),
            other => Ok(other?),
        },
    )
}

pub(super) fn exists(account: &str) -> Refused {
    Refused::new(
        "gateway.account_exists",
        format!("接口账号{account}已在使用，请换一个名称，或先停用原账号。"),
    )
}

fn institution(code: &str) -> Result<(), Refused> {
    let right = code.len() == 12
        && code
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    if right {
        return Ok(());
    }
    Err(Refused::new(
        "gateway.institution",
        format!(
            "定点医药机构编号“{}”应为12位大写字母和数字，请核对。",
            base::show_value(code)
        ),
    ))
}

fn inside(pool: RegionCode, outer: RegionCode, inner: RegionCode) -> Result<(), Refused> {
    if Scope::new(pool, outer).is_some_and(|scope| scope.covers(inner)) {
        return Ok(());
    }
    Err(Refused::new(
        "gateway.account_region",
        format!(
            "机构所在区划 {} 不在账号的区划 {} 内，请核对。",
            inner.short(),
            outer.short()
        ),
    ))
}
