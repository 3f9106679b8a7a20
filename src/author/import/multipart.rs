//! `multipart/form-data` as curl writes it, with a boundary that stays the same.

use super::ReadFile;

/// As long as curl's own, and as good as random: it is in no body by chance.
pub(super) const BOUNDARY: &str = "------------------------wirecaseX7mK2pQ9vT4bZr";

/// The body of `-F` words.
///
/// # Errors
/// A word without `=`, and a file that cannot be read.
pub(super) fn body(forms: &[(Vec<u8>, bool)], read: &ReadFile<'_>) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    for (form, is_literal) in forms {
        let equals = form.iter().position(|octet| *octet == b'=');
        let Some(equals) = equals else {
            return Err(format!("-F {}: `=` is missing", String::from_utf8_lossy(form)));
        };
        let (name, value) = form.split_at(equals);
        let value = value.get(1..).unwrap_or_default();
        let part = if *is_literal { Part::literal(value) } else { Part::of(value, read)? };
        body.extend_from_slice(format!("--{BOUNDARY}\r\n").as_bytes());
        body.extend_from_slice(b"Content-Disposition: form-data; name=\"");
        body.extend_from_slice(&quoted(name));
        body.push(b'"');
        if let Some(file) = &part.file_name {
            body.extend_from_slice(b"; filename=\"");
            body.extend_from_slice(&quoted(file.as_bytes()));
            body.push(b'"');
        }
        if let Some(kind) = &part.kind {
            body.extend_from_slice(format!("\r\nContent-Type: {kind}").as_bytes());
        }
        body.extend_from_slice(b"\r\n\r\n");
        body.extend_from_slice(&part.octets);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    Ok(body)
}

struct Part {
    octets: Vec<u8>,
    file_name: Option<String>,
    kind: Option<String>,
}

impl Part {
    fn literal(value: &[u8]) -> Self {
        Self { octets: value.to_vec(), file_name: None, kind: None }
    }

    /// `value`, `@file`, `<file`, each with `;type=` and `;filename=` behind it.
    fn of(value: &[u8], read: &ReadFile<'_>) -> Result<Self, String> {
        let text = String::from_utf8_lossy(value).into_owned();
        let mut words = text.split(';');
        let first = words.next().unwrap_or_default().to_owned();
        let (mut kind, mut file_name) = (None, None);
        let mut rest = String::new();
        for word in words {
            match word.trim_start().split_once('=') {
                Some(("type", value)) => kind = Some(value.to_owned()),
                Some(("filename", value)) => file_name = Some(value.trim_matches('"').to_owned()),
                _ => rest.push_str(&format!(";{word}")),
            }
        }
        if let Some(path) = first.strip_prefix('@') {
            let octets = read(path)?;
            let own = path.rsplit('/').next().unwrap_or_default();
            let kind = kind.or_else(|| Some(kind_of(path).to_owned()));
            return Ok(Self { octets, file_name: Some(file_name.unwrap_or(own.to_owned())), kind });
        }
        if let Some(path) = first.strip_prefix('<') {
            return Ok(Self { octets: read(path)?, file_name, kind });
        }
        // Octets that are no UTF-8 stay as they are where nothing was taken from behind them.
        let octets = if kind.is_none() && file_name.is_none() {
            value.to_vec()
        } else {
            format!("{first}{rest}").into_bytes()
        };
        Ok(Self { octets, file_name, kind })
    }
}

/// The type that curl takes a file for by its name.
fn kind_of(path: &str) -> &'static str {
    let lower = path.to_ascii_lowercase();
    let known = [
        (".gif", "image/gif"),
        (".jpg", "image/jpeg"),
        (".jpeg", "image/jpeg"),
        (".png", "image/png"),
        (".svg", "image/svg+xml"),
        (".txt", "text/plain"),
        (".htm", "text/html"),
        (".html", "text/html"),
        (".pdf", "application/pdf"),
        (".xml", "application/xml"),
    ];
    let found = known.iter().find(|(end, _)| lower.ends_with(end));
    found.map_or("application/octet-stream", |(_, kind)| kind)
}

fn quoted(name: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for octet in name {
        match octet {
            b'"' => out.extend_from_slice(b"%22"),
            b'\r' => out.extend_from_slice(b"%0D"),
            b'\n' => out.extend_from_slice(b"%0A"),
            octet => out.push(*octet),
        }
    }
    out
}
