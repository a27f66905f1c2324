//! The heads that columns of a table share (`group:`).

use std::collections::BTreeMap;

use super::lower::Lower;
use crate::diag::{Diagnostic, text};
use crate::model::FieldPath;
use crate::model::table::Column;

/// Reports groups whose columns do not stand side by side, and the column that names the rows in
/// one.
pub(super) fn check(lower: &mut Lower<'_>, path: &FieldPath, columns: &[Column], key: usize) {
    let place = |column: &Column| path.key(&column.name).key("group");
    let mut lasts: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, column) in columns.iter().enumerate().filter(|(_, column)| !column.group.is_empty()) {
        let group = column.group.as_str();
        if at == key {
            let name = &column.name;
            let message = text!(
                "“{name}” 是各行的名称，不能归入一组",
                "“{name}” names the rows and cannot stand in a group"
            );
            let hint = text!("删去这里的 group:", "leave out group: here");
            lower.fault(&place(column), Diagnostic::error("invalid-value", message).hint(hint));
            continue;
        }
        let last = lasts.insert(group, at).filter(|last| last + 1 != at);
        if let Some(last) = last.map(|last| &columns[last]) {
            let message = text!(
                "“{group}” 组的各列不相邻",
                "the columns of the group “{group}” do not stand side by side"
            );
            let before = &last.name;
            let between = &columns[at - 1].name;
            let fault = Diagnostic::error("invalid-value", message)
                .at(lower.positions.value(&place(column)))
                .see(
                    lower.positions.value(&place(last)),
                    text!("同组的 “{before}” 在这里", "“{before}” of the same group is here"),
                )
                .hint(text!(
                    "在数据里把同组的列移到一起（“{between}” 夹在中间），或另起组名",
                    "move the columns together in the data (“{between}” stands between them), or give one of them another group"
                ));
            lower.fault(&place(column), fault);
        }
    }
}
