//! What else two policies say otherwise: parameters with their values on the day, and entries of documents.

use crate::by_id::ById;
use crate::diagnostic::{Lang, Text};
use crate::document::shape::Shape;
use crate::phrase;
use crate::policy::{Linked, ParameterValue};

use super::Side;
use super::lines::Change;

/// A parameter that is different.
#[derive(Clone, Debug)]
pub struct ParameterChange {
    /// What became of it.
    pub change: Change,
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub label: Text,
    /// Its value in the first policy, in words; none where it has none.
    pub before: Option<Text>,
    /// Its value in the other.
    pub after: Option<Text>,
    /// Where the other says it, or the first where only that one does.
    pub source: Option<String>,
}

/// An entry of a document that is different.
#[derive(Clone, Debug)]
pub struct SectionChange {
    /// What became of it.
    pub change: Change,
    /// The section: `facts`, `calls`, `charts` and so on.
    pub section: &'static str,
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub label: Text,
}

pub(super) fn parameters(before: &Side, after: &Side) -> Vec<ParameterChange> {
    let of = |side: &Side| side.policy.parameters(&side.edition, side.assessor.selection().day);
    let (before, after) = (of(before), of(after));
    let find = |list: &[ParameterValue], id: &str| list.iter().position(|p| p.id == id);
    let gone = before.iter().filter(|p| find(&after, &p.id).is_none());
    let all = after.iter().chain(gone);
    let changes = all.filter_map(|shown| {
        let a = find(&before, &shown.id).and_then(|at| before.get(at));
        let b = find(&after, &shown.id).and_then(|at| after.get(at));
        let (was, is) = (a.map(words), b.map(words));
        let change = Change::of(was.as_ref(), is.as_ref())?;
        let (id, label, source) = (shown.id.clone(), shown.label.clone(), shown.source.clone());
        Some(ParameterChange { change, id, label, before: was.flatten(), after: is.flatten(), source })
    });
    changes.collect()
}

/// A value in words.
fn words(parameter: &ParameterValue) -> Option<Text> {
    if let Some(day) = parameter.day() {
        return Some(day.to_string().into());
    }
    let value = parameter.value.as_ref()?;
    let word = |lang| phrase::value(value, parameter.style, None, None, lang);
    Some(Text::both(word(Lang::Zh)?, word(Lang::En)?))
}

pub(super) fn sections(before: &Linked, after: &Linked) -> Vec<SectionChange> {
    let (a, b) = (&before.common.document, &after.common.document);
    let mut out = Vec::new();
    compare("facts", &a.facts, &b.facts, |f| f.label.clone(), &mut out);
    compare("records", &a.records, &b.records, |r| r.label.clone(), &mut out);
    compare("warnings", &a.warnings, &b.warnings, |w| w.label.clone(), &mut out);
    compare("editions", &a.editions, &b.editions, |e| e.label.clone(), &mut out);
    compare("calls", &a.calls, &b.calls, |c| c.label.clone(), &mut out);
    compare("awards", &a.awards, &b.awards, |w| w.label.clone(), &mut out);
    compare("measures", &a.measures, &b.measures, |m| m.title.clone(), &mut out);
    compare("targets", &a.targets, &b.targets, |t| t.label.clone(), &mut out);
    compare("charts", &a.charts, &b.charts, |c| c.label.clone(), &mut out);
    compare("roles", &a.roles, &b.roles, |r| r.label.clone(), &mut out);
    out
}

fn compare<T: Shape>(
    section: &'static str,
    before: &ById<T>,
    after: &ById<T>,
    label: impl Fn(&T) -> Text,
    out: &mut Vec<SectionChange>,
) {
    let gone = before.iter().filter(|(id, _)| !after.contains_key(id));
    for (id, shown) in after.iter().chain(gone) {
        let (was, is) = (before.get(id).map(Shape::write), after.get(id).map(Shape::write));
        if let Some(change) = Change::of(was.as_ref(), is.as_ref()) {
            out.push(SectionChange { change, section, id: id.clone(), label: label(shown) });
        }
    }
}
