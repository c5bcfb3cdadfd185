//! Peiyu (培育): an embeddable engine for the gradient cultivation of quality SMEs.
//!
//! A province writes its ladder down as *documents*: the facts it asks of a firm, the rules with the article each comes
//! from, tiers, scorecards and calls. [`policy::Policy`] links and checks them; [`assess::Assessor`] answers, for one
//! firm, which rungs it stands on, with score, failed criteria and their articles, and what is missing. Numbers are
//! exact; what is not known stays unknown; every criterion has a source.
//!
//! The engine reads no files, has no clock and starts no threads: the host hands it documents, facts and the day.
//!
//! ```
//! use peiyu::{assess::Assessor, document::DocumentSet, policy::{Choice, Policy}};
//!
//! let mut documents = DocumentSet::new();
//! documents.add_json("demo/rules", "rules.json", r#"{
//!     "peiyu": 1, "policy": "demo",
//!     "sources": {"law": {"title": {"zh": "办法", "en": "rules"}}},
//!     "editions": {"2026": {"label": {"zh": "2026年版", "en": "2026"}, "from": "2026-01-01",
//!                           "source": {"doc": "law", "at": "附则", "tag": "V"}}},
//!     "facts": {"revenue": {"type": "money", "min": 0, "label": {"zh": "营业收入", "en": "revenue"}}}}"#)?;
//! documents.add_json("demo/2026", "2026.json", r#"{
//!     "peiyu": 1, "policy": "demo", "edition": "2026",
//!     "tiers": {"good": {"label": {"zh": "优质", "en": "good"}, "all": [
//!         {"id": "revenue", "when": "revenue >= 1000万元", "label": {"zh": "营业收入", "en": "revenue"},
//!          "source": {"doc": "law", "at": "第一条", "tag": "V"}}]}}}"#)?;
//! let policy = Policy::load(&documents, "demo")?;
//! let assessor = Assessor::new(&policy, &Choice::on("2026-06-01".parse().unwrap()))?;
//! let mut firm = assessor.firm();
//! firm.set("revenue", "9999999.99")?;
//! let answer = assessor.assess(&firm);
//! assert_eq!(answer.tiers[0].verdict.id(), "fail");
//! assert_eq!(answer.tiers[0].failed[0].source, "《办法》第一条");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]

pub mod assess;
pub mod by_id;
pub mod case;
pub mod chart;
pub mod diagnostic;
mod digest;
pub mod document;
pub mod draw;
mod host;
pub mod journal;
pub mod keyed;
pub mod lang;
pub mod number;
pub mod phrase;
pub mod policy;
pub mod program;
pub mod time;
