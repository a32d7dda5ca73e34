//! Decisions about accounts and keys: what they make, and who gets it.

use access::{Actor, Permission, Scope, Verdict};
use base::{ProposalNo, Refused, RegionCode};
use store::Tx;
use store::gateway::{self as rows, KeyKind, KeyRow};
use store::proposals::Proposal;

use super::account::exists;
use super::body::{AccountBody, KINDS, KeyBody, SecretBody, corrupt, read};
use super::vault::{Open, PLATFORM, Vault, context};
use crate::{Desk, ServiceError, proposals};

/// A secret that is handed over once and never shown again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handed {
    /// The account or the institution that it is of.
    pub owner: String,
    /// What it is.
    pub kind: KeyKind,
    /// The secret.
    pub text: Open,
}

/// What an approved proposal made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// The account, or the institution whose key it is.
    pub owner: String,
    /// What must be handed over.
    pub handed: Vec<Handed>,
}

/// Sixteen random bytes, new each time; `None` where the system gives none.
type Random<'a> = &'a dyn Fn() -> Option<[u8; 16]>;

/// Approves a proposal of [`KINDS`] and carries it out. `random` makes the secrets.
///
/// # Errors
/// As [`proposals::decide`]; `proposal.kind` for a proposal of another kind, `gateway.account_exists`; storage.
pub fn approve(
    desk: &Desk<'_>,
    actor: &Actor,
    (no, reason): (ProposalNo, &str),
    vault: &dyn Vault,
    random: Random<'_>,
) -> Result<Issued, ServiceError> {
    actor.may(Permission::GatewayDecide)?;
    desk.write(actor, "gateway.approve", None, |tx| {
        let proposal = proposals::decide(desk, tx, actor, no, Verdict::Approved, reason)?;
        let mint = Mint { vault, random };
        match proposal.kind.as_str() {
            kind if kind == KINDS[0] => mint.account(tx, &proposal),
            kind if kind == KINDS[1] => mint.secret(tx, &proposal),
            kind if kind == KINDS[2] => mint.key(tx, &proposal),
            _ => Err(Refused::new(
                "proposal.kind",
                format!("第 {no} 号事项不是接口账号事项，请用相应的业务命令复核。"),
            )
            .into()),
        }
    })
}

/// Rejects a proposal; nothing is carried out.
///
/// # Errors
/// As [`proposals::decide`].
pub fn reject(
    desk: &Desk<'_>,
    actor: &Actor,
    no: ProposalNo,
    reason: &str,
) -> Result<Proposal, ServiceError> {
    actor.may(Permission::GatewayDecide)?;
    desk.write(actor, "gateway.reject", Some(reason), |tx| {
        proposals::decide(desk, tx, actor, no, Verdict::Rejected, reason)
    })
}

/// Sets the platform's own SM2 private key, with which it signs answers. The one before it ends.
///
/// # Errors
/// [`ServiceError::Denied`], also where the actor is not of the whole pooling area; storage.
pub fn set_own_key(
    desk: &Desk<'_>,
    actor: &Actor,
    vault: &dyn Vault,
    private: &[u8],
) -> Result<(), ServiceError> {
    let pool = actor.scope().pool();
    actor.may_in(Permission::GatewayPropose, pool)?;
    desk.write(actor, "gateway.own-key", None, |tx| {
        let mint = Mint {
            vault,
            random: &|| None,
        };
        mint.keep(tx, (PLATFORM, pool), KeyKind::Sm2Private, private)
    })
}

/// Makes secrets and keeps them locked.
struct Mint<'a> {
    vault: &'a dyn Vault,
    random: Random<'a>,
}

impl Mint<'_> {
    fn account(&self, tx: &mut Tx<'_>, proposal: &Proposal) -> Result<Issued, ServiceError> {
        let body: AccountBody = read(&proposal.body)?;
        let (account, senders) = body.rows().ok_or_else(corrupt)?;
        let whole = Scope::whole(tx.pool());
        match rows::add(tx, whole, &account, &senders, proposal.no) {
            Err(store::StoreError::Conflict(_)) => {
                return Err(exists(&account.account).into());
            }
            other => other?,
        }
        let mut handed = Vec::new();
        let owner = (account.account.as_str(), account.region);
        if body.wanted.secret {
            handed.push(self.made(tx, owner, KeyKind::Secret)?);
        }
        let there = rows::keys(tx, whole)?;
        for sender in &senders {
            let owner = (sender.institution.as_str(), sender.region);
            if let Some(public) = &body.sm2_public {
                self.keep(tx, owner, KeyKind::Sm2Public, public.as_bytes())?;
            }
            let has = |kind| {
                there
                    .iter()
                    .any(|key| key.owner == owner.0 && key.kind == kind)
            };
            if body.wanted.sm4 && !has(KeyKind::Sm4) {
                handed.push(self.made(tx, owner, KeyKind::Sm4)?);
            }
        }
        Ok(Issued {
            owner: account.account,
            handed,
        })
    }

    fn secret(&self, tx: &mut Tx<'_>, proposal: &Proposal) -> Result<Issued, ServiceError> {
        let body: SecretBody = read(&proposal.body)?;
        let whole = Scope::whole(tx.pool());
        let found = rows::find(tx, whole, &body.account)?;
        let found = found.ok_or(ServiceError::NotFound("有效的接口账号"))?;
        let handed = self.made(tx, (&found.account, found.region), KeyKind::Secret)?;
        Ok(Issued {
            owner: found.account,
            handed: vec![handed],
        })
    }

    fn key(&self, tx: &mut Tx<'_>, proposal: &Proposal) -> Result<Issued, ServiceError> {
        let body: KeyBody = read(&proposal.body)?;
        let region = RegionCode::from_number(body.region).ok_or_else(corrupt)?;
        let owner = (body.institution.as_str(), region);
        let handed = match &body.sm2_public {
            Some(public) => {
                self.keep(tx, owner, KeyKind::Sm2Public, public.as_bytes())?;
                Vec::new()
            }
            None => vec![self.made(tx, owner, KeyKind::Sm4)?],
        };
        Ok(Issued {
            owner: body.institution,
            handed,
        })
    }

    /// A new secret of sixteen random bytes, written in hexadecimal digits.
    fn made(
        &self,
        tx: &mut Tx<'_>,
        owner: (&str, RegionCode),
        kind: KeyKind,
    ) -> Result<Handed, ServiceError> {
        let none = || ServiceError::Input("系统不提供随机数，没有生成密钥。".to_owned());
        let bytes = (self.random)().ok_or_else(none)?;
        let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let text = Open::new(digits.into_bytes());
        self.keep(tx, owner, kind, text.bytes())?;
        Ok(Handed {
            owner: owner.0.to_owned(),
            kind,
            text,
        })
    }

    fn keep(
        &self,
        tx: &mut Tx<'_>,
        (owner, region): (&str, RegionCode),
        kind: KeyKind,
        clear: &[u8],
    ) -> Result<(), ServiceError> {
        let pool = tx.pool();
        let kept = match kind {
            KeyKind::Sm2Public => clear.to_vec(),
            _ => self.vault.lock(&context(pool, owner, kind), clear),
        };
        let key = KeyRow {
            owner: owner.to_owned(),
            kind,
            region,
            kept,
        };
        Ok(rows::set_key(tx, Scope::whole(pool), &key)?)
    }
}
