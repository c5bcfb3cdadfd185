//! A ladder of two titles, walked by hand: what is allowed, what is refused and why, when terms end, what is paid.
//!
//! The rules are those of `tests/charts/demo`; days are worked out in comments.

mod charts;

use charts::{Walk, actor, facts, library, policy};
use peiyu::case::{Case, Event, Facts, Library, Migration, Verified};
use peiyu::diagnostic::Lang;
use peiyu::journal;

/// Revenue of the first tier's threshold, to the cent.
const ENOUGH: &str = r#"{"revenue": "10000000"}"#;

/// To the publicity of the first title: opened 5 March 2024, submitted 6, passed by the county 11, by the province 12.
fn to_publicity(walk: &mut Walk) {
    walk.told("2024-03-05T09:00:00+08:00", "firm", "open_first", r#"{"call": "spring_2024"}"#);
    walk.decided("2024-03-06T09:00:00+08:00", "firm", "submit_first", ENOUGH);
    walk.happens("2024-03-11T09:00:00+08:00", "county", "pass_first");
    walk.happens("2024-03-12T09:00:00+08:00", "province", "pass_first");
}

#[test]
fn a_title_is_granted_when_nobody_objects() {
    let library = library();
    let mut walk = Walk::open(&library, "2024-03-01T09:00:00+08:00");
    to_publicity(&mut walk);
    // Five working days from Tuesday 12 March: 13, 14, 15, 18, 19.
    assert_eq!(walk.due("publicity").as_deref(), Some("2024-03-19"));
    walk.advances("2024-03-19T23:59:59+08:00");
    assert!(walk.is_in("first_public"));
    walk.advances("2024-03-20T00:00:00+08:00");
    assert!(walk.is_in("first_current"), "{:?}", walk.case.active);
    let title = walk.case.titles.get("first").unwrap();
    // Three years: the corresponding day is the last (民法典 202).
    assert_eq!((title.from.as_str(), title.until.as_str()), ("2024-03-20", "2027-03-20"));
    let effects: Vec<String> =
        walk.effects.iter().map(|e| format!("{} {}", e.id, serde_json::Value::Object(e.with.clone()))).collect();
    assert_eq!(effects, [r#"publish {"title":"first"}"#, r#"pay_award {"amount":"100000","title":"first"}"#]);
    assert_eq!(walk.due("update").as_deref(), Some("2024-04-30"));
    assert_eq!(walk.due("expiry").as_deref(), Some("2027-03-20"));
    walk.check();
}

#[test]
fn refusals_say_why_and_change_nothing() {
    let library = library();
    let mut walk = Walk::open(&library, "2024-02-20T09:00:00+08:00");
    walk.refused("2024-02-20T09:00:00+08:00", "firm", &Event::new("open_frist"), "unknown_event");
    walk.refused("2024-02-20T09:00:00+08:00", "firm", &Event::new("open_first"), "payload_missing");
    walk.refused("2024-02-20T09:00:00+08:00", "firm", &Event::new("submit_first"), "event_not_here");
    let call = |name: &str| Event::new("open_first").told(&format!(r#"{{"call": "{name}"}}"#)).unwrap();
    walk.refused("2024-02-20T09:00:00+08:00", "firm", &call("autumn"), "unknown_call");
    walk.refused("2024-02-20T09:00:00+08:00", "county", &call("spring_2024"), "role_not_allowed");
    walk.refused("2024-02-19T09:00:00+08:00", "firm", &call("spring_2024"), "time_backwards");
    walk.told("2024-02-20T10:00:00+08:00", "firm", "open_first", r#"{"call": "spring_2024"}"#);
    // The window is 1 to 31 March.
    let submit = |text: &str| Event::new("submit_first").with_facts(facts(text));
    walk.refused("2024-02-29T23:59:59+08:00", "firm", &submit(ENOUGH), "outside_window");
    walk.refused("2024-04-01T00:00:00+08:00", "firm", &submit(ENOUGH), "outside_window");
    let refusal = walk.refused("2024-03-01T09:00:00+08:00", "firm", &submit(r#"{"revenue": "9999999.99"}"#), "condition_not_met");
    let said = refusal.diagnostics.0[0].message(Lang::Zh);
    assert_eq!(said, "“提交一级申请”的条件不成立：营业收入（《演示办法》第四条）");
    let open = walk.refused("2024-03-01T09:00:00+08:00", "firm", &Event::new("submit_first"), "condition_open");
    assert_eq!(open.missing, ["revenue"]);
    let own = submit(r#"{"revenue": "10000000", "title_first_valid": true}"#);
    walk.refused("2024-03-01T09:00:00+08:00", "firm", &own, "fact_of_case");
    walk.refused("2024-03-01T09:00:00+08:00", "firm", &submit(r#"{"revenues": "1"}"#), "unknown_fact");
    walk.decided("2024-03-31T23:59:59+08:00", "firm", "submit_first", ENOUGH);
    // Another county's office, and one without an area.
    walk.refused("2024-04-01T09:00:00+08:00", "other_county", &Event::new("pass_first"), "outside_jurisdiction");
    walk.happens("2024-04-01T09:00:00+08:00", "county", "pass_first");
    // Alice passed it in the county; she may not in the province.
    walk.refused("2024-04-02T09:00:00+08:00", "alice_province", &Event::new("pass_first"), "same_person");
    walk.happens("2024-04-02T09:00:00+08:00", "province", "pass_first");
    walk.check();
}

#[test]
fn rungs_are_not_skipped_and_titles_come_from_the_case() {
    let library = library();
    let mut walk = Walk::open(&library, "2024-03-01T09:00:00+08:00");
    walk.told("2024-03-05T09:00:00+08:00", "firm", "open_second", r#"{"call": "spring_2024"}"#);
    let staff = Event::new("submit_second").with_facts(facts(r#"{"staff": 50}"#));
    let refusal = walk.refused("2024-03-06T09:00:00+08:00", "firm", &staff, "condition_not_met");
    assert!(refusal.diagnostics.0[0].message(Lang::Zh).contains("已有一级称号"));
    walk.imports("2024-03-06T10:00:00+08:00", "first", ("2022-06-01", "2025-06-01"));
    assert!(walk.is_in("first_current") && walk.is_in("second_draft"));
    walk.applies("2024-03-06T11:00:00+08:00", "firm", &staff);
    assert!(walk.is_in("second_county"));
    // 10 working days from Wednesday 6 March: to Wednesday 20.
    assert_eq!(walk.due("review").as_deref(), Some("2024-03-20"));
    walk.check();
}

#[test]
fn an_objection_stops_the_clock_and_a_dismissed_one_starts_it_anew() {
    let library = library();
    let mut walk = Walk::open(&library, "2024-03-01T09:00:00+08:00");
    to_publicity(&mut walk);
    walk.happens("2024-03-19T17:00:00+08:00", "citizen", "object_first");
    walk.advances("2024-05-01T09:00:00+08:00");
    assert!(walk.is_in("first_objection"));
    walk.happens("2024-05-06T09:00:00+08:00", "province", "dismiss_first");
    // From Monday 6 May 2024: 7, 8, 9, 10, and Saturday 11, which is worked for the May holiday.
    assert_eq!(walk.due("publicity").as_deref(), Some("2024-05-11"));
    walk.advances("2024-05-12T00:00:00+08:00");
    assert!(walk.is_in("first_current"));
    // The list was published twice, the award is paid once.
    assert_eq!(walk.effects.iter().filter(|e| e.id == "publish").count(), 2);
    assert_eq!(walk.effects.iter().filter(|e| e.id == "pay_award").count(), 1);
    walk.check();
}

#[test]
fn two_missed_updates_end_a_title_and_bar_for_three_years() {
    let library = library();
    let mut walk = Walk::open(&library, "2024-03-01T09:00:00+08:00");
    walk.imports("2024-03-01T10:00:00+08:00", "first", ("2023-01-10", "2026-01-10"));
    walk.happens("2024-04-30T23:00:00+08:00", "firm", "update_first");
    assert_eq!(walk.due("update").as_deref(), Some("2025-04-30"));
    walk.advances("2025-05-01T00:00:00+08:00");
    assert_eq!(walk.case.variables["misses_first"], "1");
    assert!(walk.is_in("first_current"));
    // The title ends on 10 January 2026, before the second miss.
    walk.advances("2026-01-11T00:00:00+08:00");
    assert!(walk.is_in("first_none") && walk.case.titles.is_empty());

    let mut walk = Walk::open(&library, "2023-03-01T09:00:00+08:00");
    walk.imports("2023-03-01T10:00:00+08:00", "first", ("2023-01-10", "2026-01-10"));
    walk.advances("2024-06-01T09:00:00+08:00");
    // Missed 30 April 2023 and 30 April 2024: ended at the end of the second, barred to 1 May 2027.
    assert!(walk.is_in("first_barred") && walk.case.titles.is_empty());
    assert_eq!(walk.due("bar").as_deref(), Some("2027-05-01"));
    let call = Event::new("open_first").told(r#"{"call": "spring_2024"}"#).unwrap();
    walk.refused("2027-05-01T23:59:59+08:00", "firm", &call, "event_not_here");
    walk.told("2027-05-02T00:00:00+08:00", "firm", "open_first", r#"{"call": "spring_2027"}"#);
    walk.check();
}

#[test]
fn an_application_keeps_the_rules_of_its_call() {
    let library = library();
    let mut walk = Walk::open(&library, "2027-03-01T09:00:00+08:00");
    walk.told("2027-03-02T09:00:00+08:00", "firm", "open_first", r#"{"call": "spring_2027"}"#);
    assert_eq!(walk.case.bound.get("first_application").unwrap().edition, "2026");
    // The edition of 2026 asks for 15 million.
    let less = Event::new("submit_first").with_facts(facts(r#"{"revenue": "14999999.99"}"#));
    walk.refused("2027-03-03T09:00:00+08:00", "firm", &less, "condition_not_met");
    // A holder renews by the edition of 2022: 10 million are enough.
    let mut walk = Walk::open(&library, "2027-03-01T09:00:00+08:00");
    walk.imports("2027-03-01T10:00:00+08:00", "first", ("2024-06-01", "2027-06-01"));
    assert!(walk.is_in("first_current"));
    walk.check();
}

#[test]
fn days_past_the_calendar_are_provisional() {
    let library = library();
    let mut walk = Walk::open(&library, "2026-12-01T09:00:00+08:00");
    walk.told("2027-03-01T09:00:00+08:00", "firm", "open_first", r#"{"call": "spring_2027"}"#);
    walk.decided("2027-03-01T10:00:00+08:00", "firm", "submit_first", r#"{"revenue": "15000000"}"#);
    walk.happens("2027-03-01T11:00:00+08:00", "county", "pass_first");
    walk.happens("2027-03-01T12:00:00+08:00", "province", "pass_first");
    let due = walk.case.due(&library, walk.now()).unwrap();
    let publicity = due.iter().find(|d| d.id == "publicity").unwrap();
    // Seven days from Monday 1 March, Mondays to Fridays: Wednesday 10. The calendar ends with 2026.
    assert_eq!((publicity.day.map(|d| d.to_string()).as_deref(), publicity.provisional), (Some("2027-03-10"), true));
    let refused = walk.case.advance(&library, "2027-03-11T00:00:00+08:00".parse().unwrap()).unwrap_err();
    assert_eq!(refused.code().id(), "deadline_provisional");
    // On its nominal last day the term is certainly not over.
    walk.advances("2027-03-10T23:59:59+08:00");
    walk.check();
}

#[test]
fn facts_are_needed_only_where_they_decided() {
    let library = library();
    let mut walk = Walk::open(&library, "2024-03-01T09:00:00+08:00");
    to_publicity(&mut walk);
    let held = Case::verify(&library, &walk.journal, |_| None).unwrap();
    assert_eq!(held.iter().filter(|v| **v == Verified::Taken).count(), 1);
    let digest = walk.journal[2].entry.facts.clone().unwrap();
    let with = |found: &str| (found == digest).then(|| Facts::from_json(ENOUGH).unwrap());
    assert!(Case::verify(&library, &walk.journal, with).unwrap().iter().all(|v| *v == Verified::Again));
    // Other facts under the same digest come out otherwise.
    let wrong = |_: &str| Some(Facts::from_json(r#"{"revenue": "9999999.99"}"#).unwrap());
    assert_eq!(Case::verify(&library, &walk.journal, wrong).unwrap_err().code().id(), "journal_differs");
    // An entry that was forged whole, hash and all, is not what the rules make of it.
    let mut forged = walk.journal.clone();
    let last = forged.last_mut().unwrap();
    last.entry.entered = vec!["first_objection".into()];
    *last = last.entry.clone().seal();
    assert!(journal::read(&journal::text(&forged)).is_ok());
    assert_eq!(Case::verify(&library, &forged, |_| None).unwrap_err().code().id(), "journal_differs");
}

#[test]
fn a_case_moves_to_another_chart_only_by_a_map() {
    let mut library = library();
    let walk = |library: &Library| {
        let mut walk = Walk::open(library, "2024-03-01T09:00:00+08:00");
        walk.told("2024-03-05T09:00:00+08:00", "firm", "open_first", r#"{"call": "spring_2024"}"#);
        walk.decided("2024-03-06T09:00:00+08:00", "firm", "submit_first", ENOUGH);
        (walk.case, walk.journal)
    };
    let (case, mut journal) = walk(&library);
    let to = library.add(policy(&|text| text.replace("{tier}_county", "{tier}_desk")));
    let now = "2024-03-07T09:00:00+08:00".parse().unwrap();
    // The policy that goes for new things has another chart: nothing happens to the case before it has moved.
    let refused = case.apply(&library, &Event::new("pass_first"), &actor("county"), now).unwrap_err();
    assert_eq!(refused.code().id(), "chart_differs");
    let bare = Migration { to: to.clone(), ..Migration::default() };
    let gap = case.migrate(&library, &bare, &actor("province"), now).unwrap_err();
    assert_eq!((gap.code().id(), gap.diagnostics.0[0].args[0].zh.as_str()), ("migration_gap", "first_county"));
    let states = [("first_county".to_owned(), "first_desk".to_owned())].into_iter().collect();
    let map = Migration { to: to.clone(), states, recount: false };
    // The dry run is the run whose outcome isn't kept.
    assert_eq!(case.migrate(&library, &map, &actor("province"), now), case.migrate(&library, &map, &actor("province"), now));
    let moved = case.migrate(&library, &map, &actor("province"), now).unwrap();
    assert_eq!(moved.case.hash, to);
    assert!(moved.case.active.contains(&"first_desk".to_owned()) && !moved.case.active.contains(&"first_county".to_owned()));
    // It is still bound to its call, by the policy that the call was of.
    assert_eq!(moved.case.bound, case.bound);
    // A term that runs goes on as it was counted.
    let due = moved.case.due(&library, now).unwrap();
    let review = due.iter().find(|d| d.state == "first_desk" && d.id == "review").unwrap();
    assert_eq!(review.day.map(|d| d.to_string()).as_deref(), Some("2024-03-20"));
    journal.extend(moved.entries);
    assert_eq!(Case::replay(&journal::read(&journal::text(&journal)).unwrap()).unwrap(), moved.case);
    let unknown = Migration { to: "sha256:00".into(), ..Migration::default() };
    assert_eq!(case.migrate(&library, &unknown, &actor("province"), now).unwrap_err().code().id(), "policy_not_held");
}
