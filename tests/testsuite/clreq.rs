//! Line breaks and marks of the Requirements for Chinese Text Layout (clreq) and GB/T 15834-2011,
//! read back from the repository's issues and from random text full of marks.

use std::fmt::Write;
use std::sync::OnceLock;

use crate::grid::assert_no_page_ends_in_a_heading;
use crate::pdf::{Glyph, MM, Pdf, lines, printed};
use crate::sheets::{Chance, NEVER_FIRST, NEVER_LAST, TOLERANCE, ZI, head, near, set};

const LEFT: f64 = 28.0;
const RIGHT: f64 = 184.0;
const FULL_WIDTH: &str = "，。、；：！？）》」』】”’（《「『【“‘";

/// Han characters with a mark after every few, pairs of marks among them.
fn text(chance: &mut Chance, sentences: usize) -> String {
    let mut text = String::new();
    for _ in 0..sentences {
        for _ in 0..2 + chance.below(4) {
            let mark = ["，", "、", "；", "：", "”，", "》、", "）；", "……", "——", "％，", "！”"]
                [chance.below(11)];
            let (open, han) = (chance.below(9) + 1, chance.below(14) + 1);
            text.push_str(&chance.han(open));
            match mark {
                "”，" => text.push('“'),
                "！”" => text.push_str("：“"),
                "》、" => text.push('《'),
                "）；" => text.push('（'),
                "％，" => text.push_str("２０"),
                _ => {}
            }
            if mark != "％，" {
                text.push_str(&chance.han(han));
            }
            text.push_str(mark);
        }
        let last = chance.below(12) + 2;
        text.push_str(&chance.han(last));
        text.push_str(["。", "？", "！", "（完）。", "（“引”）。"][chance.below(5)]);
    }
    text
}

/// Four issues of random text: paragraphs, headings of one to three lines, quotations.
fn random() -> &'static [Pdf] {
    static RANDOM: OnceLock<Vec<Pdf>> = OnceLock::new();
    RANDOM.get_or_init(|| {
        let chance = &mut Chance(11);
        let issues: Vec<_> =
            (48..52).map(|number| vec![("issue.yaml".to_owned(), issue(number, chance))]).collect();
        set("name: 报\nissuer: 中心\n", &issues)
    })
}

fn issue(number: usize, chance: &mut Chance) -> String {
    let mut yaml = format!(
        "{}title: [“引号”与（括号）, 《书名》：一题]\nauthors: {{ name: 某人 }}\n",
        head(number)
    );
    writeln!(yaml, "abstract: {}\nlead: {}\nfindings:", text(chance, 6), text(chance, 4)).unwrap();
    for part in 0..3 {
        writeln!(yaml, "- title: “第{part}部分”{}\n  items:", chance.han(10 + 14 * part)).unwrap();
        for item in 0..6 {
            let title = chance.han(8 + 12 * item);
            writeln!(yaml, "  - title: “{title}”\n    body: |").unwrap();
            for _ in 0..3 {
                let sentences = 1 + chance.below(4);
                writeln!(yaml, "      {}\n", text(chance, sentences)).unwrap();
            }
            writeln!(yaml, "      > {}\n", text(chance, 2)).unwrap();
            writeln!(yaml, "      1. {}\n", text(chance, 2)).unwrap();
        }
    }
    yaml
}

/// Every PDF with a name.
fn all() -> Vec<(String, &'static Pdf)> {
    let printed = printed().map(|(issue, pdf)| (issue.id.to_string(), pdf));
    printed
        .chain(random().iter().enumerate().map(|(at, pdf)| (format!("random {at}"), pdf)))
        .collect()
}

/// Glyphs of the content that follow each other in the text, page by page, and whether the second
/// one begins a line. Marks that are raised stay on their line.
fn turns(pdf: &Pdf) -> impl Iterator<Item = (&Glyph, &Glyph, bool)> {
    pdf.pages.iter().flat_map(|page| {
        let glyphs: Vec<&Glyph> = page
            .glyphs
            .iter()
            .filter(|glyph| !glyph.is_artifact && !glyph.text.trim().is_empty())
            .collect();
        let pairs: Vec<_> = glyphs
            .windows(2)
            .map(|pair| {
                (pair[0], pair[1], pair[1].y - pair[0].y > 3.0 || pair[1].x < pair[0].x - 1.0)
            })
            .collect();
        pairs
    })
}

