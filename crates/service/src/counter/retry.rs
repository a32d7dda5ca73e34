//! The one rule of what a message is: new, a retry, undone by 2601, or another one under an id that was used; and what
//! a 2601 undoes. The gateway and the counter both go by it (`docs/adr/0010`).
//!
//! Messages are told apart by institution, transaction, id and the digest of what they ask for. A dialect either never
//! uses an id twice, or builds it of institution and second, so that several messages share one: then another digest
//! is another message.

use base::Refused;
use store::counter::message::MessageRow;

use super::Key;

/// What a message is that may be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recognised<'m> {
    /// One that was not seen: it is carried out.
    New,
    /// One that was carried out: it gets the first answer.
    Retry(&'m MessageRow),
}

/// What a message is, after those that are known under its institution, transaction and id.
///
/// A message that 2601 took back is refused by its digest; another message under the same id is not, where ids repeat. Of
/// one that 2601 undid before it came nobody knows the digest: then whatever comes of that person under the id is
/// refused, and where ids are unique whatever comes.
///
/// # Errors
/// `counter.undone`; `gateway.msgid_reused` where another message has the id in a dialect whose ids are unique.
pub fn recognise<'m>(known: &[&'m MessageRow], key: &Key) -> Result<Recognised<'m>, Refused> {
    let undone = |row: &&&MessageRow| {
        let same_person = row.person.is_none() || key.person.is_none() || row.person == key.person;
        match row.digest.as_str() {
            "" => key.unique || same_person,
            digest => digest == key.digest,
        }
    };
    let mut tombstones = known.iter().filter(|row| row.tombstone);
    if tombstones.any(|row| undone(&row)) {
        return Err(Refused::new(
            "counter.undone",
            "这笔交易已被冲正（2601），不再办理；确需办理请换用新的报文ID重新发起。",
        ));
    }
    let mut answered = known.iter().filter(|row| !row.tombstone);
    if let Some(row) = answered.find(|row| row.digest == key.digest) {
        return Ok(Recognised::Retry(row));
    }
    if key.unique && !known.is_empty() {
        return Err(Refused::new(
            "gateway.msgid_reused",
            "报文ID（msgid）已用于内容不同的同一交易，请换用新的报文ID；若要重发原交易，请原样重发。",
        ));
    }
    Ok(Recognised::New)
}

/// What 2601 undoes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meant<'m> {
    /// This message, which was carried out and stands.
    Message(&'m MessageRow),
    /// A message that was undone before.
    Already,
    /// Nothing that is known: a tombstone stands for it from now on.
    Unknown,
}

