//! The personal account at the counter (`acct_used_flag`): first the account, then cash.
//!
//! Some packages draw the account by steps of their own, as part of the law (the account before the
//! self-paid segment). Where a package does not, what the person bears may be paid from the account after
//! all layers, as far as the pooling area lets an account pay that cause.

use base::{Fen, Refused};
use benefit::claim::Claim;
use benefit::keys::AccKey;
use benefit::plan::AccKind;

use super::state::keys_of;
use super::{AccState, Posting, Share, Stack};

/// Whose account pays (`acct_used_flag`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccountUse {
    /// None.
    No,
    /// His own.
    Own,
    /// That of a relative who shares it.
    Relative,
}

impl AccountUse {
    /// All of them.
    pub const ALL: [AccountUse; 3] = [Self::No, Self::Own, Self::Relative];

    /// Code of the dictionary `acct_used_flag`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            AccountUse::No => "0",
            AccountUse::Own => "1",
            AccountUse::Relative => "2",
        }
    }

    /// The use of a code.
    ///
    /// # Errors
    /// `account.flag`: an unknown code.
    pub fn parse(code: &str) -> Result<AccountUse, Refused> {
        let found = Self::ALL.into_iter().find(|it| it.code() == code);
        found.ok_or_else(|| {
            let code = base::show_value(code);
            Refused::new(
                "account.flag",
                format!("个人账户使用标志 acct_used_flag“{code}”应为 0、1 或 2，请核对。"),
            )
        })
    }
}

/// What the account is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DueFromAccount {
    /// Σ of the causes that the account may pay, of the whole bill so far.
    pub due: Fen,
    /// What the account paid of it before (mid-stay).
    pub paid_before: Fen,
    /// Balance now.
    pub balance: Fen,
}

impl DueFromAccount {
    /// Σ of the person's shares under causes that the account may pay.
    #[must_use]
    pub fn of(shares: &[Share], causes: &[String]) -> Fen {
        let due = shares
            .iter()
            .filter(|share| share.payer.is_none() && causes.contains(&share.name));
        Fen::checked_sum(due.map(|share| share.amount)).unwrap_or_default()
    }
}

/// What the account pays now: as much as is due and there. Where less is due than it paid before, the
/// difference goes back to it (a negative amount), also when it is not to be used now.
#[must_use]
pub fn draw_account(using: AccountUse, asked: DueFromAccount) -> Fen {
    let open = asked.due.get().saturating_sub(asked.paid_before.get());
    if open <= 0 {
        return Fen::new(open);
    }
    match using {
        AccountUse::No => Fen::ZERO,
        AccountUse::Own | AccountUse::Relative => Fen::new(open.min(asked.balance.get().max(0))),
    }
}

impl Stack<'_> {
    /// The accumulators with the balances that a package draws by its own steps hidden, for a person who
    /// does not use his account; what it paid before in the same stay stays to be seen.
    #[must_use]
    pub fn without_balances(
        &self,
        claims: &[Claim],
        state: &AccState,
        drawn_before: &[Posting],
    ) -> AccState {
        let mut hidden = state.clone();
        for key in self.balance_keys(claims) {
            let moved = drawn_before.iter().filter(|posting| posting.key == key);
            let drawn = moved.fold(0_i64, |sum, posting| sum.saturating_sub(posting.amount));
            let value = hidden.get(&key);
            hidden.add(&key, drawn.max(0).saturating_sub(value));
        }
        hidden
    }

    /// The keys of the balances that the packages draw, each once.
    #[must_use]
    pub fn balance_keys(&self, claims: &[Claim]) -> Vec<AccKey> {
        let mut found = Vec::new();
        for (index, claim) in claims.iter().enumerate() {
            let Some(policy) = self.policy(index) else {
                continue;
            };
            for (acc, key) in policy.accs.iter().zip(keys_of(policy, claim)) {
                found
                    .extend(key.filter(|key| acc.kind == AccKind::Balance && !found.contains(key)));
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(due: i64, paid_before: i64, balance: i64) -> DueFromAccount {
        DueFromAccount {
            due: Fen::new(due),
            paid_before: Fen::new(paid_before),
            balance: Fen::new(balance),
        }
    }

    // REQ-457: a balance of 30 and 100 due: 30 from the account, 70 to be collected.
    #[test]
    fn req_457_the_account_first_then_what_is_missing() {
        let drawn = draw_account(AccountUse::Own, asked(10_000, 0, 3_000));
        assert_eq!(drawn, Fen::new(3_000));
        assert_eq!(10_000 - drawn.get(), 7_000);
    }

    #[test]
    fn an_account_not_used_pays_nothing() {
        assert_eq!(
            draw_account(AccountUse::No, asked(10_000, 0, 3_000)),
            Fen::ZERO
        );
        assert_eq!(
            draw_account(AccountUse::Relative, asked(100, 0, 3_000)),
            Fen::new(100)
        );
        assert_eq!(draw_account(AccountUse::Own, asked(100, 0, -1)), Fen::ZERO);
    }

    #[test]
    fn what_was_paid_too_much_before_goes_back() {
        assert_eq!(
            draw_account(AccountUse::Own, asked(10_000, 4_000, 100_000)),
            Fen::new(6_000)
        );
        assert_eq!(
            draw_account(AccountUse::No, asked(3_000, 4_000, 0)),
            Fen::new(-1_000)
        );
    }

    #[test]
    fn codes_are_read_back() {
        assert!(
            AccountUse::ALL
                .into_iter()
                .all(|it| AccountUse::parse(it.code()) == Ok(it))
        );
        assert_eq!(AccountUse::parse("3").unwrap_err().code(), "account.flag");
    }
}
