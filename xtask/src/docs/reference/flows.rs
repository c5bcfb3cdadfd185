//! Charts in the reference: the picture, who does what, and the deadlines.

use peiyu::document::flow::RollRule;
use peiyu::draw::{Drawing, Form, draw};
use peiyu::policy::Policy;
use peiyu::policy::flow::Flow;

use super::File;
use super::markdown::{Page, both, checked};

/// The charts that the policy itself declares.
pub fn write(page: &mut Page, policy: &Policy, base: Option<&Policy>, files: &mut Vec<File>) {
    for (id, flow) in policy.flows().iter().filter(|(id, _)| base.is_none_or(|b| !b.flows().contains_key(id.as_str()))) {
        page.heading(&format!("流程图 / Chart：{} / {}", flow.label.zh, flow.label.en));
        if let Ok(picture) = draw(policy, Some(id), Form::Svg, &Drawing::default()) {
            let file = format!("{}_{id}.svg", policy.id());
            page.line(&format!("`{id}`。[单独打开 / open the picture]({file})\n\n![{}]({file})\n", both(&flow.label)));
            files.push((file, picture));
        }
        roles(page, flow);
        deadlines(page, flow);
    }
}

fn roles(page: &mut Page, flow: &Flow) {
    page.table("事件 / Events", &["事件 event", "由谁 by"], flow.events.iter(), |(id, event)| {
        let roles = event.by.iter().filter_map(|role| flow.roles.get(role.as_str())).map(|role| both(&role.label));
        vec![format!("`{id}`<br>{}", both(&event.label)), roles.collect::<Vec<_>>().join("<br>")]
    });
}

fn deadlines(page: &mut Page, flow: &Flow) {
    let all = flow.states.iter().flat_map(|state| state.deadlines.iter().map(move |d| (state, d)));
    let head = ["状态 state", "期限 deadline", "遇休息日 rest days", "依据 source"];
    page.table("期限 / Deadlines", &head, all, |(state, deadline)| {
        let roll = match deadline.roll {
            RollRule::None => "不顺延 / none",
            RollRule::NextWorkingDay => "顺延到下一个工作日 / next working day",
        };
        let source = checked(&deadline.citation.text, deadline.citation.needs_check);
        vec![both(&state.label), format!("`{}`<br>{}", deadline.id, both(&deadline.label)), roll.into(), source]
    });
}
