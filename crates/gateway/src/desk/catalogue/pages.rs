//! Lists as pages: 1304, 1312, 1316–1319.
//!
//! What the catalogue does not keep (wubi, pinyin, use in maternity, compounds) is not asked: the page then has more
//! rows than were wanted, never fewer.

use base::money::Count;
use base::{Date, Fen, Refused, Rounding, UnitPrice};
use directory::catalogue::own::MappingState;
use directory::catalogue::{Class, FeeCategory, HospitalLevel, Item, Kind, PayGroup};
use service::ServiceError;
use service::catalogue::{self, Listed, MappingRow, Pages, Wanted};

use super::mapping::site;
use super::{city, kinds, named};
use crate::definition::{FillRow, Number, Row, Stamp};
use crate::desk::call::{Call, Reply};
use crate::frame::Moment;

/// Who answers for the rows: this program, from the list that took effect.
const MAKER: &str = "tongchou";
/// What people read instead.
const MAKER_NAME: &str = "统筹医保目录";
/// First self-pay of the list (`selfpay_prop_type`, 目录先自付比例).
const FIRST_SELF_PAY: &str = "10";

fn pages(row: &Row<'_>) -> Result<Pages, Refused> {
    let number = |field: &str| {
        let number: i64 = row.need(field)?;
        u32::try_from(number).map_err(|_| row.refuse(field, "gateway.value", "应为不为负的整数"))
    };
    Ok(Pages {
        page: number("page_num")?,
        size: number("page_size")?,
    })
}

/// What every page is asked by: day, first day, whether in force, since when.
fn wanted<'a>(row: &'a Row<'_>, today: Date) -> Wanted<'a> {
    let day = |field: &str| match row.has(field) {
        true => row.get::<Date>(field),
        false => None,
    };
    let valid = match row.text("vali_flag") {
        "0" => Some((false, today)),
        "1" => Some((true, today)),
        _ => None,
    };
    Wanted {
        on: day("query_date"),
        valid,
        from: day("begndate"),
        updated: row
            .get::<Stamp>("updt_time")
            .map(|since| Moment::of(since).millis()),
        ..Wanted::default()
    }
}

/// The kinds of a `list_type`; nothing where it was not asked.
fn of_list(row: &Row<'_>) -> Vec<Kind> {
    let asked = row.text("list_type");
    let all = Kind::ALL.into_iter();
    all.filter(|kind| !asked.is_empty() && kind.list_type() == Some(asked))
        .collect()
}

/// Whether rows of this insurance area are asked: the catalogue is one for the whole pooling area.
fn is_ours(call: &Call<'_>, row: &Row<'_>) -> bool {
    let asked = row.text("insu_admdvs");
    let pool = call.actor.scope().pool().admdvs();
    let city = pool.get(..4).unwrap_or(&pool);
    asked.is_empty() || asked.starts_with(city)
}

/// Version, number, days and makers of a row of the catalogue.
fn listed<T>(out: &mut FillRow<'_, '_>, row: &Listed<'_, T>, (call, today): (&Call<'_>, Date)) {
    let came = Moment::from_millis(row.version.wall).stamp();
    let from = row.entry.validity.from().unwrap_or(row.version.effective);
    out.put("begndate", from)
        .put("enddate", row.entry.validity.until())
        .put("vali_flag", row.in_force(today))
        .put("rid", row.no.to_string());
    stamped(out, call, came);
    let pool = call.actor.scope().pool().admdvs();
    out.put("insu_admdvs", pool.as_str())
        .put("poolarea_no", pool.as_str());
}

/// When a row came, and from whom.
fn stamped(out: &mut FillRow<'_, '_>, call: &Call<'_>, came: Stamp) {
    let pool = call.actor.scope().pool().admdvs();
    out.put("updt_time", came)
        .put("crte_time", came)
        .put("opt_time", came)
        .put("crter_id", MAKER)
        .put("crter_name", MAKER_NAME)
        .put("opter_id", MAKER)
        .put("opter_name", MAKER_NAME)
        .put("crte_optins_no", pool.as_str())
        .put("optins_no", pool.as_str());
}

/// 1304 民族药品目录查询.
///
/// # Errors
/// A field that cannot be read, here and below; storage.
pub fn ethnic(call: &Call<'_>) -> Result<Reply, ServiceError> {
    let row = call.input.row("data")?;
    let (city, today) = (city(call)?, call.desk.today());
    let asked = Wanted {
        kinds: kinds("1304"),
        code: row.text("med_list_codg").trim(),
        name: row.text("drug_genname").trim(),
        ..wanted(row, today)
    };
    let page = catalogue::items(&city, &asked, pages(row)?);
    let mut answer = call.answer()?;
    for one in &page.rows {
        let (item, version) = (&one.entry.record, named(one.version.version));
        let mut out = answer.row("");
        out.put("med_list_codg", item.code.as_str())
            .cut("drug_genname", &item.name)
            .cut("drug_spec", &item.spec)
            .cut("min_prcunt", &item.unit)
            .put("begndate", one.entry.validity.from())
            .put("enddate", one.entry.validity.until())
            .put("vali_flag", one.in_force(today))
            .put("rid", one.no.to_string())
            .put("ver", version);
        let came = Moment::from_millis(one.version.wall).stamp();
        stamped(&mut out, call, came);
    }
    Ok(Reply::Rows(answer))
}

