//! Lines of explanations held against each other: which criteria, conditions and items came, went or read otherwise.

use crate::by_id::ById;
use crate::diagnostic::Text;
use crate::policy::Tier;

use super::super::Assessor;
use super::super::explain::{Line, LineKind, TierLines};

/// Whether something came, went or reads otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Only the other policy has it.
    Added,
    /// Only the first policy has it.
    Removed,
    /// Both have it, not alike.
    Changed,
}

impl Change {
    /// `added`, `removed` or `changed`.
    pub fn id(self) -> &'static str {
        match self {
            Change::Added => "added",
            Change::Removed => "removed",
            Change::Changed => "changed",
        }
    }

    /// What became of something, by whether each has it; none where both have it alike.
    pub(super) fn of<T: PartialEq>(before: Option<&T>, after: Option<&T>) -> Option<Change> {
        match (before, after) {
            (None, Some(_)) => Some(Change::Added),
            (Some(_), None) => Some(Change::Removed),
            (Some(a), Some(b)) if a != b => Some(Change::Changed),
            _ => None,
        }
    }
}

/// What is different in a tier.
#[derive(Clone, Debug)]
pub struct TierChanges<'a> {
    /// Its id.
    pub tier: &'a str,
    /// Its name for people.
    pub label: &'a Text,
    /// Whether only one of the policies has it, or both by other editions.
    pub change: Option<Change>,
    /// The editions that judge it.
    pub editions: [Option<&'a str>; 2],
    /// Its lines, those of the other policy in their order, then what went.
    pub lines: Vec<LineChange<'a>>,
}

/// A line that is different.
#[derive(Clone, Debug)]
pub struct LineChange<'a> {
    /// What became of it.
    pub change: Change,
    /// Whether only renewals are judged so.
    pub renewal: bool,
    /// The names of the lines that it stands under, outermost first.
    pub under: Vec<&'a Text>,
    /// As the first policy has it.
    pub before: Option<&'a Line>,
    /// As the other has it.
    pub after: Option<&'a Line>,
}

/// The tiers of both.
pub(super) fn tiers<'a>(before: &'a Assessor, after: &'a Assessor) -> Vec<TierChanges<'a>> {
    let found = |assessor: &'a Assessor, id: &str| {
        let at = assessor.tiers().iter().position(|t| t.id == id)?;
        Some((assessor.tiers().get(at)?, assessor.lines.get(at)?))
    };
    let gone = before.tiers().iter().filter(|t| !after.tiers().iter().any(|other| other.id == t.id));
    let all = after.tiers().iter().chain(gone).map(|t| t.id.as_str());
    all.filter_map(|id| tier(found(before, id), found(after, id))).collect()
}

type Judged<'a> = (&'a Tier, &'a TierLines);

fn tier<'a>(before: Option<Judged<'a>>, after: Option<Judged<'a>>) -> Option<TierChanges<'a>> {
    let (shown, _) = after.or(before)?;
    let editions = [before, after].map(|side| side.map(|(tier, _)| tier.first.edition.as_str()));
    let mut out = TierChanges {
        tier: &shown.id,
        label: &shown.label,
        change: Change::of(editions[0].as_ref(), editions[1].as_ref()),
        editions,
        lines: Vec::new(),
    };
    let (Some((_, a)), Some((_, b))) = (before, after) else { return Some(out) };
    compare(&a.first, &b.first, false, &mut out.lines);
    if a.renewal.is_some() || b.renewal.is_some() {
        let mut renewals = Vec::new();
        let of = |lines: &'a TierLines| lines.renewal.as_deref().unwrap_or(&lines.first);
        compare(of(a), of(b), true, &mut renewals);
        renewals.retain(|r| !out.lines.iter().any(|l| same(l.before, r.before) && same(l.after, r.after)));
        out.lines.append(&mut renewals);
    }
    Some(out)
}

fn same(a: Option<&Line>, b: Option<&Line>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.id == b.id && reads_alike(a, b),
        (None, None) => true,
        _ => false,
    }
}

/// Whether two lines say the same to people.
fn reads_alike(a: &Line, b: &Line) -> bool {
    let source = |line: &Line| line.source.as_ref().map(|s| (s.text.clone(), s.needs_check));
    a.label == b.label && a.sentence == b.sentence && a.max == b.max && source(a) == source(b)
}

/// A line with its key, and the place of the line that it stands under.
struct Placed<'a> {
    key: String,
    parent: Option<usize>,
    line: &'a Line,
}

/// Lines by what they are under and what they are called: ids where there are any. Conditions and facts are left out: they are
/// in the words of the criterion or rule that reads them.
fn keyed(lines: &[Line]) -> Vec<Placed<'_>> {
    let mut out: Vec<Placed> = Vec::new();
    let mut stack: Vec<(usize, usize)> = Vec::new();
    let mut seen: ById<usize> = ById::new();
    for line in lines.iter().filter(|l| !matches!(l.kind, LineKind::Condition | LineKind::Fact)) {
        while stack.last().is_some_and(|(depth, _)| *depth >= line.depth) {
            stack.pop();
        }
        let parent = stack.last().map(|(_, at)| *at);
        let above = parent.and_then(|at| out.get(at)).map_or("", |k| k.key.as_str());
        let own = if line.id.is_empty() { &line.label.zh } else { &line.id };
        let key = format!("{above}/{}:{own}", line.kind.id());
        let times = *seen.or_default(&key);
        *seen.or_default(&key) += 1;
        stack.push((line.depth, out.len()));
        out.push(Placed { key: if times == 0 { key } else { format!("{key}#{times}") }, parent, line });
    }
    out
}

fn compare<'a>(before: &'a [Line], after: &'a [Line], renewal: bool, out: &mut Vec<LineChange<'a>>) {
    let (before, after) = (keyed(before), keyed(after));
    let places = |lines: &[Placed]| -> ById<usize> { lines.iter().enumerate().map(|(at, k)| (k.key.clone(), at)).collect() };
    let (old, new) = (places(&before), places(&after));
    let there = |places: &ById<usize>, k: &Placed| places.contains_key(&k.key);
    let push = |own: &[Placed<'a>], k: &Placed<'a>, lines: [Option<&'a Line>; 2], change, out: &mut Vec<LineChange<'a>>| {
        let mut under = Vec::new();
        let mut at = k.parent;
        while let Some(parent) = at.and_then(|at| own.get(at)) {
            under.push(&parent.line.label);
            at = parent.parent;
        }
        under.reverse();
        out.push(LineChange { change, renewal, under, before: lines[0], after: lines[1] });
    };
    // What stands under something that came or went came or went with it.
    let outermost = |own: &[Placed], places: &ById<usize>, k: &Placed| {
        k.parent.and_then(|at| own.get(at)).is_none_or(|parent| there(places, parent))
    };
    for k in &after {
        match old.get(&k.key).and_then(|at| before.get(*at)) {
            None if outermost(&after, &old, k) => push(&after, k, [None, Some(k.line)], Change::Added, out),
            Some(other) if !reads_alike(other.line, k.line) => {
                push(&after, k, [Some(other.line), Some(k.line)], Change::Changed, out);
            }
            _ => {}
        }
    }
    for k in before.iter().filter(|k| !there(&new, k) && outermost(&before, &new, k)) {
        push(&before, k, [Some(k.line), None], Change::Removed, out);
    }
}
