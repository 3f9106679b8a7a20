//! `/status/NNN`: an answer of that status, with the fields that it obliges to.

use crate::reference::fault::{Fault, fault};
use crate::reference::request::Request;
use crate::reference::resource::{Answer, Context, member, methods, private};
use crate::reference::response::{Response, reason};

/// Faults in answers of given statuses.
pub(crate) const FAULTS: &[Fault] = &[
    fault(
        "interim-as-final",
        "RFC 9110 15.2",
        "an interim answer is followed by a final one",
        "sends an interim status as the final one",
    ),
    fault(
        "retry-after-missing",
        "RFC 9110 15.6.4",
        "503 may say when to try again",
        "sends 503 and 429 without Retry-After",
    ),
    fault(
        "server-error-as-success",
        "RFC 9110 15.6",
        "a server that failed says so with 5xx",
        "answers 200 in place of 5xx",
    ),
    fault(
        "status-unexplained",
        "RFC 9110 15.5",
        "an error explains itself",
        "sends the 4xx answers that are asked for without content",
    ),
    fault(
        "multiple-choices-unpreferred",
        "RFC 9110 15.4.1",
        "Location of a 300 names the choice that is preferred",
        "sends 300 without Location",
    ),
    fault(
        "multiple-choices-unlisted",
        "RFC 9110 15.4.1",
        "300 lists the choices",
        "sends 300 without content",
    ),
];

/// Answers with the status that the path ends in. 101 and 206 cannot be had like this, as nothing
/// was asked for that they could answer; neither can what is no status.
pub(crate) fn answer(request: &Request, context: &Context<'_>) -> Answer {
    let faults = context.faults;
    let digits = member(request, "/status/");
    let status = std::str::from_utf8(digits).ok().filter(|digits| digits.len() == 3);
    let status: u16 = status.and_then(|digits| digits.parse().ok()).unwrap_or_default();
    match status {
        101 | 206 => methods::missing(request, context).into(),
        100..=199 if faults.has("interim-as-final") => Response::empty(status).into(),
        100..=199 => {
            let mut response = Response::with_text(200, "There was an interim answer before.\n");
            let link = ("Link".into(), "</style.css>; rel=preload; as=style".into());
            let fields = if status == 103 { vec![link] } else { Vec::new() };
            response.interim.push((status, fields));
            response.into()
        }
        500..=599 if faults.has("server-error-as-success") => {
            Response::with_text(200, "Nothing has happened.\n").into()
        }
        204 | 205 | 304 => Response::empty(status).into(),
        400..=499 if faults.has("status-unexplained") => {
            let mut response = Response::empty(status);
            add_obliged(&mut response, context);
            response.into()
        }
        200..=599 => {
            let mut response = match status {
                300 if faults.has("multiple-choices-unlisted") => Response::empty(300),
                300 => Response::with_text(300, "/index.en.html\n/index.fr.html\n"),
                511 => Response::error(511, "Log in at http://login.example/ first"),
                301 | 302 | 303 | 307 | 308 => Response::with_content(
                    status,
                    "text/html; charset=utf-8",
                    &b"<!DOCTYPE html>\n<title>Moved</title>\n<p>See <a href=\"/\">the page</a>.</p>\n"[..],
                ),
                400.. => Response::error(status, "You have asked for this"),
                _ => Response::with_text(status, format!("{status} {}\n", reason::phrase(status))),
            };
            add_obliged(&mut response, context);
            response.into()
        }
        _ => methods::missing(request, context).into(),
    }
}

fn add_obliged(response: &mut Response, context: &Context<'_>) {
    match response.status {
        201 => response.add("Location", "/status/200"),
        300 if !context.faults.has("multiple-choices-unpreferred") => {
            response.add("Location", "/index.en.html");
        }
        301 | 302 | 303 | 307 | 308 => response.add("Location", "/"),
        401 => response.add("WWW-Authenticate", private::challenge(context)),
        // It is said of the path that was asked for, and it has OPTIONS.
        405 => response.add("Allow", "OPTIONS"),
        407 => response.add("Proxy-Authenticate", "Basic realm=\"reference\""),
        416 => response.add("Content-Range", "bytes */0"),
        426 => response.add("Upgrade", "websocket"),
        429 | 503 if !context.faults.has("retry-after-missing") => {
            response.add("Retry-After", "120");
        }
        _ => {}
    }
}
