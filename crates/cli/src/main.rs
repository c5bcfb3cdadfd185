//! The `peiyu` command: assess firms, say why and what measures mean for them, check documents, evaluate expressions, play cases, write code. It reads files and the clock for the
//! engine, which does neither.
#![forbid(unsafe_code)]

mod args;
mod assess;
mod cases;
mod check;
mod codegen;
mod draw;
mod eval;
mod load;
mod report;
mod snippet;

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};

fn main() -> ExitCode {
    let args = Args::parse();
    let lang = args.lang.into();
    let done = match &args.command {
        Command::Assess(a) => assess::run(a, lang),
        Command::Explain(a) => assess::explain::run(a, lang),
        Command::Measures(a) => assess::measures::run(a, lang),
        Command::Diff(a) => assess::diff::run(a, lang),
        Command::Check(a) => check::run(a, lang),
        Command::Eval(a) => eval::run(a, lang),
        Command::Codegen(a) => codegen::run(a),
        Command::Draw(a) => draw::run(a, lang),
        Command::Run(a) => cases::play::run(a, lang),
        Command::Case(a) => cases::journal::run(a, lang),
    };
    match done {
        Ok(code) => ExitCode::from(code),
        Err(failure) => failure.print(lang),
    }
}
