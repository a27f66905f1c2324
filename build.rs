//! Makes the table of built-in files: everything under `templates/`, compiled into the program, the
//! faces unpacked; and the hash that tells this program from others.

#![allow(
    clippy::disallowed_methods,
    reason = "a build script reads files, and cargo speaks to it through the environment"
)]

use std::fmt::Write;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    for part in ["templates", "src", "Cargo.toml", "Cargo.lock", "build.rs"] {
        println!("cargo::rerun-if-changed={part}");
    }
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    println!("cargo::rustc-env=YAOBAO_SOURCES={:016x}", sources(&root));
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"));
    let mut files = Vec::new();
    collect(&root.join("templates"), &mut files);
    files.sort();
    let mut code = String::from(
        "/// Every file under `templates/`, by its path there.\npub(crate) static FILES: &[(&str, &[u8])] = &[\n",
    );
    for file in &files {
        let place = file.strip_prefix(root.join("templates")).expect("found there");
        let mut name = place.to_str().expect("names are ASCII").replace('\\', "/");
        let mut file = file.clone();
        if let Some(unpacked) = name.strip_suffix(".zst") {
            let packed = fs::read(&file).expect("the file is part of the checkout");
            file = out.join(unpacked.replace('/', "-"));
            name = unpacked.to_owned();
            let bytes = zstd::decode_all(&packed[..]).expect("the face was packed whole");
            fs::write(&file, bytes).expect("cargo's folder can be written");
        }
        let path = file.to_str().expect("the checkout's path is UTF-8");
        writeln!(code, "    ({name:?}, include_bytes!({path:?})),").expect("a string takes all");
    }
    code.push_str("];\n");
    fs::write(out.join("builtin.rs"), code).expect("cargo's folder can be written");
}

/// A hash of all that the program is made from: what another program made is not taken for fresh.
fn sources(root: &Path) -> u64 {
    let mut files = vec![root.join("Cargo.toml"), root.join("Cargo.lock")];
    ["templates", "src"].iter().for_each(|folder| collect(&root.join(folder), &mut files));
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        file.strip_prefix(root).expect("found there").hash(&mut hasher);
        fs::read(&file).expect("the file is part of the checkout").hash(&mut hasher);
    }
    hasher.finish()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder is part of the checkout") {
        let path = entry.expect("the folder can be read").path();
        let is_part =
            |path: &Path| !matches!(path.extension().and_then(|e| e.to_str()), Some("py") | None);
        if path.is_dir() {
            collect(&path, files);
        } else if is_part(&path) {
            files.push(path);
        }
    }
}
