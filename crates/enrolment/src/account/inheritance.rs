//! Inheritance: what is left goes to the heirs (篇7 第十三条第一款).

use super::entry::{Balance, Move};
use ::base::{Fen, Refused, allocate};

/// An heir and the share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heir {
    /// Name as on the notarial deed; shown masked.
    pub name: String,
    /// Weight of the share, 1 or more.
    pub weight: i64,
}

/// The payout of a closed account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payout {
    /// What leaves the account: all of both sub-balances.
    pub moves: Move,
    /// What each heir receives, in the order given; the amounts add up to what leaves.
    pub shares: Vec<(Heir, Fen)>,
}

/// Pays the whole balance to the heirs by weight.
///
/// # Errors
/// [`Refused`] `account.no_heir` without an heir or with a weight below 1, `account.empty` where
/// nothing is left.
pub fn inherit(balance: Balance, heirs: &[Heir]) -> Result<Payout, Refused> {
    if heirs.is_empty() || heirs.iter().any(|heir| heir.weight < 1) {
        return Err(Refused::new(
            "account.no_heir",
            "请至少填写一名继承人，份额为正整数。",
        ));
    }
    let total = balance.total().filter(|total| *total > Fen::ZERO);
    let total = total
        .ok_or_else(|| Refused::new("account.empty", "个人账户已无余额，没有可继承的资金。"))?;
    let weights: Vec<i64> = heirs.iter().map(|heir| heir.weight).collect();
    let out = |amount: Fen| amount.checked_neg().unwrap_or(Fen::ZERO);
    let shares = heirs.iter().cloned().zip(allocate(total, &weights));
    Ok(Payout {
        moves: Move {
            current: out(balance.current),
            past: out(balance.past),
        },
        shares: shares.collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nobody_and_nothing_are_refused() {
        let balance = Balance {
            current: Fen::new(100),
            past: Fen::ZERO,
        };
        assert_eq!(inherit(balance, &[]).unwrap_err().code(), "account.no_heir");
        let heir = Heir {
            name: "甲".to_owned(),
            weight: 1,
        };
        let refused = inherit(Balance::default(), &[heir]).unwrap_err();
        assert_eq!(refused.code(), "account.empty");
    }

    proptest! {
        #[test]
        fn shares_add_up(current in 0_i64..1_000_000, past in 1_i64..1_000_000, weights in prop::collection::vec(1_i64..50, 1..6)) {
            let balance = Balance { current: Fen::new(current), past: Fen::new(past) };
            let heirs: Vec<Heir> = weights.iter().map(|weight| Heir { name: "某".to_owned(), weight: *weight }).collect();
            let payout = inherit(balance, &heirs).unwrap();
            let paid = Fen::checked_sum(payout.shares.iter().map(|(_, amount)| *amount));
            prop_assert_eq!(paid, balance.total());
            prop_assert_eq!(balance.after(payout.moves).unwrap(), Balance::default());
        }
    }
}
