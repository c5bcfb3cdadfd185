//! The cases of `tests/measures`: what measures mean for firms and how far targets are, worked out by hand. They run through the
//! engine here and are written down with its answers, so that the other languages can be held to the same bytes.

use std::fs;
use std::path::PathBuf;

use peiyu::assess::JsonNumbers;
use peiyu::assess::measure::{Figures, Measures, Tally};
use peiyu::document::yaml;
use peiyu::policy::Policy;
use peiyu::program::Workspace;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::process::{root, scratch};
use crate::steps::Steps;

/// A file as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    policy: String,
    as_of: String,
    firms: Vec<FirmCase>,
    totals: Totals,
    targets: Vec<TargetCase>,
}

/// A firm, and what the measures mean for it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FirmCase {
    name: String,
    firm: Map<String, Value>,
    due: String,
    /// All measures that are for it or open.
    measures: Option<Map<String, Value>>,
    /// All that it gets or that is open: a verdict, or the verdict, `amount` or `at_most`, and the sum.
    gives: Option<Map<String, Value>>,
    /// Some of these; null where it does not get it.
    #[serde(default)]
    some_gives: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Totals {
    firms: String,
    due: String,
    /// By measure and what it gives.
    sums: Map<String, Value>,
    targets: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TargetCase {
    as_of: String,
    figures: Map<String, Value>,
    /// Some of what is told of a target.
    expect: Map<String, Value>,
}

/// Runs every case; counts each.
pub fn run(steps: &mut Steps) {
    steps.many("the cases of measures", || match all() {
        Ok((passed, failed)) => (passed, failed, Ok(())),
        Err(why) => (0, 0, Err(why)),
    });
}

/// Where the cases and the engine's answers are written for the runners of other languages.
pub fn answers() -> Result<PathBuf, String> {
    Ok(scratch()?.join("measures.json"))
}

fn all() -> Result<(u64, u64), String> {
    let folder = root().join("tests/measures");
    let entries = fs::read_dir(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(Result::ok).map(|e| e.path()).collect();
    paths.sort();
    let documents = peiyu_workflows::documents().map_err(|e| e.to_string())?;
    let (mut passed, mut failed, mut written) = (0, 0, Vec::new());
    for path in paths {
        let text = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        let tree = yaml::parse(&text).map_err(|e| format!("{}:{}: {:?}", path.display(), e.mark.line, e.code))?;
        let file: File = serde_json::from_value(tree.into_value().0).map_err(|e| format!("{}: {e}", path.display()))?;
        let policy = Policy::load(&documents, &file.policy).map_err(|e| e.to_string())?;
        let mut run = Run { policy: &policy, differences: Vec::new() };
        let answers = run.file(&file)?;
        let cases = (file.firms.len() + file.targets.len() + 1) as u64;
        failed += (run.differences.len() as u64).min(cases);
        passed += cases.saturating_sub(run.differences.len() as u64);
        for difference in run.differences {
            println!("{}: {difference}", path.display());
        }
        written.push(answers);
    }
    let path = answers()?;
    fs::write(&path, format!("{}\n", json!({ "files": written }))).map_err(|e| format!("{}: {e}", path.display()))?;
    println!("{}", path.display());
    Ok((passed, failed))
}

struct Run<'a> {
    policy: &'a Policy,
    differences: Vec<String>,
}

impl Run<'_> {
    fn measures(&self, day: &str) -> Result<Measures, String> {
        let day = day.parse().map_err(|()| format!("`{day}` is not a date"))?;
        Measures::new(self.policy, day).map_err(|e| e.to_string())
    }

    /// Whether the engine says what is expected of one place.
    fn hold(&mut self, at: &str, expected: &Value, found: &Value) {
        if expected != found {
            self.differences.push(format!("{at}: expected {expected}, found {found}"));
        }
    }

    fn file(&mut self, file: &File) -> Result<Value, String> {
        let measures = self.measures(&file.as_of)?;
        let (mut tally, mut workspace) = (Tally::default(), Workspace::default());
        let mut firms = Vec::new();
        for case in &file.firms {
            let mut firm = measures.firm();
            let text = Value::Object(case.firm.clone()).to_string();
            firm.read_json(&text, JsonNumbers::Exact).map_err(|e| format!("{}: {e}", case.name))?;
            let brief = measures.count(&firm, &mut tally, &mut workspace).to_json();
            self.firm(case, &parsed(&brief)?);
            let explained = measures.explain(&firm, &mut workspace).to_json();
            firms.push(json!({"firm": case.firm, "brief": brief, "explained": explained}));
        }
        let totals = measures.tally_json(&tally, &Figures::default());
        self.totals(&file.totals, &parsed(&totals)?);
        let mut targets = Vec::new();
        for case in &file.targets {
            let measures = self.measures(&case.as_of)?;
            let figures = Figures::from_json(&Value::Object(case.figures.clone()).to_string()).map_err(|e| e.to_string())?;
            let text = measures.targets_json(&figures, None).map_err(|e| e.to_string())?;
            self.targets(&case.as_of, &case.expect, &parsed(&text)?);
            targets.push(json!({"as_of": case.as_of, "figures": case.figures, "answer": text}));
        }
        let duties = measures
            .departments()
            .map(|(id, _)| Ok((id.to_owned(), measures.duties_json(id).map_err(|e| e.to_string())?.into())));
        let duties: Map<String, Value> = duties.collect::<Result<_, String>>()?;
        Ok(json!({
            "policy": file.policy, "as_of": file.as_of, "firms": firms, "totals": totals, "targets": targets, "list": measures.list_json(),
            "duties": duties,
        }))
    }

    fn firm(&mut self, case: &FirmCase, brief: &Value) {
        let at = |what: &str| format!("{} {what}", case.name);
        self.hold(&at("due"), &case.due.as_str().into(), &brief["due"]);
        if let Some(measures) = &case.measures {
            self.hold(&at("measures"), &Value::Object(measures.clone()), &brief["measures"]);
        }
        if let Some(gives) = &case.gives {
            let all: Map<String, Value> = gives.iter().map(|(id, given)| (id.clone(), given_of(given))).collect();
            self.hold(&at("gives"), &Value::Object(all), &brief["gives"]);
        }
        for (id, given) in &case.some_gives {
            let found = brief["gives"].get(id).cloned().unwrap_or_default();
            self.hold(&at(id), &given_of(given), &found);
        }
    }

    fn totals(&mut self, expected: &Totals, totals: &Value) {
        self.hold("firms", &expected.firms.as_str().into(), &totals["firms"].to_string().into());
        self.hold("due", &expected.due.as_str().into(), &totals["due"]);
        for (id, sums) in &expected.sums {
            let (measure, benefit) = id.split_once('.').unwrap_or((id, ""));
            let one = find(&totals["measures"], "measure", measure);
            let given = find(&one["gives"], "benefit", benefit);
            for (key, wanted) in sums.as_object().into_iter().flatten() {
                let found = match key.as_str() {
                    "groups" => groups(&given["groups"]),
                    "sum" | "open_sum" => given[key].clone(),
                    _ => given[key].to_string().into(),
                };
                self.hold(&format!("{id} {key}"), wanted, &found);
            }
        }
        self.targets("totals", &expected.targets, &totals["targets"]);
    }

    fn targets(&mut self, at: &str, expected: &Map<String, Value>, targets: &Value) {
        for (id, wanted) in expected {
            let found = find(targets, "target", id);
            for (key, wanted) in wanted.as_object().into_iter().flatten() {
                let found = if key == "open" { found[key].to_string().into() } else { found[key].clone() };
                self.hold(&format!("{at} {id} {key}"), wanted, &found);
            }
        }
    }
}

