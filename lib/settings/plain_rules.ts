import type { Rule } from "@/lib/sources/market_source.ts";

/**
 * Rules of the settings that most starts are given, without the schema library: loading that for them takes a fifth
 * of the time until the first page.
 */
function plainRule<T>(read: (text: string) => T | undefined): Rule<T> {
  return {
    safeParse(text) {
      const data = text === undefined ? undefined : read(text);
      return data === undefined ? { success: false } : { success: true, data };
    },
  };
}

export function textUpTo(most: number): Rule<string> {
  return plainRule((text) => text.length <= most ? text : undefined);
}

export function wordOf<const Word extends string>(words: readonly Word[]): Rule<Word> {
  return plainRule((text) => words.find((word) => word === text));
}

/** A whole number of at most six digits, from `low` to `high`. */
export function wholeNumber(
  low: number,
  high: number,
  isAllowed: (number: number) => boolean = () => true,
): Rule<number> {
  return plainRule((text) => {
    const number = /^\d{1,6}$/.test(text) ? Number(text) : NaN;
    return number >= low && number <= high && isAllowed(number) ? number : undefined;
  });
}
