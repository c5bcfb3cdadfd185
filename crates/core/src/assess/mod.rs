//! One firm against a policy: verdict, score, failed criteria with their articles, missing facts, problems.

pub mod diff;
pub(crate) mod digest;
pub mod distance;
pub mod explain;
mod firm;
mod form;
mod json;
pub mod measure;
mod missing;
mod provenance;
mod read;
mod records;
mod session;
pub mod sheet;
mod uscc;

use std::sync::{Arc, OnceLock};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, Text};
use crate::keyed::Seen;
use crate::number::Number;
use crate::policy::{Choice, Compiled, Criterion, CriterionKind, FactTable, Policy, Selection, Tier};
use crate::program::lane::{LaneWorkspace, Lanes};
use crate::program::{Slot, Workspace};

pub use firm::{Firm, FirmError, MAX_TEXT, MoneyUnit};
pub use provenance::{MAX_EVIDENCE, MAX_SOURCE, Provenance};
pub use read::{JsonNumbers, MAX_ERRORS, at_field, in_record, under};
pub use records::{MAX_RECORDS, RecordList};
pub use session::Session;
pub use uscc::check_uscc;

/// The answer for a tier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every criterion holds.
    Pass,
    /// A criterion does not hold.
    Fail,
    /// What is known does not decide.
    Unknown,
}

impl Verdict {
    /// `pass`, `fail` or `unknown`.
    pub fn id(self) -> &'static str {
        match self {
            Verdict::Pass => "pass",
            Verdict::Fail => "fail",
            Verdict::Unknown => "unknown",
        }
    }

    fn of(holds: Option<bool>) -> Self {
        match holds {
            Some(true) => Verdict::Pass,
            Some(false) => Verdict::Fail,
            None => Verdict::Unknown,
        }
    }
}

/// A criterion that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name for people.
    pub label: &'a Text,
    /// Document number and article.
    pub source: &'a str,
    /// Whether the wording must still be held against the official text.
    pub needs_check: bool,
}

/// Something that could not be computed, or figures that contradict each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong.
    pub diagnostic: Diagnostic,
    /// The rule, item or warning where it arose.
    pub at: String,
}

/// Where the outcomes of a firm are read off: a [`Workspace`] after a run, or what a host has evaluated in its own way.
pub trait Outcomes {
    /// A known boolean.
    fn boolean(&self, slot: Slot) -> Option<bool>;
    /// A known number.
    fn number(&self, slot: Slot) -> Option<Number>;
}

impl Outcomes for Workspace {
    fn boolean(&self, slot: Slot) -> Option<bool> {
        self.get(slot).as_boolean()
    }

    fn number(&self, slot: Slot) -> Option<Number> {
        self.get(slot).as_number().cloned()
    }
}

/// The answer for one tier.
#[derive(Clone, Debug)]
pub struct TierAssessment<'a> {
    /// The tier.
    pub tier: &'a str,
    /// Its name for people.
    pub label: &'a Text,
    /// The edition that judged it; both, joined by `/`, where it is open which one does.
    pub edition: String,
    /// The verdict.
    pub verdict: Verdict,
    /// The score, where the tier has one and it is one value.
    pub score: Option<Number>,
    /// Group ids and their scores, where they are one value.
    pub groups: Vec<(&'a str, Option<Number>)>,
    /// Why it failed: the criteria that do not hold. Empty unless the verdict is `fail`.
    pub failed: Vec<Failed<'a>>,
    /// Ids of the facts that would decide: those that more undecided tiers read come first, then those that can move more
    /// points, then in the order of the documents. Empty unless the verdict is `unknown`.
    pub missing: Vec<&'a str>,
    /// What could not be computed, and contradictions.
    pub problems: Vec<Problem>,
}

/// The answer for one firm.
#[derive(Clone, Debug)]
pub struct Assessment<'a> {
    /// Hash of the policy.
    pub policy: &'a str,
    /// A tier each, in the order of the documents.
    pub tiers: Vec<TierAssessment<'a>>,
    /// The facts that any tier misses, in the order of [`TierAssessment::missing`]: the first is to be asked next.
    pub questions: Vec<&'a str>,
}

/// What [`Assessor::verdicts`] keeps between firms.
#[derive(Clone, Debug, Default)]
pub struct VerdictWorkspace {
    lanes: LaneWorkspace,
    program: Workspace,
}

