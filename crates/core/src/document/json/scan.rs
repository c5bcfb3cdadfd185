//! Goes through JSON text: where a value ends, what a text says, and the first thing that is no JSON.

/// Why a text is no JSON, and the byte after the one where that was seen.
pub struct Fault {
    pub reason: &'static str,
    pub at: usize,
}

type Scanned<T = ()> = Result<T, Fault>;

/// A text and how far it was gone through.
pub struct Scanner<'a> {
    text: &'a str,
    /// The next byte.
    pub at: usize,
}

impl<'a> Scanner<'a> {
    /// At the beginning of a text.
    pub fn new(text: &'a str) -> Self {
        Scanner { text, at: 0 }
    }

    /// The text as bytes.
    pub fn bytes(&self) -> &'a [u8] {
        self.text.as_bytes()
    }

    /// One value and nothing after it.
    pub fn whole(&mut self) -> Scanned {
        self.value()?;
        match self.after_space() {
            Some(_) => Err(self.before("trailing characters")),
            None => Ok(()),
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes().get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let next = self.peek();
        self.at += usize::from(next.is_some());
        next
    }

    /// The next byte that is no space; goes to it.
    pub fn after_space(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\n' | b'\t' | b'\r') = self.peek() {
            self.at += 1;
        }
        self.peek()
    }

    /// A fault in what was gone through.
    fn fault(&self, reason: &'static str) -> Fault {
        Fault { reason, at: self.at }
    }

    /// A fault in the next byte.
    fn before(&self, reason: &'static str) -> Fault {
        Fault { reason, at: self.bytes().len().min(self.at + 1) }
    }

    /// Goes past a value.
    pub fn value(&mut self) -> Scanned {
        // The ends of the lists and objects that it stands in, however deep.
        let mut open: Vec<u8> = Vec::new();
        loop {
            let Some(first) = self.after_space() else { return Err(self.before("EOF while parsing a value")) };
            match first {
                b'[' | b'{' => {
                    self.at += 1;
                    // In ASCII two after its beginning.
                    let end = first + 2;
                    match self.after_space() {
                        Some(next) if next == end => self.at += 1,
                        Some(_) => {
                            open.push(end);
                            self.before_item(end)?;
                            continue;
                        }
                        None => return Err(self.before(unfinished(end))),
                    }
                }
                b'"' => self.string()?,
                b'n' => self.word("null")?,
                b't' => self.word("true")?,
                b'f' => self.word("false")?,
                b'-' | b'0'..=b'9' => self.number()?,
                _ => return Err(self.before("expected value")),
            }
            // The value is over, and so may be what it stands in.
            loop {
                let Some(end) = open.last().copied() else { return Ok(()) };
                match self.after_space() {
                    Some(b',') => {
                        self.at += 1;
                        self.before_item(end)?;
                        break;
                    }
                    Some(next) if next == end => {
                        self.at += 1;
                        open.pop();
                    }
                    Some(_) if end == b']' => return Err(self.before("expected `,` or `]`")),
                    Some(_) => return Err(self.before("expected `,` or `}`")),
                    None => return Err(self.before(unfinished(end))),
                }
            }
        }
    }

    /// What stands before a value: in an object its key.
    fn before_item(&mut self, end: u8) -> Scanned {
        if end == b']' {
            return Ok(());
        }
        match self.after_space() {
            Some(b'"') => self.string()?,
            Some(_) => return Err(self.before("key must be a string")),
            None => return Err(self.before(unfinished(end))),
        }
        match self.after_space() {
            Some(b':') => self.at += 1,
            Some(_) => return Err(self.before("expected `:`")),
            None => return Err(self.before(unfinished(end))),
        }
        Ok(())
    }

    fn word(&mut self, word: &str) -> Scanned {
        for expected in word.bytes() {
            match self.next() {
                Some(next) if next == expected => {}
                Some(_) => return Err(self.fault("expected ident")),
                None => return Err(self.fault("EOF while parsing a value")),
            }
        }
        Ok(())
    }

    fn number(&mut self) -> Scanned {
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        match self.next() {
            Some(b'0') => {
                if let Some(b'0'..=b'9') = self.peek() {
                    return Err(self.before(INVALID_NUMBER));
                }
            }
            Some(b'1'..=b'9') => self.digits(),
            _ => return Err(self.fault(INVALID_NUMBER)),
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            let start = self.at;
            self.digits();
            if self.at == start {
                return Err(self.before(INVALID_NUMBER));
            }
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            match self.next() {
                Some(b'0'..=b'9') => self.digits(),
                _ => return Err(self.fault(INVALID_NUMBER)),
            }
        }
        Ok(())
    }

    fn digits(&mut self) {
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
    }

    /// Goes past a text.
    fn string(&mut self) -> Scanned {
        self.at += 1;
        loop {
            self.plain();
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') => {
                    self.escape()?;
                }
                Some(_) => return Err(self.fault("control character (\\u0000-\\u001F) found while parsing a string")),
                None => return Err(self.fault(UNFINISHED_TEXT)),
            }
        }
    }

    /// Goes past what stands for itself in a text.
    fn plain(&mut self) {
        let rest = self.bytes().get(self.at..).unwrap_or_default();
        self.at += rest.iter().position(|b| *b < 0x20 || *b == b'"' || *b == b'\\').unwrap_or(rest.len());
    }

    /// What an escape stands for; of those with four digits half a character may be all that they say.
    fn escape(&mut self) -> Scanned<u16> {
        self.at += 1;
        let Some(letter) = self.next() else { return Err(self.fault(UNFINISHED_TEXT)) };
        Ok(match letter {
            b'"' | b'\\' | b'/' => letter.into(),
            b'b' => 8,
            b'f' => 12,
            b'n' => 10,
            b'r' => 13,
            b't' => 9,
            b'u' => {
                let Some(digits) = self.bytes().get(self.at..self.at + 4) else {
                    self.at = self.bytes().len();
                    return Err(self.fault(UNFINISHED_TEXT));
                };
                self.at += 4;
                let value = |digit: &u8| char::from(*digit).to_digit(16).and_then(|d| u16::try_from(d).ok());
                let value = digits.iter().try_fold(0_u16, |before, digit| Some(before << 4 | value(digit)?));
                value.ok_or_else(|| self.fault(INVALID_ESCAPE))?
            }
            _ => return Err(self.fault(INVALID_ESCAPE)),
        })
    }

    /// What the text at hand says.
    pub fn text(&mut self) -> Scanned<String> {
        let mut out = String::new();
        self.at += 1;
        loop {
            let start = self.at;
            self.plain();
            out.push_str(self.text.get(start..self.at).unwrap_or_default());
            if self.peek() != Some(b'\\') {
                self.at += 1;
                return Ok(out);
            }
            let first = self.escape()?;
            let unit = if (0xd800..0xdc00).contains(&first) { [first, self.second_half()?] } else { [first, first] };
            match char::decode_utf16(unit).next() {
                Some(Ok(letter)) => out.push(letter),
                // A second half without a first one, or a first one without its second.
                _ => return Err(self.fault("lone leading surrogate in hex escape")),
            }
        }
    }

    /// The escape of the second half of a character.
    fn second_half(&mut self) -> Scanned<u16> {
        let start = self.at;
        for (i, expected) in b"\\u".iter().enumerate() {
            if self.bytes().get(start + i) != Some(expected) {
                self.at = start + i + 1;
                return Err(self.fault("unexpected end of hex escape"));
            }
        }
        self.escape()
    }
}

const INVALID_NUMBER: &str = "invalid number";
const INVALID_ESCAPE: &str = "invalid escape";
const UNFINISHED_TEXT: &str = "EOF while parsing a string";

/// That a list or an object is not ended.
fn unfinished(end: u8) -> &'static str {
    if end == b']' { "EOF while parsing a list" } else { "EOF while parsing an object" }
}
