//! Compiled packages, shared by everything that asks them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use access::Scope;
use base::{Date, Refused};
use benefit::plan::Policy;
use enrolment::Scheme;
use enrolment::contribution::standard::AdoptionNo;
use policy::{CompileOptions, Package};
use store::contribution::package::{self as rows, Adoption};
use store::{Session, StoreError};

use super::archive;
use crate::ServiceError;

/// Compiled packages by what they follow from. The key is the content, so an entry never goes stale.
static COMPILED: Mutex<BTreeMap<(String, String), Arc<Policy>>> = Mutex::new(BTreeMap::new());

/// More are not kept at a time.
const KEPT: usize = 32;

/// The compiled package that a scheme of the pooling area works by on a day.
///
/// # Errors
/// `package.none` where none is adopted for the day.
pub fn current(
    session: &mut Session<'_>,
    scope: Scope,
    scheme: Scheme,
    on: Date,
) -> Result<Arc<Policy>, ServiceError> {
    let found = rows::current(session, scope, scheme, on)?;
    let adoption = found.ok_or_else(|| {
        let sentence = format!(
            "统筹区 {} 没有为{}采用 {on} 有效的政策包，请先用 tongchou package adopt 采用并复核。",
            scope.pool().short(),
            scheme.zh()
        );
        ServiceError::from(Refused::new("package.none", sentence))
    })?;
    of(session, scope, &adoption)
}

/// As [`current`], with further parameters that were approved beside the adoption, such as a table of
/// credits; they stand before those of the adoption.
///
/// # Errors
/// As [`current`].
pub fn with(
    session: &mut Session<'_>,
    scope: Scope,
    (scheme, on): (Scheme, Date),
    more: &BTreeMap<String, String>,
) -> Result<Arc<Policy>, ServiceError> {
    // The message for a pool without a package is that of `current`.
    current(session, scope, scheme, on)?;
    let found = rows::current(session, scope, scheme, on)?;
    let mut adoption = found.ok_or(ServiceError::NotFound("政策包采用记录"))?;
    let mut all = parameters(&adoption.parameters)?;
    all.extend(
        more.iter()
            .map(|(name, value)| (name.clone(), value.clone())),
    );
    adoption.parameters = serde_json::to_string(&all)
        .map_err(|_| StoreError::Corrupt("parameters of a package".to_owned()))?;
    of(session, scope, &adoption)
}

/// The compiled package of an adoption.
///
/// # Errors
/// [`ServiceError::NotFound`].
pub fn adopted(
    session: &mut Session<'_>,
    scope: Scope,
    no: AdoptionNo,
) -> Result<Arc<Policy>, ServiceError> {
    let found = rows::adopted(session, scope, no)?;
    let adoption = found.ok_or(ServiceError::NotFound("政策包采用记录"))?;
    of(session, scope, &adoption)
}

/// A file of a package beside its rules, as text; `None` where the package has none of this name.
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Input`] where the file is no text.
pub fn file(
    session: &mut Session<'_>,
    scope: Scope,
    (digest, name): (&str, &str),
) -> Result<Option<String>, ServiceError> {
    let stored = rows::find(session, scope, digest)?;
    let stored = stored.ok_or(ServiceError::NotFound("政策包文件"))?;
    let files = archive::unpack(&stored.files);
    let files = files.ok_or_else(|| StoreError::Corrupt("a package".to_owned()))?;
    let Some(bytes) = files.get(name) else {
        return Ok(None);
    };
    let text = std::str::from_utf8(bytes);
    text.map(|text| Some(text.to_owned())).map_err(|_| {
        ServiceError::Input(format!(
            "政策包中的文件 {name} 不是 UTF-8 文本，请更正后重新采用。"
        ))
    })
}

fn of(
    session: &mut Session<'_>,
    scope: Scope,
    adoption: &Adoption,
) -> Result<Arc<Policy>, ServiceError> {
    let key = (adoption.digest.clone(), adoption.parameters.clone());
    let lock = || COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(policy) = lock().get(&key) {
        return Ok(Arc::clone(policy));
    }
    let stored = rows::find(session, scope, &adoption.digest)?;
    let stored = stored.ok_or(ServiceError::NotFound("政策包文件"))?;
    if archive::digest(&stored.files) != stored.digest {
        return Err(StoreError::Corrupt("the bytes of a package".to_owned()).into());
    }
    let files = archive::unpack(&stored.files);
    let files = files.ok_or_else(|| StoreError::Corrupt("a package".to_owned()))?;
    let parameters = parameters(&adoption.parameters)?;
    let package = Package::load(&files).map_err(|found| findings(&found))?;
    let policy = Arc::new(compile(&package, parameters)?);
    let mut kept = lock();
    if kept.len() >= KEPT {
        kept.clear();
    }
    kept.insert(key, Arc::clone(&policy));
    Ok(policy)
}

/// Parameters as kept.
pub(super) fn parameters(json: &str) -> Result<BTreeMap<String, String>, ServiceError> {
    let read = serde_json::from_str(json);
    read.map_err(|_| StoreError::Corrupt("parameters of a package".to_owned()).into())
}

pub(super) fn compile(
    package: &Package,
    parameters: BTreeMap<String, String>,
) -> Result<Policy, ServiceError> {
    let options = CompileOptions {
        parameters,
        ..CompileOptions::default()
    };
    policy::compile(package, &options).map_err(|found| findings(&found))
}

/// What is wrong with a package, as one sentence: the first finding and how many there are.
pub(super) fn findings(found: &[policy::Diagnostic]) -> ServiceError {
    let first = found.first().map_or_else(String::new, ToString::to_string);
    ServiceError::Input(format!(
        "政策包不能使用，共 {} 处问题，第一处：{first}。请用 tongchou policy check 查看全部。",
        found.len()
    ))
}
