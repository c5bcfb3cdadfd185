//! What is computed for a table: the instructions that the answers rest on, and where the answers lie.

use std::collections::HashMap;

use peiyu::assess::Assessor;
use peiyu::number::Number;
use peiyu::policy::{Criterion, CriterionKind, Tier, Variant};
use peiyu::program::step::Step;
use peiyu::program::{Op, Program, Slot};

use serde_json::{Value, json};

use crate::edges::{Bands, Edge, Edges};
use crate::part::gcd;

/// What is computed, and what is read off afterwards.
pub struct Plan {
    /// Instructions, in order, each with the operands that nobody reads after it.
    pub steps: Vec<(usize, Vec<Slot>)>,
    /// Facts that are read.
    pub facts: Vec<u32>,
    /// The tiers' answers.
    pub tiers: Vec<TierPlan>,
    /// Step tables; none where one does not fit.
    pub tables: Vec<Option<Bands>>,
    /// Contradictions between facts, where they are asked for.
    pub warnings: Vec<Slot>,
}

/// Where a tier's answer lies.
pub struct TierPlan {
    /// Its id.
    pub id: String,
    /// The slot of its verdict.
    pub verdict: Slot,
    /// The slot that says whether it is a renewal, where these are judged otherwise.
    pub renewal: Option<Slot>,
    /// The score of a first recognition and of a renewal; none for a tier without one.
    pub score: Option<[Option<Slot>; 2]>,
    /// The scores of the groups.
    pub groups: Vec<(String, [Option<Slot>; 2])>,
    /// The criteria, outer before inner.
    pub criteria: Vec<CriterionPlan>,
    /// Ids of the criteria by their bits.
    pub ids: Vec<CriterionId>,
}

/// A criterion as one variant asks it.
pub struct CriterionPlan {
    /// The slot of its answer.
    pub slot: Slot,
    /// The one around it, as a place in [`TierPlan::criteria`].
    pub parent: Option<usize>,
    /// Its bit.
    pub bit: usize,
    /// Whether renewals ask it; `None` where there is only one variant.
    pub renewal: Option<bool>,
}

/// What a bit stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CriterionId {
    /// The criterion's id.
    pub id: String,
    /// Its names in Chinese and English.
    pub label: [String; 2],
    /// Document number and article.
    pub source: String,
}

impl CriterionId {
    /// `{"id", "label": {"zh", "en"}, "source"}`
    pub fn to_json(&self) -> Value {
        json!({"id": self.id, "label": {"zh": self.label[0], "en": self.label[1]}, "source": self.source})
    }
}

/// The criteria of a tier by their bits, 64 to a column of a table's answers; nothing of a tier that isn't judged.
pub fn criteria(assessor: &Assessor, tier: &str) -> Option<Vec<CriterionId>> {
    assessor.tiers().iter().find(|t| t.id == tier).map(|t| TierPlan::new(t).ids)
}

/// What is answered beside each tier's verdict: all of it, if nothing else is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answers {
    /// The score.
    pub score: bool,
    /// The scores of the groups.
    pub groups: bool,
    /// The criteria that don't hold.
    pub failed: bool,
}

impl Default for Answers {
    fn default() -> Self {
        Answers { score: true, groups: true, failed: true }
    }
}

impl Plan {
    /// The plan of the answers that are wanted of a policy; `warnings` asks for contradictions, too.
    pub fn new(assessor: &Assessor, answers: Answers, warnings: bool) -> Plan {
        let program = assessor.program();
        let tiers: Vec<TierPlan> = assessor.tiers().iter().map(|tier| TierPlan::new(tier).only(answers)).collect();
        let warnings: Vec<Slot> = if warnings { assessor.warning_slots().collect() } else { Vec::new() };
        let mut outputs: Vec<Slot> = tiers.iter().flat_map(TierPlan::slots).collect();
        outputs.extend(&warnings);
        let needed = needed(program, &outputs);
        let base = program.fact_slot(0);
        let facts = (0..program.facts).filter(|f| needed.get((base + f) as usize) == Some(&true)).collect();
        let steps = order(program, &needed, &outputs);
        let tables = program.steps.iter().map(|step| edges(step).map(Bands::new)).collect();
        Plan { steps, facts, tiers, tables, warnings }
    }
}

/// Which slots the outputs rest on.
fn needed(program: &Program, outputs: &[Slot]) -> Vec<bool> {
    let first = program.fact_slot(program.facts) as usize;
    let mut needed = vec![false; first + program.instructions.len()];
    let mark = |at: Slot, needed: &mut Vec<bool>| {
        if let Some(slot) = needed.get_mut(at as usize) {
            *slot = true;
        }
    };
    for at in outputs {
        mark(*at, &mut needed);
    }
    for index in (0..program.instructions.len()).rev() {
        if needed.get(first + index) == Some(&true) {
            operands(program, index).for_each(|at| mark(at, &mut needed));
        }
    }
    needed
}

/// The needed instructions, each with the results whose last reader it is. Facts stay: rows that are left need them.
fn order(program: &Program, needed: &[bool], outputs: &[Slot]) -> Vec<(usize, Vec<Slot>)> {
    let first = program.fact_slot(program.facts) as usize;
    let mut kept: Vec<bool> = vec![false; needed.len()];
    for at in outputs {
        if let Some(slot) = kept.get_mut(*at as usize) {
            *slot = true;
        }
    }
    let mut steps = Vec::new();
    for index in (0..program.instructions.len()).rev().filter(|i| needed.get(first + i) == Some(&true)) {
        let mut last = Vec::new();
        for operand in operands(program, index).filter(|at| *at as usize >= first) {
            if let Some(seen) = kept.get_mut(operand as usize).filter(|seen| !**seen) {
                *seen = true;
                last.push(operand);
            }
        }
        steps.push((index, last));
    }
    steps.reverse();
    steps
}

