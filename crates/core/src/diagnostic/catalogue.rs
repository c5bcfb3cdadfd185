//! The one catalogue of codes: id, severity, sentence and help line, Chinese first.
//!
//! A code is never reused for another meaning. `{0}`, `{1}` are blanks that the place of the error fills.

use super::{Lang, Severity};

macro_rules! catalogue {
    ($( $(#[$doc:meta])* $name:ident $id:literal $severity:ident
        $zh:literal $en:literal $help_zh:literal $help_en:literal; )*) => {
        /// A stable code of the catalogue.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code { $( #[doc = $en] $name, )* }

        impl Code {
            /// Every code, in the order of the catalogue.
            pub const ALL: &'static [Code] = &[ $( Code::$name, )* ];

            /// What the catalogue says: the [`LINES`] of one code after those of another. One text is much smaller in a
            /// WebAssembly module than the addresses of many.
            const SAID: &'static str = concat!($( $id, "\n", $zh, "\n", $en, "\n", $help_zh, "\n", $help_en, "\n", )*);

            /// Whether the code is an error or a warning.
            pub fn severity(self) -> Severity {
                match self { $( Code::$name => Severity::$severity, )* }
            }
        }
    };
}

/// How many lines there are of each code: its id, the sentence and the help, these in Chinese and English.
const LINES: usize = 5;

/// Where the lines of each code begin.
const STARTS: [usize; Code::ALL.len()] = {
    let (text, mut starts) = (Code::SAID.as_bytes(), [0; Code::ALL.len()]);
    let (mut at, mut lines) = (0, 0);
    while at < text.len() {
        if text[at] == b'\n' {
            lines += 1;
            if lines % LINES == 0 && lines < LINES * starts.len() {
                starts[lines / LINES] = at + 1;
            }
        }
        at += 1;
    }
    assert!(lines == LINES * starts.len(), "a line of the catalogue is broken");
    starts
};

impl Code {
    /// The stable text that programs compare with.
    pub fn id(self) -> &'static str {
        self.line(0)
    }

    pub(super) fn message(self, lang: Lang) -> &'static str {
        self.line(if lang == Lang::Zh { 1 } else { 2 })
    }

    pub(super) fn help(self, lang: Lang) -> &'static str {
        self.line(if lang == Lang::Zh { 3 } else { 4 })
    }

    fn line(self, line: usize) -> &'static str {
        let lines = STARTS.get(self as usize).and_then(|start| Self::SAID.get(*start..));
        lines.and_then(|lines| lines.split('\n').nth(line)).unwrap_or_default()
    }
}