/// What a 2601 undoes that names a person, after the messages known under the institution, transaction and id that it
/// names: the one of this person, or of nobody in particular. Where ids repeat, messages of other persons under the id
/// say nothing about it.
///
/// # Errors
/// `undo.person` where the message is of another person; `undo.ambiguous` where several of the person bear the id, of
/// which one stands, so that nobody can tell which one is meant.
pub fn meant<'m>(
    known: &[&'m MessageRow],
    person: &str,
    unique: bool,
) -> Result<Meant<'m>, Refused> {
    let his = |row: &&&MessageRow| row.person.as_deref().is_none_or(|no| no == person);
    let his: Vec<&MessageRow> = known.iter().filter(his).copied().collect();
    let taken_back = |row: &MessageRow| {
        let mut tombstones = his.iter().filter(|it| it.tombstone);
        tombstones.any(|it| it.digest == row.digest)
    };
    let never_came = his.iter().any(|it| it.tombstone && it.digest.is_empty());
    let came: Vec<&MessageRow> = his.iter().filter(|it| !it.tombstone).copied().collect();
    let stands: Vec<&MessageRow> = came.iter().filter(|it| !taken_back(it)).copied().collect();
    match (stands.as_slice(), came.len()) {
        ([], 0) if never_came => Ok(Meant::Already),
        ([], 0) if known.is_empty() || !unique => Ok(Meant::Unknown),
        ([], 0) => Err(Refused::new(
            "undo.person",
            "被冲正的交易不是此人员编号的，请核对人员编号（psn_no）后重发。",
        )),
        ([], _) => Ok(Meant::Already),
        ([one], 1) => Ok(Meant::Message(one)),
        _ => Err(Refused::new(
            "undo.ambiguous",
            "同一报文ID（omsgid）下此人有多笔交易，无法确定冲正哪一笔，请改用对应的撤销交易逐笔处理。",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::counter::MessageKey;

    fn row(digest: &str, person: Option<&str>) -> MessageRow {
        MessageRow {
            no: 1,
            institution: "H43010000001".to_owned(),
            infno: "2207".to_owned(),
            msgid: "H43010000001202611212050000001".to_owned(),
            digest: digest.to_owned(),
            tombstone: false,
            person: person.map(str::to_owned),
            record: None,
            answer: String::new(),
        }
    }

    /// What 2601 leaves of a message of a person; without a digest of one that never came.
    fn tombstone(digest: &str, person: &str) -> MessageRow {
        MessageRow {
            tombstone: true,
            ..row(digest, Some(person))
        }
    }

    fn asked(digest: &str, person: &str, unique: bool) -> Key {
        let of = row(digest, None);
        Key {
            message: MessageKey {
                institution: of.institution,
                infno: of.infno,
                msgid: of.msgid,
            },
            digest: of.digest,
            unique,
            person: Some(person.to_owned()),
        }
    }

    fn said(known: &[MessageRow], digest: &str, person: &str, unique: bool) -> &'static str {
        let known: Vec<&MessageRow> = known.iter().collect();
        match recognise(&known, &asked(digest, person, unique)) {
            Ok(Recognised::New) => "new",
            Ok(Recognised::Retry(row)) => {
                assert_eq!(row.digest, digest);
                "retry"
            }
            Err(refused) => refused.code(),
        }
    }

    #[test]
    fn new_again_and_another() {
        for unique in [true, false] {
            assert_eq!(said(&[], "1", "P1", unique), "new");
            let both = [row("2", Some("P1")), row("1", Some("P1"))];
            assert_eq!(said(&both, "1", "P1", unique), "retry");
        }
        let other = [row("2", Some("P1"))];
        assert_eq!(said(&other, "1", "P1", false), "new");
        assert_eq!(said(&other, "1", "P1", true), "gateway.msgid_reused");
    }

    #[test]
    fn what_was_undone_is_not_carried_out_again() {
        let gone = [
            row("1", Some("P1")),
            row("2", Some("P2")),
            tombstone("1", "P1"),
        ];
        let before = [tombstone("", "P1")];
        for unique in [true, false] {
            assert_eq!(said(&gone, "1", "P1", unique), "counter.undone");
            assert_eq!(said(&before, "1", "P1", unique), "counter.undone");
        }
        // a msgid of a second: another message of the same person is another message, for it was another that was undone
        assert_eq!(said(&gone, "3", "P1", false), "new");
        assert_eq!(said(&gone, "3", "P1", true), "gateway.msgid_reused");
        assert_eq!(said(&gone, "2", "P2", false), "retry");
        assert_eq!(said(&before, "3", "P3", false), "new");
        assert_eq!(said(&before, "3", "P3", true), "counter.undone");
    }

    fn undoes(known: &[MessageRow], person: &str, unique: bool) -> String {
        let known: Vec<&MessageRow> = known.iter().collect();
        match meant(&known, person, unique) {
            Ok(Meant::Message(row)) => row.digest.clone(),
            Ok(Meant::Already) => "already".to_owned(),
            Ok(Meant::Unknown) => "unknown".to_owned(),
            Err(refused) => refused.code().to_owned(),
        }
    }

    #[test]
    fn a_2601_finds_the_message_of_its_person() {
        let two = [row("1", Some("P1")), row("2", Some("P2"))];
        assert_eq!(undoes(&two, "P2", false), "2");
        assert_eq!(undoes(&[], "P2", true), "unknown");
        assert_eq!(undoes(&[row("1", None)], "P1", true), "1");
        assert_eq!(undoes(&two[..1], "P3", true), "undo.person");
        assert_eq!(
            undoes(&two, "P3", false),
            "unknown",
            "it may still be under way"
        );
        let gone = [
            row("1", Some("P1")),
            row("2", Some("P2")),
            tombstone("1", "P1"),
        ];
        assert_eq!(undoes(&gone, "P1", false), "already");
        assert_eq!(undoes(&gone, "P2", false), "2");
        assert_eq!(undoes(&[tombstone("", "P1")], "P1", true), "already");
    }

    #[test]
    fn a_2601_that_could_mean_two_is_refused() {
        let twice = [row("1", Some("P1")), row("2", Some("P1"))];
        assert_eq!(undoes(&twice, "P1", false), "undo.ambiguous");
        // one of them was undone and one stands: which of them this 2601 means nobody can tell
        let [one, two] = twice;
        let half = [one.clone(), two.clone(), tombstone("1", "P1")];
        assert_eq!(undoes(&half, "P1", false), "undo.ambiguous");
        let both = [one, two, tombstone("1", "P1"), tombstone("2", "P1")];
        assert_eq!(undoes(&both, "P1", false), "already");
    }
}
