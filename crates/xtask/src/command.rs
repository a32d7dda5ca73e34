//! Running other programs: shown before they run, their output passed through.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result};

/// A program with its arguments and the environment it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    program: String,
    args: Vec<String>,
    env: Vec<(String, String)>,
}

impl Line {
    /// A line of words parted by spaces; the first word is the program.
    pub fn words(words: &str) -> Self {
        let mut parts = words.split_whitespace().map(str::to_owned);
        Self {
            program: parts.next().unwrap_or_default(),
            args: parts.collect(),
            env: Vec::new(),
        }
    }

    /// Adds an environment variable.
    pub fn env(mut self, name: &str, value: impl ToString) -> Self {
        self.env.push((name.to_owned(), value.to_string()));
        self
    }

    /// Adds several environment variables.
    pub fn envs(mut self, variables: Vec<(String, String)>) -> Self {
        self.env.extend(variables);
        self
    }

    /// The line as one would type it.
    pub fn shown(&self) -> String {
        let env = self.env.iter().map(|(name, value)| {
            if value.contains(' ') {
                format!("{name}=\"{value}\"")
            } else {
                format!("{name}={value}")
            }
        });
        env.chain([self.program.clone()])
            .chain(self.args.iter().cloned())
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Runs the line with its output going to ours; true when it succeeded.
    pub fn run(&self, root: &Path) -> Result<bool> {
        std::io::stdout().flush()?;
        let status = self
            .command(root)
            .status()
            .with_context(|| format!("cannot start `{}`", self.shown()))?;
        Ok(status.success())
    }

    /// Runs the line, passing each line of its standard output on and handing it to `each`.
    pub fn run_reading(&self, root: &Path, mut each: impl FnMut(&str)) -> Result<bool> {
        let mut child = self
            .command(root)
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start `{}`", self.shown()))?;
        if let Some(output) = child.stdout.take() {
            for line in BufReader::new(output).split(b'\n') {
                let line = line.context("cannot read the output of the command")?;
                let text = String::from_utf8_lossy(&line);
                println!("{text}");
                each(&text);
            }
        }
        Ok(child.wait()?.success())
    }

    /// Whether the program answers to these arguments without an error; its output is dropped.
    pub fn answers(&self, root: &Path) -> bool {
        self.command(root)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }

    fn command(&self, root: &Path) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(&self.args)
            .current_dir(root)
            .envs(self.env.iter().cloned());
        command
    }
}

/// A duration as a person says it: `8.3 s`, `4 min 07 s`.
pub fn spoken(duration: Duration) -> String {
    let tenths = duration.as_millis() / 100;
    let seconds = tenths / 10;
    if seconds < 60 {
        format!("{seconds}.{} s", tenths % 10)
    } else {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_shown_as_typed() {
        let line = Line::words("cargo doc --no-deps").env("RUSTDOCFLAGS", "-D warnings");
        assert_eq!(
            line.shown(),
            "RUSTDOCFLAGS=\"-D warnings\" cargo doc --no-deps"
        );
    }

    #[test]
    fn durations_are_spoken() {
        assert_eq!(spoken(Duration::from_millis(8_349)), "8.3 s");
        assert_eq!(spoken(Duration::from_secs(247)), "4 min 07 s");
    }
}
