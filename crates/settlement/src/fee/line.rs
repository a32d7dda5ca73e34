//! One fee line.

use base::{Count, Fen, Refused, Rounding, UnitPrice};
use benefit::claim::Line;
use benefit::plan::Policy;
use directory::catalogue::{LineFacts, LineLimit, bill_line};

use crate::visit::CivilTime;

/// Where a line stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineState {
    /// Uploaded.
    Open,
    /// Part of a settlement, by its id.
    Settled(String),
    /// Undone before it was settled.
    Undone,
}

impl LineState {
    /// Code that rows keep; the id of the settlement stands beside it.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            LineState::Open => "open",
            LineState::Settled(_) => "settled",
            LineState::Undone => "undone",
        }
    }

    /// The state of a code and the settlement beside it.
    #[must_use]
    pub fn parse(code: &str, settlement: Option<&str>) -> Option<LineState> {
        match (code, settlement) {
            ("open", None) => Some(LineState::Open),
            ("undone", None) => Some(LineState::Undone),
            ("settled", Some(id)) => Some(LineState::Settled(id.to_owned())),
            _ => None,
        }
    }
}

/// A line of a visit's fees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeLine {
    /// Number of the line within the visit (`feedetl_sn`): digits, not 0, at most 15.
    pub number: u64,
    /// The line that this one corrects (`init_feedetl_sn`).
    pub corrects: Option<u64>,
    /// Charge batch (`chrg_bchno`); of a stay empty.
    pub batch: String,
    /// When the cost arose.
    pub occurred: CivilTime,
    /// Code of the national catalogue (`med_list_codg`).
    pub code: String,
    /// Code of the institution's own list (`medins_list_codg`).
    pub own_code: String,
    /// How many.
    pub count: Count,
    /// Price of one.
    pub price: UnitPrice,
    /// Amount (`det_item_fee_sumamt`).
    pub amount: Fen,
    /// Disease of a chronic or per-disease treatment (`dise_codg`), where the line names one; one a batch.
    pub disease: Option<String>,
    /// What the catalogue of the day says.
    pub listed: LineFacts,
    /// Where it stands.
    pub state: LineState,
}

impl FeeLine {
    /// Number of a line as the interface sends it.
    ///
    /// # Errors
    /// `fee.number`: not digits, 0, or longer than 15.
    pub fn number_of(text: &str) -> Result<u64, Refused> {
        let digits = text.len() <= 15 && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse().ok().filter(|number| digits && *number > 0);
        number.ok_or_else(|| {
            let text = base::show_value(text);
            Refused::new(
                "fee.number",
                format!(
                    "费用明细流水号 feedetl_sn“{text}”应为 1 至 15 位数字且不为 0，请重新编号。"
                ),
            )
        })
    }

    /// Whether the line takes something back.
    #[must_use]
    pub const fn is_correction(&self) -> bool {
        self.count.parts() < 0
    }

    /// Whether it stands: not undone.
    #[must_use]
    pub fn stands(&self) -> bool {
        self.state != LineState::Undone
    }

    /// The line as the rules see it.
    ///
    /// # Errors
    /// As [`bill_line`].
    pub fn claim_line(&self, policy: &Policy) -> Result<Line, Refused> {
        bill_line(policy, &self.listed)
    }

    /// What the catalogue says of this correction: what it says of the line corrected, for the count that is
    /// given back. `None` beyond the range of money, which no correction within its line reaches.
    pub(super) fn listed_as(&self, original: &FeeLine) -> Option<LineFacts> {
        let from = &original.listed;
        let count = Count::from_parts(self.count.parts().saturating_abs())?;
        let magnitude = Fen::new(self.amount.get().saturating_abs());
        if let (None, Some(units)) = (from.as_one, count.units()) {
            return Some(LineFacts {
                amount: self.amount,
                quantity: units,
                ..from.clone()
            });
        }
        // taken as one unit: every price of one is multiplied by the count
        let limit = from.limit.map(|limit| {
            let each = limit.price.times(count, Rounding::HalfUp)?;
            let within = self.price <= limit.price;
            let each = if within { each.max(magnitude) } else { each };
            Some(LineLimit { each, ..limit })
        });
        let standard = from.standard.map(|standard| {
            let of = from.as_one.unwrap_or(Count::ONE).parts();
            let scaled = i128::from(standard.get()).checked_mul(i128::from(count.parts()))?;
            let scaled = Rounding::HalfUp.div(scaled, i128::from(of.max(1)));
            i64::try_from(scaled).ok().map(Fen::new)
        });
        Some(LineFacts {
            amount: self.amount,
            quantity: 1,
            unit_price: magnitude,
            limit: match limit {
                None => None,
                Some(limit) => Some(limit?),
            },
            standard: match standard {
                None => None,
                Some(standard) => Some(standard?),
            },
            as_one: Some(count),
            ..from.clone()
        })
    }

