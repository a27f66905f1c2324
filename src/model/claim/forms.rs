//! The one table of claim words: what may be written, and when it holds (authoring.md, Claims).
//!
//! Reading, the checks and `docs/claims.md` all come from [`FORMS`].

use num_bigint::BigInt;
use num_traits::Signed;

use super::{Bound, Interval};
use crate::model::value::{Rational, power_of_ten};

/// A way to claim something of a value.
pub struct ClaimForm {
    /// The words, N for a number.
    pub words: &'static str,
    /// When they hold for a value v: Chinese, then English.
    pub holds: (&'static str, &'static str),
    /// Words as they are written, each with the values for which they hold.
    pub examples: &'static [(&'static str, &'static str)],
    /// How the words are recognised.
    pub(super) pattern: Pattern,
    /// The values for which they hold.
    pub(super) interval: fn(&Measure) -> Interval,
    /// The values for which they hold and say far too little.
    pub(super) understates: Option<fn(&Measure) -> Interval>,
}

/// How words are recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pattern {
    /// A number with nothing that qualifies it.
    Bare(Bare),
    /// Words before the number.
    Before(&'static [&'static str]),
    /// Words behind the number and what is counted.
    Behind(&'static [&'static str]),
    /// A word right behind the number, its 万 or its 倍: 3700多.
    More(&'static [&'static str]),
    /// Words that are the number: no other number stands beside them.
    Whole(&'static [&'static str]),
}

/// The kinds of bare number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bare {
    /// 150家.
    Exact,
    /// 63.2%, 1.5万.
    Rounded,
    /// 3万, 2倍.
    Myriad,
    /// 三分之一, 半数, 三成.
    Share,
    /// 30%至40%, 三四百.
    Range,
}

/// A number in the words, with its unit taken into account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Measure {
    /// N.
    pub(super) n: Rational,
    /// The second number of a range.
    pub(super) up_to: Option<Rational>,
    /// The place value of the lowest digit that is not zero.
    pub(super) u: Rational,
    /// The place to which a rounded number is written.
    pub(super) place: Rational,
    /// Which kind of number it is, where nothing qualifies it.
    pub(super) kind: Bare,
}

