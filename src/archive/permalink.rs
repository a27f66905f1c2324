//! The addresses of the site (site.md §1, authoring.md §6). They never change.

use sha2::{Digest, Sha256};

/// The address of a file of an issue, relative to the site's root. `id` is `2017-48`.
pub fn issue_address(id: &str, file: &str) -> String {
    format!("{}/{file}", id.replacen('-', "/", 1))
}

/// The address of an asset: its name carries a hash of its content, so that no stale copy is shown.
pub(super) fn asset_address(name: &str, bytes: &[u8]) -> String {
    let hash: String =
        Sha256::digest(bytes).iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("assets/{stem}-{hash}.{extension}"),
        None => format!("assets/{name}-{hash}"),
    }
}

/// The address of the style sheet among the assets.
pub fn style_address(assets: &crate::tree::FileTree) -> String {
    named_asset(assets, "style.css")
}

/// The address of the asset that has a name among the templates; empty where there is none.
pub(super) fn named_asset(assets: &crate::tree::FileTree, name: &str) -> String {
    let asset = assets.iter().find(|(path, _)| path.as_str() == name);
    asset.map(|(path, bytes)| asset_address(path.as_str(), bytes)).unwrap_or_default()
}
