//! What a run reads, and how it is seen that it has changed.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs::Metadata;
use std::path::{Component, Path, PathBuf};
use std::time::SystemTime;

use crate::cli::args::{OutputArgs, RunArgs, Verb, WatchArgs};
use crate::cli::defaults::{self, Environment, environment};
use crate::cli::settings;
use crate::load;

use super::commands;

/// How deep folders that `--also` names are entered.
const MOST_DEEP: usize = 64;

/// Files by their names, each as it was seen; those that are not there are not among them.
pub(super) type Seen = BTreeMap<PathBuf, Stamp>;

/// What tells a file from what it was: octets, when they were written, and which file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp(u64, Option<SystemTime>, u64);

/// What a run reads.
#[derive(Clone, Default)]
pub(super) struct Inputs {
    /// Files by name, be they there or not.
    files: BTreeSet<PathBuf>,
    /// Those of them that a configuration may come to stand in.
    configurations: BTreeSet<PathBuf>,
    /// Files and folders of cases.
    cases: BTreeSet<PathBuf>,
    /// Files and folders of which everything counts.
    also: BTreeSet<PathBuf>,
    /// What the run writes itself.
    reports: BTreeSet<PathBuf>,
}

impl Inputs {
    /// What `run` reads when it is called with these words. Where something is wrong, what it read
    /// `before` is kept: it is read again when that is mended.
    pub(super) fn of(words: &[OsString], args: &WatchArgs, before: Self) -> Self {
        settings::forget_configuration();
        let mut inputs = Self::default();
        inputs.also.extend(args.also.iter().cloned());
        inputs.add_configuration(&args.run);
        let all = std::iter::once(OsString::from("wirecase")).chain(words.iter().cloned());
        let environment = Environment::of_process();
        let parsed = defaults::parse(all.collect(), &environment, settings::configuration_of);
        let is_whole = match parsed.map(|parsed| parsed.cli.verb) {
            Ok(Verb::Run(run)) => inputs.add(&run),
            _ => {
                inputs.add(&args.run);
                false
            }
        };
        if !is_whole {
            inputs.files.extend(before.files);
            inputs.cases.extend(before.cases);
            inputs.reports.extend(before.reports);
        }
        inputs
    }

    fn add_configuration(&mut self, run: &RunArgs) {
        let environment = Environment::of_process();
        let of_environment = environment.get(&environment::name("config")).map(PathBuf::from);
        if let Some(named) = run.configuration.config.clone().or(of_environment) {
            self.files.insert(named);
            return;
        }
        self.configurations.insert("wirecase.yaml".into());
        self.configurations.extend(load::config_path(Path::new(".")).ok().flatten());
    }

    /// Whether all that these flags name could be found.
    fn add(&mut self, run: &RunArgs) -> bool {
        let is_yaml = |text: &&String| {
            let path = Path::new(text.as_str());
            matches!(path.extension().and_then(|e| e.to_str()), Some("yaml" | "yml"))
        };
        self.add_reports(&run.output);
        let tested = &run.tested;
        self.files.extend(tested.target.iter().filter(is_yaml).map(PathBuf::from));
        self.cases.extend(run.what.iter().filter(is_yaml).map(PathBuf::from));
        let files = [&tested.server.target_file, &tested.server.secrets_file, &tested.targets_from];
        self.files.extend(files.into_iter().flatten().cloned());
        let tls = [&run.tls.cacert, &run.tls.cert, &run.tls.key];
        self.files.extend(tls.into_iter().flatten().cloned());
        let mut is_whole = true;
        match settings::paths_and_ids(&run.what) {
            Ok((paths, _)) if paths.is_empty() => match settings::configuration() {
                Ok(config) => {
                    self.cases.extend(config.into_iter().flat_map(|config| config.cases.clone()));
                }
                Err(_) => is_whole = false,
            },
            Ok((paths, _)) => self.cases.extend(paths),
            Err(_) => is_whole = false,
        }
        self.cases.remove(Path::new(load::BUNDLED));
        if tested.targets_from.is_some() {
            return is_whole;
        }
        let Ok(tested) = settings::targets(tested, &run.tls) else { return false };
        let places: Vec<PathBuf> = std::env::var_os("PATH")
            .map(|path| std::env::split_paths(&path).collect())
            .unwrap_or_default();
        for one in tested {
            let tls = one.target.tls;
            self.files.extend([tls.cacert, tls.cert, tls.key].into_iter().flatten());
            if let Some(launch) = one.launch {
                let folder = launch.folder.unwrap_or_default();
                self.files.extend(commands::files(&launch.command, &folder, &places));
            }
        }
        is_whole
    }

