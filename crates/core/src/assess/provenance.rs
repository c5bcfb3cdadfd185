//! Where the value of a fact comes from: digested with the facts and shown with an answer, never computed with.

use crate::diagnostic::{Code, Diagnostic, Span, Text};
use crate::document::tree::{Node, Tree};
use crate::time::Date;

use super::Firm;
use super::firm::FirmError;
use super::read::under;

/// Longest text of a provenance, in bytes.
pub const MAX_SOURCE: usize = 1_000;
/// Most pieces of evidence for one value.
pub const MAX_EVIDENCE: usize = 20;

/// What a firm or an official says of a value: who or what it is from, the day it is of, and what proves it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    /// Who or what it is from: 2025年度审计报告.
    pub source: Option<String>,
    /// The day that it is of.
    pub as_of: Option<Date>,
    /// Names, addresses or digests of what proves it.
    pub evidence: Vec<String>,
}

impl Provenance {
    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.source.is_none() && self.as_of.is_none() && self.evidence.is_empty()
    }

    /// Reads `{"source": "…", "as_of": "2025-12-31", "evidence": ["…"]}`, in which `value` is the caller's. Every error has
    /// its place in the object as the span's pointer.
    pub fn read(entries: &[(String, Tree)]) -> Result<Provenance, Vec<Diagnostic>> {
        let (mut read, mut errors) = (Provenance::default(), Vec::new());
        for (key, value) in entries {
            let done = match (key.as_str(), &value.node) {
                ("value", _) | ("source" | "as_of" | "evidence", Node::Null) => Ok(()),
                ("source", Node::Text(text)) => short(key, text).map(|text| read.source = text),
                ("as_of", Node::Text(text)) => day(text).map(|day| read.as_of = day),
                ("evidence", Node::Text(text)) => short(key, text).map(|text| read.evidence = text.into_iter().collect()),
                ("evidence", Node::List(items)) => texts(items).map(|texts| read.evidence = texts),
                ("source" | "as_of" | "evidence", other) => Err(no_text(key, other)),
                _ => {
                    let key: String = key.chars().take(60).collect();
                    let zh = format!("没有 `{key}` 这一项，可用 value、source、as_of、evidence");
                    let en = format!("there is no field `{key}`; use value, source, as_of, evidence");
                    Err(Diagnostic::new(Code::BadField, Span::default(), [Text::both(zh, en)]))
                }
            };
            errors.extend(done.err().map(|d| under(d, key)));
        }
        if errors.is_empty() { Ok(read) } else { Err(errors) }
    }
}

/// A text that isn't too long; none where it is empty, as a form gives a field that nobody has filled in.
fn short(key: &str, text: &str) -> Result<Option<String>, Diagnostic> {
    if text.len() > MAX_SOURCE {
        let shown: String = text.chars().take(20).collect();
        let args = [
            key.into(),
            format!("`{shown}…`").into(),
            Text::both(format!("[0..{MAX_SOURCE} 字节]"), format!("[0..{MAX_SOURCE} bytes]")),
        ];
        return Err(Diagnostic::new(Code::OutsideDomain, Span::default(), args));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

fn day(text: &str) -> Result<Option<Date>, Diagnostic> {
    let shown: String = text.chars().take(40).collect();
    let bad = |()| Diagnostic::new(Code::BadDate, Span::default(), [shown.into()]);
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(bad) }
}

fn texts(items: &[Tree]) -> Result<Vec<String>, Diagnostic> {
    if items.len() > MAX_EVIDENCE {
        return Err(Diagnostic::new(Code::TooMany, Span::default(), ["evidence".into(), MAX_EVIDENCE.to_string().into()]));
    }
    let mut out = Vec::new();
    for (i, item) in items.iter().enumerate() {
        let text = match &item.node {
            Node::Text(text) => short("evidence", text),
            other => Err(no_text("evidence", other)),
        };
        out.extend(text.map_err(|d| under(d, &i.to_string()))?);
    }
    Ok(out)
}

fn no_text(key: &str, found: &Node) -> Diagnostic {
    Diagnostic::new(Code::WrongFactType, Span::default(), [key.into(), Text::both("文字", "a text"), found.shown()])
}

impl Firm<'_> {
    /// Says where the value of a fact comes from. It goes with the value: setting the fact again takes it back, and a fact
    /// that isn't known has none.
    pub fn set_provenance(&mut self, id: &str, provenance: Provenance) -> Result<(), FirmError> {
        let index = self.index(id)?;
        let texts = provenance.source.iter().chain(&provenance.evidence);
        for text in texts {
            short("source", text)?;
        }
        if provenance.evidence.len() > MAX_EVIDENCE {
            return Err(Diagnostic::new(Code::TooMany, Span::default(), ["evidence".into(), MAX_EVIDENCE.to_string().into()]));
        }
        self.provenances.retain(|(slot, _)| *slot != index);
        let known = self.cells().get(index as usize).is_some_and(|c| !c.is_unknown());
        if known && !provenance.is_empty() {
            self.provenances.push((index, provenance));
        }
        Ok(())
    }

    /// Where the value of a fact comes from, if anything was said of it.
    pub fn provenance(&self, id: &str) -> Option<&Provenance> {
        self.provenance_of(self.facts().index(id)?)
    }

    pub(super) fn provenance_of(&self, index: u32) -> Option<&Provenance> {
        self.provenances.iter().find(|(slot, _)| *slot == index).map(|(_, provenance)| provenance)
    }
}
