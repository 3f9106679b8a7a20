//! Numbers with their units.

/// `1 case`, `2 cases`; the noun takes an s.
#[must_use]
pub fn plural(count: u64, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// `1 byte`, `123 bytes`.
#[must_use]
pub fn octets(count: usize) -> String {
    plural(count as u64, "byte")
}

/// A length of time with about three digits: `812 µs`, `1.4 ms`, `12 ms`, `1.20 s`, `2 min 3 s`.
#[must_use]
pub fn duration(microseconds: u64) -> String {
    let us = microseconds;
    match us {
        0..=999 => format!("{us} µs"),
        1_000..=9_999 => format!("{}.{} ms", us / 1_000, us % 1_000 / 100),
        10_000..=999_999 => format!("{} ms", us / 1_000),
        1_000_000..=59_999_999 => format!("{}.{:02} s", us / 1_000_000, us % 1_000_000 / 10_000),
        _ => format!("{} min {} s", us / 60_000_000, us / 1_000_000 % 60),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn durations_keep_about_three_digits() {
        for (us, want) in [
            (0, "0 µs"),
            (812, "812 µs"),
            (1_449, "1.4 ms"),
            (12_999, "12 ms"),
            (1_204_999, "1.20 s"),
            (123_000_000, "2 min 3 s"),
            (u64::MAX, "307445734561 min 49 s"),
        ] {
            assert_eq!(super::duration(us), want);
        }
    }
}
