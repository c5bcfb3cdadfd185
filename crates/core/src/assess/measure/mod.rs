//! The measures of a notice: for one firm, which are for it, why, and how much they give; for a department, what it has to
//! do; for many firms, who gets what; for targets, how far they are reached.

mod json;
mod list;
mod tally;
mod target;

use std::sync::Arc;

use crate::diagnostic::{Diagnostics, Text};
use crate::document::measure::{Benefit, BenefitKind, Department, Measure, Target};
use crate::document::model::{Section, Source};
use crate::number::Number;
use crate::policy::measures::{BenefitSlots, MeasureSlots, TargetSlots};
use crate::policy::said::Citation;
use crate::policy::{Policy, Selection};
use crate::program::{Slot, Workspace};
use crate::time::Date;

use super::explain::Explanation;
use super::{Assessor, Firm, TierAssessment, Verdict};

pub use tally::Tally;
pub use target::{Figures, Progress, State};

/// The measures of a policy, made ready for a day. It is `Sync`: threads share it, each with a [`Workspace`].
#[derive(Clone, Debug)]
pub struct Measures {
    /// Judges measures and what they give as if they were tiers.
    assessor: Assessor,
    day: Date,
    departments: Section<Department>,
    list: Vec<Said<Measure, MeasureSlots>>,
    targets: Vec<Said<Target, TargetSlots>>,
    /// Values of a firm of which nothing is known: amounts that are the same for all are known there.
    blank: Workspace,
}

/// What a document says of something, where its answers lie, and where it is said.
#[derive(Clone, Debug)]
struct Said<T, S> {
    of: Arc<T>,
    slots: S,
    citation: Citation,
    /// Citations of what a measure gives.
    parts: Vec<Citation>,
}

/// What a measure means for a firm.
#[derive(Clone, Debug)]
pub struct MeasureAnswer<'a> {
    /// Its id.
    pub id: &'a str,
    /// What the document says of it.
    pub measure: &'a Measure,
    /// Whether it is in force on the day.
    pub in_force: bool,
    /// Whether it is for the firm; none where it is not asked of single firms.
    pub verdict: Option<Verdict>,
    /// What it gives.
    pub gives: Vec<BenefitAnswer<'a>>,
}

/// What something that a measure gives means for a firm.
#[derive(Clone, Debug)]
pub struct BenefitAnswer<'a> {
    /// Its id.
    pub id: &'a str,
    /// What the document says of it.
    pub benefit: &'a Benefit,
    /// Whether the firm gets it; none where it is not asked of single firms.
    pub verdict: Option<Verdict>,
    /// How much, in yuan, where it is a known sum.
    pub amount: Option<Number>,
    /// How much at most, in yuan or as a ratio.
    pub at_most: Option<Number>,
}

impl BenefitAnswer<'_> {
    /// The sum in yuan that is due to the firm; none where it gets nothing, or how much is not said.
    pub fn due(&self) -> Option<&Number> {
        let money = matches!(self.benefit.kind, BenefitKind::Award | BenefitKind::Subsidy);
        self.amount.as_ref().filter(|_| money && self.verdict == Some(Verdict::Pass))
    }
}

/// What a firm is told of all measures.
#[derive(Clone, Debug)]
pub struct MeasuresAnswer<'a> {
    /// The measures, in the order of the documents.
    pub measures: Vec<MeasureAnswer<'a>>,
    /// The sums that are due, in yuan.
    pub due: Number,
}

/// What a firm is told of all measures, with the reasons.
#[derive(Clone, Debug)]
pub struct Explained<'a> {
    measures: &'a Measures,
    /// The answer.
    pub answer: MeasuresAnswer<'a>,
    explanation: Explanation<'a>,
}

impl Explained<'_> {
    /// Why a measure is for the firm or not, by its place; none where it is not asked of single firms.
    pub fn why(&self, measure: usize) -> Option<&TierAssessment<'_>> {
        self.explanation.assessment.tiers.get(self.measures.list.get(measure)?.slots.tier?)
    }

    /// What something that a measure gives asks besides, by its place; none where it asks nothing more.
    pub fn why_given(&self, measure: usize, benefit: usize) -> Option<&TierAssessment<'_>> {
        let slots = &self.measures.list.get(measure)?.slots;
        let tier = slots.gives.get(benefit)?.tier.filter(|t| Some(*t) != slots.tier)?;
        self.explanation.assessment.tiers.get(tier)
    }
}

