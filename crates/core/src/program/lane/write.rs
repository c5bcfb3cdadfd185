//! Writes the code of a question: conditions become jumps, only numbers become values.

use crate::keyed::Seen;
use crate::lang::functions::FunctionId;
use crate::lang::unit::Unit;
use crate::number::Number;
use crate::program::cell::Cell;
use crate::program::{Instruction, Kind, Op, Program, Slot};

use super::arithmetic::Simple;
use super::{Code, Comparison, Look, Part, Question, Selection};

/// Most operations of a question: one whose rules share much in nested choices is left to the whole program.
const MAX_CODE: usize = 20_000;
/// Deepest nesting of rules that is followed.
const MAX_DEPTH: usize = 400;

/// Bits of the orders of two numbers.
const LESS: u8 = 1;
const EQUAL: u8 = 2;
const GREATER: u8 = 4;
const ANY: u8 = 7;
/// Values of so many instructions that several rules read are computed once for all questions.
const WORTH_SHARING: usize = 5;

/// A place in the code, known only when the code before it is written.
type Label = u16;

/// A choice among ways.
struct Chain {
    /// The enum value that is asked for; `None` where it is one condition of another kind.
    subject: Option<Slot>,
    /// Values as bits, and the slot that holds then.
    ways: Vec<(u64, Slot)>,
    /// The slot that holds otherwise.
    last: Slot,
}

/// How often each slot is read.
pub fn uses(program: &Program) -> Vec<u32> {
    let mut uses = vec![0_u32; program.constants.len() + program.facts as usize + program.instructions.len()];
    for i in &program.instructions {
        for slot in [i.a, i.b, i.c].iter().chain(listed(program, i)) {
            if let Some(n) = uses.get_mut(*slot as usize) {
                *n = n.saturating_add(1);
            }
        }
    }
    uses
}

fn listed<'a>(program: &'a Program, i: &Instruction) -> &'a [Slot] {
    let Op::CallList(_) = i.op else { return &[] };
    let start = i.a as usize;
    program.lists.get(start..start.saturating_add(i.b as usize)).unwrap_or_default()
}

/// Writes one question.
pub struct Writer<'a> {
    program: &'a Program,
    uses: &'a [u32],
    /// What is written; until the end jumps name labels.
    out: Question,
    /// Where labels have come to stand.
    labels: Vec<u16>,
    /// Where the last label came to stand: what lies before it can't be joined with what comes after.
    border: usize,
    /// Slots that hold their value wherever the code now stands.
    ready: Seen<Slot>,
    depth: usize,
    /// Operations so far.
    written: usize,
}

impl<'a> Writer<'a> {
    /// Begins.
    pub fn new(program: &'a Program, uses: &'a [u32]) -> Self {
        let (out, labels, ready) = Default::default();
        Writer { program, uses, out, labels, border: 0, ready, depth: 0, written: 0 }
    }

    /// The whole code of booleans that must all hold; `None` where it has what lanes can't do.
    pub fn question(mut self, slots: &[Slot]) -> Option<Question> {
        let no = self.label()?;
        let (plain, mut rest) = self.conjuncts(slots);
        for (slot, wanted) in plain {
            self.unless(slot, wanted, no)?;
        }
        // What costs least is asked first.
        rest.sort_by_key(|slot| self.cost(*slot));
        for slot in rest {
            self.jump(slot, false, no)?;
        }
        self.push(Code::Answer(true))?;
        self.place(no)?;
        self.push(Code::Answer(false))?;
        let labels = self.labels;
        let resolve = |at: &mut u16| labels.get(*at as usize).map(|place| *at = *place);
        for code in &mut self.out.code {
            if let Code::Compare { at, .. } | Code::Unless { at, .. } | Code::Known { at, .. } | Code::Jump { at } = code {
                resolve(at)?;
            }
        }
        for target in self.out.switches.iter_mut().flatten() {
            resolve(target)?;
        }
        Some(self.out)
    }

