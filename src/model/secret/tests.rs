//! Each form of a secret by itself, and what must not be masked.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

use super::*;

/// Holds an octet of every kind that some encoding writes in another way.
const SECRET: &str = "p/ss+w rd?>\"&é<'\\~";

fn secrets(value: &str) -> Secrets {
    Secrets::new([("token", value)]).unwrap()
}

fn mask(value: &str, text: &str) -> String {
    String::from_utf8(secrets(value).mask(text.as_bytes())).unwrap()
}

/// That a form is masked whole, at the start, in the middle and at the end, and nothing beside it.
fn is_masked(form: &str) {
    let stars = "*".repeat(form.len());
    for (before, after) in [("", ""), ("{\"a\":[", "]}"), ("[", ""), ("", "]")] {
        assert_eq!(
            mask(SECRET, &format!("{before}{form}{after}")),
            format!("{before}{stars}{after}"),
            "{form}"
        );
    }
}

fn percent(value: &str, keeps: &str) -> String {
    let octet = |octet: u8| match char::from(octet) {
        c if c.is_ascii_alphanumeric() || keeps.contains(c) => c.to_string(),
        _ => format!("%{octet:02X}"),
    };
    value.bytes().map(octet).collect()
}

#[test]
fn a_secret_is_masked_as_it_is_and_percent_encoded_in_every_way() {
    is_masked(SECRET);
    let rfc3986 = percent(SECRET, "-._~");
    is_masked(&rfc3986);
    is_masked(&rfc3986.to_lowercase());
    is_masked(&percent(SECRET, "*-._ ").replace(' ', "+"));
    is_masked(&percent(SECRET, "-._~/?&'"));
    is_masked(&percent(SECRET, "").replace("%2F", "/"));
    is_masked(&rfc3986.replace('%', "%25"));
    is_masked(&SECRET.bytes().map(|octet| format!("%{octet:02x}")).collect::<String>());
}

#[test]
fn a_secret_is_masked_in_hexadecimal_with_and_without_separators() {
    for separator in ["", ":", " ", "-"] {
        let digits: Vec<String> = SECRET.bytes().map(|octet| format!("{octet:02x}")).collect();
        is_masked(&digits.join(separator));
        is_masked(&digits.join(separator).to_uppercase());
    }
}

#[test]
fn a_secret_is_masked_escaped_as_in_json_html_and_cases() {
    let json = serde_json::to_string(SECRET).unwrap();
    is_masked(json.trim_matches('"').trim_end_matches('"'));
    let units = SECRET.encode_utf16().map(|unit| format!("\\u{unit:04x}"));
    is_masked(&units.clone().collect::<String>());
    is_masked(&units.map(|unit| unit.to_uppercase().replace('U', "u")).collect::<String>());
    let html = SECRET.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    is_masked(&html);
    is_masked(&html.replace('"', "&quot;").replace('\'', "&#039;"));
    is_masked(&html.replace('"', "&#34;").replace('\'', "&#x27;").replace('é', "&#233;"));
    is_masked(&crate::model::bytes::escape(SECRET.as_bytes()));
    is_masked(&SECRET.bytes().map(|octet| format!("\\x{octet:02x}")).collect::<String>());
}

#[test]
fn a_secret_is_masked_in_base64_wherever_it_stands_in_a_longer_text() {
    for before in 0..7 {
        for after in 0..4 {
            let text = format!("{}{SECRET}{}", &"user:us"[..before], &"tail"[..after]);
            for engine in [&STANDARD, &STANDARD_NO_PAD, &URL_SAFE, &URL_SAFE_NO_PAD] {
                let coded = engine.encode(&text);
                let masked = mask(SECRET, &coded);
                assert_eq!(masked.len(), coded.len());
                // Characters that hold a bit of it, and no other.
                let bits = 8 * before..8 * (before + SECRET.len());
                for (at, c) in masked.chars().enumerate() {
                    let holds = 6 * at < bits.end && 6 * at + 6 > bits.start;
                    assert_eq!(c == '*', holds, "{before} {after} {coded} {masked} {at}");
                }
                // Percent-encoded, as in a query.
                let spelled = coded.chars().map(|c| percent(&c.to_string(), ""));
                let spelled: Vec<String> = spelled.collect();
                let masked = mask(SECRET, &spelled.concat());
                let mut from = 0;
                for (at, spelling) in spelled.iter().enumerate() {
                    let to = from + spelling.len();
                    if 6 * at >= bits.start && 6 * at + 6 <= bits.end {
                        assert_eq!(masked[from..to], "*".repeat(spelling.len()), "{masked} {at}");
                    }
                    from = to;
                }
            }
        }
    }
    // Lines of 76 characters, as in mail.
    let long = "0123456789abcdef".repeat(8);
    let coded = STANDARD.encode(&long);
    let lines = format!("{}\r\n{}\r\n{}", &coded[..76], &coded[76..152], &coded[152..]);
    assert_eq!(mask(&long, &lines), "*".repeat(lines.len() - 1) + "=");
}

