import { Alarm } from "@/lib/alarms/alarm.ts";
import { EMPTY_STATE, Pair, type PricePoint } from "@/lib/alarms/pair.ts";
import { parseSymbol } from "@/lib/market/symbol.ts";
import { describeIssues, isRecord, type StoredState } from "@/lib/store/file/decode.ts";
import { isoTime } from "@/lib/time/clock.ts";

/** Reads the layout `{"assets", "alarms", "price_history"}`; `now` in milliseconds since the Unix epoch. */
export function importLegacy(
  content: LegacyObject,
  now: number,
): { stored: StoredState; skipped: string[] } {
  const skipped: string[] = [];
  const pairs = new Map<string, Pair>();
  const namesInFile = new Map<string, string>();
  for (const [name, asset] of Object.entries(membersOf(content.assets))) {
    const { points, unreadable } = importPoints(membersOf(content.price_history)[name]);
    if (unreadable > 0) skipped.push(`price_history.${name}: ${unreadable} unreadable prices`);
    const result = importPair(name, isRecord(asset) ? asset : {}, points, now);
    if (typeof result === "string") skipped.push(`assets.${name}: ${result}`);
    else {
      pairs.set(result.symbol, result);
      namesInFile.set(name, result.symbol);
    }
  }
  for (const entry of alarmEntries(content.alarms)) {
    const problem = addAlarm(entry, pairs, namesInFile);
    if (problem !== null) skipped.push(`${entry.path}: ${problem}`);
  }
  for (const name of Object.keys(content)) {
    if (!["assets", "alarms", "price_history", "metadata"].includes(name)) skipped.push(name);
  }
  const alarms = [...pairs.values()].flatMap((pair) => pair.alarms);
  const unjudged = new Set(alarms.map(({ id }) => id));
  const state = { ...EMPTY_STATE, pairs };
  return { stored: { state, lastModified: null, unjudged }, skipped };
}

function importPair(
  name: string,
  asset: LegacyObject,
  points: readonly PricePoint[],
  now: number,
): Pair | string {
  const quote = textOrNull(pick(asset, "quote", "vs_currency", "currency")) ?? "USD";
  const joined = parseSymbol(textOrNull(asset.symbol) ?? name);
  const named = joined.ok ? joined : parseSymbol(`${name}/${quote}`);
  if (!named.ok) return named.message;
  const sourceId = textOrNull(pick(asset, "coingecko_id", "coin_id"));
  const currentPrice = positive(pick(asset, "current_price", "price", "last_price")) ??
    points.at(-1)?.price ?? null;
  const prices = [currentPrice, ...points.map(({ price }) => price)].filter((p) => p !== null)
    .sort((a, b) => a - b);
  const result = Pair.safeParse({
    ...named.pair,
    source: sourceId === null ? "binance" : "coingecko",
    sourceId,
    addedAt: timeOfSeconds(pick(asset, "added_at", "created_at", "start_time")) ??
      points[0]?.timestamp ?? isoTime(now),
    firstPrice: positive(pick(asset, "start_price", "first_price")) ?? points[0]?.price ??
      currentPrice,
    currentPrice,
    maxPrice: positive(pick(asset, "max_price", "max", "high")) ?? prices.at(-1) ?? null,
    minPrice: positive(pick(asset, "min_price", "min", "low")) ?? prices[0] ?? null,
    lastUpdate: timeOfSeconds(pick(asset, "last_update", "updated_at", "timestamp")) ??
      points.at(-1)?.timestamp ?? null,
    priceHistory: points,
  });
  return result.success ? result.data : describeIssues(result.error);
}

function importPoints(list: unknown): { points: PricePoint[]; unreadable: number } {
  const points: PricePoint[] = [];
  let unreadable = 0;
  for (const item of Array.isArray(list) ? list : []) {
    const [time, value] = Array.isArray(item)
      ? item
      : isRecord(item)
      ? [pick(item, "timestamp", "time", "t"), pick(item, "price", "p", "value")]
      : [];
    const [timestamp, price] = [timeOfSeconds(time), positive(value)];
    if (timestamp !== null && price !== null) points.push({ price, timestamp });
    else unreadable++;
  }
  points.sort((a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp));
  return { points, unreadable };
}

interface AlarmEntry {
  readonly path: string;
  /** Name of the pair as the file has it. */
  readonly asset: string;
  readonly alarm: unknown;
}

/** Alarms stand in lists by pair, or one by one under their ids with the pair inside. */
function alarmEntries(alarms: unknown): AlarmEntry[] {
  return Object.entries(membersOf(alarms)).flatMap(([name, value]) => {
    const list = Array.isArray(value) ? value : [isRecord(value) ? { id: name, ...value } : value];
    return list.map((alarm, index) => ({
      path: Array.isArray(value) ? `alarms.${name}[${index}]` : `alarms.${name}`,
      asset: isRecord(alarm) ? textOrNull(pick(alarm, "symbol", "asset", "pair")) ?? name : name,
      alarm,
    }));
  });
}

