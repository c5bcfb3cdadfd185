//! Lowers typed trees to a program. Equal parts are computed once; what is constant is computed here.

use std::sync::Arc;

use crate::by_id::ById;
use crate::keyed::Keyed;
use crate::lang::functions::FunctionId;
use crate::lang::node::{Check, Node, NodeKind};
use crate::lang::scope::Symbol;
use crate::lang::syntax::BinaryOp;
use crate::lang::types::Type;
use crate::lang::unit::Unit;
use crate::number::Number;

use super::cell::{Cell, Fault, Possible};
use super::step::Step;
use super::{Instruction, Kind, Op, Origin, Program, Slot, Workspace, apply, slot};

/// Where an operand lies while the program still grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Operand {
    /// A constant.
    Constant(u32),
    /// A fact.
    Fact(u32),
    /// An instruction's result.
    Result(u32),
}

type Key = (Op, Operand, Operand, Operand);

/// A program under construction.
pub struct Builder {
    facts: u32,
    constants: Vec<Cell>,
    constant_index: ById<u32>,
    code: Vec<(Instruction, [Operand; 3])>,
    code_index: Keyed<Key, u32>,
    lists: Vec<Operand>,
    steps: Vec<Step>,
    origins: Vec<Origin>,
    origin_index: Keyed<Origin, u32>,
    owner: Origin,
}

/// What a symbol lowers to; the owner of facts, parameters and rules answers.
pub type Resolve<'a> = dyn FnMut(&mut Builder, Symbol) -> Operand + 'a;

/// The kind of a type's values.
pub fn kind_of(ty: &Type) -> Kind {
    match ty {
        Type::Boolean => Kind::Boolean,
        Type::Number(u) => Kind::Number(*u),
        Type::Text => Kind::Text,
        Type::Choice(_) => Kind::Choice,
        // A date is a number of days to the program.
        Type::Date => Kind::Number(Unit::PURE),
        Type::List(..) | Type::Record(_) | Type::Many(_) | Type::Null | Type::Broken => Kind::Null,
    }
}

impl Builder {
    /// An empty program over so many facts.
    pub fn new(facts: u32) -> Self {
        Builder {
            facts,
            constants: Vec::new(),
            constant_index: ById::new(),
            code: Vec::new(),
            code_index: Keyed::new(),
            lists: Vec::new(),
            steps: Vec::new(),
            origins: Vec::new(),
            origin_index: Keyed::new(),
            owner: Origin::default(),
        }
    }

    /// Says which expression the next instructions come from; gives the one before.
    pub fn enter(&mut self, owner: Origin) -> Origin {
        std::mem::replace(&mut self.owner, owner)
    }

    /// The constant behind an operand, if it is one.
    pub fn constant_of(&self, operand: Operand) -> Option<&Cell> {
        if let Operand::Constant(i) = operand { self.constants.get(i as usize) } else { None }
    }

    /// A known value.
    pub fn constant(&mut self, cell: Cell) -> Operand {
        let key = match &cell {
            // Most are whole, and machine integers are written in a tenth of the time.
            Cell::Number(n) if n.is_exact() => {
                n.to_i64().map_or_else(|| format!("n{}", n.to_key()), |whole| format!("n{whole}/1"))
            }
            Cell::Boolean(b) => format!("b{b}"),
            Cell::Text(t) => format!("t{t}"),
            Cell::Choice(c) => format!("c{c}"),
            Cell::Null => "null".into(),
            _ => format!("#{}", self.constants.len()),
        };
        if let Some(index) = self.constant_index.get(&key) {
            return Operand::Constant(*index);
        }
        let index = slot(self.constants.len());
        self.constants.push(cell);
        self.constant_index.insert(key, index);
        Operand::Constant(index)
    }

    /// A number that is known.
    pub fn number(&mut self, n: Number) -> Operand {
        self.constant(Cell::Number(n))
    }

