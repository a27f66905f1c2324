//! The fixed words of a brief, the same in every target.

use serde::Serialize;

/// The fixed words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Terms {
    /// Before the compiler's date: ××中心 编.
    pub compiled: &'static str,
    /// Run in before the note of the editors, with a colon behind it.
    pub editorial: &'static str,
    /// Run in before an erratum, with its day in brackets and a colon behind it.
    pub erratum: &'static str,
    /// Run in before the abstract.
    pub abstract_: &'static str,
    /// Before the recommendations in the abstract.
    pub proposals: &'static str,
    /// The heading of the author notes.
    pub authors: &'static str,
    /// The heading of the list of references.
    pub references: &'static str,
    /// The heading of the footnotes.
    pub notes: &'static str,
    /// The heading of the notes on where values come from.
    pub data_notes: &'static str,
    /// What those notes are.
    pub data_caption: &'static str,
    /// The columns of those notes: id, formula, result, origin.
    pub data_columns: [&'static str; 4],
    /// Before the findings that a recommendation answers.
    pub answers: &'static str,
    /// Before the recommendations that answer a finding.
    pub answered_by: &'static str,
    /// Before the notes on a table.
    pub note: &'static str,
    /// The heading of an attachment, before its number.
    pub attachment: &'static str,
    /// Before the name of a file that goes with an attachment.
    pub attached_file: &'static str,
    /// Before the source of a table or figure.
    pub source: &'static str,
    /// Before the name of a table's data file.
    pub data: &'static str,
    /// What the table behind a chart is.
    pub drawn_from: &'static str,
    /// Before the unit of a table.
    pub unit: &'static str,
}

/// The words of a serial in Chinese.
pub const TERMS: Terms = Terms {
    compiled: "编",
    editorial: "编者按",
    erratum: "更正",
    abstract_: "【内容简介】",
    proposals: "本报告建议：",
    authors: "【作者简介】",
    references: "参考文献",
    notes: "注释",
    data_notes: "数据说明",
    data_caption: "文中算出的数，以及取自未列出的表的数",
    data_columns: ["代号", "算式", "数值", "取自"],
    answers: "对应发现：",
    answered_by: "对应建议：",
    note: "注：",
    attachment: "附件",
    attached_file: "电子文件：",
    source: "资料来源：",
    data: "数据：",
    drawn_from: "图中的数据",
    unit: "单位：",
};
