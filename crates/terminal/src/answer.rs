//! What the gateway answers.

use base::Fen;
use serde_json::Value;

use crate::Lost;

/// An answer with the status 200.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// `infcode`: 0 where it was done.
    pub infcode: i64,
    /// `err_msg`: why not.
    pub err_msg: String,
    /// `inf_refmsgid`: the platform's id of the answer.
    pub refmsgid: String,
    /// `output`.
    pub output: Value,
}

/// Why there is no output.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// No answer: send the same message again.
    #[error(transparent)]
    Lost(#[from] Lost),
    /// The platform refuses.
    #[error("{infno}: {err_msg}")]
    Refused {
        /// The transaction.
        infno: &'static str,
        /// Its sentence.
        err_msg: String,
    },
    /// What came is no answer of the interface.
    #[error("{infno}: status {status}: {text}")]
    Odd {
        /// The transaction.
        infno: &'static str,
        /// The status.
        status: u16,
        /// How the body begins, or what it lacks.
        text: String,
    },
}

impl Answer {
    /// Reads a body.
    pub(crate) fn read(infno: &'static str, status: u16, body: &[u8]) -> Result<Answer, Fault> {
        let odd = || {
            let text = String::from_utf8_lossy(body).chars().take(200).collect();
            Fault::Odd {
                infno,
                status,
                text,
            }
        };
        if status != 200 {
            return Err(odd());
        }
        let mut value: Value = serde_json::from_slice(body).map_err(|_| odd())?;
        let infcode = value.get("infcode").and_then(code).ok_or_else(odd)?;
        let text = |name: &str| {
            value
                .get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        Ok(Answer {
            infcode,
            err_msg: text("err_msg"),
            refmsgid: text("inf_refmsgid"),
            output: value.get_mut("output").map(Value::take).unwrap_or_default(),
        })
    }

    /// The output of what was done.
    ///
    /// # Errors
    /// [`Fault::Refused`] with the sentence of the platform.
    pub fn done(self, infno: &'static str) -> Result<Value, Fault> {
        if self.infcode == 0 {
            return Ok(self.output);
        }
        let err_msg = self.err_msg;
        Err(Fault::Refused { infno, err_msg })
    }
}

/// Some profiles write the code as text.
fn code(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

/// A text of a node of an output, also where it is a number; the node may be an object or a list with one.
pub(crate) fn text_at(output: &Value, node: &str, field: &str) -> Option<String> {
    let node = output.get(node)?;
    let row = node.get(0).unwrap_or(node);
    match row.get(field)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// An amount of `setlinfo`; a whole 元 has no decimals.
pub(crate) fn money_at(output: &Value, field: &str) -> Option<Fen> {
    Fen::parse_yuan(&text_at(output, "setlinfo", field)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_and_refusals_keep_their_sentence() {
        let done = r#"{"infcode":"0","err_msg":"","output":{"setlinfo":{"setl_id":"7","hifp_pay":10.99}}}"#;
        let output = Answer::read("2207", 200, done.as_bytes())
            .unwrap()
            .done("2207")
            .unwrap();
        assert_eq!(money_at(&output, "hifp_pay"), Some(Fen::new(1_099)));
        assert_eq!(
            text_at(&output, "setlinfo", "setl_id").as_deref(),
            Some("7")
        );
        let refused = r#"{"infcode":-1,"err_msg":"不予办理"}"#.as_bytes();
        let fault = Answer::read("2207", 200, refused)
            .unwrap()
            .done("2207")
            .unwrap_err();
        assert_eq!(fault.to_string(), "2207: 不予办理");
        for (status, body) in [(502, refused), (200, b"<html>".as_slice()), (200, b"{}")] {
            let fault = Answer::read("2207", status, body).unwrap_err();
            assert!(matches!(fault, Fault::Odd { .. }), "{fault}");
        }
    }
}
