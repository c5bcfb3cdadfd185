//! The policy reference: a page for each embedded policy, written from what the engine itself reads, so that it can't go stale.

mod flows;
mod markdown;
mod measures;

use peiyu::assess::Assessor;
use peiyu::assess::explain::{LineKind, Reason};
use peiyu::diagnostic::{Diagnostics, Lang, Text};
use peiyu::document::DocumentSet;
use peiyu::document::model::{FactType, Source};
use peiyu::phrase;
use peiyu::policy::{Choice, FactSlot, ParameterValue, Policy};
use peiyu::time::Date;

use markdown::{Page, both, cell, checked};

/// A file of the reference: its name and its text.
pub type File = (String, String);

/// The pages of all embedded policies, the pictures of their charts, and a page that lists them.
///
/// # Errors
///
/// Only where the embedded documents are themselves at fault.
pub fn files() -> Result<Vec<File>, String> {
    let documents = peiyu_workflows::documents().map_err(|e| e.to_string())?;
    let mut files = Vec::new();
    let mut index = Page::new("政策参考", "Policy reference");
    index.line("由嵌入的文件生成，与引擎所读的相同。标“待核”的，原文尚未核对。\n\nMade from the embedded documents, as the engine reads them. What is marked 待核 is still to be held against the official text.\n");
    for id in peiyu_workflows::policies() {
        let policy = Policy::load(&documents, id).map_err(|e| e.to_string())?;
        let page = page(&documents, &policy, &mut files).map_err(|e| e.to_string())?;
        let title = policy.linked().chain.join(" ← ");
        index.line(&format!("- [{}]({id}.md)（`{}`）", page.title, title));
        files.push((format!("{id}.md"), page.text));
    }
    files.push(("index.md".into(), index.text));
    Ok(files)
}

/// One policy.
fn page(documents: &DocumentSet, policy: &Policy, files: &mut Vec<File>) -> Result<Page, Diagnostics> {
    let linked = policy.linked();
    // Of an overlay only what it adds is listed; its tiers are listed whole, as they are judged.
    let base = linked.chain.iter().rev().nth(1).map(|base| Policy::load(documents, base)).transpose()?;
    let title = title(documents, policy);
    let mut page = Page::new(&title.zh, &title.en);
    page.line(&format!("`{}`\n\n哈希 / hash：`{}`\n", policy.id(), policy.hash()));
    sources(&mut page, policy, base.as_ref());
    let last = linked.common.document.editions.values().filter_map(|e| e.from.0.parse::<Date>().ok()).max();
    for (id, edition) in &linked.common.document.editions {
        page.heading(&format!("{} / {}", edition.label.zh, edition.label.en));
        page.line(&format!("`{id}`，自 {} 起；{}\n", edition.from.0, cited(policy, &edition.source)));
        if let Some(day) = last {
            let assessor = Assessor::new(policy, &Choice::on(day).edition(id))?;
            tiers(&mut page, &assessor);
            parameters(&mut page, policy, id, assessor.selection().day);
        }
    }
    calls(&mut page, policy, base.as_ref());
    flows::write(&mut page, policy, base.as_ref(), files);
    if let Some(day) = last {
        measures::write(&mut page, policy, day)?;
    }
    facts(&mut page, policy, base.as_ref());
    Ok(page)
}

/// What the policy is: the title of the document that is called like it or declares its editions, up to a colon.
fn title(documents: &DocumentSet, policy: &Policy) -> Text {
    let own = || documents.iter().filter(|d| d.document.policy == policy.id());
    let named = own().find(|d| d.id.ends_with(&format!("/{}", policy.id())));
    let found = named.or_else(|| own().find(|d| !d.document.editions.is_empty()));
    let title = found.and_then(|d| d.document.title.clone()).unwrap_or_else(|| Text::both(policy.id(), policy.id()));
    let cut = |text: &str| text.split(['：', ':']).next().unwrap_or_default().to_owned();
    Text::both(cut(&title.zh), cut(&title.en))
}

fn sources(page: &mut Page, policy: &Policy, base: Option<&Policy>) {
    let own = policy
        .linked()
        .common
        .document
        .sources
        .iter()
        .filter(|(id, _)| base.is_none_or(|b| b.linked().source_document(id).is_none()));
    page.table("依据 / Sources", &["简称 id", "文件 document", "文号 number", "印发 issued"], own, |(id, source)| {
        let title = both(&source.title);
        let title = source.url.as_ref().map_or_else(|| title.clone(), |url| format!("[{title}]({url})"));
        vec![format!("`{id}`"), title, source.number.clone().unwrap_or_default(), source.issued.clone().unwrap_or_default().0]
    });
}

