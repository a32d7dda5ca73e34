use base::{Fen, Ratio, Rounding};

use super::*;
use crate::control::indicator::*;
use crate::control::{BasisPoints, Level, Side};

fn warned(figures: &FundFigures) -> Vec<Warning> {
    let catalogue = Catalogue::shipped().unwrap();
    warnings(figures, &catalogue.rungs, pool(), date("2026-06-30")).unwrap()
}

fn one(figures: &FundFigures, indicator: Indicator) -> Warning {
    warned(figures)
        .into_iter()
        .find(|one| one.indicator == indicator)
        .unwrap()
}

fn year(income: i64, spending: i64) -> FundFigures {
    FundFigures {
        month: 12,
        income: yuan(income),
        spending: yuan(spending),
        ..FundFigures::default()
    }
}

/// REQ-164: income 100, spending 89 is 11 %: a warning; 90 is 10 %: none.
#[test]
fn a_surplus_rate_above_ten_percent_is_warned_of() {
    let eleven = one(&year(100, 89), Indicator::SurplusBooked);
    assert_eq!(
        (eleven.value().as_str(), eleven.level),
        ("11.00%", Level::One)
    );
    assert_eq!(eleven.article.as_deref(), Some("南京2017 三(六)"));
    let ten = one(&year(100, 90), Indicator::SurplusBooked);
    assert_eq!((ten.value().as_str(), ten.level), ("10.00%", Level::None));
    let nothing = one(&year(0, 0), Indicator::SurplusBooked);
    assert_eq!(
        (nothing.value().as_str(), nothing.level),
        ("—", Level::None)
    );
}

#[test]
fn next_years_premiums_inflate_the_booked_rate_alone() {
    let figures = FundFigures {
        income_of_later_years: yuan(20),
        income_booked_earlier: yuan(10),
        ..year(110, 95)
    };
    assert_eq!(one(&figures, Indicator::SurplusBooked).value(), "13.64%");
    assert_eq!(
        one(&figures, Indicator::SurplusBenefitYear).value(),
        "5.00%"
    );
}

/// REQ-165: cumulative balance over the income of the year, shown beside the limit, which is data.
#[test]
fn the_cumulative_rate_stands_beside_its_limit() {
    let figures = FundFigures {
        surplus: yuan(30),
        ..year(100, 95)
    };
    let rate = one(&figures, Indicator::CumulativeRate);
    assert_eq!(
        (rate.value().as_str(), rate.limit_zh().as_str()),
        ("30.00%", "≤25.00%")
    );
    assert_eq!(rate.level, Level::One);
    let own = "[[rung]]\nindicator = \"cumulative_rate\"\nlevel = 2\nabove = \"40%\"\npool = \"3404\"\narticle = \"市文件\"\n\
               standing = \"source\"\n";
    let catalogue = Catalogue::shipped().unwrap().with(own).unwrap();
    let all = warnings(&figures, &catalogue.rungs, pool(), date("2026-06-30")).unwrap();
    let own = all
        .into_iter()
        .find(|one| one.indicator == Indicator::CumulativeRate)
        .unwrap();
    assert_eq!(
        (own.limit_zh().as_str(), own.level),
        ("≤40.00%", Level::None)
    );
}

/// REQ-166: spending 60 % at month 6 against a plan of 50 % is an alert of level 2; graded also by surplus rate, months
/// of reserve and growth of a provider.
#[test]
fn warnings_are_graded() {
    let figures = FundFigures {
        month: 6,
        budget: yuan(100),
        spending: yuan(60),
        income: yuan(58),
        surplus: yuan(28),
        outlay: yuan(120),
        outlay_months: 12,
        provider: Some((yuan(125), yuan(100))),
        ..FundFigures::default()
    };
    let ahead = one(&figures, Indicator::AheadOfPlan);
    assert_eq!(
        (ahead.value().as_str(), ahead.level),
        ("20.00%", Level::Two)
    );
    assert_eq!(one(&figures, Indicator::SurplusBooked).level, Level::Two);
    let cover = one(&figures, Indicator::MonthsOfCover);
    assert_eq!(
        (cover.value().as_str(), cover.level),
        ("2.8 个月", Level::Three)
    );
    assert_eq!(one(&figures, Indicator::ProviderGrowth).level, Level::Two);
    assert_eq!(
        one(&figures, Indicator::Collection).level,
        Level::None,
        "no figure, no warning"
    );
    let calm = FundFigures {
        spending: yuan(50),
        surplus: yuan(60),
        ..figures
    };
    assert_eq!(one(&calm, Indicator::AheadOfPlan).level, Level::None);
    assert_eq!(
        one(&calm, Indicator::MonthsOfCover).level,
        Level::None,
        "six months are enough"
    );
}

#[test]
fn arrivals_and_ages_are_graded() {
    let arrival = |due, arrived| Arrival {
        level: "county".into(),
        due: yuan(due),
        arrived: yuan(arrived),
    };
    let figures = FundFigures {
        collection: Some(arrival(100, 94)),
        arrivals: vec![arrival(60, 60), arrival(40, 10)],
        oldest_outstanding: 32,
        oldest_in_income_account: 10,
        oldest_receivable: 366,
        ..year(100, 95)
    };
    let level = |indicator| one(&figures, indicator).level;
    assert_eq!(level(Indicator::Collection), Level::One);
    assert_eq!(
        (
            one(&figures, Indicator::Arrivals).value().as_str(),
            level(Indicator::Arrivals)
        ),
        ("70.00%", Level::Two)
    );
    assert_eq!(level(Indicator::Outstanding), Level::One);
    assert_eq!(level(Indicator::IncomeAccount), Level::None);
    assert_eq!(level(Indicator::Receivable), Level::Two);
    assert_eq!(one(&figures, Indicator::Receivable).value(), "366 天");
    assert_eq!(
        one(&figures, Indicator::Outstanding).limit,
        Some((Side::Above, Ratio::new(31, 1).unwrap()))
    );
}

/// The figures of the seeds: 泰安 306 of 4063 is 7.53 %; 乌鲁木齐 2010 9.78 %, −5.90 % (a deficit, whatever the text
/// calls it) and 12.63 %.
#[test]
fn the_rates_of_the_seeds_come_out() {
    let wan = |amount: i64| Fen::new(amount * 1_000_000);
    let rate = |income: Fen, spending: Fen| {
        let figures = FundFigures {
            income,
            spending,
            ..FundFigures::default()
        };
        measure(Indicator::SurplusBooked, &figures)
            .unwrap()
            .basis_points(Rounding::HalfUp)
    };
    assert_eq!(
        rate(wan(2_848 + 1_215), wan(3_757)),
        Some(BasisPoints::new(753))
    );
    assert_eq!(rate(wan(6_823), wan(6_156)), Some(BasisPoints::new(978)));
    assert_eq!(rate(wan(4_254), wan(4_505)), Some(BasisPoints::new(-590)));
    assert_eq!(
        rate(wan(103_700), wan(90_600)),
        Some(BasisPoints::new(1_263))
    );
    let deficit = FundFigures {
        income: wan(4_254),
        spending: wan(4_505),
        ..FundFigures::default()
    };
    let shown = one(&deficit, Indicator::SurplusBooked);
    assert_eq!(
        (shown.value().as_str(), shown.level),
        ("-5.90%", Level::Two)
    );
}
