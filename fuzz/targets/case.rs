//! What strangers tell a case: payloads and facts for every event. A refusal has a reason; what is taken makes a journal that
//! reads back.
#![no_main]

use libfuzzer_sys::fuzz_target;
use peiyu::case::{Case, Event, Facts};
use peiyu::journal::{self, Actor};
use peiyu::time::Moment;
use peiyu_fuzz::ladder;

const EVENTS: [&str; 8] =
    ["open_first", "open_second", "submit_first", "submit_second", "pass_first", "reject_first", "object_first", "update_first"];
const PEOPLE: [(&str, &str, Option<&str>); 4] = [
    ("zhang", "enterprise", None),
    ("alice", "county", Some("620102")),
    ("bob", "province", Some("62")),
    ("citizen", "public", None),
];

fuzz_target!(|data: &[u8]| {
    let mut case = ladder().case.clone();
    let mut entries = ladder().journal.clone();
    let mut now = ladder().now.unix_seconds();
    // Each line: event, person, hours; then payload and facts with a tab between them.
    for line in data.split(|b| *b == b'\n').take(20) {
        let Some(([event, person, hours], told)) = line.split_first_chunk() else { continue };
        now += i64::from(*hours) * 3_600;
        let told = String::from_utf8_lossy(told);
        let (payload, facts) = told.split_once('\t').unwrap_or((&told, ""));
        let mut event = Event::new(EVENTS[usize::from(*event) % EVENTS.len()]);
        if !payload.is_empty() {
            match event.clone().told(payload) {
                Ok(told) => event = told,
                Err(e) => assert!(!e.0.is_empty(), "refused without a reason"),
            }
        }
        if let Ok(facts) = Facts::from_json(facts) {
            event = event.with_facts(facts);
        }
        let (id, role, area) = PEOPLE[usize::from(*person) % PEOPLE.len()];
        let actor = Actor { id: id.into(), role: role.into(), area: area.map(str::to_owned) };
        let Some(at) = Moment::from_unix_seconds(now) else { return };
        match case.apply(&ladder().library, &event, &actor, at) {
            Ok(applied) => {
                case = applied.case;
                entries.extend(applied.entries);
            }
            Err(refusal) => assert!(!refusal.diagnostics.0.is_empty(), "refused without a reason"),
        }
    }
    let read = journal::read(&journal::text(&entries)).expect("a journal of our own");
    assert_eq!(Case::replay(&read).as_ref(), Ok(&case));
});
