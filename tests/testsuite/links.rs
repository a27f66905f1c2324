//! Every link of the archive lands: on a file, and where it names a place, on that place.

use std::collections::{BTreeMap, BTreeSet};

use crate::pdf::built;

fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let mark = format!(" {name}=\"");
    html.match_indices(&mark)
        .map(|(at, found)| html[at + found.len()..].split('"').next().unwrap_or_default())
        .collect()
}

/// A relative address seen from a page, as a path from the root.
fn resolve(page: &str, address: &str) -> String {
    // The page for lost readers starts from where the serial says that it is published.
    if let Some(from_root) = address.strip_prefix("/yaobao/").filter(|_| page == "404.html") {
        return decoded(from_root);
    }
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in address.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." | "" => {}
            part => parts.push(part),
        }
    }
    decoded(&parts.join("/"))
}

/// An address without its percent-encoding.
fn decoded(address: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = address.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'%' => {
                let digits = [rest.next().unwrap(), rest.next().unwrap()];
                let digits = std::str::from_utf8(&digits).unwrap();
                bytes.push(u8::from_str_radix(digits, 16).unwrap());
            }
            byte => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// The addresses of a page that lead to other files, with the paths of those.
fn leads_to<'a>(page: &str, html: &'a str) -> Vec<(&'a str, String)> {
    let links = attributes(html, "href").into_iter().chain(attributes(html, "src"));
    let schemes = ["https://", "http://", "mailto:", "data:"];
    let links = links.filter(|link| !schemes.iter().any(|scheme| link.starts_with(scheme)));
    links
        .map(|link| match link.split('#').next().unwrap_or_default() {
            "" => (link, page.to_owned()),
            address => (link, resolve(page, address)),
        })
        .collect()
}

/// The links of an archive's pages to files that are not there.
pub fn dead_links(files: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let mut dead = Vec::new();
    for (page, html) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = String::from_utf8_lossy(html);
        let missing = leads_to(page, &html).into_iter().filter(|(_, to)| !files.contains_key(to));
        dead.extend(missing.map(|(link, _)| format!("{page}: {link}")));
    }
    dead
}

#[test]
fn every_link_lands() {
    let built = built();
    let files: BTreeMap<String, Vec<u8>> =
        built.files.iter().map(|(path, bytes)| (path.clone(), bytes.clone())).collect();
    let pages: BTreeMap<&String, String> = files
        .iter()
        .filter(|(path, _)| path.ends_with(".html"))
        .map(|(path, bytes)| (path, String::from_utf8(bytes.clone()).unwrap()))
        .collect();
    assert!(pages.len() >= 4, "{:?}", pages.keys());
    let ids: BTreeMap<&String, BTreeSet<&str>> = pages
        .iter()
        .map(|(path, html)| (*path, attributes(html, "id").into_iter().collect()))
        .collect();
    let mut followed = 0;
    for (page, html) in &pages {
        let all = attributes(html, "id");
        let own: BTreeSet<&str> = all.iter().copied().collect();
        assert_eq!(all.len(), own.len(), "{page} uses an id twice");
        for (link, target) in leads_to(page, html) {
            followed += 1;
            assert!(files.contains_key(&target), "{page}: {link} leads nowhere");
            if let Some((_, place)) = link.split_once('#') {
                assert!(ids[&target].contains(place), "{page}: {link} names no place");
            }
        }
    }
    assert!(followed > 60, "only {followed} links were found");
}

#[test]
fn the_manifest_names_every_file() {
    let built = built();
    let manifest: yaobao::archive::Manifest =
        serde_json::from_slice(&built.files["manifest.json"]).unwrap();
    let named: Vec<&str> = manifest.files.iter().map(|entry| entry.path.as_str()).collect();
    let there: Vec<&str> =
        built.files.keys().map(String::as_str).filter(|path| *path != "manifest.json").collect();
    assert_eq!(named, there);
    for entry in &manifest.files {
        assert_eq!(entry.length, built.files[&entry.path].len() as u64);
    }
}
