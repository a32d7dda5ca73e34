//! A TOML table that is asked for its keys and reports what it cannot understand.

use super::finding::Finding;
use crate::regime::Article;
use crate::regime::profile::Source;
use base::{Date, Refused, RegionCode, Validity, show_value};
use std::cell::RefCell;
use std::collections::BTreeSet;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A file under reading, with what was found in it.
pub(super) struct Sheet<'t> {
    file: &'t str,
    text: &'t str,
    findings: RefCell<Vec<Finding>>,
}

impl<'t> Sheet<'t> {
    pub(super) const fn new(file: &'t str, text: &'t str) -> Sheet<'t> {
        Sheet {
            file,
            text,
            findings: RefCell::new(Vec::new()),
        }
    }

    /// Parses the text and hands its root to `read`, if it is TOML of the format.
    pub(super) fn parse<T>(
        &self,
        format: &str,
        read: impl FnOnce(Table<'_, '_>) -> Option<T>,
    ) -> Option<T> {
        let parsed = match DeTable::parse(self.text) {
            Ok(parsed) => parsed,
            Err(error) => {
                let place = error.span().map_or(0, |span| span.start);
                self.report(place, format!("不是有效的 TOML：{}。", error.message()));
                return None;
            }
        };
        let root = Table::new(self, "", parsed.span().start, parsed.get_ref());
        match root.text("format") {
            Some(given) if given == format => read(root),
            _ => {
                self.report(0, format!("开头应写 format = \"{format}\"。"));
                None
            }
        }
    }

    /// Adds a finding at a byte of the text.
    fn report(&self, place: usize, zh: String) {
        let before = self.text.as_bytes().iter().take(place);
        let line = before
            .filter(|byte| **byte == b'\n')
            .count()
            .saturating_add(1);
        self.findings.borrow_mut().push(Finding {
            file: self.file.into(),
            line,
            zh: zh.into(),
        });
    }

    /// Turns a refusal into a finding.
    pub(super) fn take(&self, outcome: Result<(), Refused>) {
        if let Err(refused) = outcome {
            self.report(0, refused.zh());
        }
    }

    /// The value, if nothing was found.
    pub(super) fn finish<T>(self, value: Option<T>) -> Result<T, Vec<Finding>> {
        let mut findings = self.findings.into_inner();
        match value {
            Some(value) if findings.is_empty() => Ok(value),
            _ => {
                findings.sort_by_key(|finding| finding.line);
                Err(findings)
            }
        }
    }
}

/// A table of the file; keys that nobody asks for are reported by [`Table::finish`].
pub(super) struct Table<'s, 't> {
    sheet: &'s Sheet<'s>,
    path: String,
    start: usize,
    table: &'t DeTable<'t>,
    asked: RefCell<BTreeSet<&'static str>>,
}

impl<'s, 't> Table<'s, 't> {
    fn new(sheet: &'s Sheet<'s>, path: &str, start: usize, table: &'t DeTable<'t>) -> Self {
        Table {
            sheet,
            path: path.to_owned(),
            start,
            table,
            asked: RefCell::new(BTreeSet::new()),
        }
    }

    pub(super) fn report(&self, zh: impl AsRef<str>) {
        let zh = zh.as_ref();
        let whole = if self.path.is_empty() {
            zh.to_owned()
        } else {
            format!("[{}] {zh}", self.path)
        };
        self.sheet.report(self.start, whole);
    }

    fn get(&self, key: &'static str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.asked.borrow_mut().insert(key);
        self.table.get(key)
    }

