//! `peiyu explain`: why, for one firm of a file or for each of them.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use peiyu::assess::explain::Explanation;
use peiyu::diagnostic::{Diagnostic, Lang, Text};
use peiyu::program::Workspace;
use rayon::prelude::*;

use crate::args::{ExplainArgs, ExplainFormat};
use crate::load;
use crate::report::Failure;

use super::answer::Filler;
use super::row::Row;
use super::told::Told;
use super::{BATCH, Prepared};

/// Firms explained at a time: explanations are long, and all of a batch are held.
const PART: usize = 64;

/// Runs the command; gives the exit code.
pub fn run(args: &ExplainArgs, lang: Lang) -> Result<u8, Failure> {
    let prepared = Prepared::new(&args.from, lang)?;
    let (mut rows, _) = prepared.open(&args.from.firms, &args.from.table, lang)?;
    let filler = Filler::new(&args.from.firms, &args.from.table, rows.columns());
    let explainer = Explainer { args, prepared: &prepared, filler, lang };
    if let Some(folder) = &args.out {
        fs::create_dir_all(folder).map_err(|e| load::unwritable(folder, &e))?;
    }
    let mut out = BufWriter::new(io::stdout().lock());
    let mut told = Told::new(lang);
    for d in rows.header_problems() {
        told.tell(&d)?;
    }
    let mut explained = 0;
    loop {
        let batch = rows.read(BATCH)?;
        if batch.rows.is_empty() {
            break;
        }
        let wanted: Vec<&Row> = batch.rows.iter().filter(|row| args.firm.as_ref().is_none_or(|key| *key == row.key)).collect();
        for part in wanted.chunks(PART) {
            let done: Vec<Done> = part.par_iter().map_init(Workspace::default, |space, row| explainer.row(row, space)).collect();
            for done in done {
                match done? {
                    Ok(text) => {
                        explained += 1;
                        out.write_all(text.as_bytes())?;
                    }
                    Err(diagnostics) => {
                        told.left_out += 1;
                        diagnostics.iter().try_for_each(|d| told.tell(d))?;
                    }
                }
            }
        }
    }
    out.flush()?;
    told.summary()?;
    if explained == 0
        && told.left_out == 0
        && let Some(key) = &args.firm
    {
        return Err(no_such_firm(key));
    }
    Ok(u8::from(told.left_out > 0))
}

/// No row has that key.
pub fn no_such_firm(key: &str) -> Failure {
    Failure::Usage(Text::both(format!("文件里没有主键为 `{key}` 的企业"), format!("there is no firm with the key `{key}`")))
}

/// The text still to be printed (empty where it went into a file), or why a row could not be explained.
type Done = Result<Result<String, Vec<Diagnostic>>, Failure>;

struct Explainer<'a> {
    args: &'a ExplainArgs,
    prepared: &'a Prepared,
    filler: Filler,
    lang: Lang,
}

impl Explainer<'_> {
    /// Explains a row and writes its file, where there is one: files are slow, and threads wait for theirs side by side.
    fn row(&self, row: &Row, workspace: &mut Workspace) -> Done {
        let mut firm = self.prepared.assessor.firm();
        firm.money_unit(self.filler.money);
        let mut errors = Vec::new();
        self.filler.fill(row, &mut firm, &mut errors);
        if !errors.is_empty() {
            return Ok(Err(errors));
        }
        let text = self.form(&self.prepared.assessor.explain(&firm, workspace).with_distances());
        match &self.args.out {
            None => Ok(Ok(text)),
            Some(folder) => self.write(folder, row, &text).map(|()| Ok(String::new())),
        }
    }

    fn form(&self, explanation: &Explanation) -> String {
        match self.args.format {
            ExplainFormat::Text => explanation.to_text(self.lang),
            ExplainFormat::Json => explanation.to_json() + "\n",
            ExplainFormat::Html => explanation.to_html(self.lang),
        }
    }

    fn write(&self, folder: &Path, row: &Row, text: &str) -> Result<(), Failure> {
        let extension = match self.args.format {
            ExplainFormat::Text => "txt",
            ExplainFormat::Json => "json",
            ExplainFormat::Html => "html",
        };
        // A key is a stranger's text: only letters and digits of it name the file, and the line tells two of them apart.
        let name: String = row.key.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).take(60).collect();
        let name = if name == row.key { name } else { format!("{name}-{}", row.line) };
        let path = folder.join(format!("{name}.{extension}"));
        fs::write(&path, text).map_err(|e| load::unwritable(&path, &e))
    }
}
