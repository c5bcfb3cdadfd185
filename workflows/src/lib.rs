//! The documents that come with Peiyu: the national rules (`cn`) and provincial overlays, one feature each, and the
//! calendar of working days.
//!
//! A policy's id is the name of its folder. The documents are embedded as JSON; the YAML beside this package is their
//! source.
#![forbid(unsafe_code)]

use peiyu::diagnostic::Diagnostics;
use peiyu::document::{self, DocumentSet};
use peiyu::time::Calendar;

/// A document as embedded.
#[derive(Clone, Copy, Debug)]
pub struct Embedded {
    /// The policy that it is part of.
    pub policy: &'static str,
    /// Its id, `cn/2022`.
    pub id: &'static str,
    /// The file in the repository that it was written in.
    pub file: &'static str,
    /// Its text as JSON, numbers as strings.
    pub json: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/documents.rs"));

/// All embedded documents as a set.
///
/// # Errors
///
/// Only where the documents of this package are themselves at fault, which its tests rule out.
pub fn documents() -> Result<DocumentSet, Diagnostics> {
    let mut set = DocumentSet::new();
    for d in DOCUMENTS {
        set.add_json(d.id, d.file, d.json)?;
    }
    Ok(set)
}

/// The text of the calendar of working days as JSON, for hosts that hand it on.
pub const CALENDAR: &str = include_str!(concat!(env!("OUT_DIR"), "/calendar.json"));

/// The calendar of working days, from the notices of the State Council.
///
/// # Errors
///
/// Only where the calendar of this package is itself at fault, which its tests rule out.
pub fn calendar() -> Result<Calendar, Diagnostics> {
    document::calendar::from_json("workflows/calendars/cn.yaml", CALENDAR)
}

/// Ids of the embedded policies.
pub fn policies() -> Vec<&'static str> {
    let mut out: Vec<&str> = DOCUMENTS.iter().map(|d| d.policy).collect();
    out.dedup();
    out
}

#[cfg(test)]
mod tests {
    use peiyu::policy::Policy;

    use super::*;

    #[test]
    fn the_embedded_calendar_is_the_one_that_is_written() {
        let written = document::calendar::from_yaml("cn.yaml", include_str!("../calendars/cn.yaml"));
        assert_eq!(calendar(), written);
        assert_eq!(calendar().map(|c| c.id().to_owned()), Ok("cn".to_owned()));
        assert!(!policies().contains(&"calendars"), "a calendar is no policy");
    }

    #[test]
    fn measures_name_charts_that_there_are() {
        let documents = documents().unwrap();
        let mut named = 0;
        for id in policies() {
            let policy = Policy::load(&documents, id).unwrap();
            for (measure, said) in &policy.linked().common.document.measures {
                named += usize::from(!said.procedures.is_empty());
                for procedure in &said.procedures {
                    let other = Policy::load(&documents, &procedure.policy).unwrap();
                    assert!(other.flows().contains_key(&procedure.chart), "{id} {measure}: {}", procedure.chart);
                }
            }
        }
        // 甘工信发〔2023〕128号: (一) (七) (十三) (十五) (十七) (二十一) (二十二) (二十三).
        assert_eq!(named, 8);
    }
}
