//! Drawings of charts: goldens of every kind, and what holds for any numbers.

use proptest::prelude::*;
use yaobao::chart;
use yaobao::model::chart::ChartKind;
use yaobao::view::{AxisView, ChartView, PointView, SeriesView};

use crate::commands::Workspace;
use crate::golden::assert_golden;
use crate::pdf::built;

type Numbers = Vec<Option<f64>>;

fn chart(kind: ChartKind, names: &[String], columns: &[Numbers]) -> ChartView<()> {
    let point = |number: &Option<f64>| PointView {
        number: *number,
        text: number.map_or("—".to_owned(), |number| number.to_string()),
    };
    let series = |(at, numbers): (usize, &Numbers)| SeriesView {
        name: format!("第{}列", at + 1),
        points: numbers.iter().map(point).collect(),
    };
    let along =
        |numbers: &Numbers| AxisView { title: "横轴".to_owned(), numbers: numbers.clone() };
    ChartView {
        anchor: "c".to_owned(),
        label: "图1".to_owned(),
        title: (),
        words: "图题 <&>".to_owned(),
        alt: "说明".to_owned(),
        source: None,
        file: "c.svg".to_owned(),
        table: "t".to_owned(),
        has_table: true,
        kind,
        unit: "家".to_owned(),
        names: names.to_vec(),
        along: (kind == ChartKind::Scatter).then(|| along(&columns[columns.len() - 1])),
        series: columns.iter().enumerate().map(series).collect(),
    }
}

fn names(count: usize) -> Vec<String> {
    (1..=count).map(|at| format!("第{at}区")).collect()
}

fn golden(name: &str, kind: ChartKind, names: &[String], columns: &[&[f64]]) {
    let number = |number: &f64| Some(*number).filter(|number| number.is_finite());
    let columns: Vec<Numbers> =
        columns.iter().map(|column| column.iter().map(number).collect()).collect();
    let svg = chart::svg(&chart(kind, names, &columns), &["Yaobao Song"]);
    judge(&svg).unwrap();
    assert_golden(&format!("chart-{name}.svg"), &svg);
}

#[test]
fn a_page_has_the_drawing_that_paper_has() {
    let files = &built().files;
    let page = String::from_utf8_lossy(&files["2017/49/index.html"]).into_owned();
    let drawings: Vec<_> =
        files.iter().filter(|(path, _)| path.starts_with("2017/49/charts/")).collect();
    assert_eq!(drawings.len(), 4);
    for (path, svg) in drawings {
        let svg = String::from_utf8_lossy(svg);
        assert!(page.contains(&*svg), "{path}");
        assert!(svg.contains("role=\"img\"") && svg.contains("<desc id="), "{path}");
        judge(&svg).unwrap();
    }
}

#[test]
fn a_chart_follows_its_table_and_goes_with_it() {
    let workspace = Workspace::new();
    workspace.run(&["build"]).ends_with_code(0);
    let before = workspace.dist();
    let path = "2017/49/charts/by-service.svg";
    workspace.edit("content/2017/49/tables/services.yaml", "提供的空间: 17", "提供的空间: 19");
    let explained = workspace.run(&["explain", &format!("dist/{path}")]).ends_with_code(0);
    for words in ["要重印", "行“样机试制”、列“提供的空间”：17 → 19", "表 services"]
    {
        assert!(explained.stdout.contains(words), "{words}: {}", explained.stdout);
    }
    let cell = workspace.run(&["explain", "content/2017/49/tables/services.yaml:5"]);
    assert!(cell.ends_with_code(0).stdout.contains("by-service：图3"));
    workspace.run(&["build"]).ends_with_code(0);
    let after = workspace.dist();
    assert_ne!(before[path], after[path]);
    assert_ne!(before["2017/49/2017-49.pdf"], after["2017/49/2017-49.pdf"]);
    let issue = "content/2017/49/issue.yaml";
    workspace.edit(issue, "        ![](chart:by-service)\n", "");
    workspace.edit(issue, "见[](#by-service)", "见上表");
    workspace.run(&["build"]).ends_with_code(0);
    assert!(!workspace.dist().contains_key(path));
}

/// A missing cell.
const NO: f64 = f64::NAN;

#[test]
fn bars() {
    golden("bar", ChartKind::Bar, &names(4), &[&[12.5, -8.25, NO, 0.0]]);
    golden("bar-beside", ChartKind::Bar, &names(3), &[&[3.0, 2.0, 1.0], &[1.0, NO, -2.0]]);
    let long = ["国家级经济技术开发区和高新技术产业园区", "短"].map(str::to_owned);
    golden("bar-long-names", ChartKind::Bar, &long, &[&[1234.0, 3.0]]);
    golden("bar-one", ChartKind::Bar, &names(1), &[&[42.0]]);
    golden("bar-zero", ChartKind::Bar, &names(3), &[&[0.0, 0.0, 0.0]]);
    golden("bar-huge", ChartKind::Bar, &names(2), &[&[1e29, 1.0]]);
    golden("bar-small", ChartKind::Bar, &names(2), &[&[1.2e-11, 3e-12]]);
    let forty: Vec<f64> = (1..=40).map(|at| f64::from(at * at % 37)).collect();
    golden("bar-forty", ChartKind::Bar, &names(40), &[&forty]);
    golden(
        "stacked-bar",
        ChartKind::StackedBar,
        &names(3),
        &[&[40.0, 2.0, -9.0], &[12.0, NO, -3.0]],
    );
}

