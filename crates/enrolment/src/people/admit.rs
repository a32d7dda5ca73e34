//! A raw row becomes a new person, or the reasons why not: all of them at once.

use super::household::Relation;
use super::minimum::{Field, MinimumSet, Need, RawPerson};
use super::name::PersonName;
use super::number::DocumentNumber;
use super::person::{Ethnicity, HujiKind};
use base::{Checked, Date, DocumentType, Refused, RegionCode, Sex, show_value};

/// What a row is judged by.
#[derive(Clone, Copy)]
pub struct Admission<'a> {
    /// The data set in force.
    pub set: &'a MinimumSet,
    /// The day of registration: nobody is born after it.
    pub today: Date,
    /// Taken over from an old list: a flawed number is kept and marked, where a new registration refuses it.
    pub legacy: bool,
    /// Whether a region exists, as the register of codes says.
    pub known_region: &'a dyn Fn(RegionCode) -> bool,
}

/// Something about an admitted row that a clerk should look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Doubt {
    /// The number is flawed; it came from an old list and is kept.
    FlawedNumber,
    /// The birth date is not the one in the number.
    BirthDiffers,
    /// The sex is not the one in the number.
    SexDiffers,
    /// There is no number at all, and the person is no newborn.
    NoNumber,
}

impl Doubt {
    /// Every doubt.
    pub const ALL: [Doubt; 4] = [
        Doubt::FlawedNumber,
        Doubt::BirthDiffers,
        Doubt::SexDiffers,
        Doubt::NoNumber,
    ];

    /// The word in the store.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Doubt::FlawedNumber => "flawed_number",
            Doubt::BirthDiffers => "birth_differs",
            Doubt::SexDiffers => "sex_differs",
            Doubt::NoNumber => "no_number",
        }
    }

    /// The doubt of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<Doubt> {
        Doubt::ALL.into_iter().find(|doubt| doubt.code() == code)
    }

    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Doubt::FlawedNumber => "证件号码校验不通过，按原样保留待核",
            Doubt::BirthDiffers => "出生日期与证件号码不一致",
            Doubt::SexDiffers => "性别与证件号码不一致",
            Doubt::NoNumber => "没有证件号码",
        }
    }
}

/// A row that may enter the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admitted {
    /// Name.
    pub name: PersonName,
    /// Document; `None` for somebody without any.
    pub document: Option<DocumentNumber>,
    /// Sex.
    pub sex: Sex,
    /// Birth date.
    pub birth: Date,
    /// Ethnicity.
    pub ethnicity: Option<Ethnicity>,
    /// Region of household registration.
    pub huji: Option<RegionCode>,
    /// Kind of household registration.
    pub huji_kind: Option<HujiKind>,
    /// Where the person lives.
    pub residence: RegionCode,
    /// Address.
    pub address: Option<Box<str>>,
    /// Telephone.
    pub phone: Option<Box<str>>,
    /// The household's mark within the file.
    pub household: Option<Box<str>>,
    /// Relation to its head.
    pub relation: Option<Relation>,
    /// Who speaks for somebody without a number.
    pub guardian: Option<DocumentNumber>,
    /// What a clerk should look at.
    pub doubts: Vec<Doubt>,
}

/// Judges a row.
///
/// # Errors
/// Every reason why the row cannot enter, in the order of the items: `row.missing`, `row.name`,
/// `row.document_type`, `row.number`, `row.sex`, `row.birth`, `row.region`, `row.value`, `row.differs`.
pub fn admit(row: &RawPerson<'_>, by: &Admission<'_>) -> Result<Admitted, Vec<Refused>> {
    let mut reader = Reader {
        row,
        by,
        flaws: Vec::new(),
        doubts: Vec::new(),
    };
    let read = reader.read();
    match read {
        Some(admitted) if reader.flaws.is_empty() => Ok(Admitted {
            doubts: reader.doubts,
            ..admitted
        }),
        _ => Err(reader.flaws),
    }
}

struct Reader<'r, 'a> {
    row: &'r RawPerson<'a>,
    by: &'r Admission<'r>,
    flaws: Vec<Refused>,
    doubts: Vec<Doubt>,
}