    /// One instruction; an equal one is used again, one over constants is computed now.
    pub fn emit(&mut self, op: Op, operands: [Operand; 3], kind: Kind, start: u32, end: u32) -> Operand {
        if let Some(cell) = self.folded(op, operands, kind) {
            return self.constant(cell);
        }
        // The order of operands that may be swapped is settled, so that `a + b` and `b + a` are one.
        let mut key = operands;
        if matches!(op, Op::Add | Op::Mul | Op::Min | Op::Max | Op::And | Op::Or | Op::Eq) && key[0] > key[1] {
            key.swap(0, 1);
        }
        let key = (op, key[0], key[1], key[2]);
        let shared = !matches!(op, Op::Unset | Op::CallList(_));
        if shared && let Some(at) = self.code_index.get(&key) {
            return Operand::Result(*at);
        }
        let origin = Origin { start, end, ..self.owner.clone() };
        let origin = self.origin(origin);
        let at = slot(self.code.len());
        self.code.push((Instruction { op, a: 0, b: 0, c: 0, kind, origin }, operands));
        if shared {
            self.code_index.insert(key, at);
        }
        Operand::Result(at)
    }

    fn origin(&mut self, origin: Origin) -> u32 {
        if let Some(index) = self.origin_index.get(&origin) {
            return *index;
        }
        let index = slot(self.origins.len());
        self.origins.push(origin.clone());
        self.origin_index.insert(origin, index);
        index
    }

    fn folded(&self, op: Op, operands: [Operand; 3], kind: Kind) -> Option<Cell> {
        if matches!(op, Op::Unset | Op::CallList(_)) {
            return None;
        }
        let cells: Vec<Cell> = operands.iter().map(|o| self.constant_of(*o).cloned()).collect::<Option<_>>()?;
        let instruction = Instruction { op, a: 0, b: 1, c: 2, kind, origin: 0 };
        let program =
            Program { steps: if matches!(op, Op::Step(_)) { self.steps.clone() } else { Vec::new() }, ..Program::default() };
        let out = apply::apply(&program, &instruction, 0, &cells);
        (!matches!(out, Cell::Error(_) | Cell::Unknown(_))).then_some(out)
    }

    fn unused(&mut self) -> Operand {
        self.constant(Cell::Null)
    }

    /// An instruction with one operand.
    pub fn emit1(&mut self, op: Op, a: Operand, kind: Kind) -> Operand {
        let none = self.unused();
        self.emit(op, [a, none, none], kind, 0, 0)
    }

    /// An instruction with two operands.
    pub fn emit2(&mut self, op: Op, a: Operand, b: Operand, kind: Kind) -> Operand {
        let none = self.unused();
        self.emit(op, [a, b, none], kind, 0, 0)
    }

    /// A choice between two operands.
    pub fn emit_if(&mut self, condition: Operand, yes: Operand, no: Operand, kind: Kind) -> Operand {
        self.emit(Op::If, [condition, yes, no], kind, 0, 0)
    }

    /// A step table over a number.
    pub fn emit_step(&mut self, step: Step, value: Operand, kind: Kind) -> Operand {
        self.steps.push(step);
        let table = slot(self.steps.len() - 1);
        self.emit1(Op::Step(table), value, kind)
    }

