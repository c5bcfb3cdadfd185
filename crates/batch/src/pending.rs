//! Rows that the machine has left, gathered from several chunks until there are enough for a pass of their own.

use std::rc::Rc;

use peiyu::number::Number;
use peiyu::program::Slot;
use peiyu::program::cell::Cell;

use crate::buffers::Buffers;
use crate::encloser::{self, Range};
use crate::flags;
use crate::fraction::Fraction;
use crate::machine::{Column, Machine};
use crate::outcome::{NULL, OPEN, UNTOLD};
use crate::part::Data;
use crate::span::{Span, pick};

/// The state of a row in which nothing is given for a fact; the others are those of outcomes.
const ABSENT: u8 = 0;

/// The gathered rows.
pub struct Pending {
    /// Their places in the part of the table that is being answered.
    pub rows: Vec<usize>,
    facts: Vec<Held>,
}

/// What is gathered of a fact.
struct Held {
    fact: u32,
    slot: Slot,
    optional: bool,
    values: Values,
    /// [`OPEN`] where a value is known, [`NULL`], [`UNTOLD`] where only the scalar evaluator can read it, or [`ABSENT`].
    states: Vec<u8>,
}

enum Values {
    Nothing,
    Flags(Vec<u8>),
    Choices(Vec<u8>),
    /// Integers, times a fraction.
    Numbers(Vec<i64>, (i128, i128)),
}

impl Values {
    fn new(column: &Column) -> Values {
        match column {
            Column::Flags(_) => Values::Flags(Vec::new()),
            Column::Choices(_) => Values::Choices(Vec::new()),
            Column::Numbers(n) if n.den.is_one() && matches!(n.num.data, Data::Narrow(_)) => {
                Values::Numbers(Vec::new(), (n.p, n.q))
            }
            Column::Numbers(_) | Column::Nothing => Values::Nothing,
        }
    }

    fn fits(&self, column: &Column) -> bool {
        match (self, Values::new(column)) {
            (Values::Numbers(_, unit), Values::Numbers(_, other)) => *unit == other,
            (a, b) => std::mem::discriminant(a) == std::mem::discriminant(&b),
        }
    }
}

impl Pending {
    /// Nothing yet, for facts that a table gives, each with whether it may be null.
    pub fn new(facts: impl Iterator<Item = (u32, Slot, bool)>) -> Pending {
        let held = |(fact, slot, optional)| Held { fact, slot, optional, values: Values::Nothing, states: Vec::new() };
        Pending { rows: Vec::new(), facts: facts.map(held).collect() }
    }

    /// Whether rows of the machine's chunk can be added: their numbers have the same denominators.
    pub fn fits(&self, machine: &Machine) -> bool {
        self.rows.is_empty() || self.facts.iter().all(|held| held.values.fits(machine.column(held.slot)))
    }

    /// Adds rows of the machine's chunk, which begins at `start`.
    pub fn add(&mut self, machine: &Machine, start: usize, rows: &[usize]) {
        for held in &mut self.facts {
            if self.rows.is_empty() {
                held.values = Values::new(machine.column(held.slot));
                held.states.clear();
            }
            held.add(machine, rows);
        }
        self.rows.extend(rows.iter().map(|row| start + row));
    }

    /// What a fact, by its place in the list, can be in each row; `blank` holds what is known of facts of which nothing is
    /// given.
    pub fn range(&self, fact: usize, blank: &[Cell], buffers: &mut Buffers) -> Range {
        let held = self.facts.get(fact);
        held.map_or(Range::Nothing, |held| held.range(blank.get(held.fact as usize).unwrap_or(&Cell::Null), buffers))
    }

    /// The cell of a gathered row and a fact by its place in the list; `None` where it must be read again.
    pub fn cell(&self, fact: usize, at: usize, blank: &[Cell]) -> Option<Cell> {
        let held = self.facts.get(fact)?;
        match *held.states.get(at)? {
            NULL => Some(Cell::Null),
            ABSENT => blank.get(held.fact as usize).cloned(),
            OPEN => match &held.values {
                Values::Nothing => None,
                Values::Flags(flags) => flags.get(at).map(|f| Cell::Boolean(*f == flags::TRUE)),
                Values::Choices(choices) => choices.get(at).map(|c| Cell::Choice(*c)),
                Values::Numbers(numbers, (p, q)) => {
                    let n = i128::from(*numbers.get(at)?).checked_mul(*p)?;
                    Number::ratio(n, *q).ok().map(Cell::Number)
                }
            },
            _ => None,
        }
    }
}

