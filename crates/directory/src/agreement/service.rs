//! The services that an agreement covers.

use crate::words::words;

words! {
    /// A service of an agreement.
    Service {
        /// 普通门诊.
        Outpatient "outpatient" "普通门诊",
        /// 急诊.
        Emergency "emergency" "急诊",
        /// 门诊慢特病.
        Chronic "chronic" "门诊慢特病",
        /// 特药.
        SpecialDrug "special_drug" "特药",
        /// 住院.
        Inpatient "inpatient" "住院",
        /// 日间手术.
        DaySurgery "day_surgery" "日间手术",
        /// 生育.
        Maternity "maternity" "生育",
        /// 家庭病床.
        HomeBed "home_bed" "家庭病床",
        /// 定点药店购药.
        Pharmacy "pharmacy" "药店购药",
    }
}

impl Service {
    /// The service of a code of the dictionary `med_type`, by its first two digits, on which the
    /// provinces seen agree; what is longer refines it. `None` for codes that mean different things in
    /// different provinces: their meaning is data of the interface profile.
    #[must_use]
    pub fn of_med_type(code: &str) -> Option<Service> {
        Some(match code.get(..2)? {
            "11" | "12" => Service::Outpatient,
            "13" => Service::Emergency,
            "14" => Service::Chronic,
            "21" | "22" | "24" => Service::Inpatient,
            "28" => Service::DaySurgery,
            "41" => Service::Pharmacy,
            "51" | "52" => Service::Maternity,
            "71" => Service::HomeBed,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_lead_to_services() {
        assert_eq!(Service::of_med_type("2101"), Some(Service::Inpatient));
        assert_eq!(Service::of_med_type("41"), Some(Service::Pharmacy));
        assert_eq!(Service::of_med_type("9901"), None);
        assert_eq!(Service::of_med_type("住院"), None);
        assert_eq!(Service::of_med_type(""), None);
    }
}
