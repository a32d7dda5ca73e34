//! What was shown at a contact, and whether it is the person of the message: nobody is served without (篇7 第二十条).
//!
//! A message says what was shown; whose it is, is asked in the transaction that carries the message out, once for all
//! messages of a batch. So a card that was reported lost a moment ago is not good any more. Every check is kept,
//! passed or not, also where its message was refused.

use access::Moment;
use enrolment::credential::{Contact, CredentialCheck, CredentialKind};
use settlement::visit::Credential;

use crate::credential::shown::Ask;

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
pub(super) const fn kind_of(credential: Credential) -> CredentialKind {
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
