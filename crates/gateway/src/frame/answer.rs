//! The answer that goes back.

use base::{Refused, RegionCode};
use serde_json::Value;

use crate::definition::Tree;

use super::Moment;

/// The Content-Type of every answer but a file. One client fails where there is none.
pub const JSON_CONTENT_TYPE: &str = "application/json;charset=UTF-8";

/// The Content-Type of a file that is downloaded (9102).
pub const FILE_CONTENT_TYPE: &str = "application/octet-stream";

/// Characters of `err_msg` (a.2 of the interface).
const LONGEST_MESSAGE: usize = 200;

/// How an empty output is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EmptyOutput {
    /// `"output": null`.
    Null,
    /// No member `output`.
    Absent,
    /// `"output": {}`.
    Object,
}

/// A member of the answer that not every edition has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExtraField {
    /// `warn_msg`.
    WarnMsg,
    /// `cainfo`.
    Cainfo,
    /// `signtype`.
    Signtype,
    /// `enctype`.
    Enctype,
}

/// The form of the answers of a dialect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerForm {
    /// How an empty output is written.
    pub empty: EmptyOutput,
    /// Members beside those of the national edition, null where they say nothing.
    pub extras: Vec<ExtraField>,
}

/// What became of a message.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It was done, with this output as the dialect lays it out; null where the transaction has none.
    Done(Tree),
    /// It was refused, in words for the sender.
    Failed(String),
}

impl Outcome {
    /// A refusal as an outcome.
    #[must_use]
    pub fn refused(refused: &Refused) -> Outcome {
        Outcome::Failed(refused.zh())
    }
}

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The receiver's id of the message, from [`inf_refmsgid`].
    pub inf_refmsgid: String,
    /// When the message came.
    pub received: Moment,
    /// When the answer leaves.
    pub answered: Moment,
    /// What became of it.
    pub outcome: Outcome,
    /// A hint that is no refusal.
    pub warn_msg: Option<String>,
    /// The signature of the answer.
    pub cainfo: Option<String>,
    /// How it was signed.
    pub signtype: Option<String>,
    /// How the output was encrypted.
    pub enctype: Option<String>,
}

impl Answer {
    /// An answer that is neither signed nor encrypted.
    #[must_use]
    pub fn new(
        inf_refmsgid: String,
        received: Moment,
        answered: Moment,
        outcome: Outcome,
    ) -> Answer {
        Answer {
            inf_refmsgid,
            received,
            answered,
            outcome,
            warn_msg: None,
            cainfo: None,
            signtype: None,
            enctype: None,
        }
    }

    /// `err_msg`: at most 200 characters, empty where all went well.
    #[must_use]
    pub fn err_msg(&self) -> String {
        match &self.outcome {
            Outcome::Done(_) => String::new(),
            Outcome::Failed(words) => shortened(words),
        }
    }

    /// The members other than `output`, in the order of the interface. `infcode` is the number 0 or −1: that
    /// satisfied every client that was run, those that compare with a string included.
    #[must_use]
    pub fn head(&self, form: &AnswerForm) -> Vec<(&'static str, Value)> {
        let code = match self.outcome {
            Outcome::Done(_) => 0,
            Outcome::Failed(_) => -1,
        };
        let mut head = vec![
            ("infcode", Value::from(code)),
            ("inf_refmsgid", Value::from(self.inf_refmsgid.clone())),
            ("refmsg_time", Value::from(self.received.to_millis_text())),
            ("respond_time", Value::from(self.answered.to_millis_text())),
            ("err_msg", Value::from(self.err_msg())),
        ];
        head.extend(form.extras.iter().map(|extra| self.extra(*extra)));
        head
    }

    fn extra(&self, extra: ExtraField) -> (&'static str, Value) {
        let (name, text) = match extra {
            ExtraField::WarnMsg => ("warn_msg", &self.warn_msg),
            ExtraField::Cainfo => ("cainfo", &self.cainfo),
            ExtraField::Signtype => ("signtype", &self.signtype),
            ExtraField::Enctype => ("enctype", &self.enctype),
        };
        (name, text.clone().map_or(Value::Null, Value::String))
    }

    /// The answer as JSON. Numbers of the output leave as they are written, through no float.
    #[must_use]
    pub fn to_json(&self, form: &AnswerForm) -> String {
        let head = self.head(form).into_iter();
        let mut written: Vec<String> = head
            .map(|(name, value)| format!("\"{name}\":{value}"))
            .collect();
        if let Some(output) = self.output(form.empty) {
            written.push(format!("\"output\":{output}"));
        }
        format!("{{{}}}", written.join(","))
    }

