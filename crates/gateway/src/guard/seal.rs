//! The signature of messages in `cainfo`, and what goes back signed and encrypted.

use base::Refused;
use serde_json::Value;

use crate::definition::Tree;
use crate::frame::{Answer, Envelope, Outcome};
use crate::profile::{Cipher, Profile, SealScheme, SealWhen};

use super::port::{Keyring, Verdict};

/// What the sender of an envelope signs: every field but `cainfo` and `input` as it was sent, `k=v` in the order
/// of the names, joined by `&`. The input itself is not covered: that is how the clients do it.
#[must_use]
pub fn signed_text(envelope: &Envelope) -> String {
    let fields = envelope.as_sent().filter(|(name, _)| *name != "cainfo");
    let pairs: Vec<String> = fields
        .map(|(name, text)| format!("{name}={text}"))
        .collect();
    pairs.join("&")
}

/// Checks the signature of an envelope as its dialect asks, and says whether one was verified.
pub(super) fn check(
    envelope: &Envelope,
    profile: &Profile,
    keys: &dyn Keyring,
) -> Result<bool, Refused> {
    if profile.seal.scheme == SealScheme::None {
        return Ok(false);
    }
    let institution = envelope.fixmedins_code.as_str();
    let signature = envelope.field("cainfo");
    let text = signed_text(envelope);
    match (
        verify(institution, &text, signature, keys),
        profile.seal.when,
    ) {
        (Verdict::Right, _) => Ok(true),
        (Verdict::Unknown, SealWhen::Registered) => Ok(false),
        (Verdict::Unknown, SealWhen::Always) => Err(Refused::new(
            "gateway.no_public_key",
            format!(
                "机构{institution}尚未登记SM2公钥，无法验证签名（cainfo），请先向经办机构登记公钥。"
            ),
        )),
        (Verdict::Wrong, _) => Err(Refused::new(
            "gateway.seal_wrong",
            "数字签名（cainfo）验证不通过，请检查签名私钥、待签字段的排序与拼接方式后重新签名发送。",
        )),
    }
}

/// Sources do not tell whether a `&` stands behind the last pair, too; either is taken.
fn verify(institution: &str, text: &str, signature: &str, keys: &dyn Keyring) -> Verdict {
    match keys.verify_sm2(institution, text.as_bytes(), signature) {
        Verdict::Wrong => keys.verify_sm2(institution, format!("{text}&").as_bytes(), signature),
        verdict => verdict,
    }
}

/// Whether the keys are on file that the answer to an institution takes. It is asked before a message is carried
/// out: a settlement that stands, with an answer that cannot be sent, is worse than none.
pub(super) fn answerable(
    institution: &str,
    profile: &Profile,
    keys: &dyn Keyring,
) -> Result<(), Refused> {
    let rules = &profile.answer;
    if rules.cipher != Cipher::None && !keys.can_encrypt(institution) {
        return Err(no_cipher_key(institution));
    }
    if rules.seal == SealScheme::Sm2 && !keys.can_sign() {
        return Err(no_private_key());
    }
    Ok(())
}

fn no_cipher_key(institution: &str) -> Refused {
    Refused::new(
        "gateway.no_cipher_key",
        format!("机构{institution}尚未登记SM4密钥，无法加密输出，请先向经办机构登记密钥。"),
    )
}

fn no_private_key() -> Refused {
    Refused::new(
        "gateway.no_private_key",
        "平台尚未配置SM2私钥，无法对应答签名，请管理员配置后重试。",
    )
}

/// Encrypts and signs an answer as the dialect asks. The signature covers the sorted members of the answer other
/// than `cainfo`, `k=v` joined by `&`, the output as it is sent.
///
/// # Errors
/// A refusal where the dialect asks for a key that is not on file. [`super::admit`] refuses a message for the same
/// reason before it is carried out, so that only a key withdrawn in between leads here; without our private key a
/// refusal goes out unsealed.
pub fn seal_answer(
    mut answer: Answer,
    institution: &str,
    profile: &Profile,
    keys: &dyn Keyring,
) -> Result<Answer, Refused> {
    let rules = &profile.answer;
    if let (Outcome::Done(output), true) = (&answer.outcome, rules.cipher != Cipher::None)
        && *output != Tree::Null
    {
        let sealed = keys.encrypt_sm4(institution, rules.cipher, output.to_string().as_bytes());
        let sealed = sealed.ok_or_else(|| no_cipher_key(institution))?;
        answer.outcome = Outcome::Done(Tree::Text(sealed));
        answer.enctype = Some("SM4".to_owned());
    }
    if rules.seal == SealScheme::Sm2 {
        answer.signtype = Some("SM2".to_owned());
        let text = answer_text(&answer, profile);
        let signature = keys.sign_sm2(text.as_bytes(), rules.seal_form);
        answer.cainfo = Some(signature.ok_or_else(no_private_key)?);
    }
    Ok(answer)
}

fn answer_text(answer: &Answer, profile: &Profile) -> String {
    let head = answer.head(&profile.answer.form).into_iter();
    let said = head.filter(|(name, value)| *name != "cainfo" && !value.is_null());
    let mut members: Vec<(&str, String)> =
        said.map(|(name, value)| (name, plain(&value))).collect();
    match &answer.outcome {
        Outcome::Done(Tree::Null) | Outcome::Failed(_) => {}
        Outcome::Done(Tree::Text(text)) => members.push(("output", text.clone())),
        Outcome::Done(output) => members.push(("output", output.to_string())),
    }
    members.sort_unstable();
    let pairs: Vec<String> = members
        .iter()
        .map(|(name, text)| format!("{name}={text}"))
        .collect();
    pairs.join("&")
}

/// A text without its quotes, anything else as JSON.
fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}
