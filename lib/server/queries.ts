import { z } from "zod";
import { type Delivery, DELIVERY_STATES, isOpen } from "@/lib/alarms/delivery.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import { evaluatedPoint, type Pair } from "@/lib/alarms/pair.ts";
import { type Interval, INTERVALS } from "@/lib/market/candle.ts";
import { coverageWithin, type Span, unwatchedMs } from "@/lib/market/coverage.ts";
import { SOURCE_NAMES } from "@/lib/market/source_name.ts";
import type { ServerSettings } from "@/lib/protocol/answers.ts";
import { type Config, SECRET_SETTINGS, SETTING_NAMES } from "@/lib/settings/config.ts";
import { HOUR_MS } from "@/lib/time/durations.ts";
import type { Services } from "./define.ts";

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

/** How many are wanted, as a query says it. */
export function countUpTo(most: number) {
  return z.coerce.number({ error: "must be a number" })
    .int("must be a whole number")
    .min(1, "must be at least 1")
    .max(most, `must be at most ${most}`);
}

/** `?after`: only fires found after the one with this id; `?before`: only older ones; `?limit`: 100. */
export const FiresQuery = z.strictObject({
  after: z.string().optional(),
  before: z.string().optional(),
  limit: countUpTo(500).default(100),
});

/**
 * Fires oldest first. With `after` the next ones in order, so that a script misses none; otherwise
 * the newest ones. An id that is not kept any more counts as older than all that are.
 */
export function selectFires(
  fires: readonly Fire[],
  { after, before, limit }: z.infer<typeof FiresQuery>,
): readonly Fire[] {
  const indexOf = (id: string) => fires.findIndex((fire) => fire.id === id);
  const end = before === undefined ? fires.length : Math.max(0, indexOf(before));
  if (after === undefined) return fires.slice(Math.max(0, end - limit), end);
  return fires.slice(indexOf(after) + 1, end).slice(0, limit);
}

/** `?tag`: only alarms that have it, however it is written. */
export const AlarmsQuery = z.object({
  tag: z.string().min(1, "must not be empty").max(100, "must be a tag").optional(),
});

/** `?q`: what is typed of a pair or a coin; `?source`: only what is listed there. */
export const PairSearchQuery = z.strictObject({
  q: z.string("must be what is typed of a pair, such as btc").max(
    60,
    "must have at most 60 characters",
  ),
  source: z.enum(SOURCE_NAMES, `must be one of ${SOURCE_NAMES.join(", ")}`).optional(),
});

/** `?state`, `?channel` and `?fire`: ids; `?limit`: the newest 500. */
export const DeliveriesQuery = z.strictObject({
  state: z.enum(DELIVERY_STATES, `must be one of ${DELIVERY_STATES.join(", ")}`).optional(),
  channel: z.string().optional(),
  fire: z.string().optional(),
  limit: countUpTo(5000).default(500),
});

/** The newest deliveries that are wanted, oldest first. */
export function selectDeliveries(
  outbox: readonly Delivery[],
  { state, channel, fire, limit }: z.infer<typeof DeliveriesQuery>,
): readonly Delivery[] {
  return outbox.filter((each) =>
    (state === undefined || each.state === state) &&
    (channel === undefined || each.channelId === channel) &&
    (fire === undefined || each.fireId === fire)
  ).slice(-limit);
}

/** Deliveries that the page of channels comes with; the API has all of them. */
const MOST_NEWEST = 200;
const MOST_DEAD = 500;

/**
 * What the page of channels shows: the newest, what was given up and can be sent again, and what is on the way for
 * the second time; oldest first.
 */
export function pageDeliveries(outbox: readonly Delivery[]): readonly Delivery[] {
  const dead = outbox.filter(({ state, isTest }) => state === "dead" && !isTest).slice(-MOST_DEAD);
  const again = outbox.filter((each) => each.isResent === true && isOpen(each));
  const shown = new Set([...dead, ...again, ...outbox.slice(-MOST_NEWEST)]);
  return outbox.filter((each) => shown.has(each));
}

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

/** How closely a pair was watched in a span, and up to when that is known: after it, the source is still to be asked. */
export function coverageAnswer(pair: Pair, span: Span) {
  const { symbol, coverage = [], addedAt } = pair;
  const from = Math.max(span.from, Date.parse(addedAt));
  const inside = { from, to: Math.max(from, span.to) };
  return {
    pair: symbol,
    source: pair.source,
    from: new Date(inside.from).toISOString(),
    to: new Date(inside.to).toISOString(),
    judgedTo: evaluatedPoint(pair)?.timestamp ?? null,
    intervals: coverageWithin(coverage, inside),
    unwatchedSeconds: Math.round(unwatchedMs(coverage, inside) / 1000),
  };
}

/** Everything the settings page tells of the server. */
export async function serverSettings(
  services: Pick<Services, "config" | "origins" | "status" | "store" | "storage">,
): Promise<ServerSettings> {
  const { config, origins, store: { state } } = services;
  const { version, startedAt, sources } = services.status();
  const alarms = [...state.pairs.values()].map((pair) => pair.alarms.length);
  return {
    ...{ version, startedAt, sources },
    settings: SETTING_NAMES.map((name) => ({
      ...{ name, value: shownValue(name, config), origin: origins[name] ?? "default" },
    })),
    ...{ pairs: state.pairs.size, alarms: alarms.reduce((sum, count) => sum + count, 0) },
    fires: state.fires.length,
    ...await services.storage(),
  };
}

function shownValue(name: keyof Config, config: Config): string | null {
  const value = config[name];
  if (name === "SECRET_KEY" && value === undefined) return "made by the program";
  if (SECRET_SETTINGS.has(name)) return value === undefined ? "not set" : "set";
  if (value === undefined) return null;
  const text = Array.isArray(value) ? value.join(", ") : String(value);
  return name.endsWith("_URL") ? withoutCredentials(text) : text;
}

/** Some people put a key or a password into an address. */
function withoutCredentials(text: string): string {
  const { protocol, host, pathname, search, username } = new URL(text);
  const hidden = search === "" && username === "" ? "" : " (the rest is hidden)";
  return `${protocol}//${host}${pathname === "/" ? "" : pathname}${hidden}`;
}
