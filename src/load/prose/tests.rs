//! What authors write, and what is read.

use super::{Extent, parse};
use crate::model::prose::{Block, Inline, Prose};

fn paragraph(text: &str) -> Vec<Inline> {
    let (prose, faults) = parse(text, Extent::Body);
    assert_eq!(faults, [], "{text:?}");
    match <[Block; 1]>::try_from(prose.blocks) {
        Ok([Block::Paragraph(content)]) => content,
        other => panic!("{text:?}: one paragraph expected, not {other:?}"),
    }
}

fn t(text: &str) -> Inline {
    Inline::Text(text.into())
}

fn b(text: &str) -> Inline {
    Inline::Strong(vec![t(text)])
}

#[test]
fn emphasis_next_to_chinese_marks_is_what_the_author_means() {
    assert_eq!(paragraph("**【内容简介】**对生物"), [b("【内容简介】"), t("对生物")]);
    assert_eq!(paragraph("规模**扩大。**同时"), [t("规模"), b("扩大。"), t("同时")]);
    assert_eq!(paragraph("规模**“特点”**明显"), [t("规模"), b("“特点”"), t("明显")]);
    assert_eq!(paragraph("**甲。**乙，**丙。**丁"), [b("甲。"), t("乙，"), b("丙。"), t("丁")]);
    assert_eq!(
        paragraph("这是~~“旧的”~~新的"),
        [t("这是"), Inline::Strike(vec![t("“旧的”")]), t("新的")]
    );
}

#[test]
fn a_line_end_next_to_a_wide_character_is_no_space() {
    assert_eq!(paragraph("健康\n发展"), [t("健康发展")]);
    assert_eq!(paragraph("“健康”\n“发展”"), [t("“健康”“发展”")]);
    assert_eq!(paragraph("two\nwords"), [t("two words")]);
    assert_eq!(paragraph("健康\n**发展**"), [t("健康"), b("发展")]);
    assert_eq!(paragraph("到\n2017年"), [t("到2017年")]);
}

#[test]
fn marks_are_links_with_a_destination_of_ours() {
    assert_eq!(
        paragraph("达[](=spaces)。"),
        [t("达"), Inline::Value { id: "spaces".into(), words: vec![], at: 3 }, t("。")]
    );
    assert_eq!(
        paragraph("“，[上表](#t)"),
        [t("“，"), Inline::Reference { id: "t".into(), words: vec![t("上表")], at: 6 }]
    );
    let (prose, faults) = parse("前\n\n![](table:spaces)\n\n后", Extent::Body);
    assert_eq!((prose.blocks.len(), faults.len()), (3, 0));
    assert_eq!(prose.blocks[1], Block::DataTable { id: "spaces".into(), at: 5 });
}

#[test]
fn emphasis_next_to_marks_of_ours_is_what_the_author_means() {
    for text in
        ["快**很[](@a)**多", "快**[](=a)很**多", "快**[很](=a)**多", "快**很[^1]**多\n\n[^1]: 注"]
    {
        let content = paragraph(text);
        assert!(matches!(content[1], Inline::Strong(_)), "{text:?}: {content:?}");
    }
}

#[test]
fn what_cannot_be_read_is_a_fault_at_its_place() {
    for (text, code, stretch) in [
        ("甲[](=a b)乙", "unread-mark", "[](=a b)"),
        ("甲[]（=a）乙", "unread-mark", "[]（=a）"),
        ("甲[过半]（＝a）乙", "unread-mark", "[过半]（＝a）"),
        ("甲![](x.png)乙", "refused-image", "![](x.png)"),
        ("甲[乙](javascript:alert(1))丙", "refused-link", "[乙](javascript:alert(1))"),
        ("“甲”**“乙”**![](table:t)丙", "table-inside-text", "![](table:t)"),
        ("甲\n\n[^1]: 注", "footnote-without-mark", "[^1]: 注"),
        ("甲[^1]，乙", "note-without-text", "[^1]"),
    ] {
        let (_, faults) = parse(text, Extent::Body);
        let found: Vec<_> =
            faults.iter().map(|fault| (fault.code, &text[fault.at.clone()])).collect();
        assert_eq!(found, [(code, stretch)], "{text:?}");
    }
}

#[test]
fn a_line_is_a_line_whatever_it_begins_with() {
    for text in ["1. 发展", "# 发展", "- 发展", "> 发展", "    发展", "发展\n==="] {
        for extent in [Extent::Line, Extent::Note] {
            let (Prose { blocks, notes }, faults) = parse(text, extent);
            let refused = usize::from(extent == Extent::Note && text == "# 发展");
            assert_eq!((blocks.len(), notes.len(), faults.len()), (1, 0, refused), "{text:?}");
            assert!(matches!(blocks[0], Block::Paragraph(_)), "{text:?}");
        }
    }
}

#[test]
fn emphasis_is_nested_and_underscores_work_as_in_commonmark() {
    let em = |text: &str| Inline::Emphasis(vec![t(text)]);
    assert_eq!(paragraph("他说，_“甲”_。"), [t("他说，"), em("“甲”"), t("。")]);
    assert_eq!(paragraph("甲_乙_丙"), [t("甲_乙_丙")]);
    assert_eq!(
        paragraph("甲**乙*“丙”*丁。**戊"),
        [t("甲"), Inline::Strong(vec![t("乙"), em("“丙”"), t("丁。")]), t("戊")]
    );
}

#[test]
fn what_stayed_text_is_told_from_what_was_read() {
    for text in
        ["`[](=a b)`", "\\[](=a b)", "[甲\\](=a b)", "<b x=\"](=a b)\">", "`[^1]`", "\\[^1]"]
    {
        let (_, faults) = parse(text, Extent::Body);
        assert_eq!(faults, [], "{text:?}");
    }
    let (_, faults) = parse("&#xe000;甲&amp;&#x202e;", Extent::Body);
    let codes: Vec<&str> = faults.iter().map(|fault| fault.code).collect();
    assert_eq!(codes, ["reserved-character", "invisible-character"]);
}
