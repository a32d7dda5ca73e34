//! The minimum data set (基本信息采集标准): which items a person is registered with, as data.

use std::collections::BTreeMap;

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident $code:literal $zh:literal,)*) => {
        /// An item of the minimum data set.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Field { $($(#[$doc])* $name,)* }

        impl Field {
            /// Every item, in the order of forms and files.
            pub const ALL: &'static [Field] = &[$(Field::$name,)*];

            /// The word in data and in the first row of files.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Field::$name => $code,)* }
            }

            /// What users read, also accepted in the first row of files.
            #[must_use]
            pub const fn zh(self) -> &'static str {
                match self { $(Field::$name => $zh,)* }
            }
        }
    };
}

fields! {
    /// Name.
    Name "name" "姓名",
    /// Type of document, a code of `psn_cert_type` or its label.
    DocumentType "document_type" "证件类型",
    /// Number of the document.
    DocumentNumber "document_number" "证件号码",
    /// Sex: 1, 2, 男, 女.
    Sex "sex" "性别",
    /// Birth date.
    Birth "birth" "出生日期",
    /// Ethnicity, two digits of GB/T 3304.
    Ethnicity "ethnicity" "民族代码",
    /// Region of household registration.
    Huji "huji" "户籍地区划",
    /// Kind of household registration.
    HujiKind "huji_kind" "户口性质",
    /// Region of residence: village or street.
    Residence "residence" "居住地区划",
    /// Address.
    Address "address" "住址",
    /// Telephone.
    Phone "phone" "联系电话",
    /// The household's mark within the file.
    Household "household" "户号",
    /// Relation to the head of the household.
    Relation "relation" "与户主关系",
    /// Number of the guardian's resident card, for those without a number of their own.
    GuardianNumber "guardian_number" "监护人身份证号码",
}

impl Field {
    /// The item of a word or of its Chinese name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Field> {
        let text = text.trim().trim_start_matches('\u{feff}');
        let mut all = Field::ALL.iter().copied();
        all.find(|field| field.code() == text || field.zh() == text)
    }
}

/// Whether an item must be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// Always.
    Must,
    /// Always, unless a sound number states it.
    FromNumber,
    /// Always, unless the person is a newborn without a number.
    Newborn,
    /// Never.
    May,
}

/// The data set: which items there are and which must be given. One for all counties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MinimumSet {
    id: Box<str>,
    version: Box<str>,
    title: Box<str>,
    article: Box<str>,
    needs: BTreeMap<Field, Need>,
}

/// Why a text is no data set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MinimumSetError {
    /// Not TOML, or a key is missing or unknown.
    #[error("the data set cannot be read: {0}")]
    Toml(String),
    /// An item that no program knows.
    #[error("the item `{0}` is unknown")]
    Field(String),
    /// An item twice.
    #[error("the item `{0}` stands twice")]
    Twice(String),
}

impl MinimumSetError {
    /// The sentence for users, in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            MinimumSetError::Toml(why) => format!("采集标准文件无法读取：{why}。"),
            MinimumSetError::Field(item) => format!("采集标准中有未知项目“{item}”，请核对项目名。"),
            MinimumSetError::Twice(item) => format!("采集标准中项目“{item}”重复，请删去一处。"),
        }
    }
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    id: Box<str>,
    version: Box<str>,
    title: Box<str>,
    article: Box<str>,
    field: Vec<Item>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    id: String,
    need: Need,
}

impl MinimumSet {
    /// The data set that ships, as text: a province may keep one of its own.
    pub const SHIPPED: &'static str = include_str!("minimum.toml");

    /// Reads a data set.
    ///
    /// # Errors
    /// [`MinimumSetError`].
    pub fn parse(text: &str) -> Result<MinimumSet, MinimumSetError> {
        let document: Document =
            toml::from_str(text).map_err(|e| MinimumSetError::Toml(e.message().to_owned()))?;
        let mut needs = BTreeMap::new();
        for item in document.field {
            let field = Field::parse(&item.id).ok_or(MinimumSetError::Field(item.id.clone()))?;
            if needs.insert(field, item.need).is_some() {
                return Err(MinimumSetError::Twice(item.id));
            }
        }
        Ok(MinimumSet {
            id: document.id,
            version: document.version,
            title: document.title,
            article: document.article,
            needs,
        })
    }

    /// Id and version, `tongchou.person/1`: printed on every form made from it.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{}/{}", self.id, self.version)
    }

    /// The title.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Document and article that order it.
    #[must_use]
    pub fn article(&self) -> &str {
        &self.article
    }

    /// The items with their needs, in the order of [`Field::ALL`].
    pub fn fields(&self) -> impl Iterator<Item = (Field, Need)> {
        self.needs.iter().map(|(field, need)| (*field, *need))
    }

    /// The need of an item; an item that the set does not name may be given.
    #[must_use]
    pub fn need(&self, field: Field) -> Need {
        self.needs.get(&field).copied().unwrap_or(Need::May)
    }
}

/// The items of one row as text, not yet judged. A missing item is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawPerson<'a> {
    values: [&'a str; Field::ALL.len()],
}

impl<'a> RawPerson<'a> {
    /// A row without any item.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets an item.
    pub fn set(&mut self, field: Field, value: &'a str) {
        if let Some(slot) = self.values.get_mut(field as usize) {
            *slot = value;
        }
    }

    /// The same row with an item set.
    #[must_use]
    pub fn with(mut self, field: Field, value: &'a str) -> Self {
        self.set(field, value);
        self
    }

    /// An item without blanks around it; empty where it is missing.
    #[must_use]
    pub fn get(&self, field: Field) -> &'a str {
        self.values
            .get(field as usize)
            .map_or("", |value| value.trim())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_set_names_every_item() {
        let set = MinimumSet::parse(MinimumSet::SHIPPED).unwrap();
        assert_eq!(set.fields().count(), Field::ALL.len());
        assert_eq!(set.need(Field::Name), Need::Must);
        assert_eq!(set.id(), "tongchou.person/1");
        assert!(set.article().contains("篇5"));
    }

    #[test]
    fn a_broken_set_says_why() {
        let head = "id = \"a\"\nversion = \"1\"\ntitle = \"t\"\narticle = \"x\"\n";
        let parse = |fields: &str| MinimumSet::parse(&format!("{head}{fields}")).unwrap_err();
        assert!(matches!(parse("field = 3"), MinimumSetError::Toml(_)));
        let unknown = parse("[[field]]\nid = \"shoe\"\nneed = \"must\"");
        assert_eq!(unknown, MinimumSetError::Field("shoe".to_owned()));
        let twice = "[[field]]\nid = \"name\"\nneed = \"must\"\n".repeat(2);
        assert!(parse(&twice).zh().contains("重复"));
    }

    #[test]
    fn items_go_by_word_or_chinese_name() {
        for field in Field::ALL {
            assert_eq!(Field::parse(field.code()), Some(*field));
            assert_eq!(Field::parse(&format!(" {} ", field.zh())), Some(*field));
        }
        let row = RawPerson::new().with(Field::GuardianNumber, " 1 ");
        assert_eq!(row.get(Field::GuardianNumber), "1");
        assert_eq!(row.get(Field::Name), "");
    }
}
