//! Templates of a workspace: the example of docs/templates.md, and what a designer is told.

use crate::pdf::Pdf;
use crate::small::{build_here, clean, small};

fn read(path: &str) -> String {
    std::fs::read_to_string(crate::repository().join(path)).unwrap()
}

fn fenced<'a>(text: &'a str, language: &str) -> &'a str {
    let (_, rest) = text.split_once(&format!("```{language}\n")).unwrap();
    rest.split_once("```").unwrap().0
}

#[test]
fn the_example_of_the_documentation_works() {
    let workspace = small();
    let guide = read("docs/templates.md");
    workspace.write("templates/typst/lib.typ", fenced(&guide, "typst"));
    workspace.write("templates/html/year.html", fenced(&guide, "html"));
    build_here(&workspace);
    let year = workspace.read("dist/2017/index.html");
    assert!(year.contains("第48期　第48题</a>"), "{year}");
    let pdf = Pdf::read(&std::fs::read(workspace.path("dist/2017/49/2017-49.pdf")).unwrap());
    let lines: Vec<String> = pdf.pages[0].lines().iter().map(|line| line.text()).collect();
    assert_eq!(lines[0], "报", "{lines:?}");
    assert!(lines[1].contains("第49期") && lines[1].ends_with("2017年12月9日"), "{lines:?}");
    assert!(!lines.iter().any(|line| line.contains("中心")), "{lines:?}");
}

#[test]
fn a_library_may_show_pictures_and_have_files_of_its_own() {
    let workspace = small();
    let before = clean(&workspace);
    workspace.write(
        "templates/typst/lib.typ",
        "#import \"built-in/lib.typ\": *\n#import \"stars.typ\": stars\n#let thematic-break() = stars\n\
         #let editorial(..) = image(\"/logo.svg\", alt: \"标志\")\n",
    );
    workspace.write("templates/typst/stars.typ", "#let stars = grid-lines(1)[＊]\n");
    workspace.edit("templates/typst/stars.typ", "#let", "#import \"built-in/lib.typ\": *\n#let");
    workspace.write(
        "templates/typst/logo.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>",
    );
    let said = workspace.run(&["check"]).ends_with_code(0);
    assert_eq!(said.stderr, "");
    assert_eq!(before.len(), clean(&workspace).len());
}

#[test]
fn every_function_that_is_called_from_outside_is_documented() {
    let library = read("templates/typst/lib.typ");
    let main = read("templates/typst/issue.typ");
    let prose = read("src/render/prose_typst.rs");
    let guide = read("docs/templates.md");
    let lines: Vec<&str> = library.lines().collect();
    let mut documented = 0;
    for at in 1..lines.len() {
        let Some(rest) = lines[at].strip_prefix("#let ") else { continue };
        let Some((name, _)) = rest.split_once(['(', ' ']) else { continue };
        let called = format!("#{name}(");
        let is_called = main.contains(&called) || prose.contains(&called) || name == "brief";
        assert!(!is_called || lines[at - 1].starts_with("///"), "{name} has no documentation");
        assert!(!is_called || guide.contains(&format!("`{name}`")), "{name} is not in the guide");
        documented += usize::from(is_called);
    }
    assert!(documented > 15, "{documented}");
}
