//! What is told of the counter: fees of each hospital, who lies in, who is silent, what counties owe each other.

use access::{Role, Sight};
use base::Fen;
use directory::provider::ProviderKind;
use service::gateway::{ContactKind, contacts};
use service::provider::{self, Published};
use service::{audit, clearing, inpatient};
use settlement::claim::FundCode;
use store::gateway::ContactRow;

use crate::hall::policy;
use crate::in_town as on_both;
use crate::listed::{DRUG, SERVICE};
use crate::network::{OTHER, designated_there, other, settled_town};
use crate::people_support::{day, region};
use crate::town::{HOSPITAL, Town};
use crate::visits::{Hall, stay_of};

/// A stay from admission to settlement.
fn stayed(hall: &Hall, (who, code): (i64, &str), days: (&str, &str), amount: &str) -> i64 {
    let visit = hall
        .begin(stay_of(who, code, &format!("{} 08:00:00", days.0)))
        .unwrap();
    let of = (visit, who, code);
    hall.charge(
        of,
        (1, SERVICE, amount, None),
        &format!("{} 09:00:00", days.0),
    )
    .unwrap();
    hall.discharge(of, &format!("{} 10:00:00", days.1));
    let came = hall.settle(of).unwrap();
    assert_eq!(Fen::new(came.bill).to_string(), format!("{amount}.00"));
    came.record
}

