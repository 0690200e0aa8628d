import assert from "node:assert/strict";
import { Dice } from "./dice.ts";
import { faultsOf, findingsOf } from "./findings.ts";
import type { Market, Trades } from "./market.ts";
import { inWorld } from "./simulate.ts";
import type { SimulatedWorld } from "./simulated_world.ts";

/** A trade: seconds since the story's beginning, and the price. */
type Told = readonly [second: number, price: number];

export interface Story {
  /** By symbol, in order. */
  readonly trades: Readonly<Record<string, readonly Told[]>>;
  readonly seconds: number;
  readonly streams?: boolean;
  /** Seconds between two checks. */
  readonly interval?: number;
}

const START = Date.parse("2026-01-15T00:00:00Z");

/** Tells a market by hand and lets somebody act in it, from its first second on. */
export function tell<T>(story: Story, act: (world: SimulatedWorld) => Promise<T>): Promise<T> {
  const pairs = Object.entries(story.trades).map(([symbol, told]): [string, Trades] => [symbol, {
    symbol,
    at: told.map(([second]) => START + Math.round(second * 1000)),
    price: told.map(([, price]) => price),
  }]);
  const market: Market = { start: START, seconds: story.seconds, pairs: new Map(pairs) };
  const options = { market, dice: new Dice(1), streams: story.streams ?? true };
  return inWorld({ ...options, interval: story.interval ?? 5 }, act);
}

/** One price, a trade a second, from one second up to another. */
export function steady(from: number, to: number, price: number): Told[] {
  return Array.from({ length: to - from }, (_, nth) => [from + nth + 0.5, price]);
}

/** Seconds since the beginning of each fire. */
export function fireSeconds({ fires }: SimulatedWorld): number[] {
  return fires.map(({ timestamp }) => Math.floor((Date.parse(timestamp) - START) / 1000))
    .sort((a, b) => a - b);
}

/** Adds the pair, and sets the alarm on it. */
export async function setAlarm(
  world: SimulatedWorld,
  pair: string,
  alarm: Readonly<Record<string, unknown>>,
): Promise<string> {
  await world.time.passUntil(world.run("add_pair", { pair }));
  const done = await world.time.passUntil(world.run("add_alarm", { pair, alarm }));
  return (done?.answer.alarm as { id: string }).id;
}

/** The fires are due in these seconds, and the model finds nothing wrong either. */
export function assertFires(world: SimulatedWorld, due: readonly number[]): void {
  assert.deepEqual(fireSeconds(world), due);
  assert.deepEqual(faultsOf(findingsOf(world)), []);
}
