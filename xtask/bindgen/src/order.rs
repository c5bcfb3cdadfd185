//! The order of the module's functions: those whose code is alike stand near one another, because what `gzip` has seen in the
//! last 32 kB it need not write again. Beside the order of their names this makes the packed module a fiftieth smaller. Before
//! all stand those that are called most, whose numbers then are short.

use std::collections::HashMap;

use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, FunctionSection, Module};
use wasmparser::{CodeSectionReader, FunctionSectionReader, Operator, Parser, Payload};

use crate::imported_functions;

/// Bytes that two functions must have in common to be a little alike.
const GRAM: usize = 6;
/// What stands in so many functions says nothing about any two of them.
const COMMON: usize = 600;
/// How much of the code just before a function it is held against.
const WINDOW: usize = 16_000;
/// How many functions come first because they are called most.
const FIRST: usize = 30;

/// The module with its functions in that order.
pub fn ordered(module: &[u8]) -> Result<Vec<u8>, String> {
    let code = Code::of(module).map_err(|e| e.to_string())?;
    let mut places = vec![0; code.bodies.len()];
    for (place, function) in (0..).zip(code.order()) {
        places[function] = place;
    }
    let mut out = Module::new();
    let mut placed = Placed { imported: code.imported, places };
    placed.parse_core_module(&mut out, Parser::new(0), module).map_err(|e| e.to_string())?;
    Ok(out.finish())
}

/// What is known of the functions.
struct Code<'a> {
    /// Imported functions are numbered first.
    imported: u32,
    bodies: Vec<&'a [u8]>,
    /// How often each is called by name.
    calls: Vec<usize>,
}

impl<'a> Code<'a> {
    fn of(module: &'a [u8]) -> wasmparser::Result<Self> {
        let (mut imported, mut bodies, mut called) = (0, Vec::new(), HashMap::new());
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::ImportSection(imports) => imported = imported_functions(imports)?,
                Payload::CodeSectionEntry(body) => {
                    bodies.extend(module.get(body.range()));
                    for operator in body.get_operators_reader()? {
                        if let Operator::Call { function_index } = operator? {
                            *called.entry(function_index).or_insert(0) += 1;
                        }
                    }
                }
                _ => {}
            }
        }
        let calls = (imported..).zip(&bodies).map(|(function, _)| called.get(&function).copied().unwrap_or(0)).collect();
        Ok(Code { imported, bodies, calls })
    }

    fn order(&self) -> Vec<usize> {
        let mut most: Vec<usize> = (0..self.bodies.len()).collect();
        most.sort_by_key(|function| std::cmp::Reverse(self.calls[*function]));
        most.truncate(FIRST);
        let (mut first, rest): (Vec<usize>, Vec<usize>) = alike(&self.bodies).into_iter().partition(|f| most.contains(f));
        first.extend(rest);
        first
    }
}

/// Writes the module anew, each function in its place.
struct Placed {
    imported: u32,
    places: Vec<u32>,
}

type Outcome<T> = Result<T, Error<std::convert::Infallible>>;

impl Placed {
    /// What belongs to functions, in the order of their places.
    fn sorted<T>(&self, functions: impl Iterator<Item = wasmparser::Result<T>>) -> Outcome<Vec<T>> {
        let mut out = Vec::with_capacity(self.places.len());
        for (function, place) in functions.zip(&self.places) {
            out.push((*place, function?));
        }
        out.sort_by_key(|(place, _)| *place);
        Ok(out.into_iter().map(|(_, function)| function).collect())
    }
}

impl Reencode for Placed {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, function: u32) -> Outcome<u32> {
        let own = function.checked_sub(self.imported).and_then(|f| self.places.get(f as usize));
        Ok(own.map_or(function, |place| self.imported + place))
    }

    fn parse_function_section(&mut self, functions: &mut FunctionSection, section: FunctionSectionReader) -> Outcome<()> {
        for kind in self.sorted(section.into_iter())? {
            functions.function(kind);
        }
        Ok(())
    }

    fn parse_code_section(&mut self, code: &mut CodeSection, section: CodeSectionReader) -> Outcome<()> {
        for body in self.sorted(section.into_iter())? {
            self.parse_function_body(code, body)?;
        }
        Ok(())
    }
}

