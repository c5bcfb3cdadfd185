//! Texts that the cells of all sheets share, and the text inside a cell.

use std::io::Read;
use std::sync::Arc;

use peiyu::diagnostic::Text;
use quick_xml::events::Event;

use super::xml::{Broken, Xml, reference};

/// Most shared texts.
const MAX_STRINGS: usize = 10_000_000;

/// The shared texts, by number.
pub(super) fn read<R: Read>(xml: &mut Xml<R>) -> Result<Vec<Arc<str>>, Broken> {
    let mut strings = Vec::new();
    let mut text = RichText::default();
    loop {
        match xml.next()? {
            Event::Start(e) if e.local_name().as_ref() == "si" => text = RichText::default(),
            Event::End(e) if e.local_name().as_ref() == "si" => {
                if strings.len() == MAX_STRINGS {
                    let zh = format!("共用文字超过 {MAX_STRINGS} 条");
                    return Err(Broken::Large(Text::both(zh, format!("it has more than {MAX_STRINGS} shared texts"))));
                }
                strings.push(unescaped(&text.text).into());
            }
            Event::Eof => return Ok(strings),
            event => text.take(&event)?,
        }
    }
}

/// A text in runs, each with its own looks; the hints on pronunciation beside it are not part of it.
#[derive(Default)]
pub(super) struct RichText {
    /// The text so far.
    pub text: String,
    inside: bool,
    hint: bool,
}

impl RichText {
    /// Takes an event inside the text's element.
    pub fn take(&mut self, event: &Event) -> Result<(), Broken> {
        match event {
            Event::Start(e) => self.tag(e.local_name().as_ref(), true),
            Event::End(e) => self.tag(e.local_name().as_ref(), false),
            Event::Text(t) if self.inside && !self.hint => self.text.push_str(&t.xml10_content()),
            Event::CData(t) if self.inside && !self.hint => self.text.push_str(&t.xml10_content()),
            Event::GeneralRef(r) if self.inside && !self.hint => self.text.push(reference(r)?),
            _ => {}
        }
        Ok(())
    }

    fn tag(&mut self, name: &str, open: bool) {
        match name {
            "t" => self.inside = open,
            "rPh" => self.hint = open,
            _ => {}
        }
    }
}

/// The text with `_x000D_` and its like as the characters that they stand for: XML can't carry them otherwise.
pub(super) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let code = from.get(2..7).and_then(|code| code.strip_suffix('_')).filter(|c| c.bytes().all(|b| b.is_ascii_hexdigit()));
        match code.and_then(|c| u32::from_str_radix(c, 16).ok()).and_then(char::from_u32) {
            Some(c) => {
                out.push(c);
                rest = from.get(7..).unwrap_or_default();
            }
            None => {
                out.push_str("_x");
                rest = from.get(2..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_characters() {
        for (text, plain) in [
            ("a", "a"),
            ("a_x000D_\nb", "a\r\nb"),
            ("_x4F01__x", "企_x"),
            ("_x005F_x000D_", "_x000D_"),
            ("_xD800_", "_xD800_"),
            ("_x企业_", "_x企业_"),
            ("_x+0D1_", "_x+0D1_"),
        ] {
            assert_eq!(unescaped(text), plain);
        }
    }

    #[test]
    fn runs_are_joined_and_hints_left_out() {
        let xml = "<sst><si><t>a&amp;b</t></si><si><r><t>企</t></r><rPh><t>qi</t></rPh><r><t xml:space='preserve'> 业&#x31;</t></r></si><si/></sst>";
        let strings = read(&mut Xml::new(xml.as_bytes(), 1 << 20)).unwrap();
        assert_eq!(strings.iter().map(|s| &**s).collect::<Vec<_>>(), ["a&b", "企 业1", ""]);
    }
}
