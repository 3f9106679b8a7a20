//! Server (RFC 9110 10.2.4).

use super::hit::Hit;
use super::subject::Subject;
use super::{ABNF, Check, GET, Lint, comment};
use crate::model::citation::Level;
use crate::model::grammar;

/// Products, each a name and perhaps a version, and comments, with white space between them. How
/// much it tells is not asked.
pub(super) const SERVER_INVALID: Lint = Lint {
    name: "server-invalid",
    summary: "Server is no list of products and comments",
    level: Level::Must,
    rfc: 9110,
    section: "10.2.4",
    also: ABNF,
    covers: &["9110-2.2-01"],
    check: Check::Rule(invalid),
    fires: &[
        (GET, b"HTTP/1.1 200 OK\r\nServer: (a)\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nServer: a/1, b/2\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nServer: a(b)\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nServer:\r\n\r\n"),
    ],
    quiet: &[
        (GET, b"HTTP/1.1 200 OK\r\nServer: Apache/2.4.41 (Ubuntu; (x64)) OpenSSL/1.1.1f mod_a\r\n\r\n"),
        (GET, b"HTTP/1.1 200 OK\r\nServer: My Front End\r\n\r\n"),
    ],
};

fn invalid(subject: &Subject) -> Option<Hit> {
    subject.reject("Server", "products and comments", is_products)
}

fn is_products(value: &[u8]) -> bool {
    let mut at = product_end(value, 0);
    while let Some(end) = at {
        let rest = value.get(end..).unwrap_or_default();
        if rest.is_empty() {
            return true;
        }
        let space = rest.iter().take_while(|o| matches!(o, b' ' | b'\t')).count();
        let next = end + space;
        at = if space == 0 {
            None
        } else {
            comment::end(value, next).or_else(|| product_end(value, next))
        };
    }
    false
}

/// `product = token ["/" product-version]`
fn product_end(value: &[u8], start: usize) -> Option<usize> {
    let name = token_end(value, start)?;
    match value.get(name) {
        Some(b'/') => token_end(value, name + 1),
        _ => Some(name),
    }
}

fn token_end(value: &[u8], start: usize) -> Option<usize> {
    let length = value.get(start..)?.iter().take_while(|o| grammar::is_tchar(**o)).count();
    (length > 0).then_some(start + length)
}
