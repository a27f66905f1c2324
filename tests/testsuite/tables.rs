//! Tables of every size on paper: nothing is clipped or leaves the 版心, the text below is on the
//! grid again, the header comes back under 续表, decimal points stand under one another.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::sync::OnceLock;

use crate::pdf::{Line, MM, Pdf, lines};
use crate::printed_text::without_blanks;
use crate::sheets::{Chance, PITCH, TOLERANCE, ZI, area, assert_inside, head, near, set};

const COLUMNS: std::ops::RangeInclusive<usize> = 3..=14;

/// What the cells of a table hold.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Numbers,
    LongText,
    LongNames,
    LongWords,
}

use Kind::{LongNames, LongText, LongWords, Numbers};

const KINDS: [Kind; 4] = [Numbers, LongText, LongNames, LongWords];

/// A head that columns share.
const GROUP: &str = "两列共用的表头";

/// A table as it was written.
struct Table {
    number: usize,
    kind: Kind,
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn new(number: usize, columns: usize, rows: usize, kind: Kind, chance: &mut Chance) -> Table {
        let head = |at: usize, chance: &mut Chance| match kind {
            LongNames => format!("{}第{at}项", chance.han(9)),
            LongWords => format!("{at}-internationalisation"),
            _ => format!("列{at}"),
        };
        let header = (0..columns).map(|at| head(at, chance)).collect();
        let row = |at| (0..columns).map(|x| Table::cell(kind, number, at, x, chance)).collect();
        Table { number, kind, header, rows: (0..rows).map(row).collect() }
    }

    /// The first cell names table and row.
    fn cell(kind: Kind, number: usize, row: usize, x: usize, chance: &mut Chance) -> String {
        let name = format!("t{number}r{row}");
        match (kind, x) {
            (LongNames, 0) => format!("{name}{}", chance.han(20)),
            (_, 0) => name,
            (LongText, 1) => format!("{}，{}。", chance.han(22), chance.han(12)),
            (LongWords, 1) => ("abcdefghijklmnop".repeat(1 + chance.below(3))) + &format!("{row}x"),
            (LongNames, 1) => chance.han(16),
            _ => {
                let most = [9, 99, 999, 99999][chance.below(4)];
                let whole = chance.below(most);
                let digits = chance.below(3);
                let fraction = chance.below(10_usize.pow(digits as u32));
                let sign = if chance.below(9) == 0 { "-" } else { "" };
                match digits {
                    0 => format!("{sign}{whole}"),
                    _ => format!("{sign}{whole}.{fraction:0digits$}"),
                }
            }
        }
    }

    fn csv(&self) -> String {
        let lines = std::iter::once(&self.header).chain(&self.rows);
        lines.map(|cells| cells.join(",") + "\n").collect()
    }

    /// The columns that share a head: two in every third table.
    fn grouped(&self) -> &[String] {
        if self.number.is_multiple_of(3) { &self.header[1..3] } else { &[] }
    }

    fn name(&self) -> String {
        format!("{} columns × {} rows (表{})", self.header.len(), self.rows.len(), self.number)
    }
}

/// Columns and rows of the tables of one kind: 3 to 14 columns by few rows and many, and the longest.
/// The kinds share out what makes many pages.
fn sizes(at: usize) -> Vec<(usize, usize)> {
    let mut sizes: Vec<(usize, usize)> =
        COLUMNS.flat_map(|columns| [(columns, 1), (columns, 2)]).collect();
    let is_numbers = KINDS[at] == Numbers;
    let of_22 = COLUMNS.filter(|columns| is_numbers || (columns + at).is_multiple_of(3));
    sizes.extend(of_22.map(|columns| (columns, 22)));
    let of_60 =
        COLUMNS.filter(|columns| (columns + at).is_multiple_of(4) && (is_numbers || *columns <= 9));
    sizes.extend(of_60.map(|columns| (columns, 60)));
    let longest: &[usize] = match KINDS[at] {
        Numbers => &[3, 14],
        LongText => &[4],
        LongNames => &[5],
        LongWords => &[6],
    };
    sizes.extend(longest.iter().map(|columns| (*columns, 200)));
    sizes
}

