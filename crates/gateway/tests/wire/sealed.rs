//! Signatures in `cainfo`, and answers that are signed and encrypted.

use std::collections::BTreeMap;

use base::RegionCode;
use gateway::definition::Tree;
use gateway::frame::{Answer, Moment, Outcome, inf_refmsgid};
use gateway::guard::{Headers, SeenWindow, Turned, admit, seal_answer, signed_text};
use gateway::profile::{Cipher, Profile};
use gm::encoding::{base64, from_base64, hex_upper};
use gm::sm2::{DEFAULT_USER_ID, PrivateKey, Signature};
use gm::sm4;
use serde_json::{Value, json};

use crate::support::{Keys, message, profile};

const INSTITUTION: &str = "H43010000001";

fn private() -> PrivateKey {
    PrivateKey::from_bytes(&[7; 32]).unwrap()
}

fn keys() -> Keys {
    Keys {
        publics: BTreeMap::from([(INSTITUTION.to_owned(), private().public_key())]),
        ciphers: BTreeMap::from([(
            INSTITUTION.to_owned(),
            sm4::Key::from_bytes(&[9; 16]).unwrap(),
        )]),
        own: Some(private()),
        ..Keys::default()
    }
}

/// What a message with these changes is told: `ok`, or the code of the refusal.
fn told(profile: &Profile, keys: &Keys, changes: &[(&str, Value)]) -> &'static str {
    let message = message(profile, changes);
    match admit(
        &Headers::new(&[]),
        &message,
        profile,
        keys,
        &mut SeenWindow::default(),
        minutes_after(0),
    ) {
        Ok(_) => "ok",
        Err(Turned::Interface(refused)) => refused.code(),
        Err(Turned::Gateway(refused)) => panic!("{refused}"),
    }
}

#[test]
fn what_is_signed() {
    let hubei = profile("hubei");
    let text = signed_text(&message(&hubei, &[("zz_extra", json!(1))]).envelope);
    assert_eq!(
        text,
        "dev_no=null&fixmedins_code=H43010000001&fixmedins_name=test&inf_time=2026-11-21 20:50:00&infno=2207&\
         infver=V1.0&insuplc_admdvs=430199&mdtrtarea_admvs=430199&msgid=H43010000001202611212050000001&opter=01&\
         opter_name=test&opter_type=1&recer_sys_code=MBS_LOCAL&sign_no=SIGN0001&signtype=SM2&zz_extra=1"
    );
}

#[test]
fn a_signature_in_every_form() {
    let hubei = profile("hubei");
    let text = signed_text(&message(&hubei, &[]).envelope);
    let sign = |text: &str| private().sign(DEFAULT_USER_ID, text.as_bytes()).unwrap();
    let signature = sign(&text);
    for form in [
        hex_upper(&signature.to_raw()),
        hex_upper(&signature.to_der()),
        base64(&signature.to_raw()),
        base64(&signature.to_der()),
        hex_upper(&sign(&format!("{text}&")).to_raw()),
    ] {
        assert_eq!(
            told(&hubei, &keys(), &[("cainfo", json!(form))]),
            "ok",
            "{form}"
        );
        let changed = [("cainfo", json!(form)), ("opter", json!("02"))];
        assert_eq!(told(&hubei, &keys(), &changed), "gateway.seal_wrong");
    }
    for nothing in ["", "null", "AB", "?", "签名"] {
        assert_eq!(
            told(&hubei, &keys(), &[("cainfo", json!(nothing))]),
            "gateway.seal_wrong",
            "{nothing}"
        );
    }
}

/// A message of Hubei with these changes, signed.
fn signed(changes: &[(&str, Value)]) -> gateway::frame::Message {
    let hubei = profile("hubei");
    let text = signed_text(&message(&hubei, changes).envelope);
    let signature = private().sign(DEFAULT_USER_ID, text.as_bytes()).unwrap();
    let cainfo = ("cainfo", json!(hex_upper(&signature.to_raw())));
    message(&hubei, &[changes, &[cainfo]].concat())
}

