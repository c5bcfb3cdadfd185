//! The catalogue keeps its promises: unique codes, both languages, blanks that agree.

use super::*;

#[test]
fn codes_are_unique_and_snake_case() {
    let mut ids: Vec<_> = Code::ALL.iter().map(|c| c.id()).collect();
    assert!(ids.iter().all(|id| id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')));
    ids.sort_unstable();
    let before = ids.len();
    ids.dedup();
    assert_eq!(before, ids.len());
}

#[test]
fn both_languages_fill_the_same_blanks() {
    let blanks = |s: &str| (0..6).filter(|i| s.contains(&format!("{{{i}}}"))).collect::<Vec<_>>();
    for code in Code::ALL {
        assert_eq!(blanks(code.message(Lang::Zh)), blanks(code.message(Lang::En)), "{}", code.id());
        assert_eq!(blanks(code.help(Lang::Zh)), blanks(code.help(Lang::En)), "{}", code.id());
    }
}

#[test]
fn blanks_are_filled_and_braces_survive() {
    assert_eq!(fill("a {0} b {1}", &["x".into()], Lang::Zh), ("a x b ".into(), false));
    assert_eq!(fill("a {1}{0}", &["x".into(), "".into()], Lang::Zh), ("a x".into(), true));
    assert_eq!(fill("{x} {", &["".into()], Lang::En), ("{x} {".into(), false));
}

#[test]
fn suggestions_are_near() {
    assert_eq!(nearest("revenu", ["revenue", "rd_staff"].into_iter()), Some("revenue"));
    assert_eq!(nearest("abc", ["revenue"].into_iter()), None);
}

#[test]
fn blanks_are_filled_once_and_the_innermost_counts() {
    let said = |name: &str| match name {
        "a" => Some("{b}".to_owned()),
        "b" => Some("二".to_owned()),
        _ => None,
    };
    let filled = |text: &str| super::fill_blanks(text, &said);
    assert_eq!(filled("{a}和{b}"), "{b}和二");
    assert_eq!(filled("{c {b}} {} {"), "{c 二} {} {");
    assert_eq!(filled("}{b}"), "}二");
}
