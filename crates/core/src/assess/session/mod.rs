//! A firm that is being filled in: after each change, what became different in its explained answer.
//!
//! The whole firm is run again, which takes microseconds; what is dear, how far off its criteria are, is kept where none of the
//! facts behind it has changed. What is told is found by holding the new texts against those told before.

mod shown;

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::document::MAX_BYTES;
use crate::document::tree::{Node, Tree};
use crate::document::write::write_text;
use crate::program::Workspace;
use crate::program::cell::Cell;

use super::distance::Found;
use super::explain::Explanation;
use super::firm::is_blank;
use super::json::list;
use super::{Assessor, Firm, JsonNumbers, MoneyUnit, read};
use shown::Shown;

/// A fact, or the records of a kind.
#[derive(Clone, Debug)]
struct Field {
    /// As it was given, by its id.
    entry: (String, Tree),
    /// A fact that was taken: its slot, and what it was read as.
    read: Option<(u32, Cell)>,
}

/// A firm that is being filled in, and what was told of it last.
#[derive(Clone, Debug)]
pub struct Session {
    assessor: Arc<Assessor>,
    money: MoneyUnit,
    numbers: JsonNumbers,
    fields: Vec<Field>,
    values: Workspace,
    /// The memory of the run before, to be used again.
    spare: Workspace,
    found: Found,
    tiers: Vec<Shown>,
    questions: String,
}

impl Session {
    /// Begins with a firm as JSON, `{}` where nothing is known; its amounts of money are in this unit. Refused as
    /// [`Firm::read_json`] refuses it.
    pub fn new(assessor: Arc<Assessor>, money: MoneyUnit, numbers: JsonNumbers, firm: &str) -> Result<Self, Diagnostics> {
        let (values, spare, found) = (Workspace::default(), Workspace::default(), Found::default());
        let (fields, tiers, questions) = (Vec::new(), Vec::new(), String::new());
        let mut session = Session { assessor, money, numbers, fields, values, spare, found, tiers, questions };
        session.replace(firm)?;
        Ok(session)
    }

    /// Sets one fact, or the records of a kind, from JSON as it stands in a firm; without a value the firm is as if it had
    /// never been given. Gives what changed.
    ///
    /// `{"tiers": [{"tier", "edition", "verdict", "score", "groups", "failed", "missing", "problems", "reasons": {"3": {...}},
    /// "reason_count", "distances"}], "questions"}`: only tiers and parts that differ, each as in [`Explanation::to_json`];
    /// of `reasons` those that differ, by their place, and `reason_count` is how many there are, where that differs. Of a reason
    /// that is told in the same lines as before there are only those that differ, `[[1, {...}], [4, {...}]]`: each with its number
    /// in the order of the tree, from 0 for the reason itself, and of its members only those that values decide; where not the
    /// same members are there as before, the line without its children, which has a `kind`.
    /// `questions` are the ids of the facts that would decide something, the first to be asked next.
    ///
    /// What is refused changes nothing. The values of a firm have at most [`MAX_BYTES`].
    pub fn set(&mut self, field: &str, value: Option<&str>) -> Result<String, Diagnostics> {
        let value = value.map(read::value).transpose().map_err(|d| read::at_field(d, field))?;
        let place = self.fields.iter().position(|f| f.entry.0 == field);
        let before = place.map(|at| self.fields.remove(at));
        let (at, given) = (place.unwrap_or(self.fields.len()), value.is_some());
        if let Some(value) = value {
            self.fields.insert(at, Field { entry: (field.to_owned(), value), read: None });
        }
        self.taken().inspect_err(|_| {
            if given {
                self.fields.remove(at);
            }
            if let Some(before) = before {
                self.fields.insert(at, before);
            }
        })
    }

    /// Takes another firm as JSON in the place of this one; gives what changed, as [`Session::set`] does.
    pub fn replace(&mut self, firm: &str) -> Result<String, Diagnostics> {
        let fields = read::object(firm)?.into_iter().map(|entry| Field { entry, read: None }).collect();
        let before = std::mem::replace(&mut self.fields, fields);
        self.taken().inspect_err(|_| self.fields = before)
    }