/// The criteria of each tier in words, nested as they are judged; score sheets with their bands stand among them.
fn tiers(page: &mut Page, assessor: &Assessor) {
    let firm = assessor.firm();
    let explained = assessor.explain(&firm, &mut peiyu::program::Workspace::default());
    for (i, tier) in explained.assessment.tiers.iter().enumerate() {
        page.line(&format!("### {}\n", both(tier.label)));
        page.line(&format!("`{}`，按 {} 年版 / edition {}\n", tier.tier, tier.edition, tier.edition));
        let mut above: Vec<&Reason> = Vec::new();
        let reasons = explained.reasons(i);
        for reason in reasons.iter().filter(|r| r.line.kind != LineKind::Fact) {
            above.retain(|r| r.line.depth < reason.line.depth);
            let part = reason.line.kind == LineKind::Condition && above.iter().any(|r| says(r, &reason.line.label));
            if !part {
                page.line(&format!("{}- {}", "    ".repeat(above.len()), said(reason)));
                above.push(reason);
            }
        }
        page.line("");
    }
}

/// Whether a line says a condition already, as part of its own.
fn says(reason: &Reason, condition: &Text) -> bool {
    reason.line.sentence.zh.contains(&condition.zh) || reason.line.label.zh.contains(&condition.zh)
}

fn said(reason: &Reason) -> String {
    let line = reason.line;
    let mut out = match line.kind {
        LineKind::Criterion => format!("**{}**", both(&line.label)),
        _ => both(&line.label),
    };
    if let Some(max) = &line.max {
        out += &format!("（满分 {max}）");
    }
    if !line.sentence.zh.is_empty() && line.sentence.zh != line.label.zh {
        out += &format!("<br>{}", both(&line.sentence));
    }
    if let Some(source) = &line.source {
        out += &format!("<br>*{}*", checked(&source.text, source.needs_check));
    }
    out
}

fn parameters(page: &mut Page, policy: &Policy, edition: &str, day: Date) {
    let declared = |id: &str| policy.linked().parts(edition).find_map(|p| p.document.parameters.get(id));
    let values = policy.parameters(edition, day);
    let head = ["参数 parameter", "值 value", "限度 limits", "依据 source"];
    page.table(&format!("参数 / Parameters（{edition}）"), &head, values.iter(), |value| {
        let parameter = declared(&value.id);
        vec![
            format!("`{}`<br>{}", value.id, both(&value.label)),
            shown(value),
            parameter.and_then(|p| p.within.as_deref()).map_or_else(|| "不可改 / fixed".into(), |w| format!("`{}`", cell(w))),
            parameter.and_then(|p| p.source.as_ref()).map(|s| cited(policy, s)).unwrap_or_default(),
        ]
    });
}

/// A parameter's value in words.
fn shown(value: &ParameterValue) -> String {
    let words = |known| phrase::value(known, value.style, None, None, Lang::Zh);
    match (value.day(), &value.value) {
        (Some(day), _) => day.to_string(),
        (None, Some(known)) => words(known).unwrap_or_default(),
        (None, None) => "未设定 / not set".into(),
    }
}

fn calls(page: &mut Page, policy: &Policy, base: Option<&Policy>) {
    let known = |id: &str| base.is_some_and(|b| b.linked().common.document.calls.contains_key(id));
    let own = policy.linked().common.document.calls.iter().filter(|(id, _)| !known(id));
    let head = ["通知 call", "受理期 window", "首次、复核按 editions", "本次的条件和说明 criteria and notes"];
    page.table("通知 / Calls", &head, own, |(id, call)| {
        let window = call.window.as_ref().map(|w| format!("{} — {}", w.from.0, w.until.0)).unwrap_or_default();
        let tiers: Vec<String> = call.tiers.iter().map(|(tier, by)| format!("`{tier}`：{}、{}", by.new, by.renewal)).collect();
        let labels = call.criteria.values().flatten().filter_map(|c| c.label.as_ref());
        let excluded = call.not_recommended.iter().map(|s| &s.label);
        let said: Vec<String> = labels.chain(excluded).chain(&call.notes).map(both).collect();
        vec![
            format!("`{id}`<br>{}<br>{}", both(&call.label), cited(policy, &call.source)),
            window,
            tiers.join("<br>"),
            said.join("<br>"),
        ]
    });
    let known = |id: &str| base.is_some_and(|b| b.linked().common.document.awards.contains_key(id));
    let own = policy.linked().common.document.awards.iter().filter(|(id, _)| !known(id));
    page.table("奖励 / Awards", &["奖励 award", "层级 tier", "依据 source"], own, |(id, award)| {
        vec![format!("`{id}`<br>{}", both(&award.label)), format!("`{}`", award.tier), cited(policy, &award.source)]
    });
}

