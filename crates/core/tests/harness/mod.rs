//! A small desk to try expressions on: facts with units, a parameter, a scorecard, and how a text becomes an outcome.
//!
//! It stands in for `policy`, so that the language and the evaluator are tested without documents.

#![allow(dead_code, reason = "each test binary uses its own part")]

pub mod oracle;
pub mod random;

use std::collections::BTreeMap;
use std::sync::Arc;

use peiyu::diagnostic::Diagnostic;
use peiyu::lang::check::{check, check_tests};
use peiyu::lang::node::Node;
use peiyu::lang::scope::{Meaning, Scope, Symbol};
use peiyu::lang::types::Type;
use peiyu::lang::unit::Unit;
use peiyu::lang::{parse_expression, parse_tests};
use peiyu::number::Number;
use peiyu::program::build::{Builder, Operand, kind_of, unknown_of};
use peiyu::program::cell::Cell;
use peiyu::program::interval::Interval;
use peiyu::program::{Kind, Op, Program, Slot, Workspace, number_cell};

/// One slot of the facts.
pub struct Fact {
    pub id: String,
    pub ty: Type,
    pub optional: bool,
    pub unknown: Cell,
}

/// The names of the tests.
pub struct Desk {
    pub facts: Vec<Fact>,
    /// Whether expressions may read dates.
    pub layered: bool,
    families: BTreeMap<&'static str, Vec<u32>>,
}

/// `门槛`, a parameter with a value, in yuan.
const THRESHOLD: i64 = 2_000_000;
/// `card.total` and `card.own`, in points.
const SCORES: [i64; 2] = [75, 40];

/// The day of the assessment, 2026-11-24, in days from 1970-01-01.
const DAY: i64 = 20_781;

/// From `lo` up.
fn from(lo: i64) -> Interval {
    Interval::new(Some(Number::from_i64(lo)), None)
}

fn within(lo: i64, hi: i64) -> Interval {
    Interval::new(Some(Number::from_i64(lo)), Some(Number::from_i64(hi)))
}

impl Desk {
    /// The table of facts.
    pub fn new() -> Desk {
        let unit = |id: &str| Type::Number(Unit::from_id(id).unwrap());
        let choices: Arc<[String]> = ["a", "b", "c"].map(String::from).into();
        let mut desk = Desk { facts: Vec::new(), layered: false, families: BTreeMap::new() };
        desk.yearly("revenue", 3, &unit("CNY"), &from(0));
        desk.yearly("rd_expense", 3, &unit("CNY"), &from(0));
        desk.yearly("net_profit", 2, &unit("CNY"), &Interval::ALL);
        desk.one("employees", unit("person"), from(0), false);
        desk.one("market_years", unit("year"), from(0), false);
        desk.one("share", Type::PURE, within(0, 1), false);
        desk.one("level", Type::PURE, within(1, 5), false);
        desk.one("field", Type::Choice(choices), Interval::ALL, false);
        desk.one("flag", Type::Boolean, Interval::ALL, false);
        desk.one("again", Type::Boolean, Interval::ALL, false);
        desk.one("opt", Type::PURE, Interval::ALL, true);
        desk.one("opt_flag", Type::Boolean, Interval::ALL, true);
        desk.one("town", Type::Text, Interval::ALL, false);
        desk.one("专利数", unit("item"), from(0), false);
        desk.one("营业额", unit("CNY"), from(0), false);
        desk
    }

    /// The same table where dates may be read, too, as in what is computed from records.
    pub fn with_dates() -> Desk {
        Desk { layered: true, ..Desk::new() }
    }

    fn one(&mut self, id: &str, ty: Type, domain: Interval, optional: bool) {
        let unknown = unknown_of(kind_of(&ty), domain, 3, optional);
        self.facts.push(Fact { id: id.into(), ty, optional, unknown });
    }

    fn yearly(&mut self, id: &'static str, years: u32, ty: &Type, domain: &Interval) {
        let first = u32::try_from(self.facts.len()).unwrap();
        self.families.insert(id, (first..first + years).collect());
        for year in 1..=years {
            self.one(&format!("{id}_{year}"), ty.clone(), domain.clone(), false);
        }
    }

    /// The cells of a firm of which only these facts are known, each as text.
    pub fn firm(&self, known: &BTreeMap<String, String>) -> Vec<Cell> {
        for id in known.keys() {
            assert!(self.facts.iter().any(|f| f.id == *id), "no fact {id}");
        }
        self.facts.iter().map(|f| known.get(&f.id).map_or(f.unknown.clone(), |text| f.cell(text))).collect()
    }

    /// Types an expression; errors of reading come alone, as in a document.
    pub fn node(&self, text: &str) -> Result<Node, Vec<Diagnostic>> {
        let (expr, errors) = parse_expression(text);
        if !errors.is_empty() {
            return Err(errors);
        }
        let (node, errors) = check(&expr, self);
        if errors.is_empty() { Ok(node) } else { Err(errors) }
    }

