//! CSV and TSV files → cells, as the author spelt them.

use std::ops::Range;

use super::table::{Cells, MOST_CELLS, one_line, ragged, too_many_cells};
use super::yaml::decode;
use crate::diag::{Diagnostic, Diagnostics, Failed, Span, text};
use crate::tree::{Bytes, VPath};

/// Reads a file with a header row; all ragged rows and unnamed columns are reported.
pub(crate) fn read(
    file: &VPath,
    bytes: &Bytes,
    diagnostics: &mut Diagnostics,
) -> Result<Cells, Failed> {
    if let Some(fault) = other_encoding(file, bytes) {
        return Err(diagnostics.error(fault));
    }
    let source = decode(file, bytes, diagnostics)?;
    let body = source.strip_prefix('\u{feff}').unwrap_or(source);
    let offset = source.len() - body.len();
    let delimiter = if file.extension() == "tsv" { b'\t' } else { b',' };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(body.as_bytes());
    let mut cells = Cells::in_text(file, bytes);
    let mut faults = Diagnostics::new();
    let mut count = 0;
    let mut row = 0;
    // Rows without a word: Excel leaves them at the end, and there they are passed over.
    let mut empty: Vec<(usize, Range<usize>)> = Vec::new();
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
            let place = Span::new(file, ranges[0].clone());
            return Err(diagnostics.error(too_many_cells().at(place)));
        }
        if let Some(fault) = unclosed(file, source, &ranges) {
            faults.report(fault);
        }
        let expected = cells.header.len();
        row += usize::from(expected > 0);
        if fields.iter().all(String::is_empty) {
            empty.push((row, ranges[0].start..ranges[fields.len() - 1].end));
            continue;
        }
        empty.drain(..).for_each(|(row, place)| faults.report(empty_row(file, row, place)));
        if expected == 0 || fields.len() == expected {
            cells.push(fields, ranges);
        } else if expected == 1 && other_delimiter(&cells).is_none() {
            faults.report(cells.title_row());
            break;
        } else {
            faults.report(ragged_row(file, row, expected, &ranges));
        }
    }
    if let Some(fault) = other_delimiter(&cells) {
        faults.report(fault);
    }
    cells.judged(Span::file(file), faults, diagnostics)
}

/// A file in what Excel and WPS save a CSV in, unless told otherwise.
fn other_encoding(file: &VPath, bytes: &[u8]) -> Option<Diagnostic> {
    let (message, place) = match std::str::from_utf8(bytes) {
        Ok(_) => return None,
        Err(_) if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) => (
            text!("文件是 UTF-16 编码，不是 UTF-8", "the file is UTF-16, not UTF-8"),
            Span::file(file),
        ),
        Err(_) if is_gbk(bytes) => {
            (text!("文件是 GBK 编码，不是 UTF-8", "the file is GBK, not UTF-8"), Span::file(file))
        }
        Err(error) => {
            let at = error.valid_up_to();
            (text!("文件不是 UTF-8 编码", "the file is not UTF-8"), Span::new(file, at..at))
        }
    };
    let hint = text!(
        "Excel：另存为 “CSV UTF-8（逗号分隔）”；WPS：存好后用记事本打开，另存为，编码选 UTF-8",
        "Excel: save it as “CSV UTF-8”; WPS: open the saved file in Notepad and save it with the encoding UTF-8"
    );
    Some(Diagnostic::error("not-utf-8", message).at(place).hint(hint))
}

/// Whether all that is not ASCII comes in pairs or fours of GBK or GB 18030.
fn is_gbk(mut bytes: &[u8]) -> bool {
    loop {
        bytes = match bytes {
            [] => return true,
            [0..=0x7f, rest @ ..] => rest,
            [0x81..=0xfe, 0x40..=0x7e | 0x80..=0xfe, rest @ ..] => rest,
            [0x81..=0xfe, b'0'..=b'9', 0x81..=0xfe, b'0'..=b'9', rest @ ..] => rest,
            _ => return false,
        };
    }
}

