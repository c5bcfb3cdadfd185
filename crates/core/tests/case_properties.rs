//! What must hold of every case, whatever happens to it: random people do random things at random times.

mod charts;

use charts::{Walk, actor, library};
use peiyu::case::{Case, Event, Facts, Library, Refusal};
use peiyu::journal::{self, Sealed};
use peiyu::time::{Date, Moment};
use proptest::prelude::*;

const PEOPLE: [&str; 6] = ["firm", "county", "other_county", "province", "alice_province", "citizen"];
const EVENTS: [&str; 11] =
    ["open", "submit", "withdraw", "pass", "return", "reject", "object", "uphold", "dismiss", "update", "revoke"];

/// Something that is tried.
#[derive(Clone, Debug)]
enum Attempt {
    Event { who: usize, what: usize, tier: usize, call: usize, facts: usize },
    Advance,
    Import { tier: usize, from: i64, years: i64 },
}

fn attempt() -> impl Strategy<Value = (i64, Attempt)> {
    let event = (0..PEOPLE.len(), 0..EVENTS.len(), 0..2usize, 0..3usize, 0..4usize)
        .prop_map(|(who, what, tier, call, facts)| Attempt::Event { who, what, tier, call, facts });
    let import = (0..2usize, -900..30i64, -1..4i64).prop_map(|(tier, from, years)| Attempt::Import { tier, from, years });
    // Mostly hours, sometimes months.
    let wait = prop_oneof![8 => 0..100_000i64, 2 => 0..20_000_000i64];
    (wait, prop_oneof![12 => event, 1 => Just(Attempt::Advance), 1 => import])
}

/// What the firm is after: a likely way, so that random walks get far.
fn guided() -> impl Strategy<Value = Vec<(i64, Attempt)>> {
    let way = |tier: usize| {
        let step = move |who: usize, what: usize| (3_600, Attempt::Event { who, what, tier, call: 0, facts: 3 });
        // Five working days are over after eight days.
        vec![step(0, 0), step(0, 1), step(1, 3), step(3, 3), (700_000, Attempt::Advance)]
    };
    let noise = || prop::collection::vec(attempt().prop_map(|(wait, a)| (wait % 20_000, a)), 0..3);
    let later = prop::collection::vec(attempt(), 0..25);
    let parts = prop::collection::vec((prop::bool::weighted(0.3), noise()), 1..4);
    (parts, later).prop_map(move |(parts, later)| {
        let ways = parts.into_iter().enumerate();
        let ways = ways.flat_map(|(i, (odd, noise))| noise.into_iter().chain(way(usize::from(odd) ^ (i % 2))));
        ways.chain(later).collect()
    })
}

