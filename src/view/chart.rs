//! The view of charts: the numbers of their tables, as printed and as lengths.

use std::collections::BTreeMap;

use num_traits::ToPrimitive;

use super::labels::{Label, placed_tables};
use super::number_format;
use super::terms::TERMS;
use crate::model::chart::{Chart, ChartKind};
use crate::model::prose::Block;
use crate::model::table::{Number, Table};
use crate::model::unit::Unit;
use crate::model::value::{Rational, fixed, power_of_ten};
use crate::model::{Brief, Prose};

/// A chart.
#[derive(Debug, Clone)]
pub struct ChartView<P> {
    /// Its address on the page.
    pub anchor: String,
    /// 图1; empty for a chart that does not stand in the text.
    pub label: String,
    /// The caption.
    pub title: P,
    /// The words of the caption.
    pub words: String,
    /// What it shows, in words; never empty.
    pub alt: String,
    /// What its table rests on.
    pub source: Option<P>,
    /// The name that the drawing has in the edition.
    pub file: String,
    /// The id of its table.
    pub table: String,
    /// Whether the table stands in the text.
    pub has_table: bool,
    /// How it is drawn.
    pub kind: ChartKind,
    /// What the numbers are counted in; may be empty.
    pub unit: String,
    /// The names along the axis, one a row.
    pub names: Vec<String>,
    /// The numbers along the axis, where the names are numbers or years.
    pub along: Option<AxisView>,
    /// What is drawn, one a column.
    pub series: Vec<SeriesView>,
}

/// Numbers along an axis, one a row.
#[derive(Debug, Clone, PartialEq)]
pub struct AxisView {
    /// What they are.
    pub title: String,
    /// The numbers; none for a missing cell.
    pub numbers: Vec<Option<f64>>,
}

/// A column that is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesView {
    /// Its name.
    pub name: String,
    /// Its cells, one a row.
    pub points: Vec<PointView>,
}

/// A cell that is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct PointView {
    /// How long it is drawn, in the chart's unit; none where the cell is missing.
    pub number: Option<f64>,
    /// What is printed at it: the number as in its table, its share in a pie.
    pub text: String,
}

/// The views of all charts; `words` tells the words of a caption.
pub(super) fn chart_views(
    brief: &Brief,
    labels: &BTreeMap<String, Label>,
    words: impl Fn(&Prose) -> String,
) -> BTreeMap<String, ChartView<Prose>> {
    let (alts, placed) = (placed_alts(brief), placed_tables(brief));
    let view = |(id, chart): (&String, &Chart)| {
        let table = brief.tables.get(&chart.table)?;
        let rows: Vec<usize> = chart.rows(table).collect();
        let unit = unit_of(table, chart.y[0], &rows);
        let mut view = ChartView {
            anchor: id.clone(),
            label: labels.get(id).map(|label| label.words.clone()).unwrap_or_default(),
            title: chart.title.clone(),
            words: words(&chart.title),
            alt: chart.alt.clone(),
            source: table.source.clone(),
            file: format!("{id}.svg"),
            table: chart.table.clone(),
            has_table: placed.contains(&chart.table.as_str()),
            kind: chart.kind,
            unit,
            names: rows.iter().map(|row| table.rows[*row][chart.x].trim().to_owned()).collect(),
            along: along(chart, table, &rows),
            series: chart.y.iter().map(|column| series(chart, table, *column, &rows)).collect(),
        };
        if chart.kind == ChartKind::Scatter {
            view.names = rows.iter().map(|row| table.rows[*row][table.key].clone()).collect();
        }
        if let Some(alt) = alts.get(id.as_str()) {
            view.alt = (*alt).to_owned();
        } else if view.alt.is_empty() {
            view.alt = told(&view);
        }
        Some((id.clone(), view))
    };
    brief.charts.iter().filter_map(view).collect()
}

/// What the text says of charts where they stand.
fn placed_alts(brief: &Brief) -> BTreeMap<&str, &str> {
    let mut alts = BTreeMap::new();
    brief.each_prose(&mut |_, prose| {
        prose.each_block(&mut |block| match block {
            Block::Chart { id, alt, .. } if !alt.trim().is_empty() => {
                alts.insert(id.as_str(), alt.as_str());
            }
            _ => {}
        });
    });
    alts
}

/// The unit of a column; % for one without, all of whose cells have the sign.
fn unit_of(table: &Table, column: usize, rows: &[usize]) -> String {
    let unit = table.unit_of(column);
    let mut numbers = rows.iter().filter_map(|row| Number::parse(&table.rows[*row][column]));
    let has_signs = numbers.all(|number| number.percent);
    if unit.is_empty() && has_signs { "%".to_owned() } else { unit.to_owned() }
}

