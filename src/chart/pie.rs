//! Slices of a whole, clockwise from the top in the order of the table, named beside the pie.

use std::f64::consts::TAU;

use super::canvas::{Anchor, Canvas, Rule, number};
use super::line::apart;
use super::words::lines;
use super::{LEADING, SIZE, WIDTH};
use crate::view::ChartView;

const RADIUS: f64 = 78.0;
const MIDDLE: (f64, f64) = (WIDTH / 2.0, 100.0);
/// The room for a name beside the pie.
const ROOM: f64 = WIDTH / 2.0 - RADIUS - 32.0;

/// A slice: its paint, the shares at which it begins and ends, its name in lines.
struct Slice {
    at: usize,
    from: f64,
    to: f64,
    name: Vec<String>,
}

impl Slice {
    fn middle(&self) -> f64 {
        (self.from + self.to) / 2.0
    }
}

/// Draws a chart. Gives the height of the drawing.
pub(super) fn draw<P>(chart: &ChartView<P>, canvas: &mut Canvas) -> f64 {
    let series = &chart.series[0];
    let numbers: Vec<f64> = series.points.iter().map(|point| point.number.unwrap_or(0.0)).collect();
    // Halved, since the sum of the largest numbers is none.
    let largest = numbers.iter().copied().fold(0.0, f64::max);
    let parts: Vec<f64> = numbers.iter().map(|number| number / largest).collect();
    let whole: f64 = parts.iter().sum();
    let mut end = 0.0;
    let mut slices = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        let from = end;
        end += part / whole;
        let name = format!("{} {}", chart.names[at], series.points[at].text);
        slices.push(Slice { at, from, to: end, name: lines(&name, ROOM, SIZE) });
    }
    for slice in slices.iter().filter(|slice| slice.to > slice.from) {
        canvas.shape(slice.at, &outline(slice));
    }
    let on_right = names(canvas, slices.iter().filter(|slice| slice.middle() <= 0.5), 1.0);
    let on_left = names(canvas, slices.iter().rev().filter(|slice| slice.middle() > 0.5), -1.0);
    on_right.max(on_left).max(MIDDLE.1 + RADIUS + 8.0)
}

/// A point so far from the middle, at a share of the way round.
fn point(share: f64, radius: f64) -> (f64, f64) {
    let (sin, cos) = (share * TAU).sin_cos();
    (MIDDLE.0 + radius * sin, MIDDLE.1 - radius * cos)
}

fn outline(slice: &Slice) -> String {
    let radius = number(RADIUS);
    let arc = |large: u8, (x, y): (f64, f64)| {
        format!("A{radius} {radius} 0 {large} 1 {} {}", number(x), number(y))
    };
    let (from, to) = (point(slice.from, RADIUS), point(slice.to, RADIUS));
    if slice.to - slice.from > 0.9999 {
        let half = point(slice.from + 0.5, RADIUS);
        let begin = format!("M{} {}", number(from.0), number(from.1));
        return format!("{begin}{}{}Z", arc(0, half), arc(0, from));
    }
    let large = u8::from(slice.to - slice.from > 0.5);
    let [x, y, from_x, from_y] = [MIDDLE.0, MIDDLE.1, from.0, from.1].map(number);
    format!("M{x} {y}L{from_x} {from_y}{}Z", arc(large, to))
}

/// The names at one side, from the top down. Gives where they end.
fn names<'s>(canvas: &mut Canvas, slices: impl Iterator<Item = &'s Slice>, side: f64) -> f64 {
    let slices: Vec<&Slice> = slices.collect();
    let height = |slice: &Slice| slice.name.len() as f64 * SIZE * LEADING + 3.0;
    let wished: Vec<(f64, f64)> = slices
        .iter()
        .map(|slice| (point(slice.middle(), RADIUS + 12.0).1, height(slice)))
        .collect();
    let middles = apart(&wished, (2.0, MIDDLE.1 + RADIUS + 20.0));
    let anchor = if side > 0.0 { Anchor::Start } else { Anchor::End };
    let x = MIDDLE.0 + side * (RADIUS + 24.0);
    let mut end: f64 = 0.0;
    for (slice, middle) in slices.into_iter().zip(middles) {
        let edge = point(slice.middle(), RADIUS + 1.0);
        let elbow = (MIDDLE.0 + side * (RADIUS + 16.0), middle);
        let knee = point(slice.middle(), RADIUS + 7.0);
        canvas.rule(edge, knee, Rule::Axis);
        canvas.rule(knee, elbow, Rule::Axis);
        canvas.rule(elbow, (x - side * 3.0, middle), Rule::Axis);
        let first = middle - (slice.name.len() as f64 - 1.0) * SIZE * LEADING / 2.0 + SIZE * 0.36;
        canvas.lines((x, first), &slice.name, SIZE, anchor);
        end = end.max(middle + height(slice) / 2.0);
    }
    end
}
