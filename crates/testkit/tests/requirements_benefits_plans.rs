//! Benefit plans in time: versions, transitions, terms.

mod plans;
mod shipped;

use plans::{holds, plan, reformed, with_cases};

const POOL: &str = r#"
[payer.pool]
title = "统筹基金"
kind = "fund"
"#;

const CITY_PLAN: &str = r#"
[table.deductible]
title = "起付标准"
type = "money"
keys = ["level"]
cite = ["t#1"]
versions = [
  { from = 2010-01-01, rows = { "..1" = "200", "2" = "500", "3" = "1000" } },
  { from = 2017-01-01, rows = { "..1" = "300", "2" = "600", "3" = "900" } },
]
[table.ratio]
title = "支付比例"
type = "ratio"
keys = ["care", "level"]
cite = ["t#1"]
versions = [
  { from = 2010-01-01, rows = { inpatient = { "..1" = "85%", "2" = "75%", "3" = "60%" }, "*" = "40%" } },
  { from = 2017-01-01, rows = { inpatient = { "..1" = "90%", "2" = "80%", "3" = "65%" }, "*" = "50%" } },
]
[table.ceiling]
title = "最高支付限额"
type = "money"
cite = ["t#1"]
versions = [{ from = 2010-01-01, is = "10000" }, { from = 2017-01-01, is = "12000" }]
[acc.pool_paid]
of = "person"
per = "year"
unit = "money"
kind = "counter"
title = "本年已付"
[[step]]
id = "deductible"
title = "起付标准"
do = "deductible"
for = ["inpatient"]
amount = "table.deductible"
cite = ["t#1"]
[[step]]
id = "pool"
title = "基金支付"
do = "share"
payer = "pool"
ratio = "table.ratio"
caps = [{ acc = "pool_paid", limit = "table.ceiling", basis = "paid" }]
consumed = "all"
cite = ["t#1"]
"#;

/// REQ-081: two counties, one plan; the next version splits the same claim otherwise.
#[test]
fn two_counties_split_alike_before_and_after_a_new_version() {
    let cases = r#"
[[case]]
id = "two-counties"
title = "两个县、两个版本"
working = """
旧：门诊 100×40%=40；二级 (10500-500)×75%=7500；三级 (8500-1000)×60%=4500，限额只剩 10000-40-7500=2460。
新：门诊 100×50%=50；二级 (10600-600)×80%=8000；三级 (8500-900)×65%=4940，限额只剩 12000-50-8000=3950
"""
person = {}
claims = [
  { id = "a1", person_id = "a", county = "430121", care = "outpatient", level = 1, service_date = 2016-03-01, amount = "100", expect = { payers = { pool = "40" }, self = "60" } },
  { id = "a2", person_id = "a", county = "430121", care = "inpatient", level = 2, service_date = 2016-04-01, amount = "10500", expect = { payers = { pool = "7500" }, self = "3000", burden = { deductible = "500", copay = "2500" } } },
  { id = "a3", person_id = "a", county = "430121", care = "inpatient", level = 3, service_date = 2016-12-31, amount = "8500", expect = { payers = { pool = "2460" }, self = "6040", burden = { deductible = "1000", copay = "5040" } } },
  { id = "b1", person_id = "b", county = "430122", care = "outpatient", level = 1, service_date = 2016-03-01, amount = "100", expect = { payers = { pool = "40" }, self = "60" } },
  { id = "b2", person_id = "b", county = "430122", care = "inpatient", level = 2, service_date = 2016-04-01, amount = "10500", expect = { payers = { pool = "7500" }, self = "3000", burden = { deductible = "500", copay = "2500" } } },
  { id = "b3", person_id = "b", county = "430122", care = "inpatient", level = 3, service_date = 2016-12-31, amount = "8500", expect = { payers = { pool = "2460" }, self = "6040", burden = { deductible = "1000", copay = "5040" } } },
  { id = "c1", person_id = "a", county = "430121", care = "outpatient", level = 1, service_date = 2017-01-01, amount = "100", expect = { payers = { pool = "50" }, self = "50" } },
  { id = "c2", person_id = "a", county = "430121", care = "inpatient", level = 2, service_date = 2017-04-01, amount = "10600", expect = { payers = { pool = "8000" }, self = "2600" } },
  { id = "c3", person_id = "a", county = "430121", care = "inpatient", level = 3, service_date = 2017-05-01, amount = "8500", expect = { payers = { pool = "3950" }, self = "4550", burden = { deductible = "900", copay = "3650" } } },
  { id = "d1", person_id = "b", county = "430122", care = "outpatient", level = 1, service_date = 2017-01-01, amount = "100", expect = { payers = { pool = "50" }, self = "50" } },
  { id = "d2", person_id = "b", county = "430122", care = "inpatient", level = 2, service_date = 2017-04-01, amount = "10600", expect = { payers = { pool = "8000" }, self = "2600" } },
  { id = "d3", person_id = "b", county = "430122", care = "inpatient", level = 3, service_date = 2017-05-01, amount = "8500", expect = { payers = { pool = "3950" }, self = "4550", burden = { deductible = "900", copay = "3650" } } },
]
"#;
    holds(&plan(&format!("{POOL}{CITY_PLAN}"), cases));
}

