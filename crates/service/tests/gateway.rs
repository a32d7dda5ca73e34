//! Accounts, keys, sign-ins and files of the provider interface, on both engines.

mod common;

use access::{Actor, Denied, Role};
use base::{ProposalNo, RegionCode};
use common::{Fixture, Still, day, region, today};
use service::gateway::{
    self, Issued, NewAccount, Open, Sender, SignIn, Upload, Vault, Wanted, actor_of,
};
use service::{Desk, ServiceError};
use store::gateway::KeyKind;

/// A vault whose lock is no cipher: it shows what is bound to what.
struct Toy(u8);

impl Vault for Toy {
    fn lock(&self, context: &str, clear: &[u8]) -> Vec<u8> {
        let turned = clear.iter().map(|byte| byte ^ self.0);
        [self.0]
            .into_iter()
            .chain(turned)
            .chain(context.bytes())
            .collect()
    }

    fn open(&self, context: &str, kept: &[u8]) -> Option<Open> {
        let inner = kept
            .strip_suffix(context.as_bytes())?
            .strip_prefix(&[self.0])?;
        Some(Open::new(inner.iter().map(|byte| byte ^ self.0).collect()))
    }
}

const HOSPITAL: &str = "H34042100001";

fn account(name: &str) -> NewAccount {
    NewAccount {
        account: name.to_owned(),
        region: region("340421"),
        title: "凤台县人民医院".to_owned(),
        profile: "guangdong".to_owned(),
        senders: vec![(HOSPITAL.to_owned(), region("340421"))],
        from: today(),
        until: day("2027-12-31"),
        wanted: Wanted {
            secret: true,
            sm4: true,
        },
        sm2_public: Some("04ab".to_owned()),
    }
}

/// A source of random bytes that counts.
fn approve(desk: &Desk<'_>, actor: &Actor, no: ProposalNo) -> Result<Issued, ServiceError> {
    let count = std::cell::Cell::new(7_u8);
    let random = || {
        count.set(count.get() + 1);
        Some([count.get(); 16])
    };
    gateway::approve(desk, actor, (no, ""), &Toy(0x55), &random)
}

fn hospital() -> Actor {
    at(HOSPITAL, region("340421"))
}

fn at(institution: &str, place: RegionCode) -> Actor {
    let sender = Sender {
        account: None,
        institution: institution.to_owned(),
        region: place,
    };
    actor_of(region("3404"), &sender).unwrap()
}

