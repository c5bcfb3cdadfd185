//! The shared cases of `tests/cases`: firms with what the law says of them. They run through the engine here and are
//! written down with its exact answers, so that the other languages can be held to the same bytes.

mod expect;
mod file;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use peiyu::assess::{Assessor, JsonNumbers, MoneyUnit};
use peiyu::diagnostic::Diagnostics;
use peiyu::document::DocumentSet;
use peiyu::policy::{Choice, Policy};
use serde_json::{Value, json};

use crate::process::{root, scratch};
use crate::steps::{Outcome, Steps};

use file::Case;

/// The day on which all cases are judged.
const TODAY: &str = "2026-11-24";

/// Runs every case; counts each.
pub fn run(steps: &mut Steps) {
    steps.many("the shared cases", || match all() {
        Ok((passed, failed)) => (passed, failed, Ok(())),
        Err(why) => (0, 0, Err(why)),
    });
}

/// Where the cases and the engine's answers are written for the runners of other languages.
pub fn answers() -> Result<PathBuf, String> {
    Ok(scratch()?.join("cases.json"))
}

fn all() -> Result<(u64, u64), String> {
    let cases = file::read(&root().join("tests/cases"))?;
    let mut engine = Engine::new()?;
    let (mut passed, mut failed) = (0, 0);
    let mut written = Vec::new();
    for case in &cases {
        let answer = engine.answer(case)?;
        let differences = expect::differences(&case.expect, &answer)?;
        if differences.is_empty() {
            passed += 1;
        } else {
            failed += 1;
            println!("{} {} {}", case.file, case.id, case.name);
            for difference in differences {
                println!("    {difference}");
            }
        }
        written.push(record(case, &answer));
    }
    write(&json!({ "cases": written }))?;
    Ok((passed, failed))
}

fn write(cases: &Value) -> Outcome {
    let path = answers()?;
    fs::write(&path, format!("{cases}\n")).map_err(|e| format!("{}: {e}", path.display()))?;
    println!("{}", path.display());
    Ok(())
}

/// What the engine says: the bytes of an answer, or why there is none.
type Answer = Result<String, Diagnostics>;

fn record(case: &Case, answer: &Answer) -> Value {
    let error = |e: &Diagnostics| e.0.iter().map(peiyu::diagnostic::Diagnostic::to_json).collect::<Vec<_>>();
    json!({
        "id": case.id,
        "policy": case.policy,
        "choice": case.choice,
        "today": TODAY,
        "firm": case.firm,
        "money_unit": if case.ten_thousand { "万元" } else { "元" },
        "answer": answer.as_ref().ok(),
        "error": answer.as_ref().err().map(error),
    })
}

/// The policies, each made ready once for every choice.
struct Engine {
    documents: DocumentSet,
    policies: BTreeMap<String, Policy>,
    assessors: BTreeMap<String, Result<Assessor, Diagnostics>>,
}

impl Engine {
    fn new() -> Result<Self, String> {
        let documents = peiyu_workflows::documents().map_err(|e| e.to_string())?;
        Ok(Engine { documents, policies: BTreeMap::new(), assessors: BTreeMap::new() })
    }

    fn answer(&mut self, case: &Case) -> Result<Answer, String> {
        let assessor = match self.assessor(case)? {
            Ok(assessor) => assessor,
            Err(e) => return Ok(Err(e.clone())),
        };
        let mut firm = assessor.firm();
        firm.money_unit(if case.ten_thousand { MoneyUnit::TenThousand } else { MoneyUnit::Yuan });
        let text = Value::Object(case.firm.clone()).to_string();
        Ok(firm.read_json(&text, JsonNumbers::Exact).map(|()| assessor.assess(&firm).to_json()))
    }

    fn assessor(&mut self, case: &Case) -> Result<&Result<Assessor, Diagnostics>, String> {
        let key = format!("{} {}", case.policy, json!(case.choice));
        if !self.assessors.contains_key(&key) {
            let choice = choice(&case.choice).map_err(|e| format!("{}: case {}: {e}", case.file, case.id))?;
            let assessor = Assessor::new(self.policy(&case.policy)?, &choice);
            self.assessors.insert(key.clone(), assessor);
        }
        self.assessors.get(&key).ok_or_else(|| format!("no assessor for {key}"))
    }

    fn policy(&mut self, id: &str) -> Result<&Policy, String> {
        if !self.policies.contains_key(id) {
            let policy = Policy::load(&self.documents, id).map_err(|e| e.to_string())?;
            self.policies.insert(id.to_owned(), policy);
        }
        self.policies.get(id).ok_or_else(|| format!("no policy {id}"))
    }
}

fn choice(given: &file::Choice) -> Result<Choice, String> {
    let day = |text: &str| text.parse().map_err(|()| format!("`{text}` is not a date"));
    Ok(Choice {
        edition: given.edition.clone(),
        call: given.call.clone(),
        as_of: given.as_of.as_deref().map(day).transpose()?,
        tier: given.tier.clone(),
        today: day(TODAY)?,
    })
}
