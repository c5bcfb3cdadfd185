//! The shared cases of `tests/cases`: firms with what the law says of them. They run through the engine here and are
//! written down with its exact answers, so that the other languages can be held to the same bytes.

mod expect;
mod file;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use peiyu::assess::{Assessor, JsonNumbers, MoneyUnit};
use peiyu::diagnostic::{Diagnostics, Lang};
use peiyu::document::DocumentSet;
use peiyu::policy::{Choice, Policy};
use peiyu::program::Workspace;
use serde_json::{Value, json};

use crate::process::{root, scratch};
use crate::steps::{Outcome, Steps};

use file::Case;

/// The day on which all cases are judged.
const TODAY: &str = "2026-11-24";
/// One case in so many is explained, too, and each that says where a value comes from: an explanation is a hundred times as long as an answer.
const EXPLAINED: usize = 13;

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
    for (index, case) in cases.iter().enumerate() {
        let answer = engine.answer(case, index % EXPLAINED == 0 || case.firm.values().any(Value::is_object))?;
        let plain = answer.as_ref().map(|said| said.answer.clone()).map_err(Clone::clone);
        let differences = expect::differences(&case.expect, &plain)?;
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

/// The bytes of an answer and, of some, of its explanation.
struct Said {
    answer: String,
    explained: Option<Value>,
}

fn record(case: &Case, answer: &Result<Said, Diagnostics>) -> Value {
    let error = |e: &Diagnostics| e.0.iter().map(peiyu::diagnostic::Diagnostic::to_json).collect::<Vec<_>>();
    json!({
        "id": case.id,
        "policy": case.policy,
        "choice": case.choice,
        "today": TODAY,
        "firm": case.firm,
        "money_unit": if case.ten_thousand { "万元" } else { "元" },
        "answer": answer.as_ref().ok().map(|said| &said.answer),
        "explained": answer.as_ref().ok().and_then(|said| said.explained.as_ref()),
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

    fn answer(&mut self, case: &Case, explained: bool) -> Result<Result<Said, Diagnostics>, String> {
        let assessor = match self.assessor(case)? {
            Ok(assessor) => assessor,
            Err(e) => return Ok(Err(e.clone())),
        };
        let mut firm = assessor.firm();
        firm.money_unit(if case.ten_thousand { MoneyUnit::TenThousand } else { MoneyUnit::Yuan });
        let text = Value::Object(case.firm.clone()).to_string();
        if let Err(e) = firm.read_json(&text, JsonNumbers::Exact) {
            return Ok(Err(e));
        }
        let explained = explained.then(|| {
            let explanation = assessor.explain(&firm, &mut Workspace::default()).with_distances();
            json!({"json": explanation.to_json(), "html": explanation.to_html(Lang::Zh), "text": explanation.to_text(Lang::En)})
        });
        Ok(Ok(Said { answer: assessor.assess(&firm).to_json(), explained }))
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
