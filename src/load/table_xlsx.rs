//! Excel workbooks → cells: the stored results, spelt as a person would.
//!
//! A workbook is a zip of XML, and small ones can unpack to anything: it is measured before it is
//! parsed. Of formats, only dates and per cent are heeded; formulas are not worked out.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, SheetType, Xlsx, XlsxError};

use super::lower::Lower;
use super::schema::RawTable;
use super::table::{Cells, MOST_CELLS, Places, one_line, too_many_cells};
use super::table_range::{Area, Place, Wanted};
use crate::diag::{Diagnostic, Diagnostics, Span, Text, text};
use crate::model::FieldPath;
use crate::model::table::cell_words;
use crate::tree::VPath;

/// The most bytes that a workbook unpacks to.
const MOST_UNPACKED: usize = 64 << 20;
/// The most files that a workbook is made of.
const MOST_PARTS: usize = 10_000;
/// The most bytes of text in the cells that are read: shared texts count as often as they stand.
const MOST_TEXT: usize = 16 << 20;

/// Reads the sheet and the range that the table names; without, what is used of the first sheet.
pub(crate) fn read(
    lower: &mut Lower<'_>,
    path: &FieldPath,
    raw: &RawTable,
    file: &VPath,
    bytes: &[u8],
) -> Option<Cells> {
    let wanted = Wanted::new(lower, path, raw);
    let sheet = match open(bytes, wanted.sheet.as_deref()) {
        Ok(sheet) => sheet,
        Err(Refused::NoSheet(names)) => {
            wanted.no_such_sheet(lower, &names);
            return None;
        }
        Err(Refused::Fault(fault)) => {
            lower.diagnostics.report(fault.at(Span::file(file)));
            return None;
        }
    };
    let area = wanted.area(lower, sheet.used())?;
    let (cells, odd) = sheet.cells(file, area);
    let mut faults = Diagnostics::new();
    for (row, column, content) in &odd {
        let key = raw.key.as_ref().and_then(|key| cells.header.iter().position(|name| name == key));
        faults.report(odd_cell(&cells, (*row, *column), key.unwrap_or(0), content));
    }
    cells.judged(Span::file(file), faults, lower.diagnostics).ok()
}

/// Why a workbook is not read.
enum Refused {
    /// The sheet does not exist; those that do.
    NoSheet(Vec<String>),
    /// The file cannot be read.
    Fault(Box<Diagnostic>),
}

impl From<Diagnostic> for Refused {
    fn from(fault: Diagnostic) -> Refused {
        Refused::Fault(Box::new(fault))
    }
}

impl From<XlsxError> for Refused {
    fn from(_: XlsxError) -> Refused {
        corrupt().into()
    }
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Content {
    Text(String),
    /// `#DIV/0!`.
    Error(String),
    /// A formula whose result was not stored.
    NoResult,
}

/// A sheet: the cells in which something stands.
struct Sheet {
    name: String,
    cells: BTreeMap<Place, Content>,
}

fn open(bytes: &[u8], wanted: Option<&str>) -> Result<Sheet, Refused> {
    // The signature of the container that .xls and workbooks with a password have.
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        let message =
            text!("这是旧的 .xls 文件，或加了密码", "this is an old .xls file, or has a password");
        return Err(Diagnostic::error("unreadable-table", message).hint(save_again()).into());
    }
    measure(bytes)?;
    // The parser counts on well-formed places of cells; what it trips over is a corrupt file.
    CATCHES_PANICS.set(true);
    let sheet = catch_unwind(AssertUnwindSafe(|| read_sheet(bytes, wanted)));
    CATCHES_PANICS.set(false);
    sheet.unwrap_or_else(|_| Err(corrupt().into()))
}

thread_local! {
    static CATCHES_PANICS: Cell<bool> = const { Cell::new(false) };
}

/// Whether a panic of this thread would be that of the parser on a corrupt file, which is told as a
/// fault and needs no report of its own.
pub fn catches_panics() -> bool {
    CATCHES_PANICS.get()
}

fn corrupt() -> Diagnostic {
    let message =
        text!("文件不是 Excel 工作簿，或已损坏", "the file is no Excel workbook, or is damaged");
    Diagnostic::error("unreadable-table", message).hint(save_again())
}

fn save_again() -> Text {
    text!("用 Excel 或 WPS 打开，另存为 .xlsx", "open it in Excel or WPS and save it as .xlsx")
}

/// Unpacks a workbook without keeping anything, to find one that would fill the memory.
fn measure(bytes: &[u8]) -> Result<(), Refused> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| corrupt())?;
    if archive.len() > MOST_PARTS {
        return Err(too_large().into());
    }
    let mut left = MOST_UNPACKED;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|_| corrupt())?;
        let is_texts = |name: &str| name.to_lowercase().ends_with("sharedstrings.xml");
        let holds_texts = part.name().is_ok_and(|name| is_texts(&name));
        let mut part = part.take(left as u64 + 1);
        let mut texts = Vec::new();
        let unpacked = match holds_texts {
            true => part.read_to_end(&mut texts).map(|size| size as u64),
            false => io::copy(&mut part, &mut io::sink()),
        };
        let unpacked = usize::try_from(unpacked.map_err(|_| corrupt())?).unwrap_or(usize::MAX);
        left = left.checked_sub(unpacked).ok_or_else(too_large)?;
        // In UTF-16, every other byte of a Latin letter is 0.
        texts.retain(|byte| *byte != 0);
        if announced(&texts) > texts.len() {
            return Err(corrupt().into());
        }
    }
    Ok(())
}

