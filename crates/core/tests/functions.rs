//! The registry of functions: every example in it gives what it says, and the table that the documentation shows.

mod harness;

use std::collections::BTreeMap;

use harness::Desk;
use peiyu::lang::functions::{FUNCTIONS, find, reference};

#[test]
fn every_example_gives_what_it_says() {
    let desk = Desk::with_dates();
    for function in FUNCTIONS {
        assert!(!function.examples.is_empty(), "{} has no example", function.name);
        for (expr, value) in function.examples {
            assert!(expr.contains(function.name), "{expr} does not call {}", function.name);
            assert_eq!(desk.outcome(expr, None, &BTreeMap::new()), *value, "{expr}");
        }
    }
}

/// A parameter may be any expression that names nothing: it is computed when the document loads.
#[test]
fn every_example_is_a_constant() {
    let desk = Desk::with_dates();
    let open = |expr: &str| {
        let mut builder = desk.builder();
        let operand = builder.lower(&desk.node(expr).unwrap(), &mut |b, s| desk.resolve(b, s));
        builder.constant_of(operand).is_none()
    };
    let left: Vec<&str> = FUNCTIONS.iter().flat_map(|f| f.examples).map(|(e, _)| *e).filter(|e| open(e)).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn names_are_different_and_found() {
    for (i, function) in FUNCTIONS.iter().enumerate() {
        assert_eq!(find(function.name).map(|f| f.id), Some(function.id));
        assert!(FUNCTIONS.iter().skip(i + 1).all(|f| f.name != function.name && f.id != function.id), "{}", function.name);
    }
}

#[test]
fn the_reference_reads_so() {
    insta::assert_snapshot!("reference", reference());
}
