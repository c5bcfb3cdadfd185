//! Which indicators of a score sheet to raise, and by how much, until the score is enough.

use std::cmp::Ordering;

use crate::number::{Number, Rounding};
use crate::policy::said::{SaidCard, SaidItem, SaidTest};
use crate::program::cell::Cell;
use crate::program::{Slot, Workspace};

use super::super::Assessor;
use super::grid::{Grid, step};
use super::search::{Goal, Trial};
use super::sum::Sums;
use super::{Change, MAX_WAYS, Search, order, place_of};

/// Most indicators of one way.
const MAX_INDICATORS: usize = 6;
/// Most steps of looking for combinations of so many indicators: a firm far from the mark has more of them than anybody reads.
const MAX_LOOKED_AT: usize = 20_000;
/// Most bands of an item; with more of them, every step of a fact gains something.
const MAX_BANDS: usize = 16;
/// Most gains that such an item is asked for.
const MAX_WANTED: usize = 16;
/// Most combinations tried out.
const MAX_TRIED: usize = 60;

/// An indicator's rise by the change of one fact.
#[derive(Clone, Debug)]
pub(super) struct Rise {
    change: Change,
    gain: Number,
    /// The gain in billionths.
    points: i64,
    size: i64,
    /// Its place among all.
    pub(super) place: usize,
}

impl Assessor {
    /// The ways to raise a score until the criterion holds.
    pub(super) fn raised(
        &self,
        criterion: Slot,
        (card, group, test): (&SaidCard, Option<usize>, &SaidTest),
        need: &Number,
        trial: &mut Trial,
        run: &Workspace,
        known: &mut Vec<Option<Search<Rises>>>,
    ) -> Vec<Vec<Change>> {
        let program = &self.compiled.program;
        let groups = card.groups.iter().enumerate().filter(|(i, _)| group.is_none_or(|g| g == *i));
        let items: Vec<&SaidItem> = groups.flat_map(|(_, g)| &g.items).collect();
        let rises = |(place, item): (usize, &&SaidItem)| {
            let known = place_of(known, place);
            self.searched(&[program.slot_of(item.at)], trial, run, known, |trial, read| self.rises(item, read, trial, run))
        };
        let mut found: Vec<Rises> = items.iter().enumerate().map(rises).collect();
        for (place, item) in items.iter().enumerate() {
            let wanted = wanted(need, &found, place);
            if let Some(rises) = found.get_mut(place).filter(|rises| !rises.sliding.is_empty()) {
                self.slide(item, rises, &wanted, trial, run);
            }
        }
        let mut items: Vec<Vec<Rise>> = found.into_iter().map(|rises| rises.bands).collect();
        items.iter_mut().flatten().enumerate().for_each(|(place, rise)| rise.place = place);
        trial.ask(criterion);
        let has = group.and_then(|g| card.groups.get(g)).map_or(card.at, |g| g.at);
        let mut sums = Sums::new((program.slot_of(has), test), &items, program, run, trial);
        let bounds = Bounds::of(&items);
        for count in 1..=items.len().min(MAX_INDICATORS) {
            // A single rise may do more than its own item says; of several at least the sum must.
            let need = if count == 1 { 0 } else { billionths(need, Rounding::Floor) };
            let mut found = Combinations { items: &items, need, bounds: &bounds, left: MAX_LOOKED_AT, out: Vec::new() };
            found.choose(0, count, (0, 0), &mut Vec::new());
            let mut ways: Vec<Vec<Change>> = Vec::new();
            for (_, rises) in found.out {
                let by_sums = sums.as_mut().and_then(|sums| sums.just_enough(&rises, |rise| self.one_less(&rise.change), trial));
                let changes: Vec<Change> = rises.iter().map(|r| r.change.clone()).collect();
                if by_sums.unwrap_or_else(|| self.just_enough(&changes, trial)) {
                    ways.push(changes);
                    if ways.len() == MAX_WAYS {
                        break;
                    }
                }
            }
            if !ways.is_empty() {
                return ways;
            }
        }
        Vec::new()
    }

    /// Whether the changes make the criterion hold, and none of them could be one step less.
    fn just_enough(&self, changes: &[Change], trial: &mut Trial) -> bool {
        trial.met_with(changes, &Goal::Holds)
            && (0..changes.len()).all(|i| {
                let mut less = changes.to_vec();
                let Some(change) = less.get_mut(i) else { return true };
                match self.one_less(change) {
                    Some(to) => change.to = to,
                    None => return true,
                }
                !trial.met_with(&less, &Goal::Holds)
            })
    }

