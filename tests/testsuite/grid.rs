//! The grid of GB/T 9704-2012 (clauses 5.2.1–5.2.3), measured from the glyphs of the printed issues:
//! 28 characters a line, 22 lines a page, everything inside the 版心 but the page number.

use crate::pdf::{Glyph, Line, MM, Page, Pdf, lines, printed};
use crate::sheets::assert_inside;

/// What a measure may differ by, in mm.
const TOLERANCE: f64 = 0.05;
/// The 版心, in mm: 天头 37, 订口 28, 156 × 225.
const LEFT: f64 = 28.0;
const RIGHT: f64 = LEFT + 156.0;
const TOP: f64 = 37.0;
const BOTTOM: f64 = TOP + 225.0;
/// One 字, one 行, in mm.
const ZI: f64 = 156.0 / 28.0;
const PITCH: f64 = ZI * 15.0 / 8.0;
/// The first baseline: the characters of the first line stand below the 天头.
const FIRST_BASELINE: f64 = TOP + 0.88 * ZI;
/// How far the ends of a table's rules may stand out: half of the thickest, 0.35 mm.
const HALF_A_RULE: f64 = 0.175;

const OPENING: &str = "“‘（《〈【";
const CLOSING: &str = "，。、；：？！”’）》〉】";

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= TOLERANCE
}

fn is_mark(glyph: &Glyph) -> bool {
    OPENING.contains(&glyph.text) || CLOSING.contains(&glyph.text)
}

/// 3号 on the grid, whatever the face.
fn is_text_size(glyph: &Glyph) -> bool {
    near(glyph.size * MM, ZI)
}

/// 仿宋, or the 宋 that the quotation marks come from.
fn is_body(glyph: &Glyph) -> bool {
    is_text_size(glyph) && ["YaobaoFangsong", "YaobaoSong"].contains(&&*glyph.font)
}

/// The lines of the text of an issue, by page. Raised footnote marks are not on the baseline.
fn text_lines(pdf: &'static Pdf) -> Vec<Vec<Line<'static>>> {
    let content = |page: &'static Page| {
        lines(
            page.glyphs.iter().filter(|glyph| !glyph.is_artifact && is_text_size(glyph)),
            TOLERANCE,
        )
    };
    pdf.pages.iter().map(content).collect()
}

