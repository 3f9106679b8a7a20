//! curl command lines: the octets that curl would send.

mod options;
mod request;
mod wishes;

use crate::author::case::{Act, Draft, Expected};

use super::shell::{self, Command};
use super::url::{self, without_dots};
use super::{Imported, ReadFile};
use wishes::Wishes;

/// The commands of a text, as a shell reads it.
///
/// # Errors
/// What no shell or curl would take, and options that this importer does not know.
pub fn curl_text(text: &[u8], read: &ReadFile<'_>) -> Result<Imported, String> {
    let mut imported = Imported::titled("Imported from curl command lines");
    for command in shell::commands(text)? {
        let name = command.words.first().map(Vec::as_slice).unwrap_or_default();
        let name = name.rsplit(|octet| *octet == b'/').next().unwrap_or_default();
        if name == b"curl" || name == b"curl.exe" {
            add(&command, read, &mut imported)?;
        } else {
            let name = String::from_utf8_lossy(name);
            imported.notes.push(format!("the command `{name}` is not curl: left out"));
        }
    }
    if imported.sheet.cases.is_empty() {
        return Err("there is no curl command line in this".to_owned());
    }
    Ok(imported)
}

/// One command, as its words.
///
/// # Errors
/// As [`curl_text`].
pub fn curl(words: &[String], read: &ReadFile<'_>) -> Result<Imported, String> {
    let words = words.iter().map(|word| word.as_bytes().to_vec()).collect();
    let mut imported = Imported::titled("Imported from a curl command line");
    add(&Command { words, notes: Vec::new() }, read, &mut imported)?;
    Ok(imported)
}

fn add(command: &Command, read: &ReadFile<'_>, imported: &mut Imported) -> Result<(), String> {
    let mut wishes = Wishes::default();
    wishes.read(command.words.get(1..).unwrap_or_default(), read)?;
    if wishes.urls.is_empty() {
        return Err("the curl command line names no URL".to_owned());
    }
    let mut remarks = command.notes.clone();
    remarks.append(&mut wishes.remarks);
    for text in &wishes.urls {
        let mut remarks = remarks.clone();
        let Some(url) = url::parse(text) else {
            return Err(format!("{text}: no URL of http or https that curl would take"));
        };
        if url.target.contains(['[', '{']) {
            remarks
                .push("brackets and braces of the URL are kept: curl would expand them".to_owned());
        }
        let (message, method) = wishes.message(&url, read, &mut remarks)?;
        let target = if wishes.path_as_is { url.target.clone() } else { without_dots(&url.target) };
        let path = target.split('?').next().unwrap_or_default().to_owned();
        for remark in &remarks {
            imported.notes.push(format!("{method} {path}: {remark}"));
        }
        imported.sheet.cases.push(Draft {
            id: format!("{method}{path}"),
            title: format!("{method} {path}"),
            remarks: remarks.iter().map(|remark| as_comment(remark)).collect(),
            steps: vec![Act::Send(message.into_template()), Act::Expect(Expected::default())],
            ..Draft::default()
        });
    }
    Ok(())
}

/// A remark as a comment: an option that is left out, or something else that is worth a word.
fn as_comment(remark: &str) -> String {
    if remark.starts_with('-') { format!("not taken over: {remark}") } else { remark.to_owned() }
}
