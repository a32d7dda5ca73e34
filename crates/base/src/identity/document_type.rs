//! The kinds of document, as the national dictionary has them.

/// A type of identity document: every value of the national dictionary `psn_cert_type` (人员证件
/// 类型), in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocumentType {
    /// `01` Resident identity card; the same value stands for the household book (户口簿), whose
    /// number is that of its holder's identity card to come.
    ResidentCard,
    /// `02` Officer's card of the People's Liberation Army.
    ArmyOfficer,
    /// `03` Officer's card of the People's Armed Police.
    ArmedPoliceOfficer,
    /// `04` Hong Kong passport or travel permit to the mainland.
    HongKong,
    /// `05` Macau passport or travel permit to the mainland.
    Macau,
    /// `06` Travel permit of Taiwan residents to the mainland.
    Taiwan,
    /// `07` Foreigner's permanent residence card, both generations.
    ForeignResident,
    /// `08` Passport of another country.
    ForeignPassport,
    /// `09` Certificate of disability.
    Disability,
    /// `10` Certificate of a soldier's or martyr's family.
    MilitaryFamily,
    /// `11` Foreigner's work permit.
    ForeignWorker,
    /// `12` Foreign expert's certificate.
    ForeignExpert,
    /// `13` Resident foreign correspondent's card.
    ForeignCorrespondent,
    /// `14` Work permit of people from Taiwan, Hong Kong and Macau.
    TaiwanHongKongMacauWorker,
    /// `15` Certificate of an expert who returned or came to settle.
    SettledExpert,
    /// `16` Chinese passport.
    ChinesePassport,
    /// `17` Residence permit of Hong Kong, Macau and Taiwan residents.
    HongKongMacauTaiwanResident,
    /// `90` Social-security card.
    SocialSecurityCard,
    /// `99` Any other document.
    Other,
    /// `990102` Code of the poverty-relief register.
    PovertyRelief,
    /// `990201` Medical certificate of birth.
    BirthCertificate,
}

/// A code that is no value of `psn_cert_type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the document type is not a value of the dictionary psn_cert_type")]
pub struct DocumentTypeError;

impl DocumentTypeError {
    /// The sentence for users, in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        "证件类型代码不在国家字典 psn_cert_type 中，请改用字典值，如 01（居民身份证）。".to_owned()
    }
}

type Row = (DocumentType, &'static str, &'static str);

/// Code and label of each type, as printed in the dictionary (edition of the national baseline of
/// 2021-12-30).
const ROWS: [Row; 21] = [
    (DocumentType::ResidentCard, "01", "居民身份证（户口簿）"),
    (DocumentType::ArmyOfficer, "02", "中国人民解放军军官证"),
    (
        DocumentType::ArmedPoliceOfficer,
        "03",
        "中国人民武装警察警官证",
    ),
    (
        DocumentType::HongKong,
        "04",
        "香港特区护照/港澳居民来往内地通行证",
    ),
    (
        DocumentType::Macau,
        "05",
        "澳门特区护照/港澳居民来往内地通行证",
    ),
    (DocumentType::Taiwan, "06", "台湾居民来往大陆通行证"),
    (DocumentType::ForeignResident, "07", "外国人永久居留证"),
    (DocumentType::ForeignPassport, "08", "外国人护照"),
    (DocumentType::Disability, "09", "残疾人证"),
    (DocumentType::MilitaryFamily, "10", "军烈属证明"),
    (DocumentType::ForeignWorker, "11", "外国人就业证"),
    (DocumentType::ForeignExpert, "12", "外国专家证"),
    (DocumentType::ForeignCorrespondent, "13", "外国人常驻记者证"),
    (
        DocumentType::TaiwanHongKongMacauWorker,
        "14",
        "台港澳人员就业证",
    ),
    (DocumentType::SettledExpert, "15", "回国（来华）定居专家证"),
    (DocumentType::ChinesePassport, "16", "中国护照"),
    (
        DocumentType::HongKongMacauTaiwanResident,
        "17",
        "港澳台居民居住证",
    ),
    (DocumentType::SocialSecurityCard, "90", "社会保障卡"),
    (DocumentType::Other, "99", "其他身份证件"),
    (DocumentType::PovertyRelief, "990102", "扶贫人口编码"),
    (DocumentType::BirthCertificate, "990201", "医学出生证明"),
];

impl DocumentType {
    /// Every type, in the order of the codes.
    pub fn all() -> impl Iterator<Item = DocumentType> {
        ROWS.into_iter().map(|(document_type, _, _)| document_type)
    }

    /// Reads a code of the dictionary, exactly as it is printed there.
    ///
    /// # Errors
    /// [`DocumentTypeError`] for any other text.
    pub fn from_code(code: &str) -> Result<DocumentType, DocumentTypeError> {
        let row = ROWS.iter().find(|(_, of_row, _)| *of_row == code);
        row.map(|(found, _, _)| *found).ok_or(DocumentTypeError)
    }

    /// The code of the dictionary.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.row().map_or("", |(_, code, _)| code)
    }

    /// The Chinese label of the dictionary.
    #[must_use]
    pub fn label(self) -> &'static str {
        self.row().map_or("", |(_, _, label)| label)
    }

    fn row(self) -> Option<Row> {
        ROWS.into_iter().find(|(of_row, _, _)| *of_row == self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_has_one_code_and_label() {
        assert_eq!(DocumentType::all().count(), 21);
        for document_type in DocumentType::all() {
            assert_eq!(
                DocumentType::from_code(document_type.code()),
                Ok(document_type)
            );
            assert!(!document_type.label().is_empty());
        }
    }

    #[test]
    fn other_codes_are_refused() {
        for code in ["", "1", "18", " 01", "9902"] {
            assert_eq!(DocumentType::from_code(code), Err(DocumentTypeError));
        }
        assert!(DocumentTypeError.zh().ends_with('。'));
    }
}