#[test]
fn no_line_begins_or_ends_with_a_prohibited_mark() {
    let mut breaks = 0;
    for (name, pdf) in all() {
        for (last, first, _) in turns(pdf).filter(|(_, _, is_turn)| *is_turn) {
            let around = format!(
                "{name}: {}|{} at {:.1}, {:.1} mm",
                last.text, first.text, first.x, first.y
            );
            // In a table, … stands for what is missing.
            let is_cell = first.text == "…" && first.size < 12.1;
            assert!(is_cell || !NEVER_FIRST.contains(first.text.trim()), "{around}");
            assert!(!NEVER_LAST.contains(last.text.trim()), "{around}");
            assert!(!(last.text == "—" && first.text == "—"), "{around}");
            breaks += 1;
        }
    }
    assert!(breaks >= 1500, "only {breaks} lines");
}

fn is_full_width(glyph: &Glyph) -> bool {
    FULL_WIDTH.contains(&glyph.text)
}

fn opens(glyph: &Glyph) -> bool {
    NEVER_LAST.contains(&glyph.text)
}

#[test]
fn adjacent_marks_are_squeezed() {
    let mut pairs = 0;
    for (name, pdf) in all() {
        for (a, b, is_turn) in turns(pdf) {
            // ！ and ？ stand in the middle of their square: nothing to give.
            let is_pair = is_full_width(a) && is_full_width(b) && !opens(a) || opens(a) && opens(b);
            if is_turn || !is_pair || "！？：；".contains(&a.text) || "！？：；".contains(&b.text)
            {
                continue;
            }
            let em = a.size * MM;
            assert!(
                b.x - a.x < 0.8 * em,
                "{name}: {}{} {:.2} em at {:.1}, {:.1}",
                a.text,
                b.text,
                (b.x - a.x) / em,
                a.x,
                a.y
            );
            pairs += 1;
        }
    }
    assert!(pairs >= 200, "only {pairs} pairs");
}

#[test]
fn quotes_are_full_width_in_every_role() {
    let mut fonts = std::collections::BTreeMap::new();
    for (name, pdf) in all() {
        for page in &pdf.pages {
            for glyph in page
                .glyphs
                .iter()
                .filter(|glyph| "“”‘’".contains(&glyph.text) && !glyph.text.is_empty())
            {
                assert!(near(glyph.advance, glyph.size * MM), "{name}: {glyph:?}");
                *fonts.entry(format!("{} {:.0}", glyph.font, glyph.size)).or_insert(0) += 1;
            }
        }
    }
    assert!(fonts.len() >= 2 && fonts.values().sum::<usize>() >= 300, "{fonts:?}");
}

#[test]
fn a_mark_at_the_end_of_a_line_takes_half_its_width() {
    let (mut half, mut whole) = (0, 0);
    for (name, pdf) in all() {
        for page in &pdf.pages {
            let text =
                page.glyphs.iter().filter(|glyph| !glyph.is_artifact && near(glyph.size * MM, ZI));
            for line in lines(text, TOLERANCE) {
                let last = line.glyphs[line.glyphs.len() - 1];
                let ink = last.x + ZI / 2.0;
                if "，。、）》”".contains(&last.text) && ink > RIGHT - ZI {
                    assert!(ink <= RIGHT + TOLERANCE, "{name}: {}", line.text());
                    if near(ink, RIGHT) {
                        half += 1
                    } else {
                        whole += 1;
                    }
                }
            }
        }
    }
    assert!(half >= 100, "{half} half, {whole} whole");
}

#[test]
fn no_random_paragraph_ends_in_one_character_or_leaves_a_line_alone() {
    let (mut runts, mut ends) = (Vec::new(), 0);
    for (at, pdf) in random().iter().enumerate() {
        assert_no_page_ends_in_a_heading(&format!("random {at}"), pdf);
        let pages: Vec<_> = pdf
            .pages
            .iter()
            .map(|page| {
                lines(
                    page.glyphs
                        .iter()
                        .filter(|glyph| !glyph.is_artifact && near(glyph.size * MM, ZI)),
                    TOLERANCE,
                )
            })
            .collect();
        let begins = |line: &crate::pdf::Line<'_>| line.glyphs[0].x > LEFT + TOLERANCE;
        for pair in pages.windows(2) {
            let ([.., last], [first, rest @ ..]) = (&pair[0][..], &pair[1][..]) else { continue };
            assert!(
                !begins(last) || begins(first),
                "random {at}: alone at the foot: {}",
                last.text()
            );
            let is_alone = !begins(first) && rest.first().is_none_or(begins);
            assert!(!is_alone, "random {at}: alone at the head: {}", first.text());
        }
        let all: Vec<_> = pages.into_iter().flatten().collect();
        for pair in all.windows(2).filter(|pair| !begins(&pair[0]) && begins(&pair[1])) {
            let count = pair[0].glyphs.iter().filter(|glyph| !is_full_width(glyph)).count();
            if count < 2 {
                runts.push(pair[0].text());
            }
            ends += 1;
        }
    }
    assert!(runts.is_empty() && ends >= 150, "{} of {ends}: {runts:?}", runts.len());
}
