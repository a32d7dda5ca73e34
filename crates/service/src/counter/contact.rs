//! What was shown at a contact, and whether it is the person of the message: nobody is served without (篇7 第二十条).
//!
//! A message says what was shown; whose it is, is asked in the transaction that carries the message out, once for all
//! messages of a batch. So a card that was reported lost a moment ago is not good any more. Every check is kept,
//! passed or not, also where its message was refused.

use access::Moment;
use base::{PersonNo, Refused};
use enrolment::credential::{Contact, CredentialCheck, CredentialKind, When, required};
use settlement::visit::Credential;

use super::World;
use crate::credential::shown::{Ask, token};

/// A credential shown at a contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The institution, by its code.
    pub place: String,
    /// For what.
    pub contact: Contact,
    /// Which kind (`mdtrt_cert_type`).
    pub kind: Credential,
    /// Its number (`mdtrt_cert_no`); of an e-voucher the token. Empty: nothing was shown.
    pub value: String,
}

impl Shown {
    /// Whether nothing was shown.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.value.trim().is_empty()
    }

    pub(super) fn ask(&self) -> Ask<'_> {
        Ask {
            place: &self.place,
            contact: self.contact,
            kind: kind_of(self.kind),
            value: &self.value,
        }
    }
}

/// The kind of the register for a kind of the interface.
const fn kind_of(credential: Credential) -> CredentialKind {
    match credential {
        Credential::Voucher => CredentialKind::EVoucher,
        Credential::IdentityCard => CredentialKind::ResidentCard,
        Credential::Card => CredentialKind::SocialCard,
    }
}

/// What a batch knows of what was shown to it.
#[derive(Debug)]
pub(super) struct Contacts {
    /// When it was asked.
    pub(super) moment: Moment,
    /// What messages show, each with its check.
    pub(super) known: Vec<(Shown, CredentialCheck)>,
    /// Which of them messages have stood on, to be kept.
    pub(super) asked: std::cell::RefCell<Vec<CredentialCheck>>,
}

impl World {
    /// Whether what was shown is the credential of a person who may use it.
    ///
    /// # Errors
    /// `credential.missing`, `credential.other_person`, and why the credential is not good: `credential.…`, `card.…`,
    /// `voucher.…`.
    pub fn verified(&self, person: PersonNo, shown: &Shown) -> Result<(), Refused> {
        let at = (shown.place.as_str(), shown.contact);
        let when = When {
            day: self.today(),
            moment: self.contacts.moment,
        };
        let known = self.contacts.known.iter().find(|(it, _)| it == shown);
        let Some((_, check)) = known else {
            return required(&[], person, at, None, when).map(|_| ());
        };
        self.contacts.asked.borrow_mut().push(check.clone());
        let kind = kind_of(shown.kind);
        let seen = Some((kind, token(kind, &shown.value)));
        let found = check.outcome.as_ref().ok();
        // every record of a person is the person
        let person = match found {
            Some(found) if self.is_record_of(*found, person) => *found,
            _ => person,
        };
        required(std::slice::from_ref(check), person, at, seen, when).map(|_| ())
    }

    fn is_record_of(&self, leader: PersonNo, person: PersonNo) -> bool {
        let mut files = self.people.values();
        files.any(|file| file.records.contains(&leader) && file.records.contains(&person))
    }

    /// The checks that messages of the batch stood on, passed or not.
    pub(super) fn contacts_made(&self) -> Vec<CredentialCheck> {
        self.contacts.asked.take()
    }
}