    /// The output that is sent, where one is.
    fn output(&self, empty: EmptyOutput) -> Option<Tree> {
        match (&self.outcome, empty) {
            (Outcome::Done(output), _) if !is_empty(output) => Some(output.clone()),
            (_, EmptyOutput::Null) => Some(Tree::Null),
            (_, EmptyOutput::Absent) => None,
            (_, EmptyOutput::Object) => Some(Tree::Object(Vec::new())),
        }
    }
}

/// Whether an output says nothing. An empty list is an answer: nothing was found.
fn is_empty(output: &Tree) -> bool {
    match output {
        Tree::Null => true,
        Tree::Object(members) => members.is_empty(),
        _ => false,
    }
}

/// The receiver's id of a message: region (6), time (14) and a sequence (10, the last ten digits).
#[must_use]
pub fn inf_refmsgid(receiver: RegionCode, received: Moment, sequence: u64) -> String {
    let admdvs = receiver.admdvs();
    format!(
        "{admdvs}{}{:010}",
        received.to_seconds_text(),
        sequence % 10_000_000_000
    )
}

/// At most 200 characters, the last an ellipsis where something was cut.
fn shortened(words: &str) -> String {
    if words.chars().count() <= LONGEST_MESSAGE {
        return words.to_owned();
    }
    words
        .chars()
        .take(LONGEST_MESSAGE - 1)
        .chain(['…'])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn answer(outcome: Outcome) -> Answer {
        let at = Moment::from_millis(1_795_294_144_042);
        let id = inf_refmsgid(RegionCode::parse("430199").unwrap(), at, 98);
        Answer::new(id, at, Moment::from_millis(1_795_294_144_043), outcome)
    }

    fn form(empty: EmptyOutput, extras: Vec<ExtraField>) -> AnswerForm {
        AnswerForm { empty, extras }
    }

    #[test]
    fn an_answer_with_an_output() {
        let amount = Tree::Number("45.50".to_owned());
        let output = Tree::Object(vec![("pay".to_owned(), Tree::List(vec![amount]))]);
        let mut done = answer(Outcome::Done(output));
        done.signtype = Some("SM2".to_owned());
        let form = form(
            EmptyOutput::Null,
            vec![ExtraField::WarnMsg, ExtraField::Signtype],
        );
        assert_eq!(
            done.to_json(&form),
            "{\"infcode\":0,\"inf_refmsgid\":\"430199202611220449040000000098\",\
             \"refmsg_time\":\"20261122044904042\",\"respond_time\":\"20261122044904043\",\"err_msg\":\"\",\
             \"warn_msg\":null,\"signtype\":\"SM2\",\"output\":{\"pay\":[45.50]}}"
        );
    }

    #[test]
    fn an_empty_output_as_the_dialect_has_it() {
        let written = |outcome, empty| {
            let text = answer(outcome).to_json(&form(empty, Vec::new()));
            serde_json::from_str::<Value>(&text)
                .unwrap()
                .get("output")
                .cloned()
        };
        for nothing in [Tree::Null, Tree::Object(Vec::new())] {
            let done = || Outcome::Done(nothing.clone());
            assert_eq!(written(done(), EmptyOutput::Null), Some(Value::Null));
            assert_eq!(written(done(), EmptyOutput::Absent), None);
            assert_eq!(written(done(), EmptyOutput::Object), Some(json!({})));
        }
        assert_eq!(
            written(Outcome::Done(Tree::List(Vec::new())), EmptyOutput::Null),
            Some(json!([]))
        );
        assert_eq!(
            written(Outcome::Failed("错".to_owned()), EmptyOutput::Absent),
            None
        );
    }

    #[test]
    fn a_long_message_is_cut_between_characters() {
        let failed = |words: &str| answer(Outcome::Failed(words.to_owned()));
        assert_eq!(failed(&"错".repeat(200)).err_msg(), "错".repeat(200));
        let cut = failed(&"😀错".repeat(150)).err_msg();
        assert_eq!(cut.chars().count(), 200);
        assert!(cut.ends_with('…'));
        let json: Value =
            serde_json::from_str(&failed("含\"引号\"").to_json(&form(EmptyOutput::Null, vec![])))
                .unwrap();
        assert_eq!(
            (&json["infcode"], &json["err_msg"]),
            (&json!(-1), &json!("含\"引号\""))
        );
    }

    #[test]
    fn a_refusal_keeps_its_article() {
        let refused = Refused::new("x", "不可。").under("篇7");
        assert_eq!(
            Outcome::refused(&refused),
            Outcome::Failed("不可。〔依据：篇7〕".to_owned())
        );
    }

    #[test]
    fn the_sequence_wraps_and_keeps_its_width() {
        let id = inf_refmsgid(
            RegionCode::parse("440100").unwrap(),
            Moment::from_millis(0),
            u64::MAX,
        );
        assert_eq!(id, "440100197001010800003709551615");
        assert_eq!(id.len(), 30);
    }
}
