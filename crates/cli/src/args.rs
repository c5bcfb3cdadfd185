//! What can be asked of the command line; the help texts are written here, Chinese first.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use peiyu::assess::MoneyUnit;
use peiyu::diagnostic::Lang;
use peiyu_table::encoding::Encoding;

const EXAMPLES: &str = "\
例 / Examples:
  peiyu assess firms.csv
  peiyu assess firms.csv --policy gansu --edition 2026 --format jsonl > answers.jsonl
  peiyu explain firms.csv --firm 91620302MAYBHDYN1F
  peiyu check workflows/cn
  peiyu eval 'round half up(10 / 3, 2)'";

const ASSESS_EXAMPLES: &str = "\
例 / Examples:
  peiyu assess firms.csv
  peiyu assess firms.csv --tier srdi --as-of 2026-05-01
  peiyu assess firms.xlsx --sheet 汇总 --money-unit 万元 --format csv > answers.csv
  peiyu assess 导出.csv --encoding gbk --mapping 列名对照.csv
  peiyu assess firms.jsonl --policy ./my-policy --format jsonl

表头 / Header: 事实的 id 或中英文名称，可带单位 / ids of facts or their names, with a unit if need be:
  revenue_1    上年度营业收入总额(万元)    主导产品细分市场占有率（%）
单元格 / Cells: 1,234.5  1000万元  10%  (1,234)  是 否 有 无 √ ×；空、/、—、N/A 为未知 / are unknown

列名对照 / Mapping (YAML, JSON, CSV: 列名,事实,单位,取值):
  营收: {fact: revenue_1, unit: 万元}
  高企: {fact: honour_valid, values: {A: 是, B: 否}}
  备注:        # 不读 / not read

退出码 / Exit codes:
  0  每一行都已评估 / every row was answered
  1  有的行未评估 / a row was left out
  2  用法有误，或文件、表头、政策读不了 / wrong usage, or a file, header or policy that can't be read";

const EXPLAIN_EXAMPLES: &str = "\
例 / Examples:
  peiyu explain firms.csv --firm 91620302MAYBHDYN1F
  peiyu explain firms.csv --firm 91620302MAYBHDYN1F --tier srdi --format html > 说明.html
  peiyu explain firms.xlsx --format html --out 说明
  peiyu explain firms.csv --lang en --format json

退出码 / Exit codes:
  0  都已说明 / all explained
  1  有的行未能说明 / a row was left out
  2  用法有误，没有这家企业，或文件、政策读不了 / wrong usage, no such firm, or a file or policy that can't be read";

const MEASURES_EXAMPLES: &str = "\
例 / Examples:
  peiyu measures
  peiyu measures --department 省工信厅
  peiyu measures firms.csv --firm 91620302MAYBHDYN1F
  peiyu measures firms.xlsx --figures 指标.json --format json > measures.json

