//! The head and the foot of an issue: what stands where, with every field and with none.

use std::fmt::Write;

use crate::pdf::{Line, MM, Page, Pdf};
use crate::sheets::{assert_inside, head, near, set};

const LEFT: f64 = 28.0;
const RIGHT: f64 = 184.0;
const BOTTOM: f64 = 262.0;

const SERIAL: &str =
    "name: 成果要报\nissuer: 某某省某某市经济和社会发展研究中心\ncompiler: 某某编辑部\n";

fn one(serial: &str, more: &str) -> Pdf {
    let lead = if more.contains("lead:") { "" } else { "lead: 正文。\n" };
    let yaml = format!("{}{lead}{more}", head(48));
    let mut pdfs = set(serial, &[vec![("issue.yaml".to_owned(), yaml)]]);
    let pdf = pdfs.pop().expect("one issue");
    assert_inside("the issue", &pdf);
    pdf
}

/// The line of a page that holds these words, as characters without blanks.
fn line<'a>(page: &'a Page, words: &str) -> Line<'a> {
    let lines = crate::pdf::lines(page.glyphs.iter().filter(|glyph| !glyph.is_artifact), 1.0);
    let all: Vec<String> = lines.iter().map(Line::text).collect();
    lines
        .into_iter()
        .find(|line| line.text().contains(words))
        .unwrap_or_else(|| panic!("no {words} in {all:#?}"))
}

fn left(line: &Line<'_>) -> f64 {
    line.glyphs[0].x
}

fn right(line: &Line<'_>) -> f64 {
    let last = line.glyphs[line.glyphs.len() - 1];
    // Behind the ink of a mark is nothing.
    last.x + if last.text == "）" { last.advance / 2.0 } else { last.advance }
}

#[test]
fn every_field_of_the_head_has_its_place() {
    let pdf = one(
        SERIAL,
        "title: [第一句, 第二句, 第三句]\nauthors: [{ name: 某甲 }, { name: 某乙丙 }]\neditorial: 这是按语。\nabstract: 这是简介。\nofficial: { classification: { level: 秘密, period: 1年 }, serial-no: \"000007\" }\n",
    );
    let page = &pdf.pages[0];
    let marks = line(page, "秘密★1年");
    assert!(marks.text().ends_with("000007"), "{}", marks.text());
    assert!(
        near(left(&marks), LEFT) && near(right(&marks), RIGHT),
        "{} {}",
        left(&marks),
        right(&marks)
    );
    let mut above = marks.glyphs[0].y;
    let order = [
        "经济和社会发展研究中心",
        "成果要报",
        "总第118期",
        "2017年11月10日",
        "第一句",
        "第二句",
        "第三句",
        "某乙丙",
        "编者按：这是按语。",
        "【内容简介】这是简介。",
        "正文。",
    ];
    for words in order {
        let line = line(page, words);
        assert!(line.glyphs[0].y > above, "{words} stands too high");
        above = line.glyphs[0].y;
        // All above the text is in the middle, but for the line of two ends.
        if !["2017年11月10日", "编者按：这是按语。", "【内容简介】这是简介。", "正文。"]
            .contains(&words)
        {
            let middle = (left(&line) + right(&line)) / 2.0;
            assert!((middle - 106.0).abs() < 0.5, "{words} stands at {middle:.2} mm");
        }
    }
    let compiled = line(page, "2017年11月10日");
    assert!(compiled.text().starts_with("某某编辑部"), "{}", compiled.text());
    assert!(near(left(&compiled), LEFT) && near(right(&compiled), RIGHT));
}

#[test]
fn absent_fields_leave_no_trace() {
    let pdf = one("name: 报\nissuer: 中心\n", "title: 题\nauthors: { name: 某甲 }\n");
    let text = pdf.text();
    for word in [
        "★",
        "编者按",
        "内容简介",
        "作者简介",
        "报：",
        "送：",
        "发：",
        "责任编辑",
        "签发",
        "电话",
        "共印",
        "附件",
        "参考文献",
    ] {
        assert!(!text.contains(word), "{word} in {text}");
    }
    assert_eq!(pdf.pages.len(), 1);
}

#[test]
fn a_clause_that_is_too_long_is_broken_between_words() {
    let (long, longer) = (
        "健全小农户与现代农业有机衔接的利益联结机制",
        "完善财政、金融、保险协同支持乡村产业振兴的政策体系和绩效评价办法",
    );
    let pdf = one(SERIAL, &format!("title: [{long}, {longer}]\nauthors: {{ name: 某甲 }}\n"));
    let lines = pdf.pages[0].lines();
    let title = lines.iter().filter(|line| near(line.glyphs[0].size, 22.0));
    let title: Vec<String> = title.map(|line| line.text()).collect();
    assert_eq!(
        title,
        [
            "健全小农户与现代农业",
            "有机衔接的利益联结机制",
            "完善财政、金融、保险协同支持乡村",
            "产业振兴的政策体系和绩效评价办法"
        ]
    );
}

