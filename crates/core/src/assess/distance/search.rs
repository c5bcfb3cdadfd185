//! The least change of one fact that makes a condition hold, the others staying as they are.
//!
//! A number moves on the grid of its own step (fen, persons, items; shares by 0.0001). Stretches of the grid are excluded by
//! asking the program what it could be anywhere on them, so that the first place found is the first there is; where that
//! takes too long there is no answer, never a wrong one.

use std::cmp::Ordering;

use crate::document::model::FactType;
use crate::number::{Number, Rounding};
use crate::policy::FactSlot;
use crate::program::cell::Cell;
use crate::program::interval::Interval;
use crate::program::{Program, Slot, Workspace};

/// Most evaluations for one fact in one direction.
const MAX_TRIALS: usize = 400;
/// Most steps that a number moves.
const FAR: i64 = 1 << 60;

/// What must become true of a slot.
#[derive(Clone, Debug)]
pub enum Goal {
    /// It is true.
    Holds,
    /// Its points are more than these.
    Above(Number),
}

impl Goal {
    /// Whether a known value meets it.
    fn met(&self, cell: &Cell) -> bool {
        match self {
            Goal::Holds => cell.as_boolean() == Some(true),
            Goal::Above(points) => cell.as_number().is_some_and(|n| n.compare(points) == Ok(Ordering::Greater)),
        }
    }

    /// Whether what a cell can be still leaves room for it.
    fn possible(&self, cell: &Cell) -> bool {
        match (self, cell) {
            (Goal::Holds, Cell::Boolean(b)) => *b,
            (Goal::Above(points), Cell::Number(n)) => n.compare(points) == Ok(Ordering::Greater),
            (Goal::Above(points), Cell::Unknown(_)) => {
                cell.interval().hi.is_none_or(|hi| hi.compare(points) == Ok(Ordering::Greater))
            }
            (_, Cell::Null | Cell::Error(_)) => false,
            _ => true,
        }
    }
}

/// A firm's run, to be asked again with one fact or several changed. Only what rests on them is evaluated.
pub struct Trial<'a> {
    program: &'a Program,
    /// Evaluations left for the whole firm.
    left: usize,
    workspace: Workspace,
    at: Slot,
    slice: Vec<usize>,
    /// The instructions of the slice that rest on the facts that are being changed, and these.
    part: Vec<usize>,
    facts: Vec<u32>,
}

impl<'a> Trial<'a> {
    /// After a run, with so many evaluations.
    pub fn new(program: &'a Program, run: &Workspace, left: usize) -> Self {
        Trial { program, left, workspace: run.clone(), at: 0, slice: Vec::new(), part: Vec::new(), facts: Vec::new() }
    }

    /// Evaluations left for the whole firm.
    pub fn left(&self) -> usize {
        self.left
    }

    /// Takes from these as many as an earlier search took.
    pub fn pay(&mut self, evaluations: usize) {
        self.left = self.left.saturating_sub(evaluations);
    }

    /// Asks about a slot from now on; no fact may be left changed.
    pub fn ask(&mut self, at: Slot) {
        (self.at, self.slice) = (at, self.program.slice(&[at]));
        self.facts.clear();
    }

    /// The value with a fact changed.
    pub fn with(&mut self, fact: u32, value: Cell) -> &Cell {
        self.move_these(&[fact]);
        self.set(fact, value);
        self.program.rerun(&self.part, &mut self.workspace);
        self.workspace.get(self.at)
    }

    /// Puts a fact back to what it is in the run.
    pub fn put_back(&mut self, fact: u32, value: Cell) {
        self.with(fact, value);
    }

    /// The value with several facts changed; they are put back.
    pub fn with_all(&mut self, changes: &[(u32, Cell)]) -> Cell {
        let before: Vec<(u32, Cell)> = changes.iter().map(|(f, _)| (*f, self.fact(*f))).collect();
        self.move_these(&changes.iter().map(|(f, _)| *f).collect::<Vec<_>>());
        for (fact, value) in changes {
            self.set(*fact, value.clone());
        }
        self.program.rerun(&self.part, &mut self.workspace);
        let out = self.workspace.get(self.at).clone();
        for (fact, value) in before {
            self.set(fact, value);
        }
        self.program.rerun(&self.part, &mut self.workspace);
        out
    }

