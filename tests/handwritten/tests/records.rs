//! The national facts that are computed from records against a few loops written by hand, on random records around the
//! edges: whole ones give the same value, and whatever is found while fields are open stays true once they are filled in.

use peiyu::assess::{Assessor, Firm, JsonNumbers};
use peiyu::policy::{Choice, Policy};
use peiyu::program::cell::{Cell, Possible};
use peiyu_handwritten::sample::Random;

const ROUNDS: usize = 4_000;

/// A field's value as JSON text; nothing where it is open.
type Field = Option<&'static str>;

/// A firm's records: date, amount, qualified; date, level, rank; class, related, eligible, high value, own, applied.
#[derive(Clone, Debug)]
struct Records {
    equity: Vec<[Field; 3]>,
    awards: Vec<[Field; 3]>,
    rights: Vec<[Field; 6]>,
}

const EQUITY: [&str; 3] = ["date", "paid_in", "qualified_investor"];
const AWARDS: [&str; 3] = ["date", "level", "rank"];
const RIGHTS: [&str; 6] = ["class", "leading_product", "eligible", "high_value", "self_developed", "applied"];

/// Days around the assessment and around the corresponding days before it, and the first days that count.
struct Days {
    day: &'static str,
    first_of_two: &'static str,
    first_of_three: &'static str,
    dates: [&'static str; 10],
}

/// Worked out by hand: the corresponding day, or the last of its month where there is none.
const DAYS: [Days; 3] = [
    Days {
        day: "2026-11-24",
        first_of_two: "2024-11-24",
        first_of_three: "2023-11-24",
        dates: [
            "2026-11-24",
            "2026-11-25",
            "2026-11-23",
            "2024-11-24",
            "2024-11-23",
            "2024-11-25",
            "2023-11-24",
            "2023-11-23",
            "2023-11-25",
            "1999-12-31",
        ],
    },
    Days {
        day: "2028-02-29",
        first_of_two: "2026-02-28",
        first_of_three: "2025-02-28",
        dates: [
            "2028-02-29",
            "2028-03-01",
            "2028-02-28",
            "2026-02-28",
            "2026-02-27",
            "2026-03-01",
            "2025-02-28",
            "2025-02-27",
            "2025-03-01",
            "2100-01-01",
        ],
    },
    Days {
        day: "2027-02-28",
        first_of_two: "2025-02-28",
        first_of_three: "2024-02-28",
        dates: [
            "2027-02-28",
            "2027-03-01",
            "2027-02-27",
            "2025-02-28",
            "2025-02-27",
            "2025-03-01",
            "2024-02-28",
            "2024-02-27",
            "2024-02-29",
            "1900-01-01",
        ],
    },
];

const FLAGS: [&str; 2] = ["true", "false"];
const AMOUNTS: [&str; 4] = ["0", "\"0.01\"", "\"5000000\"", "19999999.99"];

fn records(random: &mut Random, days: &Days) -> Records {
    let mut rows = [0; 3];
    rows.fill_with(|| random.pick(&[0, 1, 2, 3, 5]));
    let date = |random: &mut Random| Some(random.pick(&days.dates));
    let equity = (0..rows[0]).map(|_| [date(random), Some(random.pick(&AMOUNTS)), Some(random.pick(&FLAGS))]).collect();
    let level = ["\"national\"", "\"provincial\"", "\"other\""];
    let rank = ["1", "3", "4", "5", "6"];
    let awards = (0..rows[1]).map(|_| [date(random), Some(random.pick(&level)), Some(random.pick(&rank))]).collect();
    let right = |random: &mut Random| {
        let mut fields = [Some("true"); 6];
        fields.fill_with(|| Some(random.pick(&["true", "true", "false"])));
        fields[0] = Some(random.pick(&["1", "2"]));
        fields
    };
    let rights = (0..rows[2]).map(|_| right(random)).collect();
    Records { equity, awards, rights }
}

/// The same with one field in four left open.
fn opened(random: &mut Random, records: &Records) -> Records {
    let mut out = records.clone();
    let Records { equity, awards, rights } = &mut out;
    for field in equity.iter_mut().chain(awards).flatten().chain(rights.iter_mut().flatten()) {
        if random.number().is_multiple_of(4) {
            *field = None;
        }
    }
    out
}

fn json(records: &Records) -> String {
    fn list<const N: usize>(rows: &[[Field; N]], names: [&str; N]) -> String {
        let row = |row: &[Field; N]| {
            let fields = row.iter().zip(names).filter_map(|(value, name)| {
                let quote = if name == "date" { "\"" } else { "" };
                value.map(|v| format!("\"{name}\": {quote}{v}{quote}"))
            });
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        };
        rows.iter().map(row).collect::<Vec<_>>().join(", ")
    }
    format!(
        r#"{{"equity_rounds": [{}], "awards": [{}], "ip_rights": [{}]}}"#,
        list(&records.equity, EQUITY),
        list(&records.awards, AWARDS),
        list(&records.rights, RIGHTS)
    )
}

/// Ids and values of all computed facts, as text; amounts in fen.
fn by_hand(records: &Records, days: &Days) -> Vec<(&'static str, String)> {
    let fen = |amount: &str| {
        let amount = amount.trim_matches('"');
        let (yuan, part) = amount.split_once('.').unwrap_or((amount, "00"));
        yuan.parse::<u64>().unwrap() * 100 + part.parse::<u64>().unwrap()
    };
    let equity = |first: &str| {
        let mut sum = 0;
        for [date, amount, qualified] in &records.equity {
            // Days written like this are ordered as texts are.
            let date = date.unwrap();
            if *qualified == Some("true") && date >= first && date <= days.day {
                sum += fen(amount.unwrap());
            }
        }
        if sum % 100 == 0 {
            (sum / 100).to_string()
        } else {
            format!("{}.{:02}", sum / 100, sum % 100).trim_end_matches('0').into()
        }
    };
    let award = |levels: &[&str], last: u32| {
        let mut found = false;
        for [date, level, rank] in &records.awards {
            let (date, level, rank) = (date.unwrap(), level.unwrap(), rank.unwrap().parse::<u32>().unwrap());
            found |= levels.contains(&level) && rank <= last && date >= days.first_of_three && date <= days.day;
        }
        found.to_string()
    };
    let rights = |class: &str, also: usize| {
        let counts = |r: &&[Field; 6]| r[0] == Some(class) && [1, 2, also].iter().all(|i| r[*i] == Some("true"));
        records.rights.iter().filter(counts).count().to_string()
    };
    let national = "\"national\"";
    vec![
        ("equity_financing_2y", equity(days.first_of_two)),
        ("equity_financing_3y", equity(days.first_of_three)),
        ("ip1_high_value", rights("1", 3)),
        ("ip1_self_developed", rights("1", 4)),
        ("ip1", rights("1", 1)),
        ("ip1_applied", rights("1", 5)),
        ("ip2", rights("2", 1)),
        ("award_prov_or_nat_3y", award(&[national, "\"provincial\""], u32::MAX)),
        ("award_prov_top3_3y", award(&["\"provincial\""], 3)),
        ("award_nat_top5_3y", award(&[national], 5)),
        ("award_nat_top3_3y", award(&[national], 3)),
    ]
}

fn cell<'a>(assessor: &Assessor, firm: &'a Firm, id: &str) -> &'a Cell {
    &firm.cells()[assessor.facts().index(id).unwrap() as usize]
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Number(n) => n.to_string(),
        Cell::Boolean(b) => b.to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn records_give_what_loops_give() {
    let policy = Policy::load(&peiyu_workflows::documents().unwrap(), "cn").unwrap();
    let mut random = Random(20_261_124);
    let (mut known, mut narrowed, mut open) = (0, 0, 0);
    for days in &DAYS {
        let assessor = Assessor::new(&policy, &Choice::on(days.day.parse().unwrap())).unwrap();
        let read = |records: &Records| {
            let (mut firm, text) = (assessor.firm(), json(records));
            firm.read_json(&text, JsonNumbers::Exact).unwrap_or_else(|e| panic!("{text}: {e}"));
            firm
        };
        let blank = assessor.firm();
        for _ in 0..ROUNDS {
            let records = records(&mut random, days);
            let partly = opened(&mut random, &records);
            let (whole, before) = (read(&records), read(&partly));
            for (id, wanted) in by_hand(&records, days) {
                let after = cell(&assessor, &whole, id);
                assert_eq!(text(after), wanted, "{id} on {}: {records:?}", days.day);
                match (cell(&assessor, &before, id), after) {
                    (Cell::Unknown(Possible::Number(i)), Cell::Number(n)) => {
                        assert!(i.holds(n) && !i.partial, "{id}: {i:?} of {partly:?}, then {n} of {records:?}");
                        narrowed += usize::from(cell(&assessor, &before, id) != cell(&assessor, &blank, id));
                        open += 1;
                    }
                    (Cell::Unknown(Possible::Boolean { partial: false }), Cell::Boolean(_)) => open += 1,
                    (before, after) => {
                        assert_eq!(before, after, "{id}: decided by {partly:?}, then {records:?}");
                        known += 1;
                    }
                }
            }
        }
    }
    // A test on records that leave nothing or everything open would show little.
    assert!(known > 20_000 && open > 20_000 && narrowed > 10_000, "{known} {open} {narrowed}");
}
