//! SVG files: what may be in them, and how large they are.
//!
//! What could run, or ask for something else, is blanked, and its author told of each place. The rest
//! is as it was drawn, byte for byte and at its place.

use std::ops::Range;

use roxmltree::{Document, Node, ParsingOptions};

use super::yaml::decode;
use crate::diag::{Diagnostic, Diagnostics, Failed, Span, Text, text};
use crate::tree::VPath;

/// The most elements and texts of a drawing.
const MOST_NODES: u32 = 200_000;
/// The deepest nesting of a drawing.
const MOST_DEPTH: usize = 100;
const SVG: &str = "http://www.w3.org/2000/svg";
const XHTML: &str = "http://www.w3.org/1999/xhtml";

/// A drawing that is safe to show.
pub(super) struct Drawing {
    /// Its natural width in points.
    pub(super) width: f64,
    /// The file, if something in it was blanked; as long as it was.
    pub(super) cleaned: Option<Vec<u8>>,
}

/// Judges a drawing, and blanks what has no place in one.
pub(super) fn read(
    file: &VPath,
    bytes: &[u8],
    diagnostics: &mut Diagnostics,
) -> Result<Drawing, Failed> {
    let source = decode(file, bytes, diagnostics)?;
    let mut cleaned = source.to_owned();
    if let Some(declared) = doctype(source) {
        let message = text!("SVG 里不能有 DOCTYPE", "an SVG may have no DOCTYPE");
        let place = Span::new(file, declared.start..declared.start + "<!DOCTYPE".len());
        // What it declares may be used further down.
        if source[declared.clone()].contains('[') {
            let hint = text!(
                "用绘图软件打开，另存为普通 SVG",
                "open it in a drawing program and save it as plain SVG"
            );
            let fault = Diagnostic::error("unsafe-figure", message).at(place).hint(hint);
            return Err(diagnostics.error(fault));
        }
        diagnostics.report(unsafe_figure(place, message));
        blank(&mut cleaned, declared);
    }
    let (width, cuts) = judge(file, &cleaned, diagnostics)?;
    cuts.into_iter().for_each(|cut| blank(&mut cleaned, cut));
    let cleaned = (cleaned != source).then(|| {
        let mark = &bytes[..bytes.len() - source.len()];
        [mark, cleaned.as_bytes()].concat()
    });
    Ok(Drawing { width, cleaned })
}

/// Blanks a stretch, so that everything behind it stays at its place.
fn blank(source: &mut String, cut: Range<usize>) {
    let blanks: String =
        source[cut.clone()].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect();
    source.replace_range(cut, &blanks);
}

