//! The publication: name, issuer, numbering, distribution.

use std::collections::{BTreeMap, BTreeSet};

use super::{IssueId, Official, Source};

/// A serial (刊物).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Serial {
    /// 刊名, printed in red.
    pub name: String,
    /// 发行单位.
    pub issuer: String,
    /// The unit printed with 编.
    pub compiler: String,
    /// The language as a BCP 47 tag.
    pub language: String,
    /// The absolute address of the published archive; ends in `/`. Empty if there is none.
    pub url: String,
    /// One paragraph about the serial; may be empty.
    pub description: String,
    /// The copyright or licence line of the archive; may be empty.
    pub licence: String,
    /// The first issue held here, from which the ledger counts.
    pub origin: Origin,
    /// Numbers that were never issued.
    pub void: BTreeSet<IssueId>,
    /// 报、送、发.
    pub distribution: Distribution,
    /// 责任编辑、签发、电话、印数.
    pub colophon: Colophon,
    /// What an official document bears, where an issue says nothing else.
    pub official: Official,
    /// The sources that issues share, by id.
    pub sources: BTreeMap<String, Source>,
    /// Families that take the place of a role's default list.
    pub fonts: BTreeMap<Role, Vec<String>>,
    /// Severities that differ from a rule's own.
    pub lint: BTreeMap<String, Option<crate::diag::Severity>>,
}

/// The first issue that the archive holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// Its year.
    pub year: u16,
    /// Its number within the year.
    pub number: u32,
    /// Its count since the serial began.
    pub cumulative: u32,
}

/// Who gets the issue, as the 报尾 lists them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Distribution {
    /// 报.
    pub report: Vec<String>,
    /// 送.
    pub send: Vec<String>,
    /// 发.
    pub copy: Vec<String>,
}

/// The last lines of an issue; what is empty is not printed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Colophon {
    /// 责任编辑.
    pub editor: String,
    /// 签发.
    pub approver: String,
    /// 电话.
    pub phone: String,
    /// 印数; 0 for none.
    pub copies: u32,
}

/// What a font is for (page.md §2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// 小标宋: 刊名, 标题.
    Title,
    /// 黑体: 一、.
    Heading1,
    /// 楷体: 1、, 内容简介, authors.
    Heading2,
    /// 仿宋: the text.
    Body,
    /// Latin letters and digits; without a list of its own, the role's own face.
    Latin,
    /// Tables.
    Table,
    /// 宋体: page numbers.
    PageNumber,
}

impl Role {
    /// All, as `serial.yaml` writes them.
    pub const ALL: [(&'static str, Role); 7] = [
        ("title", Role::Title),
        ("heading-1", Role::Heading1),
        ("heading-2", Role::Heading2),
        ("body", Role::Body),
        ("latin", Role::Latin),
        ("table", Role::Table),
        ("page-number", Role::PageNumber),
    ];

    /// The name in `serial.yaml`.
    pub fn as_str(self) -> &'static str {
        Role::ALL[self as usize].0
    }
}
