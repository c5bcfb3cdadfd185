//! A scenario: a file of dated events and, beside each, what is expected of it. Read here, played in [`super::play`].

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use peiyu::diagnostic::{Code, Diagnostic, Text};
use peiyu::document::model::ById;
use peiyu::document::shape::{Fields, Reader, Shape};
use peiyu::document::tree::locate;
use serde_json::{Map, Value, json};

use crate::load;
use crate::report::Failure;

/// Most steps of a scenario.
const MAX_STEPS: usize = 10_000;

/// A scenario as it was read.
pub struct Scenario {
    /// Its name for people.
    pub title: Text,
    /// The policies that the case goes by, by the scenario's own names; the first from the start, others once a step adds
    /// them.
    pub policies: Vec<(String, PathBuf)>,
    /// What happens.
    pub steps: Vec<Step>,
}

/// One thing that happens.
pub struct Step {
    /// Where it stands.
    pub line: u32,
    /// The policy that is taken up before it.
    pub add: Option<String>,
    /// What is asked, see `peiyu::case::Request`; `migrate.to` is still the scenario's name of a policy.
    pub request: Map<String, Value>,
    /// What must come of it.
    pub expect: Expect,
}

/// What must come of a step; nothing is said of what is left out.
#[derive(Default)]
pub struct Expect {
    /// The code that it is refused with. A step that does not say so must not be refused.
    pub refused: Option<String>,
    /// The facts that a refusal asks for.
    pub missing: Option<Vec<String>>,
    /// What a refusal's words must contain, in either language: the parameter that is not set, say.
    pub says: Vec<String>,
    /// States that are active.
    pub active: Vec<String>,
    /// States that are not.
    pub inactive: Vec<String>,
    /// Last days of running deadlines, by id or by state and id; null where none such runs.
    pub due: ById<Option<String>>,
    /// What the host is asked to do, in order: ids, or ids with some of what is told.
    pub effects: Option<Vec<(String, Map<String, Value>)>>,
    /// The titles that are held, with first and last day.
    pub titles: Option<ById<Held>>,
    /// Values of variables.
    pub variables: Map<String, Value>,
}

/// The days of a title.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// First day.
    pub from: String,
    /// Last day.
    pub until: String,
}

/// What the head of a file says for all steps.
struct Head {
    policy: String,
    chart: String,
    case: String,
    areas: Value,
    actors: ById<Part>,
    facts: ById<Part>,
}

/// A value taken as it stands.
#[derive(Clone, Default)]
struct Part(Value);

impl Shape for Part {
    fn read(value: &Value, _: &mut Reader<'_>) -> Self {
        Part(value.clone())
    }

    fn write(&self) -> Value {
        self.0.clone()
    }
}

impl Shape for Held {
    fn read(value: &Value, reader: &mut Reader<'_>) -> Self {
        let fields = reader.fields(value, &["from", "until"]);
        Held { from: reader.required(fields, "from"), until: reader.required(fields, "until") }
    }

    fn write(&self) -> Value {
        json!({"from": self.from, "until": self.until})
    }
}

const HEAD: [&str; 10] = ["base", "scenario", "policy", "policies", "chart", "case", "areas", "actors", "facts", "steps"];
const REQUEST: [&str; 7] = ["at", "by", "open", "event", "payload", "import_title", "migrate"];
const STEP: [&str; 18] = [
    "at",
    "by",
    "add",
    "open",
    "event",
    "payload",
    "facts",
    "import_title",
    "migrate",
    "refused",
    "missing",
    "says",
    "in",
    "not_in",
    "due",
    "effects",
    "titles",
    "variables",
];

