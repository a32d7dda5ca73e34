//! Employers and schools.

use base::RegionCode;

use crate::draw::Draw;
use crate::naming;
use crate::place::{COUNTIES, County};
use crate::spec::Spec;

/// The types of employer that 篇7 第二条 names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum EmployerType {
    /// 城镇企业
    #[default]
    Enterprise,
    /// 国家机关
    Agency,
    /// 事业单位
    Institution,
    /// 社会团体
    Association,
    /// 民办非企业单位
    PrivateNonEnterprise,
}

impl EmployerType {
    /// What files say.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            EmployerType::Enterprise => "城镇企业",
            EmployerType::Agency => "机关",
            EmployerType::Institution => "事业单位",
            EmployerType::Association => "社会团体",
            EmployerType::PrivateNonEnterprise => "民办非企业单位",
        }
    }

    const fn suffix(self) -> &'static str {
        match self {
            EmployerType::Enterprise => "有限公司",
            EmployerType::Agency => "管理局",
            EmployerType::Institution => "服务中心",
            EmployerType::Association => "协会",
            EmployerType::PrivateNonEnterprise => "养老院",
        }
    }
}

/// Types by how often they occur: enterprises most.
const TYPES: [EmployerType; 10] = [
    EmployerType::Enterprise,
    EmployerType::Agency,
    EmployerType::Enterprise,
    EmployerType::Institution,
    EmployerType::Enterprise,
    EmployerType::Enterprise,
    EmployerType::Enterprise,
    EmployerType::Association,
    EmployerType::Enterprise,
    EmployerType::PrivateNonEnterprise,
];

/// An employer that does not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Employer {
    /// Place among the employers of the city, from 0.
    pub index: u32,
    /// Unified social credit code: 18 characters of the form of GB 32100, with region 89.
    pub code: String,
    /// Name.
    pub name: String,
    /// Type.
    pub kind: EmployerType,
    /// County, 12 digits.
    pub region: RegionCode,
}

/// Stage of a school.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SchoolStage {
    /// 幼儿园
    Kindergarten,
    /// 小学
    Primary,
    /// 中学
    Secondary,
    /// 高等学校
    College,
}

impl SchoolStage {
    /// What names of schools end in.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            SchoolStage::Kindergarten => "幼儿园",
            SchoolStage::Primary => "小学",
            SchoolStage::Secondary => "中学",
            SchoolStage::College => "职业技术学院",
        }
    }

    /// What a roster calls its pupils and students, as its import reads it.
    #[must_use]
    pub const fn pupils_zh(self) -> &'static str {
        match self {
            SchoolStage::Kindergarten => "学龄前儿童",
            SchoolStage::Primary => "小学生",
            SchoolStage::Secondary => "中学生",
            SchoolStage::College => "大中专学生",
        }
    }
}

/// A school that does not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct School {
    /// Place among the schools of the city, from 0.
    pub index: u32,
    /// Unified social credit code, as of an employer.
    pub code: String,
    /// Name.
    pub name: String,
    /// Stage.
    pub stage: SchoolStage,
    /// County, 12 digits.
    pub region: RegionCode,
}

/// Residents for one employer.
const PER_EMPLOYER: u32 = 150;
/// The same in a county so small that it would have fewer employers than there are types.
const PER_SMALL: u32 = 20;
/// Residents of a county for one school of a stage.
const PER_SCHOOL: u32 = 2_500;