/// A cell as a number in its column's unit.
fn number(table: &Table, (row, column): (usize, usize), unit: &str) -> Option<f64> {
    let scale = power_of_ten(-Unit::of(unit).exponent);
    (table.quantity(row, column)? * scale).to_f64().filter(|number| number.is_finite())
}

fn series(chart: &Chart, table: &Table, column: usize, rows: &[usize]) -> SeriesView {
    let unit = unit_of(table, column, rows);
    let whole: Rational = rows.iter().filter_map(|row| table.quantity(*row, column)).sum();
    let text = |row: usize| match (chart.kind, table.quantity(row, column)) {
        (ChartKind::Pie, Some(part)) => {
            format!("{}%", fixed(&(part / &whole * power_of_ten(2)), 1))
        }
        _ => number_format::cell(table, row, column),
    };
    let point =
        |row: &usize| PointView { number: number(table, (*row, column), &unit), text: text(*row) };
    SeriesView {
        name: table.columns[column].name.clone(),
        points: rows.iter().map(point).collect(),
    }
}

/// The numbers along the axis: those of a scatter chart; of a line, if they are years or the like
/// that grow, so that a gap in time is a gap on paper.
fn along(chart: &Chart, table: &Table, rows: &[usize]) -> Option<AxisView> {
    let (name, unit) = (&table.columns[chart.x].name, unit_of(table, chart.x, rows));
    match chart.kind {
        ChartKind::Scatter => {
            let title = match unit.as_str() {
                "" => name.clone(),
                unit => format!("{name}（{unit}）"),
            };
            let numbers = rows.iter().map(|row| number(table, (*row, chart.x), &unit)).collect();
            Some(AxisView { title, numbers })
        }
        ChartKind::Line => {
            let read = |row: &usize| {
                let name = table.rows[*row][chart.x].trim().trim_end_matches('年');
                Number::parse(name).filter(|number| !number.percent)?.exact().to_f64()
            };
            let numbers: Vec<f64> = rows.iter().map(read).collect::<Option<_>>()?;
            let grow = numbers.windows(2).all(|pair| pair[0] < pair[1]);
            let numbers = numbers.into_iter().map(Some).collect();
            grow.then(|| AxisView { title: name.clone(), numbers })
        }
        _ => None,
    }
}

/// A chart in words: what it is, and of each column the first, the last and the extremes.
fn told(chart: &ChartView<Prose>) -> String {
    let kind = match chart.kind {
        ChartKind::Bar => "柱形图",
        ChartKind::StackedBar => "堆积柱形图",
        ChartKind::Line => "折线图",
        ChartKind::Pie => "饼图",
        ChartKind::Scatter => "散点图",
    };
    let is_pie = chart.kind == ChartKind::Pie;
    let unit = match chart.unit.as_str() {
        unit if unit.is_empty() || is_pie => String::new(),
        unit => format!("，{}{unit}", TERMS.unit),
    };
    let series = chart.series.iter().map(|series| match is_pie {
        true => {
            let parts = chart.names.iter().zip(&series.points);
            let parts = parts.map(|(name, point)| format!("{name}{}", point.text));
            format!("{}：{}", series.name, parts.collect::<Vec<_>>().join("，"))
        }
        false => column_told(&chart.names, series),
    });
    let series = series.collect::<Vec<_>>().join("。");
    format!("{}（{kind}{unit}）。{series}。", chart.words)
}

fn column_told(names: &[String], series: &SeriesView) -> String {
    let points = names.iter().zip(&series.points);
    let points: Vec<(&String, &str, f64)> = points
        .filter_map(|(name, point)| Some((name, point.text.as_str(), point.number?)))
        .collect();
    let said = |point: Option<&(&String, &str, f64)>| {
        point.map(|(name, text, _)| format!("{name}为{text}")).unwrap_or_default()
    };
    let by_number = |a: &&(&String, &str, f64), b: &&(&String, &str, f64)| a.2.total_cmp(&b.2);
    // Of equals the first is named.
    let most = said(points.iter().rev().max_by(by_number));
    let least = said(points.iter().min_by(by_number));
    let (first, last, name) = (said(points.first()), said(points.last()), &series.name);
    match points.len() {
        0 | 1 => format!("{name}：{first}"),
        2 => format!("{name}：{first}，{last}"),
        _ => format!("{name}：最先{first}，最后{last}；最高{most}，最低{least}"),
    }
}