#[test]
fn lines_pies_and_points() {
    let columns: [&[f64]; 2] = [&[1.0, NO, 3.0, 4.0], &[2.0, 2.5, 3.1, NO]];
    golden("line", ChartKind::Line, &names(4), &columns);
    golden("line-one", ChartKind::Line, &names(5), &[&[98.0, 99.0, 97.5, 99.5, 100.0]]);
    golden("pie", ChartKind::Pie, &names(4), &[&[60.0, 25.0, 15.0, 0.0]]);
    golden("pie-one", ChartKind::Pie, &names(1), &[&[5.0]]);
    golden("scatter", ChartKind::Scatter, &names(3), &[&[20.0, 20.0, NO]]);
}

/// Whether a drawing is well formed, and all that it draws lies within it.
fn judge(svg: &str) -> Result<(), String> {
    let document = roxmltree::Document::parse(svg).map_err(|error| format!("{error}\n{svg}"))?;
    let root = document.root_element();
    let read = |value: &str| value.parse::<f64>().ok().filter(|number| number.is_finite());
    let size = |name: &str| root.attribute(name).and_then(read).ok_or(format!("no {name}"));
    let (width, height) = (size("width")?, size("height")?);
    let is_inside = |(x, y): (f64, f64)| {
        (-0.5..=width + 0.5).contains(&x) && (-0.5..=height + 0.5).contains(&y)
    };
    let drawn = root.children().filter(|node| !node.has_tag_name("defs"));
    for node in drawn.filter(|node| node.is_element()) {
        let mut points = Vec::new();
        let number = |name: &str| node.attribute(name).map(|value| read(value).unwrap_or(f64::NAN));
        points.extend(number("x").zip(number("y")));
        match (node.attribute("d"), node.attribute("transform")) {
            (_, Some(place)) => {
                let place = place.trim_start_matches("translate(").trim_end_matches(')');
                points.extend(
                    place
                        .split_once(' ')
                        .map(|(x, y)| (read(x).unwrap_or(f64::NAN), read(y).unwrap_or(f64::NAN))),
                );
            }
            (Some(path), None) if !path.contains(['H', 'A']) => {
                for point in path.trim_matches(['M', 'Z']).split('L') {
                    let point = point.split_once(' ').unwrap_or((point, "none"));
                    points.push((
                        read(point.0).unwrap_or(f64::NAN),
                        read(point.1).unwrap_or(f64::NAN),
                    ));
                }
            }
            (Some(path), None) => {
                let finite = !path.contains("NaN") && !path.contains("inf");
                points.push(if finite { (0.0, 0.0) } else { (f64::NAN, 0.0) });
            }
            _ => {}
        }
        if let Some(outside) = points.into_iter().find(|point| !is_inside(*point)) {
            return Err(format!("{outside:?} of {width} × {height}: {:?}\n{svg}", node.range()));
        }
    }
    Ok(())
}

fn any_number() -> impl Strategy<Value = Option<f64>> {
    let written = (any::<i64>(), -24..24_i32)
        .prop_map(|(units, exponent)| format!("{units}e{exponent}").parse::<f64>().ok());
    prop_oneof![Just(None), Just(Some(0.0)), (-99.0..99.0).prop_map(Some), written]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_numbers_are_drawn_inside_the_drawing(
        kind in 0..ChartKind::ALL.len(),
        columns in (1..40_usize, 1..6_usize).prop_flat_map(|(rows, columns)| {
            proptest::collection::vec(proptest::collection::vec(any_number(), rows), columns)
        }),
        name in "[甲乙丙丁a-z（），。 <&]{0,40}",
    ) {
        let kind = ChartKind::ALL[kind].1;
        let mut columns = columns;
        // What loading refuses.
        columns[0][0] = Some(columns[0][0].unwrap_or(1.0));
        if kind == ChartKind::Pie {
            columns.truncate(1);
            columns[0].truncate(8);
            columns[0].iter_mut().for_each(|it| *it = Some(it.unwrap_or(0.0).abs()));
            columns[0][0] = Some(columns[0][0].unwrap_or(0.0) + 1.0);
        }
        let mut names = names(columns[0].len());
        names[0] = name;
        let svg = chart::svg(&chart(kind, &names, &columns), &[]);
        prop_assert!(judge(&svg).is_ok(), "{}", judge(&svg).unwrap_err());
    }
}
