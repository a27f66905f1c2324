//! Fonts of a workspace, and the command `fonts`.

use crate::commands::Workspace;
use crate::face::{Face, collection};
use crate::pdf::Pdf;

const RARE: Face<'static> = Face {
    family: &[(0x409, "Office Rare"), (0x804, "机关生僻字")],
    characters: &['𠮷'],
    weight: 400,
    licence: 0,
};

const ISSUE: &str = "content/2017/48/issue.yaml";

/// A workspace whose only issue has a character that no built-in face has.
fn rare() -> Workspace {
    let workspace = Workspace::empty();
    workspace.write(
        "content/serial.yaml",
        "name: 报\nissuer: 中心\nnumbering: { origin: { year: 2017, number: 48, cumulative: 118 } }\n\
         fonts:\n  heading-2: [Yaobao Kai, 机关生僻字]\n",
    );
    workspace.write(
        ISSUE,
        "number: 48\ncumulative: 118\ndate: 2017-11-28\nstatus: final\naudience: public\n\
         title: 题目\nauthors: { name: 周𠮷群 }\nlead: 正文“三”※。\n",
    );
    workspace
}

fn put(workspace: &Workspace, path: &str, bytes: &[u8]) {
    workspace.write(path, "");
    std::fs::write(workspace.path(path), bytes).unwrap();
}

fn families(workspace: &Workspace) -> Vec<String> {
    let pdf = std::fs::read(workspace.path("dist/2017/48/2017-48.pdf")).unwrap();
    Pdf::read(&pdf).fonts.into_iter().map(|font| font.name).collect()
}

#[test]
fn a_font_file_prints_what_no_built_in_face_has() {
    let workspace = rare();
    let said = workspace.run(&["build", "--diagnostics", "short"]).ends_with_code(1);
    assert!(said.stderr.contains("[unknown-font]"), "{}", said.stderr);
    put(&workspace, "fonts/rare.ttf", &RARE.file());
    assert_eq!(workspace.run(&["build"]).ends_with_code(0).stdout, "排印 1 期：dist\n");
    let names = families(&workspace);
    assert!(names.iter().any(|name| name == "Test"), "{names:?}");
    // A licence beside it is no input.
    let is_fresh = "排印 0 期，1 期无须重印：dist\n";
    assert_eq!(workspace.run(&["build"]).ends_with_code(0).stdout, is_fresh);
    workspace.write("fonts/OFL.txt", "The licence");
    assert_eq!(workspace.run(&["build"]).ends_with_code(0).stdout, is_fresh);
    let before = workspace.dist();
    let more = Face { characters: &['𠮷', '题'], ..RARE };
    put(&workspace, "fonts/rare.ttf", &more.file());
    let said = workspace.run(&["explain", "fonts/rare.ttf"]).ends_with_code(0);
    assert!(said.stdout.contains("2017/48/2017-48.pdf：要重印"), "{}", said.stdout);
    assert_eq!(workspace.run(&["build"]).ends_with_code(0).stdout, "排印 1 期：dist\n");
    let after = workspace.dist();
    let changed: Vec<&String> = after.keys().filter(|name| after[*name] != before[*name]).collect();
    assert_eq!(changed, ["2017/48/2017-48.pdf", "manifest.json"]);
}

#[test]
fn collections_and_weights_are_read() {
    let workspace = rare();
    let bold = Face { weight: 700, ..RARE };
    let other = Face { family: &[(0x409, "Office Other")], ..RARE };
    put(&workspace, "fonts/机关.TTC", &collection(&[other, bold, RARE]));
    workspace.run(&["build"]).ends_with_code(0);
    workspace.edit("content/serial.yaml", "机关生僻字", "office other");
    workspace.run(&["build"]).ends_with_code(0);
}

#[test]
fn font_files_that_cannot_be_used_are_named() {
    let workspace = rare();
    let whole = RARE.file();
    put(&workspace, "fonts/a.ttf", &whole);
    put(&workspace, "fonts/b/twin.otf", &whole);
    put(&workspace, "fonts/c.ttf", &whole[..whole.len() - 40]);
    put(&workspace, "fonts/d.ttc", b"ttcf\0\x01\0\0\xff\xff\xff\xff");
    put(&workspace, "fonts/e.ttf", b"");
    put(&workspace, "fonts/f.ttf", &Face { licence: 2, ..RARE }.file());
    put(&workspace, "fonts/g.ttf", &Face { family: &[(0x409, "Yaobao Kai")], ..RARE }.file());
    put(&workspace, "fonts/h.woff2", &whole);
    let said = workspace.run(&["check", "--diagnostics", "short"]).ends_with_code(1);
    let expected = "\
fonts/b/twin.otf:1:1: error[duplicate-font]: 字体文件 “twin.otf” 的字体 “Office Rare” 已经有了
fonts/c.ttf:1:1: error[unreadable-font]: 字体文件 “c.ttf” 读不出来：不是字体，或不完整
fonts/d.ttc:1:1: error[unreadable-font]: 字体文件 “d.ttc” 读不出来：不是字体，或不完整
fonts/e.ttf:1:1: error[unreadable-font]: 字体文件 “e.ttf” 读不出来：不是字体，或不完整
fonts/f.ttf:1:1: error[font-not-embeddable]: 字体文件 “f.ttf” 的许可不准嵌入文件，而 PDF/A 必须嵌入字体
fonts/g.ttf:1:1: error[duplicate-font]: 字体文件 “g.ttf” 的字体名 “Yaobao Kai” 是自带的字体的名字
fonts/h.woff2:1:1: warning[unreadable-font]: 没有读取字体文件 “h.woff2”
";
    assert_eq!(said.stderr, expected);
}

