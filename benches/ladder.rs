//! A dossier of the demonstration's ladder, for benchmarks of cases.

use peiyu::case::{Case, Event, Library, Opening};
use peiyu::document::DocumentSet;
use peiyu::journal::{Actor, Sealed};
use peiyu::policy::Policy;
use peiyu::time::Moment;

const DOCUMENTS: [(&str, &str); 3] = [
    ("demo", include_str!("../tests/charts/demo/demo.yaml")),
    ("demo_2022", include_str!("../tests/charts/demo/demo_2022.yaml")),
    ("demo_2026", include_str!("../tests/charts/demo/demo_2026.yaml")),
];

/// A case with its journal.
pub struct Dossier {
    /// The demonstration's policy and the calendar.
    pub library: Library,
    /// The case.
    pub case: Case,
    /// Its journal.
    pub journal: Vec<Sealed>,
}

/// A moment.
///
/// # Panics
///
/// Where the text is none.
pub fn at(text: &str) -> Moment {
    text.parse().expect("a moment")
}

impl Dossier {
    /// A new case.
    ///
    /// # Panics
    ///
    /// Where the demonstration does not load, which its tests rule out.
    pub fn open() -> Dossier {
        let mut documents = DocumentSet::new();
        for (name, text) in DOCUMENTS {
            documents.add_yaml(&format!("demo/{name}"), name, text).expect("the demonstration's documents");
        }
        let mut library = Library::new(peiyu_workflows::calendar().expect("the calendar"));
        library.add(Policy::load(&documents, "demo").expect("the demonstration's policy"));
        let areas = [("province", "62"), ("county", "620102")];
        let opening = Opening {
            case: "c-1".into(),
            policy: "demo".into(),
            chart: "ladder".into(),
            areas: areas.into_iter().map(|(level, code)| (level.to_owned(), code.to_owned())).collect(),
        };
        let opened = Case::open(&library, &opening, &Self::firm(), at("2024-03-01T09:00:00+08:00")).expect("a case");
        Dossier { library, case: opened.case, journal: opened.entries }
    }

    /// The firm's own person.
    pub fn firm() -> Actor {
        Actor { id: "zhang".into(), role: "enterprise".into(), area: None }
    }

    /// The firm gets the first title from before.
    ///
    /// # Panics
    ///
    /// Where it is refused.
    pub fn holds_the_first_title(&mut self) {
        let days = ("2023-06-01".parse().expect("a day"), "2026-06-01".parse().expect("a day"));
        let now = at("2024-03-01T10:00:00+08:00");
        let done = self.case.import_title(&self.library, "first", days, &Self::firm(), now).expect("a title from before");
        self.case = done.case;
        self.journal.extend(done.entries);
    }

    /// Applies an event.
    ///
    /// # Panics
    ///
    /// Where it is refused.
    pub fn apply(&mut self, event: &Event, actor: &Actor, now: Moment) {
        let done = self.case.apply(&self.library, event, actor, now).expect("an event that is allowed");
        self.case = done.case;
        self.journal.extend(done.entries);
    }
}