指标 / Figures (JSON):
  {\"green_factories\": 96, \"digital_design_tools\": \"71.5%\",
   \"clusters_provincial\": {\"figure\": 12, \"baseline\": 4, \"baseline_on\": \"2023-05-19\"}}

退出码 / Exit codes:
  0  都已回答 / all answered
  1  有的行未回答 / a row was left out
  2  用法有误，没有这家企业或部门，或文件、政策读不了 / wrong usage, no such firm or department, or a file or policy that can't be read";

const DIFF_EXAMPLES: &str = "\
例 / Examples:
  peiyu diff cn gansu
  peiyu diff cn@2022 cn@2026 --tier little_giant
  peiyu diff cn ./my-policy --as-of 2025-06-01 --firms firms.csv
  peiyu diff gansu ./draft --format json > changes.json

退出码 / Exit codes:
  0  已比较 / compared
  1  有的行未评估 / a row was left out
  2  用法有误，或文件、政策读不了 / wrong usage, or a file or policy that can't be read";

const CHECK_EXAMPLES: &str = "\
例 / Examples:
  peiyu check workflows/gansu
  peiyu check my-policy/2026.yaml --format json

退出码 / Exit codes:
  0  没有错误 / no errors    1  有错误 / errors    2  读不了 / can't be read";

const CODEGEN_EXAMPLES: &str = "\
例 / Examples:
  peiyu codegen rust gansu > src/gansu.rs
  peiyu codegen ts gansu > gansu.ts
  peiyu codegen python ./my-policy > my_policy.py";

const DRAW_EXAMPLES: &str = "\
例 / Examples:
  peiyu draw gansu > 流程图.svg
  peiyu draw gansu --part srdi_applying --lang en > srdi.svg
  peiyu draw gansu --case case.jsonl > 本案.svg
  peiyu draw payments --format mermaid

退出码 / Exit codes:
  0  已画出 / drawn    2  用法有误，没有这张图，或文件读不了 / wrong usage, no such chart, or a file that can't be read";

const RUN_EXAMPLES: &str = "\
例 / Examples:
  peiyu run tests/scenarios/demo/first_title.yaml
  peiyu run scenario.yaml --format jsonl > steps.jsonl
  peiyu run scenario.yaml --journal case.jsonl && peiyu case replay case.jsonl --policy ./my-policy

退出码 / Exit codes:
  0  与剧本的预期相符 / all as the scenario expects
  1  有不符之处，或有未预期的拒绝 / something differs, or was refused unexpectedly
  2  用法有误，或剧本、政策读不了 / wrong usage, or a scenario or policy that can't be read";

const CASE_EXAMPLES: &str = "\
例 / Examples:
  peiyu case replay case.jsonl
  peiyu case verify case.jsonl --policy gansu --facts facts.jsonl
  peiyu case due case.jsonl --policy gansu --at 2026-05-01T09:00:00+08:00

退出码 / Exit codes:
  0  日志完好 / the journal is in order
  1  日志有一条对不上 / an entry of the journal is amiss
  2  用法有误，或文件、政策读不了 / wrong usage, or a file or policy that can't be read";

const EVAL_EXAMPLES: &str = "\
例 / Examples:
  peiyu eval '1 / 3 + 1 / 6'
  peiyu eval 'revenue >= 1000' --facts facts.json
  echo '{\"expr\": \"x + 1\", \"facts\": {\"x\": {\"type\": \"number\", \"value\": 2}}}' | peiyu eval --lines

事实文件 / Facts: {\"名称\": {\"type\": \"number|string|boolean\", \"value\": ...}}
没有 value 即未知；null 即为空 / without `value` unknown; null is known to be empty";

/// 培育：优质中小企业梯度培育的政策引擎 / Peiyu: the policy engine for the gradient cultivation of quality SMEs
#[derive(Debug, Parser)]
#[command(name = "peiyu", version, after_help = EXAMPLES, arg_required_else_help = true, max_term_width = 110)]
pub struct Args {
    /// 提示的语言 / language of messages
    #[arg(long, global = true, value_enum, default_value_t = LangArg::Zh)]
    pub lang: LangArg,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 按政策评估一批企业 / assess firms against a policy
    #[command(after_help = ASSESS_EXAMPLES)]
    Assess(Box<AssessArgs>),
    /// 说明为什么：每个条件的数据和条款、缺什么、差多少 / say why: each criterion's figures and article, what is missing, how far off
    #[command(after_help = EXPLAIN_EXAMPLES)]
    Explain(Box<ExplainArgs>),
    /// 政策的措施：有哪些、对企业意味着什么、部门做什么、目标进展 / a policy's measures: what they are and mean for firms and departments
    #[command(after_help = MEASURES_EXAMPLES)]
    Measures(Box<MeasuresArgs>),
    /// 比较两项政策：逐条的改动，哪些企业的结论有变 / compare two policies: what changes, article by article, and whose verdict turns
    #[command(after_help = DIFF_EXAMPLES)]
    Diff(Box<DiffArgs>),
    /// 检查政策文件 / check the documents of a policy
    #[command(after_help = CHECK_EXAMPLES)]
    Check(CheckArgs),
    /// 计算一个表达式 / evaluate one expression
    #[command(after_help = EVAL_EXAMPLES)]
    Eval(EvalArgs),
    /// 为政策生成代码：层级、事实的类型、流程图的编号、政策的哈希 / code for a policy: tiers, types of facts, ids of charts, hash
    #[command(after_help = CODEGEN_EXAMPLES)]
    Codegen(CodegenArgs),
    /// 画出政策的流程图 / draw a policy's flowchart
    #[command(after_help = DRAW_EXAMPLES)]
    Draw(DrawArgs),
    /// 按剧本走一遍案件：路径、拒绝、期限、须办事项 / play a scenario: path, refusals, deadlines, effects
    #[command(after_help = RUN_EXAMPLES)]
    Run(RunArgs),
    /// 从日志还原、核验案件，列出期限 / put a case together from its journal, verify it, list what is due
    #[command(after_help = CASE_EXAMPLES)]
    Case(CaseArgs),
}

/// Arguments of `peiyu assess`.
#[derive(Debug, ClapArgs)]
pub struct AssessArgs {
    /// The firms and the rules.
    #[command(flatten)]
    pub from: FirmsArgs,
    /// 输出形式 / form of the answer
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
    /// 从 .parquet 读取时，答案写成这个 .parquet 文件 / of a .parquet file: the answers, as this .parquet file
    #[cfg(feature = "parquet")]
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// 从 .parquet 读取时，不能用的值：报错，或当作未知 / of a .parquet file: values that can't be used are errors, or unknown
    #[cfg(feature = "parquet")]
    #[arg(long, value_enum, default_value_t = OnErrorArg::Error)]
    pub on_error: OnErrorArg,
}

/// What becomes of values that can't be used.
#[cfg(feature = "parquet")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OnErrorArg {
    /// 报错 / the file is refused
    Error,
    /// 当作未知 / they count as unknown
    Unknown,
}

/// Arguments of `peiyu explain`.
#[derive(Debug, ClapArgs)]
pub struct ExplainArgs {
    /// The firms and the rules.
    #[command(flatten)]
    pub from: FirmsArgs,
    /// 只说明主键为此的企业；缺省为每一家 / only the firm of that key; every one if left out
    #[arg(long, value_name = "KEY")]
    pub firm: Option<String>,
    /// 输出形式 / form of the explanation
    #[arg(long, value_enum, default_value_t = ExplainFormat::Text)]
    pub format: ExplainFormat,
    /// 每家企业写成这个文件夹里的一个文件 / a file for each firm, in this folder
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// The firms, and the rules that they are held against.
#[derive(Debug, ClapArgs)]
pub struct FirmsArgs {
    /// 企业数据：.csv、.xlsx、.json（对象的数组）或 .jsonl / firms: .csv, .xlsx, .json (a list of objects) or .jsonl
    pub firms: PathBuf,
    /// 政策：内置政策的名称，或政策文件（夹）的路径 / policy: id of an embedded one, or path to a document or folder
    #[arg(long, value_name = "ID|PATH", default_value = "cn")]
    pub policy: String,
    /// 按这个版本，如 2022 或 2026 / by this edition, such as 2022 or 2026
    #[arg(long)]
    pub edition: Option<String>,
    /// 按这个申报通知 / by this call
    #[arg(long, value_name = "ID")]
    pub call: Option<String>,
    /// 按这一天有效的版本，如 2026-05-01；缺省为今天 / by the edition in force on that day; today if left out
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// 只评估这个层级 / only this tier
    #[arg(long)]
    pub tier: Option<String>,
    /// How the file is read.
    #[command(flatten)]
    pub table: TableArgs,
}

/// How a file of firms is read.
#[derive(Debug, ClapArgs)]
pub struct TableArgs {
    /// 主键列；不核对校验位 / the key column; its check character is not verified
    #[arg(long, value_name = "COLUMN")]
    pub key: Option<String>,
    /// CSV 的编码；缺省时自动识别 / encoding of a CSV; found out if left out
    #[arg(long, value_enum)]
    pub encoding: Option<EncodingArg>,
    /// 工作簿里的工作表；缺省为第一张 / sheet of a workbook; the first if left out
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// 列名对照：.yaml、.json 或 .csv / what the names of the table mean: .yaml, .json or .csv
    #[arg(long, value_name = "FILE")]
    pub mapping: Option<PathBuf>,
    /// 金额的单位；列名或单元格写明的除外 / the unit of money, where neither column nor cell says it
    #[arg(long, value_enum, default_value_t = MoneyArg::Yuan)]
    pub money_unit: MoneyArg,
}

/// Arguments of `peiyu measures`.
#[derive(Debug, ClapArgs)]
pub struct MeasuresArgs {
    /// 企业数据，同 `peiyu assess`；缺省时列出措施 / firms, as for `peiyu assess`; without them the measures are listed
    pub firms: Option<PathBuf>,
    /// 政策：内置政策的名称，或政策文件（夹）的路径 / policy: id of an embedded one, or path to a document or folder
    #[arg(long, value_name = "ID|PATH", default_value = "gansu")]
    pub policy: String,
    /// 只列这个部门的：编号或名称 / only a department's: its id or name
    #[arg(long, value_name = "ID|NAME", conflicts_with = "firms")]
    pub department: Option<String>,
    /// 只说明主键为此的企业，附理由 / only the firm of that key, with reasons
    #[arg(long, value_name = "KEY", requires = "firms")]
    pub firm: Option<String>,
    /// 目标的现值，一个 JSON 文件 / figures for the targets, a JSON file
    #[arg(long, value_name = "FILE")]
    pub figures: Option<PathBuf>,
    /// 按这一天，如 2026-05-01；缺省为今天 / as of that day; today if left out
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// 输出形式 / form of the answer
    #[arg(long, value_enum, default_value_t = WholeFormat::Table)]
    pub format: WholeFormat,
    /// How the file is read.
    #[command(flatten)]
    pub table: TableArgs,
}

/// `--format` of `peiyu measures` and `peiyu diff`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum WholeFormat {
    /// 供人阅读 / for people
    Table,
    /// 一个 JSON 对象 / one JSON object
    Json,
}

/// Arguments of `peiyu diff`.
#[derive(Debug, ClapArgs)]
pub struct DiffArgs {
    /// 原政策：名称或路径，可加 @版本 / the first policy: an id or a path, with @EDITION if need be
    #[arg(value_name = "A")]
    pub before: String,
    /// 现政策，写法相同 / the other, likewise
    #[arg(value_name = "B")]
    pub after: String,
    /// 这一天有效的版本和参数；缺省为今天 / editions and parameters as of that day; today if left out
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// 只比较这个层级 / only this tier
    #[arg(long)]
    pub tier: Option<String>,
    /// 企业数据：列出结论有变的企业和原因 / firms: whose verdict turns, and why
    #[arg(long, value_name = "FILE")]
    pub firms: Option<PathBuf>,
    /// 输出形式 / form of the answer
    #[arg(long, value_enum, default_value_t = WholeFormat::Table)]
    pub format: WholeFormat,
    /// How the file is read.
    #[command(flatten)]
    pub table: TableArgs,
}

/// Arguments of `peiyu check`.
#[derive(Debug, ClapArgs)]
pub struct CheckArgs {
    /// 政策文件或文件夹 / a document or a folder of documents (.yaml, .yml, .json)
    pub path: PathBuf,
    /// 输出形式 / form of the answer
    #[arg(long, value_enum, default_value_t = CheckFormat::Text)]
    pub format: CheckFormat,
}

/// Arguments of `peiyu codegen`.
#[derive(Debug, ClapArgs)]
pub struct CodegenArgs {
    /// 语言 / language
    #[arg(value_enum)]
    pub language: CodegenLang,
    /// 政策：内置政策的名称，或政策文件（夹）的路径 / policy: id of an embedded one, or path to a document or folder
    pub policy: String,
}

/// Arguments of `peiyu draw`.
#[derive(Debug, ClapArgs)]
pub struct DrawArgs {
    /// 政策：内置政策的名称，或政策文件（夹）的路径 / policy: id of an embedded one, or path to a document or folder
    pub policy: String,
    /// 哪张流程图；缺省为第一张 / which chart; the first if left out
    #[arg(long, value_name = "ID")]
    pub chart: Option<String>,
    /// 只画这个状态里面的部分 / only what is in this state
    #[arg(long, value_name = "STATE")]
    pub part: Option<String>,
    /// 案件的日志：标出走过的路和现在的位置 / a case's journal: its path and place are marked
    #[arg(long, value_name = "JOURNAL")]
    pub case: Option<PathBuf>,
    /// 输出形式 / form of the picture
    #[arg(long, value_enum, default_value_t = DrawFormat::Svg)]
    pub format: DrawFormat,
}

/// Forms of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DrawFormat {
    /// 可以直接打开、打印的图 / a picture that opens and prints as it is
    Svg,
    /// Graphviz
    Dot,
    /// Mermaid
    Mermaid,
}

