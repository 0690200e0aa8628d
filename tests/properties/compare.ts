import assert from "node:assert/strict";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { State } from "@/lib/alarms/pair.ts";
import type { Model, ModelFire, ModelPair } from "./model.ts";

/** What the real state and the model must agree about. */
interface Told {
  readonly pairs: readonly unknown[];
  readonly fires: readonly ModelFire[];
}

/** Fails unless the real state is the model's. */
export function assertSame(state: State, model: Model): void {
  assert.deepEqual(toldBy(state), toldOf(model));
}

export function isSame(state: State, model: Model): boolean {
  return isDeepStrictEqual(toldBy(state), toldOf(model));
}

/** Fails unless the log of fires has each fire of the model once, and nothing else. */
export function assertSameAnnounced(folder: string, { fires }: Model): void {
  const lines = readLog(folder).split("\n").filter((line) => line !== "");
  const logged = lines.map((line): ModelFire => fireOf(JSON.parse(line)));
  assert.deepEqual(byId(logged), byId(fires));
}

function readLog(folder: string): string {
  try {
    return Deno.readTextFileSync(join(folder, "logs", "alarms.log"));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

function toldBy({ pairs, fires }: State): Told {
  const told = [...pairs.values()].map((pair) => ({
    symbol: pair.symbol,
    price: pair.currentPrice,
    max: pair.maxPrice,
    min: pair.minPrice,
    at: pair.lastUpdate === null ? null : Date.parse(pair.lastUpdate),
    outlier: pair.unconfirmed && pair.unconfirmed.price,
    alarms: pair.alarms.map(({ id, fireCount }) => [id, fireCount]),
  }));
  return { pairs: told, fires: byId(fires.map(fireOf)) };
}

function toldOf({ pairs, fires }: Model): Told {
  return { pairs: [...pairs.values()].map(pairOf), fires: byId(fires) };
}

function pairOf({ symbol, offset, seen, outlier, alarms }: ModelPair) {
  const newest = seen.at(-1);
  return {
    symbol,
    price: newest?.price ?? null,
    max: seen.length === 0 ? null : Math.max(...seen.map(({ high }) => high)),
    min: seen.length === 0 ? null : Math.min(...seen.map(({ low }) => low)),
    at: newest === undefined ? null : newest.at + offset,
    outlier: outlier && outlier.price,
    alarms: alarms.map(({ id, count }) => [id, count]),
  };
}

interface Fired extends Omit<ModelFire, "at"> {
  readonly timestamp: string;
}

function fireOf({ id, pair, price, previousPrice, direction, timestamp }: Fired): ModelFire {
  return { id, pair, price, previousPrice, direction, at: Date.parse(timestamp) };
}

function byId(fires: readonly ModelFire[]): ModelFire[] {
  return fires.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
