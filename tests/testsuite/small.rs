//! A workspace of three short issues that is built in the twinkling of an eye, and what tests of the
//! engine look at.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::SystemTime;

use yaobao::build::{self, BuildOptions, Material};

use crate::commands::{Workspace, tree};

/// Files by their names.
pub type Files = BTreeMap<String, Vec<u8>>;

const SERIAL: &str = "\
name: 报
issuer: 中心
description: 简介。
numbering: { origin: { year: 2017, number: 48, cumulative: 118 } }
";

const SOURCES: &str = "gbt:
  type: reference
  genre: 标准
  title: 公文格式
  author: 某某研究院
  date: 2012
  publisher: { name: 出版社, location: 北京 }
";

const MORE: &str = "
  全市有[](=all)，见[](#t)和[](#f)，格式见[](@gbt)。

  ![](table:t)

  ![图](figure:f)
tables:
  t: { file: tables/t.csv, title: 表, key: 区域, columns: { 数量: { unit: 家 } }, total: 全市 }
figures:
  f: { file: figures/f.svg, title: 图 }
values:
  all: { table: t, row: 全市, column: 数量 }
";

const DRAWING: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20" width="40" height="20"><rect width="40" height="20" fill="#444"/></svg>
"##;

/// The issue that has a table, a figure and a source.
pub const RICH: &str = "content/2017/49/issue.yaml";

/// The first issue.
pub const PLAIN: &str = "content/2017/48/issue.yaml";

/// Writes the workspace into a folder.
pub fn small() -> Workspace {
    let workspace = Workspace::empty();
    workspace.write("content/serial.yaml", SERIAL);
    workspace.write("content/sources.yaml", SOURCES);
    workspace.write("content/2017/49/tables/t.csv", "区域,数量\n甲区,45\n乙区,28\n全市,73\n");
    workspace.write("content/2017/49/figures/f.svg", DRAWING);
    for number in 48..51 {
        let (cumulative, more) = (number + 70, if number == 49 { MORE } else { "" });
        let yaml = format!(
            "number: {number}\ncumulative: {cumulative}\ndate: 2017-12-{:02}\nstatus: final\n\
             audience: public\ntitle: 第{number}题\nauthors: {{ name: 周立群 }}\n\
             lead: |\n  正文{number}。\n{more}",
            number - 40,
        );
        workspace.write(&format!("content/2017/{number}/issue.yaml"), &yaml);
    }
    workspace
}

/// What a build without a past makes of a workspace.
#[track_caller]
pub fn clean(workspace: &Workspace) -> Files {
    clean_with(workspace, crate::options())
}

/// The same with some options. It is made in this process, which is quicker.
#[track_caller]
pub fn clean_with(workspace: &Workspace, options: BuildOptions) -> Files {
    let folder = tempfile::tempdir().unwrap();
    let (root, out) = (folder.path().to_owned(), folder.path().join("dist"));
    run(workspace, BuildOptions { root, out: out.clone(), ..options });
    tree(&out)
}

/// Builds a workspace in this process.
#[track_caller]
pub fn build_here(workspace: &Workspace) {
    let (root, out) = (workspace.path(""), workspace.path("dist"));
    run(workspace, BuildOptions { root, out, ..crate::options() });
}

#[track_caller]
fn run(workspace: &Workspace, options: BuildOptions) {
    let material = Material::read(&workspace.path("")).unwrap();
    let report = build::run(&material, &options, &crate::Silent).unwrap();
    assert!(report.committed, "{:?}", report.diagnostics);
}

/// The files of a folder, none where it is not there.
pub fn tree_or_nothing(folder: &Path) -> Files {
    if folder.exists() { tree(folder) } else { Files::new() }
}

/// Which file it is, and when it was last written.
pub type Identity = (u64, SystemTime);

/// The identities of all files below a folder.
#[cfg(unix)]
pub fn identities(folder: &Path) -> BTreeMap<String, Identity> {
    use std::os::unix::fs::MetadataExt;
    let identity = |name: String| {
        let found = std::fs::symlink_metadata(folder.join(&name)).unwrap();
        (name, (found.ino(), found.modified().unwrap()))
    };
    tree_or_nothing(folder).into_keys().map(identity).collect()
}

/// Names of what differs, came or went.
pub fn differences<T: PartialEq>(
    before: &BTreeMap<String, T>,
    after: &BTreeMap<String, T>,
) -> Vec<String> {
    let mut names: Vec<String> = before
        .keys()
        .chain(after.keys())
        .filter(|name| before.get(*name) != after.get(*name))
        .cloned()
        .collect();
    names.sort();
    names.dedup();
    names
}
