//! How a field is written: a line for each that authors get wrong.

use crate::model::FieldPath;

/// A line that shows how a field is written; empty where there is none.
pub(super) fn example(path: &FieldPath) -> &'static str {
    let mut path = path.as_str();
    // An item of a list is written as the list is.
    while let Some((list, at)) = path.rsplit_once('.')
        && at.bytes().all(|byte| byte.is_ascii_digit())
    {
        path = list;
    }
    let (around, key) = path.rsplit_once('.').unwrap_or(("", path));
    match around.rsplit('.').next().unwrap_or_default() {
        "tables" => return "spaces: { file: tables/spaces.csv, title: 天津市众创空间发展情况 }",
        "columns" => return "占比: { unit: \"%\", digits: 1 }",
        "values" => return "spaces: { table: spaces, row: 全市, column: 众创空间 }",
        "charts" => {
            return "by-district: { table: spaces, kind: bar, y: [众创空间], title: 各区众创空间数量 }";
        }
        "figures" => return "map: { file: figures/map.svg, title: 天津市众创空间分布 }",
        "fonts" => return "body: [Yaobao Fangsong]",
        _ => {}
    }
    match key {
        "name" if path == "name" => "name: 成果要报",
        "number" | "cumulative" | "year" if path.starts_with("numbering") => ORIGIN,
        "numbering" | "origin" => ORIGIN,
        "number" => "number: 48",
        "cumulative" => "cumulative: 118",
        "date" => "date: 2017-11-28",
        "status" => "status: draft",
        "audience" => "audience: public",
        "title" if path.starts_with("tables.") => "title: 天津市众创空间发展情况",
        "title" if path.starts_with("charts.") => "title: 各区众创空间数量",
        "title" if path.starts_with("figures.") => "title: 天津市众创空间分布",
        "title" if path.starts_with("attachments") => "title: 调查问卷",
        "title" if path.starts_with("english") => "title: Makerspaces of Tianjin",
        "title" => "title: 促进众创空间健康发展",
        "authors" => "authors: [{ name: 周立群, affiliation: 南开大学, post: 教授 }]",
        "name" => "name: 周立群",
        "issuer" => "issuer: ××研究中心",
        "file" => "file: tables/spaces.csv",
        "english" => "english: { title: Makerspaces of Tianjin }",
        "findings" => "findings: { title: 发展的特点, items: [{ title: 规模扩大, body: 正文 }] }",
        "recommendations" => {
            "recommendations: { title: 对策建议, items: [{ title: 扩大规模, body: 正文 }] }"
        }
        "keywords" => "keywords: [众创空间, 创新驱动]",
        "topics" => "topics: [创新创业]",
        "answers" => "answers: [pattern]",
        "items" => "items: [{ title: 规模扩大, body: 正文 }]",
        "tables" => {
            "tables: { spaces: { file: tables/spaces.csv, title: 天津市众创空间发展情况 } }"
        }
        "columns" => "columns: { 占比: { unit: \"%\", digits: 1 } }",
        "values" => "values: { spaces: { table: spaces, row: 全市, column: 众创空间 } }",
        "charts" => {
            "charts: { by-district: { table: spaces, kind: bar, y: [众创空间], title: 各区众创空间数量 } }"
        }
        "kind" => "kind: bar",
        "y" => "y: [众创空间]",
        "figures" => "figures: { map: { file: figures/map.svg, title: 天津市众创空间分布 } }",
        "errata" => "errata: [{ date: 2018-01-05, text: 表1中乙区的数应为28家 }]",
        "attachments" => "attachments: [{ title: 调查问卷, file: attachments/survey.pdf }]",
        "sources" => "sources: { yu2001: { type: book, title: 出版集团研究, author: 余敏 } }",
        "distribution" => "distribution: { report: [市委办公厅], send: [市科委] }",
        "colophon" => "colophon: { editor: 王编, phone: 022-00000000 }",
        "official" => "official: { urgency: 加急 }",
        "classification" => "classification: { level: 秘密, period: 1年 }",
        "fonts" => "fonts: { body: [Yaobao Fangsong] }",
        "lint" => "lint: { table-unused: note }",
        _ => "",
    }
}

const ORIGIN: &str = "numbering: { origin: { year: 2017, number: 48, cumulative: 118 } }";
