//! `peiyu run`: plays a scenario and holds what comes of each step against what it expects.

use std::io::{self, Write};

use peiyu::assess::JsonNumbers;
use peiyu::case::{Applied, Case, Library, Refusal, Request};
use peiyu::diagnostic::{Lang, Text};
use peiyu::journal::Sealed;
use peiyu::time::Moment;
use serde_json::{Map, Value, json};

use crate::args::{RunArgs, RunFormat};
use crate::load;
use crate::report::{Failure, pick};

use super::scenario::{self, Expect, Held, Scenario, Step};
use super::tell::Teller;

/// A scenario as far as it has been played.
struct Play {
    library: Library,
    /// Hashes of the policies that have been added, by the scenario's names.
    added: Vec<(String, String)>,
    case: Option<Case>,
    journal: Vec<Sealed>,
    now: Option<Moment>,
}

/// Runs the command; gives the exit code: 1 where something did not come out as expected.
pub fn run(args: &RunArgs, lang: Lang) -> Result<u8, Failure> {
    let scenario = scenario::read(&args.scenario)?;
    let mut play = Play::new(&scenario)?;
    let mut out = io::stdout().lock();
    let text = args.format == RunFormat::Text;
    if text {
        writeln!(out, "{}\n", scenario.title.get(lang))?;
    } else {
        let policies = scenario.policies.iter().map(|(name, path)| json!({"name": name, "path": path.display().to_string()}));
        let title = json!({"zh": scenario.title.zh, "en": scenario.title.en});
        writeln!(out, "{}", json!({"scenario": title, "policies": policies.collect::<Vec<_>>()}))?;
    }
    let mut wrong = 0;
    for (index, step) in scenario.steps.iter().enumerate() {
        let (request, outcome) = play.step(&scenario, step)?;
        let deviations = play.deviations(&step.expect, &outcome);
        wrong += deviations.len();
        if text {
            play.tell(&mut out, &request, &outcome, lang)?;
            for deviation in &deviations {
                let what = pick(lang, "与预期不符", "not as expected");
                writeln!(out, "  ✗ {}:{} {what}：{}", args.scenario.display(), step.line, deviation.get(lang))?;
            }
        } else {
            let found: Vec<Value> = deviations.iter().map(|d| json!({"zh": d.zh, "en": d.en})).collect();
            writeln!(out, "{}", line(index + 1, step, &request, &outcome, &found))?;
        }
        if let Ok(applied) = outcome {
            play.journal.extend(applied.entries.iter().cloned());
            play.case = Some(applied.case);
        }
    }
    play.finish(&mut out, text, lang)?;
    if let Some(path) = &args.journal {
        std::fs::write(path, peiyu::journal::text(&play.journal)).map_err(|e| load::unreadable(path, &e.to_string()))?;
    }
    Ok(u8::from(wrong > 0))
}

