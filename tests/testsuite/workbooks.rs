//! Excel workbooks and pictures, made here byte by byte: what is read of them, and what is refused.

use std::io::{Cursor, Write};

use proptest::prelude::*;
use yaobao::diag::Language;
use yaobao::diag::print::{Format, Printer};
use yaobao::tree::FileTree;
use zip::write::SimpleFileOptions;

const ISSUE: &str = "number: 48\ncumulative: 118\ndate: 2017-11-28\nstatus: final\naudience: public\n\
    title: 题目\nauthors: { name: 周立群 }\n";
const SERIAL: &str = "name: 成果要报\nissuer: 研究中心\nnumbering: { origin: { year: 2017, number: 48, cumulative: 118 } }\n";

/// An issue of one table from a workbook, with further keys of the table.
fn with_table(keys: &str) -> String {
    format!(
        "{ISSUE}lead: \"![](table:t)\"\ntables: {{ t: {{ title: 表, file: tables/t.xlsx{keys} }} }}\n"
    )
}

/// What the program says of an issue with one more file, and the edition's file of a name.
fn build(issue: &str, name: &str, bytes: &[u8], wanted: &str) -> (String, Option<String>) {
    let mut files = FileTree::new();
    files.insert(crate::vpath("content/serial.yaml"), SERIAL.as_bytes());
    files.insert(crate::vpath("content/2017/48/issue.yaml"), issue.as_bytes());
    files.insert(crate::vpath(&format!("content/2017/48/{name}")), bytes);
    let folder = tempfile::tempdir().unwrap();
    let report = crate::build_into(&files, folder.path(), &folder.path().join("dist"));
    let printer =
        Printer { files: &files, format: Format::Short, language: Language::Zh, color: false };
    let said = report.diagnostics.sorted().into_iter().map(|fault| printer.print(fault)).collect();
    let made = folder.path().join("dist/2017/48").join(wanted);
    (said, std::fs::read_to_string(made).ok())
}

fn says(keys: &str, workbook: &[u8]) -> String {
    build(&with_table(keys), "tables/t.xlsx", workbook, "").0
}

fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r0" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK_RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/s1.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/s2.xml"/></Relationships>"#;
const BOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="各区" sheetId="1" r:id="r1"/><sheet name="说明" sheetId="2" r:id="r2"/></sheets></workbook>"#;
/// Style 1 is a date, style 2 a date with the time, style 3 a number in per cent.
const STYLES: &str = r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="10"/></cellXfs></styleSheet>"#;

/// A workbook whose first sheet has these rows, with 区域 and 东区 among the shared texts.
fn workbook_with(rows: &str, count: &str) -> Vec<u8> {
    let sheet = |rows: &str| {
        format!(
            r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
        )
    };
    let texts = format!(
        r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" uniqueCount="{count}"><si><t>区域</t></si><si><r><t>东</t></r><r><t>区</t></r></si></sst>"#
    );
    zipped(&[
        ("_rels/.rels", RELS),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS),
        ("xl/styles.xml", STYLES),
        ("xl/sharedStrings.xml", &texts),
        ("xl/worksheets/s1.xml", &sheet(rows)),
        ("xl/worksheets/s2.xml", &sheet(r#"<row r="1"><c r="A1" t="str"><v>无</v></c></row>"#)),
    ])
}

fn workbook(rows: &str) -> Vec<u8> {
    workbook_with(rows, "2")
}

/// Rows of inline texts and numbers from B3 on; an empty text is no cell.
fn rows(cells: &[&[&str]]) -> String {
    let mut out = String::new();
    for (row, cells) in cells.iter().enumerate() {
        let row = row + 3;
        out.push_str(&format!("<row r=\"{row}\">"));
        for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let name = format!("{}{row}", char::from(b'B' + column as u8));
            match cell.strip_prefix('<') {
                Some(_) => out.push_str(&cell.replacen("<c", &format!("<c r=\"{name}\""), 1)),
                None => out.push_str(&format!("<c r=\"{name}\" t=\"str\"><v>{cell}</v></c>")),
            }
        }
        out.push_str("</row>");
    }
    out
}