/// All forms. An earlier form is tried before a later one.
pub const FORMS: &[ClaimForm] = &[
    ClaimForm {
        words: "N",
        holds: ("v = N", "v = N"),
        examples: &[("150家", "= 150"), ("两千个", "= 2000"), ("3,700名", "= 3700")],
        pattern: Pattern::Bare(Bare::Exact),
        interval: |m| Interval::exactly(m.n.clone()),
        understates: None,
    },
    ClaimForm {
        words: "N 带小数、%、‰ 或个百分点",
        holds: (
            "v 四舍五入到所写的那一位等于 N",
            "v rounds, half away from zero, to N at the written place",
        ),
        examples: &[
            ("63.2%", "[63.15%, 63.25%)"),
            ("63%", "[62.5%, 63.5%)"),
            ("1.5万", "[14500, 15500)"),
            ("2.5倍", "[2.45, 2.55)"),
            ("4.5‰", "[0.445%, 0.455%)"),
            ("提高3个百分点", "[2.5%, 3.5%)"),
        ],
        pattern: Pattern::Bare(Bare::Rounded),
        interval: |m| Interval::rounding_to(&m.n, &m.place),
        understates: None,
    },
    ClaimForm {
        words: "N万、N亿、N倍（无小数）",
        holds: ("v 四舍五入到该单位的十分之一等于 N", "v rounds to N at one tenth of that unit"),
        examples: &[
            ("3万", "[29500, 30500)"),
            ("2倍", "[1.95, 2.05)"),
            ("5亿元", "[495000000, 505000000)"),
        ],
        pattern: Pattern::Bare(Bare::Myriad),
        interval: |m| Interval::rounding_to(&m.n, &m.place),
        understates: None,
    },
    ClaimForm {
        words: "近N、将近N、接近N",
        holds: ("0.9N ≤ v < N", "0.9 N ≤ v < N"),
        examples: &[("近万名", "[9000, 10000)"), ("近三成", "[27%, 30%)")],
        pattern: Pattern::Before(&["近", "将近", "接近"]),
        interval: |m| Interval::between(tenths(&m.n, 9), true, m.n.clone(), false),
        understates: None,
    },
    ClaimForm {
        words: "约N、大约N",
        holds: ("0.9N ≤ v ≤ 1.1N", "0.9 N ≤ v ≤ 1.1 N"),
        examples: &[("约150家", "[135, 165]"), ("150家左右", "[135, 165]")],
        pattern: Pattern::Before(&["大约", "约"]),
        interval: about,
        understates: None,
    },
    ClaimForm {
        words: "N左右、N上下",
        holds: ("0.9N ≤ v ≤ 1.1N", "0.9 N ≤ v ≤ 1.1 N"),
        examples: &[("20岁上下", "[18, 22]")],
        pattern: Pattern::Behind(&["左右", "上下"]),
        interval: about,
        understates: None,
    },
    ClaimForm {
        words: "超N、超过N、逾N、多于N",
        holds: ("v > N", "v > N"),
        examples: &[("超过150家", "(150, ∞)"), ("逾六成", "(60%, ∞)")],
        pattern: Pattern::Before(&["超过", "超", "逾", "多于"]),
        interval: |m| Interval { low: Some(Bound { at: m.n.clone(), closed: false }), high: None },
        understates: Some(far_above),
    },
    ClaimForm {
        words: "不足N、不满N、不到N、少于N",
        holds: ("v < N", "v < N"),
        examples: &[("不足150家", "(-∞, 150)"), ("不到三成", "(-∞, 30%)")],
        pattern: Pattern::Before(&["不足", "不满", "不到", "少于"]),
        interval: |m| Interval { low: None, high: Some(Bound { at: m.n.clone(), closed: false }) },
        understates: Some(far_below),
    },
    ClaimForm {
        words: "N以上",
        holds: ("v ≥ N（民法典第一千二百五十九条）", "v ≥ N (Civil Code, article 1259)"),
        examples: &[("150家以上", "[150, ∞)")],
        pattern: Pattern::Behind(&["以上"]),
        interval: |m| Interval { low: Some(Bound { at: m.n.clone(), closed: true }), high: None },
        understates: Some(far_above),
    },
    ClaimForm {
        words: "N以下",
        holds: ("v ≤ N（民法典第一千二百五十九条）", "v ≤ N (Civil Code, article 1259)"),
        examples: &[("150家以下", "(-∞, 150]")],
        pattern: Pattern::Behind(&["以下"]),
        interval: |m| Interval { low: None, high: Some(Bound { at: m.n.clone(), closed: true }) },
        understates: Some(far_below),
    },
    ClaimForm {
        words: "N多、N余",
        holds: (
            "N < v < N+u，u 是 N 最末一个非零数字的位值",
            "N < v < N + u, u the place value of the lowest digit of N that is not zero",
        ),
        examples: &[
            ("3700多名", "(3700, 3800)"),
            ("两千多个", "(2000, 3000)"),
            ("20余家", "(20, 30)"),
            ("一倍多", "(1, 2)"),
            ("三成多", "(30%, 40%)"),
            ("3000多万元", "(30000000, 40000000)"),
        ],
        pattern: Pattern::More(&["多", "余"]),
        interval: |m| Interval::between(m.n.clone(), false, &m.n + &m.u, false),
        understates: None,
    },
    ClaimForm {
        words: "十几",
        holds: ("11 ≤ v ≤ 19", "11 ≤ v ≤ 19"),
        examples: &[("十几家", "[11, 19]"), ("十几万", "[110000, 190000]")],
        pattern: Pattern::Whole(&["十几"]),
        interval: |m| Interval::between(whole(11) * &m.n, true, whole(19) * &m.n, true),
        understates: None,
    },
    ClaimForm {
        words: "几十、数十",
        holds: ("20 ≤ v ≤ 99", "20 ≤ v ≤ 99"),
        examples: &[("几十家", "[20, 99]"), ("数十万人", "[200000, 990000]")],
        pattern: Pattern::Whole(&["几十", "数十"]),
        interval: |m| Interval::between(whole(20) * &m.n, true, whole(99) * &m.n, true),
        understates: None,
    },
    ClaimForm {
        words: "A至B、A—B、三四百",
        holds: ("A ≤ v ≤ B", "A ≤ v ≤ B"),
        examples: &[
            ("100至150家", "[100, 150]"),
            ("30%—40%", "[30%, 40%]"),
            ("三四百家", "[300, 400]"),
            ("3至5万", "[30000, 50000]"),
        ],
        pattern: Pattern::Bare(Bare::Range),
        interval: |m| {
            let high = m.up_to.clone().unwrap_or_else(|| m.n.clone());
            Interval::between(m.n.clone(), true, high, true)
        },
        understates: None,
    },
    ClaimForm {
        words: "N分之M、半数、一半、N成",
        holds: (
            "v 与该数相差不超过 0.01（百分之、千分之、万分之 同 %、‰）；可与近、约、超、不足、多连用",
            "v is within 0.01 of it (百分之, 千分之, 万分之 as % and ‰); goes with 近, 约, 超, 不足, 多 as numbers do",
        ),
        examples: &[("三成", "[29%, 31%]"), ("一半", "[49%, 51%]"), ("四分之一", "[24%, 26%]")],
        pattern: Pattern::Bare(Bare::Share),
        interval: |m| {
            let hundredth = power_of_ten(-2);
            Interval::between(&m.n - &hundredth, true, &m.n + hundredth, true)
        },
        understates: None,
    },
    ClaimForm {
        words: "绝大多数",
        holds: ("0.8 ≤ v ≤ 1", "0.8 ≤ v ≤ 1"),
        examples: &[("绝大多数", "[80%, 100%]")],
        pattern: Pattern::Whole(&["绝大多数"]),
        interval: |_| Interval::between(power_of_ten(-1) * whole(8), true, whole(1), true),
        understates: None,
    },
    ClaimForm {
        words: "过半、超过半数、多数",
        holds: ("0.5 < v ≤ 1", "0.5 < v ≤ 1"),
        examples: &[("过半", "(50%, 100%]"), ("超过半数", "(50%, 100%]")],
        pattern: Pattern::Whole(&["超过半数", "过半数", "过半", "多数"]),
        interval: more_than_half,
        understates: None,
    },
    ClaimForm {
        words: "大多数、大部分",
        holds: ("0.5 < v ≤ 1；不到 0.6 时提示说轻了", "0.5 < v ≤ 1; a warning under 0.6"),
        examples: &[("大多数", "(50%, 100%]")],
        pattern: Pattern::Whole(&["大多数", "大部分"]),
        interval: more_than_half,
        understates: Some(|_| {
            Interval::between(
                power_of_ten(-1) * whole(5),
                false,
                power_of_ten(-1) * whole(6),
                false,
            )
        }),
    },
    ClaimForm {
        words: "翻一番",
        holds: ("新值与旧值之比 v 四舍五入为 2.0", "v = new/old rounds to 2.0"),
        examples: &[("翻一番", "[1.95, 2.05)")],
        pattern: Pattern::Whole(&["翻一番", "翻了一番", "翻番"]),
        interval: |_| Interval::rounding_to(&whole(2), &power_of_ten(-1)),
        understates: None,
    },
    ClaimForm {
        words: "翻两番",
        holds: ("新值与旧值之比 v 四舍五入为 4.0", "v = new/old rounds to 4.0"),
        examples: &[("翻两番", "[3.95, 4.05)")],
        pattern: Pattern::Whole(&["翻两番", "翻了两番"]),
        interval: |_| Interval::rounding_to(&whole(4), &power_of_ten(-1)),
        understates: None,
    },
];

