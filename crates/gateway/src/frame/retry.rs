//! What a message asks for, as far as it is told apart from others. Whether it is new, a retry or undone is decided by
//! the counter's rule (`service::counter::retry`).

use serde_json::Value;

use super::{Digest, Message, digest};

/// What a message asks for, as far as it is told apart from others under the same id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The digest of the question.
    pub digest: Digest,
    /// The person (人员编号) that it is about, where it is about one.
    pub psn_no: Option<String>,
}

impl Asked {
    /// What a message asks for.
    #[must_use]
    pub fn of(message: &Message) -> Asked {
        let envelope = &message.envelope;
        Asked {
            digest: digest(envelope, message.file.as_ref()),
            psn_no: person(&envelope.input),
        }
    }
}

/// The person that all nodes of an input name that name one; `None` where they name several.
fn person(input: &Value) -> Option<String> {
    let nodes = input.as_object()?.values();
    let rows = nodes.flat_map(|node| match node {
        Value::Array(rows) => rows.as_slice(),
        one => std::slice::from_ref(one),
    });
    let in_rows = rows.filter_map(|row| row.get("psn_no"));
    let at_top = input.get("psn_no");
    let mut named = at_top
        .into_iter()
        .chain(in_rows)
        .filter_map(|no| match no {
            Value::String(text) => Some(text.trim().to_owned()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        })
        .filter(|no| !matches!(no.as_str(), "" | "null"));
    let first = named.next()?;
    named.all(|no| no == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_person_of_an_input() {
        for (input, expected) in [
            (json!({"data": {"psn_no": "P1"}}), Some("P1")),
            (json!({"psn_no": " P1", "data": []}), Some("P1")),
            (json!({"data": {"psn_no": 44}}), Some("44")),
            (
                json!({"data": {"psn_no": "null"}, "rows": [{"psn_no": "P1"}, {"psn_no": "P1"}]}),
                Some("P1"),
            ),
            (json!({"rows": [{"psn_no": "P1"}, {"psn_no": "P2"}]}), None),
            (json!({"data": {"mdtrt_id": "1"}}), None),
            (json!([1]), None),
        ] {
            assert_eq!(person(&input).as_deref(), expected, "{input}");
        }
    }
}
