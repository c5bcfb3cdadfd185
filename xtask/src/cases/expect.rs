//! What a case expects, held against what the engine says. Only what is written is compared.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::Answer;

/// What must come out.
#[derive(Debug)]
pub enum Expected {
    /// The firm or the choice is refused, for exactly these reasons.
    Errors(Vec<Reason>),
    /// The tiers that are named say this.
    Tiers(Vec<(String, Tier)>),
}

/// A code and, where it is written, the place.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    code: String,
    at: Option<String>,
}

/// What is expected of a tier; `None` is not compared. A score of null is expected to be null.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tier {
    edition: Option<String>,
    verdict: Option<String>,
    #[serde(deserialize_with = "written")]
    score: Option<Value>,
    groups: Map<String, Value>,
    failed: Option<Vec<String>>,
    missing: Option<Vec<String>>,
    problems: Option<Vec<Reason>>,
}

fn written<'de, D: serde::Deserializer<'de>>(d: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(d).map(Some)
}

impl Tier {
    fn is_empty(&self) -> bool {
        let texts = self.edition.is_none() && self.verdict.is_none() && self.score.is_none() && self.groups.is_empty();
        texts && self.failed.is_none() && self.missing.is_none() && self.problems.is_none()
    }
}

/// Reads `expect`; one that could not fail is a mistake.
pub fn read(expect: &Map<String, Value>) -> Result<Expected, String> {
    if expect.is_empty() {
        return Err("expect names nothing".into());
    }
    if let Some(errors) = expect.get("errors") {
        let reasons: Vec<Reason> = serde_json::from_value(errors.clone()).map_err(|e| format!("expect: errors: {e}"))?;
        if expect.len() > 1 || reasons.is_empty() {
            return Err("expect: `errors` stands alone and names at least one".into());
        }
        return Ok(Expected::Errors(reasons));
    }
    let mut tiers = Vec::new();
    for (id, value) in expect {
        let tier: Tier = serde_json::from_value(value.clone()).map_err(|e| format!("expect: {id}: {e}"))?;
        if tier.is_empty() {
            return Err(format!("expect: {id} names nothing"));
        }
        tiers.push((id.clone(), tier));
    }
    Ok(Expected::Tiers(tiers))
}

/// Every difference between what is expected and what was said, in words.
pub fn differences(expected: &Expected, answer: &Answer) -> Result<Vec<String>, String> {
    match (expected, answer) {
        (Expected::Errors(reasons), Err(errors)) => {
            let found: Vec<Reason> = errors.0.iter().map(|e| reason(e.code.id(), &e.span.pointer)).collect();
            Ok(compare_reasons("errors", reasons, &found).into_iter().collect())
        }
        (Expected::Errors(reasons), Ok(text)) => Ok(vec![format!("expected errors {}, found {text}", shown(reasons))]),
        (Expected::Tiers(_), Err(errors)) => Ok(vec![format!("expected an answer, found errors: {errors}")]),
        (Expected::Tiers(tiers), Ok(text)) => {
            let answer: Value = serde_json::from_str(text).map_err(|e| format!("the answer is no JSON: {e}: {text}"))?;
            let found = |id: &str| answer["tiers"].as_array()?.iter().find(|t| t["tier"] == id);
            let compare = |(id, tier): &(String, Tier)| match found(id) {
                Some(found) => compare_tier(id, tier, found),
                None => vec![format!("{id}: no such tier in the answer")],
            };
            Ok(tiers.iter().flat_map(compare).collect())
        }
    }
}

fn compare_tier(id: &str, expected: &Tier, found: &Value) -> Vec<String> {
    let mut out = Vec::new();
    let mut equal = |what: &str, expected: Value, found: &Value| {
        if expected != *found {
            out.push(format!("{id}: {what}: expected {expected}, found {found}"));
        }
    };
    if let Some(edition) = &expected.edition {
        equal("edition", edition.as_str().into(), &found["edition"]);
    }
    if let Some(verdict) = &expected.verdict {
        equal("verdict", verdict.as_str().into(), &found["verdict"]);
    }
    if let Some(score) = &expected.score {
        equal("score", score.clone(), &found["score"]);
    }
    for (group, score) in &expected.groups {
        // A group that is not there is not the same as one without a score.
        let found = found["groups"].get(group).cloned().unwrap_or_else(|| "no such group".into());
        equal(&format!("group {group}"), score.clone(), &found);
    }
    if let Some(failed) = &expected.failed {
        equal("failed", failed.clone().into(), &each(&found["failed"], |f| f["id"].clone()).into());
    }
    if let Some(missing) = &expected.missing {
        // The law says which facts would decide; their order is the engine's.
        let sorted = |mut values: Vec<Value>| {
            values.sort_by_key(ToString::to_string);
            Value::from(values)
        };
        let expected = missing.iter().map(|m| m.as_str().into()).collect();
        equal("missing", sorted(expected), &sorted(each(&found["missing"], Value::clone)));
    }
    if let Some(problems) = &expected.problems {
        let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
        let found: Vec<Reason> = each(&found["problems"], |p| reason(&text(&p["code"]), &text(&p["at"])));
        out.extend(compare_reasons(&format!("{id}: problems"), problems, &found));
    }
    out
}

