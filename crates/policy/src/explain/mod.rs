//! A package in Chinese: every rule with its articles, and where the text is not the official one.

mod cites;
mod diff;
mod section;
mod steps;
mod words;

pub use diff::diff;

use crate::Package;
use crate::ast::{DeriveHow, Document, Item, Period, Rows, Source, Table};
use crate::diagnostic::Sink;
use crate::source::Node;
use words::Words;

/// The package in Chinese, by sections; lines end with a line feed.
#[must_use]
pub fn explain(package: &Package) -> String {
    let document = &package.document;
    let facts = crate::resolve::facts::all(document, &Sink::default());
    let mut text = Text {
        package,
        words: Words {
            document,
            facts: &facts,
        },
        out: String::new(),
    };
    text.head(document);
    text.readings(document);
    text.classes(document);
    text.tables(document);
    text.items(document);
    text.denials(document);
    text.steps(document);
    text.entries(document);
    text.untranslated(document);
    text.out
}

struct Text<'a> {
    package: &'a Package,
    words: Words<'a>,
    out: String,
}

/// Chinese name of a tier.
fn tier(source: &Source) -> &'static str {
    match source.tier.as_str() {
        "A" => "A 级：官方页面",
        "B" => "B 级：具名机关，经他人转述",
        "C" => "C 级：门户或教材",
        _ => "D 级：只有算例",
    }
}

fn text_kind(source: &Source) -> &'static str {
    match source.text.as_str() {
        "official" => "官方文本",
        "parameters" => "只有参数，非官方文本",
        _ => "转述，非官方文本",
    }
}

