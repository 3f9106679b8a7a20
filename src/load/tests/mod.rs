//! Whole texts in; octets on the wire, cases and diagnostics out.

mod diagnostics;
mod expectations;
mod files;
mod format;
mod hostile;
mod wire;

use super::*;
use crate::model::case::{Action, Case, Part, Send};
use crate::model::template::Variables;

/// The diagnostics of a text, each as `line:column: severity: message`.
fn told(text: &str) -> Vec<String> {
    load_text("a.yaml", text).diagnostics.iter().map(short).collect()
}

fn short(diagnostic: &Diagnostic) -> String {
    use crate::model::diagnostic::Severity;
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let place = &diagnostic.place;
    format!("{}:{}: {severity}: {}", place.line, place.column, diagnostic.message)
}

/// A file whose only case has this text, which starts at line 4 and is indented by four.
fn in_case(text: &str) -> String {
    let mut file = String::from("cases:\n  - id: x\n    title: X\n");
    for line in text.lines() {
        file.push_str(if line.is_empty() { "" } else { "    " });
        file.push_str(line);
        file.push('\n');
    }
    file
}

/// The one case of a text that has no error.
fn case(text: &str) -> Case {
    let loaded = load_text("a.yaml", text);
    let errors: Vec<String> = loaded.diagnostics.iter().map(ToString::to_string).collect();
    assert_eq!(loaded.suite.cases.len(), 1, "{text}\n{}", errors.join("\n"));
    (*loaded.suite.cases[0]).clone()
}

fn sends(case: &Case) -> Vec<&Send> {
    let actions = case.steps.iter().map(|step| &step.action);
    actions
        .filter_map(|action| if let Action::Send(send) = action { Some(send) } else { None })
        .collect()
}

/// The octets of parts, variables as `<name>`.
fn octets(parts: &[Part]) -> Vec<u8> {
    let mut out = Vec::new();
    for part in parts {
        let (template, times) = match part {
            Part::Octets(template) => (template.clone(), 1),
            Part::Repeat { unit, times } => (unit.clone(), *times),
            Part::Chunk(template) => {
                let octets = filled(template);
                out.extend(format!("{:x}\r\n", octets.len()).bytes());
                out.extend(octets);
                out.extend(b"\r\n");
                continue;
            }
            Part::Frame(frame) => {
                out.extend(crate::model::websocket::encode(frame, &filled(&frame.payload)));
                continue;
            }
            Part::Pause(_) => continue,
        };
        for _ in 0..times {
            out.extend(filled(&template));
        }
    }
    out
}

fn filled(template: &crate::model::template::Template) -> Vec<u8> {
    let names =
        template.variables().map(|name| (name.to_owned(), format!("<{name}>").as_str().into()));
    let variables: Variables = names.collect();
    template.fill(&variables).unwrap()
}
