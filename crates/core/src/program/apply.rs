//! What each instruction does with its operands: known small values in [`quick`], the rest further down.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::diagnostic::Code;
use crate::lang::functions::FunctionId;
use crate::number::{self, Number, NumberError, Rounding, small};
use crate::time::Date;

use super::cell::{Cell, Fault, Possible, number_code};
use super::interval::Interval;
use super::{Instruction, Kind, Op, Program, Slot};

const NULL: Cell = Cell::Null;

fn get(cells: &[Cell], at: Slot) -> &Cell {
    cells.get(at as usize).unwrap_or(&NULL)
}

/// The result of one instruction over the values before it, straight into its place where it is a known boolean or a
/// known small fraction, as nearly all are: a cell that is handed around costs more than the arithmetic.
#[inline]
pub fn apply_into(program: &Program, instruction: &Instruction, index: usize, cells: &[Cell], out: &mut Cell) {
    if quick(program, instruction, cells, out).is_none() {
        *out = general(program, instruction, index, cells);
    }
}

#[inline]
fn quick(program: &Program, instruction: &Instruction, cells: &[Cell], out: &mut Cell) -> Option<()> {
    let a = get(cells, instruction.a);
    let pair = || {
        let b = get(cells, instruction.b);
        Some((a.as_number()?.fraction()?, b.as_number()?.fraction()?))
    };
    let (num, den) = match instruction.op {
        Op::Add => pair().and_then(|((a, b), (c, d))| small::add(a, b, c, d))?,
        Op::Sub => pair().and_then(|((a, b), (c, d))| small::sub(a, b, c, d))?,
        Op::Mul => pair().and_then(|((a, b), (c, d))| small::product(a, b, c, d))?,
        Op::DivMeasured => pair().filter(|(_, (c, _))| *c > 0).and_then(|((a, b), (c, d))| small::quotient(a, b, c, d))?,
        Op::Div => pair().and_then(|((a, b), (c, d))| small::quotient(a, b, c, d))?,
        Op::Min | Op::Max => {
            let (x, y) = pair()?;
            if (small::compare(x.0, x.1, y.0, y.1) == Ordering::Greater) == (instruction.op == Op::Min) { y } else { x }
        }
        Op::Step(table) => program.steps.get(table as usize)?.points(a.as_number()?).ok()?.fraction()?,
        Op::Points => a.as_number()?.fraction()?,
        _ => return quick_boolean(instruction, a, cells, pair, out),
    };
    *out = Cell::Number(Number::of_small(num, den));
    Some(())
}

#[inline]
fn quick_boolean(
    instruction: &Instruction,
    a: &Cell,
    cells: &[Cell],
    pair: impl Fn() -> Option<(small::Fraction, small::Fraction)>,
    out: &mut Cell,
) -> Option<()> {
    let order = || pair().map(|(x, y)| small::compare(x.0, x.1, y.0, y.1));
    let b = || get(cells, instruction.b);
    let holds = match instruction.op {
        Op::Lt => order()?.is_lt(),
        Op::Le => order()?.is_le(),
        Op::Eq => order()?.is_eq(),
        Op::And => a.as_boolean()? & b().as_boolean()?,
        Op::Or => a.as_boolean()? | b().as_boolean()?,
        Op::Not => !a.as_boolean()?,
        Op::Settle => a.as_boolean()?,
        Op::OneOf(set) => match a {
            Cell::Choice(x) => set >> x & 1 == 1,
            _ => return None,
        },
        Op::If => {
            match if a.as_boolean()? { b() } else { get(cells, instruction.c) } {
                Cell::Boolean(b) => *out = Cell::Boolean(*b),
                Cell::Number(n) => {
                    let (num, den) = n.fraction()?;
                    *out = Cell::Number(Number::of_small(num, den));
                }
                _ => return None,
            }
            return Some(());
        }
        _ => return None,
    };
    *out = Cell::Boolean(holds);
    Some(())
}

