//! Before the first day: by which rules the city works, and where its money lies.

use crate::history::History;
use crate::office::{CITY, COUNTIES, day, region, staff};
use access::Verdict;
use base::{Fen, Validity};
use benefit::plan::Policy;
use enrolment::Scheme;
use enrolment::account::TableState;
use enrolment::contribution::Year;
use enrolment::contribution::subsidy::{ChannelCode, SubsidyChannel};
use ledger::book::BankSeat;
use ledger::chart::MoneyPlace;
use ledger::entry::{BankAccount, FundYear};
use policy::{CompileOptions, Files, Package};
use service::contribution::{standard, subsidy};
use service::{account, books, fund, package, regime};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, LazyLock, Mutex};
use store::ledger::Bank;

/// The channel of subsidies.
pub const CHANNEL: &str = "fiscal";

/// What the notices of 2025 to 2027 say, in yuan; invented, as the source gives rules and no figures.
const STANDARDS: [[(&str, &str); 7]; 3] = [
    [
        ("table.standard_total", "1020"),
        ("table.standard_personal", "380"),
        ("table.central", "384"),
        ("table.province", "154"),
        ("table.city", "51"),
        ("table.to_basic", "930"),
        ("table.to_serious_illness", "90"),
    ],
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
];

/// Does all of it; every step must succeed.
pub fn furnish(history: &mut History) {
    let (officer, reviewer) = (staff("zc", CITY), staff("sh", CITY));
    let text = include_str!("../../../../enrolment/regimes/340400.toml");
    let no = history.call("regime.propose", |desk| {
        regime::propose(desk, &officer, "profile.toml", text)
    });
    let no = no.unwrap();
    let set = history.call("regime.decide", |desk| {
        regime::decide(desk, &reviewer, no, Verdict::Approved, "同意")
    });
    set.unwrap();
    for (year, yuan) in (2025..).zip(STANDARDS) {
        adopt(history, year, &yuan);
    }
    banks(history);
    funds(history);
    credit_table(history);
}

fn adopt(history: &mut History, year: i32, yuan: &[(&str, &str)]) {
    let (officer, reviewer) = (staff("zc", CITY), staff("sh", CITY));
    let yuan = yuan.iter();
    let adopting = package::Adopting {
        scheme: Scheme::Resident,
        files: files("cn.340400.resident"),
        parameters: yuan
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        from: day(&format!("{year}-01-01")),
        until: None,
    };
    let no = history.call("package.propose", |desk| {
        package::propose(desk, &officer, &adopting)
    });
    let no = no.unwrap();
    let adopted = history.call("package.decide", |desk| {
        package::decide(desk, &reviewer, no, Verdict::Approved, "同意")
    });
    adopted.unwrap();
    let proposed = standard::Proposed {
        scheme: Scheme::Resident,
        year: year_of(year),
        bill_from: day(&format!("{}-07-01", year - 1)),
        bill_to: None,
        former: Vec::new(),
        unified_from: None,
    };
    let no = history.call("standard.propose", |desk| {
        standard::propose(desk, &officer, &proposed)
    });
    let no = no.unwrap();
    let set = history.call("standard.decide", |desk| {
        standard::decide(desk, &reviewer, no, Verdict::Approved, "同意")
    });
    set.unwrap();
}

/// The bank accounts of the city and its counties.
pub const FISCAL: &str = "市财政专户";

/// The expenditure or income account of a county.
pub fn bank_of(county: usize, kind: &str) -> String {
    format!("{}{kind}户", COUNTIES[county])
}

fn banks(history: &mut History) {
    let mut all = vec![(FISCAL.to_owned(), CITY, MoneyPlace::Fiscal)];
    for (place, county) in COUNTIES.iter().enumerate() {
        all.push((bank_of(place, "支出"), county, MoneyPlace::Expenditure));
        all.push((bank_of(place, "收入"), county, MoneyPlace::Income));
    }
    for (name, keeper, place) in all {
        let bank = Bank {
            name: BankAccount::new(&name).unwrap(),
            seat: BankSeat {
                keeper: region(keeper),
                place,
                validity: Validity::new(Some(day("2020-01-01")), None).unwrap(),
            },
        };
        let (maker, checker) = (staff("kj", CITY), staff("fh", CITY));
        let no = history.call("bank.propose", |desk| {
            books::propose_bank(desk, &maker, &bank)
        });
        let no = no.unwrap();
        let set = history.call("bank.decide", |desk| {
            books::decide(desk, &checker, no, Verdict::Approved, "")
        });
        set.unwrap();
    }
}

