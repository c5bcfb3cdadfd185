//! The facts that an expression is evaluated over: `{"name": {"type": T, "value": V}}`, numbers exact from their text.

use peiyu::diagnostic::{Code, Diagnostic, Span, Text};
use peiyu::document::tree::{Node, Tree, escape};
use peiyu::lang::parser::is_name;
use peiyu::lang::scope::{Meaning, Scope, Symbol};
use peiyu::lang::types::Type;
use peiyu::number::Number;
use peiyu::program::build::{kind_of, unknown_of};
use peiyu::program::cell::{Cell, number_code};
use peiyu::program::interval::Interval;

/// Types that facts may be declared with but that the language does not have yet.
const LATER: [&str; 5] = ["date", "time", "date_time", "days_duration", "months_duration"];

/// Facts with their values.
#[derive(Debug, Default)]
pub struct Facts {
    names: Vec<String>,
    types: Vec<(Type, bool)>,
    cells: Vec<Cell>,
}

impl Scope for Facts {
    fn find(&self, name: &str) -> Option<Meaning> {
        let at = self.names.iter().position(|n| n == name)?;
        let (ty, optional) = self.types.get(at)?.clone();
        Some(Meaning::One { symbol: Symbol::Fact(u32::try_from(at).ok()?), ty, optional })
    }

    fn names(&self) -> Vec<String> {
        self.names.clone()
    }

    fn layered(&self) -> bool {
        true
    }
}

impl Facts {
    /// Names, in the order given.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Values, in the same order.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// Reads facts; `pointer` is where they stand.
    pub fn read(tree: &Tree, pointer: &str) -> Result<Facts, Vec<Diagnostic>> {
        let Node::Map(entries) = &tree.node else {
            let what = Text::both("事实应当是一个对象", "the facts are an object");
            return Err(vec![Diagnostic::new(Code::BadField, Span::value("", pointer), [what])]);
        };
        let (mut facts, mut errors) = (Facts::default(), Vec::new());
        for (name, entry) in entries {
            let pointer = format!("{pointer}/{}", escape(name));
            if !is_name(name) {
                let shown: String = name.chars().take(60).collect();
                errors.push(Diagnostic::new(Code::BadId, Span::value("", &pointer), [shown.into()]));
                continue;
            }
            match fact(name, entry, &pointer) {
                Ok((ty, cell)) => {
                    facts.names.push(name.clone());
                    facts.types.push((ty, cell == Cell::Null));
                    facts.cells.push(cell);
                }
                Err(e) => errors.push(e),
            }
        }
        if errors.is_empty() { Ok(facts) } else { Err(errors) }
    }
}

fn fact(name: &str, entry: &Tree, pointer: &str) -> Result<(Type, Cell), Diagnostic> {
    let bad = |at: &str, zh: &str, en: &str| {
        Diagnostic::new(Code::BadField, Span::value("", &format!("{pointer}{at}")), [Text::both(zh, en)])
    };
    let Node::Map(entries) = &entry.node else {
        return Err(bad("", "事实应写成 {type, value}", "a fact is written as {type, value}"));
    };
    let (mut ty, mut value) = (None, None);
    for (key, tree) in entries {
        match key.as_str() {
            "type" => ty = Some(type_of(tree, pointer)?),
            "value" => value = Some(&tree.node),
            other => {
                let at = format!("/{}", escape(other));
                let shown: String = other.chars().take(60).collect();
                return Err(bad(&at, &format!("没有名为 `{shown}` 的部分"), &format!("there is no part named `{shown}`")));
            }
        }
    }
    let ty = ty.ok_or_else(|| bad("", "缺少 type", "`type` is missing"))?;
    let wrong = |expected: Text, found: &Node| {
        Diagnostic::new(Code::WrongFactType, Span::value("", &format!("{pointer}/value")), [name.into(), expected, found.shown()])
    };
    let cell = match (value, &ty) {
        (None, _) => unknown_of(kind_of(&ty), Interval::ALL, 0, false),
        (Some(Node::Null), _) => Cell::Null,
        (Some(Node::Boolean(b)), Type::Boolean) => Cell::Boolean(*b),
        (Some(Node::Text(t)), Type::Text) => Cell::Text(t.as_str().into()),
        (Some(Node::Number(t) | Node::Text(t)), Type::Number(_)) => Cell::Number(Number::parse(t).map_err(|e| {
            let shown: String = t.chars().take(40).collect();
            Diagnostic::new(number_code(e), Span::value("", &format!("{pointer}/value")), [shown.into()])
        })?),
        (Some(other), _) => return Err(wrong(ty.shown(), other)),
    };
    Ok((ty, cell))
}

fn type_of(tree: &Tree, pointer: &str) -> Result<Type, Diagnostic> {
    let at = Span::value("", &format!("{pointer}/type"));
    let refused = |at, name: Text| {
        let help = Text::both("可用 number、string、boolean。", "use number, string or boolean.");
        Err(Diagnostic::new(Code::UnsupportedFeature, at, [name, help]))
    };
    match &tree.node {
        Node::Text(t) => match t.as_str() {
            "number" => Ok(Type::PURE),
            "string" => Ok(Type::Text),
            "boolean" => Ok(Type::Boolean),
            other if LATER.contains(&other) => refused(at, format!("`{other}`").into()),
            other if other.starts_with("list<") && other.ends_with('>') => {
                refused(at, format!("`{}`", other.chars().take(60).collect::<String>()).into())
            }
            other => {
                let shown: String = other.chars().take(40).collect();
                Err(Diagnostic::new(
                    Code::BadField,
                    at,
                    [Text::both(format!("没有类型 `{shown}`"), format!("there is no type `{shown}`"))],
                ))
            }
        },
        Node::Map(fields) => {
            let names: Vec<&str> = fields.iter().take(5).map(|(k, _)| k.as_str()).collect();
            let shown: String = names.join(", ").chars().take(60).collect();
            refused(at, Text::both(format!("记录 {{{shown}}}"), format!("the record {{{shown}}}")))
        }
        other => Err(Diagnostic::new(Code::BadField, at, [other.shown()])),
    }
}
