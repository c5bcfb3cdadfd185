//! Conditions, terms and formulas in words.

use crate::diagnostic::{Lang, Text, fill_blanks};
use crate::lang::functions::{FUNCTIONS, FunctionId};
use crate::lang::syntax::BinaryOp;
use crate::lang::unit::Unit;
use crate::number::Number;
use crate::policy::said::{Said, SaidKind, SaidTemplate, SaidTest, SaidWay, Style};
use crate::policy::{FactSlot, FactTable};
use crate::program::Program;
use crate::program::cell::Cell;

use super::figure::figure;

/// Deepest nesting that is put into words; beyond it the words stop.
const MAX_DEPTH: usize = 24;

/// What a sentence is made with.
#[derive(Clone, Copy)]
struct Speaker<'a> {
    facts: &'a FactTable,
    program: &'a Program,
    lang: Lang,
    depth: usize,
}

fn both(facts: &FactTable, program: &Program, say: impl Fn(Speaker) -> String) -> Text {
    let speaker = |lang| Speaker { facts, program, lang, depth: 0 };
    Text::both(say(speaker(Lang::Zh)), say(speaker(Lang::En)))
}

/// A condition as a sentence without its full stop: `上年度研发费用占营业收入比重不低于3%`.
pub fn condition(said: &Said, facts: &FactTable, program: &Program) -> Text {
    both(facts, program, |s| s.condition(said, true))
}

/// What an expression is called: `上年度营业收入总额`.
pub fn term(said: &Said, facts: &FactTable, program: &Program) -> Text {
    both(facts, program, |s| s.term(said, Style::Other))
}

/// A branch of a choice: where the first holds, the second; without a first, in all other cases.
pub fn branch(when: Option<&Said>, said: &Said, facts: &FactTable, program: &Program) -> Text {
    both(facts, program, |s| {
        let what = s.condition(said, true);
        match (when.map(|w| s.condition(w, true)), s.lang) {
            (Some(when), Lang::Zh) => format!("{when}的，{what}"),
            (Some(when), Lang::En) => format!("where {when}: {what}"),
            (None, Lang::Zh) => format!("其他情形，{what}"),
            (None, Lang::En) => format!("in other cases: {what}"),
        }
    })
}

/// A sentence of a document, with the values of the parameters that it names.
pub fn template(said: &SaidTemplate, facts: &FactTable, program: &Program) -> Text {
    both(facts, program, |s| {
        let parameter = |name: &str| said.parameters.iter().find(|(known, _)| known == name);
        fill_blanks(said.text.get(s.lang), &|name| parameter(name).map(|(_, value)| s.term(value, Style::Other)))
    })
}

/// How a rule is computed: `上年度研发费用总额 ÷ 上年度营业收入总额`.
pub fn formula(said: &Said, facts: &FactTable, program: &Program) -> Text {
    both(facts, program, |s| s.body(said))
}

/// What a score item gives: `不低于5%得20分；3%至5%得15分`.
pub fn bands(way: &SaidWay, facts: &FactTable, program: &Program) -> Text {
    both(facts, program, |s| s.bands(way))
}

/// A known value in words; an enum's, which is a fact's, by its label. Nothing for an unknown one.
pub fn value(cell: &Cell, style: Style, fact: Option<&FactSlot>, threshold: Option<&Number>, lang: Lang) -> Option<String> {
    Some(match cell {
        Cell::Number(n) => super::near(n, style, threshold, lang),
        Cell::Boolean(b) => pick(lang, if *b { ("是", "yes") } else { ("否", "no") }).to_owned(),
        Cell::Choice(i) => fact?.choice_labels.get(usize::from(*i))?.get(lang).to_owned(),
        Cell::Text(text) => text.to_string(),
        Cell::Null => pick(lang, ("无", "none")).to_owned(),
        Cell::Unknown(_) | Cell::Error(_) => return None,
    })
}

fn pick(lang: Lang, (zh, en): (&'static str, &'static str)) -> &'static str {
    if lang == Lang::Zh { zh } else { en }
}

