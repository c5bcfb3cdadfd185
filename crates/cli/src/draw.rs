//! `peiyu draw`: a policy's chart as a picture, with a case's path where its journal is given.

use std::io::{self, Write};

use peiyu::diagnostic::{Diagnostic, Lang, Location};
use peiyu::draw::{self, Drawing, Form, Path};
use peiyu::journal;

use crate::args::{DrawArgs, DrawFormat};
use crate::load;
use crate::report::Failure;

/// Runs the command; gives the exit code.
pub fn run(args: &DrawArgs, lang: Lang) -> Result<u8, Failure> {
    let (policy, _) = load::policy(&args.policy)?;
    let drawing = Drawing { lang, part: args.part.clone(), path: args.case.as_deref().map(path).transpose()? };
    let form = match args.format {
        DrawFormat::Svg => Form::Svg,
        DrawFormat::Dot => Form::Dot,
        DrawFormat::Mermaid => Form::Mermaid,
    };
    let picture = draw::draw(&policy, args.chart.as_deref(), form, &drawing);
    io::stdout().lock().write_all(picture?.as_bytes())?;
    Ok(0)
}

/// Where the case of a journal went.
fn path(file: &std::path::Path) -> Result<Path, Failure> {
    let text = load::text(file).map_err(|(_, error)| *error)?;
    let path = journal::read(&text).and_then(Path::of);
    path.map_err(|e| {
        let named = |mut d: Diagnostic| {
            let line = d.location.as_ref().map_or(1, |l| l.line);
            d.location = Some(Location { file: file.display().to_string(), line, column: 1 });
            d
        };
        Failure::Diagnostics(e.0.into_iter().map(named).collect())
    })
}
