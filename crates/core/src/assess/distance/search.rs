//! The least change of one fact that makes a condition hold, the others staying as they are.
//!
//! A number moves on the grid of its own step (fen, persons, items; shares by 0.0001). Stretches of the grid are excluded by
//! asking the program what it could be anywhere on them, so that the first place found is the first there is; where that
//! takes too long there is no answer, never a wrong one.

use std::cmp::Ordering;

use crate::number::Number;
use crate::policy::FactSlot;
use crate::program::cell::Cell;
use crate::program::interval::Interval;
use crate::program::near::{Bounds, Near, close};
use crate::program::{Program, Slot, Workspace};

use super::Change;
use super::grid::Grid;

/// Most evaluations for one fact in one direction.
const MAX_TRIALS: usize = 400;

/// How many operations deep a search looks for what is compared, to guess where that turns.
const DEEP: u32 = 6;

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

    /// What a value must be above, a yes being one and a no zero.
    fn mark(&self) -> Bounds {
        match self {
            Goal::Holds => Bounds::quotient(1.0, 2.0, 2),
            Goal::Above(points) => Bounds::number(points),
        }
    }
}

/// A firm's run, to be asked again with one fact or several changed. Only what rests on them is evaluated.
pub struct Trial<'a> {
    program: &'a Program,
    run: &'a Workspace,
    /// Evaluations left for the whole firm.
    left: usize,
    at: Slot,
    slice: Vec<usize>,
    /// The instructions of the slice that rest on a fact, for each that was changed.
    parts: Vec<(u32, Vec<usize>)>,
    /// Those of the facts that are being changed, and these.
    part: Vec<usize>,
    facts: Vec<u32>,
    near: Near,
    /// The run with these facts changed, and whether they are.
    changed: Option<Workspace>,
    moved: bool,
}

impl<'a> Trial<'a> {
    /// After a run, with so many evaluations.
    pub fn new(program: &'a Program, run: &'a Workspace, left: usize) -> Self {
        let (slice, parts, part, facts) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Trial { program, run, left, at: 0, slice, parts, part, facts, near: Near::default(), changed: None, moved: false }
    }

    /// Evaluations left for the whole firm.
    pub fn left(&self) -> usize {
        self.left
    }

    /// Takes from these as many as an earlier search took.
    pub fn pay(&mut self, evaluations: usize) {
        self.left = self.left.saturating_sub(evaluations);
    }

    /// Asks about a slot from now on.
    pub fn ask(&mut self, at: Slot) {
        self.put_back();
        (self.at, self.slice) = (at, self.program.slice(&[at]));
        self.parts.clear();
        self.facts.clear();
    }

    /// The value with a fact changed, the others as in the run.
    pub fn with(&mut self, fact: u32, value: &Cell) -> &Cell {
        self.move_these(&[fact]);
        self.exactly(&[(fact, value)])
    }

    /// The value of a slot before the one that is asked about, with a fact changed.
    pub fn with_at(&mut self, fact: u32, value: &Cell, at: Slot) -> &Cell {
        self.with(fact, value);
        self.changed.as_ref().unwrap_or(self.run).get(at)
    }

    /// Whether several changes meet a goal.
    pub fn met_with(&mut self, changes: &[Change], goal: &Goal) -> bool {
        self.move_these(&changes.iter().map(|c| c.fact).collect::<Vec<_>>());
        let bounds: Vec<(u32, Bounds)> = changes.iter().map(|c| (c.fact, Bounds::cell(&c.to))).collect();
        let values: Vec<(u32, &Cell)> = changes.iter().map(|c| (c.fact, &c.to)).collect();
        self.near(&bounds).above(goal.mark()).unwrap_or_else(|| goal.met(self.exactly(&values)))
    }

    /// The value with other values of the facts that are being changed.
    fn exactly(&mut self, values: &[(u32, &Cell)]) -> &Cell {
        let workspace = self.changed.get_or_insert_with(|| self.run.clone());
        for (fact, value) in values {
            self.program.set_fact(workspace, *fact, (*value).clone());
        }
        self.program.rerun(&self.part, workspace);
        self.moved = true;
        workspace.get(self.at)
    }

    /// What the value can be with other values of the facts that are being changed.
    fn near(&mut self, values: &[(u32, Bounds)]) -> Bounds {
        self.near.ask(self.program, self.run, &self.part, values, self.at)
    }

    /// Makes the facts that were changed what they are in the run.
    fn put_back(&mut self) {
        if let Some(workspace) = self.changed.as_mut().filter(|_| self.moved) {
            self.program.restore(&self.part, &self.facts, self.run, workspace);
        }
        self.moved = false;
    }

    /// Finds what rests on the facts, unless they are those of the last time.
    fn move_these(&mut self, facts: &[u32]) {
        if self.facts == facts {
            return;
        }
        self.put_back();
        let mut part = std::mem::take(&mut self.part);
        part.clear();
        for fact in facts {
            part.extend(self.part_of(*fact));
        }
        self.part = part;
        self.part.sort_unstable();
        self.part.dedup();
        self.facts = facts.to_vec();
    }

    /// The instructions behind what is asked about that rest on a fact, in order.
    pub fn part_of(&mut self, fact: u32) -> &[usize] {
        let known = self.parts.iter().position(|(of, _)| *of == fact);
        let at = known.unwrap_or_else(|| {
            self.parts.push((fact, self.program.resting_on(&self.slice, &[fact])));
            self.parts.len() - 1
        });
        self.parts.get(at).map_or(&[], |(_, part)| part)
    }

    fn fact(&self, fact: u32) -> Cell {
        self.run.get(self.program.fact_slot(fact)).clone()
    }

