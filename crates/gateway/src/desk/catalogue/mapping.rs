//! What an institution's own codes mean: uploaded (3301), withdrawn (3302).

use base::{Date, Refused, Validity};
use directory::catalogue::own::{Mapping, MappingState};
use directory::catalogue::{Code, Kind};
use service::ServiceError;
use service::catalogue::{self, Pages, Site, Uploaded, Uploading, Wanted, Withdrawing};
use store::catalogue::own::Particulars;

use crate::definition::Row;
use crate::desk::call::{Call, Reply};

/// The institution that sends. A field that names another is refused.
pub(super) fn site<'a>(call: &Call<'a>, row: &Row<'_>, field: &str) -> Result<Site<'a>, Refused> {
    let named = row.text(field).trim();
    if named.is_empty() || named == call.sender.institution {
        return Ok(Site {
            code: &call.sender.institution,
            region: call.sender.region,
        });
    }
    let what = "与发送报文的机构不一致，请填写本机构编号";
    Err(row.refuse(field, "gateway.institution", what))
}

/// 3301 目录对照上传: all rows are taken, to be decided by the agency, or none is.
///
/// # Errors
/// The first row that is wrong, by its field; as [`catalogue::upload`].
pub fn upload(call: &Call<'_>) -> Result<Reply, ServiceError> {
    let rows = call.input.rows("data");
    let coming: Vec<Uploading> = (1..)
        .zip(rows)
        .map(|(line, row)| offered(call, line, row))
        .collect::<Result<_, _>>()?;
    let site = Site {
        code: &call.sender.institution,
        region: call.sender.region,
    };
    let uploaded = catalogue::upload(&call.desk, call.actor, site, coming)?;
    taken(rows, &uploaded)?;
    Ok(Reply::Rows(call.answer()?))
}

fn offered(call: &Call<'_>, line: u64, row: &Row<'_>) -> Result<Uploading, Refused> {
    let (kind, target) = target(row)?;
    let validity = Validity::new(row.get("begndate"), row.get("enddate"));
    let validity = validity
        .map_err(|_| row.refuse("enddate", "gateway.value", "早于开始日期，请核对两个日期"))?;
    let text = |field: &str| row.text(field).trim().to_owned();
    Ok(Uploading {
        line,
        mapping: Mapping {
            institution: call.sender.institution.as_str().into(),
            own: row.need::<&str>("fixmedins_hilist_id")?.trim().into(),
            own_name: row.need::<&str>("fixmedins_hilist_name")?.trim().into(),
            own_spec: text("spec").into(),
            kind,
            target,
            validity,
            state: MappingState::Uploaded,
            since: call.desk.today(),
            reason: "".into(),
            approved_class: None,
        },
        more: Particulars {
            approval_no: text("aprvno"),
            dosage_form: text("dosform"),
            excluded_content: text("exct_cont"),
            item_content: text("item_cont"),
            price_unit: text("prcunt"),
            package_spec: text("pacspec"),
            memo: text("memo"),
        },
    })
}

/// The national code, of the list that the row names.
fn target(row: &Row<'_>) -> Result<(Kind, Code), Refused> {
    let code: &str = row.need("med_list_codg")?;
    let list: &str = row.need("list_type")?;
    let kind = Kind::of_list(list, code.trim()).ok_or_else(|| {
        let what = "不是本平台目录的类别，请按目录类别的代码填写";
        row.refuse("list_type", "gateway.value", what)
    })?;
    let target = Code::parse(kind, code.trim()).map_err(|error| {
        let what = format!("不正确：{}", error.zh().trim_end_matches('。'));
        row.refuse("med_list_codg", "gateway.value", &what)
    })?;
    Ok((kind, target))
}

/// Refuses by the first row that was not taken.
fn taken(rows: &[Row<'_>], uploaded: &Uploaded) -> Result<(), Refused> {
    let Some((line, refused)) = uploaded.refused.first() else {
        return Ok(());
    };
    let at = usize::try_from(line.saturating_sub(1)).unwrap_or_default();
    let Some(row) = rows.get(at) else {
        return Err(refused.clone());
    };
    // what is refused here is refused for the pair of codes; the sentence names which
    let what = format!("不能对照：{}", refused.sentence().trim_end_matches('。'));
    Err(row.refuse("med_list_codg", refused.code(), &what))
}

/// Why an institution withdraws: the transaction has no field for it.
const REASON: &str = "医药机构经接口撤销";

/// 3302 目录对照撤销, from today on.
///
/// # Errors
/// As [`catalogue::withdraw`], naming the field.
pub fn withdraw(call: &Call<'_>) -> Result<Reply, ServiceError> {
    let row = call.input.row("data")?;
    let site = site(call, row, "fixmedins_code")?;
    let (_, target) = target(row)?;
    let own: &str = row.need("fixmedins_hilist_id")?;
    let today = call.desk.today();
    let asked = [Withdrawing {
        own: own.trim().to_owned(),
        target: Some(target),
    }];
    let done = catalogue::withdraw(&call.desk, call.actor, site, &asked, (REASON, today))?;
    if let Some((_, refused)) = done.refused.first() {
        // the same message again: it is withdrawn since
        if !is_withdrawn(call, site, (own.trim(), &target), today)? {
            let what = refused.sentence().trim_end_matches('。');
            let named = row.refuse("fixmedins_hilist_id", refused.code(), what);
            return Err(named.into());
        }
    }
    Ok(Reply::Rows(call.answer()?))
}

/// Whether an own code was withdrawn today from a national one.
fn is_withdrawn(
    call: &Call<'_>,
    site: Site<'_>,
    (own, target): (&str, &Code),
    today: Date,
) -> Result<bool, ServiceError> {
    let wanted = Wanted {
        code: target.as_str(),
        ..Wanted::default()
    };
    let all = Pages { page: 1, size: 0 };
    let page = catalogue::mappings(&call.desk, call.actor, site, (own, &wanted), all)?;
    let mut rows = page.rows.iter();
    Ok(rows
        .any(|kept| kept.mapping.state == MappingState::Withdrawn && kept.mapping.since == today))
}
