//! Who gets what: measures and what they give, counted and summed over many firms, told apart by the facts that the document
//! names (a city, a year).

use std::collections::BTreeMap;

use crate::document::write::write_text;
use crate::number::Number;
use crate::policy::FactSlot;
use crate::program::Workspace;
use crate::program::cell::Cell;

use super::super::json::{both, text};
use super::super::{Firm, Verdict};
use super::json::{entry, sum};
use super::{Measures, MeasuresAnswer};

/// Counts over firms. Those of several threads are joined with [`Tally::add`]; the order does not matter.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    firms: u64,
    /// By measure: for whom it is, for whom not, and for whom it is open.
    measures: Vec<[u64; 3]>,
    /// By measure and what it gives.
    gives: Vec<Vec<Given>>,
    /// By target: the firms that count, and those of which it is open.
    targets: Vec<[u64; 2]>,
}

#[derive(Clone, Debug, Default)]
struct Given {
    counts: [u64; 3],
    /// The sum in yuan for those who get it.
    sum: Number,
    /// What more it would be if all that is open were for them.
    open: Number,
    /// The same by the values of the facts that tell sums apart, for those who get it.
    groups: BTreeMap<Vec<Option<String>>, (u64, Number)>,
}

fn place(verdict: Verdict) -> usize {
    match verdict {
        Verdict::Pass => 0,
        Verdict::Fail => 1,
        Verdict::Unknown => 2,
    }
}

fn count<const N: usize>(counts: &mut [u64; N], at: usize, by: u64) {
    if let Some(count) = counts.get_mut(at) {
        *count += by;
    }
}

fn plus(all: &mut Number, more: &Number) {
    // Sums of yuan stay far below what a number can hold.
    if let Ok(total) = all.add(more) {
        *all = total;
    }
}

impl Measures {
    /// Answers for a firm and counts it.
    pub fn count<'a>(&'a self, firm: &Firm, tally: &mut Tally, workspace: &mut Workspace) -> MeasuresAnswer<'a> {
        let answer = self.answer(firm, workspace);
        tally.firms += 1;
        tally.measures.resize(self.list.len(), [0; 3]);
        tally.gives.resize(self.list.len(), Vec::new());
        tally.targets.resize(self.targets.len(), [0; 2]);
        for (i, (one, said)) in answer.measures.iter().zip(&self.list).enumerate().filter(|(_, (one, _))| one.in_force) {
            if let (Some(counts), Some(verdict)) = (tally.measures.get_mut(i), one.verdict) {
                count(counts, place(verdict), 1);
            }
            let Some(gives) = tally.gives.get_mut(i) else { continue };
            gives.resize(one.gives.len(), Given::default());
            for ((benefit, slots), given) in one.gives.iter().zip(&said.slots.gives).zip(gives) {
                let Some(verdict) = benefit.verdict else { continue };
                count(&mut given.counts, place(verdict), 1);
                let due = benefit.due();
                if let Some(due) = due {
                    plus(&mut given.sum, due);
                }
                match (verdict, &benefit.amount) {
                    (Verdict::Unknown, Some(amount)) => plus(&mut given.open, amount),
                    (Verdict::Pass, _) if !slots.by.is_empty() => {
                        let key = slots.by.iter().map(|fact| self.shown(*fact, firm)).collect();
                        let group = given.groups.entry(key).or_default();
                        group.0 += 1;
                        plus(&mut group.1, due.unwrap_or(&Number::ZERO));
                    }
                    _ => {}
                }
            }
        }
        for (said, counts) in self.targets.iter().zip(&mut tally.targets) {
            match said.slots.count.map(|slot| workspace.get(slot).as_boolean()) {
                Some(Some(true)) => count(counts, 0, 1),
                Some(None) => count(counts, 1, 1),
                _ => {}
            }
        }
        answer
    }

    /// A fact's value as a text; none where it is not known.
    fn shown(&self, fact: u32, firm: &Firm) -> Option<String> {
        let slot: Option<&FactSlot> = self.assessor.facts().get(fact);
        match firm.cells().get(fact as usize)? {
            Cell::Text(text) => Some(text.to_string()),
            Cell::Number(n) => Some(n.to_string()),
            Cell::Boolean(b) => Some(b.to_string()),
            Cell::Choice(i) => slot?.choices.get(usize::from(*i)).cloned(),
            Cell::Null | Cell::Unknown(_) | Cell::Error(_) => None,
        }
    }

    /// The counts as JSON:
    ///
    /// `{"policy", "day", "firms", "due", "measures": [{"measure", "number", "title", "for", "not_for", "open", "gives": [{"benefit",
    /// "kind", "label", "for", "not_for", "open", "sum", "open_sum", "groups": [{"by": {"fact": "value"}, "firms", "sum"}]}]}],
    /// "targets"}`, of measures in force that are asked of firms; targets as in [`Measures::targets_json`]. Sums are decimal
    /// strings in yuan; `open_sum` is what may come to the sum once what is open is known.
    pub fn tally_json(&self, tally: &Tally, figures: &super::Figures) -> String {
        let mut out = String::from("{\"policy\":");
        write_text(self.assessor.policy_hash(), &mut out);
        text("day", &self.day.to_string(), &mut out);
        out.push_str(",\"firms\":");
        out.push_str(&tally.firms.to_string());
        text("due", &tally.due().to_string(), &mut out);
        out.push_str(",\"measures\":[");
        let mut before = "";
        for (i, said) in self.list.iter().enumerate() {
            let asked = said.slots.tier.is_some() || said.slots.gives.iter().any(|g| g.tier.is_some());
            if !asked || !self.in_force(&said.of) {
                continue;
            }
            out.push_str(before);
            before = ",";
            out.push_str("{\"measure\":");
            write_text(&said.slots.id, &mut out);
            text("number", &said.of.number.0, &mut out);
            both("title", &said.of.title, &mut out);
            counts(tally.measures.get(i).copied().unwrap_or_default(), &mut out);
            out.push_str(",\"gives\":[");
            for (k, (benefit, slots)) in said.of.gives.values().zip(&said.slots.gives).enumerate() {
                out.push_str(if k > 0 { ",{\"benefit\":" } else { "{\"benefit\":" });
                write_text(&slots.id, &mut out);
                text("kind", benefit.kind.id(), &mut out);
                both("label", &benefit.label, &mut out);
                let given = tally.gives.get(i).and_then(|g| g.get(k)).cloned().unwrap_or_default();
                counts(given.counts, &mut out);
                let money = slots.amount.is_some();
                sum("sum", Some(&given.sum).filter(|_| money), &mut out);
                sum("open_sum", Some(&given.open).filter(|_| money), &mut out);
                groups(&given, &benefit.by, money, &mut out);
                out.push('}');
            }
            out.push_str("]}");
        }
        out.push_str("],\"targets\":");
        self.progress(figures, Some(tally), &mut out);
        out.push('}');
        out
    }
}

