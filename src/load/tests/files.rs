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
    let text =
        "url: ftp://x\nresources: {page: no slash, 'a b': /}\nknown:\n  - {id: x}\nabilites: [a]\n";
    let folder = Folder::new("wrong-target", &[("t.yaml", text)]);
    let error = load_target(&folder.0.join("t.yaml")).unwrap_err().to_string();
    for want in [
        "neither http nor https",
        "origin-form",
        "`a b`",
        "`reason` is missing",
        "did you mean `abilities`",
    ] {
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
fn a_target_of_a_configuration_comes_before_the_file_that_it_is_read_from() {
    let file = "name: theirs\nurl: https://localhost:8443\nresources: {page: /theirs, form: /form}\n\
                abilities: [keep-alive]\nknown: [{id: a/b, reason: theirs}]\n\
                tls: {cacert: ca.pem, cert: c.pem, key: c.key, min: 1.2}\n";
    let config = "targets:\n  mine:\n    file: sub/t.yaml\n    url: 'http://127.0.0.1:{{port}}'\n\
                  \x20   resources: {page: /mine}\n    known: [{id: a/b, reason: mine}, {id: c/d, reason: x}]\n\
                  \x20   tls: {cert: own.pem, sni: x.test}\n    launch: {command: 'run {{port}}', folder: build, wait: 2s, http: {path: /up, status: 204}}\n\
                  \x20 started: {launch: ./server}\n";
    let folder = Folder::new("beneath", &[("wirecase.yaml", config), ("sub/t.yaml", file)]);
    let config = find_config(&folder.0).unwrap().unwrap();
    let mine = &config.targets["mine"];
    assert_eq!(mine.place.as_ref().unwrap().line, 2);
    let target = mine.target(None).unwrap();
    assert_eq!(
        (target.name.as_str(), target.address.to_string().as_str()),
        ("theirs", "http://127.0.0.1:0")
    );
    assert_eq!(
        (target.resources["page"].as_str(), target.resources["form"].as_str()),
        ("/mine", "/form")
    );
    let known: Vec<&str> = target.known.iter().map(|known| known.reason.as_str()).collect();
    assert_eq!(known, ["mine", "x"]);
    // Each path from the folder of the file that says it; no key of another certificate.
    let tls = &target.tls;
    assert_eq!(tls.cacert, Some(folder.0.join("sub/ca.pem")));
    assert_eq!((&tls.cert, &tls.key), (&Some(folder.0.join("own.pem")), &None));
    let launch = mine.launch.as_ref().unwrap();
    assert_eq!(launch.folder, Some(folder.0.join("build")));
    assert_eq!(
        (launch.wait.as_secs(), launch.http.clone()),
        (2, Some(("/up".to_owned(), Some(204))))
    );
    let started = &config.targets["started"];
    assert_eq!(started.target(None).unwrap().address.to_string(), "http://127.0.0.1:0");
    assert!(started.is_bare() && !mine.is_bare());
    assert_eq!(started.launch.as_ref().unwrap().folder, Some(folder.0.clone()));
}

#[test]
fn what_is_wrong_in_a_configuration_is_told_at_its_place() {
    let rows = [
        ("target: {}", "1:1", "did you mean `targets`"),
        ("targets: {a: 'http://x:0'}", "1:14", "port"),
        ("targets: {a: {url: 'x:{{port}}'}}", "1:20", "that `launch` starts"),
        ("targets: {a: {launch: {comand: x}}}", "1:24", "did you mean `command`"),
        ("targets: {a: {launch: {command: x, http: up}}}", "1:42", "origin-form"),
        ("targets: {a: {tls: {min: 1.3, max: 1.2}}}", "1:36", "no version is left"),
        ("targets: {a: {tls: {min: 1.1}}}", "1:26", "`1.2`"),
        ("targets: {a: {file: gone.yaml}}", "1:21", "cannot read"),
        ("suites: {bundled: [a]}", "1:10", "compiled in"),
        ("profiles: {ci: {tag: [[a]]}}", "1:23", "is a text"),
    ];
    for (text, place, why) in rows {
        let folder = Folder::new("wrong-config", &[("wirecase.yaml", text)]);
        let error = find_config(&folder.0).unwrap_err().to_string();
        assert!(error.contains(&format!("wirecase.yaml:{place}\n")), "{text}\n{error}");
        assert!(error.contains(why), "{text}\n{error}");
    }
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
