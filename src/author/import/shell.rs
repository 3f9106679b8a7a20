//! Command lines as a shell of POSIX reads them, `$'…'` as well: words and where commands end.
//! Nothing is expanded: a `$` that a shell would replace is told.

/// A command: its words, and what a shell would have made something else of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Command {
    /// The words.
    pub(super) words: Vec<Vec<u8>>,
    /// Notes on what was not expanded.
    pub(super) notes: Vec<String>,
}

/// The commands of a text.
///
/// # Errors
/// A quote that is not closed, and a command line of another shell.
pub(super) fn commands(text: &[u8]) -> Result<Vec<Command>, String> {
    if text.windows(2).any(|pair| pair == b"^\"") {
        return Err("this is a command line for cmd.exe: copy it as cURL (bash)".to_owned());
    }
    let mut reader = Reader { rest: text, ..Reader::default() };
    reader.read()?;
    reader.end_command();
    Ok(reader.commands)
}

#[derive(Default)]
struct Reader<'a> {
    rest: &'a [u8],
    word: Option<Vec<u8>>,
    command: Command,
    commands: Vec<Command>,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn push(&mut self, octet: u8) {
        self.word.get_or_insert_default().push(octet);
    }

    fn end_word(&mut self) {
        self.command.words.extend(self.word.take());
    }

    fn end_command(&mut self) {
        self.end_word();
        let command = std::mem::take(&mut self.command);
        if !command.words.is_empty() {
            self.commands.push(command);
        }
    }

    fn read(&mut self) -> Result<(), String> {
        while let Some(octet) = self.next() {
            match octet {
                b' ' | b'\t' => self.end_word(),
                b'\n' | b';' | b'|' | b'&' => self.end_command(),
                b'\r' if self.rest.first() == Some(&b'\n') => {}
                b'#' if self.word.is_none() => {
                    let end = self.rest.iter().position(|octet| *octet == b'\n');
                    self.rest = self.rest.get(end.unwrap_or(self.rest.len())..).unwrap_or_default();
                }
                b'\\' => match self.next() {
                    Some(b'\n') => {}
                    Some(b'\r') if self.rest.first() == Some(&b'\n') => drop(self.next()),
                    Some(octet) => self.push(octet),
                    None => {}
                },
                b'\'' => self.single()?,
                b'"' => self.double()?,
                b'$' if self.rest.first() == Some(&b'\'') => {
                    self.next();
                    self.ansi()?;
                }
                b'$' | b'`' => self.unexpanded(octet),
                octet => self.push(octet),
            }
        }
        Ok(())
    }

    fn single(&mut self) -> Result<(), String> {
        self.word.get_or_insert_default();
        loop {
            match self.next() {
                Some(b'\'') => return Ok(()),
                Some(octet) => self.push(octet),
                None => return Err("a `'` is not closed".to_owned()),
            }
        }
    }

    fn double(&mut self) -> Result<(), String> {
        self.word.get_or_insert_default();
        loop {
            match self.next() {
                Some(b'"') => return Ok(()),
                Some(b'\\') => match self.next() {
                    Some(b'\n') => {}
                    Some(octet @ (b'"' | b'\\' | b'$' | b'`')) => self.push(octet),
                    Some(octet) => {
                        self.push(b'\\');
                        self.push(octet);
                    }
                    None => {}
                },
                Some(octet @ (b'$' | b'`')) => self.unexpanded(octet),
                Some(octet) => self.push(octet),
                None => return Err("a `\"` is not closed".to_owned()),
            }
        }
    }

    /// `$'…'`, in which a backslash begins an escape as in C.
    fn ansi(&mut self) -> Result<(), String> {
        self.word.get_or_insert_default();
        loop {
            let octet = match self.next() {
                Some(b'\'') => return Ok(()),
                Some(b'\\') => self.next(),
                Some(octet) => {
                    self.push(octet);
                    continue;
                }
                None => None,
            };
            match octet {
                None => return Err("a `$'` is not closed".to_owned()),
                Some(b'n') => self.push(b'\n'),
                Some(b'r') => self.push(b'\r'),
                Some(b't') => self.push(b'\t'),
                Some(b'a') => self.push(7),
                Some(b'b') => self.push(8),
                Some(b'f') => self.push(12),
                Some(b'v') => self.push(11),
                Some(b'e') => self.push(27),
                Some(b'x') => {
                    let number = self.digits(2, 16);
                    self.push(u8::try_from(number & 0xff).unwrap_or_default());
                }
                Some(b'u') => self.character(4),
                Some(b'U') => self.character(8),
                Some(digit @ b'0'..=b'7') => {
                    let number = u32::from(digit - b'0');
                    let most =
                        self.rest.iter().take(2).take_while(|d| matches!(d, b'0'..=b'7')).count();
                    let shift = u32::try_from(most).unwrap_or_default() * 3;
                    let number = (number << shift) | self.digits(most, 8);
                    self.push(u8::try_from(number & 0xff).unwrap_or_default());
                }
                Some(octet @ (b'\\' | b'\'' | b'"' | b'?')) => self.push(octet),
                Some(octet) => {
                    self.push(b'\\');
                    self.push(octet);
                }
            }
        }
    }

    fn digits(&mut self, most: usize, radix: u32) -> u32 {
        let mut number = 0;
        for _ in 0..most {
            let digit = self.rest.first().and_then(|octet| char::from(*octet).to_digit(radix));
            let Some(digit) = digit else { break };
            number = (number << if radix == 16 { 4 } else { 3 }) | digit;
            self.next();
        }
        number
    }

    fn character(&mut self, most: usize) {
        let c = char::from_u32(self.digits(most, 16)).unwrap_or(char::REPLACEMENT_CHARACTER);
        let mut octets = [0; 4];
        c.encode_utf8(&mut octets).bytes().for_each(|octet| self.push(octet));
    }

    fn unexpanded(&mut self, octet: u8) {
        self.push(octet);
        let begins = |octet: &u8| octet.is_ascii_alphanumeric() || b"_{(".contains(octet);
        if octet == b'`' || self.rest.first().is_some_and(begins) {
            let name =
                self.rest.iter().take(20).take_while(|o| o.is_ascii_alphanumeric() || **o == b'_');
            let name: String = name.map(|octet| char::from(*octet)).collect();
            let note = format!(
                "`{}{name}` is kept as it is written: no shell has expanded it",
                char::from(octet)
            );
            if !self.command.notes.contains(&note) {
                self.command.notes.push(note);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_a_shell() {
        let rows: [(&str, &[&[u8]]); 10] = [
            ("curl  -d a\\ b\tc", &[b"curl", b"-d", b"a b", b"c"]),
            ("curl \\\n  -H 'A: \"b\"' \\\r\n x", &[b"curl", b"-H", b"A: \"b\"", b"x"]),
            (r#"curl "a\"b\\c\d" '' "" "#, &[b"curl", b"a\"b\\c\\d", b"", b""]),
            (r"curl $'a\'b\n\x41\u00e9\101\0\q'", &[b"curl", b"a'b\nA\xc3\xa9A\0\\q"]),
            ("curl $'\\xff'x", &[b"curl", b"\xffx"]),
            ("curl http://a/#b # comment", &[b"curl", b"http://a/#b"]),
            ("curl 'a'\"b\"c", &[b"curl", b"abc"]),
            ("curl a$", &[b"curl", b"a$"]),
            ("# only a comment\ncurl a", &[b"curl", b"a"]),
            ("curl '\n'", &[b"curl", b"\n"]),
        ];
        for (text, want) in rows {
            let commands = commands(text.as_bytes()).unwrap();
            let words: Vec<&[u8]> = commands[0].words.iter().map(Vec::as_slice).collect();
            assert_eq!(words, want, "{text}");
            assert_eq!((commands.len(), &commands[0].notes), (1, &vec![]), "{text}");
        }
    }

    #[test]
    fn commands_end_where_a_shell_ends_them_and_nothing_is_expanded() {
        let found = commands(b"curl a; curl b | jq .\ncurl \"$HOST/`x`\"").unwrap();
        let firsts: Vec<usize> = found.iter().map(|command| command.words.len()).collect();
        assert_eq!(firsts, [2, 2, 2, 2]);
        assert_eq!(found[3].words[1], b"$HOST/`x`");
        assert!(found[3].notes[0].starts_with("`$HOST` is kept"), "{:?}", found[3].notes);
        for open in ["curl 'a", "curl \"a", "curl $'a", "curl $'a\\", "curl ^\"a^\""] {
            assert!(commands(open.as_bytes()).is_err(), "{open}");
        }
    }
}
