//! Households: who lives and enrols together, in which role and when.

use base::{Date, Fen, HouseholdNo, PersonNo, Refused, RegionCode, Rounding, Validity};

/// Relation to the head of the household, by the main groups of GB/T 4761.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// 户主
    Head,
    /// 配偶
    Spouse,
    /// 子
    Son,
    /// 女
    Daughter,
    /// 孙子、孙女或外孙子、外孙女
    Grandchild,
    /// 父母
    Parent,
    /// 祖父母或外祖父母
    Grandparent,
    /// 兄、弟、姐、妹
    Sibling,
    /// 其他
    Other,
}

impl Relation {
    /// Every relation.
    pub const ALL: [Relation; 9] = [
        Relation::Head,
        Relation::Spouse,
        Relation::Son,
        Relation::Daughter,
        Relation::Grandchild,
        Relation::Parent,
        Relation::Grandparent,
        Relation::Sibling,
        Relation::Other,
    ];

    /// The word in files and in the store.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Relation::Head => "head",
            Relation::Spouse => "spouse",
            Relation::Son => "son",
            Relation::Daughter => "daughter",
            Relation::Grandchild => "grandchild",
            Relation::Parent => "parent",
            Relation::Grandparent => "grandparent",
            Relation::Sibling => "sibling",
            Relation::Other => "other",
        }
    }

    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Relation::Head => "户主",
            Relation::Spouse => "配偶",
            Relation::Son => "子",
            Relation::Daughter => "女",
            Relation::Grandchild => "孙子女",
            Relation::Parent => "父母",
            Relation::Grandparent => "祖父母",
            Relation::Sibling => "兄弟姐妹",
            Relation::Other => "其他",
        }
    }

    /// The relation of a word, of its Chinese name, or of the usual names inside a group.
    #[must_use]
    pub fn parse(text: &str) -> Option<Relation> {
        let same = |one: &Relation| one.code() == text || one.zh() == text;
        Relation::ALL.into_iter().find(same).or(match text {
            "本人" => Some(Relation::Head),
            "夫" | "妻" | "丈夫" | "妻子" => Some(Relation::Spouse),
            "儿子" | "长子" | "次子" | "独生子" => Some(Relation::Son),
            "女儿" | "长女" | "次女" | "独生女" => Some(Relation::Daughter),
            "孙子" | "孙女" | "外孙子" | "外孙女" => Some(Relation::Grandchild),
            "父" | "母" | "父亲" | "母亲" => Some(Relation::Parent),
            "祖父" | "祖母" | "外祖父" | "外祖母" => Some(Relation::Grandparent),
            "兄" | "弟" | "姐" | "妹" => Some(Relation::Sibling),
            _ => None,
        })
    }
}

/// What kind of household.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HouseholdKind {
    /// 家庭户
    Family,
    /// 集体户: people registered at a school, an employer or an institution, without family bonds
    Collective,
}

impl HouseholdKind {
    /// The word in the store.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            HouseholdKind::Family => "family",
            HouseholdKind::Collective => "collective",
        }
    }

    /// The kind of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<HouseholdKind> {
        [HouseholdKind::Family, HouseholdKind::Collective]
            .into_iter()
            .find(|kind| kind.code() == code)
    }
}

/// A member over a stretch of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HouseholdMember {
    /// Who.
    pub person: PersonNo,
    /// As what.
    pub relation: Relation,
    /// From when until when.
    pub belongs: Validity,
}

/// The yearly income of a household over a stretch of time, as somebody certified it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncomeSpan {
    /// Income of the whole household in a year, 分.
    pub yearly: Fen,
    /// When it counts.
    pub counts: Validity,
    /// Who certified it.
    pub certified_by: Box<str>,
}

/// A household with its members, past ones included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Household {
    /// Its number.
    pub no: HouseholdNo,
    /// What kind.
    pub kind: HouseholdKind,
    /// Where it lives.
    pub region: RegionCode,
    /// Members, in the order in which they joined.
    pub members: Vec<HouseholdMember>,
    /// Certified incomes.
    pub incomes: Vec<IncomeSpan>,
}

