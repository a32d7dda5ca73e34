//! Dialects from their files.

use std::collections::BTreeMap;

use toml::{Table, Value};

use crate::frame::{
    AnswerForm, BodyKind, Bounds, EmptyOutput, EnvelopeField, EnvelopeRules, ExtraField, Infno,
    Limits, PathShape,
};

use super::model::{
    Access, AccessScheme, AnswerRules, Cipher, Encoding, GatewayError, Profile, Replay, SealRules,
    SealScheme, SignatureForm, SignatureShape, TimeUnit,
};
use super::transaction::Transaction;

/// The files that ship, each with the name that faults are told under.
const SHIPPED: &[(&str, &str)] = &[
    (
        "national.toml",
        include_str!("../../profiles/national.toml"),
    ),
    (
        "guangdong.toml",
        include_str!("../../profiles/guangdong.toml"),
    ),
    ("hubei.toml", include_str!("../../profiles/hubei.toml")),
    ("hunan.toml", include_str!("../../profiles/hunan.toml")),
    ("jiangsu.toml", include_str!("../../profiles/jiangsu.toml")),
    ("jilin.toml", include_str!("../../profiles/jilin.toml")),
];

/// What is wrong with a file of a dialect.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the dialect {file} cannot be read: {what}")]
pub struct ProfileFault {
    /// The file.
    pub file: String,
    /// What is wrong with it.
    pub what: String,
}

impl ProfileFault {
    fn new(file: &str, what: impl Into<String>) -> ProfileFault {
        ProfileFault {
            file: file.to_owned(),
            what: what.into(),
        }
    }

    /// The sentence for users, in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        format!(
            "接口方言文件 {} 有误：{}。请对照 national.toml 的写法改正。",
            self.file, self.what
        )
    }
}

/// The dialects that are known, by id.
#[derive(Debug, Clone, PartialEq)]
pub struct Profiles(BTreeMap<String, Profile>);

impl Profiles {
    /// The dialects that ship with the program.
    ///
    /// # Errors
    /// A fault in a file; a test reads them all, so that a release has none.
    pub fn shipped() -> Result<Profiles, ProfileFault> {
        Profiles::read(SHIPPED)
    }

    /// Dialects from files, each a name for faults and its text. A file builds on the one before it in the list
    /// that has the id that its `base` names.
    ///
    /// # Errors
    /// The first fault: no TOML, an unknown or missing entry, a base that does not stand before it, an id that
    /// stands twice.
    pub fn read(files: &[(&str, &str)]) -> Result<Profiles, ProfileFault> {
        let mut tables: BTreeMap<String, Table> = BTreeMap::new();
        let mut profiles = BTreeMap::new();
        for (file, text) in files {
            let fault = |what: String| ProfileFault::new(file, what);
            let own: Table =
                toml::from_str(text).map_err(|error| fault(error.message().to_owned()))?;
            let table = on_its_base(own, &tables).map_err(fault)?;
            let profile = profile(table.clone()).map_err(fault)?;
            tables.insert(profile.id.clone(), table);
            if let Some(twice) = profiles.insert(profile.id.clone(), profile) {
                return Err(fault(format!("the id {} stands twice", twice.id)));
            }
        }
        Ok(Profiles(profiles))
    }

    /// The dialect of this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Profile> {
        self.0.get(id)
    }

    /// All dialects, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Profile> {
        self.0.values()
    }
}

/// A file laid over the one that it builds on.
fn on_its_base(mut own: Table, before: &BTreeMap<String, Table>) -> Result<Table, String> {
    let Some(base) = own.remove("base") else {
        return Ok(own);
    };
    let name = base.as_str().ok_or("base is no text")?;
    let found = before
        .get(name)
        .ok_or_else(|| format!("the base {name} does not stand before it"))?;
    let mut table = found.clone();
    lay_over(&mut table, own);
    Ok(table)
}