/// REQ-085: a signed person's fee is paid once a year; another number of times by a patch.
#[test]
fn a_contract_fee_is_paid_once_a_year_or_as_often_as_configured() {
    let files = shipped::files("cn.150100.family_doctor");
    let cases = |second: &str| {
        format!(
            r#"
[[case]]
id = "fees"
title = "签约服务费"
working = "55：基金 20、公共卫生 30、个人 5；每年重新计次"
person = {{}}
claims = [
  {{ id = "c1", person_id = "a", care = "contract_service", service_date = 2026-02-01, amount = "55", expect = {{ payers = {{ pool = "20", public_health = "30" }}, self = "5" }} }},
  {{ id = "c2", person_id = "a", care = "contract_service", service_date = 2026-08-01, amount = "55", expect = {{ {second} }} }},
  {{ id = "c3", person_id = "b", care = "contract_service", service_date = 2026-08-01, amount = "55", expect = {{ payers = {{ pool = "20", public_health = "30" }}, self = "5" }} }},
  {{ id = "c4", person_id = "a", care = "contract_service", service_date = 2027-01-01, amount = "55", expect = {{ payers = {{ pool = "20", public_health = "30" }}, self = "5" }} }},
]
"#
        )
    };
    let refused = r#"payers = {}, self = "55", denied = ["already_signed"]"#;
    holds(&with_cases(&files, &cases(refused)));
    let paid = r#"payers = { pool = "20", public_health = "30" }, self = "5", denied = []"#;
    let twice = "[[patch]]\npath = \"deny.already_signed.when\"\nis = \"fees_before >= 2\"";
    holds(&reformed(
        &with_cases(&files, &cases(paid)),
        "2026-01-01",
        twice,
    ));
}

const CONTRACT: &str = r#"
[payer.insurer]
title = "承办的保险公司"
kind = "insurer"
layer = "serious_illness"
[payer.serious_illness]
title = "统一的大病保险"
kind = "fund"
layer = "serious_illness"
[[step]]
id = "basic"
title = "基本医保"
do = "share"
payer = "pool"
ratio = "60%"
cite = ["t#1"]
[[step]]
id = "contract"
title = "合同期内由保险公司支付"
do = "share"
layer = "serious_illness"
payer = "insurer"
ratio = "50%"
source = ["copay"]
until = 2017-12-31
cite = ["t#1"]
[[step]]
id = "unified"
title = "合同到期后按统一规定"
do = "share"
layer = "serious_illness"
payer = "serious_illness"
ratio = "60%"
source = ["copay"]
from = 2018-01-01
cite = ["t#1"]
"#;

/// REQ-093: while its contract runs the insurer pays the serious-illness layer by the old rule,
/// from the day after the unified rule holds.
#[test]
fn the_insurer_pays_until_its_contract_ends() {
    let cases = r#"
[[case]]
id = "last-day-and-day-after"
title = "合同期的末日和次日"
working = "个人 40000：末日 ×50%=20000 由保险公司；次日 ×60%=24000 按统一规定"
person = {}
claims = [
  { id = "c1", care = "inpatient", service_date = 2017-12-31, amount = "100000", expect = { payers = { pool = "60000", insurer = "20000" }, self = "20000" } },
  { id = "c2", care = "inpatient", service_date = 2018-01-01, amount = "100000", expect = { payers = { pool = "60000", serious_illness = "24000" }, self = "16000" } },
]
"#;
    holds(&plan(&format!("{POOL}{CONTRACT}"), cases));
}