impl Reader<'_, '_> {
    /// `None` wherever a reason was written down without which nothing can be built.
    fn read(&mut self) -> Option<Admitted> {
        let name = self.name();
        let document = self.document();
        let sex = self.sex(document.as_ref());
        let birth = self.birth(document.as_ref());
        self.agree(document.as_ref(), sex, birth);
        let ethnicity = self.parsed(
            Field::Ethnicity,
            Ethnicity::parse,
            "应为两位数字代码，如 01（汉族）",
        );
        let huji = self.region(Field::Huji);
        let huji_kind = self.parsed(
            Field::HujiKind,
            HujiKind::parse,
            "可填非农业户口、农业户口、居民户口",
        );
        let residence = self.region(Field::Residence);
        let relation = self.parsed(
            Field::Relation,
            Relation::parse,
            "可填户主、配偶、子、女、父母等",
        );
        let guardian = self.guardian();
        self.needed(document.is_some());
        let text = |field| Some(self.row.get(field)).filter(|text| !text.is_empty());
        Some(Admitted {
            name: name?,
            document,
            sex: sex?,
            birth: birth?,
            ethnicity,
            huji,
            huji_kind,
            residence: residence?,
            address: text(Field::Address).map(Box::from),
            phone: text(Field::Phone).map(Box::from),
            household: text(Field::Household).map(Box::from),
            relation,
            guardian,
            doubts: Vec::new(),
        })
    }

    fn flaw(&mut self, code: &'static str, zh: String) {
        self.flaws.push(Refused::new(code, zh));
    }

    fn missing(&mut self, field: Field) {
        let zh = format!(
            "缺少“{}”：采集标准 {} 规定必填。",
            field.zh(),
            self.by.set.id()
        );
        let refused = Refused::new("row.missing", zh);
        self.flaws.push(refused.under(self.by.set.article()));
    }

    /// The items that must be there and have no reader of their own that says so.
    fn needed(&mut self, has_document: bool) {
        for (field, need) in self.by.set.fields() {
            let given = !self.row.get(field).is_empty();
            let read_elsewhere = matches!(
                field,
                Field::Name
                    | Field::Sex
                    | Field::Birth
                    | Field::Residence
                    | Field::DocumentType
                    | Field::DocumentNumber
            );
            let excused = match need {
                Need::Must => false,
                Need::FromNumber => has_document,
                Need::Newborn | Need::May => true,
            };
            if !given && !excused && !read_elsewhere {
                self.missing(field);
            }
        }
    }

    fn name(&mut self) -> Option<PersonName> {
        let text = self.row.get(Field::Name);
        if text.is_empty() {
            self.missing(Field::Name);
            return None;
        }
        let name = PersonName::new(text);
        name.map_err(|error| self.flaw("row.name", error.zh())).ok()
    }

    /// The document. Who has none needs a guardian, or comes from an old list.
    fn document(&mut self) -> Option<DocumentNumber> {
        let (of_type, text) = (
            self.row.get(Field::DocumentType),
            self.row.get(Field::DocumentNumber),
        );
        if text.is_empty() {
            let newborn = !self.row.get(Field::GuardianNumber).is_empty();
            let must = self.by.set.need(Field::DocumentNumber) == Need::Must;
            if self.by.legacy {
                self.doubts.push(Doubt::NoNumber);
            } else if must || !newborn {
                self.missing(Field::DocumentNumber);
            }
            return None;
        }
        let Some(document_type) = document_type(of_type) else {
            let shown = show_value(of_type);
            self.flaw(
                "row.document_type",
                format!("证件类型“{shown}”不在国家字典 psn_cert_type 中，请填代码或名称，如 01。"),
            );
            return None;
        };
        let number = match DocumentNumber::read(document_type, text) {
            Ok(number) => number,
            Err(error) => {
                self.flaw("row.number", error.zh());
                return None;
            }
        };
        if let (Checked::Flagged(flaw), false) = (number.checked(), number.is_sound()) {
            if self.by.legacy {
                self.doubts.push(Doubt::FlawedNumber);
            } else {
                self.flaw("row.number", flaw.zh());
            }
        }
        Some(number)
    }

    fn sex(&mut self, document: Option<&DocumentNumber>) -> Option<Sex> {
        let text = self.row.get(Field::Sex);
        let stated = document.and_then(DocumentNumber::sex);
        if text.is_empty() {
            if stated.is_none() || self.by.set.need(Field::Sex) == Need::Must {
                self.missing(Field::Sex);
            }
            return stated;
        }
        let sex = read_sex(text);
        if sex.is_none() {
            let shown = show_value(text);
            self.flaw(
                "row.sex",
                format!("性别“{shown}”无法识别，请填男、女或国家字典代码。"),
            );
        }
        sex
    }