    /// Checks what can be checked of a line alone. The interface does not say how an institution rounds
    /// count × price: an amount is right if it is one 分 or the other beside the product.
    ///
    /// # Errors
    /// `fee.amount`: not count × price. `fee.count`: a count of nothing. `fee.listed`: the catalogue was
    /// asked about another amount. `fee.correction`: a negative line without the line that it corrects,
    /// or a positive one with it.
    pub fn check(&self) -> Result<(), Refused> {
        let number = self.number;
        if self.count.is_zero() {
            return Err(Refused::new(
                "fee.count",
                format!("第 {number} 号明细的数量为 0，请核对 cnt。"),
            ));
        }
        if !self.price.explains(self.count, self.amount) {
            let product = self.price.times(self.count, Rounding::HalfUp);
            let product = product.map_or_else(|| "超出范围".to_owned(), |it| it.to_string());
            return Err(Refused::new(
                "fee.amount",
                format!(
                    "第 {number} 号明细的金额 {} 与数量 {} × 单价 {}（{product}）不符，请核对 det_item_fee_sumamt。",
                    self.amount, self.count, self.price
                ),
            ));
        }
        if self.listed.amount != self.amount {
            return Err(Refused::new(
                "fee.listed",
                format!("第 {number} 号明细的目录结果不是按这个金额得出的，请重新上传。"),
            ));
        }
        if self.is_correction() != self.corrects.is_some() {
            return Err(Refused::new(
                "fee.correction",
                format!(
                    "第 {number} 号明细：退单须数量为负，并在 init_feedetl_sn 写明被退的明细；其他明细不填。"
                ),
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::fee::sample::line;

    #[test]
    fn an_amount_is_count_times_price() {
        assert_eq!(line(1, "3", "3.663333").amount, Fen::new(1_099));
        assert_eq!(line(1, "3", "3.663333").check(), Ok(()));
        let off = |fen| FeeLine {
            amount: Fen::new(fen),
            ..line(1, "3", "3.663333")
        };
        let refused = off(1_100).check().unwrap_err();
        assert_eq!(refused.code(), "fee.amount");
        assert!(refused.sentence().contains("10.99"));
        // rounded down by the institution, but listed by another amount
        assert_eq!(off(1_098).check().unwrap_err().code(), "fee.listed");
        let nothing = FeeLine {
            count: Count::default(),
            ..line(1, "1", "1")
        };
        assert_eq!(nothing.check().unwrap_err().code(), "fee.count");
    }

    #[test]
    fn a_correction_names_its_line() {
        let nameless = line(1, "-1", "2");
        assert_eq!(nameless.check().unwrap_err().code(), "fee.correction");
        let named = FeeLine {
            corrects: Some(1),
            number: 2,
            ..nameless
        };
        assert_eq!(named.check(), Ok(()));
    }

    #[test]
    fn numbers_of_lines_are_digits() {
        assert_eq!(FeeLine::number_of("000000000000001"), Ok(1));
        for text in ["", "0", "0000", "12a", "1234567890123456", "-1"] {
            assert_eq!(
                FeeLine::number_of(text).unwrap_err().code(),
                "fee.number",
                "{text}"
            );
        }
    }

    #[test]
    fn states_are_read_back() {
        for state in [
            LineState::Open,
            LineState::Undone,
            LineState::Settled("s".to_owned()),
        ] {
            let beside = match &state {
                LineState::Settled(id) => Some(id.as_str()),
                _ => None,
            };
            assert_eq!(LineState::parse(state.code(), beside), Some(state.clone()));
        }
    }
}
