/** A fraction of whole numbers; the tests' own exact arithmetic. */
export interface Rational {
  readonly over: bigint;
  readonly under: bigint;
}

/** The fraction that a number's text names: 0.1 is 1/10. */
export function rational(value: number): Rational {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value));
  if (match === null) throw new RangeError(`Not a finite number: ${value}`);
  const [, sign = "", whole = "", fraction = "", power = "0"] = match;
  const digits = BigInt(`${sign}${whole}${fraction}`);
  const shift = Number(power) - fraction.length;
  return shift < 0
    ? { over: digits, under: 10n ** BigInt(-shift) }
    : { over: digits * 10n ** BigInt(shift), under: 1n };
}

export function times(a: Rational, b: Rational): Rational {
  return { over: a.over * b.over, under: a.under * b.under };
}

export function plus(a: Rational, b: Rational): Rational {
  return { over: a.over * b.under + b.over * a.under, under: a.under * b.under };
}

/** Whether `a` is at least `b`. */
export function atLeast(a: Rational, b: Rational): boolean {
  return a.over * b.under >= b.over * a.under;
}