on_both! {
    fn an_account_takes_two_users_and_its_secrets_are_shown_once(fixture: &Fixture) {
        let clock = Still(today());
        let desk = Desk::new(&fixture.store, &clock);
        let maker = fixture.user("gaoyuan", Role::Administrator, "3404");
        let checker = fixture.user("mengfei", Role::Administrator, "3404");
        let no = gateway::propose_account(&desk, &maker, &account("HIS-01")).unwrap();
        assert_eq!(gateway::propose_account(&desk, &maker, &account("HIS-01")).unwrap(), no, "proposed once");
        let own = approve(&desk, &maker, no);
        assert!(matches!(own, Err(ServiceError::Denied(Denied::OwnProposal))), "{own:?}");
        let issued = approve(&desk, &checker, no).unwrap();
        let kinds: Vec<_> = issued.handed.iter().map(|one| (one.owner.as_str(), one.kind)).collect();
        assert_eq!(kinds, [("HIS-01", KeyKind::Secret), (HOSPITAL, KeyKind::Sm4)]);
        assert_eq!(issued.handed[0].text.text(), Some("08".repeat(16).as_str()));
        assert!(!format!("{issued:?}").contains("0808"), "a secret is never shown by accident");
        // what is kept is not the secret
        let scope = access::Scope::whole(region("3404"));
        let kept = fixture.store.read(|session| store::gateway::keys(session, scope)).unwrap();
        assert_eq!(kept.len(), 3);
        assert!(!kept.iter().any(|key| key.kept.windows(4).any(|window| window == b"0808")));
        let opened = gateway::open(&desk, region("3404"), &Toy(0x55)).unwrap();
        let one = &opened.accounts["HIS-01"];
        assert_eq!(one.secret.as_ref().unwrap().text(), issued.handed[0].text.text());
        assert!(one.institutions.contains(HOSPITAL));
        assert_eq!(opened.institutions[HOSPITAL].sm2_public.as_deref(), Some(&b"04ab"[..]));
        assert_eq!(opened.institutions[HOSPITAL].sm4.as_ref().unwrap().text(), Some("09".repeat(16).as_str()));
        let other = gateway::open(&desk, region("3404"), &Toy(0x56)).unwrap_err();
        assert_eq!(other.code(), "gateway.key_file");
        let taken = gateway::propose_account(&desk, &maker, &account("HIS-01")).unwrap_err();
        assert_eq!(taken.code(), "gateway.account_exists");
    }

    fn a_new_secret_ends_the_old_and_a_revoked_account_is_gone(fixture: &Fixture) {
        let clock = Still(today());
        let desk = Desk::new(&fixture.store, &clock);
        let maker = fixture.user("gaoyuan", Role::Administrator, "3404");
        let checker = fixture.user("mengfei", Role::Administrator, "3404");
        let issue = |no| approve(&desk, &checker, no).unwrap();
        issue(gateway::propose_account(&desk, &maker, &account("HIS-01")).unwrap());
        let fresh = issue(gateway::propose_secret(&desk, &maker, "HIS-01").unwrap());
        let secret = || {
            let opened = gateway::open(&desk, region("3404"), &Toy(0x55)).unwrap();
            opened.accounts.get("HIS-01").and_then(|one| one.secret.clone())
        };
        assert_eq!(secret(), Some(fresh.handed[0].text.clone()));
        let key = (HOSPITAL, region("340421"));
        let cipher = issue(gateway::propose_key(&desk, &maker, key, None).unwrap());
        assert_eq!((cipher.owner.as_str(), cipher.handed.len()), (HOSPITAL, 1));
        let public = issue(gateway::propose_key(&desk, &maker, key, Some("04cd")).unwrap());
        assert!(public.handed.is_empty(), "a public key is handed to nobody");
        let listed = gateway::accounts(&desk, &checker).unwrap();
        assert_eq!(listed.len(), 1);
        assert!(listed[0].has_secret && listed[0].institutions[0].1.contains(&KeyKind::Sm2Public));
        gateway::revoke(&desk, &maker, "HIS-01", "合同终止").unwrap();
        assert_eq!(secret(), None);
        let gone = gateway::revoke(&desk, &maker, "HIS-01", "再停一次").unwrap_err();
        assert!(matches!(gone, ServiceError::NotFound(_)), "{gone:?}");
        // the name may be given again
        issue(gateway::propose_account(&desk, &maker, &account("HIS-01")).unwrap());
        assert!(secret().is_some());
    }

    fn who_may_not_gets_nothing(fixture: &Fixture) {
        let clock = Still(today());
        let desk = Desk::new(&fixture.store, &clock);
        let clerk = fixture.user("wangli", Role::Clerk, "340421");
        let denied = gateway::propose_account(&desk, &clerk, &account("HIS-01")).unwrap_err();
        assert!(matches!(denied, ServiceError::Denied(Denied::Role { .. })), "{denied:?}");
        let county = fixture.user("gaoyuan", Role::Administrator, "340422");
        let denied = gateway::propose_account(&desk, &county, &account("HIS-01")).unwrap_err();
        assert!(matches!(denied, ServiceError::Denied(Denied::Region { .. })), "{denied:?}");
        let maker = fixture.user("mengfei", Role::Administrator, "3404");
        for (wrong, code) in [
            (NewAccount { account: "两个 字".to_owned(), ..account("x") }, "gateway.account_name"),
            (NewAccount { senders: vec![], ..account("x") }, "gateway.account_senders"),
            (NewAccount { senders: vec![("h1".to_owned(), region("340421"))], ..account("x") }, "gateway.institution"),
            (NewAccount { senders: vec![(HOSPITAL.to_owned(), region("340422"))], ..account("x") }, "gateway.account_region"),
            (NewAccount { until: day("2026-01-01"), from: day("2025-01-01"), ..account("x") }, "gateway.account_days"),
        ] {
            assert_eq!(gateway::propose_account(&desk, &maker, &wrong).unwrap_err().code(), code);
        }
        let sign = SignIn { operator: "01", mac: "", ip: "", msgid: "m", digest: "d" };
        let denied = gateway::sign_in(&desk, &clerk, sign).unwrap_err();
        assert!(matches!(denied, ServiceError::Denied(Denied::Role { .. })), "{denied:?}");
        assert!(gateway::accounts(&desk, &clerk).unwrap().is_empty());
    }

    fn an_operator_signs_in_once_and_out_on_the_same_day(fixture: &Fixture) {
        let clock = Still(today());
        let desk = Desk::new(&fixture.store, &clock);
        let sign = |actor: &Actor, operator, msgid, digest| {
            let ask = SignIn { operator, mac: "11-22", ip: "10.0.0.1", msgid, digest };
            gateway::sign_in(&desk, actor, ask).unwrap()
        };
        let first = sign(&hospital(), "01", "m1", "d1");
        assert_eq!(sign(&hospital(), "01", "m1", "d1"), first, "the first answer again");
        assert_ne!(sign(&hospital(), "02", "m1", "d2").sign_no, first.sign_no, "one msgid, two messages");
        let foreign = at("H34042200009", region("340422"));
        assert_ne!(sign(&foreign, "01", "m1", "d1").sign_no, first.sign_no);
        let out = |actor: &Actor, sign_no: &str, operator| gateway::sign_out(&desk, actor, sign_no, operator);
        assert_eq!(out(&foreign, &first.sign_no, "01").unwrap_err().code(), "gateway.sign_unknown");
        assert_eq!(out(&hospital(), "202601010000000001", "01").unwrap_err().code(), "gateway.sign_unknown");
        assert_eq!(out(&hospital(), &first.sign_no, "09").unwrap_err().code(), "gateway.sign_operator");
        let at = out(&hospital(), &first.sign_no, "01").unwrap();
        assert_eq!(out(&hospital(), &first.sign_no, "01").unwrap(), at, "told again when");
        let second = sign(&hospital(), "03", "m3", "d3");
        let tomorrow = Still(day("2026-11-23"));
        let late = gateway::sign_out(&Desk::new(&fixture.store, &tomorrow), &hospital(), &second.sign_no, "03");
        assert_eq!(late.unwrap_err().code(), "gateway.sign_day");
    }

    fn a_file_is_kept_once_and_fetched_by_its_owner(fixture: &Fixture) {
        let clock = Still(today());
        let desk = Desk::new(&fixture.store, &clock);
        let upload = |msgid, content: &[u8]| {
            let ask = Upload { filename: "对账.txt.zip", msgid, digest: "d", content: content.to_vec() };
            gateway::upload(&desk, &hospital(), ask)
        };
        let file = upload("m1", b"content").unwrap();
        assert_eq!(upload("m1", b"content").unwrap(), file, "the first answer again");
        assert_ne!(upload("m2", b"content").unwrap().number, file.number);
        assert_eq!(upload("m3", b"").unwrap_err().code(), "gateway.file_empty");
        let (found, content) = gateway::download(&desk, &hospital(), &file.number).unwrap();
        assert_eq!((found, content.as_slice()), (file.clone(), &b"content"[..]));
        let foreign = at("H34042100002", region("340421"));
        assert_eq!(gateway::download(&desk, &foreign, &file.number).unwrap_err().code(), "gateway.file_unknown");
        assert_eq!(gateway::download(&desk, &hospital(), "x").unwrap_err().code(), "gateway.file_unknown");
        // a catalogue is everybody's
        let maker = fixture.user("sunhua", Role::Clerk, "3404");
        let public = desk.write::<_, ServiceError>(&maker, "test.offer", None, |tx| {
            gateway::offer(tx, ("1301/v1", "d"), "西药.txt.zip", b"rows".to_vec(), (0, i64::MAX))
        });
        let (_, content) = gateway::download(&desk, &foreign, &public.unwrap().number).unwrap();
        assert_eq!(content, b"rows");
    }

    fn one_institution_may_not_fill_the_store(fixture: &Fixture) {
        let clock = Still(today());
        let desk = Desk::new(&fixture.store, &clock);
        let whole = usize::try_from(gateway::DAILY_BYTES).unwrap();
        let ask = Upload { filename: "x", msgid: "m", digest: "d", content: vec![0; whole + 1] };
        let refused = gateway::upload(&desk, &hospital(), ask).unwrap_err();
        assert_eq!(refused.code(), "gateway.file_limit");
    }

    /// The part of REQ-277 that lies here: an account that stopped is shown as silent, with its last contact.
    fn req_277_a_silent_institution_is_shown(fixture: &Fixture) {
        let clock = Still(today());
        let desk = Desk::new(&fixture.store, &clock);
        let maker = fixture.user("gaoyuan", Role::Administrator, "3404");
        let checker = fixture.user("mengfei", Role::Administrator, "3404");
        let mut new = account("HIS-01");
        new.senders.push(("P34042100002".to_owned(), region("340421")));
        let no = gateway::propose_account(&desk, &maker, &new).unwrap();
        approve(&desk, &checker, no).unwrap();
        let heard = desk.wall() - 31 * 60_000;
        let contact = store::gateway::ContactRow { institution: HOSPITAL.to_owned(), region: region("340421"), heard };
        store::gateway::heard(&fixture.store, region("3404"), &[contact]).unwrap();
        let told = |limit| {
            let all = gateway::contacts(&desk, &checker, limit).unwrap();
            all.into_iter().map(|one| (one.institution, one.heard, one.silent)).collect::<Vec<_>>()
        };
        let never = ("P34042100002".to_owned(), None, true);
        assert_eq!(told(30), [(HOSPITAL.to_owned(), Some(heard), true), never.clone()]);
        assert_eq!(told(32), [(HOSPITAL.to_owned(), Some(heard), false), never]);
        let foreign = fixture.user("zhaomin", Role::Auditor, "340422");
        assert!(gateway::contacts(&desk, &foreign, 30).unwrap().is_empty());
    }
}
