//! What the notices, contracts and resolutions of 青禾 say: the sources of the package and of the regime
//! give rules, and leave these figures to each city and year.

/// Years whose standards are notified: the two of the story, and the one that is collected as it ends.
pub const YEARS: usize = 3;

/// The notices of the residents' standards, in 元.
pub const STANDARDS: [[(&str, &str); 7]; YEARS] = [
    [
        ("table.standard_total", "1080"),
        ("table.standard_personal", "400"),
        ("table.central", "408"),
        ("table.province", "163"),
        ("table.city", "54"),
        ("table.to_basic", "985"),
        ("table.to_serious_illness", "95"),
    ],
    [
        ("table.standard_total", "1130"),
        ("table.standard_personal", "420"),
        ("table.central", "426"),
        ("table.province", "170"),
        ("table.city", "57"),
        ("table.to_basic", "1030"),
        ("table.to_serious_illness", "100"),
    ],
    [
        ("table.standard_total", "1180"),
        ("table.standard_personal", "440"),
        ("table.central", "444"),
        ("table.province", "178"),
        ("table.city", "60"),
        ("table.to_basic", "1075"),
        ("table.to_serious_illness", "105"),
    ],
];

/// What the basic fund costs a head and year, in 分: the middle of what the hospitals of 青禾 settled.
pub const COST: [i64; YEARS] = [92_500, 98_000, 103_000];
/// The premium of the serious-illness contract for a head and year, in 分.
pub const INSURANCE: [i64; YEARS] = [9_500, 10_000, 10_500];
/// Who insures serious illness.
pub const INSURER: &str = "青禾安康保险公司";

/// The average wage of a month by which bases are clamped, and the interest rate of personal accounts.
pub const EMPLOYEE: [(&str, &str); 2] =
    [("table.city_wage", "5000"), ("table.interest_rate", "1.5%")];
/// What accounts are credited of the employers' part each month, in 分, by band.
pub const CREDITS: [(&str, i64); 5] = [
    ("table.credit_active_le34", 2_000),
    ("table.credit_active_35_44", 2_400),
    ("table.credit_active_ge45", 2_800),
    ("table.credit_retired_le74", 3_000),
    ("table.credit_retired_ge75", 3_200),
];
/// What is spent of a quarter's income, in per cent: the employees' pool, the accounts.
pub const EMPLOYEE_COST: [i64; 2] = [88, 70];

/// Interest of the fiscal special accounts for a quarter.
pub const INTEREST: &str = "0.1%";

/// The rate of the risk adjustment fund, as the city resolved it.
pub const RISK: &str = "[[parameter]]
id = \"risk.extraction.rate\"
zh = \"风险调剂金提取比例（占当年收入）\"
ratio = \"3%\"
pool = \"8901\"
article = \"青医保〔2024〕6号\"
standing = \"source\"
";

/// What the budgets set aside for it, in per cent of the standard.
pub const RISK_PLAN: i64 = 4;

/// The filing by which premiums of later years are kept as received in advance (the supplement to the
/// accounting system, in force with the year 2026), and from which year on.
pub const FILING: (&str, i32) = ("青医保备〔2025〕11号", 2026);
