//! From a package folder and the options of a command to a compiled policy.

use crate::cli::Settle;
use crate::{findings, packages};
use anyhow::{Result, bail};
use base::Date;
use benefit::plan::Policy;
use policy::{CompileOptions, Diagnostic, Files, Package};
use std::collections::BTreeMap;

/// Compiles the package that a settle asks for; `None` after its findings were drawn.
pub fn policy(ask: &Settle) -> Result<Option<Policy>> {
    let mut files = packages::read(&ask.policy)?;
    let options = options(ask)?;
    match reformed(&mut files, ask).and_then(|package| policy::compile(&package, &options)) {
        Ok(policy) => Ok(Some(policy)),
        Err(findings) => {
            findings::draw_beside(&ask.policy, &ask.reform, &files, &findings);
            eprintln!("政策包不能使用，没有结算，也没有写出任何文件。");
            Ok(None)
        }
    }
}

/// The reforms' texts join the files, so that a finding about a patch can be drawn.
fn reformed(files: &mut Files, ask: &Settle) -> Result<Package, Vec<Diagnostic>> {
    let mut package = Package::load(files)?;
    for path in &ask.reform {
        let name = path.to_string_lossy();
        let bytes = packages::bytes(path).unwrap_or_default();
        files.insert(name.clone(), bytes.clone());
        package = package.with_reform(&name, &bytes)?;
    }
    Ok(package)
}

fn options(ask: &Settle) -> Result<CompileOptions> {
    for path in &ask.reform {
        packages::bytes(path)?;
    }
    let known_at = ask
        .known_at
        .as_deref()
        .map(Date::parse)
        .transpose()
        .map_err(|error| {
            anyhow::anyhow!(
                "--known-at {}：{}",
                ask.known_at.as_deref().unwrap_or_default(),
                error.zh()
            )
        })?;
    Ok(CompileOptions {
        switches: pairs("--switch", &ask.switch)?,
        parameters: pairs("--parameter", &ask.parameter)?,
        known_at,
    })
}

fn pairs(option: &str, given: &[String]) -> Result<BTreeMap<String, String>> {
    let mut pairs = BTreeMap::new();
    for text in given {
        let Some((name, value)) = text.split_once('=') else {
            bail!("{option} {text}：应写成 名称=值");
        };
        if pairs
            .insert(name.trim().to_owned(), value.trim().to_owned())
            .is_some()
        {
            bail!("{option} {name} 给出了两次，只能给一次");
        }
    }
    Ok(pairs)
}
