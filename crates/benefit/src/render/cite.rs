//! Citations as a reader sees them.

use crate::plan::{Cite, Policy, SourceDecl};

/// Document, number and article: `《某办法》（某府发〔2000〕1号）第22条`, with a mark where the text is
/// not the official one or the source is of tier C or D.
#[must_use]
pub fn citation(policy: &Policy, cite: &Cite) -> String {
    let Some(source) = policy.sources.get(usize::from(cite.source)) else {
        return article(&cite.article);
    };
    let number = match source.number.as_str() {
        "" => String::new(),
        number => format!("（{number}）"),
    };
    let (title, article) = (&source.title, article(&cite.article));
    format!("《{title}》{number}{article}{}", mark(source))
}

/// Several citations, joined.
#[must_use]
pub fn citations(policy: &Policy, cites: &[Cite]) -> String {
    let texts: Vec<String> = cites.iter().map(|cite| citation(policy, cite)).collect();
    texts.join("；")
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
    let (number, paragraph) = match article.find('(') {
        Some(at) => article.split_at(at),
        None => (article, ""),
    };
    let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    match is_number {
        true => format!("第{number}条{paragraph}"),
        false => article.to_owned(),
    }
}

fn mark(source: &SourceDecl) -> &'static str {
    match (source.official_text, source.tier) {
        (_, 'D') => "【依据仅为算例参数，非官方原文】",
        (false, _) => "【依据为转述文本，非官方原文】",
        (true, 'C') => "【来源为门户网站或教材】",
        (true, _) => "",
    }
}
