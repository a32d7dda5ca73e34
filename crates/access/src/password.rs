//! What a password must be, before it is hashed elsewhere.

use base::Refused;

use crate::UserName;

/// The rules of the house for passwords. GB/T 22239 (等级保护) asks for complexity and for a change
/// from time to time without giving figures; these are the project's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordPolicy {
    /// The fewest characters.
    pub shortest: usize,
    /// The most characters: hashing longer texts only costs time.
    pub longest: usize,
    /// How many of the four kinds (lower case, upper case, digits, others) must occur.
    pub kinds: usize,
    /// After how many days it must be changed.
    pub days: i32,
    /// The fewest different characters.
    pub different: usize,
}

impl PasswordPolicy {
    /// At least ten characters of three kinds, changed every ninety days.
    pub const HOUSE: PasswordPolicy = PasswordPolicy {
        shortest: 10,
        longest: 128,
        kinds: 3,
        days: 90,
        different: 6,
    };

    /// Refuses a password that is too easy to guess.
    ///
    /// # Errors
    /// `user.password` with everything that is wrong; the password itself is never repeated.
    pub fn check(&self, user: &UserName, password: &str) -> Result<(), Refused> {
        let wrong = self.faults(user, password);
        if wrong.is_empty() {
            return Ok(());
        }
        let sentence = format!("密码不符合要求：{}。请重新设置。", wrong.join("；"));
        Err(Refused::new("user.password", sentence))
    }

    fn faults(&self, user: &UserName, password: &str) -> Vec<String> {
        let length = password.chars().count();
        let mut wrong = Vec::new();
        if length < self.shortest {
            wrong.push(format!("至少 {} 个字符", self.shortest));
        }
        if length > self.longest {
            wrong.push(format!("至多 {} 个字符", self.longest));
        }
        if kinds(password) < self.kinds {
            let kinds = self.kinds;
            wrong.push(format!(
                "须含大写字母、小写字母、数字、其他符号中的 {kinds} 类"
            ));
        }
        if different(password) < self.different {
            wrong.push(format!("至少 {} 个不同的字符", self.different));
        }
        if password.chars().any(char::is_control) {
            wrong.push("不能含控制字符".to_owned());
        }
        let (lower, name) = (password.to_lowercase(), user.as_str().to_lowercase());
        if lower.contains(&name) {
            wrong.push("不能包含用户名".to_owned());
        }
        wrong
    }
}

fn kinds(password: &str) -> usize {
    let kinds: [fn(char) -> bool; 4] = [
        char::is_lowercase,
        char::is_uppercase,
        char::is_numeric,
        |c| !c.is_lowercase() && !c.is_uppercase() && !c.is_numeric(),
    ];
    kinds
        .iter()
        .filter(|kind| password.chars().any(kind))
        .count()
}

fn different(password: &str) -> usize {
    let mut chars: Vec<char> = password.chars().collect();
    chars.sort_unstable();
    chars.dedup();
    chars.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(password: &str) -> Option<String> {
        let user = UserName::new("wangli").unwrap();
        let checked = PasswordPolicy::HOUSE.check(&user, password);
        checked.err().map(|refused| refused.zh())
    }

    #[test]
    fn what_is_easy_to_guess_is_refused_and_not_repeated() {
        assert_eq!(wrong("Huai-nan-2026"), None);
        assert_eq!(wrong("参保登记2026Ab!"), None);
        for weak in [
            "Ab1!",
            "abcdefghijkl",
            "Aa1Aa1Aa1Aa1",
            "Wangli-2026x",
            "Huai\u{7}nan-2026",
        ] {
            let sentence = wrong(weak).unwrap_or_default();
            assert!(sentence.starts_with("密码不符合要求"), "{weak}");
            assert!(!sentence.contains(weak));
        }
        assert!(wrong("Ab1!").unwrap().contains("至少 10 个字符"));
    }

    proptest::proptest! {
        #[test]
        fn any_text_has_an_answer(text in ".*") {
            let _ = wrong(&text);
        }
    }
}