    fn birth(&mut self, document: Option<&DocumentNumber>) -> Option<Date> {
        let text = self.row.get(Field::Birth);
        let stated = document.and_then(DocumentNumber::birth);
        let birth = if text.is_empty() {
            if stated.is_none() || self.by.set.need(Field::Birth) == Need::Must {
                self.missing(Field::Birth);
            }
            stated
        } else {
            match read_date(text) {
                Some(date) => Some(date),
                None => {
                    let shown = show_value(text);
                    self.flaw(
                        "row.birth",
                        format!("出生日期“{shown}”不是有效日期，请写成 2001-02-03。"),
                    );
                    None
                }
            }
        };
        if birth.is_some_and(|birth| birth > self.by.today) {
            self.flaw(
                "row.birth",
                format!("出生日期晚于登记日期 {}，请核对年份。", self.by.today),
            );
        }
        birth
    }

    /// Birth and sex as given against those in a sound number.
    fn agree(&mut self, document: Option<&DocumentNumber>, sex: Option<Sex>, birth: Option<Date>) {
        let Some(document) = document else { return };
        let birth_differs = match (document.birth(), birth) {
            (Some(stated), Some(given)) => stated != given,
            _ => false,
        };
        let sex_differs = match (document.sex(), sex) {
            (Some(stated), Some(given @ (Sex::Male | Sex::Female))) => stated != given,
            _ => false,
        };
        for (differs, doubt, what) in [
            (birth_differs, Doubt::BirthDiffers, "出生日期"),
            (sex_differs, Doubt::SexDiffers, "性别"),
        ] {
            if differs && self.by.legacy {
                self.doubts.push(doubt);
            } else if differs {
                self.flaw(
                    "row.differs",
                    format!("所填{what}与证件号码中的{what}不一致，请核对证件原件。"),
                );
            }
        }
    }

    fn region(&mut self, field: Field) -> Option<RegionCode> {
        let text = self.row.get(field);
        if text.is_empty() {
            if field == Field::Residence {
                self.missing(field);
            }
            return None;
        }
        let known = RegionCode::parse(text)
            .ok()
            .filter(|region| (self.by.known_region)(*region));
        if known.is_none() {
            let shown = show_value(text);
            let why = RegionCode::parse(text)
                .map_or_else(|e| e.zh(), |_| "区划代码不在区划表中，请核对。".to_owned());
            self.flaw(
                "row.region",
                format!("“{}”的值“{shown}”不正确：{why}", field.zh()),
            );
        }
        known
    }

    fn guardian(&mut self) -> Option<DocumentNumber> {
        let text = self.row.get(Field::GuardianNumber);
        if text.is_empty() {
            return None;
        }
        let read = DocumentNumber::read(DocumentType::ResidentCard, text).ok();
        let sound = read.filter(DocumentNumber::is_sound);
        if sound.is_none() {
            self.flaw(
                "row.number",
                "监护人身份证号码校验不通过，请核对。".to_owned(),
            );
        }
        sound
    }

    fn parsed<T>(
        &mut self,
        field: Field,
        parse: impl Fn(&str) -> Option<T>,
        mend: &str,
    ) -> Option<T> {
        let text = self.row.get(field);
        if text.is_empty() {
            return None;
        }
        let value = parse(text);
        if value.is_none() {
            let shown = show_value(text);
            self.flaw(
                "row.value",
                format!("“{}”的值“{shown}”无法识别，{mend}。", field.zh()),
            );
        }
        value
    }
}

/// A code of the dictionary, its label, or nothing: old lists carry resident numbers without a type.
fn document_type(text: &str) -> Option<DocumentType> {
    match text {
        "" | "身份证" | "居民身份证" | "户口簿" | "1" => {
            Some(DocumentType::ResidentCard)
        }
        _ => DocumentType::from_code(text)
            .ok()
            .or_else(|| DocumentType::all().find(|one| one.label() == text)),
    }
}

fn read_sex(text: &str) -> Option<Sex> {
    match text {
        "男" | "男性" | "M" | "male" => Some(Sex::Male),
        "女" | "女性" | "F" | "female" => Some(Sex::Female),
        _ => Sex::from_code(text),
    }
}

