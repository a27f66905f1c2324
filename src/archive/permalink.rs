//! The addresses of the site (site.md §1, authoring.md §6). They never change.
//!
//! An address is a path from the site's root, as the file is named on the disk; [`href`] makes it
//! what a link says.

use std::fmt::Write;

use crate::tree::{Digest, FileTree};
use crate::view::percent_encoded;

/// The address of a file of an issue. `id` is `2017-48`.
pub fn issue_address(id: &str, file: &str) -> String {
    format!("{}/{file}", id.replacen('-', "/", 1))
}

/// The address of a person's page. `id` tells namesakes apart, and is empty where the name is enough.
pub(super) fn author_address(name: &str, id: &str) -> String {
    let separator = if id.is_empty() { "" } else { "-" };
    format!("authors/{}/index.html", folder(&format!("{name}{separator}{id}")))
}

/// The address of a topic's page.
pub(super) fn topic_address(topic: &str) -> String {
    format!("topics/{}/index.html", folder(topic))
}

/// A name as a folder that every file system takes. Names that differ in case alone share it, as they
/// would on a disk that does not tell case; names that cannot stand as they are, or hardly, are told
/// apart by a hash.
fn folder(name: &str) -> String {
    let small = name.trim().to_lowercase();
    let is_safe = |c: char| !c.is_control() && !r#"/\:*?"<>|%#&"#.contains(c);
    let mut folder: String =
        small.chars().map(|c| if is_safe(c) { c } else { '-' }).take(LONGEST).collect();
    let stem = folder.split('.').next().unwrap_or_default();
    let is_reserved = RESERVED.contains(&stem)
        || stem.len() == 4
            && (stem.starts_with("com") || stem.starts_with("lpt"))
            && stem.ends_with(|c: char| c.is_ascii_digit());
    let is_odd = folder.starts_with('.') || folder.ends_with(['.', ' ']) || folder == "index.html";
    if folder != small || is_reserved || is_odd || folder.is_empty() {
        folder = folder.trim_matches(['.', ' ']).to_owned();
        let hash = Digest::of(small.as_bytes()).to_string();
        write!(folder, "-{}", &hash[..8]).expect("a string takes all");
    }
    folder
}

/// How many characters of a name a folder has: file systems take 255 bytes, and a character has four
/// at most.
const LONGEST: usize = 48;

/// Names that Windows keeps for devices, but for numbered ones.
const RESERVED: [&str; 4] = ["con", "prn", "aux", "nul"];

/// An address as a link says it: UTF-8, percent-encoded (RFC 3986), its slashes kept.
pub(super) fn href(address: &str) -> String {
    address.split('/').map(percent_encoded).collect::<Vec<String>>().join("/")
}

/// The address of an asset: its name carries a hash of its content, so that no stale copy is shown.
pub(super) fn asset_address(name: &str, bytes: &[u8]) -> String {
    let hash = Digest::of(bytes).to_string();
    let hash = &hash[..8];
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("assets/{stem}-{hash}.{extension}"),
        None => format!("assets/{name}-{hash}"),
    }
}

/// The address of a built-in asset, or of what the workspace has in its place.
pub(super) fn address_of_asset(assets: &FileTree, name: &str) -> String {
    let asset = assets.iter().find(|(path, _)| path.as_str() == name);
    asset.map(|(path, bytes)| asset_address(path.as_str(), bytes)).unwrap_or_default()
}

/// The address of the style sheet among the assets.
pub(super) fn style_address(assets: &FileTree) -> String {
    address_of_asset(assets, "style.css")
}

#[cfg(test)]
mod tests {
    use super::{author_address, folder, href, topic_address};

    #[test]
    fn names_are_folders() {
        assert_eq!(author_address("裴蕾", ""), "authors/裴蕾/index.html");
        assert_eq!(author_address("张伟", "nankai"), "authors/张伟-nankai/index.html");
        assert_eq!(topic_address("AI"), topic_address("ai"));
        assert_eq!(href("topics/创新/index.html"), "topics/%E5%88%9B%E6%96%B0/index.html");
    }

    #[test]
    fn odd_names_are_safe_and_told_apart() {
        let long = "长".repeat(300);
        let odd =
            [".", "..", "a/b", "a\\b", "con", "com1", "a.", " ", "50%", "C#", "C&", ".x", &long];
        let folders: std::collections::BTreeSet<String> = odd.map(folder).into();
        assert_eq!(folders.len(), odd.len(), "{folders:?}");
        for folder in folders {
            assert!(folder.len() < 250 && !folder.contains(['/', '\\']), "{folder}");
            assert!(!folder.starts_with('.') && !folder.ends_with('.'), "{folder}");
        }
    }
}
