//! Whether a message is new, a retry, or another one under an id that was used.

use base::Refused;

use super::{Digest, Envelope, Infno};

/// What the messages of an institution are told apart by, together with their digest. Answers are kept under it;
/// 2601 names the message that it undoes by the same three.
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
        known: &[Digest],
        digest: &Digest,
        unique_msgid: bool,
    ) -> Result<Recognised, Refused> {
        if known.contains(digest) {
            return Ok(Recognised::Retry);
        }
        if known.is_empty() || !unique_msgid {
            return Ok(Recognised::New);
        }
        Err(Refused::new(
            "gateway.msgid_reused",
            format!(
                "报文ID（msgid）{}已用于内容不同的{}交易，请换用新的报文ID；若要重发原交易，请原样重发。",
                self.msgid, self.infno
            ),
        ))
    }
}

/// What a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recognised {
    /// One that was not seen: it is carried out.
    New,
    /// One that was carried out: it gets the first answer.
    Retry,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(digit: char) -> Digest {
        Digest::parse(&digit.to_string().repeat(64)).unwrap()
    }

    #[test]
    fn new_again_and_another() {
        let key = MessageKey {
            fixmedins_code: "H43010000001".to_owned(),
            infno: Infno::parse("2207").unwrap(),
            msgid: "H43010000001202611212050000001".to_owned(),
        };
        let (one, other) = (digest('1'), digest('2'));
        for unique in [true, false] {
            assert_eq!(key.recognise(&[], &one, unique), Ok(Recognised::New));
            assert_eq!(
                key.recognise(&[other, one], &one, unique),
                Ok(Recognised::Retry)
            );
        }
        assert_eq!(key.recognise(&[other], &one, false), Ok(Recognised::New));
        let refused = key.recognise(&[other], &one, true).unwrap_err();
        assert_eq!(refused.code(), "gateway.msgid_reused");
        assert!(refused.sentence().contains(&key.msgid) && refused.sentence().contains("2207"));
    }
}