    /// Lowers an expression.
    pub fn lower(&mut self, node: &Node, resolve: &mut Resolve) -> Operand {
        let kind = kind_of(&node.ty);
        let (start, end) = (node.place.start, node.place.end);
        match &node.kind {
            NodeKind::Number(n) => self.number(n.clone()),
            NodeKind::Boolean(b) => self.constant(Cell::Boolean(*b)),
            NodeKind::Text(t) => self.constant(Cell::Text(t.as_str().into())),
            NodeKind::Null | NodeKind::Broken | NodeKind::List(_) | NodeKind::Record(_) | NodeKind::Each(_) => {
                self.constant(Cell::Null)
            }
            NodeKind::Symbol(symbol) => resolve(self, *symbol),
            NodeKind::Negate(a) => {
                let a = self.lower(a, resolve);
                let none = self.unused();
                self.emit(Op::Negate, [a, none, none], kind, start, end)
            }
            NodeKind::Arithmetic { op, left, right, measured } => {
                let (a, b) = (self.lower(left, resolve), self.lower(right, resolve));
                let op = match op {
                    BinaryOp::Add => Op::Add,
                    BinaryOp::Sub => Op::Sub,
                    BinaryOp::Mul => Op::Mul,
                    BinaryOp::Div if *measured => Op::DivMeasured,
                    BinaryOp::Div => Op::Div,
                    _ => Op::Pow,
                };
                let none = self.unused();
                self.emit(op, [a, b, none], kind, start, end)
            }
            NodeKind::Moved { date, by, years } => {
                let (a, b) = (self.lower(date, resolve), self.lower(by, resolve));
                let none = self.unused();
                self.emit(if *years { Op::AddYears } else { Op::AddDays }, [a, b, none], kind, start, end)
            }
            NodeKind::Tested(subject, checks) => {
                let subject = self.lower(subject, resolve);
                self.lower_checks(subject, checks, resolve, (start, end))
            }
            NodeKind::And(a, b) | NodeKind::Or(a, b) => {
                let op = if matches!(node.kind, NodeKind::And(..)) { Op::And } else { Op::Or };
                let (a, b) = (self.lower(a, resolve), self.lower(b, resolve));
                self.emit2(op, a, b, kind)
            }
            NodeKind::Not(a) => {
                let a = self.lower(a, resolve);
                self.emit1(Op::Not, a, kind)
            }
            NodeKind::If(condition, yes, no) => {
                let condition = self.lower(condition, resolve);
                let (yes, no) = (self.lower(yes, resolve), self.lower(no, resolve));
                self.emit(Op::If, [condition, yes, no], kind, start, end)
            }
            NodeKind::Call(function, arguments) => {
                let items: Vec<Operand> = arguments.iter().map(|a| self.lower(a, resolve)).collect();
                self.lower_call(*function, &items, kind, (start, end))
            }
        }
    }

    /// Whether one of the tests holds for the subject.
    pub fn lower_checks(&mut self, subject: Operand, checks: &[Check], resolve: &mut Resolve, place: (u32, u32)) -> Operand {
        // Values of an enum are one set: `in ("a", "b", "c")` holds for all of them together.
        let set = checks.iter().fold(0, |s, c| if let Check::OneOf(bits) = c { s | bits } else { s });
        let mut out = (set != 0).then(|| self.emit1(Op::OneOf(set), subject, Kind::Boolean));
        for check in checks.iter().filter(|c| !matches!(c, Check::OneOf(_))) {
            let holds = self.lower_check(subject, check, resolve, place);
            out = Some(match out {
                None => holds,
                Some(before) => self.emit2(Op::Or, before, holds, Kind::Boolean),
            });
        }
        out.unwrap_or_else(|| self.constant(Cell::Boolean(false)))
    }

    fn lower_check(&mut self, subject: Operand, check: &Check, resolve: &mut Resolve, place: (u32, u32)) -> Operand {
        match check {
            Check::Any => self.constant(Cell::Boolean(true)),
            Check::Not(inner) => {
                let any = self.lower_checks(subject, inner, resolve, place);
                self.emit1(Op::Not, any, Kind::Boolean)
            }
            Check::OneOf(set) => self.emit1(Op::OneOf(*set), subject, Kind::Boolean),
            Check::IsNull => self.emit1(Op::IsNull, subject, Kind::Boolean),
            Check::Compare(op, value) => {
                let value = self.lower(value, resolve);
                self.compare(*op, subject, value, place)
            }
            Check::Range { low, high, low_closed, high_closed } => {
                let (low, high) = (self.lower(low, resolve), self.lower(high, resolve));
                let above = self.compare(if *low_closed { BinaryOp::Ge } else { BinaryOp::Gt }, subject, low, place);
                let below = self.compare(if *high_closed { BinaryOp::Le } else { BinaryOp::Lt }, subject, high, place);
                self.emit2(Op::And, above, below, Kind::Boolean)
            }
        }
    }

    fn compare(&mut self, op: BinaryOp, a: Operand, b: Operand, (start, end): (u32, u32)) -> Operand {
        let none = self.unused();
        let mut emit = |op, a, b| self.emit(op, [a, b, none], Kind::Boolean, start, end);
        match op {
            BinaryOp::Lt => emit(Op::Lt, a, b),
            BinaryOp::Le => emit(Op::Le, a, b),
            BinaryOp::Gt => emit(Op::Lt, b, a),
            BinaryOp::Ge => emit(Op::Le, b, a),
            BinaryOp::Ne => {
                let equal = emit(Op::Eq, a, b);
                self.emit1(Op::Not, equal, Kind::Boolean)
            }
            _ => emit(Op::Eq, a, b),
        }
    }

