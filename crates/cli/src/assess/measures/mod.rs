//! `peiyu measures`: what a notice promises, what it means for firms, what a department has to do, how far targets are.

mod words;

use std::io::{self, BufWriter, Write};
use std::path::Path;

use peiyu::assess::measure::{Figures, Measures, Tally};
use peiyu::diagnostic::{Code, Diagnostic, Lang, Location, Span, Text};
use peiyu::program::Workspace;
use peiyu::time::Date;
use rayon::prelude::*;
use serde_json::Value;

use crate::args::{MeasuresArgs, WholeFormat};
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
pub fn run(args: &MeasuresArgs, lang: Lang) -> Result<u8, Failure> {
    let (policy, loaded) = load::policy(&args.policy)?;
    let day = match &args.as_of {
        Some(text) => {
            text.parse::<Date>().map_err(|()| Diagnostic::new(Code::BadDate, Span::default(), [text.as_str().into()]))?
        }
        None => today()?,
    };
    let measures = Measures::new(&policy, day).map_err(|e| Failure::Documents(loaded.documents.locate(e.0), Box::default()))?;
    if measures.is_empty() {
        let id = policy.id();
        return Err(Failure::Usage(Text::both(
            format!("政策 {id} 没有录入措施；甘肃的用 --policy gansu"),
            format!("the policy {id} has no measures; Gansu's are in --policy gansu"),
        )));
    }
    let figures = match &args.figures {
        Some(path) => read_figures(path)?,
        None => Figures::default(),
    };
    measures.known_targets(&figures).map_err(|e| named(e.0, args.figures.as_deref()))?;
    let command = Command { args, measures: &measures, figures: &figures, lang };
    match &args.firms {
        Some(firms) => command.firms(firms),
        None => command.list(),
    }
}

fn read_figures(path: &Path) -> Result<Figures, Failure> {
    let text = load::text(path).map_err(|(_, error)| *error)?;
    Figures::from_json(&text).map_err(|e| named(e.0, Some(path)))
}

/// Errors of a file.
fn named(errors: Vec<Diagnostic>, path: Option<&Path>) -> Failure {
    let file = path.map(|p| p.display().to_string()).unwrap_or_default();
    let named = |mut d: Diagnostic| {
        d.location = Some(Location { file: file.clone(), line: 1, column: 1 });
        d
    };
    Failure::Diagnostics(errors.into_iter().map(named).collect())
}

struct Command<'a> {
    args: &'a MeasuresArgs,
    measures: &'a Measures,
    figures: &'a Figures,
    lang: Lang,
}

/// What a thread made of some rows.
#[derive(Default)]
struct Part {
    bytes: Vec<u8>,
    tally: Tally,
    diagnostics: Vec<Diagnostic>,
    left_out: usize,
}

