//! An XML document as a tree of elements; texts and comments are passed over.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// An element.
#[derive(Clone, Debug, Default)]
pub struct Element {
    /// Its name without a prefix.
    pub name: String,
    /// Its attributes, names without a prefix.
    pub attributes: Vec<(String, String)>,
    /// The elements inside.
    pub children: Vec<Element>,
}

impl Element {
    /// An attribute.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Names in an attribute, which blanks separate.
    pub fn names(&self, attribute: &str) -> Vec<&str> {
        self.get(attribute).unwrap_or_default().split_whitespace().collect()
    }
}

/// Reads a document.
///
/// # Errors
/// What is wrong with it.
pub fn parse(text: &str) -> Result<Element, String> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut open: Vec<Element> = vec![Element::default()];
    loop {
        match reader.read_event().map_err(|e| e.to_string())? {
            Event::Start(start) => open.push(element(&start)?),
            Event::End(_) => {
                let done = open.pop().ok_or("an end without a start")?;
                open.last_mut().ok_or("two roots")?.children.push(done);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let mut outside = open.pop().ok_or("no root")?;
    outside.children.pop().filter(|_| open.is_empty()).ok_or_else(|| "an element is not closed".to_owned())
}

fn element(start: &BytesStart) -> Result<Element, String> {
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|e| e.to_string())?;
        let value = quick_xml::escape::unescape(&attribute.value).map_err(|e| e.to_string())?.into_owned();
        attributes.push((attribute.key.local_name().as_ref().to_owned(), value));
    }
    Ok(Element { name: start.local_name().as_ref().to_owned(), attributes, children: Vec::new() })
}
