//! Octets that are not text, as `hex` or `base64`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::model::bytes::is_unsafe_to_show;

/// How many octets are written in hex; more are written in Base64.
const MOST_HEX: usize = 64;
/// Characters of Base64 in a line.
const WIDTH: usize = 76;

/// Whether octets read better as text: few of them would have to be escaped.
pub(super) fn is_readable(octets: &[u8]) -> bool {
    let (mut escaped, mut all) = (0_usize, 0_usize);
    for chunk in octets.utf8_chunks() {
        for c in chunk.valid().chars() {
            all += 1;
            escaped += usize::from(is_unsafe_to_show(c) && !matches!(c, '\r' | '\n' | '\t'));
        }
        all += chunk.invalid().len();
        escaped += chunk.invalid().len();
    }
    escaped * 10 <= all || escaped < 4
}

/// `hex: …` or `base64: …`, in lines.
pub(super) fn binary(octets: &[u8]) -> Vec<String> {
    if octets.len() <= MOST_HEX {
        let hex: Vec<String> = octets.iter().map(|octet| format!("{octet:02x}")).collect();
        return vec![format!("hex: '{}'", hex.join(" "))];
    }
    let text = STANDARD.encode(octets);
    let mut lines = vec!["base64: |".to_owned()];
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(WIDTH));
        lines.push(format!("  {line}"));
        rest = after;
    }
    lines
}