impl Household {
    /// An empty household.
    #[must_use]
    pub fn new(no: HouseholdNo, kind: HouseholdKind, region: RegionCode) -> Household {
        Household {
            no,
            kind,
            region,
            members: Vec::new(),
            incomes: Vec::new(),
        }
    }

    /// The members on a date.
    pub fn on(&self, date: Date) -> impl Iterator<Item = &HouseholdMember> {
        self.members
            .iter()
            .filter(move |member| member.belongs.covers(date))
    }

    /// The head on a date.
    #[must_use]
    pub fn head(&self, date: Date) -> Option<PersonNo> {
        let head = self.on(date).find(|one| one.relation == Relation::Head);
        head.map(|member| member.person)
    }

    /// A person joins from a date on.
    ///
    /// Whether the person belongs to another household on that day is for the caller to ask with
    /// [`one_household`]: a household knows only its own.
    ///
    /// # Errors
    /// `household.member` for somebody who belongs already, `household.head` for a second head of a family.
    pub fn join(
        &mut self,
        person: PersonNo,
        relation: Relation,
        from: Date,
    ) -> Result<(), Refused> {
        let belongs = Validity::new(Some(from), None).unwrap_or(Validity::OPEN);
        let now = self
            .members
            .iter()
            .filter(|one| one.belongs.overlaps(&belongs));
        let (mut member, mut headed) = (false, false);
        for one in now {
            member |= one.person == person;
            headed |= one.relation == Relation::Head;
        }
        if member {
            return Err(Refused::new(
                "household.member",
                format!("人员 {person} 在 {from} 已是本户成员，不能重复登记。"),
            ));
        }
        if headed && relation == Relation::Head && self.kind == HouseholdKind::Family {
            return Err(Refused::new(
                "household.head",
                format!("本户在 {from} 已有户主，请先办理户主变更。"),
            ));
        }
        self.members.push(HouseholdMember {
            person,
            relation,
            belongs,
        });
        Ok(())
    }

    /// A person belongs for the last time on a date.
    ///
    /// # Errors
    /// `household.not_member` where the person does not belong on that day.
    pub fn leave(&mut self, person: PersonNo, last: Date) -> Result<(), Refused> {
        let mut members = self.members.iter_mut();
        let found = members.find(|one| one.person == person && one.belongs.covers(last));
        let ended =
            found.and_then(|one| Some((Validity::new(one.belongs.from(), Some(last)).ok()?, one)));
        let (belongs, member) = ended.ok_or_else(|| {
            Refused::new(
                "household.not_member",
                format!("人员 {person} 在 {last} 不是本户成员，请核对日期。"),
            )
        })?;
        member.belongs = belongs;
        Ok(())
    }

    /// Another member becomes the head from a date on; the head until then becomes what is said.
    ///
    /// # Errors
    /// As [`Household::leave`] and [`Household::join`].
    pub fn change_head(
        &mut self,
        new: PersonNo,
        old_becomes: Relation,
        from: Date,
    ) -> Result<(), Refused> {
        let mut after = self.clone();
        let last = from.add_days(-1).unwrap_or(from);
        if let Some(old) = after.head(from) {
            after.leave(old, last)?;
            after.join(old, old_becomes, from)?;
        }
        after.leave(new, last)?;
        after.join(new, Relation::Head, from)?;
        *self = after;
        Ok(())
    }

    /// The income per head and month on a date, rounded down to the 分; `None` where no income is certified
    /// for that day or nobody belongs.
    #[must_use]
    pub fn monthly_income_per_head(&self, date: Date) -> Option<Fen> {
        let mut incomes = self.incomes.iter().rev();
        let income = incomes.find(|income| income.counts.covers(date))?;
        let heads = i64::try_from(self.on(date).count()).ok()?;
        let months = heads.checked_mul(12).filter(|months| *months > 0)?;
        let share = base::Ratio::new(1, months).ok()?;
        income.yearly.share(share, Rounding::Down, 1)
    }
}