catalogue! {
    // Expressions: reading
    UnexpectedCharacter "unexpected_character" Error
        "表达式里不能出现字符 {0}" "the character {0} has no meaning in an expression"
        "请删去它，或改用半角符号。" "remove it, or use the ASCII sign.";
    UnterminatedText "unterminated_text" Error
        "文字缺少右引号" "a text has no closing quote"
        "请在文字末尾补上半角双引号。" "add a double quote at the end of the text.";
    UnterminatedComment "unterminated_comment" Error
        "注释没有结束" "a comment has no end"
        "请补上 */。" "add */.";
    NameTooLong "name_too_long" Error
        "名称超过 {0} 个字节" "the name is longer than {0} bytes"
        "" "";
    BadEscape "bad_escape" Error
        "文字里的转义 {0} 无效" "the escape {0} is not valid in a text"
        "可用：\\\" \\\\ \\/ \\n \\r \\t \\uXXXX \\UXXXXXX。" "use one of: \\\" \\\\ \\/ \\n \\r \\t \\uXXXX \\UXXXXXX.";
    Expected "expected" Error
        "这里应当是{0}，却是 {1}" "expected {0}, found {1}"
        "" "";
    UnsupportedFeature "unsupported_feature" Error
        "本语言不支持 {0}" "the language does not support {0}"
        "{1}" "{1}";
    ExpressionTooLong "expression_too_long" Error
        "表达式超过 {0} 个字符" "the expression is longer than {0} characters"
        "请把它拆成几条规则。" "split it into several rules.";
    ExpressionTooDeep "expression_too_deep" Error
        "表达式嵌套超过 {0} 层" "the expression is nested deeper than {0} levels"
        "请把里层写成单独的规则。" "make a rule of the inner part.";
    BadTree "bad_tree" Error
        "表达式的 JSON 形式有误：{0}" "the JSON form of the expression is wrong: {0}"
        "式子一般写成文字，如 60分；JSON 形式见公布的 JSON Schema。" "an expression is a text, as in 60分; its JSON form is in the published JSON Schema.";
    // Expressions: types
    UnknownName "unknown_name" Error
        "没有名为 `{0}` 的事实、参数或规则" "there is no fact, parameter or rule named `{0}`"
        "最接近的名称：{1}" "nearest name: {1}";
    UnknownFunction "unknown_function" Error
        "没有名为 `{0}` 的函数" "there is no function named `{0}`"
        "最接近的名称：{1}" "nearest name: {1}";
    WrongArguments "wrong_arguments" Error
        "函数 `{0}` 的参数不对：应为 {1}" "wrong arguments for `{0}`: expected {1}"
        "" "";
    TypeMismatch "type_mismatch" Error
        "类型不符：应为 {0}，实为 {1}" "type mismatch: expected {0}, found {1}"
        "" "";
    UnitMismatch "unit_mismatch" Error
        "单位不符：{0} 与 {1}" "units differ: {0} and {1}"
        "给数字写上单位，如 100万元、3%、2年、5人。" "give the number its unit, as in 100万元, 3%, 2年, 5人.";
    NotComparable "not_comparable" Error
        "{0} 不能与 {1} 比较" "{0} can't be compared with {1}"
        "" "";
    UnknownChoice "unknown_choice" Error
        "`{0}` 不是可选值" "`{0}` is not one of the values"
        "最接近的可选值：{1}" "nearest value: {1}";
    NotAMember "not_a_member" Error
        "`{0}` 没有名为 `{1}` 的部分" "`{0}` has no part named `{1}`"
        "最接近的名称：{2}" "nearest name: {2}";
    IndexNotConstant "index_not_constant" Error
        "方括号里应当是写明的整数" "an index must be a literal integer"
        "如 x[1] 表示上年度。" "for example x[1] is the last fiscal year.";
    IndexOutside "index_outside" Error
        "下标 {0} 超出范围：只有 {1} 项" "index {0} is outside: there are {1} items"
        "" "";
    NotAYear "not_a_year" Error
        "这里要某一年的数，却是各年的列表" "one year's figure is needed here, this is the list of all years"
        "写明年度，如 x[1] 表示上年度。" "say which year, as in x[1] for the last fiscal year.";
    RuleCycle "rule_cycle" Error
        "规则循环引用：{0}" "rules refer to each other in a circle: {0}"
        "" "";
    // Numbers, at run time
    DivisionByZero "division_by_zero" Error
        "分母为零，无法计算" "the denominator is zero, it can't be computed"
        "请核对分母一栏的数字。" "check the figure in the denominator.";
    DenominatorNotPositive "denominator_not_positive" Error
        "分母不是正数，无法计算比率" "the denominator is not positive, a ratio can't be computed"
        "请核对分母一栏的数字。" "check the figure in the denominator.";
    NumberOverflow "number_overflow" Error
        "数字超出 4096 位，无法计算" "the number needs more than 4096 bits"
        "" "";
    NumberOutOfDomain "number_out_of_domain" Error
        "该数字不能作此运算" "the operation is not defined for this number"
        "" "";
    NumberWithinError "number_within_error" Error
        "近似数与界限过于接近，无法判定" "a rounded number is too close to the limit to tell"
        "" "";
    NumberSyntax "number_syntax" Error
        "`{0}` 不是数字" "`{0}` is not a number"
        "写成 1234.56 的样子，不带空格和千分位。" "write it like 1234.56, without spaces or thousands separators.";
    FloatDigits "float_digits" Error
        "浮点数 {0} 的有效数字超过 15 位，不能确定原数" "the float {0} has more than 15 significant digits: its decimal is not certain"
        "请以十进制文字给出。" "give it as decimal text.";
    FloatNotFinite "float_not_finite" Error
        "不是有限的数" "not a finite number"
        "没有数值时请留空。" "leave it out where there is no value.";
    ParameterWithoutValue "parameter_without_value" Error
        "参数 `{0}` 尚未设定：法规未见规定，须由地方或通知给出" "parameter `{0}` has no value: the law leaves it to the province or the notice"
        "在本省的文件里用 set 设定它。" "set it in your overlay with `set`.";
    EmptyVerdict "empty_verdict" Error
        "条件的结果为空值，无法判定" "a criterion came out empty, there is no verdict"
        "先用 `= null` 判断是否为空。" "test for `= null` first.";
    // Deadlines
    TermOutOfBounds "term_out_of_bounds" Error
        "期限为 {0}，应在 1 至 {1} 之间" "a term of {0}: it must be 1 to {1}"
        "更长的期限请以月或年计。" "count a longer term in months or years.";
    DateOutOfRange "date_out_of_range" Error
        "自 {0} 起的期限超过公元 9999 年" "the term from {0} runs past the year 9999"
        "" "";
    // Policies
    PolicyHash "policy_hash" Error
        "政策的哈希是 {0}，不是预期的 {1}：政策文件已经改动" "the policy's hash is {0}, not {1} as expected: its documents have changed"
        "核对改动后重新运行 peiyu codegen。" "look at the change, then run peiyu codegen again.";
    // Documents
    DocumentSyntax "document_syntax" Error
        "文件格式有误：{0}" "the document can't be read: {0}"
        "" "";
    DocumentTooLarge "document_too_large" Error
        "文件过大：超过 {0}" "the document is too large: over {0}"
        "" "";
    DocumentTooDeep "document_too_deep" Error
        "文件嵌套超过 {0} 层" "the document is nested deeper than {0} levels"
        "" "";
    NotUtf8 "not_utf8" Error
        "不是 UTF-8 文字" "the text is not UTF-8"
        "请另存为 UTF-8。" "save it as UTF-8.";
    DuplicateKey "duplicate_key" Error
        "键 `{0}` 重复" "the key `{0}` appears twice"
        "" "";
    YamlFeature "yaml_feature" Error
        "文件不使用 YAML 的 {0}" "documents do not use YAML's {0}"
        "请把内容直接写出来。" "write the content out.";
    UnsupportedFormat "unsupported_format" Error
        "文件的格式号 `{0}` 不受支持" "format number `{0}` is not supported"
        "文件开头应写 peiyu: 1。" "a document starts with peiyu: 1.";
    BadField "bad_field" Error
        "内容不合格式：{0}" "the content does not fit the format: {0}"
        "格式见公布的 JSON Schema。" "see the published JSON Schema.";
    BadId "bad_id" Error
        "`{0}` 不能作名称" "`{0}` can't be a name"
        "名称以文字或下划线开头，不含空格和符号，也不是关键字。" "a name starts with a letter or underscore, has no spaces or signs, and is no keyword.";
    BadDate "bad_date" Error
        "`{0}` 不是日期" "`{0}` is not a date"
        "写成 2026-04-01 的样子。" "write it like 2026-04-01.";
    BadMoment "bad_moment" Error
        "`{0}` 不是时刻" "`{0}` is not a moment"
        "写成 2026-04-01T09:30:00+08:00 的样子。" "write it like 2026-04-01T09:30:00+08:00.";
    DayOutsideYear "day_outside_year" Error
        "{0} 不在 {1} 年内" "{0} is not in {1}"
        "跨年的假期分写在两年里。" "split a holiday over two years between them.";
    DaysReversed "days_reversed" Error
        "`{0}` 的末日早于首日" "`{0}` ends before it starts"
        "首日在前，末日在后。" "the first day comes first.";
    WorkedDayInWeek "worked_day_in_week" Error
        "{0} 不是周六或周日，不必列为上班" "{0} is no Saturday or Sunday, so it is worked anyway"
        "" "";
    DayListedTwice "day_listed_twice" Error
        "{0} 已列为{1}" "{0} is already listed as {1}"
        "一天只能列一次。" "a day is listed once.";
    CalendarGap "calendar_gap" Error
        "日历缺 {0} 年" "the calendar lacks {0}"
        "日历的年份须连续。" "a calendar's years follow each other.";
    TooMany "too_many" Error
        "{0} 超过 {1} 个" "more than {1} {0}"
        "" "";
    // Policies
    UnknownPolicy "unknown_policy" Error
        "没有政策 `{0}`" "there is no policy `{0}`"
        "现有：{1}" "known: {1}";
    ExtendsCycle "extends_cycle" Error
        "政策循环继承：{0}" "policies extend each other in a circle: {0}"
        "" "";
    ExtendsTooDeep "extends_too_deep" Error
        "政策继承超过 {0} 层" "policies extend deeper than {0} levels"
        "" "";
    ExtendsTwice "extends_twice" Error
        "政策 `{0}` 的几份文件给出了不同的 extends" "the documents of policy `{0}` name different `extends`"
        "" "";
    Redeclared "redeclared" Error
        "`{0}` 已有定义，不能改写" "`{0}` is already declared and can't be changed"
        "地方文件只能新增，或在限度内 set、fill。" "an overlay may only add, or set and fill within limits.";
    UnknownReference "unknown_reference" Error
        "没有名为 `{1}` 的{0}" "there is no {0} named `{1}`"
        "最接近的名称：{2}" "nearest name: {2}";
    ParameterFixed "parameter_fixed" Error
        "参数 `{0}` 不允许改动" "parameter `{0}` can't be set"
        "上位规定没有为它留出限度（within）。" "the base declares no limit (`within`) for it.";
    ParameterOutsideLimits "parameter_outside_limits" Error
        "参数 `{0}` 的值 {1} 超出上位规定的限度：{2}" "the value {1} of parameter `{0}` is outside the limits of the base: {2}"
        "地方不得放宽国家标准。" "a province may not relax the national standard.";
    ParameterSetTwice "parameter_set_twice" Error
        "参数 `{0}` 在同一时段被设定两次" "parameter `{0}` is set twice for the same period"
        "一天只有一个值；上级政策已设定的不能再设。" "it has one value a day; what a base has set can't be set again.";
    SlotOutsideLimits "slot_outside_limits" Error
        "填入 `{0}` 的值可能在 {1}，超出限度 {2}" "what fills `{0}` can lie in {1}, outside its limits {2}"
        "范围在限度以内的，是式子可能算不出：用了除法，或读了可以为空的事实。" "where the range is within, it may be impossible to compute: it divides, or reads an optional fact.";
    SlotFilledTwice "slot_filled_twice" Error
        "开放位 `{0}` 被填写两次" "the open slot `{0}` is filled twice"
        "" "";
    SourceMissing "source_missing" Error
        "条件 `{0}` 没有依据" "criterion `{0}` has no source"
        "写上 source: {doc: 文件简称, at: 条款}。" "add source: {doc: document, at: article}.";
    BandGap "band_gap" Error
        "评分档次没有覆盖 {0}" "no band covers {0}"
        "补上该档，或加一档 \"-\"。" "add that band, or a last band \"-\".";
    PointsOverMax "points_over_max" Error
        "`{0}` 的分值可能为 {1}，超出满分 {2}" "`{0}` can score {1}, over its maximum {2}"
        "" "";
    MaxMismatch "max_mismatch" Error
        "`{0}` 的满分是 {1}，各项合计却是 {2}" "`{0}` has maximum {1}, but its items add up to {2}"
        "" "";
    CasesMissing "cases_missing" Error
        "没有写明 `{0}` 取 {1} 时的情形" "the case {1} of `{0}` is missing"
        "" "";
    NoCriteria "no_criteria" Error
        "层级 `{0}` 没有条件" "tier `{0}` has no criteria"
        "" "";
    // Charts
    ChartTooLarge "chart_too_large" Error
        "状态图过大：{0}超过 {1} 个" "the chart is too large: more than {1} {0}"
        "" "";
    ChartTooDeep "chart_too_deep" Error
        "状态 `{0}` 的嵌套超过 {1} 层" "the state `{0}` is nested deeper than {1} levels"
        "" "";
    ChartDuplicateState "chart_duplicate_state" Error
        "状态 `{0}` 出现两次" "there are two states `{0}`"
        "同一状态图里，各层的状态也不能重名。" "names of states are unique in a chart, at all levels.";
    ChartMisplaced "chart_misplaced" Error
        "状态 `{0}` 不能放在 `{1}` 里：{2}" "the state `{0}` can't be in `{1}`: {2}"
        "" "";
    ChartCannotHave "chart_cannot_have" Error
        "`{0}` 是{1}，不能有{2}" "`{0}` is {1} and can't have {2}"
        "" "";
    ChartNoChildren "chart_no_children" Error
        "`{0}` 里没有状态" "there is no state in `{0}`"
        "请写出其中的状态；不含状态的不写 initial，也不是并行状态。" "give the states in it; one without states has no initial state and is not parallel.";
    ChartInitial "chart_initial" Error
        "`{0}` 的初始状态 `{1}` 不在它里面" "the initial state `{1}` of `{0}` is not in it"
        "" "";
    ChartHistoryDefault "chart_history_default" Error
        "历史状态 `{0}` 没有默认去向" "the history state `{0}` has no default"
        "尚无记录时进入哪个状态，须写明。" "say which state is entered while nothing is remembered.";
    ChartHistoryTarget "chart_history_target" Error
        "历史状态 `{0}` 的默认去向 `{1}` {2}" "the default `{1}` of the history state `{0}` {2}"
        "" "";
    ChartTargets "chart_targets" Error
        "{0}不能同时到达 `{1}` 和 `{2}`" "{0} can't lead to both `{1}` and `{2}`"
        "一次到达的几个状态须在并行状态的不同分区里，且不互相包含。" "several states reached at once are in different regions of a parallel state, none in another.";
    ChartLoop "chart_loop" Error
        "没有条件的自动转移循环不止：{0}" "eventless transitions without guards go round for ever: {0}"
        "请给其中一个转移加上事件或条件。" "give one of the transitions an event or a guard.";
    ChartUnreachable "chart_unreachable" Warning
        "状态 `{0}` 无从到达" "nothing leads to the state `{0}`"
        "" "";
    ChartEndless "chart_endless" Error
        "状态图 `{0}` 在 {1} 步之内没有停下，事件未生效" "the chart `{0}` does not come to rest within {1} steps; the event had no effect"
        "请检查自动转移和动作引发的事件是否循环。" "look for a circle of eventless transitions or of events raised by actions.";
    ChartConfiguration "chart_configuration" Error
        "状态图 `{0}` 不可能处于这样的状态：{1}" "the chart `{0}` can't stand there: {1}"
        "" "";
    // Choosing
    UnknownEdition "unknown_edition" Error
        "没有版本 `{0}`" "there is no edition `{0}`"
        "现有：{1}" "known: {1}";
    UnknownCall "unknown_call" Error
        "没有通知 `{0}`" "there is no call `{0}`"
        "现有：{1}" "known: {1}";
    UnknownTier "unknown_tier" Error
        "没有层级 `{0}`" "there is no tier `{0}`"
        "现有：{1}" "known: {1}";
    TierNotInCall "tier_not_in_call" Error
        "通知 `{1}` 不涉及层级 `{0}`" "call `{1}` does not concern tier `{0}`"
        "" "";
    NoEditionInForce "no_edition_in_force" Error
        "{0} 这一天没有生效的版本" "no edition is in force on {0}"
        "最早的版本自 {1} 起施行。" "the first edition takes force on {1}.";
    ConflictingChoice "conflicting_choice" Error
        "选项相互矛盾：{0} 与 {1}" "the options contradict each other: {0} and {1}"
        "请只留一个。" "keep only one of them.";
    // Facts of a firm
    UnknownFact "unknown_fact" Error
        "没有名为 `{0}` 的事实" "there is no fact named `{0}`"
        "最接近的名称：{1}" "nearest name: {1}";
    WrongFactType "wrong_fact_type" Error
        "`{0}` 应为{1}，却是 {2}" "`{0}` must be {1}, found {2}"
        "" "";
    OutsideDomain "outside_domain" Error
        "`{0}` 的值 {1} 超出范围 {2}" "the value {1} of `{0}` is outside {2}"
        "" "";
    MoneyPrecision "money_precision" Error
        "`{0}` 的金额 {1} 精确到分以下" "the amount {1} of `{0}` is finer than one fen"
        "金额以元计最多两位小数。" "money has at most two decimals in yuan.";
    CellUnit "cell_unit" Error
        "`{0}` 以{1}计，单元格写的却是 {2}" "`{0}` is given in {1}, but the cell says {2}"
        "" "";
    ThousandsSeparator "thousands_separator" Error
        "`{0}` 里的逗号不是千分位" "the commas of `{0}` do not part thousands"
        "每三位一组，如 1,234,567.8；小数点用 `.`。" "groups of three, as in 1,234,567.8, and a point before the decimals.";
    ContradictingFacts "contradicting_facts" Warning
        "填报的数字相互矛盾：{0}" "the figures contradict each other: {0}"
        "请核对；此提示不改变任何结论。" "check them; this changes no answer.";
    FactConflict "fact_conflict" Error
        "`{0}` 填报为 {1}，按记录计算却是 {2}" "`{0}` is given as {1}, but its records make it {2}"
        "只填其一，或使两者一致。" "give only one of them, or make them agree.";
    TooMuchWork "too_much_work" Error
        "按记录计算 `{0}` 的工作量超过限度" "computing `{0}` from the records takes more work than is allowed"
        "请减少记录，或直接填报该事项。" "give fewer records, or give the fact itself.";
    // Files of firms
    FileUnreadable "file_unreadable" Error
        "读不了文件：{0}" "the file can't be read: {0}"
        "" "";
    UnknownFileKind "unknown_file_kind" Error
        "不认识的文件类型 `{0}`" "unknown kind of file `{0}`"
        "可用 .csv、.xlsx、.json、.jsonl。" "use .csv, .xlsx, .json or .jsonl.";
    FileTooLarge "file_too_large" Error
        "文件过大：{0}" "the file is too large: {0}"
        "请拆成几个文件。" "split it into several files.";
    BadEncoding "bad_encoding" Error
        "不是 {0} 文字" "the text is not {0}"
        "请用 --encoding 指明编码，或另存为 UTF-8。" "name the encoding with --encoding, or save it as UTF-8.";
    UnknownSheet "unknown_sheet" Error
        "没有名为 `{0}` 的工作表" "there is no sheet named `{0}`"
        "现有：{1}" "known: {1}";
    CellError "cell_error" Error
        "单元格没有可用的值：{0}" "the cell has no value to use: {0}"
        "请在表格软件里改正公式，重新计算并保存。" "mend the formula in the spreadsheet program, recalculate and save.";
    UnknownColumn "unknown_column" Warning
        "表头里的 `{0}` 不是已知的事实，本列未读" "the column `{0}` is no known fact; it was not read"
        "最接近的名称：{1}" "nearest name: {1}";
    MissingColumns "missing_columns" Warning
        "表里没有这些规则要用的列，按“未知”处理：{0}" "the table has none of these columns that the rules read; they count as unknown: {0}"
        "列名不同时，请给出对应关系。" "where columns have other names, say which is which.";
    TableValue "table_value" Error
        "列 `{0}` 第 {1} 行：{2}（这一列共有 {3} 行不能用）" "column `{0}`, row {1}: {2} ({3} rows of this column can't be used)"
        "请改正，或选择把不能用的值当作未知。" "mend them, or choose to take values that can't be used as unknown.";
    ScoreDecimals "score_decimals" Warning
        "列 `{0}` 第 {1} 行：得分 {2} 超过 {3} 位小数，表中留空（这一列共有 {4} 行如此）" "column `{0}`, row {1}: the score {2} has more than {3} decimals and is left out of the table ({4} rows of this column)"
        "结论不受影响；请单独评估这些企业。" "verdicts are not affected; assess these firms by themselves.";
    DuplicateColumn "duplicate_column" Error
        "列 `{0}`（第 {1} 列）与列 `{2}`（第 {3} 列）所指相同" "the columns `{0}` ({1}) and `{2}` ({3}) mean the same"
        "请只留一列。" "keep only one of them.";
    AmbiguousColumn "ambiguous_column" Error
        "`{0}` 可以指几项事实：{1}" "`{0}` may mean several facts: {1}"
        "请改用其中一个 id。" "use one of the ids.";
    ColumnUnit "column_unit" Error
        "列 `{0}` 的单位 {1} 不合：应为 {2}" "the unit {1} of column `{0}` does not fit: expected {2}"
        "" "";
    BadMapping "bad_mapping" Error
        "列名对照有误：{0}" "the mapping of columns is wrong: {0}"
        "写成 列名: 事实的id，或 列名: {fact: 事实的id, unit: 万元, values: {甲: a}}。" "write `column: fact`, or `column: {fact: id, unit: 万元, values: {A: a}}`.";
    KeyColumnMissing "key_column_missing" Error
        "表头里没有主键列 `{0}`" "there is no key column `{0}`"
        "可用 --key 指定另一列。" "name another column with --key.";
    RowLength "row_length" Error
        "本行有 {0} 格，表头有 {1} 格" "this row has {0} cells, the header {1}"
        "" "";
    KeyMissing "key_missing" Error
        "主键 `{0}` 为空" "the key `{0}` is empty"
        "" "";
    DuplicateFirm "duplicate_firm" Error
        "主键 {0} 已出现在第 {1} 行" "the key {0} was already given on line {1}"
        "" "";
    CheckCharacter "check_character" Error
        "统一社会信用代码 {0} 无效：{1}" "the unified social credit code {0} is not valid: {1}"
        "按 GB 32100 核对 18 位代码。" "check the 18 characters by GB 32100.";
    RowSyntax "row_syntax" Error
        "本行读不出来：{0}" "this row can't be read: {0}"
        "" "";
    // Charts in documents
    TemplateCycle "template_cycle" Error
        "模板 `{0}` 层层使用模板，超过 8 层或成环" "the template `{0}` uses templates more than 8 deep, or in a circle"
        "请拆开成环的 use。" "break the circle of `use`.";
    // Cases: refusals
    UnknownChart "unknown_chart" Error
        "没有流程图 `{0}`" "there is no chart `{0}`"
        "最接近的名称：{1}" "nearest name: {1}";
    UnknownEvent "unknown_event" Error
        "没有事件 `{0}`" "there is no event `{0}`"
        "最接近的名称：{1}" "nearest name: {1}";
    PolicyNotHeld "policy_not_held" Error
        "没有哈希为 {0} 的政策" "no policy with the hash {0} is held"
        "请把这个版本的政策加入政策库。" "add that version of the policy to the library.";
    EventNotHere "event_not_here" Error
        "现在的状态（{1}）不接受“{0}”" "`{0}` has no place in the present state ({1})"
        "" "";
    RoleNotAllowed "role_not_allowed" Error
        "“{0}”不能由{1}办理" "`{0}` is not for {1} to do"
        "可以办理的有：{2}" "it is for: {2}";
    OutsideJurisdiction "outside_jurisdiction" Error
        "本案不在{0}（{1}）的管辖范围" "the case is outside the area of {0} ({1})"
        "" "";
    SamePerson "same_person" Error
        "“{0}”须由另一人办理：{1} 已办理过步骤 `{2}`" "`{0}` is for somebody else: {1} has done the step `{2}`"
        "" "";
    OutsideWindow "outside_window" Error
        "“{0}”不在受理期内（{1} 至 {2}）" "`{0}` is outside of the window ({1} to {2})"
        "" "";
    NotBound "not_bound" Error
        "“{0}”只能在某次通知之下办理" "`{0}` is possible only under a call"
        "开始申请的事件须写明 call。" "the event that opens the application names the `call`.";
    ConditionNotMet "condition_not_met" Error
        "“{0}”的条件不成立：{1}" "the condition of `{0}` does not hold: {1}"
        "依据：{2}" "source: {2}";
    ConditionOpen "condition_open" Error
        "“{0}”的条件尚不能判断：{1}" "the condition of `{0}` is still open: {1}"
        "尚须填报：{2}" "still needed: {2}";
    ValueOpen "value_open" Error
        "`{0}` 的值算不出来：{1}" "the value of `{0}` can't be computed: {1}"
        "尚须：{2}" "still needed: {2}";
    PayloadMissing "payload_missing" Error
        "事件“{0}”缺少 `{1}`" "the event `{0}` lacks `{1}`"
        "" "";
    FactOfCase "fact_of_case" Error
        "事实 `{0}` 由案件的状态得出，不能填报" "the fact `{0}` follows from the case and can't be supplied"
        "" "";
    ChartDiffers "chart_differs" Error
        "政策 {0} 的流程图与本案的不同" "the chart of the policy {0} is not the one that the case runs through"
        "请先按迁移对照把案件移到新的流程图。" "move the case to the new chart with a migration map first.";
    TimeBackwards "time_backwards" Error
        "时间 {0} 早于上一条记录的 {1}" "the time {0} is before that of the last entry, {1}"
        "" "";
    DeadlineProvisional "deadline_provisional" Error
        "期限“{0}”的最后一日尚不能确定：日历只到 {1}" "the last day of `{0}` is not certain yet: the calendar ends with {1}"
        "请换用涵盖其后年份的日历。" "use a calendar that covers the years after it.";
    TitleMissing "title_missing" Error
        "授予“{0}”须先具有“{1}”" "`{0}` needs a valid title before it: {1}"
        "" "";
    TitleWithoutEnd "title_without_end" Error
        "称号“{0}”的截止日 {1} 不晚于 {2}" "the last day {1} of the title `{0}` is not after {2}"
        "" "";
    TitleNotHeld "title_not_held" Error
        "本案没有称号“{0}”" "the case does not hold the title `{0}`"
        "" "";
    CaseClosed "case_closed" Error
        "本案已经办结" "the case has ended"
        "" "";
    CaseMissing "case_missing" Error
        "还没有案件可办" "there is no case to do it to"
        "请先用 open 立案。" "open a case first.";
    CaseThere "case_there" Error
        "已有案件 `{0}`，不能再立案" "there is a case already: `{0}`"
        "" "";
    // Journals
    JournalSyntax "journal_syntax" Error
        "日志第 {0} 条不合格式：{1}" "entry {0} of the journal does not fit the format: {1}"
        "" "";
    JournalFormat "journal_format" Error
        "日志第 {0} 条的格式为 {1}，本引擎识别到 {2}" "entry {0} of the journal has format {1}; this engine reads up to {2}"
        "请使用更新的引擎。" "use a newer engine.";
    JournalOrder "journal_order" Error
        "日志第 {0} 条的序号应为 {1}" "entry {0} of the journal should have the sequence number {1}"
        "日志缺条目或次序被改动。" "entries are missing or have been moved.";
    JournalTampered "journal_tampered" Error
        "日志第 {0} 条与它的哈希不符" "entry {0} of the journal does not match its hash"
        "这一条被改动过。" "that entry has been changed.";
    JournalBroken "journal_broken" Error
        "日志第 {0} 条接不上前一条" "entry {0} of the journal does not follow the one before it"
        "前面的条目被改动、删去或换过。" "an entry before it was changed, removed or replaced.";
    JournalDiffers "journal_differs" Error
        "日志第 {0} 条的 {1} 与重新推算的不同" "the {1} of entry {0} is not what is found by doing it again"
        "" "";
    JournalTooLong "journal_too_long" Error
        "日志超过 {0} 条" "the journal has more than {0} entries"
        "" "";
    MigrationGap "migration_gap" Error
        "迁移对照没有写明状态 `{0}`" "the migration map does not say what becomes of the state `{0}`"
        "" "";
}
