//! A command to the runner, escaped as the runner reads it back.

use std::fmt;

/// `::error file=a.yaml,line=3::what is wrong`.
#[derive(Clone, Debug)]
pub(in crate::report) struct Command<'a> {
    pub(in crate::report) name: &'static str,
    /// Names of our own and their values, which may be anything.
    pub(in crate::report) properties: Vec<(&'static str, String)>,
    /// The data; may be anything.
    pub(in crate::report) data: &'a str,
}

impl fmt::Display for Command<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "::{}", self.name)?;
        for (index, (name, value)) in self.properties.iter().enumerate() {
            let before = if index == 0 { ' ' } else { ',' };
            write!(f, "{before}{name}={}", property(value))?;
        }
        write!(f, "::{}", data(self.data))
    }
}

/// What would end the line, and the sign of the escape itself.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The same, and what would end the property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_ends_its_property_and_no_data_ends_its_line() {
        for (value, text, want) in [
            ("a", "b", "::error file=a,line=3::b"),
            ("a:b,c=d", "b:c,d", "::error file=a%3Ab%2Cc=d,line=3::b:c,d"),
            ("%3A", "100%", "::error file=%253A,line=3::100%25"),
            ("a::b", "x\r\n::error::y", "::error file=a%3A%3Ab,line=3::x%0D%0A::error::y"),
            ("a\nb\r", "\n", "::error file=a%0Ab%0D,line=3::%0A"),
        ] {
            let properties = vec![("file", value.to_owned()), ("line", "3".to_owned())];
            assert_eq!(Command { name: "error", properties, data: text }.to_string(), want);
        }
        let command = Command { name: "endgroup", properties: Vec::new(), data: "" };
        assert_eq!(command.to_string(), "::endgroup::");
    }
}
