//! `peiyu diff`: what one policy changes against another, article by article; with firms, whose verdict turns and why.

mod words;

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use peiyu::assess::diff::{Pair, Side};
use peiyu::assess::{Assessor, TierAssessment, Verdict};
use peiyu::diagnostic::{Code, Diagnostic, Lang, Span, Text};
use peiyu::policy::Choice;
use peiyu::program::Workspace;
use peiyu::time::Date;
use rayon::prelude::*;
use serde_json::{Value, json};

use crate::args::{DiffArgs, WholeFormat};
use crate::load;
use crate::report::Failure;

use super::answer::Filler;
use super::row::Row;
use super::told::Told;
use super::{BATCH, Prepared, today};

use words::Words;

/// Rows that one thread takes at a time.
const PART: usize = 256;

/// Runs the command; gives the exit code.
pub fn run(args: &DiffArgs, lang: Lang) -> Result<u8, Failure> {
    let pair = Pair { before: side(&args.before, args)?, after: side(&args.after, args)? };
    let differences = pair.differences();
    let mut out = BufWriter::new(io::stdout().lock());
    let words = Words::new(&pair, lang);
    let json = differences.to_json();
    match (args.format, &args.firms) {
        (WholeFormat::Json, None) => writeln!(out, "{json}")?,
        (WholeFormat::Json, Some(_)) => write!(out, "{},\"firms\":", json.strip_suffix('}').unwrap_or(&json))?,
        (WholeFormat::Table, _) if differences.is_empty() => writeln!(out, "{}", words.nothing())?,
        (WholeFormat::Table, _) => words.differences(&mut out, &json)?,
    }
    let left_out = match &args.firms {
        Some(path) => firms(&pair, path, args, &words, lang, &mut out)?,
        None => 0,
    };
    out.flush()?;
    Ok(u8::from(left_out > 0))
}

/// A policy as `ID`, `ID@EDITION` or a path with or without one.
fn side(text: &str, args: &DiffArgs) -> Result<Side, Failure> {
    let (policy, edition) = match text.rsplit_once('@') {
        Some((policy, edition)) if !edition.is_empty() && !edition.contains(['/', '\\']) => (policy, Some(edition.to_owned())),
        _ => (text, None),
    };
    let day = |text: &String| {
        text.parse::<Date>().map_err(|()| Diagnostic::new(Code::BadDate, Span::default(), [text.as_str().into()]))
    };
    let as_of = args.as_of.as_ref().map(day).transpose()?;
    let choice = Choice { edition, call: None, as_of, tier: args.tier.clone(), today: today()? };
    let (policy, loaded) = load::policy(policy)?;
    Side::new(policy, &choice).map_err(|e| Failure::Documents(loaded.documents.locate(e.0), Box::default()))
}

/// A firm's tier whose verdict turns.
struct Turn {
    key: String,
    tier: String,
    verdicts: [Verdict; 2],
    /// What it fails or misses by the other policy; where it passes there, what it failed by the first.
    why: Value,
    words: String,
}

/// What a thread made of some rows.
#[derive(Default)]
struct Part {
    turns: Vec<Turn>,
    counts: BTreeMap<(String, &'static str, &'static str), u64>,
    diagnostics: Vec<Diagnostic>,
    left_out: usize,
}