function addAlarm(
  { asset, alarm, path }: AlarmEntry,
  pairs: Map<string, Pair>,
  namesInFile: ReadonlyMap<string, string>,
): string | null {
  const named = parseSymbol(asset);
  const symbol = namesInFile.get(asset) ?? (named.ok ? named.pair.symbol : asset);
  const pair = pairs.get(symbol);
  if (pair === undefined) return `no pair ${asset}`;
  if (!isRecord(alarm)) return "not an alarm";
  const taken = new Set([...pairs.values()].flatMap(({ alarms }) => alarms.map(({ id }) => id)));
  const id = `alarm_${path.replaceAll(/[^A-Za-z0-9]+/g, "_").replace(/^alarms_|_$/g, "")}`;
  const imported = importLegacyAlarm(alarm, { id, createdAt: pair.addedAt });
  if (typeof imported === "string") return imported;
  if (taken.has(imported.id)) return `a second alarm with the id ${imported.id}`;
  pairs.set(symbol, { ...pair, alarms: [...pair.alarms, withStart(imported, pair)] });
  return null;
}

/** An alarm since the start needs a price to compare with. */
function withStart(alarm: Alarm, pair: Pair): Alarm {
  if (alarm.type !== "timeframe" || alarm.timeUnit !== "sinceStart") return alarm;
  return {
    ...alarm,
    startPrice: alarm.startPrice ?? pair.firstPrice,
    startTime: alarm.startTime ?? pair.addedAt,
  };
}

function membersOf(value: unknown): LegacyObject {
  if (!Array.isArray(value)) return isRecord(value) ? value : {};
  const named = value.map((item, index) => [
    String((isRecord(item) ? pick(item, "symbol", "id") : item) ?? index),
    item,
  ]);
  return Object.fromEntries(named);
}

const TARGET_DIRECTIONS: Readonly<Record<string, string>> = {
  up: "fromBelow",
  above: "fromBelow",
  down: "fromAbove",
  below: "fromAbove",
};
const EXTREMES: Readonly<Record<string, string>> = { max: "downFromMax", min: "upFromMin" };
const UNITS: Readonly<Record<string, string>> = { m: "minutes", h: "hours", d: "days" };

/** An alarm of the earlier program taken over, or why it was not. */
function importLegacyAlarm(
  old: LegacyObject,
  defaults: Pick<Alarm, "id" | "createdAt">,
): Alarm | string {
  const condition = conditionOf(old);
  if (condition === null) return `unknown type ${JSON.stringify(old.type)}`;
  const triggeredAt = timeOfSeconds(pick(old, "triggered_at", "last_triggered", "triggered_time"));
  const triggered = old.triggered === true;
  const result = Alarm.safeParse({
    id: textOrNull(old.id) ?? defaults.id,
    createdAt: timeOfSeconds(pick(old, "created_at", "created", "timestamp")) ?? defaults.createdAt,
    note: textOrNull(pick(old, "note", "name", "message"))?.slice(0, 500) ?? "",
    mode: pick(old, "repeat", "recurring") === true ? "repeat" : "once",
    triggered,
    triggeredAt,
    triggeredPrice: positive(old.triggered_price),
    fireCount: triggered || triggeredAt !== null ? 1 : 0,
    ...condition,
  });
  return result.success ? result.data : describeIssues(result.error);
}

function conditionOf(old: LegacyObject): object | null {
  const direction = String(pick(old, "direction") ?? "any");
  const percentage = positive(pick(old, "percentage", "percent", "threshold", "change"));
  switch (old.type) {
    case "target": {
      const targetPrice = positive(pick(old, "target_price", "target", "price", "value"));
      return { type: "target", targetPrice, direction: TARGET_DIRECTIONS[direction] ?? direction };
    }
    case "extreme": {
      const which = String(pick(old, "extreme", "extreme_type", "mode", "direction"));
      return { type: "percentChange", percentage, changeType: EXTREMES[which] ?? which };
    }
    case "timeframe":
      return { type: "timeframe", percentage, direction, ...windowOf(old) };
    default:
      return null;
  }
}

function windowOf(old: LegacyObject): object {
  const window = pick(old, "timeframe", "window", "period", "time_value");
  const unit = pick(old, "time_unit", "unit");
  if (old.since_start === true || window === "since_start" || unit === "since_start") {
    return {
      timeUnit: "sinceStart",
      startPrice: positive(pick(old, "start_price", "base_price")),
      startTime: timeOfSeconds(pick(old, "start_time", "created_at")),
    };
  }
  const [, count, letter = ""] = /^([\d.]+)\s*([mhd])[a-z]*$/i.exec(String(window)) ?? [];
  if (count !== undefined) {
    return { timeUnit: UNITS[letter.toLowerCase()], timeValue: Number(count) };
  }
  const value = positive(window);
  const named = UNITS[String(unit ?? "").charAt(0).toLowerCase()];
  // A bare number is a span in seconds, as all times of that file are.
  return named === undefined
    ? { timeUnit: "minutes", timeValue: value === null ? null : value / 60 }
    : { timeUnit: named, timeValue: value };
}

/** An object of the earlier program's file. Its names changed between versions, so each field has several. */
type LegacyObject = Readonly<Record<string, unknown>>;

/** The first of these members that is there. */
function pick(object: LegacyObject, ...names: readonly string[]): unknown {
  return names.map((name) => object[name]).find((value) => value !== undefined && value !== null);
}

/** A positive number, also one written as text; null for anything else. */
function positive(value: unknown): number | null {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && number > 0 && number < Infinity ? number : null;
}

/** Unix seconds as ISO 8601 in UTC; null for anything else. */
function timeOfSeconds(value: unknown): string | null {
  const seconds = positive(value);
  return seconds === null || seconds > 253402300799 ? null : isoTime(Math.round(seconds * 1000));
}

/** A text that is not empty; null for anything else. */
function textOrNull(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
