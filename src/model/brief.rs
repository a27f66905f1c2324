//! What an issue says.

use std::collections::BTreeMap;

use super::{Prose, Table, Value};
use super::serial::{Colophon, Distribution};

/// A brief: findings, the recommendations that answer them, and what stands around them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Brief {
    /// The clauses of the title, one a line.
    pub title: Vec<Prose>,
    /// Who wrote it, in the order printed.
    pub authors: Vec<Author>,
    /// Title and abstract in English; may be empty.
    pub english: English,
    /// 编者按.
    pub editorial: Option<Prose>,
    /// 关键词.
    pub keywords: Vec<String>,
    /// The archive's subject headings.
    pub topics: Vec<String>,
    /// 内容简介 without its second paragraph, which follows from the recommendations.
    pub abstract_: Option<Prose>,
    /// 导语.
    pub lead: Option<Prose>,
    /// The parts that hold findings.
    pub findings: Vec<Part>,
    /// The parts that hold recommendations; they follow the findings.
    pub recommendations: Vec<Part>,
    /// The tables by id.
    pub tables: BTreeMap<String, Table>,
    /// The values by id.
    pub values: BTreeMap<String, Value>,
    /// 报、送、发, where they differ from the serial's.
    pub distribution: Option<Distribution>,
    /// 责任编辑、签发、电话、印数, where they differ from the serial's.
    pub colophon: Option<Colophon>,
    /// 密级 with its period, as printed: 秘密★1年. Empty for none.
    pub classification: String,
    /// 份号 or 编号. Empty for none.
    pub serial_no: String,
}

/// Who wrote a brief.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Author {
    /// The name, without padding.
    pub name: String,
    /// 单位; may be empty.
    pub affiliation: String,
    /// 职务、职称; may be empty.
    pub post: String,
    /// Tells namesakes apart; empty where the name alone is enough.
    pub id: String,
    /// Prose for 作者简介 in place of affiliation and post.
    pub bio: Option<Prose>,
}

/// What the brief is called abroad.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct English {
    /// The title.
    pub title: String,
    /// The abstract.
    pub abstract_: String,
}

/// A part 一、 二、 of the text: a group of findings or of recommendations.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Part {
    /// The heading, without its number.
    pub title: Prose,
    /// What stands before the first item.
    pub lead: Option<Prose>,
    /// The items in order.
    pub items: Vec<Item>,
}

/// A finding or a recommendation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Item {
    /// The name by which it is answered or referred to.
    pub id: Option<String>,
    /// The heading, without its number.
    pub title: Prose,
    /// The words of a recommendation in the abstract, where they differ from the title.
    pub summary: Option<Prose>,
    /// The ids of the findings that a recommendation answers.
    pub answers: Vec<String>,
    /// The text.
    pub body: Option<Prose>,
}
