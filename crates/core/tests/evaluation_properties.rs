//! The program against a second evaluator, and what holds of every answer given while facts are unknown: it never
//! turns over, it encloses what can come, and what is not missing doesn't matter.

mod harness;

use std::cmp::Ordering;
use std::collections::BTreeMap;

use harness::Desk;
use harness::oracle::{Oracle, Value, rational};
use harness::random::{Kinds, firm, known, part};
use peiyu::lang::scope::Symbol;
use peiyu::number::Number;
use peiyu::program::cell::{Cell, Possible};
use peiyu::program::lane::{Lane, LaneWorkspace, Lanes};
use peiyu::program::{Kind, Op, Program, Slot, Workspace};
use proptest::prelude::*;

type Facts = BTreeMap<String, String>;

fn config() -> ProptestConfig {
    ProptestConfig { cases: 3000, failure_persistence: None, max_shrink_iters: 20_000, ..ProptestConfig::default() }
}

fn any_expression() -> impl Strategy<Value = String> {
    let kinds = Kinds::deep(3);
    prop_oneof![kinds.pure, kinds.money, kinds.boolean]
}

/// Criteria that ask for the same few comparisons again and again, in choices within choices.
fn entangled() -> impl Strategy<Value = Vec<String>> {
    let shape = prop::sample::select(vec!["A", "B", "C", "D"]).prop_map(String::from).prop_recursive(4, 24, 3, |inner| {
        let wrap = |template: &'static str, n: usize| {
            prop::collection::vec(inner.clone(), n..=n)
                .prop_map(move |parts| parts.iter().fold(template.to_owned(), |t, p| t.replacen("{}", p, 1)))
        };
        prop_oneof![
            wrap("(if {} then {} else {})", 3),
            wrap("({} and {})", 2),
            wrap("({} or {})", 2),
            wrap("not({})", 1),
            wrap("((if {} then X else Y) >= Z)", 1),
            wrap("((if {} then Y else X) + X < Y)", 1)
        ]
    });
    let number =
        prop::sample::select(vec!["revenue[1] / revenue[2]", "share", "share * 2", "1", "revenue[2] / revenue[1] - share"]);
    (prop::collection::vec(shape, 1..4), prop::collection::vec(number, 3)).prop_map(|(shapes, numbers)| {
        let atoms = [("A", "X < Y"), ("B", "X + Y >= Z"), ("C", "Z = X"), ("D", "Y * Y <= X")];
        let fill = |shape: String| {
            let text = atoms.iter().fold(shape, |t, (name, atom)| t.replace(name, &format!("({atom})")));
            ["X", "Y", "Z"].iter().zip(&numbers).fold(text, |t, (name, n)| t.replace(name, &format!("({n})")))
        };
        shapes.into_iter().map(fill).collect()
    })
}

fn run(desk: &Desk, (program, slot): (&Program, Slot), facts: &Facts) -> Cell {
    let mut workspace = Workspace::default();
    program.run(&desk.firm(facts), &mut workspace);
    workspace.get(slot).clone()
}

/// A boolean expression as a criterion.
fn settled(desk: &Desk, expr: &str) -> (Program, Slot) {
    let node = desk.node(expr).unwrap_or_else(|e| panic!("{expr}: {e:?}"));
    let mut builder = desk.builder();
    let operand = builder.lower(&node, &mut |b, s| desk.resolve(b, s));
    let answer = builder.emit1(Op::Settle, operand, Kind::Boolean);
    let (program, map) = builder.finish();
    (program, map(answer))
}

fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Number(n) => Value::Number(rational(n)),
        Cell::Boolean(b) => Value::Boolean(*b),
        Cell::Choice(c) => Value::Choice(*c),
        Cell::Text(t) => Value::Text(t.to_string()),
        Cell::Null => Value::Null,
        Cell::Error(fault) => Value::Error([fault.code].into()),
        Cell::Unknown(_) => panic!("unknown"),
    }
}

fn agrees(found: &Value, wanted: &Value) -> bool {
    match (found, wanted) {
        (Value::Error(found), Value::Error(wanted)) => found.is_subset(wanted),
        _ => found == wanted,
    }
}

