//! A policy: documents linked, typed and checked, with a content hash; and the choice of edition, call and day.

mod checks;
mod compile;
mod facts;
pub mod flow;
mod hash;
mod link;
pub mod measures;
mod module;
mod records;
pub mod said;
mod score;
mod select;

use std::sync::Arc;

use crate::by_id::ById;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, Span};
use crate::document::DocumentSet;

pub use compile::{Compiled, Criterion, CriterionKind, Tier, Variant};
use flow::{Basis, Flow, FlowProgram};

pub use facts::{Domain, FactSlot, FactTable};
pub use link::Linked;
pub use module::ParameterValue;
pub use records::{Derivation, RecordKind};
pub use select::{Choice, SelectedTier, Selection};

/// Errors in the order of the documents, each once: editions share documents.
fn tidy(errors: &mut Vec<Diagnostic>) {
    errors.sort_by(|a, b| (&a.span, a.code).cmp(&(&b.span, b.code)));
    errors.dedup();
}

/// A linked and checked policy.
#[derive(Clone, Debug)]
pub struct Policy {
    linked: Linked,
    facts: Arc<FactTable>,
    flows: ById<Flow>,
    hash: String,
}

impl Policy {
    /// Links the documents of a policy and of those it extends, and checks everything that can be checked before a
    /// firm is seen: names, types, units, sources, limits, coverage of bands, sums of points.
    pub fn load(documents: &DocumentSet, id: &str) -> Result<Policy, Diagnostics> {
        let (linked, mut errors) = link::link(documents, id);
        let (facts, more) = FactTable::new(&linked);
        errors.extend(more);
        // With facts or ids amiss every rule that reads them would err again.
        if errors.is_empty() {
            errors.extend(checks::check(&linked, &facts));
        }
        let mut flows = ById::new();
        if errors.is_empty() {
            let (read, more) = flow::read(&linked, &facts);
            errors.extend(more);
            // Each edition's rules must do for each chart.
            for (flow, edition) in read.values().flat_map(|flow| linked.editions.keys().map(move |edition| (flow, edition))) {
                let basis = Basis { edition, call: None, day: None };
                errors.extend(flow::lower(&linked, &facts, flow, basis).err().into_iter().flat_map(|e| e.0));
            }
            flows = read;
        }
        tidy(&mut errors);
        if errors.iter().any(|d| d.severity() == Severity::Error) {
            return Err(Diagnostics(documents.locate(errors)));
        }
        let hash = hash::of(&linked);
        Ok(Policy { linked, facts: Arc::new(facts), flows, hash })
    }

    /// The policy's id.
    pub fn id(&self) -> &str {
        &self.linked.id
    }

    /// Hash of the linked policy's canonical JSON (RFC 8785), with the algorithm's name: `sha256:...`.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Holds the policy against a hash that was noted before, by generated code or by a case.
    pub fn expect_hash(&self, hash: &str) -> Result<(), Diagnostic> {
        if self.hash == hash {
            return Ok(());
        }
        let noted: String = hash.chars().take(80).collect();
        Err(Diagnostic::new(Code::PolicyHash, Span::value(self.id(), ""), [self.hash.as_str().into(), noted.into()]))
    }

    /// The facts that the policy declares.
    pub fn facts(&self) -> &Arc<FactTable> {
        &self.facts
    }

    /// The charts, by id.
    pub fn flows(&self) -> &ById<Flow> {
        &self.flows
    }

    /// Lowers a chart's expressions for an edition, a call and a day.
    pub fn flow_program(&self, flow: &Flow, basis: Basis) -> Result<FlowProgram, Diagnostics> {
        flow::lower(&self.linked, &self.facts, flow, basis)
    }

    /// The linked documents: sources, editions, calls, awards, labels.
    pub fn linked(&self) -> &Linked {
        &self.linked
    }

    /// Applies a choice of edition, call and day: what [`crate::assess::Assessor`] runs.
    pub fn select(&self, choice: &Choice) -> Result<Selection, Diagnostic> {
        select::select(&self.linked, choice)
    }

    /// The edition in force on a day.
    pub fn edition_on(&self, day: crate::time::Date) -> Result<&str, Diagnostic> {
        select::in_force(&self.linked, day)
    }

    /// The parameters that an edition's rules may read, with their values on a day, in the order of the documents.
    pub fn parameters(&self, edition: &str, day: crate::time::Date) -> Vec<ParameterValue> {
        module::Module::new(&self.linked, &self.facts, edition, Some(day), None).parameter_values()
    }

    /// One rule of an edition as a program of its own, and the slot of its value: a size class, a ratio.
    pub fn rule(
        &self,
        edition: &str,
        day: crate::time::Date,
        id: &str,
    ) -> Result<(crate::program::Program, crate::program::Slot), Diagnostics> {
        compile::rule(&self.linked, &self.facts, edition, day, id)
    }

    /// Lowers the measures, by the edition in force on a day.
    pub fn measures(&self, day: crate::time::Date) -> Result<measures::CompiledMeasures, Diagnostics> {
        measures::compile(&self.linked, &self.facts, self.edition_on(day)?, day)
    }

    /// Lowers the selected tiers to a program.
    pub fn compile(&self, selection: &Selection) -> Result<Compiled, Diagnostics> {
        compile::compile(&self.linked, &self.facts, selection)
    }
}
