use super::*;
use base::Fen;

fn certificate(last_day: &str, spans: &[(Scheme, Span, u32)]) -> Certificate {
    Certificate {
        from: region("320100"),
        to: region("650100"),
        last_day: date(last_day),
        history: spans
            .iter()
            .map(|(scheme, span, months)| HistorySpan {
                scheme: *scheme,
                span: *span,
                months: *months,
            })
            .collect(),
    }
}

fn six_years() -> Certificate {
    let whole = span("2010-06-01", "2016-05-31");
    certificate("2016-05-31", &[(Scheme::UrbanResident, whole, 72)])
}

/// REQ-039: out on 31 May and in on 1 June is continuous; June in both is refused.
#[test]
fn req_039_out_in_may_and_in_in_june() {
    let out = six_years();
    assert_eq!(join(&out, date("2016-06-01")), Ok(true));
    let refused = join(&certificate("2016-06-30", &[]), date("2016-06-01")).unwrap_err();
    assert_eq!(refused.code(), "transfer.overlap");
    assert_eq!(
        join(&out, date("2016-07-01")),
        Ok(false),
        "a month is missing"
    );
    let urumqi = profile("650100", "2016-06-01");
    let here = [held(3, Scheme::Employee, span("2016-05-01", "2016-12-31"))];
    let twice = transfer_in(
        &urumqi,
        &out,
        Scheme::Employee,
        Standing::Working,
        date("2016-06-01"),
        &here,
    );
    assert_eq!(twice.unwrap_err().code(), "enrolment.second_active");
}

#[test]
fn years_are_converted_two_to_one_and_count() {
    let urumqi = profile("650100", "2016-06-01");
    let day = date("2016-06-01");
    let answer = transfer_in(
        &urumqi,
        &six_years(),
        Scheme::Employee,
        Standing::Working,
        day,
        &[],
    );
    let answer = answer.unwrap();
    assert_eq!(answer.converted_months, Some(36));
    assert!(answer.continuous && answer.counts_to_required);
    assert!(answer.zh[0].contains("篇2 一2"));
    let flexible = transfer_in(
        &urumqi,
        &six_years(),
        Scheme::Employee,
        Standing::Flexible,
        day,
        &[],
    );
    assert_eq!(flexible.unwrap_err().code(), "regime.unset");
    let nrcms = transfer_in(
        &urumqi,
        &six_years(),
        Scheme::RuralCooperative,
        Standing::Resident,
        day,
        &[],
    );
    assert_eq!(nrcms.unwrap().converted_months, None);
}

#[test]
fn a_history_that_contradicts_itself_is_refused() {
    let twice = certificate(
        "2016-05-31",
        &[
            (Scheme::Employee, span("2014-01-01", "2015-06-30"), 18),
            (Scheme::Employee, span("2015-06-30", "2016-05-31"), 11),
        ],
    );
    assert_eq!(
        join(&twice, date("2016-06-01")).unwrap_err().code(),
        "transfer.history_overlap"
    );
    let past = certificate(
        "2016-05-31",
        &[(Scheme::Employee, span("2014-01-01", "2016-06-30"), 30)],
    );
    assert_eq!(
        join(&past, date("2016-07-01")).unwrap_err().code(),
        "transfer.history_end"
    );
}

/// REQ-040: sent, received, acknowledged, accepted; each side sees its state.
#[test]
fn req_040_messages_between_two_agencies() {
    let (nanjing, urumqi) = (region("320100"), region("650100"));
    let body = six_years().text();
    let sent = Message::new(
        "320100-1",
        MessageKind::Certificate,
        nanjing,
        urumqi,
        "",
        &body,
    );
    let out = TransferState::after(
        Some(TransferState::Certified),
        TransferSide::Out,
        MessageKind::Certificate,
    );
    assert_eq!(out, Ok(TransferState::Sent));
    sent.check(urumqi).unwrap();
    let inside = TransferState::after(None, TransferSide::In, sent.kind).unwrap();
    assert_eq!(inside, TransferState::Received);
    let receipt = sent.answer(MessageKind::Acknowledgement, "");
    receipt.check(nanjing).unwrap();
    let inside = TransferState::after(Some(inside), TransferSide::In, receipt.kind).unwrap();
    let out = TransferState::after(Some(TransferState::Sent), TransferSide::Out, receipt.kind);
    assert_eq!(
        (inside, out.unwrap()),
        (TransferState::Acknowledged, TransferState::Acknowledged)
    );
    let accepted = MessageKind::Acceptance;
    for side in [TransferSide::Out, TransferSide::In] {
        let last = TransferState::after(Some(inside), side, accepted);
        assert_eq!(last, Ok(TransferState::Accepted));
        assert!(TransferState::after(Some(TransferState::Accepted), side, accepted).is_err());
    }
    let read = Certificate::parse(&sent.body, sent.from, sent.to).unwrap();
    assert_eq!(read, six_years());
}

#[test]
fn a_message_that_was_changed_or_strayed_is_refused() {
    let (from, to) = (region("320100"), region("650100"));
    let mut message = Message::new(
        "1",
        MessageKind::Certificate,
        from,
        to,
        "",
        "last_day 2016-05-31\n",
    );
    assert_eq!(
        message.check(from).unwrap_err().code(),
        "transfer.other_pool"
    );
    message.body = "last_day 2016-06-30\n".into();
    assert_eq!(message.check(to).unwrap_err().code(), "transfer.digest");
    let early = TransferState::after(None, TransferSide::In, MessageKind::Acceptance);
    assert_eq!(early.unwrap_err().code(), "transfer.message_order");
    assert!(Certificate::parse("nonsense", from, to).is_err());
}

#[test]
fn doubles_run_on_one_track_until_resolved() {
    let of = |text: &str| span(&format!("{text}-01-01"), &format!("{text}-12-31"));
    let record = |number, scheme, days, paid| OldRecord {
        held: held(number, scheme, days),
        paid: Fen::new(paid),
    };
    let records = [
        record(1, Scheme::UrbanResident, of("2016"), 9_000),
        record(2, Scheme::RuralCooperative, of("2016"), 12_000),
        record(3, Scheme::RuralCooperative, of("2014"), 7_000),
    ];
    let found = contests(&records, Some(Scheme::RuralCooperative));
    assert_eq!(found.len(), 1, "2014 stands alone");
    assert_eq!(
        (found[0].runs, found[0].track),
        (no(2), Scheme::RuralCooperative)
    );
    assert_eq!(
        contests(&records, None)[0].runs,
        no(1),
        "without a track the first"
    );
    let end = resolve(&found[0], no(2)).unwrap();
    assert_eq!(end.ends, [(no(1), Fen::new(9_000))]);
    assert_eq!(
        resolve(&found[0], no(3)).unwrap_err().code(),
        "enrolment.not_contested"
    );
}