fn each<T>(list: &Value, get: impl Fn(&Value) -> T) -> Vec<T> {
    list.as_array().into_iter().flatten().map(get).collect()
}

fn reason(code: &str, at: &str) -> Reason {
    Reason { code: code.into(), at: Some(at.into()) }
}

/// The same reasons in any order; where no place is written, any place will do.
fn compare_reasons(what: &str, expected: &[Reason], found: &[Reason]) -> Option<String> {
    let mut left = found.to_vec();
    let all = expected.iter().all(|e| {
        let at = left.iter().position(|f| f.code == e.code && (e.at.is_none() || f.at == e.at));
        at.map(|at| left.remove(at)).is_some()
    });
    (!all || !left.is_empty()).then(|| format!("{what}: expected {}, found {}", shown(expected), shown(found)))
}

fn shown(reasons: &[Reason]) -> String {
    let one = |r: &Reason| format!("{} {}", r.code, r.at.as_deref().unwrap_or_default()).trim_end().to_owned();
    format!("[{}]", reasons.iter().map(one).collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use peiyu::diagnostic::{Code, Diagnostic, Span};
    use serde_json::json;

    fn differ(expect: &Value, answer: &Answer) -> Vec<String> {
        differences(&read(expect.as_object().unwrap()).unwrap(), answer).unwrap()
    }

    #[test]
    fn what_is_written_is_compared_and_nothing_else() {
        let said = json!({"tiers": [{"tier": "t", "edition": "1", "verdict": "unknown", "score": null, "groups": {"g": "2"},
            "failed": [{"id": "a"}, {"id": "b"}], "missing": ["x", "y"], "problems": [{"code": "c", "at": "r"}]}]});
        let answer = Ok(said.to_string());
        for same in [
            json!({"verdict": "unknown", "score": null, "groups": {"g": "2"}}),
            json!({"edition": "1", "failed": ["a", "b"], "missing": ["y", "x"], "problems": [{"code": "c"}]}),
            json!({"problems": [{"code": "c", "at": "r"}]}),
        ] {
            assert_eq!(differ(&json!({"t": same}), &answer), Vec::<String>::new());
        }
        for other in [
            json!({"verdict": "pass"}),
            json!({"edition": "2"}),
            json!({"score": "2"}),
            json!({"groups": {"g": null}}),
            json!({"groups": {"h": null}}),
            json!({"failed": ["b", "a"]}),
            json!({"failed": []}),
            json!({"missing": ["x"]}),
            json!({"problems": []}),
            json!({"problems": [{"code": "c"}, {"code": "c"}]}),
            json!({"problems": [{"code": "c", "at": "s"}]}),
        ] {
            assert_eq!(differ(&json!({"t": other}), &answer).len(), 1, "{other}");
        }
        assert_eq!(differ(&json!({"u": {"verdict": "unknown"}}), &answer).len(), 1);
        assert_eq!(differ(&json!({"errors": [{"code": "c"}]}), &answer).len(), 1);
    }

    #[test]
    fn errors_are_compared_by_code_and_place() {
        let refused: Answer = Err(Diagnostic::new(Code::UnknownFact, Span::value("", "/a"), []).into());
        assert_eq!(differ(&json!({"errors": [{"code": "unknown_fact", "at": "/a"}]}), &refused), Vec::<String>::new());
        assert_eq!(differ(&json!({"errors": [{"code": "unknown_fact", "at": "/b"}]}), &refused).len(), 1);
        assert_eq!(differ(&json!({"errors": [{"code": "outside_domain", "at": "/a"}]}), &refused).len(), 1);
        assert_eq!(differ(&json!({"t": {"verdict": "pass"}}), &refused).len(), 1);
    }
}