    /// The answer as it is now: `{"policy", "tiers", "questions"}`, with tiers as in [`Explanation::to_json`].
    pub fn answer_json(&self) -> String {
        let mut out = String::from("{\"policy\":");
        write_text(self.assessor.policy_hash(), &mut out);
        out.push_str(",\"tiers\":[");
        for (i, tier) in self.tiers.iter().enumerate() {
            if i > 0 {
                out.push(',');
            }
            tier.whole(&mut out);
        }
        out.push_str("],\"questions\":");
        out.push_str(&self.questions);
        out.push('}');
        out
    }

    /// The whole explanation of the firm as it is now.
    pub fn explanation(&self) -> Explanation<'_> {
        // What was taken once is taken again.
        let (firm, _) = filled(&self.assessor, self.money, self.numbers, &self.fields);
        self.assessor.explain(&firm, &mut Workspace::default()).with_distances()
    }

    /// Takes the fields as they stand, or refuses them.
    fn taken(&mut self) -> Result<String, Diagnostics> {
        let assessor = Arc::clone(&self.assessor);
        let (firm, errors) = filled(&assessor, self.money, self.numbers, &self.fields);
        if !errors.is_empty() {
            return Err(Diagnostics(errors));
        }
        if size(self.fields.iter().map(|field| &field.entry.1)) > MAX_BYTES {
            return Err(Diagnostic::new(Code::DocumentTooLarge, Span::default(), [format!("{MAX_BYTES} B").into()]).into());
        }
        for field in self.fields.iter_mut().filter(|field| field.read.is_none()) {
            field.read = read_as(&firm, &field.entry);
        }
        Ok(self.told(&assessor, &firm))
    }

    /// What is different now.
    fn told(&mut self, assessor: &Assessor, firm: &Firm) -> String {
        let mut values = std::mem::take(&mut self.spare);
        let assessment = assessor.assess_with(firm, &mut values);
        let distances = assessor.distances(&values, &mut self.found);
        let explanation = assessor.explanation(assessment, values, distances);
        let mut out = String::from("{\"tiers\":[");
        self.tiers.resize_with(assessor.tiers().len(), Shown::default);
        for (i, tier) in self.tiers.iter_mut().enumerate() {
            tier.take(&explanation, i, &self.values, &mut out);
        }
        out.push(']');
        let mut questions = String::new();
        list(&explanation.assessment.questions, &mut questions);
        if questions != self.questions {
            out.push_str(",\"questions\":");
            out.push_str(&questions);
            self.questions = questions;
        }
        out.push('}');
        self.spare = std::mem::replace(&mut self.values, explanation.into_values());
        out
    }
}

/// The firm of these fields, and what is wrong with them. Only those are read that were not before.
fn filled<'a>(assessor: &'a Assessor, money: MoneyUnit, numbers: JsonNumbers, fields: &[Field]) -> (Firm<'a>, Vec<Diagnostic>) {
    let mut firm = assessor.firm();
    firm.money_unit(money);
    let mut others = Vec::new();
    for field in fields {
        match &field.read {
            Some((slot, cell)) => firm.store(*slot, cell.clone()),
            None => others.push(field.entry.clone()),
        }
    }
    let errors = firm.read_entries(&others, numbers);
    (firm, errors)
}

/// What a fact was read as that stands in the firm by itself: not one of which it was said where it comes from.
fn read_as(firm: &Firm, (id, value): &(String, Tree)) -> Option<(u32, Cell)> {
    if matches!(value.node, Node::List(_) | Node::Map(_)) || is_blank(&value.node) {
        return None;
    }
    let slot = firm.facts().index(id)?;
    Some((slot, firm.cells().get(slot as usize)?.clone()))
}

/// About how many bytes values have as JSON.
fn size<'a>(values: impl Iterator<Item = &'a Tree>) -> usize {
    values.map(|value| bytes(&value.node)).sum()
}

fn bytes(node: &Node) -> usize {
    match node {
        Node::Null | Node::Boolean(_) => 5,
        Node::Number(text) | Node::Text(text) => text.len() + 3,
        Node::List(items) => size(items.iter()) + 3,
        Node::Map(entries) => {
            entries.iter().map(|(key, _)| key.len() + 4).sum::<usize>() + size(entries.iter().map(|(_, v)| v)) + 3
        }
    }
}