/// The lines of body text that are followed by another line of their paragraph, with that line.
fn full_lines() -> Vec<(String, Line<'static>, Line<'static>)> {
    let mut full = Vec::new();
    for (issue, pdf) in printed() {
        let lines: Vec<(usize, Line<'static>)> = text_lines(pdf)
            .into_iter()
            .enumerate()
            .flat_map(|(page, lines)| lines.into_iter().map(move |line| (page, line)))
            .collect();
        for pair in lines.windows(2) {
            let [(page, line), (_, next)] = pair else { unreachable!() };
            let starts = near(line.glyphs[0].x, LEFT) || near(line.glyphs[0].x, LEFT + 2.0 * ZI);
            // What goes on at the left edge goes on with the paragraph: new ones are indented.
            let goes_on = near(next.glyphs[0].x, LEFT) && !is_apart(line);
            let is_filled_by_mark = ends_in_mark(&pdf.pages[*page], line);
            if starts
                && goes_on
                && !is_filled_by_mark
                && line.glyphs.iter().chain(&next.glyphs).all(|glyph| is_body(glyph))
            {
                full.push((
                    format!("{} page {}: {}", issue.id, page + 1, line.text()),
                    line.clone(),
                    next.clone(),
                ));
            }
        }
    }
    full
}

/// Lines that do not reach the right edge although the paragraph goes on: those that the author of
/// issue 49 broke to show how, and 作者简介, which the engine does not stretch over its blank, or
/// between the characters of a short name.
fn is_apart(line: &Line<'_>) -> bool {
    let text = line.text();
    let has_spread_name = line.glyphs.len() > 1 && line.glyphs[1].x - line.glyphs[0].x > 1.9 * ZI;
    // Letters without a blank are not stretched.
    (text.is_ascii() && !text.contains(' '))
        || text.ends_with("请记住：")
        || text.ends_with("数字从表里来，")
        || text.contains('\u{3000}')
        || has_spread_name
}

/// Whether a raised mark, which is smaller than the text, fills the rest of a line.
fn ends_in_mark(page: &Page, line: &Line<'_>) -> bool {
    let last = line.glyphs[line.glyphs.len() - 1];
    let is_mark = |glyph: &&Glyph| {
        let above = last.y - glyph.y;
        !is_text_size(glyph)
            && (0.5..ZI).contains(&above)
            && glyph.x > last.x + last.advance / 2.0 - TOLERANCE
    };
    page.glyphs.iter().any(|glyph| is_mark(&glyph))
}

/// Whether every character is as wide as it is high, and no raised mark, which a word joiner
/// precedes, stands among them.
fn is_unmixed(line: &Line<'_>) -> bool {
    line.glyphs.iter().all(|glyph| near(glyph.advance, ZI) && !glyph.text.contains('\u{2060}'))
}

/// Marks that are narrower for standing next to another mark, or at the end.
fn has_squeezed_marks(line: &Line<'_>) -> bool {
    let neighbours = line.glyphs.windows(2).any(|pair| is_mark(pair[0]) && is_mark(pair[1]));
    let ends = line.glyphs.last().is_some_and(|last| is_mark(last))
        || OPENING.contains(&line.glyphs[0].text);
    neighbours || ends
}

/// How many characters the line has room for: two fewer where a paragraph begins.
fn room(line: &Line<'_>) -> usize {
    if near(line.glyphs[0].x, LEFT) { 28 } else { 26 }
}

#[test]
fn a_full_line_has_28_characters() {
    let full = full_lines();
    let unmixed: Vec<_> = full.iter().filter(|(_, line, _)| is_unmixed(line)).collect();
    let mut measured = 0;
    for (name, line, next) in &unmixed {
        let count = line.glyphs.len();
        match count.cmp(&room(line)) {
            std::cmp::Ordering::Equal if !has_squeezed_marks(line) => {
                measured += 1;
                let start = RIGHT - ZI * count as f64;
                for (at, glyph) in line.glyphs.iter().enumerate() {
                    let due = start + ZI * at as f64;
                    assert!(
                        near(glyph.x, due),
                        "{name}: character {} stands at {:.3} mm, not {due:.3}",
                        at + 1,
                        glyph.x
                    );
                }
            }
            std::cmp::Ordering::Equal => {}
            // 挤进: a mark can give up half a 字.
            std::cmp::Ordering::Greater => {
                let marks = line.glyphs.iter().filter(|glyph| is_mark(glyph)).count();
                assert!(
                    count - room(line) <= marks.div_ceil(2),
                    "{name}: {count} characters with {marks} marks"
                );
            }
            // 推出: the next character could not stand at the end without the mark behind it.
            std::cmp::Ordering::Less => {
                let pushed = next.glyphs.iter().take(2).any(|glyph| is_mark(glyph))
                    || next.glyphs.iter().take(2).any(|glyph| !near(glyph.advance, ZI));
                assert!(count + 1 >= room(line) && pushed, "{name}: only {count} characters");
            }
        }
    }
    assert!(
        measured >= 70,
        "only {measured} of {} unmixed lines, {} full ones, could be measured",
        unmixed.len(),
        full.len()
    );
}

#[test]
fn full_lines_fill_the_width() {
    let full = full_lines();
    for (name, line, _) in &full {
        let last = line.glyphs.last().expect("a line has glyphs");
        let end = last.x + last.advance;
        // A raised mark, which a word joiner precedes, fills the rest.
        if last.text.contains('\u{2060}') {
            assert!(end <= RIGHT + TOLERANCE, "{name}: ends at {end:.3} mm");
            continue;
        }
        // Half of a mark at the end is blank, and may be left out.
        assert!(
            near(end, RIGHT)
                || CLOSING.contains(&last.text) && near(end - last.advance / 2.0, RIGHT),
            "{name}: ends at {end:.3} mm"
        );
    }
    assert!(full.len() >= 110, "only {} full lines", full.len());
}

#[test]
fn baselines_keep_one_pitch() {
    let mut body = 0;
    for (issue, pdf) in printed() {
        for (page, lines) in text_lines(pdf).iter().enumerate() {
            for line in lines {
                let y = line.glyphs[0].y;
                let row = ((y - FIRST_BASELINE) / PITCH).round();
                assert!(
                    (0.0..22.0).contains(&row) && near(y, FIRST_BASELINE + row * PITCH),
                    "{} page {}: {} stands at {y:.3} mm",
                    issue.id,
                    page + 1,
                    line.text()
                );
                body += usize::from(line.glyphs.iter().all(|glyph| is_body(glyph)));
            }
        }
    }
    assert!(body >= 180, "only {body} lines of body text");
}

#[test]
fn a_full_page_has_22_lines() {
    let mut full = 0;
    for (issue, pdf) in printed() {
        let rows = text_lines(pdf);
        for (at, (page, lines)) in pdf.pages.iter().zip(&rows).enumerate().skip(1) {
            let is_all_text =
                page.glyphs.iter().all(|glyph| glyph.is_artifact || is_text_size(glyph));
            // A table, a chart or a page on its side may leave lines before it.
            let is_followed_by_text =
                rows.get(at + 1).and_then(|lines| lines.first()).is_some_and(|first| {
                    near(first.glyphs[0].y, FIRST_BASELINE) && near(pdf.pages[at + 1].width, 210.0)
                });
            if !is_all_text || !is_followed_by_text {
                continue;
            }
            let last = lines.last().expect("a page has lines").glyphs[0].y;
            let name = format!("{} page {}", issue.id, at + 1);
            assert!(near(lines[0].glyphs[0].y, FIRST_BASELINE), "{name} begins lower");
            let rows_used = ((last - FIRST_BASELINE) / PITCH).round() as usize + 1;
            assert_eq!(lines.len(), rows_used, "{name} leaves lines empty");
            // A heading of two lines with one line of text may have to go to the next page.
            assert!(lines.len() >= 19, "{name} has only {} lines", lines.len());
            full += usize::from(lines.len() == 22);
        }
    }
    assert!(full >= 5, "only {full} pages are full");
}

#[test]
fn nothing_but_the_page_number_leaves_the_type_area() {
    let (mut inside, mut turned) = (0, 0);
    for (issue, pdf) in printed() {
        // Those that lie on their side too.
        assert_inside(&issue.id.to_string(), pdf);
        for (at, page) in pdf.pages.iter().enumerate() {
            let name = format!("{} page {}", issue.id, at + 1);
            if near(page.width, 297.0) {
                assert!(near(page.height, 210.0), "{name} is no A4");
                turned += 1;
                continue;
            }
            assert!(near(page.width, 210.0) && near(page.height, 297.0), "{name} is no A4");
            let (number, text): (Vec<&Glyph>, Vec<&Glyph>) =
                page.glyphs.iter().partition(|glyph| glyph.y > BOTTOM);
            for glyph in &text {
                assert!(
                    is_inside(glyph),
                    "{name}: {} at {:.3}, {:.3} mm",
                    glyph.text,
                    glyph.x,
                    glyph.y
                );
            }
            for &(x, y) in &page.strokes {
                let across = (LEFT - HALF_A_RULE..=RIGHT + HALF_A_RULE).contains(&x);
                let down = (TOP - HALF_A_RULE..=BOTTOM + HALF_A_RULE).contains(&y);
                assert!(across && down, "{name}: a line or area at {x:.3}, {y:.3} mm");
            }
            inside += text.len();
            check_page_number(&name, at + 1, &number);
        }
    }
    assert!(inside >= 40000, "only {inside} characters");
    assert!(turned >= 5, "only {turned} pages lie on their side");
}

fn is_inside(glyph: &Glyph) -> bool {
    let em = glyph.size * MM;
    // A blank between words where the line ends leaves no trace on paper.
    if glyph.text == " " && glyph.x <= RIGHT + TOLERANCE {
        return true;
    }
    // The blank half of a mark may hang out.
    let left = if OPENING.contains(&glyph.text) { glyph.x + em / 2.0 } else { glyph.x };
    let right =
        if CLOSING.contains(&glyph.text) { glyph.x + em / 2.0 } else { glyph.x + glyph.advance };
    // Letters larger than the text stand on its lines: the issuer's name, in the first line of
    // the page, rises 0.6 mm above it.
    let top = glyph.y - 0.88 * em.min(ZI);
    let bottom = glyph.y + 0.12 * em;
    left >= LEFT - TOLERANCE
        && right <= RIGHT + TOLERANCE
        && top >= TOP - TOLERANCE
        && bottom <= BOTTOM + TOLERANCE
}

/// Clause 7.5: 4号 宋体 between two 一字线, 7 mm below the 版心, odd pages right, even ones left,
/// one 字 in.
fn check_page_number(name: &str, number: usize, glyphs: &[&Glyph]) {
    let text: String = glyphs.iter().map(|glyph| glyph.text.as_str()).collect();
    assert_eq!(text, format!("— {number} —"), "{name}");
    let (first, last) = (glyphs[0], glyphs[glyphs.len() - 1]);
    if number % 2 == 1 {
        assert!(
            near(last.x + last.advance, RIGHT - ZI),
            "{name}: the number ends at {:.3} mm",
            last.x + last.advance
        );
    } else {
        assert!(near(first.x, LEFT + ZI), "{name}: the number begins at {:.3} mm", first.x);
    }
    for glyph in glyphs {
        assert!(
            glyph.is_artifact && &*glyph.font == "YaobaoSong" && near(glyph.size, 14.0),
            "{name}: {glyph:?}"
        );
        // The upper edge of the line is 0.4 em above the baseline.
        assert!(
            near(glyph.y - 0.4 * 14.0 * MM, BOTTOM + 7.0),
            "{name}: the number stands at {:.3} mm",
            glyph.y
        );
    }
}

/// Whether a line is the first of its paragraph.
fn begins(line: &Line<'_>) -> bool {
    near(line.glyphs[0].x, LEFT + 2.0 * ZI)
}

/// Whether a line goes on with a paragraph.
fn goes_on(line: &Line<'_>) -> bool {
    near(line.glyphs[0].x, LEFT)
}

/// Where the notes of a page begin, in mm: at a line over a quarter of the width.
pub fn notes_begin(page: &Page) -> f64 {
    let ends = |edge: f64| page.strokes.iter().filter(move |(x, _)| near(*x, edge));
    ends(LEFT)
        .map(|(_, y)| *y)
        .filter(|y| ends(LEFT + (RIGHT - LEFT) / 4.0).any(|(_, other)| near(*y, *other)))
        .fold(f64::INFINITY, f64::min)
}

/// The last line of a page above its notes, of whatever size.
fn last_line(page: &Page) -> Option<Line<'_>> {
    let end = notes_begin(page);
    let content = page.glyphs.iter().filter(|glyph| !glyph.is_artifact && glyph.y < end);
    lines(content, TOLERANCE).pop()
}

