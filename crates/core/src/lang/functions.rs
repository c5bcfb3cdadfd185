//! The one registry of functions: names, signatures and examples. The checker, the documentation and the tests of
//! every example are made from it.

use crate::diagnostic::Text;

/// A built-in function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FunctionId {
    /// `not`
    Not,
    /// `abs`
    Abs,
    /// `floor`
    Floor,
    /// `ceiling`
    Ceiling,
    /// `decimal`: half even
    Decimal,
    /// `round up`: away from zero
    RoundUp,
    /// `round down`: towards zero
    RoundDown,
    /// `round half up`
    RoundHalfUp,
    /// `round half down`
    RoundHalfDown,
    /// `modulo`
    Modulo,
    /// `sqrt`
    Sqrt,
    /// `exp`
    Exp,
    /// `log`
    Log,
    /// `odd`
    Odd,
    /// `even`
    Even,
    /// `min`
    Min,
    /// `max`
    Max,
    /// `sum`
    Sum,
    /// `mean`
    Mean,
    /// `product`
    Product,
    /// `median`
    Median,
    /// `stddev`
    Stddev,
    /// `count`
    Count,
    /// `all`
    All,
    /// `any`
    Any,
    /// `date`
    Date,
    /// `assessment day`
    AssessmentDay,
}

/// How many arguments, and of what kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One boolean.
    Boolean,
    /// One number.
    Number,
    /// A number and a number of digits after the point, which may be left out.
    NumberScale,
    /// A number and a number of digits after the point.
    NumberAndScale,
    /// Two numbers of one unit.
    TwoNumbers,
    /// Numbers of one unit: several arguments or one list.
    Numbers,
    /// Booleans: several arguments or one list.
    Booleans,
    /// One list of anything.
    List,
    /// A literal text, a day.
    Day,
    /// None.
    Nothing,
}

/// An entry of the registry.
#[derive(Debug)]
pub struct Function {
    /// Which.
    pub id: FunctionId,
    /// Its name, which may have spaces.
    pub name: &'static str,
    /// Its arguments.
    pub shape: Shape,
    /// What it gives, Chinese.
    pub zh: &'static str,
    /// What it gives, English.
    pub en: &'static str,
    /// Expressions and what they give.
    pub examples: &'static [(&'static str, &'static str)],
}

impl Shape {
    /// The arguments in words.
    pub fn shown(self) -> Text {
        match self {
            Shape::Boolean => Text::both("一个是否值", "one boolean"),
            Shape::Number => Text::both("一个数", "one number"),
            Shape::NumberScale => Text::both("一个数，可加小数位数", "a number and, optionally, digits after the point"),
            Shape::NumberAndScale => Text::both("一个数和小数位数", "a number and digits after the point"),
            Shape::TwoNumbers => Text::both("两个同单位的数", "two numbers of one unit"),
            Shape::Numbers => Text::both("一个或几个同单位的数，或一个列表", "numbers of one unit, or one list"),
            Shape::Booleans => Text::both("一个或几个是否值，或一个列表", "booleans, or one list"),
            Shape::List => Text::both("一个列表", "one list"),
            Shape::Day => Text::both("写明的日期文字", "the literal text of a day"),
            Shape::Nothing => Text::both("无", "none"),
        }
    }
}

macro_rules! functions {
    ($($id:ident $name:literal $shape:ident $zh:literal $en:literal [$($e:literal => $v:literal),* $(,)?];)*) => {
        /// Every function, in the order of the documentation.
        pub const FUNCTIONS: &[Function] = &[$(Function {
            id: FunctionId::$id, name: $name, shape: Shape::$shape, zh: $zh, en: $en, examples: &[$(($e, $v)),*],
        }),*];
    };
}