/// A policy made ready for one edition, call and day. It is `Sync`: threads share it, each with a [`Workspace`].
#[derive(Clone, Debug)]
pub struct Assessor {
    facts: Arc<FactTable>,
    compiled: Compiled,
    /// Made when verdicts are first asked for: a browser, which asks for more, need not load what makes them.
    lanes: OnceLock<Lanes>,
    selection: Selection,
    hash: String,
    lines: Vec<explain::TierLines>,
}

impl Assessor {
    /// Applies a choice to a policy.
    pub fn new(policy: &Policy, choice: &Choice) -> Result<Self, Diagnostics> {
        let selection = policy.select(choice)?;
        let compiled = policy.compile(&selection)?;
        Ok(Self::of(policy, compiled, selection))
    }

    /// Makes what was compiled of a policy ready.
    fn of(policy: &Policy, compiled: Compiled, selection: Selection) -> Self {
        let (facts, hash) = (policy.facts().clone(), policy.hash().to_owned());
        let mut assessor = Assessor { facts, compiled, lanes: OnceLock::new(), selection, hash, lines: Vec::new() };
        assessor.lines = assessor.tier_lines();
        assessor
    }

    /// The short way to the verdicts.
    fn lanes(&self) -> &Lanes {
        let criteria = |t: &Tier| match t.renewal {
            None => t.first.criteria.iter().map(|c| c.slot).collect(),
            Some(_) => vec![t.slot],
        };
        let tiers = || self.compiled.tiers.iter().map(criteria).collect::<Vec<_>>();
        self.lanes.get_or_init(|| Lanes::new(&self.compiled.program, &tiers()))
    }

