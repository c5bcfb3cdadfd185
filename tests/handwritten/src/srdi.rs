//! 专精特新中小企业.

use crate::base::{base_2022, base_2026};
use crate::exact::{Best, Gaps, Known, Worst, amount_points, mean_growth, ratio, wan};
use crate::{Answer, Firm, Outcome, ProductField, RdInstitution, Verdict};

/// 专精特新中小企业, edition 2022: 工信部企业〔2022〕63号 第三条, 附件2《专精特新中小企业认定标准》.
///
/// The base conditions, a valid 创新型 title, 一、(一)–(三), and (四): 60 points or a direct
/// condition. The groups of the answer are 专业化, 精细化, 特色化 and 创新能力.
pub fn srdi_2022(firm: &Firm) -> Answer {
    if firm.revenue_1 > 0 && firm.main_revenue_2 > 0 && firm.main_revenue_3 > 0 && firm.total_assets_1 > 0 && firm.employees > 0 {
        Answer::known(&assess_2022::<Known>(firm))
    } else {
        with_gaps_2022(firm)
    }
}

#[cold]
fn with_gaps_2022(firm: &Firm) -> Answer {
    Answer::between(&assess_2022::<Worst>(firm), &assess_2022::<Best>(firm))
}

#[inline]
fn assess_2022<G: Gaps>(firm: &Firm) -> Outcome<4> {
    let rd_ratio = ratio(firm.rd_expense_1, firm.revenue_1);

    // 附件2 二, indicators 1 to 4.
    let specialised = G::points_at_least(ratio(firm.main_revenue_1, firm.revenue_1), [(80, 5), (70, 3), (60, 1)])
        + G::points_at_least(
            mean_growth([firm.main_revenue_1, firm.main_revenue_2, firm.main_revenue_3]),
            [(10, 10), (8, 8), (6, 6), (4, 4), (0, 2)],
        )
        + (firm.market_years / 200).min(5)
        + match firm.product_field {
            ProductField::GapFilling => 5,
            ProductField::SixBases => 3,
            ProductField::Other => 0,
        };

    // Indicators 5 to 8.
    let digital = match firm.digital_level {
        3.. => 5,
        2 => 3,
        _ => 0,
    };
    let quality = i64::from(firm.quality_award_prov)
        + i64::from(firm.qms_certified)
        + i64::from(firm.own_brand)
        + i64::from(firm.standard_setting);
    let refined = digital
        + (3 * quality).min(5)
        + G::points_at_least(ratio(firm.net_profit_1, firm.revenue_1), [(10, 10), (8, 8), (6, 6), (4, 4), (2, 2)])
        + G::points_at_most(ratio(firm.total_liabilities_1, firm.total_assets_1), [(50, 5), (60, 3), (70, 1)]);

    // Indicators 10 to 13; 9 is the province's.
    let ip = if firm.ip1_high_value >= 1 {
        10
    } else if firm.ip1_self_developed >= 1 {
        8
    } else if firm.ip1 >= 1 {
        6
    } else if firm.ip2 >= 1 {
        2
    } else {
        0
    };
    let rd = amount_points(firm.rd_expense_1, [(500, 10), (400, 8), (300, 6), (200, 4), (100, 2)])
        .max(G::points_at_least(rd_ratio, [(10, 10), (8, 8), (6, 6), (4, 4), (3, 2)]));
    let institution = match firm.rd_institution {
        RdInstitution::National => 10,
        RdInstitution::Province => 8,
        RdInstitution::City => 4,
        RdInstitution::BelowCity => 2,
        RdInstitution::None => 0,
    };
    let innovation = ip + rd + G::points_at_least(ratio(firm.rd_staff, firm.employees), [(20, 5), (10, 3), (5, 1)]) + institution;

    let groups = [specialised * 100, refined * 100, firm.local_score, innovation * 100];
    let direct = firm.award_prov_top3_3y
        | firm.award_nat_top5_3y
        | (two_years(firm.rd_expense_1, firm.rd_expense_2) >= i128::from(wan(2 * 1_000)))
        | (firm.equity_financing_2y >= wan(6_000))
        | firm.maker_china_500_3y;
    let pass = base_2022(firm)
        & firm.title_innovative_valid
        & (firm.market_years >= 200)
        & (firm.rd_expense_1 >= wan(100))
        & G::at_least(rd_ratio, 3)
        & ((firm.revenue_1 >= wan(1_000)) | (firm.equity_financing_2y >= wan(2_000)))
        & ((groups.iter().sum::<i64>() >= 60 * 100) | direct);
    Outcome { pass, groups }
}

