import { z } from "zod";
import type { Candle } from "@/lib/market/candle.ts";
import { isPrice } from "@/lib/market/accept.ts";
import type { Observation } from "@/lib/market/observation.ts";
import { SOURCE_LABELS, type SourceName } from "@/lib/market/source_name.ts";
import type { Stretch } from "./candles.ts";
import { type Quotes, SourceError } from "./source.ts";
import { CLOCK_SKEW_MS } from "./source_clock.ts";

const Rows = z.array(z.array(z.unknown()));

interface CandlesOf {
  readonly source: SourceName;
  /** How the source names what they are of. */
  readonly id: string;
  /** When candles that answer the question may begin. */
  readonly asked: Stretch;
}

/**
 * The candles in an answer that has one in each row.
 * @throws {SourceError} not every row can be read, or one is of another time than was asked for: left out, it
 * would be a gap that looks like a span without trades
 */
export function readCandles(
  answer: unknown,
  readRow: (row: readonly unknown[]) => Candle | null,
  { source, id, asked }: CandlesOf,
): Candle[] {
  const rows = Rows.safeParse(answer);
  const candles = rows.success ? rows.data.map(readRow) : [null];
  const usable = candles.filter((candle) => candle !== null);
  if (usable.length !== candles.length) {
    const message = `${SOURCE_LABELS[source]} gave no usable bars of ${id}`;
    throw new SourceError(source, message, "badAnswer");
  }
  refuseOtherTimes(usable, { source, id, asked });
  return usable;
}

/** @throws {SourceError} a candle began at another time than was asked for: the source counts time in another unit, or did not heed the question */
export function refuseOtherTimes(
  candles: readonly Pick<Candle, "at">[],
  { source, id, asked: { from, to } }: CandlesOf,
): void {
  const stray = candles.find(({ at }) => at < from - CLOCK_SKEW_MS || at > to + CLOCK_SKEW_MS);
  if (stray === undefined) return;
  const message = `${
    SOURCE_LABELS[source]
  } gave bars of ${id} from another time than was asked for`;
  throw new SourceError(source, message, "badAnswer");
}

const DECIMAL = /^\d+(\.\d+)?(e[+-]?\d+)?$/i;

/** The price in a decimal string such as `"67187.33000000"`; null for everything that is not a positive number. */
export function parseDecimalPrice(value: unknown): number | null {
  if (typeof value !== "string" || !DECIMAL.test(value)) return null;
  const price = Number(value);
  return isPrice(price) ? price : null;
}

/**
 * What an answer says by its schema; `wanted` names that in the words of a person.
 * @throws {SourceError} it says something else
 */
export function readAnswer<T>(
  source: SourceName,
  schema: z.ZodType<T>,
  answer: unknown,
  wanted: string,
): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const message = `${SOURCE_LABELS[source]} answered something other than ${wanted}`;
  throw new SourceError(source, message, "badAnswer");
}

/** An answer for many pairs, from what is known of each: its price, or in words why there is none. */
export function quotesOf(known: Iterable<readonly [symbol: string, Observation | string]>): Quotes {
  const observations = new Map<string, Observation>();
  const problems = new Map<string, string>();
  for (const [symbol, price] of known) {
    if (typeof price === "string") problems.set(symbol, price);
    else observations.set(symbol, price);
  }
  return { observations, problems };
}

/** A list; rows that cannot be read are left out. */
export function readableRows<T>(row: z.ZodType<T>) {
  return z.array(z.unknown()).transform((rows) =>
    rows.flatMap((each) => {
      const parsed = row.safeParse(each);
      return parsed.success ? [parsed.data] : [];
    })
  );
}

/** What a text from outside says; null when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