/// The result of one instruction over the values before it.
pub fn apply(program: &Program, instruction: &Instruction, index: usize, cells: &[Cell]) -> Cell {
    let mut out = NULL;
    apply_into(program, instruction, index, cells, &mut out);
    out
}

/// Large and rounded numbers, and whatever is not known.
fn general(program: &Program, instruction: &Instruction, index: usize, cells: &[Cell]) -> Cell {
    let a = get(cells, instruction.a);
    let b = get(cells, instruction.b);
    let fault = |code| Cell::Error(Fault { code, instruction: super::slot(index) });
    let known = |r: Result<Number, NumberError>| r.map_or_else(|e| fault(number_code(e)), Cell::Number);
    match (instruction.op, a, b) {
        (Op::Add, Cell::Number(x), Cell::Number(y)) => known(x.add(y)),
        (Op::Sub, Cell::Number(x), Cell::Number(y)) => known(x.sub(y)),
        (Op::Mul, Cell::Number(x), Cell::Number(y)) => known(x.mul(y)),
        (Op::Div, Cell::Number(x), Cell::Number(y)) => known(x.div(y)),
        (Op::DivMeasured, Cell::Number(x), Cell::Number(y)) => match y.sign() {
            Ok(Ordering::Greater) => known(x.div(y)),
            Ok(Ordering::Equal) => fault(Code::DivisionByZero),
            Ok(Ordering::Less) => fault(Code::DenominatorNotPositive),
            Err(e) => fault(number_code(e)),
        },
        (Op::Lt, Cell::Number(x), Cell::Number(y)) => ordered(x.compare(y), Ordering::is_lt, fault),
        (Op::Le, Cell::Number(x), Cell::Number(y)) => ordered(x.compare(y), Ordering::is_le, fault),
        (Op::Eq, Cell::Number(x), Cell::Number(y)) => ordered(x.compare(y), Ordering::is_eq, fault),
        (Op::Min, Cell::Number(x), Cell::Number(y)) => known(x.min_of(y)),
        (Op::Max, Cell::Number(x), Cell::Number(y)) => known(x.max_of(y)),
        (Op::If, Cell::Boolean(true), _) => b.clone(),
        // FEEL takes the other branch where the condition is null.
        (Op::If, Cell::Boolean(false) | Cell::Null, _) => get(cells, instruction.c).clone(),
        (Op::Step(table), Cell::Number(x), _) => match program.steps.get(table as usize) {
            Some(step) => known(step.points(x).cloned()),
            None => NULL,
        },
        (Op::Points, Cell::Number(x), _) => Cell::Number(x.clone()),
        (Op::Unset, ..) => fault(Code::ParameterWithoutValue),
        _ => undecided(program, instruction, index, cells),
    }
}

fn ordered(o: Result<Ordering, NumberError>, is: impl Fn(Ordering) -> bool, fault: impl Fn(Code) -> Cell) -> Cell {
    o.map_or_else(|e| fault(number_code(e)), |o| Cell::Boolean(is(o)))
}