#[test]
fn a_sheet_reads_as_a_person_would_copy_it() {
    let book = workbook(&rows(&[
        &["<c t=\"s\"><v>0</v></c>", "数量", "比重", "日期", "达标", "合并"],
        &[
            "<c t=\"s\"><v>1</v></c>",
            "<c><v>31</v></c>",
            "<c><v>0.30000000000000004</v></c>",
            "<c s=\"1\"><v>43067</v></c>",
            "<c t=\"b\"><v>1</v></c>",
            "甲&amp;乙",
        ],
        &[],
        &[
            "西区",
            "<c><f>B4*2</f><v>1e21</v></c>",
            "<c s=\"3\"><v>0.413</v></c>",
            "<c s=\"2\"><v>43067.5</v></c>",
            "",
            "",
        ],
    ]));
    let (said, csv) = build(&with_table(""), "tables/t.xlsx", &book, "tables/t.csv");
    assert_eq!(said, "");
    assert_eq!(
        csv.as_deref(),
        Some(
            "区域,数量,比重,日期,达标,合并\n东区,31,0.3,2017-11-28,TRUE,甲&乙\n\
             西区,1000000000000000000000,41.3%,2017-11-28 12:00,,\n"
        )
    );
}

#[test]
fn faults_of_cells_name_the_cell() {
    let book = workbook(&rows(&[
        &["区域", "数量", "数量", ""],
        &["东区", "<c t=\"e\"><v>#DIV/0!</v></c>", "<c><f>1+1</f></c>", "5"],
    ]));
    assert_eq!(
        says("", &book),
        "content/2017/48/tables/t.xlsx:各区!C4: error[unreadable-table]: 行“东区”、列“数量”：公式出错：#DIV/0!\n\
         content/2017/48/tables/t.xlsx:各区!D4: error[unreadable-table]: 行“东区”、列“数量”：公式没有存下结果\n\
         content/2017/48/tables/t.xlsx:各区!D3: error[unreadable-table]: 列名 “数量” 出现两次\n\
         content/2017/48/tables/t.xlsx:各区!E3: error[unreadable-table]: 第 4 列没有列名\n"
    );
    let book = workbook(&rows(&[
        &["区域", "数量"],
        &["东区", "<c><v>1</v></c>"],
        &["全市", "<c><v>9</v></c>"],
    ]));
    assert_eq!(
        says(", total: 全市", &book),
        "content/2017/48/tables/t.xlsx:各区!C5: error[total-differs]: “数量” 的合计写的是 9，其余各行之和是 1\n"
    );
}

#[test]
fn sheets_and_ranges_are_chosen_by_name() {
    let book = workbook(&rows(&[&["年度表"], &["区域", "数量"], &["东区", "<c><v>1</v></c>"]]));
    assert_eq!(says(", sheet: 各区, range: \"B4:C5\"", &book), "");
    assert_eq!(says(", range: \"各区!B4:C5\"", &book), "");
    assert_eq!(says(", sheet: 各区, range: 各区！B4：C5", &book), "");
    let place = "content/2017/48/issue.yaml:9";
    for (keys, said) in [
        (", sheet: 各县", ":54: error[unresolved-reference]: 工作簿里没有工作表 “各县”"),
        (", range: \"各县!B4:C5\"", ":54: error[unresolved-reference]: 工作簿里没有工作表 “各县”"),
        (
            ", range: \"说明!B4:C5\", sheet: 各区",
            ":54: error[invalid-value]: range 写的是工作表 “说明”，sheet 写的是 “各区”",
        ),
        (", range: \"B 4:C5\"", ":54: error[invalid-value]: “B 4:C5” 不是单元格区域"),
        (", range: B4", ":54: error[invalid-value]: “B4” 不是单元格区域"),
        (", range: \"B4:Z99\"", ":54: error[invalid-value]: “B4:Z99” 超出了有数据的区域"),
    ] {
        assert_eq!(says(keys, &book), format!("{place}{said}\n"), "{keys}");
    }
    let sheet = says(", sheet: 说明", &book);
    assert!(sheet.contains("t.xlsx:1:1: error[unreadable-table]: 数据表没有数据"), "{sheet}");
    let far = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>";
    assert!(says("", &workbook(far)).contains("数据表超过 200000 格"));
}

