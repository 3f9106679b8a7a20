//! Challenges of an authentication (RFC 9110 11.2 and 11.3), as WWW-Authenticate lists them.

use crate::model::grammar;

/// A challenge.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Challenge<'a> {
    pub(super) scheme: &'a [u8],
    pub(super) parameters: Vec<Parameter<'a>>,
}

/// An `auth-param`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Parameter<'a> {
    pub(super) name: &'a [u8],
    /// As it stands there, quotes and all.
    pub(super) value: &'a [u8],
    /// Whether white space stands around the `=` (BWS).
    pub(super) spaced: bool,
}

/// Reads a list of challenges; `None` where the grammar is broken. Empty members are let pass: to
/// which of the two lists they belong cannot be told (RFC 9110 11.6.1).
pub(super) fn list(value: &[u8]) -> Option<Vec<Challenge<'_>>> {
    let mut challenges: Vec<Challenge> = Vec::new();
    for member in grammar::list_members(value) {
        if let Some(parameter) = parameter(member) {
            challenges.last_mut()?.parameters.push(parameter);
            continue;
        }
        let end = member.iter().position(|o| !grammar::is_tchar(*o)).unwrap_or(member.len());
        let (scheme, rest) = member.split_at_checked(end)?;
        let spaces = rest.iter().take_while(|o| **o == b' ').count();
        let rest = rest.get(spaces..)?;
        if scheme.is_empty() || (spaces == 0 && !rest.is_empty()) {
            return None;
        }
        let parameters = match parameter(rest) {
            // `a=` and `a==` are of the other form, which an auth-param cannot be.
            Some(parameter) => vec![parameter],
            None if rest.is_empty() || is_token68(rest) => Vec::new(),
            None => return None,
        };
        challenges.push(Challenge { scheme, parameters });
    }
    Some(challenges)
}

/// `auth-param = token BWS "=" BWS ( token / quoted-string )`
fn parameter(octets: &[u8]) -> Option<Parameter<'_>> {
    let equals = octets.iter().position(|octet| *octet == b'=')?;
    let (before, after) = (octets.get(..equals)?, octets.get(equals + 1..)?);
    let (name, value) = (grammar::trim_ows(before), grammar::trim_ows(after));
    let is_value = grammar::is_token(value) || grammar::unquote(value).is_some();
    (grammar::is_token(name) && is_value).then_some(Parameter {
        name,
        value,
        spaced: name.len() != before.len() || value.len() != after.len(),
    })
}

fn is_token68(octets: &[u8]) -> bool {
    let padding = octets.iter().rev().take_while(|octet| **octet == b'=').count();
    let digits = octets.get(..octets.len().saturating_sub(padding)).unwrap_or_default();
    !digits.is_empty() && digits.iter().all(|o| o.is_ascii_alphanumeric() || b"-._~+/".contains(o))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `scheme[name,…]` for each challenge.
    fn shown(value: &str) -> Option<Vec<String>> {
        let text = |octets: &[u8]| String::from_utf8_lossy(octets).into_owned();
        let challenges = list(value.as_bytes())?;
        let one = |challenge: &Challenge| {
            let names: Vec<String> = challenge.parameters.iter().map(|p| text(p.name)).collect();
            format!("{}[{}]", text(challenge.scheme), names.join(","))
        };
        Some(challenges.iter().map(one).collect())
    }

    #[test]
    fn challenges_and_their_parameters_are_told_apart() {
        let rows: [(&str, &[&str]); 8] = [
            ("Basic realm=\"a\"", &["Basic[realm]"]),
            (
                "Basic realm=\"simple\", Newauth realm=\"apps\", type=1, title=\"Login to \\\"apps\\\"\"",
                &["Basic[realm]", "Newauth[realm,type,title]"],
            ),
            ("Negotiate", &["Negotiate[]"]),
            ("Negotiate YII=, NTLM", &["Negotiate[]", "NTLM[]"]),
            (
                "Digest realm=\"a, b\", qop=\"auth,auth-int\",, nonce = x",
                &["Digest[realm,qop,nonce]"],
            ),
            ("Basic  realm = \"a\"", &["Basic[realm]"]),
            ("Bearer", &["Bearer[]"]),
            ("", &[]),
        ];
        for (value, want) in rows {
            assert_eq!(
                shown(value).as_deref(),
                Some(&want.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>()[..]),
                "{value}"
            );
        }
        for bad in [
            "realm=\"a\"",
            "Basic realm=\"a",
            "Basic realm=",
            "Basic realm=\"a\" charset=\"UTF-8\"",
            "Basic; realm=\"a\"",
            "Basic a b",
            "\"Basic\"",
            "Basic\trealm=\"a\"",
        ] {
            assert_eq!(
                shown(bad),
                if bad == "Basic realm=" { Some(vec!["Basic[]".to_owned()]) } else { None },
                "{bad}"
            );
        }
    }
}
