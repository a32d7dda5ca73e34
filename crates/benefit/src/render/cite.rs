//! Citations as a reader sees them.

use crate::plan::{Cite, Policy, SourceDecl};

/// Document, number and article: `《某办法》（某府发〔2000〕1号）第22条`, with a mark where the text is
/// not the official one or the source is of tier C or D.
#[must_use]
pub fn citation(policy: &Policy, cite: &Cite) -> String {
    let Some(source) = policy.sources.get(usize::from(cite.source)) else {
        return article(&cite.article);
    };
    let (document, article) = (document(source), article(&cite.article));
    format!("{document}{article}{}", mark(source))
}

/// Several citations: one document stands once, with all its articles, then its mark:
/// `《某办法》第22、23条、第25条(1)(2)【…】`.
#[must_use]
pub fn citations(policy: &Policy, cites: &[Cite]) -> String {
    let mut documents: Vec<(u16, Vec<&str>)> = Vec::new();
    for cite in cites {
        let known = documents
            .iter_mut()
            .find(|(source, _)| *source == cite.source);
        match known {
            Some((_, articles)) if articles.contains(&cite.article.as_str()) => {}
            Some((_, articles)) => articles.push(&cite.article),
            None => documents.push((cite.source, vec![&cite.article])),
        }
    }
    let told = documents.iter().map(|(source, articles)| {
        let articles = joined(articles);
        match policy.sources.get(usize::from(*source)) {
            Some(decl) => format!("{}{articles}{}", document(decl), mark(decl)),
            None => articles,
        }
    });
    told.collect::<Vec<_>>().join("；")
}

/// Whole articles that follow each other share one 第…条, paragraphs of one article likewise.
fn joined(articles: &[&str]) -> String {
    let mut text = String::new();
    let mut last = ("", "");
    for article in articles {
        let (number, paragraph) = parts(article);
        let both_numbers = is_number(number) && is_number(last.0);
        if both_numbers && paragraph.is_empty() && last.1.is_empty() {
            let before = text.strip_suffix('条').unwrap_or(&text);
            text = format!("{before}、{number}条");
        } else if number == last.0 && !paragraph.is_empty() && !last.1.is_empty() {
            text.push_str(paragraph);
        } else {
            text.push_str(if text.is_empty() { "" } else { "、" });
            text.push_str(&self::article(article));
        }
        last = (number, paragraph);
    }
    text
}

fn document(source: &SourceDecl) -> String {
    let number = match source.number.as_str() {
        "" => String::new(),
        number => format!("（{number}）"),
    };
    format!("《{}》{number}", source.title)
}

/// A sentence with its citations and full stop.
pub(super) fn with_citations(policy: &Policy, text: String, cites: &[Cite]) -> String {
    if cites.is_empty() {
        return format!("{text}。");
    }
    format!("{text}。〔依据：{}〕", citations(policy, cites))
}

/// `22(1)` → 第22条(1); an article that has a name of its own keeps it.
fn article(article: &str) -> String {
    let (number, paragraph) = parts(article);
    if is_number(number) {
        format!("第{number}条{paragraph}")
    } else {
        article.to_owned()
    }
}

/// `22(1)` → `22` and `(1)`.
fn parts(article: &str) -> (&str, &str) {
    match article.find('(') {
        Some(at) => article.split_at(at),
        None => (article, ""),
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn mark(source: &SourceDecl) -> &'static str {
    match (source.official_text, source.tier) {
        (_, 'D') => "【依据仅为算例参数，非官方原文】",
        (false, _) => "【依据为转述文本，非官方原文】",
        (true, 'C') => "【来源为门户网站或教材】",
        (true, _) => "",
    }
}
