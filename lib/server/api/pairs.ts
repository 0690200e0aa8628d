import { z } from "zod";
import { NewAlarm } from "@/lib/alarms/alarm_input.ts";
import type { Pair } from "@/lib/alarms/pair.ts";
import { findPair, parseInput } from "@/lib/commands/command.ts";
import type { Older } from "@/lib/engine/backfill/older_past.ts";
import {
  type Candle,
  type Interval,
  INTERVALS,
  joinCandles,
  stepStart,
} from "@/lib/market/candle.ts";
import { SOURCE_NAMES } from "@/lib/market/source_name.ts";
import type { HistoryAnswer } from "@/lib/protocol/answers.ts";
import { DAY_MS, HOUR_MS } from "@/lib/time/durations.ts";
import { listInTurns } from "../bodies.ts";
import type { Services } from "../define.ts";
import { longWork } from "../pacing.ts";
import { viewOf } from "../pages.ts";
import { coverageAnswer, onTheWire, pastCandles, replayAnswer, type Wanted } from "../past.ts";
import { command, type Ctx, query, readJson } from "./answer.ts";

export function list({ state: { services } }: Ctx): Response {
  const pairs = [...services.store.state.pairs.values()];
  return listInTurns("pairs", pairs, (pair) => viewOf(pair, services));
}

export async function add(ctx: Ctx): Promise<Response> {
  const answer = await command(ctx, "add_pair", await readJson(ctx.req));
  const headers = { location: `/api/pairs/${encodeURIComponent(answer.pair.symbol)}` };
  return Response.json(answer, { status: 201, headers });
}

export async function search(ctx: Ctx): Promise<Response> {
  const { q, source } = parseInput(PairSearchQuery, query(ctx));
  return Response.json({ pairs: await ctx.state.services.findPairs(q, source) });
}

export function one(ctx: Ctx): Response {
  return Response.json({ pair: viewOf(askedPair(ctx), ctx.state.services) });
}

/** How closely a pair was watched. */
export function coverage(ctx: Ctx): Response {
  const pair = askedPair(ctx);
  const span = parseInput(CoverageQuery(ctx.state.services.now()), query(ctx));
  return Response.json(coverageAnswer(pair, span));
}

export async function history(ctx: Ctx): Promise<Response> {
  const { services } = ctx.state;
  const pair = askedPair(ctx);
  const { from, to, step } = parseInput(HistoryQuery(services.now()), query(ctx));
  const wanted = { from, to, stepMs: step * 1000 };
  return Response.json(await historyAnswer(services, pair, wanted, ctx.req.signal));
}

/** Plays an alarm over the past, and sets nothing. */
export async function replay(ctx: Ctx): Promise<Response> {
  const { state: { services }, req: { signal } } = ctx;
  const { symbol } = askedPair(ctx);
  const alarm = parseInput(NewAlarm, await readJson(ctx.req));
  const played = () => replayAnswer(services, symbol, alarm, signal);
  return Response.json(await longWork("pasts", played, signal));
}

export function watchlists({ state: { services } }: Ctx): Response {
  return Response.json({ watchlists: services.store.state.watchlists });
}

/** The pair that the path names. @throws {Refusal} when it is not watched */
function askedPair({ state: { services }, params }: Ctx): Pair {
  return findPair(services.store.state, params.symbol ?? "");
}

/** A moment in a query, in milliseconds since the Unix epoch afterwards. */
const moment = z.iso.datetime({
  offset: true,
  error: "must be an ISO 8601 time with zone",
}).transform((text) => Date.parse(text));

/** More candles than this in one answer are refused. */
const MAX_CANDLES = 5000;

const seconds = z.coerce.number({ error: "must be a number of seconds" })
  .min(1, "must be at least 1 second")
  .max(86_400, "must be at most 86400 seconds (a day)");

const INTERVAL_NAMES = Object.keys(INTERVALS) as [Interval, ...Interval[]];

/**
 * `?from&to&step`: ISO times (the last hour when not given) and seconds a candle (60); `?interval`: `1m` to `1d` in
 * place of `step`.
 */
export const HistoryFields = z.strictObject({
  from: moment.optional(),
  to: moment.optional(),
  step: seconds.optional().meta({ description: "Seconds a candle; 60 when not given" }),
  interval: z.enum(INTERVAL_NAMES, `must be one of ${INTERVAL_NAMES.join(", ")}`).optional()
    .meta({ description: "A candle's length in place of step; days begin at 00:00 UTC" }),
});

/** The fields with their defaults at `now` (milliseconds), and what they must be together. */
export function HistoryQuery(now: number) {
  return HistoryFields
    .refine(({ step, interval }) => step === undefined || interval === undefined, {
      path: ["interval"],
      error: "cannot stand beside step: both say how long a candle is; leave one out",
    })
    .transform(({ from, to = now, step, interval }) => ({
      ...{ from: from ?? to - HOUR_MS, to },
      step: interval === undefined ? step ?? 60 : INTERVALS[interval],
    }))
    .refine(({ from, to }) => from < to, { path: ["from"], error: "must be before to" })
    .refine(({ from, to, step }) => (to - from) / 1000 / step <= MAX_CANDLES, {
      path: ["step"],
      error: `gives more than ${MAX_CANDLES} candles; ask for a longer step or a shorter time`,
    });
}

/** `?q`: what is typed of a pair or a coin; `?source`: only what is listed there. */
export const PairSearchQuery = z.strictObject({
  q: z.string("must be what is typed of a pair, such as btc").max(
    60,
    "must have at most 60 characters",
  ),
  source: z.enum(SOURCE_NAMES, `must be one of ${SOURCE_NAMES.join(", ")}`).optional(),
});

/** How far back the coverage is told when nothing else is asked. */
const COVERAGE_MS = 30 * 24 * HOUR_MS;

/** `?from&to`: ISO times; the last 30 days when not given. */
export const CoverageFields = z.strictObject({ from: moment.optional(), to: moment.optional() });

/** The fields with their defaults at `now` (milliseconds), and what they must be together. */
export function CoverageQuery(now: number) {
  return CoverageFields
    .transform(({ from, to = now }) => ({ from: from ?? to - COVERAGE_MS, to }))
    .refine(({ from, to }) => from < to, { path: ["from"], error: "must be before to" });
}

/** Before this no coin was traded, in milliseconds since the epoch. */
const FIRST_COIN_AT = Date.UTC(2009, 0, 3);

/** A pair's candles; those before what is stored come from its source where more is asked for than is ever kept. */
async function historyAnswer(
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
