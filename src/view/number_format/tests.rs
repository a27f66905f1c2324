//! Numbers as they are printed.

use std::collections::BTreeMap;

use super::{cell, machine, value};
use crate::model::Prose;
use crate::model::table::{Column, Table};
use crate::model::value::{
    Definition, FormatKind, NumberFormat, Rational, Scale, Value, power_of_ten,
};
use crate::tree::{Bytes, VPath};

fn table() -> Table {
    let column = |unit: &str, digits| Column {
        group: String::new(),
        name: "n".into(),
        unit: unit.into(),
        digits,
        align: None,
        total: true,
    };
    Table {
        columns: vec![
            column("", None),
            column("家", Some(0)),
            column("%", Some(1)),
            column("万人", None),
            column("", Some(3)),
        ],
        rows: vec![
            ["甲", "1,234", "36", "１５．５", "0.632"].map(String::from).to_vec(),
            ["乙", "-", "4.85%", "2", "2.5"].map(String::from).to_vec(),
        ],
        title: Prose::default(),
        unit: String::new(),
        source: None,
        notes: Vec::new(),
        key: 0,
        total: None,
        total_of: Vec::new(),
        file: VPath::parse("t.csv").expect("a path"),
        bytes: Bytes::default(),
    }
}

fn of_cell(row: usize, column: usize, format: NumberFormat) -> Value {
    let table = table();
    Value {
        definition: Definition::Cell { table: "t".into(), row, column },
        quantity: table.quantity(row, column).expect("a number"),
        unit: table.unit_of(column).to_owned(),
        format,
    }
}

fn printed(of: &Value) -> (String, String) {
    (value(&BTreeMap::from([("t".to_owned(), table())]), of), machine(of))
}

#[test]
fn a_cell_is_printed_with_its_unit() {
    let plain = NumberFormat::default();
    for (row, column, text, number) in [
        (0, 1, "1,234家", "1234"),
        (0, 2, "36.0%", "0.36"),
        (1, 2, "4.9%", "0.0485"),
        (0, 3, "15.5万人", "155000"),
        (0, 4, "0.632", "0.632"),
    ] {
        assert_eq!(printed(&of_cell(row, column, plain)), (text.to_owned(), number.to_owned()));
    }
    assert_eq!(cell(&table(), 0, 3), "15.5");
    assert_eq!(cell(&table(), 1, 1), "—");
}

#[test]
fn a_format_prints_the_same_number_otherwise() {
    let with = |kind| NumberFormat { kind, ..NumberFormat::default() };
    let digits = |digits| NumberFormat { digits: Some(digits), ..NumberFormat::default() };
    let wan = NumberFormat { scale: Scale::Wan, ..NumberFormat::default() };
    for (row, column, format, text) in [
        (0, 4, with(FormatKind::Percent), "63.2%"),
        (0, 2, with(FormatKind::Permille), "360‰"),
        (0, 2, with(FormatKind::Fraction), "百分之三十六"),
        (0, 2, with(FormatKind::Tenths), "三成六"),
        (0, 2, NumberFormat { digits: Some(1), ..with(FormatKind::Tenths) }, "三成六"),
        (1, 4, with(FormatKind::Times), "2.500倍"),
        (1, 4, NumberFormat { digits: Some(1), ..with(FormatKind::Times) }, "2.5倍"),
        (0, 1, with(FormatKind::Han), "一千二百三十四家"),
        (1, 3, with(FormatKind::Han), "两万人"),
        (0, 1, wan, "0.1234万家"),
        (0, 1, NumberFormat { digits: Some(1), ..wan }, "0.1万家"),
        (0, 3, NumberFormat { thousands: true, ..digits(0) }, "16万人"),
        (0, 2, digits(0), "36%"),
    ] {
        assert_eq!(printed(&of_cell(row, column, format)).0, text, "{format:?}");
    }
}

#[test]
fn a_result_has_as_many_digits_as_it_needs() {
    let third = Rational::new(1.into(), 3.into());
    let whole = |n: u32| Rational::from(num_bigint::BigInt::from(n));
    let with = |kind| NumberFormat { kind, ..NumberFormat::default() };
    let millions = NumberFormat { thousands: true, ..NumberFormat::default() };
    for (quantity, unit, format, text) in [
        (third.clone(), "", NumberFormat::default(), "0.33"),
        (third.clone(), "", with(FormatKind::Percent), "33.3%"),
        (third.clone(), "", with(FormatKind::Fraction), "三分之一"),
        (Rational::new(1.into(), 2.into()), "", with(FormatKind::Percent), "50%"),
        (whole(1_234_567), "元", millions, "1,234,567元"),
        (whole(150_000), "人", NumberFormat { scale: Scale::Wan, ..millions }, "15万人"),
        (whole(2), "家", with(FormatKind::Han), "两家"),
        (-whole(3) * power_of_ten(-1), "", with(FormatKind::Percent), "−30%"),
        (Rational::new(79.into(), 125.into()), "%", with(FormatKind::Han), "百分之六十三点二"),
        (-whole(2) * power_of_ten(-2), "%", with(FormatKind::Han), "负百分之二"),
        (whole(2) * power_of_ten(-3), "‰", with(FormatKind::Han), "千分之二"),
        (whole(2) * power_of_ten(-2), "个百分点", with(FormatKind::Han), "两个百分点"),
        (third, "%", NumberFormat::default(), "33.33%"),
        (Rational::new(3.into(), 1000.into()), "", NumberFormat::default(), "0.003"),
        (Rational::new(1.into(), 4.into()), "", with(FormatKind::Tenths), "二成五"),
        (Rational::new(3.into(), 10.into()), "", with(FormatKind::Tenths), "三成"),
        (Rational::new(99.into(), 100.into()), "", with(FormatKind::Fraction), "百分之九十九"),
    ] {
        let calculated = Value {
            definition: Definition::Calc { formula: String::new(), uses: Vec::new() },
            quantity,
            unit: unit.to_owned(),
            format,
        };
        assert_eq!(printed(&calculated).0, text, "{format:?}");
    }
}
