//! Turns text into tokens. Every character is accounted for; what has no meaning becomes an error, never a panic.

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::host::{continues_word, starts_word};

use super::nfc;
use super::syntax::Place;

/// Longest expression, in characters.
pub const MAX_CHARS: usize = 20_000;

/// Longest name, in bytes.
pub const MAX_NAME: usize = 128;

/// Words of the grammar; none of them can be a name.
pub const KEYWORDS: [&str; 17] = [
    "if",
    "then",
    "else",
    "and",
    "or",
    "between",
    "in",
    "true",
    "false",
    "null",
    "for",
    "return",
    "some",
    "every",
    "satisfies",
    "function",
    "instance",
];

#[derive(Clone, Debug, PartialEq)]
pub enum TokenKind {
    Number(String),
    Text(String),
    Name(String),
    /// One of [`KEYWORDS`].
    Word(&'static str),
    /// An operator or bracket.
    Sign(&'static str),
    End,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    pub kind: TokenKind,
    pub place: Place,
}

impl Token {
    /// How a message names the token.
    pub fn shown(&self) -> String {
        match &self.kind {
            TokenKind::Number(s) | TokenKind::Name(s) => format!("`{}`", s.chars().take(40).collect::<String>()),
            TokenKind::Text(s) => format!("\"{}\"", s.chars().take(40).collect::<String>()),
            TokenKind::Word(s) | TokenKind::Sign(s) => format!("`{s}`"),
            TokenKind::End => "∎".into(),
        }
    }
}

/// Longest first, so that `**` is not read as two `*`.
const SIGNS: [&str; 24] = [
    "**", "..", "<=", ">=", "!=", "->", "(", ")", "[", "]", "{", "}", ",", ".", "=", "<", ">", "+", "-", "*", "/", "%", "@", ":",
];

struct Lexer<'a> {
    chars: Vec<char>,
    at: usize,
    errors: &'a mut Vec<Diagnostic>,
}

/// All tokens of a text, the last one [`TokenKind::End`].
pub fn tokens(text: &str, errors: &mut Vec<Diagnostic>) -> Vec<Token> {
    let chars: Vec<char> = text.chars().take(MAX_CHARS + 1).collect();
    if chars.len() > MAX_CHARS {
        let span = Span::text(0, 0);
        errors.push(Diagnostic::new(Code::ExpressionTooLong, span, [MAX_CHARS.to_string().into()]));
        return vec![Token { kind: TokenKind::End, place: Place::default() }];
    }
    let mut lexer = Lexer { chars, at: 0, errors };
    let mut out = Vec::new();
    loop {
        let token = lexer.next();
        let done = token.kind == TokenKind::End;
        out.push(token);
        if done {
            return out;
        }
    }
}

/// Whether a character may start a name.
pub fn starts_name(c: char) -> bool {
    c == '_' || c == '?' || starts_word(c)
}

/// Whether a character may stand inside a name.
pub fn continues_name(c: char) -> bool {
    c == '?' || continues_word(c)
}

/// Whether a text can be the id of a fact, parameter or rule.
pub fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(starts_name)
        && chars.all(continues_name)
        && !KEYWORDS.contains(&text)
        && nfc::composed(text) == text
        && text.len() <= MAX_NAME
}

#[expect(clippy::cast_possible_truncation, reason = "a text has at most MAX_CHARS characters")]
fn place(start: usize, end: usize) -> Place {
    Place { start: start as u32, end: end as u32 }
}

