//! Limits that a plan keeps: bounds on its tables, and what is left to counties.

mod plans;
mod shipped;

use plans::{edited, findings, holds, plan, reformed, with_cases};
use policy::{CompileOptions, Severity};
use std::collections::BTreeMap;

const POOL: &str = r#"
[payer.pool]
title = "统筹基金"
kind = "fund"
"#;

/// REQ-084: 49 % of Nanjing's grass-roots outpatient care is warned about and noted where a
/// document permits it, 50 % is not; the indicator shows numerator and denominator.
#[test]
fn less_than_half_of_grassroots_outpatient_care_is_warned_about() {
    let files = shipped::files("cn.320100.resident");
    let cases = r#"
[[section_case]]
id = "indicator"
title = "门诊比例"
section = "indicator"
entry = "outpatient_ratio"
on = 2017-12-31
facts = { reported_op_paid = "4900", reported_op_in_policy = "10000" }
working = "4900/10000=49%，低于 50%"
expect = { numerator = "4900", denominator = "10000", ok = false }
"#;
    let nanjing = with_cases(&files, cases);
    holds(&nanjing);
    let patch = |percent: &str| {
        format!("[[patch]]\npath = \"table.op_ratio_community\"\nis = \"{percent}\"")
    };
    let rate = |percent: &str| reformed(&nanjing, "2024-01-01", &patch(percent));
    let about = |package: &policy::Package, severity: Severity| {
        let found = findings(package, &CompileOptions::default(), severity);
        found.iter().filter(|it| it.code == "P0608").count()
    };
    assert_eq!(about(&rate("50%"), Severity::Warning), 0);
    assert_eq!(about(&rate("49%"), Severity::Warning), 1);
    let bound = "id = \"grassroots_outpatient_floor\"\n";
    let document = format!("{bound}document = \"nj2017#三.三\"\n");
    let permitted = with_cases(&edited(&files, bound, &document), cases);
    let permitted = reformed(&permitted, "2024-01-01", &patch("49%"));
    assert_eq!(about(&permitted, Severity::Warning), 0);
    assert_eq!(about(&permitted, Severity::Note), 1);
}

const COUNTY: &str = r#"
[table.ratio]
title = "县（区）自定的支付比例"
type = "ratio"
unset = true
cite = ["t#1"]
[table.deductible]
title = "全市统一的起付标准"
type = "money"
is = "500"
cite = ["t#1"]
[[bound]]
id = "limits"
title = "市定的幅度"
table = "table.ratio"
at_least = "50%"
at_most = "70%"
effect = "error"
cite = ["t#1"]
[[step]]
id = "deductible"
title = "起付标准"
do = "deductible"
amount = "table.deductible"
cite = ["t#1"]
[[step]]
id = "pool"
title = "基金支付"
do = "share"
payer = "pool"
ratio = "table.ratio"
cite = ["t#1"]
"#;

/// REQ-112: a county sets the parameter that is left to it, within the city's limits; any other
/// number is not its to set.
#[test]
fn a_county_sets_what_is_left_to_it_and_nothing_else() {
    let cases = r#"
[[case]]
id = "county-of-sixty"
title = "县里定 60%"
working = "(1500-500)×60%=600"
parameters = { "table.ratio" = "60%" }
person = {}
claims = [{ id = "c1", care = "inpatient", service_date = 2013-05-01, amount = "1500", expect = { payers = { pool = "600" }, self = "900" } }]
[[case]]
id = "nothing-set"
title = "县里没有定"
working = "没有比例，不能算"
person = {}
claims = [{ id = "c1", care = "inpatient", service_date = 2013-05-01, amount = "1500", expect = { refused = "table.ratio" } }]
"#;
    let package = plan(&format!("{POOL}{COUNTY}"), cases);
    holds(&package);
    let set = |name: &str, is: &str| {
        let parameters = BTreeMap::from([(name.to_owned(), is.to_owned())]);
        let options = CompileOptions {
            parameters,
            ..CompileOptions::default()
        };
        let compiled = policy::compile(&package, &options);
        compiled
            .err()
            .unwrap_or_default()
            .first()
            .map(|first| first.code)
    };
    assert_eq!(set("table.ratio", "50%"), None);
    assert_eq!(set("table.ratio", "70%"), None);
    assert_eq!(set("table.ratio", "71%"), Some("P0608"));
    assert_eq!(set("table.ratio", "49%"), Some("P0608"));
    assert_eq!(set("table.deductible", "400"), Some("P0202"));
}

/// REQ-113: 90/85/80 % by level pass the check, 80/85 % do not.
#[test]
fn a_ratio_that_rises_with_the_level_of_the_hospital_fails_the_check() {
    let found = |rows: &str| {
        let rules = format!(
            r#"
[table.ratio]
title = "支付比例"
type = "ratio"
keys = ["level"]
cite = ["t#1"]
rows = {{ {rows}, "*" = "50%" }}
[[bound]]
id = "falls"
title = "级别越高比例越低"
table = "table.ratio"
falls_with = "level"
effect = "error"
cite = ["t#1"]
[[step]]
id = "pool"
title = "基金支付"
do = "share"
payer = "pool"
ratio = "table.ratio"
cite = ["t#1"]
"#
        );
        let package = plan(&format!("{POOL}{rules}"), "");
        findings(&package, &CompileOptions::default(), Severity::Error)
    };
    assert!(found(r#""1" = "90%", "2" = "85%", "3" = "80%""#).is_empty());
    let rising = found(r#""1" = "80%", "2" = "85%""#);
    assert_eq!(
        rising.iter().map(|it| it.code).collect::<Vec<_>>(),
        ["P0608"]
    );
}
