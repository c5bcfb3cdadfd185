//! The ids of a policy's charts, as every language's file names them: a host compares states, events and roles all day, and a
//! misspelled one should not compile.

use peiyu::diagnostic::Text;
use peiyu::policy::Policy;
use peiyu::policy::flow::{Flow, FlowEvent};

/// Ids that belong together, an enum each.
pub struct Ids<'a> {
    /// The type's name, or what one is made of: `ladder_state`.
    pub name: String,
    pub about: String,
    pub values: Vec<(&'a str, &'a Text)>,
}

impl Ids<'_> {
    /// The values with both names.
    pub fn labelled(&self) -> Vec<(&str, String)> {
        self.values.iter().map(|(id, label)| (*id, format!("{} / {}", label.zh, label.en))).collect()
    }
}

/// Those of every chart, and the roles, which all charts share; where there are none, there is no enum.
pub fn ids(policy: &Policy) -> Vec<Ids<'_>> {
    let mut out: Vec<Ids> = policy.flows().values().flat_map(of).collect();
    if let Some(flow) = policy.flows().values().next() {
        let values = flow.roles.iter().map(|(id, role)| (id.as_str(), &role.label)).collect();
        out.push(Ids { name: "role".into(), about: "角色 / the roles".into(), values });
    }
    out.retain(|ids| !ids.values.is_empty());
    out
}

/// What is told with the events that tell something: a type's name as for ids, the event, and what it tells.
pub fn payloads(policy: &Policy) -> Vec<(String, &str, &FlowEvent)> {
    let of = |flow| told(flow).map(|(id, event): (_, &FlowEvent)| (format!("{}_{id}", flow.id), id, event));
    policy.flows().values().flat_map(of).filter(|(_, _, event)| !event.payload.slots().is_empty()).collect()
}

/// What nobody may bring about comes from the chart itself; hosts have no use for its name.
fn told(flow: &Flow) -> impl Iterator<Item = (&str, &FlowEvent)> {
    flow.events.iter().filter(|(_, event)| !event.by.is_empty()).map(|(id, event)| (id.as_str(), event))
}

fn of(flow: &Flow) -> [Ids<'_>; 4] {
    let states = flow.chart.states().filter_map(|(id, state)| Some((state.id.as_str(), &flow.state(id)?.label)));
    let events = told(flow).map(|(id, event)| (id, &event.label));
    let ids = |suffix: &str, zh: &str, en: &str, values| Ids {
        name: format!("{}_{suffix}", flow.id),
        about: format!("{}：{zh} / {}: {en}", flow.label.zh, flow.label.en),
        values,
    };
    [
        ids("state", "状态", "the states", states.collect()),
        ids("event", "事件", "the events", events.collect()),
        ids(
            "effect",
            "请外部办理的事",
            "what hosts are asked for",
            flow.effects.iter().map(|(id, e)| (id.as_str(), &e.label)).collect(),
        ),
        ids("title", "称号", "the titles", flow.titles.iter().map(|(id, t)| (id.as_str(), &t.label)).collect()),
    ]
}
