//! 案件存在自己的库里 / cases in a database of your own: a snapshot to go on from, a journal to prove it by.

use peiyu::case::{Case, Event, Library, Opening};
use peiyu::journal::{self, Actor};
use peiyu::policy::Policy;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut library = Library::new(peiyu_workflows::calendar()?);
    library.add(Policy::load(&peiyu_workflows::documents()?, "gansu")?);

    let now = "2026-05-06T09:00:00+08:00".parse().map_err(|()| "no such moment")?;
    let zhang = Actor { id: "zhang".into(), role: "enterprise".into(), ..Actor::default() };
    let opening = Opening { case: "c-1".into(), policy: "gansu".into(), chart: "ladder".into(), ..Opening::default() };
    let opened = Case::open(&library, &opening, &zhang, now)?;
    let mut lines = journal::text(&opened.entries);
    let row = opened.case.snapshot();

    let case = Case::from_snapshot(&row)?;
    let event = Event::new("open_little_giant").told(r#"{"call": "little_giant_2026"}"#)?;
    let applied = case.apply(&library, &event, &zhang, now)?;
    lines += &journal::text(&applied.entries);
    for asked in applied.effects() {
        println!("请办 {}", asked.id);
    }
    for due in applied.case.due(&library, now)? {
        println!("{:?} {}", due.day, due.label.zh);
    }

    let again = Case::replay(&journal::read(&lines)?)?;
    assert_eq!(again.snapshot(), applied.case.snapshot());
    println!("{}", again.active.join("、"));
    Ok(())
}