impl Measures {
    /// The measures of a policy on a day; the edition in force on it gives their conditions' names a meaning.
    ///
    /// # Errors
    /// Where no edition is in force on the day, or a measure reads what that edition lacks.
    pub fn new(policy: &Policy, day: Date) -> Result<Measures, Diagnostics> {
        let compiled = policy.measures(day)?;
        let linked = policy.linked();
        let document = &linked.common.document;
        let cite = |source: &Source| Citation { text: linked.citation(source), needs_check: source.needs_check() };
        let list = compiled.measures.into_iter().filter_map(|slots| {
            let of = document.measures.get(&slots.id)?.clone();
            let parts = of.gives.values().map(|b| cite(&b.source)).collect();
            Some(Said { citation: cite(&of.source), parts, of, slots })
        });
        let targets = compiled.targets.into_iter().filter_map(|slots| {
            let of = document.targets.get(&slots.id)?.clone();
            Some(Said { citation: cite(&of.source), parts: Vec::new(), of, slots })
        });
        let (list, targets) = (list.collect(), targets.collect());
        let selection = Selection { tiers: Vec::new(), call: None, day };
        let assessor = Assessor::of(policy, compiled.judged, selection);
        let mut blank = Workspace::default();
        assessor.program().run(&assessor.facts().unknown(), &mut blank);
        Ok(Measures { assessor, day, departments: document.departments.clone(), list, targets, blank })
    }

    /// A firm of which nothing is known yet.
    pub fn firm(&self) -> Firm<'_> {
        self.assessor.firm()
    }

    /// What reads columns of a table for firms of these measures.
    pub fn assessor(&self) -> &Assessor {
        &self.assessor
    }

    /// Whether the policy has none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The day that it is ready for.
    pub fn day(&self) -> Date {
        self.day
    }

    /// The departments: id and name.
    pub fn departments(&self) -> impl Iterator<Item = (&str, &Text)> {
        self.departments.iter().map(|(id, d)| (id.as_str(), &d.label))
    }

    /// The answer for a firm with its reasons.
    pub fn explain(&self, firm: &Firm, workspace: &mut Workspace) -> Explained<'_> {
        let explanation = self.assessor.explain(firm, workspace);
        Explained { measures: self, answer: self.read(workspace), explanation }
    }

    /// The answer for a firm; the workspace spares allocations over many.
    pub fn answer(&self, firm: &Firm, workspace: &mut Workspace) -> MeasuresAnswer<'_> {
        self.assessor.program().run(firm.cells(), workspace);
        self.read(workspace)
    }

    /// The answer read off a workspace after a run.
    fn read(&self, workspace: &Workspace) -> MeasuresAnswer<'_> {
        let measures: Vec<MeasureAnswer> = self.list.iter().map(|said| self.one(said, workspace)).collect();
        let sums = measures.iter().filter(|m| m.in_force).flat_map(|m| m.gives.iter().filter_map(BenefitAnswer::due));
        let due = sums.fold(Number::ZERO, |all, sum| all.add(sum).unwrap_or(all));
        MeasuresAnswer { measures, due }
    }

    fn one<'a>(&'a self, said: &'a Said<Measure, MeasureSlots>, workspace: &Workspace) -> MeasureAnswer<'a> {
        let gives = said.of.gives.values().zip(&said.slots.gives).map(|(benefit, slots)| self.given(benefit, slots, workspace));
        MeasureAnswer {
            id: &said.slots.id,
            measure: &said.of,
            in_force: self.in_force(&said.of),
            verdict: self.verdict(said.slots.tier, workspace),
            gives: gives.collect(),
        }
    }

    fn given<'a>(&self, benefit: &'a Benefit, slots: &'a BenefitSlots, workspace: &Workspace) -> BenefitAnswer<'a> {
        let number = |slot: Option<Slot>| slot.and_then(|s| workspace.get(s).as_number().cloned());
        BenefitAnswer {
            id: &slots.id,
            benefit,
            verdict: self.verdict(slots.tier, workspace),
            amount: number(slots.amount),
            at_most: number(slots.at_most),
        }
    }

    fn verdict(&self, tier: Option<usize>, workspace: &Workspace) -> Option<Verdict> {
        let slot = self.assessor.tiers().get(tier?)?.slot;
        Some(Verdict::of(workspace.get(slot).as_boolean()))
    }

    fn in_force(&self, measure: &Measure) -> bool {
        let day = |text: &str| text.parse::<Date>().ok();
        let begun = day(&measure.from.0).is_some_and(|from| from <= self.day);
        begun && measure.until.as_ref().and_then(|d| day(&d.0)).is_none_or(|until| self.day <= until)
    }
}