impl Held {
    fn add(&mut self, machine: &Machine, rows: &[usize]) {
        let empty = if self.optional { NULL } else { ABSENT };
        let present = machine.present(self.fact);
        let state = |row: usize, known: bool| match present {
            _ if known => OPEN,
            Some(present) if present.get(row) == Some(&0) => empty,
            _ => UNTOLD,
        };
        let byte = |bytes: &[u8], row: usize| bytes.get(row).copied().unwrap_or_default();
        match (&mut self.values, machine.column(self.slot)) {
            (Values::Flags(values), Column::Flags(flags)) => {
                values.extend(rows.iter().map(|row| byte(flags, *row)));
                self.states.extend(rows.iter().map(|row| state(*row, byte(flags, *row) != 0)));
            }
            (Values::Choices(values), Column::Choices(choices)) => {
                values.extend(rows.iter().map(|row| byte(choices, *row)));
                self.states.extend(rows.iter().map(|row| state(*row, byte(choices, *row) < 64)));
            }
            (Values::Numbers(values, _), Column::Numbers(Fraction { num, known, .. })) => {
                if let Data::Narrow(data) = &num.data {
                    values.extend(rows.iter().map(|row| data.get(*row).copied().unwrap_or_default()));
                }
                match known {
                    None => self.states.resize(self.states.len() + rows.len(), OPEN),
                    Some(known) => self.states.extend(rows.iter().map(|row| state(*row, byte(known, *row) == 1))),
                }
            }
            _ => self.states.extend(rows.iter().map(|row| state(*row, false))),
        }
    }

    fn range(&self, blank: &Cell, buffers: &mut Buffers) -> Range {
        let unknown = encloser::open(blank.partial());
        let states = buffers.map(&self.states, move |s| if s == ABSENT { unknown } else { s });
        match &self.values {
            Values::Nothing => Range::Nothing,
            Values::Flags(flags) => {
                Range::Outcomes(buffers.zip(flags, &states, |flag, state| if state == OPEN && flag != 0 { flag } else { state }))
            }
            Values::Choices(choices) => {
                let Range::Choices(sets, _) = encloser::cell(blank, buffers) else { return Range::Nothing };
                let known = |choice: u8, set: u64| if choice < 64 { 1 << choice } else { set };
                Range::Choices(buffers.zip(choices, &sets, known), states)
            }
            Values::Numbers(numbers, unit) => self.numbers(numbers, *unit, states, blank, buffers).unwrap_or(Range::Nothing),
        }
    }

    fn numbers(
        &self,
        numbers: &[i64],
        unit: (i128, i128),
        states: Rc<Vec<u8>>,
        blank: &Cell,
        buffers: &mut Buffers,
    ) -> Option<Range> {
        let data = buffers.map(numbers, |n: i64| n);
        let bounds = buffers.range(&data).unwrap_or_default();
        let value = Fraction::of(data, bounds, unit, None);
        let mut span = Span::point(value);
        span.state = (!states.iter().all(|s| *s == OPEN)).then_some(states);
        if self.states.contains(&ABSENT) {
            let Range::Numbers(open) = encloser::cell(blank, buffers) else { return None };
            let given = buffers.map(&self.states, |s| flags::flag(s != ABSENT));
            let value = span.low;
            // Without any bound it is still one column.
            let interval = blank.interval();
            let endless = interval.lo.is_none() && interval.hi.is_none();
            let high = open.high.as_ref().filter(|_| !endless);
            span.high = match high {
                Some(high) => Some(pick(&given, &value, high, buffers)?),
                None => None,
            };
            span.low = pick(&given, &value, &open.low, buffers)?;
        }
        Some(encloser::numbers(span))
    }
}
