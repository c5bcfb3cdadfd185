//! What an explanation can say of a tier, made once when a policy is made ready: one line for each criterion, condition, rule,
//! score and fact, in the order they are read, with sentences; only the values are a firm's.

use std::sync::Arc;

use crate::diagnostic::Text;
use crate::keyed::Seen;
use crate::lang::unit::Unit;
use crate::number::Number;
use crate::phrase;
use crate::policy::said::{Citation, Said, SaidCard, SaidItem, SaidKind, SaidRule, SaidTest, Style};
use crate::policy::{Compiled, Criterion, CriterionKind, FactTable, Variant};
use crate::program::Slot;
use crate::program::build::Operand;

/// Most lines of a tier: rules that read rules unfold, and documents of strangers must not unfold without end.
const MAX_LINES: usize = 5_000;

/// What a line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// A criterion of the tier, or one inside another.
    Criterion,
    /// A condition that a criterion's expression is made of.
    Condition,
    /// A named rule and its value.
    Rule,
    /// The total of a score sheet.
    Score,
    /// The points of a group.
    Group,
    /// The points of an item.
    Item,
    /// A fact.
    Fact,
}

impl LineKind {
    /// Its name in JSON.
    pub fn id(self) -> &'static str {
        match self {
            LineKind::Criterion => "criterion",
            LineKind::Condition => "condition",
            LineKind::Rule => "rule",
            LineKind::Score => "score",
            LineKind::Group => "group",
            LineKind::Item => "item",
            LineKind::Fact => "fact",
        }
    }
}

/// A value of a firm and what it is held against.
#[derive(Clone, Debug)]
pub struct Measure {
    /// Where the value is.
    pub value: Slot,
    /// How it is written.
    pub style: Style,
    /// The fact that it is, if it is one.
    pub fact: Option<u32>,
    /// Where the threshold is.
    pub limit: Option<Slot>,
}

/// One line.
#[derive(Clone, Debug)]
pub struct Line {
    /// What it is about.
    pub kind: LineKind,
    /// How deep it stands; a line belongs to the nearest one above it that stands less deep.
    pub depth: usize,
    /// Id of the criterion, item or fact; empty for others.
    pub id: String,
    /// What it is called.
    pub label: Text,
    /// What is required, or how the value comes about; empty where the label says it all.
    pub sentence: Text,
    /// Where it comes from.
    pub source: Option<Citation>,
    /// Where it is decided, for a criterion or condition.
    pub holds: Option<Slot>,
    /// Its value.
    pub measure: Option<Measure>,
    /// Most points.
    pub max: Option<Number>,
    /// It counts only where these conditions have these answers: a branch of a rule.
    pub under: Vec<(Slot, bool)>,
}

/// The lines of a tier as one edition judges it.
pub fn lines(compiled: &Compiled, variant: &Variant, facts: &FactTable) -> Vec<Line> {
    let mut writer = Writer {
        compiled,
        facts,
        out: Vec::new(),
        depth: 0,
        rules: Seen::new(),
        cards: Seen::new(),
        told: Seen::new(),
        under: Vec::new(),
    };
    for criterion in &variant.criteria {
        writer.criterion(criterion);
    }
    // A score that no criterion reads is told all the same.
    if let Some(card) = &variant.card {
        writer.score(card, None);
    }
    writer.out
}

struct Writer<'a> {
    compiled: &'a Compiled,
    facts: &'a FactTable,
    out: Vec<Line>,
    depth: usize,
    /// Rules told under the criterion at hand.
    rules: Seen<*const SaidRule>,
    /// Score sheets told.
    cards: Seen<*const SaidCard>,
    /// Facts told under the line at hand.
    told: Seen<u32>,
    under: Vec<(Slot, bool)>,
}

