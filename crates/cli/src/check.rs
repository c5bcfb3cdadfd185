//! `peiyu check`: everything that can be said about documents before a firm is seen, each error shown at its place.

use std::io::{self, IsTerminal as _, Write};

use peiyu::diagnostic::{Diagnostic, Lang, Severity};
use peiyu::policy::Policy;
use serde_json::{Value, json};

use crate::args::{CheckArgs, CheckFormat};
use crate::load::{self, Loaded};
use crate::report::{self, Failure};

/// Runs the command; gives the exit code.
pub fn run(args: &CheckArgs, lang: Lang) -> Result<u8, Failure> {
    if !args.path.exists() {
        return Err(load::unreadable(&args.path, "not found").into());
    }
    let mut loaded = load::path(&args.path)?;
    let mut found = std::mem::take(&mut loaded.errors);
    let mut good = Vec::new();
    let mut skipped = Vec::new();
    for id in &loaded.declared {
        // A policy that lacks a document would only err at every name declared there.
        if lacking(&loaded, id) {
            skipped.push(id.clone());
            continue;
        }
        match Policy::load(&loaded.documents, id) {
            Ok(policy) => good.push(policy),
            Err(e) => found.extend(e.0),
        }
    }
    let mut out = io::stdout().lock();
    let color = io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let mut seen: Vec<&Diagnostic> = Vec::new();
    for d in &found {
        // An error in a base is found again in each policy that extends it.
        if seen.contains(&d) {
            continue;
        }
        seen.push(d);
        match args.format {
            CheckFormat::Text => write!(out, "{}", loaded.sources.render(d, lang, color))?,
            CheckFormat::Json => writeln!(out, "{}", line(d, &loaded, lang))?,
        }
    }
    if args.format == CheckFormat::Text {
        for (folder, policy) in &loaded.misnamed {
            let note = report::pick(
                lang,
                "两者照例同名，写错的编号会另成一项政策",
                "by custom they have one name, and a misspelt id makes another policy",
            );
            match lang {
                Lang::Zh => writeln!(out, "提示：文件夹 {folder} 里的政策编号是 {policy}；{note}")?,
                Lang::En => writeln!(out, "note: the policy in folder {folder} is {policy}; {note}")?,
            }
        }
        for policy in &good {
            writeln!(out, "{}", load::named(policy, lang))?;
        }
        for calendar in &loaded.calendars {
            writeln!(out, "{}", load::named_calendar(calendar, lang))?;
        }
        for id in &skipped {
            match lang {
                Lang::Zh => writeln!(out, "政策 {id}：有文件读不出来，其余检查未做")?,
                Lang::En => writeln!(out, "policy {id}: a document could not be read; nothing else was checked")?,
            }
        }
    }
    Ok(u8::from(found.iter().any(|d| d.severity() == Severity::Error)))
}

/// Whether a policy, or one that it extends, lacks a document.
fn lacking(loaded: &Loaded, id: &str) -> bool {
    let mut at = Some(id);
    for _ in 0..16 {
        let Some(policy) = at else { return false };
        if loaded.incomplete.iter().any(|i| i == policy) {
            return true;
        }
        at = loaded.documents.iter().filter(|d| d.document.policy == policy).find_map(|d| d.document.extends.as_deref());
    }
    false
}

fn line(d: &Diagnostic, loaded: &Loaded, lang: Lang) -> Value {
    let place = loaded.sources.place(d);
    json!({
        "code": d.code.id(),
        "severity": d.severity().id(),
        "message": d.message(lang),
        "help": report::help(d, lang),
        "file": d.location.as_ref().map(|l| l.file.as_str()),
        "line": place.map(|p| p.line),
        "column": place.map(|p| p.column),
        "pointer": d.span.pointer,
        "offset": d.span.offset,
        "length": d.span.length,
    })
}