impl Command<'_> {
    /// The measures themselves, or a department's.
    fn list(&self) -> Result<u8, Failure> {
        let json = match &self.args.department {
            Some(department) => self.measures.duties_json(department).map_err(|d| self.nearest(d, department))?,
            None => self.measures.list_json(),
        };
        let mut out = BufWriter::new(io::stdout().lock());
        match self.args.format {
            WholeFormat::Json => writeln!(out, "{json}")?,
            WholeFormat::Table => {
                let words = Words::new(self.measures, self.lang);
                let targets = self.measures.targets_json(self.figures, None).map_err(|e| named(e.0, None))?;
                match &self.args.department {
                    Some(department) => words.duties(&mut out, department, &json, &targets)?,
                    None => {
                        words.list(&mut out, &json)?;
                        words.targets(&mut out, &targets)?;
                    }
                }
            }
        }
        out.flush()?;
        Ok(0)
    }

    /// An unknown department with the names that it is part of, if there are any.
    fn nearest(&self, mut unknown: Diagnostic, department: &str) -> Diagnostic {
        let names = || self.measures.departments().flat_map(|(id, label)| [id, &label.zh, &label.en]);
        // `财政` is part of 省财政厅.
        let within: Vec<&str> = names().filter(|name| !department.is_empty() && name.contains(department)).collect();
        if let (Some(near), false) = (unknown.args.get_mut(2), within.is_empty()) {
            *near = within.join(" / ").into();
        }
        unknown
    }

    /// What the measures mean for the firms of a file.
    fn firms(&self, path: &Path) -> Result<u8, Failure> {
        let table = &self.args.table;
        let prepared = Prepared::of(self.measures.assessor().clone(), path, table)?;
        let (mut rows, _) = prepared.open(path, table, self.lang)?;
        let filler = Filler::new(path, table, rows.columns());
        let (mut told, mut tally) = (Told::new(self.lang), Tally::default());
        for d in rows.header_problems() {
            told.tell(&d)?;
        }
        let mut out = BufWriter::new(io::stdout().lock());
        let whole = self.args.firm.is_none();
        if whole && self.args.format == WholeFormat::Json {
            out.write_all(b"{\"firms\":[")?;
        }
        let mut found = false;
        loop {
            let batch = rows.read(BATCH)?;
            if batch.rows.is_empty() {
                break;
            }
            let wanted: Vec<&Row> =
                batch.rows.iter().filter(|row| self.args.firm.as_ref().is_none_or(|key| *key == row.key)).collect();
            let parts: Vec<Part> =
                wanted.par_chunks(PART).map_init(Workspace::default, |space, rows| self.part(rows, &filler, space)).collect();
            for part in parts {
                told.left_out += part.left_out;
                tally.add(&part.tally);
                part.diagnostics.iter().try_for_each(|d| told.tell(d))?;
                let bytes = part.bytes.as_slice();
                // Each answer of a list begins with what parts it from the one before.
                let bytes = if found || !whole { bytes } else { bytes.strip_prefix(b",").unwrap_or(bytes) };
                found |= !part.bytes.is_empty();
                out.write_all(bytes)?;
            }
        }
        if whole {
            let totals = self.measures.tally_json(&tally, self.figures);
            match self.args.format {
                WholeFormat::Json => writeln!(out, "],\"totals\":{totals}}}")?,
                WholeFormat::Table => Words::new(self.measures, self.lang).totals(&mut out, &totals)?,
            }
        }
        out.flush()?;
        told.summary()?;
        match &self.args.firm {
            Some(key) if !found && told.left_out == 0 => Err(super::explain::no_such_firm(key)),
            _ => Ok(u8::from(told.left_out > 0)),
        }
    }

    fn part(&self, rows: &[&Row], filler: &Filler, workspace: &mut Workspace) -> Part {
        let mut part = Part::default();
        let mut firm = self.measures.firm();
        firm.money_unit(self.args.table.money_unit.into());
        for row in rows {
            part.diagnostics.extend(row.notes.iter().cloned());
            firm.clear();
            let before = part.diagnostics.len();
            filler.fill(row, &mut firm, &mut part.diagnostics);
            if part.diagnostics.len() > before {
                part.left_out += 1;
                continue;
            }
            let words = || Words::new(self.measures, self.lang);
            match (self.args.format, self.args.firm.is_some()) {
                (WholeFormat::Json, true) => {
                    part.bytes.extend(self.measures.explain(&firm, workspace).to_json().into_bytes());
                    part.bytes.push(b'\n');
                }
                (WholeFormat::Table, true) => {
                    words().explained(&mut part.bytes, &row.key, &self.measures.explain(&firm, workspace));
                }
                (WholeFormat::Json, false) => {
                    let mut text = format!(",\n{{\"firm\":{}", Value::from(row.key.as_str()));
                    let answer = self.measures.count(&firm, &mut part.tally, workspace);
                    text.push_str(&answer.to_json().replacen('{', ",", 1));
                    part.bytes.extend(text.into_bytes());
                }
                (WholeFormat::Table, false) => {
                    let answer = self.measures.count(&firm, &mut part.tally, workspace);
                    words().brief(&mut part.bytes, &row.key, &answer);
                }
            }
        }
        part
    }
}
