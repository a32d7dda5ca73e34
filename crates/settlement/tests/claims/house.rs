//! A city with a hospital, and what its claims are made of.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use access::UserName;
use base::{Date, Fen, ProviderId, RegionCode, WorkingCalendar};
use benefit::plan::Policy;
use enrolment::{Month, Scheme};
use policy::{CompileOptions, Files, Package};
use settlement::claim::{
    Before, Care, Claim, ClaimNo, Draft, Earlier, Fault, Finding, FundCode, LineKey, Nature, Part,
    Payable, SettlementId, Signed, Verdict, draw_up,
};

pub fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

pub fn region(text: &str) -> RegionCode {
    RegionCode::parse(text).unwrap()
}

pub fn city() -> RegionCode {
    region("3404")
}

pub fn county() -> RegionCode {
    region("340421")
}

pub fn hospital() -> ProviderId {
    ProviderId::new("H34042100001").unwrap()
}

pub fn fund() -> FundCode {
    FundCode::new("employee").unwrap()
}

pub fn month() -> Month {
    Month::parse("2025-02").unwrap()
}

pub fn id(text: &str) -> SettlementId {
    SettlementId::new(text).unwrap()
}

pub fn no(number: i64) -> ClaimNo {
    ClaimNo::new(number).unwrap()
}

/// A signature: `clerk@340421 2025-03-03`.
pub fn signed(by: &str, office: RegionCode, on: &str) -> Signed {
    Signed {
        by: UserName::new(by).unwrap(),
        office,
        on: date(on),
    }
}

pub fn payable(settlement: &str, on: &str, amount: i64) -> Payable {
    Payable {
        settlement: id(settlement),
        nature: Nature::Settlement,
        institution: hospital(),
        county: county(),
        scheme: Scheme::Employee,
        fund: fund(),
        part: Part::Fund,
        care: Care::Inpatient,
        benefit_year: 2025,
        settled_on: date(on),
        amount: Fen::new(amount),
    }
}

/// The record that reverses a payable.
pub fn reversal(settlement: &str, on: &str, of: &Payable) -> Payable {
    Payable {
        settlement: id(settlement),
        nature: Nature::Reversal(of.settlement.clone()),
        settled_on: date(on),
        amount: of.amount.checked_neg().unwrap(),
        ..of.clone()
    }
}

pub fn line(settlement: &str) -> LineKey {
    LineKey {
        settlement: id(settlement),
        part: Part::Fund,
    }
}

pub fn finding(settlement: &str, verdict: Verdict, amount: i64, fault: Fault) -> Finding {
    Finding {
        line: line(settlement),
        verdict,
        amount: Fen::new(amount),
        fault,
        reason: "超出医保目录限定支付范围".to_owned(),
    }
}

pub fn drafts(month: Month, payables: &[Payable]) -> Vec<Draft> {
    let offices = BTreeMap::from([(hospital(), county())]);
    let before = Before {
        submitted: &BTreeSet::new(),
        claimed: &BTreeSet::new(),
        offices: &offices,
    };
    let today = month.next().unwrap().first();
    draw_up(month, today, payables, &before).unwrap().drafts
}

/// The one claim of payables of February 2025.
pub fn drawn(number: i64, payables: &[Payable]) -> Claim {
    let mut drafts = drafts(month(), payables);
    assert_eq!(drafts.len(), 1);
    Claim::new(no(number), drafts.remove(0))
}

pub fn submitted(number: i64, payables: &[Payable]) -> Claim {
    let mut claim = drawn(number, payables);
    let declared = claim.declared().unwrap();
    let by = signed("hospital", county(), "2025-03-03");
    claim.submit(by, declared).unwrap();
    claim
}

/// A claim that was reviewed on 2025-03-17 and decided on 2025-03-31 with these findings.
pub fn decided(
    number: i64,
    payables: &[Payable],
    findings: Vec<Finding>,
    earlier: &Earlier,
) -> Claim {
    let mut claim = submitted(number, payables);
    let review = signed("reviewer", county(), "2025-03-17");
    claim.review(review, Vec::new()).unwrap();
    let decision = signed("city", city(), "2025-03-31");
    claim.decide(decision, findings, earlier).unwrap();
    claim
}

/// The package of the city of 篇7, which states the terms.
pub fn package() -> Policy {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/cn.310000.employee");
    let mut files = Vec::new();
    walk(&root, &root, &mut files);
    let package = Package::load(&Files::from_iter(files)).unwrap();
    policy::compile(&package, &CompileOptions::default()).unwrap()
}

fn walk(folder: &Path, root: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, root, found);
        } else {
            let name = path.strip_prefix(root).unwrap().to_string_lossy();
            let bytes = std::fs::read(&path).unwrap();
            found.push((name.replace('\\', "/"), bytes));
        }
    }
}

/// The holidays of 2025 that the tests meet: 清明, 劳动节, and 国庆 with 中秋, whose make-up days are Sundays and
/// Saturdays.
pub fn calendar() -> WorkingCalendar {
    let off = [
        "2025-04-04",
        "2025-05-01",
        "2025-05-02",
        "2025-05-05",
        "2025-10-01",
        "2025-10-02",
        "2025-10-03",
        "2025-10-06",
        "2025-10-07",
        "2025-10-08",
    ];
    let worked = ["2025-04-27", "2025-09-28", "2025-10-11"];
    WorkingCalendar::weekends_only()
        .with_year(2025, &off.map(date), &worked.map(date))
        .unwrap()
}
