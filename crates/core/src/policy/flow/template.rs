//! States made of templates: a procedure is written once and used for every tier.

use serde_json::{Map, Value};

use crate::diagnostic::{Code, Diagnostic, Text, fill_blanks, suggestion};
use crate::document::flow::State;
use crate::document::model::ById;
use crate::document::shape::{Reader, Shape as _};

use super::super::link::{Linked, Place};

/// Deepest nesting of templates in templates.
const MAX_TEMPLATES: usize = 8;
/// Most values that the templates of a chart are filled into.
pub const MAX_FILLED: usize = 500_000;

/// A state that may be made of a template, as it is in the end, and where that stands.
///
/// `left` is how many more values may be filled in: templates in templates multiply.
pub fn expand(linked: &Linked, state: &State, place: &Place, left: &mut usize, errors: &mut Vec<Diagnostic>) -> (State, Place) {
    let (mut state, mut place) = (state.clone(), place.clone());
    for depth in 0.. {
        let Some(id) = state.template.take() else { return (state, place) };
        let known = &linked.common.document.templates;
        let Some(template) = known.get(&id) else {
            let near = suggestion(&id, known.keys().map(String::as_str));
            let args = [Text::both("模板", "template"), id.as_str().into(), near.into()];
            errors.push(Diagnostic::new(Code::UnknownReference, place.below("use").span(), args));
            return (State::default(), place);
        };
        if depth == MAX_TEMPLATES {
            errors.push(Diagnostic::new(Code::TemplateCycle, place.below("use").span(), [id.as_str().into()]));
            return (State::default(), place);
        }
        let values = arguments(&template.parameters, &state.with, &place, errors);
        only_a_template(&state, &place, errors);
        let at = linked.common.place("templates", &id).below("state");
        let mut reader = Reader::new(&at.document);
        let made = State::read(&filled(&template.state.0, &values, left), &mut reader);
        if *left == 0 {
            let args = [Text::both("模板展开后的内容", "values filled into templates"), MAX_FILLED.to_string().into()];
            errors.push(Diagnostic::new(Code::TooMany, place.below("use").span(), args));
            return (State::default(), place);
        }
        errors.extend(reader.into_errors().into_iter().map(|d| {
            let pointer = format!("{}{}", at.pointer, d.span.pointer);
            let span = d.span.within(&at.document, &pointer);
            d.with_span(span)
        }));
        let (label, source) = (state.label.or(made.label.clone()), state.source.or(made.source.clone()));
        (state, place) = (State { label, source, ..made }, at);
    }
    (state, place)
}

/// The values of a template's parameters, each of which must be given.
fn arguments<'a>(
    parameters: &'a [String],
    given: &'a ById<String>,
    place: &Place,
    errors: &mut Vec<Diagnostic>,
) -> Vec<(&'a str, &'a str)> {
    for id in given.keys().filter(|id| !parameters.contains(id)) {
        let near = suggestion(id, parameters.iter().map(String::as_str));
        let args = [Text::both("模板参数", "parameter of the template"), id.as_str().into(), near.into()];
        errors.push(Diagnostic::new(Code::UnknownReference, place.below("with").span(), args));
    }
    let missing = |id: &String| Text::both(format!("缺少模板参数 `{id}`"), format!("the template's parameter `{id}` is missing"));
    let mut out = Vec::new();
    for id in parameters {
        match given.get(id) {
            Some(value) => out.push((id.as_str(), value.as_str())),
            None => errors.push(Diagnostic::new(Code::BadField, place.below("with").span(), [missing(id)])),
        }
    }
    out
}

/// What is made of a template has a name and a source of its own; all else is the template's.
fn only_a_template(state: &State, place: &Place, errors: &mut Vec<Diagnostic>) {
    let bare = State { label: None, source: None, with: ById::new(), ..state.clone() };
    if bare.write() != State::default().write() {
        let what = Text::both(
            "用模板的状态只写 use、with、label、source",
            "a state with `use` has only with, label and source beside it",
        );
        errors.push(Diagnostic::new(Code::BadField, place.span(), [what]));
    }
}

/// A value with the parameters in its texts and keys replaced.
fn filled(value: &Value, values: &[(&str, &str)], left: &mut usize) -> Value {
    *left = left.saturating_sub(1);
    if *left == 0 {
        return Value::Null;
    }
    let given = |name: &str| values.iter().find(|(parameter, _)| *parameter == name).map(|(_, value)| (*value).to_owned());
    let text = |text: &str| fill_blanks(text, &given);
    match value {
        Value::String(s) => Value::String(text(s)),
        Value::Array(items) => items.iter().map(|item| filled(item, values, left)).collect(),
        Value::Object(map) => {
            Value::Object(map.iter().map(|(k, v)| (text(k), filled(v, values, left))).collect::<Map<String, Value>>())
        }
        other => other.clone(),
    }
}
