//! Copies of a few bytes become calls of functions that the module gets for them. The compiler is told to write no copies out
//! (`standard.rs` in `cargo xtask`): that is what makes the packed module a thirtieth smaller. But an engine takes the
//! instruction that it writes instead for one that moves many bytes, and calls out of the module for it. A function of the
//! module's own is called in less time, and in fewer bytes.

use std::collections::BTreeMap;

use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{CodeSection, Function, FunctionSection, Instruction, MemArg, Module, TypeSection, ValType};
use wasmparser::{CodeSectionReader, FunctionBody, FunctionSectionReader, Operator, Parser, Payload, TypeSectionReader};

use crate::imported_functions;

/// Longest copy that becomes a call, in bytes: the size of a number of the engine.
const LONGEST: i32 = 48;
/// A function of its own is worth its bytes if as many copies call it.
const CALLS: u32 = 3;

/// The module with calls for its short copies.
pub fn called(module: &[u8]) -> Result<Vec<u8>, String> {
    let functions = sizes(module).map_err(|e| e.to_string())?;
    let mut out = Module::new();
    let mut copies = Copies { functions, kind: 0 };
    copies.parse_core_module(&mut out, Parser::new(0), module).map_err(|e| e.to_string())?;
    Ok(out.finish())
}

/// For each length the function that copies it: these come after those that are there.
fn sizes(module: &[u8]) -> wasmparser::Result<BTreeMap<i32, u32>> {
    let (mut next, mut copied) = (0, BTreeMap::new());
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(imports) => next = imported_functions(imports)?,
            Payload::CodeSectionEntry(body) => {
                next += 1;
                for pair in operators(&body)?.windows(2) {
                    if let Some(length) = copy(pair).filter(|length| (1..=LONGEST).contains(length)) {
                        *copied.entry(length).or_insert(0) += 1;
                    }
                }
            }
            _ => {}
        }
    }
    let worth = copied.into_iter().filter(|(_, calls)| *calls >= CALLS);
    Ok(worth.zip(next..).map(|((length, _), function)| (length, function)).collect())
}

fn operators<'a>(body: &FunctionBody<'a>) -> wasmparser::Result<Vec<Operator<'a>>> {
    body.get_operators_reader()?.into_iter().collect()
}

/// How much is copied, if the length is written just before and both places lie in the module's one memory.
fn copy(pair: &[Operator]) -> Option<i32> {
    match pair {
        [Operator::I32Const { value }, Operator::MemoryCopy { dst_mem: 0, src_mem: 0 }] => Some(*value),
        _ => None,
    }
}

/// Writes the module anew.
struct Copies {
    functions: BTreeMap<i32, u32>,
    /// The type of these functions.
    kind: u32,
}

type Outcome = Result<(), Error<std::convert::Infallible>>;

impl Reencode for Copies {
    type Error = std::convert::Infallible;

    fn parse_type_section(&mut self, types: &mut TypeSection, section: TypeSectionReader) -> Outcome {
        utils::parse_type_section(self, types, section)?;
        self.kind = types.len();
        types.ty().function([ValType::I32, ValType::I32], []);
        Ok(())
    }

    fn parse_function_section(&mut self, functions: &mut FunctionSection, section: FunctionSectionReader) -> Outcome {
        utils::parse_function_section(self, functions, section)?;
        for _ in &self.functions {
            functions.function(self.kind);
        }
        Ok(())
    }

    fn parse_code_section(&mut self, code: &mut CodeSection, section: CodeSectionReader) -> Outcome {
        utils::parse_code_section(self, code, section)?;
        for length in self.functions.keys() {
            code.function(&copying(u64::from(length.unsigned_abs())));
        }
        Ok(())
    }

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody) -> Outcome {
        let mut function = self.new_function_with_parsed_locals(&body)?;
        let mut left = operators(&body)?.into_iter().peekable();
        while let Some(operator) = left.next() {
            let pair = [operator, left.peek().cloned().unwrap_or(Operator::Nop)];
            if let Some(call) = copy(&pair).and_then(|length| self.functions.get(&length)) {
                left.next();
                function.instruction(&Instruction::Call(*call));
            } else {
                let [operator, _] = pair;
                function.instruction(&self.instruction(operator)?);
            }
        }
        code.function(&function);
        Ok(())
    }
}

