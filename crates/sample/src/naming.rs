//! Names of people and places, invented and recognisably so.

use crate::draw::Draw;

const SURNAMES: [&str; 30] = [
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林",
    "何", "郭", "马", "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "欧阳",
];
/// The heavenly stems.
const STEMS: [&str; 10] = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"];
/// The earthly branches.
const BRANCHES: [&str; 12] = [
    "子", "丑", "寅", "卯", "辰", "巳", "午", "未", "申", "酉", "戌", "亥",
];

/// A surname.
pub(crate) fn surname(draw: &mut Draw) -> &'static str {
    draw.pick(&SURNAMES)
}

/// A whole name: a surname, a stem and a branch.
pub(crate) fn person(draw: &mut Draw, surname: &str) -> String {
    format!("{surname}{}{}", draw.pick(&STEMS), draw.pick(&BRANCHES))
}

/// The name of a town, from 1: a stem and a branch, as places of an example are named.
pub(crate) fn place(number: u32) -> String {
    let at = number.saturating_sub(1) as usize;
    let stem = STEMS.get(at % STEMS.len()).copied().unwrap_or("甲");
    let branch = BRANCHES.get(at / STEMS.len() % BRANCHES.len()).copied();
    format!("{stem}{}", branch.unwrap_or("子"))
}