/// Refuses a person who belongs to a household already when joining another.
///
/// # Errors
/// `household.other` with the other household's number.
pub fn one_household(
    memberships: &[(HouseholdNo, Validity)],
    joining: HouseholdNo,
    from: Date,
) -> Result<(), Refused> {
    let other = memberships
        .iter()
        .find(|(no, belongs)| *no != joining && belongs.until().is_none_or(|until| until >= from));
    match other {
        None => Ok(()),
        Some((no, _)) => Err(Refused::new(
            "household.other",
            format!("此人在 {from} 仍属户 {no}，请先办理迁出。"),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn who(no: i64) -> PersonNo {
        PersonNo::new(no).unwrap()
    }

    fn family() -> Household {
        let region = RegionCode::parse("650102001001").unwrap();
        let mut family =
            Household::new(HouseholdNo::new(1).unwrap(), HouseholdKind::Family, region);
        family
            .join(who(1), Relation::Head, day("2010-01-01"))
            .unwrap();
        family
            .join(who(2), Relation::Spouse, day("2010-01-01"))
            .unwrap();
        family
    }

    #[test]
    fn one_head_and_nobody_twice() {
        let mut family = family();
        let twice = family.join(who(2), Relation::Other, day("2012-01-01"));
        assert_eq!(twice.unwrap_err().code(), "household.member");
        let second = family.join(who(3), Relation::Head, day("2012-01-01"));
        assert_eq!(second.unwrap_err().code(), "household.head");
        let unknown = family.leave(who(9), day("2012-01-01"));
        assert_eq!(unknown.unwrap_err().code(), "household.not_member");
    }

    #[test]
    fn the_head_changes_and_the_past_stays() {
        let mut family = family();
        family
            .change_head(who(2), Relation::Spouse, day("2015-07-01"))
            .unwrap();
        assert_eq!(family.head(day("2015-06-30")), Some(who(1)));
        assert_eq!(family.head(day("2015-07-01")), Some(who(2)));
        assert_eq!(family.on(day("2015-07-01")).count(), 2);
        assert_eq!(family.members.len(), 4);
    }

    #[test]
    fn a_person_leaves_before_joining_another_household() {
        let mut family = family();
        family.leave(who(2), day("2015-06-30")).unwrap();
        let other = HouseholdNo::new(2).unwrap();
        let memberships: Vec<_> = family
            .members
            .iter()
            .filter(|member| member.person == who(2))
            .map(|member| (family.no, member.belongs))
            .collect();
        assert!(one_household(&memberships, other, day("2015-07-01")).is_ok());
        let early = one_household(&memberships, other, day("2015-06-30")).unwrap_err();
        assert_eq!(early.code(), "household.other");
    }

    #[test]
    fn income_per_head_follows_members_and_certificates() {
        let mut family = family();
        assert_eq!(family.monthly_income_per_head(day("2011-06-01")), None);
        family.incomes.push(IncomeSpan {
            yearly: Fen::new(2_400_000),
            counts: Validity::new(Some(day("2011-01-01")), Some(day("2011-12-31"))).unwrap(),
            certified_by: "街道".into(),
        });
        let per_head = |on: &str, family: &Household| family.monthly_income_per_head(day(on));
        assert_eq!(per_head("2011-06-01", &family), Some(Fen::new(100_000)));
        family
            .join(who(3), Relation::Son, day("2011-07-01"))
            .unwrap();
        assert_eq!(per_head("2011-07-01", &family), Some(Fen::new(66_666)));
        assert_eq!(per_head("2012-01-01", &family), None);
    }

    #[test]
    fn relations_lead_back() {
        for relation in Relation::ALL {
            assert_eq!(Relation::parse(relation.code()), Some(relation));
            assert_eq!(Relation::parse(relation.zh()), Some(relation));
        }
        assert_eq!(Relation::parse("邻居"), None);
    }
}