/// Copies so many bytes to the first place from the second. All are read before any is written, as places may overlap.
fn copying(length: u64) -> Function {
    let mut parts = Vec::new();
    let mut offset = 0;
    for size in [8, 4, 2, 1] {
        while offset + size <= length {
            parts.push((size, MemArg { offset, align: 0, memory_index: 0 }));
            offset += size;
        }
    }
    let mut out = Function::new([]);
    for (size, at) in &parts {
        out.instruction(&Instruction::LocalGet(0)).instruction(&Instruction::LocalGet(1));
        out.instruction(&match size {
            8 => Instruction::I64Load(*at),
            4 => Instruction::I32Load(*at),
            2 => Instruction::I32Load16U(*at),
            _ => Instruction::I32Load8U(*at),
        });
    }
    for (size, at) in parts.iter().rev() {
        out.instruction(&match size {
            8 => Instruction::I64Store(*at),
            4 => Instruction::I32Store(*at),
            2 => Instruction::I32Store16(*at),
            _ => Instruction::I32Store8(*at),
        });
    }
    out.instruction(&Instruction::End);
    out
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{MemorySection, MemoryType};

    use super::*;

    /// A module with one function that copies so many bytes, one after the other.
    fn module(lengths: &[i32]) -> Vec<u8> {
        let (mut types, mut kinds, mut memories, mut code) =
            (TypeSection::new(), FunctionSection::new(), MemorySection::new(), CodeSection::new());
        types.ty().function([], []);
        kinds.function(0);
        memories.memory(MemoryType { minimum: 1, maximum: None, memory64: false, shared: false, page_size_log2: None });
        let mut function = Function::new([]);
        for length in lengths {
            for value in [7, 70, *length] {
                function.instruction(&Instruction::I32Const(value));
            }
            function.instruction(&Instruction::MemoryCopy { src_mem: 0, dst_mem: 0 });
        }
        code.function(function.instruction(&Instruction::End));
        Module::new().section(&types).section(&kinds).section(&memories).section(&code).clone().finish()
    }

    /// The operators of every function.
    fn read(module: &[u8]) -> Vec<String> {
        wasmparser::validate(module).unwrap();
        let bodies = Parser::new(0).parse_all(module).filter_map(|payload| match payload.unwrap() {
            Payload::CodeSectionEntry(body) => Some(format!("{:?}", operators(&body).unwrap())),
            _ => None,
        });
        bodies.collect()
    }

    #[test]
    fn short_copies_become_calls() {
        let read = read(&called(&module(&[12, 48, 12, 49, 12, -1, 48, 0])).unwrap());
        // Twelve bytes are copied three times; 48 only twice; the others are too long or nothing.
        assert_eq!(read.len(), 2);
        assert_eq!(read[0].matches("Call { function_index: 1 }").count(), 3);
        assert_eq!(read[0].matches("MemoryCopy").count(), 5);
        assert_eq!(read[0].matches("I32Const { value: 12 }").count(), 0);
    }

    #[test]
    fn every_byte_is_read_before_one_is_written() {
        for length in 1..=u64::from(LONGEST.unsigned_abs()) {
            let bytes = copying(length).into_raw_body();
            let body = FunctionBody::new(wasmparser::BinaryReader::new(&bytes, 0));
            let (mut loaded, mut stored) = (Vec::new(), Vec::new());
            for operator in operators(&body).unwrap() {
                let (size, at, load) = match operator {
                    Operator::I64Load { memarg } => (8, memarg.offset, true),
                    Operator::I32Load { memarg } => (4, memarg.offset, true),
                    Operator::I32Load16U { memarg } => (2, memarg.offset, true),
                    Operator::I32Load8U { memarg } => (1, memarg.offset, true),
                    Operator::I64Store { memarg } => (8, memarg.offset, false),
                    Operator::I32Store { memarg } => (4, memarg.offset, false),
                    Operator::I32Store16 { memarg } => (2, memarg.offset, false),
                    Operator::I32Store8 { memarg } => (1, memarg.offset, false),
                    _ => continue,
                };
                assert!(!load || stored.is_empty(), "{length}");
                if load { loaded.push((at, size)) } else { stored.push((at, size)) }
            }
            // What was put on the stack last is taken off first.
            stored.reverse();
            assert_eq!(loaded, stored);
            let bytes: Vec<u64> = loaded.iter().flat_map(|(at, size)| *at..at + size).collect();
            assert_eq!(bytes, (0..length).collect::<Vec<_>>());
        }
    }
}
