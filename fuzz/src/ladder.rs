//! The demonstration's ladder, for targets about cases: its policy, and a dossier that holds the first title.

use std::sync::OnceLock;

use peiyu::case::{Case, Library, Opening};
use peiyu::document::DocumentSet;
use peiyu::journal::{Actor, Sealed};
use peiyu::policy::Policy;
use peiyu::time::Moment;

const DOCUMENTS: [(&str, &str); 3] = [
    ("demo/demo", include_str!("../../tests/charts/demo/demo.yaml")),
    ("demo/2022", include_str!("../../tests/charts/demo/demo_2022.yaml")),
    ("demo/2026", include_str!("../../tests/charts/demo/demo_2026.yaml")),
];

/// A dossier.
pub struct Ladder {
    /// The demonstration's policy and the calendar.
    pub library: Library,
    /// A case that holds the first title.
    pub case: Case,
    /// Its journal.
    pub journal: Vec<Sealed>,
    /// When its last entry was made.
    pub now: Moment,
}

/// The dossier, made once.
pub fn ladder() -> &'static Ladder {
    static LADDER: OnceLock<Ladder> = OnceLock::new();
    LADDER.get_or_init(|| {
        let mut documents = DocumentSet::new();
        for (id, text) in DOCUMENTS {
            documents.add_yaml(id, id, text).expect("the demonstration's documents are valid");
        }
        let mut library = Library::new(peiyu_workflows::calendar().expect("the calendar is valid"));
        library.add(Policy::load(&documents, "demo").expect("the demonstration's policy is valid"));
        let areas = [("province", "62"), ("county", "620102")];
        let opening = Opening {
            case: "c-1".into(),
            policy: "demo".into(),
            chart: "ladder".into(),
            areas: areas.into_iter().map(|(level, code)| (level.to_owned(), code.to_owned())).collect(),
        };
        let actor = Actor { id: "zhang".into(), role: "enterprise".into(), area: None };
        let now: Moment = "2024-03-01T09:00:00+08:00".parse().expect("a moment");
        let opened = Case::open(&library, &opening, &actor, now).expect("a case can be opened");
        let days = ("2023-06-01".parse().expect("a day"), "2026-06-01".parse().expect("a day"));
        let held = opened.case.import_title(&library, "first", days, &actor, now).expect("a title can be imported");
        let journal = [opened.entries, held.entries].concat();
        Ladder { library, case: held.case, journal, now }
    })
}
