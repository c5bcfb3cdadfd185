//! Unified social credit codes (GB 32100-2015): 18 characters, the last of which checks the others.

use crate::diagnostic::Text;

const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Whether a code is valid; the reason where it is not.
pub fn check_uscc(code: &str) -> Result<(), Text> {
    let count = code.chars().count();
    if count != 18 {
        return Err(Text::both(format!("应为 18 位，实为 {count} 位"), format!("{count} characters instead of 18")));
    }
    let mut sum = 0usize;
    let mut weight = 1usize;
    let mut last = 0usize;
    for (i, c) in code.chars().enumerate() {
        let value = u8::try_from(c).ok().and_then(|b| ALPHABET.iter().position(|a| *a == b));
        let Some(value) = value else {
            return Err(Text::both(format!("第 {} 位不能是 `{c}`", i + 1), format!("`{c}` can't be character {}", i + 1)));
        };
        if i < 17 {
            sum += value * weight;
            weight = weight * 3 % 31;
        } else {
            last = value;
        }
    }
    let expected = (31 - sum % 31) % 31;
    if last == expected {
        return Ok(());
    }
    let expected = ALPHABET.get(expected).map_or('?', |b| char::from(*b));
    Err(Text::both(format!("校验位应为 {expected}"), format!("the check character should be {expected}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_codes_pass_and_slips_do_not() {
        // Codes of two listed companies, as their annual reports print them.
        for code in ["914403001922038216", "9144030071526726XG"] {
            assert_eq!(check_uscc(code), Ok(()));
        }
        for bad in ["914403001922038217", "91440300192203821", "9144030019220382I6", "９14403001922038216", ""] {
            assert!(check_uscc(bad).is_err(), "{bad}");
        }
    }
}