    /// Conditions that must all hold, taken apart: facts with what they must be, and the rest.
    fn conjuncts(&self, slots: &[Slot]) -> (Vec<(Slot, bool)>, Vec<Slot>) {
        let (mut plain, mut rest) = (Vec::new(), Vec::new());
        let mut open: Vec<Slot> = slots.iter().rev().copied().collect();
        // Rules that double each other, `r2: r1 and r1`, would else be taken apart without end.
        let mut seen = Seen::new();
        while let Some(slot) = open.pop() {
            if !seen.insert(slot) {
                continue;
            }
            if self.program.fact_of(slot).is_some() {
                plain.push((slot, true));
                continue;
            }
            match self.instruction(slot) {
                Some(Instruction { op: Op::And, a, b, .. }) => open.extend([b, a]),
                Some(Instruction { op: Op::Settle, a, .. }) => open.push(a),
                Some(Instruction { op: Op::Not, a, .. }) if self.program.fact_of(a).is_some() => plain.push((a, false)),
                _ => rest.push(slot),
            }
        }
        (plain, rest)
    }

    /// Jumps unless a boolean is as wanted.
    fn unless(&mut self, slot: Slot, wanted: bool, to: Label) -> Option<()> {
        self.out.booleans.push((narrow(slot)?, wanted));
        let end = self.out.booleans.len();
        if let Some(Code::Unless { all, at }) = self.joinable()
            && *at == to
        {
            all.count += 1;
            return self.spend();
        }
        self.push(Code::Unless { all: last(end)?, at: to })
    }

    /// Jumps unless a comparison holds.
    fn compare(&mut self, comparison: Comparison, to: Label) -> Option<()> {
        self.out.comparisons.push(comparison);
        let end = self.out.comparisons.len();
        if let Some(Code::Compare { all, at }) = self.joinable()
            && *at == to
        {
            all.count += 1;
            return self.spend();
        }
        self.push(Code::Compare { all: last(end)?, at: to })
    }

    fn look(&mut self, look: Look) -> Option<()> {
        self.out.looks.push(look);
        let end = self.out.looks.len();
        if let Some(Code::Steps(part)) = self.joinable() {
            part.count += 1;
            return self.spend();
        }
        self.push(Code::Steps(last(end)?))
    }

    fn select(&mut self, selection: Selection) -> Option<()> {
        self.out.selections.push(selection);
        let end = self.out.selections.len();
        if let Some(Code::Selects(part)) = self.joinable() {
            part.count += 1;
            return self.spend();
        }
        self.push(Code::Selects(last(end)?))
    }

    /// The code before this place, where no jump leads in between.
    fn joinable(&mut self) -> Option<&mut Code> {
        if self.border == self.out.code.len() { None } else { self.out.code.last_mut() }
    }

    /// How many instructions a slot rests on.
    fn cost(&self, slot: Slot) -> usize {
        let (mut seen, mut open) = (Seen::new(), vec![slot]);
        while let Some(at) = open.pop() {
            let Some(i) = self.instruction(at) else { continue };
            if seen.insert(at) {
                open.extend([i.a, i.b, i.c]);
                open.extend(listed(self.program, &i));
            }
        }
        seen.len()
    }

    fn push(&mut self, code: Code) -> Option<()> {
        self.out.code.push(code);
        self.spend()
    }

    /// Counts an operation, joined or not.
    fn spend(&mut self) -> Option<()> {
        self.written += 1;
        (self.written <= MAX_CODE).then_some(())
    }

    fn label(&mut self) -> Option<Label> {
        self.labels.push(u16::MAX);
        Label::try_from(self.labels.len() - 1).ok()
    }

    fn place(&mut self, label: Label) -> Option<()> {
        self.border = self.out.code.len();
        *self.labels.get_mut(label as usize)? = u16::try_from(self.border).ok()?;
        Some(())
    }

    fn instruction(&self, slot: Slot) -> Option<Instruction> {
        self.program.instructions.get(self.program.instruction_of(slot)?).copied()
    }

    fn constant(&self, slot: Slot) -> Option<&Cell> {
        self.program.constants.get(slot as usize)
    }