    fn set(&mut self, fact: u32, value: Cell) {
        self.program.set_fact(&mut self.workspace, fact, value);
    }

    /// Finds what rests on the facts, unless they are those of the last time.
    fn move_these(&mut self, facts: &[u32]) {
        if self.facts != facts {
            self.part = self.program.resting_on(&self.slice, facts);
            self.facts = facts.to_vec();
        }
    }

    fn fact(&self, fact: u32) -> Cell {
        self.workspace.get(self.program.fact_slot(fact)).clone()
    }

    /// The values nearest to a fact's own that meet the goal: of a number the next above and the next below.
    pub fn nearest(&mut self, fact: u32, slot: &FactSlot, goal: &Goal) -> Vec<Cell> {
        let own = self.fact(fact);
        let found = match &own {
            Cell::Boolean(b) => self.first_of([Cell::Boolean(!b)].into_iter(), fact, goal),
            Cell::Choice(chosen) => {
                let count = u8::try_from(slot.choices.len()).unwrap_or(u8::MAX);
                self.first_of((0..count).filter(|i| i != chosen).map(Cell::Choice), fact, goal)
            }
            Cell::Number(n) => self.moved(fact, slot, n, goal),
            _ => Vec::new(),
        };
        self.put_back(fact, own);
        found
    }

    /// Every other answer or choice that gives more points.
    pub fn better(&mut self, fact: u32, slot: &FactSlot, points: &Number) -> Vec<Cell> {
        let others: Vec<Cell> = match self.fact(fact) {
            Cell::Boolean(b) => vec![Cell::Boolean(!b)],
            Cell::Choice(chosen) => {
                let count = u8::try_from(slot.choices.len()).unwrap_or(u8::MAX);
                (0..count).filter(|i| *i != chosen).map(Cell::Choice).collect()
            }
            _ => Vec::new(),
        };
        let goal = Goal::Above(points.clone());
        others.into_iter().filter(|v| goal.met(self.with(fact, v.clone()))).collect()
    }

    fn first_of(&mut self, mut values: impl Iterator<Item = Cell>, fact: u32, goal: &Goal) -> Vec<Cell> {
        values.find(|v| goal.met(self.with(fact, v.clone()))).into_iter().collect()
    }

    fn moved(&mut self, fact: u32, slot: &FactSlot, own: &Number, goal: &Goal) -> Vec<Cell> {
        let found = [true, false].map(|up| {
            let grid = Grid::new(slot, own, up)?;
            self.next(fact, &grid, goal, 0).map(|(_, value)| value)
        });
        found.into_iter().flatten().collect()
    }

    /// The first place of a grid past one that meets the goal. The fact is left changed.
    pub fn next(&mut self, fact: u32, grid: &Grid, goal: &Goal, past: i64) -> Option<(i64, Cell)> {
        let place = Search { trial: self, fact, grid, goal, left: MAX_TRIALS }.run(past)?;
        grid.at(place).map(|n| (place, Cell::Number(n)))
    }
}

/// How far one step of a fact is.
pub fn step(slot: &FactSlot) -> Number {
    match slot.ty {
        FactType::Money => Number::ratio(1, 100),
        FactType::Decimal => Number::ratio(1, 10_000),
        _ => Ok(Number::ONE),
    }
    .unwrap_or(Number::ONE)
}

/// The multiples of a step in one direction from a value, counted from 1.
pub struct Grid {
    start: Number,
    step: Number,
    count: i64,
}

impl Grid {
    /// The grid upwards or downwards to the end of the fact's domain; nothing where it can't move.
    pub fn new(slot: &FactSlot, own: &Number, up: bool) -> Option<Grid> {
        let step = step(slot);
        let steps = own.div(&step).ok()?;
        let (whole, end, direction) = if up {
            (steps.round(0, Rounding::Floor).ok()?, &slot.domain.max, 1)
        } else {
            (steps.round(0, Rounding::Ceiling).ok()?, &slot.domain.min, -1)
        };
        let (start, step) = (whole.mul(&step).ok()?, step.mul(&Number::from_i64(direction)).ok()?);
        let count = match end {
            None => FAR,
            Some(end) => {
                let steps = end.sub(&start).and_then(|d| d.div(&step)).and_then(|n| n.round(0, Rounding::Floor)).ok()?;
                steps.to_i64().unwrap_or(FAR).min(FAR)
            }
        };
        (count >= 1).then_some(Grid { start, step, count })
    }

