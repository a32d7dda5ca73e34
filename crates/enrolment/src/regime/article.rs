//! The article behind a line of a profile.

use base::Refused;

/// Where a rule is written, and how it was read where the text is silent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    cite: Box<str>,
    reading: Option<Box<str>>,
}

impl Article {
    /// An article such as `淮南2020 三(一)`, with the reading chosen where the text leaves something open.
    #[must_use]
    pub fn new(cite: &str, reading: Option<&str>) -> Article {
        Article {
            cite: cite.into(),
            reading: reading.map(Into::into),
        }
    }

    /// Document and article.
    #[must_use]
    pub fn cite(&self) -> &str {
        &self.cite
    }

    /// The reading chosen, where the text is silent.
    #[must_use]
    pub fn reading(&self) -> Option<&str> {
        self.reading.as_deref()
    }

    /// A refusal that rests on this article; a reading is told with it, since it can be disputed.
    #[must_use]
    pub fn refuse(&self, code: &'static str, zh: impl Into<String>) -> Refused {
        let mut sentence = zh.into();
        if let Some(reading) = &self.reading {
            sentence.push_str("（原文未写明，本档案的读法：");
            sentence.push_str(reading);
            sentence.push('）');
        }
        Refused::new(code, sentence).under(&self.cite)
    }
}

/// What a line of a profile says, and where it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited<T> {
    /// What it says.
    pub says: T,
    /// Where it is written.
    pub article: Article,
}

impl<T> Cited<T> {
    /// A rule with its article.
    #[must_use]
    pub const fn new(says: T, article: Article) -> Cited<T> {
        Cited { says, article }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_is_told_with_the_refusal() {
        let article = Article::new("怀远2015 三(三)", Some("之前指到前一日24时"));
        let refused = article.refuse("x.y", "不能选择。");
        assert_eq!(refused.article(), Some("怀远2015 三(三)"));
        assert!(refused.zh().contains("前一日24时"));
    }
}
