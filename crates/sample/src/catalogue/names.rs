//! Names of things that do not exist.

use directory::catalogue::Kind;

use crate::draw::Draw;
use crate::naming;

const SYLLABLES: [&str; 12] = [
    "平", "宁", "清", "舒", "康", "通", "安", "和", "泰", "益", "润", "定",
];
const TABLETS: [(&str, &str, &str); 8] = [
    ("片", "0.25g×24片", "盒"),
    ("胶囊", "0.3g×20粒", "盒"),
    ("颗粒", "3g×12袋", "盒"),
    ("缓释片", "30mg×14片", "盒"),
    ("注射液", "10ml:0.1g", "支"),
    ("口服溶液", "100ml", "瓶"),
    ("软膏", "15g", "支"),
    ("滴眼液", "5ml", "支"),
];
const PATENT: [(&str, &str, &str); 5] = [
    ("丸", "9g×10丸", "盒"),
    ("合剂", "100ml", "瓶"),
    ("散", "6g×10袋", "盒"),
    ("口服液", "10ml×10支", "盒"),
    ("膏", "200g", "瓶"),
];
const HERBS: [&str; 8] = ["草", "根", "皮", "子", "花", "叶", "藤", "仁"];
const WAYS: [&str; 4] = ["", "（炒）", "（蜜炙）", "（酒制）"];
/// Name, unit and number of the fee category.
const SERVICES: [(&str, &str, u8); 12] = [
    ("床位", "日", 1),
    ("诊察", "次", 2),
    ("影像检查", "部位", 3),
    ("内镜检查", "次", 3),
    ("生化测定", "项", 4),
    ("免疫测定", "项", 4),
    ("理疗", "次", 5),
    ("注射治疗", "次", 5),
    ("切除术", "次", 6),
    ("修补术", "次", 6),
    ("专项护理", "日", 7),
    ("推拿治疗", "次", 5),
];
const CONSUMABLES: [(&str, &str, &str); 10] = [
    ("支架", "3.0mm×18mm", "套"),
    ("导管", "6F×110cm", "根"),
    ("缝线", "3-0×75cm", "包"),
    ("敷料", "10cm×10cm", "片"),
    ("注射器", "5ml", "支"),
    ("接骨板", "6孔", "块"),
    ("补片", "15cm×15cm", "片"),
    ("吻合器", "60mm", "把"),
    ("引流袋", "1000ml", "个"),
    ("人工关节", "4号", "套"),
];
const DISEASES: [&str; 6] = ["病", "症", "综合征", "炎", "损伤", "肿物"];
const OPERATIONS: [&str; 6] = ["切除术", "修补术", "穿刺术", "置入术", "造影术", "吻合术"];

/// Name, specification, unit and number of the fee category of what is charged for.
pub(super) struct Named {
    pub(super) name: String,
    pub(super) spec: String,
    pub(super) unit: &'static str,
    pub(super) fee: u8,
}

/// Several records share a name, as products of several makers do.
const PRODUCTS: u32 = 6;

/// The name of something that is charged for.
pub(super) fn charged(kind: Kind, number: u32, draw: &mut Draw) -> Named {
    let share = |products: u32| number.checked_div(products).unwrap_or(0);
    let (form, spec, unit, fee) = match kind {
        Kind::Patent | Kind::Preparation => {
            let (form, spec, unit) = pick(&PATENT, share(PRODUCTS));
            (form, spec, unit, 11)
        }
        Kind::Herbal => (pick(&HERBS, number), "", "克", 10),
        Kind::Service => {
            let (form, unit, fee) = pick(&SERVICES, number);
            (form, "", unit, fee)
        }
        Kind::Consumable => {
            let (form, spec, unit) = pick(&CONSUMABLES, share(PRODUCTS));
            (form, spec, unit, 8)
        }
        _ => {
            let (form, spec, unit) = pick(&TABLETS, share(PRODUCTS));
            (form, spec, unit, 9)
        }
    };
    let name = match kind {
        Kind::Herbal => format!("{}{form}{}", root(number / 8), pick(&WAYS, number / 5)),
        Kind::Service => format!("{}{form}", root(number / 12)),
        Kind::Preparation => format!("{}{form}（院内）", root(share(PRODUCTS) / 5)),
        Kind::Consumable => format!("{}{form}", root(share(PRODUCTS) / 10)),
        _ => format!("{}{form}", root(share(PRODUCTS) / 8)),
    };
    let spec = match spec {
        "" => String::new(),
        spec if draw.per_mille(300) => format!("{spec}（{}型）", draw.between(1, 9)),
        spec => spec.to_owned(),
    };
    Named {
        name,
        spec,
        unit,
        fee,
    }
}

/// The name of a diagnosis, operation or chronic disease, and the group it stands in.
pub(super) fn term(kind: Kind, number: u32) -> (String, String) {
    let (forms, group) = match kind {
        Kind::Operation => (OPERATIONS, "操作"),
        Kind::Chronic => (DISEASES, "慢特病"),
        _ => (DISEASES, "疾病"),
    };
    let name = format!("{}{}", root(number / 6), pick(&forms, number));
    (name, format!("{}类{group}", naming::place(number % 10 + 1)))
}

/// A stem, a branch and a syllable; beyond their number a second syllable.
fn root(number: u32) -> String {
    let first = pick(&SYLLABLES, number / 60);
    let place = naming::place(number % 60 + 1);
    match number / 720 {
        0 => format!("{place}{first}"),
        more => format!("{place}{first}{}", pick(&SYLLABLES, more)),
    }
}

fn pick<T: Copy + Default>(list: &[T], number: u32) -> T {
    let place = (number as usize).checked_rem(list.len());
    let found = place.and_then(|place| list.get(place));
    found.copied().unwrap_or_default()
}
