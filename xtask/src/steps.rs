//! Steps, each announced and counted. A failure never hides what comes after it: all of them are told at the end.

use std::process::ExitCode;
use std::time::Instant;

/// What a step comes to.
pub type Outcome = Result<(), String>;

/// The count so far.
#[derive(Debug, Default)]
pub struct Steps {
    passed: u64,
    failed: u64,
    failures: Vec<String>,
}

impl Steps {
    /// Runs a step that is one test.
    pub fn step(&mut self, title: &str, run: impl FnOnce() -> Outcome) -> bool {
        println!("\n== {title}");
        let start = Instant::now();
        let outcome = run();
        self.note(title, outcome, start)
    }

    /// Counts a step that has already run.
    pub fn note(&mut self, title: &str, outcome: Outcome, start: Instant) -> bool {
        let seconds = start.elapsed().as_secs_f64();
        match outcome {
            Ok(()) => {
                self.passed += 1;
                println!("== {title}: ok, {seconds:.1} s");
                true
            }
            Err(why) => {
                self.failed += 1;
                println!("== {title}: FAILED, {seconds:.1} s: {why}");
                self.failures.push(format!("{title}: {why}"));
                false
            }
        }
    }

    /// Runs a step of many tests: gives how many passed and failed. Where none is counted as failed although the step
    /// failed (it didn't build, say), the step itself counts.
    pub fn many(&mut self, title: &str, run: impl FnOnce() -> (u64, u64, Outcome)) {
        println!("\n== {title}");
        let start = Instant::now();
        let (passed, failed, outcome) = run();
        self.passed += passed;
        self.failed += failed;
        let seconds = start.elapsed().as_secs_f64();
        println!("== {title}: {passed} passed, {failed} failed, {seconds:.1} s");
        let outcome = if outcome.is_ok() && passed + failed == 0 { Err("no tests were run".into()) } else { outcome };
        if let Err(why) = outcome {
            self.failed += u64::from(failed == 0);
            self.failures.push(format!("{title}: {why}"));
        } else if failed > 0 {
            self.failures.push(format!("{title}: {failed} failed"));
        }
    }

    /// Tells every failure, and the sum as the last line.
    pub fn finish(self) -> ExitCode {
        println!();
        for failure in &self.failures {
            println!("FAILED {failure}");
        }
        println!("{} passed, {} failed", self.passed, self.failed);
        if self.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}