/// The slots that an instruction reads.
fn operands(program: &Program, index: usize) -> impl Iterator<Item = Slot> {
    let instruction = program.instructions.get(index).copied();
    let listed = instruction.filter(|i| matches!(i.op, Op::CallList(_)));
    let from = listed.map_or(0, |i| i.a as usize);
    let list = program.lists.get(from..from + listed.map_or(0, |i| i.b as usize)).unwrap_or_default().to_vec();
    let plain = instruction.filter(|_| listed.is_none()).map(|i| [i.a, i.b, i.c]);
    plain.into_iter().flatten().chain(list)
}

impl TierPlan {
    fn new(tier: &Tier) -> TierPlan {
        let variants: Vec<(Option<bool>, &Variant)> = match &tier.renewal {
            None => vec![(None, &tier.first)],
            Some((_, renewal)) => vec![(Some(false), &tier.first), (Some(true), renewal)],
        };
        let mut plan = TierPlan {
            id: tier.id.clone(),
            verdict: tier.slot,
            renewal: tier.renewal.as_ref().map(|(is, _)| *is),
            score: None,
            groups: Vec::new(),
            criteria: Vec::new(),
            ids: Vec::new(),
        };
        let mut bits = HashMap::new();
        for (renewal, variant) in variants {
            let sides = |slot: Slot| match renewal {
                None => [Some(slot); 2],
                Some(false) => [Some(slot), None],
                Some(true) => [None, Some(slot)],
            };
            if let Some(slot) = variant.score {
                plan.score = Some(joined(plan.score.unwrap_or_default(), sides(slot)));
            }
            for (id, slot) in &variant.groups {
                match plan.groups.iter_mut().find(|(known, _)| known == id) {
                    Some((_, found)) => *found = joined(*found, sides(*slot)),
                    None => plan.groups.push((id.clone(), sides(*slot))),
                }
            }
            plan.add(&variant.criteria, None, renewal, &mut bits);
        }
        plan
    }

    fn add<'t>(
        &mut self,
        criteria: &'t [Criterion],
        parent: Option<usize>,
        renewal: Option<bool>,
        bits: &mut HashMap<&'t str, usize>,
    ) {
        for c in criteria {
            let bit = *bits.entry(&c.id).or_insert_with(|| {
                let label = [c.label.zh.clone(), c.label.en.clone()];
                self.ids.push(CriterionId { id: c.id.clone(), label, source: c.citation.text.clone() });
                self.ids.len() - 1
            });
            self.criteria.push(CriterionPlan { slot: c.slot, parent, bit, renewal });
            if let CriterionKind::All(inner) | CriterionKind::Any(inner) = &c.kind {
                let own = self.criteria.len() - 1;
                self.add(inner, Some(own), renewal, bits);
            }
        }
    }

    /// Without the answers that are not wanted, which are not computed then.
    fn only(mut self, answers: Answers) -> TierPlan {
        if !answers.score {
            self.score = None;
        }
        if !answers.groups {
            self.groups.clear();
        }
        if !answers.failed {
            self.criteria.clear();
            self.ids.clear();
        }
        self
    }

    /// Every slot that is read off.
    pub fn slots(&self) -> Vec<Slot> {
        let mut out = vec![self.verdict];
        out.extend(self.renewal);
        out.extend(self.score.iter().flatten().flatten());
        out.extend(self.groups.iter().flat_map(|(_, sides)| sides).flatten());
        out.extend(self.criteria.iter().map(|c| c.slot));
        out
    }
}

fn joined(a: [Option<Slot>; 2], b: [Option<Slot>; 2]) -> [Option<Slot>; 2] {
    [b[0].or(a[0]), b[1].or(a[1])]
}

/// A step table over common denominators, where it fits.
fn edges(step: &Step) -> Option<Edges> {
    let lcm = |mut numbers: Box<dyn Iterator<Item = &Number> + '_>| {
        numbers.try_fold(1_i128, |common: i128, n| {
            let (_, den) = n.fraction()?;
            common.checked_mul(den / gcd(common, den))
        })
    };
    let common = lcm(Box::new(step.edges.iter().map(|e| &e.at)))?;
    let points = || std::iter::once(&step.below).chain(step.edges.iter().flat_map(|e| [&e.on, &e.above]));
    let scale = lcm(Box::new(points()))?;
    let over = |n: &Number, den: i128| n.fraction().and_then(|(a, b)| a.checked_mul(den / b));
    let narrow = |n: &Number| over(n, scale).and_then(|n| i64::try_from(n).ok());
    let below = narrow(&step.below)?;
    let (mut edges, mut last) = (Vec::new(), below);
    for edge in &step.edges {
        let (at, on, above) = (over(&edge.at, common)?, narrow(&edge.on)?, narrow(&edge.above)?);
        for (strict, points) in [(false, on), (true, above)] {
            if points != last {
                edges.push(Edge { at, strict, points });
                last = points;
            }
        }
    }
    let all: Vec<i64> = points().map(narrow).collect::<Option<_>>()?;
    let bounds = (*all.iter().min()?, *all.iter().max()?);
    Some(Edges { common, list: edges, below, scale, bounds })
}
