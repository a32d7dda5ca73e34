//! `tongchou gateway check`: the conformance test of the makers of hospital software.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use gateway::definition::Definitions;
use gateway::frame::{self, BodyKind};
use gateway::profile::Profile;

use super::accounts::profile;
use super::args::Check;
use crate::exit::Outcome;

pub fn check(ask: &Check) -> Result<Outcome> {
    let profile = profile(&ask.profile)?;
    let mut failed = 0;
    for path in &ask.files {
        let faults = faults(path, &profile)?;
        let name = path.display();
        if faults.is_empty() {
            println!("{name}：符合");
            continue;
        }
        failed += 1;
        println!("{name}：不符合，{}处", faults.len());
        for (rule, sentence) in faults {
            println!("  [{rule}] {sentence}");
        }
    }
    println!(
        "共 {} 份报文，{failed} 份不符合（{}）。",
        ask.files.len(),
        profile.name
    );
    Ok(if failed == 0 {
        Outcome::Done
    } else {
        Outcome::Found
    })
}

/// What is wrong with a message: rule and sentence.
fn faults(path: &Path, profile: &Profile) -> Result<Vec<(&'static str, String)>> {
    let bytes = fs::read(path).with_context(|| format!("无法读取报文文件 {}", path.display()))?;
    let kind = Some(BodyKind::Json.code());
    let read = frame::read(
        kind,
        &bytes,
        &profile.bodies,
        &profile.envelope,
        &profile.limits,
    );
    let message = match read {
        Ok(message) => message,
        Err(refused) => return Ok(vec![(refused.code(), refused.zh())]),
    };
    let infno = message.envelope.infno;
    let input = profile.national_input(infno, message.envelope.input);
    let found = Definitions::shipped().inspect(infno.as_str(), &input, profile);
    Ok(match found {
        Ok(findings) => findings
            .into_iter()
            .map(|finding| (finding.code, finding.sentence))
            .collect(),
        Err(refused) => vec![(refused.code(), refused.zh())],
    })
}
