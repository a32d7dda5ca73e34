use access::Role;
use base::{Fen, Validity};

use super::*;
use crate::control::Given;
use crate::control::receivable::MemoKind;
use crate::control::upload::*;

fn window() -> Validity {
    let catalogue = Catalogue::shipped().unwrap();
    let parameters = catalogue.parameters(pool(), date("2020-12-15"));
    parameters.find("upload.window").unwrap().ground.validity
}

fn upload(audited: Option<i64>, open: &[(MemoKind, i64)]) -> Upload {
    let desk = Desk::new();
    let maker = user("shouxian", Role::Accountant, "340422");
    Upload {
        county: region("340422"),
        fund: "ncms".into(),
        book_balance: yuan(1_000),
        audited: audited.map(yuan),
        difference_paid: Fen::ZERO,
        open_items: open
            .iter()
            .map(|(kind, amount)| (*kind, yuan(*amount)))
            .collect(),
        exception: None,
        track: desk
            .chain("2020-11-30")
            .open(region("340422"), &maker, &Given::default())
            .unwrap(),
    }
}

/// REQ-180: 1000 posted provisionally in December, the audit finds 1030: 30 owed by the county, open until paid.
#[test]
fn the_audit_collects_what_the_provisional_upload_missed() {
    let mut one = upload(None, &[]);
    assert_eq!(
        one.check(UploadStage::Provisional, date("2020-12-01"), &window()),
        Ok(())
    );
    assert_eq!(
        one.check(UploadStage::Provisional, date("2020-12-31"), &window()),
        Ok(())
    );
    let outside = one.check(UploadStage::Provisional, date("2021-01-01"), &window());
    assert_eq!(outside.unwrap_err().code(), "fund.upload.window");
    let before = one.check(UploadStage::Audited, date("2021-03-01"), &window());
    assert_eq!(before.unwrap_err().code(), "fund.upload.audit");
    assert_eq!(one.owed(), Fen::ZERO, "nothing is known before the audit");
    one.audited = Some(yuan(1_030));
    assert_eq!(one.owed(), yuan(30));
    assert_eq!(
        one.may_close().unwrap_err().code(),
        "fund.upload.open_items"
    );
    one.difference_paid = yuan(30);
    assert_eq!((one.owed(), one.may_close()), (Fen::ZERO, Ok(())));
    let less = upload(Some(990), &[]);
    assert_eq!(
        (less.difference(), less.owed()),
        (Some(yuan(-10)), Fen::ZERO)
    );
}

/// REQ-181: with open items a county cannot be closed without a signed exception.
#[test]
fn open_items_block_the_closing() {
    let open = [
        (MemoKind::UnpaidProvider, 200),
        (MemoKind::MissingCounterpart, 50),
        (MemoKind::OccupiedSubsidy, 0),
    ];
    let mut one = upload(Some(1_000), &open);
    let refused = one
        .check(UploadStage::Closed, date("2021-06-01"), &window())
        .unwrap_err();
    assert_eq!(refused.code(), "fund.upload.open_items");
    assert!(refused.zh().contains("拖欠医疗机构费用 200.00") && !refused.zh().contains("占用"));
    one.exception = Some("市政府专题会议纪要 3".into());
    assert_eq!(one.may_close(), Ok(()));
    one.exception = Some(" ".into());
    assert!(one.may_close().is_err());
    one.open_items.clear();
    assert_eq!(one.may_close(), Ok(()));
    assert_eq!(MemoKind::MissingCounterpart.event(), Some("E38"));
    assert_eq!(MemoKind::UnpaidProvider.event(), Some("E39"));
}
