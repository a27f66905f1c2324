//! Points by two numbers, named where there is room.

use super::canvas::{Anchor, Canvas, Ink, Rule};
use super::ticks::Ticks;
use super::words::width;
use super::{SIZE, SMALL, WIDTH, extent, head, numbers};
use crate::view::{AxisView, ChartView};

const HEIGHT: f64 = 210.0;

/// A box: left, top, right, bottom.
type Box = (f64, f64, f64, f64);

/// Draws a chart. Gives the height of the drawing.
pub(super) fn draw<P>(chart: &ChartView<P>, canvas: &mut Canvas) -> f64 {
    let none = AxisView { title: String::new(), numbers: Vec::new() };
    let along = chart.along.as_ref().unwrap_or(&none);
    let (across, up) = (axis(along.numbers.iter().flatten().copied()), axis(numbers(chart)));
    let (x_marks, y_marks) = (across.marks(""), up.marks(&chart.unit));
    let left = y_marks.iter().map(|(_, mark)| width(mark, SMALL)).fold(0.0, f64::max) + 8.0;
    let half = x_marks.iter().map(|(_, mark)| width(mark, SMALL)).fold(0.0, f64::max) / 2.0;
    let right = WIDTH - half - 1.0;
    let top = head(chart, canvas, &head_words(chart)) + 4.0;
    let bottom = top + HEIGHT;
    for (share, mark) in &y_marks {
        let y = bottom - share * HEIGHT;
        canvas.rule((left, y), (right, y), Rule::Grid);
        canvas.words((left - 5.0, y + SMALL * 0.35), mark, SMALL, Ink::Quiet, Anchor::End);
    }
    let room = (right - left) / (x_marks.len() - 1) as f64;
    let every = ((half * 2.0 + 8.0) / room).ceil().max(1.0) as usize;
    for (at, (share, mark)) in x_marks.iter().enumerate() {
        let x = left + share * (right - left);
        canvas.rule((x, top), (x, bottom), Rule::Grid);
        if at % every == 0 {
            canvas.words((x, bottom + SMALL + 4.0), mark, SMALL, Ink::Quiet, Anchor::Middle);
        }
    }
    canvas.rule((left, bottom), (right, bottom), Rule::Axis);
    canvas.rule((left, top), (left, bottom), Rule::Axis);
    let x = |number: f64| left + across.share(number) * (right - left);
    let y = |number: f64| bottom - up.share(number) * HEIGHT;
    let mut points = Vec::new();
    for (series_at, series) in chart.series.iter().enumerate() {
        for (at, point) in series.points.iter().enumerate() {
            if let (Some(across), Some(up)) =
                (along.numbers.get(at).copied().flatten(), point.number)
            {
                points.push((at, series_at, (x(across), y(up))));
            }
        }
    }
    for (_, series, point) in &points {
        canvas.marker(*series, *point);
    }
    if chart.series.len() == 1 {
        names(chart, canvas, &points, (left, top, WIDTH, bottom));
    }
    let title_at = (right, bottom + SMALL + 8.0 + SIZE);
    canvas.words(title_at, &along.title, SIZE, Ink::Quiet, Anchor::End);
    title_at.1 + 4.0
}

fn axis(numbers: impl Iterator<Item = f64>) -> Ticks {
    let (low, high) = extent(numbers);
    let is_near_zero = low >= 0.0 && low <= high * 0.4;
    match low <= high {
        true => Ticks::around(if is_near_zero { 0.0 } else { low }, high, 5),
        false => Ticks::around(0.0, 1.0, 5),
    }
}

/// What stands at the head of the axis: the column, if it is the only one, and the unit.
fn head_words<P>(chart: &ChartView<P>) -> String {
    match (chart.series.as_slice(), chart.unit.as_str()) {
        ([only], "") => only.name.clone(),
        ([only], unit) => format!("{}（{unit}）", only.name),
        _ => super::unit_words(chart),
    }
}

/// Names points where nothing else stands: right of them, left, above, below.
fn names<P>(
    chart: &ChartView<P>,
    canvas: &mut Canvas,
    points: &[(usize, usize, (f64, f64))],
    area: Box,
) {
    let around = |(x, y): (f64, f64)| (x - 4.0, y - 4.0, x + 4.0, y + 4.0);
    let mut taken: Vec<Box> = points.iter().map(|(_, _, point)| around(*point)).collect();
    for (at, _, (x, y)) in points {
        let name = &chart.names[*at];
        let (width, half) = (width(name, SMALL), SMALL / 2.0);
        let places = [
            (x + 6.0, y - half, Anchor::Start, x + 6.0),
            (x - 6.0 - width, y - half, Anchor::End, x - 6.0),
            (x - width / 2.0, y - 6.0 - SMALL, Anchor::Middle, *x),
            (x - width / 2.0, y + 5.0, Anchor::Middle, *x),
        ];
        for (left, top, anchor, begin) in places {
            let own = (left, top, left + width, top + SMALL);
            let is_inside =
                own.0 >= area.0 && own.1 >= area.1 && own.2 <= area.2 && own.3 <= area.3;
            let is_free = taken
                .iter()
                .all(|it| own.2 <= it.0 || it.2 <= own.0 || own.3 <= it.1 || it.3 <= own.1);
            if is_inside && is_free {
                canvas.words((begin, top + SMALL * 0.86), name, SMALL, Ink::Full, anchor);
                taken.push(own);
                break;
            }
        }
    }
}
