//! Archived forms (篇6 二(二) 规范业务档案): every step of a card names one that was scanned.

use access::{Actor, Permission, Scope};
use base::Refused;
use sha2::{Digest, Sha256};
use store::Session;
use store::credential::form::{self as rows, Form};

use crate::{Desk, ServiceError};

/// The largest scan that is kept, in bytes.
pub const LARGEST: usize = 8 << 20;

/// Files a form as it was scanned, under its number.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Refused`] `form.empty`, `form.large`, `form.known`; storage.
pub fn file(
    desk: &Desk<'_>,
    actor: &Actor,
    (no, title): (&str, &str),
    content: Vec<u8>,
) -> Result<Form, ServiceError> {
    let scope = actor.may(Permission::CardWrite)?;
    if no.trim().is_empty() || title.trim().is_empty() || content.is_empty() {
        let zh = "表单号、名称和扫描件都不能为空，请补齐。";
        return Err(Refused::new("form.empty", zh).into());
    }
    if content.len() > LARGEST {
        let zh = format!("扫描件超过 {} MB，请降低分辨率后重新扫描。", LARGEST >> 20);
        return Err(Refused::new("form.large", zh).into());
    }
    let digest = Sha256::digest(&content);
    let form = Form {
        no: no.trim().to_owned(),
        region: scope.region(),
        title: title.trim().to_owned(),
        digest: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
    };
    desk.write::<_, ServiceError>(actor, "card.form", None, |tx| {
        if rows::find(tx, Scope::whole(scope.pool()), &form.no)?.is_some() {
            let zh = format!("表单号 {} 已经归档，请换号。", base::show_value(&form.no));
            return Err(Refused::new("form.known", zh).into());
        }
        Ok(rows::add(tx, scope, &form, content)?)
    })?;
    Ok(form)
}

/// A form with its scan.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::NotFound`]; storage.
pub fn show(desk: &Desk<'_>, actor: &Actor, no: &str) -> Result<(Form, Vec<u8>), ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    desk.read(|session| {
        let form = rows::find(session, scope, no)?.ok_or(ServiceError::NotFound("归档表单"))?;
        let content = rows::content(session, scope, no)?.unwrap_or_default();
        Ok((form, content))
    })
}

/// Refuses a step whose form is not archived.
pub(super) fn archived(
    session: &mut Session<'_>,
    scope: Scope,
    no: &str,
) -> Result<(), ServiceError> {
    let whole = Scope::whole(scope.pool());
    if rows::find(session, whole, no.trim())?.is_some() {
        return Ok(());
    }
    let zh = format!(
        "表单 {} 没有归档，请先用 tongchou card form 归档扫描件。",
        base::show_value(no)
    );
    Err(Refused::new("card.no_form", zh).under("篇6 二(二)").into())
}
