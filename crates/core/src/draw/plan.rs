//! What a picture shows: a row for each state, in whose lane it stands, and its ways out in words.

use crate::chart::{EventId, StateId, TransitionId};
use crate::diagnostic::{Diagnostic, Lang};
use crate::journal::Entry;
use crate::policy::flow::{Flow, FlowDeadline, When};

use super::{Drawing, states_in};

/// A state of the picture.
pub struct Row {
    /// Number of its lane.
    pub lane: usize,
    /// How many states of the picture are around it.
    pub depth: usize,
    /// Whether it holds others.
    pub holds: bool,
    pub label: String,
    /// The day on which the case entered it.
    pub day: Option<String>,
    /// Whether the case stands there.
    pub active: bool,
    pub ways: Vec<Way>,
}

/// A way out: what brings it about, and the row it leads to; none where it leads out of the picture or nowhere.
pub struct Way {
    pub label: String,
    pub to: Option<usize>,
    /// Whether it is taken by itself.
    pub eventless: bool,
    /// Whether the case has gone that way.
    pub taken: bool,
}

/// The lanes and rows of a picture.
pub struct Plan {
    /// Names of those who act.
    pub lanes: Vec<String>,
    pub rows: Vec<Row>,
}

/// Plans a picture.
pub fn plan(flow: &Flow, drawing: &Drawing) -> Result<Plan, Diagnostic> {
    let states = states_in(flow, drawing.top(flow)?)?;
    let row_of = |state: StateId| states.iter().position(|s| *s == state);
    let mut rows: Vec<Row> = Vec::new();
    let mut roles: Vec<Option<String>> = Vec::new();
    for state in &states {
        let own = flow.chart.state(*state);
        let around = std::iter::successors(flow.chart.parent(*state), |s| flow.chart.parent(*s));
        let label = flow.state(*state).map(|s| s.label.get(drawing.lang).to_owned()).filter(|l| !l.is_empty());
        let path = drawing.path.as_ref();
        roles.push(role(flow, *state));
        rows.push(Row {
            lane: 0,
            depth: around.filter(|s| states.contains(s)).count(),
            holds: flow.chart.children(*state).next().is_some(),
            label: label.unwrap_or_else(|| own.id.clone()),
            day: path.and_then(|p| p.entered.get(&own.id).cloned()),
            active: path.is_some_and(|p| p.active.contains(&own.id)),
            ways: Vec::new(),
        });
    }
    let lanes: Vec<String> = flow.roles.keys().filter(|id| roles.iter().flatten().any(|r| r == *id)).cloned().collect();
    let mut last = 0;
    for (row, role) in rows.iter_mut().zip(&roles) {
        // Where only time acts the state stays with whoever acted before.
        row.lane = role.as_ref().and_then(|r| lanes.iter().position(|l| l == r)).unwrap_or(last);
        last = row.lane;
    }
    for index in 0..rows.len() {
        let found = ways(flow, &states, index, drawing, &row_of);
        if let Some(row) = rows.get_mut(index) {
            row.ways = found;
        }
    }
    let name = |id: &String| flow.roles.get(id).map_or_else(|| id.clone(), |r| r.label.get(drawing.lang).to_owned());
    let mut lanes: Vec<String> = lanes.iter().map(name).collect();
    if lanes.is_empty() {
        lanes.push(flow.label.get(drawing.lang).to_owned());
    }
    Ok(Plan { lanes, rows })
}

/// Who acts next in a state: the first role of its first way out that somebody brings about.
fn role(flow: &Flow, state: StateId) -> Option<String> {
    let own = flow.chart.state(state);
    own.transitions.iter().find_map(|t| flow.transitions.get(t.index())?.by.first().cloned())
}

fn ways(
    flow: &Flow,
    states: &[StateId],
    index: usize,
    drawing: &Drawing,
    row_of: &impl Fn(StateId) -> Option<usize>,
) -> Vec<Way> {
    let Some(state) = states.get(index) else { return Vec::new() };
    let (lang, moves) = (drawing.lang, drawing.path.as_ref().map_or(&[][..], |p| p.moves.as_slice()));
    // Moves of which it is known by now which way they were.
    let mut found: Vec<usize> = Vec::new();
    let own = flow.chart.state(*state);
    let mut out: Vec<Way> = Vec::new();
    for id in own.transitions.iter().chain(&own.eventless) {
        let (Some((_, transition)), Some(said)) = (flow.chart.transition(*id), flow.transitions.get(id.index())) else {
            continue;
        };
        let mut parts: Vec<String> = transition.events.iter().map(|e| event(flow, *state, *e, lang)).collect();
        // Whose lane it is need not be said.
        if !said.by.is_empty() && said.by.as_slice() != role(flow, *state).as_slice() {
            let by: Vec<&str> = said.by.iter().filter_map(|r| flow.roles.get(r)).map(|r| r.label.get(lang)).collect();
            let by = by.join(pick(lang, "、", ", "));
            parts.push(match lang {
                Lang::Zh => format!("（{by}）"),
                Lang::En => format!(" ({by})"),
            });
        }
        if said.window {
            parts.push(pick(lang, "，限受理期内", ", within the window").into());
        }
        if said.when.is_some() {
            parts.push(pick(lang, "，须符合条件", ", if its condition holds").into());
        }
        let target = transition.targets.first().map(|t| entered(flow, *t));
        let to = target.and_then(row_of);
        let label = parts.concat();
        let mut label = label.trim_start_matches(['，', ',', ' ']).to_owned();
        if let (None, Some(target)) = (to, target) {
            let name = flow.state(target).map(|s| s.label.get(lang)).unwrap_or_default();
            label = format!("{label} → {name}");
        }
        // The first way out that fits a move was the one.
        let fitting = moves.iter().enumerate().filter(|(i, m)| !found.contains(i) && fits(flow, *state, *id, m));
        let fitting: Vec<usize> = fitting.map(|(i, _)| i).collect();
        let taken = !fitting.is_empty();
        found.extend(fitting);
        match out.iter_mut().find(|w| w.label == label && w.to == to) {
            Some(same) => same.taken |= taken,
            None => out.push(Way { label, to: to.filter(|t| *t != index), eventless: transition.events.is_empty(), taken }),
        }
    }
    out
}