fn facts(page: &mut Page, policy: &Policy, base: Option<&Policy>) {
    let known = |slot: &FactSlot| base.is_some_and(|b| b.facts().slots().iter().any(|s| s.id == slot.id));
    let own = policy.facts().slots().iter().filter(|s| !known(s));
    page.table("填报事项 / Facts", &["事项 fact", "类型 type", "范围 domain", "说明 note"], own, |slot| {
        let mut notes: Vec<String> = slot.note.iter().map(both).collect();
        for (is, note) in [
            (slot.finding, "由评审给出 / from a reviewer"),
            (slot.optional, "可以为空 / may be null"),
            (slot.computed, "可由记录算出 / from records"),
        ] {
            if is {
                notes.push(note.into());
            }
        }
        vec![format!("`{}`<br>{}", slot.id, both(&slot.label)), kind(slot), domain(slot), notes.join("<br>")]
    });
}

fn kind(slot: &FactSlot) -> String {
    match slot.ty {
        FactType::Integer => {
            let shown = slot.expression_type.shown();
            both(&Text::both(shown.zh.replace('数', "整数"), shown.en.replace("number", "integer")))
        }
        FactType::Money => "金额（元） / money (yuan)".into(),
        _ => both(&slot.expression_type.shown()),
    }
}

fn domain(slot: &FactSlot) -> String {
    if !slot.choices.is_empty() {
        let named = slot.choices.iter().zip(&slot.choice_labels).map(|(id, label)| format!("`{id}` {}", cell(&label.zh)));
        return named.collect::<Vec<_>>().join("<br>");
    }
    let least = slot.domain.min.as_ref().map(|n| format!("≥ {n}"));
    let most = slot.domain.max.as_ref().map(|n| format!("≤ {n}"));
    [least, most].into_iter().flatten().collect::<Vec<_>>().join("，")
}

/// A source as people cite it.
fn cited(policy: &Policy, source: &Source) -> String {
    checked(&policy.linked().citation(source), source.needs_check())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_documents_say_stands_on_the_pages() {
        let files = files().unwrap();
        let page = |name: &str| files.iter().find(|(n, _)| n == name).map(|(_, text)| text.as_str()).unwrap();
        for id in peiyu_workflows::policies() {
            assert!(page("index.md").contains(&format!("({id}.md)")) && page(&format!("{id}.md")).contains("哈希"), "{id}");
        }
        // 63号 附件2 一(四): 60 points, which provinces may raise. 2号文 附件1 第2项: seen in other sources only.
        let row = page("cn.md").lines().find(|l| l.contains("`srdi_score_min`")).unwrap();
        assert!(row.contains("| 60分 | `>= 60分` | 工信部企业〔2022〕63号 附件2 一(四) |"), "{row}");
        let row = page("cn.md").lines().filter(|l| l.contains("`srdi_revenue_min`")).nth(1).unwrap();
        assert!(row.contains("1500万元") && row.contains("工信部企业〔2026〕2号 附件1 第2项，待核"), "{row}");
        // 甘工信发〔2023〕128号 (二): 300 000 yuan, and twenty-five measures.
        assert!(page("gansu.md").contains("award for first recognition as an SRDI firm：30万元"));
        assert_eq!((1..=25).filter(|n| page("gansu.md").contains(&format!("\n| {n} | "))).count(), 25);
        assert!(page("cn_ladder.svg").starts_with("<svg"));
        // Every national fact with its id, names, type and unit; ids of events and deadlines.
        let row = |start: &str| page("cn.md").lines().find(|l| l.starts_with(start)).unwrap_or_else(|| panic!("{start}"));
        assert!(row("| `employees`<br>").contains("整数（人） / integer (person)"), "{}", row("| `employees`<br>"));
        assert!(row("| `revenue_1`<br>").contains("金额（元） / money (yuan)"), "{}", row("| `revenue_1`<br>"));
        assert!(row("| `pass_srdi`<br>").contains("县级"), "{}", row("| `pass_srdi`<br>"));
        assert!(page("cn.md").lines().any(|l| l.contains("`county_review`<br>")), "deadlines have ids");
    }
}
