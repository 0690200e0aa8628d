import type { AskedPair, PairName } from "@/lib/market/symbol.ts";

const MOST_EDITS = 2;
const MOST_SUGGESTED = 5;
/** Quotes of the base asset that are suggested in place of the one asked for. */
export const USUAL_QUOTES: readonly string[] = ["USDT", "USD", "USDC", "EUR"];

/** Contracts count small coins by the thousand: `1000PEPEUSDT`, `kPEPE`. */
const MULTIPLE = /^(?:10{3,6}|1M|K)(?=\p{L}{3})/u;

/** Symbols to suggest for a pair that is not listed: its base asset in other quotes, then those that look like it. */
export function suggestPairs(asked: AskedPair, listed: readonly PairName[]): string[] {
  const named = [asked, ...asked.others ?? []].map(({ base }) => base);
  const bases = new Set(named.flatMap((base) => [base, base.replace(MULTIPLE, "")]));
  const sameBase = listed.filter(({ base, quote }) =>
    bases.has(base) && USUAL_QUOTES.includes(quote)
  )
    .sort((a, b) => USUAL_QUOTES.indexOf(a.quote) - USUAL_QUOTES.indexOf(b.quote))
    .map(({ symbol }) => symbol);
  const near = nearMatches(asked.symbol, listed.map(({ symbol }) => symbol));
  return [...new Set([...sameBase, ...near])].slice(0, MOST_SUGGESTED);
}

/** The candidates that look most like the wanted word, best first. */
export function nearMatches(wanted: string, candidates: Iterable<string>, most = 5): string[] {
  const scored: { candidate: string; edits: number }[] = [];
  const limit = Math.min(MOST_EDITS, Math.ceil(wanted.length / 3));
  for (const candidate of new Set(candidates)) {
    if (Math.abs(candidate.length - wanted.length) > limit) continue;
    const edits = editDistance(wanted, candidate);
    if (edits <= limit) scored.push({ candidate, edits });
  }
  scored.sort((a, b) =>
    a.edits - b.edits || sharedStart(wanted, b.candidate) - sharedStart(wanted, a.candidate)
  );
  return scored.slice(0, most).map((each) => each.candidate);
}

function sharedStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

/** Insertions, deletions, replacements and swaps of neighbours between two words. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min(replaced, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