/// The moment at which such a message was sent, by its own clock in China, and minutes on from there.
fn minutes_after(minutes: i64) -> Moment {
    let sent = Moment::parse("2026-11-21 20:50:00").unwrap();
    Moment::from_millis(sent.millis() + minutes * 60_000)
}

#[test]
fn a_signed_envelope_is_of_now() {
    let told = |minutes| {
        let mut seen = SeenWindow::default();
        let now = minutes_after(minutes);
        admit(
            &Headers::new(&[]),
            &signed(&[]),
            &profile("hubei"),
            &keys(),
            &mut seen,
            now,
        )
        .map_err(|turned| {
            (
                matches!(turned, Turned::Interface(_)),
                turned.refused().code(),
            )
        })
        .map(|admitted| admitted.repeated)
    };
    assert_eq!((told(-30), told(30)), (Ok(false), Ok(false)));
    assert_eq!(told(31), Err((true, "gateway.timestamp_stale")));
    assert_eq!(told(-31), Err((true, "gateway.timestamp_future")));
}

/// An overheard message is not taken for ever, whatever the dialect knows replays by.
#[test]
fn whatever_is_sealed_is_of_now() {
    for id in ["national", "jilin"] {
        let dialect = profile(id);
        let told = |message: &gateway::frame::Message, minutes| {
            let mut seen = SeenWindow::default();
            let now = minutes_after(minutes);
            admit(
                &Headers::new(&[]),
                message,
                &dialect,
                &keys(),
                &mut seen,
                now,
            )
            .map(|admitted| admitted.repeated)
            .map_err(|turned| turned.refused().code())
        };
        assert_eq!(told(&signed(&[]), 30), Ok(false), "{id}");
        assert_eq!(
            told(&signed(&[]), 31),
            Err("gateway.timestamp_stale"),
            "{id}"
        );
        assert_eq!(
            told(&signed(&[]), -31),
            Err("gateway.timestamp_future"),
            "{id}"
        );
    }
}

/// A message is not carried out when its answer could not be sent.
#[test]
fn what_could_not_be_answered_is_not_taken() {
    let jilin = profile("jilin");
    let told = |keys: &Keys| {
        let mut seen = SeenWindow::default();
        let message = message(&jilin, &[]);
        let admitted = admit(
            &Headers::new(&[]),
            &message,
            &jilin,
            keys,
            &mut seen,
            minutes_after(0),
        );
        assert!(seen.is_empty(), "it may come again once there is a key");
        admitted
            .map(|admitted| admitted.repeated)
            .map_err(|turned| turned.refused().code())
    };
    let unregistered = || Keys {
        publics: BTreeMap::new(),
        ..keys()
    };
    assert_eq!(told(&unregistered()), Ok(false));
    assert_eq!(
        told(&Keys {
            ciphers: BTreeMap::new(),
            ..unregistered()
        }),
        Err("gateway.no_cipher_key")
    );
    assert_eq!(
        told(&Keys {
            own: None,
            ..unregistered()
        }),
        Err("gateway.no_private_key")
    );
}

/// The signature does not cover the input: a message that was overheard could carry another one.
#[test]
fn a_signed_envelope_serves_one_input() {
    let mut seen = SeenWindow::default();
    let mut told = |message: &gateway::frame::Message| {
        admit(
            &Headers::new(&[]),
            message,
            &profile("hubei"),
            &keys(),
            &mut seen,
            minutes_after(1),
        )
        .map_err(|turned| turned.refused().code())
        .map(|admitted| admitted.repeated)
    };
    let first = signed(&[]);
    let mut altered = first.clone();
    altered.envelope.input = json!({"data": {"mdtrt_id": "MZ0002"}});
    assert_eq!(told(&first), Ok(false));
    assert_eq!(told(&first), Ok(true));
    assert_eq!(told(&altered), Err("gateway.replayed"));
    assert_eq!(told(&signed(&[("msgid", json!("another"))])), Ok(false));
}