/// One column whose name holds what other files divide columns by.
fn other_delimiter(cells: &Cells) -> Option<Diagnostic> {
    let [name] = cells.header.as_slice() else { return None };
    let delimiter = name.chars().find(|c| ['，', ';', '；', '\t', '|', ','].contains(c))?;
    let shown = if delimiter == '\t' { "Tab".to_owned() } else { delimiter.to_string() };
    let message = text!(
        "各列用 “{shown}” 隔开，读成了一列",
        "the columns are divided by “{shown}” and were read as one"
    );
    let hint = text!(
        ".csv 用半角逗号 “,” 隔开各列，.tsv 用制表符",
        "a .csv has “,” between its columns, a .tsv a tab"
    );
    Some(Diagnostic::error("unreadable-table", message).at(cells.whole_header()).hint(hint))
}

/// A row without a word among the others; rows are counted from 1, the header is 0.
fn empty_row(file: &VPath, row: usize, place: Range<usize>) -> Diagnostic {
    let message = match row {
        0 => text!("表头上面有空行", "an empty row stands above the header"),
        _ => text!("第 {row} 行数据是空行", "row {row} is empty"),
    };
    let hint = text!("删去空行", "delete the empty row");
    Diagnostic::error("unreadable-table", message).at(Span::new(file, place)).hint(hint)
}

fn ragged_row(file: &VPath, row: usize, expected: usize, ranges: &[Range<usize>]) -> Diagnostic {
    let found = ranges.len();
    let (place, hint) = match found > expected {
        true => (
            ranges[expected].start..ranges[found - 1].end,
            text!(
                "数字里的逗号要加引号：\"1,234\"",
                "quote a number that holds a comma: \"1,234\""
            ),
        ),
        false => (
            ranges[0].start..ranges[found - 1].end,
            text!(
                "空着的格也要有逗号；没有数据写 “—”",
                "an empty cell needs its comma too; write “—” where there is no number"
            ),
        ),
    };
    ragged(row, found, expected).at(Span::new(file, place)).hint(hint)
}

/// A quote in the last cell of a record that no other closes: it swallows the rest of the file.
fn unclosed(file: &VPath, source: &str, ranges: &[Range<usize>]) -> Option<Diagnostic> {
    let last = ranges.last()?.clone();
    let (at, cell) = (last.start, &source[last]);
    let is_odd = cell.bytes().filter(|byte| *byte == b'"').count() % 2 == 1;
    (cell.starts_with('"') && is_odd).then(|| {
        let message = text!("这个引号没有另一半", "this quote has no other half");
        let hint = text!(
            "补上收尾的引号，或去掉它；格里的引号写两个 “\"\"”",
            "close it, or take it out; a quote inside a cell is written twice: “\"\"”"
        );
        let place = Span::new(file, at..at + 1);
        Diagnostic::error("unreadable-table", message).at(place).hint(hint)
    })
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

#[cfg(test)]
mod tests {
    use super::other_encoding;
    use crate::tree::VPath;

    #[test]
    fn a_file_in_another_encoding_is_told_which() {
        let file = VPath::parse("t.csv").expect("a path");
        for (bytes, said) in [
            ("区域,数量\n".as_bytes(), None),
            (b"\xc7\xf8\xd3\xf2,1\n", Some("文件是 GBK 编码，不是 UTF-8")),
            // 小区: the first two bytes are a letter of UTF-8 as well.
            (b"\xd0\xa1\xc7\xf8,1\n", Some("文件是 GBK 编码，不是 UTF-8")),
            (b"\x81\x30\x81\x30,1\n", Some("文件是 GBK 编码，不是 UTF-8")),
            (b"\xff\xfe:S\xdfW", Some("文件是 UTF-16 编码，不是 UTF-8")),
            (b"caf\xe9,1\n", Some("文件不是 UTF-8 编码")),
        ] {
            let fault = other_encoding(&file, bytes);
            assert_eq!(fault.map(|fault| fault.message.zh).as_deref(), said, "{bytes:?}");
        }
    }
}