/// Instructions with an operand that is unknown, null, an error, a text or a function's argument.
#[inline(never)]
fn undecided(program: &Program, instruction: &Instruction, index: usize, cells: &[Cell]) -> Cell {
    let (a, b, c) = (get(cells, instruction.a), get(cells, instruction.b), get(cells, instruction.c));
    let fault = |code| Cell::Error(Fault { code, instruction: super::slot(index) });
    match instruction.op {
        Op::Negate => strict1(a, |x| Ok(x.neg()), Interval::negate, fault),
        Op::Add => unknown2(a, b, Interval::add),
        Op::Sub => unknown2(a, b, Interval::sub),
        Op::Mul => unknown2(a, b, Interval::mul),
        Op::Div => divide(a, b, false, fault),
        Op::DivMeasured => divide(a, b, true, fault),
        Op::Pow => power(a, b, fault),
        Op::Min => unknown2(a, b, Interval::min),
        Op::Max => unknown2(a, b, Interval::max),
        Op::AddDays => moved(a, b, add_days, fault),
        Op::AddYears => moved(a, b, add_years, fault),
        Op::Lt | Op::Le | Op::Eq => compare(instruction.op, a, b),
        Op::OneOf(set) => one_of(set, a),
        Op::IsNull => match a {
            Cell::Null => Cell::Boolean(true),
            Cell::Error(f) => Cell::Error(*f),
            Cell::Unknown(_) if a.partial() => Cell::unknown_boolean(true),
            _ => Cell::Boolean(false),
        },
        Op::And => kleene(a, b, false),
        Op::Or => kleene(a, b, true),
        Op::Not => match a {
            Cell::Unknown(_) => a.clone(),
            other => other.clone(),
        },
        Op::If => match a {
            Cell::Error(f) => Cell::Error(*f),
            _ => hull(b, c, a.partial(), instruction.kind),
        },
        Op::Call(function) => call(function, a, b, fault),
        Op::CallList(function) => {
            let (from, len) = (instruction.a as usize, instruction.b as usize);
            let items: Vec<&Cell> = program.lists.iter().skip(from).take(len).map(|s| get(cells, *s)).collect();
            call_list(function, &items, fault)
        }
        Op::Step(table) => match (a, program.steps.get(table as usize)) {
            (Cell::Unknown(Possible::Number(x)), Some(step)) => Cell::from_interval(step.hull(x)),
            _ => a.clone(),
        },
        Op::Settle => match a {
            Cell::Unknown(_) | Cell::Null | Cell::Error(_) => Cell::unknown_boolean(false),
            other => other.clone(),
        },
        Op::Points => points(a, b, c),
        Op::Unset => fault(Code::ParameterWithoutValue),
    }
}

/// The error or null that a strict operation passes on, if an operand is one. Null is passed on only where no other
/// operand can still become an error, which would win.
fn passed_on(cells: &[&Cell]) -> Option<Cell> {
    if let Some(error) = cells.iter().find(|c| matches!(c, Cell::Error(_))) {
        return Some((*error).clone());
    }
    let open = cells.iter().any(|c| c.is_unknown() && c.partial());
    let null = cells.iter().any(|c| matches!(c, Cell::Null));
    (null && !open).then_some(Cell::Null)
}

fn strict1(
    a: &Cell,
    known: impl Fn(&Number) -> Result<Number, NumberError>,
    unknown: impl Fn(&Interval) -> Interval,
    fault: impl Fn(Code) -> Cell,
) -> Cell {
    match a {
        Cell::Number(x) => known(x).map_or_else(|e| fault(number_code(e)), Cell::Number),
        Cell::Null | Cell::Error(_) => a.clone(),
        _ => Cell::from_interval(unknown(&a.interval())),
    }
}

fn unknown2(a: &Cell, b: &Cell, f: impl Fn(&Interval, &Interval) -> Interval) -> Cell {
    passed_on(&[a, b]).unwrap_or_else(|| Cell::from_interval(f(&a.interval(), &b.interval())))
}

fn date_number(date: Option<Date>) -> Result<Number, NumberError> {
    date.map(|d| Number::from_i64(d.unix_days())).ok_or(NumberError::OutOfDomain)
}

fn add_days(date: &Number, days: &Number) -> Result<Number, NumberError> {
    date_number(date.add(days)?.to_i64().and_then(Date::from_unix_days))
}

fn add_years(date: &Number, years: &Number) -> Result<Number, NumberError> {
    let months = years.mul(&Number::from_i64(12))?.to_i64().ok_or(NumberError::OutOfDomain)?;
    date_number(date.to_i64().and_then(Date::from_unix_days).and_then(|d| d.plus_months(months)))
}

/// A date moved along the calendar: never earlier for a later date or a longer way.
fn moved(a: &Cell, b: &Cell, by: fn(&Number, &Number) -> Result<Number, NumberError>, fault: impl Fn(Code) -> Cell) -> Cell {
    match (a, b) {
        (Cell::Number(date), Cell::Number(n)) => by(date, n).map_or_else(|e| fault(number_code(e)), Cell::Number),
        _ => unknown2(a, b, |date, n| date.moved(n, by)),
    }
}

