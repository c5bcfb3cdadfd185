//! What is asked of a case as one object of JSON: the form in which hosts in other languages and scenarios ask.

use serde_json::{Map, Value};

use crate::assess::JsonNumbers;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span, Text};
use crate::document::model::ById;
use crate::document::shape::{Reader, Shape as _, object};
use crate::document::tree::{Mark, Node, Tree};
use crate::document::{MAX_BYTES, MAX_DEPTH, json};
use crate::journal::Actor;
use crate::time::{Date, Moment};

use super::{Applied, Case, Event, Facts, Library, Migration, Opening, Refusal};

/// What is asked of a case: who does what, and when.
///
/// `{"at": "2026-04-01T09:30:00+08:00", "by": {"id": "zhang", "role": "enterprise", "area": "620102"}}` and at most one of
///
/// - `"open": {"case", "policy", "chart", "areas"}`: a case begins;
/// - `"event": "submit"`, with `"payload"` and the firm's `"facts"` where there are any;
/// - `"import_title": {"title", "from", "until"}`: a title from before the case;
/// - `"migrate": {"to", "states", "recount"}`: the case moves to another edition of its chart.
///
/// With none of them only time passes, and nobody need be named.
#[derive(Clone, Debug)]
pub struct Request {
    at: Moment,
    by: Actor,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    Open(Opening),
    Apply(Event),
    Import(String, (Date, Date)),
    Migrate(Migration),
    Advance,
}

/// The object without what is told with an event, which keeps its numbers apart from texts.
#[derive(Default)]
struct Raw {
    at: Option<String>,
    by: Option<Actor>,
    open: Option<Opening>,
    event: Option<String>,
    import_title: Option<Import>,
    migrate: Option<Migration>,
}

#[derive(Default)]
struct Import {
    title: String,
    from: String,
    until: String,
}

object!(Raw: optional at, optional by, optional open, optional event, optional import_title, optional migrate);
object!(Import: required title, required from, required until);
object!(Opening: required case, required policy, required chart, optional areas);
object!(Migration: required to, optional states, optional recount);

impl Request {
    /// Reads a request.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its place.
    pub fn from_json(text: &str, numbers: JsonNumbers) -> Result<Request, Diagnostics> {
        let tree = json::parse(text, MAX_DEPTH, MAX_BYTES).map_err(|e| {
            let code = if e.code == Code::DocumentSyntax { Code::RowSyntax } else { e.code };
            Diagnostic::new(code, Span::default(), e.args)
        })?;
        Self::from_tree(tree, numbers)
    }

    /// The same from an object that has been read.
    ///
    /// # Errors
    /// Likewise.
    pub fn from_tree(tree: Tree, numbers: JsonNumbers) -> Result<Request, Diagnostics> {
        let mut reader = Reader::new("");
        let mut told: ById<Vec<(String, Tree)>> = ById::new();
        let mut rest = Vec::new();
        let mark = tree.mark;
        match tree.node {
            Node::Map(entries) => {
                for (key, value) in entries {
                    match (key.as_str(), value.node) {
                        ("payload" | "facts", Node::Map(entries)) => _ = told.insert(key, entries),
                        (_, node) => rest.push((key, Tree { node, mark: value.mark })),
                    }
                }
            }
            node => {
                reader.expected("对象", "an object", &Tree { node, mark }.into_value().0);
                return Err(Diagnostics(reader.into_errors()));
            }
        }
        let (mut value, _) = Tree { node: Node::Map(rest), mark: Mark::default() }.into_value();
        if let Value::Object(map) = &mut value {
            objects(map, &mut reader);
        }
        let raw = Raw::read(&value, &mut reader);
        let request = raw.finish(told, numbers, &mut reader);
        match (request, reader.into_errors()) {
            (Some(request), errors) if errors.is_empty() => Ok(request),
            (_, errors) => Err(Diagnostics(errors)),
        }
    }

