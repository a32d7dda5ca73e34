//! Installing PostgreSQL where it is missing and the machine's package manager is apt.

use std::process::Command;

use anyhow::{Context, Result, bail};

use super::programs::{OLDEST, Programs, VARIABLE, answers, is_root, succeed};

/// The programs that are there, or those that apt installs.
pub fn found_or_installed() -> Result<Programs> {
    if let Some(programs) = Programs::find()? {
        return Ok(programs);
    }
    let Some(apt) = apt()? else {
        bail!(
            "PostgreSQL {OLDEST} or newer is not installed and cannot be installed from here; \
             install it, or set {VARIABLE} to the URL of a server on which databases may be created"
        );
    };
    println!("installing PostgreSQL with apt");
    succeed(&mut apt.line(&["update", "-q"]))?;
    succeed(&mut apt.line(&[
        "install",
        "-q",
        "-y",
        "--no-install-recommends",
        "postgresql",
    ]))?;
    Programs::find()?.with_context(|| {
        format!(
            "apt has installed a PostgreSQL that is older than {OLDEST}; set {VARIABLE} instead"
        )
    })
}

/// How apt can be called: as root, or through sudo where it asks for no password.
#[derive(Clone, Copy)]
enum Apt {
    AsRoot,
    ThroughSudo,
}

impl Apt {
    fn line(self, args: &[&str]) -> Command {
        let mut command = match self {
            Apt::AsRoot => Command::new("apt-get"),
            Apt::ThroughSudo => {
                let mut command = Command::new("sudo");
                command.args(["-n", "apt-get"]);
                command
            }
        };
        command.env("DEBIAN_FRONTEND", "noninteractive").args(args);
        command
    }
}

fn apt() -> Result<Option<Apt>> {
    if !answers(Command::new("apt-get").arg("--version")) {
        return Ok(None);
    }
    if is_root()? {
        return Ok(Some(Apt::AsRoot));
    }
    let sudo = answers(Command::new("sudo").args(["-n", "true"]));
    Ok(sudo.then_some(Apt::ThroughSudo))
}
