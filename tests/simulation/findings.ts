import type { Fire } from "@/lib/alarms/fire.ts";
import type { Watched } from "@/lib/market/candle.ts";
import { countBefore } from "./market.ts";
import { firesOf, livesOf } from "./lives.ts";
import type { Dropped } from "./plain_alarm.ts";
import { type Cell, cellsOf } from "./plain_cells.ts";
import { type Disagreement, disagreements } from "./plain_model.ts";
import type { SimulatedWorld } from "./simulated_world.ts";

/** What a run came to. */
export interface Findings {
  /** Fires that the model expected or allowed. */
  readonly fires: number;
  readonly missing: readonly string[];
  readonly extra: readonly string[];
  readonly twice: readonly string[];
  /** What was said to be dropped, and was evaluated; or dropped, and not said. */
  readonly dropped: readonly string[];
  /** `late` that is not as it should be. */
  readonly late: readonly string[];
  /** Maximum and minimum that are not as they should be. */
  readonly records: readonly string[];
  /** What was said to be watched or unwatched, and was not. */
  readonly coverage: readonly string[];
  readonly failures: readonly string[];
}

const LATE_MS = 30_000;

/** Holds what the program did against the plain model of the trades. To be asked before the world is closed. */
export function findingsOf(world: SimulatedWorld): Findings {
  const lives = livesOf(world.done);
  const cells = cellsByPair(world);
  const by = {
    missing: new Array<string>(),
    extra: new Array<string>(),
    dropped: new Array<string>(),
  };
  for (const { id, symbol, changes } of lives) {
    const fires = firesOf(id, world.fires);
    for (const found of disagreements(cells.get(symbol) ?? [], changes, fires)) {
      by[found.what].push(told(world, { id, symbol, found }));
    }
  }
  return {
    ...{ fires: world.fires.length + by.missing.length, ...by },
    ...{ twice: twice(world.fires), late: wronglyLate(world), records: records(world, cells) },
    ...{ coverage: coverage(world), failures: world.failures },
  };
}

/** All that is wrong, in words; empty when nothing is. */
export function faultsOf(findings: Findings): string[] {
  const { fires: _fires, ...faults } = findings;
  return Object.entries(faults).flatMap(([kind, found]) => found.map((each) => `${kind}: ${each}`));
}

function cellsByPair(world: SimulatedWorld): Map<string, Cell[]> {
  const { market } = world.options;
  const cells = new Map<string, Cell[]>();
  for (const { at, name, input, answer } of world.done) {
    const trades = market.pairs.get(String(input.pair));
    if (name !== "add_pair" || trades === undefined) continue;
    const { currentPrice } = answer.pair as { currentPrice: number };
    const { symbol } = trades;
    const telling = {
      widthOf: (second: number) => world.exchange.told.widthOf(symbol, second),
      atOf: (second: number) => world.exchange.told.atOf(symbol, second),
      overAt: (second: number) => world.exchange.told.overAt(symbol, second),
      lostAt: (second: number) => world.exchange.told.lostAt(symbol, second),
      prices: world.exchange.told.pricesOf(symbol),
    };
    const added = { at, price: currentPrice };
    const { deaths } = world;
    cells.set(
      symbol,
      cellsOf({ trades, telling, added, deaths, start: market.start, seconds: market.seconds }),
    );
  }
  return cells;
}

interface Told {
  readonly id: string;
  readonly symbol: string;
  readonly found: Disagreement;
}

function told(world: SimulatedWorld, { id, symbol, found }: Told): string {
  const life = livesOf(world.done).find((each) => each.id === id);
  const near = (at: number) => Math.abs(at - found.at) < 120_000;
  const all = life?.changes ?? [];
  // What was dropped is said later, by the change that begins the alarm anew.
  const later = all.findIndex((change) => change.at > found.at && "dropped" in change);
  const isLater = found.what === "dropped" && later !== -1;
  const end = isLater ? later + 1 : all.filter(({ at }) => at < found.at + 60_000).length;
  const changes = all.slice(0, end).slice(-5).map((change) => {
    const { at, what } = change;
    const rest = what === "snoozed"
      ? clock(change.until)
      : "alarm" in change
      ? words(change.alarm)
      : "";
    return `${clock(at)} ${what} ${rest}${"dropped" in change ? droppedWords(change.dropped) : ""}`;
  });
  const fires = firesOf(id, world.fires).filter(({ at }) => near(at))
    .map(({ at, foundAt, price }) => `${clock(at)} at ${price}, found ${clock(foundAt)}`);
  const heading = `${found.what} ${symbol} ${clock(found.at)} ${id}`;
  const lines = [
    ...changes,
    `fires: ${fires.join("; ")}`,
    `trades: ${tradesNear(world, symbol, found.at)}`,
  ];
  return [heading, ...lines].join("\n  ");
}

