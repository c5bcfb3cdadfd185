//! `peiyu case`: a journal from a file, held against its hashes, put together, done again.

use std::io::{self, Write};
use std::path::Path;
use std::time::SystemTime;

use peiyu::case::{Case, Due, Facts, Library, Refusal, Verified};
use peiyu::diagnostic::{Code, Diagnostic, Diagnostics, Lang, Location, Text};
use peiyu::journal::{self, Sealed};
use peiyu::time::Moment;
use serde_json::json;

use crate::args::{CaseAction, CaseArgs, DueArgs, JournalArgs, RunFormat, VerifyArgs};
use crate::load;
use crate::report::{Failure, pick, shown};

use super::tell::Teller;

/// Runs the command; gives the exit code: 1 where the journal is amiss.
pub fn run(args: &CaseArgs, lang: Lang) -> Result<u8, Failure> {
    let of = match &args.action {
        CaseAction::Replay(of) => of,
        CaseAction::Verify(args) => &args.of,
        CaseAction::Due(args) => &args.of,
    };
    let text = load::text(&of.journal).map_err(|(_, error)| *error)?;
    let entries = match journal::read(&text) {
        Ok(entries) => entries,
        Err(amiss) => return amiss_in(&of.journal, amiss, lang),
    };
    let library = library(of, &entries)?;
    match &args.action {
        CaseAction::Replay(of) => replay(of, &library, &entries, lang),
        CaseAction::Verify(args) => verify(args, &library, &entries, lang),
        CaseAction::Due(args) => due(args, &library, &entries, lang),
    }
}

/// The policies that were named; if none was, the embedded one that the journal begins with, where there is such a one.
fn library(of: &JournalArgs, entries: &[Sealed]) -> Result<Library, Failure> {
    let calendar = peiyu_workflows::calendar().map_err(|e| Failure::Diagnostics(e.0))?;
    let mut library = Library::new(calendar);
    let own = entries.first().and_then(|first| first.entry.changes.opened.as_ref()).map(|opened| opened.policy.clone());
    let own = own.filter(|id| of.policy.is_empty() && peiyu_workflows::policies().contains(&id.as_str()));
    for which in of.policy.iter().chain(own.as_ref()) {
        library.add(load::policy(which)?.0);
    }
    Ok(library)
}

/// Tells what is amiss with a journal, with the line.
fn amiss_in(path: &Path, mut amiss: Diagnostics, lang: Lang) -> Result<u8, Failure> {
    let mut err = io::stderr().lock();
    for d in &mut amiss.0 {
        let line = d.location.as_ref().map_or(1, |l| l.line);
        d.location = Some(Location { file: path.display().to_string(), line, column: 1 });
        write!(err, "{}", shown(d, lang))?;
    }
    Ok(1)
}

fn refused(refusal: Refusal) -> Failure {
    Failure::Diagnostics(refusal.diagnostics.0)
}

fn replay(of: &JournalArgs, library: &Library, entries: &[Sealed], lang: Lang) -> Result<u8, Failure> {
    let case = match Case::replay(entries) {
        Ok(case) => case,
        Err(amiss) => return amiss_in(&of.journal, amiss, lang),
    };
    let mut out = io::stdout().lock();
    if of.format == RunFormat::Jsonl {
        writeln!(out, "{}", case.snapshot())?;
        return Ok(0);
    }
    let teller = Teller::new(library, Some(&case), lang);
    entries.iter().try_for_each(|sealed| teller.entry(&mut out, &sealed.entry))?;
    writeln!(out)?;
    let now = case.time.parse().or_else(|()| now())?;
    teller.standing(&mut out, &case, now)?;
    Ok(0)
}

