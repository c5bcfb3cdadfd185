//! Reading the cases: YAML files with a choice, base firms and the cases that change them. Mistakes in a file are told in
//! words, for the cases are edited by hand.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use peiyu::diagnostic::Lang;
use peiyu::document::yaml;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::expect;

/// A firm's facts: texts, booleans, null, lists of records.
pub type Facts = Map<String, Value>;

/// A case, with all that its file says put into it.
#[derive(Debug)]
pub struct Case {
    /// The file's name, for messages.
    pub file: String,
    /// Its id; no other case has it.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// The policy that judges.
    pub policy: String,
    /// What is chosen of the policy.
    pub choice: Choice,
    /// Whether money is given in 万元 instead of 元.
    pub ten_thousand: bool,
    /// The facts.
    pub firm: Facts,
    /// What must come out.
    pub expect: expect::Expected,
}

/// Edition, call or day, and tier; what is not there is not chosen.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Choice {
    /// An edition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
    /// A call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call: Option<String>,
    /// The rules in force on this day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    /// One tier only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tier: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    policy: String,
    edition: Option<String>,
    call: Option<String>,
    as_of: Option<String>,
    tier: Option<String>,
    #[serde(default)]
    firms: BTreeMap<String, Facts>,
    cases: Vec<Written>,
}

/// A case as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: String,
    name: String,
    why: String,
    edition: Option<String>,
    call: Option<String>,
    as_of: Option<String>,
    tier: Option<String>,
    money_unit: Option<String>,
    from: Option<String>,
    #[serde(default)]
    with: Facts,
    expect: Map<String, Value>,
}

/// Reads every YAML file of the folder, by name.
pub fn read(folder: &Path) -> Result<Vec<Case>, String> {
    let entries = fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut paths: Vec<_> = entries.filter_map(Result::ok).map(|e| e.path()).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "yaml"));
    paths.sort();
    let mut cases = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        cases.extend(parse(&name, &text).map_err(|why| format!("{name}: {why}"))?);
    }
    let mut seen = BTreeMap::new();
    for case in &cases {
        if let Some(first) = seen.insert(&case.id, &case.file) {
            return Err(format!("{}: case {}: its id is already in {first}", case.file, case.id));
        }
    }
    Ok(cases)
}

fn parse(name: &str, text: &str) -> Result<Vec<Case>, String> {
    let tree = yaml::parse(text).map_err(|e| {
        let args: Vec<&str> = e.args.iter().map(|a| a.get(Lang::En)).collect();
        format!("line {}: {} {}", e.mark.line, e.code.id(), args.join(" "))
    })?;
    let file: CaseFile = serde_json::from_value(tree.into_value().0).map_err(|e| e.to_string())?;
    let choice = Choice { edition: file.edition, call: file.call, as_of: file.as_of, tier: file.tier };
    let mut unused: BTreeSet<&str> = file.firms.keys().map(String::as_str).collect();
    let mut cases = Vec::new();
    for written in file.cases {
        if let Some(base) = &written.from {
            unused.remove(base.as_str());
        }
        let id = written.id.clone();
        cases.push(case(name, &file.policy, &choice, &file.firms, written).map_err(|why| format!("case {id}: {why}"))?);
    }
    match unused.first() {
        Some(firm) => Err(format!("firm {firm} is used by no case")),
        None => Ok(cases),
    }
}

fn case(file: &str, policy: &str, common: &Choice, firms: &BTreeMap<String, Facts>, written: Written) -> Result<Case, String> {
    if written.name.trim().is_empty() || written.why.trim().is_empty() {
        return Err("`name` and `why` must say something".into());
    }
    let ten_thousand = match written.money_unit.as_deref() {
        None | Some("元") => false,
        Some("万元") => true,
        Some(other) => return Err(format!("money_unit is 元 or 万元, not `{other}`")),
    };
    let mut firm = match &written.from {
        Some(base) => firms.get(base).cloned().ok_or_else(|| format!("there is no firm `{base}` in this file"))?,
        None => Facts::new(),
    };
    firm.extend(written.with);
    if let Some((fact, _)) =
        firm.iter().find(|(_, v)| v.as_object().is_some_and(|told| !told.contains_key("value") && !told.contains_key("source")))
    {
        return Err(format!(
            "the value of `{fact}` is no text, boolean, null, list of records, or value with where it comes from"
        ));
    }
    let mut choice = common.clone();
    if written.edition.is_some() || written.call.is_some() || written.as_of.is_some() {
        choice = Choice { edition: written.edition, call: written.call, as_of: written.as_of, tier: choice.tier };
    }
    choice.tier = written.tier.or(choice.tier);
    let expect = expect::read(&written.expect)?;
    Ok(Case { file: file.into(), id: written.id, name: written.name, policy: policy.into(), choice, ten_thousand, firm, expect })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "policy: cn\nedition: 2022\ntier: srdi\nfirms: {base: {employees: 5, name: n}}\ncases:\n";

    fn one(case: &str) -> Result<Case, String> {
        parse("f.yaml", &format!("{HEAD}  - {{id: a, name: n, why: w, {case}}}\n")).map(|mut c| c.remove(0))
    }

    #[test]
    fn a_case_changes_its_firm_and_the_choice_of_its_file() {
        let case = one("from: base, with: {employees: 6, renewal: true, name: ~}, expect: {srdi: {verdict: pass}}").unwrap();
        assert_eq!(Value::Object(case.firm).to_string(), r#"{"employees":"6","name":null,"renewal":true}"#);
        assert_eq!(serde_json::to_string(&case.choice).unwrap(), r#"{"edition":"2022","tier":"srdi"}"#);
        let case = one("from: base, call: c, expect: {srdi: {verdict: pass}}").unwrap();
        assert_eq!(serde_json::to_string(&case.choice).unwrap(), r#"{"call":"c","tier":"srdi"}"#);
    }

    #[test]
    fn mistakes_are_told_in_words() {
        for (case, words) in [
            ("from: base, expect: {}", "expect names nothing"),
            ("from: base, expect: {srdi: {}}", "expect: srdi names nothing"),
            ("from: base, expect: {srdi: {verdikt: pass}}", "unknown field `verdikt`"),
            ("from: base, wiht: {}, expect: {srdi: {verdict: pass}}", "unknown field `wiht`"),
            ("from: bass, expect: {srdi: {verdict: pass}}", "there is no firm `bass`"),
            ("from: base, with: {name: {a: 1}}, expect: {srdi: {verdict: pass}}", "the value of `name`"),
            ("from: base, money_unit: 亿元, expect: {srdi: {verdict: pass}}", "元 or 万元"),
            ("expect: {srdi: {verdict: pass}}", "firm base is used by no case"),
        ] {
            let why = one(case).unwrap_err();
            assert!(why.contains(words), "{case}: {why}");
        }
    }
}
