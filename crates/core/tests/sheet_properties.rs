//! Numbers in every dress that a table may give them: a whole number of the smallest unit is printed with units, separators
//! and wide digits, and must be read as itself.

mod tables;

use peiyu::assess::MoneyUnit;
use peiyu::number::Number;
use peiyu::program::cell::Cell;
use proptest::prelude::*;
use tables::{assessor, column, columns, read, set};

/// Digits of `value` with the point `places` digits from the right, and without zeros at the end.
fn shifted(value: u128, places: usize) -> String {
    let digits = format!("{value:0>width$}", width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    let fraction = fraction.trim_end_matches('0');
    if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") }
}

/// How a number is dressed.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is worn or not, whatever the others are")]
struct Dress {
    groups: bool,
    wide: bool,
    brackets: bool,
    blanks: bool,
}

fn dress() -> impl Strategy<Value = Dress> {
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    flags.prop_map(|(groups, wide, brackets, blanks)| Dress { groups, wide, brackets, blanks })
}

fn dressed(decimal: &str, negative: bool, unit: &str, dress: Dress) -> String {
    let (whole, fraction) = decimal.split_once('.').map_or((decimal, String::new()), |(w, f)| (w, format!(".{f}")));
    let mut text = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if dress.groups && i > 0 && (whole.len() - i) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text.push_str(&fraction);
    text.push_str(if dress.blanks && !unit.is_empty() { " " } else { "" });
    text.push_str(unit);
    text = match (negative, dress.brackets) {
        (true, true) => format!("({text})"),
        (true, false) => format!("-{text}"),
        (false, _) => text,
    };
    if dress.wide {
        let wide = |c: char| if ('!'..='~').contains(&c) { char::from_u32(c as u32 + 0xfee0).unwrap() } else { c };
        text = text.chars().map(wide).collect();
    }
    if dress.blanks { format!("　{text} ") } else { text }
}

proptest! {
    /// An amount of fen, printed in any unit and dress, in the cell, behind the column's name or with neither, is that amount.
    #[test]
    fn dressed_amounts_are_exact(
        fen in 0u128..10u128.pow(24),
        negative in any::<bool>(),
        (unit, places) in prop::sample::select(vec![("元", 2), ("千元", 5), ("万元", 6), ("百万元", 8), ("亿元", 10)]),
        dress in dress(),
    ) {
        let assessor = assessor();
        let exact = Number::ratio(i128::try_from(fen).unwrap(), 100).unwrap();
        let exact = Ok(Some(Cell::Number(if negative { exact.neg() } else { exact })));
        let decimal = shifted(fen, places);
        let in_cell = dressed(&decimal, negative, unit, dress);
        let bare = dressed(&decimal, negative, "", dress);
        let header = format!("上年度销售额（{unit}）");
        prop_assert_eq!(read(&assessor, "sales_1", &in_cell), exact.clone(), "{}", in_cell);
        prop_assert_eq!(read(&assessor, &header, &bare), exact.clone(), "{} {}", header, bare);
        prop_assert_eq!(read(&assessor, &header, &in_cell), exact.clone());
        let mut firm = assessor.firm();
        let sales = column(&assessor, "sales_1");
        for (of, money) in [("元", MoneyUnit::Yuan), ("万元", MoneyUnit::TenThousand)] {
            if of == unit {
                firm.money_unit(money);
                prop_assert_eq!(set(&mut firm, &sales, &bare), exact.clone(), "{}", bare);
            }
        }
    }

    /// The same for shares and percent.
    #[test]
    fn dressed_shares_are_exact(millionths in 0u128..=1_000_000, dress in dress()) {
        let assessor = assessor();
        let exact = Ok(Some(Cell::Number(Number::ratio(i128::try_from(millionths).unwrap(), 1_000_000).unwrap())));
        let (share, percent) = (shifted(millionths, 6), shifted(millionths, 4));
        for (header, text) in [
            ("share", dressed(&share, false, "", dress)),
            ("share", dressed(&percent, false, "%", dress)),
            ("市场占有率（%）", dressed(&percent, false, "", dress)),
        ] {
            prop_assert_eq!(read(&assessor, header, &text), exact.clone(), "{}: {}", header, text);
        }
    }

    /// Whatever the strict reader takes means the same in a cell; blanks around it are the only ones that don't count.
    #[test]
    fn what_is_strict_is_the_same_in_a_cell(text in "[-+0-9.,e/ %a-z是否无]{0,8}", id in prop::sample::select(vec!["sales_1", "staff", "share", "listed", "lab"])) {
        let assessor = assessor();
        let mut firm = assessor.firm();
        let trimmed = text.trim();
        if firm.set(id, trimmed).is_ok() {
            let index = assessor.facts().index(id).unwrap() as usize;
            let strict = firm.cells()[index].clone();
            let mut other = assessor.firm();
            other.set_cell(&column(&assessor, id), &text).unwrap();
            prop_assert_eq!(other.cells()[index].clone(), strict);
        }
    }

    /// Nothing that can stand in a header or a cell stops the reader.
    #[test]
    fn anything_is_read_or_refused(header in any::<String>(), text in any::<String>(), value in any::<f64>()) {
        let assessor = assessor();
        let headers = [header.as_str(), "sales_1", "listed", "lab", "市场占有率(%)"];
        if let Ok(found) = columns(&assessor, &headers) {
            let mut firm = assessor.firm();
            for column in &found.columns {
                let _ = firm.set_cell(column, &text);
                let _ = firm.set_cell_float(column, value, text.len() % 2 == 0);
            }
        }
    }
}
