//! The differential run: firms at every threshold, answered by the engine and by a second program in another language
//! that was written from the official texts alone. The two must agree on every firm.

use crate::process::{command, run, run_into, scratch, target_directory};
use crate::steps::{Outcome, Steps};

/// How the engine is asked, and what the oracle calls the same.
const CASES: [([&str; 2], [&str; 2]); 4] = [
    (["--edition", "2022"], ["--edition", "2022"]),
    (["--edition", "2026"], ["--edition", "2026"]),
    (["--call", "little_giant_2025"], ["--call-kind", "call2025"]),
    (["--call", "little_giant_2026"], ["--call-kind", "call2026"]),
];

/// Policies with scores or marks of their own: the firms have what each asks besides, and are judged by its edition of 2022.
const POLICIES: [(&str, &[&str]); 3] = [("guangdong", &[]), ("sichuan", &[]), ("tech_sme", &["--tier", "tech_sme"])];

/// A table of firms.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// Seed of the generator.
    pub seed: u32,
    /// How many firms.
    pub firms: u32,
    /// Share of empty cells.
    pub gaps: &'static str,
}

/// What `cargo xtask test` compares.
pub const SHORT: [Table; 2] = [Table { seed: 1, firms: 10_000, gaps: "0" }, Table { seed: 2, firms: 3_000, gaps: "0.15" }];
/// What `cargo xtask gate` compares.
pub const LONG: [Table; 2] = [Table { seed: 3, firms: 100_000, gaps: "0" }, Table { seed: 4, firms: 100_000, gaps: "0.15" }];

/// Compares every case on every table.
pub fn compare(steps: &mut Steps, tables: &[Table]) {
    for table in tables {
        let title = format!("{} firms, gaps {}", table.firms, table.gaps);
        if !steps.step(&format!("generate {title}"), || generate(table)) {
            continue;
        }
        for (asked, oracle) in CASES {
            steps.step(&format!("engine and oracle agree: {} {}, {title}", asked[0], asked[1]), || case(table, asked, oracle));
        }
        // The national rules beneath them have just been compared.
        let fewer = Table { firms: table.firms / 3, ..*table };
        for (policy, more) in POLICIES {
            let title = format!("{policy}, {} firms, gaps {}", fewer.firms, fewer.gaps);
            steps.step(&format!("engine and oracle agree: {title}"), || own(&fewer, policy, more));
        }
    }
}

fn file(table: &Table, what: &str) -> Result<String, String> {
    let path = scratch()?.join(format!("firms_{}_{}_{what}", table.seed, table.firms));
    path.into_os_string().into_string().map_err(|p| format!("{}: not UTF-8", p.display()))
}

fn generate(table: &Table) -> Outcome {
    generate_for(table, "cn", &file(table, "facts.csv")?)
}

fn generate_for(table: &Table, policy: &str, out: &str) -> Outcome {
    let (seed, firms) = (table.seed.to_string(), table.firms.to_string());
    let asked = ["--seed", &seed, "--firms", &firms, "--gaps", table.gaps, "--policy", policy, "--out", out];
    run(command("python3", &[&["tests/oracle/generate.py"], asked.as_slice()].concat()))
}

fn case(table: &Table, asked: [&str; 2], oracle: [&str; 2]) -> Outcome {
    let firms = file(table, "facts.csv")?;
    let answers = file(table, &format!("{}.jsonl", asked[1]))?;
    let peiyu = target_directory()?.join("release").join("peiyu");
    let arguments = ["assess", &firms, "--format", "jsonl", asked[0], asked[1]];
    run_into(command(&peiyu.to_string_lossy(), &arguments), answers.as_ref())?;
    run(command("python3", &["tests/oracle/compare.py", &firms, &answers, oracle[0], oracle[1]]))
}

/// A policy on firms of its own.
fn own(table: &Table, policy: &str, more: &[&str]) -> Outcome {
    let firms = file(table, &format!("{policy}.csv"))?;
    generate_for(table, policy, &firms)?;
    let answers = file(table, &format!("{policy}.jsonl"))?;
    let peiyu = target_directory()?.join("release").join("peiyu");
    let arguments = ["assess", &firms, "--format", "jsonl", "--policy", policy, "--edition", "2022"];
    run_into(command(&peiyu.to_string_lossy(), &[arguments.as_slice(), more].concat()), answers.as_ref())?;
    run(command("python3", &["tests/oracle/compare.py", &firms, &answers, "--policy", policy, "--edition", "2022"]))
}
