//! What `serial.yaml` says, and what issues share with it.

use std::collections::BTreeMap;

use super::schema::{Scalar, raw};
use super::schema_shapes as shapes;

raw! {
    /// 刊物的设置：`content/serial.yaml`。
    ///
    /// The serial: `content/serial.yaml`.
    #[schemars(rename = "Serial")]
    #[schemars(extend("required" = ["name", "issuer", "numbering"]))]
    struct RawSerial {
        /// 刊名，印在首页报头，也用作网站名称。
        ///
        /// The name in the masthead and of the site.
        #[schemars(schema_with = "shapes::text")]
        #[schemars(extend("examples" = ["成果要报"]))]
        name: Scalar,
        /// 发行单位全称，印在刊名上方。
        ///
        /// The issuing unit, printed above the name.
        #[schemars(schema_with = "shapes::text")]
        issuer: Scalar,
        /// 编者，印作“××中心 编”；不写就是发行单位。
        ///
        /// The unit printed with 编; the issuer, if absent.
        #[schemars(schema_with = "shapes::text")]
        compiler: Scalar,
        /// 语言，不写就是 zh-Hans。
        ///
        /// The language tag; zh-Hans, if absent.
        #[schemars(schema_with = "shapes::text")]
        #[schemars(extend("examples" = ["zh-Hans"]))]
        language: Scalar,
        /// 往期网站的完整网址，结尾保留斜杠。
        ///
        /// The absolute address of the published archive.
        #[schemars(schema_with = "shapes::text")]
        #[schemars(extend("examples" = ["https://example.org/yaobao/"]))]
        url: Scalar,
        /// 版式：yaobao 是要报；gbt9704 是党政机关公文，这个版本还没有。
        ///
        /// The page: yaobao; gbt9704, for official documents, comes with a later version.
        #[schemars(schema_with = "shapes::profile")]
        profile: Scalar,
        /// 刊物简介，一段话，用在网站、订阅源和网页信息里。
        ///
        /// One paragraph about the serial, for the site, feeds and metadata.
        #[schemars(schema_with = "shapes::text")]
        description: Scalar,
        /// 版权说明，用在往期网站上。
        ///
        /// The copyright or licence line of the archive.
        #[schemars(schema_with = "shapes::text")]
        licence: Scalar,
        /// 期号从哪里数起。
        ///
        /// Where the numbers are counted from.
        numbering: RawNumbering,
        /// 报、送、发的单位；某一期可以另写。
        ///
        /// Who gets the issues; an issue may say otherwise.
        distribution: RawDistribution,
        /// 末页的责任编辑、签发、电话、印数。
        ///
        /// The last lines of an issue.
        colophon: RawColophon,
        /// 公文的项目；某一期可以另写。
        ///
        /// What an official document bears; an issue may say otherwise.
        official: RawOfficial,
        /// 各处用的字体，按先后；不写就用自带的。自有的字体文件放在刊物的 fonts/ 里。
        ///
        /// The font families of each role, first to last; the built-in ones, if absent. Files of
        /// others go into the folder fonts/ of the workspace.
        #[schemars(schema_with = "shapes::fonts")]
        fonts: BTreeMap<String, Vec<String>>,
        /// 检查规则的轻重：规则名: off、note、warn 或 error。
        ///
        /// The severities of rules: off, note, warn or error.
        #[schemars(schema_with = "shapes::lint")]
        lint: BTreeMap<String, String>,
    }
}

raw! {
    /// 期号。
    ///
    /// The numbers.
    #[schemars(rename = "Numbering")]
    #[schemars(extend("required" = ["origin"]))]
    struct RawNumbering {
        /// 收存的第一期，以后各期由此核对。
        ///
        /// The first issue held here, from which all others are counted.
        origin: RawOrigin,
        /// 从未发行的期号，例如 ["2018-7"]；它们占用总期。
        ///
        /// Numbers that were never issued; they count in the cumulative number.
        #[schemars(schema_with = "shapes::issue_ids")]
        void: Vec<String>,
    }
}

raw! {
    /// 收存的第一期。
    ///
    /// The first issue held here.
    #[schemars(rename = "Origin")]
    #[schemars(extend("required" = ["year", "number", "cumulative"]))]
    struct RawOrigin {
        /// 年份。
        ///
        /// Its year.
        #[schemars(schema_with = "shapes::count")]
        year: Scalar,
        /// 当年第几期。
        ///
        /// Its number within the year.
        #[schemars(schema_with = "shapes::count")]
        number: Scalar,
        /// 总第几期。
        ///
        /// Its count since the serial began.
        #[schemars(schema_with = "shapes::count")]
        cumulative: Scalar,
    }
}

