//! The documents that come with Peiyu: the national rules (`cn`) and provincial overlays, one feature each.
//!
//! A policy's id is the name of its folder. The documents are embedded as JSON; the YAML beside this package is their
//! source.
#![forbid(unsafe_code)]

use peiyu::diagnostic::Diagnostics;
use peiyu::document::DocumentSet;

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

/// Ids of the embedded policies.
pub fn policies() -> Vec<&'static str> {
    let mut out: Vec<&str> = DOCUMENTS.iter().map(|d| d.policy).collect();
    out.dedup();
    out
}
