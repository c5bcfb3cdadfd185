//! An SCXML document as a chart, or why it isn't one here.

use std::collections::HashMap;

use peiyu::chart::{ActionId, Chart, ChartBuilder, EventId, GuardId, Kind, StateId, Transition};
use peiyu::diagnostic::{Lang, Span};

use crate::xml::Element;

/// What executable content asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// An event inside of the chart.
    Raise(EventId),
    /// An event for later, after so many milliseconds; its id is for taking it back.
    Send(EventId, u64, Option<String>),
    /// Takes a sent event back.
    Cancel(String),
    /// A message that nobody reads.
    Log,
}

/// A condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// It always is.
    Is(bool),
    /// Whether a state is active.
    In(String),
}

/// A chart with what its numbers stand for.
#[derive(Debug)]
pub struct Document {
    /// The chart.
    pub chart: Chart,
    /// By number of the action.
    pub actions: Vec<Action>,
    /// By number of the guard.
    pub conditions: Vec<Condition>,
}

/// Reads a document; `events` are names that come from outside.
///
/// # Errors
/// Why it can't be played: the element or attribute that stands for data, a script or an invocation; or what is wrong.
pub fn read(root: &Element, events: &[String]) -> Result<Document, String> {
    let mut names: Vec<String> = events.to_vec();
    collect(root, &mut names);
    let mut reader = Reader {
        builder: ChartBuilder::new("scxml"),
        ids: HashMap::new(),
        states: Vec::new(),
        names,
        actions: Vec::new(),
        conditions: Vec::new(),
    };
    for child in &root.children {
        reader.state(StateId::ROOT, child)?;
    }
    reader.start(StateId::ROOT, root)?;
    for (id, element) in std::mem::take(&mut reader.states) {
        reader.inside(id, &element)?;
    }
    let told = |d: &peiyu::diagnostic::Diagnostic| format!("{}: {}", d.code.id(), d.message(Lang::En));
    let chart = reader.builder.build(&|_| Span::default());
    let chart = chart.map_err(|e| e.0.iter().map(told).collect::<Vec<_>>().join("; "))?;
    Ok(Document { chart, actions: reader.actions, conditions: reader.conditions })
}

/// The names of all events that may happen.
fn collect(element: &Element, names: &mut Vec<String>) {
    match element.name.as_str() {
        "raise" | "send" => names.extend(element.get("event").map(str::to_owned)),
        "state" | "parallel" => names.extend(element.get("id").map(|id| format!("done.state.{id}"))),
        _ => {}
    }
    element.children.iter().for_each(|child| collect(child, names));
}

struct Reader {
    builder: ChartBuilder,
    ids: HashMap<String, StateId>,
    states: Vec<(StateId, Element)>,
    names: Vec<String>,
    actions: Vec<Action>,
    conditions: Vec<Condition>,
}

/// Elements that hold no state.
const CONTENT: [&str; 4] = ["transition", "onentry", "onexit", "initial"];

impl Reader {
    fn state(&mut self, parent: StateId, element: &Element) -> Result<(), String> {
        let kind = match element.name.as_str() {
            "state" => Kind::Plain,
            "parallel" => Kind::Parallel,
            "final" => Kind::Final,
            "history" if element.get("type") == Some("deep") => Kind::DeepHistory,
            "history" => Kind::History,
            name if CONTENT.contains(&name) => return Ok(()),
            other => return Err(format!("<{other}>")),
        };
        let id = element.get("id").map_or_else(|| format!("state {}", self.states.len()), str::to_owned);
        let own = self.builder.state(parent, &id, kind);
        self.ids.insert(id, own);
        self.states.push((own, element.clone()));
        element.children.iter().try_for_each(|child| self.state(own, child))
    }

    fn targets(&self, names: &[&str]) -> Result<Vec<StateId>, String> {
        names.iter().map(|name| self.ids.get(*name).copied().ok_or_else(|| format!("no state `{name}`"))).collect()
    }

    /// Where entering leads: an attribute, an element with a transition, or the first state.
    fn start(&mut self, state: StateId, element: &Element) -> Result<(), String> {
        let named = element.names("initial");
        let inside = element.children.iter().find(|c| c.name == "initial").and_then(|i| i.children.first());
        if !named.is_empty() {
            let targets = self.targets(&named)?;
            self.builder.initial(state, &targets, &[]);
        } else if let Some(transition) = inside {
            let targets = self.targets(&transition.names("target"))?;
            let actions = self.content(transition)?;
            self.builder.initial(state, &targets, &actions);
        }
        Ok(())
    }

