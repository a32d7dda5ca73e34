//! Whether a message is new, a retry, or another one under an id that was used.

use base::Refused;
use serde_json::Value;

use super::{Digest, Envelope, Infno, Message, digest};

/// What the messages of an institution are told apart by, together with their digest. Answers are kept under it;
/// 2601 names the message that it undoes by the same three and
/// the person, since some dialects use an id twice.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageKey {
    /// The institution that sent it.
    pub fixmedins_code: String,
    /// The transaction.
    pub infno: Infno,
    /// The sender's id of the message.
    pub msgid: String,
}

impl MessageKey {
    /// The key of a message.
    #[must_use]
    pub fn of(envelope: &Envelope) -> MessageKey {
        MessageKey {
            fixmedins_code: envelope.fixmedins_code.clone(),
            infno: envelope.infno,
            msgid: envelope.msgid.clone(),
        }
    }

    /// What a message is, after those that are known under the same key.
    ///
    /// `unique_msgid` is whether the dialect never uses an id twice. Where it does, since its clients build ids
    /// of institution and second, another digest is another message.
    ///
    /// # Errors
    /// A refusal where another message has the id in a dialect whose ids are unique.
    pub fn recognise(
        &self,
        known: &[KnownMessage],
        asked: &Asked,
        unique_msgid: bool,
    ) -> Result<Recognised, Refused> {
        let same = |one: &&KnownMessage| one.is(asked, unique_msgid);
        match known.iter().find(same) {
            Some(one) if one.undone => return Ok(Recognised::Undone),
            Some(_) => return Ok(Recognised::Retry),
            None if known.is_empty() || !unique_msgid => return Ok(Recognised::New),
            None => {}
        }
        Err(Refused::new(
            "gateway.msgid_reused",
            format!(
                "报文ID（msgid）{}已用于内容不同的{}交易，请换用新的报文ID；若要重发原交易，请原样重发。",
                self.msgid, self.infno
            ),
        ))
    }

    /// What 2601 undoes that names this key and a person (人员编号): the one message known under the key that is
    /// of this person, or of nobody in particular. In a dialect whose ids repeat, messages of other persons under
    /// the key say nothing about it.
    ///
    /// # Errors
    /// A refusal where the message is of another person, or where several messages of the person have the key, so
    /// that nobody can tell which one is meant.
    pub fn reversed<'k>(
        &self,
        known: &'k [KnownMessage],
        psn_no: &str,
        unique_msgid: bool,
    ) -> Result<Reversed<'k>, Refused> {
        let of_person = |one: &&KnownMessage| one.psn_no.as_deref().is_none_or(|no| no == psn_no);
        let mut candidates = known.iter().filter(of_person);
        match (candidates.next(), candidates.next()) {
            (Some(one), None) if one.undone => Ok(Reversed::Already),
            (Some(one), None) => Ok(Reversed::Message(one)),
            (None, _) if known.is_empty() || !unique_msgid => Ok(Reversed::Unknown),
            (None, _) => Err(Refused::new(
                "gateway.reversal_person",
                format!(
                    "报文ID（omsgid）{}的{}交易不是此人员编号的，请核对人员编号（psn_no）后重发。",
                    self.msgid, self.infno
                ),
            )),
            (Some(_), Some(_)) => Err(Refused::new(
                "gateway.reversal_ambiguous",
                format!(
                    "同一报文ID（omsgid）{}下此人有多笔{}交易，无法确定冲正哪一笔，请改用对应的撤销交易逐笔处理。",
                    self.msgid, self.infno
                ),
            )),
        }
    }
}

/// What a message asks for, as far as it is told apart from others under the same key.
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

/// A message that is known under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownMessage {
    /// The digest of its question; `None` where only the 2601 came that undoes it, and it never did or not yet.
    pub digest: Option<Digest>,
    /// The person (人员编号) that it is about, where it is about one.
    pub psn_no: Option<String>,
    /// Whether 2601 undid it.
    pub undone: bool,
}

impl KnownMessage {
    /// A message that is carried out.
    #[must_use]
    pub fn carried_out(asked: Asked) -> KnownMessage {
        KnownMessage {
            digest: Some(asked.digest),
            psn_no: asked.psn_no,
            undone: false,
        }
    }

    /// What 2601 leaves behind that came before the message which it undoes, or instead of it: the message is not
    /// carried out any more when it arrives after all.
    #[must_use]
    pub fn tombstone(psn_no: &str) -> KnownMessage {
        KnownMessage {
            digest: None,
            psn_no: Some(psn_no.to_owned()),
            undone: true,
        }
    }

