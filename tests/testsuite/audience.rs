//! Who may see what (site.md §4): nothing of an issue that is not for the public is anywhere in the
//! public archive, whatever stood there before; the internal archive holds it, marked.

use std::collections::BTreeMap;

use crate::commands::{Workspace, tree};
use crate::pdf::Pdf;

/// Stands in every field of issues that are not for the public, in two scripts: what is cut into
/// words or pairs of characters keeps one of them.
const CANARY: [&str; 2] = ["KXQ7", "䶮㬎"];

/// An issue whose every field bears the mark.
fn issue(workspace: &Workspace, number: &str, day: u8, access: &str) {
    let c = |field: &str| format!("䶮㬎KXQ7{number}{field}");
    let folder = format!("content/2017/{number}");
    let cumulative = match number.parse::<u32>() {
        Ok(number) => format!("cumulative: {}\n", number + 70),
        Err(_) => String::new(),
    };
    let yaml = format!(
        "number: {number}\n{cumulative}date: 2017-12-{day:02}\n{access}\n\
         title: [{}, {}]\n\
         authors: [{{ name: {}, affiliation: {}, post: {} }}, {{ name: {}, id: kxq7id{number}, bio: {} }}]\n\
         english: {{ title: {}, abstract: {} }}\n\
         keywords: [{}]\ntopics: [{}]\neditorial: {}\nabstract: {}\n\
         lead: |\n  {}[](=all)，见[](#t)、[](#f)和[](#c)，格式见[](@s)[^1]。\n\n  ![](table:t)\n\n  \
         ![{}](figure:f)\n\n  ![](chart:c)\n\n  [^1]: {}。\n\
         findings: {{ title: {}, items: [{{ id: find, title: {}, body: {} }}] }}\n\
         recommendations: {{ title: {}, items: [{{ title: {}, summary: {}, answers: [find], body: {} }}] }}\n\
         tables:\n  t: {{ file: tables/kxq7-{number}.csv, title: {}, source: {}, notes: [{}], columns: {{ 数量: {{ unit: 家 }} }} }}\n\
         charts:\n  c: {{ table: t, kind: bar, y: 数量, title: {}, alt: {} }}\n\
         figures:\n  f: {{ file: figures/kxq7-{number}.svg, title: {}, source: {} }}\n\
         values:\n  all: {{ table: t, row: {}, column: 数量 }}\n\
         sources:\n  s: {{ type: report, title: {}, author: {}, date: 2012 }}\n\
         attachments: [{{ title: {}, file: attachments/kxq7-{number}.csv }}]\n\
         official: {{ classification: {{ level: 秘密, period: 1年 }}, serial-no: \"77{day:04}\" }}\n\
         distribution: {{ report: [{}], send: [{}], copy: [{}] }}\n\
         colophon: {{ editor: {}, approver: {}, phone: KXQ7, copies: 7 }}\n",
        c("title"),
        c("clause"),
        c("name"),
        c("affiliation"),
        c("post"),
        c("second"),
        c("bio"),
        c("english"),
        c("english-abstract"),
        c("keyword"),
        c("topic"),
        c("editorial"),
        c("abstract"),
        c("lead"),
        c("alt"),
        c("note"),
        c("part"),
        c("finding"),
        c("evidence"),
        c("proposals"),
        c("proposal"),
        c("summary"),
        c("reason"),
        c("caption"),
        c("origin"),
        c("remark"),
        c("chart"),
        c("chart-alt"),
        c("figure"),
        c("drawn"),
        c("row"),
        c("source"),
        c("writer"),
        c("attachment"),
        c("report"),
        c("send"),
        c("copy"),
        c("editor"),
        c("approver"),
    );
    workspace.write(&format!("{folder}/issue.yaml"), &yaml);
    let table = format!("区域,数量\n{},45\n乙区,28\n", c("row"));
    workspace.write(&format!("{folder}/tables/kxq7-{number}.csv"), &table);
    workspace.write(&format!("{folder}/attachments/kxq7-{number}.csv"), &table);
    let drawing = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 40 20\"><title>{}</title>\
         <rect width=\"40\" height=\"20\" fill=\"#444\"/></svg>\n",
        c("drawing")
    );
    workspace.write(&format!("{folder}/figures/kxq7-{number}.svg"), &drawing);
}

fn workspace() -> Workspace {
    let workspace = Workspace::empty();
    workspace.write(
        "content/serial.yaml",
        "name: 报\nissuer: 中心\nurl: https://example.org/bao/\n\
         numbering: { origin: { year: 2017, number: 48, cumulative: 118 } }\n",
    );
    workspace.write(
        "content/2017/48/issue.yaml",
        "number: 48\ncumulative: 118\ndate: 2017-12-01\nstatus: final\naudience: public\n\
         title: 公开的一期\nauthors: { name: 周立群 }\nlead: 正文。\n",
    );
    workspace
}

