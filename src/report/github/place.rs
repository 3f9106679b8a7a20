//! Where a case file is, as GitHub names it.

use std::path::{Component, Path, PathBuf};

/// Finds the path of a file from the root of the repository.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// The root; `None` where it is not known, and files are named as they were.
    pub workspace: Option<PathBuf>,
    /// The folder that relative names start from, as an absolute path.
    pub folder: PathBuf,
}

impl Files {
    /// The file relative to the root, with `/` between its parts. `None` for what is not a file of
    /// the repository: a bundled case, a lint, a file elsewhere.
    #[must_use]
    pub fn find(&self, file: &str) -> Option<String> {
        if file.is_empty() || file.starts_with("bundled:") {
            return None;
        }
        let Some(workspace) = &self.workspace else { return slashed(&plain(Path::new(file))) };
        let named = self.folder.join(file);
        // Either may lead through a link; the file itself may be gone since.
        let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| plain(path));
        let inside = plain(&named).strip_prefix(plain(workspace)).map(Path::to_path_buf);
        let inside = inside.or_else(|_| {
            let (named, workspace) = (real(&named), real(workspace));
            named.strip_prefix(workspace).map(Path::to_path_buf)
        });
        slashed(&inside.ok()?)
    }
}

/// The path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut parts = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if parts.file_name().is_some() => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts
}

fn slashed(path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> =
        path.components().map(|part| part.as_os_str().to_str()).collect();
    // An absolute path has its root as a part of its own.
    parts.map(|parts| parts.join("/").replacen("//", "/", 1)).filter(|path| !path.is_empty())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_from_the_root_of_the_repository() {
        let files = Files { workspace: Some("/w/repo".into()), folder: "/w/repo/tests".into() };
        for (file, want) in [
            ("a.yaml", Some("tests/a.yaml")),
            ("./b/../a.yaml", Some("tests/a.yaml")),
            ("../cases/a.yaml", Some("cases/a.yaml")),
            ("/w/repo/cases/a.yaml", Some("cases/a.yaml")),
            ("/w/repo/./x/../cases/a.yaml", Some("cases/a.yaml")),
            ("/w/repository/a.yaml", None),
            ("../../other/a.yaml", None),
            ("/etc/a.yaml", None),
            ("bundled:rfc9112/06.3.yaml", None),
            ("", None),
        ] {
            assert_eq!(files.find(file).as_deref(), want, "{file}");
        }
    }

    #[test]
    fn without_a_root_files_are_named_as_they_were() {
        let files = Files { workspace: None, folder: "/w".into() };
        assert_eq!(files.find("./cases/a.yaml").as_deref(), Some("cases/a.yaml"));
        assert_eq!(files.find("/w/a.yaml").as_deref(), Some("/w/a.yaml"));
        assert_eq!(files.find("../a.yaml").as_deref(), Some("../a.yaml"));
    }

    #[test]
    fn a_root_behind_a_link_is_the_same_root() {
        let folder = tempfile::tempdir().unwrap();
        let real = folder.path().join("real");
        std::fs::create_dir_all(real.join("cases")).unwrap();
        std::fs::write(real.join("cases/a.yaml"), "").unwrap();
        std::os::unix::fs::symlink(&real, folder.path().join("link")).unwrap();
        let files = Files { workspace: Some(folder.path().join("link")), folder: real.clone() };
        assert_eq!(files.find("cases/a.yaml").as_deref(), Some("cases/a.yaml"));
        let files = Files { workspace: Some(real), folder: folder.path().join("link/cases") };
        assert_eq!(files.find("a.yaml").as_deref(), Some("cases/a.yaml"));
    }
}
