//! Names that the format knows without being told, and the nearest one to a misspelt one.

/// Resources that a target file may name; a case that uses one as `{{name}}` needs it.
pub(super) const STANDARD_RESOURCES: [&str; 19] = [
    "page",
    "missing",
    "redirect",
    "form",
    "echo",
    "post",
    "chunked",
    "store",
    "private",
    "events",
    "websocket",
    "status",
    "inspect",
    "gzip",
    "cookies",
    "large",
    "variants",
    "collection",
    "document",
];

/// Variables that every target gives.
pub(super) const STANDARD_VARIABLES: [&str; 7] =
    ["host", "port", "authority", "user", "password", "credentials", "unique"];

/// The length of a request's own body, in its head alone.
pub(super) const BODY_LENGTH: &str = "body.length";

/// Whether a name of a variable, an exchange, a connection, a tag or a resource is well formed.
pub(super) fn is_name(text: &str) -> bool {
    let legal = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
    !text.is_empty() && text.len() <= 100 && text.bytes().all(legal)
}

/// The name that was likely meant.
pub(super) fn nearest<'a>(text: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if text.len() > 100 {
        return None;
    }
    let lower = text.to_lowercase().replace(['_', ' '], "-");
    let allowed = (lower.chars().count() / 3).clamp(1, 3);
    names
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&lower, name), name))
        .filter(|&(distance, _)| distance <= allowed)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, name)| name)
}

/// The help for a name that is not one of `names`: the nearest, else all of them.
#[must_use]
pub fn meant<'a>(text: &str, names: impl IntoIterator<Item = &'a str> + Clone) -> String {
    match nearest(text, names.clone()) {
        Some(name) => format!("did you mean `{name}`?"),
        None => {
            let all: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
            format!("one of {}", all.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_offered_and_a_far_one_is_not() {
        let names = ["status", "headers", "read-timeout", "id"];
        let rows = [
            ("sttaus", Some("status")),
            ("Header", Some("headers")),
            ("read_timeout", Some("read-timeout")),
            ("xyzzy", None),
            ("i", Some("id")),
        ];
        for (text, want) in rows {
            assert_eq!(nearest(text, names), want, "{text}");
        }
        assert_eq!(meant("xyzzy", ["a", "b"]), "one of `a`, `b`");
    }
}