    fn lower_call(&mut self, function: FunctionId, items: &[Operand], kind: Kind, (start, end): (u32, u32)) -> Operand {
        let none = self.unused();
        let chain = |builder: &mut Builder, op| {
            let mut rest = items.iter().copied();
            let first = rest.next().unwrap_or(none);
            rest.fold(first, |a, b| builder.emit(op, [a, b, none], kind, start, end))
        };
        match function {
            FunctionId::Min => chain(self, Op::Min),
            FunctionId::Max => chain(self, Op::Max),
            FunctionId::Sum => chain(self, Op::Add),
            FunctionId::Product => chain(self, Op::Mul),
            FunctionId::Mean => {
                let sum = chain(self, Op::Add);
                let count = self.number(Number::from_i64(items.len().try_into().unwrap_or(i64::MAX)));
                self.emit(Op::Div, [sum, count, none], kind, start, end)
            }
            FunctionId::Median | FunctionId::Stddev => {
                let known: Option<Vec<&Cell>> = items.iter().map(|o| self.constant_of(*o)).collect();
                let folded =
                    known.map(|cells| apply::call_list(function, &cells, |code| Cell::Error(Fault { code, instruction: 0 })));
                if let Some(cell @ (Cell::Number(_) | Cell::Null)) = folded {
                    return self.constant(cell);
                }
                let from = slot(self.lists.len());
                self.lists.extend_from_slice(items);
                // `a` and `b` are a place and a length here; `finish` leaves them as they are.
                let length = slot(items.len());
                let at = self.emit(Op::CallList(function), [none; 3], kind, start, end);
                if let Operand::Result(i) = at
                    && let Some((instruction, _)) = self.code.get_mut(i as usize)
                {
                    (instruction.a, instruction.b) = (from, length);
                }
                at
            }
            _ => {
                let a = items.first().copied().unwrap_or(none);
                let scale =
                    if matches!(function, FunctionId::Floor | FunctionId::Ceiling) { self.number(Number::ZERO) } else { none };
                let b = items.get(1).copied().unwrap_or(scale);
                self.emit(Op::Call(function), [a, b, none], kind, start, end)
            }
        }
    }

    /// What an operand can be, given what each fact can be: the program so far, run on facts that are all unknown.
    pub fn possible(&self, operand: Operand, facts: &[Cell]) -> Cell {
        let (program, map) = self.finished();
        let mut workspace = Workspace::default();
        program.run(facts, &mut workspace);
        workspace.get(map(operand)).clone()
    }

    /// The finished program, and where each operand came to lie.
    pub fn finish(self) -> (Program, impl Fn(Operand) -> Slot) {
        self.finished()
    }

    fn finished(&self) -> (Program, impl Fn(Operand) -> Slot + use<>) {
        let (constants, facts) = (slot(self.constants.len()), self.facts);
        let map = move |operand: Operand| match operand {
            Operand::Constant(i) => i,
            Operand::Fact(i) => constants + i,
            Operand::Result(i) => constants + facts + i,
        };
        let instructions = self.code.iter().map(|(instruction, [a, b, c])| match instruction.op {
            Op::CallList(_) => *instruction,
            _ => Instruction { a: map(*a), b: map(*b), c: map(*c), ..*instruction },
        });
        let program = Program {
            id: super::next_id(),
            constants: self.constants.clone(),
            facts,
            instructions: instructions.collect(),
            lists: self.lists.iter().map(|o| map(*o)).collect(),
            steps: self.steps.clone(),
            origins: self.origins.clone(),
        };
        (program, map)
    }
}

/// What a fact can be while it isn't given: its domain.
pub fn unknown_of(kind: Kind, domain: super::interval::Interval, choices: usize, optional: bool) -> Cell {
    match kind {
        Kind::Boolean => Cell::unknown_boolean(optional),
        Kind::Number(_) => Cell::Unknown(Possible::Number(Arc::new(super::interval::Interval { partial: optional, ..domain }))),
        Kind::Choice => {
            let set = if choices >= 64 { u64::MAX } else { (1 << choices) - 1 };
            Cell::Unknown(Possible::Choice { set, partial: optional })
        }
        Kind::Text | Kind::Null => Cell::Unknown(Possible::Text { partial: optional }),
    }
}
