//! When a program and a store are not of one version.

/// Why a program and the schema of a store do not go together; names are those of migrations.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// Nothing was set up yet.
    #[error("it is empty")]
    Empty,
    /// The store was set up by a program whose migration of this name says something else.
    #[error("migration {0} is another one there")]
    Changed(String),
    /// The store was changed by a newer program in a way that this one cannot serve.
    #[error("it is newer: migration {0}")]
    Newer(String),
    /// The store is older than this program needs.
    #[error("migration {0} is missing")]
    Missing(String),
}

impl Misfit {
    /// The sentence for users, in Chinese: what is wrong and how to mend it.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Misfit::Empty => "数据库还是空的，请先运行 tongchou db migrate。".to_owned(),
            Misfit::Changed(name) => {
                format!(
                    "数据库是由另一版本的程序建立的（结构变更 {name} 与本程序不同），请换用建库时的程序版本，或用该版本备份后重建。"
                )
            }
            Misfit::Newer(name) => {
                format!("数据库已由更新版本的程序升级（结构变更 {name}），请换用新版程序。")
            }
            Misfit::Missing(name) => {
                format!(
                    "数据库结构较旧（缺少结构变更 {name}），请先备份，再运行 tongchou db migrate。"
                )
            }
        }
    }
}
