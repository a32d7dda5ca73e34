//! What a check of a document number found.

/// The outcome of checking a document number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Checked {
    /// The number has the form its type states, and its check character where there is one.
    Valid,
    /// The number fails; it is kept, and a clerk should look at it.
    Flagged(NumberFlaw),
    /// The type states no form, so that nothing can be said.
    Unchecked,
}

/// What is wrong with a document number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum NumberFlaw {
    /// Length or characters are not those of the type.
    #[error("the number does not have the form of its type")]
    Form,
    /// The region at its beginning is none that may stand there.
    #[error("the number begins with a region that cannot stand there")]
    Region,
    /// The birth date inside is no day of the calendar.
    #[error("the number contains a birth date that does not exist")]
    BirthDate,
    /// The check character is wrong.
    #[error("the check character of the number is wrong")]
    CheckCharacter,
    /// A first-generation number of 15 digits, in order as such; it has no check digit and is no
    /// longer issued.
    #[error("the number is a first-generation one of 15 digits")]
    FirstGeneration,
    /// The category or degree of disability at its end is none there is.
    #[error("the number ends in a category or degree that does not exist")]
    Disability,
}

impl NumberFlaw {
    /// The sentence for users, in Chinese: what is wrong, where, and how to mend it. It never
    /// repeats the number.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            NumberFlaw::Form => "证件号码的位数或字符与证件类型不符，请核对证件类型和号码。",
            NumberFlaw::Region => {
                "证件号码开头的地区代码与证件类型不符，请核对证件类型和号码前六位。"
            }
            NumberFlaw::BirthDate => "证件号码中的出生日期不存在，请核对出生年月日各位。",
            NumberFlaw::CheckCharacter => "证件号码的校验码不正确，请逐位核对是否录错或颠倒。",
            NumberFlaw::FirstGeneration => {
                "证件号码为已停用的 15 位号码，请核验新证件后升级为 18 位。"
            }
            NumberFlaw::Disability => {
                "残疾人证号末尾的残疾类别（1 至 7）或等级（1 至 4）不正确，请核对。"
            }
        }
        .to_owned()
    }
}
