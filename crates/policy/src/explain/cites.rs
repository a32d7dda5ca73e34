//! Articles behind a rule, as an explanation names them.

use super::Text;
use crate::ast::{Citation, Source};
use crate::resolve::articles::base_article;

impl Text<'_> {
    /// A document stands once with all its articles; where the text is not the official one it says so.
    pub(super) fn cites(&self, cites: &[Citation]) -> String {
        let mut documents: Vec<(&Source, Vec<String>)> = Vec::new();
        for cite in cites {
            let Some((source, article)) = self.cited(&cite.value) else {
                continue;
            };
            let known = documents
                .iter_mut()
                .find(|(known, _)| known.id.value == source.id.value);
            match known {
                Some((_, articles)) if articles.contains(&article) => {}
                Some((_, articles)) => articles.push(article),
                None => documents.push((source, vec![article])),
            }
        }
        if documents.is_empty() {
            return String::new();
        }
        let told = documents.iter().map(|(source, articles)| {
            let mark = if source.text == "official" {
                ""
            } else {
                "，非官方文本"
            };
            let (title, tier) = (&source.title, &source.tier);
            format!("《{title}》{}（{tier}{mark}）", articles.join("、"))
        });
        format!("　依据{}", told.collect::<Vec<_>>().join("、"))
    }

    /// The document of a citation, and the article with its heading.
    fn cited(&self, cite: &str) -> Option<(&Source, String)> {
        let (source, article) = cite.split_once('#')?;
        let sources = self.package.document.sources.iter();
        let (source, articles) = sources
            .zip(&self.package.articles.by_source)
            .find(|(known, _)| known.id.value == source)?;
        let heading = articles
            .iter()
            .find(|known| known.name == base_article(article))
            .map_or("", |known| known.title.as_str());
        let text = format!("{article} {heading}");
        Some((source, text.trim_end().to_owned()))
    }
}
