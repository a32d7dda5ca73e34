//! Forms, certificates and cards from one template in every county, on paper and as a file.

use super::minimum::{Field, MinimumSet, Need};
use base::RegionCode;
use std::collections::BTreeMap;

/// An item of a template: one of the minimum data set or one of the form's own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FormItem {
    /// An item of the minimum data set.
    Field(Field),
    /// An item of the form's own, by its Chinese name.
    Own(Box<str>),
}

impl FormItem {
    /// What stands before the box.
    #[must_use]
    pub fn zh(&self) -> &str {
        match self {
            FormItem::Field(field) => field.zh(),
            FormItem::Own(name) => name,
        }
    }
}

/// A template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    id: Box<str>,
    version: Box<str>,
    title: Box<str>,
    kind: TemplateKind,
    article: Box<str>,
    items: Vec<FormItem>,
}

/// What a template makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TemplateKind {
    /// 表
    Form,
    /// 证
    Certificate,
    /// 卡
    Card,
}

/// Why a text is no list of templates.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// Not TOML, or a key is missing or unknown.
    #[error("the templates cannot be read: {0}")]
    Toml(String),
    /// An item that the minimum data set does not know.
    #[error("the template `{0}` has the unknown item `{1}`")]
    Item(String, String),
    /// A template or an item twice.
    #[error("`{0}` stands twice")]
    Twice(String),
}

impl TemplateError {
    /// The sentence for users, in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            TemplateError::Toml(why) => format!("样式文件无法读取：{why}。"),
            TemplateError::Item(form, item) => {
                format!("样式“{form}”中有未知项目“{item}”，请核对项目名。")
            }
            TemplateError::Twice(what) => format!("样式文件中“{what}”重复，请删去一处。"),
        }
    }
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    form: Vec<Row>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: Box<str>,
    version: Box<str>,
    title: Box<str>,
    kind: TemplateKind,
    items: Vec<String>,
    extra: Vec<Box<str>>,
    article: Box<str>,
}

impl Template {
    /// The templates that ship, as text.
    pub const SHIPPED: &'static str = include_str!("forms.toml");

    /// Reads a list of templates, by id.
    ///
    /// # Errors
    /// [`TemplateError`].
    pub fn parse_all(text: &str) -> Result<BTreeMap<Box<str>, Template>, TemplateError> {
        let document: Document =
            toml::from_str(text).map_err(|e| TemplateError::Toml(e.message().to_owned()))?;
        let mut templates = BTreeMap::new();
        for row in document.form {
            let mut items = Vec::new();
            for item in row.items {
                let field = Field::parse(&item)
                    .ok_or_else(|| TemplateError::Item(row.id.to_string(), item))?;
                items.push(FormItem::Field(field));
            }
            items.extend(row.extra.into_iter().map(FormItem::Own));
            let mut seen: Vec<&FormItem> = items.iter().collect();
            seen.sort();
            if let Some(twice) = seen.windows(2).find(|pair| pair.first() == pair.last()) {
                let name = twice.first().map_or("", |item| item.zh());
                return Err(TemplateError::Twice(name.to_owned()));
            }
            let template = Template {
                id: row.id.clone(),
                version: row.version,
                title: row.title,
                kind: row.kind,
                article: row.article,
                items,
            };
            if templates.insert(row.id.clone(), template).is_some() {
                return Err(TemplateError::Twice(row.id.to_string()));
            }
        }
        Ok(templates)
    }

    /// Id and version, as printed: `enrolment/1`.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{}/{}", self.id, self.version)
    }

    /// The title.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Form, certificate or card.
    #[must_use]
    pub const fn kind(&self) -> TemplateKind {
        self.kind
    }

    /// The items, in their order on paper.
    #[must_use]
    pub fn items(&self) -> &[FormItem] {
        &self.items
    }

    /// The items that must be filled in, by a data set.
    pub fn must(&self, set: &MinimumSet) -> impl Iterator<Item = Field> {
        self.items.iter().filter_map(|item| match item {
            FormItem::Field(field) if set.need(*field) == Need::Must => Some(*field),
            _ => None,
        })
    }

    /// The form for a region as lines of text, with what is known filled in. The region changes a value
    /// at the head and nothing else.
    #[must_use]
    pub fn print(&self, region: RegionCode, values: &BTreeMap<FormItem, String>) -> String {
        let mut out = format!("{}\n", self.title);
        out.push_str(&format!(
            "样式编号：{}　　区划：{}\n依据：{}\n",
            self.id(),
            region.short(),
            self.article
        ));
        for (place, item) in (1..).zip(&self.items) {
            let value = values.get(item).map_or("", String::as_str);
            let value: String = value
                .chars()
                .map(|c| if c.is_control() { ' ' } else { c })
                .collect();
            out.push_str(&format!("{place:>2} {}：{value}\n", item.zh()));
        }
        out
    }

    /// The head of the electronic form: template id and the names of its columns.
    #[must_use]
    pub fn columns(&self) -> Vec<String> {
        self.items.iter().map(|item| item.zh().to_owned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shipped() -> BTreeMap<Box<str>, Template> {
        Template::parse_all(Template::SHIPPED).unwrap()
    }

    /// REQ-044: a form printed in any county has the same template id and the same items.
    #[test]
    fn req_044_every_county_prints_the_same_template() {
        let templates = shipped();
        for id in ["enrolment", "change", "employer", "certificate", "card"] {
            let template = &templates[id];
            let print = |county: &str, name: &str| {
                let mut values = BTreeMap::new();
                values.insert(FormItem::Field(Field::Name), name.to_owned());
                template.print(RegionCode::parse(county).unwrap(), &values)
            };
            let (one, other) = (print("650102", "王芳"), print("650104", "李强"));
            let frame = |text: &str| -> Vec<String> {
                let lines = text.lines().skip(3);
                let label = |line: &str| line.split('：').next().unwrap_or_default().to_owned();
                lines.map(label).collect()
            };
            assert_eq!(frame(&one), frame(&other));
            assert_eq!(frame(&one).len(), template.items().len());
            assert!(one.contains(&template.id()) && other.contains(&template.id()));
            assert!(one.contains("650102") && other.contains("650104"));
            let electronic = template.columns();
            let labels: Vec<_> = frame(&one)
                .iter()
                .map(|line| line.get(3..).unwrap_or_default().to_owned())
                .collect();
            assert_eq!(labels, electronic, "paper and file have the same items");
        }
    }

    #[test]
    fn the_enrolment_form_asks_for_every_mandatory_item() {
        let set = MinimumSet::parse(MinimumSet::SHIPPED).unwrap();
        let form = &shipped()["enrolment"];
        let must: Vec<_> = form.must(&set).collect();
        assert_eq!(must, [Field::Name, Field::Huji, Field::Residence]);
        assert_eq!(form.kind(), TemplateKind::Form);
    }

    #[test]
    fn broken_templates_say_why() {
        let row = "id=\"a\"\nversion=\"1\"\ntitle=\"t\"\nkind=\"form\"\narticle=\"x\"\n";
        let parse =
            |rest: &str| Template::parse_all(&format!("[[form]]\n{row}{rest}")).unwrap_err();
        assert!(matches!(parse("items=3"), TemplateError::Toml(_)));
        let item = parse("items=[\"shoe\"]\nextra=[]");
        assert!(item.zh().contains("shoe"));
        let twice = parse("items=[\"name\",\"name\"]\nextra=[]");
        assert_eq!(twice, TemplateError::Twice("姓名".to_owned()));
    }
}
