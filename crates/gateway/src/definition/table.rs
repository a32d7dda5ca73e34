//! What a transaction is made of.

/// Who sends a transaction, as the interface says. Whether an institution may is the agreement's matter:
/// pharmacies with pooled outpatient care send transactions of hospitals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    /// Hospitals and pharmacies.
    Any,
    /// Hospitals only (定点医疗机构).
    Hospital,
    /// Pharmacies only (定点零售药店).
    Pharmacy,
}

impl Sender {
    /// Its code in the data.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Sender::Any => "any",
            Sender::Hospital => "hospital",
            Sender::Pharmacy => "pharmacy",
        }
    }

    /// The sender of a code; `None` for another text.
    #[must_use]
    pub fn parse(code: &str) -> Option<Sender> {
        [Sender::Any, Sender::Hospital, Sender::Pharmacy]
            .into_iter()
            .find(|sender| sender.code() == code)
    }

    /// What the reference calls it.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Sender::Any => "定点医药机构",
            Sender::Hospital => "定点医疗机构",
            Sender::Pharmacy => "定点零售药店",
        }
    }
}

/// Whether a transaction changes anything: the answer of a query is not kept for a retry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Reads only; a pre-settlement too.
    Query,
    /// Changes records, exactly once.
    Write,
}

impl Effect {
    /// Its code in the data.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Effect::Query => "query",
            Effect::Write => "write",
        }
    }

    /// The effect of a code; `None` for another text.
    #[must_use]
    pub fn parse(code: &str) -> Option<Effect> {
        [Effect::Query, Effect::Write]
            .into_iter()
            .find(|effect| effect.code() == code)
    }
}

/// How many rows a node has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    /// One object (单行).
    One,
    /// A list of objects (多行).
    Many,
}

impl Rows {
    /// Its code in the data.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Rows::One => "one",
            Rows::Many => "many",
        }
    }

    /// The number of a code; `None` for another text.
    #[must_use]
    pub fn parse(code: &str) -> Option<Rows> {
        [Rows::One, Rows::Many]
            .into_iter()
            .find(|rows| rows.code() == code)
    }
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Text of at most so many characters; without a bound where the source gives none.
    Text {
        /// Characters at most.
        length: Option<usize>,
    },
    /// A number that is a name: ASCII digits only, not zero (费用明细流水号).
    Digits {
        /// Digits at most.
        length: usize,
    },
    /// A code of a dictionary.
    Code {
        /// Which dictionary.
        dictionary: String,
        /// Characters at most.
        length: usize,
    },
    /// An amount in 元 with at most two decimals.
    Money {
        /// Digits at most, the two decimals among them.
        digits: usize,
    },
    /// The price of a unit in 元 with at most six decimals, never negative.
    Price {
        /// Digits at most, the six decimals among them.
        digits: usize,
    },
    /// How many units, with at most four decimals.
    Count {
        /// Digits at most, the four decimals among them.
        digits: usize,
    },
    /// Another number.
    Number {
        /// Digits at most, decimals among them; at most 18.
        digits: usize,
        /// Decimals at most.
        decimals: usize,
    },
    /// A day, `yyyy-MM-dd`.
    Date,
    /// A day and time, `yyyy-MM-dd HH:mm:ss`.
    Time,
    /// A file that travels beside the JSON (part `file` of a multipart body).
    Bytes,
}

impl Kind {
    /// Its code in the data.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Kind::Text { .. } => "text",
            Kind::Digits { .. } => "digits",
            Kind::Code { .. } => "code",
            Kind::Money { .. } => "money",
            Kind::Price { .. } => "price",
            Kind::Count { .. } => "count",
            Kind::Number { .. } => "number",
            Kind::Date => "date",
            Kind::Time => "time",
            Kind::Bytes => "bytes",
        }
    }

    /// Digits and decimals of a number, which an answer writes as a JSON number; `None` for another kind.
    #[must_use]
    pub const fn digits(&self) -> Option<(usize, usize)> {
        match self {
            Kind::Money { digits } => Some((*digits, 2)),
            Kind::Price { digits } => Some((*digits, 6)),
            Kind::Count { digits } => Some((*digits, 4)),
            Kind::Number { digits, decimals } => Some((*digits, *decimals)),
            _ => None,
        }
    }
}

/// When a field must be filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Need {
    /// Always.
    Always,
    /// Never.
    Never,
    /// Where another field of the same row holds this value; any value where none is named.
    When {
        /// The other field.
        field: String,
        /// Its value.
        value: Option<String>,
    },
}

/// One field of a node, or one column of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name in JSON; of a column without one its Chinese name.
    pub name: String,
    /// Its Chinese name.
    pub zh: String,
    /// What it holds.
    pub kind: Kind,
    /// When it must be filled.
    pub need: Need,
    /// Other spellings that clients use.
    pub also: Vec<String>,
    /// A hint for those who fill it, in Chinese; empty where the name says all.
    pub note: String,
}

/// A node: one object or a list of objects of the same fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its name; empty where the fields stand in `input` or `output` itself.
    pub name: String,
    /// What it is called in Chinese; may be empty.
    pub title: String,
    /// How many rows it has.
    pub rows: Rows,
    /// Whether it may be missing.
    pub optional: bool,
    /// The node in whose rows it stands, where it stands in those of another.
    pub within: Option<String>,
    /// Other names that clients use.
    pub also: Vec<String>,
    /// Its fields, in the order of the definition.
    pub fields: Vec<Field>,
}

impl Node {
    /// The field of this name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Where the field of this name stands.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }
}

/// One transaction of the interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transaction {
    /// Its number (交易编号), four digits.
    pub infno: String,
    /// Its Chinese name.
    pub name: String,
    /// Who sends it.
    pub sender: Sender,
    /// Whether it changes anything.
    pub effect: Effect,
    /// The nodes of `input`.
    pub input: Vec<Node>,
    /// The nodes of `output`.
    pub output: Vec<Node>,
    /// The columns of the file that it reads, if it reads one.
    pub upload: Vec<Field>,
    /// The columns of the file that it leads to, if it does.
    pub download: Vec<Field>,
}

impl Transaction {
    /// The input node of this name.
    #[must_use]
    pub fn input_node(&self, name: &str) -> Option<&Node> {
        self.input.iter().find(|node| node.name == name)
    }

    /// The output node of this name.
    #[must_use]
    pub fn output_node(&self, name: &str) -> Option<&Node> {
        self.output.iter().find(|node| node.name == name)
    }
}
