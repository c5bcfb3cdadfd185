//! Reading and printing on random input: no text makes the parser panic, and text, tree and JSON form carry the same.

mod harness;

use jsonschema::Validator;
use peiyu::lang::parser::is_name;
use peiyu::lang::syntax::{BinaryOp, EachKind, Expr, ExprKind, Literal, Place, Range, Test};
use peiyu::lang::unit::Suffix;
use peiyu::lang::{functions, parse_expression, parse_tests, print, tree};
use peiyu::number::Number;
use proptest::prelude::*;

fn expr(kind: ExprKind) -> Expr {
    Expr::new(kind, Place::default())
}

fn boxed(e: Expr) -> Box<Expr> {
    Box::new(e)
}

fn name() -> impl Strategy<Value = String> {
    let known = ["营业收入", "a", "专利_1", "_x", "?", "is?", "nota", "iff", "working", "元", "not", "étude", "ünïts"];
    prop_oneof![
        4 => prop::sample::select(known.to_vec()).prop_map(String::from),
        1 => "[\\p{L}_?][\\p{L}\\p{N}_?]{0,6}".prop_filter("a name", |n| is_name(n)),
    ]
}

fn literal() -> impl Strategy<Value = Literal> {
    let digits = prop_oneof!["[0-9]{1,12}", "[0-9]{0,4}\\.[0-9]{1,6}", "[0-9]{1,3}(e|E)(\\+|-)?[0-9]{1,2}"];
    let words: Vec<&str> = Suffix::words().collect();
    (digits, prop::option::of(prop::sample::select(words))).prop_map(|(digits, word)| Literal {
        number: Number::parse(&digits).unwrap(),
        digits,
        suffix: word.map(|w| Suffix::find(w).unwrap()),
    })
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[\"\\\\\\n\\r\\t\\u{0}-\\u{9f}甲🐎]{0,8}".boxed()]
}

fn function() -> impl Strategy<Value = String> {
    let known: Vec<&str> = functions::FUNCTIONS.iter().map(|f| f.name).collect();
    prop_oneof![prop::sample::select(known).prop_map(String::from), name()]
}

fn leaf() -> impl Strategy<Value = Expr> {
    prop_oneof![
        Just(ExprKind::Null),
        any::<bool>().prop_map(ExprKind::Boolean),
        literal().prop_map(|l| ExprKind::Number(Box::new(l))),
        text().prop_map(ExprKind::Text),
        name().prop_map(ExprKind::Name),
    ]
    .prop_map(expr)
}

fn test(inner: BoxedStrategy<Expr>) -> impl Strategy<Value = Test> {
    let comparisons: Vec<BinaryOp> = BinaryOp::ALL.into_iter().filter(|o| o.is_comparison()).collect();
    let range = (inner.clone(), inner.clone(), any::<bool>(), any::<bool>());
    let simple = prop_oneof![
        Just(Test::Any),
        (prop::sample::select(comparisons), inner.clone()).prop_map(|(op, e)| Test::Compare(op, e)),
        range.prop_map(|(low, high, low_closed, high_closed)| Test::Range(Range { low, high, low_closed, high_closed })),
        inner.prop_map(Test::Value),
    ];
    simple.prop_recursive(2, 6, 3, |t| prop::collection::vec(t, 1..3).prop_map(Test::Not))
}

/// Trees of every kind of node, shallow enough to be printed with parentheses and read again.
fn tree() -> impl Strategy<Value = Expr> {
    leaf().prop_recursive(4, 40, 4, |e| {
        let e = e.boxed();
        let two = (e.clone(), e.clone());
        let three = (e.clone(), e.clone(), e.clone());
        let many = prop::collection::vec(e.clone(), 0..4);
        prop_oneof![
            (e.clone(), name()).prop_map(|(a, m)| ExprKind::Member(boxed(a), m)),
            two.clone().prop_map(|(a, b)| ExprKind::Index(boxed(a), boxed(b))),
            (function(), many.clone()).prop_map(|(f, items)| ExprKind::Call(f, items)),
            e.clone().prop_map(|a| ExprKind::Negate(boxed(a))),
            (prop::sample::select(BinaryOp::ALL.to_vec()), two).prop_map(|(op, (a, b))| ExprKind::Binary(op, boxed(a), boxed(b))),
            three.clone().prop_map(|(a, b, c)| ExprKind::Between(boxed(a), boxed(b), boxed(c))),
            (prop::sample::select(EachKind::ALL.to_vec()), prop::collection::vec((name(), e.clone()), 1..3), e.clone())
                .prop_map(|(kind, lists, body)| ExprKind::Each(kind, lists, boxed(body))),
            (e.clone(), prop::collection::vec(test(e), 1..4)).prop_map(|(a, tests)| ExprKind::In(boxed(a), tests)),
            three.prop_map(|(a, b, c)| ExprKind::If(boxed(a), boxed(b), boxed(c))),
            many.prop_map(ExprKind::List),
        ]
        .prop_map(expr)
    })
}

