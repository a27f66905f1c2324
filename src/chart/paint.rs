//! Paints, strokes and markers, told apart without colour too: by lightness, pattern, dashes, shape.
//!
//! Each is a class with a number, so that a page in dark may set other colours.

/// The colours by order: at least 3 : 1 against white paper.
const COLOURS: [&str; 8] =
    ["#1d4f7c", "#b5541c", "#7389a0", "#2f6b3a", "#7a3b78", "#4d4d4d", "#8a6d00", "#595959"];

/// The patterns by order: the side of their tile and what is drawn in it. Solid where none is.
const PATTERNS: [Option<(u8, Pattern)>; 8] = [
    None,
    Some((5, Pattern::Lines("M-1 1L1 -1M0 5L5 0M4 6L6 4"))),
    None,
    Some((5, Pattern::Dots)),
    Some((6, Pattern::Lines("M0 6L6 0M0 0L6 6"))),
    Some((4, Pattern::Lines("M0 2H4"))),
    Some((4, Pattern::Lines("M2 0V4"))),
    Some((4, Pattern::Lines(""))),
];

#[derive(Clone, Copy)]
enum Pattern {
    Lines(&'static str),
    Dots,
}

/// The dashes of lines by order.
const DASHES: [&str; 6] = ["", "6 3", "1.5 2.5", "9 3 2 3", "3 2", "12 4"];

/// The markers by order: a path around the origin, and whether it is filled.
const MARKERS: [(&str, bool); 6] = [
    ("M-2.8 0A2.8 2.8 0 1 0 2.8 0A2.8 2.8 0 1 0 -2.8 0Z", true),
    ("M-2.7 -2.7H2.7V2.7H-2.7Z", false),
    ("M0 -3.4L3.2 2.4H-3.2Z", true),
    ("M0 -3.8L3.8 0L0 3.8L-3.8 0Z", false),
    ("M-2.8 -2.8L2.8 2.8M-2.8 2.8L2.8 -2.8", false),
    ("M0 3.4L3.2 -2.4H-3.2Z", false),
];

fn colour(at: usize) -> (usize, &'static str) {
    (at % COLOURS.len() + 1, COLOURS[at % COLOURS.len()])
}

/// How a shape is filled.
pub(super) fn shape(at: usize, prefix: &str) -> String {
    let (class, colour) = colour(at);
    match PATTERNS[at % PATTERNS.len()] {
        None => format!("class=\"f{class}\" fill=\"{colour}\""),
        Some(_) => format!(
            "class=\"l{class}\" fill=\"url(#{prefix}-{class})\" stroke=\"{colour}\" stroke-width=\"0.8\""
        ),
    }
}

/// The pattern that a shape is filled with.
pub(super) fn pattern(at: usize, prefix: &str) -> Option<String> {
    let (class, colour) = colour(at);
    let (side, pattern) = PATTERNS[at % PATTERNS.len()]?;
    let drawn = match pattern {
        Pattern::Lines(path) => format!(
            "<path class=\"l{class}\" d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.1\"/>"
        ),
        Pattern::Dots => format!(
            "<circle class=\"f{class}\" cx=\"1.5\" cy=\"1.5\" r=\"0.9\" fill=\"{colour}\"/><circle class=\"f{class}\" cx=\"4\" cy=\"4\" r=\"0.9\" fill=\"{colour}\"/>"
        ),
    };
    let drawn = if matches!(pattern, Pattern::Lines("")) { String::new() } else { drawn };
    Some(format!(
        "<pattern id=\"{prefix}-{class}\" width=\"{side}\" height=\"{side}\" patternUnits=\"userSpaceOnUse\"><rect class=\"paper\" width=\"{side}\" height=\"{side}\" fill=\"#fff\"/>{drawn}</pattern>"
    ))
}

/// How the line of a series is drawn.
pub(super) fn stroke(at: usize) -> String {
    let (class, colour) = colour(at);
    let dashes = match DASHES[at % DASHES.len()] {
        "" => String::new(),
        dashes => format!(" stroke-dasharray=\"{dashes}\""),
    };
    format!(
        "class=\"l{class}\" stroke=\"{colour}\" stroke-width=\"1.6\" stroke-linejoin=\"round\"{dashes}"
    )
}

/// The marker of a series, around the origin.
pub(super) fn marker(at: usize) -> String {
    let (class, colour) = colour(at);
    let (path, is_filled) = MARKERS[at % MARKERS.len()];
    match is_filled {
        true => format!("d=\"{path}\" class=\"f{class}\" fill=\"{colour}\""),
        false => format!(
            "d=\"{path}\" class=\"l{class} paper\" fill=\"#fff\" stroke=\"{colour}\" stroke-width=\"1.3\""
        ),
    }
}
