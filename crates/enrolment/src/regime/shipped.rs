//! The profiles that ship.

use super::read::Finding;
use super::{FlowBook, Profile, Regimes};

const FLOWS: &str = include_str!("../../regimes/flows.toml");

const PROFILES: &[(&str, &str)] = &[
    ("431100.toml", include_str!("../../regimes/431100.toml")),
    ("320100.toml", include_str!("../../regimes/320100.toml")),
    ("340400.toml", include_str!("../../regimes/340400.toml")),
    ("340321.toml", include_str!("../../regimes/340321.toml")),
    ("650100.toml", include_str!("../../regimes/650100.toml")),
    ("370900.toml", include_str!("../../regimes/370900.toml")),
];

impl FlowBook {
    /// The flows that hold where a profile issues none of its own.
    ///
    /// # Errors
    /// Findings in the file that ships; a test keeps it free of them.
    pub fn shipped() -> Result<FlowBook, Vec<Finding>> {
        FlowBook::read("flows.toml", FLOWS)
    }
}

impl Regimes {
    /// The shelf with every profile that ships: 永州, 南京, 淮南, 怀远, and what the collected articles say
    /// of 乌鲁木齐 and 泰安.
    ///
    /// # Errors
    /// Findings in the files that ship; a test keeps them free of any.
    pub fn shipped() -> Result<Regimes, Vec<Finding>> {
        let common = FlowBook::shipped()?;
        let mut shelf = Regimes::new();
        for (file, text) in PROFILES {
            let profile = Profile::read(file, text, &common)?;
            shelf.add(profile).map_err(|refused| {
                vec![Finding {
                    file: (*file).into(),
                    line: 1,
                    zh: refused.zh().into(),
                }]
            })?;
        }
        Ok(shelf)
    }
}