fn groups(given: &Given, by: &[String], money: bool, out: &mut String) {
    out.push_str(",\"groups\":[");
    for (i, (key, (firms, total))) in given.groups.iter().enumerate() {
        out.push_str(if i > 0 { ",{\"by\":{" } else { "{\"by\":{" });
        for (i, (fact, value)) in by.iter().zip(key).enumerate() {
            entry(i, fact, out);
            match value {
                Some(value) => write_text(value, out),
                None => out.push_str("null"),
            }
        }
        out.push_str("},\"firms\":");
        out.push_str(&firms.to_string());
        sum("sum", Some(total).filter(|_| money), out);
        out.push('}');
    }
    out.push(']');
}

fn counts([pass, fail, open]: [u64; 3], out: &mut String) {
    for (key, count) in [("for", pass), ("not_for", fail), ("open", open)] {
        out.push_str(",\"");
        out.push_str(key);
        out.push_str("\":");
        out.push_str(&count.to_string());
    }
}

impl Tally {
    /// Adds those of other firms.
    pub fn add(&mut self, other: &Tally) {
        self.firms += other.firms;
        join(&mut self.measures, &other.measures, |mine, theirs| {
            theirs.iter().enumerate().for_each(|(at, by)| count(mine, at, *by));
        });
        join(&mut self.targets, &other.targets, |mine, theirs| {
            theirs.iter().enumerate().for_each(|(at, by)| count(mine, at, *by));
        });
        join(&mut self.gives, &other.gives, |mine, theirs| join(mine, theirs, Given::add));
    }

    /// The firms that were counted.
    pub fn firms(&self) -> u64 {
        self.firms
    }

    /// The sums that are due in all, in yuan.
    pub fn due(&self) -> Number {
        let mut out = Number::ZERO;
        self.gives.iter().flatten().for_each(|given| plus(&mut out, &given.sum));
        out
    }

    /// The firms that count towards a target, by its place, and those of which it is open.
    pub(super) fn counted(&self, target: usize) -> [u64; 2] {
        self.targets.get(target).copied().unwrap_or_default()
    }
}

impl Given {
    fn add(&mut self, other: &Given) {
        other.counts.iter().enumerate().for_each(|(at, by)| count(&mut self.counts, at, *by));
        plus(&mut self.sum, &other.sum);
        plus(&mut self.open, &other.open);
        for (key, (firms, total)) in &other.groups {
            let group = self.groups.entry(key.clone()).or_default();
            group.0 += firms;
            plus(&mut group.1, total);
        }
    }
}

fn join<T: Clone + Default>(mine: &mut Vec<T>, theirs: &[T], add: impl Fn(&mut T, &T)) {
    mine.resize(mine.len().max(theirs.len()), T::default());
    mine.iter_mut().zip(theirs).for_each(|(a, b)| add(a, b));
}
