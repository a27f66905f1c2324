//! `docs/claims.md` shows the table of claim words as the program reads it.
//!
//! To accept a change of the table, run the tests with `YAOBAO_ACCEPT=1`.

use std::fmt::Write;

use yaobao::model::claim::{FALLS, FORMS, LEADS};

#[test]
fn the_documentation_of_claims_is_their_table() {
    let path = crate::repository().join("docs/claims.md");
    let expected = documentation();
    if std::env::var_os("YAOBAO_ACCEPT").is_some() {
        std::fs::write(&path, &expected).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), expected);
}

fn documentation() -> String {
    let mut text = String::from(HEAD);
    for form in FORMS {
        let examples: Vec<String> =
            form.examples.iter().map(|(words, interval)| format!("{words} {interval}")).collect();
        let (zh, en) = form.holds;
        writeln!(text, "| {} | {zh} | {en} | {} |", form.words, examples.join("<br>")).unwrap();
    }
    writeln!(text, "\n前面可以有 · may stand before: {}", LEADS.join("、")).unwrap();
    writeln!(text, "\n表示下降 · speak of a fall: {}", FALLS.join("、")).unwrap();
    text
}

const HEAD: &str = "\
# 表述 · Claims

`[近万名](=makers)` 印出作者的话“近万名”，并核对它对数据引用 `makers` 的精确值 v 是否成立；不成立就是错误，指出话和数据两处。
方括号里只写数和下面的说法，前面可以有“达”“共”“占”“同比增长”一类的词（列在表后），后面可以有量词（家、名、人）。
量词不影响数的比较；它说的明显是另一样东西（数据引用的单位是份，话里是人），则有警告 `claim-unit-differs`；个、种一类的量词和不认识的不管。
%、‰、成、倍、万、亿和米、元、吨的倍数都折算后再比。话里有“下降”“减少”“降低”时，v 应为负，比较它的大小；“下降到N”说的是N，不在此列。

`[近万名](=makers)` prints the author's words and checks that they hold for the exact v of the value `makers`; where they do not,
that is an error which names both places. The brackets hold the number with one of the forms below; words such as 达, 共, 占, 同比增长 may
stand before it, a measure word behind it, which does not change the number; where it counts other things than the value's unit does (人 for 份), there is
a warning, `claim-unit-differs`, but not for words such as 个, nor for unknown ones. With 下降, 减少 or 降低 in the words, v must be negative, and its size is compared;
下降到N speaks of N itself. What may stand before the number is listed below the table.

| 写法 words | 何时成立 | holds when | 例 examples |
|---|---|---|---|
";