on_both! {
    /// REQ-146: the average fee of a stay by hospital, from what stands settled at the counter, is on the page that
    /// anybody may read, once a second person agreed.
    fn req_146_the_average_fee_of_a_stay_is_public(town: &Town) {
        settled_town(town);
        designated_there(town, &other(ProviderKind::Hospital, OTHER, "寿县医院"));
        let hall = Hall::open(town, "2026-03-31", policy("0", "100000", "60%"));
        stayed(&hall, (1, HOSPITAL), ("2026-03-02", "2026-03-06"), "1000");
        stayed(&hall, (2, HOSPITAL), ("2026-03-02", "2026-03-07"), "2001");
        stayed(&hall, (3, OTHER), ("2026-03-02", "2026-03-03"), "300");
        hall.treated((4, HOSPITAL, "2026-03-09"), (1, DRUG, "99", None)).unwrap();
        let taken = hall.begin(stay_of(5, HOSPITAL, "2026-03-02 08:00:00")).unwrap();
        let of = (taken, 5, HOSPITAL);
        hall.charge(of, (1, SERVICE, "9000", None), "2026-03-02 09:00:00").unwrap();
        hall.discharge(of, "2026-03-04 10:00:00");
        let came = hall.settle(of).unwrap();
        hall.reverse(of, came.record);
        let desk = town.office.desk();
        let march = (day("2026-03-01"), day("2026-03-31"));
        let own = provider::fee_totals(&desk, &town.clerk, march).unwrap();
        assert_eq!(own.len(), 1, "a county sums up its own hospitals");
        let totals = provider::fee_totals(&desk, &town.city, march).unwrap();
        let no = provider::propose_fees(&desk, &town.city, "2026 年 3 月", &totals).unwrap();
        assert_eq!(provider::published(&desk, region("3404")).unwrap(), []);
        town.city_says(no);
        let page = provider::published(&desk, region("3404")).unwrap();
        let Published::Fees(rows) = &page[0].1 else {
            panic!("{page:?}");
        };
        let told: Vec<_> = rows
            .iter()
            .map(|row| (row.provider.as_str(), row.stays, row.per_stay, row.days_tenths, row.visits, row.per_visit))
            .collect();
        // (1000.00 + 2001.00) / 2; the stay that was taken back counts nowhere
        let first = (HOSPITAL, 2, Some(150_050), Some(45), 1, Some(9_900));
        assert_eq!(told, [first, (OTHER, 1, Some(30_000), Some(10), 0, None)]);
        assert_eq!(rows[0].funds_bp, Some(6_000));
        assert_eq!(rows[0].drugs_bp, Some(319), "99 of 3100, rounded half up");
        let empty = provider::fee_totals(&desk, &town.city, (day("2026-04-01"), day("2026-04-30")));
        assert!(empty.unwrap().is_empty());
    }

    /// REQ-255: an admission in one county is seen by the agency of the member's county on the same day; the agency of
    /// another sees none of it, and the view is on record.
    fn req_255_an_admission_is_seen_at_home_the_same_day(town: &Town) {
        settled_town(town);
        designated_there(town, &other(ProviderKind::Hospital, OTHER, "寿县医院"));
        let hall = Hall::open(town, "2026-03-05", policy("0", "100000", "60%"));
        let desk = town.office.desk();
        assert!(inpatient::inpatients(&desk, &town.clerk).unwrap().is_empty());
        let visit = hall.begin(stay_of(1, OTHER, "2026-03-05 08:00:00")).unwrap();
        let seen = inpatient::inpatients(&desk, &town.clerk).unwrap();
        assert_eq!(seen.len(), 1);
        assert_eq!((seen[0].visit, seen[0].home, seen[0].institution.as_str()), (visit, region("340421"), OTHER));
        assert_eq!(seen[0].since.date(), day("2026-03-05"));
        assert_eq!(inpatient::inpatients(&desk, &town.city).unwrap(), seen);
        assert!(inpatient::inpatients(&desk, &town.foreign).unwrap().is_empty(), "care there is not insurance there");
        let accountant = town.office.user("kuaiji", Role::Accountant, "3404");
        assert_eq!(inpatient::inpatients(&desk, &accountant).unwrap_err().code(), "denied");
        let auditor = town.office.user("shenji", Role::Auditor, "3404");
        let filter = store::audit::Filter { user: None, kind: Some(access::TrailKind::Viewed), after: 0, limit: 10 };
        assert_eq!(audit::read(&desk, &auditor, &filter).unwrap().len(), 4);
        hall.charge((visit, 1, OTHER), (1, SERVICE, "10", None), "2026-03-05 09:00:00").unwrap();
        hall.discharge((visit, 1, OTHER), "2026-03-05 20:00:00");
        assert!(inpatient::inpatients(&desk, &town.clerk).unwrap().is_empty());
    }

    /// REQ-277: the list holds all agencies and all designated providers, those without an account too; one that stops is
    /// shown as silent after its limit, with its last contact.
    fn req_277_every_agency_and_provider_with_its_last_contact(town: &Town) {
        settled_town(town);
        designated_there(town, &other(ProviderKind::Hospital, OTHER, "寿县医院"));
        let desk = town.office.desk();
        audit::saw(&desk, &town.clerk, "person.view", "参保人", &[1], &Sight::Masked).unwrap();
        let heard = desk.wall() - 30 * 60_000;
        let contact = ContactRow { institution: OTHER.to_owned(), region: region("340422"), heard };
        store::gateway::heard(&town.office.store, region("3404"), &[contact]).unwrap();
        let told = |actor, limit| {
            let all = contacts(&desk, actor, limit).unwrap();
            let row = |one: service::gateway::Contact| (one.kind, one.institution, one.heard.is_some(), one.silent);
            all.into_iter().map(row).collect::<Vec<_>>()
        };
        let (agency, institution) = (ContactKind::Agency, ContactKind::Institution);
        let whole = |silent| {
            let own = |kind, code: &str, heard, silent| (kind, code.to_owned(), heard, silent);
            vec![
                own(agency, "3404", false, true),
                own(agency, "340421", true, false),
                own(agency, "340422", false, true),
                own(institution, HOSPITAL, false, true),
                own(institution, OTHER, true, silent),
            ]
        };
        assert_eq!(told(&town.city, 31), whole(false));
        assert_eq!(told(&town.city, 29), whole(true), "it stopped half an hour ago");
        let last = contacts(&desk, &town.city, 29).unwrap();
        assert_eq!(last.last().unwrap().heard, Some(heard));
        let county = told(&town.clerk, 29);
        assert_eq!(county.len(), 2, "a county sees itself and its own institutions");
    }

    /// REQ-249: a member of one county is settled at once in the hospital of another; the account between the two
    /// counties shows the amount, and what both owe adds up to zero.
    fn req_249_care_in_another_county_is_settled_at_once(town: &Town) {
        settled_town(town);
        designated_there(town, &other(ProviderKind::Hospital, OTHER, "寿县医院"));
        let hall = Hall::open(town, "2026-03-05", policy("0", "100000", "60%"));
        let came = hall.treated((1, OTHER, "2026-03-05"), (1, DRUG, "50", None)).unwrap();
        hall.treated((2, HOSPITAL, "2026-03-05"), (1, DRUG, "70", None)).unwrap();
        assert_eq!(came.fund, 3_000);
        let desk = town.office.desk();
        let maker = town.office.user("kuaiji", Role::Accountant, "3404");
        let fund = FundCode::new("resident").unwrap();
        let (_, cleared) = clearing::propose_round(&desk, &maker, &fund, day("2026-03-31")).unwrap();
        let nets: Vec<_> = cleared.positions.iter().map(|(county, one)| (county.short(), one.net.get())).collect();
        assert_eq!(nets, [("340421".to_owned(), -3_000), ("340422".to_owned(), 3_000)]);
    }
}