/// Every way in which a file may hold a text: as it is, in a URL, in JSON, in a string of a PDF,
/// packed or not.
fn found(path: &str, bytes: &[u8], word: &str) -> bool {
    let url: String = word.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let json: String = word.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
    let utf16: Vec<u8> = word.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let hex: String = utf16.iter().map(|byte| format!("{byte:02X}")).collect();
    let small = word.to_lowercase();
    let spellings = [word.as_bytes(), url.as_bytes(), json.as_bytes(), hex.as_bytes(), &utf16];
    let is_in = |bytes: &[u8]| {
        let has = |what: &[u8]| bytes.windows(what.len()).any(|window| window == what);
        spellings.iter().any(|spelling| has(spelling)) || has(small.as_bytes())
    };
    let pdf = path.ends_with(".pdf").then(|| Pdf::read(bytes));
    let is_in_pdf =
        |pdf: Pdf| pdf.contents.iter().any(|stream| is_in(stream)) || is_in(pdf.text().as_bytes());
    is_in(path.as_bytes()) || is_in(bytes) || pdf.is_some_and(is_in_pdf)
}

/// Which files of an archive bear the mark.
fn marked(files: &BTreeMap<String, Vec<u8>>) -> Vec<&String> {
    let is_marked =
        |(path, bytes): &(&String, &Vec<u8>)| CANARY.iter().any(|word| found(path, bytes, word));
    files.iter().filter(is_marked).map(|(path, _)| path).collect()
}

/// Links that lead nowhere; the page for lost readers starts from where the serial is published.
fn dead_links(workspace: &Workspace) -> Vec<String> {
    let mut files = workspace.dist();
    files.remove("404.html");
    crate::links::dead_links(&files)
}

const SECRETS: [(&str, &str); 7] = [
    ("50", "status: final\naudience: internal"),
    ("51", "status: draft\naudience: public"),
    ("52", "status: final\naudience: public\nembargo: 2999-01-01"),
    ("53", "status: withdrawn\naudience: public"),
    ("54", "status: withdrawn\naudience: internal"),
    ("55", "status: withdrawn\naudience: public\nembargo: 2999-01-01"),
    ("s1", "status: final\naudience: internal"),
];

const PUBLIC: &str = "status: final\naudience: public";

#[test]
fn nothing_of_what_is_not_public_is_in_the_public_archive() {
    let workspace = workspace();
    issue(&workspace, "49", 2, PUBLIC);
    workspace.run(&["build"]).ends_with_code(0);
    let shown = workspace.dist();
    let marked_files = marked(&shown);
    for path in ["index.html", "feed.json", "catalog.json", "2017/49/2017-49.pdf"] {
        assert!(marked_files.contains(&&path.to_owned()), "the test does not see {path}");
    }
    assert!(marked_files.iter().any(|path| path.starts_with("authors/")));
    assert!(marked_files.iter().any(|path| path.starts_with("topics/")));
    for (at, (number, access)) in SECRETS.iter().enumerate() {
        issue(&workspace, number, 3 + at as u8, access);
    }
    // Built over an archive that showed the issue, then again over what came of it.
    for access in ["status: final\naudience: internal", "status: draft\naudience: public"] {
        issue(&workspace, "49", 2, access);
        workspace.run(&["build"]).ends_with_code(0);
        workspace.run(&["build", "--force"]).ends_with_code(0);
        assert_eq!(marked(&workspace.dist()), [""; 0], "{access}");
        let left: Vec<String> = workspace.dist().into_keys().collect();
        let issues = |path: &String| path.starts_with("2017/") && path != "2017/index.html";
        let left: Vec<&String> = left.iter().filter(|path| issues(path)).collect();
        let shown =
            ["2017-48.md", "2017-48.pdf", "cite.bib", "cite.json", "cite.ris", "index.html"];
        let is_known =
            |path: &&&String| path.starts_with("2017/48/") || **path == "2017/53/index.html";
        assert!(left.iter().filter(|path| !is_known(path)).count() == 0, "{left:?}");
        assert!(left.iter().filter(|path| path.starts_with("2017/48/")).count() >= shown.len());
    }
    // Nor does a build of a single issue bring any of it, nor what lies beside the archive.
    workspace.run(&["build", "2017-48", "--force"]).ends_with_code(0);
    assert_eq!(marked(&workspace.dist()), [""; 0]);
    let beside: Vec<String> =
        tree(&workspace.path("")).into_keys().filter(|path| path.contains("yaobao-")).collect();
    assert_eq!(beside, [""; 0]);
}

