//! Firms to compare evaluators on: a good firm of each tier, with a few facts moved onto thresholds and beside them.

use crate::{Firm, Industry, ProductField, RdInstitution};

/// A small generator of random numbers (splitmix64): the same firms on every machine.
#[derive(Clone, Debug)]
pub struct Random(pub u64);

impl Random {
    /// The next number.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// One of the items.
    pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        let n = u64::try_from(items.len()).unwrap_or(1).max(1);
        items[usize::try_from(self.number() % n).unwrap_or(0)]
    }
}

const INDUSTRIES: [(Industry, &str); 16] = [
    (Industry::Agriculture, "agriculture"),
    (Industry::Industry, "industry"),
    (Industry::Construction, "construction"),
    (Industry::Wholesale, "wholesale"),
    (Industry::Retail, "retail"),
    (Industry::Transport, "transport"),
    (Industry::Warehousing, "warehousing"),
    (Industry::Post, "post"),
    (Industry::Accommodation, "accommodation"),
    (Industry::Catering, "catering"),
    (Industry::InformationTransmission, "information_transmission"),
    (Industry::Software, "software"),
    (Industry::RealEstate, "real_estate"),
    (Industry::Property, "property"),
    (Industry::LeasingBusiness, "leasing_business"),
    (Industry::Other, "other"),
];

const INSTITUTIONS: [(RdInstitution, &str); 5] = [
    (RdInstitution::None, "none"),
    (RdInstitution::BelowCity, "below_city"),
    (RdInstitution::City, "city"),
    (RdInstitution::Province, "province"),
    (RdInstitution::National, "national"),
];

const FIELDS: [(ProductField, &str); 3] =
    [(ProductField::GapFilling, "gap_filling"), (ProductField::SixBases, "six_bases"), (ProductField::Other, "other")];

const WAN: i64 = 1_000_000;

macro_rules! facts {
    ($visit:ident) => {
        $visit! {
            money revenue_1 revenue_2 revenue_3 main_revenue_1 main_revenue_2 main_revenue_3 rd_expense_1 rd_expense_2
                net_profit_1 total_assets_1 total_liabilities_1 equity_financing_2y equity_financing_3y;
            count employees rd_staff domestic_rank ip1_high_value ip1_self_developed ip1 ip1_applied ip2 digital_level
                core_information_systems;
            hundredth market_years local_score platform_score_1 platform_score_2;
            boolean registered_in_china legal_person abnormal_operations serious_dishonesty prohibited_product
                major_incident_3y award_prov_or_nat_3y award_prov_top3_3y award_nat_top5_3y award_nat_top3_3y honour_valid
                maker_china_500_3y maker_china_50_3y strategic_emerging key_field quality_award_prov qms_certified own_brand
                standard_setting mgmt_or_product_certified finding_governance finding_reputation finding_market_position
                finding_chain title_innovative_valid title_tech_sme_valid title_srdi_valid renewal;
        }
    };
}

/// A firm that stands on every rung, well clear of the thresholds.
pub fn good() -> Firm {
    Firm {
        industry: Industry::Industry,
        registered_in_china: true,
        legal_person: true,
        employees: 120,
        rd_staff: 30,
        revenue_1: 12_000 * WAN,
        revenue_2: 10_000 * WAN,
        revenue_3: 9_000 * WAN,
        main_revenue_1: 11_500 * WAN,
        main_revenue_2: 9_600 * WAN,
        main_revenue_3: 8_600 * WAN,
        rd_expense_1: 800 * WAN,
        rd_expense_2: 700 * WAN,
        net_profit_1: 1_000 * WAN,
        total_assets_1: 15_000 * WAN,
        total_liabilities_1: 6_000 * WAN,
        market_years: 800,
        market_share: 1_500,
        domestic_rank: 3,
        ip1: 5,
        ip1_self_developed: 4,
        ip1_applied: 4,
        ip2: 10,
        rd_institution: RdInstitution::Province,
        strategic_emerging: true,
        product_field: ProductField::SixBases,
        key_field: true,
        digital_level: 2,
        qms_certified: true,
        own_brand: true,
        core_information_systems: 2,
        mgmt_or_product_certified: true,
        local_score: 800,
        platform_score_1: 6_500,
        platform_score_2: 6_000,
        finding_governance: true,
        finding_reputation: true,
        finding_market_position: true,
        finding_chain: true,
        title_innovative_valid: true,
        title_srdi_valid: true,
        ..Firm::default()
    }
}

/// A firm with up to six facts moved to a threshold, one step beside it, or to an extreme.
pub fn near_thresholds(random: &mut Random) -> Firm {
    let mut firm = good();
    for _ in 0..random.number() % 7 {
        match random.number() % 8 {
            0..=2 => move_money(&mut firm, random),
            3 => move_counts(&mut firm, random),
            4 => move_ratios(&mut firm, random),
            5 => {
                firm.industry = random.pick(&INDUSTRIES).0;
                firm.rd_institution = random.pick(&INSTITUTIONS).0;
                firm.product_field = random.pick(&FIELDS).0;
            }
            _ => flip(&mut firm, random),
        }
    }
    firm
}

