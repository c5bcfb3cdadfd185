//! How far off: for each criterion that does not hold, the least changes of facts that would make it hold.
//!
//! One fact moves and the others stay. For a score, indicators are raised to their next bands: the fewest indicators, then the
//! least sum of relative changes, then the order of the documents; at most [`MAX_WAYS`] ways are told.

mod grid;
mod score;
mod search;
mod sum;

use std::cmp::Ordering;

use crate::number::{Number, Rounding};
use crate::policy::said::{Said, SaidCard, SaidKind, SaidTest};
use crate::policy::{Criterion, CriterionKind};
use crate::program::build::Operand;
use crate::program::cell::Cell;
use crate::program::{Program, Slot, Workspace};

use super::{Assessor, Verdict};
use score::Rises;
use search::{Goal, Trial};

/// Most ways told of one criterion.
pub const MAX_WAYS: usize = 3;
/// Most evaluations for one firm: what would take more is left untold.
const MAX_EVALUATIONS: usize = 30_000;

/// The ways to make a criterion hold.
#[derive(Clone, Debug)]
pub struct Distance<'a> {
    /// The criterion.
    pub criterion: &'a Criterion,
    /// Each way's changes; the nearest first.
    pub ways: Vec<Vec<Change>>,
}

/// A fact's change.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The fact.
    pub fact: u32,
    /// What it is.
    pub from: Cell,
    /// What it would have to be.
    pub to: Cell,
}

impl Change {
    /// The size of the change in relation to the value, in billionths; of a yes or no, a choice, or a change from zero it
    /// is one.
    fn size(&self) -> i64 {
        const ONE: i64 = 1_000_000_000;
        let (Some(from), Some(to)) = (self.from.as_number(), self.to.as_number()) else { return ONE };
        let share = to.sub(from).and_then(|d| d.div(from)).and_then(|n| n.mul(&Number::from_i64(ONE)));
        match share.and_then(|n| n.abs().round(0, Rounding::Ceiling)) {
            Ok(n) => n.to_i64().unwrap_or(i64::MAX),
            Err(_) => ONE,
        }
    }
}

/// What was found for a firm before, a place for each criterion, to be taken again where no fact that it reads has changed.
#[derive(Clone, Debug, Default)]
pub(super) struct Found(Vec<Known>);

/// What was found for one criterion: its ways, and for a score what its items can rise to.
#[derive(Clone, Debug, Default)]
struct Known {
    ways: Option<Search<Vec<Vec<Change>>>>,
    items: Vec<Option<Search<Rises>>>,
}

/// A search that was made, with all that its outcome rests on.
#[derive(Clone, Debug)]
struct Search<T> {
    /// The facts that it read.
    read: Vec<(u32, Cell)>,
    /// How many evaluations there were left when it began, and how many it took.
    left: usize,
    took: usize,
    found: T,
}

impl<T> Search<T> {
    /// Whether it would go the same way again, with so many evaluations left.
    fn holds(&self, program: &Program, run: &Workspace, left: usize) -> bool {
        // One that used up what there was might have found more.
        let enough = self.left == left || (self.took < self.left && self.took <= left);
        enough && self.read.iter().all(|(fact, cell)| run.get(program.fact_slot(*fact)) == cell)
    }
}

