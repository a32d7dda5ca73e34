//! Password hashes: Argon2id with the parameters of its library's default (19 MiB, 2 passes).

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};

use crate::ServiceError;

/// Sixteen random bytes from the binary, new for every hash.
#[derive(Clone, Copy)]
pub struct Salt(pub [u8; 16]);

/// What stands between the two halves of an initial password, in what the user types.
const BETWEEN: char = '-';

/// The hash of a password, or of one half of an initial one.
pub(super) fn hash(password: &str, salt: Salt) -> Result<String, ServiceError> {
    let made = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt.0);
    let broken = |_| ServiceError::Input("密码无法加密保存，请换一个密码。".to_owned());
    made.map(|hash| hash.to_string()).map_err(broken)
}

/// The hash of an initial password whose halves were given out by two administrators: neither of them
/// can sign in as the user alone.
pub(super) fn joined(first: &str, second: &str) -> String {
    format!("{first} {second}")
}

/// Whether a password is the one of a hash. The halves of an initial one are parted by a dash.
pub(super) fn verify(kept: &str, password: &str) -> bool {
    let one = |kept: &str, password: &str| {
        PasswordHash::new(kept).is_ok_and(|hash| {
            Argon2::default()
                .verify_password(password.as_bytes(), &hash)
                .is_ok()
        })
    };
    match kept.split_once(' ') {
        None => one(kept, password),
        Some((first, second)) => password
            .trim()
            .split_once(BETWEEN)
            .is_some_and(|(a, b)| one(first, a) & one(second, b)),
    }
}

/// Costs what a verification costs, so that a name that is not known takes as long as one that is.
pub(super) fn waste(password: &str) {
    let _ = hash(password, Salt([0; 16]));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_own_hash_only() {
        let kept = hash("Huai-nan-2026", Salt([1; 16])).unwrap();
        assert!(kept.starts_with("$argon2id$") && !kept.contains("Huai"));
        assert!(verify(&kept, "Huai-nan-2026"));
        assert!(!verify(&kept, "huai-nan-2026") && !verify(&kept, ""));
        assert_ne!(kept, hash("Huai-nan-2026", Salt([2; 16])).unwrap());
        assert!(!verify("no hash", "x"));
    }

    #[test]
    fn both_halves_are_needed() {
        let half = |text, salt| hash(text, Salt([salt; 16])).unwrap();
        let kept = joined(&half("abcde", 1), &half("vwxyz", 2));
        assert!(verify(&kept, "abcde-vwxyz") && verify(&kept, " abcde-vwxyz\n"));
        for wrong in ["abcde", "abcde-", "-vwxyz", "vwxyz-abcde", "abcdevwxyz"] {
            assert!(!verify(&kept, wrong), "{wrong}");
        }
    }
}