/// The tables of one kind.
fn issue(at: usize, chance: &mut Chance) -> (Vec<(String, String)>, Vec<Table>) {
    let mut tables = Vec::new();
    for (columns, rows) in sizes(at) {
        tables.push(Table::new(tables.len() + 1, columns, rows, KINDS[at], chance));
    }
    let mut yaml =
        format!("{}title: 各种大小的表\nauthors: {{ name: 某人 }}\nlead: |\n", head(48 + at));
    for table in &tables {
        let text = chance.han(60);
        write!(
            yaml,
            "  表前{text}。\n\n  ![](table:t{0})\n\n  表后第{0}段正文{text}。\n\n",
            table.number
        )
        .unwrap();
    }
    yaml.push_str("tables:\n");
    let mut files = Vec::new();
    for table in &tables {
        let number = table.number;
        let groups: Vec<String> =
            table.grouped().iter().map(|head| format!("{head}: {{ group: {GROUP} }}")).collect();
        let groups = groups.join(", ");
        writeln!(yaml, "  t{number}: {{ file: tables/t{number}.csv, title: 第{number}张表, unit: 家, source: 课题组, notes: [甲, 乙], columns: {{ {groups} }} }}").unwrap();
        files.push((format!("tables/t{number}.csv"), table.csv()));
    }
    files.push(("issue.yaml".to_owned(), yaml));
    (files, tables)
}

/// The issues as they were written and as they were set.
fn sheets() -> &'static [(Vec<Table>, Pdf)] {
    static SHEETS: OnceLock<Vec<(Vec<Table>, Pdf)>> = OnceLock::new();
    SHEETS.get_or_init(|| {
        let mut chance = Chance(7);
        let (files, tables): (Vec<_>, Vec<_>) =
            (0..KINDS.len()).map(|at| issue(at, &mut chance)).unzip();
        tables.into_iter().zip(set("name: 报\nissuer: 中心\n", &files)).collect()
    })
}

#[test]
fn no_table_leaves_the_type_area() {
    let mut turned = 0;
    for (at, (_, pdf)) in sheets().iter().enumerate() {
        assert_inside(&format!("issue {at}"), pdf);
        turned += pdf.pages.iter().filter(|page| page.width > page.height).count();
        let sizes = pdf.pages.iter().flat_map(|page| &page.glyphs).map(|glyph| glyph.size);
        let least = sizes.fold(f64::INFINITY, f64::min);
        assert!(least >= 8.99, "issue {at} has letters of {least:.2} pt");
    }
    assert!(turned >= 8, "only {turned} pages lie on their side");
}

/// Fails if a line in the size of text is off the grid; gives how many stand below a table.
fn assert_on_grid(name: &str, pdf: &Pdf) -> usize {
    let mut below = 0;
    for (at, page) in pdf.pages.iter().enumerate() {
        let glyphs = page.glyphs.iter();
        let text = glyphs.filter(|glyph| !glyph.is_artifact && near(glyph.size * MM, ZI));
        for line in lines(text, TOLERANCE) {
            let row = (line.glyphs[0].y - area(page).1 - 0.88 * ZI) / PITCH;
            let off = (row - row.round()).abs() * PITCH;
            assert!(off <= TOLERANCE, "{name} page {}: {} is {off:.2} mm off", at + 1, line.text());
            below += usize::from(line.text().starts_with("表后"));
        }
    }
    below
}

#[test]
fn text_below_a_table_is_on_the_grid() {
    let below = sheets().iter().map(|(_, pdf)| assert_on_grid("the issue", pdf));
    let tables: usize = sheets().iter().map(|(tables, _)| tables.len()).sum();
    assert!(tables >= 130, "only {tables} tables");
    assert_eq!(
        (below.sum::<usize>(), tables),
        (tables, (0..KINDS.len()).map(|at| sizes(at).len()).sum())
    );
}

/// The page on which the name of a row stands, by row.
fn pages_of(table: &Table, texts: &[String]) -> Vec<usize> {
    let names = (0..table.rows.len()).map(|row| format!("t{}r{row}", table.number));
    let page = |name: &String| {
        let is_whole = |text: &str| {
            let mut behind =
                text.match_indices(name.as_str()).map(|(at, found)| &text[at + found.len()..]);
            behind.any(|rest| {
                !rest.starts_with(|c: char| c.is_ascii_digit()) || table.kind != LongNames
            })
        };
        texts.iter().position(|text| text.contains(name.as_str()) && is_whole(text))
    };
    names
        .map(|name| page(&name).unwrap_or_else(|| panic!("{}: no row {name}", table.name())))
        .collect()
}

#[test]
fn a_long_table_shows_its_header_on_every_page() {
    let (mut further, mut shared) = (0, 0);
    for (tables, pdf) in sheets() {
        let texts: Vec<String> =
            pdf.pages.iter().map(|page| without_blanks(&page.text())).collect();
        for table in tables {
            let pages: BTreeSet<usize> = pages_of(table, &texts).into_iter().collect();
            for page in pages.iter().skip(1) {
                // Headers that come back are no content, and no part of the page's text.
                let all: String =
                    pdf.pages[*page].glyphs.iter().map(|glyph| glyph.text.as_str()).collect();
                let all = without_blanks(&all);
                assert!(
                    all.contains(&format!("续表{}", table.number)),
                    "{}: no 续表 on page {}",
                    table.name(),
                    page + 1
                );
                for head in &table.header {
                    assert!(all.contains(head), "{}: {head} missing", table.name());
                }
                if !table.grouped().is_empty() {
                    assert!(all.contains(GROUP), "{}: no shared head", table.name());
                    shared += 1;
                }
                further += 1;
            }
        }
    }
    assert!(
        further >= 100 && shared >= 20,
        "only {further} further pages, {shared} with a shared head"
    );
}

