//! What other tools keep of HTTP, as cases: requests as octets, and as much of what they expect as
//! there is a check for. What has no counterpart is told, never dropped in silence.

mod curl;
mod editor;
mod ftw;
mod har;
mod http;
mod message;
mod multipart;
mod shell;
mod url;

#[cfg(test)]
mod tests;

pub use curl::{curl, curl_text};
pub use ftw::ftw;
pub use har::har;
pub use http::http;

use super::case::Sheet;

/// Gives the octets of a file that a request names, or why it cannot be had.
pub type ReadFile<'a> = dyn Fn(&str) -> Result<Vec<u8>, String> + 'a;

/// Cases made of what another tool keeps.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Imported {
    /// The cases, with remarks on what was not taken over.
    pub sheet: Sheet,
    /// What was not taken over or was changed: where, what and why.
    pub notes: Vec<String>,
}

impl Imported {
    fn titled(title: &str) -> Self {
        let sheet = Sheet { title: title.to_owned(), ..Sheet::default() };
        Self { sheet, notes: Vec::new() }
    }
}