/// The natural width in points, and what is to be blanked.
fn judge(
    file: &VPath,
    source: &str,
    diagnostics: &mut Diagnostics,
) -> Result<(f64, Vec<Range<usize>>), Failed> {
    let options = ParsingOptions { nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(source, options)
        .map_err(|error| diagnostics.error(broken(file, source, &error)))?;
    let root = document.root_element();
    let fault = |message| Diagnostic::error("unreadable-figure", message);
    if root.tag_name().name() != "svg" || root.tag_name().namespace() != Some(SVG) {
        let message = text!("文件不是 SVG 图", "the file is no SVG drawing");
        let hint = text!(
            "最外层写成 <svg xmlns=\"{SVG}\">",
            "the outermost element is <svg xmlns=\"{SVG}\">"
        );
        let place = Span::new(file, tag(source, root));
        return Err(diagnostics.error(fault(message).at(place).hint(hint)));
    }
    let mut cuts = Vec::new();
    for node in document.descendants() {
        if node.ancestors().take(MOST_DEPTH + 1).count() > MOST_DEPTH {
            let message = text!("图的层次太深", "the drawing is nested too deeply");
            return Err(diagnostics.error(fault(message).at(Span::new(file, tag(source, node)))));
        }
        cuts.extend(check(file, source, node, diagnostics));
    }
    let width = width(root).ok_or_else(|| {
        let message = text!("图没有尺寸", "the drawing has no size");
        let hint = text!(
            "在 <svg> 上写 viewBox=\"0 0 宽 高\"，或写 width 和 height",
            "give <svg> a viewBox=\"0 0 width height\", or width and height"
        );
        diagnostics.error(fault(message).at(Span::new(file, tag(source, root))).hint(hint))
    })?;
    Ok((width, cuts))
}

/// The characters of the texts of a drawing, each with its place.
pub(crate) fn characters(source: &str) -> Vec<(usize, char)> {
    let Ok(document) = Document::parse(source) else { return Vec::new() };
    let in_text =
        |node: &Node<'_, '_>| node.ancestors().any(|node| node.tag_name().name() == "text");
    let texts = document.descendants().filter(|node| node.is_text() && in_text(node));
    let mut characters = Vec::new();
    for node in texts {
        let start = node.range().start;
        let written = source.get(node.range()).unwrap_or_default();
        for c in node.text().unwrap_or_default().chars().filter(|c| !c.is_whitespace()) {
            characters.push((start + written.find(c).unwrap_or(0), c));
        }
    }
    characters
}

/// Where a document type is declared: outside comments, before the first element.
fn doctype(source: &str) -> Option<Range<usize>> {
    let mut at = 0;
    loop {
        at += source[at..].find('<')?;
        let rest = &source[at..];
        let end = match rest {
            _ if rest.starts_with("<!--") => rest.find("-->")?,
            _ if rest.starts_with("<?") => rest.find("?>")?,
            _ if rest.starts_with("<!") => {
                let subset = rest.find('[').zip(rest.find("]>")).map(|(_, end)| end + 2);
                let plain = rest.find('>').map(|end| end + 1);
                let has_subset = rest.find('[').zip(plain).is_some_and(|(at, end)| at < end);
                let end = if has_subset { subset } else { plain };
                return Some(at..at + end.unwrap_or(rest.len()));
            }
            _ => return None,
        };
        at += end;
    }
}

fn broken(file: &VPath, source: &str, error: &roxmltree::Error) -> Diagnostic {
    let pos = error.pos();
    let line_start = match pos.row {
        0 | 1 => 0,
        row => source.match_indices('\n').nth(row as usize - 2).map_or(0, |(at, _)| at + 1),
    };
    let column = pos.col.saturating_sub(1) as usize;
    let at = source[line_start..].char_indices().nth(column);
    let at = at.map_or(source.len(), |(at, _)| line_start + at);
    let why = error.to_string();
    let why = why.rsplit_once(" at ").map_or(why.as_str(), |(why, _)| why);
    let message = text!("SVG 写得不对：{why}", "the SVG is malformed: {why}");
    let hint =
        text!("用绘图软件打开，另存为 SVG", "open it in a drawing program and save it as SVG");
    Diagnostic::error("unreadable-figure", message).at(Span::new(file, at..at)).hint(hint)
}

/// Elements that run something, or hold another kind of document.
const REFUSED: [&str; 6] = ["script", "foreignObject", "iframe", "object", "embed", "handler"];

/// What is to be blanked of a node, each with a warning.
fn check(
    file: &VPath,
    source: &str,
    node: Node<'_, '_>,
    diagnostics: &mut Diagnostics,
) -> Vec<Range<usize>> {
    let mut cut = |place: Range<usize>, whole: Range<usize>, message| {
        diagnostics.report(unsafe_figure(Span::new(file, place), message));
        whole
    };
    if node.is_pi() && node.pi().is_some_and(|pi| pi.target == "xml-stylesheet") {
        let message = text!("SVG 里不能引用样式文件", "an SVG may name no style sheet");
        return vec![cut(node.range(), node.range(), message)];
    }
    // With an element goes what is in it.
    if !node.is_element() || node.ancestors().skip(1).any(|above| is_refused(above).is_some()) {
        return Vec::new();
    }
    let name = node.tag_name().name();
    if let Some(message) = is_refused(node) {
        return vec![cut(tag(source, node), node.range(), message)];
    }
    let mut cuts = Vec::new();
    for attribute in node.attributes() {
        let (key, value) = (attribute.name(), attribute.value());
        let is_event = key.to_ascii_lowercase().starts_with("on");
        let is_address = ["href", "src", "base", "ping"].contains(&key);
        let leads_out = is_address && !is_inside(name, value)
            || attribute.namespace().is_none() && names_outside(value);
        // An animation can set an address that was harmless before.
        let animates = key == "attributeName" && value.trim().rsplit(':').next() == Some("href");
        let message = match (is_event, leads_out || animates) {
            (true, _) => text!(
                "<{name}> 不能有事件属性 “{key}”",
                "<{name}> may not have the event attribute “{key}”"
            ),
            (_, true) => text!(
                "<{name}> 的 “{key}” 引用了外部的东西",
                "“{key}” of <{name}> asks for something outside"
            ),
            _ => continue,
        };
        cuts.push(cut(attribute.range(), attribute.range(), message));
    }
    cuts
}

/// Why an element has no place in a drawing, if it has none.
fn is_refused(node: Node<'_, '_>) -> Option<Text> {
    let name = node.tag_name().name();
    let is_html = node.tag_name().namespace() == Some(XHTML);
    if is_html || REFUSED.iter().any(|refused| refused.eq_ignore_ascii_case(name)) {
        return Some(text!("SVG 里不能有 <{name}>", "an SVG may have no <{name}>"));
    }
    // A browser joins the texts of a style and passes over what stands between them.
    let is_broken = || node.children().any(|child| !child.is_text());
    let css = || node.children().filter_map(|node| node.text()).collect::<String>();
    (name == "style" && (is_broken() || names_outside(&css())))
        .then(|| text!("<style> 引用了外部的东西", "<style> asks for something outside"))
}

fn unsafe_figure(place: Span, message: Text) -> Diagnostic {
    Diagnostic::warning("unsafe-figure", message).at(place).hint(text!(
        "成品里去掉了它；图里只放图形、文字和内嵌的 PNG、JPEG",
        "the output is without it; a figure holds shapes, text, and PNG or JPEG pictures within it"
    ))
}

/// Whether an address stays inside the drawing: a part of it, or a picture written into it.
fn is_inside(element: &str, address: &str) -> bool {
    let address: String = address.chars().filter(|c| !c.is_whitespace()).collect();
    let address = address.to_ascii_lowercase();
    let is_picture = ["data:image/png;", "data:image/jpeg;", "data:image/jpg;"];
    address.is_empty()
        || address.starts_with('#')
        || matches!(element, "image" | "feImage")
            && is_picture.iter().any(|start| address.starts_with(start))
}

/// Whether a style asks for something outside: `url()` of anything but a part, `@import`, or
/// an escape, behind which either could hide.
fn names_outside(style: &str) -> bool {
    let style = style.to_ascii_lowercase();
    // Addresses are read without blanks and control characters.
    let bare: String = style.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let asks = style.match_indices("url(").any(|(at, found)| {
        let address = style[at + found.len()..].trim_start().trim_start_matches(['"', '\'']);
        !address.trim_start().starts_with('#')
    });
    let hidden = style.contains('\\') && style.contains(['(', '@']);
    asks || hidden
        || ["@import", "image-set("].iter().any(|word| style.contains(word))
        || ["javascript:", "data:text/", "vbscript:"].iter().any(|word| bare.contains(word))
}

/// The natural width in points, from width and height or the view box; one unit is a CSS pixel.
fn width(root: Node<'_, '_>) -> Option<f64> {
    let view: Vec<f64> = root
        .attribute("viewBox")
        .map(|view| view.split([' ', ',', '\n', '\t']).filter_map(|n| n.parse().ok()).collect())
        .unwrap_or_default();
    let length = |key| root.attribute(key).and_then(points);
    let (width, height) = match (length("width"), length("height"), &view[..]) {
        (Some(width), Some(height), _) => (width, height),
        (Some(width), None, [_, _, w, h]) => (width, width * h / w),
        (None, Some(height), [_, _, w, h]) => (height * w / h, height),
        (None, None, [_, _, w, h]) => (w * 0.75, h * 0.75),
        _ => return None,
    };
    let is_size = |size: f64| size.is_finite() && (0.01..1e6).contains(&size);
    (is_size(width) && is_size(height)).then_some(width)
}

/// A length of CSS in points; none of a percentage.
fn points(length: &str) -> Option<f64> {
    let length = length.trim();
    let end = length.find(|c: char| c.is_ascii_alphabetic() || c == '%').unwrap_or(length.len());
    let factor = match &length[end..] {
        "" | "px" => 0.75,
        "pt" => 1.0,
        "pc" => 12.0,
        "mm" => 72.0 / 25.4,
        "cm" => 72.0 / 2.54,
        "in" => 72.0,
        _ => return None,
    };
    length[..end].parse::<f64>().ok().map(|number| number * factor)
}

/// The start tag of an element.
fn tag(source: &str, node: Node<'_, '_>) -> Range<usize> {
    let range = node.range();
    let name = source[range.clone()].find(|c: char| c.is_whitespace() || matches!(c, '>' | '/'));
    let end = name.map_or(range.end, |length| range.start + length);
    range.start..end.min(range.end)
}

#[cfg(test)]
mod tests {
    use super::{doctype, is_inside, names_outside, points, read};
    use crate::diag::Diagnostics;
    use crate::tree::VPath;

    #[test]
    fn what_was_cleaned_has_nothing_left_to_clean() {
        let hostile = "\u{feff}<?xml version='1.0'?><!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'x'>\n\
            <svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 4 4' onload='run()'>\
            <script><![CDATA[run('</g>')]]></script><foreignObject><p onclick='run()'>字</p></foreignObject>\
            <style>@import 'http://x/'</style><rect fill='url(http://x/)' width='4' height='4'/>\
            <image href='http://x/a.png'/><a href='javascript:run()'><text>图</text></a></svg>";
        let file = VPath::parse("f.svg").expect("a path");
        let mut told = Diagnostics::new();
        let cleaned = read(&file, hostile.as_bytes(), &mut told).expect("a drawing").cleaned;
        let cleaned = cleaned.expect("something was blanked");
        assert_eq!((told.iter().count(), cleaned.len()), (8, hostile.len()));
        let text = std::str::from_utf8(&cleaned).expect("text");
        assert!(!text.contains("run") && !text.contains("http://x") && !text.contains("DOCTYPE"));
        assert!(text.contains("<text>图</text>") && text.contains("<rect "));
        assert_eq!(hostile.find("<text>"), text.find("<text>"));
        let mut told = Diagnostics::new();
        assert!(read(&file, &cleaned, &mut told).expect("a drawing").cleaned.is_none());
        assert_eq!(told.iter().count(), 0);
    }

    #[test]
    fn a_style_stays_inside() {
        assert!(!names_outside("fill:url(#a);stroke: url( '#b' )"));
        assert!(!names_outside("font-family: 'Noto Sans'"));
        for outside in [
            "fill:url(http://x/#a)",
            "FILL:URL(//x)",
            "background:url(data:text/html,x)",
            "@import 'x.css';",
            "fill:u\\72l(http://x)",
            "java\tscript:x",
            "java\n script:x",
        ] {
            assert!(names_outside(outside), "{outside}");
        }
    }

    #[test]
    fn an_address_stays_inside() {
        assert!(is_inside("use", "#a") && is_inside("image", "data:image/png;base64,AAAA"));
        for outside in ["http://x/a.png", "a.png", "data:image/svg+xml;base64,AA", "java\nscript:1"]
        {
            assert!(!is_inside("image", outside), "{outside}");
        }
        assert!(!is_inside("a", "data:image/png;base64,AAAA"));
    }

    #[test]
    fn lengths_and_prologues_are_read() {
        assert_eq!(points("100"), Some(75.0));
        assert_eq!(points("2.54cm").map(f64::round), Some(72.0));
        assert_eq!(points("50%"), None);
        assert_eq!(doctype("<?xml version='1.0'?><!-- <!DOCTYPE --><svg/>"), None);
        assert_eq!(doctype("<?xml?>\n<!DOCTYPE svg>\n<svg/>"), Some(8..22));
        assert_eq!(doctype("<!DOCTYPE svg [<!ENTITY a 'b>'>]><svg/>"), Some(0..33));
    }
}
