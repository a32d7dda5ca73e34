//! Passwords: from a file, from the environment, or typed without an echo. Never from the command line,
//! where every user of the machine could read them.

use std::fs::File;
use std::io::{BufRead, BufReader, IsTerminal, Read, stdin};
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};

/// The longest first line of a password file.
const LONGEST: u64 = 4096;

/// The password of a user.
///
/// # Errors
/// Where the file cannot be read, or nothing gives a password.
pub fn asked_password(file: Option<&Path>, user: &str) -> Result<String> {
    given(file, "TONGCHOU_PASSWORD", &format!("{user} 的密码："))
}

/// A new password: typed twice where it is typed.
///
/// # Errors
/// As [`asked_password`], or where the two differ.
pub fn new_password(file: Option<&Path>) -> Result<String> {
    if file.is_none()
        && std::env::var_os("TONGCHOU_NEW_PASSWORD").is_none()
        && stdin().is_terminal()
    {
        let first = typed("新密码：")?;
        if first != typed("再输一遍：")? {
            bail!("两次输入的密码不同，没有修改。");
        }
        return Ok(first);
    }
    given(file, "TONGCHOU_NEW_PASSWORD", "新密码：")
}

fn given(file: Option<&Path>, variable: &str, prompt: &str) -> Result<String> {
    if let Some(path) = file {
        return first_line(path);
    }
    match std::env::var(variable) {
        Ok(password) if !password.is_empty() => return Ok(password),
        Ok(_) | Err(std::env::VarError::NotPresent) => {}
        Err(_) => bail!("环境变量 {variable} 不是 UTF-8 文本。"),
    }
    if !stdin().is_terminal() {
        return Err(anyhow!(
            "没有密码：请在终端输入，或设置环境变量 {variable}，或给出密码文件。"
        ));
    }
    typed(prompt)
}

fn typed(prompt: &str) -> Result<String> {
    rpassword::prompt_password(prompt).context("无法从终端读取密码")
}

fn first_line(path: &Path) -> Result<String> {
    let told = || format!("无法读取密码文件 {}", path.display());
    let file = File::open(path).with_context(told)?;
    let mut line = String::new();
    let mut reader = BufReader::new(file.take(LONGEST));
    reader.read_line(&mut line).with_context(told)?;
    let password = line.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        bail!("密码文件 {} 第一行是空的。", path.display());
    }
    Ok(password.to_owned())
}
