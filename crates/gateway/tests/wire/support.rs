//! Captured requests, and a ring of keys that `gm` works with, as the binary joins them.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use gateway::frame::{self, Message, Moment};
use gateway::guard::{AccessClaim, Keyring, Verdict};
use gateway::profile::{Cipher, Encoding, Profile, Profiles, SignatureForm, SignatureShape};
use gm::sm2::{DEFAULT_USER_ID, PrivateKey, PublicKey, Signature};
use gm::{Secret, access, encoding, sm4};

/// A request as it came.
#[derive(serde::Deserialize)]
pub struct Capture {
    #[serde(skip)]
    pub file: String,
    pub client: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body_text: String,
}

impl Capture {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(header, _)| header == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The number in the name of the file.
    pub fn infno(&self) -> &str {
        self.file.rsplit(['_', '.']).nth(1).unwrap()
    }

    /// The dialect of its client.
    pub fn profile(&self) -> Profile {
        profile(if self.client.starts_with("gzsi") {
            "guangdong"
        } else {
            "national"
        })
    }

    pub fn read(&self, body: &[u8]) -> Result<Message, base::Refused> {
        read(&self.profile(), self.header("Content-Type"), body)
    }
}

/// Every captured request, in the order of the files.
pub fn captures() -> &'static [Capture] {
    static CAPTURES: LazyLock<Vec<Capture>> = LazyLock::new(load_captures);
    &CAPTURES
}

fn load_captures() -> Vec<Capture> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/captures");
    let files = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let wanted = |path: &std::path::PathBuf| {
        path.extension().is_some_and(|end| end == "json")
            && !path.to_string_lossy().contains("shapes")
    };
    let mut paths: Vec<_> = files.filter(wanted).collect();
    paths.sort();
    let load = |path: std::path::PathBuf| {
        let mut capture: Capture =
            serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        capture.file = path.file_name().unwrap().to_string_lossy().into_owned();
        capture
    };
    paths.into_iter().map(load).collect()
}

/// The first captured request of a transaction.
pub fn captured(infno: &str) -> &'static Capture {
    captures()
        .iter()
        .find(|capture| capture.infno() == infno)
        .unwrap()
}

pub fn profile(id: &str) -> Profile {
    static PROFILES: LazyLock<Profiles> = LazyLock::new(|| Profiles::shipped().unwrap());
    PROFILES.get(id).unwrap().clone()
}

pub fn read(
    profile: &Profile,
    content_type: Option<&str>,
    body: &[u8],
) -> Result<Message, base::Refused> {
    frame::read(
        content_type,
        body,
        &profile.bodies,
        &profile.envelope,
        &profile.limits,
    )
}

/// A small message of an institution.
pub fn message(profile: &Profile, changes: &[(&str, serde_json::Value)]) -> Message {
    let mut value = serde_json::json!({
        "infno": "2207", "msgid": "H43010000001202611212050000001", "mdtrtarea_admvs": "430199",
        "insuplc_admdvs": "430199", "recer_sys_code": "MBS_LOCAL", "dev_no": "null", "dev_safe_info": null,
        "cainfo": "", "signtype": "SM2", "infver": "V1.0", "opter_type": "1", "opter": "01", "opter_name": "test",
        "inf_time": "2026-11-21 20:50:00", "fixmedins_code": "H43010000001", "fixmedins_name": "test",
        "sign_no": "SIGN0001", "input": {"data": {"mdtrt_id": "MZ0001"}},
    });
    for (name, change) in changes {
        value[*name] = change.clone();
    }
    read(profile, Some("text/plain"), value.to_string().as_bytes()).unwrap()
}

/// Five to nine in the evening of the captured day, by the test driver's clock.
pub fn now() -> Moment {
    Moment::from_millis(1_795_294_144_000)
}

pub const ACCOUNT: &str = "TESTPAAS";
pub const SECRET: &str = "a secret of the tests";

pub fn secret() -> Secret {
    Secret::new(SECRET).unwrap()
}

/// Keys of institutions and accounts.
#[derive(Default)]
pub struct Keys {
    pub accounts: BTreeMap<String, (Secret, Vec<String>)>,
    pub publics: BTreeMap<String, PublicKey>,
    pub ciphers: BTreeMap<String, sm4::Key>,
    pub own: Option<PrivateKey>,
}

impl Keys {
    /// One account that may send for two institutions.
    pub fn with_account() -> Keys {
        let institutions = ["H44010000001", "H43010000001"].map(str::to_owned).to_vec();
        let accounts = BTreeMap::from([(ACCOUNT.to_owned(), (secret(), institutions))]);
        Keys {
            accounts,
            ..Keys::default()
        }
    }
}

const fn verdict(right: bool) -> Verdict {
    if right {
        Verdict::Right
    } else {
        Verdict::Wrong
    }
}

impl Keyring for Keys {
    fn access(&self, claim: &AccessClaim<'_>) -> Verdict {
        let Some((secret, _)) = self.accounts.get(claim.account()) else {
            return Verdict::Unknown;
        };
        verdict(match *claim {
            AccessClaim::Api {
                text, signature, ..
            } => access::is_hmac_sha1(secret, text.as_bytes(), signature),
            AccessClaim::Tif {
                timestamp,
                nonce,
                signature,
                ..
            } => access::is_tif_sha256(secret, timestamp, nonce, signature),
        })
    }

    fn may_send(&self, account: &str, institution: &str) -> bool {
        let account = self.accounts.get(account);
        account.is_some_and(|(_, institutions)| institutions.iter().any(|code| code == institution))
    }

    fn verify_sm2(&self, institution: &str, text: &[u8], signature: &str) -> Verdict {
        let Some(key) = self.publics.get(institution) else {
            return Verdict::Unknown;
        };
        let signature = Signature::parse(signature);
        verdict(signature.is_ok_and(|signature| key.verify(DEFAULT_USER_ID, text, &signature)))
    }

    fn sign_sm2(&self, text: &[u8], form: SignatureForm) -> Option<String> {
        let signature = self.own.as_ref()?.sign(DEFAULT_USER_ID, text).ok()?;
        let bytes = match form.form {
            SignatureShape::Raw => signature.to_raw().to_vec(),
            SignatureShape::Der => signature.to_der(),
        };
        Some(match form.encoding {
            Encoding::Hex => encoding::hex_upper(&bytes),
            Encoding::Base64 => encoding::base64(&bytes),
        })
    }

    fn can_sign(&self) -> bool {
        self.own.is_some()
    }

    fn can_encrypt(&self, institution: &str) -> bool {
        self.ciphers.contains_key(institution)
    }

    fn encrypt_sm4(&self, institution: &str, cipher: Cipher, clear: &[u8]) -> Option<String> {
        let mode = match cipher {
            Cipher::None => return None,
            Cipher::Sm4Ecb => sm4::Mode::Ecb,
            Cipher::Sm4CbcZero => sm4::Mode::CbcZero,
        };
        let key = self.ciphers.get(institution)?;
        Some(encoding::base64(&key.encrypt(mode, clear)))
    }
}