impl Writer<'_> {
    fn slot(&self, said: &Said) -> Slot {
        self.compiled.program.slot_of(said.at)
    }

    fn line(&self, kind: LineKind, label: Text) -> Line {
        Line {
            kind,
            depth: self.depth,
            id: String::new(),
            label,
            sentence: Text::default(),
            source: None,
            holds: None,
            measure: None,
            max: None,
            under: self.under.clone(),
        }
    }

    /// Puts a line, and what stands below it.
    fn put(&mut self, line: Line, below: impl FnOnce(&mut Self)) {
        if self.out.len() >= MAX_LINES {
            return;
        }
        self.out.push(line);
        self.depth += 1;
        let (under, told) = (std::mem::take(&mut self.under), std::mem::take(&mut self.told));
        below(self);
        (self.under, self.told) = (under, told);
        self.depth -= 1;
    }

    fn criterion(&mut self, criterion: &Criterion) {
        self.rules.clear();
        let mut line = Line {
            id: criterion.id.clone(),
            source: Some(criterion.citation.clone()),
            holds: Some(criterion.slot),
            ..self.line(LineKind::Criterion, criterion.label.clone())
        };
        match &criterion.kind {
            CriterionKind::When(said) => {
                // A rule has a line of its own.
                if !matches!(said.kind, SaidKind::Rule(_)) {
                    line.sentence = phrase::condition(said, self.facts, &self.compiled.program);
                }
                line.measure = self.measured(said);
                self.own_words(criterion, &mut line);
                self.put(line, |w| w.parts(said));
            }
            CriterionKind::All(inner) | CriterionKind::Any(inner) => {
                line.sentence = if matches!(criterion.kind, CriterionKind::All(_)) {
                    Text::both("以下各项须全部符合", "all of the following must hold")
                } else {
                    Text::both("以下各项符合其一即可", "one of the following is enough")
                };
                self.own_words(criterion, &mut line);
                self.put(line, |w| inner.iter().for_each(|c| w.criterion(c)));
            }
        }
    }

    fn own_words(&self, criterion: &Criterion, line: &mut Line) {
        if let Some(own) = &criterion.sentence {
            line.sentence = phrase::template(own, self.facts, &self.compiled.program);
        }
    }

    /// The value that a condition is about, where it is about one.
    fn measured(&self, said: &Said) -> Option<Measure> {
        let fact = |s: &Said| if let SaidKind::Fact(i) = s.kind { Some(i) } else { None };
        match &said.kind {
            SaidKind::Not(inner) => self.measured(inner),
            SaidKind::Fact(i) => Some(Measure { value: self.slot(said), style: said.style, fact: Some(*i), limit: None }),
            SaidKind::Tested(subject, tests) => {
                let limit = if let [SaidTest::Compare(_, limit)] = tests.as_slice() { Some(self.slot(limit)) } else { None };
                Some(Measure { value: self.slot(subject), style: subject.style, fact: fact(subject), limit })
            }
            _ => None,
        }
    }

    /// What stands below a condition: its conditions, or the values that it reads.
    fn parts(&mut self, said: &Said) {
        match &said.kind {
            SaidKind::And(parts) | SaidKind::Or(parts) => parts.iter().for_each(|p| self.condition(p)),
            SaidKind::Not(inner) => self.parts(inner),
            SaidKind::If(..) => self.branches(said),
            _ if self.alone(said) => {}
            _ => self.values(said),
        }
    }

    /// Whether a condition's own line says all: what it is about is a fact, or points that stand there already.
    fn alone(&self, said: &Said) -> bool {
        let known =
            |t: &SaidTest| !matches!(t, SaidTest::Compare(_, v) if !matches!(v.kind, SaidKind::Parameter(_) | SaidKind::Literal));
        match &said.kind {
            SaidKind::Fact(_) => true,
            SaidKind::Tested(subject, tests) if tests.iter().all(known) => match &subject.kind {
                SaidKind::Fact(_) => true,
                SaidKind::Score { card, .. } => self.cards.contains(&Arc::as_ptr(card)),
                _ => false,
            },
            _ => false,
        }
    }

    /// The branches of a choice, of which a firm takes one: a line each.
    fn branches(&mut self, said: &Said) {
        let before = self.under.clone();
        let mut at = said;
        while let SaidKind::If(when, yes, no) = &at.kind {
            let slot = self.slot(when);
            self.under.push((slot, true));
            self.branch(Some(when), yes);
            self.under.pop();
            self.under.push((slot, false));
            at = no;
        }
        self.branch(None, at);
        self.under = before;
    }

    fn branch(&mut self, when: Option<&Said>, said: &Said) {
        let label = phrase::branch(when, said, self.facts, &self.compiled.program);
        let line = Line { holds: Some(self.slot(said)), ..self.line(LineKind::Condition, label) };
        self.put(line, |w| {
            if let Some(when) = when {
                w.values(when);
            }
            if w.alone(said) { w.values(said) } else { w.parts(said) }
        });
    }

    fn condition(&mut self, said: &Said) {
        let label = phrase::condition(said, self.facts, &self.compiled.program);
        let line = Line { holds: Some(self.slot(said)), measure: self.measured(said), ..self.line(LineKind::Condition, label) };
        self.put(line, |w| w.parts(said));
    }

    /// The named values that an expression reads.
    fn values(&mut self, said: &Said) {
        match &said.kind {
            SaidKind::Fact(index) => self.fact(*index, said),
            SaidKind::Rule(rule) => self.rule(rule, said),
            SaidKind::Score { card, group } => self.score(card, *group),
            SaidKind::Parameter(_) | SaidKind::Literal => {}
            SaidKind::Negate(a) | SaidKind::Not(a) => self.values(a),
            SaidKind::Arithmetic(_, a, b) => {
                self.values(a);
                self.values(b);
            }
            SaidKind::Call(_, parts) | SaidKind::And(parts) | SaidKind::Or(parts) => parts.iter().for_each(|p| self.values(p)),
            SaidKind::Tested(subject, tests) => {
                self.values(subject);
                for test in tests {
                    self.test(test);
                }
            }
            SaidKind::If(when, yes, no) => {
                self.values(when);
                let slot = self.slot(when);
                for (branch, answer) in [(yes, true), (no, false)] {
                    self.under.push((slot, answer));
                    self.values(branch);
                    self.under.pop();
                }
            }
        }
    }

    fn test(&mut self, test: &SaidTest) {
        match test {
            SaidTest::Compare(_, value) => self.values(value),
            SaidTest::Range { low, high, .. } => {
                self.values(low);
                self.values(high);
            }
            SaidTest::Not(inner) => inner.iter().for_each(|t| self.test(t)),
            SaidTest::Any | SaidTest::OneOf(_) | SaidTest::IsNull => {}
        }
    }

    fn fact(&mut self, index: u32, said: &Said) {
        let Some(slot) = self.facts.get(index) else { return };
        // Under a branch the fact may not be told where that branch is not taken.
        if self.under.is_empty() && !self.told.insert(index) || self.told.contains(&index) && !self.under.is_empty() {
            return;
        }
        let measure = Measure { value: self.slot(said), style: said.style, fact: Some(index), limit: None };
        let line = Line { id: slot.id.clone(), measure: Some(measure), ..self.line(LineKind::Fact, slot.label.clone()) };
        self.put(line, |_| ());
    }

    fn rule(&mut self, rule: &Arc<SaidRule>, said: &Said) {
        let measure = Measure { value: self.slot(said), style: said.style, fact: None, limit: None };
        let line = Line {
            sentence: phrase::formula(&rule.body, self.facts, &self.compiled.program),
            source: rule.source.clone(),
            measure: Some(measure),
            ..self.line(LineKind::Rule, rule.label.clone())
        };
        let fresh = self.rules.insert(Arc::as_ptr(rule));
        self.put(line, |w| {
            if fresh {
                if rule.body.style == Style::Other { w.parts_of_rule(&rule.body) } else { w.values(&rule.body) }
            }
        });
    }

    /// A rule that holds or not is told by its conditions.
    fn parts_of_rule(&mut self, body: &Said) {
        if self.alone(body) { self.values(body) } else { self.parts(body) }
    }

    /// A score sheet once in full; a group of it later by its points alone.
    fn score(&mut self, card: &Arc<SaidCard>, group: Option<usize>) {
        if let Some(group) = group.and_then(|g| card.groups.get(g)) {
            let measure = Some(self.points(group.at));
            let line = Line { measure, max: Some(group.max.clone()), ..self.line(LineKind::Group, group.label.clone()) };
            return self.put(line, |_| ());
        }
        if !self.cards.insert(Arc::as_ptr(card)) {
            return;
        }
        let measure = Some(self.points(card.at));
        let line = Line { measure, max: Some(card.max.clone()), ..self.line(LineKind::Score, card.label.clone()) };
        self.put(line, |w| {
            for group in &card.groups {
                let measure = Some(w.points(group.at));
                let line = Line { measure, max: Some(group.max.clone()), ..w.line(LineKind::Group, group.label.clone()) };
                w.put(line, |w| group.items.iter().for_each(|item| w.item(item)));
            }
        });
    }

    fn item(&mut self, item: &SaidItem) {
        self.rules.clear();
        let line = Line {
            id: item.id.clone(),
            sentence: self.item_sentence(item),
            source: item.source.clone(),
            measure: Some(self.points(item.at)),
            max: Some(item.max.clone()),
            ..self.line(LineKind::Item, item.label.clone())
        };
        self.put(line, |w| item.ways.iter().for_each(|way| w.values(&way.value)));
    }

    fn item_sentence(&self, item: &SaidItem) -> Text {
        let program = &self.compiled.program;
        if let Some(own) = &item.sentence {
            return phrase::template(own, self.facts, program);
        }
        let ways = item.ways.iter().map(|way| {
            let bands = phrase::bands(way, self.facts, program);
            if way.bands.is_empty() {
                return bands;
            }
            let name = phrase::term(&way.value, self.facts, program);
            Text::both(format!("{}：{}", name.zh, bands.zh), format!("{}: {}", name.en, bands.en))
        });
        let ways: Vec<Text> = ways.collect();
        if let [only] = ways.as_slice() {
            return only.clone();
        }
        let zh: Vec<&str> = ways.iter().map(|w| w.zh.as_str()).collect();
        let en: Vec<&str> = ways.iter().map(|w| w.en.as_str()).collect();
        Text::both(format!("取得分最高的一项。{}", zh.join("。")), format!("The best of these counts. {}", en.join(". ")))
    }

    fn points(&self, at: Operand) -> Measure {
        Measure { value: self.compiled.program.slot_of(at), style: Style::Measured(Unit::POINT), fact: None, limit: None }
    }
}
