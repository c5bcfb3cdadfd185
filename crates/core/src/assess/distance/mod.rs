//! How far off: for each criterion that does not hold, the least changes of facts that would make it hold.
//!
//! One fact moves and the others stay. For a score, indicators are raised to their next bands: the fewest indicators, then the
//! least sum of relative changes, then the order of the documents; at most [`MAX_WAYS`] ways are told.

mod score;
mod search;

use std::cmp::Ordering;

use crate::number::{Number, Rounding};
use crate::policy::said::{Said, SaidCard, SaidKind, SaidTest};
use crate::policy::{Criterion, CriterionKind};
use crate::program::Workspace;
use crate::program::build::Operand;
use crate::program::cell::Cell;

use super::{Assessor, Verdict};
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

impl Assessor {
    /// The distances of each tier that is not passed, after a run over the firm's facts.
    pub(super) fn distances(&self, run: &Workspace) -> Vec<Vec<Distance<'_>>> {
        let mut trial = Trial::new(&self.compiled.program, run, MAX_EVALUATIONS);
        let tiers = self.compiled.tiers.iter().map(|tier| {
            if Verdict::of(run.get(tier.slot).as_boolean()) == Verdict::Pass {
                return Vec::new();
            }
            let renewal = tier.renewal.as_ref().map(|(is, variant)| (run.get(*is).as_boolean(), variant));
            let mut criteria = Vec::new();
            if !matches!(renewal, Some((Some(true), _))) {
                failed_leaves(&tier.first.criteria, run, &mut criteria);
            }
            if let Some((Some(true) | None, variant)) = renewal {
                failed_leaves(&variant.criteria, run, &mut criteria);
            }
            criteria.into_iter().filter_map(|(c, said)| self.distance(c, said, &mut trial, run)).collect()
        });
        tiers.collect()
    }

    fn distance<'a>(
        &'a self,
        criterion: &'a Criterion,
        said: &'a Said,
        trial: &mut Trial,
        run: &Workspace,
    ) -> Option<Distance<'a>> {
        let ways = match score_of(said) {
            Some((card, group, limit)) => {
                let value = |at| run.get(self.compiled.program.slot_of(at)).interval().hi;
                let has = group.and_then(|g| card.groups.get(g)).map_or(card.at, |g| g.at);
                let need = value(limit).zip(value(has)).and_then(|(limit, has)| limit.sub(&has).ok());
                self.raised(criterion.slot, card, group, &need.unwrap_or(Number::ZERO), trial, run)
            }
            None => self.by_one_fact(criterion, trial, run),
        };
        (!ways.is_empty()).then_some(Distance { criterion, ways })
    }

    fn by_one_fact(&self, criterion: &Criterion, trial: &mut Trial, run: &Workspace) -> Vec<Vec<Change>> {
        let program = &self.compiled.program;
        let mut out = Vec::new();
        trial.ask(criterion.slot);
        for fact in program.facts_read(&[criterion.slot]) {
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
fn score_of(said: &Said) -> Option<(&SaidCard, Option<usize>, Operand)> {
    let SaidKind::Tested(subject, tests) = &said.kind else { return None };
    match (&subject.kind, tests.as_slice()) {
        (SaidKind::Score { card, group }, [SaidTest::Compare(_, limit)]) => Some((card, *group, limit.at)),
        _ => None,
    }
}

/// The criteria with an expression that keep others from holding.
fn failed_leaves<'a>(criteria: &'a [Criterion], run: &Workspace, out: &mut Vec<(&'a Criterion, &'a Said)>) {
    for criterion in criteria.iter().filter(|c| run.get(c.slot).as_boolean() == Some(false)) {
        match &criterion.kind {
            CriterionKind::When(said) => out.push((criterion, said)),
            CriterionKind::All(inner) | CriterionKind::Any(inner) => failed_leaves(inner, run, out),
        }
    }
}