fn divide(a: &Cell, b: &Cell, measured: bool, fault: impl Fn(Code) -> Cell) -> Cell {
    if let Some(cell) = passed_on(&[a, b]) {
        return cell;
    }
    // A divisor that is known to be bad makes an error whatever the dividend will be.
    if let Cell::Number(d) = b
        && !a.partial()
    {
        match d.sign() {
            Ok(Ordering::Equal) => return fault(Code::DivisionByZero),
            Ok(Ordering::Less) if measured => return fault(Code::DenominatorNotPositive),
            _ => {}
        }
    }
    Cell::from_interval(a.interval().div(&b.interval(), measured))
}

fn power(a: &Cell, b: &Cell, fault: impl Fn(Code) -> Cell) -> Cell {
    if let Some(cell) = passed_on(&[a, b]) {
        return cell;
    }
    if let (Cell::Number(x), Cell::Number(n)) = (a, b) {
        return x.pow(n).map_or_else(|e| fault(number_code(e)), Cell::Number);
    }
    let base = a.interval();
    let small = b.as_number().and_then(Number::to_i64).filter(|n| (0..=16).contains(n));
    let Some(n) = small else {
        return Cell::from_interval(Interval { partial: true, ..Interval::ALL });
    };
    let exponent = Number::from_i64(n);
    let raised = if n % 2 == 1 { base.rising(|x| x.pow(&exponent)) } else { base.abs().rising(|x| x.pow(&exponent)) };
    // Without bounds there is no telling that the power fits.
    let bounded = base.lo.is_some() && base.hi.is_some() || n <= 1;
    Cell::from_interval(Interval { partial: raised.partial || !bounded, ..raised })
}

fn compare(op: Op, a: &Cell, b: &Cell) -> Cell {
    if let Some(cell) = passed_on(&[a, b]) {
        return cell;
    }
    match (a, b) {
        (Cell::Text(x), Cell::Text(y)) => {
            let o = x.cmp(y);
            return Cell::Boolean(match op {
                Op::Lt => o.is_lt(),
                Op::Le => o.is_le(),
                _ => o.is_eq(),
            });
        }
        (Cell::Boolean(x), Cell::Boolean(y)) => return Cell::Boolean(x == y),
        _ => {}
    }
    let partial = a.partial() || b.partial();
    let numeric = |c: &Cell| matches!(c, Cell::Number(_) | Cell::Unknown(Possible::Number(_)));
    if partial || !numeric(a) || !numeric(b) {
        return Cell::unknown_boolean(partial);
    }
    let (x, y) = (a.interval(), b.interval());
    let decided = match op {
        Op::Lt => x.less(&y),
        Op::Le => y.less(&x).map(|greater| !greater),
        _ => x.apart(&y).then_some(false),
    };
    decided.map_or(Cell::unknown_boolean(false), Cell::Boolean)
}

fn one_of(set: u64, a: &Cell) -> Cell {
    match a {
        Cell::Unknown(Possible::Choice { set: left, partial: false }) => match left & set {
            0 => Cell::Boolean(false),
            both if both == *left => Cell::Boolean(true),
            _ => Cell::unknown_boolean(false),
        },
        Cell::Unknown(_) => Cell::unknown_boolean(a.partial()),
        other => other.clone(),
    }
}

/// `and` where `decides` is false, `or` where it is true: the deciding value wins over everything, in either order.
fn kleene(a: &Cell, b: &Cell, decides: bool) -> Cell {
    if a.as_boolean() == Some(decides) || b.as_boolean() == Some(decides) {
        return Cell::Boolean(decides);
    }
    if a.is_unknown() || b.is_unknown() {
        return Cell::unknown_boolean(a.partial() || b.partial());
    }
    if let Some(cell) = passed_on(&[a, b]) {
        return cell;
    }
    if a.as_boolean().is_some() { b.clone() } else { a.clone() }
}

