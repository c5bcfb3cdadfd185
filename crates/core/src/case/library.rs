//! What cases are judged by: policies by hash, and the calendar. What is made ready once is kept.

use std::sync::{Arc, Mutex};

use crate::assess::Assessor;
use crate::by_id::ById;
use crate::diagnostic::{Code, suggestion};
use crate::policy::flow::{Basis, Flow, FlowProgram};
use crate::policy::{Choice, Policy};
use crate::program::Workspace;
use crate::program::cell::Cell;
use crate::time::{Calendar, Date};

use super::Refusal;

/// Most things kept ready; then they are made anew.
const MAX_KEPT: usize = 64;
/// Most workspaces kept of one set of rules: as many threads as may ask at once without beginning anew.
const MAX_BEGUN: usize = 16;

/// Policies by hash, and the calendar of working days.
#[derive(Debug)]
pub struct Library {
    calendar: Calendar,
    policies: ById<Arc<Policy>>,
    /// The policy of each id that was added last: what is not bound to a call goes by it.
    current: ById<String>,
    rules: Mutex<Vec<Kept<Rules>>>,
    assessors: Mutex<Vec<Kept<Assessor>>>,
}

/// Something made ready for a policy's rules; of a chart, where it is about one.
#[derive(Debug)]
struct Kept<T> {
    hash: String,
    grounds: Grounds,
    chart: String,
    ready: Arc<T>,
}

/// What was made ready before, or is now.
fn kept<T>(
    all: &Mutex<Vec<Kept<T>>>,
    (hash, grounds, chart): (&str, &Grounds, &str),
    make: impl FnOnce() -> Result<T, Refusal>,
) -> Result<Arc<T>, Refusal> {
    let same = |k: &&Kept<T>| k.grounds == *grounds && k.hash == hash && k.chart == chart;
    if let Some(known) = all.lock().ok().and_then(|all| all.iter().find(same).map(|k| k.ready.clone())) {
        return Ok(known);
    }
    let ready = Arc::new(make()?);
    if let Ok(mut all) = all.lock() {
        if all.len() >= MAX_KEPT {
            all.clear();
        }
        all.push(Kept { hash: hash.into(), grounds: grounds.clone(), chart: chart.into(), ready: ready.clone() });
    }
    Ok(ready)
}

/// Which of a policy's rules.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Grounds {
    pub call: Option<String>,
    pub edition: String,
    pub day: Date,
}

/// A chart's expressions by a policy, ready to run.
#[derive(Debug)]
pub(super) struct Rules {
    pub policy: Arc<Policy>,
    pub program: FlowProgram,
    chart: String,
    /// The facts of a firm of which nothing is known.
    unknown: Vec<Cell>,
    /// Workspaces that were begun with these, for whoever comes next: what is computed from the case is computed anew.
    begun: Mutex<Vec<Workspace>>,
}

impl Rules {
    pub fn flow(&self) -> Option<&Flow> {
        self.policy.flows().get(&self.chart)
    }

    /// A workspace in which nothing is known of the firm.
    pub fn begin(&self) -> Workspace {
        self.begun.lock().ok().and_then(|mut begun| begun.pop()).unwrap_or_else(|| {
            let mut workspace = Workspace::default();
            self.program.begin(&self.unknown, &mut workspace);
            workspace
        })
    }

    /// Takes one back that holds no facts of a firm.
    pub fn end(&self, workspace: Workspace) {
        if let Ok(mut begun) = self.begun.lock()
            && begun.len() < MAX_BEGUN
        {
            begun.push(workspace);
        }
    }
}

impl Library {
    /// A library without policies.
    pub fn new(calendar: Calendar) -> Self {
        Library { calendar, policies: ById::new(), current: ById::new(), rules: Mutex::default(), assessors: Mutex::default() }
    }

    /// Adds a policy, which is from now on the one of its id for whatever is not bound to another; gives its hash.
    pub fn add(&mut self, policy: Policy) -> String {
        let hash = policy.hash().to_owned();
        self.current.insert(policy.id().to_owned(), hash.clone());
        self.policies.insert(hash.clone(), Arc::new(policy));
        hash
    }

    /// The calendar.
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// The policy of a hash.
    pub fn policy(&self, hash: &str) -> Result<&Arc<Policy>, Refusal> {
        self.policies
            .get(hash)
            .ok_or_else(|| Refusal::new(Code::PolicyNotHeld, [hash.chars().take(80).collect::<String>().into()]))
    }

    /// The policy of an id that was added last.
    pub fn current(&self, id: &str) -> Result<&Arc<Policy>, Refusal> {
        match self.current.get(id) {
            Some(hash) => self.policy(hash),
            None => {
                let near = suggestion(id, self.current.sorted_keys());
                Err(Refusal::new(Code::UnknownPolicy, [id.into(), near.into()]))
            }
        }
    }

    /// A policy's chart.
    pub(super) fn flow<'p>(policy: &'p Policy, chart: &str) -> Result<&'p Flow, Refusal> {
        policy.flows().get(chart).ok_or_else(|| {
            let near = suggestion(chart, policy.flows().keys().map(String::as_str));
            Refusal::new(Code::UnknownChart, [chart.into(), near.into()])
        })
    }

    /// The first and last day on which a call is open, where it says so.
    pub(super) fn window(policy: &Policy, call: &str) -> Option<(Date, Date)> {
        let window = policy.linked().common.document.calls.get(call)?.window.as_ref()?;
        Some((window.from.0.parse().ok()?, window.until.0.parse().ok()?))
    }

    /// The edition in force on a day.
    pub(super) fn in_force(policy: &Policy, day: Date) -> Result<String, Refusal> {
        Ok(policy.edition_on(day)?.to_owned())
    }

    /// A chart's expressions by those rules.
    pub(super) fn rules(&self, hash: &str, chart: &str, grounds: &Grounds) -> Result<Arc<Rules>, Refusal> {
        kept(&self.rules, (hash, grounds, chart), || {
            let policy = self.policy(hash)?.clone();
            let flow = Self::flow(&policy, chart)?;
            let basis = Basis { edition: &grounds.edition, call: grounds.call.as_deref(), day: Some(grounds.day) };
            let program = policy.flow_program(flow, basis)?;
            let unknown = policy.facts().unknown();
            Ok(Rules { policy, program, chart: chart.into(), unknown, begun: Mutex::default() })
        })
    }

    /// A policy made ready to judge by those rules.
    pub(super) fn assessor(&self, hash: &str, grounds: &Grounds) -> Result<Arc<Assessor>, Refusal> {
        kept(&self.assessors, (hash, grounds, ""), || {
            let choice = Choice { call: grounds.call.clone(), ..Choice::on(grounds.day) };
            Ok(Assessor::new(self.policy(hash)?, &choice)?)
        })
    }
}
