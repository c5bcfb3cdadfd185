//! Doing a journal again, to prove that each entry is what the rules make of what happened.

use crate::diagnostic::{Code, Diagnostics, Text};
use crate::document::tree::{Mark, Node, Tree};
use crate::journal::{SEMANTICS, Sealed};
use crate::time::Date;

use super::advance::CALENDAR_EXTENDED;
use super::apply::{Event, Facts};
use super::fold::ELAPSED;
use super::migrate::MIGRATED;
use super::open::{IMPORT_TITLE, Opening};
use super::{Case, Library, Refusal};

/// How an entry was held against the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verified {
    /// Done again, with the same outcome to the byte.
    Again,
    /// Taken at its word: the facts that it was decided on are not at hand, its engine meant something else, or it is a
    /// decision of people alone.
    Taken,
}

impl Case {
    /// Does a journal again, entry by entry. `facts` finds the facts of a digest, where the host has them.
    ///
    /// # Errors
    /// `journal_differs` with the number of the first entry that comes out otherwise, and what differs.
    pub fn verify(
        library: &Library,
        journal: &[Sealed],
        facts: impl Fn(&str) -> Option<Facts>,
    ) -> Result<Vec<Verified>, Refusal> {
        let mut out = Vec::with_capacity(journal.len());
        let mut case = Case::default();
        for (index, sealed) in journal.iter().enumerate() {
            let held = match case.again(library, sealed, &facts) {
                Ok(Some(again)) => {
                    if let Some(what) = differs(&again, sealed) {
                        return Err(Refusal::new(Code::JournalDiffers, [(index + 1).to_string().into(), what]));
                    }
                    Verified::Again
                }
                Ok(None) => Verified::Taken,
                Err(refusal) => {
                    let why = refusal.diagnostics.0.first().map(|d| d.code.id()).unwrap_or_default();
                    let what = Text::both(format!("结果（{why}）"), format!("outcome ({why})"));
                    let mut differs = Refusal::new(Code::JournalDiffers, [(index + 1).to_string().into(), what]);
                    differs.diagnostics = Diagnostics([differs.diagnostics.0, refusal.diagnostics.0].concat());
                    return Err(differs);
                }
            };
            case.fold(sealed);
            out.push(held);
        }
        Ok(out)
    }

    /// The entry as it comes out now; nothing where it can't be done again.
    fn again(
        &self,
        library: &Library,
        sealed: &Sealed,
        facts: impl Fn(&str) -> Option<Facts>,
    ) -> Result<Option<Sealed>, Refusal> {
        let entry = &sealed.entry;
        let moment = entry.time.parse().map_err(|()| Refusal::new(Code::BadDate, [entry.time.as_str().into()]))?;
        if entry.semantics != SEMANTICS.to_string() || entry.calendar != library.calendar().version() {
            return Ok(None);
        }
        if let Some(opened) = &entry.changes.opened {
            let opening = Opening {
                case: opened.case.clone(),
                policy: opened.policy.clone(),
                chart: opened.chart.clone(),
                areas: opened.areas.clone(),
            };
            return Ok(Some(Case::open_by(library, &entry.policy, &opening, &entry.actor, moment)?));
        }
        let told = |key: &str| entry.event.payload.get(key).and_then(|v| v.as_str()).unwrap_or_default();
        let policy = library.policy(&entry.policy)?;
        match entry.event.id.as_str() {
            ELAPSED => self.elapse_by(library, policy, told("state"), told("deadline")).map(Some),
            MIGRATED | CALENDAR_EXTENDED => Ok(None),
            IMPORT_TITLE => {
                let day = |key| told(key).parse::<Date>().map_err(|()| Refusal::new(Code::BadDate, [told(key).into()]));
                self.imported_by(library, policy, told("title"), (day("from")?, day("until")?), (&entry.actor, moment)).map(Some)
            }
            id => {
                let given = match &entry.facts {
                    None => None,
                    Some(digest) => match facts(digest) {
                        Some(facts) => Some(facts),
                        None => return Ok(None),
                    },
                };
                let payload = entry.event.payload.iter().map(|(key, value)| {
                    let node = match value {
                        serde_json::Value::Bool(known) => Node::Boolean(*known),
                        serde_json::Value::String(text) => Node::Text(text.clone()),
                        _ => Node::Null,
                    };
                    (key.clone(), Tree { node, mark: Mark::default() })
                });
                let event = Event { id: id.into(), payload: payload.collect(), facts: given, ..Event::default() };
                self.happen(library, policy, &event, &entry.actor, moment).map(Some)
            }
        }
    }
}

/// What is not the same in two entries.
fn differs(again: &Sealed, sealed: &Sealed) -> Option<Text> {
    let (a, b) = (&again.entry, &sealed.entry);
    if again == sealed {
        return None;
    }
    let parts = [
        (a.guards == b.guards, "条件", "conditions"),
        (a.left == b.left && a.entered == b.entered, "状态", "states"),
        (a.changes.titles == b.changes.titles, "称号", "titles"),
        (a.changes.deadlines == b.changes.deadlines, "期限", "deadlines"),
        (a.effects == b.effects, "效果", "effects"),
        (a.facts == b.facts, "事实的校验码", "digest of the facts"),
    ];
    let first = parts.iter().find(|(same, ..)| !same);
    Some(first.map_or_else(|| Text::both("内容", "content"), |(_, zh, en)| Text::both(*zh, *en)))
}