/// Arguments of `peiyu run`.
#[derive(Debug, ClapArgs)]
pub struct RunArgs {
    /// 剧本：.yaml 或 .json / the scenario: .yaml or .json
    pub scenario: PathBuf,
    /// 输出形式 / form of the output
    #[arg(long, value_enum, default_value_t = RunFormat::Text)]
    pub format: RunFormat,
    /// 把案件的日志写到这个文件 / write the case's journal to this file
    #[arg(long, value_name = "FILE")]
    pub journal: Option<PathBuf>,
}

/// Forms of what `peiyu run` and `peiyu case` print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RunFormat {
    /// 供人阅读 / for people
    Text,
    /// 每行一个 JSON / one JSON object a line
    Jsonl,
}

/// Arguments of `peiyu case`.
#[derive(Debug, ClapArgs)]
pub struct CaseArgs {
    /// 做什么 / what to do
    #[command(subcommand)]
    pub action: CaseAction,
}

/// What is done with a journal.
#[derive(Debug, Subcommand)]
pub enum CaseAction {
    /// 还原案件，说明现状 / put the case together and say where it stands
    Replay(JournalArgs),
    /// 逐条重新推算，核验日志 / do every entry again
    Verify(VerifyArgs),
    /// 列出正在计算的期限 / list the deadlines that run
    Due(DueArgs),
}

