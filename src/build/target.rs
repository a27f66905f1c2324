//! What a path names: an issue, a file of the archive, a file of the material, or a place in it.

use std::path::Path;

use crate::diag::print::Position;
use crate::disk;
use crate::model::IssueId;
use crate::tree::VPath;

/// What is to be explained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// An issue.
    Issue(IssueId),
    /// A file of the archive, by its address there.
    Output(String),
    /// A file of the material, by its path in the workspace; and a line of it with a column, if one
    /// is named.
    Input(VPath, Option<(usize, Option<usize>)>),
}

impl Target {
    /// What a path, `path:line`, `path:line:column` or number of an issue names, seen from the
    /// working folder. None, where it lies neither in the workspace nor in the archive.
    pub fn parse(words: &str, root: &Path, out: &Path) -> Option<Target> {
        if let Some(id) = IssueId::parse(words) {
            return Some(Target::Issue(id));
        }
        let (path, place) = split(words);
        let within = |folder: &Path| {
            let inside =
                disk::whole(Path::new(path)).strip_prefix(disk::whole(folder)).ok()?.to_owned();
            let parts: Option<Vec<&str>> = inside.iter().map(|part| part.to_str()).collect();
            Some(parts?.join("/"))
        };
        if let Some(address) = within(out) {
            return Some(Target::Output(address));
        }
        let inside = VPath::parse(&within(root)?)?;
        match inside.parts().collect::<Vec<_>>()[..] {
            ["content", year, number] => {
                Some(Target::Issue(IssueId::parse(&format!("{year}-{number}"))?))
            }
            ["content" | "templates" | "fonts", _, ..] => Some(Target::Input(inside, place)),
            _ => None,
        }
    }

    /// The issue whose folder of the archive an address lies in.
    pub(super) fn issue_of_address(address: &str) -> Option<IssueId> {
        let mut parts = address.split('/');
        let (year, number) = (parts.next()?, parts.next()?);
        IssueId::parse(&format!("{year}-{number}"))
    }
}

/// A path, and the line and column behind it.
fn split(words: &str) -> (&str, Option<(usize, Option<usize>)>) {
    let number = |words: &str| words.parse().ok().filter(|number: &usize| *number > 0);
    let one = |words: &'_ str| -> Option<(usize, usize)> {
        let (path, last) = words.rsplit_once(':')?;
        Some((path.len(), number(last)?))
    };
    match one(words) {
        None => (words, None),
        Some((end, last)) => match one(&words[..end]) {
            Some((earlier, line)) => (&words[..earlier], Some((line, Some(last)))),
            None => (&words[..end], Some((last, None))),
        },
    }
}

/// The position of a place in a file: a line alone begins at its first column.
pub(super) fn position((line, column): (usize, Option<usize>)) -> Position {
    Position { line, column: column.unwrap_or(1) }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Target, split};

    #[test]
    fn a_path_names_an_issue_an_output_or_a_place() {
        assert_eq!(split("a/b.csv"), ("a/b.csv", None));
        assert_eq!(split("a/b.csv:3"), ("a/b.csv", Some((3, None))));
        assert_eq!(split("a/b.csv:3:2"), ("a/b.csv", Some((3, Some(2)))));
        assert_eq!(split("a:b"), ("a:b", None));
        let (root, out) = (Path::new("w"), Path::new("w/dist"));
        let parse = |words: &str| Target::parse(words, root, out);
        let id = crate::model::IssueId::parse("2017-48").unwrap();
        for issue in ["2017-48", "w/content/2017/48", "w/content/2017/48/", "./w/content/2017/48"] {
            assert_eq!(parse(issue), Some(Target::Issue(id)), "{issue}");
        }
        let output = Target::Output("2017/48/index.html".to_owned());
        assert_eq!(parse("w/x/../dist/2017/48/index.html"), Some(output));
        assert!(matches!(parse("w/content/serial.yaml"), Some(Target::Input(_, None))));
        assert!(matches!(
            parse("w/templates/html/issue.html:7"),
            Some(Target::Input(_, Some((7, None))))
        ));
        assert_eq!(parse("elsewhere"), None);
    }
}
