//! Citations and the list of references: the same numbers and the same words in every output.

use std::collections::BTreeMap;

use yaobao::tree::FileTree;

use crate::pdf::Pdf;
use crate::printed_text::{without_blanks, words_of_html};

const ISSUE: &str = "number: 48
cumulative: 118
date: 2017-11-28
status: final
audience: public
title: 题目
authors: { name: 周立群, bio: '专著[](@bio)' }
abstract: 简介[](@abstract)。
lead: |
  - 列表[](@list)[^n]
  - 又[](@list)[](@abstract)[](@after)。

  ![](table:t)

  > 引文[](@quote)与[](@list)[](@abstract)[](@note)[](@quote)[](@after)、[](@abstract \"第12页\")[](@shared)。

  [^n]: 注[](@note)。
findings:
  title: 特点
  items:
    - { title: 发现, body: '**正文[](@body)**末[](@shared)' }
tables:
  t: { file: tables/t.csv, title: 表题, source: '据[](@table)整理' }
  unplaced: { file: tables/t.csv, title: 表题, source: '据[](@unplaced)整理' }
sources:
";

const SHARED: &str = "@online{shared, author={Smith, John and Doe, Jane and Roe, Richard and Poe, Ann}, title={Costs & <b>benefits</b> *of* \\_space\\_}, url={https://example.org/a_b?c=d}, urldate={2017-11-28}, date={2016-05}}\n";

/// The outputs of the issue, by their extension.
fn outputs() -> BTreeMap<&'static str, Vec<u8>> {
    let mut issue = ISSUE.to_owned();
    for id in ["table", "after", "abstract", "list", "note", "quote", "body", "bio", "unplaced"] {
        issue.push_str(&format!(
            "  {id}: {{ type: book, title: 题{id}, author: [甲, 乙, 丙, 丁], edition: 2, date: 2001 }}\n"
        ));
    }
    let mut files = FileTree::new();
    let serial = "name: 报\nissuer: 中心\nnumbering: { origin: { year: 2017, number: 48, cumulative: 118 } }\n";
    for (path, text) in [
        ("content/serial.yaml", serial),
        ("content/2017/48/issue.yaml", issue.as_str()),
        ("content/2017/48/tables/t.csv", "区域,家数\n甲区,10\n"),
        ("content/sources.bib", SHARED),
    ] {
        files.insert(crate::vpath(path), text.as_bytes());
    }
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("dist");
    let report = crate::build_into(&files, folder.path(), &out);
    assert!(report.committed, "{:?}", report.diagnostics);
    [("pdf", "2017-48.pdf"), ("md", "2017-48.md"), ("html", "index.html")]
        .map(|(extension, name)| {
            (extension, std::fs::read(out.join("2017/48").join(name)).unwrap())
        })
        .into()
}

/// What stands between `[` and the end of each citation mark of the text.
fn marks(markdown: &str) -> Vec<String> {
    let stretches = markdown.split("<sup>").skip(1);
    let mark = |stretch: &str| {
        let mark = stretch.split("</sup>").next().unwrap();
        let mut plain = String::new();
        for piece in mark.split(')') {
            plain.push_str(piece.split("](").next().unwrap());
        }
        plain.replace(['[', '\\', ']'], "")
    };
    stretches.map(mark).collect()
}

#[test]
fn numbers_follow_the_reader_and_lists_agree() {
    let outputs = outputs();
    let markdown = String::from_utf8(outputs["md"].clone()).unwrap();
    let in_text: Vec<String> = marks(&markdown);
    assert_eq!(
        in_text,
        [
            "1",
            "2",
            "1-2,4",
            "5",
            "6",
            "1-4,6",
            "1第12页",
            "7",
            "8",
            "7", // the text
            "3", // its footnote
            "9", // the author note
        ]
    );
    let references = "题abstract 题list 题note 题after 题table 题quote Costs 题body 题bio";
    let list = |text: &str, from: &str, to: &str| -> String {
        let behind = text.rsplit_once(from).expect("a list of references").1;
        without_blanks(behind.split(to).next().unwrap())
    };
    let page = words_of_html(&String::from_utf8(outputs["html"].clone()).unwrap());
    let page = list(&page, "参考文献", "【作者简介】");
    let mut at = 0;
    for reference in references.split(' ') {
        at += page[at..].find(reference).unwrap_or_else(|| panic!("{reference} in {page}"));
    }
    assert!(page.contains("[3]甲,乙,丙,等.题note[M].2版.2001."), "{page}");
    assert!(page.contains("[7]SMITHJ,DOEJ,ROER,etal.Costs&<b>benefits</b>*of*_space_[EB/OL].(2016-05)[2017-11-28].https://example.org/a_b?c=d."), "{page}");
    assert!(!page.contains("unplaced"), "{page}");
    let pdf = list(&Pdf::read(&outputs["pdf"]).text(), "参考文献", "【作者简介】");
    let page_number = |text: &str| text.replace("—1—", "").replace("—2—", "");
    assert_eq!(page_number(&pdf), page);
}
