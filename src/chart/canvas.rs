//! SVG as text: every number with two digits at most, every word escaped once.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::paint;

/// How words are inked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Full,
    Quiet,
}

/// What part of words stands at their place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// Lines that are no data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    Grid,
    Axis,
}

/// A drawing in the making.
pub(super) struct Canvas {
    out: String,
    /// What the drawing's own ids begin with.
    prefix: String,
    patterns: BTreeSet<usize>,
}

impl Canvas {
    pub(super) fn new(anchor: &str) -> Canvas {
        Canvas { out: String::new(), prefix: format!("yb-{anchor}"), patterns: BTreeSet::new() }
    }

    pub(super) fn words(
        &mut self,
        at: (f64, f64),
        words: &str,
        size: f64,
        ink: Ink,
        anchor: Anchor,
    ) {
        if words.is_empty() {
            return;
        }
        let ink = match ink {
            Ink::Full => "class=\"ink\" fill=\"#1f1f1f\"",
            Ink::Quiet => "class=\"quiet\" fill=\"#595959\"",
        };
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let (x, y) = (number(at.0), number(at.1));
        let (size, words) = (number(size), escaped(words));
        self.push(&format!(
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{anchor} {ink}>{words}</text>"
        ));
    }

    /// Lines of words, the first at the place.
    pub(super) fn lines(&mut self, at: (f64, f64), lines: &[String], size: f64, anchor: Anchor) {
        for (row, line) in lines.iter().enumerate() {
            let y = at.1 + row as f64 * size * super::LEADING;
            self.words((at.0, y), line, size, Ink::Full, anchor);
        }
    }

    /// Words on a patch of paper, so that they are legible on any pattern.
    pub(super) fn words_on_paper(&mut self, (x, y): (f64, f64), words: &str, size: f64) {
        let width = super::words::width(words, size) + 4.0;
        let (left, top) = (number(x - width / 2.0), number(y - size * 0.9));
        let (width, height) = (number(width), number(size * 1.15));
        self.push(&format!(
            "<rect class=\"paper\" x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>"
        ));
        self.words((x, y), words, size, Ink::Full, Anchor::Middle);
    }

    pub(super) fn rule(&mut self, from: (f64, f64), to: (f64, f64), rule: Rule) {
        let style = match rule {
            Rule::Grid => "class=\"grid\" stroke=\"#d4d4d4\" stroke-width=\"0.6\"",
            Rule::Axis => "class=\"axis\" stroke=\"#595959\" stroke-width=\"0.8\"",
        };
        let [x1, y1, x2, y2] = [from.0, from.1, to.0, to.1].map(number);
        self.push(&format!("<path d=\"M{x1} {y1}L{x2} {y2}\" fill=\"none\" {style}/>"));
    }

    /// A bar of a paint; none without a length.
    pub(super) fn bar(&mut self, at: usize, (x, y): (f64, f64), (width, height): (f64, f64)) {
        if number(width) == "0" || number(height) == "0" {
            return;
        }
        let (right, bottom) = (number(x + width), number(y + height));
        let (x, y) = (number(x), number(y));
        self.shape(at, &format!("M{x} {y}H{right}V{bottom}H{x}Z"));
    }

    /// A closed path of a paint.
    pub(super) fn shape(&mut self, at: usize, path: &str) {
        self.patterns.insert(at);
        let style = paint::shape(at, &self.prefix);
        self.push(&format!("<path d=\"{path}\" {style}/>"));
    }

    /// A line through points in the stroke of a series.
    pub(super) fn through(&mut self, at: usize, points: &[(f64, f64)]) {
        let path: Vec<String> =
            points.iter().map(|(x, y)| format!("{} {}", number(*x), number(*y))).collect();
        let (path, style) = (path.join("L"), paint::stroke(at));
        self.push(&format!("<path d=\"M{path}\" fill=\"none\" {style}/>"));
    }

    /// The marker of a series.
    pub(super) fn marker(&mut self, at: usize, (x, y): (f64, f64)) {
        let marker = paint::marker(at);
        let place = format!("transform=\"translate({} {})\"", number(x), number(y));
        self.push(&format!("<path {place} {marker}/>"));
    }

    /// The whole drawing with its title and description.
    pub(super) fn finish(
        self,
        (width, height): (f64, f64),
        [title, description]: [&str; 2],
        families: &[&str],
    ) -> String {
        let (width, height, prefix) = (number(width), number(height.ceil()), &self.prefix);
        let (title, description) = (escaped(title), escaped(description));
        let mut families: Vec<String> = families.iter().map(|name| format!("'{name}'")).collect();
        families.push("serif".to_owned());
        let families = escaped(&families.join(", "));
        let patterns: String =
            self.patterns.iter().filter_map(|at| paint::pattern(*at, prefix)).collect();
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"drawing\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"{prefix}-title {prefix}-desc\" font-family=\"{families}\">\n<title id=\"{prefix}-title\">{title}</title>\n<desc id=\"{prefix}-desc\">{description}</desc>\n"
        );
        if !patterns.is_empty() {
            let _ = writeln!(svg, "<defs>{patterns}</defs>");
        }
        svg + &self.out + "</svg>\n"
    }

    fn push(&mut self, element: &str) {
        self.out.push_str(element);
        self.out.push('\n');
    }
}

/// A coordinate with two digits at most.
pub(super) fn number(number: f64) -> String {
    let text = format!("{number:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;")
}