    /// A firm of which nothing is known yet.
    pub fn firm(&self) -> Firm<'_> {
        Firm::new(&self.facts, &self.compiled.derivations, MoneyUnit::Yuan)
    }

    /// The facts of the policy.
    pub fn facts(&self) -> &FactTable {
        &self.facts
    }

    /// The editions, call and day that were chosen.
    pub fn selection(&self) -> &Selection {
        &self.selection
    }

    /// Hash of the policy.
    pub fn policy_hash(&self) -> &str {
        &self.hash
    }

    /// The tiers with their criteria.
    pub fn tiers(&self) -> &[Tier] {
        &self.compiled.tiers
    }

    /// The slots that are true where facts contradict each other.
    pub fn warning_slots(&self) -> impl Iterator<Item = Slot> + '_ {
        self.compiled.warnings.iter().map(|(_, slot, _)| *slot)
    }

    /// The program that is run.
    pub fn program(&self) -> &crate::program::Program {
        &self.compiled.program
    }

    /// The whole answer for a firm.
    pub fn assess(&self, firm: &Firm) -> Assessment<'_> {
        self.assess_with(firm, &mut Workspace::default())
    }

    /// The whole answer for a firm; the workspace spares allocations over many firms.
    pub fn assess_with(&self, firm: &Firm, workspace: &mut Workspace) -> Assessment<'_> {
        self.compiled.program.run(firm.cells(), workspace);
        self.answer(workspace)
    }

    /// The whole answer read off a workspace in which [`Assessor::program`] has been run.
    pub fn answer(&self, workspace: &Workspace) -> Assessment<'_> {
        let warnings = self.warnings(workspace);
        let (questions, missing) = self.missing_in_order(workspace);
        let tiers = self.compiled.tiers.iter().zip(missing).map(|(t, missing)| self.tier(t, workspace, &warnings, &missing));
        Assessment { policy: &self.hash, tiers: tiers.collect(), questions: self.ids(&questions) }
    }

    /// The same for a firm of which every tier is decided and nothing failed to be computed: then facts that contradict each
    /// other are all there is to tell besides.
    pub fn decided(&self, outcomes: &impl Outcomes) -> Assessment<'_> {
        let problems = self.warnings(outcomes);
        let mut assessment = self.brief(outcomes);
        for tier in &mut assessment.tiers {
            tier.problems.clone_from(&problems);
        }
        assessment
    }

    /// The same without missing facts and problems, for hosts that ask for neither.
    pub fn brief(&self, outcomes: &impl Outcomes) -> Assessment<'_> {
        let tiers = self.compiled.tiers.iter().map(|t| Self::brief_tier(t, outcomes)).collect();
        Assessment { policy: &self.hash, tiers, questions: Vec::new() }
    }

    fn ids(&self, facts: &[u32]) -> Vec<&str> {
        facts.iter().filter_map(|i| self.facts.get(*i)).map(|s| s.id.as_str()).collect()
    }

    /// Only the verdicts, in the order of the tiers: the quick way for a wholly known firm.
    pub fn verdicts(&self, firm: &Firm, workspace: &mut VerdictWorkspace, out: &mut Vec<Verdict>) {
        out.clear();
        let lanes = self.lanes();
        lanes.begin(firm.lanes(), &mut workspace.lanes);
        let mut whole = false;
        for (index, tier) in self.compiled.tiers.iter().enumerate() {
            let verdict = match lanes.decide(index, &mut workspace.lanes) {
                Some(true) => Verdict::Pass,
                Some(false) => Verdict::Fail,
                None => {
                    if !std::mem::replace(&mut whole, true) {
                        self.compiled.program.run(firm.cells(), &mut workspace.program);
                    }
                    Verdict::of(workspace.program.get(tier.slot).as_boolean())
                }
            };
            out.push(verdict);
        }
    }

    fn warnings(&self, outcomes: &impl Outcomes) -> Vec<Problem> {
        let holding = self.compiled.warnings.iter().filter(|(_, slot, _)| outcomes.boolean(*slot) == Some(true));
        let problem = |(id, _, text): &(String, Slot, Text)| Problem {
            diagnostic: Diagnostic::new(Code::ContradictingFacts, crate::diagnostic::Span::default(), [text.clone()]),
            at: id.clone(),
        };
        holding.map(problem).collect()
    }

    fn tier<'a>(&'a self, tier: &'a Tier, workspace: &Workspace, warnings: &[Problem], missing: &[u32]) -> TierAssessment<'a> {
        TierAssessment {
            missing: self.ids(missing),
            problems: self.problems(tier, workspace, warnings),
            ..Self::brief_tier(tier, workspace)
        }
    }

    fn brief_tier<'a>(tier: &'a Tier, outcomes: &impl Outcomes) -> TierAssessment<'a> {
        let verdict = Verdict::of(outcomes.boolean(tier.slot));
        let mut variants = vec![&tier.first];
        if let Some((is, renewal)) = &tier.renewal {
            match outcomes.boolean(*is) {
                Some(true) => variants = vec![renewal],
                Some(false) => {}
                None => variants.push(renewal),
            }
        }
        let known = |slot: Slot| outcomes.number(slot);
        let single = if let [only] = variants.as_slice() { Some(*only) } else { None };
        let mut failed = Vec::new();
        if verdict == Verdict::Fail {
            for v in &variants {
                collect_failed(&v.criteria, outcomes, &mut failed);
            }
            // Both variants may ask a criterion, and a group may stand in several places.
            let mut seen = Seen::new();
            failed.retain(|f: &Failed| seen.insert(f.id));
        }
        TierAssessment {
            tier: &tier.id,
            label: &tier.label,
            edition: variants.iter().map(|v| v.edition.as_str()).collect::<Vec<_>>().join("/"),
            verdict,
            score: single.and_then(|v| v.score).and_then(known),
            groups: single.map(|v| v.groups.iter().map(|(id, slot)| (id.as_str(), known(*slot))).collect()).unwrap_or_default(),
            failed,
            missing: Vec::new(),
            problems: Vec::new(),
        }
    }

    fn problems(&self, tier: &Tier, workspace: &Workspace, warnings: &[Problem]) -> Vec<Problem> {
        let program = &self.compiled.program;
        let mut out = Vec::new();
        if workspace.has_errors() {
            for fault in program.faults(&[tier.slot], workspace) {
                let origin =
                    program.instructions.get(fault.instruction as usize).and_then(|i| program.origins.get(i.origin as usize));
                let origin = origin.cloned().unwrap_or_default();
                let mut span = crate::diagnostic::Span::text(origin.start, origin.end.saturating_sub(origin.start));
                span = span.within(&origin.document, &origin.pointer);
                let args: Vec<Text> = vec![origin.owner.as_str().into()];
                out.push(Problem { diagnostic: Diagnostic::new(fault.code, span, args), at: origin.owner });
            }
        }
        out.extend(warnings.iter().cloned());
        debug_assert!(out.iter().all(|p| p.diagnostic.severity() >= Severity::Warning));
        out
    }
}

/// The criteria that do not hold, outer before inner: under an `any` that fails, all of its ways have failed.
fn collect_failed<'a>(criteria: &'a [Criterion], outcomes: &impl Outcomes, out: &mut Vec<Failed<'a>>) {
    for c in criteria {
        if outcomes.boolean(c.slot) != Some(false) {
            continue;
        }
        out.push(Failed { id: &c.id, label: &c.label, source: &c.citation.text, needs_check: c.citation.needs_check });
        if let CriterionKind::All(inner) | CriterionKind::Any(inner) = &c.kind {
            collect_failed(inner, outcomes, out);
        }
    }
}
