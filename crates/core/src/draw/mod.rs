//! Charts as pictures: the flowchart that a notice's annex would have. A state stands in the lane of whoever acts next, a row
//! each, in the order of the document; arrows run in gutters between the lanes, so that no line meets a text.

mod measure;
mod plan;
mod svg;
mod text;

use crate::by_id::ById;
use crate::case::Case;
use crate::chart::StateId;
use crate::diagnostic::{Code, Diagnostic, Lang, Span, Text, suggestion};
use crate::journal::{Entry, Sealed};
use crate::policy::Policy;
use crate::policy::flow::Flow;

pub use svg::svg;
pub use text::{dot, mermaid};

/// The forms of a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// A picture that opens and prints as it is.
    #[default]
    Svg,
    /// Graphviz.
    Dot,
    /// Mermaid.
    Mermaid,
}

impl Form {
    /// The form of a name: `svg`, `dot`, `mermaid`.
    ///
    /// # Errors
    /// `unknown_file_kind` for any other.
    pub fn named(name: &str) -> Result<Form, Diagnostic> {
        match name {
            "svg" => Ok(Form::Svg),
            "dot" => Ok(Form::Dot),
            "mermaid" => Ok(Form::Mermaid),
            other => {
                let shown: String = other.chars().take(40).collect();
                Err(Diagnostic::new(Code::UnknownFileKind, Span::default(), [shown.into()]))
            }
        }
    }
}

/// Draws a chart of a policy, its first one where none is named.
///
/// # Errors
/// `unknown_chart`; `unknown_reference` for a part that is none; `chart_too_large`.
pub fn draw(policy: &Policy, chart: Option<&str>, form: Form, drawing: &Drawing) -> Result<String, Diagnostic> {
    let flows = policy.flows();
    let flow = match chart {
        Some(id) => flows.get(id),
        None => flows.values().next(),
    };
    let flow = flow.ok_or_else(|| {
        let asked: String = chart.unwrap_or("—").chars().take(60).collect();
        let near = suggestion(&asked, flows.keys().map(String::as_str));
        Diagnostic::new(Code::UnknownChart, Span::default(), [asked.into(), near.into()])
    })?;
    match form {
        Form::Svg => svg(flow, drawing),
        Form::Dot => dot(flow, drawing),
        Form::Mermaid => mermaid(flow, drawing),
    }
}

/// Most states of a picture.
const MAX_DRAWN: usize = 2_000;

/// What is drawn, and how.
#[derive(Clone, Debug, Default)]
pub struct Drawing {
    /// The language of the words.
    pub lang: Lang,
    /// Only what is in this state.
    pub part: Option<String>,
    /// Where a case went and stands.
    pub path: Option<Path>,
}

/// Where a case went: the day on which each state was entered last, the states that are active, and its moves.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Path {
    entered: ById<String>,
    active: Vec<String>,
    moves: Vec<Entry>,
}

impl Path {
    /// The path that a journal tells of.
    ///
    /// # Errors
    /// `journal_order` where the first entry opens no case.
    pub fn of(journal: Vec<Sealed>) -> Result<Path, crate::diagnostic::Diagnostics> {
        let active = Case::replay(&journal)?.active;
        let mut entered = ById::new();
        for sealed in &journal {
            let day: String = sealed.entry.time.chars().take(10).collect();
            for state in sealed.entry.entered.iter().chain(&sealed.entry.passed) {
                entered.insert(state.clone(), day.clone());
            }
        }
        Ok(Path { entered, active, moves: journal.into_iter().map(|sealed| sealed.entry).collect() })
    }
}

impl Drawing {
    /// The state that is drawn with what is in it.
    fn top(&self, flow: &Flow) -> Result<StateId, Diagnostic> {
        let Some(part) = &self.part else { return Ok(StateId::ROOT) };
        flow.chart.find(part).ok_or_else(|| {
            let near = suggestion(part, flow.chart.states().skip(1).map(|(_, s)| s.id.as_str()));
            let part: String = part.chars().take(60).collect();
            Diagnostic::new(Code::UnknownReference, Span::default(), [Text::both("状态", "state"), part.into(), near.into()])
        })
    }
}

/// The chart with all that is in a state, unless that is too much for a picture.
fn states_in(flow: &Flow, top: StateId) -> Result<Vec<StateId>, Diagnostic> {
    let inside = |s: &StateId| std::iter::successors(Some(*s), |s| flow.chart.parent(*s)).any(|s| s == top);
    let all: Vec<StateId> = flow.chart.states().map(|(s, _)| s).filter(|s| *s != StateId::ROOT && inside(s)).collect();
    if all.len() > MAX_DRAWN {
        let args = [Text::both("状态", "states"), MAX_DRAWN.to_string().into()];
        return Err(Diagnostic::new(Code::ChartTooLarge, Span::default(), args));
    }
    Ok(all)
}