fn move_money(firm: &mut Firm, random: &mut Random) {
    let step = random.pick(&[-1i64, 0, 0, 0, 1]);
    let amounts =
        [0, 50, 100, 200, 300, 400, 500, 1_000, 1_200, 1_500, 2_000, 3_000, 5_000, 6_000, 8_000, 10_000, 40_000, 200_000];
    let amount = (random.pick(&amounts) * WAN + step).max(0);
    let ratio = random.pick(&[1i64, 2, 3, 4, 5, 6, 8, 10, 30, 50, 55, 60, 70, 75, 80, 90, 100, 105, 110, 115]);
    match random.number() % 12 {
        0 => firm.revenue_1 = amount,
        1 => firm.revenue_2 = amount,
        2 => firm.revenue_3 = amount,
        3 => firm.main_revenue_1 = (firm.main_revenue_2 / 100 * ratio + step).max(0),
        4 => firm.main_revenue_2 = (firm.main_revenue_3 / 100 * ratio + step).max(0),
        5 => firm.main_revenue_1 = (firm.revenue_1 / 100 * ratio + step).max(0),
        6 => firm.rd_expense_1 = (firm.revenue_1 / 100 * ratio + step).max(0),
        7 => firm.rd_expense_2 = (firm.revenue_2 / 100 * ratio + step).max(0),
        8 => firm.net_profit_1 = firm.revenue_1 / 100 * ratio * random.pick(&[1, 1, -1]) + step,
        9 => firm.total_liabilities_1 = (firm.total_assets_1 / 100 * ratio + step).max(0),
        10 => (firm.equity_financing_2y, firm.equity_financing_3y) = (amount, amount + 500 * WAN * i64::from(step == 0)),
        _ => firm.rd_expense_1 = amount,
    }
}

fn move_counts(firm: &mut Firm, random: &mut Random) {
    match random.number() % 6 {
        0 => firm.employees = random.pick(&[0, 1, 99, 100, 199, 200, 299, 300, 999, 1_000, 1_999, 2_000]),
        1 => firm.rd_staff = firm.employees * random.pick(&[0, 5, 10, 20, 50]) / 100 + random.pick(&[0, 1]),
        2 => firm.ip1_applied = random.pick(&[0, 1, 2, 3, 4]),
        3 => {
            (firm.ip1, firm.ip1_self_developed, firm.ip1_high_value) = random.pick(&[(0, 0, 0), (1, 0, 0), (1, 1, 0), (1, 1, 1)]);
            firm.ip2 = random.pick(&[0, 1]);
        }
        4 => firm.digital_level = random.pick(&[0, 1, 2, 3, 4]),
        _ => (firm.domestic_rank, firm.core_information_systems) = random.pick(&[(1, 1), (3, 0), (4, 1), (100, 2)]),
    }
}

fn move_ratios(firm: &mut Firm, random: &mut Random) {
    match random.number() % 4 {
        0 => firm.market_years = random.pick(&[0, 190, 199, 200, 299, 300, 399, 400, 600, 799, 800, 999, 1_000, 3_000]),
        1 => firm.market_share = random.pick(&[0, 999, 1_000, 1_001, 10_000]),
        2 => firm.local_score = random.pick(&[0, 1, 700, 1_450, 1_500]),
        _ => {
            firm.platform_score_1 = random.pick(&[0, 4_999, 5_000, 5_999, 6_000, 10_000]);
            firm.platform_score_2 = random.pick(&[0, 4_999, 5_000, 5_999, 6_000, 10_000]);
        }
    }
}

fn flip(firm: &mut Firm, random: &mut Random) {
    macro_rules! flips {
        (money $($m:ident)*; count $($c:ident)*; hundredth $($h:ident)*; boolean $($b:ident)*;) => {{
            let all: &[fn(&mut Firm)] = &[$(|f| f.$b = !f.$b),*];
            random.pick(all)(firm);
        }};
    }
    facts!(flips);
}

fn hundredths(n: i64) -> String {
    format!("{}{}.{:02}", if n < 0 { "-" } else { "" }, n.abs() / 100, n.abs() % 100)
}

/// The firm's facts by the ids of the public vocabulary, as text: money in yuan, ratios as decimals.
pub fn facts(firm: &Firm) -> Vec<(&'static str, String)> {
    let name =
        |list: &[(RdInstitution, &'static str)]| list.iter().find(|(v, _)| *v == firm.rd_institution).map_or("", |(_, n)| n);
    let mut out = vec![
        ("industry", INDUSTRIES.iter().find(|(v, _)| *v == firm.industry).map_or("", |(_, n)| n).to_owned()),
        ("rd_institution", name(&INSTITUTIONS).to_owned()),
        ("product_field", FIELDS.iter().find(|(v, _)| *v == firm.product_field).map_or("", |(_, n)| n).to_owned()),
        ("market_share", format!("{}.{:04}", firm.market_share / 10_000, firm.market_share % 10_000)),
    ];
    macro_rules! texts {
        (money $($m:ident)*; count $($c:ident)*; hundredth $($h:ident)*; boolean $($b:ident)*;) => {
            $(out.push((stringify!($m), hundredths(firm.$m)));)*
            $(out.push((stringify!($c), firm.$c.to_string()));)*
            $(out.push((stringify!($h), hundredths(firm.$h)));)*
            $(out.push((stringify!($b), firm.$b.to_string()));)*
        };
    }
    facts!(texts);
    out
}
