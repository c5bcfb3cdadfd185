//! Pictures of charts: every state and event is there, no text meets another or a line, and nothing of a stranger's document
//! gets out of its place.

mod charts;

use charts::Walk;
use peiyu::diagnostic::Lang;
use peiyu::document::DocumentSet;
use peiyu::draw::{Drawing, Path, dot, mermaid, svg};
use peiyu::policy::Policy;
use peiyu::policy::flow::Flow;

/// A box of a text, or a line.
type Area = (f64, f64, f64, f64);

fn attribute(tag: &str, name: &str) -> Option<f64> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag[start..].split('"').next()?.parse().ok()
}

/// What is between two marks, each time.
fn all<'t>(text: &'t str, open: &str, close: &str) -> Vec<&'t str> {
    text.split(open).skip(1).filter_map(|rest| rest.split_once(close).map(|(inside, _)| inside)).collect()
}

/// How wide a text really is, by the widths of Noto Sans CJK: a Chinese character is an em, Latin letters as in its table of
/// advances, rounded up.
fn wide(text: &str, size: f64) -> f64 {
    let text = text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    let advance = |c: char| match c {
        ' ' => 0.23,
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' => 0.29,
        'f' | 't' | 'r' | '(' | ')' | '-' => 0.39,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.9,
        c if c.is_ascii_uppercase() => 0.7,
        c if c.is_ascii() => 0.57,
        _ => 1.0,
    };
    text.chars().map(advance).sum::<f64>() * size
}

fn texts(picture: &str) -> Vec<Area> {
    let body = picture.split_once("</defs>").unwrap().1;
    let text = |tag: &str| {
        let (head, said) = tag.split_once('>').unwrap();
        let head = format!(" {head}");
        let (x, y, size) =
            (attribute(&head, "x").unwrap(), attribute(&head, "y").unwrap(), attribute(&head, "font-size").unwrap_or(16.0));
        let width = wide(said, size);
        let left = if head.contains("middle") { x - width / 2.0 } else { x };
        (left, y - size * 0.8, left + width, y + size * 0.15)
    };
    all(body, "<text ", "</text>").into_iter().map(text).collect()
}

fn lines(picture: &str) -> Vec<Area> {
    let body = picture.split_once("</defs>").unwrap().1;
    let mut out = Vec::new();
    for path in all(body, "<path d=\"M", "\"") {
        let number = |text: &str| text.parse::<f64>().unwrap();
        let start = path.split(['V', 'H']).next().unwrap();
        let (x, y) = start.split_once(' ').unwrap();
        let (mut x, mut y) = (number(x), number(y));
        let mut rest = &path[start.len()..];
        while let Some(kind) = rest.chars().next() {
            let end = rest[1..].find(['V', 'H']).map_or(rest.len(), |at| at + 1);
            let to = number(&rest[1..end]);
            let from = (x, y);
            if kind == 'V' {
                y = to;
            } else {
                x = to;
            }
            out.push((from.0.min(x), from.1.min(y), from.0.max(x), from.1.max(y)));
            rest = &rest[end..];
        }
    }
    out
}

fn meet(a: &Area, b: &Area) -> bool {
    a.0 < b.2 && b.0 < a.2 && a.1 < b.3 && b.1 < a.3
}

fn clear(picture: &str) {
    let (texts, lines) = (texts(picture), lines(picture));
    assert!(!texts.is_empty() && !lines.is_empty());
    for (i, text) in texts.iter().enumerate() {
        for other in &texts[i + 1..] {
            assert!(!meet(text, other), "two texts at {text:?} and {other:?}");
        }
        for line in &lines {
            assert!(!meet(text, line), "a text at {text:?}, a line at {line:?}");
        }
    }
}

fn policies() -> Vec<Policy> {
    let documents = peiyu_workflows();
    let mut out = vec![charts::policy(&|text| text)];
    out.extend(["cn", "gansu_procedures", "payments"].map(|id| Policy::load(&documents, id).unwrap()));
    out
}

/// The documents of `workflows`, read from there: the engine's own tests don't use the package that embeds them.
fn peiyu_workflows() -> DocumentSet {
    let mut documents = DocumentSet::new();
    for policy in ["cn", "gansu_procedures", "payments"] {
        for entry in std::fs::read_dir(format!("../../workflows/{policy}")).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            documents.add_yaml(&format!("{policy}/{name}"), &name, &std::fs::read_to_string(&path).unwrap()).unwrap();
        }
    }
    documents
}

