#![allow(clippy::disallowed_methods, clippy::unwrap_used, missing_docs, unreachable_pub, dead_code)]
#[path = "testsuite/pdf.rs"]
mod pdf;
use std::path::{Path, PathBuf};
use yaobao::build::{self, BuildOptions, Progress, Report};
use yaobao::tree::{FileTree, VPath};
pub fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
struct Silent;
impl Progress for Silent {
    fn made(&self, _: usize, _: usize) {}
}
pub fn build_into(files: FileTree, root: &Path, out: &Path) -> Report {
    let options = BuildOptions { root: root.to_owned(), out: out.to_owned(), ..BuildOptions::default() };
    build::run(files, &options, &Silent).unwrap_or_else(|error| panic!("the machine is in the way: {error:?}"))
}
pub fn vpath(path: &str) -> VPath {
    VPath::parse(path).unwrap()
}
#[test]
fn show() {
    let built = pdf::built();
    for issue in built.issues() {
        let pdf = built.pdf(issue);
        std::fs::write(format!("/tmp/proj-{}.txt", issue.id), pdf.projection()).unwrap();
        std::fs::write(format!("/tmp/{}.pdf", issue.id), built.file(&pdf::file_of(issue.id, "pdf"))).unwrap();
        std::fs::write(format!("/tmp/struct-{}.txt", issue.id), pdf.structure_text()).unwrap();
        let mut s = String::new();
        for (n, p) in pdf.pages.iter().enumerate() {
            for l in pdf::lines(p.glyphs.iter(), 0.05) {
                let g = l.glyphs[0];
                let e = l.glyphs.last().unwrap();
                s += &format!(
                    "{} y={:.3} n={} x0={:.3} xend={:.3} size={:.2} {} art={} {}\n",
                    n + 1,
                    g.y,
                    l.glyphs.len(),
                    g.x,
                    e.x + e.advance,
                    g.size,
                    g.font,
                    g.is_artifact,
                    l.text()
                );
            }
        }
        std::fs::write(format!("/tmp/lines-{}.txt", issue.id), s).unwrap();
    }
}