/// Everything that one of two branches can be.
fn hull(b: &Cell, c: &Cell, partial: bool, kind: Kind) -> Cell {
    let partial = partial || b.partial() || c.partial();
    match kind {
        Kind::Number(_) => {
            let mut out = b.interval().hull(&c.interval());
            out.partial |= partial;
            Cell::from_interval(out)
        }
        Kind::Choice => {
            let set = |cell: &Cell| match cell {
                Cell::Choice(x) => 1u64 << x,
                Cell::Unknown(Possible::Choice { set, .. }) => *set,
                _ => u64::MAX,
            };
            Cell::Unknown(Possible::Choice { set: set(b) | set(c), partial })
        }
        Kind::Boolean => match (b, c) {
            (Cell::Boolean(x), Cell::Boolean(y)) if x == y && !partial => Cell::Boolean(*x),
            _ => Cell::unknown_boolean(partial),
        },
        Kind::Text => match (b, c) {
            (Cell::Text(x), Cell::Text(y)) if x == y && !partial => Cell::Text(x.clone()),
            _ => Cell::Unknown(Possible::Text { partial }),
        },
        Kind::Null => Cell::Null,
    }
}

/// A scorecard item: what can't be computed counts from its least points to its most.
fn points(a: &Cell, least: &Cell, most: &Cell) -> Cell {
    let all = || least.interval().hull(&most.interval());
    match a {
        Cell::Unknown(Possible::Number(x)) if !x.partial => a.clone(),
        Cell::Number(_) => a.clone(),
        _ => Cell::from_interval(all()),
    }
}

/// Digits after the point as FEEL takes them: a fraction is cut off, and decimal128's range is the limit.
fn scale_of(b: &Cell) -> Result<i32, Code> {
    let scale = b.as_number().and_then(|n| n.round(0, Rounding::Down).ok()).and_then(|n| n.to_i64());
    scale.and_then(|n| i32::try_from(n).ok()).filter(|n| (-6111..=6176).contains(n)).ok_or(Code::NumberOutOfDomain)
}

fn call(function: FunctionId, a: &Cell, b: &Cell, fault: impl Fn(Code) -> Cell) -> Cell {
    use FunctionId as F;
    let two = matches!(
        function,
        F::Floor | F::Ceiling | F::Decimal | F::RoundUp | F::RoundDown | F::RoundHalfUp | F::RoundHalfDown | F::Modulo
    );
    let operands = [a, b];
    if let Some(cell) = passed_on(&operands[..if two { 2 } else { 1 }]) {
        return cell;
    }
    let mode = match function {
        F::Floor => Some(Rounding::Floor),
        F::Ceiling => Some(Rounding::Ceiling),
        F::Decimal => Some(Rounding::HalfEven),
        F::RoundUp => Some(Rounding::Up),
        F::RoundDown => Some(Rounding::Down),
        F::RoundHalfUp => Some(Rounding::HalfUp),
        F::RoundHalfDown => Some(Rounding::HalfDown),
        _ => None,
    };
    if let Some(mode) = mode {
        if b.is_unknown() {
            return Cell::from_interval(Interval { partial: true, ..Interval::ALL });
        }
        return match scale_of(b) {
            Ok(scale) => strict1(a, |x| x.round(scale, mode), |i| i.rising(|x| x.round(scale, mode)), fault),
            Err(_) if a.partial() => Cell::from_interval(Interval { partial: true, ..Interval::ALL }),
            Err(code) => fault(code),
        };
    }
    let domain = |i: &Interval, inside: bool| Interval { partial: i.partial || !inside, ..i.clone() };
    let not_negative = |i: &Interval| i.lo.as_ref().is_some_and(|lo| lo.sign() != Ok(Ordering::Less));
    match function {
        F::Abs => strict1(a, |x| Ok(x.abs()), Interval::abs, fault),
        F::Sqrt => strict1(a, Number::sqrt, |i| domain(&i.rising(Number::sqrt), not_negative(i)), fault),
        F::Log => strict1(a, Number::ln, |i| domain(&i.rising(Number::ln), i.above(&Number::ZERO)), fault),
        F::Exp => strict1(a, Number::exp, |i| domain(&i.rising(Number::exp), i.hi.is_some()), fault),
        F::Modulo => match (a, b) {
            (Cell::Number(x), Cell::Number(y)) => x.modulo(y).map_or_else(|e| fault(number_code(e)), Cell::Number),
            _ => {
                let partial = a.partial() || b.partial() || b.interval().may_be_zero();
                Cell::from_interval(Interval { partial, ..Interval::ALL })
            }
        },
        F::Odd | F::Even => match a {
            Cell::Number(x) => parity(x, function == F::Odd, fault),
            _ => Cell::unknown_boolean(a.partial()),
        },
        _ => fault(Code::NumberOutOfDomain),
    }
}