    /// The changed value one step nearer to what it is; nothing where it can't be nearer without being the same.
    fn one_less(&self, change: &Change) -> Option<Cell> {
        let (Some(from), Some(to)) = (change.from.as_number(), change.to.as_number()) else { return Some(change.from.clone()) };
        let step = step(self.facts.get(change.fact)?);
        let nearer = if from.compare(to) == Ok(Ordering::Less) { to.sub(&step) } else { to.add(&step) };
        nearer.ok().map(Cell::Number)
    }

    /// Every rise of an item: for each fact that it reads, the least change to each better number of points.
    fn rises(&self, item: &SaidItem, facts: &[u32], trial: &mut Trial, run: &Workspace) -> Rises {
        let mut out = Rises::default();
        let program = &self.compiled.program;
        let at = program.slot_of(item.at);
        let Some(now) = run.get(at).as_number().cloned() else { return out };
        if order(&now, &item.max) != Ordering::Less {
            return out;
        }
        trial.ask(at);
        for &fact in facts {
            let Some(slot) = self.facts.get(fact) else { continue };
            let from = run.get(program.fact_slot(fact)).clone();
            let mut values = Vec::new();
            if let Cell::Number(own) = &from {
                for up in [true, false] {
                    let Some(grid) = Grid::new(slot, own, up) else { continue };
                    match bands(fact, &grid, &now, trial) {
                        Some(found) => values.extend(found),
                        None => out.sliding.push((fact, up)),
                    }
                }
            } else {
                values = trial.better(fact, slot, &now);
            }
            out.bands.extend(values.into_iter().filter_map(|to| Rise::of(fact, &from, to, &now, trial)));
        }
        out.tidy();
        out
    }

    /// Adds, for facts whose every step gains something, the rises that are worth looking at: those that gain all that is
    /// needed, or what one band of another item leaves to be gained.
    fn slide(&self, item: &SaidItem, rises: &mut Rises, wanted: &[Number], trial: &mut Trial, run: &Workspace) {
        let program = &self.compiled.program;
        let at = program.slot_of(item.at);
        let Some(now) = run.get(at).as_number().cloned() else { return };
        trial.ask(at);
        for (fact, up) in std::mem::take(&mut rises.sliding) {
            let from = run.get(program.fact_slot(fact)).clone();
            let grid = self.facts.get(fact).zip(from.as_number()).and_then(|(slot, own)| Grid::new(slot, own, up));
            for gain in wanted {
                // As good as "at least so many": a step gains more than a billionth.
                let below = Number::ratio(1, 1_000_000_000).and_then(|tiny| now.add(gain)?.sub(&tiny));
                let (Some(grid), Ok(points)) = (&grid, below) else { continue };
                if let Some((_, to)) = trial.next(fact, grid, &Goal::Above(points), 0) {
                    rises.bands.extend(Rise::of(fact, &from, to, &now, trial));
                }
            }
        }
        rises.tidy();
    }
}

/// The least values of a fact that reach each better band; none where there are too many to be bands.
fn bands(fact: u32, grid: &Grid, now: &Number, trial: &mut Trial) -> Option<Vec<Cell>> {
    let (mut points, mut past, mut out) = (now.clone(), 0, Vec::new());
    while let Some((place, to)) = trial.next(fact, grid, &Goal::Above(points.clone()), past) {
        if out.len() == MAX_BANDS {
            return None;
        }
        let Some(reached) = trial.with(fact, &to).as_number().cloned() else { break };
        out.push(to);
        (points, past) = (reached, place);
    }
    Some(out)
}

/// The rises of an item.
#[derive(Clone, Debug, Default)]
pub(super) struct Rises {
    /// From band to band, the greatest gain first.
    bands: Vec<Rise>,
    /// Facts whose every step up (or down) gains something, so that there are no bands.
    sliding: Vec<(u32, bool)>,
}

impl Rises {
    /// Of two rises with the same gain the nearer one is enough.
    fn tidy(&mut self) {
        self.bands.sort_by(|a, b| order(&b.gain, &a.gain).then(a.size.cmp(&b.size)));
        self.bands.dedup_by(|b, a| order(&a.gain, &b.gain) == Ordering::Equal);
    }
}

impl Rise {
    pub(super) fn fact(&self) -> u32 {
        self.change.fact
    }

    pub(super) fn to(&self) -> &Cell {
        &self.change.to
    }

