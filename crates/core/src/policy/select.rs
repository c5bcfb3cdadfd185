//! Choosing: which edition judges each tier, under which call and on which day.

use crate::diagnostic::{Code, Diagnostic, Span, Text};
use crate::time::Date;

use super::link::Linked;

/// What a host asks for. The engine has no clock: the host says which day it is.
#[derive(Clone, Debug)]
pub struct Choice {
    /// An edition's rules, without a call.
    pub edition: Option<String>,
    /// A call: it picks the edition per tier, and for a first recognition or a renewal.
    pub call: Option<String>,
    /// The rules in force on that day.
    pub as_of: Option<Date>,
    /// Only this tier.
    pub tier: Option<String>,
    /// Today, by the host's clock at +08:00.
    pub today: Date,
}

impl Choice {
    /// The rules in force on a day.
    pub fn on(day: Date) -> Self {
        Choice { edition: None, call: None, as_of: None, tier: None, today: day }
    }

    /// An edition's rules.
    #[must_use]
    pub fn edition(mut self, edition: &str) -> Self {
        self.edition = Some(edition.into());
        self
    }

    /// A call's rules.
    #[must_use]
    pub fn call(mut self, call: &str) -> Self {
        self.call = Some(call.into());
        self
    }
}

/// A tier and the editions that judge it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectedTier {
    /// The tier.
    pub tier: String,
    /// The edition for a first recognition.
    pub new: String,
    /// The edition for a renewal.
    pub renewal: String,
}

/// A choice applied to a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// The tiers, in the order of the documents.
    pub tiers: Vec<SelectedTier>,
    /// The call.
    pub call: Option<String>,
    /// The day on which parameters have their values.
    pub day: Date,
}

fn days(linked: &Linked) -> Vec<(&str, Date)> {
    let parsed = linked.common.document.editions.iter().filter_map(|(id, e)| Some((id.as_str(), e.from.0.parse().ok()?)));
    let mut out: Vec<(&str, Date)> = parsed.collect();
    out.sort_by_key(|(_, d)| *d);
    out
}

fn conflict(a: String, b: String) -> Diagnostic {
    Diagnostic::new(Code::ConflictingChoice, Span::default(), [a.into(), b.into()])
}

pub(super) fn select(linked: &Linked, choice: &Choice) -> Result<Selection, Diagnostic> {
    let mut selection = match (&choice.call, &choice.edition) {
        (Some(call), Some(edition)) => return Err(conflict(format!("call={call}"), format!("edition={edition}"))),
        (Some(call), None) => by_call(linked, call, choice)?,
        (None, Some(edition)) => by_edition(linked, edition, choice)?,
        (None, None) => {
            let day = choice.as_of.unwrap_or(choice.today);
            let edition = in_force(linked, day)?;
            Selection { tiers: tiers_of(linked, edition)?, call: None, day }
        }
    };
    if let Some(tier) = &choice.tier {
        let known: Vec<String> = selection.tiers.iter().map(|t| t.tier.clone()).collect();
        selection.tiers.retain(|t| t.tier == *tier);
        if selection.tiers.is_empty() {
            let all = linked.editions.values().any(|p| p.document.tiers.contains_key(tier));
            return Err(match (&choice.call, all) {
                (Some(call), true) => {
                    Diagnostic::new(Code::TierNotInCall, Span::default(), [tier.as_str().into(), call.as_str().into()])
                }
                _ => Diagnostic::new(Code::UnknownTier, Span::default(), [tier.as_str().into(), known.join(", ").into()]),
            });
        }
    }
    Ok(selection)
}

/// The edition in force on a day.
pub(super) fn in_force(linked: &Linked, day: Date) -> Result<&str, Diagnostic> {
    let days = days(linked);
    days.iter().rev().find(|(_, from)| *from <= day).map(|(id, _)| *id).ok_or_else(|| {
        let first = days.first().map(|(_, d)| d.to_string()).unwrap_or_default();
        Diagnostic::new(Code::NoEditionInForce, Span::default(), [day.to_string().into(), first.into()])
    })
}