    /// An expression, or tests of one, lowered to a program.
    pub fn program(&self, expr: &str, tests: Option<&str>) -> Result<(Program, Slot, Type), Vec<Diagnostic>> {
        let node = self.node(expr)?;
        let mut builder = self.builder();
        let mut operand = builder.lower(&node, &mut |b, s| self.resolve(b, s));
        let mut ty = node.ty.clone();
        if let Some(tests) = tests {
            let (tests, errors) = parse_tests(tests);
            if !errors.is_empty() {
                return Err(errors);
            }
            let (checks, errors) = check_tests(&tests, &node.ty, self);
            if !errors.is_empty() {
                return Err(errors);
            }
            operand = builder.lower_checks(operand, &checks, &mut |b, s| self.resolve(b, s), (0, 0));
            ty = Type::Boolean;
        }
        let (program, map) = builder.finish();
        Ok((program, map(operand), ty))
    }

    /// An empty program over these facts.
    pub fn builder(&self) -> Builder {
        Builder::new(u32::try_from(self.facts.len()).unwrap())
    }

    /// What a symbol of this scope lowers to.
    #[allow(clippy::unused_self, reason = "the names are this desk's")]
    pub fn resolve(&self, builder: &mut Builder, symbol: Symbol) -> Operand {
        match symbol {
            Symbol::Fact(i) => Operand::Fact(i),
            Symbol::Parameter(0) => builder.number(Number::from_i64(THRESHOLD)),
            Symbol::Score(i) => builder.number(Number::from_i64(SCORES[i as usize])),
            Symbol::Day => builder.constant(number_cell(DAY)),
            Symbol::Input(_) | Symbol::Case(_) => panic!("the desk has neither records nor cases"),
            Symbol::Parameter(_) | Symbol::Rule(_) => {
                let none = builder.constant(Cell::Null);
                builder.emit1(Op::Unset, none, Kind::Number(Unit::PURE))
            }
        }
    }

    /// The outcome in words: `4`, `true`, `"a"`, `null`, `unknown a, b`, `error code`.
    pub fn outcome(&self, expr: &str, tests: Option<&str>, known: &BTreeMap<String, String>) -> String {
        let (program, slot, ty) = self.program(expr, tests).unwrap_or_else(|e| panic!("{expr}: {e:?}"));
        let mut workspace = Workspace::default();
        program.run(&self.firm(known), &mut workspace);
        match workspace.get(slot) {
            Cell::Number(n) => n.to_string(),
            Cell::Boolean(b) => b.to_string(),
            Cell::Text(t) => format!("\"{t}\""),
            Cell::Choice(c) => match ty {
                Type::Choice(names) => format!("\"{}\"", names[usize::from(*c)]),
                _ => panic!("{expr}: a choice of type {ty}"),
            },
            Cell::Null => "null".into(),
            Cell::Unknown(_) => {
                let missing = program.missing(&[slot], &workspace);
                let names: Vec<&str> = missing.iter().map(|i| self.facts[*i as usize].id.as_str()).collect();
                format!("unknown {}", names.join(", "))
            }
            Cell::Error(fault) => format!("error {}", fault.code.id()),
        }
    }
}

impl Fact {
    /// A known value from its text.
    fn cell(&self, text: &str) -> Cell {
        match &self.ty {
            _ if text == "null" => {
                assert!(self.optional, "{} is not optional", self.id);
                Cell::Null
            }
            Type::Boolean => Cell::Boolean(text == "true"),
            Type::Choice(names) => Cell::Choice(u8::try_from(names.iter().position(|n| n == text).unwrap()).unwrap()),
            Type::Text => Cell::Text(text.into()),
            _ => Cell::Number(Number::parse(text).unwrap()),
        }
    }
}

impl Scope for Desk {
    fn find(&self, name: &str) -> Option<Meaning> {
        let parameter = |i, ty| Some(Meaning::One { symbol: Symbol::Parameter(i), ty, optional: false });
        match name {
            "门槛" => return parameter(0, Type::Number(Unit::CNY)),
            "open_parameter" => return parameter(1, Type::PURE),
            "card" => {
                let points = || Type::Number(Unit::POINT);
                let parts = [("total", Symbol::Score(0)), ("own", Symbol::Score(1))];
                return Some(Meaning::Parts(parts.into_iter().map(|(n, s)| (n.to_owned(), s, points())).collect()));
            }
            _ => {}
        }
        if let Some(family) = self.families.get(name) {
            let ty = self.facts[family[0] as usize].ty.clone();
            return Some(Meaning::Yearly { symbols: family.iter().map(|i| Symbol::Fact(*i)).collect(), ty });
        }
        let index = self.facts.iter().position(|f| f.id == name)?;
        let fact = &self.facts[index];
        let symbol = Symbol::Fact(u32::try_from(index).unwrap());
        Some(Meaning::One { symbol, ty: fact.ty.clone(), optional: fact.optional })
    }

    fn layered(&self) -> bool {
        self.layered
    }

    fn names(&self) -> Vec<String> {
        let fixed = ["门槛", "open_parameter", "card"];
        let families = self.families.keys().copied();
        self.facts.iter().map(|f| f.id.clone()).chain(fixed.into_iter().chain(families).map(String::from)).collect()
    }
}
