//! Buffers of one chunk and loops over them.
//!
//! A loop is compiled for each level of vector instructions and chosen when the program starts (`pulp`). Buffers go back
//! to a pool when nobody reads them any more, so that the same few stay in the cache.

use std::rc::Rc;

use pulp::Arch;

use crate::floats::float;

/// Rows computed together: a few dozen columns of so many rows fit the cache of one core.
pub const CHUNK: usize = 4096;

/// Which rows hold a value: a byte each, 1 or 0; `None` where all do.
pub type Mask = Option<Rc<Vec<u8>>>;

/// Buffers and loops of one thread.
pub struct Buffers {
    arch: Arch,
    /// Rows of the present chunk.
    pub rows: usize,
    bytes: Vec<Vec<u8>>,
    narrow: Vec<Vec<i64>>,
    sets: Vec<Vec<u64>>,
    wide: Vec<Vec<i128>>,
    floats: Vec<Vec<f64>>,
}

/// An element for which there are pooled buffers.
pub trait Element: Copy + Default + 'static {
    /// The pool of its buffers.
    fn pool(buffers: &mut Buffers) -> &mut Vec<Vec<Self>>;
}

impl Element for u8 {
    fn pool(buffers: &mut Buffers) -> &mut Vec<Vec<u8>> {
        &mut buffers.bytes
    }
}

impl Element for i64 {
    fn pool(buffers: &mut Buffers) -> &mut Vec<Vec<i64>> {
        &mut buffers.narrow
    }
}

impl Element for u64 {
    fn pool(buffers: &mut Buffers) -> &mut Vec<Vec<u64>> {
        &mut buffers.sets
    }
}

impl Element for f64 {
    fn pool(buffers: &mut Buffers) -> &mut Vec<Vec<f64>> {
        &mut buffers.floats
    }
}

impl Element for i128 {
    fn pool(buffers: &mut Buffers) -> &mut Vec<Vec<i128>> {
        &mut buffers.wide
    }
}

/// Does something with an array of at most eight edges after another, its length known to the compiler: then what is made
/// of a row is kept in registers.
macro_rules! at_once {
    ($edges:expr, |$some:ident| $do:expr) => {
        for edges in $edges.chunks(8) {
            match *edges {
                [a] => {
                    let $some = [a];
                    $do
                }
                [a, b] => {
                    let $some = [a, b];
                    $do
                }
                [a, b, c] => {
                    let $some = [a, b, c];
                    $do
                }
                [a, b, c, d] => {
                    let $some = [a, b, c, d];
                    $do
                }
                [a, b, c, d, e] => {
                    let $some = [a, b, c, d, e];
                    $do
                }
                [a, b, c, d, e, f] => {
                    let $some = [a, b, c, d, e, f];
                    $do
                }
                [a, b, c, d, e, f, g] => {
                    let $some = [a, b, c, d, e, f, g];
                    $do
                }
                [a, b, c, d, e, f, g, h] => {
                    let $some = [a, b, c, d, e, f, g, h];
                    $do
                }
                _ => {}
            }
        }
    };
}
pub(crate) use at_once;

impl Buffers {
    /// No buffers yet.
    pub fn new() -> Self {
        let (bytes, narrow, sets, wide, floats) = Default::default();
        Buffers { arch: Arch::new(), rows: 0, bytes, narrow, sets, wide, floats }
    }

    /// A buffer as long as the chunk, with anything in it.
    pub fn take<T: Element>(&mut self) -> Vec<T> {
        let mut buffer = T::pool(self).pop().unwrap_or_default();
        buffer.resize(self.rows, T::default());
        buffer
    }

    /// A buffer of one value.
    pub fn filled<T: Element>(&mut self, value: T) -> Rc<Vec<T>> {
        let mut buffer = self.take::<T>();
        buffer.fill(value);
        Rc::new(buffer)
    }

    /// Takes a buffer back, if this was its last reader.
    pub fn give<T: Element>(&mut self, buffer: Rc<Vec<T>>) {
        if let Some(buffer) = Rc::into_inner(buffer) {
            T::pool(self).push(buffer);
        }
    }

    /// Takes a mask back.
    pub fn give_mask(&mut self, mask: Mask) {
        if let Some(mask) = mask {
            self.give(mask);
        }
    }

    /// `f` of each element.
    pub fn map<T: Copy, U: Element>(&mut self, a: &[T], f: impl Fn(T) -> U) -> Rc<Vec<U>> {
        let mut taken = self.take::<U>();
        let out = taken.as_mut_slice();
        self.arch.dispatch(
            #[inline(always)]
            move || {
                for (out, a) in out.iter_mut().zip(a) {
                    *out = f(*a);
                }
            },
        );
        Rc::new(taken)
    }

    /// `f` of each pair.
    pub fn zip<T: Copy, S: Copy, U: Element>(&mut self, a: &[T], b: &[S], f: impl Fn(T, S) -> U) -> Rc<Vec<U>> {
        let mut taken = self.take::<U>();
        let out = taken.as_mut_slice();
        self.arch.dispatch(
            #[inline(always)]
            move || {
                for ((out, a), b) in out.iter_mut().zip(a).zip(b) {
                    *out = f(*a, *b);
                }
            },
        );
        Rc::new(taken)
    }

    /// `f` of each three.
    pub fn zip3<T: Copy, S: Copy, R: Copy, U: Element>(
        &mut self,
        a: &[T],
        b: &[S],
        c: &[R],
        f: impl Fn(T, S, R) -> U,
    ) -> Rc<Vec<U>> {
        let mut taken = self.take::<U>();
        let out = taken.as_mut_slice();
        self.arch.dispatch(
            #[inline(always)]
            move || {
                for (((out, a), b), c) in out.iter_mut().zip(a).zip(b).zip(c) {
                    *out = f(*a, *b, *c);
                }
            },
        );
        Rc::new(taken)
    }