    fn of(fact: u32, from: &Cell, to: Cell, now: &Number, trial: &mut Trial) -> Option<Rise> {
        let gain = trial.with(fact, &to).as_number()?.sub(now).ok()?;
        let change = Change { fact, from: from.clone(), to };
        Some(Rise { size: change.size(), points: billionths(&gain, Rounding::Ceiling), change, gain, place: 0 })
    }
}

/// What a sliding item may have to gain: all that is needed, or what is left of it by one band of another item.
fn wanted(need: &Number, items: &[Rises], item: usize) -> Vec<Number> {
    let others = items.iter().enumerate().filter(|(i, _)| *i != item).flat_map(|(_, rises)| &rises.bands);
    let mut out = vec![need.clone()];
    for left in others.filter_map(|rise| need.sub(&rise.gain).ok()) {
        if out.len() < MAX_WANTED && order(&left, &Number::ZERO) == Ordering::Greater && !out.contains(&left) {
            out.push(left);
        }
    }
    out
}

/// Points in billionths. Gains are rounded up and what is needed down, so that no combination that is enough is left out; one
/// that is not is found out when it is tried.
fn billionths(points: &Number, rounding: Rounding) -> i64 {
    let n = points.mul(&Number::from_i64(1_000_000_000)).and_then(|n| n.round(0, rounding)).ok();
    n.and_then(|n| n.to_i64()).unwrap_or(i64::MAX)
}

/// Sets of rises, at most one an item and one a fact.
struct Combinations<'r> {
    items: &'r [Vec<Rise>],
    /// Points that they must gain together, in billionths.
    need: i64,
    bounds: &'r Bounds,
    /// Steps left to look.
    left: usize,
    /// The smallest found, in the order of their size.
    out: Vec<(i64, Vec<&'r Rise>)>,
}

impl<'r> Combinations<'r> {
    fn choose(&mut self, from: usize, count: usize, (gained, size): (i64, i64), chosen: &mut Vec<&'r Rise>) {
        if count == 0 {
            if gained >= self.need {
                let at = self.out.partition_point(|(other, _)| *other <= size);
                self.out.insert(at, (size, chosen.clone()));
                self.out.truncate(MAX_TRIED);
            }
            return;
        }
        let items: &'r [Vec<Rise>] = self.items;
        for (i, rises) in items.iter().enumerate().skip(from) {
            let (most, least) = self.bounds.of_rest(i + 1, count - 1);
            for rise in rises {
                let gained = gained.saturating_add(rise.points);
                let size = size.saturating_add(rise.size);
                // No larger one is tried than those that were found.
                let smallest = size.saturating_add(least);
                if self.out.len() == MAX_TRIED && self.out.last().is_some_and(|(largest, _)| *largest <= smallest) {
                    continue;
                }
                if gained.saturating_add(most) < self.need || chosen.iter().any(|c| c.change.fact == rise.change.fact) {
                    continue;
                }
                let Some(left) = self.left.checked_sub(1) else { return };
                self.left = left;
                chosen.push(rise);
                self.choose(i + 1, count - 1, (gained, size), chosen);
                chosen.pop();
            }
        }
    }
}

/// What so many of an item and the later ones can gain together at the most, and how small they can be: by item, for none,
/// one, two and so on.
struct Bounds(Vec<Vec<(i64, i64)>>);

impl Bounds {
    fn of(items: &[Vec<Rise>]) -> Self {
        // The greatest gains of the items so far, and the smallest sizes, in order.
        let (mut gains, mut sizes): (Vec<i64>, Vec<i64>) = (Vec::new(), Vec::new());
        let mut out = vec![vec![(0, 0)]];
        for rises in items.iter().rev() {
            if let Some(first) = rises.first() {
                let smallest = rises.iter().fold(first.size, |least, rise| least.min(rise.size));
                // The first gains the most.
                gains.insert(gains.partition_point(|gain| *gain > first.points), first.points);
                sizes.insert(sizes.partition_point(|size| *size < smallest), smallest);
            }
            let (mut sum, mut sums) = ((0_i64, 0_i64), vec![(0, 0)]);
            for (gain, size) in gains.iter().zip(&sizes) {
                sum = (sum.0.saturating_add(*gain), sum.1.saturating_add(*size));
                sums.push(sum);
            }
            out.push(sums);
        }
        out.reverse();
        Bounds(out)
    }

    /// Of so many from an item on; nothing is enough where there are not so many.
    fn of_rest(&self, from: usize, count: usize) -> (i64, i64) {
        self.0.get(from).and_then(|sums| sums.get(count)).copied().unwrap_or((i64::MIN, 0))
    }
}