fn due(args: &DueArgs, library: &Library, entries: &[Sealed], lang: Lang) -> Result<u8, Failure> {
    let case = match Case::replay(entries) {
        Ok(case) => case,
        Err(amiss) => return amiss_in(&args.of.journal, amiss, lang),
    };
    let at = match &args.at {
        None => now()?,
        Some(text) => text.parse().map_err(|()| {
            let like = "2026-05-01T09:00:00+08:00";
            Failure::Usage(Text::both(format!("--at 应写成 {like} 的样子"), format!("--at is written like {like}")))
        })?,
    };
    let list = case.due(library, at).map_err(refused)?;
    let mut out = io::stdout().lock();
    let teller = Teller::new(library, Some(&case), lang);
    for due in &list {
        match args.of.format {
            RunFormat::Text => teller.due(&mut out, due)?,
            RunFormat::Jsonl => writeln!(out, "{}", Due::to_json(due))?,
        }
    }
    if list.is_empty() && args.of.format == RunFormat::Text {
        writeln!(out, "{}", pick(lang, "没有正在计算的期限", "no deadline is running"))?;
    }
    Ok(0)
}

fn verify(args: &VerifyArgs, library: &Library, entries: &[Sealed], lang: Lang) -> Result<u8, Failure> {
    let known = known(args.facts.as_deref(), library, entries)?;
    let find = |digest: &str| known.iter().find(|(found, _)| found == digest).map(|(_, facts)| facts.clone());
    let held = match Case::verify(library, entries, find) {
        Ok(held) => held,
        Err(refusal) if refusal.code() == Code::JournalDiffers => return amiss_in(&args.of.journal, refusal.diagnostics, lang),
        Err(refusal) => return Err(refused(refusal)),
    };
    let mut out = io::stdout().lock();
    let again = held.iter().filter(|v| **v == Verified::Again).count();
    if args.of.format == RunFormat::Jsonl {
        for (sealed, held) in entries.iter().zip(&held) {
            let line = json!({"sequence": sealed.entry.sequence, "verified": held.id(), "facts": sealed.entry.facts});
            writeln!(out, "{line}")?;
        }
        return Ok(0);
    }
    for (sealed, _) in entries.iter().zip(&held).filter(|(_, held)| **held == Verified::Taken) {
        let (entry, what) = (&sealed.entry, pick(lang, "未重新推算", "taken at its word"));
        let facts = entry.facts.as_deref().unwrap_or("—");
        writeln!(out, "{} {} {}  {what}  {facts}", entry.sequence, entry.time, entry.event.id)?;
    }
    let (all, taken) = (entries.len(), held.len() - again);
    match lang {
        Lang::Zh => writeln!(out, "日志 {all} 条：{again} 条重新推算相符，{taken} 条按原记录")?,
        Lang::En => writeln!(out, "{all} entries: {again} come out the same, {taken} taken at their word")?,
    }
    Ok(0)
}

/// Facts of a file by their digests, by each of the policies of the journal.
fn known(path: Option<&Path>, library: &Library, entries: &[Sealed]) -> Result<Vec<(String, Facts)>, Failure> {
    let Some(path) = path else { return Ok(Vec::new()) };
    let text = load::text(path).map_err(|(_, error)| *error)?;
    let mut hashes: Vec<&str> = entries.iter().map(|sealed| sealed.entry.policy.as_str()).collect();
    hashes.sort_unstable();
    hashes.dedup();
    let mut out = Vec::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let at = |mut d: Diagnostic| {
            let line = u32::try_from(index + 1).unwrap_or(u32::MAX);
            d.location = Some(Location { file: path.display().to_string(), line, column: 1 });
            d
        };
        let facts = Facts::from_json(line).map_err(|e| Failure::Diagnostics(e.0.into_iter().map(at).collect()))?;
        for hash in &hashes {
            let Ok(policy) = library.policy(hash) else { continue };
            // What one edition doesn't know another may.
            if let Ok(digest) = facts.digest(policy) {
                out.push((digest, facts.clone()));
            }
        }
    }
    Ok(out)
}

/// The clock's moment.
fn now() -> Result<Moment, Failure> {
    let wrong = || {
        Failure::Usage(Text::both("系统时钟有误，请用 --at 指明时刻", "the system's clock is wrong; name the moment with --at"))
    };
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_err(|_| wrong())?;
    i64::try_from(since.as_secs()).ok().and_then(Moment::from_unix_seconds).ok_or_else(wrong)
}