fn too_large() -> Diagnostic {
    let most = MOST_UNPACKED >> 20;
    let message =
        text!("工作簿解压后超过 {most} MB", "the workbook unpacks to more than {most} MB");
    let hint = text!(
        "只把要印的表存成一个文件",
        "save the table that is to be printed as a file of its own"
    );
    Diagnostic::error("file-too-large", message).hint(hint)
}

/// How many texts the shared texts say they have: the parser takes memory for all of them at once.
fn announced(part: &[u8]) -> usize {
    const KEY: &[u8] = b"uniqueCount";
    let keys = part.windows(KEY.len()).enumerate().filter(|(_, window)| *window == KEY);
    let count = |(at, _): (usize, &[u8])| {
        let digits = part[at + KEY.len()..].iter().skip_while(|byte| !byte.is_ascii_digit());
        let digits = digits.take_while(|byte| byte.is_ascii_digit());
        digits.fold(0_usize, |count, digit| {
            count.saturating_mul(10).saturating_add(usize::from(digit - b'0'))
        })
    };
    keys.take(1).map(count).max().unwrap_or(0)
}

fn read_sheet(bytes: &[u8], wanted: Option<&str>) -> Result<Sheet, Refused> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes))?;
    let sheets = workbook.sheets_metadata().iter();
    let names: Vec<String> = sheets
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect();
    let found = names.iter().find(|name| wanted.is_none_or(|wanted| *name == wanted));
    let Some(name) = found.cloned() else {
        return Err(wanted.map_or_else(|| corrupt().into(), |_| Refused::NoSheet(names)));
    };
    let percents = percents(&mut workbook, &name)?;
    let mut reader = workbook.worksheet_cells_reader(&name)?;
    let mut cells = BTreeMap::new();
    let mut left = MOST_TEXT;
    while let Some(record) = reader.next_cell_with_formula_metadata()? {
        let content = match content(&record.value, percents.contains(&record.pos)) {
            None if record.formula.is_some() => Content::NoResult,
            None => continue,
            Some(content) => content,
        };
        if let Content::Text(text) = &content {
            left = left.checked_sub(text.len()).ok_or_else(too_many_cells)?;
        }
        cells.insert(record.pos, content);
        if cells.len() > MOST_CELLS {
            return Err(too_many_cells().into());
        }
    }
    Ok(Sheet { name, cells })
}

/// The cells that show their number as so many per cent: 0.413 is read as 41.3%.
fn percents(workbook: &mut Xlsx<Cursor<&[u8]>>, sheet: &str) -> Result<BTreeSet<Place>, XlsxError> {
    let mut reader = workbook.worksheet_cells_reader(sheet)?;
    let formats = reader.styles().iter().map(|style| style.number_format.as_ref());
    let is_percent: Vec<bool> = formats
        .map(|format| format.is_some_and(|format| shows_percent(&format.format_code)))
        .collect();
    let mut percents = BTreeSet::new();
    while is_percent.contains(&true)
        && let Some((row, column, style)) = reader.next_style_id()?
    {
        if is_percent.get(style) == Some(&true) {
            percents.insert((row, column));
        }
    }
    Ok(percents)
}

/// Whether a number format, such as `0.0%`, counts in per cent: a % that is no quoted text.
fn shows_percent(format: &str) -> bool {
    format.split('"').step_by(2).any(|code| code.replace("\\%", "").contains('%'))
}