#[test]
fn long_titles_and_many_authors_stay_whole() {
    let long = "建立健全面向创新创业全过程的公共服务体系促进区域协调发展和产业转型升级的若干政策建议与实施路径研究——以京津冀协同发展为例";
    assert!(long.chars().count() >= 60);
    let mut authors = String::new();
    for at in 0..12 {
        let name = ["王甲", "欧阳明远", "李乙丙"][at % 3];
        writeln!(
            authors,
            "  - {{ name: {name}, id: a{at}, affiliation: 某某大学某某研究中心, post: 教授 }}"
        )
        .unwrap();
    }
    let pdf = one(SERIAL, &format!("title: [{long}, 第二句, 第三句]\nauthors:\n{authors}"));
    let page = &pdf.pages[0];
    let lines = page.lines();
    let title: Vec<&Line<'_>> =
        lines.iter().filter(|line| near(line.glyphs[0].size, 22.0)).collect();
    let text: String = title.iter().map(|line| line.text()).collect();
    assert_eq!(text, format!("{long}第二句第三句"));
    assert_eq!(
        title.len(),
        4 + 2,
        "{:?}",
        title.iter().map(|line| line.text()).collect::<Vec<_>>()
    );
    assert_eq!(title[3].text(), "——以京津冀协同发展为例");
    // A name is never broken.
    let names: String = lines.iter().map(|line| line.text() + "\n").collect();
    assert_eq!(names.matches("欧阳明远").count(), 4 + names.matches("欧阳明远：").count());
    // Lines of one clause are about as long as one another.
    let widths: Vec<f64> = title[..3].iter().map(|line| right(line) - left(line)).collect();
    let (least, most) =
        widths.iter().fold((f64::INFINITY, 0.0_f64), |(a, b), w| (a.min(*w), b.max(*w)));
    assert!(most - least < 4.0 * 22.0 * MM, "{widths:?}");
}

#[test]
fn a_clause_that_begins_with_a_dash_leaves_no_empty_line() {
    let long = "以京津冀三地众创空间和创业团队的跟踪调查以及若干个案的比较分析为例";
    let pdf = one(SERIAL, &format!("title: [第一句, ——{long}]\nauthors: {{ name: 某甲 }}\n"));
    let lines = pdf.pages[0].lines();
    let title = lines.iter().filter(|line| near(line.glyphs[0].size, 22.0));
    let title: Vec<f64> = title.map(|line| line.glyphs[0].y).collect();
    assert!(title.len() == 3 && title.windows(2).all(|y| y[1] - y[0] < 12.0), "{title:?}");
}

/// The lowest line or rule of a page above its number.
fn foot(page: &Page) -> f64 {
    page.strokes.iter().map(|(_, y)| *y).filter(|y| *y < BOTTOM + 1.0).fold(0.0, f64::max)
}

#[test]
fn the_foot_stands_at_the_foot_of_the_last_page() {
    let paragraph = "一段正文，写到第二行为止，看看末页的版记是不是总在版心的下端。\n\n  ";
    for paragraphs in [0, 8, 9, 10, 11, 12, 21] {
        for phone in ["", "010-12345678"] {
            let lead = format!("lead: |\n  开头。\n\n  {}\n", paragraph.repeat(paragraphs));
            let pdf = one(
                SERIAL,
                &format!(
                    "title: 题\nauthors: {{ name: 某甲 }}\n{lead}distribution: {{ report: [省委], send: [各市], copy: [各部门] }}\ncolophon: {{ editor: 王某, approver: 李某, phone: \"{phone}\", copies: 120 }}\n"
                ),
            );
            let name = format!("{paragraphs} paragraphs");
            let page = pdf.pages.last().expect("a page");
            assert!(
                (foot(page) - BOTTOM).abs() <= 0.2,
                "{name}: the last rule at {:.2} mm",
                foot(page)
            );
            let colophon = line(page, "责任编辑：王某");
            assert_eq!(colophon.text().contains("电话"), !phone.is_empty(), "{}", colophon.text());
            assert!(colophon.text().ends_with("（共印120份）"), "{}", colophon.text());
            assert!(near(right(&colophon), RIGHT - 14.0 * MM), "{:.2}", right(&colophon));
            let order = ["报：省委", "送：各市", "发：各部门", "责任编辑"]
                .map(|words| line(page, words).glyphs[0].y);
            assert!(order.is_sorted(), "{order:?}");
            for (at, page) in pdf.pages.iter().enumerate().take(pdf.pages.len() - 1) {
                assert!(!page.text().contains("责任编辑"), "{name}: on page {}", at + 1);
            }
        }
    }
}

#[test]
fn a_long_distribution_hangs_under_its_label() {
    let names: Vec<String> = (0..40).map(|at| format!("某某市委办公室第{at}处")).collect();
    let pdf = one(
        SERIAL,
        &format!(
            "title: 题\nauthors: {{ name: 某甲 }}\ndistribution: {{ report: [{}] }}\n",
            names.join(", ")
        ),
    );
    let page = pdf.pages.last().expect("a page");
    let first = line(page, "报：");
    let label = first.glyphs.iter().find(|glyph| glyph.text == "某").expect("a name").x;
    let below: Vec<Line<'_>> = page
        .lines()
        .into_iter()
        .filter(|line| line.glyphs[0].y > first.glyphs[0].y + 1.0 && !line.glyphs[0].is_artifact)
        .collect();
    assert!(below.len() >= 5, "{} lines", below.len());
    for line in &below {
        assert!(
            (left(line) - label).abs() < 0.1,
            "{} at {:.2}, not {label:.2}",
            line.text(),
            left(line)
        );
    }
}
