//! Numbers as people write them: money in 万元 or 亿元, shares in percent, counts with their unit.
//!
//! A figure is exact wherever its decimals end soon; one that had to be rounded says so (约, about), and is never rounded
//! onto the threshold that it is held against.

use std::cmp::Ordering;

use crate::diagnostic::Lang;
use crate::lang::unit::Unit;
use crate::number::{Number, Rounding};
use crate::policy::said::Style;

/// Decimals shown of a number whose decimals don't end.
const DECIMALS: i32 = 2;
/// Most decimals shown of an exact one.
const MOST: i32 = 6;
/// Most decimals spent to tell a value from its threshold.
const FINEST: i32 = 20;

/// A number in words of that style.
pub fn figure(n: &Number, style: Style, lang: Lang) -> String {
    near(n, style, None, lang)
}

/// A number that is held against a threshold: the two never look alike unless they are.
pub fn near(n: &Number, style: Style, threshold: Option<&Number>, lang: Lang) -> String {
    match style {
        Style::Percent => format!("{}%", scaled(n, -2, threshold, lang)),
        Style::Measured(unit) if unit == Unit::CNY => money(n, threshold, lang),
        Style::Measured(unit) if lang == Lang::En && Some(unit) == Unit::from_id("level") => {
            format!("level {}", scaled(n, 0, threshold, lang))
        }
        Style::Measured(unit) => {
            let space = if lang == Lang::En { " " } else { "" };
            format!("{}{space}{}", scaled(n, 0, threshold, lang), unit.shown(lang, *n == Number::ONE))
        }
        Style::Plain | Style::Other => scaled(n, 0, threshold, lang),
    }
}

fn money(n: &Number, threshold: Option<&Number>, lang: Lang) -> String {
    let at_least = |power: u32| n.abs().compare(&Number::from_i128(10_i128.pow(power))).is_ok_and(Ordering::is_ge);
    let short = |power: i32, decimals: i32| shift(n, power).is_some_and(|x| rounded(&x, decimals).as_ref() == Some(&x));
    match lang {
        Lang::Zh if at_least(8) && short(8, 2) => format!("{}亿元", scaled(n, 8, threshold, lang)),
        Lang::Zh if at_least(4) && short(4, 2) => format!("{}万元", scaled(n, 4, threshold, lang)),
        Lang::Zh => format!("{}元", thousands(&scaled(n, 0, threshold, lang))),
        Lang::En if at_least(6) && short(6, 2) => format!("{} million yuan", scaled(n, 6, threshold, lang)),
        Lang::En => format!("{} yuan", thousands(&scaled(n, 0, threshold, lang))),
    }
}

/// A number divided by a power of ten, as a decimal.
fn scaled(n: &Number, power: i32, threshold: Option<&Number>, lang: Lang) -> String {
    let Some(x) = shift(n, power) else { return n.to_string() };
    if rounded(&x, MOST).as_ref() == Some(&x) {
        return x.to_string();
    }
    let limit = threshold.and_then(|t| shift(t, power));
    let tells = |r: &Number| limit.as_ref().is_none_or(|l| r.compare(l) == x.compare(l));
    let fitting = (DECIMALS..=FINEST).filter_map(|d| rounded(&x, d)).find(tells);
    let shown = fitting.map_or_else(|| x.to_string(), |r| r.to_string());
    if lang == Lang::Zh { format!("约{shown}") } else { format!("about {shown}") }
}

fn shift(n: &Number, power: i32) -> Option<Number> {
    let factor = Number::from_i128(10_i128.pow(power.unsigned_abs()));
    if power < 0 { n.mul(&factor).ok() } else { n.div(&factor).ok() }
}

fn rounded(n: &Number, decimals: i32) -> Option<Number> {
    n.round(decimals, Rounding::HalfEven).ok()
}

/// Commas between thousands of a decimal, which may stand behind a word.
fn thousands(decimal: &str) -> String {
    let start = decimal.find(|c: char| c.is_ascii_digit()).unwrap_or(decimal.len());
    let (head, number) = decimal.split_at(start);
    let (whole, fraction) = number.split_at(number.find('.').unwrap_or(number.len()));
    let mut out = head.to_owned();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out.push_str(fraction);
    // Ten fen are not written as one.
    if fraction.len() == 2 {
        out.push('0');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(text: &str) -> Number {
        text.parse().unwrap()
    }

    #[test]
    fn money_is_said_in_the_units_of_notices() {
        let cny = Style::Measured(Unit::CNY);
        for (value, zh, en) in [
            ("10000000", "1000万元", "10 million yuan"),
            ("100000000", "1亿元", "100 million yuan"),
            ("150000000", "1.5亿元", "150 million yuan"),
            ("123456789.12", "123,456,789.12元", "123,456,789.12 yuan"),
            ("9999.5", "9,999.50元", "9,999.50 yuan"),
            ("-25000", "-2.5万元", "-25,000 yuan"),
            ("0", "0元", "0 yuan"),
        ] {
            assert_eq!(figure(&n(value), cny, Lang::Zh), zh);
            assert_eq!(figure(&n(value), cny, Lang::En), en);
        }
    }

    #[test]
    fn shares_are_percentages_that_never_round_onto_the_threshold() {
        let third = n("1").div(&n("35")).unwrap();
        assert_eq!(figure(&n("0.03"), Style::Percent, Lang::Zh), "3%");
        assert_eq!(figure(&third, Style::Percent, Lang::Zh), "约2.86%");
        assert_eq!(figure(&third, Style::Percent, Lang::En), "about 2.86%");
        let short = n("2999999.99").div(&n("99999999.7")).unwrap();
        assert_eq!(near(&short, Style::Percent, Some(&n("0.03")), Lang::Zh), "约2.999999999%");
    }

    #[test]
    fn counts_have_their_unit() {
        let unit = |id: &str| Style::Measured(Unit::from_id(id).unwrap());
        assert_eq!(figure(&n("2"), unit("year"), Lang::Zh), "2年");
        assert_eq!(figure(&n("2"), unit("year"), Lang::En), "2 years");
        assert_eq!(figure(&n("1"), unit("item"), Lang::En), "1 item");
        assert_eq!(figure(&n("3"), unit("level"), Lang::En), "level 3");
        let each = Style::Measured(Unit::CNY.per(Unit::from_id("person").unwrap()).unwrap());
        assert_eq!(figure(&n("12.5"), each, Lang::Zh), "12.5元/人");
    }
}