    /// Whether a slot's value is in place: constants and facts always are.
    fn is_ready(&self, slot: Slot) -> bool {
        self.constant(slot).is_some() || self.program.fact_of(slot).is_some() || self.ready.contains(&slot)
    }

    /// Jumps to a label where a boolean is as given; else the code goes on behind.
    fn jump(&mut self, slot: Slot, when: bool, to: Label) -> Option<()> {
        let op = self.instruction(slot).map(|i| i.op);
        let shared = self.uses.get(slot as usize).is_some_and(|n| *n > 1) && matches!(op, Some(Op::And | Op::Or | Op::If));
        if shared && !self.is_ready(slot) {
            self.value(slot)?;
        }
        self.decide(slot, when, to)
    }

    fn decide(&mut self, slot: Slot, when: bool, to: Label) -> Option<()> {
        if let Some(constant) = self.constant(slot) {
            return if constant.as_boolean()? == when { self.push(Code::Jump { at: to }) } else { Some(()) };
        }
        if self.is_ready(slot) {
            return self.unless(slot, !when, to);
        }
        self.deeper(|w| {
            let i = w.instruction(slot)?;
            match i.op {
                Op::Settle => w.jump(i.a, when, to),
                Op::Not => w.jump(i.a, !when, to),
                Op::And | Op::Or => {
                    // The order does not matter: what costs least is asked first.
                    let mut parts = w.parts(slot, i.op);
                    parts.sort_by_key(|part| w.cost(*part));
                    if (i.op == Op::Or) == when {
                        return parts.into_iter().try_for_each(|part| w.jump(part, when, to));
                    }
                    let past = w.label()?;
                    let end = parts.pop()?;
                    let kept = w.ready.clone();
                    for part in parts {
                        w.jump(part, !when, past)?;
                    }
                    w.jump(end, when, to)?;
                    w.ready = kept;
                    w.place(past)
                }
                Op::If => w.choose(slot, |w, branch| w.jump(branch, when, to)),
                Op::Lt | Op::Le | Op::Eq => {
                    // Jumping where it does not fit, the comparison must be the opposite of what is asked for.
                    let fits = match i.op {
                        Op::Lt => LESS,
                        Op::Le => LESS | EQUAL,
                        _ => EQUAL,
                    };
                    let (mut a, mut b, mut fits) = (i.a, i.b, if when { ANY & !fits } else { fits });
                    if w.is_ready(a) && w.quotient(b).is_some() {
                        (a, b) = (b, a);
                        fits =
                            fits & EQUAL | if fits & LESS > 0 { GREATER } else { 0 } | if fits & GREATER > 0 { LESS } else { 0 };
                    }
                    let (a, over) = w.over(a)?;
                    let b = w.value(b)?;
                    w.compare(Comparison { fits, a, over, b }, to)
                }
                Op::OneOf(set) => {
                    let a = w.value(i.a)?;
                    let past = w.label()?;
                    let (yes, no) = if when { (to, past) } else { (past, to) };
                    w.switch(a, |value| if set >> value & 1 == 1 { yes } else { no })?;
                    w.place(past)
                }
                _ => None,
            }
        })
    }

    /// Computes beforehand what deciding a boolean computes in any case, so that both ways can use it.
    fn prepare(&mut self, slot: Slot) -> Option<()> {
        if self.is_ready(slot) {
            return Some(());
        }
        self.deeper(|w| {
            let i = w.instruction(slot)?;
            match i.op {
                Op::Settle | Op::Not => w.prepare(i.a),
                Op::Lt | Op::Le | Op::Eq => {
                    w.over(i.a)?;
                    w.over(i.b).map(drop)
                }
                Op::OneOf(_) => w.value(i.a).map(drop),
                _ => Some(()),
            }
        })
    }

    /// Computes a slot where that is still to be done; gives the slot where its value lies.
    fn value(&mut self, slot: Slot) -> Option<u16> {
        if self.is_ready(slot) {
            return narrow(slot);
        }
        if let Some(Instruction { op: Op::Settle | Op::Points, a, .. }) = self.instruction(slot) {
            return self.deeper(|w| w.value(a));
        }
        let shared = self.uses.get(slot as usize).is_some_and(|n| *n > 1) && self.cost(slot) >= WORTH_SHARING;
        if shared {
            let end = self.label()?;
            self.push(Code::Known { slot: narrow(slot)?, at: end })?;
            let kept = self.ready.clone();
            self.write(slot, slot)?;
            self.ready = kept;
            self.place(end)?;
        } else {
            self.write(slot, slot)?;
        }
        self.ready.insert(slot);
        narrow(slot)
    }

