//! The files compiled into the program: templates, assets, fonts.

include!(concat!(env!("OUT_DIR"), "/builtin.rs"));

/// The content of a built-in file, by its path under `templates/`.
pub(crate) fn get(path: &str) -> Option<&'static [u8]> {
    FILES.binary_search_by_key(&path, |(name, _)| name).ok().map(|at| FILES[at].1)
}

/// The text of all built-in files of a folder, by their paths below it.
pub(crate) fn texts(folder: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    FILES.iter().filter_map(move |(name, bytes)| {
        let below = name.strip_prefix(folder)?.strip_prefix('/')?;
        Some((below, std::str::from_utf8(bytes).ok()?))
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn files_are_in_order_for_the_search() {
        assert!(super::FILES.is_sorted_by_key(|(name, _)| name));
        assert!(super::get("typst/lib.typ").is_some());
        assert!(super::get("typst/absent.typ").is_none());
    }
}