/// A number that is no integer is neither odd nor even.
fn parity(x: &Number, odd: bool, fault: impl Fn(Code) -> Cell) -> Cell {
    if !x.is_integer() {
        return Cell::Boolean(false);
    }
    match x.modulo(&Number::from_i64(2)) {
        Ok(rest) => Cell::Boolean((rest == Number::ONE) == odd),
        Err(e) => fault(number_code(e)),
    }
}

pub(super) fn call_list(function: FunctionId, items: &[&Cell], fault: impl Fn(Code) -> Cell) -> Cell {
    if let Some(cell) = passed_on(items) {
        return cell;
    }
    let known: Option<Vec<Number>> = items.iter().map(|c| c.as_number().cloned()).collect();
    match (function, known) {
        (FunctionId::Stddev, Some(numbers)) => number::stddev(&numbers).map_or_else(|e| fault(number_code(e)), Cell::Number),
        (FunctionId::Stddev, None) => {
            let partial = items.len() < 2 || items.iter().any(|c| c.partial());
            Cell::from_interval(Interval { lo: Some(Number::ZERO), hi: None, partial })
        }
        (_, Some(numbers)) => median(numbers).map_or_else(|e| fault(number_code(e)), Cell::Number),
        (_, None) => {
            // The median rises with each item: the medians of the lower and of the upper ends enclose it.
            let ends = |pick: fn(&Interval) -> Option<Number>| -> Option<Number> {
                let ends: Option<Vec<Number>> = items.iter().map(|c| pick(&c.interval())).collect();
                ends.and_then(|e| median(e).ok())
            };
            // Rounded items may turn out too close to one another to be put in order.
            let exact = |n: &Option<Number>| n.as_ref().is_some_and(Number::is_exact);
            let partial = items.iter().map(|c| c.interval()).any(|i| i.partial || !exact(&i.lo) || !exact(&i.hi));
            Cell::Unknown(Possible::Number(Arc::new(Interval {
                lo: ends(|i| i.lo.clone()),
                hi: ends(|i| i.hi.clone()),
                partial,
            })))
        }
    }
}

fn median(numbers: Vec<Number>) -> Result<Number, NumberError> {
    // No `sort_by`: numbers too close to tell apart have no total order, on which it may panic.
    let mut sorted: Vec<Number> = Vec::with_capacity(numbers.len());
    for number in numbers {
        let mut at = sorted.len();
        while let Some(before) = at.checked_sub(1).and_then(|i| sorted.get(i)) {
            if number.compare(before)?.is_ge() {
                break;
            }
            at -= 1;
        }
        sorted.insert(at, number);
    }
    let middle = sorted.len() / 2;
    let Some(upper) = sorted.get(middle) else { return Err(NumberError::OutOfDomain) };
    if sorted.len() % 2 == 1 {
        return Ok(upper.clone());
    }
    match middle.checked_sub(1).and_then(|m| sorted.get(m)) {
        Some(lower) => lower.add(upper)?.div(&Number::from_i64(2)),
        None => Err(NumberError::OutOfDomain),
    }
}
