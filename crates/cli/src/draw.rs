//! `peiyu draw`: a policy's chart as a picture, with a case's path where its journal is given.

use std::io::{self, Write};

use peiyu::diagnostic::{Code, Diagnostic, Lang, Location, Span, Text};
use peiyu::draw::{self, Drawing, Path};
use peiyu::journal;

use crate::args::{DrawArgs, DrawFormat};
use crate::load;
use crate::report::Failure;

/// Runs the command; gives the exit code.
pub fn run(args: &DrawArgs, lang: Lang) -> Result<u8, Failure> {
    let (policy, _) = load::policy(&args.policy)?;
    let flows = policy.flows();
    let flow = match &args.chart {
        Some(id) => flows.get(id).ok_or_else(|| {
            let known: Vec<&str> = flows.keys().map(String::as_str).collect();
            Diagnostic::new(Code::UnknownChart, Span::default(), [id.as_str().into(), known.join(", ").into()])
        })?,
        None => {
            flows.values().next().ok_or_else(|| Failure::Usage(Text::both("这项政策里没有流程图", "the policy has no chart")))?
        }
    };
    let drawing = Drawing { lang, part: args.part.clone(), path: args.case.as_deref().map(path).transpose()? };
    let picture = match args.format {
        DrawFormat::Svg => draw::svg(flow, &drawing),
        DrawFormat::Dot => draw::dot(flow, &drawing),
        DrawFormat::Mermaid => draw::mermaid(flow, &drawing),
    };
    io::stdout().lock().write_all(picture?.as_bytes())?;
    Ok(0)
}

/// Where the case of a journal went.
fn path(file: &std::path::Path) -> Result<Path, Failure> {
    let text = load::text(file).map_err(|(_, error)| *error)?;
    let path = journal::read(&text).and_then(|entries| Path::of(&entries));
    path.map_err(|e| {
        let named = |mut d: Diagnostic| {
            let line = d.location.as_ref().map_or(1, |l| l.line);
            d.location = Some(Location { file: file.display().to_string(), line, column: 1 });
            d
        };
        Failure::Diagnostics(e.0.into_iter().map(named).collect())
    })
}