/// An issue for everyone, without a mark.
fn plain_issue(workspace: &Workspace, number: usize) {
    workspace.write(
        &format!("content/2017/{number}/issue.yaml"),
        &format!(
            "number: {number}\ncumulative: {}\ndate: 2017-12-{}\n{PUBLIC}\n\
             title: 公开的第{number}期\nauthors: {{ name: 周立群 }}\nlead: 正文。\n",
            number + 70,
            number - 40,
        ),
    );
}

#[test]
fn pages_that_are_kept_do_not_tell_of_what_was_made_a_secret() {
    for access in [
        "status: final\naudience: internal",
        "status: draft\naudience: public",
        "status: withdrawn\naudience: public",
        "status: final\naudience: public\nembargo: 2999-01-01",
    ] {
        let workspace = workspace();
        issue(&workspace, "49", 2, PUBLIC);
        (50..53).for_each(|number| plain_issue(&workspace, number));
        workspace.run(&["build"]).ends_with_code(0);
        issue(&workspace, "49", 2, access);
        workspace.run(&["build", "2017-52"]).ends_with_code(0);
        assert_eq!(marked(&workspace.dist()), [""; 0], "{access}");
        assert_eq!(dead_links(&workspace), [""; 0], "{access}");
        // A neighbour whose own text has changed is not published by the way.
        issue(&workspace, "49", 2, PUBLIC);
        workspace.run(&["build"]).ends_with_code(0);
        issue(&workspace, "49", 2, access);
        workspace.edit("content/2017/50/issue.yaml", "title: 公开", "title: 改过的公开");
        let before = workspace.dist();
        let said = workspace.run(&["build", "2017-52"]).ends_with_code(2);
        assert!(said.stderr.contains("2017-50 没有点名"), "{}", said.stderr);
        assert_eq!(workspace.dist(), before, "{access}");
    }
}

#[test]
fn what_is_remembered_may_be_older_than_the_pages_that_are_kept() {
    let workspace = workspace();
    let secret = "status: final\naudience: internal";
    issue(&workspace, "49", 2, secret);
    (50..53).for_each(|number| plain_issue(&workspace, number));
    workspace.run(&["build"]).ends_with_code(0);
    let remembered = || {
        let names = tree(&workspace.path(".yaobao/cache")).into_iter();
        let is_it = |name: &str| name.ends_with(".jsonl") && name != "survey.jsonl";
        names.filter(|(name, _)| is_it(name)).collect::<Vec<_>>()
    };
    let old = remembered();
    issue(&workspace, "49", 2, PUBLIC);
    workspace.run(&["build"]).ends_with_code(0);
    assert_ne!(remembered(), old);
    for (name, bytes) in old {
        std::fs::write(workspace.path(".yaobao/cache").join(name), bytes).unwrap();
    }
    issue(&workspace, "49", 2, secret);
    workspace.run(&["build", "2017-52"]).ends_with_code(0);
    assert_eq!(marked(&workspace.dist()), [""; 0]);
    assert_eq!(dead_links(&workspace), [""; 0]);
}

#[test]
fn what_is_kept_is_listed_as_it_stands() {
    let workspace = workspace();
    for number in 49..52 {
        issue(&workspace, &number.to_string(), number - 40, PUBLIC);
    }
    workspace.run(&["build"]).ends_with_code(0);
    workspace.edit("content/2017/51/issue.yaml", "title: [", "title: [新的题目, ");
    workspace.edit("content/2017/51/issue.yaml", "topics: [", "topics: [新的主题, ");
    workspace.run(&["build", "2017-48"]).ends_with_code(0);
    for (path, bytes) in workspace.dist() {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("新的题目") && !text.contains("新的主题"), "{path}");
    }
    assert_eq!(dead_links(&workspace), [""; 0]);
    workspace.run(&["build"]).ends_with_code(0);
    assert!(workspace.read("dist/index.html").contains("新的题目"));
}

#[test]
fn an_internal_page_follows_the_day() {
    let workspace = workspace();
    issue(&workspace, "49", 2, "status: final\naudience: public\nembargo: 2026-12-01");
    let build = |day: &str| {
        workspace.run(&["build", "--audience", "internal", "--today", day]).ends_with_code(0);
        workspace.read("dist-internal/2017/49/index.html").contains("前不公开")
    };
    assert!(build("2026-11-01"));
    assert!(!build("2027-01-01"));
    assert!(build("2026-11-01"));
}

