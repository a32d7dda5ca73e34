//! One person of the city.

use base::{Date, RegionCode, ResidentId, Sex};

use crate::category::Category;

/// What somebody is to the head of the household.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// 户主
    Head,
    /// 配偶
    Spouse,
    /// 子女
    Child,
    /// 父母
    Parent,
}

impl Relation {
    /// What files say of a person of this sex.
    #[must_use]
    pub const fn zh(self, sex: Sex) -> &'static str {
        match (self, sex) {
            (Relation::Head, _) => "户主",
            (Relation::Spouse, _) => "配偶",
            (Relation::Child, Sex::Female) => "女",
            (Relation::Child, _) => "子",
            (Relation::Parent, _) => "父母",
        }
    }
}

/// What somebody does at the reference day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occupation {
    /// Below school age.
    Infant,
    /// At a school, by its place among [`crate::City::schools`].
    Student(u32),
    /// Employed: the employer by its place among [`crate::City::employers`], and the monthly wage in 分.
    Employee {
        /// Place of the employer.
        employer: u32,
        /// Monthly wage in 分.
        wage: i64,
    },
    /// Of working age without an employer.
    Resident,
    /// Of retirement age, without a pension of an employer.
    Elder,
}

impl Occupation {
    /// Whether an employer has to insure the person in the employee scheme.
    #[must_use]
    pub const fn is_employed(self) -> bool {
        matches!(self, Occupation::Employee { .. })
    }
}

/// A person who does not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Place in the city, from 0; no two people share one.
    pub index: u32,
    /// Household, counted through the city from 0.
    pub household: u32,
    /// What the person is to the head of it.
    pub relation: Relation,
    /// Identity number; the region within begins with 89.
    pub id: ResidentId,
    /// Name.
    pub name: String,
    /// Where the person lives and is registered, 12 digits.
    pub region: RegionCode,
    /// Work or school.
    pub occupation: Occupation,
    /// Certified category, if any.
    pub category: Option<Category>,
}

impl Person {
    /// Birth date, as the number says.
    #[must_use]
    pub fn birth(&self) -> Date {
        self.id.birth()
    }

    /// Sex, as the number says.
    #[must_use]
    pub fn sex(&self) -> Sex {
        self.id.sex()
    }
}
