//! Files and folders, target files, the configuration file, the bundle.

use std::fs;

use super::*;
use crate::model::diagnostic::Severity;

/// A folder of its own that is gone when the test is.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let root = std::env::temp_dir().join(format!("wirecase-{name}-{}", std::process::id()));
        for (path, text) in files {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        Self(root)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn one(id: &str) -> String {
    format!("cases:\n  - id: {id}\n    title: X\n    send: a\n    expect: {{status: 200}}\n")
}

#[test]
fn a_folder_stands_for_its_yaml_files_sorted_each_once() {
    let folder = Folder::new(
        "folder",
        &[
            ("b.yaml", &one("b")),
            ("a.yml", &one("a")),
            ("c/d.yaml", &one("d")),
            (".hidden/e.yaml", &one("e")),
            ("README.md", "no yaml"),
            ("wirecase.yaml", "cases: [.]"),
        ],
    );
    #[cfg(unix)]
    for name in ["c/loop", "c/loop-2", "c/loop-3"] {
        std::os::unix::fs::symlink(&folder.0, folder.0.join(name)).unwrap();
    }
    let loaded = load(&[folder.0.clone(), folder.0.join("c/d.yaml")]).unwrap();
    let ids: Vec<&str> = loaded.suite.cases.iter().map(|case| case.id.as_str()).collect();
    assert_eq!((ids, loaded.files), (vec!["a", "b", "d"], 3));
    assert!(loaded.suite.cases[2].place.file.ends_with("c/d.yaml"));
}

#[test]
fn an_id_that_another_file_has_is_an_error_that_names_it() {
    let folder = Folder::new("twice", &[("a.yaml", &one("x")), ("b.yaml", &one("x"))]);
    let loaded = load(std::slice::from_ref(&folder.0)).unwrap();
    assert_eq!(loaded.suite.cases.len(), 1);
    let told = loaded.diagnostics[0].to_string();
    assert!(told.contains("a.yaml:2:9") && told.contains("b.yaml:2:9"), "{told}");
}

#[test]
fn a_path_that_is_not_there_is_trouble_and_a_wrong_file_is_a_diagnostic() {
    assert!(load(&[PathBuf::from("/no/such/file.yaml")]).is_err());
    let folder = Folder::new("wrong", &[("a.yaml", "\u{1}"), ("b.yaml", &one("b"))]);
    let loaded = load(std::slice::from_ref(&folder.0)).unwrap();
    assert_eq!((loaded.suite.cases.len(), loaded.diagnostics.len()), (1, 1));
}

#[test]
fn a_target_file_gives_a_target_at_its_own_address_or_another() {
    let text = "name: nginx\nurl: http://localhost:8080\nresources:\n  missing: /no%20page\n\
                abilities: [keep-alive]\nvariables: {user: joe}\nknown:\n  - {id: a/b, reason: slow}\n";
    let folder = Folder::new("target", &[("t.yaml", text)]);
    let file = load_target(&folder.0.join("t.yaml")).unwrap();
    let target = file.target(None).unwrap();
    assert_eq!(target.address.to_string(), "http://localhost:8080");
    assert_eq!(target.resources["page"], "/");
    assert_eq!(target.resources["missing"], "/no%20page");
    let other = file.target(Some("unix:/s".parse().unwrap())).unwrap();
    assert_eq!((other.name.as_str(), other.address.to_string().as_str()), ("nginx", "unix:/s"));
    assert_eq!(TargetFile::default().target(None), None);
}

#[test]
fn everything_wrong_in_a_target_file_is_told() {
    let text = "url: ftp://x\nresources: {page: no slash, 'a b': /}\nknown:\n  - {id: x}\nabilites: [a]\n";
    let folder = Folder::new("wrong-target", &[("t.yaml", text)]);
    let error = load_target(&folder.0.join("t.yaml")).unwrap_err().to_string();
    for want in ["neither http nor https", "origin-form", "`a b`", "`reason` is missing", "did you mean `abilities`"] {
        assert!(error.contains(want), "{want}: {error}");
    }
}

#[test]
fn the_configuration_is_found_upward_and_names_paths_beside_it() {
    let text = "targets:\n  local: http://localhost:8080\n  other: {url: 'localhost:81', resources: {page: /p}}\ncases: [my, more/a.yaml]\n";
    let folder = Folder::new("config", &[("wirecase.yaml", text), ("a/b/x", "")]);
    let config = find_config(&folder.0.join("a/b")).unwrap().unwrap();
    assert_eq!(config.path, folder.0.join("wirecase.yaml"));
    assert_eq!(config.cases, [folder.0.join("my"), folder.0.join("more/a.yaml")]);
    assert_eq!(config.targets["other"].resources["page"], "/p");
    let local = config.targets["local"].target(None).unwrap();
    assert_eq!((local.name.as_str(), local.host_field().as_str()), ("local", "localhost:8080"));
}

#[test]
fn the_bundled_suite_has_neither_error_nor_warning() {
    let loaded = load_bundled();
    let told: Vec<String> = loaded.diagnostics.iter().map(ToString::to_string).collect();
    assert_eq!(told, Vec::<String>::new());
    assert!(loaded.files > 0 && !loaded.suite.cases.is_empty());
    assert!(loaded.diagnostics.iter().all(|d| d.severity != Severity::Error));
    for case in &loaded.suite.cases {
        assert!(case.place.file.starts_with("bundled:"), "{}", case.place.file);
    }
}
