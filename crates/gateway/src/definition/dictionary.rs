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
    /// Codes that one dialect adds: its id, code and name.
    pub added: Vec<(String, String, String)>,
}

impl Dictionary {
    /// The code as this dictionary writes it, or one that the dialect of this id adds; `None` for another.
    #[must_use]
    pub fn find_in<'a>(&'a self, dialect: &str, code: &'a str) -> Option<&'a str> {
        let added = || {
            let own = |(id, added, _): &&(String, String, String)| id == dialect && added == code;
            self.added
                .iter()
                .find(own)
                .map(|(_, added, _)| added.as_str())
        };
        self.find(code).or_else(added)
    }

    /// The code as this dictionary writes it; `None` for one that it does not have nationally.
    #[must_use]
    pub fn find<'a>(&'a self, code: &'a str) -> Option<&'a str> {
        let same = |listed: &str| listed == code || (self.zeros && bare(listed) == bare(code));
        if let Some((listed, _)) = self.codes.iter().find(|(listed, _)| same(listed)) {
            return Some(listed);
        }
        self.is_extension(code).then_some(code)
    }

    /// The code as this dictionary writes it, whichever dialect adds it: what was taken can be answered.
    #[must_use]
    pub fn find_any<'a>(&'a self, code: &'a str) -> Option<&'a str> {
        let added = self.added.iter().find(|(_, added, _)| added == code);
        self.find(code)
            .or(added.map(|(_, added, _)| added.as_str()))
    }

    /// The Chinese name of a code; that of its national part for an extension.
    #[must_use]
    pub fn name(&self, code: &str) -> Option<&str> {
        let added = self.added.iter().find(|(_, added, _)| added == code);
        if let Some((_, _, name)) = added {
            return Some(name);
        }
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
            added: Vec::new(),
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
    fn a_dialect_adds_codes_of_its_own() {
        let mut types = dictionary(None, false, &[("11", "普通门诊")]);
        let added = ["jilin", "15", "特药"].map(str::to_owned);
        types.added.push(added.into());
        assert_eq!(types.find_in("jilin", "15"), Some("15"));
        assert_eq!(types.find_in("jilin", "11"), Some("11"));
        assert_eq!(types.find_in("hunan", "15"), None);
        assert_eq!(types.name("15"), Some("特药"));
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
