import { Refusal } from "./refusal.ts";

/** More pairs than this are refused: one process checks them all every few seconds. */
export const MAX_PAIRS = 1000;

/** @throws {Refusal} when so many pairs are watched that no more can be */
export function refuseTooManyPairs(count: number): void {
  if (count < MAX_PAIRS) return;
  const message = `Cannot watch more than ${MAX_PAIRS} pairs; remove one first`;
  throw new Refusal("too_many_pairs", message, "pair");
}