fn funds(history: &mut History) {
    let officer = staff("zc", CITY);
    let channel = SubsidyChannel {
        code: ChannelCode::new(CHANNEL).unwrap(),
        title: "财政专户直拨".to_owned(),
        open: Validity::new(Some(day("2021-01-01")), None).unwrap(),
    };
    let open = history.call("subsidy.channel", |desk| {
        subsidy::set_channel(desk, &officer, &channel)
    });
    open.unwrap();
    let own = "[[parameter]]\nid = \"risk.extraction.rate\"\nzh = \"提取比例\"\nratio = \"3%\"\npool = \"3404\"\n\
               article = \"样例文件\"\nstanding = \"source\"\n";
    let (maker, checker) = (staff("kj", CITY), staff("fh", CITY));
    let year = FundYear::new(2026).unwrap();
    let no = history.call("fund.parameters", |desk| {
        fund::propose_parameters(desk, &maker, year, own)
    });
    let no = no.unwrap();
    let set = history.call("fund.confirm", |desk| {
        fund::confirm_case(desk, &checker, no)
    });
    set.unwrap();
}

/// Amounts of personal accounts; invented, as the source gives none.
fn credit_table(history: &mut History) {
    let bands = [
        ("active_le34", 20),
        ("active_35_44", 24),
        ("active_ge45", 28),
        ("retired_le74", 30),
        ("retired_ge75", 32),
    ];
    let amounts: BTreeMap<String, Fen> = bands
        .map(|(band, yuan)| (format!("table.credit_{band}"), Fen::new(yuan * 1_000)))
        .into();
    let (officer, reviewer) = (staff("zc", CITY), staff("sh", CITY));
    let from = day("2025-06-01");
    let no = history.call("account.table_study", |desk| {
        account::study(desk, &officer, from, amounts, "论证会纪要")
    });
    let no = no.unwrap();
    for state in [
        TableState::Consent,
        TableState::Published,
        TableState::InForce,
    ] {
        let step = history.call("account.table_step", |desk| {
            account::step(desk, &reviewer, no, state, "市政府文件")
        });
        step.unwrap();
    }
}

/// A benefit year.
pub fn year_of(year: i32) -> Year {
    Year::new(year).unwrap()
}

fn files(id: &str) -> Files {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../policies")
        .join(id);
    let mut files = Vec::new();
    for part in ["", "sources/"] {
        for entry in std::fs::read_dir(folder.join(part)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = path.file_name().unwrap().to_string_lossy();
                files.push((format!("{part}{name}"), std::fs::read(&path).unwrap()));
            }
        }
    }
    Files::from_iter(files)
}

/// Parameters of a package, by name.
type Parameters = Vec<(String, String)>;

/// 篇7's package with an average wage of 5000, a rate of interest, and more parameters.
pub fn employee_policy(more: &BTreeMap<String, String>) -> Arc<Policy> {
    static PACKAGE: LazyLock<Package> =
        LazyLock::new(|| Package::load(&files("cn.310000.employee")).unwrap());
    static MADE: Mutex<BTreeMap<Parameters, Arc<Policy>>> = Mutex::new(BTreeMap::new());
    let key: Vec<_> = more.clone().into_iter().collect();
    let mut made = MADE.lock().unwrap();
    let policy = made.entry(key).or_insert_with(|| {
        let mut parameters = more.clone();
        parameters.insert("table.city_wage".to_owned(), "5000".to_owned());
        parameters.insert("table.interest_rate".to_owned(), "1.125%".to_owned());
        let options = CompileOptions {
            parameters,
            ..CompileOptions::default()
        };
        Arc::new(policy::compile(&PACKAGE, &options).unwrap())
    });
    Arc::clone(policy)
}
