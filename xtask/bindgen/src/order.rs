//! The order of the module's functions: those whose code is alike stand near one another, because what `gzip` has seen in the
//! last 32 kB it need not write again. Beside the order of their names this makes the packed module a fiftieth smaller.
//!
//! Only names are written here: each function is called after its place, and `wasm-opt` puts functions in the order of names.

use std::collections::HashMap;

/// Bytes that two functions must have in common to be a little alike.
const GRAM: usize = 6;
/// What stands in so many functions says nothing about any two of them.
const COMMON: usize = 600;
/// How much of the code just before a function it is held against.
const WINDOW: usize = 16_000;
/// Sections of a module, by the number they begin with.
const CUSTOM: u8 = 0;
const IMPORT: u8 = 2;
const CODE: u8 = 10;

/// The module, its functions named after the place where they are to stand.
pub fn named_by_place(module: &[u8]) -> Result<Vec<u8>, String> {
    renamed(module).ok_or_else(|| "the shrunk module could not be read".into())
}

fn renamed(module: &[u8]) -> Option<Vec<u8>> {
    let mut out = module.get(..8)?.to_vec();
    let (mut imported, mut bodies) = (0, Vec::new());
    let mut rest = Bytes(module.get(8..)?);
    while let Some(id) = rest.byte() {
        let content = rest.sized()?;
        match id {
            IMPORT => imported = imported_functions(content)?,
            CODE => bodies = functions(content)?,
            // The names that it has.
            CUSTOM if Bytes(content).sized()? == b"name" => continue,
            _ => {}
        }
        section(id, content, &mut out);
    }
    let mut names = Vec::new();
    number(bodies.len(), &mut names);
    let mut places = vec![0; bodies.len()];
    for (place, function) in order(&bodies).into_iter().enumerate() {
        places[function] = place;
    }
    for (function, place) in places.iter().enumerate() {
        number(imported + function, &mut names);
        text(&format!("f{place:07}"), &mut names);
    }
    let mut content = Vec::new();
    text("name", &mut content);
    section(1, &names, &mut content);
    section(CUSTOM, &content, &mut out);
    Some(out)
}

/// The functions in an order in which each follows those that it is most like.
fn order(bodies: &[&[u8]]) -> Vec<usize> {
    let (grams, users) = grams(bodies);
    let float = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    let weight = |gram: usize| (float(bodies.len()) / float(users[gram].len())).ln();
    // How much of what a function says has been said within the window, and how often each gram stands there.
    let mut said = vec![0.0; bodies.len()];
    let mut seen = vec![0_u32; users.len()];
    let mut left: Vec<usize> = (0..bodies.len()).collect();
    let mut out: Vec<usize> = Vec::with_capacity(left.len());
    let (mut oldest, mut length) = (0, 0);
    let likeness = |function: usize, said: &[f64]| said[function] / float(bodies[function].len()).sqrt();
    while !left.is_empty() {
        // The largest one is the first.
        let best = |(_, a): &(usize, &usize), (_, b): &(usize, &usize)| {
            let by_size = || bodies[**a].len().cmp(&bodies[**b].len()).then(b.cmp(a));
            likeness(**a, &said).total_cmp(&likeness(**b, &said)).then_with(by_size)
        };
        let Some((at, _)) = left.iter().enumerate().max_by(best) else { break };
        let next = left.swap_remove(at);
        for gram in &grams[next] {
            seen[*gram] += 1;
            if seen[*gram] == 1 {
                for user in &users[*gram] {
                    said[*user] += weight(*gram);
                }
            }
        }
        out.push(next);
        length += bodies[next].len();
        while length > WINDOW && oldest + 1 < out.len() {
            let leaving = out[oldest];
            (oldest, length) = (oldest + 1, length - bodies[leaving].len());
            for gram in &grams[leaving] {
                seen[*gram] -= 1;
                if seen[*gram] == 0 {
                    for user in &users[*gram] {
                        said[*user] -= weight(*gram);
                    }
                }
            }
        }
    }
    out
}

