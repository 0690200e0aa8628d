import type { Pair } from "@/lib/alarms/pair.ts";
import type { Older } from "@/lib/engine/backfill/older_past.ts";
import { type Candle, joinCandles, stepStart } from "@/lib/market/candle.ts";
import type { HistoryAnswer } from "@/lib/protocol/answers.ts";
import { DAY_MS } from "@/lib/time/durations.ts";
import type { Services } from "./define.ts";
import { pastCandles } from "./past.ts";

/** Which candles are wanted, both ends included; in milliseconds. */
interface Wanted {
  readonly from: number;
  readonly to: number;
  readonly stepMs: number;
}

/** Before this no coin was traded, in milliseconds since the epoch. */
const FIRST_COIN_AT = Date.UTC(2009, 0, 3);

/** A pair's candles; those before what is stored come from its source where more is asked for than is ever kept. */
export async function historyAnswer(
  services: Pick<Services, "store" | "now" | "config" | "olderPast">,
  pair: Pair,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<HistoryAnswer> {
  const { store, now, config, olderPast } = services;
  const history = store.histories.get(pair.symbol);
  const stored = await pastCandles(history, wanted);
  const answer = { pair: pair.symbol, step: wanted.stepMs / 1000 };
  const storedFrom = history?.oldestAt ?? null;
  const keptFrom = now() - config.HISTORY_DAYS * DAY_MS;
  const range = storedFrom === null ? null : rangeBefore(storedFrom, wanted);
  if (storedFrom === null || range === null || wanted.from >= keptFrom) {
    return { ...answer, bars: stored.map(onTheWire) };
  }
  const older = await olderPast.ask(pair, range, signal);
  return {
    ...answer,
    bars: joinOlder(older, stored, { ...wanted, storedFrom }).map(onTheWire),
    older: {
      source: pair.source,
      before: new Date(storedFrom).toISOString(),
      step: older.stepMs / 1000,
      problem: older.problem,
    },
  };
}

/** Up to the end of the step in which what is stored begins; null where no earlier step is wanted. */
function rangeBefore(storedFrom: number, { from, to, stepMs }: Wanted): Wanted | null {
  const end = Math.ceil(storedFrom / stepMs) * stepMs;
  const range = { from: Math.max(from, FIRST_COIN_AT), to: Math.min(to + 1, end), stepMs };
  return from < stepStart(storedFrom, stepMs) && range.from < range.to ? range : null;
}

function onTheWire({ at, ...prices }: Candle) {
  return { timestamp: new Date(at).toISOString(), ...prices };
}

/**
 * Stored candles with what the source tells before them, on one grid of steps. Of what is stored the source's
 * candles tell nothing, but for the step in which that begins: it becomes whole.
 */
export function joinOlder(
  { candles, stepMs: widthMs, shape }: Pick<Older, "candles" | "stepMs" | "shape">,
  stored: readonly Candle[],
  { from, to, stepMs, storedFrom }: Wanted & { readonly storedFrom: number },
): Candle[] {
  const width = shape === "points" ? 0 : widthMs;
  const told = candles.map((candle) => placed(candle, width, stepMs))
    .filter(({ at }) => at + stepMs > from && at <= to);
  const isBefore = ({ start }: Placed) => start < storedFrom && start + width <= storedFrom;
  const seam = stepStart(storedFrom, stepMs);
  const whole = told.find((candle) => candle.at === seam && !isBefore(candle));
  const [first, ...rest] = stored;
  const isCut = first?.at === seam && whole !== undefined && width === stepMs;
  const begins = isCut ? [begun(whole, first)] : stored.slice(0, 1);
  return merged([...told.filter(isBefore), ...begins, ...rest]);
}

/** A candle on the grid of the question. */
interface Placed extends Candle {
  /** When it begins; on the grid it is at the step of that. */
  readonly start: number;
}

/** Where clocks are apart, a source's candles begin beside its grid. */
function placed(candle: Candle, width: number, stepMs: number): Placed {
  const start = width === 0 ? candle.at : Math.round(candle.at / width) * width;
  return { ...candle, start, at: stepStart(start, stepMs) };
}

/** Candles of the same step as one, with what is told of every candle. */
function merged(candles: readonly Candle[]): Candle[] {
  const bars: Candle[] = [];
  for (const { at, open, high, low, close, volume } of candles) {
    const bar = { at, open, high, low, close, ...(volume === undefined ? {} : { volume }) };
    const last = bars.at(-1);
    if (last?.at === at) bars[bars.length - 1] = joinCandles(last, bar);
    else bars.push(bar);
  }
  return bars;
}

/** A candle of which only the end is stored, with its beginning. */
function begun({ open, high, low, volume }: Candle, stored: Candle): Candle {
  const { at, close } = stored;
  const told = volume ?? stored.volume;
  return {
    ...{ at, open, close },
    high: Math.max(high, stored.high),
    low: Math.min(low, stored.low),
    ...(told === undefined ? {} : { volume: told }),
  };
}