/** Some trades around a moment, each with its time. */
function tradesNear(
  { options: { market } }: SimulatedWorld,
  symbol: string,
  moment: number,
): string {
  const trades = market.pairs.get(symbol);
  if (trades === undefined) return "";
  const from = Math.max(0, countBefore(trades, moment - 2_000) - 1);
  const end = Math.min(from + 16, countBefore(trades, moment + 4_000));
  return trades.at.slice(from, end)
    .map((at, index) => `${clock(at).slice(6)} ${trades.price[from + index]}`).join(", ");
}

function droppedWords(dropped: Dropped): string {
  return dropped === null ? "" : `, dropped ${clock(dropped.from)} to ${clock(dropped.to)}`;
}

function words({ condition, ...rest }: { condition: object }): string {
  const { type, targetPrice, direction, percentage, changeType, timeUnit, timeValue } =
    condition as Record<string, unknown>;
  const fields = { type, targetPrice, direction, percentage, changeType, timeUnit, timeValue };
  return JSON.stringify({ ...fields, ...rest });
}

function twice(fires: readonly Fire[]): string[] {
  const seen = new Set<string>();
  return fires.filter(({ alarmId, timestamp }) => {
    const key = `${alarmId} ${timestamp}`;
    return seen.has(key) || !seen.add(key);
  }).map(({ id }) => id);
}

function wronglyLate({ fires }: SimulatedWorld): string[] {
  return fires.filter(({ timestamp, detectedAt, late }) => {
    const after = Date.parse(detectedAt) - Date.parse(timestamp);
    return late !== after > LATE_MS;
  }).map(({ id, timestamp, detectedAt, late }) =>
    `${id} ${timestamp} found ${detectedAt}: ${late}`
  );
}

function records(
  { program: { store: { state } } }: SimulatedWorld,
  cells: ReadonlyMap<string, Cell[]>,
) {
  return [...state.pairs].flatMap(([symbol, { maxPrice, minPrice, judged, lastUpdate }]) => {
    const until = Date.parse(judged?.timestamp ?? lastUpdate ?? "");
    const last = cells.get(symbol)?.findLast(({ from }) => from < until);
    if (last === undefined) return [];
    const isRight = (last.isMaxVague || last.max === maxPrice) &&
      (last.isMinVague || last.min === minPrice);
    if (isRight) return [];
    return [`${symbol} max ${maxPrice}, due ${last.max}; min ${minPrice}, due ${last.min}`];
  });
}

/** Seconds that were said to be watched but never told; and those that were not, though they could be. */
function coverage(world: SimulatedWorld): string[] {
  const { program: { store: { state } }, exchange, options: { market } } = world;
  return [...state.pairs].flatMap(([symbol, { coverage = [] }]) => {
    const trades = market.pairs.get(symbol);
    const [first, last] = [coverage[0], coverage.at(-1)];
    if (trades === undefined || first === undefined || last === undefined) return [];
    const watched = watchedSeconds(coverage, market.start);
    const isForgotten = exchange.memoryMs < Infinity;
    const wrong: string[] = [];
    const end = Math.floor((Date.parse(last.to) - market.start) / 1000);
    for (let second = secondAfter(first.from, market.start); second < end; second++) {
      const at = market.start + second * 1000;
      if (countBefore(trades, at) === countBefore(trades, at + 1000)) continue;
      const isTold = exchange.told.widthOf(symbol, second) !== 0;
      // A message in its middle has its trades, but leaves its end unwatched.
      const isWhole = isTold && exchange.told.atOf(symbol, second) >= at + 1000;
      if (watched.has(second) && !isTold) wrong.push(`${second} never told`);
      if (watched.has(second)) continue;
      // After what nobody tells any more, the price in force as such a second began is not known.
      const isFirst = isForgotten && exchange.told.widthOf(symbol, second - 1) === 0;
      if (!isFirst && (isWhole || !isForgotten)) wrong.push(`${second} given up`);
    }
    return wrong.length === 0 ? [] : [`${symbol}: ${wrong.join(", ")}`];
  });
}

function secondAfter(time: string, start: number): number {
  return Math.ceil((Date.parse(time) - start) / 1000);
}

/** Single prices between which nothing is known do not count. */
function watchedSeconds(coverage: readonly Watched[], start: number): Set<number> {
  const seconds = new Set<number>();
  let from: string | null = null;
  for (const stretch of [...coverage, null]) {
    const isWatched = stretch !== null && !["nothing", "point"].includes(stretch.grain);
    if (isWatched) {
      from ??= stretch.from;
      // A stretch ends with the last millisecond of a second.
      const end = Math.floor((Date.parse(stretch.to) + 1 - start) / 1000);
      for (let second = secondAfter(from, start); second < end; second++) seconds.add(second);
      from = new Date(Math.max(Date.parse(from), start + end * 1000)).toISOString();
    } else from = null;
  }
  return seconds;
}

function clock(moment: number): string {
  return Number.isFinite(moment) ? new Date(moment).toISOString().slice(11, 23) : String(moment);
}