    /// When it is to happen.
    pub fn at(&self) -> Moment {
        self.at
    }

    /// Carries it out on a case, or on none where one begins.
    ///
    /// # Errors
    /// What [`Case::open`], [`Case::apply`] and their like refuse; `case_missing` where there is no case to do it to.
    pub fn carry_out(&self, library: &Library, case: Option<&Case>) -> Result<Applied, Refusal> {
        if let What::Open(opening) = &self.what {
            return match case {
                None => Case::open(library, opening, &self.by, self.at),
                Some(case) => Err(Refusal::new(Code::CaseThere, [case.id.as_str().into()])),
            };
        }
        let case = case.ok_or_else(|| Refusal::new(Code::CaseMissing, []))?;
        match &self.what {
            What::Apply(event) => case.apply(library, event, &self.by, self.at),
            What::Import(title, days) => case.import_title(library, title, *days, &self.by, self.at),
            What::Migrate(migration) => case.migrate(library, migration, &self.by, self.at),
            What::Advance | What::Open(_) => case.advance(library, self.at),
        }
    }
}

/// Payload and facts that are no objects; null is as good as nothing.
fn objects(map: &mut Map<String, Value>, reader: &mut Reader<'_>) {
    for key in ["payload", "facts"] {
        if let Some(other) = map.remove(key).filter(|v| !v.is_null()) {
            reader.at(key, |r| r.expected("对象", "an object", &other));
        }
    }
}

impl Raw {
    /// The request, unless something is amiss, which is told.
    fn finish(mut self, mut told: ById<Vec<(String, Tree)>>, numbers: JsonNumbers, reader: &mut Reader<'_>) -> Option<Request> {
        let text = self.at.take();
        let at = text.as_ref().and_then(|text| text.parse::<Moment>().ok());
        match (&text, at) {
            (None, _) => reader.error(Code::BadField, [Text::both("缺少 `at`", "`at` is missing")]),
            (Some(text), None) => {
                let shown: String = text.chars().take(40).collect();
                reader.at("at", |r| r.error(Code::BadMoment, [shown.into()]));
            }
            _ => {}
        }
        let said = [
            ("open", self.open.is_some()),
            ("event", self.event.is_some()),
            ("import_title", self.import_title.is_some()),
            ("migrate", self.migrate.is_some()),
        ];
        let said: Vec<&str> = said.iter().filter(|(_, there)| *there).map(|(key, _)| *key).collect();
        if said.len() > 1 {
            reader.error(Code::ConflictingChoice, [said[0].into(), said[1].into()]);
        }
        if self.event.is_none() {
            for key in told.keys() {
                let what = Text::both("只随 event 一起给出", "is given only with an `event`");
                reader.at(key, |r| r.error(Code::BadField, [what]));
            }
        }
        if !said.is_empty() && self.by.is_none() {
            reader.error(Code::BadField, [Text::both("缺少 `by`", "`by` is missing")]);
        }
        let facts = told.remove("facts").map(|entries| Facts { entries, numbers });
        let payload = told.remove("payload").unwrap_or_default();
        let what = match (self.open.take(), self.event.take(), self.import_title.take(), self.migrate.take()) {
            (Some(opening), ..) => What::Open(opening),
            (_, Some(id), ..) => What::Apply(Event { id, payload, numbers, facts }),
            (_, _, Some(import), _) => {
                let [from, until] = [("from", &import.from), ("until", &import.until)].map(|(key, day)| {
                    let read = day.parse::<Date>().ok();
                    if read.is_none() {
                        reader.at("import_title", |r| {
                            r.at(key, |r| r.error(Code::BadDate, [day.chars().take(40).collect::<String>().into()]));
                        });
                    }
                    read
                });
                What::Import(import.title, (from?, until?))
            }
            (.., Some(migration)) => What::Migrate(migration),
            _ => What::Advance,
        };
        Some(Request { at: at?, by: self.by.unwrap_or_else(super::clock), what })
    }
}