fn parsed(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|e| format!("the engine's JSON: {e}"))
}

/// What is given, written out.
fn given_of(short: &Value) -> Value {
    let (verdict, key, sum) = match short.as_array().map(Vec::as_slice) {
        Some([verdict, key, sum]) => (verdict, key.as_str().unwrap_or_default(), sum.clone()),
        _ if short.is_null() => return Value::Null,
        _ => (short, "", Value::Null),
    };
    let of = |wanted: &str| if key == wanted { sum.clone() } else { Value::Null };
    json!({"verdict": verdict, "amount": of("amount"), "at_most": of("at_most")})
}

/// Sums by the values that tell them apart: `{"6201 2024": ["2", "600000"]}`.
fn groups(groups: &Value) -> Value {
    let of = |group: &Value| {
        let by: Vec<String> =
            group["by"].as_object().into_iter().flatten().map(|(_, v)| v.as_str().unwrap_or("?").into()).collect();
        (by.join(" "), json!([group["firms"].to_string(), group["sum"]]))
    };
    Value::Object(groups.as_array().into_iter().flatten().map(of).collect())
}

fn find<'v>(list: &'v Value, key: &str, id: &str) -> &'v Value {
    const NOTHING: &Value = &Value::Null;
    list.as_array().into_iter().flatten().find(|one| one[key] == id).unwrap_or(NOTHING)
}
