//! Bars that lie, for long names and many of them.

use super::canvas::{Anchor, Canvas, Ink, Rule};
use super::ticks::Ticks;
use super::words::{lines, width};
use super::{LEADING, MISSING, SIZE, SMALL, WIDTH, head, reach, stack, unit_words};
use crate::model::chart::ChartKind;
use crate::view::{ChartView, PointView};

/// The most room that names take.
const NAMES: f64 = WIDTH * 0.36;

/// The measures of lying bars.
struct Lying {
    ticks: Ticks,
    marks: Vec<(f64, String)>,
    left: f64,
    right: f64,
    bar: f64,
    has_labels: bool,
}

impl Lying {
    fn new<P>(chart: &ChartView<P>, names: f64, bar: f64) -> Lying {
        let (low, high) = reach(chart);
        let has_labels = chart.kind == ChartKind::Bar && bar >= SMALL - 1.5;
        let widest = |is_negative: bool| {
            let points = chart.series.iter().flat_map(|series| &series.points);
            let points = points.filter(|point| {
                has_labels
                    && point.number.map_or(!is_negative, |number| (number < 0.0) == is_negative)
            });
            points.map(|point| width(&point.text, SMALL) + 5.0).fold(0.0, f64::max)
        };
        for most in (1..=5).rev() {
            let ticks = Ticks::around(low, high, most);
            let marks = ticks.marks(&chart.unit);
            let half = marks.iter().map(|(_, mark)| width(mark, SMALL)).fold(0.0, f64::max) / 2.0;
            let left = (names + 8.0).max(half + 1.0) + widest(true);
            let right = WIDTH - widest(false).max(half + 1.0);
            let room = (right - left) / (marks.len() - 1) as f64;
            if room >= half * 2.0 + 6.0 || most == 1 {
                return Lying {
                    ticks,
                    marks,
                    left,
                    right: right.max(left + 20.0),
                    bar,
                    has_labels,
                };
            }
        }
        unreachable!("the last try returns")
    }

    fn x(&self, number: f64) -> f64 {
        self.left + self.ticks.share(number) * (self.right - self.left)
    }
}

/// Draws a chart. Gives the height of the drawing.
pub(super) fn draw<P>(chart: &ChartView<P>, canvas: &mut Canvas) -> f64 {
    let is_stacked = chart.kind == ChartKind::StackedBar;
    let side_by_side = if is_stacked { 1 } else { chart.series.len() };
    let bars = chart.names.len() * side_by_side;
    // Forty rows go on a page at a size that can be read.
    let is_crowd = bars > 24;
    let (size, leading) = if is_crowd { (8.5, 1.1) } else { (SIZE, LEADING) };
    let bar = match bars {
        0..=14 if is_stacked => 14.0,
        0..=14 => 12.0,
        15..=40 => 8.5,
        _ => 5.0,
    };
    let names: Vec<Vec<String>> = chart.names.iter().map(|name| lines(name, NAMES, size)).collect();
    let room = names.iter().flatten().map(|line| width(line, size)).fold(0.0, f64::max);
    let lying = Lying::new(chart, room, bar);
    let top = head(chart, canvas, &unit_words(chart));
    let gap = match side_by_side {
        1 if is_crowd => 1.2,
        _ => 7.0,
    };
    let row = |lines: &Vec<String>| {
        (bar * side_by_side as f64).max(lines.len() as f64 * size * leading) + gap
    };
    let bottom = top + names.iter().map(row).sum::<f64>() + 2.0;
    for (share, mark) in &lying.marks {
        let x = lying.left + share * (lying.right - lying.left);
        canvas.rule((x, top), (x, bottom), Rule::Grid);
        canvas.words((x, bottom + SMALL + 3.0), mark, SMALL, Ink::Quiet, Anchor::Middle);
    }
    let mut y = top;
    for (at, lines) in names.iter().enumerate() {
        let middle = y + row(lines) / 2.0;
        let first = middle - (lines.len() as f64 - 1.0) * size * LEADING / 2.0 + size * 0.36;
        canvas.lines((room, first), lines, size, Anchor::End);
        match is_stacked {
            true => lying.stacked(chart, canvas, at, middle),
            false => lying.beside(chart, canvas, at, middle),
        }
        y += row(lines);
    }
    let zero = lying.x(0.0);
    canvas.rule((zero, top), (zero, bottom), Rule::Axis);
    bottom + SMALL + 7.0
}

impl Lying {
    fn beside<P>(&self, chart: &ChartView<P>, canvas: &mut Canvas, at: usize, middle: f64) {
        let zero = self.x(0.0);
        let begin = middle - self.bar * chart.series.len() as f64 / 2.0;
        for (place, series) in chart.series.iter().enumerate() {
            let y = begin + place as f64 * self.bar;
            let PointView { number, text } = &series.points[at];
            let baseline = y + self.bar / 2.0 + SMALL * 0.36;
            let Some(number) = number else {
                canvas.words((zero + 4.0, baseline), MISSING, SMALL, Ink::Quiet, Anchor::Start);
                continue;
            };
            let end = self.x(*number);
            let gap = if chart.series.len() > 1 { 0.6 } else { 0.0 };
            let size = ((end - zero).abs(), self.bar - 2.0 * gap);
            canvas.bar(place, (end.min(zero), y + gap), size);
            if self.has_labels {
                let (x, anchor) = match *number < 0.0 {
                    true => (end - 4.0, Anchor::End),
                    false => (end + 4.0, Anchor::Start),
                };
                canvas.words((x, baseline), text, SMALL, Ink::Full, anchor);
            }
        }
    }

    fn stacked<P>(&self, chart: &ChartView<P>, canvas: &mut Canvas, at: usize, middle: f64) {
        let mut end = self.x(0.0);
        let mut behind: Vec<String> = Vec::new();
        let mut is_missing = false;
        for (place, part) in stack(&chart.series, at).into_iter().enumerate() {
            let Some((from, to)) = part else {
                is_missing = true;
                continue;
            };
            let (from, to) = (self.x(from), self.x(to));
            let (left, right) = (from.min(to), from.max(to));
            canvas.bar(place, (left, middle - self.bar / 2.0), (right - left, self.bar));
            end = end.max(right);
            let text = &chart.series[place].points[at].text;
            let has_room = self.bar > SMALL && width(text, SMALL) + 8.0 <= right - left;
            if has_room {
                let at = ((left + right) / 2.0, middle + SMALL * 0.36);
                canvas.words_on_paper(at, text, SMALL);
            } else if self.bar > SMALL {
                behind.push(format!("{} {text}", chart.series[place].name));
            }
        }
        // Parts too small for their numbers have them behind the bar, with their names.
        let small = behind.join("，");
        let room = WIDTH - end - 8.0 - if is_missing { SMALL } else { 0.0 };
        let words = width(&small, SMALL);
        if !small.is_empty() && words <= room {
            let at = (end + 6.0 + words / 2.0, middle + SMALL * 0.36);
            canvas.words_on_paper(at, &small, SMALL);
            end += words + 6.0;
        }
        if is_missing {
            let x = (end + 4.0).min(WIDTH - SMALL);
            canvas.words((x, middle + 3.0), MISSING, SMALL, Ink::Quiet, Anchor::Start);
        }
    }
}