const ACCOUNTS: &str = r#"
[payer.account]
title = "个人账户"
kind = "account"
[acc.account]
of = "person"
per = "life"
unit = "money"
kind = "balance"
title = "个人账户余额"
[table.credit]
title = "每月计入"
type = "money"
keys = ["retired"]
cite = ["t#1"]
versions = [
  { from = 2010-01-01, rows = { no = "150", yes = "180" } },
  { from = 2013-01-01, rows = { no = "100", yes = "110" } },
]
[[account_credit]]
id = "monthly"
title = "每月计入"
band = "all"
amount = "table.credit"
to = "account"
cite = ["t#1"]
[[step]]
id = "pooling"
title = "门诊统筹"
do = "share"
for = ["outpatient"]
payer = "pool"
ratio = "50%"
from = 2013-01-01
cite = ["t#1"]
[[step]]
id = "before_pooling"
title = "门诊统筹以前由个人账户支付"
do = "draw"
payer = "account"
balance = "account"
until = 2012-12-31
cite = ["t#1"]
[[step]]
id = "account"
title = "个人账户支付统筹以后的部分"
from = 2013-01-01
do = "draw"
payer = "account"
balance = "account"
source = ["copay"]
cite = ["t#1"]
"#;

/// REQ-107: outpatient pooling comes and the account credits change from one day on.
#[test]
fn a_new_version_changes_the_credits_from_its_date_only() {
    let mut cases = r#"
[[case]]
id = "visits"
title = "门诊统筹前后"
working = "2012-12-31 全由账户 200；2013-01-01 统筹 200×50%=100，账户 100"
opening = { account = "1000" }
person = {}
claims = [
  { id = "c1", service_date = 2012-12-31, amount = "200", expect = { payers = { account = "200" }, self = "0" } },
  { id = "c2", service_date = 2013-01-01, amount = "200", expect = { payers = { pool = "100", account = "100" }, self = "0", acc = { account = "700" } } },
]
"#
    .to_owned();
    for (day, retired, amount) in [
        ("2012-12-31", "no", "150"),
        ("2012-12-31", "yes", "180"),
        ("2013-01-01", "no", "100"),
        ("2013-01-01", "yes", "110"),
    ] {
        cases.push_str(&format!(
            "[[section_case]]\nid = \"credit-{day}-{retired}\"\ntitle = \"计入\"\nsection = \"account_credit\"\n\
             working = \"{amount}\"\nfacts = {{ service_date = {day}, retired = \"{retired}\" }}\n\
             expect = {{ band = \"all\", amount = \"{amount}\" }}\n"
        ));
    }
    holds(&plan(&format!("{POOL}{ACCOUNTS}"), &cases));
}

/// REQ-132: a new deductible from a date leaves earlier claims as they were.
#[test]
fn a_new_deductible_leaves_earlier_claims_unchanged() {
    let files = shipped::files("cn.310000.employee");
    let cases = |later: &str, own: &str| {
        format!(
            r#"
[[case]]
id = "stays"
title = "住院"
working = "2003：(20000-1500)×85%=15725；2004：起付 1500 时 15725，1800 时 (20000-1800)×85%=15470"
person = {{ birth = 1950-06-01, employed_on = 1970-01-01 }}
claims = [
  {{ id = "c1", care = "inpatient", service_date = 2003-12-31, amount = "20000", expect = {{ payers = {{ pool = "15725" }}, self = "4275" }} }},
  {{ id = "c2", care = "inpatient", service_date = 2004-01-01, amount = "20000", expect = {{ payers = {{ pool = "{later}" }}, self = "{own}" }} }},
]
"#
        )
    };
    holds(&with_cases(&files, &cases("15725", "4275")));
    let patch = "[[patch]]\npath = \"table.ip_deductible.rows.active\"\nis = \"1800\"";
    holds(&reformed(
        &with_cases(&files, &cases("15470", "4530")),
        "2004-01-01",
        patch,
    ));
}
