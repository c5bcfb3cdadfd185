//! Expressions as JSON trees: what is read prints as text that parses to the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use peiyu::lang::check::check;
use peiyu::lang::{parse_expression, tree};
use peiyu_fuzz::facts::Names;

fuzz_target!(|data: &[u8]| {
    let Ok(value) = serde_json::from_slice(data) else { return };
    let expr = match tree::from_json(&value) {
        Ok(expr) => expr,
        Err(d) => {
            let _ = d.to_string();
            return;
        }
    };
    let _ = check(&expr, &Names);
    let printed = expr.to_string();
    let (again, errors) = parse_expression(&printed);
    assert!(errors.is_empty(), "{printed}: {errors:?}");
    assert_eq!(again.to_string(), printed, "printed differently the second time");
    let json = tree::to_json(&expr);
    let back = tree::from_json(&json).expect("what was read is read again");
    assert_eq!(tree::to_json(&back), json, "the JSON form changes");
});