#[test]
fn a_withdrawn_issue_leaves_number_and_day() {
    let workspace = workspace();
    issue(&workspace, "49", 2, "status: withdrawn\naudience: public");
    workspace.run(&["build"]).ends_with_code(0);
    let page = workspace.read("dist/2017/49/index.html");
    for said in ["2017年第49期（总第119期）", "2017年12月2日", "已撤回", "noindex"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(workspace.read("dist/2017/index.html").contains("第49期"));
    for path in ["index.html", "feed.xml", "feed.json", "sitemap.xml", "catalog.json"] {
        let text = workspace.read(&format!("dist/{path}"));
        assert!(!text.contains("2017/49") && !text.contains("第49期"), "{path}: {text}");
    }
    // It has no place in the row of issues that are read one after the other.
    assert!(!workspace.read("dist/2017/48/index.html").contains("2017/49"));
    // Taken back, it is there again.
    issue(&workspace, "49", 2, PUBLIC);
    workspace.run(&["build"]).ends_with_code(0);
    assert!(workspace.read("dist/2017/49/index.html").contains("KXQ7"));
}

#[test]
fn the_internal_archive_holds_all_and_says_so() {
    let workspace = workspace();
    for (at, (number, access)) in SECRETS.iter().enumerate() {
        if *number != "s1" {
            issue(&workspace, number, 3 + at as u8, access);
        }
    }
    issue(&workspace, "49", 2, PUBLIC);
    workspace.run(&["build", "--audience", "internal"]).ends_with_code(0);
    let files = tree(&workspace.path("dist-internal"));
    for number in 48..56 {
        let (page, pdf) =
            (format!("2017/{number}/index.html"), format!("2017/{number}/2017-{number}.pdf"));
        assert!(files.contains_key(&page) && files.contains_key(&pdf), "{number}");
    }
    let pages = files.iter().filter(|(path, _)| path.ends_with(".html"));
    for (path, bytes) in pages {
        let page = String::from_utf8_lossy(bytes);
        assert!(page.contains("class=\"internal\""), "{path} is not marked");
        assert!(page.contains("content=\"noindex\""), "{path} can be found");
    }
    let restrictions = [
        ("50", "内部"),
        ("51", "草稿"),
        ("52", "2999年1月1日前不公开"),
        ("53", "已撤回"),
        ("54", "已撤回　内部"),
    ];
    for (number, words) in restrictions {
        let page =
            String::from_utf8_lossy(&files[&format!("2017/{number}/index.html")]).into_owned();
        assert!(page.contains(&format!("<p class=\"notice\">{words}</p>")), "{number}");
        let year = String::from_utf8_lossy(&files["2017/index.html"]).into_owned();
        assert!(year.contains(&format!("<span class=\"restricted\">{words}</span>")), "{number}");
    }
    assert_eq!(files["robots.txt"], b"User-agent: *\nDisallow: /\n");
    assert!(!files.contains_key("sitemap.xml"));
    // A draft with faults does not keep the others from being built.
    workspace.edit("content/2017/51/issue.yaml", "[](=all)", "[](=al)");
    workspace.run(&["build", "--audience", "internal"]).ends_with_code(0);
    assert!(!workspace.path("dist-internal/2017/51").exists());
    workspace.run(&["build", "--audience", "internal", "--drafts"]).ends_with_code(1);
}

#[test]
fn one_archive_never_takes_the_place_of_the_other() {
    let workspace = workspace();
    issue(&workspace, "49", 2, "status: final\naudience: internal");
    workspace.run(&["build"]).ends_with_code(0);
    let before = workspace.dist();
    let said =
        workspace.run(&["build", "--audience", "internal", "--out", "dist"]).ends_with_code(2);
    assert!(said.stderr.contains("dist 里是公开的网站"), "{}", said.stderr);
    assert_eq!(workspace.dist(), before);
    workspace.run(&["build", "--audience", "internal"]).ends_with_code(0);
    let said = workspace.run(&["build", "--out", "dist-internal"]).ends_with_code(2);
    assert!(said.stderr.contains("里是内部的网站"), "{}", said.stderr);
    let said = workspace.run(&["build", "2017-49"]).ends_with_code(2);
    assert!(said.stderr.contains("--audience internal"), "{}", said.stderr);
    // Each remembers its own: neither makes the other stale.
    let said = workspace.run(&["build"]).ends_with_code(0);
    assert_eq!(
        said.stdout,
        "排印 0 期，1 期无须重印，略过 1 期（草稿、内部、未到公开日期或已撤回）：dist\n"
    );
}