#[test]
fn workbooks_that_are_none_are_refused() {
    let fault = |text: &str| format!("content/2017/48/tables/t.xlsx:1:1: error[{text}\n");
    let corrupt = fault("unreadable-table]: 文件不是 Excel 工作簿，或已损坏");
    let sound = workbook(&rows(&[&["区域", "数量"], &["东区", "<c><v>1</v></c>"]]));
    for bytes in [&b""[..], b"PK", b"a,b\n1,2\n", &sound[..sound.len() / 2], &zipped(&[])] {
        assert_eq!(says("", bytes), corrupt);
    }
    assert_eq!(says("", &zipped(&[("_rels/.rels", RELS)])), corrupt);
    let old = fault("unreadable-table]: 这是旧的 .xls 文件，或加了密码");
    assert_eq!(says("", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), old);
    // A count that would take all memory, and one that no number holds.
    for count in ["9999999999", "99999999999999999999999"] {
        let book = workbook_with(&rows(&[&["区域", "数量"], &["东区", "1"]]), count);
        assert_eq!(says("", &book), corrupt);
    }
    let bomb = " ".repeat(70 << 20);
    let large = fault("file-too-large]: 工作簿解压后超过 64 MB");
    assert_eq!(says("", &zipped(&[("_rels/.rels", RELS), ("x.bin", &bomb)])), large);
}

#[test]
fn what_the_parser_panics_at_is_told_without_a_trace() {
    let row = r#"<row r="1"><c r="A99999999999" t="str"><v>甲</v></c></row>"#;
    let workspace = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| {
        let path = workspace.path().join("content").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    };
    put("serial.yaml", SERIAL.as_bytes());
    put("2017/48/issue.yaml", with_table("").as_bytes());
    put("2017/48/tables/t.xlsx", &workbook(row));
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_yaobao"));
    let run = command.arg("check").current_dir(workspace.path()).output().unwrap();
    let said = String::from_utf8(run.stderr).unwrap();
    assert_eq!(run.status.code(), Some(1), "{said}");
    assert!(said.contains("unreadable-table") && !said.contains("panicked"), "{said}");
}

#[test]
fn characters_without_width_are_told_by_the_cell() {
    let book = workbook(&rows(&[&["区域", "数\u{200b}量"], &["东区", "1\u{2060}"]]));
    assert_eq!(
        says("", &book),
        "content/2017/48/tables/t.xlsx:各区!C3: error[invisible-character]: “数量” 里有看不见的字符 U+200B\n\
         content/2017/48/tables/t.xlsx:各区!C4: error[invisible-character]: “1” 里有看不见的字符 U+2060\n"
    );
}

