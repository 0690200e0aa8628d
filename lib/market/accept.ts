import type { Observation } from "./observation.ts";
import { isPrice } from "./price.ts";

/** More than this change against the last price, up or down, waits for the next observation to confirm it. */
const JUMP = 0.5;
/** A source's clock may run ahead of ours by this much, in milliseconds. */
const MAX_AHEAD_MS = 60_000;

/** What is known of a pair before an observation is judged. */
export interface Before {
  readonly currentPrice: number | null;
  /** Moment of `currentPrice`, ISO 8601. */
  readonly lastUpdate: string | null;
  /** A jump that waits for its confirmation. */
  readonly unconfirmed: { readonly price: number; readonly timestamp: string } | null;
  /** Why the source trades the pair no longer or not now; null while it does. */
  readonly trouble: { readonly reason: string } | null;
}

export type Acceptance =
  | "accepted"
  | "inTrouble"
  | "notAPrice"
  | "stale"
  | "fromTheFuture"
  | "notNewer"
  | "unconfirmedJump";

/** Whether an observation may change anything. `now` and `staleAfterMs` are in milliseconds. */
export function accept(
  before: Before,
  observation: Observation,
  now: number,
  staleAfterMs: number,
): Acceptance {
  if (before.trouble !== null) return "inTrouble";
  const { price, at, low = price, high = price } = observation;
  if (![price, low, high].every(isPrice) || !Number.isFinite(at)) return "notAPrice";
  if (now - at > staleAfterMs) return "stale";
  if (at - now > MAX_AHEAD_MS) return "fromTheFuture";
  if (at <= momentOf(before.unconfirmed?.timestamp ?? before.lastUpdate)) return "notNewer";
  if (before.currentPrice === null || !isJump(before.currentPrice, price)) return "accepted";
  const isConfirmed = before.unconfirmed !== null && !isJump(before.unconfirmed.price, price);
  return isConfirmed ? "accepted" : "unconfirmedJump";
}

function momentOf(timestamp: string | null): number {
  return timestamp === null ? -Infinity : Date.parse(timestamp);
}

/** Whether a price is so far from another, up or down, that it must be confirmed. */
export function isJump(from: number, to: number): boolean {
  return to > from * (1 + JUMP) || to < from * (1 - JUMP);
}

/**
 * An observation without a low or high that is a bad tick: far from the prices on both sides of it, so
 * that nothing confirms it. `before` is the last believed price, if there was one.
 */
export function withoutBadTicks(observation: Observation, before: number | null): Observation {
  const { low, high, ...rest } = observation;
  const { price } = rest;
  const isGood = (extreme: number | undefined) =>
    extreme !== undefined && !(isJump(price, extreme) && isJump(before ?? price, extreme));
  return { ...rest, ...(isGood(low) && { low }), ...(isGood(high) && { high }) };
}
