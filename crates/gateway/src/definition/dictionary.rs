//! The codes that a field may hold.

/// One dictionary (数据字典).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dictionary {
    /// Its key in the data, mostly the name of the field.
    pub key: String,
    /// Its Chinese name.
    pub title: String,
    /// Characters of a national code; a longer code that begins with a listed one of this length is an
    /// extension of a province. `None` where there are no extensions.
    pub base: Option<usize>,
    /// Whether leading zeros make no difference.
    pub zeros: bool,
    /// Code and name, in order.
    pub codes: Vec<(String, String)>,
}

impl Dictionary {
    /// The code as this dictionary writes it; `None` for one that it does not have.
    #[must_use]
    pub fn find<'a>(&'a self, code: &'a str) -> Option<&'a str> {
        let same = |listed: &str| listed == code || (self.zeros && bare(listed) == bare(code));
        if let Some((listed, _)) = self.codes.iter().find(|(listed, _)| same(listed)) {
            return Some(listed);
        }
        self.is_extension(code).then_some(code)
    }

    /// The Chinese name of a code; that of its national part for an extension.
    #[must_use]
    pub fn name(&self, code: &str) -> Option<&str> {
        let listed = |wanted: &str| {
            let found = self.codes.iter().find(|(listed, _)| listed == wanted);
            found.map(|(_, name)| name.as_str())
        };
        listed(self.find(code)?).or_else(|| listed(self.national(code)?))
    }

    /// The codes in one line, `1男、2女`, as many as fit into so many characters.
    #[must_use]
    pub fn hint(&self, most: usize) -> String {
        let mut text = String::new();
        for (code, name) in &self.codes {
            let next = format!("{}{code}{name}", if text.is_empty() { "" } else { "、" });
            if text.chars().count() + next.chars().count() > most {
                text.push_str(&format!("等{}个", self.codes.len()));
                break;
            }
            text.push_str(&next);
        }
        text
    }

    fn is_extension(&self, code: &str) -> bool {
        let plain = code.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let known = |base: &str| self.codes.iter().any(|(listed, _)| listed == base);
        plain && self.national(code).is_some_and(known)
    }

    /// The national part of a longer code.
    fn national<'a>(&self, code: &'a str) -> Option<&'a str> {
        let base = self.base?;
        if code.len() <= base {
            return None;
        }
        code.get(..base)
    }
}

/// A code without its leading zeros; zero itself keeps one.
fn bare(code: &str) -> &str {
    let bare = code.trim_start_matches('0');
    if bare.is_empty() { "0" } else { bare }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dictionary(base: Option<usize>, zeros: bool, codes: &[(&str, &str)]) -> Dictionary {
        Dictionary {
            key: "x".to_owned(),
            title: "测试".to_owned(),
            base,
            zeros,
            codes: codes
                .iter()
                .map(|(code, name)| ((*code).to_owned(), (*name).to_owned()))
                .collect(),
        }
    }

    #[test]
    fn an_extension_begins_with_a_national_code() {
        let types = dictionary(Some(2), false, &[("11", "普通门诊"), ("14", "门诊慢特病")]);
        assert_eq!(types.find("11"), Some("11"));
        assert_eq!(types.find("140104"), Some("140104"));
        assert_eq!(types.name("140104"), Some("门诊慢特病"));
        for wrong in ["1", "12", "1201", "14-1", "", "门诊"] {
            assert_eq!(types.find(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn leading_zeros_are_as_listed() {
        let nations = dictionary(None, true, &[("01", "汉族"), ("10", "朝鲜族")]);
        assert_eq!(nations.find("1"), Some("01"));
        assert_eq!(nations.find("01"), Some("01"));
        assert_eq!(nations.find("010"), Some("10"));
        assert_eq!(nations.find("0"), None);
        let strict = dictionary(None, false, &[("01", "身份证")]);
        assert_eq!(strict.find("1"), None);
    }

    #[test]
    fn the_hint_is_short() {
        let flag = dictionary(None, false, &[("0", "否"), ("1", "是"), ("2", "未知")]);
        assert_eq!(flag.hint(20), "0否、1是、2未知");
        assert_eq!(flag.hint(6), "0否、1是等3个");
    }
}
