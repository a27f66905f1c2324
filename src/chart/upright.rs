//! Bars that stand, side by side or upon one another.

use super::canvas::{Anchor, Canvas, Ink, Rule};
use super::ticks::Ticks;
use super::{HEIGHT, LEADING, MISSING, SIZE, SMALL, WIDTH, head, reach, stack, unit_words};
use crate::model::chart::ChartKind;
use crate::view::{ChartView, PointView};

use super::words::{lines, width};

/// The measures of standing bars.
pub(super) struct Upright {
    ticks: Ticks,
    marks: Vec<(f64, String)>,
    left: f64,
    slot: f64,
    bar: f64,
    /// The names, in lines.
    names: Vec<Vec<String>>,
    has_labels: bool,
    is_stacked: bool,
}

/// More lying bars than these would not go on a page with a number at each.
const MOST_LYING: usize = 34;

impl Upright {
    /// The measures, if all names have room below their bars, and the numbers upon them.
    pub(super) fn fit<P>(chart: &ChartView<P>) -> Option<Upright> {
        let (low, high) = reach(chart);
        let ticks = Ticks::around(low, high, 5);
        let marks = ticks.marks(&chart.unit);
        let left = marks.iter().map(|(_, mark)| width(mark, SMALL)).fold(0.0, f64::max) + 6.0;
        let slot = (WIDTH - left) / chart.names.len() as f64;
        let is_stacked = chart.kind == ChartKind::StackedBar;
        let side_by_side = if is_stacked { 1 } else { chart.series.len() };
        let bar =
            (slot * 0.72 / side_by_side as f64).min(if side_by_side == 1 { 40.0 } else { 30.0 });
        let names: Vec<Vec<String>> =
            chart.names.iter().map(|name| lines(name, slot - 5.0, SIZE)).collect();
        let names_fit = names.iter().flatten().all(|line| width(line, SIZE) <= slot - 3.0)
            && names.iter().all(|lines| lines.len() <= 2);
        let room = if side_by_side == 1 { slot - 3.0 } else { bar - 1.0 };
        let mut labels = chart.series.iter().flat_map(|series| &series.points);
        let has_labels = labels.all(|point| width(&point.text, SMALL) <= room);
        let bars = chart.names.len() * side_by_side;
        let can_lie = !has_labels && !is_stacked && bars <= MOST_LYING;
        let fits = names_fit && !can_lie && slot >= 10.0;
        fits.then_some(Upright { ticks, marks, left, slot, bar, names, has_labels, is_stacked })
    }

    /// Draws them. Gives the height of the drawing.
    pub(super) fn draw<P>(&self, chart: &ChartView<P>, canvas: &mut Canvas) -> f64 {
        let top = head(chart, canvas, &unit_words(chart)) + SMALL + 3.0;
        let bottom = top + HEIGHT;
        let y = |share: f64| bottom - share * HEIGHT;
        for (share, mark) in &self.marks {
            canvas.rule((self.left, y(*share)), (WIDTH, y(*share)), Rule::Grid);
            let at = (self.left - 5.0, y(*share) + SMALL * 0.35);
            canvas.words(at, mark, SMALL, Ink::Quiet, Anchor::End);
        }
        for at in 0..chart.names.len() {
            let middle = self.left + (at as f64 + 0.5) * self.slot;
            match self.is_stacked {
                true => self.stacked(chart, canvas, at, middle, &y),
                false => self.beside(chart, canvas, at, middle, &y),
            }
        }
        let zero = y(self.ticks.share(0.0));
        canvas.rule((self.left, zero), (WIDTH, zero), Rule::Axis);
        let has_negative = self.ticks.share(0.0) > 0.0;
        let names_at = bottom + SIZE + if has_negative { SMALL + 6.0 } else { 4.0 };
        for (at, lines) in self.names.iter().enumerate() {
            let middle = self.left + (at as f64 + 0.5) * self.slot;
            canvas.lines((middle, names_at), lines, SIZE, Anchor::Middle);
        }
        let most = self.names.iter().map(Vec::len).max().unwrap_or(1);
        names_at + (most as f64 - 1.0) * SIZE * LEADING + 4.0
    }

    fn beside<P>(
        &self,
        chart: &ChartView<P>,
        canvas: &mut Canvas,
        at: usize,
        middle: f64,
        y: &impl Fn(f64) -> f64,
    ) {
        let zero = y(self.ticks.share(0.0));
        let begin = middle - self.bar * chart.series.len() as f64 / 2.0;
        for (place, series) in chart.series.iter().enumerate() {
            let x = begin + place as f64 * self.bar;
            let PointView { number, text } = &series.points[at];
            let middle = x + self.bar / 2.0;
            let Some(number) = number else {
                canvas.words((middle, zero - 4.0), MISSING, SIZE, Ink::Quiet, Anchor::Middle);
                continue;
            };
            let end = y(self.ticks.share(*number));
            let gap = if chart.series.len() > 1 { 0.8 } else { 0.0 };
            let size = (self.bar - 2.0 * gap, (zero - end).abs());
            canvas.bar(place, (x + gap, end.min(zero)), size);
            let label_at = if *number < 0.0 { end + SMALL } else { end - 3.5 };
            if self.has_labels {
                canvas.words((middle, label_at), text, SMALL, Ink::Full, Anchor::Middle);
            }
        }
    }

    fn stacked<P>(
        &self,
        chart: &ChartView<P>,
        canvas: &mut Canvas,
        at: usize,
        middle: f64,
        y: &impl Fn(f64) -> f64,
    ) {
        let mut top = y(self.ticks.share(0.0));
        let mut above: Vec<String> = Vec::new();
        let mut is_missing = false;
        for (place, part) in stack(&chart.series, at).into_iter().enumerate() {
            let Some((from, to)) = part else {
                is_missing = true;
                continue;
            };
            let (from, to) = (y(self.ticks.share(from)), y(self.ticks.share(to)));
            let (high, low) = (from.min(to), from.max(to));
            canvas.bar(place, (middle - self.bar / 2.0, high), (self.bar, low - high));
            top = top.min(high);
            let text = &chart.series[place].points[at].text;
            if low - high >= SMALL + 4.0 && width(text, SMALL) + 6.0 <= self.bar {
                let at = (middle, (low + high) / 2.0 + SMALL * 0.36);
                canvas.words_on_paper(at, text, SMALL);
            } else {
                above.push(format!("{} {text}", chart.series[place].name));
            }
        }
        // Parts too low for their numbers have them above the bar, with their names.
        let small = above.join("，");
        if !small.is_empty() && width(&small, SMALL) <= self.slot - 6.0 {
            canvas.words_on_paper((middle, top - 4.0), &small, SMALL);
            top -= SMALL + 2.0;
        }
        if is_missing {
            canvas.words((middle, top - 4.0), MISSING, SIZE, Ink::Quiet, Anchor::Middle);
        }
    }
}
