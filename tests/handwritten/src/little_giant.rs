//! 专精特新"小巨人"企业.

use crate::base::{base_2022, base_2026};
use crate::exact::{Best, Gaps, Known, SQUARE_OF_105, Worst, compound_square, mean_growth, ratio, wan};
use crate::srdi::{platform_score_reaches, two_years};
use crate::{Answer, Firm, RdInstitution, Verdict};

/// 小巨人, edition 2022: 工信部企业〔2022〕63号 第三条, 附件3《专精特新"小巨人"企业认定标准》.
///
/// The base conditions, a valid 专精特新 title, and all six dimensions: 专, 精, 特, 新, 链, 品.
/// First recognition and renewal are judged alike.
pub fn little_giant_2022(firm: &Firm) -> Answer {
    Answer::unscored(verdict_2022(firm, true))
}

/// 小巨人, the call of 2025: 工信厅企业函〔2025〕190号, by 63号 附件3.
///
/// Revenue below 50 million yuan is not accepted, neither for recognition nor for renewal. Renewal
/// is exempt from the growth test.
pub fn little_giant_call_2025(firm: &Firm) -> Answer {
    Answer::unscored(if firm.revenue_1 < wan(5_000) { Verdict::Fail } else { verdict_2022(firm, !firm.renewal) })
}

/// 小巨人, the call of 2026: 工信厅企业函〔2026〕117号.
///
/// First recognition by 2号文 附件2, renewal by 63号 附件3 (本年度按2022年标准把握), with its growth test.
pub fn little_giant_call_2026(firm: &Firm) -> Answer {
    if firm.renewal { little_giant_2022(firm) } else { little_giant_2026(firm) }
}

#[inline]
fn verdict_2022(firm: &Firm, examine_growth: bool) -> Verdict {
    if firm.revenue_1 > 0
        && firm.revenue_2 > 0
        && firm.main_revenue_2 > 0
        && firm.main_revenue_3 > 0
        && firm.total_assets_1 > 0
        && firm.employees > 0
    {
        Verdict::known(meets_2022::<Known>(firm, examine_growth))
    } else {
        with_gaps_2022(firm, examine_growth)
    }
}

#[cold]
fn with_gaps_2022(firm: &Firm, examine_growth: bool) -> Verdict {
    Verdict::between(meets_2022::<Worst>(firm, examine_growth), meets_2022::<Best>(firm, examine_growth))
}

#[inline]
fn meets_2022<G: Gaps>(firm: &Firm, examine_growth: bool) -> bool {
    base_2022(firm)
        && firm.title_srdi_valid
        // 一 专业化
        && firm.market_years >= 300
        && G::at_least(ratio(firm.main_revenue_1, firm.revenue_1), 70)
        && (!examine_growth
            || G::at_least(
                mean_growth([
                    firm.main_revenue_1,
                    firm.main_revenue_2,
                    firm.main_revenue_3,
                ]),
                5,
            ))
        // 二 精细化
        && firm.finding_governance
        && firm.core_information_systems >= 1
        && firm.mgmt_or_product_certified
        && G::at_most(ratio(firm.total_liabilities_1, firm.total_assets_1), 70)
        // 三 特色化
        && firm.market_share >= 1_000
        && firm.finding_reputation
        && firm.own_brand
        // 四 创新能力
        && (firm.award_nat_top3_3y
            || firm.maker_china_50_3y
            || (firm.rd_institution != RdInstitution::None
                && firm.ip1_applied >= 2
                && rd_by_revenue::<G>(firm)))
        // 五 产业链配套
        && firm.finding_chain
        // 六 主导产品所属领域
        && firm.key_field
}

/// 63号 附件3 四(一)1: what R&D is asked depends on revenue. Exactly 50 million yuan is in the band
/// of 6 %, exactly 100 million in that of 3 %. The 30 million of R&D are those of the last year.
#[inline]
fn rd_by_revenue<G: Gaps>(firm: &Firm) -> bool {
    if firm.revenue_1 >= wan(5_000) {
        let percent = if firm.revenue_1 >= wan(10_000) { 3 } else { 6 };
        G::at_least(ratio(firm.rd_expense_1, firm.revenue_1), percent)
            && G::at_least(ratio(firm.rd_expense_2, firm.revenue_2), percent)
    } else {
        firm.equity_financing_2y >= wan(8_000)
            && firm.rd_expense_1 >= wan(3_000)
            && G::at_least(ratio(firm.rd_staff, firm.employees), 50)
    }
}