/// Words that may stand before the number and say nothing of its size: what is reached, what there
/// is, what is compared with, what has grown or fallen.
pub const LEADS: &[&str] = &[
    "达到",
    "高达",
    "已达",
    "达",
    "为",
    "是",
    "共有",
    "共计",
    "合计",
    "总计",
    "累计",
    "共",
    "有",
    "占比",
    "占",
    "同比",
    "环比",
    "比上年同期",
    "较上年同期",
    "比上年",
    "较上年",
    "比去年",
    "较去年",
    "增长",
    "增加",
    "提高",
    "上升",
    "提升",
    "扩大",
    "下降",
    "减少",
    "降低",
    "增至",
    "升至",
    "降至",
    "到",
    "至",
    "了",
    "已",
    "仅",
    "只",
    "其中",
    "的",
    "今年",
    "全年",
    "每年",
    "平均",
];

/// Words of a fall: the value must be negative, and its size is compared. Not where 到, 至 or 为
/// follows: 下降到20家 says what is left.
pub const FALLS: &[&str] = &["下降", "减少", "降低"];

/// Words between the two numbers of a range.
pub(super) const JOINERS: &[&str] = &["至", "到", "——", "—", "–", "-", "～", "~"];

/// Words that no form has, and the form that says the same.
pub(super) const NEAREST: &[(&str, &str)] = &[
    ("大概", "约N、大约N"),
    ("大致", "约N、大约N"),
    ("差不多", "约N、大约N"),
    ("几乎", "近N、将近N、接近N"),
    ("之间", "A至B、A—B、三四百"),
    ("不超过", "N以下"),
    ("不多于", "N以下"),
    ("至多", "N以下"),
    ("以内", "N以下"),
    ("之内", "N以下"),
    ("低于", "不足N、不满N、不到N、少于N"),
    ("不少于", "N以上"),
    ("不低于", "N以上"),
    ("至少", "N以上"),
    ("高于", "超N、超过N、逾N、多于N"),
    ("突破", "超N、超过N、逾N、多于N"),
    ("开外", "N多、N余"),
    ("出头", "N多、N余"),
    ("有余", "N多、N余"),
    ("来", "N左右、N上下"),
    ("许", "N左右、N上下"),
    ("把", "N左右、N上下"),
    ("强", "N多、N余"),
    ("弱", "近N、将近N、接近N"),
    ("几", "几十、数十"),
];

