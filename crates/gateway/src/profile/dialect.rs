//! The messages of a transaction between a dialect and the national edition.

use serde_json::Value;

use crate::frame::Infno;

use super::model::Profile;
use super::transaction::Transaction;

impl Profile {
    /// What is different in a transaction, where anything is.
    #[must_use]
    pub fn transaction(&self, infno: Infno) -> Option<&Transaction> {
        self.transactions.get(&infno)
    }

    /// Whether this dialect does without a field that the national edition asks for.
    #[must_use]
    pub fn is_optional(&self, infno: Infno, field: &str) -> bool {
        let transaction = self.transaction(infno);
        transaction.is_some_and(|found| found.optional.iter().any(|name| name == field))
    }

    /// An input in the names of the national edition. What is there under the national name already stays.
    #[must_use]
    pub fn national_input(&self, infno: Infno, input: Value) -> Value {
        match (self.transaction(infno), input) {
            (Some(transaction), Value::Object(members)) => {
                Value::Object(transaction.national(members))
            }
            (_, input) => input,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::profile::Profiles;
    use serde_json::json;

    fn guangdong() -> Profile {
        Profiles::shipped()
            .unwrap()
            .get("guangdong")
            .unwrap()
            .clone()
    }

    fn infno(text: &str) -> Infno {
        Infno::parse(text).unwrap()
    }

    #[test]
    fn nodes_and_fields_get_their_national_names() {
        let guangdong = guangdong();
        let national = |number, input| guangdong.national_input(infno(number), input);
        assert_eq!(
            national("9001", json!({"data": {"mac": "1"}})),
            json!({"signIn": {"mac": "1"}})
        );
        assert_eq!(
            national("2404", json!({"mdtrt_id": "1"})),
            json!({"data": {"mdtrt_id": "1"}})
        );
        assert_eq!(
            national(
                "2401",
                json!({"mdtrtinfo": {"ipt_otp_no": "7"}, "agnterinfo": {}, "diseinfo": []})
            ),
            json!({"mdtrtinfo": {"ipt_no": "7"}, "diseinfo": []})
        );
        let national_already = json!({"data": {"mdtrt_id": "1"}});
        assert_eq!(national("2404", national_already.clone()), national_already);
        assert_eq!(national("2201", national_already.clone()), national_already);
        let both = json!({"mdtrtinfo": {"ipt_no": "1", "ipt_otp_no": "2"}});
        assert_eq!(national("2401", both.clone()), both);
        assert_eq!(national("9101", json!("1")), json!("1"));
        assert_eq!(
            national("2204", json!({"feedetail": []})),
            json!({"feedetail": []})
        );
    }

    #[test]
    fn fields_are_renamed_in_every_row() {
        let mut transaction = Transaction::default();
        let names = BTreeMap::from([("a".to_owned(), "b".to_owned())]);
        transaction.fields.insert("rows".to_owned(), names);
        let Value::Object(members) = json!({"rows": [{"a": 1}, 2, {"a": 3, "c": 4}]}) else {
            panic!()
        };
        let renamed = Value::Object(transaction.national(members));
        assert_eq!(renamed, json!({"rows": [{"b": 1}, 2, {"b": 3, "c": 4}]}));
    }

    #[test]
    fn what_a_dialect_does_without() {
        let guangdong = guangdong();
        assert!(guangdong.is_optional(infno("2201"), "psn_name"));
        assert!(!guangdong.is_optional(infno("2201"), "psn_no"));
        assert!(!guangdong.is_optional(infno("2204"), "psn_name"));
    }
}
