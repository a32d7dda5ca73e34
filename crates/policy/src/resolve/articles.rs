//! Documents, their articles, and citations.

use crate::ast::{Citation, Document};
use crate::diagnostic::{Draft, Sink, did_you_mean};
use crate::source::{Files, SourceMap, Span};
use benefit::plan::{Cite, SourceDecl};

/// One article of a document.
#[derive(Debug, Clone)]
pub(crate) struct Article {
    pub name: String,
    /// The heading's text behind the name.
    pub title: String,
    pub span: Span,
}

/// The articles of each document, in the order of the package's sources.
#[derive(Debug, Clone, Default)]
pub(crate) struct Articles {
    pub by_source: Vec<Vec<Article>>,
}

/// Reads the headings of every document.
pub(crate) fn read(
    document: &Document,
    files: &Files,
    map: &mut SourceMap,
    sink: &Sink,
) -> Articles {
    let mut articles = Articles::default();
    for source in &document.sources {
        let mut found = Vec::new();
        if let Some(file) = &source.file {
            match files.get(&file.value).map(std::str::from_utf8) {
                Some(Ok(text)) => found = headings(text, map.add(&file.value, text.to_owned())),
                Some(Err(_)) => {
                    let message = format!("`{}` 不是有效的 UTF-8 文本", file.value);
                    sink.push(
                        Draft::error("P0002", file.span, message).help("请把文件另存为 UTF-8 编码"),
                    );
                }
                None => {
                    let message = format!("包里没有文件 `{}`", file.value);
                    let help = did_you_mean(&file.value, files.iter().map(|(name, _)| name));
                    sink.push(Draft::error("P0001", file.span, message).help(help));
                }
            }
        }
        articles.by_source.push(found);
    }
    articles
}

/// Headings from the second level on: `## 22 在职职工 {#22}`, else the first word.
fn headings(text: &str, file: u16) -> Vec<Article> {
    let mut articles = Vec::new();
    let mut start = 0_usize;
    for line in text.split_inclusive('\n') {
        let heading = line.trim_end();
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        let span = Span {
            file,
            start: clamp(start),
            end: clamp(start.saturating_add(heading.len())),
        };
        start = start.saturating_add(line.len());
        if !heading.starts_with("##") {
            continue;
        }
        let body = heading.trim_start_matches('#').trim();
        if let Some((name, title)) = article(body) {
            articles.push(Article { name, title, span });
        }
    }
    articles
}

fn article(body: &str) -> Option<(String, String)> {
    if let Some((title, rest)) = body.split_once("{#") {
        let name = rest.split('}').next()?.trim();
        // `## 22 在职职工 {#22}`: the number is the name, the words are the title.
        let title = title.trim();
        let words = title
            .strip_prefix(name)
            .filter(|rest| rest.starts_with(' '));
        return Some((name.to_owned(), words.unwrap_or(title).trim().to_owned()));
    }
    let name = body.split_whitespace().next()?;
    Some((
        name.to_owned(),
        body.strip_prefix(name).unwrap_or("").trim().to_owned(),
    ))
}

/// The declarations for receipts.
pub(crate) fn declarations(document: &Document) -> Vec<SourceDecl> {
    let declare = |source: &crate::ast::Source| SourceDecl {
        id: source.id.value.clone(),
        title: source.title.clone(),
        number: source.number.clone(),
        tier: source.tier.chars().next().unwrap_or('C'),
        official_text: source.text == "official",
    };
    document.sources.iter().map(declare).collect()
}

/// Document index, article and whole article text (`22(1)`) of a citation, checked against the documents.
pub(crate) fn resolve(
    cite: &Citation,
    document: &Document,
    articles: &Articles,
    sink: &Sink,
) -> Option<Cite> {
    let Some((source, article)) = cite.value.split_once('#') else {
        let message = format!("引用 `{}` 缺少 #", cite.value);
        sink.push(
            Draft::error("P0209", cite.span, message)
                .help("引用写成 \"来源#条\"，如 \"sh2000#22(1)\""),
        );
        return None;
    };
    let Some(index) = document
        .sources
        .iter()
        .position(|known| known.id.value == source)
    else {
        let near = did_you_mean(
            source,
            document.sources.iter().map(|known| known.id.value.as_str()),
        );
        sink.push(Draft::error("P0209", cite.span, format!("没有来源 `{source}`")).help(near));
        return None;
    };
    let known = articles.by_source.get(index)?;
    let name = base_article(article);
    if !known
        .iter()
        .any(|have| have.name == name || have.name == article)
    {
        let title = document
            .sources
            .get(index)
            .map_or("", |source| source.title.as_str());
        let near = did_you_mean(name, known.iter().map(|have| have.name.as_str()));
        let message = format!("《{title}》里没有第 `{name}` 条（{}）", cite.value);
        sink.push(
            Draft::error("P0209", cite.span, message)
                .help(near)
                .label("引用落空"),
        );
        return None;
    }
    Some(Cite {
        source: u16::try_from(index).unwrap_or(u16::MAX),
        article: article.to_owned(),
    })
}

/// The article without a paragraph in brackets.
pub(crate) fn base_article(article: &str) -> &str {
    match article.split_once('(') {
        Some((name, paragraph)) if paragraph.len() > 1 && paragraph.ends_with(')') => name,
        _ => article,
    }
}
