//! CSV and TSV files → cells, as the author spelt them.

use std::ops::Range;

use super::yaml::decode;
use crate::diag::{Diagnostic, Diagnostics, Failed, Span, text};
use crate::tree::VPath;

/// The rows of a data file, and where each cell stands.
#[derive(Debug)]
pub(crate) struct Cells {
    pub(crate) header: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
    ranges: Vec<Vec<Range<usize>>>,
}

/// The most cells that a printed table is read with.
const MOST_CELLS: usize = 200_000;

impl Cells {
    /// Where a cell of a row stands; rows are counted without the header.
    pub(crate) fn cell(&self, row: usize, column: usize) -> Range<usize> {
        self.ranges[row + 1][column].clone()
    }

    /// Where the name of a column stands.
    pub(crate) fn heading(&self, column: usize) -> Range<usize> {
        self.ranges[0][column].clone()
    }
}

/// Reads a file with a header row; all ragged rows and unnamed columns are reported.
pub(crate) fn read(
    file: &VPath,
    bytes: &[u8],
    diagnostics: &mut Diagnostics,
) -> Result<Cells, Failed> {
    let source = decode(file, bytes, diagnostics)?;
    let body = source.strip_prefix('\u{feff}').unwrap_or(source);
    let offset = source.len() - body.len();
    let delimiter = if file.extension() == "tsv" { b'\t' } else { b',' };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(body.as_bytes());
    let mut cells = Cells { header: Vec::new(), rows: Vec::new(), ranges: Vec::new() };
    let mut faults = Diagnostics::new();
    let mut count = 0;
    let mut row = 0;
    for record in reader.records() {
        let Ok(record) = record else { continue };
        let start =
            record.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0));
        let fields: Vec<String> = record.iter().map(one_line).collect();
        let ranges = field_ranges(&body[start..], delimiter, fields.len())
            .into_iter()
            .map(|r| offset + start + r.start..offset + start + r.end)
            .collect::<Vec<_>>();
        count += fields.len();
        if count > MOST_CELLS {
            let message =
                text!("数据表超过 {MOST_CELLS} 格", "the table has more than {MOST_CELLS} cells");
            return Err(diagnostics.error(
                Diagnostic::error("unreadable-table", message)
                    .at(Span::new(file, ranges[0].clone())),
            ));
        }
        if let Some(quote) = unclosed(&source[ranges.last().map_or(0, |range| range.start)..]) {
            let at = ranges.last().map_or(0, |range| range.start) + quote;
            let message = text!("这个引号没有另一半", "this quote has no other half");
            let hint = text!(
                "补上收尾的引号，或去掉它；格里的引号写两个 “\"\"”",
                "close it, or take it out; a quote inside a cell is written twice: “\"\"”"
            );
            let place = Span::new(file, at..at + 1);
            faults.report(Diagnostic::error("unreadable-table", message).at(place).hint(hint));
        }
        row += usize::from(!cells.header.is_empty());
        if cells.header.is_empty() {
            check_header(file, &fields, &ranges, &mut faults);
            cells.header = fields;
        } else if fields.len() == cells.header.len() {
            cells.rows.push(fields);
        } else if fields.iter().all(String::is_empty) {
            continue;
        } else {
            faults.report(ragged(file, &cells.header, row, fields.len(), &ranges));
            continue;
        }
        cells.ranges.push(ranges);
    }
    if cells.header.is_empty() || cells.rows.is_empty() {
        let message = text!(
            "数据表没有数据：要有一行表头和至少一行数据",
            "the table is empty: it needs a header row and a row of data"
        );
        faults.report(Diagnostic::error("unreadable-table", message).at(Span::file(file)));
    }
    let failed = faults.failed();
    diagnostics.append(faults);
    failed.map_or(Ok(cells), Err)
}

fn check_header(
    file: &VPath,
    header: &[String],
    ranges: &[Range<usize>],
    faults: &mut Diagnostics,
) {
    for (at, name) in header.iter().enumerate() {
        let span = Span::new(file, ranges[at].clone());
        let column = at + 1;
        if name.is_empty() {
            let message = text!("第 {column} 列没有列名", "column {column} has no name");
            faults.report(Diagnostic::error("unreadable-table", message).at(span));
        } else if let Some(first) = header[..at].iter().position(|other| other == name) {
            let message = text!("列名 “{name}” 出现两次", "the column name “{name}” stands twice");
            let first = Span::new(file, ranges[first].clone());
            faults.report(
                Diagnostic::error("unreadable-table", message)
                    .at(span)
                    .see(first, text!("第一次在这里", "first here")),
            );
        }
    }
}

fn ragged(
    file: &VPath,
    header: &[String],
    row: usize,
    found: usize,
    ranges: &[Range<usize>],
) -> Diagnostic {
    let expected = header.len();
    let message = text!(
        "第 {row} 行数据有 {found} 格，表头有 {expected} 列",
        "row {row} has {found} cells, the header has {expected} columns"
    );
    let hint = match found > expected {
        true => {
            text!("数字里的逗号要加引号：\"1,234\"", "quote a number that holds a comma: \"1,234\"")
        }
        false => text!(
            "空着的格也要有逗号；没有数据写 “—”",
            "an empty cell needs its comma too; write “—” where there is no number"
        ),
    };
    let place = match found > expected {
        true => ranges[expected].start..ranges[found - 1].end,
        false => ranges[0].start..ranges[found - 1].end,
    };
    Diagnostic::error("ragged-row", message).at(Span::new(file, place)).hint(hint)
}

/// A cell's text: a line end inside a cell is a blank.
fn one_line(field: &str) -> String {
    field
        .split(['\n', '\r'])
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Where a quote is opened at the beginning of the text that no other closes.
fn unclosed(text: &str) -> Option<usize> {
    let is_odd = text.bytes().filter(|byte| *byte == b'"').count() % 2 == 1;
    (text.starts_with('"') && is_odd).then_some(0)
}

/// The stretches of the fields of the record that `text` begins with.
fn field_ranges(text: &str, delimiter: u8, fields: usize) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = bytes.iter().take_while(|b| matches!(b, b'\n' | b'\r')).count();
    let mut ranges = Vec::with_capacity(fields);
    for _ in 0..fields {
        let start = at;
        let quoted = bytes.get(at) == Some(&b'"');
        let mut inside = quoted;
        at += usize::from(quoted);
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'"' if quoted => inside = !inside,
                b'\n' | b'\r' if !inside => break,
                byte if *byte == delimiter && !inside => break,
                _ => {}
            }
            at += 1;
        }
        ranges.push(start..at);
        at = (at + 1).min(bytes.len());
    }
    ranges
}
