//! The typed form of a document. Field names are the format's; the JSON Schema is made from these types.

use std::sync::{Arc, OnceLock};

use schemars::JsonSchema;

pub use crate::by_id::ById;
use crate::diagnostic::{Diagnostic, Text};
use crate::lang;
use crate::lang::syntax::{Expr, ExprKind};

use super::flow::{Chart, Role, Template};
use super::measure::{Department, Measure, Target};

/// Entries of a document by id. They are shared: documents are joined without copying what they say.
pub type Section<T> = ById<Arc<T>>;

/// One document of a policy. The documents of a policy are merged; ids are unique among them.
#[derive(Clone, Debug, Default, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(deny_unknown_fields, default)]
pub struct Document {
    /// Format number; 1.
    pub peiyu: Figure,
    /// Id of the policy that the document is part of: the name of its folder.
    pub policy: String,
    /// The policy that this one adds to.
    pub extends: Option<String>,
    /// The edition that everything in the document belongs to; without it, it is common to all.
    pub edition: Option<String>,
    /// What the document is.
    pub title: Option<Text>,
    /// Documents that the rules come from.
    pub sources: Section<SourceDocument>,
    /// Versions of the rules.
    pub editions: Section<Edition>,
    /// What a firm is asked.
    pub facts: Section<Fact>,
    /// What a firm may give as lists of records, for facts to be computed from.
    pub records: Section<RecordKind>,
    /// Contradictions between facts, which are pointed out and change nothing.
    pub warnings: Section<Warning>,
    /// Named numbers of the rules.
    pub parameters: Section<Parameter>,
    /// Named expressions.
    pub rules: Section<Rule>,
    /// Open places that an overlay may fill.
    pub slots: Section<OpenSlot>,
    /// Score sheets.
    pub scorecards: Section<Scorecard>,
    /// Named groups of criteria that tiers include.
    pub criteria: Section<Vec<Criterion>>,
    /// Rungs of the ladder.
    pub tiers: Section<Tier>,
    /// Notices under an edition.
    pub calls: Section<Call>,
    /// Money that a recognition brings; data for the host.
    pub awards: Section<Award>,
    /// Who carries out measures.
    pub departments: Section<Department>,
    /// What a notice promises.
    pub measures: Section<Measure>,
    /// Figures that are to be reached.
    pub targets: Section<Target>,
    /// Who acts in charts.
    pub roles: Section<Role>,
    /// States that charts are made of.
    pub templates: Section<Template>,
    /// Charts that cases move through.
    pub charts: Section<Chart>,
    /// Values for parameters of the base.
    pub set: Section<Setting>,
    /// Expressions for open slots of the base.
    pub fill: Section<Formula>,
    /// Criteria added to tiers of the base.
    pub extra: Section<Vec<Criterion>>,
}

/// A number, kept as the text it was written as.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[cfg_attr(test, serde(transparent))]
pub struct Figure(pub String);

impl JsonSchema for Figure {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Figure".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": ["number", "string"], "pattern": "^[+-]?[0-9.]"})
    }
}

/// An expression: text, the JSON form, or a bare true or false. Written out it is text in its one printed form, so
/// that layout and the choice of form don't count.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[cfg_attr(test, serde(transparent))]
pub struct Formula(pub Arc<serde_json::Value>, #[cfg_attr(test, serde(skip))] Arc<OnceLock<(Expr, Vec<Diagnostic>)>>);

impl Formula {
    /// As it was written.
    pub fn new(written: serde_json::Value) -> Self {
        Formula(Arc::new(written), Arc::default())
    }

    /// Reads the expression, once for all editions and calls that share it.
    pub fn parse(&self) -> &(Expr, Vec<Diagnostic>) {
        self.1.get_or_init(|| match &*self.0 {
            serde_json::Value::String(text) => lang::parse_expression(text),
            tree => match lang::tree::from_json(tree) {
                Ok(expr) => (expr, Vec::new()),
                Err(e) => (Expr::new(ExprKind::Error, lang::syntax::Place::default()), vec![e]),
            },
        })
    }
}

impl PartialEq for Formula {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl JsonSchema for Formula {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Formula".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": ["string", "boolean", "number", "object"],
            "description": "An expression as text (FEEL profile) or in its JSON form."
        })
    }
}