raw! {
    /// 报、送、发。
    ///
    /// Who gets an issue.
    #[schemars(rename = "Distribution")]
    struct RawDistribution {
        /// 报：上级。
        ///
        /// 报: those above.
        #[schemars(schema_with = "shapes::texts")]
        report: Vec<String>,
        /// 送：平级和有关单位。
        ///
        /// 送: peers and others concerned.
        #[schemars(schema_with = "shapes::texts")]
        send: Vec<String>,
        /// 发：下级；公文版式作抄送。
        ///
        /// 发: those below; 抄送 in official documents.
        #[schemars(schema_with = "shapes::texts")]
        copy: Vec<String>,
    }
}

raw! {
    /// 版记；空着的不印。
    ///
    /// The colophon; what is empty is not printed.
    #[schemars(rename = "Colophon")]
    struct RawColophon {
        /// 责任编辑。
        ///
        /// The editor in charge.
        #[schemars(schema_with = "shapes::text")]
        editor: Scalar,
        /// 签发。
        ///
        /// Who approved it.
        #[schemars(schema_with = "shapes::text")]
        approver: Scalar,
        /// 电话。
        ///
        /// The phone number.
        #[schemars(schema_with = "shapes::text")]
        phone: Scalar,
        /// 印数；0 不印。
        ///
        /// How many copies are printed; 0 for no such line.
        #[schemars(schema_with = "shapes::whole")]
        copies: Scalar,
    }
}

raw! {
    /// 公文的项目（GB/T 9704—2012）；某一期写 "" 或 [] 的项目，不用刊物的。
    ///
    /// What an official document bears (GB/T 9704-2012); what an issue leaves empty, as "" or [], is
    /// not taken from the serial.
    #[schemars(rename = "Official")]
    struct RawOfficial {
        /// 密级和保密期限，印作 秘密★1年；某一期没有密级而刊物有，写 {}。
        ///
        /// The classification with its period; {} for an issue without one, where the serial has one.
        classification: Option<RawClassification>,
        /// 份号或编号；有前导零的加引号。
        ///
        /// The copy number; in quotes where it begins with zeros.
        #[schemars(schema_with = "shapes::text")]
        #[schemars(extend("examples" = ["000001"]))]
        serial_no: Scalar,
        /// 紧急程度；某一期不急而刊物写了，写 ""。
        ///
        /// The urgency; "" for an issue without one, where the serial has one.
        #[schemars(schema_with = "shapes::text")]
        #[schemars(extend("examples" = ["特急", "加急"]))]
        urgency: Scalar,
        /// 发文机关代字。
        ///
        /// The mark of the issuing unit.
        #[schemars(schema_with = "shapes::text")]
        #[schemars(extend("examples" = ["津研发"]))]
        mark: Scalar,
        /// 签发人。
        ///
        /// Who signs it.
        #[schemars(schema_with = "shapes::texts")]
        signers: Option<Vec<String>>,
        /// 主送机关；某一期没有而刊物写了，写 []。
        ///
        /// Whom it is addressed to; [] for nobody, where the serial has somebody.
        #[schemars(schema_with = "shapes::texts")]
        to: Option<Vec<String>>,
        /// 附注。
        ///
        /// The note below.
        #[schemars(schema_with = "shapes::text")]
        note: Scalar,
        /// 印发机关。
        ///
        /// Who prints and sends it.
        #[schemars(schema_with = "shapes::text")]
        issued_by: Scalar,
        /// 印发日期。
        ///
        /// The day it is sent.
        #[schemars(schema_with = "shapes::date")]
        issued_on: Scalar,
    }
}

raw! {
    /// 密级和期限。
    ///
    /// The classification.
    #[schemars(rename = "Classification")]
    struct RawClassification {
        /// 密级。
        ///
        /// The level.
        #[schemars(schema_with = "shapes::text")]
        #[schemars(extend("examples" = ["绝密", "机密", "秘密"]))]
        level: Scalar,
        /// 保密期限。
        ///
        /// How long it holds.
        #[schemars(schema_with = "shapes::text")]
        #[schemars(extend("examples" = ["1年"]))]
        period: Scalar,
    }
}