    /// Changes each element of `out` by one of `a`.
    pub fn change<T: Copy, U: Copy>(&self, out: &mut [U], a: &[T], f: impl Fn(U, T) -> U) {
        self.arch.dispatch(
            #[inline(always)]
            move || {
                for (out, a) in out.iter_mut().zip(a) {
                    *out = f(*out, *a);
                }
            },
        );
    }

    /// Changes each element of `out` by those of `a` and `b`.
    pub fn change2<T: Copy, S: Copy, U: Copy>(&self, out: &mut [U], a: &[T], b: &[S], f: impl Fn(U, T, S) -> U) {
        self.arch.dispatch(
            #[inline(always)]
            move || {
                for ((out, a), b) in out.iter_mut().zip(a).zip(b) {
                    *out = f(*out, *a, *b);
                }
            },
        );
    }

    /// Gives `points` to the elements of `out` where that of `a` has reached `least`.
    pub fn reach(&self, out: &mut [i64], a: &[i64], edges: &[(i64, i64)]) {
        at_once!(edges, |some| self.change(out, a, move |out, a| {
            some.iter().fold(out, |out, (least, points)| if a >= *least { *points } else { out })
        }));
    }

    /// The same where `a * j` has reached `b * k + more` with `(k, more)` for each edge. All of these are whole numbers
    /// below 2^53, which floats hold exactly.
    pub fn reach_quotient(&self, out: &mut [i64], (a, j): (&[i64], i64), b: &[i64], edges: &[((i64, i64), i64)]) {
        let j = float(j);
        let edges: Vec<(f64, f64, i64)> = edges.iter().map(|((k, more), points)| (float(*k), float(*more), *points)).collect();
        at_once!(edges, |some| self.change2(out, a, b, move |out, a, b| {
            let (a, b) = (float(a) * j, float(b));
            some.iter().fold(out, |out, (k, more, points)| if a >= b * k + more { *points } else { out })
        }));
    }

    /// `f` of eight bits at a time, the lowest first, each as a byte of 1 or 0.
    pub fn unpack(&mut self, words: impl Iterator<Item = u64>, f: impl Fn(u64) -> u64) -> Rc<Vec<u8>> {
        let mut taken = self.take::<u8>();
        let out = taken.as_mut_slice();
        self.arch.dispatch(
            #[inline(always)]
            move || {
                let spread = |byte: u8| f(SPREAD.get(usize::from(byte)).copied().unwrap_or_default()).to_le_bytes();
                for (bytes, word) in out.chunks_mut(64).zip(words) {
                    let (eights, rest) = bytes.as_chunks_mut::<8>();
                    let last = word.to_le_bytes().get(eights.len()).copied().unwrap_or_default();
                    eights.iter_mut().zip(word.to_le_bytes()).for_each(|(eight, byte)| *eight = spread(byte));
                    rest.iter_mut().zip(spread(last)).for_each(|(out, byte)| *out = byte);
                }
            },
        );
        Rc::new(taken)
    }

    /// `f` of each element, with the least and the greatest of what it gives.
    pub fn map_range<T: Copy>(&mut self, a: &[T], f: impl Fn(T) -> i64) -> (Rc<Vec<i64>>, (i64, i64)) {
        let mut taken = self.take::<i64>();
        let out = taken.as_mut_slice();
        let (low, high) = self.arch.dispatch(
            #[inline(always)]
            move || {
                let (mut low, mut high) = (i64::MAX, i64::MIN);
                for (out, a) in out.iter_mut().zip(a) {
                    let x = f(*a);
                    *out = x;
                    low = low.min(x);
                    high = high.max(x);
                }
                (low, high)
            },
        );
        (Rc::new(taken), if a.is_empty() { (0, 0) } else { (low, high) })
    }

    /// The fold of all elements.
    pub fn fold<T: Copy, R>(&self, a: &[T], start: R, f: impl Fn(R, T) -> R) -> R {
        self.arch.dispatch(
            #[inline(always)]
            move || a.iter().fold(start, |sum, x| f(sum, *x)),
        )
    }

    /// The least and the greatest element.
    pub fn range<T: Copy + Ord>(&self, a: &[T]) -> Option<(T, T)> {
        let first = *a.first()?;
        Some(self.fold(a, (first, first), |(low, high), x| (low.min(x), high.max(x))))
    }

    /// The rows that both masks hold.
    pub fn both(&mut self, a: &Mask, b: &Mask) -> Mask {
        match (a, b) {
            (None, other) | (other, None) => other.clone(),
            (Some(a), Some(b)) if Rc::ptr_eq(a, b) => Some(a.clone()),
            (Some(a), Some(b)) => Some(self.zip(a, b, |a, b| a & b)),
        }
    }
}

/// The bits of each byte as eight bytes of 1 or 0, the lowest first.
const SPREAD: [u64; 256] = {
    let mut all = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut bit = 0;
        while bit < 8 {
            all[byte] |= (byte as u64 >> bit & 1) << (8 * bit);
            bit += 1;
        }
        byte += 1;
    }
    all
};

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn bits_become_bytes(words: [u64; 3], rows in 129..=192_usize) {
            let mut buffers = Buffers::new();
            buffers.rows = rows;
            let bytes = buffers.unpack(words.into_iter(), |bits| bits);
            for (row, byte) in bytes.iter().enumerate() {
                prop_assert_eq!(u64::from(*byte), words[row / 64] >> (row % 64) & 1);
            }
        }
    }
}
