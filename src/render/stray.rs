//! Files under `templates/` that nothing uses: most have a name that is slightly off.

use std::collections::BTreeSet;

use crate::builtin;
use crate::diag::{Diagnostic, Diagnostics, Span, did_you_mean, text};
use crate::tree::{FileTree, VPath};

/// Warns of the files of a workspace that take the place of no built-in one, and that no other
/// template names.
pub(super) fn report(workspace: &FileTree, diagnostics: &mut Diagnostics) {
    let built_in: BTreeSet<&str> =
        builtin::FILES.iter().map(|(name, _)| *name).filter(|name| is_template(name)).collect();
    let own = || {
        workspace.iter().filter_map(|(path, bytes)| {
            Some((path.as_str().strip_prefix("templates/")?, path, bytes))
        })
    };
    for (name, path, _) in own() {
        let is_named = || {
            let others = own().filter(|(other, ..)| *other != name);
            let mut texts = others.filter_map(|(.., bytes)| std::str::from_utf8(bytes).ok());
            texts.any(|text| text.contains(path.file_name()))
        };
        let is_note = path.file_name().to_uppercase().starts_with("README");
        // The workspace of the repository holds all that is built in.
        let is_built_in = builtin::get(name.trim_end_matches(".zst")).is_some();
        if is_built_in || is_note || is_named() {
            continue;
        }
        let meant = meant(name, path, &built_in);
        // Any file may be an asset.
        if name.starts_with("assets/") && !name.starts_with("assets/fonts/") && meant.is_none() {
            continue;
        }
        let message = text!("没有用到模板文件 “{name}”", "the template file “{name}” is not used");
        let fault = Diagnostic::warning("template-unused", message).at(Span::file(path));
        diagnostics.report(match meant {
            Some(meant) => fault.hint(text!("是不是 “{meant}”？", "did you mean “{meant}”?")),
            None if name.starts_with("assets/fonts/") => fault.hint(text!(
                "字体文件放在刊物的 fonts/ 里",
                "font files go into the folder fonts/ of the workspace"
            )),
            None => {
                let listed: Vec<&str> = built_in.iter().copied().collect();
                let (zh, en) = (listed.join("、"), listed.join(", "));
                fault.hint(text!("可以替换的有：{zh}", "those that can be replaced: {en}"))
            }
        });
    }
}

/// Whether a built-in file is one that a workspace can replace.
fn is_template(name: &str) -> bool {
    ["html/", "markdown/", "typst/"].iter().any(|folder| name.starts_with(folder))
        || name.starts_with("assets/") && !name.starts_with("assets/fonts/")
}

/// The built-in file that a misspelt or misplaced one is probably meant to replace.
fn meant<'a>(name: &str, path: &VPath, built_in: &BTreeSet<&'a str>) -> Option<&'a str> {
    let same = |known: &&&str| known.rsplit('/').next() == Some(path.file_name());
    let by_name = built_in.iter().find(same).copied();
    by_name.or_else(|| did_you_mean(name, built_in.iter().copied()))
}
