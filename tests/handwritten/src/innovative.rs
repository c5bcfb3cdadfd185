//! 创新型中小企业.

use crate::base::base_2022;
use crate::exact::{Best, Gaps, Known, Worst, growth, ratio, wan};
use crate::{Answer, Firm, Outcome, RdInstitution};

/// 创新型中小企业, edition 2022: 工信部企业〔2022〕63号 第三条, 附件1《创新型中小企业评价标准》.
///
/// The base conditions, and either a direct condition (一、(一)–(四)) or 60 points with at least 20
/// in 创新能力, 15 in 成长性 and 15 in 专业化. The groups of the answer are these three, in this order.
pub fn innovative_2022(firm: &Firm) -> Answer {
    if firm.revenue_1 > 0 && firm.main_revenue_2 > 0 && firm.total_assets_1 > 0 {
        Answer::known(&assess::<Known>(firm))
    } else {
        with_gaps(firm)
    }
}

#[cold]
fn with_gaps(firm: &Firm) -> Answer {
    Answer::between(&assess::<Worst>(firm), &assess::<Best>(firm))
}

#[inline]
fn assess<G: Gaps>(firm: &Firm) -> Outcome<3> {
    let direct = firm.award_prov_or_nat_3y
        | firm.honour_valid
        | (firm.rd_institution >= RdInstitution::Province)
        | (firm.equity_financing_3y >= wan(500));

    // 附件1 二, indicators 1 and 2.
    let ip = if firm.ip1_high_value >= 1 {
        20
    } else if firm.ip1_self_developed >= 1 {
        15
    } else if firm.ip1 >= 1 {
        10
    } else if firm.ip2 >= 1 {
        5
    } else {
        0
    };
    let innovation = ip + G::points_at_least(ratio(firm.rd_expense_1, firm.revenue_1), [(5, 20), (3, 15), (2, 10), (1, 5)]);

    // Indicators 3 and 4.
    let growing = G::points_at_least(growth(firm.main_revenue_1, firm.main_revenue_2), [(15, 20), (10, 15), (5, 10), (0, 5)])
        + G::points_at_most(ratio(firm.total_liabilities_1, firm.total_assets_1), [(55, 10), (75, 5)]);

    // Indicators 5 and 6.
    let specialised = if firm.strategic_emerging { 10 } else { 5 }
        + G::points_at_least(ratio(firm.main_revenue_1, firm.revenue_1), [(70, 20), (60, 15), (55, 10), (50, 5)]);

    let scored = (innovation + growing + specialised >= 60) & (innovation >= 20) & (growing >= 15) & (specialised >= 15);
    Outcome { pass: base_2022(firm) & (direct | scored), groups: [innovation * 100, growing * 100, specialised * 100] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Verdict;

    type Change = fn(&mut Firm);

    /// Class-C rights, R&D 2 %, growth 5 %, debt 75 %, strategic field, main business 60 %.
    fn at_the_mark() -> Firm {
        Firm {
            registered_in_china: true,
            legal_person: true,
            employees: 50,
            revenue_1: wan(1_000),
            rd_expense_1: wan(20),
            main_revenue_1: wan(600),
            main_revenue_2: wan(600) * 100 / 105,
            total_assets_1: wan(400),
            total_liabilities_1: wan(300),
            ip1: 1,
            strategic_emerging: true,
            ..Firm::default()
        }
    }

    fn scored(verdict: Verdict, groups: [i64; 3]) -> Answer {
        let [first, second, third] = groups.map(|points| Some(points * 100));
        Answer { verdict, score: Some(groups.iter().sum::<i64>() * 100), groups: [first, second, third, None] }
    }

    #[test]
    fn sixty_points_pass() {
        let firm = at_the_mark();
        assert_eq!(innovative_2022(&firm), scored(Verdict::Pass, [20, 15, 25]));
        // One fen to the wrong side of each bound.
        let changes: [(Change, [i64; 3]); 4] = [
            (|firm| firm.rd_expense_1 -= 1, [15, 15, 25]),
            (|firm| firm.main_revenue_2 += 1_000_000, [20, 10, 25]),
            (|firm| firm.total_liabilities_1 += 1, [20, 10, 25]),
            (|firm| firm.strategic_emerging = false, [20, 15, 20]),
        ];
        for (change, groups) in changes {
            let mut firm = firm.clone();
            change(&mut firm);
            assert_eq!(innovative_2022(&firm), scored(Verdict::Fail, groups));
        }
    }

    #[test]
    fn fifty_five_points_fail_on_the_total() {
        let firm = Firm {
            ip1: 0,
            ip2: 1,
            rd_expense_1: wan(30),
            main_revenue_1: wan(575),
            main_revenue_2: wan(500),
            total_liabilities_1: wan(320),
            strategic_emerging: false,
            ..at_the_mark()
        };
        assert_eq!(innovative_2022(&firm), scored(Verdict::Fail, [20, 20, 15]));
    }

    #[test]
    fn eighty_points_fail_on_a_group() {
        let firm = Firm {
            ip1_high_value: 1,
            rd_expense_1: wan(50),
            main_revenue_1: wan(728),
            main_revenue_2: wan(700),
            total_liabilities_1: wan(240),
            ..at_the_mark()
        };
        assert_eq!(innovative_2022(&firm), scored(Verdict::Fail, [40, 10, 30]));
    }

    #[test]
    fn a_direct_condition_replaces_the_score_but_not_the_base() {
        let poor = Firm { ip1: 0, ..at_the_mark() };
        assert_eq!(innovative_2022(&poor).verdict, Verdict::Fail);
        let changes: [Change; 5] = [
            |firm| firm.award_prov_or_nat_3y = true,
            |firm| firm.honour_valid = true,
            |firm| firm.rd_institution = RdInstitution::Province,
            |firm| firm.rd_institution = RdInstitution::National,
            |firm| firm.equity_financing_3y = wan(500),
        ];
        for change in changes {
            let mut firm = poor.clone();
            change(&mut firm);
            assert_eq!(innovative_2022(&firm).verdict, Verdict::Pass);
            assert_eq!(innovative_2022(&firm).score, Some(50 * 100));
            firm.legal_person = false;
            assert_eq!(innovative_2022(&firm).verdict, Verdict::Fail);
        }
        let almost = Firm { rd_institution: RdInstitution::City, equity_financing_3y: wan(500) - 1, ..poor };
        assert_eq!(innovative_2022(&almost).verdict, Verdict::Fail);
    }

    #[test]
    fn a_ratio_without_a_value_leaves_only_its_group_open() {
        // Debt gives 0 to 10 points; growth alone gives 10, so the group's 15 is open.
        let open = Firm { total_assets_1: 0, ..at_the_mark() };
        assert_eq!(
            innovative_2022(&open),
            Answer { verdict: Verdict::Undetermined, score: None, groups: [Some(20 * 100), None, Some(25 * 100), None] }
        );
        // 20 points of growth settle it: 65 at least.
        let settled = Firm { main_revenue_2: wan(500), ..open.clone() };
        assert_eq!(innovative_2022(&settled).verdict, Verdict::Pass);
        assert_eq!(innovative_2022(&settled).score, None);
        // A failed base condition settles it too.
        let failed = Firm { prohibited_product: true, ..open };
        assert_eq!(innovative_2022(&failed).verdict, Verdict::Fail);
    }
}
