//! Whether what was shown is the credential of the person whom a message names.

use base::{PersonNo, Refused};
use enrolment::credential::{CredentialCheck, When, required};

use super::World;
use super::contact::{Shown, kind_of};
use crate::credential::shown::token;

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
