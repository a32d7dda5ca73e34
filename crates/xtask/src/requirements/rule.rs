//! What docs/requirements.toml may say.

use std::fmt;

use anyhow::{Result, bail};

/// The file, from the root.
pub const BOOK: &str = "docs/requirements.toml";

/// How many requirements there are: REQ-001 to REQ-479.
pub const COUNT: u16 = 479;

/// The importances in the order in which they are counted.
pub const IMPORTANCES: &[&str] = &["core", "expected", "peripheral", "not_software"];

/// The parts of the project that a waiting requirement may wait for.
pub const PARTS: &[(&str, &str)] = &[
    ("policy", "policy language and packages"),
    (
        "register",
        "the register of people, enrolment and contributions",
    ),
    ("fund", "sub-ledgers, statutory books and fund accounts"),
    (
        "counter",
        "visits, settlement, directory and gateway at the counter",
    ),
    ("payment", "payment of providers"),
    ("merge", "the merge of schemes and their data"),
    ("audit", "audit rules and cases"),
    ("simulation", "simulation of reforms over past claims"),
    ("portal", "pages for members, employers and communities"),
    ("report", "reports, indicators and publication"),
    (
        "security",
        "actors, rights, masking, logs and backup of the service",
    ),
    (
        "operations",
        "deployment, interfaces and operation of the service",
    ),
    (
        "governance",
        "organisations, duties, milestones and documents",
    ),
];

/// The names of the parts.
pub fn part_names() -> Vec<&'static str> {
    PARTS.iter().map(|(name, _)| *name).collect()
}

/// Every id, in order.
pub fn ids() -> impl Iterator<Item = String> {
    (1..=COUNT).map(|number| format!("REQ-{number:03}"))
}

/// Whether the project was given a requirement of this id.
pub fn is_known(id: &str) -> bool {
    ids().any(|known| known == id)
}

/// How far a requirement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Its tests assert its acceptance example.
    Proven,
    /// A later part will bring it.
    Waiting,
    /// No program can meet it.
    NotSoftware,
}

impl State {
    /// All states.
    pub const ALL: [Self; 3] = [Self::Proven, Self::Waiting, Self::NotSoftware];

    /// Reads the text of the file.
    pub fn parse(text: &str) -> Result<Self> {
        match Self::ALL
            .into_iter()
            .find(|state| state.to_string() == text)
        {
            Some(state) => Ok(state),
            None => bail!("the state `{text}` is none of proven, waiting, not_software"),
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Proven => "proven",
            Self::Waiting => "waiting",
            Self::NotSoftware => "not_software",
        })
    }
}
