//! The files of an issue's folder that its fields name.

use super::lower::{Folder, Lower};
use crate::diag::{Diagnostic, Span, text};
use crate::model::FieldPath;
use crate::tree::{Bytes, FileTree, VPath};

/// Where an issue's files are looked for.
#[derive(Clone, Copy)]
pub(super) struct Shelf<'a> {
    pub(super) folder: &'a Folder,
    pub(super) tree: &'a FileTree,
}

impl Lower<'_> {
    /// The file that a field names, which must lie inside the folder and have at most
    /// `most` bytes. `code` is the fault of one that is not there.
    pub(super) fn file(
        &mut self,
        path: &FieldPath,
        name: &str,
        shelf: Shelf<'_>,
        (code, most): (&'static str, usize),
    ) -> Option<(VPath, Bytes)> {
        let Some(file) = shelf.folder.path.join(name) else {
            let message =
                text!("“{name}” 不在本期的文件夹里", "“{name}” is not inside the issue's folder");
            let hint = match name.contains('\\') {
                true => text!("路径用 “/”，不用 “\\”", "paths are written with “/”, not with “\\”"),
                false => text!(
                    "把文件放到本期的文件夹里，写相对路径",
                    "put the file into the issue's folder and name it from there"
                ),
            };
            self.fault(path, Diagnostic::error("file-outside-issue", message).hint(hint));
            return None;
        };
        let Some(bytes) = shelf.tree.get(&file) else {
            let below = format!("{}/", shelf.folder.path);
            let others =
                shelf.tree.iter().filter_map(|(file, _)| file.as_str().strip_prefix(&below));
            let others = others.filter(|other| *other != "issue.yaml");
            let message = text!("没有文件 “{name}”", "there is no file “{name}”");
            self.fault(path, Diagnostic::error(code, message).suggest(name, others));
            return None;
        };
        if bytes.len() > most {
            let most = most >> 20;
            let message = text!(
                "文件超过 {most} MB 的上限",
                "the file is larger than the {most} MB that are read"
            );
            let named = self.positions.value(path);
            let fault = Diagnostic::error("file-too-large", message)
                .at(Span::file(&file))
                .see(named, text!("在这里写明", "named here"));
            self.fault(path, fault);
            return None;
        }
        Some((file, bytes.clone()))
    }
}
