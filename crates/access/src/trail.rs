//! The audit trail as values: who saw or did what, why, and the chain that binds the entries.

use base::Refused;
use sha2::{Digest, Sha256};

use crate::{Actor, Denied, Moment, Permission};

/// What an entry of the trail tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TrailKind {
    /// Signed in.
    SignedIn,
    /// A password or user that was not accepted.
    SignInFailed,
    /// Signed out, or was signed out.
    SignedOut,
    /// Saw records, masked.
    Viewed,
    /// Saw personal data in full, with a reason.
    Unmasked,
    /// Took records out as a file.
    Exported,
    /// Changed records; the entry names the tx.
    Wrote,
    /// Tried what was refused.
    Refused,
    /// Sealed what was written so far; the reason is the digest of the seals.
    Sealed,
}

impl TrailKind {
    /// Every kind.
    pub const ALL: [TrailKind; 9] = [
        TrailKind::SignedIn,
        TrailKind::SignInFailed,
        TrailKind::SignedOut,
        TrailKind::Viewed,
        TrailKind::Unmasked,
        TrailKind::Exported,
        TrailKind::Wrote,
        TrailKind::Refused,
        TrailKind::Sealed,
    ];

    /// The word in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            TrailKind::SignedIn => "signed-in",
            TrailKind::SignInFailed => "sign-in-failed",
            TrailKind::SignedOut => "signed-out",
            TrailKind::Viewed => "viewed",
            TrailKind::Unmasked => "unmasked",
            TrailKind::Exported => "exported",
            TrailKind::Wrote => "wrote",
            TrailKind::Refused => "refused",
            TrailKind::Sealed => "sealed",
        }
    }

    /// The kind of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<TrailKind> {
        TrailKind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            TrailKind::SignedIn => "登录",
            TrailKind::SignInFailed => "登录失败",
            TrailKind::SignedOut => "退出",
            TrailKind::Viewed => "查看",
            TrailKind::Unmasked => "查看完整信息",
            TrailKind::Exported => "导出",
            TrailKind::Wrote => "写入",
            TrailKind::Refused => "被拒绝",
            TrailKind::Sealed => "封存",
        }
    }
}

/// Why somebody looks at personal data in full: a case, a request, an order. 4 to 200 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason(Box<str>);

impl Reason {
    /// Reads a reason.
    ///
    /// # Errors
    /// `audit.reason` where there is none worth the name.
    pub fn parse(text: &str) -> Result<Reason, Refused> {
        let text = text.trim();
        let count = text.chars().count();
        let mut telling: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
        telling.sort_unstable();
        telling.dedup();
        if !(4..=200).contains(&count) || telling.len() < 3 || text.chars().any(char::is_control) {
            return Err(Refused::new(
                "audit.reason",
                "查看完整身份信息须写明事由（4 至 200 个字），例如“核对2026年缓缴申请第12号”。",
            ));
        }
        Ok(Reason(text.into()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How much of personal data a view shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sight {
    /// In part; what lists and logs show.
    Masked,
    /// In full, for a reason that the trail keeps.
    Full(Reason),
}

impl Sight {
    /// Whether the actor may see so much.
    ///
    /// # Errors
    /// [`Denied::Role`] where the role sees personal data in part only.
    pub fn allowed(&self, actor: &Actor) -> Result<(), Denied> {
        match self {
            Sight::Masked => Ok(()),
            Sight::Full(_) => actor.may(Permission::PersonUnmask).map(|_| ()),
        }
    }
}

/// One entry of the trail, as it is stored and hashed. Texts hold no personal data in full: a person is
/// named by number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrailEntry {
    /// The pooling area, as its region number.
    pub pool: i64,
    /// Its place in the chain of the pooling area, from 1.
    pub number: i64,
    /// When, by the clock on the wall.
    pub at: Moment,
    /// Who; for a failed sign-in the name that was tried.
    pub user: String,
    /// The code of the role, empty where nobody was authenticated.
    pub role: String,
    /// The region number of the actor's scope, 0 where nobody was authenticated.
    pub region: i64,
    /// What.
    pub kind: TrailKind,
    /// The use case, such as `person.view`.
    pub command: String,
    /// On which record, such as `person 1204`.
    pub subject: String,
    /// Why: the reason given, or the code of the refusal.
    pub reason: String,
    /// The tx of a write, else 0.
    pub tx: i64,
}

impl TrailEntry {
    /// The link of this entry: a hash over the link before it and everything the entry says.
    /// The first entry of a pooling area follows 32 zero bytes.
    #[must_use]
    pub fn link(&self, previous: &[u8; 32]) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update(b"tongchou/trail/1");
        hasher.update(previous);
        for number in [
            self.pool,
            self.number,
            self.at.millis(),
            self.region,
            self.tx,
        ] {
            hasher.update(number.to_be_bytes());
        }
        let texts = [
            self.user.as_str(),
            &self.role,
            self.kind.code(),
            &self.command,
            &self.subject,
            &self.reason,
        ];
        for text in texts {
            // The length before the text: two texts cannot trade characters.
            hasher.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
            hasher.update(text.as_bytes());
        }
        hasher.finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn entry() -> TrailEntry {
        TrailEntry {
            pool: 340_400_000_000,
            number: 7,
            at: Moment::from_millis(1_795_312_800_000),
            user: "wangli".to_owned(),
            role: "clerk".to_owned(),
            region: 340_421_000_000,
            kind: TrailKind::Unmasked,
            command: "person.view".to_owned(),
            subject: "person 1204".to_owned(),
            reason: "核对缓缴申请".to_owned(),
            tx: 0,
        }
    }

    #[test]
    fn every_field_is_in_the_link() {
        let zero = [0; 32];
        let link = entry().link(&zero);
        let change = |change: fn(&mut TrailEntry)| {
            let mut other = entry();
            change(&mut other);
            other.link(&zero)
        };
        let others = [
            change(|entry| entry.pool += 1),
            change(|entry| entry.number += 1),
            change(|entry| entry.at = Moment::from_millis(0)),
            change(|entry| entry.user.push('x')),
            change(|entry| entry.role.clear()),
            change(|entry| entry.region += 1),
            change(|entry| entry.kind = TrailKind::Viewed),
            change(|entry| entry.command.push('x')),
            change(|entry| entry.subject = "person 1205".to_owned()),
            change(|entry| entry.reason.clear()),
            change(|entry| entry.tx = 1),
            entry().link(&[1; 32]),
        ];
        assert!(others.iter().all(|other| *other != link));
    }

    #[test]
    fn a_reason_says_something() {
        for empty in ["", "   ", "查", "。。。。。", "aaaaaaaa", &"长".repeat(201)] {
            assert!(Reason::parse(empty).is_err(), "{empty}");
        }
        assert_eq!(
            Reason::parse(" 核对缓缴申请 ").unwrap().as_str(),
            "核对缓缴申请"
        );
    }

    #[test]
    fn kinds_lead_back() {
        for kind in TrailKind::ALL {
            assert_eq!(TrailKind::parse(kind.code()), Some(kind));
        }
    }

    proptest! {
        /// Characters that move from one field to the next change the link.
        #[test]
        fn fields_do_not_run_together(a in "[ab]{0,4}", b in "[ab]{0,4}", c in "[ab]{0,4}", d in "[ab]{0,4}") {
            prop_assume!((&a, &b) != (&c, &d));
            let with = |command: &str, subject: &str| {
                let mut entry = entry();
                entry.command = command.to_owned();
                entry.subject = subject.to_owned();
                entry.link(&[0; 32])
            };
            prop_assert_ne!(with(&a, &b), with(&c, &d));
        }
    }
}
