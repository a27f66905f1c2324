//! Measure words and units, and which of them count the same things.

/// Words for the same things. A word may stand in several kinds. 个 and other words that count
/// anything are in none, since they tell nothing.
const KINDS: [&[&str]; 23] = [
    &["人", "名", "位"],
    &["人次"],
    &["次", "回", "场", "届", "期"],
    &["家", "所", "户"],
    &["份", "件", "条", "项", "篇", "本", "册", "部", "卷", "封", "宗"],
    &["台", "套", "部", "辆", "架", "艘", "件"],
    &["元"],
    &["美元"],
    &["欧元"],
    &["港元"],
    &["日元"],
    &["英镑"],
    &["米"],
    &["平方米"],
    &["立方米"],
    &["平方公里"],
    &["亩"],
    &["公顷"],
    &["吨"],
    &["克"],
    &["年", "岁", "周岁"],
    &["天", "日"],
    &["小时"],
];

/// Words that begin like a measure word and are none: 5个个体户, 30家家具厂.
const COMPOUNDS: [&str; 78] = [
    "个体", "个人", "个性", "个案", "家庭", "家具", "家电", "家政", "家族", "家长", "家居", "家用",
    "家属", "人才", "人员", "人均", "人工", "人民", "人大", "人群", "人物", "人文", "项目", "名牌",
    "名师", "名优", "名校", "名企", "名人", "户籍", "户外", "户主", "条例", "条款", "条件", "场馆",
    "场地", "场所", "场景", "点位", "位点", "种子", "种植", "种业", "套房", "套餐", "座谈", "期刊",
    "期货", "门店", "村民", "村庄", "年度", "年轻", "年报", "天津", "天然", "元件", "元素", "部门",
    "部队", "部委", "部件", "本科", "本地", "本土", "本市", "本国", "所属", "所有", "台账", "台资",
    "件数", "份额", "次数", "日本", "日报", "米粉",
];

/// Whether a text begins with a word that begins like a measure word and is none.
pub fn begins_with_compound(text: &str) -> bool {
    COMPOUNDS.iter().any(|word| text.starts_with(word))
}

/// The measure word that a text begins with, if it is one that tells what is counted.
pub fn leading(text: &str) -> Option<&'static str> {
    let words = KINDS.iter().copied().flatten().filter(|word| text.starts_with(**word));
    let longest = words.max_by_key(|word| word.len())?;
    // 人/家 is a unit of its own.
    let is_part = text[longest.len()..].starts_with(['/', '·', '²', '³', '每']);
    (!is_part && !begins_with_compound(text)).then_some(longest)
}

/// Whether two words are known to count different things.
pub fn differ(one: &str, other: &str) -> bool {
    let is_known = |word: &str| KINDS.iter().any(|kind| kind.contains(&word));
    let is_alike = KINDS.iter().any(|kind| kind.contains(&one) && kind.contains(&other));
    is_known(one) && is_known(other) && !is_alike
}

#[cfg(test)]
mod tests {
    use super::{differ, leading};

    #[test]
    fn a_measure_word_is_told_from_what_it_counts() {
        for (text, word) in [
            ("人", Some("人")),
            ("名创客", Some("名")),
            ("人次以上", Some("人次")),
            ("美元", Some("美元")),
            ("平方米", Some("平方米")),
            ("个", None),
            ("家庭", None),
            ("人/家", None),
            ("年轻人", None),
            ("学生", None),
            ("", None),
        ] {
            assert_eq!(leading(text), word, "{text:?}");
        }
    }

    #[test]
    fn only_known_words_differ() {
        for (one, other) in [("人", "份"), ("人", "人次"), ("元", "美元"), ("名", "家")] {
            assert!(differ(one, other) && differ(other, one), "{one} {other}");
        }
        for (one, other) in
            [("人", "名"), ("家", "所"), ("件", "台"), ("个", "人"), ("支", "家"), ("", "人")]
        {
            assert!(!differ(one, other) && !differ(other, one), "{one} {other}");
        }
    }
}
