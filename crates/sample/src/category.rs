//! Certified categories: who is of a group that the state helps, by whom certified, from when until when.

use base::Date;

/// The groups of the sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// 最低生活保障
    Dibao,
    /// 特困供养
    Tekun,
    /// 重度残疾
    Canji,
    /// 重点优抚
    Youfu,
    /// 建档立卡
    Jiandang,
}

impl Kind {
    /// The name of the group among the identities that policy packages read.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Kind::Dibao => "dibao",
            Kind::Tekun => "tekun",
            Kind::Canji => "canji",
            Kind::Youfu => "youfu",
            Kind::Jiandang => "jiandang",
        }
    }

    /// What lists say.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Kind::Dibao => "最低生活保障对象",
            Kind::Tekun => "特困供养人员",
            Kind::Canji => "重度残疾人",
            Kind::Youfu => "重点优抚对象",
            Kind::Jiandang => "建档立卡贫困人口",
        }
    }

    /// The office of the county that certifies.
    #[must_use]
    pub const fn authority(self) -> &'static str {
        match self {
            Kind::Dibao | Kind::Tekun => "民政局",
            Kind::Canji => "残疾人联合会",
            Kind::Youfu => "退役军人事务局",
            Kind::Jiandang => "乡村振兴局",
        }
    }
}

/// A certified category of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// Which group.
    pub kind: Kind,
    /// First day.
    pub from: Date,
    /// Last day; `None` without end.
    pub to: Option<Date>,
    /// Number of the certificate.
    pub certificate: String,
}