#[test]
fn without_a_key_on_file() {
    let (national, hubei, guangdong) =
        (profile("national"), profile("hubei"), profile("guangdong"));
    let nobody = Keys::default();
    assert_eq!(told(&hubei, &nobody, &[]), "gateway.no_public_key");
    assert_eq!(told(&national, &nobody, &[]), "ok");
    assert_eq!(
        told(&national, &keys(), &[]),
        "gateway.seal_wrong",
        "whoever has a key signs"
    );
    assert_eq!(guangdong.seal.scheme, gateway::profile::SealScheme::None);
}

fn tree(name: &str, content: Tree) -> Tree {
    Tree::Object(vec![(name.to_owned(), content)])
}

fn answer(outcome: Outcome) -> Answer {
    let at = Moment::from_millis(1_795_294_144_000);
    Answer::new(
        inf_refmsgid(RegionCode::parse("220100").unwrap(), at, 1),
        at,
        at,
        outcome,
    )
}

#[test]
fn an_answer_of_jilin_is_encrypted_and_signed() {
    let jilin = profile("jilin");
    let output = tree("psn_name", Tree::Text("测试人员".to_owned()));
    let sealed = seal_answer(answer(Outcome::Done(output)), INSTITUTION, &jilin, &keys()).unwrap();
    let value: Value = serde_json::from_str(&sealed.to_json(&jilin.answer.form)).unwrap();
    let ciphertext = value["output"].as_str().unwrap();
    let clear = sm4::Key::from_bytes(&[9; 16])
        .unwrap()
        .decrypt(sm4::Mode::Ecb, &from_base64(ciphertext).unwrap());
    assert_eq!(clear.unwrap(), "{\"psn_name\":\"测试人员\"}".as_bytes());
    let text = format!(
        "err_msg=&inf_refmsgid=220100202611220449040000000001&infcode=0&output={ciphertext}&\
         refmsg_time=20261122044904000&respond_time=20261122044904000&signtype=SM2"
    );
    let signature = from_base64(value["cainfo"].as_str().unwrap()).unwrap();
    let signature = Signature::from_raw(&signature).unwrap();
    assert!(
        private()
            .public_key()
            .verify(DEFAULT_USER_ID, text.as_bytes(), &signature)
    );
}

#[test]
fn an_empty_answer_is_only_signed() {
    let jilin = profile("jilin");
    for outcome in [
        Outcome::Done(Tree::Null),
        Outcome::Failed("不可。".to_owned()),
    ] {
        let sealed = seal_answer(answer(outcome.clone()), INSTITUTION, &jilin, &keys()).unwrap();
        assert_eq!((sealed.outcome, sealed.enctype), (outcome, None));
        assert!(sealed.cainfo.is_some());
    }
}

#[test]
fn an_answer_needs_the_keys_that_the_dialect_asks_for() {
    let (jilin, national) = (profile("jilin"), profile("national"));
    let done = || answer(Outcome::Done(tree("a", Tree::Number("1.50".to_owned()))));
    let code = |profile: &Profile, keys: &Keys| {
        seal_answer(done(), INSTITUTION, profile, keys).map_err(|refused| refused.code())
    };
    assert_eq!(code(&jilin, &Keys::default()), Err("gateway.no_cipher_key"));
    assert_eq!(
        code(
            &jilin,
            &Keys {
                own: None,
                ..keys()
            }
        ),
        Err("gateway.no_private_key")
    );
    assert_eq!(code(&national, &Keys::default()), Ok(done()));
    let mut chained = jilin;
    chained.answer.cipher = Cipher::Sm4CbcZero;
    let Outcome::Done(Tree::Text(text)) = code(&chained, &keys()).unwrap().outcome else {
        panic!()
    };
    let key = sm4::Key::from_bytes(&[9; 16]).unwrap();
    assert_eq!(
        key.decrypt(sm4::Mode::CbcZero, &from_base64(&text).unwrap()),
        Ok(b"{\"a\":1.50}".to_vec())
    );
}