/// A journal and the policies that it goes by.
#[derive(Debug, ClapArgs)]
pub struct JournalArgs {
    /// 日志，每行一条 / the journal, an entry a line
    pub journal: PathBuf,
    /// 案件所依的政策，可写几次，最后的为现行 / a policy of the case; several may be given, the last is the present one
    #[arg(long, value_name = "ID|PATH")]
    pub policy: Vec<String>,
    /// 输出形式 / form of the output
    #[arg(long, value_enum, default_value_t = RunFormat::Text)]
    pub format: RunFormat,
}

/// Arguments of `peiyu case verify`.
#[derive(Debug, ClapArgs)]
pub struct VerifyArgs {
    /// The journal.
    #[command(flatten)]
    pub of: JournalArgs,
    /// 当时填报的事实，每行一个 JSON 对象 / the facts that were given, one JSON object a line
    #[arg(long, value_name = "FILE")]
    pub facts: Option<PathBuf>,
}

/// Arguments of `peiyu case due`.
#[derive(Debug, ClapArgs)]
pub struct DueArgs {
    /// The journal.
    #[command(flatten)]
    pub of: JournalArgs,
    /// 按此时刻，如 2026-05-01T09:00:00+08:00；缺省为现在 / at that moment; now if left out
    #[arg(long, value_name = "MOMENT")]
    pub at: Option<String>,
}