#[test]
fn pictures_are_what_their_names_say() {
    let issue = |file: &str| {
        format!(
            "{ISSUE}lead: \"![图](figure:a)\"\nfigures: {{ a: {{ title: 图, file: {file} }} }}\n"
        )
    };
    // One pixel.
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\xdacd`\xf8_\x0f\0\x02\x87\x01\x80\xeb\x47\xba\x92\0\0\0\0IEND\xaeB`\x82";
    assert_eq!(build(&issue("a.png"), "a.png", png, "").0, "");
    let said = |name: &str, bytes: &[u8]| build(&issue(name), name, bytes, "").0;
    let damaged = "content/2017/48/a.png:1:1: error[unreadable-figure]: 图片已损坏，或没有传完\n";
    assert_eq!(said("a.png", &png[..60]), damaged);
    let other = "content/2017/48/a.jpg:1:1: error[unreadable-figure]: 文件内容不是扩展名所说的图\n";
    assert_eq!(said("a.jpg", png), other);
    let mut large = png.to_vec();
    large[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
    assert_eq!(
        said("a.png", &large),
        "content/2017/48/a.png:1:1: error[unreadable-figure]: 图片有 65536 × 65536 点，超过 50 百万\n"
    );
    let mut broken = png.to_vec();
    broken[45] ^= 0xff;
    let broken = said("a.png", &broken);
    assert!(
        broken.starts_with("content/2017/48/a.png:1:1: error[unreadable-figure]: 图片读不出来"),
        "{broken}"
    );
}

#[test]
fn figures_and_attachments_stand_in_the_edition() {
    let issue = format!(
        "{ISSUE}lead: \"见[](#a)\\n\\n![甲 [乙]](figure:a)\"\n\
         figures: {{ a: {{ title: 图题, file: 图 1.svg, source: 课题组 }} }}\n\
         attachments: [{{ title: 名单, body: 张三。 }}, {{ title: 原图, file: 图 1.svg }}]\n"
    );
    let svg = br#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><text>A</text></svg>"#;
    let made = |wanted: &str| {
        let (said, made) = build(&issue, "图 1.svg", svg, wanted);
        assert_eq!(said, "");
        made.unwrap_or_else(|| panic!("there is no {wanted}"))
    };
    for copy in ["figures/图 1.svg", "attachments/图 1.svg"] {
        assert_eq!(made(copy).as_bytes(), svg);
    }
    let markdown = made("2017-48.md");
    for text in [
        "见[图1](#a)",
        "<figure id=\"a\">\n\n![甲 \\[乙\\]](<figures/图 1.svg>)\n\n<figcaption>\n\n图1　图题\n\n资料来源：课题组\n\n</figcaption>\n</figure>",
        "## 附件1　名单 {#yb-attachment-1}\n\n张三。",
        "## 附件2　原图 {#yb-attachment-2}\n\n电子文件：[图 1.svg](attachments/%E5%9B%BE%201.svg)",
    ] {
        assert!(markdown.contains(text), "{text}\n{markdown}");
    }
    let page = made("index.html");
    assert!(page.contains("<figure class=\"picture\" id=\"a\">"), "{page}");
    assert!(page.contains("src=\"figures/%E5%9B%BE%201.svg\" alt=\"甲 [乙]\""), "{page}");
}

#[test]
fn a_drawing_that_grows_without_end_is_refused() {
    let mut svg = String::from(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><defs><rect id="u0" width="1" height="1"/>"#,
    );
    for level in 1..13 {
        let uses = format!("<use href=\"#u{}\"/>", level - 1).repeat(10);
        svg.push_str(&format!("<g id=\"u{level}\">{uses}</g>"));
    }
    svg.push_str("</defs><use href=\"#u12\"/></svg>");
    let issue = format!(
        "{ISSUE}lead: \"![图](figure:a)\"\nfigures: {{ a: {{ title: 图, file: a.svg }} }}\n"
    );
    let said = build(&issue, "a.svg", svg.as_bytes(), "").0;
    assert!(said.starts_with("content/2017/48/a.svg:1:1: error[unreadable-figure]"), "{said}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A sheet with a stretch of it replaced is read or refused.
    #[test]
    fn no_sheet_stops_the_program(
        at in 0.0..1.0_f64,
        length in 0..12_usize,
        put in "[<>/cr=\"0-9A-Zv!;&#a-z ]{0,10}",
    ) {
        let rows = rows(&[&["区域", "数量"], &["东区", "<c s=\"1\"><v>1</v></c>"]]);
        let mut chars: Vec<char> = rows.chars().collect();
        let start = (at * chars.len() as f64) as usize;
        let end = (start + length).min(chars.len());
        chars.splice(start..end, put.chars());
        let book = workbook(&chars.into_iter().collect::<String>());
        let mut files = FileTree::new();
        files.insert(crate::vpath("content/serial.yaml"), SERIAL.as_bytes());
        let issue = with_table("");
        files.insert(crate::vpath("content/2017/48/issue.yaml"), issue.into_bytes());
        files.insert(crate::vpath("content/2017/48/tables/t.xlsx"), book);
        let mut diagnostics = yaobao::diag::Diagnostics::new();
        let library = yaobao::load::load(&files, &mut diagnostics);
        prop_assert!(library.is_ok());
    }
}