/// The functions in an order in which each follows those that it is most like.
fn alike(bodies: &[&[u8]]) -> Vec<usize> {
    let (grams, users) = grams(bodies);
    let float = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    let weight = |gram: usize| (float(bodies.len()) / float(users[gram].len())).ln().powi(2);
    // How much of what a function says has been said within the window, and how often each gram stands there.
    let mut said = vec![0.0; bodies.len()];
    let mut seen = vec![0_u32; users.len()];
    let mut left: Vec<usize> = (0..bodies.len()).collect();
    let mut out: Vec<usize> = Vec::with_capacity(left.len());
    let (mut oldest, mut length) = (0, 0);
    let likeness = |function: usize, said: &[f64]| said[function] / float(bodies[function].len()).powf(0.6);
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

#[cfg(test)]
mod tests {
    use wasm_encoder::{ExportKind, ExportSection, Function, Instruction, TypeSection};

    use super::*;

    /// A module of functions without arguments, which call these in turn.
    fn module(functions: &[&[u32]]) -> Vec<u8> {
        let (mut types, mut kinds, mut code, mut exports) =
            (TypeSection::new(), FunctionSection::new(), CodeSection::new(), ExportSection::new());
        types.ty().function([], []);
        for (number, called) in (0..).zip(functions) {
            kinds.function(0);
            exports.export(&format!("f{number}"), ExportKind::Func, number);
            let mut function = Function::new([]);
            for other in *called {
                function.instruction(&Instruction::Call(*other));
            }
            code.function(function.instruction(&Instruction::End));
        }
        Module::new().section(&types).section(&kinds).section(&exports).section(&code).clone().finish()
    }

    /// What the exported functions call, by their exported names.
    fn read(module: &[u8]) -> Vec<(String, Vec<String>)> {
        let (mut names, mut bodies) = (HashMap::new(), Vec::new());
        for payload in Parser::new(0).parse_all(module) {
            match payload.unwrap() {
                Payload::ExportSection(exports) => {
                    names = exports.into_iter().map(|e| e.map(|e| (e.index, e.name.to_owned())).unwrap()).collect();
                }
                Payload::CodeSectionEntry(body) => bodies.push(body),
                _ => {}
            }
        }
        let called = |operator: Operator| match operator {
            Operator::Call { function_index } => Some(names[&function_index].clone()),
            _ => None,
        };
        let calls = |body: wasmparser::FunctionBody| {
            body.get_operators_reader().unwrap().into_iter().filter_map(|o| called(o.unwrap())).collect()
        };
        (0..).zip(bodies).map(|(place, body)| (names[&place].clone(), calls(body))).collect()
    }

    #[test]
    fn alike_functions_stand_side_by_side() {
        let (a, b) = (b"the quick brown fox jumps".as_slice(), b"0123456789 9876543210 0123456789".as_slice());
        let bodies = [a, b, b"a quick brown fox jumped", b"0123456789 9876543210"];
        assert_eq!(alike(&bodies), [1, 3, 0, 2]);
    }

    #[test]
    fn every_call_finds_the_function_that_it_found() {
        // More functions than come first. The last one is called most.
        let last = u32::try_from(FIRST).unwrap() + 9;
        let called: Vec<Vec<u32>> = (0..last).map(|f| vec![last, (f + 1) % last, last]).chain([vec![3]]).collect();
        let plain = module(&called.iter().map(Vec::as_slice).collect::<Vec<_>>());
        let ordered = ordered(&plain).unwrap();
        let (mut before, mut after) = (read(&plain), read(&ordered));
        assert_ne!(before, after);
        assert!(after[..FIRST].iter().any(|(name, _)| *name == format!("f{last}")));
        before.sort_unstable();
        after.sort_unstable();
        assert_eq!(before, after);
    }

    #[test]
    fn half_a_module_is_refused() {
        let plain = module(&[&[0], &[0, 1]]);
        assert!(ordered(&plain).is_ok());
        for end in [1, 9, plain.len() - 1] {
            assert!(ordered(&plain[..end]).is_err(), "{end}");
        }
    }
}
