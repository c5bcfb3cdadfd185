//! Texts and trees at the limits of length and depth: what is permitted survives every form, what is not is refused
//! with an error and without a crash.

use peiyu::lang::syntax::{BinaryOp, Expr, ExprKind, Place, Test};
use peiyu::lang::{parse_expression, parse_tests, tree};

/// A way to put an expression into a larger one.
type Wrapper = (&'static str, fn(Expr) -> ExprKind);

const WRAPPERS: [Wrapper; 12] = [
    ("list", |e| ExprKind::List(vec![e])),
    ("call", |e| ExprKind::Call("abs".into(), vec![e])),
    ("in value", |e| ExprKind::In(Box::new(e), vec![Test::Any])),
    ("in test", |e| ExprKind::In(Box::new(one()), vec![Test::Value(e)])),
    ("in not", |e| ExprKind::In(Box::new(one()), vec![Test::Not(vec![Test::Value(e)])])),
    ("negate", |e| ExprKind::Negate(Box::new(e))),
    ("left", |e| ExprKind::Binary(BinaryOp::Sub, Box::new(e), Box::new(one()))),
    ("right", |e| ExprKind::Binary(BinaryOp::Sub, Box::new(one()), Box::new(e))),
    ("else", |e| ExprKind::If(Box::new(one()), Box::new(one()), Box::new(e))),
    ("base", |e| ExprKind::Index(Box::new(e), Box::new(one()))),
    ("index", |e| ExprKind::Index(Box::new(one()), Box::new(e))),
    ("between", |e| ExprKind::Between(Box::new(one()), Box::new(one()), Box::new(e))),
];

fn one() -> Expr {
    Expr::new(ExprKind::Name("a".into()), Place::default())
}

/// The deepest tree that a wrapper makes within the limit.
fn deepest(wrap: fn(Expr) -> ExprKind) -> Expr {
    let mut tree = one();
    loop {
        let next = Expr::new(wrap(tree.clone()), Place::default());
        if next.too_deep() {
            return tree;
        }
        tree = next;
    }
}

/// Documents and hosts carry the JSON form as text, which readers take 128 levels deep.
#[test]
fn the_deepest_trees_survive_as_json_text() {
    let mut lost = Vec::new();
    for (name, wrap) in WRAPPERS {
        let tree = deepest(wrap);
        let json = serde_json::to_string(&tree::to_json(&tree)).unwrap();
        match serde_json::from_str(&json) {
            Ok(value) => assert_eq!(tree::from_json(&value).unwrap().to_string(), tree.to_string()),
            Err(_) => lost.push(name),
        }
    }
    assert!(lost.is_empty(), "{lost:?}");
}

/// A tree that came as JSON can be shown to a person as text, and what is shown can be read.
#[test]
fn the_deepest_trees_survive_as_text() {
    let unread = |(_, wrap): &Wrapper| !parse_expression(&deepest(*wrap).to_string()).1.is_empty();
    let lost: Vec<&str> = WRAPPERS.iter().filter(|w| unread(w)).map(|(name, _)| *name).collect();
    assert!(lost.is_empty(), "{lost:?}");
}

/// Text that reads prints to text that reads, however deep: the printer's parentheses count, too.
#[test]
fn the_deepest_texts_print_to_text_that_reads() {
    let templates = [
        "({})",
        "[{}]",
        "-{}",
        "- -{}",
        "abs({})",
        "1 + if a then {} else 0",
        "1 + if a then 0 else {}",
        "1 - ({})",
        "a[{}]",
        "a in ({})",
        "a in {}",
        "a in (not({}))",
        "a between 1 and {}",
        "if {} then 1 else 2",
        "a = {}",
        "{} - 1",
        "{} in (1)",
        "if a then 1 else {}",
        "{}.b",
        "{}[1]",
        "a in ((not(b) in (c)), {})",
    ];
    let mut lost = Vec::new();
    for template in templates {
        let texts = std::iter::successors(Some("a".to_owned()), |t| Some(template.replace("{}", t)));
        let readable = texts.take(70).map(|t| parse_expression(&t)).take_while(|(_, errors)| errors.is_empty());
        if readable.map(|(e, _)| parse_expression(&e.to_string())).any(|(_, errors)| !errors.is_empty()) {
            lost.push(template);
        }
    }
    assert!(lost.is_empty(), "{lost:?}");
}

/// A name of a text may be as long as one of the JSON form.
#[test]
fn long_names_are_the_same_in_both_forms() {
    for length in [42, 43, 200] {
        let name = "营".repeat(length);
        let (expr, errors) = parse_expression(&name);
        assert_eq!(errors.is_empty(), tree::from_json(&tree::to_json(&expr)).is_ok(), "{length} characters");
    }
}

/// What the JSON form takes for a function's name reads as text.
#[test]
fn a_call_of_the_json_form_reads_as_text() {
    for name in ["abs", "round half up", "foo", "foo bar", "not foo", "up round half up"] {
        let json = serde_json::json!({"call": name, "arguments": []});
        if let Ok(tree) = tree::from_json(&json) {
            let (_, errors) = parse_expression(&tree.to_string());
            assert!(errors.is_empty(), "{name}: {errors:?}");
        }
    }
}

/// A comment that never ends would hide the rest of a criterion.
#[test]
fn an_unclosed_comment_is_an_error() {
    assert!(!parse_expression("a >= 1 /* and b >= 2").1.is_empty());
}

#[test]
fn long_and_deep_texts_are_refused_without_harm() {
    let pieces = [
        "(",
        "[",
        "{",
        "-",
        "not(",
        "if ",
        "a in ",
        "a in (",
        "a in [",
        "a between ",
        "1 + ",
        "a.",
        "a[",
        "f(",
        "if a then 1 else ",
        "1 **",
        "\"",
        "/*",
        "..",
        "]",
        ")",
        ",",
        "for ",
        "x instance of ",
    ];
    for piece in pieces {
        for count in [100, 20_000 / piece.len(), 50_000] {
            let text = piece.repeat(count);
            assert!(!parse_expression(&text).1.is_empty() || piece == "/*", "{piece}");
            let (_, errors) = parse_tests(&text);
            assert!(errors.len() <= 50, "{piece}: {} errors", errors.len());
        }
    }
}

/// Kept last and alone: where signs are skipped by recursion this overflows the stack.
#[test]
fn many_unknown_characters_are_refused_without_harm() {
    let (_, errors) = parse_expression(&"；".repeat(20_000));
    assert!(!errors.is_empty() && errors.len() <= 50);
}