    fn is(&self, asked: &Asked, unique_msgid: bool) -> bool {
        match &self.digest {
            Some(digest) => *digest == asked.digest,
            None => unique_msgid || self.psn_no == asked.psn_no,
        }
    }
}

/// What a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recognised {
    /// One that was not seen: it is carried out.
    New,
    /// One that was carried out: it gets the first answer.
    Retry,
    /// One that 2601 undid: it is neither carried out again nor answered as if it stood.
    Undone,
}

/// What 2601 undoes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reversed<'k> {
    /// This message.
    Message(&'k KnownMessage),
    /// A message that was undone before.
    Already,
    /// Nothing that is known: a [`KnownMessage::tombstone`] stands for it from now on.
    Unknown,
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn digest(digit: char) -> Digest {
        Digest::parse(&digit.to_string().repeat(64)).unwrap()
    }

    fn asked(digit: char, psn_no: &str) -> Asked {
        Asked {
            digest: digest(digit),
            psn_no: Some(psn_no.to_owned()),
        }
    }

    fn known(digit: char, psn_no: &str) -> KnownMessage {
        KnownMessage::carried_out(asked(digit, psn_no))
    }

    fn undone(known: KnownMessage) -> KnownMessage {
        KnownMessage {
            undone: true,
            ..known
        }
    }

    fn key() -> MessageKey {
        MessageKey {
            fixmedins_code: "H43010000001".to_owned(),
            infno: Infno::parse("2207").unwrap(),
            msgid: "H43010000001202611212050000001".to_owned(),
        }
    }

    #[test]
    fn new_again_and_another() {
        let (one, other) = (asked('1', "P1"), known('2', "P1"));
        let key = key();
        for unique in [true, false] {
            assert_eq!(key.recognise(&[], &one, unique), Ok(Recognised::New));
            let both = [other.clone(), known('1', "P1")];
            assert_eq!(key.recognise(&both, &one, unique), Ok(Recognised::Retry));
        }
        let other = [other];
        assert_eq!(key.recognise(&other, &one, false), Ok(Recognised::New));
        let refused = key.recognise(&other, &one, true).unwrap_err();
        assert_eq!(refused.code(), "gateway.msgid_reused");
        assert!(refused.sentence().contains(&key.msgid) && refused.sentence().contains("2207"));
    }

    #[test]
    fn what_was_undone_is_not_carried_out_again() {
        let (key, one) = (key(), asked('1', "P1"));
        let gone = [undone(known('1', "P1")), known('2', "P2")];
        let before = [KnownMessage::tombstone("P1")];
        for unique in [true, false] {
            assert_eq!(key.recognise(&gone, &one, unique), Ok(Recognised::Undone));
            assert_eq!(key.recognise(&before, &one, unique), Ok(Recognised::Undone));
        }
        // a msgid of a second: another person's message is another message
        let other = asked('3', "P3");
        assert_eq!(key.recognise(&before, &other, false), Ok(Recognised::New));
        assert_eq!(key.recognise(&before, &other, true), Ok(Recognised::Undone));
    }

    #[test]
    fn a_reversal_finds_the_message_of_its_person() {
        let key = key();
        let two = [known('1', "P1"), known('2', "P2")];
        let second = Reversed::Message(&two[1]);
        assert_eq!(key.reversed(&two, "P2", false), Ok(second));
        assert_eq!(key.reversed(&[], "P2", true), Ok(Reversed::Unknown));
        let gone = [undone(known('1', "P1")), known('2', "P2")];
        assert_eq!(key.reversed(&gone, "P1", false), Ok(Reversed::Already));
        let of_nobody = [KnownMessage {
            psn_no: None,
            ..known('1', "")
        }];
        assert_eq!(
            key.reversed(&of_nobody, "P1", true),
            Ok(Reversed::Message(&of_nobody[0]))
        );
        let code = |known: &[KnownMessage], psn_no, unique| {
            let refused = key.reversed(known, psn_no, unique).unwrap_err();
            refused.code()
        };
        assert_eq!(code(&two[..1], "P3", true), "gateway.reversal_person");
        // the message of P3 may still be under way
        assert_eq!(key.reversed(&two, "P3", false), Ok(Reversed::Unknown));
        for twice in [
            [known('1', "P1"), known('2', "P1")],
            [undone(known('1', "P1")), known('2', "P1")],
        ] {
            assert_eq!(code(&twice, "P1", false), "gateway.reversal_ambiguous");
        }
    }

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
