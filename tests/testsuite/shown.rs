//! What readers see of a table and of an author, on the page, in the Markdown and on paper.

use yaobao::tree::FileTree;

use crate::pdf::Pdf;

/// The Markdown, the page and the text of the PDF of an issue with some more lines.
fn outputs(authors: &str, more: &str) -> [String; 3] {
    let [markdown, page, pdf] = files(authors, more);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    [text(markdown), text(page), Pdf::read(&pdf).text()]
}

/// The lines of the PDF.
fn paper(authors: &str, more: &str) -> Vec<String> {
    let [.., pdf] = files(authors, more);
    Pdf::read(&pdf).projection().lines().map(str::to_owned).collect()
}

fn files(authors: &str, more: &str) -> [Vec<u8>; 3] {
    let serial = "name: 要报\nissuer: 中心\nnumbering: { origin: { year: 2017, number: 48, cumulative: 118 } }\n";
    let issue = format!(
        "number: 48\ncumulative: 118\ndate: 2017-11-28\nstatus: final\naudience: public\ntitle: 题目\nauthors: {authors}\n{more}"
    );
    let mut files = FileTree::new();
    files.insert(crate::vpath("content/serial.yaml"), serial.as_bytes());
    files.insert(crate::vpath("content/2017/48/issue.yaml"), issue.into_bytes());
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("dist");
    let report = crate::build_into(&files, folder.path(), &out);
    assert!(report.committed, "{:?}", report.diagnostics);
    let read = |name: &str| std::fs::read(out.join("2017/48").join(name)).unwrap();
    ["2017-48.md", "index.html", "2017-48.pdf"].map(read)
}

#[test]
fn a_name_that_begins_the_note_on_the_author_is_not_said_twice() {
    for (name, bio, label) in [
        ("张三", "张三，男，研究员。", false),
        ("张三", "**张　三**，男，研究员。", false),
        ("张三", "男，研究员，笔名张三。", true),
    ] {
        let authors = format!("{{ name: {name}, bio: \"{bio}\" }}");
        for output in outputs(&authors, "lead: 正文。\n") {
            assert_eq!(output.contains("张三：") || output.contains("张三："), label, "{output}");
            assert!(output.contains("研究员"), "{output}");
        }
    }
}

#[test]
fn a_total_is_set_off_and_notes_stand_under_one_another() {
    let more = "\
lead: |
  见表：

  ![](table:t)
tables:
  t:
    title: 表
    rows: [[区域, 数], [“合计”, 3], [东区, 1], [西区, 2]]
    columns: { 数: { unit: 家 } }
    notes: [甲, 乙]
    total: “合计”
";
    let [markdown, page, _] = outputs("{ name: 张三 }", more);
    assert!(markdown.contains("| <strong>“合计”</strong> | 3 |\n| 东区 | 1 |"), "{markdown}");
    let total = "<tr class=\"total\"><th scope=\"row\" id=\"t-1-1\"><strong>“合计”</strong></th>";
    assert!(page.contains(total), "{page}");
    assert_eq!(page.matches("class=\"total\"").count(), 1, "{page}");
    let notes = "<p class=\"note first\">注：1. 甲</p>\n<p class=\"note further\">2. 乙</p>\n";
    assert!(page.contains(notes), "{page}");
}

#[test]
fn a_value_says_its_number_to_machines_and_leads_to_its_cell() {
    let more = "\
lead: |
  共[](=n)，占[**一半**](=half)。

  ![](table:t)
tables:
  t: { title: 表, rows: [[区域, 数], [东区, 1000], [西区, 2000]], columns: { 数: { unit: 家 } } }
values:
  n: { table: t, row: 东区, column: 数 }
  m: { table: t, row: 西区, column: 数 }
  half: { calc: n / m }
";
    let [markdown, page, _] = outputs("{ name: 张三 }", more);
    assert!(
        markdown.contains("共<data value=\"1000\">[1000家](#t-1-2)</data>，占<data value=\"0.5\">[**一半**](#yb-values-1-1)</data>。"),
        "{markdown}"
    );
    assert!(page.contains("<data value=\"1000\"><a href=\"#t-1-2\">1000家</a></data>"), "{page}");
    assert!(
        page.contains(
            "<data value=\"0.5\"><a href=\"#yb-values-1-1\"><strong>一半</strong></a></data>"
        ),
        "{page}"
    );
    assert!(markdown.contains("| `half` | 东区·数 ÷ 西区·数 | 0.5 |"), "{markdown}");
}

#[test]
fn an_address_on_paper_breaks_behind_its_marks() {
    let address = "https://www.stats.example.gov.cn/tjsj/zxfb/201711/t20171127_1557423.html?from=2017-11-27&to=20171128";
    let more = format!(
        "lead: 见[](@a)。\nsources:\n  a: {{ type: web, title: 网页, author: 某人, date: 2017, url: {{ value: \"{address}\", date: 2017-11-28 }} }}\n"
    );
    let [_, page, _] = outputs("{ name: 张三 }", &more);
    assert!(page.contains("https://<wbr>www.<wbr>stats.<wbr>example."), "{page}");
    let lines = paper("{ name: 张三 }", &more);
    let first = lines.iter().position(|line| line.contains("https:")).unwrap();
    for line in &lines[first..first + 2] {
        assert!(line.trim_end().ends_with(['/', '.', '-', '_', '?', '&', '=']), "{line}");
    }
}