    fn wrong(&self, value: &Spanned<DeValue<'_>>, key: &str, what: &str) {
        let path = if self.path.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.path)
        };
        self.sheet
            .report(value.span().start, format!("“{path}”应为{what}，请改正。"));
    }

    pub(super) fn text(&self, key: &'static str) -> Option<&'t str> {
        let value = self.get(key)?;
        let text = value.get_ref().as_str();
        if text.is_none_or(|text| text.trim().is_empty()) {
            self.wrong(value, key, "非空的文字");
            return None;
        }
        text
    }

    pub(super) fn flag(&self, key: &'static str) -> Option<bool> {
        let value = self.get(key)?;
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.wrong(value, key, "true 或 false");
        }
        flag
    }

    pub(super) fn number(&self, key: &'static str) -> Option<u32> {
        let value = self.get(key)?;
        let number = value.get_ref().as_integer();
        let number = number.and_then(|number| number.as_str().parse().ok());
        if number.is_none() {
            self.wrong(value, key, "不为负的整数");
        }
        number
    }

    pub(super) fn date(&self, key: &'static str) -> Option<Date> {
        let value = self.get(key)?;
        let date = value.get_ref().as_datetime();
        let date = date.and_then(|date| Date::parse(&date.to_string()).ok());
        if date.is_none() {
            self.wrong(value, key, "日期，如 2016-01-31（不加引号）");
        }
        date
    }

    /// A word of a list.
    pub(super) fn word<T: Copy>(
        &self,
        key: &'static str,
        all: &[T],
        code: impl Fn(T) -> &'static str,
    ) -> Option<T> {
        let value = self.get(key)?;
        let given = value.get_ref().as_str();
        let found = given.and_then(|given| all.iter().copied().find(|one| code(*one) == given));
        if found.is_none() {
            let words: Vec<_> = all.iter().map(|one| code(*one)).collect();
            let got = show_value(given.unwrap_or("非文字"));
            let what = format!("{} 之一（现为“{got}”）", words.join("、"));
            self.wrong(value, key, &what);
        }
        found
    }

    pub(super) fn words<T: Copy>(
        &self,
        key: &'static str,
        all: &[T],
        code: impl Fn(T) -> &'static str,
    ) -> Vec<T> {
        let mut found = Vec::new();
        for text in self.texts(key) {
            match all.iter().copied().find(|one| code(*one) == text) {
                Some(one) => found.push(one),
                None => {
                    let words: Vec<_> = all.iter().map(|one| code(*one)).collect();
                    let got = show_value(text);
                    self.report(format!(
                        "“{key}”中的“{got}”应为 {} 之一。",
                        words.join("、")
                    ));
                }
            }
        }
        found
    }

    pub(super) fn texts(&self, key: &'static str) -> Vec<&'t str> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        let array = value.get_ref().as_array();
        let texts: Option<Vec<_>> =
            array.and_then(|array| array.iter().map(|one| one.get_ref().as_str()).collect());
        texts.unwrap_or_else(|| {
            self.wrong(value, key, "文字的列表");
            Vec::new()
        })
    }

    pub(super) fn region(&self, key: &'static str) -> Option<RegionCode> {
        let value = self.get(key)?;
        let region = value.get_ref().as_str();
        let region = region.and_then(|text| RegionCode::parse(text).ok());
        if region.is_none() {
            self.wrong(value, key, "带引号的区划代码，如 \"340400\"");
        }
        region
    }

    /// `from` and `until`, either of which may be absent.
    pub(super) fn validity(&self) -> Validity {
        Validity::new(self.date("from"), self.date("until")).unwrap_or_else(|wrong| {
            self.report(wrong.zh());
            Validity::OPEN
        })
    }

    /// `cite` and `reading`; every line has its article, of a document among the sources.
    pub(super) fn article(&self, sources: &[Source]) -> Article {
        let cited = self.texts("cite");
        if cited.is_empty() {
            self.report("没有写明依据，请加上 cite = [\"文件 条款\"]。");
        }
        for one in &cited {
            let document = one.split(' ').next().unwrap_or_default();
            if !sources.iter().any(|source| *source.id == *document) {
                self.report(format!("依据“{one}”的文件不在 [[source]] 之中，请先列出。"));
            }
        }
        Article::new(&cited.join("；"), self.text("reading"))
    }

    pub(super) fn table(&self, key: &'static str) -> Option<Table<'s, 't>> {
        let value = self.get(key)?;
        let Some(table) = value.get_ref().as_table() else {
            self.wrong(value, key, "一个表 [..]");
            return None;
        };
        Some(self.child(key, value.span().start, table))
    }

    pub(super) fn tables(&self, key: &'static str) -> Vec<Table<'s, 't>> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        let Some(array) = value.get_ref().as_array() else {
            self.wrong(value, key, "若干个表 [[..]]");
            return Vec::new();
        };
        let rows = array
            .iter()
            .map(|row| (row.span().start, row.get_ref().as_table()));
        rows.filter_map(|(start, table)| Some(self.child(key, start, table?)))
            .collect()
    }

    fn child(&self, key: &str, start: usize, table: &'t DeTable<'t>) -> Table<'s, 't> {
        let path = if self.path.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.path)
        };
        Table::new(self.sheet, &path, start, table)
    }

    /// What is needed, or a finding.
    pub(super) fn need<T>(&self, key: &str, found: Option<T>) -> Option<T> {
        if found.is_none() && !self.table.contains_key(key) {
            self.report(format!("缺少“{key}”，请补充。"));
        }
        found
    }

    /// Reports keys that nobody asked for.
    pub(super) fn finish(&self) {
        let asked = self.asked.borrow();
        for (key, value) in self.table {
            let name: &str = key.get_ref();
            if !asked.contains(name) {
                self.sheet.report(
                    value.span().start,
                    format!("[{}] 中的“{name}”不认识，请核对拼写或删去。", self.path),
                );
            }
        }
    }
}
