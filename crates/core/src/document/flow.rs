//! The typed form of a chart: states, events, roles, deadlines. Field names are the format's, as in [`super::model`].

use schemars::JsonSchema;
use serde_json::Value;

use crate::diagnostic::Text;

use super::model::{ById, Fact, Formula, Source};

/// Who acts: an office, a firm, the public.
#[derive(Clone, Debug, Default, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// Its name for people.
    pub label: Text,
    /// The level of area (`county`) in which it acts: only for cases of its own area. Without it, for all.
    #[serde(default)]
    pub area: Option<String>,
}

/// A chart of states that cases move through.
#[derive(Clone, Debug, Default, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(deny_unknown_fields)]
pub struct Chart {
    /// Its name for people.
    pub label: Text,
    /// What may happen, by whom, and what is told of it.
    #[serde(default)]
    pub events: ById<Event>,
    /// What a case keeps in mind; only transitions set it.
    #[serde(default)]
    pub variables: ById<Variable>,
    /// Titles that a case may hold.
    #[serde(default)]
    pub titles: ById<Title>,
    /// What transitions ask of the host.
    #[serde(default)]
    pub effects: ById<Effect>,
    /// Facts of the policy that follow from the case and can't be supplied.
    #[serde(default)]
    pub facts: ById<Formula>,
    /// The graph.
    pub root: State,
}

/// An event.
#[derive(Clone, Debug, Default, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// Its name for people.
    pub label: Text,
    /// Roles that may bring it about; nobody, where it is raised by the chart itself.
    #[serde(default)]
    pub by: Vec<String>,
    /// What is told with it; `event.ID` in conditions.
    #[serde(default)]
    pub payload: ById<Fact>,
}

/// A variable of a case.
#[derive(Clone, Debug, Default, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(deny_unknown_fields)]
pub struct Variable {
    /// What it is.
    pub is: Fact,
    /// Its value in a new case.
    pub initial: Formula,
}

/// A title.
#[derive(Clone, Debug, Default, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(deny_unknown_fields)]
pub struct Title {
    /// Its name for people.
    pub label: Text,
    /// Titles that must be valid on the day it is granted: no rung is skipped. Any one of each list is enough.
    #[serde(default)]
    pub needs: Vec<Names>,
    /// The state to be in after `import_title`.
    #[serde(default)]
    pub import: Option<String>,
}

/// What a host is asked to do.
#[derive(Clone, Debug, Default, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(deny_unknown_fields)]
pub struct Effect {
    /// Its name for people.
    pub label: Text,
    /// What is told with it.
    #[serde(default)]
    pub payload: ById<Fact>,
}

/// Kinds of states.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(rename_all = "snake_case")]
pub enum StateKind {
    /// A place to be; with states inside, one of them.
    #[default]
    Plain,
    /// All of its states at once.
    Parallel,
    /// The end of the state around it.
    Final,
    /// Where the state around it was last.
    History,
    /// Where it was last, to the innermost states.
    DeepHistory,
}

/// A state.
#[derive(Clone, Debug, Default, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(deny_unknown_fields)]
pub struct State {
    /// Its name for people.
    #[serde(default)]
    pub label: Option<Text>,
    /// Its kind.
    #[serde(default)]
    pub kind: StateKind,
    /// The state inside that is entered first; of a history, the state for want of a memory. Without it the first one.
    #[serde(default)]
    pub initial: Option<String>,
    /// The tier that is applied for inside: what goes on there is bound to the call that the opening event names.
    #[serde(default)]
    pub bound: Option<String>,
    /// What is done on entering.
    #[serde(default)]
    pub entry: Vec<Action>,
    /// What is done on leaving.
    #[serde(default)]
    pub exit: Vec<Action>,
    /// Terms that run from entering.
    #[serde(default)]
    pub deadlines: ById<Deadline>,
    /// Ways out, the first that holds is taken.
    #[serde(default)]
    pub on: Vec<Transition>,
    /// States inside.
    #[serde(default)]
    pub states: ById<State>,
    /// A template that the state is made of.
    #[serde(default, rename = "use")]
    pub template: Option<String>,
    /// Values for the template's parameters.
    #[serde(default)]
    pub with: ById<String>,
    /// Where it comes from.
    #[serde(default)]
    pub source: Option<Source>,
}

