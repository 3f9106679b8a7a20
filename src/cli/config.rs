//! The verb `config`: what holds for a run, and where each value comes from.

use std::path::PathBuf;

use serde_json::{Map, Value, json};

use crate::error::Result;
use crate::load::{BUNDLED, Config};
use crate::model::bytes::shown;
use crate::model::target::{Address, Target};

use super::args::{ConfigArgs, ListFormat, RunArgs};
use super::defaults::{Held, Origin};
use super::settings::{self, Tested};

/// Column of the places, where what stands before them leaves room.
const PLACES: usize = 40;

/// `wirecase config`
pub(super) fn config(args: &ConfigArgs, flags: &[Held]) -> Result<u8> {
    let run = &args.run;
    let (paths, ids) = settings::paths_and_ids(&run.what)?;
    let config = settings::configuration()?;
    let names_none = run.tested.target.is_empty()
        && run.tested.server.target_file.is_none()
        && run.tested.server.launch.is_none();
    let tested = if names_none { Vec::new() } else { settings::targets(&run.tested, &run.tls)? };
    let paths = match (paths.as_slice(), config) {
        ([], Some(config)) => config.cases.clone(),
        _ => paths,
    };
    let holds = Holds { config, paths, ids, tested, flags, run };
    let text = match args.format {
        ListFormat::Text => holds.text(),
        ListFormat::Json => format!("{:#}\n", holds.json()),
    };
    // However a secret came here, and wherever it stands.
    let secrets = super::secrets::read(&run.tested)?;
    super::print_words(secrets.mask_text(&text).as_bytes())
}

struct Holds<'a> {
    config: Option<&'static Config>,
    paths: Vec<PathBuf>,
    ids: Vec<String>,
    tested: Vec<Tested>,
    flags: &'a [Held],
    run: &'a RunArgs,
}

impl Holds<'_> {
    fn text(&self) -> String {
        let mut text = String::new();
        let file = self.config.map(|config| config.path.display().to_string());
        line(&mut text, "file", file.as_deref().unwrap_or("none found"), "");
        let profile = self.flags.iter().find(|held| held.flag == "profile");
        if let Some(name) = profile.and_then(|held| held.values.first()) {
            line(&mut text, "profile", name, &profile.map(place).unwrap_or_default());
        }
        line(&mut text, "cases", &self.case_words().join(" "), "");
        if !self.ids.is_empty() {
            line(&mut text, "ids", &self.ids.join(" "), "");
        }

        text.push_str("\nTargets of this run\n");
        if let Some(file) = &self.run.tested.targets_from {
            row(&mut text, &format!("those of {}", file.display()), "");
        } else if self.tested.is_empty() {
            text.push_str("  none is named: -t, WIRECASE_TARGET, or `target:` under `defaults`\n");
        }
        for (index, one) in self.tested.iter().enumerate() {
            let own = self.own_place(index);
            row(&mut text, &format!("{}  {}", one.target.name, at(&one.target.address)), &own);
            for (key, value) in self.said(one) {
                row(&mut text, &format!("  {key}: {value}"), &self.place_of(one, &key, &own));
            }
        }
        if let Some(config) = self.config {
            if !config.targets.is_empty() {
                text.push_str("\nTargets by name\n");
            }
            for (name, target) in &config.targets {
                let address = target.target(None).map(|target| at(&target.address));
                let address = address.unwrap_or_else(|| "no address".to_owned());
                let place = target.place.as_ref().map(|p| format!("{}:{}", p.file, p.line));
                row(&mut text, &format!("{name}  {address}"), &place.unwrap_or_default());
            }
            if !config.suites.is_empty() {
                text.push_str("\nSuites\n");
            }
            for (name, members) in &config.suites {
                let words: Vec<&str> = members.iter().map(|m| m.text.as_str()).collect();
                let place =
                    members.first().map(|m| format!("{}:{}", m.place().file, m.place().line));
                row(&mut text, &format!("{name}  {}", words.join(" ")), &place.unwrap_or_default());
            }
        }

        let all =
            self.flags.iter().any(|held| held.flag == "verbose" && held.origin == Origin::Typed);
        let told = |held: &&Held| all || held.origin != Origin::Default;
        text.push_str("\nFlags\n");
        for held in self.flags.iter().filter(told) {
            row(&mut text, &flag(held), &place(held));
        }
        if !self.flags.iter().any(|held| told(&held)) {
            text.push_str("  all as they are where nothing is said; -v lists them\n");
        }
        text
    }

    fn json(&self) -> Value {
        let mut flags = Map::new();
        for held in self.flags {
            let mut entry = json!({ "values": held.values, "from": place(held) });
            if let (Origin::File(at, profile), Some(entry)) = (&held.origin, entry.as_object_mut())
            {
                entry.insert("file".to_owned(), json!(&*at.file));
                entry.insert("line".to_owned(), json!(at.line));
                entry.insert("column".to_owned(), json!(at.column));
                entry.insert("profile".to_owned(), json!(profile));
            }
            flags.insert(held.flag.clone(), entry);
        }
        let tested = self.tested.iter().enumerate().map(|(index, one)| {
            let own = self.own_place(index);
            let (mut says, mut from) = (Map::new(), Map::new());
            for (key, value) in self.said(one) {
                from.insert(key.clone(), json!(self.place_of(one, &key, &own)));
                says.insert(key, json!(value));
            }
            json!({
                "name": one.target.name,
                "url": at(&one.target.address),
                "from": own,
                "says": says,
                "says_from": from,
            })
        });
        let suites = self.config.map(|config| {
            let suite = |(name, members): (&String, &Vec<crate::load::Written>)| {
                let members: Vec<&str> = members.iter().map(|m| m.text.as_str()).collect();
                (name.clone(), json!(members))
            };
            config.suites.iter().map(suite).collect::<Map<String, Value>>()
        });
        let named = self.config.map(|config| config.targets.keys().collect::<Vec<_>>());
        json!({
            "file": self.config.map(|config| config.path.display().to_string()),
            "profile": self.run.configuration.profile,
            "cases": self.case_words(),
            "ids": self.ids,
            "targets": tested.collect::<Vec<_>>(),
            "named": named.unwrap_or_default(),
            "suites": suites.unwrap_or_default(),
            "profiles": self.config.map(|c| c.profiles.keys().collect::<Vec<_>>()).unwrap_or_default(),
            "flags": flags,
        })
    }

    fn case_words(&self) -> Vec<String> {
        match self.paths.as_slice() {
            [] => vec![BUNDLED.to_owned()],
            paths => paths.iter().map(|path| path.display().to_string()).collect(),
        }
    }

    /// Where the target of this index is described: a line of the configuration, or a file; empty
    /// where nothing but its address was named.
    fn own_place(&self, index: usize) -> String {
        let tested = &self.run.tested;
        let named = tested.target.get(index);
        let of_config = named.zip(self.config).and_then(|(name, config)| {
            config.targets.get(name)?.place.as_ref().map(|p| format!("{}:{}", p.file, p.line))
        });
        let is_file = |name: &&String| name.ends_with(".yaml") || name.ends_with(".yml");
        let of_file = || named.filter(is_file).cloned();
        let beside = || tested.server.target_file.as_ref().map(|file| file.display().to_string());
        of_config.or_else(of_file).or_else(beside).unwrap_or_default()
    }

    /// Where a value of a target comes from: the flag that comes before what its own place says.
    fn place_of(&self, one: &Tested, key: &str, own: &str) -> String {
        let long = match key {
            "launch.command" => "launch",
            "launch.wait" => "wait",
            "launch.http" => "wait-http",
            "tls.min" => "tls-min",
            "tls.max" => "tls-max",
            // What is learned was said nowhere.
            "abilities" if one.bare => return String::new(),
            key => key.strip_prefix("tls.").unwrap_or_default(),
        };
        let held = self.flags.iter().find(|held| held.flag == long);
        held.filter(|held| held.origin != Origin::Default).map_or_else(|| own.to_owned(), place)
    }

    /// What is said of a target beside its name and address.
    fn said(&self, one: &Tested) -> Vec<(String, String)> {
        let mut said = Vec::new();
        let Target { resources, abilities, variables, known, tls, .. } = &one.target;
        if one.bare {
            said.push(("abilities".to_owned(), "learned by asking".to_owned()));
        } else {
            said.extend(
                resources.iter().map(|(name, at)| (format!("resources.{name}"), at.clone())),
            );
            if !abilities.is_empty() {
                said.push(("abilities".to_owned(), abilities.join(", ")));
            }
        }
        for (name, value) in variables {
            said.push((format!("variables.{name}"), value.clone()));
        }
        for known in known {
            said.push((format!("known.{}", known.id), known.reason.clone()));
        }
        if let Ok(Value::Object(tls)) = serde_json::to_value(tls) {
            for (key, value) in tls {
                let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                said.push((format!("tls.{key}"), value));
            }
        }
        if let Some(launch) = &one.launch {
            let mut say = |key: &str, value: String| said.push((format!("launch.{key}"), value));
            say("command", launch.command.clone());
            if let Some(folder) = &launch.folder {
                say("folder", folder.display().to_string());
            }
            say("wait", humantime::format_duration(launch.wait).to_string());
            if let Some((path, status)) = &launch.http {
                say(
                    "http",
                    match status {
                        Some(status) => format!("{path} ({status})"),
                        None => path.clone(),
                    },
                );
            }
        }
        said
    }
}