/// A step as a line of JSON: the request as hosts in other languages would give it, and the engine's own answer.
fn line(number: usize, step: &Step, request: &Value, outcome: &Result<Applied, Refusal>, deviations: &[Value]) -> String {
    let (key, answer) = match outcome {
        Ok(applied) => ("applied", applied.to_json()),
        Err(refusal) => ("refused", refusal.to_json().to_string()),
    };
    let (add, deviations) = (Value::from(step.add.clone()), Value::from(deviations));
    format!(r#"{{"step":{number},"add":{add},"request":{request},"{key}":{answer},"deviations":{deviations}}}"#)
}

impl Play {
    fn new(scenario: &Scenario) -> Result<Self, Failure> {
        let calendar = peiyu_workflows::calendar().map_err(|e| Failure::Diagnostics(e.0))?;
        let mut play = Play { library: Library::new(calendar), added: Vec::new(), case: None, journal: Vec::new(), now: None };
        if let Some((name, _)) = scenario.policies.first() {
            play.add(scenario, name)?;
        }
        Ok(play)
    }

    /// Takes up a policy, from now on the one that goes for new things.
    fn add(&mut self, scenario: &Scenario, name: &str) -> Result<(), Failure> {
        let Some((_, path)) = scenario.policies.iter().find(|(known, _)| known == name) else { return Ok(()) };
        let (policy, _) = load::policy(&path.to_string_lossy())?;
        let hash = self.library.add(policy);
        self.added.push((name.to_owned(), hash));
        Ok(())
    }

    fn step(&mut self, scenario: &Scenario, step: &Step) -> Result<(Value, Result<Applied, Refusal>), Failure> {
        if let Some(name) = &step.add {
            self.add(scenario, name)?;
        }
        let mut request = step.request.clone();
        self.named(&mut request);
        let request = Value::Object(request);
        let read = Request::from_json(&request.to_string(), JsonNumbers::Exact);
        let outcome = read.map_err(Refusal::from).and_then(|asked| {
            self.now = Some(asked.at());
            asked.carry_out(&self.library, self.case.as_ref())
        });
        Ok((request, outcome))
    }

    /// The scenario's names of policies become their ids and hashes.
    fn named(&self, request: &mut Map<String, Value>) {
        let hash = |name: &Value| self.added.iter().rev().find(|(known, _)| name.as_str() == Some(known)).map(|(_, h)| h);
        if let Some(to) = request.get_mut("migrate").and_then(|m| m.get_mut("to"))
            && let Some(hash) = hash(to)
        {
            *to = Value::from(hash.as_str());
        }
        if let Some(policy) = request.get_mut("open").and_then(|o| o.get_mut("policy"))
            && let Some(found) = hash(policy).and_then(|h| self.library.policy(h).ok())
        {
            *policy = Value::from(found.id());
        }
    }

    fn tell(&self, out: &mut impl Write, request: &Value, outcome: &Result<Applied, Refusal>, lang: Lang) -> Result<(), Failure> {
        let case = outcome.as_ref().map(|applied| &applied.case).ok().or(self.case.as_ref());
        let teller = Teller::new(&self.library, case, lang);
        match outcome {
            Ok(applied) if applied.entries.is_empty() => teller.nothing(out, request)?,
            Ok(applied) => applied.entries.iter().try_for_each(|sealed| teller.entry(out, &sealed.entry))?,
            Err(refusal) => teller.refusal(out, request, refusal)?,
        }
        Ok(())
    }

    /// Where the case stands in the end.
    fn finish(&self, out: &mut impl Write, text: bool, lang: Lang) -> Result<(), Failure> {
        let (Some(case), Some(now)) = (&self.case, self.now) else { return Ok(()) };
        if text {
            writeln!(out)?;
            return Ok(Teller::new(&self.library, Some(case), lang).standing(out, case, now)?);
        }
        let due = case.due(&self.library, now).map_err(|r| Failure::Diagnostics(r.diagnostics.0))?;
        let next = case.next(&self.library).map_err(|r| Failure::Diagnostics(r.diagnostics.0))?;
        let due: Vec<Value> = due.iter().map(peiyu::case::Due::to_json).collect();
        let next: Vec<Value> = next.iter().map(peiyu::case::Next::to_json).collect();
        let end = json!({"at": now.to_string(), "due": due, "next": next});
        writeln!(out, r#"{{"end":{end}}}"#)?;
        Ok(())
    }

    /// What did not come out as the scenario says.
    fn deviations(&self, expect: &Expect, outcome: &Result<Applied, Refusal>) -> Vec<Text> {
        let mut out = Vec::new();
        match (outcome, &expect.refused) {
            (Ok(_), Some(code)) => {
                let (zh, en) = (format!("应被拒绝（{code}），却办成了"), format!("must be refused ({code}), but was done"));
                out.push(Text::both(zh, en));
            }
            (Err(refusal), None) => {
                let code = refusal.code().id();
                out.push(Text::both(format!("被拒绝（{code}）"), format!("was refused ({code})")));
            }
            (Err(refusal), Some(code)) if refusal.code().id() != code => {
                out.push(differs("refused", code, refusal.code().id()));
            }
            _ => {}
        }
        if let (Err(refusal), Some(missing)) = (outcome, &expect.missing)
            && refusal.missing != *missing
        {
            out.push(differs("missing", &missing.join(" "), &refusal.missing.join(" ")));
        }
        says(expect, outcome.as_ref().err(), &mut out);
        if let Ok(applied) = outcome {
            effects(expect, applied, &mut out);
        }
        if let Some(case) = outcome.as_ref().map(|applied| &applied.case).ok().or(self.case.as_ref()) {
            self.standing(expect, case, &mut out);
        }
        out
    }

    fn standing(&self, expect: &Expect, case: &Case, out: &mut Vec<Text>) {
        let active = |state: &&String| case.active.contains(state);
        for state in expect.active.iter().filter(|s| !active(s)) {
            out.push(differs("in", state, &case.active.join(" ")));
        }
        for state in expect.inactive.iter().filter(active) {
            out.push(differs("not_in", state, &case.active.join(" ")));
        }
        let now = self.now.filter(|_| !expect.due.is_empty());
        let running = now.map(|now| case.due(&self.library, now)).and_then(Result::ok).unwrap_or_default();
        for (id, day) in &expect.due {
            let found = running.iter().find(|d| d.id == *id || format!("{}.{}", d.state, d.id) == *id);
            let found = found.map(|d| d.day.map_or("—".to_owned(), |d| d.to_string()));
            if found != *day {
                // Where it is not running, those that are help to find its name.
                let others: Vec<&str> = running.iter().map(|d| d.id.as_str()).collect();
                let none = || format!("null ({})", others.join(", "));
                let found = found.unwrap_or_else(none);
                out.push(differs(&format!("due {id}"), day.as_deref().unwrap_or("null"), &found));
            }
        }
        if let Some(titles) = &expect.titles {
            let held = case.titles.iter().map(|(id, t)| (id.clone(), Held { from: t.from.clone(), until: t.until.clone() }));
            let held: peiyu::document::model::ById<Held> = held.collect();
            if held != *titles {
                let shown = |all: &peiyu::document::model::ById<Held>| {
                    all.iter().map(|(id, h)| format!("{id} {}/{}", h.from, h.until)).collect::<Vec<_>>().join(", ")
                };
                out.push(differs("titles", &shown(titles), &shown(&held)));
            }
        }
        for (id, value) in &expect.variables {
            let found = case.variables.get(id).cloned().unwrap_or_default();
            if found != *value {
                out.push(differs(id, &value.to_string(), &found.to_string()));
            }
        }
    }
}

/// What a refusal doesn't say though it should; a step that is done says nothing.
fn says(expect: &Expect, refusal: Option<&Refusal>, out: &mut Vec<Text>) {
    let said = |lang| {
        let diagnostics = refusal.into_iter().flat_map(|r| &r.diagnostics.0);
        diagnostics.map(|d| d.message(lang)).collect::<Vec<_>>().join("\n")
    };
    let (zh, en) = (said(Lang::Zh), said(Lang::En));
    for text in expect.says.iter().filter(|text| !zh.contains(*text) && !en.contains(*text)) {
        out.push(Text::both(format!("says 应有 {text}，却是 {zh}"), format!("says: {text} is not in {en}")));
    }
}

fn effects(expect: &Expect, applied: &Applied, out: &mut Vec<Text>) {
    let Some(expected) = &expect.effects else { return };
    let found: Vec<_> = applied.effects().collect();
    let same = expected.len() == found.len()
        && expected
            .iter()
            .zip(&found)
            .all(|((id, with), asked)| *id == asked.id && with.iter().all(|(key, value)| asked.with.get(key) == Some(value)));
    if !same {
        let told =
            |with: &Map<String, Value>| if with.is_empty() { String::new() } else { Value::Object(with.clone()).to_string() };
        let wanted: Vec<String> = expected.iter().map(|(id, with)| id.clone() + &told(with)).collect();
        let found: Vec<String> = found.iter().map(|asked| asked.id.clone() + &told(&asked.with)).collect();
        out.push(differs("effects", &wanted.join(" "), &found.join(" ")));
    }
}

fn differs(what: &str, expected: &str, found: &str) -> Text {
    Text::both(format!("{what} 应为 {expected}，却是 {found}"), format!("{what} must be {expected}, found {found}"))
}