    fn add_reports(&mut self, output: &OutputArgs) {
        let files = [
            &output.report_json,
            &output.report_html,
            &output.report_junit,
            &output.report_md,
            &output.report_tap,
            &output.report_ndjson,
            &output.reports,
        ];
        self.reports.extend(files.into_iter().flatten().map(|path| real(path)));
    }

    /// Whether anything was named that could come to be there.
    pub(super) fn names_files(&self) -> bool {
        !(self.files.is_empty() && self.cases.is_empty() && self.also.is_empty())
    }

    /// The files as they are now.
    pub(super) fn files(&self) -> Seen {
        let mut seen = Seen::new();
        for path in self.files.iter().chain(&self.configurations).chain(&self.case_files()) {
            self.look(path, &mut seen);
        }
        for path in &self.also {
            self.below(path, 0, &mut |path, _| self.look(path, &mut seen));
        }
        seen
    }

    fn case_files(&self) -> BTreeSet<PathBuf> {
        // Each by itself: one that is not there hides no other.
        let files = |path| load::yaml_files(std::slice::from_ref(path)).ok();
        self.cases.iter().filter_map(files).flatten().collect()
    }

    fn look(&self, path: &Path, seen: &mut Seen) {
        let real = real(path);
        if self.reports.iter().any(|report| real.starts_with(report)) {
            return;
        }
        if let Some(found) = path.metadata().ok().filter(Metadata::is_file) {
            // `./a.yaml` is `a.yaml`.
            let named = path.components().filter(|part| *part != Component::CurDir);
            seen.insert(named.collect(), Stamp(found.len(), found.modified().ok(), inode(&found)));
        }
    }

    /// The folders in which a change of them shows: of each file the one it is in, and the one that
    /// links lead to; of one that is not there yet the nearest above.
    pub(super) fn folders(&self) -> BTreeSet<PathBuf> {
        let mut folders = BTreeSet::new();
        // Those of a folder that a link leads to, too.
        let case_files = self.case_files();
        let all = [&self.files, &self.configurations, &self.cases, &self.also, &case_files];
        for path in all.into_iter().flatten() {
            folders.insert(above(path));
            folders.insert(above(&real(path)));
        }
        for path in self.cases.iter().chain(&self.also) {
            self.below(path, 0, &mut |path, is_folder| {
                let path = real(path);
                if is_folder {
                    folders.insert(path);
                } else if let Some(folder) = path.parent() {
                    folders.insert(folder.to_owned());
                }
            });
        }
        folders
    }

    /// What is at a path and below it, without what is hidden, and whether it is a folder.
    fn below(&self, path: &Path, depth: usize, take: &mut dyn FnMut(&Path, bool)) {
        let is_folder = path.is_dir();
        take(path, is_folder);
        let is_own = || self.reports.contains(&real(path));
        if !is_folder || depth > MOST_DEEP || is_own() {
            return;
        }
        let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
        for entry in entries {
            let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
            // A link to a folder may lead back to where it is.
            let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
            let path = entry.path();
            if is_hidden || (is_link && path.is_dir()) {
                continue;
            }
            self.below(&path, depth + 1, take);
        }
    }
}

/// What is another file now, is new, or is gone.
pub(super) fn changed(before: &Seen, now: &Seen) -> Vec<PathBuf> {
    let other = now.iter().filter(|(path, stamp)| before.get(*path) != Some(*stamp));
    let gone = before.iter().filter(|(path, _)| !now.contains_key(*path));
    let mut changed: Vec<PathBuf> = other.chain(gone).map(|(path, _)| path.clone()).collect();
    changed.sort();
    changed
}

/// The nearest folder above a path that is there.
fn above(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let above = absolute.ancestors().skip(1).find(|above| above.is_dir());
    real(above.unwrap_or(Path::new(".")))
}

/// The path without links and dots, as far as it is there.
fn real(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    match (absolute.parent(), absolute.file_name()) {
        (Some(parent), Some(name)) => real(parent).join(name),
        _ => absolute,
    }
}

#[cfg(unix)]
fn inode(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn inode(_: &Metadata) -> u64 {
    0
}