/// Whether a cell allows for what it became once more was known.
fn allows(before: &Cell, after: &Cell) -> bool {
    let failed = matches!(after, Cell::Null | Cell::Error(_));
    match before {
        Cell::Unknown(possible) => match (possible, after) {
            (_, Cell::Null | Cell::Error(_)) => before.partial(),
            (Possible::Number(i), Cell::Number(n)) => {
                let below = i.lo.as_ref().is_some_and(|lo| n.compare(lo) == Ok(Ordering::Less));
                let above = i.hi.as_ref().is_some_and(|hi| n.compare(hi) == Ok(Ordering::Greater));
                !below && !above
            }
            (Possible::Choice { set, .. }, Cell::Choice(c)) => set >> c & 1 == 1,
            (Possible::Boolean { .. }, Cell::Boolean(_)) => true,
            _ => false,
        },
        // Which of several errors is met first may change.
        Cell::Error(_) => matches!(after, Cell::Error(_)),
        Cell::Number(a) => matches!(after, Cell::Number(b) if a.compare(b) == Ok(Ordering::Equal)),
        _ => before == after && !failed || *before == Cell::Null && *after == Cell::Null,
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_program_and_a_plain_evaluator_agree(expr in any_expression(), facts in firm()) {
        let desk = Desk::new();
        let node = desk.node(&expr).unwrap_or_else(|e| panic!("{expr}: {e:?}"));
        let cells = desk.firm(&facts);
        let of = |symbol: Symbol| match symbol {
            Symbol::Fact(i) => value(&cells[i as usize]),
            _ => Value::Number(rational(&Number::from_i64(2_000_000))),
        };
        let wanted = Oracle { facts: &of }.value(&node);
        let (program, slot, _) = desk.program(&expr, None).unwrap();
        let found = value(&run(&desk, (&program, slot), &facts));
        prop_assert!(agrees(&found, &wanted), "{expr}: wanted {wanted:?}, found {found:?}");
    }

    #[test]
    fn what_is_unknown_encloses_what_comes(expr in any_expression(), facts in firm(), known in known()) {
        let desk = Desk::new();
        let (program, slot, _) = desk.program(&expr, None).unwrap();
        let before = run(&desk, (&program, slot), &part(&facts, &known));
        let after = run(&desk, (&program, slot), &facts);
        prop_assert!(allows(&before, &after), "{expr}: {before:?} became {after:?}");
    }

    #[test]
    fn a_decided_criterion_stays_decided(expr in Kinds::deep(3).boolean, facts in firm(), known in known()) {
        let desk = Desk::new();
        let (program, slot) = settled(&desk, &expr);
        let before = run(&desk, (&program, slot), &part(&facts, &known));
        let after = run(&desk, (&program, slot), &facts);
        prop_assert!(before.is_unknown() || before == after, "{expr}: {before:?} became {after:?}");
    }

    /// The short way either says nothing or what the whole program says.
    #[test]
    fn the_short_way_agrees(
        exprs in prop_oneof![1 => prop::collection::vec(Kinds::deep(3).boolean, 1..4), 3 => entangled()],
        firms in prop::collection::vec(firm(), 4),
        known in known(),
    ) {
        let desk = Desk::new();
        let mut builder = desk.builder();
        let answers: Vec<_> = exprs.iter().map(|expr| {
            let node = desk.node(expr).unwrap();
            let operand = builder.lower(&node, &mut |b, s| desk.resolve(b, s));
            builder.emit1(Op::Settle, operand, Kind::Boolean)
        }).collect();
        let (program, map) = builder.finish();
        let slots: Vec<Slot> = answers.iter().map(|a| map(*a)).collect();
        // Tiers that share questions: all, the first alone, all the other way round.
        let tiers = vec![slots.clone(), vec![slots[0]], slots.iter().rev().copied().collect()];
        let lanes = Lanes::new(&program, &tiers);
        let (mut workspace, mut short) = (Workspace::default(), LaneWorkspace::default());
        for firm in firms.iter().map(|f| desk.firm(f)).chain([desk.firm(&part(&firms[0], &known)), desk.firm(&firms[1])]) {
            program.run(&firm, &mut workspace);
            lanes.begin(&firm.iter().map(Lane::of).collect::<Vec<_>>(), &mut short);
            for (tier, slots) in tiers.iter().enumerate() {
                let said = lanes.decide(tier, &mut short);
                let values: Vec<_> = slots.iter().map(|s| workspace.get(*s).as_boolean()).collect();
                let wanted = if values.contains(&Some(false)) {
                    Some(false)
                } else {
                    values.iter().all(|v| *v == Some(true)).then_some(true)
                };
                prop_assert!(said.is_none() || said == wanted, "{exprs:?}: {said:?}, not {wanted:?}");
            }
        }
    }

    #[test]
    fn what_is_not_missing_does_not_matter(expr in any_expression(), a in firm(), b in firm(), known in known()) {
        let desk = Desk::new();
        let (program, slot, _) = desk.program(&expr, None).unwrap();
        let mut workspace = Workspace::default();
        let given = part(&a, &known);
        program.run(&desk.firm(&given), &mut workspace);
        let missing: Vec<&String> = program.missing(&[slot], &workspace).iter().map(|i| &desk.facts[*i as usize].id).collect();
        for id in &missing {
            prop_assert!(!given.contains_key(*id), "{expr}: {id} is known");
        }
        let fixed = |id: &String| given.contains_key(id) || missing.contains(&id);
        let other: Facts = a.iter().map(|(id, v)| (id.clone(), if fixed(id) { v } else { &b[id] }.clone())).collect();
        let one = value(&run(&desk, (&program, slot), &a));
        let two = value(&run(&desk, (&program, slot), &other));
        // Which of several errors is met first may change.
        let failed = matches!((&one, &two), (Value::Error(_), Value::Error(_)));
        prop_assert!(failed || one == two, "{expr}: missing {missing:?}, {one:?} became {two:?}");
    }
}

/// Too large a number or a scale out of range is an error, too: an unknown that may become one is not settled by its bounds.
#[test]
fn what_may_overflow_is_not_decided() {
    let desk = Desk::new();
    let mut turned = Vec::new();
    let cases = [
        ("(revenue[1] / 1元) ** 16 >= 0", "revenue_1", "1e300"),
        ("exp(share * 100000) >= 1", "share", "1"),
        ("abs(floor(share, 100000)) >= 0", "share", "1"),
    ];
    for (expr, id, text) in cases {
        let (program, slot) = settled(&desk, expr);
        let before = run(&desk, (&program, slot), &Facts::new());
        let after = run(&desk, (&program, slot), &[(id.to_owned(), text.to_owned())].into());
        if !before.is_unknown() && before != after {
            turned.push(format!("{expr}: {before:?} became {after:?}"));
        }
    }
    assert!(turned.is_empty(), "{turned:#?}");
}

const STATES: [char; 5] = ['T', 'F', 'U', 'N', 'E'];

fn cell(state: char) -> Cell {
    let fault = peiyu::program::cell::Fault { code: peiyu::diagnostic::Code::DivisionByZero, instruction: 0 };
    match state {
        'T' => Cell::Boolean(true),
        'F' => Cell::Boolean(false),
        'U' => Cell::unknown_boolean(false),
        'N' => Cell::Null,
        _ => Cell::Error(fault),
    }
}

fn state(cell: &Cell) -> char {
    match cell {
        Cell::Boolean(true) => 'T',
        Cell::Boolean(false) => 'F',
        Cell::Null => 'N',
        Cell::Unknown(_) => 'U',
        _ => 'E',
    }
}

/// The outcome of one operation on three operands.
fn outcome(op: Op, operands: [char; 3]) -> char {
    use peiyu::program::build::{Builder, Operand};
    let mut builder = Builder::new(3);
    let at = builder.emit(op, [0, 1, 2].map(Operand::Fact), Kind::Boolean, 0, 0);
    let (program, map) = builder.finish();
    let mut workspace = Workspace::default();
    program.run(&operands.map(cell), &mut workspace);
    state(workspace.get(map(at)))
}

/// Rows: the first operand; columns: the second; in the order of [`STATES`].
const AND: [&str; 5] = ["TFUNE", "FFFFF", "UFUUU", "NFUNE", "EFUEE"];
const OR: [&str; 5] = ["TTTTT", "TFUNE", "TUUUU", "TNUNE", "TEUEE"];
/// Rows: then; columns: else; under an unknown condition.
const IF_UNKNOWN: [&str; 5] = ["TUUUU", "UFUUU", "UUUUU", "UUUUU", "UUUUU"];

#[test]
fn the_tables_of_and_or_not_if() {
    for (a, row) in STATES.into_iter().enumerate() {
        assert_eq!(outcome(Op::Not, [row, 'T', 'T']), ['F', 'T', 'U', 'N', 'E'][a], "not {row}");
        assert_eq!(outcome(Op::Settle, [row, 'T', 'T']), ['T', 'F', 'U', 'U', 'U'][a], "settle {row}");
        for (b, column) in STATES.into_iter().enumerate() {
            let at = |table: [&str; 5]| table[a].chars().nth(b).unwrap();
            assert_eq!(outcome(Op::And, [row, column, 'T']), at(AND), "{row} and {column}");
            assert_eq!(outcome(Op::Or, [row, column, 'T']), at(OR), "{row} or {column}");
            assert_eq!(outcome(Op::If, ['T', row, column]), row, "if T then {row} else {column}");
            assert_eq!(outcome(Op::If, ['F', row, column]), column, "if F then {row} else {column}");
            assert_eq!(outcome(Op::If, ['N', row, column]), column, "if N then {row} else {column}");
            assert_eq!(outcome(Op::If, ['E', row, column]), 'E', "if E then {row} else {column}");
            assert_eq!(outcome(Op::If, ['U', row, column]), at(IF_UNKNOWN), "if U then {row} else {column}");
        }
    }
}

/// Each rule asks for the one before it twice: what is written for the short way must not double with each.
#[test]
fn doubling_rules_are_prepared_in_bounds() {
    for op in [Op::And, Op::Or] {
        let desk = Desk::new();
        let mut builder = desk.builder();
        let node = desk.node("share > 0.3").unwrap();
        let mut last = builder.lower(&node, &mut |b, s| desk.resolve(b, s));
        for _ in 0..80 {
            last = builder.emit2(op, last, last, Kind::Boolean);
        }
        let (program, map) = builder.finish();
        let lanes = Lanes::new(&program, &[vec![map(last)]]);
        let mut workspace = LaneWorkspace::default();
        for (share, wanted) in [("0.4", true), ("0.3", false)] {
            let firm = desk.firm(&[("share".to_owned(), share.to_owned())].into());
            lanes.begin(&firm.iter().map(Lane::of).collect::<Vec<_>>(), &mut workspace);
            assert!(lanes.decide(0, &mut workspace).is_none_or(|said| said == wanted), "{op:?} {share}");
        }
    }
}
