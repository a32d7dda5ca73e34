//! E-vouchers: short-lived tokens, kept here and signed by whoever holds the key (南京2017 五(二)).

use access::{Actor, Moment, Permission};
use base::{PersonNo, Refused};
use enrolment::credential::Voucher;
use store::credential::voucher as rows;
use store::people::read;

use crate::{Desk, ServiceError};

/// Signs and checks what is shown: the keys and the algorithm are outside.
pub trait Seal {
    /// The signature of a payload, as visible ASCII without `|`.
    ///
    /// # Errors
    /// A Chinese sentence where there is no key or it does not work.
    fn sign(&self, payload: &str) -> Result<String, String>;

    /// Whether a signature is that of a payload.
    fn is_good(&self, payload: &str, signature: &str) -> bool;
}

/// Issues a token for a person of the actor's region, for some minutes: what is shown, payload and signature.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] `voucher.minutes`,
/// `voucher.nonce`; [`ServiceError::Input`] where it cannot be signed; storage.
pub fn issue(
    desk: &Desk<'_>,
    actor: &Actor,
    person: PersonNo,
    (minutes, nonce): (u32, &str),
    seal: &dyn Seal,
) -> Result<String, ServiceError> {
    let scope = actor.may(Permission::CardWrite)?;
    let issued = Moment::from_millis(desk.wall());
    let voucher = Voucher::issue(person, issued, minutes, nonce)?;
    let payload = voucher.payload();
    let signature = seal.sign(&payload).map_err(ServiceError::Input)?;
    desk.write::<_, ServiceError>(actor, "credential.voucher", None, |tx| {
        let keys = read::keys(tx, scope, &[person])?;
        let place = keys.get(&person).copied();
        let place = place.ok_or(ServiceError::NotFound("人员"))?;
        Ok(rows::add(tx, scope, place, &voucher)?)
    })?;
    Ok(format!("{payload}|{signature}"))
}

/// Checks a token from its own text, without the register: the signature, then the time.
///
/// # Errors
/// `voucher.form`, `voucher.signature`, `voucher.expired`, `voucher.not_yet`.
pub fn offline(shown: &str, at: Moment, seal: &dyn Seal) -> Result<PersonNo, Refused> {
    let form = || Refused::new("voucher.form", "电子凭证无法识别，请刷新二维码后重试。");
    let (payload, signature) = shown.trim().rsplit_once('|').ok_or_else(form)?;
    let voucher = Voucher::parse(payload)?;
    if !seal.is_good(payload, signature) {
        let zh = "电子凭证的签名不符，不能使用；请持有人刷新二维码，仍不符的请改用其他凭证。";
        return Err(Refused::new("voucher.signature", zh));
    }
    voucher.valid_at(at)?;
    Ok(voucher.person)
}
