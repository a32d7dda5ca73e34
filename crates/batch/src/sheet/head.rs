//! The header of a sheet, mapped to the columns that were wanted.

use super::column::{Column, plain_name};
use super::error::{HeaderFlaw, SheetError};
use super::fields::Fields;
use crate::record::nearest;

/// Where each wanted column stands.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) columns: Vec<Column>,
    /// Place in the file of each wanted column.
    places: Vec<Option<usize>>,
    /// Wanted column at each place of the file.
    wanted: Vec<usize>,
}

impl Head {
    /// Maps the names of a header.
    pub(super) fn of(names: &Fields, columns: &[Column]) -> Result<Head, SheetError> {
        let names: Vec<&str> = names.iter().map(plain_name).collect();
        // Excel leaves empty columns behind the last one
        let width = names.iter().rposition(|name| !name.is_empty());
        let width = width.map_or(0, |last| last.saturating_add(1));
        let (mut flaws, mut wanted) = (Vec::new(), Vec::new());
        let mut places = vec![None; columns.len()];
        for (place, name) in names.iter().take(width).enumerate() {
            match columns.iter().position(|column| column.is_named(name)) {
                _ if name.is_empty() => flaws.push(HeaderFlaw::Unnamed(place.saturating_add(1))),
                None => flaws.push(unknown(name, columns)),
                Some(index) => {
                    wanted.push(index);
                    let slot = places.get_mut(index);
                    if slot.is_some_and(|slot| slot.replace(place).is_some()) {
                        flaws.push(HeaderFlaw::Twice((*name).to_owned()));
                    }
                }
            }
        }
        let missing = columns.iter().zip(&places);
        let missing = missing.filter(|(column, place)| column.required && place.is_none());
        flaws.extend(missing.map(|(column, _)| HeaderFlaw::Missing(column.title().to_owned())));
        if !flaws.is_empty() {
            return Err(SheetError::Header(flaws));
        }
        Ok(Head {
            columns: columns.to_vec(),
            places,
            wanted,
        })
    }

    /// Number of columns of the file.
    pub(super) fn width(&self) -> usize {
        self.wanted.len()
    }

    /// Where a wanted column stands in the file.
    pub(super) fn place(&self, index: usize) -> Option<usize> {
        self.places.get(index).copied().flatten()
    }

    /// Which column stands at a place of the file.
    pub(super) fn column_at(&self, place: usize) -> Option<&Column> {
        self.columns.get(*self.wanted.get(place)?)
    }
}

fn unknown(name: &str, columns: &[Column]) -> HeaderFlaw {
    let known = columns
        .iter()
        .flat_map(|column| column.names.iter().copied().chain([column.key]));
    HeaderFlaw::Unknown(name.to_owned(), nearest(name, known))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WANTED: &[Column] = &[
        Column::text("name", &["姓名"]).required(),
        Column::text("document", &["证件号码", "身份证号"]).required(),
        Column::number("amount", &["金额"]),
    ];

    fn head(names: &[&str]) -> Result<Head, SheetError> {
        let mut fields = Fields::default();
        names.iter().for_each(|name| fields.push(name));
        Head::of(&fields, WANTED)
    }

    #[test]
    fn columns_stand_in_any_order_under_any_of_their_names() {
        let head = head(&["身份证号", "*姓名", " ", ""]).unwrap();
        assert_eq!(
            (head.place(0), head.place(1), head.place(2)),
            (Some(1), Some(0), None)
        );
        assert_eq!(head.width(), 2);
    }

    #[test]
    fn every_flaw_of_the_header_is_told_at_once() {
        let error = head(&["姓名", "name", "", "证件号", "备注栏目"]).unwrap_err();
        let text = error.zh();
        for part in [
            "“name”列写了两次",
            "第 3 列没有列名",
            "不认识“证件号”列，是否想写“证件号码”",
            "不认识“备注栏目”列，请删去或改名",
            "缺少“证件号码”列",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }
}