fn firms(pair: &Pair, path: &Path, args: &DiffArgs, words: &Words, lang: Lang, out: &mut dyn Write) -> Result<usize, Failure> {
    let table = &args.table;
    let [before, after] = [&pair.before, &pair.after].map(|side| Prepared::of(side.assessor.clone(), path, table));
    let (before, after) = (before?, after?);
    // Each reads the columns that its facts name; the rows are the same.
    let (mut first, _) = before.open(path, table, lang)?;
    let (mut second, _) = after.open(path, table, lang)?;
    let fillers = [Filler::new(path, table, first.columns()), Filler::new(path, table, second.columns())];
    let mut told = Told::new(lang);
    for d in second.header_problems() {
        told.tell(&d)?;
    }
    let json = args.format == WholeFormat::Json;
    if json {
        out.write_all(b"{\"turned\":[")?;
    }
    let mut counts = BTreeMap::new();
    let mut some = false;
    loop {
        let (a, b) = (first.read(BATCH)?, second.read(BATCH)?);
        if b.rows.is_empty() {
            break;
        }
        let rows: Vec<(&Row, &Row)> = a.rows.iter().zip(&b.rows).collect();
        let parts: Vec<Part> = rows.par_chunks(PART).map(|rows| part(pair, rows, &fillers, words)).collect();
        for part in parts {
            told.left_out += part.left_out;
            part.diagnostics.iter().try_for_each(|d| told.tell(d))?;
            for (key, n) in part.counts {
                *counts.entry(key).or_insert(0) += n;
            }
            for turn in part.turns {
                if json {
                    let one = json!({"firm": turn.key, "tier": turn.tier, "before": turn.verdicts[0].id(),
                        "after": turn.verdicts[1].id(), "why": turn.why});
                    write!(out, "{}\n{one}", if some { "," } else { "" })?;
                } else {
                    words.turn(out, &turn.key, &turn.tier, turn.verdicts, &turn.words, !some)?;
                }
                some = true;
            }
        }
    }
    if json {
        let all: Vec<Value> = counts
            .iter()
            .map(|((tier, before, after), n)| json!({"tier": tier, "before": before, "after": after, "firms": n}))
            .collect();
        writeln!(out, "],\"counts\":{}}}}}", Value::from(all))?;
    } else {
        words.counts(out, &counts)?;
    }
    told.summary()?;
    Ok(told.left_out)
}

fn part(pair: &Pair, rows: &[(&Row, &Row)], fillers: &[Filler; 2], words: &Words) -> Part {
    let mut part = Part::default();
    let mut spaces = [Workspace::default(), Workspace::default()];
    let sides = [&pair.before.assessor, &pair.after.assessor];
    let mut firms = sides.map(Assessor::firm);
    for (firm, filler) in firms.iter_mut().zip(fillers) {
        firm.money_unit(filler.money);
    }
    for (a, b) in rows {
        let before = part.diagnostics.len();
        part.diagnostics.extend(b.notes.iter().cloned());
        let mut refused = Vec::new();
        for ((firm, row), filler) in firms.iter_mut().zip([a, b]).zip(fillers) {
            firm.clear();
            filler.fill(row, firm, &mut refused);
        }
        refused.dedup();
        part.diagnostics.append(&mut refused);
        if part.diagnostics.len() > before {
            part.left_out += 1;
            continue;
        }
        let [old, new] = &firms;
        let [space, other] = &mut spaces;
        let answers = [sides[0].assess_with(old, space), sides[1].assess_with(new, other)];
        for tier in &answers[1].tiers {
            let Some(was) = answers[0].tiers.iter().find(|t| t.tier == tier.tier) else { continue };
            *part.counts.entry((tier.tier.to_owned(), was.verdict.id(), tier.verdict.id())).or_insert(0) += 1;
            if was.verdict != tier.verdict {
                let (why, side) = if tier.verdict == Verdict::Pass { (was, 0) } else { (tier, 1) };
                part.turns.push(Turn {
                    key: b.key.clone(),
                    tier: tier.tier.to_owned(),
                    verdicts: [was.verdict, tier.verdict],
                    why: reasons(why),
                    words: words.why(why, side),
                });
            }
        }
    }
    part
}

fn reasons(tier: &TierAssessment) -> Value {
    let label = |text: &Text| json!({"zh": text.zh, "en": text.en});
    let failed: Vec<Value> =
        tier.failed.iter().map(|f| json!({"id": f.id, "label": label(f.label), "source": f.source})).collect();
    json!({"failed": failed, "missing": tier.missing})
}
