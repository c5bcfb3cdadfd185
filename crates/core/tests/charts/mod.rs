//! What tests of cases share: the demonstration's library, its people, and a walk that notes everything.

#![allow(dead_code, reason = "each test binary uses its own part")]

use std::fs;

use peiyu::case::{Applied, Case, Event, Facts, Library, Opening, Refusal, Verified};
use peiyu::document::{DocumentSet, calendar};
use peiyu::journal::{self, Actor, Asked, Sealed};
use peiyu::policy::Policy;
use peiyu::time::Moment;

/// The demonstration's policy with the national calendar.
pub fn library() -> Library {
    let calendar = fs::read_to_string("../../workflows/calendars/cn.yaml").unwrap();
    let mut library = Library::new(calendar::from_yaml("cn.yaml", &calendar).unwrap());
    library.add(policy(&|text| text));
    library
}

/// The demonstration's policy, each document put through a change.
pub fn policy(change: &dyn Fn(String) -> String) -> Policy {
    let mut documents = DocumentSet::new();
    for name in ["demo", "demo_2022", "demo_2026"] {
        let text = fs::read_to_string(format!("../../tests/charts/demo/{name}.yaml")).unwrap();
        documents.add_yaml(&format!("demo/{name}"), name, &change(text)).unwrap();
    }
    Policy::load(&documents, "demo").unwrap()
}

pub fn facts(json: &str) -> Facts {
    Facts::from_json(json).unwrap()
}

/// Somebody by a short name.
pub fn actor(name: &str) -> Actor {
    let (id, role, area) = match name {
        "firm" => ("zhang", "enterprise", None),
        "county" => ("alice", "county", Some("620102")),
        "other_county" => ("carol", "county", Some("620103")),
        "province" => ("bob", "province", Some("62")),
        "alice_province" => ("alice", "province", Some("62")),
        _ => (name, "public", None),
    };
    Actor { id: id.into(), role: role.into(), area: area.map(str::to_owned) }
}

/// A case with its journal and all that the host was asked to do.
pub struct Walk<'l> {
    pub library: &'l Library,
    pub case: Case,
    pub journal: Vec<Sealed>,
    pub effects: Vec<Asked>,
}

impl<'l> Walk<'l> {
    pub fn open(library: &'l Library, now: &str) -> Self {
        let areas = [("province", "62"), ("city", "6201"), ("county", "620102")];
        let opening = Opening {
            case: "c-1".into(),
            policy: "demo".into(),
            chart: "ladder".into(),
            areas: areas.into_iter().map(|(level, code)| (level.to_owned(), code.to_owned())).collect(),
        };
        let applied = Case::open(library, &opening, &actor("firm"), now.parse().unwrap()).unwrap();
        let mut walk = Walk { library, case: Case::default(), journal: Vec::new(), effects: Vec::new() };
        walk.take(applied);
        walk
    }

    pub fn now(&self) -> Moment {
        self.case.time.parse().unwrap()
    }

    pub fn take(&mut self, applied: Applied) {
        self.effects.extend(applied.effects().cloned());
        self.case = applied.case;
        self.journal.extend(applied.entries);
    }

    pub fn attempt(&self, now: &str, who: &str, event: &Event) -> Result<Applied, Refusal> {
        self.case.apply(self.library, event, &actor(who), now.parse().unwrap())
    }

    pub fn applies(&mut self, now: &str, who: &str, event: &Event) {
        let applied = self.attempt(now, who, event).unwrap_or_else(|e| panic!("{event:?}: {:?}", e.diagnostics));
        self.take(applied);
    }

    pub fn happens(&mut self, now: &str, who: &str, event: &str) {
        self.applies(now, who, &Event::new(event));
    }

    pub fn told(&mut self, now: &str, who: &str, event: &str, payload: &str) {
        self.applies(now, who, &Event::new(event).told(payload).unwrap());
    }

    pub fn decided(&mut self, now: &str, who: &str, event: &str, by: &str) {
        self.applies(now, who, &Event::new(event).with_facts(facts(by)));
    }

    /// It is refused with that code, and nothing has changed.
    pub fn refused(&self, now: &str, who: &str, event: &Event, code: &str) -> Refusal {
        let refusal = self.attempt(now, who, event).unwrap_err();
        assert_eq!(refusal.code().id(), code, "{:?}", refusal.diagnostics);
        refusal
    }

    pub fn advances(&mut self, now: &str) {
        let applied = self.case.advance(self.library, now.parse().unwrap()).unwrap_or_else(|e| panic!("{:?}", e.diagnostics));
        self.take(applied);
    }

    pub fn imports(&mut self, now: &str, title: &str, (from, until): (&str, &str)) {
        let days = (from.parse().unwrap(), until.parse().unwrap());
        let applied = self.case.import_title(self.library, title, days, &actor("province"), now.parse().unwrap());
        self.take(applied.unwrap_or_else(|e| panic!("{:?}", e.diagnostics)));
    }

    pub fn is_in(&self, state: &str) -> bool {
        self.case.active.iter().any(|s| s == state)
    }

    /// The last day of a running deadline.
    pub fn due(&self, id: &str) -> Option<String> {
        let due = self.case.due(self.library, self.now()).unwrap();
        due.iter().find(|d| d.id == id).and_then(|d| d.day).map(|d| d.to_string())
    }

    /// The journal, written and read, gives the case again; a snapshot is the case; doing it again gives the same.
    pub fn check(&self) {
        let text = journal::text(&self.journal);
        let read = journal::read(&text).unwrap();
        assert_eq!(read, self.journal);
        assert_eq!(Case::replay(&read).unwrap(), self.case);
        assert_eq!(Case::from_snapshot(&self.case.snapshot()).unwrap(), self.case);
        let held = Case::verify(self.library, &read, |_| None).unwrap_or_else(|e| panic!("{:?}", e.diagnostics));
        assert!(held.contains(&Verified::Again));
    }
}
