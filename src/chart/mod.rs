//! `ChartView` → SVG: one drawing for paper and screen.
//!
//! One file per kind. Lengths come from the table's numbers, words from the view; widths of words are
//! estimated, so that the drawing does not depend on the faces of a machine. What is told apart is
//! told apart by lightness and pattern, and named where it stands; colours are classes too, which a
//! page in dark may set. This room numbers nothing, rounds no number, and knows no file.

mod canvas;
mod line;
mod lying;
mod paint;
mod pie;
mod scatter;
mod ticks;
mod upright;
mod words;

use canvas::Canvas;

use crate::model::chart::ChartKind;
use crate::view::{ChartView, SeriesView};

/// The width of every drawing in points: that of the type area, 156 mm.
pub const WIDTH: f64 = 442.0;

/// The size of words.
const SIZE: f64 = 10.5;
/// The size of numbers at what is drawn, and of names in a crowd.
const SMALL: f64 = 9.0;
/// From line to line.
const LEADING: f64 = 1.25;
/// How high the room for upright bars and for lines is.
const HEIGHT: f64 = 170.0;
/// What stands for a missing cell.
const MISSING: &str = "…";

/// Draws a chart. Its words are set in the first of the families that there is.
pub fn svg<P>(chart: &ChartView<P>, families: &[&str]) -> String {
    let mut canvas = Canvas::new(&chart.anchor);
    let height = match chart.kind {
        ChartKind::Bar | ChartKind::StackedBar => match upright::Upright::fit(chart) {
            Some(upright) => upright.draw(chart, &mut canvas),
            None => lying::draw(chart, &mut canvas),
        },
        ChartKind::Line => line::draw(chart, &mut canvas),
        ChartKind::Pie => pie::draw(chart, &mut canvas),
        ChartKind::Scatter => scatter::draw(chart, &mut canvas),
    };
    let title = format!("{}　{}", chart.label, chart.words);
    canvas.finish((WIDTH, height), [title.trim(), &chart.alt], families)
}

/// All numbers that are drawn.
fn numbers<P>(chart: &ChartView<P>) -> impl Iterator<Item = f64> {
    chart.series.iter().flat_map(|series| series.points.iter().filter_map(|point| point.number))
}

/// The least and the most of some numbers.
fn extent(numbers: impl Iterator<Item = f64>) -> (f64, f64) {
    numbers.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), number| {
        (low.min(number), high.max(number))
    })
}

/// How far bars reach: from 0, and upon one another if they are stacked.
fn reach<P>(chart: &ChartView<P>) -> (f64, f64) {
    if chart.kind != ChartKind::StackedBar {
        let (low, high) = extent(numbers(chart));
        return (low.min(0.0), high.max(0.0));
    }
    let sums = (0..chart.names.len()).map(|at| stack_ends(chart, at));
    sums.fold((0.0, 0.0), |(low, high): (f64, f64), (below, above)| {
        (low.min(below), high.max(above))
    })
}

fn stack_ends<P>(chart: &ChartView<P>, at: usize) -> (f64, f64) {
    let parts = stack(&chart.series, at);
    parts
        .iter()
        .flatten()
        .fold((0.0, 0.0), |(low, high), (from, to)| (to.min(low).min(*from), to.max(high)))
}

/// The parts of a stack, from and to; those below 0 go down.
fn stack(series: &[SeriesView], at: usize) -> Vec<Option<(f64, f64)>> {
    let (mut below, mut above) = (0.0, 0.0);
    let part = |series: &SeriesView| {
        let number = series.points[at].number?;
        let end = if number < 0.0 { &mut below } else { &mut above };
        let from = *end;
        *end += number;
        Some((from, *end))
    };
    series.iter().map(part).collect()
}

/// The head of a chart with axes: the unit, and what the paints mean if they are several. Gives its
/// height.
fn head<P>(chart: &ChartView<P>, canvas: &mut Canvas, unit: &str) -> f64 {
    canvas.words((0.0, SIZE), unit, SIZE, canvas::Ink::Quiet, canvas::Anchor::Start);
    let begin = if unit.is_empty() { 0.0 } else { words::width(unit, SIZE) + 18.0 };
    let has_key = chart.series.len() > 1 && chart.kind != ChartKind::Line;
    let mut bottom = if unit.is_empty() && !has_key { 0.0 } else { SIZE * LEADING };
    let (mut x, mut y) = (begin, 0.0);
    for (at, series) in chart.series.iter().enumerate().filter(|_| has_key) {
        let width = 24.0 + words::width(&series.name, SIZE);
        if x + width > WIDTH && x > begin {
            (x, y) = (begin, y + SIZE * LEADING + 4.0);
        }
        if chart.kind == ChartKind::Scatter {
            canvas.marker(at, (x + 8.0, y + 6.5));
        } else {
            canvas.bar(at, (x, y + 2.0), (16.0, 9.0));
        }
        let mut lines = words::lines(&series.name, WIDTH - x - 22.0, SIZE).into_iter();
        canvas.words(
            (x + 21.0, y + SIZE),
            &lines.next().unwrap_or_default(),
            SIZE,
            canvas::Ink::Full,
            canvas::Anchor::Start,
        );
        for line in lines {
            y += SIZE * LEADING;
            canvas.words(
                (x + 21.0, y + SIZE),
                &line,
                SIZE,
                canvas::Ink::Full,
                canvas::Anchor::Start,
            );
        }
        x += width + 16.0;
        bottom = y + SIZE * LEADING;
    }
    bottom + 6.0
}

/// 单位：家.
fn unit_words<P>(chart: &ChartView<P>) -> String {
    match chart.unit.as_str() {
        "" => String::new(),
        unit => format!("{}{unit}", crate::view::TERMS.unit),
    }
}
