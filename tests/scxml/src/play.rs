//! Plays a document by its scenario: the events of a JSON file and the innermost states after each.

use std::convert::Infallible;

use peiyu::chart::{ActionId, Configuration, EventId, GuardId, Host, Queue, Stopped};
use serde_json::Value;

use crate::chart::{Action, Condition, Document, read};
use crate::xml;

/// Most milliseconds that are waited where a scenario has no events.
const WAIT: u64 = 60_000;

/// How a scenario came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// As its file says.
    Pass,
    /// It can't be played here, and why.
    NotPlayed(String),
    /// Otherwise.
    Fail(String),
}

/// Plays a document by its scenario.
pub fn play(scxml: &str, scenario: &str) -> Outcome {
    let root = match xml::parse(scxml) {
        Ok(root) => root,
        Err(why) => return Outcome::NotPlayed(why),
    };
    let scenario: Value = match serde_json::from_str(scenario) {
        Ok(scenario) => scenario,
        Err(why) => return Outcome::NotPlayed(why.to_string()),
    };
    let events = scenario["events"].as_array().cloned().unwrap_or_default();
    if events.iter().any(|e| e["event"].as_object().is_some_and(|o| o.keys().any(|k| k != "name"))) {
        return Outcome::NotPlayed("events with data".into());
    }
    let names: Vec<String> = events.iter().filter_map(|e| e["event"]["name"].as_str().map(str::to_owned)).collect();
    match read(&root, &names) {
        Err(why) => Outcome::NotPlayed(why),
        Ok(document) => match Player::new(&document).and_then(|player| player.run(&scenario, &events)) {
            Ok(()) => Outcome::Pass,
            Err(why) => Outcome::Fail(why),
        },
    }
}

/// An event on its way: when it is due, and its id.
type Sent = (u64, EventId, Option<String>);

struct Asked<'d> {
    document: &'d Document,
    now: u64,
    sent: Vec<Sent>,
}

impl Host for Asked<'_> {
    type Error = Infallible;

    fn guard(&mut self, guard: GuardId, at: &Configuration, _: Option<EventId>) -> Result<bool, Infallible> {
        Ok(match self.document.conditions.get(guard.0 as usize) {
            Some(Condition::Is(known)) => *known,
            Some(Condition::In(id)) => self.document.chart.find(id).is_some_and(|s| at.contains(s)),
            None => false,
        })
    }

    fn act(&mut self, action: ActionId, _: &Configuration, _: Option<EventId>, raise: &mut Queue) -> Result<(), Infallible> {
        match self.document.actions.get(action.0 as usize) {
            Some(Action::Raise(event)) => raise.raise(*event),
            Some(Action::Send(event, delay, id)) => self.sent.push((self.now + delay, *event, id.clone())),
            Some(Action::Cancel(id)) => self.sent.retain(|(_, _, sent)| sent.as_ref() != Some(id)),
            Some(Action::Log) | None => {}
        }
        Ok(())
    }
}

struct Player<'d> {
    host: Asked<'d>,
    at: Configuration,
}

fn stopped(why: Stopped<Infallible>) -> String {
    match why {
        Stopped::Endless(d) => d.code.id().to_owned(),
        Stopped::Host(never) => match never {},
    }
}

impl<'d> Player<'d> {
    fn new(document: &'d Document) -> Result<Self, String> {
        let mut host = Asked { document, now: 0, sent: Vec::new() };
        let (at, _) = document.chart.start(&mut host).map_err(stopped)?;
        let mut player = Player { host, at };
        player.wait(0)?;
        Ok(player)
    }

    fn run(mut self, scenario: &Value, events: &[Value]) -> Result<(), String> {
        if events.is_empty() {
            self.wait(WAIT)?;
        }
        self.expect(&scenario["initialConfiguration"], "at first")?;
        for (i, event) in events.iter().enumerate() {
            self.wait(event["after"].as_u64().unwrap_or_default())?;
            if let Some(known) = event["event"]["name"].as_str().and_then(|name| self.host.document.chart.event(name)) {
                self.step(known)?;
            }
            self.wait(0)?;
            self.expect(&event["nextConfiguration"], &format!("after event {}", i + 1))?;
        }
        Ok(())
    }

    fn step(&mut self, event: EventId) -> Result<(), String> {
        let (after, _) = self.host.document.chart.step(&self.at, event, &mut self.host).map_err(stopped)?;
        self.at = after;
        Ok(())
    }

    /// Lets time pass; what was sent arrives in the order in which it is due.
    fn wait(&mut self, milliseconds: u64) -> Result<(), String> {
        let until = self.host.now + milliseconds;
        loop {
            let due = self.host.sent.iter().enumerate().filter(|(_, s)| s.0 <= until).min_by_key(|(i, s)| (s.0, *i));
            let Some((index, _)) = due else { break };
            let (at, event, _) = self.host.sent.remove(index);
            self.host.now = self.host.now.max(at);
            self.step(event)?;
        }
        self.host.now = until;
        Ok(())
    }

    fn expect(&self, wanted: &Value, when: &str) -> Result<(), String> {
        let chart = &self.host.document.chart;
        let innermost = self.at.active().filter(|s| chart.children(*s).next().is_none());
        let mut found: Vec<&str> = innermost.map(|s| chart.state(s).id.as_str()).collect();
        let mut wanted: Vec<&str> = wanted.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        found.sort_unstable();
        wanted.sort_unstable();
        if found == wanted { Ok(()) } else { Err(format!("{when}: [{}], not [{}]", found.join(" "), wanted.join(" "))) }
    }
}