/// What makes of the words behind a number something that no form has.
pub(super) const UNKNOWN_BEHIND: &[&str] = &[
    "以内", "之内", "以外", "之外", "不", "没", "未", "非", "超过", "少于", "多于", "大约", "开外",
    "出头", "之间", "有余",
];

/// The same at the end of the words.
pub(super) const UNKNOWN_AT_END: &[&str] = &["内", "外", "起", "强", "弱"];

fn about(m: &Measure) -> Interval {
    Interval::between(tenths(&m.n, 9), true, tenths(&m.n, 11), true)
}

fn more_than_half(_: &Measure) -> Interval {
    Interval::between(power_of_ten(-1) * whole(5), false, whole(1), true)
}

/// More than half as much again.
fn far_above(m: &Measure) -> Interval {
    Interval { low: Some(Bound { at: tenths(&m.n, 15), closed: false }), high: None }
}

/// Less than half.
fn far_below(m: &Measure) -> Interval {
    Interval { low: None, high: Some(Bound { at: tenths(&m.n, 5), closed: false }) }
}

/// So many tenths of a number.
fn tenths(n: &Rational, count: u32) -> Rational {
    n * Rational::new(BigInt::from(count), BigInt::from(10))
}

fn whole(n: u32) -> Rational {
    Rational::from(BigInt::from(n))
}

impl Interval {
    /// One number.
    pub(super) fn exactly(n: Rational) -> Interval {
        Interval::between(n.clone(), true, n, true)
    }

    /// From one number to another, with or without them.
    pub(super) fn between(
        low: Rational,
        with_low: bool,
        high: Rational,
        with_high: bool,
    ) -> Interval {
        Interval {
            low: Some(Bound { at: low, closed: with_low }),
            high: Some(Bound { at: high, closed: with_high }),
        }
    }

    /// What rounds, half away from zero, to `n` at a place.
    pub(super) fn rounding_to(n: &Rational, place: &Rational) -> Interval {
        let half = place / whole(2);
        let negative = n.is_negative();
        Interval::between(n - &half, !negative, n + half, negative)
    }
}