#[test]
fn decimal_points_stand_under_one_another() {
    let mut points = 0;
    for (tables, pdf) in sheets() {
        // In other tables the name of a row may not stand on the line of its numbers.
        for table in tables.iter().filter(|table| [Numbers, LongWords].contains(&table.kind)) {
            let mut places: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
            for page in &pdf.pages {
                for line in page.lines() {
                    let Some(row) = row_of(&line, table) else { continue };
                    let with_point =
                        (1..table.header.len()).filter(|x| table.rows[row][*x].contains('.'));
                    let found = line.glyphs.iter().filter(|glyph| glyph.text == ".");
                    for (x, glyph) in with_point.zip(found) {
                        places.entry(x).or_default().push(glyph.x);
                    }
                }
            }
            for (x, places) in places {
                let (least, most) = places
                    .iter()
                    .fold((f64::INFINITY, 0.0_f64), |(a, b), x| (a.min(*x), b.max(*x)));
                assert!(
                    most - least <= TOLERANCE,
                    "{}: column {x} from {least:.2} to {most:.2} mm",
                    table.name()
                );
                points += places.len();
            }
        }
    }
    assert!(points >= 3000, "only {points} points");
}

/// Which row of the table a line is.
fn row_of(line: &Line<'_>, table: &Table) -> Option<usize> {
    let text = line.text().replace('−', "-");
    let rest = text.strip_prefix(&format!("t{}r", table.number))?;
    // The number of one row may go on with the numbers of its cells: what fits whole comes first.
    let whole = |row: &usize| rest == format!("{row}{}", table.rows[*row][1..].concat());
    let begins = |row: &usize| rest.starts_with(&format!("{row}{}", table.rows[*row][1]));
    let mut rows = (0..table.rows.len()).rev();
    rows.clone().find(whole).or_else(|| rows.find(begins))
}

#[test]
fn every_cell_can_be_copied() {
    for (tables, pdf) in sheets() {
        let text = without_blanks(&pdf.text());
        for table in tables {
            let is_there =
                |cell: &str| text.contains(cell) || text.contains(&cell.replace('-', "−"));
            let cells = table.rows.iter().flatten().map(String::as_str);
            let cut: Vec<&str> = cells.filter(|cell| !is_there(cell)).collect();
            // A cell that goes on on the next page has the header between its parts.
            let breaks = pdf.pages.len() / 12;
            assert!(cut.len() <= breaks, "{}: {} in pieces: {cut:?}", table.name(), cut.len());
        }
    }
}

/// A Markdown table of so many columns and rows, below an indent.
fn in_prose(columns: usize, rows: usize, indent: &str) -> String {
    let row = |cell: &dyn Fn(usize) -> String| {
        (0..columns).map(|x| format!("| {} ", cell(x))).collect::<String>() + "|\n"
    };
    let mut text = format!("{indent}{}", row(&|x| format!("项目{x}")));
    write!(text, "{indent}{}", row(&|_| "---".to_owned())).unwrap();
    for at in 0..rows {
        write!(text, "{indent}{}", row(&|x| format!("{}{at}x{x}", "内容".repeat(x % 4)))).unwrap();
    }
    text
}

#[test]
fn tables_in_lists_quotations_and_at_the_head_of_a_page_stay_inside() {
    let mut chance = Chance(3);
    let wide = Table::new(1, 14, 30, Numbers, &mut chance);
    let mut yaml = format!("{}title: 表\nauthors: {{ name: 某人 }}\nlead: |\n", head(48));
    for lines in 0..20 {
        yaml += &"  一行正文。\n\n".repeat(lines);
        yaml += &in_prose(3, 22, "  ");
        yaml += "\n  表后正文。\n\n";
    }
    let table = in_prose(12, 14, "  > ");
    yaml += &format!("  - 甲\n\n    ![](table:t1)\n\n{}\n", in_prose(14, 3, "    "));
    yaml += &format!("{table}\n  表后正文。\n\n{}", in_prose(18, 12, "  "));
    yaml += "tables: { t1: { file: tables/t1.csv, title: 宽表 } }\n";
    let files = vec![("issue.yaml".to_owned(), yaml), ("tables/t1.csv".to_owned(), wide.csv())];
    let pdf = set("name: 报\nissuer: 中心\n", &[files]).pop().expect("one issue");
    assert_inside("the issue", &pdf);
    assert_on_grid("the issue", &pdf);
    assert_eq!(pdf.text().matches("表后正文。").count(), 21);
}
