//! An entry of a journal.

use serde_json::{Map, Value};

use crate::digest;
use crate::document::model::ById;

/// Format of entries and snapshots.
pub const FORMAT: u32 = 1;
/// What charts, deadlines and titles mean; entries of another meaning are not done again, only put together.
pub const SEMANTICS: u32 = 1;

/// Who did something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Actor {
    /// Who, by the host's own id.
    pub id: String,
    /// In which role.
    pub role: String,
    /// The area in which the role acts, its code.
    pub area: Option<String>,
}

/// An event and what was told with it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Happened {
    /// The event.
    pub id: String,
    /// Its payload: an object of texts, booleans and nulls.
    pub payload: Map<String, Value>,
}

/// A condition that was asked, and its answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guarded {
    /// The state and the place of its way out, `county_review.2`.
    pub at: String,
    /// Whether it held.
    pub holds: bool,
}

/// What the host was asked to do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Asked {
    /// The effect.
    pub id: String,
    /// What is told with it.
    pub with: Map<String, Value>,
}

/// A case that begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opened {
    /// The case's id.
    pub case: String,
    /// Id of its policy.
    pub policy: String,
    /// Its chart.
    pub chart: String,
    /// Codes of the areas that it lies in, by level.
    pub areas: ById<String>,
}

/// A call that a state is bound to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Binding {
    /// Hash of the policy.
    pub policy: String,
    /// The call.
    pub call: String,
    /// The edition that judges.
    pub edition: String,
}

/// A title that a case holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Titled {
    /// Its first day.
    pub from: String,
    /// Its last day.
    pub until: String,
    /// Hash of the policy that granted it; of an imported one nothing.
    pub policy: Option<String>,
}

/// A deadline that runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Running {
    /// The state that it belongs to.
    pub state: String,
    /// Its id there.
    pub id: String,
    /// The day that it is counted from.
    pub from: Option<String>,
    /// How many are counted.
    pub term: Option<String>,
    /// What is counted: `days`, `working_days`, `months`, `years`.
    pub counted: Option<String>,
    /// Whether a last day of rest moves to the next working day.
    pub roll: bool,
    /// The last day if Mondays to Fridays were worked and nothing else; nothing where its length isn't known.
    pub nominal: Option<String>,
    /// The last day; nothing while the calendar ends too early to tell.
    pub effective: Option<String>,
}

/// What an entry changed in its case.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    /// The case began.
    pub opened: Option<Opened>,
    /// The chart's policy is another from now on.
    pub moved: Option<String>,
    /// States that are bound now; those with null no longer are.
    pub bound: ById<Option<Binding>>,
    /// Deadlines that run from now on.
    pub deadlines: Vec<Running>,
    /// States that a history remembers.
    pub history: ById<Vec<String>>,
    /// Keys of effects that were asked for once and for all.
    pub once: Vec<String>,
    /// Who did which step.
    pub steps: ById<String>,
    /// Titles that are held now; those with null no longer are.
    pub titles: ById<Option<Titled>>,
    /// New values of variables.
    pub variables: Map<String, Value>,
}

/// An entry.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    /// See [`FORMAT`].
    pub format: String,
    /// See [`SEMANTICS`].
    pub semantics: String,
    /// Its number, from 1.
    pub sequence: String,
    /// When it happened, `2026-04-01T09:30:00+08:00`.
    pub time: String,
    /// Who did it.
    pub actor: Actor,
    /// What.
    pub event: Happened,
    /// Hash of the policy in force.
    pub policy: String,
    /// Version of the calendar.
    pub calendar: String,
    /// Digest of the facts that were given.
    pub facts: Option<String>,
    /// Conditions that were asked.
    pub guards: Vec<Guarded>,
    /// States that were active and were left, in order.
    pub left: Vec<String>,
    /// States that were entered on the way and left again.
    pub passed: Vec<String>,
    /// States that were entered and are active now, in order.
    pub entered: Vec<String>,
    /// What else changed.
    pub changes: Changes,
    /// What the host was asked to do.
    pub effects: Vec<Asked>,
    /// Hash of the entry before; empty for the first.
    pub previous: String,
}

impl Entry {
    /// Its canonical text, of which the hash is made.
    pub fn body(&self) -> String {
        super::write::body(self)
    }

    /// The hash of that text.
    pub fn hash(&self) -> String {
        digest::sha256(self.body().as_bytes())
    }

    /// The same with its hash, once it says all that it will.
    pub fn seal(self) -> Sealed {
        let hash = self.hash();
        Sealed { entry: self, hash }
    }
}

/// An entry with the hash of what it says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sealed {
    /// The entry.
    pub entry: Entry,
    /// The hash of its canonical text.
    pub hash: String,
}

impl Sealed {
    /// A line of a journal, without its end.
    pub fn line(&self) -> String {
        format!("{{\"entry\":{},\"hash\":\"{}\"}}", self.entry.body(), self.hash)
    }
}
