//! The typed form of what a notice promises: measures, the departments that carry them out, what firms get, and targets.
//! Field names are the format's, as in [`super::model`].

use schemars::JsonSchema;

use crate::diagnostic::Text;

use super::model::{ById, Criterion, Day, Figure, Formula, Source};

/// Who carries out measures: a department, a bank, a city.
#[derive(Clone, Debug, Default, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(deny_unknown_fields)]
pub struct Department {
    /// Its name for people.
    pub label: Text,
    /// Whether it takes part in every measure.
    #[serde(default)]
    pub every: bool,
}

/// One measure of a notice.
#[derive(Clone, Debug, Default, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// Its number in the notice.
    pub number: Figure,
    /// Its title.
    pub title: Text,
    /// The chapter it stands in.
    #[serde(default)]
    pub chapter: Option<Text>,
    /// What is done, in words.
    pub summary: Text,
    /// Whom it is for, in words.
    pub whom: Text,
    /// The firms it is for: all of these hold. Without any, it is not asked of single firms.
    #[serde(default)]
    pub all: Vec<Criterion>,
    /// The departments that lead.
    pub lead: Vec<String>,
    /// The departments that join in.
    #[serde(default)]
    pub joint: Vec<String>,
    /// First day.
    pub from: Day,
    /// Last day, where one is said.
    #[serde(default)]
    pub until: Option<Day>,
    /// What it gives.
    #[serde(default)]
    pub gives: ById<Benefit>,
    /// The charts that it moves through.
    #[serde(default)]
    pub procedures: Vec<Procedure>,
    /// Where it is said.
    pub source: Source,
}

/// What kind of thing a measure gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(rename_all = "snake_case")]
pub enum BenefitKind {
    /// Money for a recognition or a merit.
    Award,
    /// Money towards what something costs.
    Subsidy,
    /// A price that does not go above a rate.
    Rate,
    /// Work that is done for the firm.
    #[default]
    Service,
    /// Going first, or being eligible at all.
    Priority,
}

/// Something that a measure gives.
#[derive(Clone, Debug, Default, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(deny_unknown_fields)]
pub struct Benefit {
    /// What kind of thing it is.
    pub kind: BenefitKind,
    /// Its name for people.
    pub label: Text,
    /// How much, an expression in CNY.
    #[serde(default)]
    pub amount: Option<Formula>,
    /// How much at most, an expression in CNY or a ratio; how much exactly is decided case by case.
    #[serde(default)]
    pub at_most: Option<Formula>,
    /// Who gets it: all of these hold, besides those of the measure.
    #[serde(default)]
    pub all: Vec<Criterion>,
    /// Facts by whose values sums over many firms are told apart.
    #[serde(default)]
    pub by: Vec<String>,
    /// Where it is said.
    pub source: Source,
}

/// A chart of this policy or of another.
#[derive(Clone, Debug, Default, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(deny_unknown_fields)]
pub struct Procedure {
    /// The policy.
    pub policy: String,
    /// The chart in it.
    pub chart: String,
}

/// A figure that is to be reached: exactly one of `at_least` and `at_most`.
#[derive(Clone, Debug, Default, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// What is counted or measured.
    pub label: Text,
    /// The measure that names it; none where the notice does as a whole.
    #[serde(default)]
    pub measure: Option<String>,
    /// The least figure that reaches it.
    #[serde(default)]
    pub at_least: Option<Formula>,
    /// The greatest figure that reaches it.
    #[serde(default)]
    pub at_most: Option<Formula>,
    /// What it is counted in.
    #[serde(default)]
    pub unit: Option<Text>,
    /// The day from which it is worked for.
    #[serde(default)]
    pub from: Option<Day>,
    /// The day by which it is to be reached.
    #[serde(default)]
    pub until: Option<Day>,
    /// Whether it is to be reached each year anew.
    #[serde(default)]
    pub yearly: bool,
    /// The firms of a table that count; without it the figure must be supplied.
    #[serde(default)]
    pub count: Option<Formula>,
    /// What else is to be known about it.
    #[serde(default)]
    pub note: Option<Text>,
    /// Where it is said.
    pub source: Source,
}
