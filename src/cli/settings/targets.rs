//! Targets as they were named → targets as they are tested: found, completed, and told apart.

use std::collections::BTreeMap;
use std::path::Path;

use crate::error::{Error, Result};
use crate::load::{self, Config, TargetFile};
use crate::model::launch::Launch;
use crate::model::target::{Address, Target};

use super::super::args::{TargetArgs, TlsArgs};
use super::{configuration, launching, tls};

/// A target of a run, and how much is known of it.
#[derive(Debug)]
pub(in crate::cli) struct Tested {
    /// The target.
    pub(in crate::cli) target: Target,
    /// Whether nothing is said of what it has: what it can do is learned by asking.
    pub(in crate::cli) bare: bool,
    /// How it is started, where it is not there already.
    pub(in crate::cli) launch: Option<Launch>,
}

/// The targets that were named, in that order, each with a name of its own. Flags of TLS and of the
/// launch come before what files say.
///
/// # Errors
/// As [`target`]; and two that are the same, or a `--launch` that could start either of several.
pub(in crate::cli) fn targets(args: &TargetArgs, tls: &TlsArgs) -> Result<Vec<Tested>> {
    let file = args.server.target_file.as_deref();
    let launched = args.server.launch.is_some();
    let mut tested = if args.target.is_empty() {
        vec![found(None, file, launched)?]
    } else {
        let named = args.target.iter().map(|named| found(Some(named), file, launched));
        named.collect::<Result<Vec<_>>>()?
    };
    if launched && tested.len() > 1 {
        return Err(usage(format!(
            "--launch starts one server, and {} targets are named: say under `launch` of each in \
             wirecase.yaml how it is started",
            tested.len()
        )));
    }
    for one in &mut tested {
        tls::speak(&mut one.target.tls, tls);
        start(one, args)?;
    }
    tell_apart(&mut tested)?;
    Ok(tested)
}

/// The target that was named: an address, a target file, or a name of the configuration file. What
/// is named by its address alone is described by `file`.
///
/// # Errors
/// [`Error::Usage`] where none was named: nothing may be tested that the user did not name.
pub(in crate::cli) fn target(named: Option<&str>, file: Option<&Path>) -> Result<Tested> {
    found(named, file, false)
}

fn found(named: Option<&str>, file: Option<&Path>, launched: bool) -> Result<Tested> {
    let from_file = file.map(load::load_target).transpose()?;
    let Some(named) = named else {
        return match (file, from_file) {
            (Some(path), Some(described)) => described_target(&described, path, launched),
            _ if launched => Ok(at(Address::free(), None)),
            _ => Err(usage(format!(
                "no target: name the server with `-t http://HOST:PORT` (or -t unix:/PATH){}; \
                 `wirecase demo` tests the built-in reference server",
                known(configuration()?)
            ))),
        };
    };
    let path = Path::new(named);
    if matches!(path.extension().and_then(|e| e.to_str()), Some("yaml" | "yml")) {
        return described_target(&load::load_target(path)?, path, launched);
    }
    // What has a scheme is an address, whatever the configuration holds.
    let is_url = named.contains("://") || named.starts_with("unix:");
    let config = if is_url { None } else { configuration()? };
    if let Some((config, described)) =
        config.and_then(|config| Some((config, config.targets.get(named)?)))
    {
        return described_target(described, &config.path, launched);
    }
    // A word alone is more likely a name that was misspelt than a host.
    let is_word =
        named != "localhost" && named.chars().all(|c| c.is_alphanumeric() || "-_".contains(c));
    let parsed = if is_word {
        Err("neither an address (http://HOST:PORT, unix:/PATH) nor the name of a target".to_owned())
    } else if launched {
        Address::of_launched(named)
    } else {
        named.parse()
    };
    match parsed {
        Ok(address) => Ok(at(address, from_file.as_ref())),
        Err(message) => {
            // What stands before `@` may be a password; the message names the rest.
            let named = if named.contains('@') { "" } else { named };
            Err(usage(format!("-t {named}: {message}{}", known(config))))
        }
    }
}

/// What could have been named instead.
fn known(config: Option<&Config>) -> String {
    match config.map(|config| config.targets.keys().map(String::as_str).collect::<Vec<_>>()) {
        Some(names) if !names.is_empty() => {
            format!("; targets named in wirecase.yaml: {}", names.join(", "))
        }
        _ => String::new(),
    }
}

fn at(address: Address, described: Option<&TargetFile>) -> Tested {
    let of_file = described.and_then(|file| Some((file, file.target(Some(address.clone()))?)));
    match of_file {
        Some((file, target)) => {
            Tested { target, bare: file.is_bare(), launch: file.launch.clone() }
        }
        None => Tested { target: Target::bare(address), bare: true, launch: None },
    }
}

