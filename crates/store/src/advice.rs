//! What the texts of the engines mean to a user. The engines speak English: each text that a user may meet has a sentence that
//! says what to do, and the text stays behind it, in brackets, for whoever looks after the machine.

/// A part of an engine's text, and what it means.
const MEANINGS: [(&str, &str); 22] = [
    (
        "unable to open database file",
        "这个目录里没有数据库，或没有读写权限。请核对 --data-dir；新建数据库用 tongchou db migrate --pool 区划 --name 名称",
    ),
    (
        "file is not a database",
        "这个文件不是本程序的数据库，或已损坏。请核对 --data-dir；确已损坏的，用备份恢复到新的目录（tongchou db restore）",
    ),
    (
        "malformed",
        "数据库文件已损坏。请停止写入，用备份恢复到新的目录（tongchou db restore）",
    ),
    (
        "disk is full",
        "磁盘已满，没有写入任何数据。请腾出空间后重新运行同一条命令",
    ),
    (
        "No space left",
        "磁盘已满，没有写入任何数据。请腾出空间后重新运行同一条命令",
    ),
    (
        "readonly database",
        "数据库文件或所在目录只读，没有写入任何数据。请让运维人员授予写入权限",
    ),
    (
        "disk I/O error",
        "磁盘读写出错，没有写入任何数据。请让运维人员检查磁盘，再运行 tongchou db verify",
    ),
    (
        "Connection refused",
        "连不上数据库服务：服务没有启动，或主机、端口不对。请核对 --database-url，或请运维人员启动服务",
    ),
    (
        "lookup address",
        "找不到这台主机。请核对 --database-url 里的主机名和网络",
    ),
    (
        "timed out",
        "数据库服务没有及时应答。请核对网络和 --database-url，稍后重试",
    ),
    (
        "password authentication failed",
        "数据库的用户名或密码不对。请核对 --database-url 里的用户名和密码（不是 --as 的密码）",
    ),
    (
        "password missing",
        "数据库要密码。请写在 --database-url 里：postgres://用户:密码@主机:端口/库名",
    ),
    (
        "pg_hba.conf",
        "数据库服务不接受这个用户从本机连接。请让数据库管理员放行",
    ),
    (
        "is not permitted to log in",
        "数据库不许这个用户登录。请让数据库管理员授权",
    ),
    (
        "\" does not exist",
        "没有这个数据库或数据库用户。请核对 --database-url；新库请先由数据库管理员建立",
    ),
    (
        "permission denied",
        "数据库用户没有这项权限，没有写入任何数据。请让数据库管理员授权，或换用属主用户",
    ),
    (
        "too many clients",
        "数据库的连接已用完，没有写入任何数据。请稍后重试",
    ),
    (
        "connection slots",
        "数据库的连接已用完，没有写入任何数据。请稍后重试",
    ),
    (
        "connection closed",
        "与数据库的连接断了，没有提交的操作都没有写入。请重新运行同一条命令",
    ),
    (
        "connection broke",
        "与数据库的连接断了，没有提交的操作都没有写入。请重新运行同一条命令",
    ),
    (
        "certificate",
        "核对不了数据库服务的证书。自建的证书机构请在地址里用 sslrootcert=文件 指明",
    ),
    (
        "URL of the database is not understood",
        "看不懂这个地址。应写成 postgres://用户:密码@主机:端口/库名",
    ),
];

/// What the text of an engine means and what to do about it; `None` where it is none that a user meets.
pub(crate) fn meaning(text: &str) -> Option<&'static str> {
    let found = MEANINGS.iter().find(|(part, _)| text.contains(part));
    found.map(|(_, zh)| *zh)
}

#[cfg(test)]
mod tests {
    use crate::StoreError;

    #[test]
    fn a_text_of_an_engine_stands_behind_a_sentence() {
        let full = StoreError::Engine("database or disk is full".to_owned()).zh();
        assert!(full.starts_with("磁盘已满，没有写入任何数据。"), "{full}");
        assert!(full.ends_with("（database or disk is full）。"), "{full}");
        let torn = StoreError::Corrupt("database disk image is malformed".to_owned()).zh();
        assert!(torn.contains("用备份恢复"), "{torn}");
        let other = StoreError::Engine("something else".to_owned()).zh();
        assert!(
            other.ends_with("请联系运维人员（something else）。"),
            "{other}"
        );
    }
}