fn drawings(flow: &Flow) -> Vec<Drawing> {
    let parts: Vec<Option<String>> = flow
        .chart
        .states()
        .skip(1)
        .filter(|(s, _)| flow.chart.children(*s).next().is_some())
        .map(|(_, s)| Some(s.id.clone()))
        .collect();
    let all = parts.into_iter().chain([None]);
    all.flat_map(|part| [Lang::Zh, Lang::En].map(|lang| Drawing { lang, part: part.clone(), path: None })).collect()
}

#[test]
fn no_text_is_crossed() {
    for policy in policies() {
        for flow in policy.flows().values() {
            for drawing in drawings(flow) {
                let picture = svg(flow, &drawing).unwrap();
                if picture.contains("<path d=\"M") && picture.split_once("</defs>").unwrap().1.contains("<path") {
                    clear(&picture);
                }
                assert_eq!(picture, svg(flow, &drawing).unwrap());
            }
        }
    }
}

#[test]
fn every_state_is_there_in_all_three_forms() {
    for policy in policies() {
        for flow in policy.flows().values() {
            let drawing = Drawing::default();
            let described = svg(flow, &drawing).unwrap();
            let (dot, mermaid) = (dot(flow, &drawing).unwrap(), mermaid(flow, &drawing).unwrap());
            for (state, _) in flow.chart.states().skip(1) {
                let label = &flow.state(state).unwrap().label.zh;
                assert!(described.contains(label.as_str()) && dot.contains(label.as_str()), "{label}");
            }
            assert_eq!(dot.matches('{').count(), dot.matches('}').count());
            assert_eq!(mermaid.matches("subgraph").count(), mermaid.lines().filter(|l| l.trim() == "end").count());
        }
    }
}

#[test]
fn a_case_marks_where_it_went_and_stands() {
    let library = charts::library();
    let mut walk = Walk::open(&library, "2024-03-01T09:00:00+08:00");
    walk.told("2024-03-05T09:00:00+08:00", "firm", "open_first", r#"{"call": "spring_2024"}"#);
    walk.decided("2024-03-06T09:00:00+08:00", "firm", "submit_first", r#"{"revenue": "10000000"}"#);
    walk.happens("2024-03-11T09:00:00+08:00", "county", "pass_first");
    let policy = charts::policy(&|text| text);
    let flow = policy.flows().get("ladder").unwrap();
    let drawing =
        Drawing { path: Some(Path::of(walk.journal.clone()).unwrap()), part: Some("first".into()), ..Drawing::default() };
    let picture = svg(flow, &drawing).unwrap();
    clear(&picture);
    // Opened, submitted, passed: three arrows; it stands in one state, since 11 March.
    assert_eq!(picture.matches("url(#b)").count(), 3);
    assert_eq!(picture.matches("fill=\"#0b5ed7\" stroke=\"#083e91\"").count(), 1);
    assert!(picture.contains("2024-03-11"));
    assert!(Path::of(walk.journal[1..].to_vec()).is_err());
}

#[test]
fn a_stranger_s_words_stay_words() {
    let hostile = r#"</text><script>alert(1)</script> "]; } end & #34; \\" 中"#;
    let policy = charts::policy(&|text| {
        text.replace("{zh: 公示, en: publicity}", &format!("{{zh: {}, en: publicity}}", serde_json::to_string(hostile).unwrap()))
    });
    let flow = policy.flows().get("ladder").unwrap();
    let picture = svg(flow, &Drawing::default()).unwrap();
    assert!(!picture.contains("<script") && picture.contains("&lt;script&gt;"));
    let dot = dot(flow, &Drawing::default()).unwrap();
    assert!(dot.contains(r#"\"]; } end"#));
    let mermaid = mermaid(flow, &Drawing::default()).unwrap();
    assert!(!mermaid.contains("<script") && !mermaid.contains("\"]; }"));
}

#[test]
fn an_unknown_part_names_the_nearest() {
    let policy = charts::policy(&|text| text);
    let drawing = Drawing { part: Some("first_hold".into()), ..Drawing::default() };
    let error = svg(policy.flows().get("ladder").unwrap(), &drawing).unwrap_err();
    assert_eq!((error.code.id(), error.args[2].zh.as_str()), ("unknown_reference", "`first_held`"));
}