    fn inside(&mut self, state: StateId, element: &Element) -> Result<(), String> {
        if element.name == "history" {
            if let Some(transition) = element.children.first() {
                let targets = self.targets(&transition.names("target"))?;
                let actions = self.content(transition)?;
                self.builder.history_default(state, &targets, &actions);
            }
            return Ok(());
        }
        self.start(state, element)?;
        for child in &element.children {
            match child.name.as_str() {
                "onentry" => self.content(child)?.into_iter().for_each(|a| self.builder.entry(state, a)),
                "onexit" => self.content(child)?.into_iter().for_each(|a| self.builder.exit(state, a)),
                "transition" => self.transition(state, child)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn transition(&mut self, source: StateId, element: &Element) -> Result<(), String> {
        let mut events = Vec::new();
        for descriptor in element.names("event") {
            let descriptor = descriptor.trim_end_matches(".*").trim_end_matches('.');
            let matches = |name: &&String| {
                descriptor == "*" || name.strip_prefix(descriptor).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            };
            let known: Vec<String> = self.names.iter().filter(matches).cloned().collect();
            events.extend(known.iter().map(|name| self.builder.event(name)));
            // An event that never happens still makes the transition one that needs an event.
            events.push(self.builder.event(descriptor));
        }
        events.sort_unstable();
        events.dedup();
        let guard = element.get("cond").map(|text| self.condition(text)).transpose()?;
        let targets = self.targets(&element.names("target"))?;
        let actions = self.content(element)?;
        let internal = element.get("type") == Some("internal");
        self.builder.transition(source, Transition { events, guard, targets, internal, actions });
        Ok(())
    }

    fn condition(&mut self, text: &str) -> Result<GuardId, String> {
        let text = text.trim();
        let of = text.strip_prefix("In(").and_then(|t| t.strip_suffix(')')).map(|t| t.trim_matches(['\'', '"']));
        let condition = match (text, of) {
            ("true", _) => Condition::Is(true),
            ("false", _) => Condition::Is(false),
            (_, Some(state)) => Condition::In(state.to_owned()),
            _ => return Err("cond with an expression".into()),
        };
        self.conditions.push(condition);
        Ok(GuardId(u32::try_from(self.conditions.len() - 1).map_err(|e| e.to_string())?))
    }

    fn content(&mut self, element: &Element) -> Result<Vec<ActionId>, String> {
        let mut out = Vec::new();
        for child in &element.children {
            let action = self.action(child)?;
            self.actions.push(action);
            out.push(ActionId(u32::try_from(self.actions.len() - 1).map_err(|e| e.to_string())?));
        }
        Ok(out)
    }

    fn action(&mut self, element: &Element) -> Result<Action, String> {
        match element.name.as_str() {
            "log" => Ok(Action::Log),
            "raise" => Ok(Action::Raise(self.builder.event(element.get("event").unwrap_or_default()))),
            "cancel" => {
                element.get("sendid").map(|id| Action::Cancel(id.to_owned())).ok_or_else(|| "cancel with an expression".into())
            }
            "send" => {
                let known = ["event", "delay", "id"];
                if let Some((name, _)) = element.attributes.iter().find(|(n, _)| !known.contains(&n.as_str())) {
                    return Err(format!("send with {name}"));
                }
                if let Some(child) = element.children.first() {
                    return Err(format!("<{}>", child.name));
                }
                let event = self.builder.event(element.get("event").unwrap_or_default());
                let delay = element.get("delay").map_or(Ok(0), milliseconds)?;
                Ok(Action::Send(event, delay, element.get("id").map(str::to_owned)))
            }
            other => Err(format!("<{other}>")),
        }
    }
}

/// `10ms`, `1s`, `.5s`.
fn milliseconds(text: &str) -> Result<u64, String> {
    let bad = || format!("delay `{text}`");
    if let Some(ms) = text.strip_suffix("ms") {
        return ms.parse().map_err(|_| bad());
    }
    let seconds = text.strip_suffix('s').ok_or_else(bad)?;
    let (whole, part) = seconds.split_once('.').unwrap_or((seconds, ""));
    let part = format!("{part:0<3}");
    let number = |digits: &str| if digits.is_empty() { Ok(0) } else { digits.parse::<u64>().map_err(|_| bad()) };
    Ok(number(whole)? * 1_000 + number(part.get(..3).unwrap_or_default())?)
}
