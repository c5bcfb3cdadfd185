//! Diagnostics and failures on standard error, so that every command words them alike.

use std::io::{self, Write};
use std::process::ExitCode;

use peiyu::diagnostic::{Diagnostic, Lang, Location, Severity, Text};

use crate::snippet::Sources;

/// Why a command gave up.
#[derive(Debug)]
pub enum Failure {
    /// Something that the catalogue has a code for.
    Diagnostics(Vec<Diagnostic>),
    /// The same, in documents whose text is at hand.
    Documents(Vec<Diagnostic>, Box<Sources>),
    /// A wrong use of the command.
    Usage(Text),
    /// The answer could not be written.
    Output(io::Error),
}

impl From<Diagnostic> for Failure {
    fn from(d: Diagnostic) -> Self {
        Failure::Diagnostics(vec![d])
    }
}

impl From<io::Error> for Failure {
    fn from(e: io::Error) -> Self {
        Failure::Output(e)
    }
}

impl Failure {
    /// Says what is wrong; gives the exit code 2, or 0 where the reader of the answer has gone (`| head`).
    pub fn print(&self, lang: Lang) -> ExitCode {
        let mut err = io::stderr().lock();
        // Where standard error is closed there is nobody left to tell.
        let _ = match self {
            Failure::Diagnostics(list) => list.iter().try_for_each(|d| write!(err, "{}", shown(d, lang))),
            Failure::Documents(list, sources) => {
                list.iter().try_for_each(|d| write!(err, "{}", sources.render(d, lang, snippet_color())))
            }
            Failure::Usage(text) => writeln!(err, "{}: {}", severity(Severity::Error, lang), text.get(lang)),
            Failure::Output(e) if e.kind() == io::ErrorKind::BrokenPipe => return ExitCode::SUCCESS,
            Failure::Output(e) => {
                let what = pick(lang, "写不出结果", "the answer can't be written");
                writeln!(err, "{}: {what}: {e}", severity(Severity::Error, lang))
            }
        };
        ExitCode::from(2)
    }
}

fn snippet_color() -> bool {
    use std::io::IsTerminal as _;
    io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}

/// The wording in one language.
pub fn pick<'a>(lang: Lang, zh: &'a str, en: &'a str) -> &'a str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// The severity as a word.
pub fn severity(severity: Severity, lang: Lang) -> &'static str {
    match (severity, lang) {
        (Severity::Error, Lang::Zh) => "错误",
        (Severity::Error, Lang::En) => "error",
        (Severity::Warning, Lang::Zh) => "警告",
        (Severity::Warning, Lang::En) => "warning",
    }
}

/// A help line worth printing: the catalogue's "nearest name: " is left out where no name is near.
pub fn help(d: &Diagnostic, lang: Lang) -> String {
    let help = d.help(lang);
    let help = help.trim();
    if help.ends_with(['：', ':']) { String::new() } else { help.to_owned() }
}

/// `file:line:column`, and `file:B7` in a sheet.
fn place(l: &Location) -> String {
    if !l.file.to_lowercase().ends_with(".xlsx") {
        return format!("{}:{}:{}", l.file, l.line, l.column);
    }
    let mut letters = Vec::new();
    let mut rest = l.column;
    while rest > 0 {
        rest -= 1;
        letters.insert(0, b"ABCDEFGHIJKLMNOPQRSTUVWXYZ".get(rest as usize % 26).copied().map_or('?', char::from));
        rest /= 26;
    }
    format!("{}:{}{}", l.file, letters.into_iter().collect::<String>(), l.line)
}

/// `file:line:column: error[code] message` and a help line. A pointer that names a column is added where the message
/// does not name it.
pub fn shown(d: &Diagnostic, lang: Lang) -> String {
    let place = d.location.as_ref().map(|l| format!("{}: ", place(l))).unwrap_or_default();
    let message = d.message(lang);
    let column = match d.span.pointer.trim_start_matches('/') {
        column if column.is_empty() || message.contains(&format!("`{column}`")) => String::new(),
        column => match lang {
            Lang::Zh => format!("（列 `{column}`）"),
            Lang::En => format!(" (column `{column}`)"),
        },
    };
    let help = match help(d, lang) {
        help if help.is_empty() => help,
        help => format!("  {}{help}\n", pick(lang, "帮助：", "help: ")),
    };
    format!("{place}{}[{}] {message}{column}\n{help}", severity(d.severity(), lang), d.code.id())
}