#[test]
fn secrets_that_overlap_are_masked_whole_and_text_around_them_stays() {
    let secrets = Secrets::new([("a", "abcdefgh"), ("b", "efghijkl"), ("c", "abcd")]).unwrap();
    assert_eq!(secrets.mask(b"x abcdefghijkl y abcd z"), b"x ************ y **** z");
    assert_eq!(secrets.mask(b"ABCDEFGH abcd"), b"ABCDEFGH ****");
}

#[test]
fn a_secret_of_several_lines_is_masked_line_by_line_and_without_the_white_space_around_it() {
    let key = "-----BEGIN-----\nMIIEvQIBADANBg\nkqhkiG9w\n";
    let secrets = secrets(key);
    assert_eq!(secrets.mask_text("a kqhkiG9w b"), "a ******** b");
    assert_eq!(secrets.mask_text(key), "*".repeat(key.len()));
    let pin = self::secrets("1234\n");
    assert_eq!(pin.mask_text("PIN 1234."), "PIN ****.");
}

#[test]
fn a_secret_in_pieces_is_masked_over_all_of_them_and_so_is_one_that_is_cut_off() {
    let secrets = secrets("hunter22hunter22");
    let text = "a hunter22hunter22 b hunter22hun";
    for size in 1..text.len() {
        let mut pieces: Vec<Bytes> = text.as_bytes().chunks(size).map(Bytes::from).collect();
        let mut all: Vec<&mut Bytes> = pieces.iter_mut().collect();
        assert!(secrets.mask_pieces(&mut all));
        let whole: Vec<u8> = pieces.iter().flat_map(|piece| piece.0.clone()).collect();
        assert_eq!(String::from_utf8(whole).unwrap(), "a **************** b ***********");
    }
    // Three octets tell nothing.
    let mut end = Bytes::from("a hun");
    assert!(!secrets.mask_pieces(&mut [&mut end]));
    assert_eq!(secrets.mask_text("\"hunter22h…\" (hunter22h)"), "\"*********…\" (hunter22h)");
}

#[test]
fn what_is_too_short_empty_or_too_long_is_refused_without_its_value() {
    for value in ["", "zqx", &"zqx".repeat(Secrets::MOST)] {
        let why = Secrets::new([("token", value)]).unwrap_err();
        assert!(why.contains("`token`") && !why.contains("zqx"), "{why}");
    }
    let secrets = secrets("hunter22");
    assert_eq!(format!("{secrets:?}"), "{\"token\"}");
}

#[test]
fn random_secrets_in_random_forms_and_splits_are_never_left() {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 33).unwrap() % below
    };
    for _ in 0..300 {
        let length = 8 + next(30);
        let value: String =
            (0..length).map(|_| char::from(u8::try_from(33 + next(94)).unwrap())).collect();
        let secrets = secrets(&value);
        let coded = |octet: u8, how: usize| match how {
            0 => char::from(octet).to_string(),
            1 => format!("%{octet:02x}"),
            2 => format!("\\u{octet:04X}"),
            _ => format!("&#{octet};"),
        };
        let mixed: String = value.bytes().map(|octet| coded(octet, next(4))).collect();
        let before = &"user:user:"[..next(10)];
        let base64 = URL_SAFE_NO_PAD.encode(format!("{before}{value}!"));
        let text = format!("({mixed}) ({value}) {base64}");
        let mut pieces = Vec::new();
        let mut rest = text.as_bytes();
        while !rest.is_empty() {
            let (piece, after) = rest.split_at(1 + next(rest.len()));
            pieces.push(Bytes::from(piece));
            rest = after;
        }
        secrets.mask_pieces(&mut pieces.iter_mut().collect::<Vec<_>>());
        let masked = pieces.iter().flat_map(|piece| piece.0.clone()).collect::<Vec<u8>>();
        let masked = String::from_utf8(masked).unwrap();
        let stars = |text: &str| "*".repeat(text.len());
        let want = format!("({}) ({}) ", stars(&mixed), stars(&value));
        assert!(masked.starts_with(&want), "{text}\n{masked}");
        let left = masked[want.len()..].replace('*', "").len();
        assert!(left <= before.len() * 4 / 3 + 2, "{text}\n{masked}");
    }
}
