//! Shows a diagnostic with the line it concerns, the place underlined; finds the place of an expression inside a line.

use std::collections::HashMap;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use peiyu::diagnostic::{Diagnostic, Lang, Severity};
use serde_json::Value;

use crate::report;

/// The files that documents were read from, by name.
#[derive(Debug, Default)]
pub struct Sources(HashMap<String, Source>);

/// A file: its text, and the value in it if it could be read.
#[derive(Debug)]
struct Source {
    text: String,
    value: Value,
}

/// A place in a file, in characters from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Line.
    pub line: u32,
    /// Column.
    pub column: u32,
    /// Characters to underline, at least 1.
    pub length: u32,
}

impl Sources {
    /// Adds a file.
    pub fn add(&mut self, file: &str, text: &str, value: Value) {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).to_owned();
        self.0.insert(file.to_owned(), Source { text, value });
    }

    /// Where a diagnostic points to, if its file is at hand.
    pub fn place(&self, d: &Diagnostic) -> Option<Place> {
        let location = d.location.as_ref()?;
        let source = self.0.get(&location.file)?;
        let start = Place { line: location.line, column: location.column, length: 1 };
        let Some(value) = source.value.pointer(&d.span.pointer).and_then(Value::as_str) else { return Some(start) };
        let line = line_of(&source.text, location.line);
        let rest = |column: u32| line.char_indices().nth(column.saturating_sub(1) as usize).map_or("", |(at, _)| &line[at..]);
        let quote = u32::from(rest(start.column).starts_with(['"', '\'']));
        let column = start.column + quote;
        if value.is_empty() || !rest(column).starts_with(value) {
            return Some(start);
        }
        let all = u32::try_from(value.chars().count()).unwrap_or(u32::MAX);
        let offset = d.span.offset.min(all);
        let length = if d.span.length == 0 && d.span.offset == 0 { all } else { d.span.length.min(all - offset) };
        Some(Place { line: start.line, column: column.saturating_add(offset), length: length.max(1) })
    }

    /// The diagnostic with its line.
    pub fn render(&self, d: &Diagnostic, lang: Lang, color: bool) -> String {
        let message = d.message(lang);
        let name = report::severity(d.severity(), lang);
        let level = match d.severity() {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let title = level.with_name(name).primary_title(&message).id(d.code.id());
        let help = report::help(d, lang);
        let mut group = Group::with_title(title);
        let origin;
        let mut line = String::new();
        if let (Some(place), Some(location)) = (self.place(d), &d.location) {
            if let Some(source) = self.0.get(&location.file) {
                line.push_str(line_of(&source.text, place.line));
            }
            // A place at the line's end still needs something to stand under.
            line.push(' ');
            let at = |n: u32| line.char_indices().nth(n as usize).map_or(line.len(), |(i, _)| i);
            let start = at(place.column - 1).min(line.len() - 1);
            let end = at((place.column - 1).saturating_add(place.length)).max(start + 1);
            let snippet = Snippet::source(line.as_str()).path(location.file.as_str()).line_start(place.line as usize);
            group = group.element(snippet.annotation(AnnotationKind::Primary.span(start..end)));
        } else if !d.span.document.is_empty() {
            origin = format!("{}#{}", d.span.document, d.span.pointer);
            group = group.element(annotate_snippets::Origin::path(origin.as_str()));
        }
        if !help.is_empty() {
            group = group.element(Level::HELP.with_name(report::pick(lang, "帮助", "help")).message(&help));
        }
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        let mut out = renderer.decor_style(DecorStyle::Ascii).render(&[group]);
        let trimmed: Vec<&str> = out.lines().map(str::trim_end).collect();
        out = trimmed.join("\n");
        out.push_str("\n\n");
        out
    }
}

fn line_of(text: &str, line: u32) -> &str {
    text.split('\n').nth(line.saturating_sub(1) as usize).unwrap_or("").trim_end_matches('\r')
}
