// Decimals as text, so that no float takes part: moving the point between 元 and 万元, digits for reading, places of a slider.

const PLAIN = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;

/** What someone typed as a number, as the engine writes numbers: `１，２３４.5` becomes `1234.5`. Anything else stays as it is. */
export function typed(text: string): string {
  const narrow = text.normalize('NFKC').replace(/[\s\u2009]/g, '').replace(/[\u2212\u2013]/g, '-');
  return /^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$/.test(narrow) ? narrow.replaceAll(',', '') : narrow;
}

/** Moves the decimal point to the right (or left, if negative), exactly; undefined where the text is no decimal. */
export function shift(text: string, places: number): string | undefined {
  const found = PLAIN.exec(text);
  if (!found) return undefined;
  const [, sign = '', whole = '', part = '', power = '0'] = found;
  const point = whole.length + places + Number(power);
  const digits = `${'0'.repeat(Math.max(0, -point))}${whole}${part}`.padEnd(Math.max(0, point), '0');
  const at = Math.max(0, point);
  const left = digits.slice(0, at).replace(/^0+(?=\d)/, '') || '0';
  const right = digits.slice(at).replace(/0+$/, '');
  const plain = right ? `${left}.${right}` : left;
  return sign === '-' && plain !== '0' ? `-${plain}` : plain;
}

/** The same with a comma between thousands. */
export function grouped(text: string): string {
  const [whole = '', part] = text.split('.');
  const spaced = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return part === undefined ? spaced : `${spaced}.${part}`;
}

/** A figure's whole number of steps of `1 / 10^places`; undefined where it isn't one. */
function steps(text: string, places: number): bigint | undefined {
  const moved = shift(text, places);
  return moved === undefined || moved.includes('.') ? undefined : BigInt(moved);
}

/** A slider over a figure: every place is an exact decimal. */
export interface Scale {
  /** The greatest place; the least is 0. */
  readonly last: number;
  /** Where the figure is now, and where the criterion begins to hold. */
  readonly from: number;
  readonly to: number;
  /** The decimal at a place. */
  at(place: number): string;
  /** The place of a decimal, or the nearest below it. */
  place(text: string): number;
}

/** Places between what is and what is needed. */
const BETWEEN = 100n;

/**
 * A scale on which `from` and `to` are both places, with half as much again beyond either, kept within the fact's bounds.
 * @param places decimal places of the fact's own step
 */
export function scale(from: string, to: string, places: number, min: string | null, max: string | null): Scale | undefined {
  const [a, b] = [steps(from, places), steps(to, places)];
  if (a === undefined || b === undefined || a === b) return undefined;
  const distance = b > a ? b - a : a - b;
  const between = distance < BETWEEN ? distance : BETWEEN;
  const beyond = between / 2n + 1n;
  const up = b > a ? 1n : -1n;
  // The place k counts from `from`; the rounding is towards `from`, so that `to` is met exactly at k = between.
  const exact = (k: bigint): bigint => a + (up * k * distance) / between;
  const [least, most] = [min === null ? undefined : steps(min, places), max === null ? undefined : steps(max, places)];
  const inside = (k: bigint): boolean => {
    const value = exact(k);
    return (least === undefined || value >= least) && (most === undefined || value <= most);
  };
  let [first, final] = [-beyond, between + beyond];
  while (first < 0n && !inside(first)) first += 1n;
  while (final > between && !inside(final)) final -= 1n;
  // To the right is more, also where less is needed.
  const place = (k: bigint): number => Number(up > 0n ? k - first : final - k);
  const back = (p: number): bigint => (up > 0n ? BigInt(p) + first : final - BigInt(p));
  return {
    last: Number(final - first),
    from: place(0n),
    to: place(between),
    at: (p) => shift(String(exact(back(p))), -places) ?? from,
    place: (text) => {
      const value = steps(text, places) ?? a;
      let found = 0;
      while (found < Number(final - first) && exact(back(found + 1)) <= value) found += 1;
      return found;
    },
  };
}
