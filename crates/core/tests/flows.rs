//! Charts from strangers: too large, too deep, templates that multiply; each an error with a code, and soon.

mod charts;

use peiyu::case::{Case, Event, Library, Opening};
use peiyu::diagnostic::Diagnostics;
use peiyu::document::{DocumentSet, calendar};
use peiyu::policy::Policy;

use charts::actor;

/// A policy with one chart, whose root and templates are given as YAML in flow style.
fn load(root: &str, more: &str) -> Result<Policy, Diagnostics> {
    let text = format!(
        r#"
peiyu: 1
policy: p
sources: {{law: {{title: {{zh: 办法, en: rules}}}}}}
editions: {{"1": {{label: {{zh: 一, en: "1"}}, from: 2020-01-01, source: {{doc: law, at: 一, tag: V}}}}}}
facts: {{name: {{type: text, label: {{zh: 名称, en: name}}}}}}
roles: {{enterprise: {{label: {{zh: 企业, en: enterprise}}}}}}
{more}
charts:
  flow:
    label: {{zh: 流程, en: flow}}
    events: {{go: {{label: {{zh: 走, en: go}}, by: [enterprise]}}, again: {{label: {{zh: 再, en: again}}}}}}
    variables: {{n: {{is: {{type: integer, label: {{zh: 数, en: n}}}}, initial: "0"}}}}
    root: {root}
"#
    );
    let mut set = DocumentSet::new();
    set.add_yaml("p/p", "p.yaml", &text)?;
    Policy::load(&set, "p")
}

fn code(result: Result<Policy, Diagnostics>) -> &'static str {
    result.map(|p| p.hash().to_owned()).expect_err("a chart that can't be").0[0].code.id()
}

/// So many empty states.
fn states(prefix: &str, count: usize) -> String {
    (0..count).map(|i| format!("{prefix}{i}: {{}}")).collect::<Vec<_>>().join(", ")
}

#[test]
fn what_is_too_large_is_refused() {
    // A section has at most 2 000 entries; states inside of states get past that.
    let many = states("s", 100_000);
    assert_eq!(code(load(&format!("{{states: {{{many}}}}}"), "")), "too_many");
    let nested: Vec<String> = (0..60).map(|i| format!("g{i}: {{states: {{{}}}}}", states(&format!("s{i}_"), 1_900))).collect();
    let nested = nested.join(", ");
    assert_eq!(code(load(&format!("{{states: {{{nested}}}}}"), "")), "chart_too_large");
    let deep = (0..70).fold("{}".to_owned(), |inner, i| format!("{{states: {{d{i}: {inner}}}}}"));
    let refused = code(load(&deep, ""));
    assert!(refused == "document_too_deep" || refused == "chart_too_deep", "{refused}");
}

#[test]
fn templates_that_multiply_are_stopped() {
    // Each uses the one below it ten times: ten to the eighth states.
    let mut templates = String::from("templates:\n");
    for level in 0..8 {
        let below = (0..10).map(|i| {
            if level == 0 {
                format!("\"{{p}}{i}\": {{}}")
            } else {
                format!("\"{{p}}{i}\": {{use: t{}, with: {{p: \"{{p}}{i}x\"}}}}", level - 1)
            }
        });
        templates +=
            &format!("  t{level}: {{parameters: [p], state: {{states: {{{}}}}}}}\n", below.collect::<Vec<_>>().join(", "));
    }
    let refused = code(load("{states: {a: {use: t7, with: {p: q}}}}", &templates));
    assert!(refused == "too_many" || refused == "chart_too_large", "{refused}");
}

#[test]
fn a_chart_that_does_not_come_to_rest_is_stopped() {
    // Whether a guarded loop ends can't be seen beforehand: the step is refused and the case stays.
    let loops = r"{states: {a: {on: [{event: go, to: b}]}, b: {on: [{if: n >= 0, to: c, do: [{set: {n: n + 1}}]}]}, c: {on: [{if: n >= 0, to: b}]}}}";
    let raises = r"{states: {a: {on: [{event: go, do: [{raise: again}]}, {event: again, do: [{raise: again}]}]}}}";
    for root in [loops, raises] {
        let calendar = std::fs::read_to_string("../../workflows/calendars/cn.yaml").unwrap();
        let mut library = Library::new(calendar::from_yaml("cn.yaml", &calendar).unwrap());
        library.add(load(root, "").unwrap());
        let opening = Opening { case: "c".into(), policy: "p".into(), chart: "flow".into(), ..Opening::default() };
        let now = "2024-03-01T09:00:00+08:00".parse().unwrap();
        let case = Case::open(&library, &opening, &actor("firm"), now).unwrap().case;
        let refused = case.apply(&library, &Event::new("go"), &actor("firm"), now).unwrap_err();
        assert_eq!(refused.code().id(), "chart_endless");
    }
}