/// What stands in a cell; none for an empty one.
fn content(cell: &DataRef<'_>, is_percent: bool) -> Option<Content> {
    let text = match cell {
        DataRef::Empty => return None,
        DataRef::Error(error) => return Some(Content::Error(error.to_string())),
        DataRef::Float(number) if is_percent => format!("{}%", decimal(number * 100.0)),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => decimal(*number),
        DataRef::String(text) => one_line(text),
        DataRef::SharedString(text) => one_line(text),
        DataRef::Bool(truth) => if *truth { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::DateTime(date) if date.is_duration() => decimal(date.as_f64()),
        DataRef::DateTime(date) => {
            let (year, month, day, hour, minute, ..) = date.to_ymd_hms_milli();
            let day = format!("{year:04}-{month:02}-{day:02}");
            let time = format!("{hour:02}:{minute:02}");
            match (date.as_f64() < 1.0, time.as_str()) {
                (true, _) => time,
                (_, "00:00") => day,
                _ => format!("{day} {time}"),
            }
        }
        DataRef::DateTimeIso(text) => text.trim_end_matches("T00:00:00").to_owned(),
        DataRef::DurationIso(text) => text.clone(),
    };
    (!text.is_empty()).then_some(Content::Text(text))
}

/// A number as Excel shows it: 15 significant digits, no exponent.
fn decimal(number: f64) -> String {
    let scientific = format!("{:.14e}", number.abs());
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let digits = mantissa.replace('.', "");
    let digits = digits.trim_end_matches('0');
    let sign = if number < 0.0 && !digits.is_empty() { "-" } else { "" };
    let point = exponent.parse::<i32>().unwrap_or(0) + 1;
    let behind = usize::try_from(point).unwrap_or(0);
    let (whole, fraction) = match point {
        ..=0 => (String::new(), format!("{}{digits}", "0".repeat(point.unsigned_abs() as usize))),
        _ if behind >= digits.len() => (format!("{digits:0<behind$}"), String::new()),
        _ => (digits[..behind].to_owned(), digits[behind..].to_owned()),
    };
    let whole = if whole.trim_start_matches('0').is_empty() { "0".to_owned() } else { whole };
    let fraction = if digits.is_empty() { "" } else { &fraction };
    let dot = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{whole}{dot}{fraction}")
}

impl Sheet {
    /// The first and the last place of what is used; none of an empty sheet.
    fn used(&self) -> Option<Area> {
        let rows = || self.cells.keys().map(|(row, _)| *row);
        let columns = || self.cells.keys().map(|(_, column)| *column);
        Some(((rows().min()?, columns().min()?), (rows().max()?, columns().max()?)))
    }

    /// The cells of an area, rows without any left out; and the places of those that hold no text,
    /// rows counted without the header.
    fn cells(&self, file: &VPath, (first, last): Area) -> (Cells, Vec<(usize, usize, Content)>) {
        let mut found: BTreeMap<u32, Vec<String>> = BTreeMap::new();
        let mut odd: Vec<(Place, Content)> = Vec::new();
        let width = (last.1 - first.1) as usize + 1;
        let inside = |place: &Place| (first.1..=last.1).contains(&place.1);
        for (place, content) in self.cells.range((first.0, 0)..=(last.0, u32::MAX)) {
            if !inside(place) {
                continue;
            }
            let row = found.entry(place.0).or_insert_with(|| vec![String::new(); width]);
            match content {
                Content::Text(text) => row[(place.1 - first.1) as usize].clone_from(text),
                odd_one => odd.push((*place, odd_one.clone())),
            }
        }
        let rows: Vec<u32> = found.keys().copied().collect();
        let odd = odd.into_iter().map(|((row, column), content)| {
            let row = rows.iter().position(|other| *other == row).unwrap_or(0);
            (row, (column - first.1) as usize, content)
        });
        let odd = odd.collect();
        let places = Places::Sheet { name: self.name.clone(), rows, column: first.1 };
        let mut texts = found.into_values();
        let header = texts.next().unwrap_or_default();
        (Cells { file: file.clone(), header, rows: texts.collect(), places }, odd)
    }
}

/// A cell that holds no text; its row is counted with the header.
fn odd_cell(
    cells: &Cells,
    (row, column): (usize, usize),
    key: usize,
    content: &Content,
) -> Diagnostic {
    let (message, hint) = match content {
        Content::Error(error) => (
            text!("公式出错：{error}", "the formula failed: {error}"),
            text!("改正公式，或填入数据", "correct the formula, or fill in the number"),
        ),
        _ => (
            text!("公式没有存下结果", "the result of the formula is not stored"),
            text!("用 Excel 或 WPS 打开，保存一次", "open the file in Excel or WPS and save it"),
        ),
    };
    let Some(row) = row.checked_sub(1) else {
        return Diagnostic::error("unreadable-table", message).at(cells.heading(column)).hint(hint);
    };
    let Text { zh, en } = cell_words(&cells.rows[row][key], &cells.header[column]);
    let message =
        Text { zh: format!("{zh}：{}", message.zh), en: format!("{en}: {}", message.en) };
    Diagnostic::error("unreadable-table", message).at(cells.cell(row, column)).hint(hint)
}

#[cfg(test)]
mod tests {
    use super::{decimal, shows_percent};

    #[test]
    fn a_percent_sign_counts_unless_it_is_text() {
        assert!(["0%", "0.00%", "#,##0.0%;-0%"].into_iter().all(shows_percent));
        assert!(!["General", "0\"%\"", "0\\%"].into_iter().any(shows_percent));
    }

    #[test]
    fn numbers_read_as_excel_shows_them() {
        for (number, shown) in [
            (0.1 + 0.2, "0.3"),
            (1e21, "1000000000000000000000"),
            (150.0, "150"),
            (-41.3, "-41.3"),
            (0.0, "0"),
            (-0.0, "0"),
            (1e-7, "0.0000001"),
            (123_456_789.123_456_79, "123456789.123457"),
            (0.632, "0.632"),
            (999_999_999_999_999.9, "1000000000000000"),
            (1.5e-3, "0.0015"),
        ] {
            assert_eq!(decimal(number), shown);
        }
    }
}