/// 专精特新中小企业, edition 2026: 工信部企业〔2026〕2号 第十一条, 附件1《专精特新中小企业认定标准》.
///
/// The base conditions and all six items; the platform score may be of either year on renewal.
pub fn srdi_2026(firm: &Firm) -> Answer {
    let verdict = if firm.revenue_1 > 0 && firm.revenue_2 > 0 && firm.total_assets_1 > 0 {
        Verdict::known(meets_2026::<Known>(firm))
    } else {
        with_gaps_2026(firm)
    };
    Answer::unscored(verdict)
}

#[cold]
fn with_gaps_2026(firm: &Firm) -> Verdict {
    Verdict::between(meets_2026::<Worst>(firm), meets_2026::<Best>(firm))
}

#[inline]
fn meets_2026<G: Gaps>(firm: &Firm) -> bool {
    base_2026(firm)
        // 1
        && (firm.title_innovative_valid || firm.title_tech_sme_valid)
        && firm.market_years >= 300
        // 2
        && (firm.revenue_1 >= wan(1_500) || firm.equity_financing_2y >= wan(2_000))
        && G::at_least(ratio(firm.main_revenue_1, firm.revenue_1), 80)
        && G::at_most(ratio(firm.total_liabilities_1, firm.total_assets_1), 80)
        // 3
        && firm.rd_expense_1 >= wan(100)
        && firm.rd_expense_2 >= wan(100)
        && G::at_least(ratio(firm.rd_expense_1, firm.revenue_1), 3)
        && G::at_least(ratio(firm.rd_expense_2, firm.revenue_2), 3)
        // 4
        && (firm.ip1_applied >= 1
            || firm.award_prov_top3_3y
            || firm.award_nat_top3_3y
            || firm.rd_institution >= RdInstitution::Province)
        // 5
        && firm.finding_market_position
        // 6
        && platform_score_reaches(firm, 50)
}

/// 本年度专精特新发展评价得分; either of the last two years on renewal (2号文 附件1 (六), 附件2 (七)).
#[inline]
pub(crate) fn platform_score_reaches(firm: &Firm, points: i64) -> bool {
    firm.platform_score_1 >= points * 100 || (firm.renewal && firm.platform_score_2 >= points * 100)
}