/// Tables are merged, anything else is replaced.
fn lay_over(under: &mut Table, over: Table) {
    for (key, value) in over {
        match (under.get_mut(&key), value) {
            (Some(Value::Table(below)), Value::Table(above)) => lay_over(below, above),
            (_, value) => {
                under.insert(key, value);
            }
        }
    }
}

/// A file as it is written.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: String,
    name: String,
    http: Http,
    limits: WrittenLimits,
    envelope: WrittenEnvelope,
    access: Access,
    seal: SealRules,
    answer: WrittenAnswer,
    gateway_error: GatewayError,
    #[serde(default)]
    transaction: BTreeMap<String, Transaction>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Http {
    paths: Vec<String>,
    bodies: Vec<BodyKind>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenLimits {
    envelope_kb: u32,
    upload_kb: u32,
    depth: u8,
    values: u32,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenEnvelope {
    required: Vec<String>,
    unique_msgid: bool,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenAnswer {
    empty: EmptyOutput,
    extras: Vec<ExtraField>,
    seal: SealScheme,
    #[serde(default = "raw_base64")]
    seal_form: SignatureForm,
    cipher: Cipher,
}

const fn raw_base64() -> SignatureForm {
    SignatureForm {
        encoding: Encoding::Base64,
        form: SignatureShape::Raw,
    }
}

fn profile(table: Table) -> Result<Profile, String> {
    let written: Written = table
        .try_into()
        .map_err(|error: toml::de::Error| error.message().to_owned())?;
    if let Some(unknown) = written
        .envelope
        .required
        .iter()
        .find(|name| EnvelopeField::named(name).is_none())
    {
        return Err(format!("the envelope has no field {unknown}"));
    }
    if written.access.replay == Replay::Msgid && !written.envelope.unique_msgid {
        return Err("replay by msgid needs unique_msgid".to_owned());
    }
    fitting(&written.access)?;
    Ok(Profile {
        id: written.id,
        name: written.name,
        paths: paths(&written.http.paths)?,
        bodies: written.http.bodies,
        limits: limits(&written.limits)?,
        envelope: EnvelopeRules {
            required: written.envelope.required,
        },
        unique_msgid: written.envelope.unique_msgid,
        access: written.access,
        seal: written.seal,
        answer: AnswerRules {
            form: AnswerForm {
                empty: written.answer.empty,
                extras: written.answer.extras,
            },
            seal: written.answer.seal,
            seal_form: written.answer.seal_form,
            cipher: written.answer.cipher,
        },
        gateway_error: written.gateway_error,
        transactions: transactions(written.transaction)?,
    })
}

/// Whether the headers hold what a message that comes again is known by.
fn fitting(access: &Access) -> Result<(), String> {
    match (access.replay, access.scheme, access.unit) {
        (Replay::None | Replay::Msgid, _, _)
        | (Replay::Nonce, AccessScheme::Tif, _)
        | (Replay::Signature, AccessScheme::Api, TimeUnit::Milliseconds) => Ok(()),
        (Replay::Nonce, _, _) => Err("replay by nonce needs the scheme tif".to_owned()),
        (Replay::Signature, _, _) => {
            Err("replay by signature needs the scheme api and milliseconds".to_owned())
        }
    }
}

fn paths(patterns: &[String]) -> Result<Vec<PathShape>, String> {
    if patterns.is_empty() {
        return Err("it serves no path".to_owned());
    }
    let shape = |pattern: &String| {
        PathShape::parse(pattern).ok_or_else(|| format!("{pattern} is no form of a path"))
    };
    patterns.iter().map(shape).collect()
}

fn limits(written: &WrittenLimits) -> Result<Limits, String> {
    let size = |count: u32| usize::try_from(count).map_err(|error| error.to_string());
    let bytes = |kb: u32| Ok::<usize, String>(size(kb)?.saturating_mul(1024));
    Ok(Limits {
        envelope_bytes: bytes(written.envelope_kb)?,
        upload_bytes: bytes(written.upload_kb)?,
        bounds: Bounds {
            depth: usize::from(written.depth),
            values: size(written.values)?,
        },
    })
}

fn transactions(
    written: BTreeMap<String, Transaction>,
) -> Result<BTreeMap<Infno, Transaction>, String> {
    let numbered = |(number, transaction): (String, Transaction)| {
        let infno =
            Infno::of(&number).ok_or_else(|| format!("{number} is no number of a transaction"))?;
        Ok((infno, transaction))
    };
    written.into_iter().map(numbered).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::SealWhen;

    #[test]
    fn every_dialect_that_ships_is_read() {
        let profiles = Profiles::shipped().unwrap();
        let ids: Vec<&str> = profiles.iter().map(|profile| profile.id.as_str()).collect();
        assert_eq!(
            ids,
            [
                "guangdong",
                "hubei",
                "hunan",
                "jiangsu",
                "jilin",
                "national"
            ]
        );
    }

    #[test]
    fn a_dialect_keeps_what_it_does_not_say() {
        let profiles = Profiles::shipped().unwrap();
        let (national, hunan) = (
            profiles.get("national").unwrap(),
            profiles.get("hunan").unwrap(),
        );
        assert_eq!(hunan.access.scheme, AccessScheme::Api);
        assert_eq!(
            (hunan.access.unit, hunan.access.window_minutes),
            (TimeUnit::Milliseconds, 30)
        );
        assert_eq!(hunan.paths, national.paths);
        assert_eq!(hunan.seal.when, SealWhen::Registered);
        assert_eq!(hunan.access.replay, Replay::Signature);
        let jiangsu = profiles.get("jiangsu").unwrap();
        assert_eq!(
            (jiangsu.access.unit, jiangsu.access.replay),
            (TimeUnit::Seconds, Replay::Msgid)
        );
        let guangdong = profiles.get("guangdong").unwrap();
        let signed_in = Infno::parse("9001").unwrap();
        let transaction = guangdong.transaction(signed_in).unwrap();
        assert!(transaction.nodes.contains_key("data") && transaction.also.contains_key("result"));
        assert!(!guangdong.unique_msgid && national.unique_msgid);
    }

    fn fault(text: &str) -> String {
        let national = SHIPPED.first().copied().unwrap();
        Profiles::read(&[national, ("x.toml", text)])
            .unwrap_err()
            .what
    }

    #[test]
    fn faults_are_told() {
        let over = |text: &str| {
            fault(&format!(
                "id = \"x\"\nbase = \"national\"\nname = \"x\"\n{text}"
            ))
        };
        assert!(!fault("id = ").is_empty());
        assert!(fault("id = \"x\"").contains("missing field"));
        assert!(fault("base = \"nowhere\"").contains("nowhere"));
        assert!(fault("base = \"national\"").contains("stands twice"));
        assert!(over("[http]\npaths = [\"x y\"]").contains("no form of a path"));
        assert!(over("[http]\npaths = []").contains("no path"));
        assert!(over("[envelope]\nrequired = [\"nothing\"]").contains("nothing"));
        assert!(over("[transaction.22]\nlist = true").contains("22"));
        assert!(over("[access]\nwindow = 3").contains("unknown field"));
        assert!(
            over("[access]\nreplay = \"msgid\"\n[envelope]\nunique_msgid = false")
                .contains("unique")
        );
        assert!(over("[access]\nreplay = \"nonce\"").contains("tif"));
        assert!(over("[access]\nreplay = \"signature\"").contains("api"));
        let seconds = "[access]\nscheme = \"api\"\nunit = \"seconds\"\nreplay = \"signature\"";
        assert!(over(seconds).contains("milliseconds"));
        assert!(over("[seal]\nscheme = \"rsa\"").contains("rsa"));
        let told = ProfileFault::new("x.toml", "y").zh();
        assert!(told.contains("x.toml") && told.contains('y'));
    }
}
