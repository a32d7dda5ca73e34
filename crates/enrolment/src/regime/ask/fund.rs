//! Asking a profile about moves of money and opening balances.

use crate::regime::article::Article;
use crate::regime::fund::{FundMove, HandOverStep, OpeningBalance};
use crate::regime::profile::Profile;
use base::Refused;

impl Profile {
    /// Whether money may move so, with the article that allows it.
    ///
    /// # Errors
    /// Refused where the profile forbids the move or does not name it: a move needs a ground.
    pub fn fund_move(&self, kind: FundMove) -> Result<&Article, Refused> {
        let rule = self.fund.as_ref();
        let rule = rule.ok_or_else(|| self.unset("fund", "基金管理方式"))?;
        match rule.moves.iter().find(|one| one.kind == kind) {
            Some(named) if named.allowed => Ok(&named.article),
            Some(named) => Err(named.article.refuse(
                "regime.fund_move",
                format!(
                    "{}实行“{}”，不得“{}”。",
                    self.title,
                    rule.mode.says.zh(),
                    kind.zh()
                ),
            )),
            None => Err(rule.mode.article.refuse(
                "regime.fund_move_unnamed",
                format!(
                    "{}实行“{}”，其中没有“{}”。如文件另有规定，请在制度档案的 [[fund.move]] 中补充。",
                    self.title,
                    rule.mode.says.zh(),
                    kind.zh()
                ),
            )),
        }
    }

    /// Whether an opening balance may be taken in, with the article on the order of hand-over.
    ///
    /// # Errors
    /// Refused where the audit has to come first and has not, or the balance lies with the wrong level.
    pub fn opening_balance(&self, balance: OpeningBalance) -> Result<&Article, Refused> {
        let rule = self.hand_over.as_ref();
        let rule = rule.ok_or_else(|| self.unset("hand_over", "旧基金移交的次序"))?;
        if rule.first.says == HandOverStep::Audit && !balance.audited {
            return Err(rule.first.article.refuse(
                "regime.opening_unaudited",
                "期初余额尚未经审计确认。本统筹区先审计、后移交，请先登记审计结果。",
            ));
        }
        if balance.custody != rule.custody.says {
            return Err(rule.custody.article.refuse(
                "regime.opening_custody",
                format!(
                    "期初余额记在{}，本统筹区应在{}，请改记或先办理上划。",
                    balance.custody.zh(),
                    rule.custody.says.zh()
                ),
            ));
        }
        Ok(&rule.first.article)
    }
}
