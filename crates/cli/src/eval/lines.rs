//! `peiyu eval --lines`: one question a line, one answer a line, whatever the line is.

use std::io::{self, BufRead, Write};

use peiyu::diagnostic::{Code, Diagnostic, Lang, Span, Text};
use peiyu::document::tree::{Node, Tree, TreeError, escape};
use peiyu::document::{MAX_DEPTH, json};
use serde_json::Value;

use super::facts::Facts;
use super::{Outcome, evaluate, load_error};

/// Longest line, in bytes.
const MAX_LINE: usize = 1_000_000;

/// Answers every line, each as soon as it has been read.
pub fn run(mut input: impl BufRead, out: &mut impl Write, lang: Lang) -> io::Result<()> {
    let mut line = Vec::new();
    while let Some(whole) = read(&mut input, &mut line)? {
        let answer = if whole {
            answer(&line, lang)
        } else {
            let limit = format!("{MAX_LINE} B");
            load_error(&[Diagnostic::new(Code::DocumentTooLarge, Span::default(), [limit.into()])], lang)
        };
        writeln!(out, "{answer}")?;
        out.flush()?;
    }
    Ok(())
}

/// The next line; false where it is too long, then none of it is kept. `None` at the end.
fn read(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<Option<bool>> {
    line.clear();
    let (mut any, mut whole) = (false, true);
    loop {
        let available = match input.fill_buf() {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        };
        if available.is_empty() {
            return Ok(any.then_some(whole));
        }
        any = true;
        let end = available.iter().position(|b| *b == b'\n');
        let part = available.get(..end.unwrap_or(available.len())).unwrap_or_default();
        if whole && line.len() + part.len() <= MAX_LINE {
            line.extend_from_slice(part);
        } else {
            whole = false;
            line.clear();
        }
        let used = part.len() + usize::from(end.is_some());
        input.consume(used);
        if end.is_some() {
            return Ok(Some(whole));
        }
    }
}

fn answer(line: &[u8], lang: Lang) -> Value {
    let outcome = question(line).and_then(|(expr, facts)| evaluate(&expr, &facts));
    outcome.map_or_else(|errors| load_error(&errors, lang), |o: Outcome| o.shown(lang))
}

fn question(line: &[u8]) -> Result<(String, Facts), Vec<Diagnostic>> {
    let text = std::str::from_utf8(line).map_err(|_| vec![Diagnostic::new(Code::NotUtf8, Span::default(), [])])?;
    let tree = json::parse(text, MAX_DEPTH, MAX_LINE).map_err(|e| vec![syntax(e)])?;
    let bad =
        |pointer: &str, zh: &str, en: &str| vec![Diagnostic::new(Code::BadField, Span::value("", pointer), [Text::both(zh, en)])];
    let Tree { node: Node::Map(entries), .. } = tree else {
        return Err(bad("", "每行应写成 {\"expr\", \"facts\"}", "a line is {\"expr\", \"facts\"}"));
    };
    let (mut expr, mut facts) = (None, Facts::default());
    for (key, tree) in entries {
        match (key.as_str(), tree.node) {
            ("expr", Node::Text(t)) => expr = Some(t),
            ("expr", _) => return Err(bad("/expr", "expr 应当是文字", "`expr` is a string")),
            ("facts", node) => facts = Facts::read(&Tree { node, mark: tree.mark }, "/facts")?,
            (other, _) => {
                let shown: String = other.chars().take(60).collect();
                let pointer = format!("/{}", escape(other));
                return Err(bad(&pointer, &format!("没有名为 `{shown}` 的部分"), &format!("there is no part named `{shown}`")));
            }
        }
    }
    expr.map(|e| (e, facts)).ok_or_else(|| bad("", "缺少 expr", "`expr` is missing"))
}

/// Where JSON breaks off, as an offset in the line.
fn syntax(e: TreeError) -> Diagnostic {
    Diagnostic::new(e.code, Span::text(e.mark.column.saturating_sub(1), 0), e.args)
}