/// Languages that code is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CodegenLang {
    /// Rust
    Rust,
    /// TypeScript
    Ts,
    /// Python
    Python,
}

/// Arguments of `peiyu eval`.
#[derive(Debug, ClapArgs)]
pub struct EvalArgs {
    /// 表达式 / the expression
    #[arg(required_unless_present = "lines", allow_hyphen_values = true)]
    pub expr: Option<String>,
    /// 事实的 JSON 文件 / JSON file of facts
    #[arg(long, value_name = "FILE", conflicts_with = "lines")]
    pub facts: Option<PathBuf>,
    /// 从标准输入逐行读 {"expr", "facts"} / read one {"expr", "facts"} a line from standard input
    #[arg(long, conflicts_with = "expr")]
    pub lines: bool,
}

/// Forms of an explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExplainFormat {
    /// 分级的文字 / indented lines
    Text,
    /// 每家企业一行 JSON / a line of JSON for each firm
    Json,
    /// 可打印的网页 / a page that prints on A4
    Html,
}

/// `--lang`
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum LangArg {
    /// 中文
    Zh,
    /// English
    En,
}

impl From<LangArg> for Lang {
    fn from(arg: LangArg) -> Lang {
        match arg {
            LangArg::Zh => Lang::Zh,
            LangArg::En => Lang::En,
        }
    }
}

/// `peiyu assess --format`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// 供人阅读 / for people
    Table,
    /// 每行一个 JSON / one JSON object a line
    Jsonl,
    /// 表格 / comma separated
    Csv,
}

/// `peiyu check --format`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// 供人阅读 / for people
    Text,
    /// 每行一个 JSON / one JSON object a line
    Json,
}

/// `--encoding`
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum EncodingArg {
    /// UTF-8
    #[value(name = "utf-8", alias = "utf8")]
    Utf8,
    /// GBK, GB 18030
    #[value(alias = "gb18030")]
    Gbk,
}

impl From<EncodingArg> for Encoding {
    fn from(arg: EncodingArg) -> Encoding {
        match arg {
            EncodingArg::Utf8 => Encoding::Utf8,
            EncodingArg::Gbk => Encoding::Gb18030,
        }
    }
}

/// `--money-unit`
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum MoneyArg {
    /// yuan
    #[value(name = "元", alias = "yuan")]
    Yuan,
    /// ten thousand yuan; also `wan`
    #[value(name = "万元", alias = "wan")]
    TenThousand,
}

impl From<MoneyArg> for MoneyUnit {
    fn from(arg: MoneyArg) -> MoneyUnit {
        match arg {
            MoneyArg::Yuan => MoneyUnit::Yuan,
            MoneyArg::TenThousand => MoneyUnit::TenThousand,
        }
    }
}
