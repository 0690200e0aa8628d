import type { Dice } from "./dice.ts";
import { CALM_END, type SimulatedMarket } from "./market.ts";

/** What goes wrong: for the stream, for requests, for both, or for the program itself. */
const KINDS = [
  /** The stream is lost. */
  "cut",
  /** The stream says nothing, and is given up after a while. */
  "silence",
  /** Messages of some seconds are lost, which the next one tells. */
  "skip",
  /** Requests are refused. */
  "limit",
  /** Answers take long. */
  "slowness",
  /** Neither stream nor requests. */
  "blackout",
  "stop",
  "kill",
  "powerLoss",
] as const;

export interface Trouble {
  readonly kind: typeof KINDS[number];
  /** From this second on, up to and without `to`. */
  readonly from: number;
  readonly to: number;
}

/** Seconds after which somebody has noticed that a stream is silent. */
export const SILENCE_NOTICED = 15;

const LONGEST: Readonly<Record<Trouble["kind"], number>> = {
  ...{ cut: 900, silence: 300, skip: 10, limit: 600, slowness: 600, blackout: 900 },
  ...{ stop: 600, kill: 600, powerLoss: 600 },
};
/** Seconds between the beginnings of two troubles, on average half of it. */
const LONGEST_PEACE = 900;

/**
 * Troubles at random, by default one in seven minutes; they may overlap, but all are over when the market's calm end
 * comes.
 */
export function makeTroubles(
  { seconds }: SimulatedMarket,
  dice: Dice,
  longestPeace = LONGEST_PEACE,
): Trouble[] {
  const troubles: Trouble[] = [];
  const end = seconds - CALM_END;
  for (let from = dice.whole(30, longestPeace); from < end; from += dice.whole(5, longestPeace)) {
    const kind = dice.pick(KINDS);
    // Now and then one that is longer than seconds are told for.
    const longest = dice.chance(0.1) ? 3 * LONGEST[kind] : LONGEST[kind];
    troubles.push({ kind, from, to: Math.min(end, from + dice.whole(1, longest)) });
  }
  return troubles;
}

/** Ticks wait for so long at most until what was before them is told, with a second to spare. */
const FILLING_SECONDS = 11;

/**
 * The same without limits that keep a stream which is back from having its hole filled: after some seconds the program
 * goes on without it, and says so.
 */
export function fillable(troubles: readonly Trouble[]): Trouble[] {
  const others = troubles.filter(({ kind }) => kind !== "limit");
  return troubles.flatMap((trouble) => {
    if (trouble.kind !== "limit") return [trouble];
    const { from } = trouble;
    const ends = others.map(({ to }) => to).filter((to) => to > from - FILLING_SECONDS);
    const to = Math.min(trouble.to, ...ends);
    return from < to ? [{ ...trouble, to }] : [];
  });
}
