//! What can be wrong with keys and texts.

/// What is wrong with a key, a signature or a ciphertext. None of it holds what was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Neither hexadecimal digits nor base64.
    #[error("the text is neither hexadecimal digits nor base64")]
    Encoding,
    /// A secret that is empty, blank or too short.
    #[error("the secret is empty or too short")]
    Short,
    /// A key of another length, or no key of the curve.
    #[error("the key has another length or is no key of the curve")]
    Key,
    /// A signature of another form, or with a number outside the curve's order.
    #[error("the signature has another form")]
    Signature,
    /// A ciphertext that is no whole number of blocks, or whose padding is wrong: most often another key.
    #[error("the ciphertext is damaged or was made with another key")]
    Ciphertext,
}

impl Fault {
    /// The sentence for users, in Chinese.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Fault::Encoding => "内容既不是十六进制也不是Base64，请核对。",
            Fault::Short => "账号密钥为空或过短，应不少于16个字符，请重新设置。",
            Fault::Key => "密钥长度不对或不是有效的SM2/SM4密钥，请核对。",
            Fault::Signature => "签名格式不对，应为64字节的r‖s或DER，请核对。",
            Fault::Ciphertext => "密文损坏或密钥不符，无法解密，请核对密钥与分组模式。",
        }
    }
}