/// A day, `2026-04-01`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[cfg_attr(test, serde(transparent))]
pub struct Day(pub String);

impl JsonSchema for Day {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Day".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "format": "date"})
    }
}

/// A document that rules come from.
#[derive(Clone, Debug, Default, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(deny_unknown_fields)]
pub struct SourceDocument {
    /// Its title.
    pub title: Text,
    /// Its number, such as 工信部企业〔2022〕63号.
    #[serde(default)]
    pub number: Option<String>,
    /// The day it was issued.
    #[serde(default)]
    pub issued: Option<Day>,
    /// Where its text is published.
    #[serde(default)]
    pub url: Option<String>,
}

/// How well a rule's wording is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
pub enum Evidence {
    /// The legal text was seen word for word.
    V,
    /// A stored source states it; the legal text itself was not seen.
    S,
    /// From memory, high confidence.
    #[serde(rename = "M-high")]
    MemoryHigh,
    /// From memory, medium confidence.
    #[serde(rename = "M-med")]
    MemoryMedium,
    /// Inferred: a design choice, not law.
    #[default]
    I,
}

/// Where a rule comes from.
#[derive(Clone, Debug, Default, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Id of the source document.
    pub doc: String,
    /// Article.
    pub at: String,
    /// How well the wording is known.
    pub tag: Evidence,
}

impl Source {
    /// Whether somebody must still hold it against the official text.
    pub fn needs_check(&self) -> bool {
        self.tag != Evidence::V
    }
}

/// A version of the rules.
#[derive(Clone, Debug, Default, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// Its name.
    pub label: Text,
    /// The day it takes force; it holds until the next one does.
    pub from: Day,
    /// Where that is said.
    pub source: Source,
}

/// Types of facts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(rename_all = "snake_case")]
pub enum FactType {
    /// Any text.
    #[default]
    Text,
    /// One of the declared values.
    Enum,
    /// true or false
    Boolean,
    /// A whole number.
    Integer,
    /// A number.
    Decimal,
    /// Yuan, at most two decimals.
    Money,
    /// A day; only fields of records are days.
    Date,
}

/// Texts with a check of their own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(rename_all = "snake_case")]
pub enum TextFormat {
    /// Unified social credit code, GB 32100.
    #[default]
    Uscc,
}

/// One declared input about a firm.
#[derive(Clone, Debug, Default, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// Its type.
    #[serde(rename = "type")]
    pub ty: FactType,
    /// Its name for people.
    pub label: Text,
    /// Unit: CNY, person, item, year, day, `working_day`, point, level or ratio.
    #[serde(default)]
    pub unit: Option<String>,
    /// Least value.
    #[serde(default)]
    pub min: Option<Figure>,
    /// Greatest value.
    #[serde(default)]
    pub max: Option<Figure>,
    /// For how many years it is asked, the last full one first; slots are `id_1`, `id_2`, ...
    #[serde(default)]
    pub years: Option<Figure>,
    /// A name for each year.
    #[serde(default)]
    pub year_labels: Vec<Text>,
    /// The values of an enum.
    #[serde(default)]
    pub values: ById<Text>,
    /// A check of the text.
    #[serde(default)]
    pub format: Option<TextFormat>,
    /// Whether it identifies the firm.
    #[serde(default)]
    pub key: bool,
    /// Whether only a reviewer supplies it.
    #[serde(default)]
    pub finding: bool,
    /// Whether it may be null: known to be empty.
    #[serde(default)]
    pub optional: bool,
    /// How a boolean's opposite is said, where that is not its name with 未 or not before it.
    #[serde(default)]
    pub denial: Option<Text>,
    /// How it is computed from records, where these are given instead.
    #[serde(default)]
    pub from: Option<Formula>,
    /// A hint for who fills it in.
    #[serde(default)]
    pub note: Option<Text>,
}

/// A kind of record, of which a firm has any number.
#[derive(Clone, Debug, Default, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(deny_unknown_fields)]
pub struct RecordKind {
    /// Its name for people.
    pub label: Text,
    /// What is asked of each record.
    pub fields: ById<Fact>,
    /// A hint for who fills it in.
    #[serde(default)]
    pub note: Option<Text>,
}

