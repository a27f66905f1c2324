//! Lines from point to point, named at their ends.

use super::canvas::{Anchor, Canvas, Ink, Rule};
use super::ticks::Ticks;
use super::words::{lines, width};
use super::{HEIGHT, LEADING, MISSING, SIZE, SMALL, WIDTH, extent, head, numbers, unit_words};
use crate::view::{ChartView, SeriesView};

/// The most room that the names at the ends take.
const ENDS: f64 = 110.0;
/// More numbers than these at one line are a crowd.
const MOST_LABELS: usize = 12;

/// Draws a chart. Gives the height of the drawing.
pub(super) fn draw<P>(chart: &ChartView<P>, canvas: &mut Canvas) -> f64 {
    let ticks = ticks(chart);
    let marks = ticks.marks(&chart.unit);
    let left = marks.iter().map(|(_, mark)| width(mark, SMALL)).fold(0.0, f64::max) + 6.0;
    let ends: Vec<Vec<String>> = match chart.series.len() {
        1 => Vec::new(),
        _ => chart.series.iter().map(|series| lines(&end_words(series), ENDS, SIZE)).collect(),
    };
    let room = ends.iter().flatten().map(|line| width(line, SIZE) + 12.0).fold(14.0, f64::max);
    let right = WIDTH - room;
    let top = head(chart, canvas, &unit_words(chart)) + SMALL + 3.0;
    let bottom = top + HEIGHT;
    let y = |number: f64| bottom - ticks.share(number) * HEIGHT;
    for (share, mark) in &marks {
        let y = bottom - share * HEIGHT;
        canvas.rule((left, y), (right + 8.0, y), Rule::Grid);
        canvas.words((left - 5.0, y + SMALL * 0.35), mark, SMALL, Ink::Quiet, Anchor::End);
    }
    let zero = if ticks.share(0.0) > 0.0 && ticks.share(0.0) < 1.0 { y(0.0) } else { bottom };
    canvas.rule((left, zero), (right + 8.0, zero), Rule::Axis);
    let places = places(chart, (left, right));
    for (at, series) in chart.series.iter().enumerate() {
        one(canvas, at, series, &places, &y);
    }
    for (at, x) in places.iter().enumerate() {
        if chart.series.iter().any(|series| series.points[at].number.is_none()) {
            canvas.words((*x, zero - 4.0), MISSING, SIZE, Ink::Quiet, Anchor::Middle);
        }
    }
    match chart.series.as_slice() {
        [series] => labels(canvas, series, &places, &y),
        _ => end_names(canvas, chart, &ends, (right, top, bottom), &y, &places),
    }
    names(chart, canvas, &places, bottom + SIZE + 4.0)
}

/// From 0, unless that would press the lines together.
fn ticks<P>(chart: &ChartView<P>) -> Ticks {
    let (low, high) = extent(numbers(chart));
    let is_near_zero = low >= 0.0 && low <= high * 0.5;
    Ticks::around(if is_near_zero { 0.0 } else { low }, high, 5)
}

/// Where the points stand along the axis.
fn places<P>(chart: &ChartView<P>, (left, right): (f64, f64)) -> Vec<f64> {
    let (from, to) = (left + 14.0, right - 2.0);
    let count = chart.names.len();
    let along = chart.along.iter().flat_map(|along| along.numbers.iter().flatten());
    let along: Vec<f64> = along.copied().collect();
    let (low, high) = extent(along.iter().copied());
    let share = |at: usize| match along.get(at) {
        Some(number) if high > low => (number / 2.0 - low / 2.0) / (high / 2.0 - low / 2.0),
        _ if count > 1 => at as f64 / (count - 1) as f64,
        _ => 0.5,
    };
    (0..count).map(|at| from + share(at).clamp(0.0, 1.0) * (to - from)).collect()
}

/// A line, with a gap where a cell is missing.
fn one(
    canvas: &mut Canvas,
    at: usize,
    series: &SeriesView,
    places: &[f64],
    y: &impl Fn(f64) -> f64,
) {
    let points: Vec<Option<(f64, f64)>> =
        series.points.iter().zip(places).map(|(point, x)| Some((*x, y(point.number?)))).collect();
    for run in points.split(Option::is_none) {
        let run: Vec<(f64, f64)> = run.iter().flatten().copied().collect();
        if run.len() > 1 {
            canvas.through(at, &run);
        }
    }
    let is_crowd = places.len() > 30;
    let lone = |at: usize| {
        let before = at.checked_sub(1).and_then(|at| points[at]);
        before.is_none() && points.get(at + 1).copied().flatten().is_none()
    };
    for (place, point) in points.iter().enumerate() {
        if let Some(point) = point.filter(|_| !is_crowd || place % 5 == 0 || lone(place)) {
            canvas.marker(at, point);
        }
    }
}

