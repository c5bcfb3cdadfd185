//! Files that the engine has written for the tests of other languages, handed to these by the environment.

use std::path::PathBuf;
use std::process::Command;

use crate::{cases, measures, scenarios};

/// The files that there are.
#[derive(Clone, Debug, Default)]
pub struct Shared {
    cases: Option<PathBuf>,
    scenarios: Option<PathBuf>,
    measures: Option<PathBuf>,
}

impl Shared {
    /// What this run has written.
    pub fn written() -> Result<Self, String> {
        Ok(Shared {
            cases: Some(cases::answers()?),
            scenarios: Some(scenarios::answers()?),
            measures: Some(measures::answers()?),
        })
    }

    /// What the environment names, when a language is tested alone.
    pub fn named() -> Self {
        let named = |variable| std::env::var_os(variable).map(PathBuf::from);
        Shared { cases: named("PEIYU_CASES"), scenarios: named("PEIYU_SCENARIOS"), measures: named("PEIYU_MEASURES") }
    }

    /// Tells a test runner of them.
    pub fn tell(&self, runner: &mut Command) {
        let files = [("PEIYU_CASES", &self.cases), ("PEIYU_SCENARIOS", &self.scenarios), ("PEIYU_MEASURES", &self.measures)];
        for (variable, file) in files {
            if let Some(file) = file {
                runner.env(variable, file);
            }
        }
    }
}