/// 小巨人, edition 2026: 工信部企业〔2026〕2号 第十一条, 附件2《专精特新"小巨人"企业认定标准》.
///
/// The base conditions and all seven items. On renewal growth is not examined and the platform
/// score may be of either year.
pub fn little_giant_2026(firm: &Firm) -> Answer {
    let verdict = if firm.revenue_1 > 0 && firm.revenue_2 > 0 && firm.revenue_3 > 0 && firm.total_assets_1 > 0 {
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
        // (一)
        && firm.title_srdi_valid
        && firm.market_years >= 300
        // (二)
        && firm.revenue_1 >= wan(5_000)
        && G::at_least(ratio(firm.main_revenue_1, firm.revenue_1), 90)
        && (firm.renewal
            || G::at_least(
                compound_square(firm.revenue_1, firm.revenue_3),
                SQUARE_OF_105,
            ))
        && G::at_most(ratio(firm.total_liabilities_1, firm.total_assets_1), 75)
        // (三)
        && two_years(firm.rd_expense_1, firm.rd_expense_2) >= i128::from(wan(1_200))
        && G::at_least(ratio(firm.rd_expense_1, firm.revenue_1), 3)
        && G::at_least(ratio(firm.rd_expense_2, firm.revenue_2), 3)
        // (四)
        && (firm.ip1_applied >= 4 || firm.award_nat_top3_3y)
        // (五)
        && (firm.market_share >= 1_000 || (1..=3).contains(&firm.domestic_rank))
        && firm.finding_reputation
        // (六)
        && firm.finding_chain
        && firm.key_field
        // (七)
        && platform_score_reaches(firm, 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Change = fn(&mut Firm);

    fn check(sound: &Firm, answer: fn(&Firm) -> Answer, changes: &[(Change, Verdict)]) {
        assert_eq!(answer(sound), Answer::unscored(Verdict::Pass));
        for (index, (change, verdict)) in changes.iter().enumerate() {
            let mut firm = sound.clone();
            change(&mut firm);
            assert_eq!(answer(&firm), Answer::unscored(*verdict), "change {index} of {firm:#?}");
        }
    }

    /// Growth +20 % then -9 %: mean 5.5 %, compound 4.5 %. Revenue exactly 100 million yuan.
    fn sound_2022() -> Firm {
        Firm {
            registered_in_china: true,
            legal_person: true,
            title_srdi_valid: true,
            employees: 200,
            market_years: 300,
            revenue_1: wan(10_000),
            revenue_2: wan(10_000),
            main_revenue_1: wan(7_644),
            main_revenue_2: wan(8_400),
            main_revenue_3: wan(7_000),
            rd_expense_1: wan(300),
            rd_expense_2: wan(300),
            total_assets_1: wan(10_000),
            total_liabilities_1: wan(7_000),
            market_share: 1_000,
            ip1_applied: 2,
            rd_institution: RdInstitution::BelowCity,
            own_brand: true,
            core_information_systems: 1,
            mgmt_or_product_certified: true,
            key_field: true,
            finding_governance: true,
            finding_reputation: true,
            finding_chain: true,
            ..Firm::default()
        }
    }

    #[test]
    fn each_condition_of_2022_counts() {
        check(
            &sound_2022(),
            little_giant_2022,
            &[
                (|firm| firm.legal_person = false, Verdict::Fail),
                (|firm| firm.title_srdi_valid = false, Verdict::Fail),
                (|firm| firm.market_years -= 1, Verdict::Fail),
                (|firm| firm.main_revenue_1 = wan(7_000) - 1, Verdict::Fail),
                (|firm| firm.main_revenue_3 = wan(7_100), Verdict::Fail),
                (|firm| firm.finding_governance = false, Verdict::Fail),
                (|firm| firm.core_information_systems = 0, Verdict::Fail),
                (|firm| firm.mgmt_or_product_certified = false, Verdict::Fail),
                (|firm| firm.total_liabilities_1 += 1, Verdict::Fail),
                (|firm| firm.market_share -= 1, Verdict::Fail),
                (|firm| firm.finding_reputation = false, Verdict::Fail),
                (|firm| firm.own_brand = false, Verdict::Fail),
                (|firm| firm.finding_chain = false, Verdict::Fail),
                (|firm| firm.key_field = false, Verdict::Fail),
                (|firm| firm.rd_expense_1 -= 1, Verdict::Fail),
                (|firm| firm.rd_expense_2 -= 1, Verdict::Fail),
                (|firm| firm.ip1_applied = 1, Verdict::Fail),
                (|firm| firm.rd_institution = RdInstitution::None, Verdict::Fail),
                (
                    |firm| {
                        firm.rd_institution = RdInstitution::None;
                        firm.award_nat_top3_3y = true;
                    },
                    Verdict::Pass,
                ),
                (
                    |firm| {
                        firm.rd_expense_1 = 0;
                        firm.ip1_applied = 0;
                        firm.maker_china_50_3y = true;
                    },
                    Verdict::Pass,
                ),
                (
                    |firm| {
                        firm.ip1_applied = 0;
                        firm.maker_china_500_3y = true;
                    },
                    Verdict::Fail,
                ),
            ],
        );
    }

    #[test]
    fn rd_of_2022_depends_on_revenue() {
        check(
            &Firm {
                main_revenue_1: wan(7_699),
                revenue_1: wan(9_999),
                rd_expense_1: wan(9_999) * 6 / 100,
                rd_expense_2: wan(600),
                ..sound_2022()
            },
            little_giant_2022,
            &[
                (|firm| firm.rd_expense_1 -= 1, Verdict::Fail),
                (|firm| firm.rd_expense_2 = wan(590), Verdict::Fail),
                (
                    |firm| {
                        firm.revenue_1 = wan(10_000);
                        firm.rd_expense_1 = wan(300);
                        firm.rd_expense_2 = wan(300);
                    },
                    Verdict::Pass,
                ),
            ],
        );
        let small = Firm {
            revenue_1: wan(5_000),
            main_revenue_1: wan(5_000),
            main_revenue_2: wan(4_000),
            main_revenue_3: wan(4_000),
            rd_expense_1: wan(300),
            rd_expense_2: wan(600),
            ..sound_2022()
        };
        check(
            &small,
            little_giant_2022,
            &[(|firm| firm.rd_expense_1 -= 1, Verdict::Fail), (|firm| firm.revenue_1 -= 1, Verdict::Fail)],
        );
        check(
            &Firm {
                revenue_1: wan(5_000) - 1,
                equity_financing_2y: wan(8_000),
                rd_expense_1: wan(3_000),
                rd_expense_2: 0,
                rd_staff: 100,
                ..small
            },
            little_giant_2022,
            &[
                (|firm| firm.equity_financing_2y -= 1, Verdict::Fail),
                (|firm| firm.rd_expense_1 -= 1, Verdict::Fail),
                (|firm| firm.rd_staff -= 1, Verdict::Fail),
                (|firm| firm.revenue_2 = 0, Verdict::Pass),
                (|firm| firm.employees = 0, Verdict::Undetermined),
                (
                    |firm| {
                        firm.employees = 0;
                        firm.maker_china_50_3y = true;
                    },
                    Verdict::Pass,
                ),
                (
                    |firm| {
                        firm.employees = 0;
                        firm.ip1_applied = 1;
                    },
                    Verdict::Fail,
                ),
            ],
        );
    }

    #[test]
    fn ratios_of_2022_without_a_value() {
        check(
            &sound_2022(),
            little_giant_2022,
            &[
                (|firm| firm.revenue_2 = 0, Verdict::Undetermined),
                (|firm| firm.main_revenue_2 = 0, Verdict::Undetermined),
                (|firm| firm.main_revenue_3 = 0, Verdict::Undetermined),
                (|firm| firm.total_assets_1 = 0, Verdict::Undetermined),
                (|firm| firm.employees = 0, Verdict::Pass),
                (
                    |firm| {
                        firm.total_assets_1 = 0;
                        firm.own_brand = false;
                    },
                    Verdict::Fail,
                ),
            ],
        );
    }

    #[test]
    fn the_call_of_2025() {
        check(
            &sound_2022(),
            little_giant_call_2025,
            &[
                (|firm| firm.main_revenue_3 = wan(8_400), Verdict::Fail),
                (
                    |firm| {
                        firm.main_revenue_3 = wan(8_400);
                        firm.renewal = true;
                    },
                    Verdict::Pass,
                ),
                (
                    |firm| {
                        firm.main_revenue_3 = 0;
                        firm.renewal = true;
                    },
                    Verdict::Pass,
                ),
                (
                    |firm| {
                        firm.revenue_1 = wan(5_000);
                        firm.award_nat_top3_3y = true;
                    },
                    Verdict::Pass,
                ),
                (
                    |firm| {
                        firm.revenue_1 = wan(5_000) - 1;
                        firm.award_nat_top3_3y = true;
                    },
                    Verdict::Fail,
                ),
                (
                    |firm| {
                        firm.revenue_1 = wan(5_000) - 1;
                        firm.award_nat_top3_3y = true;
                        firm.renewal = true;
                    },
                    Verdict::Fail,
                ),
            ],
        );
    }

    /// R&D 5 + 7 million yuan, 3 % of each year's revenue; compound growth of exactly 5 %.
    fn sound_2026() -> Firm {
        Firm {
            registered_in_china: true,
            title_srdi_valid: true,
            market_years: 300,
            revenue_1: wan(500) * 100 / 3,
            revenue_2: wan(700) * 100 / 3,
            revenue_3: wan(10_000),
            main_revenue_1: wan(15_000),
            rd_expense_1: wan(500),
            rd_expense_2: wan(700),
            total_assets_1: wan(10_000),
            total_liabilities_1: wan(7_500),
            market_share: 1_000,
            domestic_rank: 4,
            ip1_applied: 4,
            key_field: true,
            finding_reputation: true,
            finding_chain: true,
            platform_score_1: 60 * 100,
            ..Firm::default()
        }
    }

    #[test]
    fn each_condition_of_2026_counts() {
        check(
            &sound_2026(),
            little_giant_2026,
            &[
                (|firm| firm.registered_in_china = false, Verdict::Fail),
                (|firm| firm.title_srdi_valid = false, Verdict::Fail),
                (|firm| firm.market_years -= 1, Verdict::Fail),
                (|firm| firm.main_revenue_1 = wan(15_000) - 1_000_000, Verdict::Fail),
                (|firm| firm.total_liabilities_1 += 1, Verdict::Fail),
                (|firm| firm.rd_expense_2 -= 1, Verdict::Fail),
                (|firm| firm.revenue_1 += 100, Verdict::Fail),
                (|firm| firm.revenue_2 += 100, Verdict::Fail),
                (|firm| firm.ip1_applied = 3, Verdict::Fail),
                (
                    |firm| {
                        firm.ip1_applied = 0;
                        firm.award_nat_top3_3y = true;
                    },
                    Verdict::Pass,
                ),
                (|firm| firm.market_share -= 1, Verdict::Fail),
                (
                    |firm| {
                        firm.market_share = 0;
                        firm.domestic_rank = 3;
                    },
                    Verdict::Pass,
                ),
                (|firm| firm.finding_reputation = false, Verdict::Fail),
                (|firm| firm.finding_chain = false, Verdict::Fail),
                (|firm| firm.key_field = false, Verdict::Fail),
                (|firm| firm.platform_score_1 -= 1, Verdict::Fail),
                (
                    |firm| {
                        firm.platform_score_1 = 0;
                        firm.platform_score_2 = 60 * 100;
                    },
                    Verdict::Fail,
                ),
                (
                    |firm| {
                        firm.platform_score_1 = 0;
                        firm.platform_score_2 = 60 * 100;
                        firm.renewal = true;
                    },
                    Verdict::Pass,
                ),
                (|firm| firm.revenue_3 = 0, Verdict::Undetermined),
                (
                    |firm| {
                        firm.revenue_3 = 0;
                        firm.renewal = true;
                    },
                    Verdict::Pass,
                ),
                (|firm| firm.revenue_1 = 0, Verdict::Fail),
            ],
        );
    }

    #[test]
    fn growth_of_2026_is_compound() {
        check(
            &Firm { revenue_1: wan(11_025), main_revenue_1: wan(11_025), ..sound_2026() },
            little_giant_2026,
            &[
                (|firm| firm.revenue_3 += 1, Verdict::Fail),
                // +20 % then -9 %.
                (
                    |firm| {
                        firm.revenue_1 = wan(10_920);
                        firm.main_revenue_1 = wan(10_920);
                    },
                    Verdict::Fail,
                ),
                // 1 % on renewal.
                (
                    |firm| {
                        firm.revenue_3 = wan(11_025) * 10_000 / 10_201;
                        firm.renewal = true;
                    },
                    Verdict::Pass,
                ),
            ],
        );
        check(
            &Firm { revenue_1: wan(5_000), revenue_3: wan(4_000), main_revenue_1: wan(4_500), ..sound_2026() },
            little_giant_2026,
            &[(|firm| firm.revenue_1 -= 1, Verdict::Fail), (|firm| firm.main_revenue_1 -= 1, Verdict::Fail)],
        );
    }

    #[test]
    fn the_call_of_2026_judges_renewal_by_2022() {
        assert_eq!(little_giant_call_2026(&sound_2026()).verdict, Verdict::Pass);
        assert_eq!(little_giant_call_2026(&sound_2022()).verdict, Verdict::Fail);
        check(
            &Firm { renewal: true, ..sound_2022() },
            little_giant_call_2026,
            &[(|firm| firm.main_revenue_3 = wan(8_400), Verdict::Fail)],
        );
    }
}