/// What stands in more than one function but not in very many: for each function what it has, and for each of these who has it.
fn grams(bodies: &[&[u8]]) -> (Vec<Vec<usize>>, Vec<Vec<usize>>) {
    let mut users: HashMap<&[u8], Vec<usize>> = HashMap::new();
    for (function, body) in bodies.iter().enumerate() {
        for gram in body.windows(GRAM) {
            let users = users.entry(gram).or_default();
            if users.last() != Some(&function) {
                users.push(function);
            }
        }
    }
    let mut shared: Vec<Vec<usize>> = users.into_values().filter(|users| (2..COMMON).contains(&users.len())).collect();
    // A hash map gives them in an order that is never the same twice, and sums of floats depend on it.
    shared.sort_unstable();
    let mut grams = vec![Vec::new(); bodies.len()];
    for (gram, users) in shared.iter().enumerate() {
        for user in users {
            grams[*user].push(gram);
        }
    }
    (grams, shared)
}

/// What is left to read.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    /// A number, seven bits a byte, the lowest first.
    fn number(&mut self) -> Option<usize> {
        let mut out = 0_usize;
        for shift in (0..usize::BITS).step_by(7) {
            let byte = self.byte()?;
            out |= usize::from(byte & 127).checked_shl(shift)?;
            if byte < 128 {
                return Some(out);
            }
        }
        None
    }

    /// What stands after its own length.
    fn sized(&mut self) -> Option<&'a [u8]> {
        let length = self.number()?;
        let (out, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(out)
    }
}

/// How many functions are imported; they are numbered first. wasm-bindgen imports nothing else.
fn imported_functions(section: &[u8]) -> Option<usize> {
    let mut rest = Bytes(section);
    let count = rest.number()?;
    for _ in 0..count {
        // The names of the module and of the function.
        rest.sized()?;
        rest.sized()?;
        if rest.byte()? != 0 {
            return None;
        }
        rest.number()?;
    }
    Some(count)
}

fn functions(section: &[u8]) -> Option<Vec<&[u8]>> {
    let mut rest = Bytes(section);
    let count = rest.number()?;
    (0..count).map(|_| rest.sized()).collect()
}

fn section(id: u8, content: &[u8], out: &mut Vec<u8>) {
    out.push(id);
    number(content.len(), out);
    out.extend(content);
}

fn text(text: &str, out: &mut Vec<u8>) {
    number(text.len(), out);
    out.extend(text.as_bytes());
}

fn number(mut value: usize, out: &mut Vec<u8>) {
    loop {
        let [low, ..] = value.to_le_bytes();
        value >>= 7;
        if value == 0 {
            out.push(low & 127);
            return;
        }
        out.push(low | 128);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module with one imported function and these bodies.
    fn module(bodies: &[&[u8]]) -> Vec<u8> {
        let mut out = b"\0asm\x01\0\0\0".to_vec();
        section(IMPORT, b"\x01\x01a\x01b\0\0", &mut out);
        let mut code = Vec::new();
        number(bodies.len(), &mut code);
        for body in bodies {
            number(body.len(), &mut code);
            code.extend(*body);
        }
        section(CODE, &code, &mut out);
        out
    }

    #[test]
    fn alike_functions_stand_side_by_side() {
        let (a, b) = (b"the quick brown fox jumps".as_slice(), b"0123456789 9876543210 0123456789".as_slice());
        let bodies = [a, b, b"a quick brown fox jumped", b"0123456789 9876543210"];
        assert_eq!(order(&bodies), [1, 3, 0, 2]);
    }

    #[test]
    fn functions_are_named_after_their_places() {
        let plain = module(&[b"short", &[7; 300]]);
        let mut names = Vec::new();
        text("name", &mut names);
        section(1, b"\x02\x01\x08f0000001\x02\x08f0000000", &mut names);
        let mut expected = plain.clone();
        section(CUSTOM, &names, &mut expected);
        assert_eq!(named_by_place(&plain).as_ref(), Ok(&expected));
        // The names that a module has make room for these.
        assert_eq!(named_by_place(&expected), Ok(expected));
        assert!(named_by_place(&plain[..plain.len() - 1]).is_err());
    }
}