/// The sum of two years.
#[inline]
pub(crate) fn two_years(last: i64, before: i64) -> i128 {
    i128::from(last) + i128::from(before)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Change = fn(&mut Firm);

    /// Revenue 9 million yuan, equity 20 million, R&D 1 million (11.1 %), 2 years, 60 points.
    fn at_the_mark() -> Firm {
        Firm {
            registered_in_china: true,
            legal_person: true,
            title_innovative_valid: true,
            employees: 50,
            rd_staff: 10, // 5
            revenue_1: wan(900),
            main_revenue_1: wan(720), // 5
            main_revenue_2: wan(1_000),
            main_revenue_3: wan(1_000),            // 0: -14 %
            market_years: 200,                     // 1
            product_field: ProductField::SixBases, // 3
            digital_level: 2,                      // 3
            qms_certified: true,
            own_brand: true,       // 5
            net_profit_1: wan(90), // 10
            total_assets_1: wan(1_000),
            total_liabilities_1: wan(700),       // 1
            local_score: 500,                    // 5
            ip1_self_developed: 1,               // 8
            rd_expense_1: wan(100),              // 10
            rd_institution: RdInstitution::City, // 4
            equity_financing_2y: wan(2_000),
            ..Firm::default()
        }
    }

    #[test]
    fn sixty_points_pass_on_small_revenue_with_equity() {
        let firm = at_the_mark();
        assert_eq!(
            srdi_2022(&firm),
            Answer {
                verdict: Verdict::Pass,
                score: Some(60 * 100), // Guangdong asks 70.
                groups: [Some(900), Some(1_900), Some(500), Some(2_700)],
            }
        );
        let breaks: [Change; 7] = [
            |firm| firm.local_score -= 1,
            |firm| firm.equity_financing_2y -= 1,
            |firm| firm.rd_expense_1 -= 1,
            |firm| firm.market_years -= 1,
            |firm| firm.title_innovative_valid = false,
            |firm| firm.legal_person = false,
            |firm| firm.total_liabilities_1 += 1,
        ];
        for change in breaks {
            let mut firm = firm.clone();
            change(&mut firm);
            assert_eq!(srdi_2022(&firm).verdict, Verdict::Fail);
        }
    }

    #[test]
    fn the_ratio_of_rd_counts_beside_its_amount() {
        let firm = Firm { revenue_1: wan(4_000), award_prov_top3_3y: true, ..at_the_mark() };
        assert_eq!(srdi_2022(&firm).verdict, Verdict::Fail); // 2.5 %
        let firm = Firm { revenue_1: wan(100) * 100 / 3, ..firm };
        assert_eq!(srdi_2022(&firm).verdict, Verdict::Pass); // a third of a fen above 3 %
        let firm = Firm { revenue_1: firm.revenue_1 + 1, ..firm };
        assert_eq!(srdi_2022(&firm).verdict, Verdict::Fail);
    }

    #[test]
    fn direct_conditions_replace_the_score() {
        let poor = Firm { local_score: 0, ..at_the_mark() };
        assert_eq!(srdi_2022(&poor).verdict, Verdict::Fail);
        let changes: [(Change, Verdict); 7] = [
            (|firm| firm.award_prov_top3_3y = true, Verdict::Pass),
            (|firm| firm.award_nat_top5_3y = true, Verdict::Pass),
            (|firm| firm.award_nat_top3_3y = true, Verdict::Fail),
            (|firm| firm.maker_china_500_3y = true, Verdict::Pass),
            (|firm| firm.rd_expense_2 = wan(1_900), Verdict::Pass),
            (|firm| firm.rd_expense_2 = wan(1_900) - 1, Verdict::Fail),
            (|firm| firm.equity_financing_2y = wan(6_000), Verdict::Pass),
        ];
        for (change, verdict) in changes {
            let mut firm = poor.clone();
            change(&mut firm);
            assert_eq!(srdi_2022(&firm).verdict, verdict);
        }
    }

    /// The points that a change adds to a group of the default firm with denominators.
    fn points(group: usize, change: impl FnOnce(&mut Firm)) -> i64 {
        let mut firm = Firm {
            employees: 100,
            revenue_1: wan(1_200),
            main_revenue_2: wan(1_000),
            main_revenue_3: wan(1_000),
            total_assets_1: wan(1_000),
            total_liabilities_1: wan(1_000),
            ..Firm::default()
        };
        assert_eq!(srdi_2022(&firm).score, Some(0));
        change(&mut firm);
        srdi_2022(&firm).groups[group].unwrap()
    }

    #[test]
    fn years_count_by_two() {
        for (years, expected) in [(190, 0), (200, 1), (999, 4), (1_000, 5), (3_000, 5)] {
            assert_eq!(points(0, |firm| firm.market_years = years), expected * 100);
        }
    }

    #[test]
    fn quality_gives_three_each_and_five_at_most() {
        assert_eq!(points(1, |firm| firm.qms_certified = true), 300);
        let two = |firm: &mut Firm| {
            firm.qms_certified = true;
            firm.own_brand = true;
        };
        assert_eq!(points(1, two), 500);
    }

    #[test]
    fn rd_takes_the_better_of_amount_and_ratio() {
        assert_eq!(points(3, |firm| firm.rd_expense_1 = wan(120)), 1_000);
        assert_eq!(points(3, |firm| firm.rd_expense_1 = wan(120) - 1), 800);
        let amount = |firm: &mut Firm| {
            firm.rd_expense_1 = wan(500);
            firm.revenue_1 = wan(50_000);
        };
        assert_eq!(points(3, amount), 1_000);
    }

    #[test]
    fn digital_and_institution_levels() {
        for (level, expected) in [(0, 0), (1, 0), (2, 3), (3, 5), (4, 5)] {
            assert_eq!(points(1, |firm| firm.digital_level = level), expected * 100);
        }
        for (level, expected) in [
            (RdInstitution::None, 0),
            (RdInstitution::BelowCity, 2),
            (RdInstitution::City, 4),
            (RdInstitution::Province, 8),
            (RdInstitution::National, 10),
        ] {
            assert_eq!(points(3, |firm| firm.rd_institution = level), expected * 100);
        }
    }

    #[test]
    fn mean_growth_is_banded() {
        let grow = |last: i64| {
            points(0, |firm| {
                firm.revenue_1 = wan(1_000_000); // no points for the main business
                firm.main_revenue_1 = wan(last);
            })
        };
        // The year before was flat, so the mean is half of the last rate.
        for (last, expected) in [(999, 0), (1_000, 2), (1_079, 2), (1_080, 4), (1_120, 6), (1_160, 8), (1_199, 8), (1_200, 10)] {
            assert_eq!(grow(last), expected * 100, "{last}");
        }
    }

    #[test]
    fn no_revenue_leaves_the_ratio_open() {
        let firm = Firm { revenue_1: 0, ..at_the_mark() };
        let answer = srdi_2022(&firm);
        assert_eq!(answer.verdict, Verdict::Undetermined);
        assert_eq!(answer.score, None);
        assert_eq!(answer.groups, [None, None, Some(500), None]);
        // The amount of R&D is the floor of item 11: 5 million yuan is all of it.
        let rich = Firm { rd_expense_1: wan(500), ..firm.clone() };
        assert_eq!(srdi_2022(&rich).groups[3], Some(2_700));
        // Too little R&D fails whatever the ratio.
        let poor = Firm { rd_expense_1: wan(100) - 1, ..firm };
        assert_eq!(srdi_2022(&poor).verdict, Verdict::Fail);
    }

    fn sound_2026() -> Firm {
        Firm {
            registered_in_china: true,
            title_tech_sme_valid: true,
            market_years: 300,
            revenue_1: wan(1_500),
            revenue_2: wan(1_500),
            main_revenue_1: wan(1_200),
            total_assets_1: wan(1_000),
            total_liabilities_1: wan(800),
            rd_expense_1: wan(100),
            rd_expense_2: wan(100),
            ip1_applied: 1,
            finding_market_position: true,
            platform_score_1: 50 * 100,
            ..Firm::default()
        }
    }

    #[test]
    fn each_item_of_2026_counts() {
        let sound = sound_2026();
        assert_eq!(srdi_2026(&sound), Answer::unscored(Verdict::Pass));
        let changes: [(Change, Verdict); 22] = [
            (|firm| firm.title_tech_sme_valid = false, Verdict::Fail),
            (
                |firm| {
                    firm.title_tech_sme_valid = false;
                    firm.title_innovative_valid = true;
                },
                Verdict::Pass,
            ),
            (|firm| firm.registered_in_china = false, Verdict::Fail),
            (|firm| firm.market_years -= 1, Verdict::Fail),
            (|firm| firm.revenue_1 -= 1, Verdict::Fail),
            (
                |firm| {
                    firm.revenue_1 -= 1;
                    firm.equity_financing_2y = wan(2_000);
                },
                Verdict::Pass,
            ),
            (|firm| firm.main_revenue_1 -= 1, Verdict::Fail),
            (|firm| firm.total_liabilities_1 += 1, Verdict::Fail),
            (|firm| firm.rd_expense_1 -= 1, Verdict::Fail),
            (|firm| firm.rd_expense_2 -= 1, Verdict::Fail),
            (|firm| firm.revenue_2 = wan(4_000), Verdict::Fail),
            (|firm| firm.ip1_applied = 0, Verdict::Fail),
            (
                |firm| {
                    firm.ip1_applied = 0;
                    firm.award_prov_top3_3y = true;
                },
                Verdict::Pass,
            ),
            (
                |firm| {
                    firm.ip1_applied = 0;
                    firm.award_nat_top3_3y = true;
                },
                Verdict::Pass,
            ),
            (
                |firm| {
                    firm.ip1_applied = 0;
                    firm.award_nat_top5_3y = true;
                },
                Verdict::Fail,
            ),
            (
                |firm| {
                    firm.ip1_applied = 0;
                    firm.rd_institution = RdInstitution::Province;
                },
                Verdict::Pass,
            ),
            (|firm| firm.finding_market_position = false, Verdict::Fail),
            (|firm| firm.platform_score_1 -= 1, Verdict::Fail),
            (
                |firm| {
                    firm.platform_score_1 = 0;
                    firm.platform_score_2 = 50 * 100;
                },
                Verdict::Fail,
            ),
            (
                |firm| {
                    firm.platform_score_1 = 0;
                    firm.platform_score_2 = 50 * 100;
                    firm.renewal = true;
                },
                Verdict::Pass,
            ),
            (|firm| firm.revenue_2 = 0, Verdict::Undetermined),
            (
                |firm| {
                    firm.revenue_2 = 0;
                    firm.rd_expense_2 = 0;
                },
                Verdict::Fail,
            ),
        ];
        for (index, (change, verdict)) in changes.into_iter().enumerate() {
            let mut firm = sound.clone();
            change(&mut firm);
            assert_eq!(srdi_2026(&firm).verdict, verdict, "change {index}");
        }
    }
}
