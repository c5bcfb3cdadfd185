//! The expression language on examples: what each construct gives (`tests/language/good`), and how everything that is
//! refused reads (`tests/language/bad`, snapshots).
//!
//! Expected values come from the FEEL specification, worked out by hand.

mod harness;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use harness::Desk;
use peiyu::diagnostic::{Diagnostic, Lang};
use peiyu::document::tree::Node;
use peiyu::document::yaml;
use peiyu::lang::{parse_expression, tree};

fn files(name: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/language").join(name);
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    files
}

/// The cases of a file, each a map; plain scalars as their text.
fn cases(path: &Path) -> Vec<BTreeMap<String, Node>> {
    let tree = yaml::parse(&fs::read_to_string(path).unwrap()).unwrap_or_else(|e| panic!("{}: {e:?}", path.display()));
    let Node::List(items) = tree.node else { panic!("{}: not a list", path.display()) };
    items.into_iter().map(|item| map(item.node)).collect()
}

fn map(node: Node) -> BTreeMap<String, Node> {
    let Node::Map(entries) = node else { panic!("not a map: {node:?}") };
    entries.into_iter().map(|(k, v)| (k, v.node)).collect()
}

fn text(node: &Node) -> String {
    match node {
        Node::Text(t) | Node::Number(t) => t.clone(),
        Node::Boolean(b) => b.to_string(),
        Node::Null => "null".into(),
        _ => panic!("not a scalar: {node:?}"),
    }
}

fn expected(case: &BTreeMap<String, Node>) -> String {
    match (case.get("value"), case.get("unknown"), case.get("error")) {
        (Some(value), None, None) => text(value),
        (None, Some(Node::List(names)), None) => {
            let names: Vec<String> = names.iter().map(|n| text(&n.node)).collect();
            format!("unknown {}", names.join(", "))
        }
        (None, None, Some(code)) => format!("error {}", text(code)),
        _ => panic!("value, unknown or error: {case:?}"),
    }
}

#[test]
fn every_good_expression_gives_what_it_should() {
    let desk = Desk::new();
    let mut wrong = String::new();
    let mut count = 0;
    for path in files("good") {
        for case in cases(&path) {
            let known = ["expr", "tests", "facts", "value", "unknown", "error"];
            assert!(case.keys().all(|k| known.contains(&k.as_str())), "{}: {case:?}", path.display());
            let expr = text(&case["expr"]);
            let tests = case.get("tests").map(text);
            let facts = case.get("facts").cloned().map(map).unwrap_or_default();
            let facts = facts.iter().map(|(k, v)| (k.clone(), text(v))).collect();
            let (wanted, name) = (expected(&case), path.file_stem().unwrap().display());
            let found = match desk.program(&expr, tests.as_deref()) {
                Ok(_) => desk.outcome(&expr, tests.as_deref(), &facts),
                Err(errors) => format!("refused: {}", errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")),
            };
            if found != wanted {
                let tests = tests.map(|t| format!(" with tests {t}")).unwrap_or_default();
                writeln!(wrong, "{name}: {expr}{tests}\n    wanted {wanted}, found {found}").unwrap();
            }
            count += 1;
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(count >= 250, "{count}");
}

/// Whatever can be read can be printed and read again, as text and as JSON.
#[test]
fn every_good_expression_prints_and_comes_back() {
    for case in files("good").iter().flat_map(|f| cases(f)) {
        let (expr, errors) = parse_expression(&text(&case["expr"]));
        assert!(errors.is_empty(), "{errors:?}");
        let printed = expr.to_string();
        let (again, errors) = parse_expression(&printed);
        assert!(errors.is_empty(), "{printed}: {errors:?}");
        assert_eq!(again.to_string(), printed);
        assert_eq!(tree::from_json(&tree::to_json(&expr)).unwrap().to_string(), printed);
    }
}

fn shown(errors: &[Diagnostic]) -> String {
    let mut out = String::new();
    for d in errors {
        writeln!(out, "  {}+{} {}: {}", d.span.offset, d.span.length, d.code.id(), d.message(Lang::Zh)).unwrap();
        let help = d.help(Lang::Zh);
        if !help.is_empty() {
            writeln!(out, "      {help}").unwrap();
        }
    }
    out
}

#[test]
fn every_bad_expression_is_refused_in_words_that_help() {
    let desk = Desk::new();
    let mut accepted = Vec::new();
    for path in files("bad") {
        let mut out = String::new();
        for case in cases(&path) {
            let expr = text(&case["expr"]);
            let Err(errors) = desk.program(&expr, case.get("tests").map(text).as_deref()) else {
                accepted.push(expr);
                continue;
            };
            let errors = shown(&errors);
            let tests = case.get("tests").map(|t| format!("    held against {}", text(t))).unwrap_or_default();
            writeln!(out, "{expr}{tests}\n{errors}").unwrap();
        }
        insta::assert_snapshot!(path.file_stem().unwrap().to_str().unwrap(), out);
    }
    assert!(accepted.is_empty(), "not refused: {accepted:?}");
}

/// What the language leaves out is refused by its name, not by a riddle about a sign.
#[test]
fn a_feature_left_out_is_named() {
    let refused = [
        ("function(x) x + 1", "function"),
        ("share instance of number", "instance of"),
        ("{a: 1}.a", "{ }"),
        ("floor(n: 1.5)", ":"),
    ];
    let named = |expr: &str, word: &str| {
        let (_, errors) = parse_expression(expr);
        errors.iter().any(|d| d.code.id() == "unsupported_feature" && d.args[0].zh.contains(word))
    };
    let riddles: Vec<&str> = refused.iter().filter(|(expr, word)| !named(expr, word)).map(|(expr, _)| *expr).collect();
    assert!(riddles.is_empty(), "{riddles:?}");
}