/// Reads a scenario.
pub fn read(path: &Path) -> Result<Scenario, Failure> {
    let name = path.display().to_string();
    let text = load::text(path).map_err(|(_, error)| *error)?;
    let (mut value, marks) = load::parse(path, &text)?.into_value();
    if let Some(base) = value.get("base").and_then(Value::as_str) {
        let base = path.with_file_name(base);
        let text = load::text(&base).map_err(|(_, error)| *error)?;
        let (base, _) = load::parse(&base, &text)?.into_value();
        inherit(&mut value, base);
    }
    let mut reader = Reader::new("");
    let stem = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let mut scenario = scenario(&value, &stem, path.parent().unwrap_or(Path::new("")), &mut reader);
    for (index, step) in scenario.steps.iter_mut().enumerate() {
        step.line = marks.get(&format!("/steps/{index}")).map_or(1, |mark| mark.line);
    }
    let mut errors: Vec<Diagnostic> = reader.into_errors();
    for d in &mut errors {
        locate(d, &name, &marks);
    }
    if errors.is_empty() { Ok(scenario) } else { Err(Failure::Diagnostics(errors)) }
}

/// Takes what a head leaves out from the head that several scenarios share, actors and facts one by one.
fn inherit(value: &mut Value, base: Value) {
    let (Value::Object(own), Value::Object(base)) = (value, base) else { return };
    for (key, shared) in base {
        match (own.get_mut(&key), shared) {
            (None, shared) => _ = own.insert(key, shared),
            (Some(Value::Object(own)), Value::Object(shared)) => {
                for (id, part) in shared {
                    own.entry(id).or_insert(part);
                }
            }
            _ => {}
        }
    }
}

fn scenario(value: &Value, stem: &str, folder: &Path, reader: &mut Reader<'_>) -> Scenario {
    let fields = reader.fields(value, &HEAD);
    let _: Option<String> = reader.optional(fields, "base");
    let named: ById<String> = reader.optional(fields, "policies");
    let first: String = reader.required(fields, "policy");
    let case: Option<String> = reader.optional(fields, "case");
    let areas: Part = reader.optional(fields, "areas");
    let head = Head {
        policy: String::new(),
        chart: reader.required(fields, "chart"),
        case: case.unwrap_or_else(|| stem.to_owned()),
        areas: if areas.0.is_null() { Value::Object(Map::new()) } else { areas.0 },
        actors: reader.optional(fields, "actors"),
        facts: reader.optional(fields, "facts"),
    };
    let title: Option<Text> = reader.optional(fields, "scenario");
    let steps: Vec<Part> = reader.required(fields, "steps");
    if steps.len() > MAX_STEPS {
        reader.at("steps", |r| r.error(Code::TooMany, ["steps".into(), MAX_STEPS.to_string().into()]));
    }
    let path = |which: &str| {
        let embedded = peiyu_workflows::policies().contains(&which);
        if embedded { PathBuf::from(which) } else { folder.join(which) }
    };
    let mut policies = vec![(first.clone(), path(&first))];
    policies.extend(named.iter().map(|(name, which)| (name.clone(), path(which))));
    let mut head = Head { policy: first, ..head };
    head.actors = head.actors.into_iter().filter(|(_, actor)| !actor.0.is_null()).collect();
    let steps = steps.into_iter().take(MAX_STEPS).enumerate();
    let step =
        |(index, part): (usize, Part)| reader.at("steps", |r| r.at(&index.to_string(), |r| head.step(&part.0, &policies, r)));
    Scenario { title: title.unwrap_or_else(|| stem.into()), steps: steps.map(step).collect(), policies }
}

impl Head {
    fn step(&self, value: &Value, policies: &[(String, PathBuf)], reader: &mut Reader<'_>) -> Step {
        let fields = reader.fields(value, &STEP);
        let mut request = Map::new();
        for key in REQUEST {
            let part: Part = if key == "at" { reader.required(fields, key) } else { reader.optional(fields, key) };
            let part = match key {
                "at" if !part.0.is_null() => Value::from(reader.at(key, |r| moment(&part.0, r))),
                "by" => reader.at(key, |r| self.actor(part.0, r)),
                "open" if !part.0.is_null() => {
                    json!({"case": self.case, "policy": self.policy, "chart": self.chart, "areas": self.areas})
                }
                _ => part.0,
            };
            if !part.is_null() {
                request.insert(key.to_owned(), part);
            }
        }
        let facts: Part = reader.optional(fields, "facts");
        if !facts.0.is_null() {
            request.insert("facts".into(), reader.at("facts", |r| self.facts(facts.0, r)));
        }
        let add: Option<String> = reader.optional(fields, "add");
        if let Some(name) = add.as_ref().filter(|name| !policies.iter().any(|(known, _)| known == *name)) {
            let known: Vec<&str> = policies.iter().map(|(known, _)| known.as_str()).collect();
            reader.at("add", |r| r.error(Code::UnknownPolicy, [name.as_str().into(), known.join(", ").into()]));
        }
        Step { line: 1, add, request, expect: expect(fields, reader) }
    }