/// 1312 医保目录信息下载.
///
/// # Errors
/// As [`ethnic`].
pub fn items(call: &Call<'_>) -> Result<Reply, ServiceError> {
    let row = call.input.row("data")?;
    let (city, today, kinds) = (city(call)?, call.desk.today(), of_list(row));
    let restricted = row.text("lmt_used_flag");
    let asked = Wanted {
        kinds: &kinds,
        code: row.text("hilist_code").trim(),
        name: row.text("hilist_name").trim(),
        class: Class::parse(row.text("chrgitm_lv")),
        fee: FeeCategory::parse(row.text("med_chrgitm_type")),
        restricted: (!restricted.is_empty()).then_some(restricted == "1"),
        ..wanted(row, today)
    };
    let mut answer = call.answer()?;
    let unlisted = !row.text("list_type").is_empty() && kinds.is_empty();
    if unlisted || !is_ours(call, row) {
        return Ok(Reply::Rows(answer));
    }
    for one in &catalogue::items(&city, &asked, pages(row)?).rows {
        let item = &one.entry.record;
        let mut out = answer.row("");
        listed(&mut out, one, (call, today));
        out.put("hilist_code", item.code.as_str())
            .cut("hilist_name", &item.name)
            .put("med_chrgitm_type", item.fee.code())
            .put("chrgitm_lv", item.terms.class.code())
            .put("lmt_used_flag", item.restriction.approval)
            .put("list_type", item.kind.list_type().unwrap_or_default())
            // what stands on the list may be used in treatment
            .put("med_use_flag", true)
            .cut("memo", &item.restriction.text);
    }
    Ok(Reply::Rows(answer))
}

/// 1316 医疗目录与医保目录匹配信息查询: the insurance list has the codes of the medical one.
///
/// # Errors
/// As [`ethnic`].
pub fn matches(call: &Call<'_>) -> Result<Reply, ServiceError> {
    let row = call.input.row("data")?;
    let (city, today, kinds) = (city(call)?, call.desk.today(), of_list(row));
    let (medical, insured) = (
        row.text("med_list_codg").trim(),
        row.text("hilist_code").trim(),
    );
    let asked = Wanted {
        kinds: &kinds,
        code: if medical.is_empty() { insured } else { medical },
        ..wanted(row, today)
    };
    let mut answer = call.answer()?;
    let differ = !medical.is_empty() && !insured.is_empty() && medical != insured;
    let unlisted = !row.text("list_type").is_empty() && kinds.is_empty();
    if differ || unlisted || !is_ours(call, row) {
        return Ok(Reply::Rows(answer));
    }
    for one in &catalogue::items(&city, &asked, pages(row)?).rows {
        let item = &one.entry.record;
        let mut out = answer.row("");
        listed(&mut out, one, (call, today));
        out.put("med_list_codg", item.code.as_str())
            .put("hilist_code", item.code.as_str())
            .put("list_type", item.kind.list_type().unwrap_or_default());
    }
    Ok(Reply::Rows(answer))
}

/// 1317 医药机构目录匹配信息查询: what the institution's own codes mean, with those that wait, were refused or
/// withdrawn.
///
/// # Errors
/// As [`ethnic`]; `fixmedins_code` of another institution.
pub fn own(call: &Call<'_>) -> Result<Reply, ServiceError> {
    let row = call.input.row("data")?;
    let (today, kinds) = (call.desk.today(), of_list(row));
    let site = site(call, row, "fixmedins_code")?;
    let asked = Wanted {
        kinds: &kinds,
        code: row.text("med_list_codg").trim(),
        name: row.text("medins_list_name").trim(),
        ..wanted(row, today)
    };
    let code = row.text("medins_list_codg").trim();
    let page = catalogue::mappings(&call.desk, call.actor, site, (code, &asked), pages(row)?)?;
    let mut answer = call.answer()?;
    if !row.text("list_type").is_empty() && kinds.is_empty() {
        return Ok(Reply::Rows(answer));
    }
    for kept in &page.rows {
        let mut out = answer.row("");
        mapping(&mut out, kept, (call, today));
    }
    Ok(Reply::Rows(answer))
}