/// An address, as it is written where its port is not known yet.
fn at(address: &Address) -> String {
    let text = address.to_string();
    match (address.authority(), text.strip_suffix(":0")) {
        (Some((_, 0)), Some(host)) => format!("{host}:{{{{port}}}}"),
        _ => text,
    }
}

fn line(text: &mut String, key: &str, value: &str, place: &str) {
    let before = format!("{key:<9}{}", shown(value));
    text.push_str(&placed(&before, place));
}

fn row(text: &mut String, what: &str, place: &str) {
    text.push_str(&placed(&format!("  {}", shown(what)), place));
}

/// A line with its place beside it, or below it where there is no room.
fn placed(before: &str, place: &str) -> String {
    let place = shown(place);
    let columns = before.chars().count();
    match (place.is_empty(), columns < PLACES) {
        (true, _) => format!("{before}\n"),
        (false, true) => format!("{before}{}{place}\n", " ".repeat(PLACES - columns)),
        (false, false) => format!("{before}\n{}{place}\n", " ".repeat(PLACES)),
    }
}

fn flag(held: &Held) -> String {
    let mut text = format!("--{}", held.flag);
    match held.values.as_slice() {
        [] => text.push_str("  (none)"),
        [value] if value == "true" => {}
        [value] if value == "false" => text.push_str("  (not given)"),
        values => {
            text.push(' ');
            text.push_str(&values.join(", "));
        }
    }
    text
}

/// Where a value comes from, in words.
fn place(held: &Held) -> String {
    match &held.origin {
        Origin::Typed => "flag".to_owned(),
        Origin::Environment(name) => format!("environment {name}"),
        Origin::File(at, profile) => {
            let profile = profile.as_ref().map(|name| format!(" (profile {name})"));
            format!("{}:{}{}", at.file, at.line, profile.unwrap_or_default())
        }
        Origin::Default => "default".to_owned(),
    }
}
