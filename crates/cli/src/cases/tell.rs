//! Cases in words: what an entry says, why something was refused, where a case stands.

use std::io::{self, Write};

use peiyu::case::{Case, Library, Next, Refusal};
use peiyu::chart::{Kind, StateId};
use peiyu::diagnostic::{Lang, Text};
use peiyu::journal::{Actor, Entry, Running};
use peiyu::policy::flow::Flow;
use peiyu::time::Moment;
use serde_json::{Map, Value};

use crate::report::{help, pick};

/// Tells about a case in the words of its chart.
pub struct Teller<'l> {
    library: &'l Library,
    flow: Option<&'l Flow>,
    lang: Lang,
}

impl<'l> Teller<'l> {
    /// In the words of the chart that the case runs through; ids stand where there is none.
    pub fn new(library: &'l Library, case: Option<&Case>, lang: Lang) -> Self {
        let flow = case.and_then(|case| Some((library.policy(&case.hash).ok()?, &case.chart)));
        Teller { library, flow: flow.and_then(|(policy, chart)| policy.flows().get(chart)), lang }
    }

    fn pick<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        pick(self.lang, zh, en)
    }

    fn label<'t>(&self, label: Option<&'t Text>, id: &'t str) -> &'t str {
        label.map(|l| l.get(self.lang)).filter(|l| !l.is_empty()).unwrap_or(id)
    }

    /// An entry, in a few lines.
    pub fn entry(&self, out: &mut impl Write, entry: &Entry) -> io::Result<()> {
        writeln!(out, "{}  {}{}", time(&entry.time), self.who(&entry.actor), self.event(&entry.event.id, &entry.event.payload))?;
        for line in self.moves(&entry.left, &entry.passed, &entry.entered) {
            writeln!(out, "    {line}")?;
        }
        let changes = &entry.changes;
        for (id, title) in &changes.titles {
            let label = self.label(self.flow.and_then(|f| f.titles.get(id)).map(|t| &t.label), id);
            match title {
                Some(t) => writeln!(
                    out,
                    "    {}  {label}  {} {} {}",
                    self.pick("称号", "title"),
                    t.from,
                    self.pick("至", "to"),
                    t.until
                )?,
                None => writeln!(out, "    {}  {label}  {}", self.pick("称号", "title"), self.pick("终止", "ended"))?,
            }
        }
        for (id, value) in changes.variables.iter().filter(|_| changes.opened.is_none()) {
            let slot = self.flow.and_then(|f| f.variables.slots().iter().find(|s| s.id == *id));
            writeln!(
                out,
                "    {}  {} = {}",
                self.pick("记录", "noted"),
                self.label(slot.map(|s| &s.label), id),
                self.shown(value)
            )?;
        }
        for running in &changes.deadlines {
            writeln!(out, "    {}  {}", self.pick("期限", "due"), self.running(running))?;
        }
        for asked in &entry.effects {
            let effect = self.flow.and_then(|f| f.effects.get(&asked.id));
            let label = self.label(effect.map(|e| &e.label), &asked.id);
            let slot = |id: &str| effect.and_then(|e| e.payload.slots().iter().find(|s| s.id == id)).map(|s| &s.label);
            let with = self.told(&asked.with, slot);
            writeln!(out, "    {}  {label}{with}", self.pick("请办", "to do"))?;
        }
        Ok(())
    }

    /// Time has passed, and nothing came of it.
    pub fn nothing(&self, out: &mut impl Write, request: &Value) -> io::Result<()> {
        let at = request.get("at").and_then(Value::as_str).unwrap_or_default();
        writeln!(out, "{}  {}", time(at), self.pick("时间推移，无事发生", "time passes, nothing happens"))
    }

    /// Why a request was refused.
    pub fn refusal(&self, out: &mut impl Write, request: &Value, refusal: &Refusal) -> io::Result<()> {
        let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
        let by = request.get("by");
        let part = |key: &str| text(by.and_then(|by| by.get(key)));
        let who = match by {
            Some(_) => self.who(&Actor { id: part("id"), role: part("role"), area: None }),
            None => String::new(),
        };
        let empty = Map::new();
        let kind = ["open", "import_title", "migrate"].into_iter().find(|key| request.get(*key).is_some());
        let payload = request.get(kind.unwrap_or("payload")).and_then(Value::as_object).unwrap_or(&empty);
        let event = match (request.get("event"), kind) {
            (Some(event), _) => self.event(event.as_str().unwrap_or_default(), payload),
            (None, Some(kind)) => self.event(kind, payload),
            (None, None) => self.pick("时间推移", "time passes").to_owned(),
        };
        writeln!(out, "{}  {who}{event}", time(&text(request.get("at"))))?;
        for d in &refusal.diagnostics.0 {
            writeln!(out, "    {}[{}]  {}", self.pick("拒绝", "refused"), d.code.id(), d.message(self.lang))?;
            let help = help(d, self.lang);
            if !help.is_empty() {
                writeln!(out, "        {help}")?;
            }
        }
        Ok(())
    }

    /// Where a case stands: states, titles, deadlines, what may come next.
    pub fn standing(&self, out: &mut impl Write, case: &Case, now: Moment) -> io::Result<()> {
        let at = time(&now.to_string());
        writeln!(out, "{} {}  {at}", self.pick("案件", "case"), case.id)?;
        for line in self.regions(&case.active) {
            writeln!(out, "  {}  {line}", self.pick("现状", "stands"))?;
        }
        for (id, t) in case.titles.iter() {
            let label = self.label(self.flow.and_then(|f| f.titles.get(id)).map(|t| &t.label), id);
            writeln!(out, "  {}  {label}  {} {} {}", self.pick("称号", "title"), t.from, self.pick("至", "to"), t.until)?;
        }
        for (state, binding) in case.bound.iter() {
            let ((open, close), state) = (self.brackets(), self.prefix(self.state(state)));
            let edition = format!("{} {}", self.pick("版本", "edition"), binding.edition);
            writeln!(out, "  {}  {state}{}{open}{edition}{close}", self.pick("依据", "by"), binding.call)?;
        }
        match case.due(self.library, now) {
            Ok(due) => due.iter().try_for_each(|due| self.due(out, due))?,
            Err(refusal) => self.missing(out, &refusal)?,
        }
        // Where the policy isn't held it has been said by now.
        case.next(self.library).unwrap_or_default().iter().try_for_each(|next| self.next(out, next))
    }

    /// A deadline that runs.
    pub fn due(&self, out: &mut impl Write, due: &peiyu::case::Due) -> io::Result<()> {
        let day = match (due.day, due.provisional) {
            (Some(day), false) => day.to_string(),
            (Some(day), true) => format!("{day}{}", self.pick("（暂定）", " (provisional)")),
            (None, _) => self.pick("未定", "not known").to_owned(),
        };
        let late = if due.overdue == Some(true) { self.pick("  已逾期", "  overdue") } else { "" };
        let (state, label) = (due.state_label.get(self.lang), due.label.get(self.lang));
        let region = self.flow.and_then(|f| self.region_of(f.chart.find(&due.state)?)).unwrap_or_default();
        let label = format!("{}{label}", self.prefix(&region));
        let (open, close) = self.brackets();
        writeln!(out, "  {}  {day}  {label}{open}{state}{close}  {}{late}", self.pick("期限", "due"), due.source)
    }

    fn next(&self, out: &mut impl Write, next: &Next) -> io::Result<()> {
        let by: Vec<&str> = next.by.iter().map(|(_, label)| label.get(self.lang)).collect();
        let window = next.window.map(|(from, until)| format!("  {from} {} {until}", self.pick("至", "to"))).unwrap_or_default();
        let decided = if next.decided { self.pick("  须符合条件", "  if its condition holds") } else { "" };
        let (event, by) = (next.label.get(self.lang), by.join(self.pick("、", ", ")));
        let (open, close) = self.brackets();
        writeln!(out, "  {}  {event}{open}{by}{close}{window}{decided}", self.pick("可办", "next"))
    }

    fn brackets(&self) -> (&'static str, &'static str) {
        match self.lang {
            Lang::Zh => ("（", "）"),
            Lang::En => (" (", ")"),
        }
    }

    fn missing(&self, out: &mut impl Write, refusal: &Refusal) -> io::Result<()> {
        refusal.diagnostics.0.iter().try_for_each(|d| writeln!(out, "  [{}] {}", d.code.id(), d.message(self.lang)))
    }

    fn who(&self, actor: &Actor) -> String {
        if actor.role == "clock" {
            return String::new();
        }
        let role = self.label(self.flow.and_then(|f| f.roles.get(&actor.role)).map(|r| &r.label), &actor.role);
        format!("{role} {}  ", actor.id)
    }

    fn event(&self, id: &str, payload: &Map<String, Value>) -> String {
        let told = |key: &str| payload.get(key).and_then(Value::as_str).unwrap_or_default();
        match id {
            "open" => return self.pick("立案", "the case is opened").to_owned(),
            "migrated" | "migrate" => {
                return self.pick("迁移到另一版本的流程图", "moved to another edition of the chart").to_owned();
            }
            "calendar_extended" => return self.pick("日历已更新，暂定期限确定", "the calendar has grown").to_owned(),
            "elapsed" => {
                let label = self.deadline(told("state"), told("deadline"));
                return format!("{}{label}", self.pick("期满：", "ran out: "));
            }
            "import_title" => {
                let title = self.flow.and_then(|f| f.titles.get(told("title"))).map(|t| &t.label);
                let (verb, label) = (self.pick("补登称号：", "a title from before: "), self.label(title, told("title")));
                return format!("{verb}{label}");
            }
            _ => {}
        }
        let declared = self.flow.and_then(|f| f.event(id)).map(|(_, e)| e);
        let slot = |id: &str| declared.and_then(|e| e.payload.slots().iter().find(|s| s.id == id)).map(|s| &s.label);
        let with = self.told(payload, slot);
        format!("{}{with}", self.label(declared.map(|e| &e.label), id))
    }

    /// What is told with an event or effect, in brackets.
    fn told<'t>(&self, with: &Map<String, Value>, label: impl Fn(&str) -> Option<&'t Text>) -> String {
        let told: Vec<String> =
            with.iter().map(|(id, v)| format!("{} {}", self.label(label(id), id), self.shown(v)).trim().to_owned()).collect();
        let (open, close) = self.brackets();
        if told.is_empty() { String::new() } else { format!("{open}{}{close}", told.join(self.pick("，", ", "))) }
    }

    /// A value as people read it: of a title its name.
    fn shown(&self, value: &Value) -> String {
        match value {
            Value::String(text) => self.label(self.flow.and_then(|f| f.titles.get(text)).map(|t| &t.label), text).to_owned(),
            Value::Bool(true) => self.pick("是", "yes").into(),
            Value::Bool(false) => self.pick("否", "no").into(),
            _ => "—".into(),
        }
    }

    fn deadline(&self, state: &str, id: &str) -> String {
        let declared =
            self.flow.and_then(|f| f.state(f.chart.find(state)?)).and_then(|s| s.deadlines.iter().find(|d| d.id == id));
        self.label(declared.map(|d| &d.label), id).to_owned()
    }

    fn running(&self, running: &Running) -> String {
        let label = self.deadline(&running.state, &running.id);
        match (&running.effective, &running.nominal) {
            (Some(day), _) => format!("{label}  {day}"),
            (None, Some(day)) => format!("{label}  {day}{}", self.pick("（暂定）", " (provisional)")),
            (None, None) => format!("{label}  {}", self.pick("未定", "not known")),
        }
    }

    fn state<'t>(&'t self, id: &'t str) -> &'t str {
        self.label(self.flow.and_then(|f| f.state(f.chart.find(id)?)).map(|s| &s.label), id)
    }

    /// What was left and entered, a line for each region.
    fn moves(&self, left: &[String], passed: &[String], entered: &[String]) -> Vec<String> {
        let (left, passed, entered) = (self.by_region(left), self.by_region(passed), self.by_region(entered));
        let mut regions: Vec<&String> = Vec::new();
        for (region, _) in left.iter().chain(&passed).chain(&entered) {
            if !regions.contains(&region) {
                regions.push(region);
            }
        }
        let of = |all: &[(String, Vec<String>)], region: &String| {
            all.iter()
                .find(|(known, _)| known == region)
                .map(|(_, states)| states.join(self.pick("、", ", ")))
                .unwrap_or_default()
        };
        let line = |region: &String| {
            let steps = [of(&left, region), of(&passed, region), of(&entered, region)];
            let steps: Vec<String> =
                steps.into_iter().enumerate().filter(|(i, s)| *i != 1 || !s.is_empty()).map(|(_, s)| s).collect();
            format!("{}{}", self.prefix(region), steps.join(" → ").trim_start())
        };
        regions.into_iter().map(line).collect()
    }

    fn region_of(&self, state: StateId) -> Option<String> {
        let flow = self.flow?;
        region(flow, state).map(|s| self.state(&flow.chart.state(s).id).to_owned())
    }

    fn prefix(&self, region: &str) -> String {
        if region.is_empty() { String::new() } else { format!("{region}{}", self.pick("：", ": ")) }
    }

    fn regions(&self, active: &[String]) -> Vec<String> {
        let joined =
            |(region, states): (String, Vec<String>)| format!("{}{}", self.prefix(&region), states.join(self.pick("、", ", ")));
        self.by_region(active).into_iter().map(joined).collect()
    }

    /// The innermost of some states, by the region of the outermost parallel state that they are in; an empty name where there
    /// is no such state.
    fn by_region(&self, states: &[String]) -> Vec<(String, Vec<String>)> {
        let mut out: Vec<(String, Vec<String>)> = Vec::new();
        let Some(flow) = self.flow else { return vec![(String::new(), states.to_vec())] };
        // In the order of the chart, not of what happened.
        let mut states: Vec<(StateId, &String)> = states.iter().filter_map(|id| Some((flow.chart.find(id)?, id))).collect();
        states.sort_unstable();
        for (state, id) in states {
            if flow.chart.children(state).next().is_some() {
                continue;
            }
            let region = self.region_of(state).unwrap_or_default();
            let label = self.state(id).to_owned();
            match out.iter_mut().find(|(known, _)| *known == region) {
                Some((_, states)) => states.push(label),
                None => out.push((region, vec![label])),
            }
        }
        out
    }
}

/// The region that a state is in: what lies directly inside the outermost parallel state.
fn region(flow: &Flow, state: StateId) -> Option<StateId> {
    let parallel = |s: &StateId| flow.chart.parent(*s).is_some_and(|p| flow.chart.state(p).kind == Kind::Parallel);
    std::iter::successors(Some(state), |s| flow.chart.parent(*s)).filter(parallel).last()
}

/// `2024-03-05 09:00`, with seconds where there are any.
fn time(text: &str) -> String {
    let text = text.trim_end_matches("+08:00");
    text.strip_suffix(":00").unwrap_or(text).replace('T', " ")
}
