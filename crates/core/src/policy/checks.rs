//! What is wrong with a policy as a whole: every edition and call is compiled, and what none of them would read is looked at.

use crate::diagnostic::{Code, Diagnostic, Text};
use crate::document::model::{Call, Day, Source};
use crate::document::tree::escape;
use crate::time::Date;

use super::compile::{Compiler, unknown_source};
use super::facts::FactTable;
use super::link::{Linked, Place};
use super::records::derive;
use super::select::{SelectedTier, resolve};

/// Checks all editions and calls of a policy.
pub fn check(linked: &Linked, facts: &FactTable) -> Vec<Diagnostic> {
    let mut errors = Vec::new();
    let selected =
        |tier: &String, new: &str, renewal: &str| SelectedTier { tier: tier.clone(), new: new.into(), renewal: renewal.into() };
    for (edition, part) in &linked.editions {
        let mut compiler = Compiler::new(linked, facts, None, None);
        let own = part.document.tiers.iter().filter(|(_, t)| t.as_in.is_none());
        let tiers: Vec<SelectedTier> = own.map(|(id, _)| selected(id, edition, edition)).collect();
        compiler.check_part(edition);
        compiler.run(&tiers);
        errors.extend(compiler.errors());
        errors.extend(super::measures::check(linked, facts, edition));
        for (id, _) in part.document.tiers.iter().filter(|(_, t)| t.as_in.is_some()) {
            let at = part.place("tiers", id).below("as_in").span();
            errors.extend(resolve(linked, edition, id).err().map(|d| d.with_span(at)));
        }
    }
    // What can't be followed is told where it stands.
    let judged_by = |edition: &String, tier: &str| resolve(linked, edition, tier).unwrap_or_else(|_| edition.clone());
    for (id, call) in &linked.common.document.calls {
        let place = linked.common.place("calls", id);
        let mut compiler = Compiler::new(linked, facts, None, Some(id));
        let known = |e: &String| linked.editions.contains_key(e);
        let (good, bad): (Vec<_>, Vec<_>) = call.tiers.iter().partition(|(_, t)| known(&t.new) && known(&t.renewal));
        for (tier, t) in bad {
            let (key, edition) = if known(&t.new) { ("renewal", &t.renewal) } else { ("new", &t.new) };
            let known: Vec<&str> = linked.editions.keys().map(String::as_str).collect();
            let span = place.below("tiers").below(&escape(tier)).below(key).span();
            errors.push(Diagnostic::new(Code::UnknownEdition, span, [edition.as_str().into(), known.join(", ").into()]));
        }
        let good = good.into_iter();
        let tiers: Vec<SelectedTier> =
            good.map(|(tier, t)| selected(tier, &judged_by(&t.new, tier), &judged_by(&t.renewal, tier))).collect();
        compiler.run(&tiers);
        compiler.check_call();
        errors.extend(compiler.errors());
        errors.extend(derive(linked, facts, None, Some(id)).1);
        errors.extend(call_itself(linked, id, call, &place));
    }
    errors.extend(derive(linked, facts, None, None).1);
    errors.extend(check_common(linked));
    errors.extend(tiers_outside_editions(linked));
    errors
}

/// Criteria and scores read an edition's rules: a tier outside of editions would never be judged.
fn tiers_outside_editions(linked: &Linked) -> Vec<Diagnostic> {
    let error = |id: &String| {
        let what = Text::both(
            "层级写在有 edition 的文件里；各版相同的，另一版用 as_in 指回",
            "a tier stands in a document with an edition; where editions agree, the other points back with as_in",
        );
        Diagnostic::new(Code::BadField, linked.common.place("tiers", id).span(), [what])
    };
    linked.common.document.tiers.keys().map(error).collect()
}

/// What a call says of tiers and editions that it does not concern, which would be read by nobody.
fn call_itself(linked: &Linked, id: &str, call: &Call, place: &Place) -> Vec<Diagnostic> {
    let mut errors = Vec::new();
    for tier in call.criteria.keys().filter(|tier| !call.tiers.contains_key(tier)) {
        let span = place.below("criteria").below(&escape(tier)).span();
        errors.push(Diagnostic::new(Code::TierNotInCall, span, [tier.as_str().into(), id.into()]));
    }
    for edition in call.set.keys().filter(|edition| !linked.editions.contains_key(edition)) {
        let known: Vec<&str> = linked.editions.keys().map(String::as_str).collect();
        let span = place.below("set").below(&escape(edition)).span();
        errors.push(Diagnostic::new(Code::UnknownEdition, span, [edition.as_str().into(), known.join(", ").into()]));
    }
    let window = call.window.as_ref();
    errors.extend(reversed(window.map(|w| &w.from), window.map(|w| &w.until), &place.below("window")));
    errors
}

/// A last day before the first.
pub(super) fn reversed(from: Option<&Day>, until: Option<&Day>, place: &Place) -> Option<Diagnostic> {
    let (from, until) = (from?, until?);
    let backwards = until.0.parse::<Date>().ok()? < from.0.parse::<Date>().ok()?;
    let shown = format!("{}/{}", from.0, until.0);
    backwards.then(|| Diagnostic::new(Code::DaysReversed, place.below("until").span(), [shown.into()]))
}

/// Dates and sources outside of rules.
fn check_common(linked: &Linked) -> Vec<Diagnostic> {
    let mut errors = Vec::new();
    let common = &linked.common;
    let mut source = |s: &Source, place: Place| {
        if linked.source_document(&s.doc).is_none() {
            errors.push(unknown_source(linked, s, &place.below("source")));
        }
    };
    for (id, e) in &common.document.editions {
        source(&e.source, common.place("editions", id));
    }
    for (id, c) in &common.document.calls {
        let place = common.place("calls", id);
        source(&c.source, place.clone());
        for (i, n) in c.not_recommended.iter().enumerate() {
            source(&n.source, place.below("not_recommended").below(&i.to_string()));
        }
    }
    let mut day = |d: &Day, place: Place| {
        if d.0.parse::<Date>().is_err() {
            errors.push(Diagnostic::new(Code::BadDate, place.span(), [d.0.as_str().into()]));
        }
    };
    for (id, e) in &common.document.editions {
        day(&e.from, common.place("editions", id).below("from"));
    }
    for (id, s) in &common.document.sources {
        if let Some(d) = &s.issued {
            day(d, common.place("sources", id).below("issued"));
        }
    }
    for (id, c) in &common.document.calls {
        if let Some(w) = &c.window {
            let place = common.place("calls", id).below("window");
            day(&w.from, place.below("from"));
            day(&w.until, place.below("until"));
        }
    }
    errors
}
