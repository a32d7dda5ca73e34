//! A refusal as a value: what the law, or the order of a house, does not allow.

/// What was refused, with a code that programs read, a sentence for users and the article behind it.
///
/// A refusal is an answer, not a failure: broken input and broken storage are errors of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    code: &'static str,
    zh: String,
    article: Option<Box<str>>,
}

impl Refused {
    /// A refusal. The code is stable (`enrolment.second_active`), the sentence is Chinese and says what
    /// is wrong, where, and how to mend it.
    #[must_use]
    pub fn new(code: &'static str, zh: impl Into<String>) -> Refused {
        Refused {
            code,
            zh: zh.into(),
            article: None,
        }
    }

    /// The same with the document and article that it rests on, such as `淮南2020 三(一)`.
    #[must_use]
    pub fn under(mut self, article: &str) -> Refused {
        self.article = Some(article.into());
        self
    }

    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.code
    }

    /// The sentence alone, without the article.
    #[must_use]
    pub fn sentence(&self) -> &str {
        &self.zh
    }

    /// Document and article, where there is one.
    #[must_use]
    pub fn article(&self) -> Option<&str> {
        self.article.as_deref()
    }

    /// The sentence for users, with the article.
    #[must_use]
    pub fn zh(&self) -> String {
        match &self.article {
            Some(article) => format!("{}〔依据：{article}〕", self.zh),
            None => self.zh.clone(),
        }
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "refused: {}", self.code)
    }
}

impl std::error::Error for Refused {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_article_stands_behind_the_sentence() {
        let refused = Refused::new("region.other", "参保地与户籍地不同，请填写理由。");
        assert_eq!(refused.zh(), "参保地与户籍地不同，请填写理由。");
        let refused = refused.under("淮南2020 三(一)");
        assert!(refused.zh().ends_with("〔依据：淮南2020 三(一)〕"));
        assert_eq!(refused.to_string(), "refused: region.other");
    }
}