impl Lexer<'_> {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn error(&mut self, code: Code, start: usize, arg: &str) {
        if self.errors.len() >= super::parser::MAX_ERRORS {
            return;
        }
        let p = place(start, self.at);
        self.errors.push(Diagnostic::new(code, Span::text(p.start, p.end - p.start), [arg.into()]));
    }

    fn next(&mut self) -> Token {
        loop {
            self.skip_blank();
            let start = self.at;
            let kind = match self.peek(0) {
                None => TokenKind::End,
                Some('"') => self.text(),
                Some(c) if c.is_ascii_digit() => self.number(),
                Some('.') if self.peek(1).is_some_and(|c| c.is_ascii_digit()) => self.number(),
                Some(c) if starts_name(c) => self.name(),
                Some(c) => match self.sign() {
                    Some(sign) => TokenKind::Sign(sign),
                    None => {
                        self.at += 1;
                        self.error(Code::UnexpectedCharacter, start, &format!("`{c}`"));
                        continue;
                    }
                },
            };
            return Token { kind, place: place(start, self.at) };
        }
    }

    fn skip_blank(&mut self) {
        while let Some(c) = self.peek(0) {
            match (c, self.peek(1)) {
                ('/', Some('/')) => {
                    while self.peek(0).is_some_and(|c| c != '\n') {
                        self.at += 1;
                    }
                }
                ('/', Some('*')) => self.block_comment(),
                (c, _) if c.is_whitespace() || c == '\u{feff}' => self.at += 1,
                _ => return,
            }
        }
    }

    fn block_comment(&mut self) {
        let start = self.at;
        self.at += 2;
        while (self.peek(0), self.peek(1)) != (Some('*'), Some('/')) {
            if self.peek(0).is_none() {
                self.error(Code::UnterminatedComment, start, "");
                return;
            }
            self.at += 1;
        }
        self.at += 2;
    }

    fn take_while(&mut self, f: impl Fn(char) -> bool) -> String {
        let start = self.at;
        while self.peek(0).is_some_and(&f) {
            self.at += 1;
        }
        self.chars[start..self.at].iter().collect()
    }

    fn number(&mut self) -> TokenKind {
        let mut digits = self.take_while(|c| c.is_ascii_digit());
        // `1..5` is a range, not a number with a point.
        if self.peek(0) == Some('.') && self.peek(1).is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
            digits.push('.');
            digits.push_str(&self.take_while(|c| c.is_ascii_digit()));
        }
        if matches!(self.peek(0), Some('e' | 'E')) {
            let signed = matches!(self.peek(1), Some('+' | '-'));
            if self.peek(1 + usize::from(signed)).is_some_and(|c| c.is_ascii_digit()) {
                digits.extend(&self.chars[self.at..=self.at + usize::from(signed)]);
                self.at += 1 + usize::from(signed);
                digits.push_str(&self.take_while(|c| c.is_ascii_digit()));
            }
        }
        TokenKind::Number(digits)
    }

    fn name(&mut self) -> TokenKind {
        let start = self.at;
        let word: String = nfc::composed(&self.take_while(continues_name)).into_owned();
        if word.len() > MAX_NAME {
            self.error(Code::NameTooLong, start, &MAX_NAME.to_string());
        }
        match KEYWORDS.iter().find(|k| **k == word) {
            Some(k) => TokenKind::Word(k),
            None => TokenKind::Name(word),
        }
    }

    fn sign(&mut self) -> Option<&'static str> {
        let sign = SIGNS.iter().find(|s| s.chars().enumerate().all(|(i, c)| self.peek(i) == Some(c)))?;
        self.at += sign.len();
        Some(sign)
    }

    fn text(&mut self) -> TokenKind {
        let start = self.at;
        self.at += 1;
        let mut out = String::new();
        loop {
            match self.peek(0) {
                None => {
                    self.error(Code::UnterminatedText, start, "");
                    return TokenKind::Text(out);
                }
                Some('"') => {
                    self.at += 1;
                    return TokenKind::Text(out);
                }
                Some('\\') => self.escape(&mut out),
                Some(c) => {
                    self.at += 1;
                    out.push(c);
                }
            }
        }
    }

    fn escape(&mut self, out: &mut String) {
        let start = self.at;
        let letter = self.peek(1);
        self.at = (self.at + 2).min(self.chars.len());
        let plain = match letter {
            Some(c @ ('"' | '\\' | '/' | '\'')) => Some(c),
            Some('n') => Some('\n'),
            Some('r') => Some('\r'),
            Some('t') => Some('\t'),
            Some('u') => self.code_point(4),
            Some('U') => self.code_point(6),
            _ => None,
        };
        match plain {
            Some(c) => out.push(c),
            None => {
                let shown: String = self.chars[start..self.at].iter().collect();
                self.error(Code::BadEscape, start, &format!("`{shown}`"));
            }
        }
    }

    /// The character of `width` hexadecimal digits; a pair of surrogates `\uD83D\uDC0E` makes one character.
    fn code_point(&mut self, width: usize) -> Option<char> {
        let first = self.hex(width)?;
        if !(0xD800..0xDC00).contains(&first) || self.peek(0) != Some('\\') || self.peek(1) != Some('u') {
            return char::from_u32(first);
        }
        self.at += 2;
        let second = self.hex(4)?;
        let low = (0xDC00..0xE000).contains(&second).then(|| second - 0xDC00)?;
        char::from_u32(0x10000 + ((first - 0xD800) << 10) + low)
    }

    fn hex(&mut self, width: usize) -> Option<u32> {
        let digits: Vec<u32> = (0..width).map_while(|i| self.peek(i)?.to_digit(16)).collect();
        self.at += digits.len();
        (digits.len() == width).then(|| digits.iter().fold(0, |n, d| n * 16 + d))
    }
}
