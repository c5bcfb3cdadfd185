//! What one policy's rules change against another's, article by article: the lines that an explanation is made of are held
//! against each other, so that every change is told in the words in which people read the rules.

mod json;
mod lines;
mod sections;

use crate::diagnostic::Diagnostics;
use crate::policy::{Choice, Policy};

use super::Assessor;

pub use lines::{Change, LineChange, TierChanges};
pub use sections::{ParameterChange, SectionChange};

/// Two policies as they were chosen.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The one that it is held against.
    pub before: Side,
    /// The other.
    pub after: Side,
}

/// A policy, an edition and a day.
#[derive(Clone, Debug)]
pub struct Side {
    policy: Policy,
    edition: String,
    /// Whether all tiers were chosen.
    whole: bool,
    /// Judges firms by it.
    pub assessor: Assessor,
}

/// What is different.
#[derive(Clone, Debug)]
pub struct Differences<'a> {
    pair: &'a Pair,
    /// Tier by tier.
    pub tiers: Vec<TierChanges<'a>>,
    /// Parameters of another value, and those that only one has.
    pub parameters: Vec<ParameterChange>,
    /// What else the documents say otherwise: facts, calls, charts, measures.
    pub sections: Vec<SectionChange>,
}

impl Side {
    /// A policy made ready.
    ///
    /// # Errors
    /// As [`Assessor::new`].
    pub fn new(policy: Policy, choice: &Choice) -> Result<Side, Diagnostics> {
        let assessor = Assessor::new(&policy, choice)?;
        let edition = match &choice.edition {
            Some(edition) => edition.clone(),
            None => policy.edition_on(assessor.selection().day)?.to_owned(),
        };
        Ok(Side { policy, edition, whole: choice.tier.is_none(), assessor })
    }
}

impl Pair {
    /// Everything that is different; where one tier was chosen, only what is different in it.
    pub fn differences(&self) -> Differences<'_> {
        let tiers = lines::tiers(&self.before.assessor, &self.after.assessor);
        let (parameters, sections) = if self.before.whole && self.after.whole {
            let (before, after) = (self.before.policy.linked(), self.after.policy.linked());
            (sections::parameters(&self.before, &self.after), sections::sections(before, after))
        } else {
            (Vec::new(), Vec::new())
        };
        Differences { pair: self, tiers, parameters, sections }
    }
}

impl Differences<'_> {
    /// Whether nothing is.
    pub fn is_empty(&self) -> bool {
        self.tiers.iter().all(|t| t.change.is_none() && t.lines.is_empty())
            && self.parameters.is_empty()
            && self.sections.is_empty()
    }
}
