//! The cells of a table, from whatever source, and where each of them stands.

use std::ops::Range;

use super::unfit::{invisible, is_zero_width};
use crate::diag::{Diagnostic, Diagnostics, Failed, Span, text};
use crate::tree::{Bytes, VPath};

/// A header row and rows of cells as the author spelt them.
#[derive(Debug)]
pub(crate) struct Cells {
    pub(crate) file: VPath,
    pub(crate) header: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
    pub(crate) places: Places,
}

/// Where the cells of a table stand, those of the header first.
#[derive(Debug)]
pub(crate) enum Places {
    /// In a text.
    Text { source: Bytes, ranges: Vec<Vec<Range<usize>>> },
    /// In a sheet of a workbook.
    Sheet {
        name: String,
        /// The sheet's row of each row, from 0.
        rows: Vec<u32>,
        /// The sheet's column of the first column, from 0.
        column: u32,
    },
}

/// The most cells that a table is read with.
pub(super) const MOST_CELLS: usize = 200_000;

impl Cells {
    /// No cells yet, in a text.
    pub(super) fn in_text(file: &VPath, source: &Bytes) -> Cells {
        let places = Places::Text { source: source.clone(), ranges: Vec::new() };
        Cells { file: file.clone(), header: Vec::new(), rows: Vec::new(), places }
    }

    /// Adds a row of a text; the first is the header.
    pub(super) fn push(&mut self, row: Vec<String>, ranges: Vec<Range<usize>>) {
        match self.header.is_empty() {
            true => self.header = row,
            false => self.rows.push(row),
        }
        if let Places::Text { ranges: places, .. } = &mut self.places {
            places.push(ranges);
        }
    }

    /// Where a cell stands; rows are counted without the header.
    pub(crate) fn cell(&self, row: usize, column: usize) -> Span {
        self.place(row + 1, column)
    }

    /// Where the name of a column stands.
    pub(crate) fn heading(&self, column: usize) -> Span {
        self.place(0, column)
    }

    /// Where the header stands.
    pub(crate) fn whole_header(&self) -> Span {
        let (first, last) = (self.heading(0), self.heading(self.header.len() - 1));
        Span { range: first.range.start..last.range.end.max(first.range.start), ..first }
    }

    /// The first place of a character.
    pub(crate) fn find_char(&self, c: char) -> Option<Span> {
        let rows = std::iter::once(&self.header).chain(&self.rows).enumerate();
        let mut cells =
            rows.flat_map(|(row, cells)| cells.iter().enumerate().map(move |cell| (row, cell)));
        let (row, (column, _)) = cells.find(|(_, (_, cell))| cell.contains(c))?;
        Some(self.place_of(c, row, column))
    }

    /// The first place of a character in a cell; the whole cell where it is written otherwise.
    fn place_of(&self, c: char, row: usize, column: usize) -> Span {
        let cell = self.place(row, column);
        let Places::Text { source, .. } = &self.places else { return cell };
        let written = source.get(cell.range.clone()).map(String::from_utf8_lossy);
        let Some(at) = written.and_then(|written| written.find(c)) else { return cell };
        let at = cell.range.start + at;
        Span { range: at..at + c.len_utf8(), ..cell }
    }

    fn place(&self, row: usize, column: usize) -> Span {
        match &self.places {
            Places::Text { ranges, .. } => Span::new(&self.file, ranges[row][column].clone()),
            Places::Sheet { name, rows, column: first } => {
                let column = first.saturating_add(u32::try_from(column).unwrap_or(u32::MAX));
                Span::cell(&self.file, format!("{name}!{}", cell_name(rows[row], column)))
            }
        }
    }

    /// The cells, if no fault was found in them or is found now: a column without a name of its
    /// own, a character without width, no row at all. `whole` is the place of the table.
    pub(super) fn judged(
        self,
        whole: Span,
        mut faults: Diagnostics,
        diagnostics: &mut Diagnostics,
    ) -> Result<Cells, Failed> {
        self.check_header(&mut faults);
        self.check_characters(&mut faults);
        if faults.is_empty() && (self.header.is_empty() || self.rows.is_empty()) {
            let message = text!(
                "数据表没有数据：要有一行表头和至少一行数据",
                "the table is empty: it needs a header row and a row of data"
            );
            faults.report(Diagnostic::error("unreadable-table", message).at(whole));
        }
        let failed = faults.failed();
        diagnostics.append(faults);
        failed.map_or(Ok(self), Err)
    }

    /// A line of title where the names of the columns should stand.
    pub(super) fn title_row(&self) -> Diagnostic {
        let title = &self.header[0];
        let message = text!(
            "第一行 “{title}” 是标题，不是各列的名称",
            "the first row, “{title}”, is a title and names no columns"
        );
        let hint = text!(
            "删去这一行，表题写在 title: 里；.xlsx 可用 range: 跳过它",
            "delete it and write the caption behind title:; in an .xlsx, range: passes over it"
        );
        Diagnostic::error("unreadable-table", message).at(self.heading(0)).hint(hint)
    }

