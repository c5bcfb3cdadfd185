//! What every applicant meets, and the size table.

use crate::Firm;
use crate::exact::wan;

/// 工信部企业〔2022〕63号 第三条: registered in mainland China, an independent legal person, a small
/// or medium-sized enterprise, on neither list, no prohibited product, no major incident in 3 years.
#[inline]
pub(crate) fn base_2022(firm: &Firm) -> bool {
    firm.legal_person & base_2026(firm)
}

/// 工信部企业〔2026〕2号 第十一条: as in 2022, but "established by law" (依法设立), not a legal person.
#[inline]
pub(crate) fn base_2026(firm: &Firm) -> bool {
    firm.registered_in_china
        & !(firm.abnormal_operations | firm.serious_dishonesty | firm.prohibited_product | firm.major_incident_3y)
        & is_small_or_medium(firm)
}

/// Nothing is below it: the row has no such ceiling.
const NONE: i64 = i64::MIN;

/// 《中小企业划型标准规定》 (工信部联企业〔2011〕300号) 第四条: the ceilings of staff, revenue and assets,
/// in the order of [`Industry`](crate::Industry).
const CEILINGS: [[i64; 3]; 16] = [
    [NONE, wan(20_000), NONE],         // 农、林、牧、渔业
    [1_000, wan(40_000), NONE],        // 工业
    [NONE, wan(80_000), wan(80_000)],  // 建筑业
    [200, wan(40_000), NONE],          // 批发业
    [300, wan(20_000), NONE],          // 零售业
    [1_000, wan(30_000), NONE],        // 交通运输业
    [200, wan(30_000), NONE],          // 仓储业
    [1_000, wan(30_000), NONE],        // 邮政业
    [300, wan(10_000), NONE],          // 住宿业
    [300, wan(10_000), NONE],          // 餐饮业
    [2_000, wan(100_000), NONE],       // 信息传输业
    [300, wan(10_000), NONE],          // 软件和信息技术服务业
    [NONE, wan(200_000), wan(10_000)], // 房地产开发经营
    [1_000, wan(5_000), NONE],         // 物业管理
    [300, NONE, wan(120_000)],         // 租赁和商务服务业
    [300, NONE, NONE],                 // 其他未列明行业
];

/// 300号 第四条: below any ceiling of its industry.
#[inline]
pub(crate) fn is_small_or_medium(firm: &Firm) -> bool {
    let [staff, revenue, assets] = CEILINGS[firm.industry as usize];
    (firm.employees < staff) | (firm.revenue_1 < revenue) | (firm.total_assets_1 < assets)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Industry;

    /// The ceilings of an industry: staff, revenue and assets, the money in 万元.
    type Row = (Industry, Option<i64>, Option<i64>, Option<i64>);

    const ROWS: [Row; 16] = [
        (Industry::Agriculture, None, Some(20_000), None),
        (Industry::Industry, Some(1_000), Some(40_000), None),
        (Industry::Construction, None, Some(80_000), Some(80_000)),
        (Industry::Wholesale, Some(200), Some(40_000), None),
        (Industry::Retail, Some(300), Some(20_000), None),
        (Industry::Transport, Some(1_000), Some(30_000), None),
        (Industry::Warehousing, Some(200), Some(30_000), None),
        (Industry::Post, Some(1_000), Some(30_000), None),
        (Industry::Accommodation, Some(300), Some(10_000), None),
        (Industry::Catering, Some(300), Some(10_000), None),
        (Industry::InformationTransmission, Some(2_000), Some(100_000), None),
        (Industry::Software, Some(300), Some(10_000), None),
        (Industry::RealEstate, None, Some(200_000), Some(10_000)),
        (Industry::Property, Some(1_000), Some(5_000), None),
        (Industry::LeasingBusiness, Some(300), None, Some(120_000)),
        (Industry::Other, Some(300), None, None),
    ];

    #[test]
    fn a_firm_is_large_only_from_every_ceiling_on() {
        for (industry, staff, revenue, assets) in ROWS {
            let large = Firm {
                industry,
                employees: staff.unwrap_or(0),
                revenue_1: wan(revenue.unwrap_or(0)),
                total_assets_1: wan(assets.unwrap_or(0)),
                ..Firm::default()
            };
            assert!(!is_small_or_medium(&large), "{industry:?}");
            for (ceiling, below) in [(staff, (1, 0, 0)), (revenue, (0, 1, 0)), (assets, (0, 0, 1))] {
                let firm = Firm {
                    employees: large.employees - below.0,
                    revenue_1: large.revenue_1 - below.1,
                    total_assets_1: large.total_assets_1 - below.2,
                    ..large.clone()
                };
                assert_eq!(is_small_or_medium(&firm), ceiling.is_some(), "{industry:?}");
            }
        }
    }

    #[test]
    fn each_base_condition_counts() {
        let sound = Firm { registered_in_china: true, legal_person: true, ..Firm::default() };
        assert!(base_2022(&sound) && base_2026(&sound));
        let breaks: [fn(&mut Firm); 6] = [
            |firm| firm.registered_in_china = false,
            |firm| firm.abnormal_operations = true,
            |firm| firm.serious_dishonesty = true,
            |firm| firm.prohibited_product = true,
            |firm| firm.major_incident_3y = true,
            |firm| firm.employees = 300,
        ];
        for change in breaks {
            let mut firm = sound.clone();
            change(&mut firm);
            assert!(!base_2022(&firm) && !base_2026(&firm));
        }
        let partnership = Firm { legal_person: false, ..sound };
        assert!(!base_2022(&partnership) && base_2026(&partnership));
    }
}
