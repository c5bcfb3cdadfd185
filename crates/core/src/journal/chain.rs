//! A journal as text, read and held against its hashes.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Location, Span, Text};
use crate::document::shape::{Reader, Shape as _};
use crate::document::tree::Tree;
use crate::document::{MAX_DEPTH, json};

use super::{FORMAT, Sealed};

/// Most entries of a journal.
pub const MAX_ENTRIES: usize = 100_000;
/// Longest line of a journal, in bytes.
pub const MAX_LINE: usize = 1 << 20;

/// The lines of a journal.
pub fn text(entries: &[Sealed]) -> String {
    entries.iter().map(|entry| entry.line() + "\n").collect()
}

/// Reads a journal and holds every entry against its hash and the one before. The first entry that is amiss is told, with
/// its number and line.
///
/// # Errors
///
/// `journal_syntax`, `journal_format`, `journal_order`, `journal_tampered`, `journal_broken`, `journal_too_long`.
pub fn read(text: &str) -> Result<Vec<Sealed>, Diagnostics> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut out: Vec<Sealed> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let number = out.len() + 1;
        if number > MAX_ENTRIES {
            let args = [MAX_ENTRIES.to_string().into()];
            return Err(at(Diagnostic::new(Code::JournalTooLong, Span::default(), args), index).into());
        }
        let sealed = parse(line, number).map_err(|d| at(d, index))?;
        follows(&sealed, out.last(), number).map_err(|d| at(d, index))?;
        out.push(sealed);
    }
    Ok(out)
}

fn at(mut d: Diagnostic, index: usize) -> Diagnostic {
    let line = u32::try_from(index + 1).unwrap_or(u32::MAX);
    d.location = Some(Location { file: String::new(), line, column: 1 });
    d
}

fn parse(line: &str, number: usize) -> Result<Sealed, Diagnostic> {
    let syntax = |why: Text| Diagnostic::new(Code::JournalSyntax, Span::default(), [number.to_string().into(), why]);
    let tree: Tree = json::parse(line, MAX_DEPTH, MAX_LINE).map_err(|e| {
        let why = Diagnostic::new(e.code, Span::default(), e.args);
        syntax(Text::both(why.message(crate::diagnostic::Lang::Zh), why.message(crate::diagnostic::Lang::En)))
    })?;
    let value = tree.into_value().0;
    // A newer format may have other fields, so it is looked at first.
    let format = value.get("entry").and_then(|entry| entry.get("format")).and_then(|f| f.as_str()).unwrap_or_default().to_owned();
    if format.parse::<u32>().is_ok_and(|f| f > FORMAT) {
        let args = [number.to_string().into(), format.into(), FORMAT.to_string().into()];
        return Err(Diagnostic::new(Code::JournalFormat, Span::default(), args));
    }
    let mut reader = Reader::new("");
    let sealed = Sealed::read(&value, &mut reader);
    match reader.into_errors().into_iter().next() {
        None => Ok(sealed),
        Some(d) => {
            let pointer = d.span.pointer.clone();
            let said = |lang| format!("{pointer} {}", d.message(lang));
            Err(syntax(Text::both(said(crate::diagnostic::Lang::Zh), said(crate::diagnostic::Lang::En))))
        }
    }
}

/// Whether an entry is what its hash says, and follows the one before.
pub fn follows(sealed: &Sealed, before: Option<&Sealed>, number: usize) -> Result<(), Diagnostic> {
    let told = |code, more: &[Text]| {
        let mut args: Vec<Text> = vec![number.to_string().into()];
        args.extend_from_slice(more);
        Diagnostic::new(code, Span::default(), args)
    };
    if sealed.entry.hash() != sealed.hash {
        return Err(told(Code::JournalTampered, &[]));
    }
    if sealed.entry.sequence != number.to_string() {
        return Err(told(Code::JournalOrder, &[number.to_string().into()]));
    }
    if sealed.entry.previous != before.map_or("", |b| b.hash.as_str()) {
        return Err(told(Code::JournalBroken, &[]));
    }
    Ok(())
}
