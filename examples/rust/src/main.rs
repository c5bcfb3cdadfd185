//! 三十行接入 / thirty lines to embed: one firm, a half-filled form, and what Gansu's ladder says of it.

use peiyu::assess::Assessor;
use peiyu::diagnostic::Lang;
use peiyu::policy::{Choice, Policy};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let policy = Policy::load(&peiyu_workflows::documents()?, "gansu")?;
    let assessor = Assessor::new(&policy, &Choice::on("2025-06-01".parse().map_err(|()| "no such day")?))?;
    println!("{} {}", policy.id(), policy.hash());

    let mut firm = assessor.firm();
    for (fact, value) in [
        ("industry", "industry"),
        ("employees", "86"),
        ("revenue_1", "42150000.50"),
        ("main_revenue_1", "39800000"),
        ("rd_expense_1", "1180000"),
        ("market_years", "4.5"),
    ] {
        firm.set(fact, value)?;
    }

    for tier in assessor.assess(&firm).tiers {
        println!("{}：{}", tier.label.get(Lang::Zh), tier.verdict.id());
        for failed in &tier.failed {
            println!("  未满足 {}（{}）", failed.label.zh, failed.source);
        }
        println!("  还需要 {} 项：{}", tier.missing.len(), tier.missing.join("、"));
    }
    Ok(())
}