/// A way out of a state.
#[derive(Clone, Debug, Default, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(deny_unknown_fields)]
pub struct Transition {
    /// The event; without it and without `after` it is taken as soon as it holds.
    #[serde(default)]
    pub event: Option<String>,
    /// The deadline of this state whose end it answers.
    #[serde(default)]
    pub after: Option<String>,
    /// What must hold.
    #[serde(default, rename = "if")]
    pub when: Option<Formula>,
    /// States to be in then; without them the case stays where it is.
    #[serde(default)]
    pub to: Names,
    /// Whether the state itself is not left.
    #[serde(default)]
    pub internal: bool,
    /// What is done on the way.
    #[serde(default, rename = "do")]
    pub actions: Vec<Action>,
    /// Who of those that may bring the event about may do it here; without it all of them.
    #[serde(default)]
    pub by: Vec<String>,
    /// A name for the step, so that others can be kept from whoever did it.
    #[serde(default)]
    pub step: Option<String>,
    /// Steps that somebody else must have done.
    #[serde(default)]
    pub unlike: Vec<String>,
    /// Whether it is possible only within the window of the call that the case is bound to.
    #[serde(default)]
    pub window: bool,
    /// What to say where the condition does not hold.
    #[serde(default)]
    pub refusal: Option<Text>,
    /// Where it comes from.
    #[serde(default)]
    pub source: Option<Source>,
}

/// What is done: one of `set`, `raise`, `effect`, `grant`, `extend`, `end`.
#[derive(Clone, Debug, Default, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// Gives variables new values, computed before any of them is set.
    #[serde(default)]
    pub set: ById<Formula>,
    /// Raises an event inside of the chart.
    #[serde(default)]
    pub raise: Option<String>,
    /// Asks something of the host.
    #[serde(default)]
    pub effect: Option<String>,
    /// What is told with the effect.
    #[serde(default)]
    pub with: ById<Formula>,
    /// The effect is asked for only once in a case, whatever brings it about: a key.
    #[serde(default)]
    pub once: Option<String>,
    /// Gives a title.
    #[serde(default)]
    pub grant: Option<String>,
    /// Moves a title's end.
    #[serde(default)]
    pub extend: Option<String>,
    /// Takes a title away.
    #[serde(default)]
    pub end: Option<String>,
    /// The last day of a title that is given or extended.
    #[serde(default)]
    pub until: Option<Formula>,
}

/// How a term is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// Calendar days.
    #[default]
    Days,
    /// Working days of the calendar.
    WorkingDays,
    /// Months.
    Months,
    /// Years.
    Years,
}

/// What happens to a last day that is a day of rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(rename_all = "snake_case")]
pub enum RollRule {
    /// It stays the last day.
    #[default]
    None,
    /// The next working day is the last one.
    NextWorkingDay,
}

/// A term that runs while a state is active: one of `term`, `on`, `yearly`.
#[derive(Clone, Debug, Default, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    /// Its name for people.
    pub label: Text,
    /// How many days, months or years.
    #[serde(default)]
    pub term: Option<Formula>,
    /// What `term` counts.
    #[serde(default)]
    pub counted: Counted,
    /// The day that the term is counted from; without it the day of entering.
    #[serde(default)]
    pub from: Option<Formula>,
    /// The last day itself.
    #[serde(default)]
    pub on: Option<Formula>,
    /// A day of every year: the month and day of a date.
    #[serde(default)]
    pub yearly: Option<Formula>,
    /// What happens to a day of rest; without it nothing.
    #[serde(default)]
    pub roll: RollRule,
    /// Where it comes from, its roll included.
    pub source: Source,
}

/// A state or a list of states.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[cfg_attr(test, serde(from = "OneOrMany"))]
pub struct Names(pub Vec<String>);

#[cfg(test)]
#[derive(serde::Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

#[cfg(test)]
impl From<OneOrMany> for Names {
    fn from(given: OneOrMany) -> Self {
        match given {
            OneOrMany::One(name) => Names(vec![name]),
            OneOrMany::Many(names) => Names(names),
        }
    }
}

impl JsonSchema for Names {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Names".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]})
    }
}

/// A state to be made again and again, with `{parameter}` in its texts.
#[derive(Clone, Debug, Default, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Its parameters.
    #[serde(default)]
    pub parameters: Vec<String>,
    /// The state; read once the parameters have their values.
    #[schemars(with = "State")]
    pub state: Raw,
}

/// A value that is read later.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[cfg_attr(test, serde(transparent))]
pub struct Raw(pub Value);
