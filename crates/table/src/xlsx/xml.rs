//! A part of an archive as XML, read event by event within bounds: packed files can be a thousand times larger inside.

use std::io::{self, BufReader, Read};

use peiyu::diagnostic::Text;
use quick_xml::Reader;
use quick_xml::events::{BytesRef, Event};

/// Largest tag or text between two tags, in bytes.
const MAX_EVENT: usize = 4 << 20;
/// Deepest nesting of tags.
const MAX_DEPTH: usize = 64;

/// Why a part can't be read.
#[derive(Debug)]
pub(super) enum Broken {
    /// It is not what it should be.
    Wrong(String),
    /// It is beyond a bound, which is named.
    Large(Text),
}

impl Broken {
    pub fn wrong(what: &str) -> Broken {
        Broken::Wrong(what.into())
    }
}

/// Reads the events of a part.
pub(super) struct Xml<R: Read> {
    reader: Reader<BufReader<Bounded<R>>>,
    buffer: Vec<u8>,
    depth: usize,
}

impl<R: Read> Xml<R> {
    /// A part that may have so many bytes.
    pub fn new(part: R, limit: u64) -> Self {
        let bounded = Bounded { inner: part, left: limit, event: MAX_EVENT, passed: None };
        let mut reader = Reader::from_reader(BufReader::with_capacity(1 << 15, bounded));
        reader.config_mut().expand_empty_elements = true;
        // Names of open tags would pile up; what is nested too deeply is refused below.
        reader.config_mut().check_end_names = false;
        Xml { reader, buffer: Vec::with_capacity(1024), depth: 0 }
    }

    /// The next event.
    pub fn next(&mut self) -> Result<Event<'_>, Broken> {
        self.buffer.clear();
        self.reader.get_mut().get_mut().event = MAX_EVENT;
        let event = self.reader.read_event_into(&mut self.buffer);
        let event = match event {
            Ok(event) => event,
            Err(e) => {
                return Err(match self.reader.get_mut().get_mut().passed.take() {
                    Some(bound) => Broken::Large(bound),
                    None => Broken::Wrong(e.to_string()),
                });
            }
        };
        match event {
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        if self.depth > MAX_DEPTH { Err(Broken::wrong("nested too deeply")) } else { Ok(event) }
    }

    /// Reads what is left: only then the archive knows whether the part is what was packed.
    pub fn finish(&mut self) -> Result<(), Broken> {
        while !matches!(self.next()?, Event::Eof) {}
        Ok(())
    }
}

/// A character that stands for itself as `&amp;` or `&#x4F01;`.
pub(super) fn reference(entity: &BytesRef) -> Result<char, Broken> {
    let named = match &**entity {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => entity.resolve_char_ref().ok().flatten(),
    };
    named.ok_or_else(|| Broken::Wrong(format!("unknown entity &{};", entity.chars().take(20).collect::<String>())))
}

/// Ends with an error where the part, or an event of it, is beyond its bound.
struct Bounded<R> {
    inner: R,
    left: u64,
    event: usize,
    passed: Option<Text>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        let bound = if n as u64 > self.left {
            Some(Text::both("解压后超过限度", "it is beyond the bound when unpacked"))
        } else if n > self.event {
            let zh = format!("有一格或一个标签超过 {MAX_EVENT} 字节");
            Some(Text::both(zh, format!("a cell or tag has more than {MAX_EVENT} bytes")))
        } else {
            None
        };
        if let Some(bound) = bound {
            self.passed = Some(bound);
            return Err(io::Error::other("beyond a bound"));
        }
        self.left -= n as u64;
        self.event -= n;
        Ok(n)
    }
}