fn described_target(described: &TargetFile, path: &Path, launched: bool) -> Result<Tested> {
    let target = described.target(None).or_else(|| {
        let free = launched.then(Address::free)?;
        described.target(Some(free))
    });
    match target {
        Some(target) => {
            let launch = described.launch.clone();
            Ok(Tested { target, bare: described.is_bare(), launch })
        }
        None => Err(usage(format!(
            "{} says no address: add `url: http://HOST:PORT`, or give it with -t",
            path.display()
        ))),
    }
}

/// What flags say of how it is started, before what the target's own file says.
fn start(one: &mut Tested, args: &TargetArgs) -> Result<()> {
    if let Some(flags) = launching::launch(args)? {
        one.launch = Some(match one.launch.take() {
            Some(of_file) => {
                // A command that is typed is found from where it is typed.
                let (command, folder) = if flags.has_command() {
                    (flags.command, None)
                } else {
                    (of_file.command, of_file.folder)
                };
                let wait = args.server.wait.unwrap_or(of_file.wait);
                Launch { command, folder, wait, http: flags.http.or(of_file.http) }
            }
            None => flags,
        });
    }
    // Its port is another one each time, and results are compared by its name.
    let is_free = one.target.address.authority().is_some_and(|(_, port)| port == 0);
    if one.launch.is_some() && is_free && one.target.name == one.target.address.to_string() {
        "launched".clone_into(&mut one.target.name);
    }
    Ok(())
}

/// Results are found by the name of their target: those that share one get their addresses with it.
fn tell_apart(tested: &mut [Tested]) -> Result<()> {
    let count = |tested: &[Tested]| {
        let mut names: BTreeMap<String, usize> = BTreeMap::new();
        for one in tested {
            *names.entry(one.target.name.clone()).or_default() += 1;
        }
        names
    };
    let names = count(tested);
    for one in tested.iter_mut() {
        let address = one.target.address.to_string();
        if names.get(&one.target.name).is_some_and(|&n| n > 1) && one.target.name != address {
            one.target.name = format!("{} ({address})", one.target.name);
        }
    }
    match count(tested).into_iter().find(|&(_, n)| n > 1) {
        None => Ok(()),
        Some((name, n)) => Err(usage(format!(
            "{n} targets are called {name}: name each once, or give each a `name:` in its file"
        ))),
    }
}

fn usage(message: String) -> Error {
    Error::Usage { message }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_without_a_target_is_told_of_demo_and_of_the_flag() {
        let error = target(None, None).unwrap_err();
        assert!(matches!(error, Error::Usage { .. }));
        let text = error.to_string();
        assert!(text.contains("demo") && text.contains("-t http://"), "{text}");
    }

    fn named(urls: &[&str]) -> TargetArgs {
        TargetArgs {
            target: urls.iter().map(|&url| url.to_owned()).collect(),
            ..Default::default()
        }
    }

    #[test]
    fn a_command_makes_a_port_that_is_not_there_yet_an_address() {
        let tls = TlsArgs::default();
        let launched = |urls: &[&str]| {
            let mut args = named(urls);
            args.server.launch = Some("./server {{port}}".to_owned());
            args
        };
        for urls in [&[][..], &["http://127.0.0.1:0"], &["http://127.0.0.1:{{port}}"]] {
            let args = launched(urls);
            let tested = targets(&args, &tls).unwrap();
            let [one] = tested.as_slice() else { panic!("{tested:?}") };
            assert_eq!((&one.target.address, one.bare), (&Address::free(), true), "{urls:?}");
            assert_eq!(one.target.name, "launched");
            assert_eq!(one.launch, Some(Launch::of("./server {{port}}")));
        }
        assert!(targets(&named(&["http://127.0.0.1:0"]), &tls).is_err());
        let two = launched(&["a.test:1", "b.test:2"]);
        assert!(targets(&two, &tls).unwrap_err().to_string().contains("2 targets"));
    }

    #[test]
    fn the_same_target_twice_is_refused_and_names_that_are_shared_get_the_address() {
        let tls = TlsArgs::default();
        assert!(targets(&named(&["a.test:1", "http://a.test:1"]), &tls).is_err());
        let mut tested = targets(&named(&["a.test:1", "a.test:2"]), &tls).unwrap();
        for one in &mut tested {
            "nginx".clone_into(&mut one.target.name);
        }
        tell_apart(&mut tested).unwrap();
        let names: Vec<&str> = tested.iter().map(|one| one.target.name.as_str()).collect();
        assert_eq!(names, ["nginx (http://a.test:1)", "nginx (http://a.test:2)"]);
    }
}