    /// An actor by the name that the head gives it, or in full.
    fn actor(&self, value: Value, reader: &mut Reader<'_>) -> Value {
        let Value::String(name) = &value else { return value };
        match self.actors.get(name) {
            Some(actor) => actor.0.clone(),
            None => {
                let known: Vec<&str> = self.actors.keys().map(String::as_str).collect();
                let args = [Text::both("办理人", "actor"), name.as_str().into(), known.join(", ").into()];
                reader.error(Code::UnknownReference, args);
                Value::Null
            }
        }
    }

    /// Facts by name, in full, or a list of these in which the later go before the earlier.
    fn facts(&self, value: Value, reader: &mut Reader<'_>) -> Value {
        match value {
            Value::String(name) => match self.facts.get(&name) {
                Some(facts) => facts.0.clone(),
                None => {
                    let known: Vec<&str> = self.facts.keys().map(String::as_str).collect();
                    let args = [Text::both("事实组", "set of facts"), name.into(), known.join(", ").into()];
                    reader.error(Code::UnknownReference, args);
                    Value::Null
                }
            },
            Value::Array(parts) => {
                let mut out = Map::new();
                for (index, part) in parts.into_iter().enumerate() {
                    let part = reader.at(&index.to_string(), |r| self.facts(part, r));
                    let Value::Object(part) = part else { continue };
                    out.extend(part);
                }
                Value::Object(out)
            }
            other => other,
        }
    }
}

/// A moment; a day alone is its beginning, and seconds and zone may be left out.
fn moment(value: &Value, reader: &mut Reader<'_>) -> String {
    let text = String::read(value, reader);
    let (day, time) = text.split_once(['T', ' ']).unwrap_or((&text, "00:00:00+08:00"));
    let time = if time.len() == 5 { format!("{time}:00") } else { time.to_owned() };
    let zone = if time.ends_with("+08:00") { "" } else { "+08:00" };
    format!("{day}T{time}{zone}")
}

fn expect(fields: Fields<'_>, reader: &mut Reader<'_>) -> Expect {
    let effects: Option<Vec<Part>> = reader.optional(fields, "effects");
    let effects = effects.map(|list| {
        let list = list.into_iter().enumerate();
        list.map(|(index, part)| reader.at("effects", |r| r.at(&index.to_string(), |r| effect(part.0, r)))).collect()
    });
    let variables: BTreeMap<String, Part> = reader.optional::<ById<Part>>(fields, "variables").into_iter().collect();
    Expect {
        refused: reader.optional(fields, "refused"),
        missing: reader.optional(fields, "missing"),
        says: reader.optional(fields, "says"),
        active: reader.optional(fields, "in"),
        inactive: reader.optional(fields, "not_in"),
        due: reader.optional(fields, "due"),
        effects,
        titles: reader.optional(fields, "titles"),
        variables: variables.into_iter().map(|(id, part)| (id, part.0)).collect(),
    }
}

fn effect(value: Value, reader: &mut Reader<'_>) -> (String, Map<String, Value>) {
    match value {
        Value::String(id) => (id, Map::new()),
        Value::Object(map) if map.len() == 1 => {
            let (id, with) = map.into_iter().next().unwrap_or_default();
            (id, if let Value::Object(with) = with { with } else { Map::new() })
        }
        other => {
            reader.expected("效果的 id", "the id of an effect", &other);
            Default::default()
        }
    }
}
