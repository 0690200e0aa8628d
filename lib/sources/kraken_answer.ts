import { KrakenAnswer } from "./kraken_schemas.ts";
import { SourceError } from "./source.ts";

const STATUSES: readonly [RegExp, number][] = [
  [/rate limit|too many requests|temporary lockout/i, 429],
  [/^EService|internal error|busy|unavailable/i, 503],
];

/** The status that would fit to the errors in Kraken's answer; null when it has none. */
export function krakenStatus(value: unknown): number | null {
  const parsed = KrakenAnswer.safeParse(value);
  // A warning begins with a W and comes beside a result.
  const errors = (parsed.data?.error ?? []).map(String).filter((each) => !each.startsWith("W"));
  const [first] = errors;
  if (first === undefined) return null;
  return STATUSES.find(([pattern]) => pattern.test(first))?.[1] ?? 400;
}

/**
 * What Kraken was asked for.
 * @throws {SourceError} the answer has none
 */
export function krakenResult(value: unknown, wanted: string): Record<string, unknown> {
  const result = KrakenAnswer.safeParse(value).data?.result;
  if (result !== undefined) return result;
  throw new SourceError("kraken", `Kraken answered something other than ${wanted}`, "badAnswer");
}
