//! Buffers of one chunk and loops over them.
//!
//! A loop is compiled for each level of vector instructions and chosen when the program starts (`pulp`). Buffers go back
//! to a pool when nobody reads them any more, so that the same few stay in the cache.

use std::rc::Rc;

use pulp::Arch;

/// Rows computed together: a few dozen columns of so many rows fit the cache of one core.
pub const CHUNK: usize = 2048;

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

    /// Gives `points` to the elements of `out` where that of `a` has reached `least`, four edges at a time: then what is
    /// kept stays in registers.
    pub fn reach(&self, out: &mut [i64], a: &[i64], edges: &[(i64, i64)]) {
        let (fours, rest) = edges.as_chunks::<4>();
        for four in fours {
            self.reach_all(out, a, four);
        }
        match *rest {
            [a1, a2, a3] => self.reach_all(out, a, &[a1, a2, a3]),
            [a1, a2] => self.reach_all(out, a, &[a1, a2]),
            [a1] => self.reach_all(out, a, &[a1]),
            _ => {}
        }
    }

    fn reach_all<const N: usize>(&self, out: &mut [i64], a: &[i64], edges: &[(i64, i64); N]) {
        let edges = *edges;
        self.change(out, a, move |out, a| edges.iter().fold(out, |out, (least, points)| if a >= *least { *points } else { out }));
    }

    /// The same where `a * j` has reached `b * k + more` with `(k, more)` for each edge. All of these are whole numbers
    /// below 2^53, which floats hold exactly.
    pub fn reach_quotient(&self, out: &mut [i64], (a, j): (&[i64], i64), b: &[i64], edges: &[((i64, i64), i64)]) {
        let edges: Vec<(f64, f64, i64)> = edges.iter().map(|((k, more), points)| (float(*k), float(*more), *points)).collect();
        let (fours, rest) = edges.as_chunks::<4>();
        for four in fours {
            self.reach_quotients(out, (a, j), b, four);
        }
        match *rest {
            [a1, a2, a3] => self.reach_quotients(out, (a, j), b, &[a1, a2, a3]),
            [a1, a2] => self.reach_quotients(out, (a, j), b, &[a1, a2]),
            [a1] => self.reach_quotients(out, (a, j), b, &[a1]),
            _ => {}
        }
    }

    fn reach_quotients<const N: usize>(&self, out: &mut [i64], (a, j): (&[i64], i64), b: &[i64], edges: &[(f64, f64, i64); N]) {
        let (j, edges) = (float(j), *edges);
        self.change2(out, a, b, move |out, a, b| {
            let (a, b) = (float(a) * j, float(b));
            edges.iter().fold(out, |out, (k, more, points)| if a >= b * k + more { *points } else { out })
        });
    }

    /// `f` of each bit (1 or 0), the lowest first.
    pub fn unpack(&mut self, words: impl Iterator<Item = u64>, f: impl Fn(u8) -> u8) -> Rc<Vec<u8>> {
        let mut taken = self.take::<u8>();
        let out = taken.as_mut_slice();
        self.arch.dispatch(
            #[inline(always)]
            move || {
                for (bytes, word) in out.chunks_mut(64).zip(words) {
                    for (at, byte) in bytes.iter_mut().enumerate() {
                        *byte = f(u8::from(word >> at & 1 == 1));
                    }
                }
            },
        );
        Rc::new(taken)
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

/// A whole number below 2^53.
#[expect(clippy::cast_precision_loss, reason = "it is exact by its bound")]
#[inline]
pub fn float(n: i64) -> f64 {
    n as f64
}