    /// Writes the value of a slot into another one (or itself).
    fn write(&mut self, slot: Slot, to: Slot) -> Option<()> {
        if self.is_ready(slot) {
            return self.push(Code::Copy { a: narrow(slot)?, to: narrow(to)? });
        }
        self.deeper(|w| {
            let i = w.instruction(slot)?;
            if i.op == Op::If {
                if w.is_ready(i.a) && w.is_ready(i.b) && w.is_ready(i.c) {
                    let (condition, yes, no) = (narrow(i.a)?, narrow(i.b)?, narrow(i.c)?);
                    return w.select(Selection { condition, yes, no, to: narrow(to)? });
                }
                return w.choose(slot, |w, branch| w.write(branch, to));
            }
            if i.kind == Kind::Boolean {
                return w.write_boolean(slot, to);
            }
            let target = narrow(to)?;
            let op = match i.op {
                Op::Settle | Op::Points => return w.write(i.a, to),
                Op::Step(table) => {
                    let (a, over) = w.over(i.a)?;
                    return w.look(Look { table: u16::try_from(table).ok()?, a, over, to: target });
                }
                Op::Add if i.kind == Kind::Number(Unit::POINT) => return w.fold(slot, Op::Add, Simple::Add, target),
                Op::Min => return w.fold(slot, Op::Min, Simple::Min, target),
                Op::Max => return w.fold(slot, Op::Max, Simple::Max, target),
                Op::Call(FunctionId::Floor) if w.constant(i.b)?.as_number() == Some(&Number::ZERO) => Simple::Floor,
                Op::Negate => Simple::Negate,
                Op::Add => Simple::Add,
                Op::Sub => Simple::Sub,
                Op::Mul => Simple::Mul,
                Op::Div => Simple::Div,
                Op::DivMeasured => Simple::DivMeasured,
                _ => return None,
            };
            let a = w.value(i.a)?;
            let b = if matches!(op, Simple::Negate | Simple::Floor) { a } else { w.value(i.b)? };
            w.push(Code::Do { op, a, b, to: target })
        })
    }

    /// Two numbers where a slot is their quotient, still to be computed.
    fn quotient(&self, slot: Slot) -> Option<(Slot, Slot)> {
        let i = self.instruction(slot).filter(|i| i.op == Op::DivMeasured && i.a != i.b && !self.is_ready(slot))?;
        Some((i.a, i.b))
    }

    /// A number as itself twice, or as the two numbers whose quotient it is.
    fn over(&mut self, slot: Slot) -> Option<(u16, u16)> {
        if let Some((a, b)) = self.quotient(slot) {
            let (x, y) = (self.value(a)?, self.value(b)?);
            // Two slots that share one value's place can't be told from a single number.
            if x != y {
                return Some((x, y));
            }
        }
        let a = self.value(slot)?;
        Some((a, a))
    }

    /// A chain of one operation (sums of points, the least, the greatest) as one.
    fn fold(&mut self, slot: Slot, op: Op, simple: Simple, to: u16) -> Option<()> {
        let parts = self.parts(slot, op).into_iter().map(|part| self.value(part)).collect::<Option<Vec<u16>>>()?;
        let of = Part { from: u16::try_from(self.out.folded.len()).ok()?, count: u16::try_from(parts.len()).ok()? };
        self.out.folded.extend(parts);
        self.push(Code::Fold { op: simple, of, to })
    }

