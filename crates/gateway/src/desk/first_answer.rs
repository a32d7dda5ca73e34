//! What the first answer to a message said, as it was kept.

use base::Fen;
use serde_json::Value;

/// An answer that was kept; an empty one where none was.
pub(super) struct FirstAnswer(Value);

/// What it said of a kind of fund.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Told {
    /// What its limit still left; `None` where it said nothing.
    pub limit: Option<Fen>,
    /// Its name.
    pub name: String,
    /// How the amount came about.
    pub course: String,
}

impl FirstAnswer {
    pub fn of(kept: Option<&str>) -> FirstAnswer {
        let value = kept.and_then(|text| serde_json::from_str(text).ok());
        FirstAnswer(value.unwrap_or_default())
    }

    /// The balance of the account after the settlement.
    pub fn balance(&self) -> Option<Fen> {
        amount(self.0.get("setlinfo")?.get(0)?, "balc")
    }

    /// What was said of a kind of fund.
    pub fn fund(&self, fund: &str) -> Told {
        let rows = self.0.get("setldetail").and_then(Value::as_array);
        let is = |row: &&Value| row.get("fund_pay_type").and_then(Value::as_str) == Some(fund);
        let row = rows.and_then(|rows| rows.iter().find(is));
        row.map_or_else(Told::default, |row| Told {
            limit: amount(row, "crt_payb_lmt_amt"),
            name: text(row, "fund_pay_type_name"),
            course: text(row, "setl_proc_info"),
        })
    }
}

fn text(row: &Value, field: &str) -> String {
    let found = row.get(field).and_then(Value::as_str);
    found.unwrap_or_default().to_owned()
}

fn amount(row: &Value, field: &str) -> Option<Fen> {
    let number = row.get(field)?;
    Fen::parse_yuan(&number.to_string()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_comes_back() {
        let kept = r#"{"setlinfo":[{"balc":12.30}],"setldetail":[{"fund_pay_type":"390100",
            "crt_payb_lmt_amt":60,"fund_pay_type_name":"居民统筹","setl_proc_info":"起付"}]}"#;
        let first = FirstAnswer::of(Some(kept));
        assert_eq!(first.balance(), Some(Fen::new(1_230)));
        let told = first.fund("390100");
        assert_eq!(
            (told.limit, told.name.as_str()),
            (Some(Fen::new(6_000)), "居民统筹")
        );
        assert_eq!(first.fund("310100"), Told::default());
        assert_eq!(FirstAnswer::of(None).balance(), None);
    }
}
