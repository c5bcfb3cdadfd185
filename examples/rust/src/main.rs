//! 三十行接入 / thirty lines to embed: one firm, a half-filled form, and what Gansu's ladder says of it.
//!
//! `gansu.rs` is what `peiyu codegen rust gansu` writes: facts and tiers as types, and the hash of the policy.

#[rustfmt::skip]
mod gansu;

use gansu::{EquityRoundsRecord, Facts, Industry, Tier};
use peiyu::assess::Assessor;
use peiyu::diagnostic::Lang;
use peiyu::policy::Choice;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let policy = gansu::load(&peiyu_workflows::documents()?)?;
    let assessor = Assessor::new(&policy, &Choice::on("2025-06-01".parse().map_err(|()| "no such day")?))?;
    println!("{} {}", policy.id(), policy.hash());

    let mut firm = assessor.firm();
    let facts = Facts {
        industry: Some(Industry::Industry),
        employees: Some(86),
        revenue_1: Some("42150000.50".parse()?),
        main_revenue_1: Some("39800000".parse()?),
        rd_expense_1: Some("1180000".parse()?),
        market_years: Some("4.5".parse()?),
        equity_rounds: Some(vec![EquityRoundsRecord {
            date: Some("2025-09-01".into()),
            paid_in: Some("5000000".parse()?),
            qualified_investor: Some(true),
        }]),
        ..Facts::default()
    };
    facts.fill(&mut firm)?;

    for tier in assessor.assess(&firm).tiers {
        println!("{}：{}", tier.label.get(Lang::Zh), tier.verdict.id());
        for failed in &tier.failed {
            println!("  未满足 {}（{}）", failed.label.zh, failed.source);
        }
        println!("  还需要 {} 项：{}", tier.missing.len(), tier.missing.join("、"));
    }
    let rungs: Vec<&str> = Tier::ALL.into_iter().map(Tier::id).collect();
    println!("{}", rungs.join(" → "));
    Ok(())
}