fn event(what: usize, tier: usize, call: usize, facts: usize) -> Event {
    let tier = ["first", "second"][tier];
    let event = Event::new(&format!("{}_{tier}", EVENTS[what]));
    let call = ["spring_2024", "spring_2027", "autumn"][call];
    let told = match EVENTS[what] {
        "open" => event.told(&format!(r#"{{"call": "{call}"}}"#)).unwrap(),
        "reject" => event.told(r#"{"reason": "材料不实"}"#).unwrap(),
        _ => event,
    };
    let facts = match facts {
        0 => return told,
        1 => r#"{"revenue": "9999999.99", "staff": 49}"#,
        2 => r#"{"revenue": "10000000", "staff": 50}"#,
        _ => r#"{"revenue": "15000000", "staff": 50}"#,
    };
    told.with_facts(Facts::from_json(facts).unwrap())
}

fn tried(walk: &Walk, attempt: &Attempt, now: Moment) -> Result<peiyu::case::Applied, Refusal> {
    match attempt {
        Attempt::Event { who, what, tier, call, facts } => {
            walk.case.apply(walk.library, &event(*what, *tier, *call, *facts), &actor(PEOPLE[*who]), now)
        }
        Attempt::Advance => walk.case.advance(walk.library, now),
        Attempt::Import { tier, from, years } => {
            let from = now.date().plus_days(*from).unwrap();
            let until = from.plus_months(years * 12).unwrap();
            walk.case.import_title(walk.library, ["first", "second"][*tier], (from, until), &actor("province"), now)
        }
    }
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// What must hold of a case that stands here.
fn holds(walk: &Walk, library: &Library) -> Result<(), TestCaseError> {
    let case = &walk.case;
    for (id, title) in case.titles.iter() {
        prop_assert!(day(&title.until) > day(&title.from), "{id} has no end");
        prop_assert!(case.active.contains(&format!("{id}_held")), "{id} is held, but its state is another");
    }
    // Both ladders stand in exactly one place.
    for tier in ["first", "second"] {
        let places = ["none", "application", "held", "barred"].map(|p| format!("{tier}_{p}"));
        prop_assert_eq!(case.active.iter().filter(|s| places.contains(s)).count(), 1);
    }
    for key in ["first", "second"] {
        let paid = walk.effects.iter().filter(|e| e.id == "pay_award" && e.with["title"] == key).count();
        prop_assert!(paid <= 1, "{key} was paid {paid} times");
    }
    let read = journal::read(&journal::text(&walk.journal)).unwrap();
    prop_assert_eq!(&read, &walk.journal);
    prop_assert_eq!(&Case::replay(&read).unwrap(), case);
    prop_assert_eq!(&Case::from_snapshot(&case.snapshot()).unwrap(), case);
    prop_assert!(Case::verify(library, &read, |_| None).is_ok());
    Ok(())
}

/// The second title is granted only to who holds the first: no tier is skipped.
fn grants_are_in_order(journal: &[Sealed]) -> Result<(), TestCaseError> {
    for sealed in journal {
        let entry = &sealed.entry;
        if entry.event.id != "elapsed" || !entry.changes.titles.get("second").is_some_and(Option::is_some) {
            continue;
        }
        let before = usize::try_from(entry.sequence.parse::<u64>().unwrap()).unwrap() - 1;
        let held = Case::replay(&journal[..before]).unwrap().titles;
        let today = day(&entry.time[..10]);
        let first = held.get("first");
        prop_assert!(first.is_some_and(|t| day(&t.from) <= today && today <= day(&t.until)), "entry {}", entry.sequence);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn nothing_that_happens_breaks_a_case(attempts in guided()) {
        let library = library();
        let mut walk = Walk::open(&library, "2024-03-01T09:00:00+08:00");
        let mut now = walk.now().unix_seconds();
        for (wait, attempt) in &attempts {
            now += wait;
            let at = Moment::from_unix_seconds(now).unwrap();
            let before = walk.case.clone();
            match tried(&walk, attempt, at) {
                Ok(applied) => walk.take(applied),
                Err(refusal) => {
                    prop_assert!(!refusal.diagnostics.0.is_empty());
                    prop_assert_eq!(&walk.case, &before);
                }
            }
        }
        holds(&walk, &library)?;
        grants_are_in_order(&walk.journal)?;
    }

    /// Whatever is changed in whatever entry is found, and named.
    #[test]
    fn a_tampered_entry_is_named(at in any::<prop::sample::Index>(), kind in 0..5usize) {
        let library = library();
        let mut walk = Walk::open(&library, "2024-03-01T09:00:00+08:00");
        walk.told("2024-03-05T09:00:00+08:00", "firm", "open_first", r#"{"call": "spring_2024"}"#);
        walk.decided("2024-03-06T09:00:00+08:00", "firm", "submit_first", r#"{"revenue": "10000000"}"#);
        walk.happens("2024-03-11T09:00:00+08:00", "county", "pass_first");
        walk.happens("2024-03-12T09:00:00+08:00", "province", "pass_first");
        walk.advances("2024-03-20T00:00:00+08:00");
        let mut entries = walk.journal.clone();
        let index = at.index(entries.len());
        let (code, named) = match kind {
            0 => {
                entries[index].entry.actor.id.push('x');
                ("journal_tampered", index + 1)
            }
            1 => {
                // Forged with a hash of its own: the next one no longer follows.
                entries[index].entry.time = "2024-03-01T09:00:01+08:00".into();
                let forged = entries[index].entry.clone().seal();
                entries[index] = forged;
                if index + 1 == entries.len() { return Ok(()); }
                ("journal_broken", index + 2)
            }
            2 => {
                entries.remove(index);
                // The last entry can't be missed by what is before it.
                if index == entries.len() { return Ok(()); }
                ("journal_order", index + 1)
            }
            3 => {
                if index + 1 == entries.len() { return Ok(()); }
                entries.swap(index, index + 1);
                ("journal_order", index + 1)
            }
            _ => {
                entries[index].entry.format = "2".into();
                ("journal_format", index + 1)
            }
        };
        let refused = journal::read(&journal::text(&entries)).unwrap_err();
        prop_assert_eq!(refused.0[0].code.id(), code);
        prop_assert_eq!(refused.0[0].args[0].zh.clone(), named.to_string());
        prop_assert_eq!(refused.0[0].location.as_ref().map(|l| l.line), Some(u32::try_from(named).unwrap()));
    }
}