#[test]
fn fonts_that_the_engine_would_take_for_one_are_refused() {
    let workspace = rare();
    put(&workspace, "fonts/a.ttf", &RARE.file());
    put(
        &workspace,
        "fonts/b.ttf",
        &Face { family: &[(0x409, "Office Bare"), (0x804, "机关生偏字")], ..RARE }.file(),
    );
    let said = workspace.run(&["check", "--diagnostics", "short"]).ends_with_code(1);
    let expected = "fonts/b.ttf:1:1: error[duplicate-font]: 字体文件 “b.ttf” 和 “fonts/a.ttf” 长度、校验和都相同，排版时会混淆\n";
    assert_eq!(said.stderr, expected);
}

#[test]
fn no_bytes_of_a_font_file_bring_the_program_down() {
    let whole = RARE.file();
    for at in (0..whole.len()).step_by(7) {
        let mut broken = whole.clone();
        broken[at] ^= 0xff;
        let mut files = yaobao::tree::FileTree::new();
        files.insert(crate::vpath("fonts/x.ttf"), broken);
        yaobao::emit::Fonts::new(&files, &mut yaobao::diag::Diagnostics::new());
    }
}

#[cfg(unix)]
#[test]
fn no_link_leads_out_of_the_fonts() {
    let workspace = rare();
    let elsewhere = tempfile::tempdir().unwrap();
    std::fs::write(elsewhere.path().join("rare.ttf"), RARE.file()).unwrap();
    std::fs::create_dir(workspace.path("fonts")).unwrap();
    std::os::unix::fs::symlink(elsewhere.path().join("rare.ttf"), workspace.path("fonts/rare.ttf"))
        .unwrap();
    let said = workspace.run(&["build"]).ends_with_code(1);
    assert!(said.stderr.contains("fonts/rare.ttf：链接指到了"), "{}", said.stderr);
}

#[test]
fn fonts_tells_what_each_role_is_printed_with() {
    let workspace = rare();
    put(&workspace, "fonts/rare.ttf", &RARE.file());
    let sha256 = yaobao::tree::Digest::of(&RARE.file()).to_string();
    let said = workspace.run(&["fonts"]).ends_with_code(0);
    assert_eq!(said.stderr, "");
    for line in [
        "heading-2 “1、”和内容简介：Yaobao Song（只用于引号）、Yaobao Kai、Office Rare、Yaobao Song、Yaobao Rare",
        "latin 西文和数字：同所在的文字",
        &format!("{sha256}  fonts/rare.ttf  Office Rare"),
        "  首选的字体缺 1 个字，由 Office Rare 印：𠮷",
        "  各字体都缺 1 个字，这里印不出：𠮷",
    ] {
        assert!(said.stdout.lines().any(|other| other == line), "{line}\n{}", said.stdout);
    }
    let said = workspace.run(&["fonts", "--format", "json"]).ends_with_code(0);
    let roles: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
    let heading =
        roles.as_array().unwrap().iter().find(|role| role["role"] == "heading-2").unwrap();
    let file = &heading["families"][2]["files"][0];
    assert_eq!(
        (&file["name"], &file["built-in"], &file["sha256"]),
        (&"fonts/rare.ttf".into(), &false.into(), &sha256.as_str().into())
    );
    assert_eq!(heading["lacking"][0]["printed-by"], "Office Rare");
}

#[test]
fn fonts_fails_where_a_character_cannot_be_printed() {
    let workspace = rare();
    put(&workspace, "fonts/rare.ttf", &RARE.file());
    workspace.edit(ISSUE, "正文", "正文𠮷");
    let said = workspace.run(&["fonts", "--lang", "en"]).ends_with_code(1);
    assert!(said.stderr.contains("error[missing-glyph]"), "{}", said.stderr);
    assert!(said.stderr.contains("issue.yaml:8:9"), "{}", said.stderr);
    assert!(said.stderr.contains("“Office Rare” has it"), "{}", said.stderr);
    assert!(
        said.stdout
            .starts_with("title (masthead and titles): Yaobao Song (quotes only), Yaobao Song"),
        "{}",
        said.stdout
    );
}