    /// The values nearest to a fact's own that meet the goal: of a number the next above and the next below.
    pub fn nearest(&mut self, fact: u32, slot: &FactSlot, goal: &Goal) -> Vec<Cell> {
        match &self.fact(fact) {
            Cell::Boolean(b) => self.first_of([Cell::Boolean(!b)].into_iter(), fact, goal),
            Cell::Choice(chosen) => {
                let count = u8::try_from(slot.choices.len()).unwrap_or(u8::MAX);
                self.first_of((0..count).filter(|i| i != chosen).map(Cell::Choice), fact, goal)
            }
            Cell::Number(n) => self.moved(fact, slot, n, goal),
            _ => Vec::new(),
        }
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
        others.into_iter().filter(|v| goal.met(self.with(fact, v))).collect()
    }

    fn first_of(&mut self, mut values: impl Iterator<Item = Cell>, fact: u32, goal: &Goal) -> Vec<Cell> {
        values.find(|v| goal.met(self.with(fact, v))).into_iter().collect()
    }

    fn moved(&mut self, fact: u32, slot: &FactSlot, own: &Number, goal: &Goal) -> Vec<Cell> {
        let found = [true, false].map(|up| {
            let grid = Grid::new(slot, own, up)?;
            self.next(fact, &grid, goal, 0).map(|(_, value)| value)
        });
        found.into_iter().flatten().collect()
    }

    /// The first place of a grid past one that meets the goal.
    pub fn next(&mut self, fact: u32, grid: &Grid, goal: &Goal, past: i64) -> Option<(i64, Cell)> {
        let place = Search { trial: self, fact, grid, goal, mark: goal.mark(), left: MAX_TRIALS }.run(past)?;
        grid.at(place).map(|n| (place, Cell::Number(n)))
    }
}

struct Search<'t, 'a> {
    trial: &'t mut Trial<'a>,
    fact: u32,
    grid: &'t Grid,
    goal: &'t Goal,
    /// What meets the goal is above it.
    mark: Bounds,
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
        let (mut not, mut step) = (End { place: past, lead: None }, self.grid.stride(past));
        let mut met = loop {
            let (meets, end) = self.met(not.place.saturating_add(step).min(self.grid.count))?;
            if meets {
                break end;
            }
            if end.place == self.grid.count {
                return None;
            }
            (not, step) = (end, step.saturating_mul(4));
        };
        if not.place == past {
            not = self.met(past)?.1;
        }
        let (mut last, mut slow) = (None, 0);
        while met.place - not.place > 1 {
            let width = met.place - not.place;
            // Where straight lines lead astray, what is left is halved now and then.
            let (meets, end) = self.met(not.place + if slow > 2 { width / 2 } else { turn(&not, &met) })?;
            let (moved, other) = if meets { (&mut met, &mut not) } else { (&mut not, &mut met) };
            *moved = end;
            // An end that stays weighs half as much: the next line goes past where it turns (the Illinois algorithm; Dowell and
            // Jarratt, 1971).
            if last == Some(meets) {
                other.lead = other.lead.map(|lead| lead / 2.0);
            }
            last = Some(meets);
            slow = if met.place - not.place > width / 2 { slow + 1 } else { 0 };
        }
        Some(met.place)
    }

    /// Whether a place meets the goal, and by how much; nothing where there are no evaluations left for the firm.
    fn met(&mut self, place: i64) -> Option<(bool, End)> {
        self.trial.left = self.trial.left.checked_sub(1)?;
        let meets = self.tried(place)?;
        let Trial { program, run, at, near, .. } = &mut *self.trial;
        let lead = near.lead(program, run, *at, self.mark.middle(), DEEP).filter(|lead| lead.is_finite());
        Some((meets, End { place, lead }))
    }

    fn near(&mut self, value: Bounds) -> Bounds {
        self.trial.move_these(&[self.fact]);
        self.trial.near(&[(self.fact, value)])
    }

    /// Whether a place meets the goal; nothing where there is no number for it.
    fn tried(&mut self, place: i64) -> Option<bool> {
        if let Some(value) = self.grid.near(place)
            && let Some(met) = self.near(value).above(self.mark)
        {
            return Some(met);
        }
        let n = self.grid.at(place)?;
        Some(self.goal.met(self.trial.with(self.fact, &Cell::Number(n))))
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
            return Ok(self.tried(from).filter(|met| *met).map(|_| from));
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
        if let (Some(a), Some(b)) = (self.grid.near(from), self.grid.near(to)) {
            let value = self.near(a.hull(b));
            if value.above(self.mark) == Some(false) {
                return false;
            }
            if !self.trial.near.loose(value) && !close(value.hi, self.mark.hi) {
                return true;
            }
        }
        let (Some(a), Some(b)) = (self.grid.at(from), self.grid.at(to)) else { return false };
        let (low, high) = if a.compare(&b) == Ok(Ordering::Greater) { (b, a) } else { (a, b) };
        let stretch = Cell::from_interval(Interval::new(Some(low), Some(high)));
        self.goal.possible(self.trial.with(self.fact, &stretch))
    }
}

/// A place that was looked at, and by how much about it meets the goal, or fails to.
struct End {
    place: i64,
    lead: Option<f64>,
}

/// How far from one place a straight line to another turns from failing to meeting; half the way where that isn't known.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "a guess is enough")]
fn turn(not: &End, met: &End) -> i64 {
    let width = met.place - not.place;
    let share = match (not.lead, met.lead) {
        (Some(lacks), Some(has)) if lacks < 0.0 && has >= 0.0 => lacks / (lacks - has),
        _ => 0.5,
    };
    ((width as f64 * share) as i64).clamp(1, width - 1)
}

/// The search was given up.
struct OutOfTrials;