fn validator() -> Validator {
    jsonschema::validator_for(&tree::schema()).unwrap()
}

/// Words and signs in any order: far more likely to meet the parser's corners than any text.
fn soup() -> impl Strategy<Value = String> {
    let words = [
        "if",
        "then",
        "else",
        "and",
        "or",
        "between",
        "in",
        "not",
        "not(",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        "..",
        ".",
        "-",
        "+",
        "*",
        "**",
        "/",
        "//",
        "/*",
        "*/",
        "<",
        "<=",
        "=",
        "!=",
        "1",
        "2.5",
        "1e3",
        "5人",
        "%",
        "元",
        "working",
        "days",
        "a",
        "营收",
        "\"x\"",
        "\"\\u4e",
        "null",
        "true",
        "for",
        "some",
        "every",
        "return",
        "satisfies",
        "months",
        "function",
        "instance",
        "of",
        "round",
        "up(",
        "min(",
        "@",
        ":",
        "？",
        "\n",
        "\u{301}",
        "\u{feff}",
    ];
    let spaced = (prop::sample::select(words.to_vec()), any::<bool>())
        .prop_map(|(w, space)| format!("{w}{}", if space { " " } else { "" }));
    prop::collection::vec(spaced, 0..40).prop_map(|v| v.concat())
}

fn check_reading(text: &str) -> Result<(), TestCaseError> {
    let length = u32::try_from(text.chars().count()).unwrap();
    let (e, errors) = parse_expression(text);
    let (tests, more) = parse_tests(text);
    for d in errors.iter().chain(&more) {
        prop_assert!(d.span.offset + d.span.length <= length, "{d:?} in {text:?}");
    }
    if errors.is_empty() {
        let printed = e.to_string();
        let (again, errors) = parse_expression(&printed);
        prop_assert!(errors.is_empty(), "{text:?} printed {printed:?}: {errors:?}");
        prop_assert_eq!(tree::to_json(&again), tree::to_json(&e));
    }
    if more.is_empty() {
        let printed = print::tests_text(&tests);
        let (again, errors) = parse_tests(&printed);
        prop_assert!(errors.is_empty(), "{text:?} printed {printed:?}: {errors:?}");
        prop_assert_eq!(print::tests_text(&again), printed);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_printed_tree_reads_back(e in tree()) {
        let printed = e.to_string();
        let (again, errors) = parse_expression(&printed);
        prop_assert!(errors.is_empty(), "{printed}: {errors:?}");
        prop_assert_eq!(again.to_string(), printed);
        prop_assert_eq!(tree::to_json(&again), tree::to_json(&e));
    }

    #[test]
    fn the_json_form_carries_the_whole_tree(e in tree()) {
        let json = serde_json::to_string(&tree::to_json(&e)).unwrap();
        let again = tree::from_json(&serde_json::from_str(&json).unwrap()).unwrap();
        prop_assert_eq!(again.to_string(), e.to_string());
    }

    #[test]
    fn printed_tests_read_back(tests in prop::collection::vec(test(tree().boxed()), 1..4)) {
        let printed = print::tests_text(&tests);
        let (again, errors) = parse_tests(&printed);
        prop_assert!(errors.is_empty(), "{printed}: {errors:?}");
        prop_assert_eq!(print::tests_text(&again), printed);
    }

    #[test]
    fn any_text_is_read_without_harm(text in any::<String>()) {
        check_reading(&text)?;
    }

    #[test]
    fn any_words_are_read_without_harm(text in soup()) {
        check_reading(&text)?;
    }
}

#[test]
fn the_json_form_fits_its_schema() {
    let validator = validator();
    let config = ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(e in tree())| {
        let json = tree::to_json(&e);
        prop_assert!(validator.is_valid(&json), "{json}");
    });
    for wrong in
        [r#"{"op": "~", "left": null, "right": null}"#, r#"{"name": "a", "text": "b"}"#, r#"{"in": [], "value": null}"#, "1"]
    {
        let json = serde_json::from_str(wrong).unwrap();
        assert!(!validator.is_valid(&json), "{wrong}");
        assert!(tree::from_json(&json).is_err(), "{wrong}");
    }
}