/// A contradiction between facts.
#[derive(Clone, Debug, Default, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(deny_unknown_fields)]
pub struct Warning {
    /// True where the facts contradict each other.
    pub when: Formula,
    /// What to say then.
    pub label: Text,
}

/// A named number or switch of the rules.
#[derive(Clone, Debug, Default, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Its name for people.
    pub label: Text,
    /// Its value; without one, an answer that reads it is an error.
    #[serde(default)]
    pub value: Option<Formula>,
    /// Its unit, where there is no value to tell; `date` for a day, `boolean` for yes or no.
    #[serde(default)]
    pub unit: Option<String>,
    /// Unary tests that an overlay's value must pass; without them it can't be set.
    #[serde(default)]
    pub within: Option<String>,
    /// Where it comes from.
    #[serde(default)]
    pub source: Option<Source>,
}

/// A named expression: either `value`, or `match` with `cases`.
#[derive(Clone, Debug, Default, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its name for people.
    pub label: Text,
    /// The expression.
    #[serde(default)]
    pub value: Option<Formula>,
    /// The enum fact that decides which case holds.
    #[serde(default, rename = "match")]
    pub by: Option<String>,
    /// An expression for each of its values.
    #[serde(default)]
    pub cases: ById<Formula>,
    /// Where it comes from.
    #[serde(default)]
    pub source: Option<Source>,
}

/// A place that an overlay may fill.
#[derive(Clone, Debug, Default, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(deny_unknown_fields)]
pub struct OpenSlot {
    /// Its name for people.
    pub label: Text,
    /// Unit of its value.
    pub unit: String,
    /// Unary tests that every possible value must pass.
    pub within: String,
    /// What stands there until it is filled.
    pub stand_in: Formula,
    /// Where it comes from.
    pub source: Source,
}

/// Which band wins where several fit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(rename_all = "snake_case")]
pub enum Boundary {
    /// The first in the order written.
    #[default]
    First,
    /// The one with more points: a value on the border of two bands takes the higher.
    Higher,
}

/// A score sheet.
#[derive(Clone, Debug, Default, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(deny_unknown_fields)]
pub struct Scorecard {
    /// Its name for people.
    pub label: Text,
    /// Most points in all.
    pub max: Figure,
    /// Which band wins on a border.
    #[serde(default)]
    pub boundary: Boundary,
    /// Where that is said.
    #[serde(default)]
    pub boundary_source: Option<Source>,
    /// Its groups.
    pub groups: ById<Group>,
}

/// A group of items.
#[derive(Clone, Debug, Default, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Its name for people.
    pub label: Text,
    /// Most points of the group.
    pub max: Figure,
    /// Its items.
    pub items: ById<Item>,
}

/// A score item: exactly one of `value` with `bands`, `points`, `best_of`.
#[derive(Clone, Debug, Default, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Its name for people.
    pub label: Text,
    /// Most points of the item.
    pub max: Figure,
    /// What the bands are held against.
    #[serde(default)]
    pub value: Option<Formula>,
    /// Unary tests and the points they give.
    #[serde(default)]
    pub bands: Vec<(String, Figure)>,
    /// An expression that gives the points.
    #[serde(default)]
    pub points: Option<Formula>,
    /// Several ways to score, the best of which counts.
    #[serde(default)]
    pub best_of: Vec<Banded>,
    /// The requirement in words, where those made from the expression would not do; `{name}` stands for a parameter's value.
    #[serde(default)]
    pub sentence: Option<Text>,
    /// Where it comes from.
    #[serde(default)]
    pub source: Option<Source>,
}

/// A value held against bands.
#[derive(Clone, Debug, Default, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(deny_unknown_fields)]
pub struct Banded {
    /// The value.
    pub value: Formula,
    /// Unary tests and the points they give.
    pub bands: Vec<(String, Figure)>,
}