/// Fails if a page but the last ends in a heading.
pub fn assert_no_page_ends_in_a_heading(name: &str, pdf: &Pdf) {
    for (at, page) in pdf.pages.iter().enumerate().take(pdf.pages.len() - 1) {
        // The words of a table may be those of a heading.
        let last =
            last_line(page).filter(|line| line.glyphs.iter().all(|glyph| is_text_size(glyph)));
        let last = last.map(|line| line.text()).unwrap_or_default();
        let ends_in_heading = !last.trim().is_empty()
            && pdf.outline.iter().any(|(_, title)| title.contains(last.trim()));
        assert!(!ends_in_heading, "{name} page {} ends in the heading {last}", at + 1);
    }
}

#[test]
fn pages_break_where_they_may() {
    let mut breaks = 0;
    for (issue, pdf) in printed() {
        assert_no_page_ends_in_a_heading(&issue.id.to_string(), pdf);
        let rows = text_lines(pdf);
        for (at, pair) in rows.windows(2).enumerate() {
            let ([.., last], [first, rest @ ..]) = (&pair[0][..], &pair[1][..]) else { continue };
            let name = format!("{} page {}", issue.id, at + 1);
            // 孤行.
            assert!(!begins(last) || !goes_on(first), "{name} ends in one line: {}", last.text());
            // A line whose note has no room on the page goes to the next one, alone if it is the last.
            let has_note = ends_in_mark(&pdf.pages[at + 1], first);
            let is_alone = goes_on(first) && !has_note && rest.first().is_none_or(begins);
            assert!(!is_alone, "{name} leaves one line over: {}", first.text());
            breaks += 1;
        }
    }
    assert!(breaks >= 12, "only {breaks} page breaks");
}

#[test]
fn no_paragraph_ends_in_one_character() {
    let mut ends = 0;
    for (issue, pdf) in printed() {
        let lines: Vec<Line<'_>> = text_lines(pdf).into_iter().flatten().collect();
        for pair in lines.windows(2).filter(|pair| goes_on(&pair[0]) && !goes_on(&pair[1])) {
            let characters = pair[0].glyphs.iter().filter(|glyph| !is_mark(glyph)).count();
            // A raised mark, which a word joiner precedes, keeps it company.
            let has_company = pair[0].text().contains('\u{2060}');
            assert!(characters >= 2 || has_company, "{}: {}", issue.id, pair[0].text());
            ends += 1;
        }
    }
    assert!(ends >= 40, "only {ends} paragraphs");
}
