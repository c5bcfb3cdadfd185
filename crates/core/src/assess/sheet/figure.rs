//! Numbers as people type them: `1,234.50`, `１２３．５％`, `1000万元`, `(1,234.50)`. Whatever can be read in two ways is
//! refused.

use crate::assess::firm::MAX_DIGITS;
use crate::number::{Number, NumberError};

use super::measure::Measure;

/// A number and the unit that was written with it.
pub(super) struct Figure {
    /// As written, before the unit is applied.
    pub number: Number,
    /// The unit.
    pub measure: Option<Measure>,
}

/// Why a text is no number.
pub(super) enum Wrong {
    /// It isn't one.
    Syntax,
    /// The separators don't part groups of three.
    Groups,
    /// Too long or too large.
    Size,
}

/// Reads a number in plain signs (see [`super::normal::plain`]).
pub(super) fn read(text: &str) -> Result<Figure, Wrong> {
    if text.chars().count() > MAX_DIGITS {
        return Err(Wrong::Size);
    }
    // Accountants put losses in brackets.
    if let Some(inner) = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
        if inner.starts_with(['+', '-', '(']) {
            return Err(Wrong::Syntax);
        }
        let Figure { number, measure } = read(inner)?;
        return Ok(Figure { number: number.neg(), measure });
    }
    let end = text.rfind(|c: char| c.is_ascii_digit()).map_or(0, |at| at + 1);
    let (digits, word) = text.split_at(end);
    let measure = match word.trim() {
        "" => None,
        word => Some(Measure::find(word).ok_or(Wrong::Syntax)?),
    };
    let number = Number::parse(&without_groups(digits)?).map_err(|e| match e {
        NumberError::Syntax => Wrong::Syntax,
        _ => Wrong::Size,
    })?;
    Ok(Figure { number, measure })
}

/// The digits without separators of thousands. A comma may as well be somebody's decimal point, so only `1,234,567` will do:
/// one to three digits that don't begin with a zero, then groups of three, then the fraction.
fn without_groups(text: &str) -> Result<String, Wrong> {
    if !text.contains(',') {
        return Ok(text.to_owned());
    }
    let whole = text.split('.').next().unwrap_or_default();
    let digits = |group: &str| group.bytes().all(|b| b.is_ascii_digit());
    let mut groups = whole.trim_start_matches(['+', '-']).split(',');
    let head = groups.next().unwrap_or_default();
    let well_formed =
        (1..=3).contains(&head.len()) && digits(head) && !head.starts_with('0') && groups.all(|g| g.len() == 3 && digits(g));
    // A separator behind the point is left over.
    if well_formed && !text.get(whole.len()..).unwrap_or_default().contains(',') {
        Ok(text.replace(',', ""))
    } else {
        Err(Wrong::Groups)
    }
}