/// `2001-02-03`, also with slashes or points, without zeros in front, or as eight digits.
fn read_date(text: &str) -> Option<Date> {
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Date::from_number(text.parse().ok()?);
    }
    let mut parts = text.split(['-', '/', '.']);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if parts.next().is_some() || ![year, month, day].into_iter().all(digits) {
        return None;
    }
    Date::from_ymd(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NUMBER: &str = "11010519491231002X";

    fn row() -> RawPerson<'static> {
        RawPerson::new()
            .with(Field::Name, "王芳")
            .with(Field::DocumentType, "01")
            .with(Field::DocumentNumber, NUMBER)
            .with(Field::Huji, "650102001001")
            .with(Field::Residence, "650102001001")
    }

    fn judge(row: &RawPerson<'_>, legacy: bool) -> Result<Admitted, Vec<Refused>> {
        let set = MinimumSet::parse(MinimumSet::SHIPPED).unwrap();
        let city = RegionCode::parse("6501").unwrap();
        admit(
            row,
            &Admission {
                set: &set,
                today: Date::parse("2026-01-01").unwrap(),
                legacy,
                known_region: &|region| city.contains(region),
            },
        )
    }

    fn codes(row: &RawPerson<'_>) -> Vec<&'static str> {
        judge(row, false)
            .unwrap_err()
            .iter()
            .map(Refused::code)
            .collect()
    }

    /// REQ-045: a missing mandatory item or a wrong check digit is refused at entry.
    #[test]
    fn req_045_a_missing_item_or_a_wrong_check_digit_is_refused_at_entry() {
        assert!(judge(&row(), false).is_ok());
        assert_eq!(codes(&row().with(Field::Name, "")), ["row.missing"]);
        assert_eq!(codes(&row().with(Field::Huji, "")), ["row.missing"]);
        assert_eq!(
            codes(&row().with(Field::DocumentNumber, "110105194912310021")),
            ["row.number", "row.missing", "row.missing"],
            "without a sound number sex and birth must be given"
        );
        let flaws = judge(&row().with(Field::Name, ""), false).unwrap_err();
        assert!(flaws[0].zh().contains("姓名") && flaws[0].zh().contains("篇5 三"));
    }

    #[test]
    fn birth_and_sex_come_from_a_sound_number_and_must_agree_with_it() {
        let admitted = judge(&row(), false).unwrap();
        assert_eq!(admitted.birth.to_string(), "1949-12-31");
        assert_eq!(admitted.sex, Sex::Female);
        let other = row()
            .with(Field::Birth, "1949-12-30")
            .with(Field::Sex, "男");
        assert_eq!(codes(&other), ["row.differs", "row.differs"]);
        let kept = judge(&other, true).unwrap();
        assert_eq!(kept.doubts, [Doubt::BirthDiffers, Doubt::SexDiffers]);
    }

    #[test]
    fn a_flawed_number_of_an_old_list_is_kept_and_marked() {
        let old = row()
            .with(Field::DocumentNumber, "110105194912310021")
            .with(Field::Birth, "1949/12/31")
            .with(Field::Sex, "2");
        let kept = judge(&old, true).unwrap();
        assert_eq!(kept.doubts, [Doubt::FlawedNumber]);
        assert_eq!(kept.document.unwrap().canonical(), "110105194912310021");
    }

    #[test]
    fn a_newborn_needs_no_number_but_a_guardian() {
        let newborn = RawPerson::new()
            .with(Field::Name, "王芳之子")
            .with(Field::Sex, "男")
            .with(Field::Birth, "2025-12-30")
            .with(Field::Huji, "650102001001")
            .with(Field::Residence, "650102001001");
        assert_eq!(codes(&newborn), ["row.missing"]);
        let newborn = newborn.with(Field::GuardianNumber, NUMBER);
        let admitted = judge(&newborn, false).unwrap();
        assert_eq!(admitted.document, None);
        assert_eq!(admitted.guardian.unwrap().canonical(), NUMBER);
    }

    #[test]
    fn every_reason_is_said_at_once_and_no_number_is_shown() {
        let bad = row()
            .with(Field::Birth, "2026-02-30")
            .with(Field::Sex, NUMBER)
            .with(Field::Residence, "999999")
            .with(Field::Relation, "邻居")
            .with(Field::Ethnicity, "汉");
        let flaws = judge(&bad, false).unwrap_err();
        let codes: Vec<_> = flaws.iter().map(Refused::code).collect();
        assert_eq!(
            codes,
            [
                "row.sex",
                "row.birth",
                "row.value",
                "row.region",
                "row.value"
            ]
        );
        assert!(flaws.iter().all(|flaw| !flaw.zh().contains("19491231")));
        let late = row().with(Field::DocumentType, "护照本");
        assert_eq!(self::codes(&late)[0], "row.document_type");
        let unborn = RawPerson::new().with(Field::Birth, "2027-01-01");
        assert!(self::codes(&unborn).contains(&"row.birth"));
    }
}