impl Text<'_> {
    fn line(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }

    fn title(&mut self, title: &str) {
        self.line("");
        self.line(&format!("## {title}"));
    }

    fn head(&mut self, document: &Document) {
        let head = &document.head;
        self.line(&format!("# {}（{}）", head.title, head.id));
        self.line(&format!("施行期间：{}", period(&head.in_force)));
        let dates: Vec<String> = head
            .law_date
            .iter()
            .map(|name| self.words.fact(&name.value))
            .collect();
        self.line(&format!("按{}确定适用的规定", dates.join("、无则按")));
        self.title("依据");
        for source in &document.sources {
            let number = if source.number.is_empty() {
                String::new()
            } else {
                format!(" {}", source.number)
            };
            self.line(&format!(
                "- 《{}》{number}（{}；{}）",
                source.title,
                tier(source),
                text_kind(source)
            ));
        }
    }

    fn readings(&mut self, document: &Document) {
        if !document.readings.is_empty() {
            self.title("对不明确条款的理解");
        }
        for reading in &document.readings {
            self.line(&format!(
                "- {}：{} 取：{}{}",
                reading.id.value,
                reading.question,
                reading.chosen,
                self.cites(&reading.cite)
            ));
            for (label, text) in [("理由", &reading.why), ("另一种理解的影响", &reading.other)]
            {
                if !text.is_empty() {
                    self.line(&format!("  {label}：{text}"));
                }
            }
        }
        if !document.switches.is_empty() {
            self.title("开关");
        }
        for switch in &document.switches {
            let options: Vec<&str> = switch
                .options
                .iter()
                .map(|option| option.value.as_str())
                .collect();
            let line = format!(
                "- {} {}：可选 {}，默认 {}",
                switch.name.value,
                switch.title,
                options.join("、"),
                switch.default.value
            );
            self.line(&line);
        }
    }

    fn classes(&mut self, document: &Document) {
        if !document.classes.is_empty() || !document.derives.is_empty() {
            self.title("分类与派生事实");
        }
        for derive in &document.derives {
            let how = match &derive.how {
                DeriveHow::Value(_, value) => self.words.value(value),
                DeriveHow::CountOf(set) => format!("{}的个数", self.words.fact(&set.value)),
                DeriveHow::Ordinal(acc) => format!("{}加 1", self.words.acc(&acc.value)),
                DeriveHow::Before(acc) => format!("结算前的{}", self.words.acc(&acc.value)),
            };
            self.line(&format!("- {}：{how}", self.words.fact(&derive.name.value)));
        }
        for class in &document.classes {
            self.line(&format!(
                "- {}{}{}",
                self.words.fact(&class.name.value),
                during(&class.period),
                self.cites(&class.cite)
            ));
            for row in &class.rows {
                let title = match row.title.as_str() {
                    "" => String::new(),
                    title => format!("（{title}）"),
                };
                self.line(&format!(
                    "  {}{title}：{}{}",
                    row.is.value,
                    self.words.condition(&row.when),
                    self.cites(&row.cite)
                ));
            }
        }
    }

    fn tables(&mut self, document: &Document) {
        if !document.tables.is_empty() {
            self.title("标准");
        }
        for table in &document.tables {
            self.table(table);
        }
    }

    fn table(&mut self, table: &Table) {
        let title = self.words.table(&table.name.value);
        let keys: Vec<String> = table
            .keys
            .iter()
            .map(|key| self.words.fact(&key.value))
            .collect();
        let keys = if keys.is_empty() {
            String::new()
        } else {
            format!("，按{}", keys.join("、"))
        };
        let by = table.by.as_ref().map_or(String::new(), |by| {
            format!("，版本按{}", self.words.fact(&by.value))
        });
        self.line(&format!("- {title}{keys}{by}{}", self.cites(&table.cite)));
        if table.unset && table.versions.is_empty() {
            self.line("  没有来源给出，由使用者填入");
        }
        for version in &table.versions {
            let dates = during(&version.period);
            let published = version
                .published
                .map_or(String::new(), |date| format!("（{date} 公布）"));
            let cites = self.cites(&version.cite);
            let mut rows = Vec::new();
            flatten(&version.rows, "", &mut rows);
            self.line(&format!("  {dates}{published}{}{cites}", rows.join("；")));
        }
    }

    fn items(&mut self, document: &Document) {
        if !document.items.is_empty() {
            self.title("费用项目");
        }
        for item in &document.items {
            self.item(item);
        }
    }

    fn item(&mut self, item: &Item) {
        let when = item
            .when
            .as_ref()
            .map_or("任何情形".to_owned(), |when| self.words.condition(when));
        let mut parts = Vec::new();
        if item.exclude || item.exclude_to.is_some() {
            let to = item
                .exclude_to
                .as_ref()
                .map_or("excluded", |to| to.value.as_str());
            parts.push(format!("全部归{}", self.words.pot(to)));
        }
        if let Some(limit) = &item.price_limit {
            parts.push(format!("单价限额{}", self.words.value(limit)));
        }
        if let Some(first) = &item.first {
            parts.push(format!("先行自付{}", self.words.value(first)));
        }
        if parts.is_empty() {
            parts.push("全部纳入".to_owned());
        }
        self.line(&format!(
            "- {}{when}：{}{}",
            during(&item.period),
            parts.join("，"),
            self.cites(&item.cite)
        ));
    }

    fn denials(&mut self, document: &Document) {
        if !document.denies.is_empty() {
            self.title("不予支付");
        }
        for deny in &document.denies {
            let title = if deny.title.is_empty() {
                &deny.reason.value
            } else {
                &deny.title
            };
            let when = self.words.condition(&deny.when);
            self.line(&format!(
                "- {title}{}：{when}{}",
                during(&deny.period),
                self.cites(&deny.cite)
            ));
        }
    }

    fn steps(&mut self, document: &Document) {
        if !document.steps.is_empty() {
            self.title("支付步骤（按顺序）");
        }
        for (step, number) in document.steps.iter().zip(1_usize..) {
            let title = if step.title.is_empty() {
                &step.id.value
            } else {
                &step.title
            };
            let mut scope: Vec<String> = Vec::new();
            if !step.care.is_empty() {
                scope.push(self.care(&step.care));
            }
            scope.extend(step.when.as_ref().map(|when| self.words.condition(when)));
            let scope = if scope.is_empty() {
                String::new()
            } else {
                format!("〔{}〕", scope.join("；"))
            };
            let does = self.words.step(step);
            self.line(&format!(
                "{number}. {title}{}{scope}：{does}{}",
                during(&step.period),
                self.cites(&step.cite)
            ));
        }
    }

    fn care(&self, kinds: &[crate::source::At<String>]) -> String {
        let values = match self.words.facts.get("care").map(|decl| &decl.ty) {
            Some(benefit::plan::FactType::Enum(values)) => values.as_slice(),
            _ => &[],
        };
        let title = |name: &str| {
            values
                .iter()
                .find(|(value, title)| value == name && !title.is_empty())
        };
        let names = kinds
            .iter()
            .map(|kind| title(&kind.value).map_or(kind.value.as_str(), |(_, title)| title));
        names.collect::<Vec<_>>().join("、")
    }
}

fn period(period: &Period) -> String {
    match (period.from, period.until) {
        (Some(from), Some(until)) => format!("{} 至 {}", from.value, until.value),
        (Some(from), None) => format!("{} 起", from.value),
        (None, Some(until)) => format!("至 {}", until.value),
        (None, None) => String::new(),
    }
}

fn during(dates: &Period) -> String {
    let text = period(dates);
    if text.is_empty() {
        text
    } else {
        format!("（{text}）")
    }
}

/// Rows as `键/键 值`.
fn flatten(rows: &Rows, path: &str, out: &mut Vec<String>) {
    match rows {
        Rows::Leaf(node) => {
            let value = leaf(node);
            out.push(if path.is_empty() {
                value
            } else {
                format!("{path} {value}")
            });
        }
        Rows::Map(entries, _) => {
            for (key, below) in entries {
                let key = if key.value == "*" {
                    "其余"
                } else {
                    &key.value
                };
                let path = if path.is_empty() {
                    key.to_owned()
                } else {
                    format!("{path}/{key}")
                };
                flatten(below, &path, out);
            }
        }
    }
}

fn leaf(node: &Node) -> String {
    crate::cases::text_of(node)
}
