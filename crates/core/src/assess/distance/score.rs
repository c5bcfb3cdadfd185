//! Which indicators of a score sheet to raise, and by how much, until the score is enough.

use std::cmp::Ordering;

use crate::number::Number;
use crate::policy::said::{SaidCard, SaidItem};
use crate::program::cell::Cell;
use crate::program::{Slot, Workspace};

use super::super::Assessor;
use super::search::{Goal, Grid, Trial, step};
use super::{Change, MAX_WAYS, order};

/// Most indicators of one way.
const MAX_INDICATORS: usize = 6;
/// Most steps of looking for combinations of so many indicators: a firm far from the mark has more of them than anybody reads.
const MAX_LOOKED_AT: usize = 20_000;
/// Most combinations tried out.
const MAX_TRIED: usize = 60;

/// An indicator's rise by the change of one fact.
struct Rise {
    change: Change,
    gain: Number,
    size: i64,
}

impl Assessor {
    /// The ways to raise a score until the criterion holds.
    pub(super) fn raised(
        &self,
        criterion: Slot,
        card: &SaidCard,
        group: Option<usize>,
        need: &Number,
        trial: &mut Trial,
        run: &Workspace,
    ) -> Vec<Vec<Change>> {
        let groups = card.groups.iter().enumerate().filter(|(i, _)| group.is_none_or(|g| g == *i));
        let items: Vec<Vec<Rise>> = groups.flat_map(|(_, g)| &g.items).map(|item| self.rises(item, trial, run)).collect();
        trial.ask(criterion);
        let most = most(&items);
        for count in 1..=items.len().min(MAX_INDICATORS) {
            // A single rise may do more than its own item says; of several at least the sum must.
            let need = if count == 1 { &Number::ZERO } else { need };
            let mut found = Combinations { items: &items, need, most: &most, left: MAX_LOOKED_AT, out: Vec::new() };
            found.choose(0, count, (&Number::ZERO, 0), &mut Vec::new());
            let mut ways: Vec<Vec<Change>> = Vec::new();
            for (_, rises) in found.out {
                let changes: Vec<Change> = rises.iter().map(|r| r.change.clone()).collect();
                if self.just_enough(&changes, trial) {
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
        let values = |changes: &[Change]| changes.iter().map(|c| (c.fact, c.to.clone())).collect::<Vec<_>>();
        if trial.with_all(&values(changes)).as_boolean() != Some(true) {
            return false;
        }
        (0..changes.len()).all(|i| {
            let mut less = changes.to_vec();
            let Some(change) = less.get_mut(i) else { return true };
            match self.one_less(change) {
                Some(to) => change.to = to,
                None => return true,
            }
            trial.with_all(&values(&less)).as_boolean() != Some(true)
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
    fn rises(&self, item: &SaidItem, trial: &mut Trial, run: &Workspace) -> Vec<Rise> {
        let program = &self.compiled.program;
        let at = program.slot_of(item.at);
        let Some(now) = run.get(at).as_number().cloned() else { return Vec::new() };
        if order(&now, &item.max) != Ordering::Less {
            return Vec::new();
        }
        let mut out = Vec::new();
        trial.ask(at);
        for fact in program.facts_read(&[at]) {
            let Some(slot) = self.facts.get(fact) else { continue };
            let from = run.get(program.fact_slot(fact)).clone();
            let mut values = Vec::new();
            if let Cell::Number(own) = &from {
                for grid in [true, false].into_iter().filter_map(|up| Grid::new(slot, own, up)) {
                    let (mut points, mut past) = (now.clone(), 0);
                    // The next better band, and the next, until there is none.
                    while let Some((place, to)) = trial.next(fact, &grid, &Goal::Above(points.clone()), past) {
                        let Some(reached) = trial.with(fact, to.clone()).as_number().cloned() else { break };
                        values.push(to);
                        (points, past) = (reached, place);
                    }
                }
            } else {
                values = trial.better(fact, slot, &now);
            }
            for to in values {
                let gained = trial.with(fact, to.clone()).as_number().cloned();
                if let Some(gain) = gained.and_then(|g| g.sub(&now).ok()) {
                    let change = Change { fact, from: from.clone(), to };
                    out.push(Rise { size: change.size(), change, gain });
                }
            }
            trial.put_back(fact, from);
        }
        // Of two rises with the same gain the nearer one is enough.
        out.sort_by(|a, b| order(&b.gain, &a.gain).then(a.size.cmp(&b.size)));
        out.dedup_by(|b, a| order(&a.gain, &b.gain) == Ordering::Equal);
        out
    }
}

/// Sets of rises, at most one an item and one a fact.
struct Combinations<'r> {
    items: &'r [Vec<Rise>],
    /// Points that they must gain together.
    need: &'r Number,
    /// By first item and number of items, the most that those and the later ones gain.
    most: &'r [Vec<Number>],
    /// Steps left to look.
    left: usize,
    /// The smallest found, in the order of their size.
    out: Vec<(i64, Vec<&'r Rise>)>,
}

impl<'r> Combinations<'r> {
    fn choose(&mut self, from: usize, count: usize, (gained, size): (&Number, i64), chosen: &mut Vec<&'r Rise>) {
        if count == 0 {
            if order(gained, self.need) != Ordering::Less {
                let at = self.out.partition_point(|(other, _)| *other <= size);
                self.out.insert(at, (size, chosen.clone()));
                self.out.truncate(MAX_TRIED);
            }
            return;
        }
        let items: &'r [Vec<Rise>] = self.items;
        for (i, rises) in items.iter().enumerate().skip(from) {
            for rise in rises {
                let Ok(gained) = gained.add(&rise.gain) else { continue };
                let size = size.saturating_add(rise.size);
                // No larger one is tried than those that were found.
                if self.out.len() == MAX_TRIED && self.out.last().is_some_and(|(largest, _)| *largest <= size) {
                    continue;
                }
                if !self.enough_left(i + 1, count - 1, &gained) || chosen.iter().any(|c| c.change.fact == rise.change.fact) {
                    continue;
                }
                let Some(left) = self.left.checked_sub(1) else { return };
                self.left = left;
                chosen.push(rise);
                self.choose(i + 1, count - 1, (&gained, size), chosen);
                chosen.pop();
            }
        }
    }

    /// Whether so many of the items that follow can still gain what is needed.
    fn enough_left(&self, from: usize, count: usize, gained: &Number) -> bool {
        let most = self.most.get(from).and_then(|most| most.get(count));
        most.and_then(|most| gained.add(most).ok()).is_some_and(|sum| order(&sum, self.need) != Ordering::Less)
    }
}

/// For each item, the most that so many of it and the later ones can gain together: none, one, two and so on.
fn most(items: &[Vec<Rise>]) -> Vec<Vec<Number>> {
    let from = |first: usize| {
        let mut best: Vec<&Number> = items.iter().skip(first).filter_map(|rises| rises.first()).map(|r| &r.gain).collect();
        best.sort_by(|a, b| order(b, a));
        let mut sum = Number::ZERO;
        let mut out = vec![Number::ZERO];
        for gain in best {
            let Ok(more) = sum.add(gain) else { break };
            sum = more.clone();
            out.push(more);
        }
        out
    };
    (0..=items.len()).map(from).collect()
}