impl Assessor {
    /// The distances of each tier that is not passed, after a run over the firm's facts.
    pub(super) fn distances(&self, run: &Workspace, found: &mut Found) -> Vec<Vec<Distance<'_>>> {
        let mut trial = Trial::new(&self.compiled.program, run, MAX_EVALUATIONS);
        let mut place = 0;
        let tiers = self.compiled.tiers.iter().map(|tier| {
            let passed = Verdict::of(run.get(tier.slot).as_boolean()) == Verdict::Pass;
            let renewal = tier.renewal.as_ref().map(|(is, variant)| (run.get(*is).as_boolean(), variant));
            let mut criteria = Vec::new();
            let judged = !passed && !matches!(renewal, Some((Some(true), _)));
            failed_leaves(&tier.first.criteria, judged, run, &mut place, &mut criteria);
            if let Some((renews, variant)) = renewal {
                failed_leaves(&variant.criteria, !passed && renews != Some(false), run, &mut place, &mut criteria);
            }
            let far = |(place, c, said)| self.distance(c, said, &mut trial, run, place_of(&mut found.0, place));
            criteria.into_iter().filter_map(far).collect()
        });
        tiers.collect()
    }

    fn distance<'a>(
        &'a self,
        criterion: &'a Criterion,
        said: &'a Said,
        trial: &mut Trial,
        run: &Workspace,
        known: &mut Known,
    ) -> Option<Distance<'a>> {
        let program = &self.compiled.program;
        let ways = match score_of(said) {
            Some((card, group, test, limit)) => {
                let has = group.and_then(|g| card.groups.get(g)).map_or(card.at, |g| g.at);
                let mut slots = vec![criterion.slot, program.slot_of(limit), program.slot_of(has)];
                slots.extend(card.groups.iter().flat_map(|g| &g.items).map(|item| program.slot_of(item.at)));
                let items = &mut known.items;
                self.searched(&slots, trial, run, &mut known.ways, |trial, _| {
                    let value = |at| run.get(program.slot_of(at)).interval();
                    // What is still open counts as little as it can: it may not come to more.
                    let need = value(limit).hi.zip(value(has).lo).and_then(|(limit, has)| limit.sub(&has).ok());
                    self.raised(criterion.slot, (card, group, test), &need.unwrap_or(Number::ZERO), trial, run, items)
                })
            }
            None => self.searched(&[criterion.slot], trial, run, &mut known.ways, |trial, read| {
                self.by_one_fact(criterion, read, trial, run)
            }),
        };
        (!ways.is_empty()).then_some(Distance { criterion, ways })
    }

    /// What a search over the facts behind slots finds, or found before.
    fn searched<T: Clone>(
        &self,
        slots: &[Slot],
        trial: &mut Trial,
        run: &Workspace,
        known: &mut Option<Search<T>>,
        search: impl FnOnce(&mut Trial, &[u32]) -> T,
    ) -> T {
        let program = &self.compiled.program;
        let left = trial.left();
        if let Some(known) = known.as_ref().filter(|known| known.holds(program, run, left)) {
            trial.pay(known.took);
            return known.found.clone();
        }
        let facts = match known.take() {
            Some(known) => known.read.into_iter().map(|(fact, _)| fact).collect(),
            None => program.facts_read(slots),
        };
        let found = search(trial, &facts);
        let read = facts.into_iter().map(|fact| (fact, run.get(program.fact_slot(fact)).clone())).collect();
        known.insert(Search { read, left, took: left - trial.left(), found }).found.clone()
    }

    fn by_one_fact(&self, criterion: &Criterion, facts: &[u32], trial: &mut Trial, run: &Workspace) -> Vec<Vec<Change>> {
        let program = &self.compiled.program;
        let mut out = Vec::new();
        trial.ask(criterion.slot);
        for &fact in facts {
            let Some(slot) = self.facts.get(fact) else { continue };
            let from = run.get(program.fact_slot(fact)).clone();
            let found = trial.nearest(fact, slot, &Goal::Holds);
            out.extend(found.into_iter().map(|to| Change { fact, from: from.clone(), to }));
        }
        out.sort_by_cached_key(Change::size);
        out.truncate(MAX_WAYS);
        out.into_iter().map(|change| vec![change]).collect()
    }
}

fn order(a: &Number, b: &Number) -> Ordering {
    a.compare(b).unwrap_or(Ordering::Equal)
}

/// The score that a criterion is about, its group, and where its threshold is.
fn score_of(said: &Said) -> Option<(&SaidCard, Option<usize>, &SaidTest, Operand)> {
    let SaidKind::Tested(subject, tests) = &said.kind else { return None };
    match (&subject.kind, tests.as_slice()) {
        (SaidKind::Score { card, group }, [test @ SaidTest::Compare(_, limit)]) => Some((card, *group, test, limit.at)),
        _ => None,
    }
}

/// The criteria with an expression that keep others from holding, each with its place among all, which `place` counts.
fn failed_leaves<'a>(
    criteria: &'a [Criterion],
    judged: bool,
    run: &Workspace,
    place: &mut usize,
    out: &mut Vec<(usize, &'a Criterion, &'a Said)>,
) {
    for criterion in criteria {
        let failed = judged && run.get(criterion.slot).as_boolean() == Some(false);
        match &criterion.kind {
            CriterionKind::When(said) => {
                if failed {
                    out.push((*place, criterion, said));
                }
                *place += 1;
            }
            CriterionKind::All(inner) | CriterionKind::Any(inner) => failed_leaves(inner, failed, run, place, out),
        }
    }
}

/// A place in a list that grows as far as it is asked.
fn place_of<T: Default>(list: &mut Vec<T>, place: usize) -> &mut T {
    if list.len() <= place {
        list.resize_with(place + 1, T::default);
    }
    &mut list[place]
}