impl<'a> Speaker<'a> {
    fn pick(self, zh: &'static str, en: &'static str) -> &'static str {
        pick(self.lang, (zh, en))
    }

    fn join(self, parts: &[String], all: bool) -> String {
        let between = if all { self.pick("，且", ", and ") } else { self.pick("，或者", ", or ") };
        parts.join(between)
    }

    fn deeper(self) -> Option<Self> {
        (self.depth < MAX_DEPTH).then(|| Speaker { depth: self.depth + 1, ..self })
    }

    fn condition(self, said: &Said, holds: bool) -> String {
        let Some(s) = self.deeper() else { return "…".into() };
        match &said.kind {
            SaidKind::Not(inner) => s.condition(inner, !holds),
            SaidKind::And(parts) | SaidKind::Or(parts) => {
                let all = matches!(said.kind, SaidKind::And(_)) == holds;
                let parts: Vec<String> = parts.iter().map(|p| s.part(p, holds, all)).collect();
                self.join(&parts, all)
            }
            SaidKind::Tested(subject, tests) => s.tested(subject, tests, holds),
            SaidKind::If(when, yes, no) => {
                let (a, b, c) = (s.condition(when, true), s.condition(yes, holds), s.condition(no, holds));
                match self.lang {
                    Lang::Zh if matches!(no.kind, SaidKind::If(..)) => format!("{a}的，{b}；{c}"),
                    Lang::Zh => format!("{a}的，{b}；其他的，{c}"),
                    Lang::En => format!("if {a}: {b}; otherwise {c}"),
                }
            }
            SaidKind::Fact(index) => s.stated(*index, holds),
            _ if holds => s.term(said, Style::Other),
            _ => format!("{}{}", self.pick("不符合：", "not: "), s.term(said, Style::Other)),
        }
    }

    /// A part of a conjunction or disjunction; one of the other kind stands in brackets.
    fn part(self, said: &Said, holds: bool, all: bool) -> String {
        let text = self.condition(said, holds);
        let other = match &said.kind {
            SaidKind::And(_) => holds != all,
            SaidKind::Or(_) => holds == all,
            SaidKind::If(..) => true,
            _ => false,
        };
        if other { format!("{}{text}{}", self.pick("（", "("), self.pick("）", ")")) } else { text }
    }

    /// A boolean fact, or its opposite.
    fn stated(self, fact: u32, holds: bool) -> String {
        let Some(slot) = self.facts.get(fact) else { return String::new() };
        let label = slot.label.get(self.lang);
        match (&slot.denial, holds) {
            (_, true) => label.to_owned(),
            (Some(denial), false) => denial.get(self.lang).to_owned(),
            (None, false) if self.lang == Lang::Zh => format!("未{label}"),
            (None, false) => format!("not {label}"),
        }
    }

    fn tested(self, subject: &Said, tests: &[SaidTest], holds: bool) -> String {
        let name = self.term(subject, Style::Other);
        let parts: Vec<String> = tests.iter().map(|t| self.test(&name, subject, t, holds)).collect();
        self.join(&parts, !holds)
    }

    fn test(self, name: &str, subject: &Said, test: &SaidTest, holds: bool) -> String {
        let gap = self.pick("", " ");
        match test {
            SaidTest::Any => format!("{name}{}", self.pick("不限", ": anything")),
            SaidTest::Not(inner) => {
                let parts: Vec<String> = inner.iter().map(|t| self.test(name, subject, t, !holds)).collect();
                self.join(&parts, holds)
            }
            SaidTest::Compare(op, value) => {
                let op = if holds { *op } else { opposite(*op) };
                let value_text = self.term(value, subject.style);
                // A flag that is to be true or false.
                if let (Some(Cell::Boolean(wanted)), SaidKind::Fact(fact)) = (self.constant(value), &subject.kind) {
                    return self.stated(*fact, (op == BinaryOp::Eq) == *wanted);
                }
                format!("{name}{gap}{}{gap}{value_text}", self.comparison(op, subject.style))
            }
            SaidTest::Range { low, high, low_closed, high_closed } => {
                let above = if *low_closed { BinaryOp::Ge } else { BinaryOp::Gt };
                let below = if *high_closed { BinaryOp::Le } else { BinaryOp::Lt };
                let end = |op: BinaryOp, value: &Said| {
                    let op = if holds { op } else { opposite(op) };
                    format!("{}{gap}{}", self.comparison(op, subject.style), self.term(value, subject.style))
                };
                if holds && *low_closed && *high_closed {
                    let (low, high) = (self.term(low, subject.style), self.term(high, subject.style));
                    return match self.lang {
                        Lang::Zh => format!("{name}在{low}至{high}之间"),
                        Lang::En => format!("{name} is from {low} to {high}"),
                    };
                }
                let between = if holds { self.pick("、", " and ") } else { self.pick("或", " or ") };
                format!("{name}{gap}{}{between}{}", end(above, low), end(below, high))
            }
            SaidTest::OneOf(ids) => {
                let names: Vec<String> = ids.iter().map(|id| self.choice(subject, id)).collect();
                let names = names.join(self.pick("或", " or "));
                format!("{name}{gap}{}{gap}{names}", if holds { self.pick("为", "is") } else { self.pick("不为", "is not") })
            }
            SaidTest::IsNull if holds => format!("{name}{gap}{}", self.pick("为空", "is empty")),
            SaidTest::IsNull => format!("{name}{gap}{}", self.pick("不为空", "is not empty")),
        }
    }

    /// The words of a comparison; things that are counted are few or many, others low or high.
    fn comparison(self, op: BinaryOp, style: Style) -> &'static str {
        let counted =
            matches!(style, Style::Measured(u) if u != Unit::CNY && u != Unit::POINT && Some(u) != Unit::from_id("level"));
        let money = matches!(style, Style::Measured(u) if u == Unit::CNY);
        match op {
            BinaryOp::Ge if counted => self.pick("不少于", "is at least"),
            BinaryOp::Ge => self.pick("不低于", "is at least"),
            BinaryOp::Le if counted || money => self.pick("不超过", "is at most"),
            BinaryOp::Le => self.pick("不高于", "is at most"),
            BinaryOp::Gt if counted || money => self.pick("超过", "is more than"),
            BinaryOp::Gt => self.pick("高于", "is above"),
            BinaryOp::Lt if counted => self.pick("少于", "is less than"),
            BinaryOp::Lt => self.pick("低于", "is below"),
            BinaryOp::Ne => self.pick("不为", "is not"),
            _ => self.pick("为", "is"),
        }
    }

    fn choice(self, subject: &Said, id: &str) -> String {
        let label = || {
            let SaidKind::Fact(fact) = subject.kind else { return None };
            let slot = self.facts.get(fact)?;
            let index = slot.choices.iter().position(|c| c == id)?;
            slot.choice_labels.get(index).map(|l| l.get(self.lang))
        };
        let label = label().unwrap_or(id);
        if self.lang == Lang::Zh { format!("“{label}”") } else { format!("\"{label}\"") }
    }

    /// The value of something that is no fact's to tell.
    fn constant(self, said: &Said) -> Option<&'a Cell> {
        self.program.constants.get(self.program.slot_of(said.at) as usize)
    }

    /// What a value is called. A number that is written out takes the style of what it is held against.
    fn term(self, said: &Said, against: Style) -> String {
        let Some(s) = self.deeper() else { return "…".into() };
        let known = || {
            let style = if said.style == Style::Plain && against != Style::Other { against } else { said.style };
            self.constant(said).map(|cell| match cell {
                Cell::Number(n) => figure(n, style, self.lang),
                Cell::Boolean(b) => if *b { self.pick("是", "yes") } else { self.pick("否", "no") }.to_owned(),
                Cell::Text(t) => format!("“{t}”"),
                _ => self.pick("空值", "nothing").to_owned(),
            })
        };
        match &said.kind {
            SaidKind::Fact(index) => self.facts.get(*index).map_or(String::new(), |f| f.label.get(self.lang).to_owned()),
            SaidKind::Parameter(label) => known().unwrap_or_else(|| label.get(self.lang).to_owned()),
            SaidKind::Literal => known().unwrap_or_default(),
            SaidKind::Rule(rule) => rule.label.get(self.lang).to_owned(),
            SaidKind::Score { card, group: None } => {
                format!("{}{}", card.label.get(self.lang), self.pick("总分", ", total"))
            }
            SaidKind::Score { card, group: Some(g) } => {
                let label = card.groups.get(*g).map_or("", |g| g.label.get(self.lang));
                format!("{label}{}", self.pick("得分", ", points"))
            }
            _ => s.body(said),
        }
    }

    /// How a value is computed.
    fn body(self, said: &Said) -> String {
        let Some(s) = self.deeper() else { return "…".into() };
        let inner = |part: &Said, min: u8| {
            let text = s.term(part, Style::Other);
            let loose = match &part.kind {
                SaidKind::Arithmetic(op, ..) => op.binding() < min,
                SaidKind::If(..) | SaidKind::Negate(_) => true,
                _ => false,
            };
            if loose { format!("({text})") } else { text }
        };
        match &said.kind {
            SaidKind::Negate(a) => format!("−{}", inner(a, BinaryOp::Pow.binding())),
            SaidKind::Arithmetic(op, a, b) => {
                let sign = match op {
                    BinaryOp::Add => "+",
                    BinaryOp::Sub => "−",
                    BinaryOp::Mul => "×",
                    BinaryOp::Div => "÷",
                    _ => "^",
                };
                format!("{} {sign} {}", inner(a, op.binding()), inner(b, op.binding() + 1))
            }
            SaidKind::Call(function, parts) => s.call(*function, parts),
            SaidKind::If(when, ..) if chain(said) > 2 => {
                let about = match &when.kind {
                    SaidKind::Tested(subject, _) => s.term(subject, Style::Other),
                    _ => s.condition(when, true),
                };
                match self.lang {
                    Lang::Zh => format!("按{about}分别确定"),
                    Lang::En => format!("laid down for each {about}"),
                }
            }
            SaidKind::If(when, yes, no) => {
                let (a, b, c) = (s.condition(when, true), s.term(yes, said.style), s.term(no, said.style));
                match self.lang {
                    Lang::Zh if matches!(no.kind, SaidKind::If(..)) => format!("{a}的取{b}，{c}"),
                    Lang::Zh => format!("{a}的取{b}，否则取{c}"),
                    Lang::En => format!("{b} if {a}, otherwise {c}"),
                }
            }
            SaidKind::Tested(..) | SaidKind::And(_) | SaidKind::Or(_) | SaidKind::Not(_) => s.condition(said, true),
            _ => s.term(said, Style::Other),
        }
    }

    fn call(self, function: FunctionId, parts: &[Said]) -> String {
        let texts: Vec<String> = parts.iter().map(|p| self.term(p, Style::Other)).collect();
        let list = texts.join(self.pick("、", ", "));
        let of = |zh: &str, en: &str| match self.lang {
            Lang::Zh => format!("{list}{zh}"),
            Lang::En => format!("{en} {list}"),
        };
        match function {
            FunctionId::Mean => of("的平均值", "mean of"),
            FunctionId::Sum => of("之和", "sum of"),
            FunctionId::Product => of("之积", "product of"),
            FunctionId::Min => of("中的较小值", "lesser of"),
            FunctionId::Max => of("中的较大值", "greater of"),
            FunctionId::Median => of("的中位数", "median of"),
            FunctionId::Abs => of("的绝对值", "absolute value of"),
            FunctionId::Sqrt => of("的平方根", "square root of"),
            FunctionId::Floor if parts.len() == 1 => match self.lang {
                Lang::Zh => format!("（{list}）取整数部分"),
                Lang::En => format!("whole part of ({list})"),
            },
            other => {
                let name = FUNCTIONS.iter().find(|f| f.id == other).map_or("", |f| f.name);
                match self.lang {
                    Lang::Zh => format!("{name}（{list}）"),
                    Lang::En => format!("{name}({list})"),
                }
            }
        }
    }

    fn bands(self, way: &SaidWay) -> String {
        if way.bands.is_empty() {
            return self.body(&way.value);
        }
        let points = |n: &Number| figure(n, Style::Measured(Unit::POINT), self.lang);
        let rows = way.bands.iter().map(|(tests, n)| {
            let tests: Vec<String> = tests.iter().map(|t| self.band(&way.value, t)).collect();
            let tests = tests.join(self.pick("或", " or "));
            format!("{tests}{}{}", self.pick("得", ": "), points(n))
        });
        rows.collect::<Vec<_>>().join(self.pick("；", "; "))
    }

    /// A band as score sheets write it: 以上 and 以下 include the number, 超过 and 不足 don't.
    fn band(self, subject: &Said, test: &SaidTest) -> String {
        let term = |value: &Said| self.term(value, subject.style);
        match (test, self.lang) {
            // Bands are read one after another.
            (SaidTest::Any, _) => self.pick("其余", "otherwise").to_owned(),
            (SaidTest::Compare(op, value), Lang::Zh) => match op {
                BinaryOp::Ge => format!("{}以上", term(value)),
                BinaryOp::Le => format!("{}以下", term(value)),
                BinaryOp::Gt => format!("超过{}", term(value)),
                BinaryOp::Lt => format!("不足{}", term(value)),
                BinaryOp::Ne => format!("不为{}", term(value)),
                _ => term(value),
            },
            (SaidTest::Compare(op, value), Lang::En) => match op {
                BinaryOp::Ge => format!("{} or more", term(value)),
                BinaryOp::Le => format!("{} or less", term(value)),
                BinaryOp::Gt => format!("above {}", term(value)),
                BinaryOp::Lt => format!("below {}", term(value)),
                BinaryOp::Ne => format!("not {}", term(value)),
                _ => term(value),
            },
            (SaidTest::Range { low, high, low_closed: true, high_closed: true }, lang) => {
                format!("{}{}{}", term(low), if lang == Lang::Zh { "至" } else { " to " }, term(high))
            }
            (SaidTest::OneOf(ids), _) => {
                let names: Vec<String> = ids.iter().map(|id| self.choice(subject, id)).collect();
                names.join(self.pick("或", " or "))
            }
            _ => self.test("", subject, test, true).trim().to_owned(),
        }
    }
}

/// How many cases a choice has.
fn chain(said: &Said) -> usize {
    let mut cases = 1;
    let mut at = said;
    while let SaidKind::If(_, _, no) = &at.kind {
        cases += 1;
        at = no;
    }
    cases
}

fn opposite(op: BinaryOp) -> BinaryOp {
    match op {
        BinaryOp::Lt => BinaryOp::Ge,
        BinaryOp::Le => BinaryOp::Gt,
        BinaryOp::Gt => BinaryOp::Le,
        BinaryOp::Ge => BinaryOp::Lt,
        BinaryOp::Eq => BinaryOp::Ne,
        BinaryOp::Ne => BinaryOp::Eq,
        other => other,
    }
}