    fn at(&self, index: i64) -> Option<Number> {
        self.step.mul(&Number::from_i64(index)).and_then(|d| self.start.add(&d)).ok()
    }
}

struct Search<'t, 'a> {
    trial: &'t mut Trial<'a>,
    fact: u32,
    grid: &'t Grid,
    goal: &'t Goal,
    left: usize,
}

impl Search<'_, '_> {
    /// The first place past one that meets the goal.
    fn run(&mut self, past: i64) -> Option<i64> {
        let from = past + 1;
        if from > self.grid.count || !self.open(from, self.grid.count) {
            return None;
        }
        let Some(place) = self.guess(past) else { return self.doubling(past) };
        if place == from || !self.open(from, place - 1) {
            return Some(place);
        }
        // An earlier one may meet it, too.
        self.first(from, place - 1).ok().map(|earlier| earlier.unwrap_or(place))
    }

    /// A place that meets the goal and has one before it that doesn't, by single values: nearly always the first, which takes
    /// one look at the stretch before it to be certain of.
    fn guess(&mut self, past: i64) -> Option<i64> {
        let (mut not, mut step) = (past, 1);
        let mut met = loop {
            let place = not.saturating_add(step).min(self.grid.count);
            if self.met(place)? {
                break place;
            }
            if place == self.grid.count {
                return None;
            }
            (not, step) = (place, step.saturating_mul(4));
        };
        while met - not > 1 {
            let middle = not + (met - not) / 2;
            if self.met(middle)? { met = middle } else { not = middle }
        }
        Some(met)
    }

    /// Whether a place meets the goal; nothing where there are no evaluations left for the firm.
    fn met(&mut self, place: i64) -> Option<bool> {
        self.trial.left = self.trial.left.checked_sub(1)?;
        let n = self.grid.at(place)?;
        Some(self.goal.met(self.trial.with(self.fact, Cell::Number(n))))
    }

    /// The first place past one that meets the goal, where no guess helps: stretches that double in turn.
    fn doubling(&mut self, past: i64) -> Option<i64> {
        let mut from = past + 1;
        while from <= self.grid.count {
            let to = (from + (from - 1) / 2 + (from - past) - 1).min(self.grid.count);
            match self.first(from, to) {
                Ok(None) => from = to + 1,
                Ok(found) => return found,
                Err(OutOfTrials) => return None,
            }
        }
        None
    }

    fn first(&mut self, from: i64, to: i64) -> Result<Option<i64>, OutOfTrials> {
        self.left = self.left.checked_sub(1).ok_or(OutOfTrials)?;
        self.trial.left = self.trial.left.checked_sub(1).ok_or(OutOfTrials)?;
        if from == to {
            let Some(n) = self.grid.at(from) else { return Ok(None) };
            return Ok(self.goal.met(self.trial.with(self.fact, Cell::Number(n))).then_some(from));
        }
        if !self.open(from, to) {
            return Ok(None);
        }
        let middle = from + (to - from) / 2;
        match self.first(from, middle)? {
            None => self.first(middle + 1, to),
            found => Ok(found),
        }
    }
}

impl Search<'_, '_> {
    /// Whether a place of the stretch may meet the goal.
    fn open(&mut self, from: i64, to: i64) -> bool {
        let (Some(a), Some(b)) = (self.grid.at(from), self.grid.at(to)) else { return false };
        let (low, high) = if a.compare(&b) == Ok(Ordering::Greater) { (b, a) } else { (a, b) };
        let stretch = Cell::from_interval(Interval::new(Some(low), Some(high)));
        self.goal.possible(self.trial.with(self.fact, stretch))
    }
}

/// The search was given up.
struct OutOfTrials;
