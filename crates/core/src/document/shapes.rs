//! The fields of each part of a document, once for reading and writing: which must be there, which may be left out, and
//! what the format calls those that Rust can't.

use serde_json::Value;

use crate::diagnostic::{Text, Words};

use super::calendar::{CalendarDocument, CalendarYear};
use super::flow::{
    Action, Chart, Counted, Deadline, Effect, Event, Names, Raw, Role, RollRule, State, StateKind, Template, Title, Transition,
    Variable,
};
use super::measure::{Benefit, BenefitKind, Department, Measure, Procedure, Target};
use super::model::{
    Award, Banded, Boundary, Call, CallTier, Criterion, Edition, Evidence, Fact, FactType, Group, Item, OpenSlot, Parameter,
    Period, RecordKind, Rule, Scorecard, Source, SourceDocument, Statement, TextFormat, Tier, Warning, Window,
};
use super::shape::{Reader, Shape, object, words};

impl Shape for Text {
    fn read(value: &Value, reader: &mut Reader<'_>) -> Self {
        let words = Words::read(value, reader);
        Text::both(words.zh, words.en)
    }

    fn write(&self) -> Value {
        Words::write(self)
    }
}

object!(Words: required zh, required en);
object!(SourceDocument: required title, optional number, optional issued, optional url);
words!(Evidence: V "V", S "S", MemoryHigh "M-high", MemoryMedium "M-med", I "I");
object!(Source: required doc, required at, required tag);
object!(Edition: required label, required from, required source);
words!(FactType: Text "text", Enum "enum", Boolean "boolean", Integer "integer", Decimal "decimal", Money "money", Date "date");
words!(TextFormat: Uscc "uscc");
object!(Fact:
    required ty "type", required label, optional unit, optional min, optional max, optional years, optional year_labels,
    optional values, optional format, optional key, optional finding, optional optional, optional denial,
    optional from, optional note);
object!(RecordKind: required label, required fields, optional note);
object!(Warning: required when, required label);
object!(Parameter: required label, optional value, optional unit, optional within, optional source);
object!(Rule: required label, optional value, optional by "match", optional cases, optional source);
object!(OpenSlot: required label, required unit, required within, required stand_in, required source);
words!(Boundary: First "first", Higher "higher");
object!(Scorecard: required label, required max, optional boundary, optional boundary_source, required groups);
object!(Group: required label, required max, required items);
object!(Item:
    required label, required max, optional value, optional bands, optional points, optional best_of, optional sentence,
    optional source);
object!(Banded: required value, required bands);
object!(Criterion:
    optional id, optional label, optional when, optional all, optional any, optional include, optional sentence, optional source);
object!(Tier: optional label, optional scorecard, optional all, optional as_in, optional source);
object!(CallTier: required new, required renewal);
object!(Window: required from, required until);
object!(Statement: required label, required source);
object!(Call:
    required label, required source, optional renewal_when, optional window, required tiers, optional set, optional criteria,
    optional not_recommended, optional notes);
object!(Award: required tier, required amount, optional first_only, required label, required source);
object!(Department: required label, optional every);
object!(Measure:
    required number, required title, optional chapter, required summary, required whom, optional all, required lead, optional joint,
    required from, optional until, optional gives, optional procedures, required source);
words!(BenefitKind: Award "award", Subsidy "subsidy", Rate "rate", Service "service", Priority "priority");
object!(Benefit:
    required kind, required label, optional amount, optional at_most, optional all, optional by, required source);
object!(Procedure: required policy, required chart);
object!(Target:
    required label, optional measure, optional at_least, optional at_most, optional unit, optional from, optional until,
    optional yearly, optional count, optional note, required source);
object!(Period: required value, optional from, optional until, optional source);
object!(CalendarDocument: required peiyu, required calendar, required version, optional title, required sources, required years);
object!(CalendarYear: required sources, required rest, optional work);
object!(Role: required label, optional area);
object!(Chart:
    required label, optional events, optional variables, optional titles, optional effects, optional facts, required root);
object!(Event: required label, optional by, optional payload);
object!(Variable: required is, required initial);
object!(Title: required label, optional needs, optional import);
object!(Effect: required label, optional payload);
words!(StateKind:
    Plain "plain", Parallel "parallel", Final "final", History "history", DeepHistory "deep_history");
object!(State:
    optional label, optional kind, optional initial, optional bound, optional entry, optional exit, optional deadlines, optional on,
    optional states, optional template "use", optional with, optional source);
object!(Transition:
    optional event, optional after, optional when "if", optional to, optional internal, optional actions "do", optional by,
    optional step, optional unlike, optional window, optional refusal, optional source);
object!(Action:
    optional set, optional raise, optional effect, optional with, optional once, optional grant, optional extend, optional end,
    optional until);
words!(Counted: Days "days", WorkingDays "working_days", Months "months", Years "years");
words!(RollRule: None "none", NextWorkingDay "next_working_day");
object!(Deadline:
    required label, optional term, optional counted, optional from, optional on, optional yearly, optional roll, required source);
object!(Template: optional parameters, required state);

impl Shape for Raw {
    fn read(value: &Value, _: &mut Reader<'_>) -> Self {
        Raw(value.clone())
    }

    fn write(&self) -> Value {
        self.0.clone()
    }
}

impl Shape for Names {
    fn read(value: &Value, reader: &mut Reader<'_>) -> Self {
        Names(if value.is_string() { vec![String::read(value, reader)] } else { Vec::read(value, reader) })
    }

    fn write(&self) -> Value {
        match self.0.as_slice() {
            [one] => one.write(),
            several => Value::Array(several.iter().map(Shape::write).collect()),
        }
    }

    fn is_blank(&self) -> bool {
        self.0.is_empty()
    }
}
