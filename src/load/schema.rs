//! What the YAML files say, key by key: the raw shapes that [`super::lower`] judges.
//!
//! Every scalar is text and every field has a default, so that reading never stops. The names of
//! the fields are the contract with authors, and what is said of them here, in Chinese and in
//! English, is what editors show ([`super::schema_shapes`]).

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::schema_shapes as shapes;

pub(crate) use super::schema_data::{RawChart, RawColumn, RawFigure, RawTable, RawValue};
pub(crate) use super::schema_serial::{
    RawColophon, RawDistribution, RawOfficial, RawOrigin, RawSerial,
};

macro_rules! raw {
    ($(#[$meta:meta])* struct $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* }) => {
        #[derive(
            Debug, Clone, Default, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema,
        )]
        #[serde(default, rename_all = "kebab-case")]
        #[schemars(deny_unknown_fields)]
        $(#[$meta])*
        pub(crate) struct $name { $($(#[$field_meta])* pub(crate) $field: $type,)* }
    };
}
pub(super) use raw;

/// Text as written; absent where the key is absent or has no value.
pub(crate) type Scalar = Option<String>;

raw! {
    /// 一期：`content/年/期号/issue.yaml`。
    ///
    /// An issue: `content/<year>/<number>/issue.yaml`.
    #[schemars(rename = "Issue")]
    #[schemars(extend("anyOf" = [{"required": ["findings"]}, {"required": ["lead"]}]))]
    #[schemars(extend("required" = ["number", "date", "title", "status", "audience", "authors"]))]
    struct RawIssue {
        /// 期号，当年第几期；增刊写 s1、s2。与文件夹名一致。
        ///
        /// The number within the year; s1 for a supplement. The folder has the same name.
        #[schemars(schema_with = "shapes::number")]
        #[schemars(extend("examples" = [48, "s1"]))]
        number: Scalar,
        /// 总期，从创刊数起；增刊不写。
        ///
        /// The count since the serial began; none for a supplement.
        #[schemars(schema_with = "shapes::count")]
        #[schemars(extend("examples" = [118]))]
        cumulative: Scalar,
        /// 日期，年-月-日。
        ///
        /// The day of issue.
        #[schemars(schema_with = "shapes::date")]
        #[schemars(extend("examples" = ["2017-11-28"]))]
        date: Scalar,
        /// 状态：draft 草稿，final 定稿，withdrawn 撤回。
        ///
        /// Where it stands: draft, final, withdrawn.
        #[schemars(schema_with = "shapes::status")]
        status: Scalar,
        /// 读者：public 公开，internal 内部。
        ///
        /// Who may see it: public, internal.
        #[schemars(schema_with = "shapes::audience")]
        audience: Scalar,
        /// 公开日期；在此之前不上公开的网站。
        ///
        /// The day before which it is not in the public archive.
        #[schemars(schema_with = "shapes::date")]
        embargo: Scalar,
        /// 标题；并列的分句写成列表，一句印一行。
        ///
        /// The title, or the clauses of a parallel title, one per line.
        #[schemars(schema_with = "shapes::texts")]
        #[schemars(extend("examples" = [["促进众创空间健康发展", "构建创新驱动新支点"]]))]
        title: Vec<String>,
        /// 作者，按印出的顺序。
        ///
        /// The authors, in the order printed.
        #[schemars(schema_with = "shapes::one_or_more::<RawAuthor>")]
        authors: Vec<RawAuthor>,
        /// 英文标题和摘要。
        ///
        /// Title and abstract in English.
        english: RawEnglish,
        /// 编者按，印在内容简介之前。
        ///
        /// The note of the editors, before the abstract.
        #[schemars(schema_with = "shapes::text")]
        editorial: Scalar,
        /// 更正：发出以后改了什么，一条一个日期。
        ///
        /// Errata: what was changed since the issue was sent, each with its day.
        #[schemars(schema_with = "shapes::one_or_more::<RawErratum>")]
        errata: Vec<RawErratum>,
        /// 关键词。
        ///
        /// Keywords.
        #[schemars(schema_with = "shapes::texts")]
        keywords: Vec<String>,
        /// 主题，往期网站按它归类。
        ///
        /// Subject headings of the archive.
        #[schemars(schema_with = "shapes::texts")]
        topics: Vec<String>,
        /// 内容简介，只写发现；“本报告建议”由各条建议生成。
        ///
        /// The abstract: the findings. The recommendations follow by themselves.
        #[schemars(schema_with = "shapes::text")]
        r#abstract: Scalar,
        /// 导语，第一部分之前的话。
        ///
        /// The opening paragraphs.
        #[schemars(schema_with = "shapes::text")]
        lead: Scalar,
        /// 发现：一个部分，或几个部分的列表。
        ///
        /// The findings: one part, or a list of parts.
        #[schemars(schema_with = "shapes::one_or_more::<RawPart>")]
        findings: Vec<RawPart>,
        /// 对策建议：发现之后的部分，只有一个。
        ///
        /// The recommendations: one part, behind the findings.
        #[schemars(schema_with = "shapes::one::<RawPart>")]
        recommendations: Vec<RawPart>,
        /// 数据表，以名称为键；文中单独一行写 ![](table:名称)。
        ///
        /// The tables by id; placed by ![](table:id) on a line of its own.
        #[schemars(extend("propertyNames" = shapes::id()))]
        tables: BTreeMap<String, RawTable>,
        /// 数据引用，以名称为键；文中写 [](=名称)，或 [近三成](=名称)。
        ///
        /// The values by id; printed by [](=id), checked by [words](=id).
        #[schemars(extend("propertyNames" = shapes::id()))]
        values: BTreeMap<String, RawValue>,
        /// 报、送、发；不写就用刊物的。
        ///
        /// Who gets it, where it differs from the serial.
        distribution: Option<RawDistribution>,
        /// 责任编辑、签发、电话、印数；不写就用刊物的。
        ///
        /// The last lines, where they differ from the serial.
        colophon: Option<RawColophon>,
        /// 公文的项目；不写就用刊物的，写 "" 或 [] 就没有这一项。
        ///
        /// What an official document bears; the serial's, if absent, and nothing, if written "" or [].
        official: RawOfficial,
        /// 图，以名称为键；文中单独一行写 ![](figure:名称)。
        ///
        /// The figures by id; placed by ![](figure:id).
        #[schemars(extend("propertyNames" = shapes::id()))]
        figures: BTreeMap<String, RawFigure>,
        /// 本期的参考文献（Hayagriva 写法），以名称为键；文中写 `[](@名称)`。外文人名写作 "姓, 名"，外文机构写作 { name: 机构 }。
        ///
        /// The sources of this issue in Hayagriva's form, by id; cited by `[](@id)`. A foreign person is "Family, Given", a foreign organisation { name: Organisation }.
        #[schemars(schema_with = "shapes::sources")]
        sources: BTreeMap<String, serde_json::Value>,
        /// 附件。
        ///
        /// What is attached.
        #[schemars(schema_with = "shapes::one_or_more::<RawAttachment>")]
        attachments: Vec<RawAttachment>,
        /// 统计图，以名称为键；文中单独一行写 ![](chart:名称)。
        ///
        /// The charts by id; placed by ![](chart:id).
        #[schemars(extend("propertyNames" = shapes::id()))]
        charts: BTreeMap<String, RawChart>,
    }
}

raw! {
    /// 一位作者。
    ///
    /// An author.
    #[schemars(rename = "Author")]
    #[schemars(extend("required" = ["name"]))]
    struct RawAuthor {
        /// 姓名，两个字的中间不加空格。
        ///
        /// The name, without padding.
        #[schemars(schema_with = "shapes::text")]
        #[schemars(extend("examples" = ["周立群"]))]
        name: Scalar,
        /// 单位。
        ///
        /// The unit.
        #[schemars(schema_with = "shapes::text")]
        affiliation: Scalar,
        /// 职务、职称。
        ///
        /// The post.
        #[schemars(schema_with = "shapes::text")]
        post: Scalar,
        /// 区分同名的人。
        ///
        /// Tells namesakes apart.
        #[schemars(schema_with = "shapes::text")]
        id: Scalar,
        /// 作者简介，代替单位和职务。
        ///
        /// Prose for the author note, in place of unit and post.
        #[schemars(schema_with = "shapes::text")]
        bio: Scalar,
    }
}

raw! {
    /// 英文标题和摘要。
    ///
    /// Title and abstract in English.
    #[schemars(rename = "English")]
    struct RawEnglish {
        /// 英文标题。
        ///
        /// The title.
        #[schemars(schema_with = "shapes::text")]
        title: Scalar,
        /// 英文摘要。
        ///
        /// The abstract.
        #[schemars(schema_with = "shapes::text")]
        r#abstract: Scalar,
    }
}

raw! {
    /// 正文的一个部分（一、二、）。
    ///
    /// A part of the text.
    #[schemars(rename = "Part")]
    #[schemars(extend("required" = ["title"]))]
    struct RawPart {
        /// 标题，不带序号。
        ///
        /// The heading, without its number.
        #[schemars(schema_with = "shapes::text")]
        title: Scalar,
        /// 第一条之前的话。
        ///
        /// What stands before the first item.
        #[schemars(schema_with = "shapes::text")]
        lead: Scalar,
        /// 各条。
        ///
        /// The items.
        #[schemars(schema_with = "shapes::one_or_more::<RawItem>")]
        items: Vec<RawItem>,
    }
}

raw! {
    /// 一条发现或建议（1、2、）。
    ///
    /// A finding or a recommendation.
    #[schemars(rename = "Item")]
    #[schemars(extend("required" = ["title"]))]
    struct RawItem {
        /// 名称：英文字母、数字、连字符，供引用和建议回应。
        ///
        /// The id: letters, digits, hyphens.
        #[schemars(schema_with = "shapes::id_text")]
        id: Scalar,
        /// 标题，不带序号。
        ///
        /// The heading, without its number.
        #[schemars(schema_with = "shapes::text")]
        title: Scalar,
        /// 内容简介里的说法，只用在建议里；不写就用标题。
        ///
        /// As the abstract has it, for recommendations; the title, if absent.
        #[schemars(schema_with = "shapes::text")]
        summary: Scalar,
        /// 建议回应哪几条发现，写它们的 id。
        ///
        /// The ids of the findings that a recommendation answers.
        #[schemars(schema_with = "shapes::texts")]
        answers: Vec<String>,
        /// 正文。
        ///
        /// The text.
        #[schemars(schema_with = "shapes::text")]
        body: Scalar,
    }
}

raw! {
    /// 一条更正。
    ///
    /// An erratum.
    #[schemars(rename = "Erratum")]
    #[schemars(extend("required" = ["date", "text"]))]
    struct RawErratum {
        /// 更正的日期。
        ///
        /// Its day.
        #[schemars(schema_with = "shapes::date")]
        date: Scalar,
        /// 原来错在哪里，改成了什么。
        ///
        /// What was wrong, and what stands there now.
        #[schemars(schema_with = "shapes::text")]
        text: Scalar,
    }
}

raw! {
    /// 一个附件：正文，或文件。
    ///
    /// An attachment: prose, or a file.
    #[schemars(rename = "Attachment")]
    #[schemars(extend("required" = ["title"]))]
    struct RawAttachment {
        /// 标题。
        ///
        /// Its title.
        #[schemars(schema_with = "shapes::text")]
        title: Scalar,
        /// 正文。
        ///
        /// Its text.
        #[schemars(schema_with = "shapes::text")]
        body: Scalar,
        /// 文件。
        ///
        /// Its file.
        #[schemars(schema_with = "shapes::text")]
        file: Scalar,
    }
}

raw! {
    /// A file of rows.
    struct RawRows {
        rows: Vec<RawRow>,
    }
}

/// A row of a table in YAML: its cells in order, or by the names of their columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RawRow {
    /// `[东区, 31]`.
    Cells(Vec<Scalar>),
    /// `{ 区域: 东区, 数量: 31 }`.
    Named(Vec<(String, Scalar)>),
    /// Something else.
    Neither,
}

impl<'de> Deserialize<'de> for RawRow {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<RawRow, D::Error> {
        deserializer.deserialize_any(RawRowVisitor)
    }
}

struct RawRowVisitor;

impl<'de> Visitor<'de> for RawRowVisitor {
    type Value = RawRow;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a row")
    }

    fn visit_unit<E>(self) -> Result<RawRow, E> {
        Ok(RawRow::Neither)
    }

    fn visit_str<E>(self, _: &str) -> Result<RawRow, E> {
        Ok(RawRow::Neither)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<RawRow, A::Error> {
        let mut cells = Vec::new();
        while let Some(cell) = items.next_element::<Scalar>()? {
            cells.push(cell);
        }
        Ok(RawRow::Cells(cells))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<RawRow, A::Error> {
        let mut cells = Vec::new();
        while let Some(cell) = entries.next_entry::<String, Scalar>()? {
            cells.push(cell);
        }
        Ok(RawRow::Named(cells))
    }
}