/// Whether an entry may be that way: it left the state or passed through it, went where the way leads, and came of its event;
/// of one that the chart raises itself the entry does not say the name.
fn fits(flow: &Flow, state: StateId, id: TransitionId, entry: &Entry) -> bool {
    let (Some((_, transition)), Some(said)) = (flow.chart.transition(id), flow.transitions.get(id.index())) else { return false };
    let name = |s: StateId| &flow.chart.state(s).id;
    let left = entry.left.contains(name(state)) || entry.passed.contains(name(state));
    let went = |t: &StateId| entry.entered.contains(name(*t)) || entry.passed.contains(name(*t));
    let refused = entry.guards.iter().any(|g| g.at == said.name && !g.holds);
    let told = |key: &str| entry.event.payload.get(key).and_then(|v| v.as_str());
    let came = |event: &EventId| {
        let declared = flow.event_of.get(event).and_then(|i| flow.events.get_index(*i));
        match (declared, flow.elapsed.get(event)) {
            // What the chart raises is taken for the cause only where nothing inside answers the entry's own event.
            (Some((_, declared)), _) if declared.by.is_empty() => !answered_inside(flow, state, &transition.targets, entry),
            (Some((id, _)), _) => *id == entry.event.id,
            (None, Some((at, i))) => {
                let deadline = flow.state(*at).and_then(|s| s.deadlines.get(*i));
                told("state") == Some(name(*at).as_str()) && told("deadline") == deadline.map(|d| d.id.as_str())
            }
            (None, None) => true,
        }
    };
    left && !refused
        && transition.targets.iter().any(went)
        && (transition.events.is_empty() || transition.events.iter().any(came))
}

/// Whether a way out of a state inside answers an entry's event and leads to the same place.
fn answered_inside(flow: &Flow, state: StateId, targets: &[StateId], entry: &Entry) -> bool {
    let inside = |s: StateId| std::iter::successors(Some(s), |s| flow.chart.parent(*s)).any(|s| s == state);
    let own = flow.event(&entry.event.id).map(|(_, declared)| declared.event);
    own.is_some_and(|own| {
        let mut all = flow.chart.transitions();
        all.any(|(_, source, t)| t.events.contains(&own) && t.targets == targets && inside(source))
    })
}

/// The innermost first state that entering a state leads to.
fn entered(flow: &Flow, state: StateId) -> StateId {
    let mut at = state;
    for _ in 0..crate::chart::MAX_STATES {
        let Some(next) = flow.chart.state(at).start.targets.first() else { break };
        at = *next;
    }
    at
}

/// An event in words; of a deadline its name and how long it is.
fn event(flow: &Flow, state: StateId, event: EventId, lang: Lang) -> String {
    let declared = flow.event_of.get(&event).and_then(|i| flow.events.get_index(*i));
    if let Some((_, declared)) = declared {
        return declared.label.get(lang).to_owned();
    }
    match flow.elapsed.get(&event).and_then(|(at, i)| flow.state(*at)?.deadlines.get(*i)) {
        Some(deadline) => match lang {
            Lang::Zh => format!("期满：{}", term(flow, deadline, lang)),
            Lang::En => format!("after {}", term(flow, deadline, lang)),
        },
        None if flow.imports.values().any(|e| *e == event) => pick(lang, "补登从前的称号", "a title from before").to_owned(),
        // The end of what is inside.
        None => {
            let label = flow.state(state).map(|s| s.label.get(lang)).unwrap_or_default();
            format!("{label}{}", pick(lang, "办结", " done"))
        }
    }
}

/// A deadline in words, `公示期（5个工作日）` where its length is written as a figure.
pub fn term(flow: &Flow, deadline: &FlowDeadline, lang: Lang) -> String {
    let label = deadline.label.get(lang);
    let length = match deadline.when {
        When::Term(count, ..) => flow.written(count),
        When::On(_) | When::Yearly(_) => String::new(),
    };
    let figure = length.chars().next().is_some_and(|c| c.is_ascii_digit());
    match lang {
        Lang::Zh if figure => format!("{label}（{length}）"),
        Lang::En if figure => format!("{label} ({length})"),
        _ => label.to_owned(),
    }
}

pub fn pick<'t>(lang: Lang, zh: &'t str, en: &'t str) -> &'t str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}
