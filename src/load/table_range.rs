//! The part of a workbook that a table is read from: its `sheet` and its `range`.

use super::lower::Lower;
use super::schema::RawTable;
use super::table::{MOST_CELLS, cell_name, too_many_cells};
use crate::diag::{Diagnostic, text};
use crate::model::FieldPath;

/// A place in a sheet: row and column, from 0.
pub(super) type Place = (u32, u32);
/// The first and the last place of a stretch of cells.
pub(super) type Area = (Place, Place);

/// What the author names of a workbook.
pub(super) struct Wanted {
    /// The name of the sheet; the first one, if absent.
    pub(super) sheet: Option<String>,
    /// The field that names the sheet.
    sheet_path: FieldPath,
    /// The range as written; all cells in use, if absent.
    range: Option<String>,
    range_path: FieldPath,
}

impl Wanted {
    /// Reads the keys of the table at `path`. A range may name its sheet, as in `数据!A1:D20`.
    pub(super) fn new(lower: &mut Lower<'_>, path: &FieldPath, raw: &RawTable) -> Wanted {
        let named = |text: &Option<String>| {
            text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let (sheet, range) = (named(&raw.sheet), named(&raw.range));
        let (sheet_path, range_path) = (path.key("sheet"), path.key("range"));
        let of_range = range.as_deref().and_then(|range| split_sheet(range).0);
        if let (Some(sheet), Some(other)) = (&sheet, &of_range)
            && sheet != other
        {
            let message = text!(
                "range 写的是工作表 “{other}”，sheet 写的是 “{sheet}”",
                "range names the sheet “{other}”, sheet names “{sheet}”"
            );
            let fault = Diagnostic::error("invalid-value", message)
                .see(
                    lower.positions.value(&sheet_path),
                    text!("sheet 写在这里", "sheet stands here"),
                )
                .hint(text!("只在一处写工作表", "name the sheet in one place alone"));
            lower.fault(&range_path, fault);
        }
        let sheet_path = if sheet.is_some() { sheet_path } else { range_path.clone() };
        Wanted { sheet: sheet.or(of_range), sheet_path, range, range_path }
    }

    /// Reports that the workbook has other sheets, `names`, but not the one that is wanted.
    pub(super) fn no_such_sheet(&self, lower: &mut Lower<'_>, names: &[String]) {
        let name = self.sheet.as_deref().unwrap_or_default();
        let message = text!("工作簿里没有工作表 “{name}”", "the workbook has no sheet “{name}”");
        let fault = Diagnostic::error("unresolved-reference", message);
        lower.fault(&self.sheet_path, fault.suggest(name, names.iter().map(String::as_str)));
    }

    /// The area to read: the range, which must lie inside what is used; without, all of that.
    pub(super) fn area(&self, lower: &mut Lower<'_>, used: Option<Area>) -> Option<Area> {
        let path = &self.range_path;
        let Some(range) = self.range.as_deref() else {
            return bounded(lower, path, used.unwrap_or_default());
        };
        let Some((first, last)) = parse_area(split_sheet(range).1) else {
            let message = text!("“{range}” 不是单元格区域", "“{range}” is no range of cells");
            let hint = text!("写成 A1:D20 的样子", "write it as in A1:D20");
            lower.fault(path, Diagnostic::error("invalid-value", message).hint(hint));
            return None;
        };
        let fits = used.is_some_and(|(from, to)| {
            from.0 <= first.0 && from.1 <= first.1 && last.0 <= to.0 && last.1 <= to.1
        });
        if !fits {
            let message =
                text!("“{range}” 超出了有数据的区域", "“{range}” reaches beyond the cells in use");
            let fault = Diagnostic::error("invalid-value", message);
            let hint = used.map(|(from, to)| {
                let used = format!("{}:{}", cell_name(from.0, from.1), cell_name(to.0, to.1));
                text!("有数据的区域是 {used}", "the cells in use are {used}")
            });
            lower.fault(path, hint.into_iter().fold(fault, Diagnostic::hint));
            return None;
        }
        bounded(lower, path, (first, last))
    }
}

fn bounded(lower: &mut Lower<'_>, path: &FieldPath, (first, last): Area) -> Option<Area> {
    let size = |from: u32, to: u32| u64::from(to - from) + 1;
    let cells = size(first.0, last.0).saturating_mul(size(first.1, last.1));
    if cells > MOST_CELLS as u64 {
        let hint = text!(
            "用 range: 写明要印的区域，如 A1:D20",
            "name the cells to print with range:, as in A1:D20"
        );
        lower.fault(path, too_many_cells().hint(hint));
        return None;
    }
    Some((first, last))
}

/// The sheet that a range names, without the quotes that Excel puts around some names; and the
/// cells.
fn split_sheet(range: &str) -> (Option<String>, &str) {
    let Some((sheet, cells)) = range.rsplit_once(['!', '！']) else { return (None, range) };
    let sheet = sheet.trim();
    let quoted = sheet.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
    (Some(quoted.map_or_else(|| sheet.to_owned(), |name| name.replace("''", "'"))), cells)
}

/// `A1:D20`, also `$A$1:$D$20` and with a full-width colon: first and last place.
fn parse_area(cells: &str) -> Option<Area> {
    let (first, last) = cells.split_once([':', '：'])?;
    let (first, last) = (parse_place(first.trim())?, parse_place(last.trim())?);
    (first.0 <= last.0 && first.1 <= last.1).then_some((first, last))
}

/// `B7`: row and column from 0, within what Excel has.
fn parse_place(place: &str) -> Option<Place> {
    let place = place.replace('$', "").to_ascii_uppercase();
    let (letters, digits) = place.split_at(place.find(|c: char| c.is_ascii_digit())?);
    let is_place = (1..=3).contains(&letters.len())
        && letters.bytes().all(|byte| byte.is_ascii_uppercase())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !digits.starts_with('0');
    if !is_place {
        return None;
    }
    let column = letters.bytes().fold(0, |column, byte| column * 26 + u32::from(byte - b'@'));
    let row = digits.parse::<u32>().ok().filter(|row| *row <= 1_048_576)?;
    (column <= 16_384).then(|| (row - 1, column - 1))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{parse_area, split_sheet};
    use crate::load::table::cell_name;

    #[test]
    fn ranges_are_those_of_excel() {
        assert_eq!(parse_area("A1:D20"), Some(((0, 0), (19, 3))));
        assert_eq!(parse_area("$b$2:$aa$3"), Some(((1, 1), (2, 26))));
        assert_eq!(parse_area("A2：B5"), Some(((1, 0), (4, 1))));
        for wrong in [
            "",
            "A1",
            "A1:",
            ":",
            "A0:B1",
            "D20:A1",
            "1A:2B",
            "A1:XFE1",
            "甲1:乙2",
            "A1:B1:C1",
            "A 2:B5",
            "=A1:B2",
            "@1:B2",
            "1:2",
            "A:B",
            "A1:ABCDEFGH1",
            "A1:ABCDEFGHIJKLMNOPQ1",
            "A1:B99999999999",
            "A1:B1048577",
            "Ａ1:B2",
            "A-1:B2",
        ] {
            assert_eq!(parse_area(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn a_range_may_name_its_sheet() {
        for (range, sheet, cells) in [
            ("A1:B2", None, "A1:B2"),
            ("数据!A2:B5", Some("数据"), "A2:B5"),
            ("数据！A2：B5", Some("数据"), "A2：B5"),
            ("'2017 年''s'!A2:B5", Some("2017 年's"), "A2:B5"),
            ("'!A1:B2", Some("'"), "A1:B2"),
        ] {
            assert_eq!(split_sheet(range), (sheet.map(str::to_owned), cells));
        }
    }

    proptest! {
        #[test]
        fn what_is_no_range_is_refused(written in "[A-Ca-z0-9$:=@! ：甲]{0,24}") {
            if let Some((first, last)) = parse_area(split_sheet(&written).1) {
                prop_assert!(first.0 <= last.0 && first.1 <= last.1);
            }
        }

        #[test]
        fn ranges_read_as_they_are_named(
            first in (0_u32..1000, 0_u32..1000),
            size in (0_u32..1_000_000, 0_u32..15_000),
        ) {
            let last = (first.0 + size.0, first.1 + size.1);
            let written = format!("{}:{}", cell_name(first.0, first.1), cell_name(last.0, last.1));
            prop_assert_eq!(parse_area(&written), Some((first, last)));
        }
    }
}
