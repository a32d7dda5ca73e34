//! What is charged for, and what somebody has or had done.

use super::code::Code;
use super::kind::{FeeCategory, Kind};
use super::restriction::Restriction;
use super::terms::PaymentTerms;

/// A drug, service or consumable as the catalogue has it in a span of days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// National code.
    pub code: Code,
    /// Kind; one that is charged for.
    pub kind: Kind,
    /// Name.
    pub name: Box<str>,
    /// Specification; empty where it has none.
    pub spec: Box<str>,
    /// Unit of the price.
    pub unit: Box<str>,
    /// Category of the fee.
    pub fee: FeeCategory,
    /// How it is paid.
    pub terms: PaymentTerms,
    /// What it is restricted to.
    pub restriction: Restriction,
    /// Flags that lines and reports carry.
    pub flags: Flags,
    /// Further facts of a line that policy packages ask for, by name and text, ordered by name: `item`
    /// (a value that a package adds, such as 床位费), `origin`, `ward`.
    pub facts: Box<[(Box<str>, Box<str>)]>,
}

/// Flags of an item.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flags {
    /// 基本药物标志 (`bas_medn_flag`, REQ-138).
    pub essential: bool,
    /// 医保谈判药品标志 (`hi_nego_drug_flag`).
    pub negotiated: bool,
    /// 儿童用药标志 (`chld_medc_flag`).
    pub children: bool,
    /// 目录特项标志 (`list_sp_item_flag`): special examinations, treatments, drugs and materials.
    pub special: bool,
}

/// A diagnosis, an operation or a chronic disease: named, never charged for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// National code.
    pub code: Code,
    /// Kind; one that is not charged for.
    pub kind: Kind,
    /// Name.
    pub name: Box<str>,
    /// The group it stands in: chapter of a diagnosis, class of a chronic disease; empty where none.
    pub group: Box<str>,
}
