//! The facts.

/// The rows of the table of 《中小企业划型标准规定》 (工信部联企业〔2011〕300号, 第四条).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Industry {
    /// 农、林、牧、渔业
    Agriculture,
    /// 工业
    Industry,
    /// 建筑业
    Construction,
    /// 批发业
    Wholesale,
    /// 零售业
    Retail,
    /// 交通运输业
    Transport,
    /// 仓储业
    Warehousing,
    /// 邮政业
    Post,
    /// 住宿业
    Accommodation,
    /// 餐饮业
    Catering,
    /// 信息传输业
    InformationTransmission,
    /// 软件和信息技术服务业
    Software,
    /// 房地产开发经营
    RealEstate,
    /// 物业管理
    Property,
    /// 租赁和商务服务业
    LeasingBusiness,
    /// 其他未列明行业
    #[default]
    Other,
}

/// The level of the firm's R&D institution, from the lowest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RdInstitution {
    /// 未建立
    #[default]
    None,
    /// 市级以下
    BelowCity,
    /// 市级
    City,
    /// 省级
    Province,
    /// 国家级
    National,
}

/// The field of the leading product (63号 附件2, indicator 4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ProductField {
    /// "补短板" "锻长板" "填空白" with actual results
    GapFilling,
    /// 工业"六基", 中华老字号, or serving a leading firm of a key industrial chain
    SixBases,
    /// None of these
    #[default]
    Other,
}

/// A firm. All facts that the rules read, all of them known.
///
/// `_1` is the last full fiscal year, `_2` the year before it, `_3` the year before that. Money is
/// in fen. The default has every amount and count 0 and every boolean false.
#[allow(clippy::struct_excessive_bools)] // Facts, not a state machine.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Firm {
    /// 行业（划型）
    pub industry: Industry,
    /// 境内工商注册
    pub registered_in_china: bool,
    /// 独立法人
    pub legal_person: bool,
    /// 列入经营异常名录
    pub abnormal_operations: bool,
    /// 列入严重失信主体名单
    pub serious_dishonesty: bool,
    /// 产品属禁止、限制或淘汰类
    pub prohibited_product: bool,
    /// 近三年发生重大事故或违法行为
    pub major_incident_3y: bool,
    /// 从业人员（职工总数）
    pub employees: i64,
    /// 研发人员
    pub rd_staff: i64,
    /// 上年度营业收入总额, fen
    pub revenue_1: i64,
    /// 上上年度营业收入总额, fen
    pub revenue_2: i64,
    /// 前三年度营业收入总额, fen
    pub revenue_3: i64,
    /// 上年度主营业务收入总额, fen
    pub main_revenue_1: i64,
    /// 上上年度主营业务收入总额, fen
    pub main_revenue_2: i64,
    /// 前三年度主营业务收入总额, fen
    pub main_revenue_3: i64,
    /// 上年度研发费用总额, fen
    pub rd_expense_1: i64,
    /// 上上年度研发费用总额, fen
    pub rd_expense_2: i64,
    /// 上年度净利润, fen; may be negative
    pub net_profit_1: i64,
    /// 上年末资产总额, fen
    pub total_assets_1: i64,
    /// 上年末负债总额, fen
    pub total_liabilities_1: i64,
    /// 近2年新增股权融资总额（合格机构投资者实缴额）, fen
    pub equity_financing_2y: i64,
    /// 近3年新增股权融资总额（合格机构投资者实缴额）, fen
    pub equity_financing_3y: i64,
    /// 从事特定细分市场年限（截至上年末）, hundredths of a year
    pub market_years: i64,
    /// 主导产品细分市场占有率, parts in 10 000
    pub market_share: i64,
    /// 主导产品国内市场排名, 1 = first
    pub domestic_rank: i64,
    /// Ⅰ类高价值知识产权数量
    pub ip1_high_value: i64,
    /// 自主研发Ⅰ类知识产权数量
    pub ip1_self_developed: i64,
    /// Ⅰ类知识产权数量
    pub ip1: i64,
    /// 实际应用并已产生经济效益的Ⅰ类知识产权数量
    pub ip1_applied: i64,
    /// Ⅱ类知识产权数量
    pub ip2: i64,
    /// 近三年获国家级或省级科技奖励
    pub award_prov_or_nat_3y: bool,
    /// 近三年获省级科技奖励且排名前三
    pub award_prov_top3_3y: bool,
    /// 近三年获国家级科技奖励且排名前五
    pub award_nat_top5_3y: bool,
    /// 近三年获国家级科技奖励且排名前三
    pub award_nat_top3_3y: bool,
    /// 有效期内的高新技术企业等荣誉
    pub honour_valid: bool,
    /// 研发机构级别
    pub rd_institution: RdInstitution,
    /// 近三年创客中国全国500强企业组
    pub maker_china_500_3y: bool,
    /// 近三年创客中国全国50强企业组
    pub maker_china_50_3y: bool,
    /// 主导产品属于战略性新兴产业
    pub strategic_emerging: bool,
    /// 主导产品所属领域（附件2）
    pub product_field: ProductField,
    /// 主导产品属于重点领域（小巨人）
    pub key_field: bool,
    /// 数字化水平等级, 0 (below level 1) to 4
    pub digital_level: i64,
    /// 省级以上质量奖
    pub quality_award_prov: bool,
    /// 质量管理体系认证
    pub qms_certified: bool,
    /// 拥有自主品牌
    pub own_brand: bool,
    /// 参与制修订标准
    pub standard_setting: bool,
    /// 采用信息系统支撑的核心业务数
    pub core_information_systems: i64,
    /// 管理体系认证或发达国家和地区产品认证
    pub mgmt_or_product_certified: bool,
    /// 地方特色指标得分, hundredths of a point, 0 to 1500
    pub local_score: i64,
    /// 本年度专精特新发展评价得分, hundredths of a point
    pub platform_score_1: i64,
    /// 上一年度专精特新发展评价得分, hundredths of a point
    pub platform_score_2: i64,
    /// 评审结论：治理规范、信誉良好、国内领先
    pub finding_governance: bool,
    /// 评审结论：知名度和影响力
    pub finding_reputation: bool,
    /// 评审结论：细分市场占有率较为靠前且享有一定知名度、影响力
    pub finding_market_position: bool,
    /// 评审结论：产业链关键环节配套
    pub finding_chain: bool,
    /// 有效的创新型中小企业
    pub title_innovative_valid: bool,
    /// 有效的科技型中小企业
    pub title_tech_sme_valid: bool,
    /// 有效的专精特新中小企业
    pub title_srdi_valid: bool,
    /// 复核申请; false = first recognition
    pub renewal: bool,
}