/// The numbers at the points of an only line: above them, or below where the line comes from above.
fn labels(canvas: &mut Canvas, series: &SeriesView, places: &[f64], y: &impl Fn(f64) -> f64) {
    let widest = series.points.iter().map(|point| width(&point.text, SMALL)).fold(0.0, f64::max);
    let nearest = places.windows(2).map(|pair| pair[1] - pair[0]).fold(f64::INFINITY, f64::min);
    let is_crowd = series.points.len() > MOST_LABELS || nearest < widest + 4.0;
    let last = series.points.iter().rposition(|point| point.number.is_some());
    let number = |at: Option<usize>| at.and_then(|at| series.points.get(at)?.number);
    for (at, (point, x)) in series.points.iter().zip(places).enumerate() {
        let Some(own) = point.number.filter(|_| !is_crowd || Some(at) == last) else { continue };
        let (before, behind) = (number(at.checked_sub(1)), number(Some(at + 1)));
        let is_valley = [before, behind].into_iter().flatten().all(|other| other > own);
        let below = is_valley && (before.is_some() || behind.is_some());
        let at = y(own) + if below { SMALL + 5.0 } else { -6.5 };
        let half = width(&point.text, SMALL) / 2.0;
        let x = x.min(WIDTH - half).max(half);
        canvas.words((x, at), &point.text, SMALL, Ink::Full, Anchor::Middle);
    }
}

/// What stands at the end of a line: its name and its last number.
fn end_words(series: &SeriesView) -> String {
    let last = series.points.iter().rev().find(|point| point.number.is_some());
    format!("{} {}", series.name, last.map(|point| point.text.as_str()).unwrap_or_default())
}

/// The names at the ends, moved apart where they would meet.
fn end_names<P>(
    canvas: &mut Canvas,
    chart: &ChartView<P>,
    ends: &[Vec<String>],
    (right, top, bottom): (f64, f64, f64),
    y: &impl Fn(f64) -> f64,
    places: &[f64],
) {
    let last = |series: &SeriesView| {
        let at = series.points.iter().rposition(|point| point.number.is_some())?;
        Some((places[at], y(series.points[at].number?)))
    };
    let mut order: Vec<(usize, (f64, f64))> = chart
        .series
        .iter()
        .enumerate()
        .filter_map(|(at, series)| Some((at, last(series)?)))
        .collect();
    order.sort_by(|a, b| a.1.1.total_cmp(&b.1.1));
    let height = |at: usize| ends[at].len() as f64 * SIZE * LEADING;
    let wished: Vec<(f64, f64)> = order.iter().map(|(at, (_, y))| (*y, height(*at))).collect();
    let middles = apart(&wished, (top - SIZE, bottom + SIZE));
    for ((at, (x, end)), middle) in order.into_iter().zip(middles) {
        if x < right - 3.0 || (middle - end).abs() > 5.0 {
            canvas.rule((x + 4.0, end), (right + 8.0, middle), Rule::Grid);
        }
        let first = middle - (ends[at].len() as f64 - 1.0) * SIZE * LEADING / 2.0 + SIZE * 0.36;
        canvas.lines((right + 11.0, first), &ends[at], SIZE, Anchor::Start);
    }
}

/// Middles as near to the wished ones as their heights allow, from the top.
pub(super) fn apart(wished: &[(f64, f64)], (top, bottom): (f64, f64)) -> Vec<f64> {
    let mut middles: Vec<f64> = Vec::new();
    let mut end = top;
    for (middle, height) in wished {
        let middle = middle.max(end + height / 2.0);
        end = middle + height / 2.0;
        middles.push(middle);
    }
    let mut end = bottom.max(top + wished.iter().map(|(_, height)| height).sum::<f64>());
    for (middle, (_, height)) in middles.iter_mut().zip(wished).rev() {
        *middle = middle.min(end - height / 2.0);
        end = *middle - height / 2.0;
    }
    middles
}

/// The names along the axis: all in two lines at most if they have room, else every so many.
fn names<P>(chart: &ChartView<P>, canvas: &mut Canvas, places: &[f64], y: f64) -> f64 {
    let nearest = places.windows(2).map(|pair| pair[1] - pair[0]).fold(WIDTH / 3.0, f64::min);
    let wrapped: Vec<Vec<String>> =
        chart.names.iter().map(|name| lines(name, nearest - 5.0, SIZE)).collect();
    let fits = wrapped.iter().all(|lines| lines.len() <= 2)
        && wrapped.iter().flatten().all(|line| width(line, SIZE) <= nearest - 4.0);
    let line = |at: usize| match fits {
        true => wrapped[at].clone(),
        false => lines(&chart.names[at], WIDTH / 3.0, SIZE),
    };
    let half = |at: usize| line(at).iter().map(|line| width(line, SIZE)).fold(0.0, f64::max) / 2.0;
    let place = |at: usize| places[at].clamp(half(at), WIDTH - half(at));
    let have_room = |at: usize, next: usize| {
        place(at) + half(at) + if fits { 0.0 } else { 8.0 } <= place(next) - half(next)
    };
    let count = places.len();
    let every = (1..count).find(|every| {
        (0..count).step_by(*every).all(|at| at + every >= count || have_room(at, at + every))
    });
    let mut most = 1;
    for at in (0..count).step_by(every.unwrap_or(count)) {
        canvas.lines((place(at), y), &line(at), SIZE, Anchor::Middle);
        most = most.max(line(at).len());
    }
    y + (most as f64 - 1.0) * SIZE * LEADING + 4.0
}