fn by_edition(linked: &Linked, edition: &str, choice: &Choice) -> Result<Selection, Diagnostic> {
    let days = days(linked);
    let Some(at) = days.iter().position(|(id, _)| *id == edition) else {
        let known: Vec<&str> = days.iter().map(|(id, _)| *id).collect();
        return Err(Diagnostic::new(Code::UnknownEdition, Span::default(), [edition.into(), known.join(", ").into()]));
    };
    let last = days.get(at + 1).and_then(|(_, next)| next.previous());
    let day = match choice.as_of {
        Some(day) => {
            if in_force(linked, day)? != edition {
                return Err(conflict(format!("edition={edition}"), format!("as-of={day}")));
            }
            day
        }
        // An edition that has been replaced is applied as it stood at its end; one to come, as it begins.
        None => last.map_or(choice.today, |l| l.min(choice.today)).max(days.get(at).map_or(choice.today, |(_, d)| *d)),
    };
    Ok(Selection { tiers: tiers_of(linked, edition)?, call: None, day })
}

fn by_call(linked: &Linked, id: &str, choice: &Choice) -> Result<Selection, Diagnostic> {
    let calls = &linked.common.document.calls;
    let Some(call) = calls.get(id) else {
        let known: Vec<&str> = calls.keys().map(String::as_str).collect();
        return Err(Diagnostic::new(Code::UnknownCall, Span::default(), [id.into(), known.join(", ").into()]));
    };
    let window = call.window.as_ref().and_then(|w| Some((w.from.0.parse::<Date>().ok()?, w.until.0.parse::<Date>().ok()?)));
    if let (Some(day), Some((from, until))) = (choice.as_of, window)
        && !(from..=until).contains(&day)
    {
        return Err(conflict(format!("call={id} ({from}..{until})"), format!("as-of={day}")));
    }
    let tiers =
        call.tiers.iter().map(|(tier, by)| SelectedTier { tier: tier.clone(), new: by.new.clone(), renewal: by.renewal.clone() });
    let mut tiers: Vec<SelectedTier> = tiers.collect();
    for t in &mut tiers {
        t.new = resolve(linked, &t.new, &t.tier)?;
        t.renewal = resolve(linked, &t.renewal, &t.tier)?;
    }
    let day = choice.as_of.or(window.map(|(from, _)| from)).unwrap_or(choice.today);
    Ok(Selection { tiers, call: Some(id.into()), day })
}

fn tiers_of(linked: &Linked, edition: &str) -> Result<Vec<SelectedTier>, Diagnostic> {
    let tiers = linked.editions.get(edition).map(|p| p.document.tiers.keys()).into_iter().flatten();
    tiers
        .map(|tier| {
            let by = resolve(linked, edition, tier)?;
            Ok(SelectedTier { tier: tier.clone(), new: by.clone(), renewal: by })
        })
        .collect()
}

/// Follows `as_in` to the edition that judges the tier.
pub(super) fn resolve(linked: &Linked, edition: &str, tier: &str) -> Result<String, Diagnostic> {
    let mut at = edition;
    for _ in 0..super::link::MAX_CHAIN {
        let found = linked.editions.get(at).and_then(|p| p.document.tiers.get(tier));
        match found {
            Some(t) => match &t.as_in {
                Some(other) => at = other,
                None => return Ok(at.into()),
            },
            None if !linked.editions.contains_key(at) => {
                let known: Vec<&str> = linked.editions.keys().map(String::as_str).collect();
                return Err(Diagnostic::new(Code::UnknownEdition, Span::default(), [at.into(), known.join(", ").into()]));
            }
            None => {
                let known: Vec<&str> =
                    linked.editions.get(at).map(|p| p.document.tiers.keys().map(String::as_str).collect()).unwrap_or_default();
                return Err(Diagnostic::new(Code::UnknownTier, Span::default(), [tier.into(), known.join(", ").into()]));
            }
        }
    }
    let what = Text::both("as_in 绕了一圈，没有一版写明条件", "as_in goes in a circle: no edition has criteria");
    Err(Diagnostic::new(Code::BadField, Span::default(), [what]))
}
