//! Accounts and keys of the store, joined with the algorithms of `gm`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use base::RegionCode;
use gateway::guard::{AccessClaim, Keyring, Verdict};
use gateway::http::{Account, Door, Ring};
use gateway::profile::{Cipher, Encoding, SignatureForm, SignatureShape};
use gm::sm2::{DEFAULT_USER_ID, PrivateKey, PublicKey, Signature};
use gm::{Secret, access, encoding, sm4};
use service::gateway::{Opened, open};
use service::{Clock, Desk, ServiceError};
use store::Store;

use crate::gateway::vault::KeyFile;

/// How long a ring is used before the store is asked again: what was taken back works no longer than that.
const FRESH: Duration = Duration::from_secs(5);
/// How long a ring is used where the store cannot be asked.
const STALE: Duration = Duration::from_secs(60);

/// Reads accounts and keys from the store, again every few seconds.
pub struct StoreDoor {
    store: Arc<Store>,
    clock: Arc<dyn Clock + Send + Sync>,
    pool: RegionCode,
    vault: KeyFile,
    known: Mutex<Option<(Instant, Arc<StoreRing>)>>,
}

impl StoreDoor {
    /// A door of a pooling area.
    pub fn new(
        store: Arc<Store>,
        clock: Arc<dyn Clock + Send + Sync>,
        pool: RegionCode,
        vault: KeyFile,
    ) -> StoreDoor {
        StoreDoor {
            store,
            clock,
            pool,
            vault,
            known: Mutex::new(None),
        }
    }

    fn read(&self) -> Result<StoreRing, ServiceError> {
        let desk = Desk::new(&self.store, &*self.clock);
        Ok(StoreRing::of(&open(&desk, self.pool, &self.vault)?))
    }
}

impl Door for StoreDoor {
    fn ring(&self) -> Result<Arc<dyn Ring>, ServiceError> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((read, ring)) = &*known
            && read.elapsed() < FRESH
        {
            return Ok(Arc::clone(ring) as Arc<dyn Ring>);
        }
        match (self.read(), &*known) {
            (Ok(ring), _) => {
                let ring = Arc::new(ring);
                *known = Some((Instant::now(), Arc::clone(&ring)));
                Ok(ring)
            }
            (Err(_), Some((read, ring))) if read.elapsed() < STALE => {
                Ok(Arc::clone(ring) as Arc<dyn Ring>)
            }
            (Err(error), _) => Err(error),
        }
    }
}

/// The accounts and keys of one moment.
struct StoreRing {
    accounts: BTreeMap<String, OneAccount>,
    institutions: BTreeMap<String, OneInstitution>,
    own: Option<PrivateKey>,
}

struct OneAccount {
    account: Account,
    secret: Option<Secret>,
    institutions: BTreeSet<String>,
}

struct OneInstitution {
    region: RegionCode,
    public: Option<PublicKey>,
    cipher: Option<sm4::Key>,
    accounts: Vec<String>,
}

impl StoreRing {
    /// A key that cannot be read is one that is not on file: its owner is told so when it is needed.
    fn of(opened: &Opened) -> StoreRing {
        let accounts = opened.accounts.iter().map(|(name, one)| {
            let text = one.secret.as_ref().and_then(|secret| secret.text());
            let known = OneAccount {
                account: Account {
                    profile: one.profile.clone(),
                    from: one.from,
                    until: one.until,
                },
                secret: text.and_then(|text| Secret::new(text).ok()),
                institutions: one.institutions.clone(),
            };
            (name.clone(), known)
        });
        let institutions = opened.institutions.iter().map(|(code, one)| {
            let public = one.sm2_public.as_deref();
            let public = public.and_then(|bytes| std::str::from_utf8(bytes).ok());
            let cipher = one.sm4.as_ref().and_then(|key| key.text());
            let senders = opened.accounts.iter();
            let senders = senders.filter(|(_, account)| account.institutions.contains(code));
            let known = OneInstitution {
                region: one.region,
                public: public.and_then(|text| PublicKey::parse(text).ok()),
                cipher: cipher.and_then(|text| sm4::Key::parse(text).ok()),
                accounts: senders.map(|(name, _)| name.clone()).collect(),
            };
            (code.clone(), known)
        });
        let own = opened.own.as_ref();
        StoreRing {
            accounts: accounts.collect(),
            institutions: institutions.collect(),
            own: own.and_then(|key| PrivateKey::from_bytes(key.bytes()).ok()),
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

impl Keyring for StoreRing {
    fn access(&self, claim: &AccessClaim<'_>) -> Verdict {
        let account = self.accounts.get(claim.account());
        let Some(secret) = account.and_then(|account| account.secret.as_ref()) else {
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
        account.is_some_and(|account| account.institutions.contains(institution))
    }

    fn verify_sm2(&self, institution: &str, text: &[u8], signature: &str) -> Verdict {
        let institution = self.institutions.get(institution);
        let Some(key) = institution.and_then(|institution| institution.public.as_ref()) else {
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
        let institution = self.institutions.get(institution);
        institution.is_some_and(|institution| institution.cipher.is_some())
    }

    fn encrypt_sm4(&self, institution: &str, cipher: Cipher, clear: &[u8]) -> Option<String> {
        let mode = match cipher {
            Cipher::None => return None,
            Cipher::Sm4Ecb => sm4::Mode::Ecb,
            Cipher::Sm4CbcZero => sm4::Mode::CbcZero,
        };
        let key = self.institutions.get(institution)?.cipher.as_ref()?;
        Some(encoding::base64(&key.encrypt(mode, clear)))
    }
}

impl Ring for StoreRing {
    fn account(&self, name: &str) -> Option<Account> {
        self.accounts.get(name).map(|known| known.account.clone())
    }

    fn institution(&self, code: &str) -> Option<RegionCode> {
        self.institutions.get(code).map(|known| known.region)
    }

    fn accounts_of(&self, institution: &str) -> Vec<String> {
        let known = self.institutions.get(institution);
        known
            .map(|known| known.accounts.clone())
            .unwrap_or_default()
    }
}