    /// What a chain of one operation takes in, in order; links that are read elsewhere, too, stay whole.
    fn parts(&self, slot: Slot, op: Op) -> Vec<Slot> {
        let (mut parts, mut open) = (Vec::new(), vec![slot]);
        while let Some(at) = open.pop() {
            let alone = at == slot || self.uses.get(at as usize) == Some(&1) && !self.is_ready(at);
            match self.instruction(at) {
                Some(Instruction { op: found, a, b, .. }) if alone && found == op => open.extend([b, a]),
                Some(Instruction { op: Op::Points | Op::Settle, a, .. }) if alone => open.push(a),
                _ => parts.push(at),
            }
        }
        parts
    }

    fn write_boolean(&mut self, slot: Slot, to: Slot) -> Option<()> {
        let to = narrow(to)?;
        let (otherwise, end) = (self.label()?, self.label()?);
        self.prepare(slot)?;
        let kept = self.ready.clone();
        self.decide(slot, false, otherwise)?;
        self.push(Code::Set { truth: true, to })?;
        self.push(Code::Jump { at: end })?;
        self.place(otherwise)?;
        self.push(Code::Set { truth: false, to })?;
        self.place(end)?;
        self.ready = kept;
        Some(())
    }

    /// An `if` with both of its ways, or a chain of them over one enum value as a switch.
    fn choose(&mut self, slot: Slot, mut each: impl FnMut(&mut Self, Slot) -> Option<()>) -> Option<()> {
        let Chain { subject, ways, last } = self.chain(slot)?;
        let end = self.label()?;
        let labels = ways.iter().map(|_| self.label()).collect::<Option<Vec<Label>>>()?;
        let otherwise = self.label()?;
        let kept = match subject {
            Some(subject) => {
                let a = self.value(subject)?;
                self.switch(a, |value| {
                    let way = ways.iter().position(|(set, _)| set >> value & 1 == 1);
                    way.and_then(|at| labels.get(at).copied()).unwrap_or(otherwise)
                })?;
                self.ready.clone()
            }
            None => {
                let condition = self.instruction(slot)?.a;
                self.prepare(condition)?;
                let kept = self.ready.clone();
                self.jump(condition, false, otherwise)?;
                kept
            }
        };
        for ((_, branch), label) in ways.iter().zip(labels) {
            self.place(label)?;
            each(self, *branch)?;
            self.push(Code::Jump { at: end })?;
            self.ready.clone_from(&kept);
        }
        self.place(otherwise)?;
        each(self, last)?;
        self.ready = kept;
        self.place(end)
    }

    /// An `if`, with those that follow in its `else` and ask for the same enum value.
    fn chain(&self, slot: Slot) -> Option<Chain> {
        let first = self.instruction(slot)?;
        let asked = |i: Instruction| match self.instruction(i.a) {
            Some(Instruction { op: Op::OneOf(set), a, .. }) if i.op == Op::If && !self.is_ready(i.a) => Some((set, a)),
            _ => None,
        };
        let Some((_, subject)) = asked(first) else {
            return Some(Chain { subject: None, ways: vec![(0, first.b)], last: first.c });
        };
        let (mut ways, mut at) = (Vec::new(), slot);
        while let Some(i) = self.instruction(at) {
            match asked(i) {
                Some((set, a)) if a == subject && (at == slot || !self.is_ready(at)) => ways.push((set, i.b)),
                _ => break,
            }
            at = i.c;
        }
        Some(Chain { subject: Some(subject), ways, last: at })
    }

    fn switch(&mut self, a: u16, target: impl Fn(u32) -> Label) -> Option<()> {
        let mut targets = [0; 64];
        for (value, at) in (0..).zip(&mut targets) {
            *at = target(value);
        }
        self.out.switches.push(targets);
        self.push(Code::Switch { a, targets: u16::try_from(self.out.switches.len() - 1).ok()? })
    }

    fn deeper<T>(&mut self, run: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.depth == MAX_DEPTH {
            return None;
        }
        self.depth += 1;
        let done = run(self);
        self.depth -= 1;
        done
    }
}

/// The last item of a list of that length.
fn last(len: usize) -> Option<Part> {
    Some(Part { from: u16::try_from(len.checked_sub(1)?).ok()?, count: 1 })
}

fn narrow(slot: Slot) -> Option<u16> {
    u16::try_from(slot).ok()
}