functions! {
    Not "not" Boolean "相反的是否值" "the opposite" ["not(true)" => "false"];
    Abs "abs" Number "绝对值" "the absolute value" ["abs(-10)" => "10"];
    Floor "floor" NumberScale "向下取整" "rounded towards minus infinity" ["floor(1.5)" => "1", "floor(-1.56, 1)" => "-1.6"];
    Ceiling "ceiling" NumberScale "向上取整" "rounded towards plus infinity" ["ceiling(1.5)" => "2", "ceiling(-1.56, 1)" => "-1.5"];
    Decimal "decimal" NumberAndScale "四舍六入五成双" "rounded half to even" ["decimal(1/3, 2)" => "0.33", "decimal(2.5, 0)" => "2"];
    RoundUp "round up" NumberAndScale "向远离零的方向取舍" "rounded away from zero" ["round up(-1.126, 2)" => "-1.13"];
    RoundDown "round down" NumberAndScale "向零取舍" "rounded towards zero" ["round down(-5.5, 0)" => "-5"];
    RoundHalfUp "round half up" NumberAndScale "四舍五入" "rounded, halves away from zero" ["round half up(5.5, 0)" => "6", "round half up(-5.5, 0)" => "-6"];
    RoundHalfDown "round half down" NumberAndScale "四舍五入，恰为一半时向零" "rounded, halves towards zero" ["round half down(5.5, 0)" => "5"];
    Modulo "modulo" TwoNumbers "除法的余数，符号随除数" "the remainder, with the divisor's sign" ["modulo(12, 5)" => "2", "modulo(-12, 5)" => "3"];
    Sqrt "sqrt" Number "平方根；完全平方的结果是精确的" "the square root; exact for perfect squares" ["sqrt(16)" => "4", "sqrt(1.1025)" => "1.05"];
    Exp "exp" Number "自然指数" "e to the power" ["exp(0)" => "1"];
    Log "log" Number "自然对数" "the natural logarithm" ["log(1)" => "0"];
    Odd "odd" Number "是否为奇数" "whether it is an odd integer" ["odd(5)" => "true"];
    Even "even" Number "是否为偶数" "whether it is an even integer" ["even(5)" => "false"];
    Min "min" Numbers "最小者" "the least" ["min(3, 1, 2)" => "1", "min([3, 1, 2])" => "1"];
    Max "max" Numbers "最大者" "the greatest" ["max(3, 1, 2)" => "3"];
    Sum "sum" Numbers "合计" "the sum" ["sum([1, 2, 3])" => "6"];
    Mean "mean" Numbers "算术平均" "the arithmetic mean" ["mean(1, 2, 3)" => "2"];
    Product "product" Numbers "乘积（纯数）" "the product (of pure numbers)" ["product([2, 3, 4])" => "24"];
    Median "median" Numbers "中位数" "the median" ["median(8, 2, 5, 3, 4)" => "4", "median([6, 1, 2, 3])" => "2.5"];
    Stddev "stddev" Numbers "样本标准差" "the sample standard deviation" ["stddev(2, 4, 6)" => "2"];
    Count "count" List "项数" "how many items" ["count([1, 2, 3])" => "3"];
    All "all" Booleans "是否全部成立" "whether all hold" ["all([true, false])" => "false"];
    Any "any" Booleans "是否至少一项成立" "whether at least one holds" ["any(true, false)" => "true"];
    Date "date" Day "日期；加减年、月、日按日历推算，没有对应日的取月末" "a date; years, months and days are added by the calendar, and where the month has no such day its last is taken" ["date(\"2024-01-31\") + 1 month = date(\"2024-02-29\")" => "true", "date(\"2024-03-01\") - date(\"2024-02-28\")" => "2"];
    AssessmentDay "assessment day" Nothing "按哪一天评价：参数取这一天的值" "the day of the assessment, on which parameters have their values" ["assessment day() - assessment day()" => "0"];
}

/// The function of that name.
pub fn find(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|f| f.name == name)
}

/// The registry as a Markdown table: the language reference is made from it.
pub fn reference() -> String {
    let mut out = String::from("| 函数 function | 参数 arguments | 结果 gives | 例 examples |\n|---|---|---|---|\n");
    for f in FUNCTIONS {
        let shape = f.shape.shown();
        let examples: Vec<String> = f.examples.iter().map(|(e, v)| format!("`{e}` = `{v}`")).collect();
        out.push_str(&format!(
            "| `{}` | {} / {} | {} / {} | {} |\n",
            f.name,
            shape.zh,
            shape.en,
            f.zh,
            f.en,
            examples.join("<br>")
        ));
    }
    out
}