fn mapping(out: &mut FillRow<'_, '_>, kept: &MappingRow, (call, today): (&Call<'_>, Date)) {
    let (mapping, more) = (&kept.mapping, &kept.more);
    let pool = call.actor.scope().pool().admdvs();
    let holds = mapping.state == MappingState::Approved && mapping.validity.covers(today);
    let from = mapping.validity.from().unwrap_or(mapping.since);
    stamped(out, call, Stamp::day_only(mapping.since));
    out.put("fixmedins_code", &*mapping.institution)
        .cut("medins_list_codg", &mapping.own)
        .cut("medins_list_name", &mapping.own_name)
        .put("insu_admdvs", pool.as_str())
        .put("list_type", mapping.kind.list_type().unwrap_or_default())
        .put("med_list_codg", mapping.target.as_str())
        .put("begndate", from)
        .put("enddate", mapping.validity.until())
        .cut("aprvno", &more.approval_no)
        .cut("dosform", &more.dosage_form)
        .cut("exct_cont", &more.excluded_content)
        .cut("item_cont", &more.item_content)
        .cut("prcunt", &more.price_unit)
        .cut("spec", &mapping.own_spec)
        .cut("pacspec", &more.package_spec)
        .cut("memo", &standing(kept))
        .put("vali_flag", holds)
        .put("rid", kept.no.to_string())
        .put("poolarea_no", pool.as_str());
}

/// Where a mapping stands, before what the institution remarked: nowhere else is it told.
fn standing(kept: &MappingRow) -> String {
    let (mapping, memo) = (&kept.mapping, &kept.more.memo);
    let parts = [mapping.state.zh(), &mapping.reason, memo];
    let said = parts.into_iter().filter(|part| !part.is_empty());
    said.collect::<Vec<_>>().join("；")
}

/// 1318 医保目录限价信息查询.
///
/// # Errors
/// As [`ethnic`].
pub fn limits(call: &Call<'_>) -> Result<Reply, ServiceError> {
    let row = call.input.row("data")?;
    let (city, today) = (city(call)?, call.desk.today());
    let level = row.text("hilist_lmtpric_type").parse().ok();
    let levels: Vec<HospitalLevel> = level.and_then(HospitalLevel::of).into_iter().collect();
    let asked = Wanted {
        code: row.text("hilist_code").trim(),
        ..wanted(row, today)
    };
    let mut answer = call.answer()?;
    if !is_ours(call, row) {
        return Ok(Reply::Rows(answer));
    }
    for limit in &catalogue::limits(&city, &asked, &levels, pages(row)?).rows {
        let code = limit.level.number().to_string();
        let mut out = answer.row("");
        priced(&mut out, &limit.item, (call, today));
        out.put("hilist_lmtpric_type", code)
            .put("hilist_pric_uplmt_amt", fen(limit.price));
    }
    Ok(Reply::Rows(answer))
}

/// The part of a price in 分: what lies beyond is no ceiling that could be reached.
fn fen(price: UnitPrice) -> Option<Fen> {
    price.times(Count::ONE, Rounding::Down)
}

/// What 1318 and 1319 say alike.
fn priced(out: &mut FillRow<'_, '_>, item: &Listed<'_, Item>, at: (&Call<'_>, Date)) {
    listed(out, item, at);
    out.put("hilist_code", item.entry.record.code.as_str());
}

/// 1319 医保目录先自付比例信息查询.
///
/// # Errors
/// As [`ethnic`].
pub fn self_pays(call: &Call<'_>) -> Result<Reply, ServiceError> {
    let row = call.input.row("data")?;
    let (city, today) = (city(call)?, call.desk.today());
    let group = PayGroup::parse(row.text("selfpay_prop_psn_type"));
    let groups: Vec<PayGroup> = group.into_iter().collect();
    let asked = Wanted {
        code: row.text("hilist_code").trim(),
        ..wanted(row, today)
    };
    let mut answer = call.answer()?;
    let other = !matches!(row.text("selfpay_prop_type"), "" | FIRST_SELF_PAY);
    if other || !is_ours(call, row) {
        return Ok(Reply::Rows(answer));
    }
    for one in &catalogue::self_pays(&city, &asked, &groups, pages(row)?).rows {
        let mut out = answer.row("");
        priced(&mut out, &one.item, (call, today));
        out.put("selfpay_prop_psn_type", one.group.code())
            .put("selfpay_prop_type", FIRST_SELF_PAY)
            .put("selfpay_prop", ratio(one.ratio));
    }
    Ok(Reply::Rows(answer))
}

/// A ratio with four decimals.
fn ratio(ratio: base::Ratio) -> Option<Number> {
    let scaled = ratio.num().checked_mul(10_000)?.checked_div(ratio.den())?;
    Number::new(scaled, 4)
}
