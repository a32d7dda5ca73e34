//! Who pays a part of a contribution, into which fund, through which channel.

use crate::words::words;
use base::RegionLevel;

base::typed_id! {
    /// The fund that a part is paid into, by the name that the policy package gives it (`resident_fund`).
    FundName
}

words! {
    /// Who pays a part of a contribution; the code is the `by` of a package's `[[contribution]]`.
    Source {
        /// The insured person.
        Person "person" "个人",
        /// Government, in the place of a person of a certified group (政府代缴、资助).
        GovernmentAid "government_aid" "政府代缴",
        /// The medical-assistance fund, in the place of the person.
        Assistance "assistance" "医疗救助资金",
        /// A village collective, in the place of the person.
        Collective "collective" "村（居）集体",
        /// An employer that helps its workers' families, in the place of the person.
        Employer "employer" "单位",
        /// Another sponsor, in the place of the person.
        Sponsor "sponsor" "社会资助",
        /// Central government.
        Central "central" "中央财政",
        /// The province.
        Province "province" "省级财政",
        /// The city.
        City "city" "市级财政",
        /// The county.
        County "county" "县级财政",
        /// Government, where the source does not say which level (各级财政).
        Government "government" "各级财政（未分级）",
    }
}

impl Source {
    /// Whether the part belongs to the personal contribution (个人缴费), whoever pays it.
    #[must_use]
    pub const fn is_personal_part(self) -> bool {
        matches!(
            self,
            Source::Person
                | Source::GovernmentAid
                | Source::Assistance
                | Source::Collective
                | Source::Employer
                | Source::Sponsor
        )
    }

    /// Whether the part is government subsidy (财政补助).
    #[must_use]
    pub const fn is_subsidy(self) -> bool {
        !self.is_personal_part()
    }

    /// Whether a sponsor may be entered for it by hand: neither the person nor what a package grants.
    #[must_use]
    pub const fn is_sponsor(self) -> bool {
        matches!(
            self,
            Source::Collective | Source::Employer | Source::Sponsor
        )
    }

    /// The level of government that pays it.
    #[must_use]
    pub const fn level(self) -> Option<RegionLevel> {
        match self {
            Source::Province => Some(RegionLevel::Province),
            Source::City => Some(RegionLevel::City),
            Source::County => Some(RegionLevel::County),
            _ => None,
        }
    }
}

words! {
    /// Through which channel money comes.
    Channel {
        /// At the agency's counter.
        Counter "counter" "经办窗口",
        /// A village or street agent.
        Agent "agent" "村（社区）代收",
        /// A school.
        School "school" "学校代收",
        /// Bank direct debit.
        BankDebit "bank_debit" "银行代扣",
        /// Online banking.
        Online "online" "网上银行",
        /// A bank outlet.
        BankOutlet "bank_outlet" "银行网点",
        /// A post outlet.
        PostOutlet "post_outlet" "邮政网点",
        /// The tax bureau.
        Tax "tax" "税务征收",
        /// Medical assistance pays in the place of persons.
        Assistance "assistance" "医疗救助垫付",
        /// A collective, an employer or another sponsor pays in the place of persons.
        Sponsor "sponsor" "集体、单位或社会资助",
        /// Government pays in the place of persons.
        GovernmentAid "government_aid" "政府代缴",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_source_is_personal_part_or_subsidy() {
        for source in Source::ALL {
            assert_ne!(source.is_personal_part(), source.is_subsidy());
            assert_eq!(Source::parse(source.code()), Some(*source));
        }
        assert!(Source::GovernmentAid.is_personal_part());
        assert!(Source::Government.is_subsidy());
        assert_eq!(Source::Central.level(), None);
        assert_eq!(Source::County.level(), Some(RegionLevel::County));
    }
}
