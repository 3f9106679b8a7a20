//! Writes the list of the bundled case files, path and text, sorted by path, for `src/load/bundled.rs`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=cases");
    println!("cargo::rerun-if-changed=build.rs");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut files = Vec::new();
    collect(&root, Path::new("cases"), &mut files)?;
    files.sort();
    let mut code = String::from(
        "/// Path below `cases/` and text of every bundled file, sorted by path.\n\
         pub(super) const FILES: &[(&str, &str)] = &[\n",
    );
    for path in files {
        let name = path.strip_prefix("cases/").unwrap_or(&path);
        writeln!(
            code,
            "    ({name:?}, include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {:?}))),",
            format!("/{path}")
        )
        .map_err(io::Error::other)?;
    }
    code.push_str("];\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("bundled.rs");
    fs::write(out, code)
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<String>) -> io::Result<()> {
    let entries = match fs::read_dir(root.join(folder)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = folder.join(&name);
        if name.starts_with('.') {
            continue;
        }
        if entry.file_type()?.is_dir() {
            collect(root, &path, files)?;
        } else if name.ends_with(".yaml") || name.ends_with(".yml") {
            files.push(path.to_string_lossy().replace('\\', "/"));
        }
    }
    Ok(())
}
