//! What is asked of the answer that an archive holds.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::author::case::Expected;
use crate::author::parts::is_readable;
use crate::author::placeholders::Varying;
use crate::author::recording::with_host_in;
use crate::model::expectation::{Hole, ResponseTemplate};
use crate::model::template::Template;

use super::archive::{Entry, Response};

/// The longest body that is expected as text, in octets.
const MOST_TEXT: usize = 16 << 10;

/// Status, type, redirect and body. HAR holds bodies decoded, so that nothing is asked of their coding
/// and length.
pub(super) fn expected(
    entry: &Entry,
    twin: Option<&str>,
    host: &str,
    remarks: &mut Vec<String>,
) -> Expected {
    let response = &entry.response;
    let line = format!("HTTP/1.1 {} ", response.status);
    let status_line = vec![Hole::Octets(Template::octets(line.as_str())), Hole::Any];
    let mut fields = Vec::new();
    for wanted in ["Content-Type", "Location"] {
        let mut lines =
            response.headers.iter().filter(|pair| pair.name.eq_ignore_ascii_case(wanted));
        if let (Some(pair), None) = (lines.next(), lines.next()) {
            let value = vec![Hole::Octets(Template::octets(pair.value.as_str()))];
            fields.push((wanted.to_owned(), with_host_in(value, wanted, host)));
        }
    }
    let no_body = entry.request.method == "HEAD" || matches!(response.status, 100..200 | 204 | 304);
    let mut body = None;
    if let Some(text) = response.content.text.as_ref().filter(|text| !text.is_empty() && !no_body) {
        match text_of(text, response) {
            Ok(octets) => {
                let now = entry.started_date_time.parse::<jiff::Timestamp>();
                let now = now.map_or(0, |time| time.as_second());
                let again = twin.and_then(|twin| text_of(twin, response).ok());
                body = Varying { first: &octets, again: again.as_deref(), now }.holes();
            }
            Err(Some(why)) => remarks.push(why),
            Err(None) => {}
        }
    }
    let response = ResponseTemplate { status_line, fields, body, exact: false };
    Expected { response: Some(response), ..Expected::default() }
}

/// The octets of a small body of text; an error with a reason where that is worth a word.
fn text_of(text: &str, response: &Response) -> Result<Vec<u8>, Option<String>> {
    if text.len() > MOST_TEXT {
        return Err(Some(format!("the answer's body, which has more than {MOST_TEXT} octets")));
    }
    if response.content.encoding.as_deref() == Some("base64") {
        let octets = STANDARD.decode(text).map_err(|_| None)?;
        return if is_readable(&octets) { Ok(octets) } else { Err(None) };
    }
    let kind = response.headers.iter().find(|pair| pair.name.eq_ignore_ascii_case("content-type"));
    let kind = kind.map(|pair| pair.value.to_ascii_lowercase()).unwrap_or_default();
    let is_utf8 = !kind.contains("charset=") || kind.contains("utf-8");
    if !text.is_ascii() && !is_utf8 {
        let why = "the answer's body: the archive has its characters, and not its octets";
        return Err(Some(why.to_owned()));
    }
    Ok(text.as_bytes().to_vec())
}
