//! The key file: 32 random bytes beside the store, readable by its user alone, under which secrets are kept.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, anyhow, bail};
use gm::wrap::WrappingKey;
use service::gateway::{Open, Vault};
use store::Place;

use super::args::KeyFileArgs;
use crate::exit::WrongUse;

/// The key file, opened.
#[derive(Clone)]
pub struct KeyFile(Arc<WrappingKey>);

impl KeyFile {
    /// Reads a key file.
    ///
    /// # Errors
    /// Where it is not there, others may read it, or it holds no key.
    pub fn open(path: &Path) -> Result<KeyFile> {
        let told = || {
            format!(
                "无法读取接口密钥文件 {}；还没有时请先运行 tongchou gateway init",
                path.display()
            )
        };
        private(path).with_context(told)?;
        let text = fs::read_to_string(path).with_context(told)?;
        let key = WrappingKey::parse(&text);
        key.map(|key| KeyFile(Arc::new(key)))
            .map_err(|fault| anyhow!("接口密钥文件 {}：{}", path.display(), fault.zh()))
    }

    /// Makes a key file; one that is there stays as it is.
    ///
    /// # Errors
    /// As [`KeyFile::open`]; where it cannot be written or the system gives no random bytes.
    pub fn make(path: &Path) -> Result<KeyFile> {
        if path.exists() {
            return KeyFile::open(path);
        }
        let mut bytes = [0; WrappingKey::LENGTH];
        getrandom::fill(&mut bytes).map_err(|_| anyhow!("系统不提供随机数。"))?;
        let told = || format!("无法写入接口密钥文件 {}", path.display());
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).with_context(told)?;
        let text = format!("{}\n", gm::encoding::hex(&bytes));
        file.write_all(text.as_bytes()).with_context(told)?;
        file.sync_all().with_context(told)?;
        KeyFile::open(path)
    }
}

impl KeyFile {
    /// A key that is kept nowhere: what it locks can be opened as long as the process lives.
    ///
    /// # Errors
    /// Where the system gives no random bytes.
    pub fn passing() -> Result<KeyFile> {
        let mut bytes = [0; WrappingKey::LENGTH];
        getrandom::fill(&mut bytes).map_err(|_| anyhow!("系统不提供随机数。"))?;
        let key = WrappingKey::parse(&gm::encoding::hex(&bytes));
        key.map(|key| KeyFile(Arc::new(key)))
            .map_err(|fault| anyhow!(fault.zh()))
    }
}

impl Vault for KeyFile {
    fn lock(&self, context: &str, clear: &[u8]) -> Vec<u8> {
        self.0.wrap(context, clear)
    }

    fn open(&self, context: &str, kept: &[u8]) -> Option<Open> {
        let clear = self.0.unwrap(context, kept).ok()?;
        Some(Open::new(clear.to_vec()))
    }
}

/// Refuses a file that others may read.
#[cfg(unix)]
fn private(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path)?.permissions().mode();
    if mode & 0o077 != 0 {
        bail!("其他用户可以读取此文件，请运行 chmod 600 后重试");
    }
    Ok(())
}

#[cfg(not(unix))]
fn private(path: &Path) -> Result<()> {
    fs::metadata(path)?;
    Ok(())
}

impl KeyFileArgs {
    /// Where the key file lies: as said, in the environment, or beside the database file.
    ///
    /// # Errors
    /// Where nothing says so and the store is a server.
    pub fn path(&self, place: &Place) -> Result<PathBuf> {
        if let Some(path) = &self.key_file {
            return Ok(path.clone());
        }
        if let Some(path) = std::env::var_os("TONGCHOU_GATEWAY_KEY").filter(|path| !path.is_empty())
        {
            return Ok(PathBuf::from(path));
        }
        match place {
            Place::File(path) => Ok(path.with_file_name("gateway.key")),
            Place::Server(_) => Err(WrongUse(
                "使用PostgreSQL时请用 --key-file 或环境变量 TONGCHOU_GATEWAY_KEY 指明接口密钥文件。"
                    .to_owned(),
            )
            .into()),
        }
    }
}