/// The employers of each county, one county after the other, and where each county's begin.
pub(crate) fn employers(spec: &Spec, counties: &[County]) -> (Vec<Employer>, Vec<(u32, u32)>) {
    let (mut employers, mut spans) = (Vec::new(), Vec::new());
    for (county, (_, _, _, share)) in counties.iter().zip(COUNTIES) {
        let begin = u32::try_from(employers.len()).unwrap_or(u32::MAX);
        let people = spec.residents / 100 * share;
        // every type in a county of some size, and not more employers than a hamlet has people for
        let fewest = (people / PER_SMALL)
            .saturating_add(1)
            .min(TYPES.len() as u32);
        let count = (people / PER_EMPLOYER).clamp(fewest, 5_000);
        for number in 0..count {
            let index = begin.saturating_add(number);
            let mut draw = Draw::at(spec.seed, 3, u64::from(index));
            let kind = TYPES
                .get(number as usize % TYPES.len())
                .copied()
                .unwrap_or_default();
            let place = naming::place(draw.between(1, 120));
            employers.push(Employer {
                index,
                code: credit_code(county.region, index),
                name: format!("{}{place}{}{}", county.name, number + 1, kind.suffix()),
                kind,
                region: county.region,
            });
        }
        spans.push((begin, begin.saturating_add(count)));
    }
    (employers, spans)
}

/// The schools of each county; colleges stand in the first.
pub(crate) fn schools(spec: &Spec, counties: &[County]) -> Vec<School> {
    let mut schools = Vec::new();
    for (place, (county, (_, _, _, share))) in counties.iter().zip(COUNTIES).enumerate() {
        let people = spec.residents / 100 * share;
        let count = people.div_ceil(PER_SCHOOL).clamp(1, 200);
        let usual = [
            SchoolStage::Kindergarten,
            SchoolStage::Primary,
            SchoolStage::Secondary,
        ];
        let usual = usual.into_iter().map(|stage| (stage, count));
        let colleges = (place == 0).then_some((SchoolStage::College, 2));
        for (stage, count) in usual.chain(colleges) {
            for number in 1..=count {
                let index = u32::try_from(schools.len()).unwrap_or(u32::MAX);
                schools.push(School {
                    index,
                    code: credit_code(county.region, 500_000_u32.saturating_add(index)),
                    name: format!("{}第{number}{}", county.name, stage.zh()),
                    stage,
                    region: county.region,
                });
            }
        }
    }
    schools
}

/// The characters of a credit code with their values (GB 32100-2015 leaves out I, O, S, V and Z).
const SIGNS: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// A code of 18 characters with the check character of GB 32100-2015. The subject inside is the number
/// padded, and its own check character is that of GB 11714.
fn credit_code(region: RegionCode, number: u32) -> String {
    let subject = format!("{number:08}");
    let body = format!("91{}{subject}{}", region.admdvs(), subject_check(&subject));
    // weights are powers of 3 modulo 31; the check makes the sum a multiple of 31
    let (mut weight, mut sum) = (1_usize, 0_usize);
    for sign in body.bytes() {
        let value = SIGNS.iter().position(|known| *known == sign).unwrap_or(0);
        sum = sum.saturating_add(value.saturating_mul(weight)) % SIGNS.len();
        weight = weight.saturating_mul(3) % SIGNS.len();
    }
    let check = (SIGNS.len() - sum) % SIGNS.len();
    format!(
        "{body}{}",
        char::from(SIGNS.get(check).copied().unwrap_or(b'0'))
    )
}

/// The check character of eight digits (GB 11714): weights 3, 7, 9, 10, 5, 8, 4, 2, modulo 11.
fn subject_check(subject: &str) -> char {
    let weights = [3, 7, 9, 10, 5, 8, 4, 2];
    let digits = subject.chars().filter_map(|digit| digit.to_digit(10));
    let sum: u32 = digits
        .zip(weights)
        .map(|(digit, weight)| digit * weight)
        .sum();
    match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        value => char::from_digit(value, 10).unwrap_or('0'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credit_codes_pass_the_check_of_the_standard() {
        let county = RegionCode::parse("890102").unwrap();
        let code = credit_code(county, 7);
        assert_eq!(code.len(), 18);
        let weights = [
            1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28, 1,
        ];
        let sum: usize = code
            .bytes()
            .zip(weights)
            .map(|(sign, weight)| SIGNS.iter().position(|known| *known == sign).unwrap() * weight)
            .sum();
        assert_eq!(sum % 31, 0, "{code}");
    }
}