    fn check_header(&self, faults: &mut Diagnostics) {
        let is_title = |(first, rest): (&String, &[String])| {
            !first.is_empty() && rest.len() > 1 && rest.iter().all(String::is_empty)
        };
        if self.header.split_first().is_some_and(is_title) {
            return faults.report(self.title_row());
        }
        for (at, name) in self.header.iter().enumerate() {
            let column = at + 1;
            if name.is_empty() {
                let message = text!("第 {column} 列没有列名", "column {column} has no name");
                let hint = text!(
                    "表上的标题行用 range: 跳过（xlsx），或删去多余的逗号",
                    "pass over a line of title with range: (xlsx), or delete a comma too many"
                );
                let place = self.heading(at);
                let fault = Diagnostic::error("unreadable-table", message).at(place);
                faults.report(fault.hint(hint));
            } else if let Some(first) = self.header[..at].iter().position(|other| other == name) {
                let message =
                    text!("列名 “{name}” 出现两次", "the column name “{name}” stands twice");
                faults.report(
                    Diagnostic::error("unreadable-table", message)
                        .at(self.heading(at))
                        .see(self.heading(first), text!("第一次在这里", "first here")),
                );
            }
        }
    }

    /// A character without width hides a number, and makes two names of what looks like one.
    fn check_characters(&self, faults: &mut Diagnostics) {
        for (row, cells) in std::iter::once(&self.header).chain(&self.rows).enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                let Some(c) = cell.chars().find(|c| is_zero_width(*c)) else { continue };
                let hint = text!("重新键入这一格，不要粘贴", "type the cell anew, without pasting");
                let fault = Diagnostic::error("invisible-character", invisible(cell, c));
                faults.report(fault.at(self.place_of(c, row, column)).hint(hint));
            }
        }
    }

    /// The cells as a file for those who want to check a figure: CSV of RFC 4180 with `\n`.
    pub(crate) fn to_csv(&self) -> Bytes {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for row in std::iter::once(&self.header).chain(&self.rows) {
            writer.write_record(row).expect("all rows have as many cells, and memory takes all");
        }
        writer.into_inner().expect("memory takes all").into()
    }
}

/// A row with more or fewer cells than there are columns; rows are counted from 1.
pub(super) fn ragged(row: usize, found: usize, expected: usize) -> Diagnostic {
    let message = text!(
        "第 {row} 行数据有 {found} 格，表头有 {expected} 列",
        "row {row} has {found} cells, the header has {expected} columns"
    );
    Diagnostic::error("ragged-row", message)
}

pub(super) fn too_many_cells() -> Diagnostic {
    let message = text!("数据表超过 {MOST_CELLS} 格", "the table has more than {MOST_CELLS} cells");
    Diagnostic::error("unreadable-table", message)
}

/// A cell's text: a line end inside a cell is a blank.
pub(super) fn one_line(field: &str) -> String {
    field
        .split(['\n', '\r'])
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The name that spreadsheets give a cell: B7. Rows and columns are counted from 0.
pub(super) fn cell_name(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = Some(column);
    while let Some(column) = rest {
        letters.push(char::from(b'A' + u8::try_from(column % 26).expect("26 letters fit a byte")));
        rest = (column / 26).checked_sub(1);
    }
    let letters: String = letters.into_iter().rev().collect();
    format!("{letters}{}", u64::from(row) + 1)
}

#[cfg(test)]
mod tests {
    use super::{Cells, cell_name};
    use crate::tree::{Bytes, VPath};

    #[test]
    fn cells_are_named_as_spreadsheets_do() {
        let names = [(0, 0), (6, 1), (0, 25), (0, 26), (0, 51), (0, 701), (0, 702), (9, 16383)];
        let names: Vec<String> = names.map(|(row, column)| cell_name(row, column)).to_vec();
        assert_eq!(names, ["A1", "B7", "Z1", "AA1", "AZ1", "ZZ1", "AAA1", "XFD10"]);
    }

    #[test]
    fn the_file_for_readers_is_quoted_where_it_must_be() {
        let mut cells = Cells::in_text(&VPath::parse("t.yaml").expect("a path"), &Bytes::default());
        for row in [["区域", "数, 量"], ["“东”区", "a\"b"], ["", "—"]] {
            cells.push(row.map(str::to_owned).to_vec(), vec![0..0, 0..0]);
        }
        let csv = cells.to_csv();
        assert_eq!(std::str::from_utf8(&csv), Ok("区域,\"数, 量\"\n“东”区,\"a\"\"b\"\n,—\n"));
    }
}
