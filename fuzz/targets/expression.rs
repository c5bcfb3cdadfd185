//! Expressions as text: what parses is printed and parsed again to the same; what has a type runs, and what it gives
//! while facts are unknown holds for the facts once they are known.
#![no_main]

use std::hash::{DefaultHasher, Hash, Hasher};

use libfuzzer_sys::fuzz_target;
use peiyu::lang::check::{check, check_records, check_tests};
use peiyu::lang::print::tests_text;
use peiyu::lang::scope::Symbol;
use peiyu::lang::syntax::Expr;
use peiyu::lang::types::Type;
use peiyu::lang::{parse_expression, parse_tests, tree};
use peiyu::program::build::{Builder, Operand};
use peiyu::program::fold::Expression;
use peiyu::program::{Workspace, number_cell};
use peiyu_fuzz::facts::{Names, allows, known, unknown};
use peiyu_fuzz::records::{Kinds, drawn};

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    expression(&text);
    tests(&text);
});

fn expression(text: &str) {
    let (expr, errors) = parse_expression(text);
    let _ = errors.iter().map(ToString::to_string).collect::<Vec<_>>();
    if !errors.is_empty() {
        let _ = check(&expr, &Names);
        return;
    }
    let printed = expr.to_string();
    let (again, errors) = parse_expression(&printed);
    assert!(errors.is_empty(), "{printed}: {errors:?}");
    assert_eq!(again.to_string(), printed, "printed differently the second time");
    let json = tree::to_json(&expr);
    let back = tree::from_json(&json).expect("the JSON form of an expression is read back");
    assert_eq!(back.to_string(), printed, "the JSON form is another expression");

    over_records(&expr, text);
    let (node, errors) = check(&expr, &Names);
    if !errors.is_empty() || matches!(node.ty, Type::List(..)) {
        return;
    }
    let facts = unknown();
    let mut builder = Builder::new(u32::try_from(facts.len()).expect("a dozen facts"));
    let operand = builder.lower(&node, &mut |_: &mut Builder, symbol| match symbol {
        Symbol::Fact(i) => Operand::Fact(i),
        other => panic!("the scope has facts only, not {other:?}"),
    });
    let (program, slot_of) = builder.finish();
    let slot = slot_of(operand);
    let mut workspace = Workspace::default();
    program.run(&facts, &mut workspace);
    let before = workspace.get(slot).clone();
    let missing = program.missing(&[slot], &workspace);
    assert!(before.is_unknown() || missing.is_empty(), "{printed}: {before:?} although facts are missing: {missing:?}");
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    for draw in 0..4 {
        let facts = known(hasher.finish().wrapping_add(draw));
        program.run(&facts, &mut workspace);
        let after = workspace.get(slot);
        assert!(!after.is_unknown(), "{printed}: all facts are known, {facts:?}");
        assert!(allows(&before, after), "{printed}: {before:?} was found possible, {after:?} came out of {facts:?}");
    }
}

/// The same of an expression that may go through records.
fn over_records(expr: &Expr, text: &str) {
    let (node, inputs, errors) = check_records(expr, &Kinds);
    let _ = errors.iter().map(ToString::to_string).collect::<Vec<_>>();
    if !errors.is_empty() || !matches!(node.ty, Type::Boolean | Type::Number(_)) {
        return;
    }
    let expression = Expression::new(&node, &inputs, |_| number_cell(19_783));
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    for draw in 0..4 {
        let [before, after] = drawn(hasher.finish().wrapping_add(draw)).map(|records| {
            let of = |kind: u32| usize::try_from(kind).ok().and_then(|k| records.get(k)).map_or(&[][..], Vec::as_slice);
            expression.value(of, &mut 100_000)
        });
        assert!(!after.is_unknown(), "{expr}: all fields are known");
        assert!(allows(&before, &after), "{expr}: {before:?} was found possible, {after:?} came out");
    }
}

fn tests(text: &str) {
    let (tests, errors) = parse_tests(text);
    for subject in [Type::PURE, Type::Text, Type::Boolean] {
        let _ = check_tests(&tests, &subject, &Names);
    }
    if !errors.is_empty() {
        return;
    }
    let printed = tests_text(&tests);
    let (again, errors) = parse_tests(&printed);
    assert!(errors.is_empty(), "{printed}: {errors:?}");
    assert_eq!(tests_text(&again), printed, "printed differently the second time");
}
