//! `peiyu eval`: one expression over a few facts, for trying the language out and for tests from outside.

mod facts;
mod lines;

use std::fs;
use std::io::{self, Write};

use peiyu::diagnostic::{Code, Diagnostic, Lang, Span, Text};
use peiyu::document::{MAX_BYTES, MAX_DEPTH, json};
use peiyu::lang::check::check;
use peiyu::lang::parse_expression;
use peiyu::lang::scope::Symbol;
use peiyu::lang::types::Type;
use peiyu::program::build::{Builder, Operand};
use peiyu::program::cell::{Cell, Fault};
use peiyu::program::{Program, Workspace, number_cell};
use peiyu::time::Date;
use serde_json::{Value, json};

use crate::args::EvalArgs;
use crate::assess::today;
use crate::load;
use crate::report::{self, Failure};

use facts::Facts;

/// Runs the command; gives the exit code.
pub fn run(args: &EvalArgs, lang: Lang) -> Result<u8, Failure> {
    if args.lines {
        lines::run(io::stdin().lock(), &mut io::stdout().lock(), lang)?;
        return Ok(0);
    }
    let facts = match &args.facts {
        None => Ok(Facts::default()),
        Some(path) => match fs::read(path) {
            Err(e) => Err(vec![load::unreadable(path, &e.to_string())]),
            Ok(bytes) => match std::str::from_utf8(&bytes) {
                Err(_) => Err(vec![Diagnostic::new(Code::NotUtf8, Span::default(), [])]),
                Ok(text) => match json::parse(text, MAX_DEPTH, MAX_BYTES) {
                    Ok(tree) => Facts::read(&tree, ""),
                    Err(e) => Err(vec![load::of_tree(&path.display().to_string(), e)]),
                },
            },
        },
    };
    let answer = facts.and_then(|facts| evaluate(args.expr.as_deref().unwrap_or(""), &facts));
    let code = if answer.is_ok() { 0 } else { 2 };
    let value = answer.map_or_else(|errors| load_error(&errors, lang), |outcome| outcome.shown(lang));
    writeln!(io::stdout(), "{value}")?;
    Ok(code)
}

/// What an expression gives.
pub enum Outcome {
    /// A known value.
    Value(Value),
    /// Known to be empty.
    Null,
    /// The facts that would decide.
    Unknown(Vec<String>),
    /// It can't be computed.
    Error(Diagnostic),
}

impl Outcome {
    /// As JSON.
    pub fn shown(&self, lang: Lang) -> Value {
        match self {
            Outcome::Value(v) => json!({ "value": v }),
            Outcome::Null => json!({"null": true}),
            Outcome::Unknown(names) => json!({ "unknown": names }),
            Outcome::Error(d) => json!({"error": {"code": d.code.id(), "message": d.message(lang), "span": span(&d.span)}}),
        }
    }
}

fn span(span: &Span) -> Value {
    json!({"pointer": span.pointer, "offset": span.offset, "length": span.length})
}

/// Why an expression was not evaluated, as JSON: the first error, and all of them.
pub fn load_error(errors: &[Diagnostic], lang: Lang) -> Value {
    let shown = |d: &Diagnostic| json!({"code": d.code.id(), "message": d.message(lang), "span": span(&d.span), "help": report::help(d, lang)});
    let mut first = errors.first().map_or_else(|| json!({}), shown);
    if let Value::Object(map) = &mut first {
        map.insert("errors".into(), errors.iter().map(shown).collect());
    }
    json!({ "load_error": first })
}

/// Evaluates an expression, or says why it can't be loaded.
pub fn evaluate(expr: &str, facts: &Facts) -> Result<Outcome, Vec<Diagnostic>> {
    let (tree, errors) = parse_expression(expr);
    if !errors.is_empty() {
        return Err(errors);
    }
    let (node, errors) = check(&tree, facts);
    if !errors.is_empty() {
        return Err(errors);
    }
    if matches!(node.ty, Type::List(..) | Type::Choice(_) | Type::Broken) {
        let whole = Span::text(node.place.start, node.place.end.saturating_sub(node.place.start));
        let help = Text::both("表达式的结果须是数、文字或是否。", "an expression gives a number, a string or a boolean.");
        let result = Text::both(format!("{}作为结果", node.ty.shown().zh), format!("{} as a result", node.ty.shown().en));
        return Err(vec![Diagnostic::new(Code::UnsupportedFeature, whole, [result, help])]);
    }
    let mut builder = Builder::new(u32::try_from(facts.names().len()).unwrap_or(u32::MAX));
    let operand = builder.lower(&node, &mut |builder: &mut Builder, symbol| match symbol {
        Symbol::Fact(i) => Operand::Fact(i),
        Symbol::Day => builder.constant(today().map_or(Cell::Null, |day| number_cell(day.unix_days()))),
        // The scope knows nothing but facts.
        Symbol::Parameter(_) | Symbol::Rule(_) | Symbol::Score(_) | Symbol::Input(_) | Symbol::Case(_) => {
            builder.constant(Cell::Null)
        }
    });
    let (program, slot_of) = builder.finish();
    let slot = slot_of(operand);
    let mut workspace = Workspace::default();
    program.run(facts.cells(), &mut workspace);
    Ok(match workspace.get(slot) {
        Cell::Number(n) if node.ty == Type::Date => {
            let date = n.to_i64().and_then(Date::from_unix_days);
            date.map_or(Outcome::Null, |d| Outcome::Value(d.to_string().into()))
        }
        Cell::Number(n) => Outcome::Value(n.to_string().into()),
        Cell::Boolean(b) => Outcome::Value((*b).into()),
        Cell::Text(t) => Outcome::Value((**t).into()),
        Cell::Choice(c) => Outcome::Value((*c).into()),
        Cell::Null => Outcome::Null,
        Cell::Error(fault) => Outcome::Error(fault_of(&program, *fault)),
        Cell::Unknown(_) => {
            let missing = program.missing(&[slot], &workspace);
            let names: Vec<String> = missing.iter().filter_map(|i| facts.names().get(*i as usize).cloned()).collect();
            match program.faults(&[slot], &workspace).first() {
                Some(fault) if names.is_empty() => Outcome::Error(fault_of(&program, *fault)),
                _ => Outcome::Unknown(names),
            }
        }
    })
}

fn fault_of(program: &Program, fault: Fault) -> Diagnostic {
    let instruction = program.instructions.get(fault.instruction as usize);
    let origin = instruction.and_then(|i| program.origins.get(i.origin as usize)).cloned().unwrap_or_default();
    Diagnostic::new(fault.code, Span::text(origin.start, origin.end.saturating_sub(origin.start)), [])
}