/// A criterion: exactly one of `when`, `all`, `any`; or `include` alone.
#[derive(Clone, Debug, Default, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// Its id, unique within the tier.
    #[serde(default)]
    pub id: Option<String>,
    /// Its name for people.
    #[serde(default)]
    pub label: Option<Text>,
    /// A boolean expression.
    #[serde(default)]
    pub when: Option<Formula>,
    /// All of these must hold.
    #[serde(default)]
    pub all: Vec<Criterion>,
    /// One of these must hold.
    #[serde(default)]
    pub any: Vec<Criterion>,
    /// A named group whose criteria stand here.
    #[serde(default)]
    pub include: Option<String>,
    /// The requirement in words, where those made from the expression would not do; `{name}` stands for a parameter's value.
    #[serde(default)]
    pub sentence: Option<Text>,
    /// Where it comes from.
    #[serde(default)]
    pub source: Option<Source>,
}

/// A rung of the ladder: `all` its criteria, or `as_in` another edition.
#[derive(Clone, Debug, Default, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// Its name for people.
    #[serde(default)]
    pub label: Option<Text>,
    /// The scorecard whose points the tier reports.
    #[serde(default)]
    pub scorecard: Option<String>,
    /// What must hold.
    #[serde(default)]
    pub all: Vec<Criterion>,
    /// The edition whose tier of the same id is applied instead.
    #[serde(default)]
    pub as_in: Option<String>,
    /// Where that is said.
    #[serde(default)]
    pub source: Option<Source>,
}

/// Which edition a call applies to a tier.
#[derive(Clone, Debug, Default, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(deny_unknown_fields)]
pub struct CallTier {
    /// The edition for first recognition.
    pub new: String,
    /// The edition for renewal.
    pub renewal: String,
}

/// From one day to another, both included.
#[derive(Clone, Debug, Default, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// First day.
    pub from: Day,
    /// Last day.
    pub until: Day,
}

/// A statement with its source; data for people and for later steps.
#[derive(Clone, Debug, Default, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// What it says.
    pub label: Text,
    /// Where it comes from.
    pub source: Source,
}

/// One notice under an edition.
#[derive(Clone, Debug, Default, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// Its name for people.
    pub label: Text,
    /// The notice.
    pub source: Source,
    /// True where the application is a renewal; asked only where a tier's editions differ.
    #[serde(default)]
    pub renewal_when: Option<Formula>,
    /// When firms may apply.
    #[serde(default)]
    pub window: Option<Window>,
    /// The tiers it concerns.
    pub tiers: ById<CallTier>,
    /// Values for parameters, by edition.
    #[serde(default)]
    pub set: ById<ById<Setting>>,
    /// Criteria added to tiers.
    #[serde(default)]
    pub criteria: ById<Vec<Criterion>>,
    /// Exclusions that no declared fact covers.
    #[serde(default)]
    pub not_recommended: Vec<Statement>,
    /// What else it says.
    #[serde(default)]
    pub notes: Vec<Text>,
}

/// Money that a recognition brings.
#[derive(Clone, Debug, Default, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(deny_unknown_fields)]
pub struct Award {
    /// The tier.
    pub tier: String,
    /// How much, an expression in CNY.
    pub amount: Formula,
    /// Whether only the first recognition brings it.
    #[serde(default)]
    pub first_only: bool,
    /// Its name for people.
    pub label: Text,
    /// Where it comes from.
    pub source: Source,
}

/// A value for a parameter: one for all time, or one for each period.
#[derive(Clone, Debug, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(untagged)]
pub enum Setting {
    /// Values by period.
    Periods(Vec<Period>),
    /// One value.
    Always(Formula),
}

impl Setting {
    /// Its values by period; none where it is one value for all time.
    pub fn periods(&self) -> &[Period] {
        match self {
            Setting::Periods(periods) => periods,
            Setting::Always(_) => &[],
        }
    }
}

impl Default for Setting {
    fn default() -> Self {
        Setting::Always(Formula::default())
    }
}

/// A value for a time.
#[derive(Clone, Debug, Default, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// The value.
    pub value: Formula,
    /// First day.
    #[serde(default)]
    pub from: Option<Day>,
    /// Last day.
    #[serde(default)]
    pub until: Option<Day>,
    /// Where it comes from.
    #[serde(default)]
    pub source: Option<Source>,
}
