import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { StoredChannel } from "@/lib/alarms/delivery.ts";
import type { TargetAlarm } from "@/lib/alarms/kinds/target/schema.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import type { Pair, State } from "@/lib/alarms/pair.ts";
import { type FileSystem } from "@/lib/store/file/file_system.ts";
import { Store } from "@/lib/store/store.ts";
import type { StoreOptions } from "@/lib/store/file/store_file.ts";

/** Noon of the day in which tests begin. */
export const NOON = Date.parse("2024-01-15T12:00:00Z");
export const FILE = "/data/crypto_data_binance.json";

export function pairOf(symbol: string, fields: Partial<Pair> = {}): Pair {
  return {
    symbol,
    base: symbol.slice(0, -4),
    quote: symbol.slice(-4),
    source: "binance",
    sourceId: null,
    addedAt: "2024-01-15T12:00:00Z",
    firstPrice: null,
    currentPrice: null,
    maxPrice: null,
    minPrice: null,
    lastUpdate: null,
    unconfirmed: null,
    trouble: null,
    priceHistory: [],
    alarms: [],
    ...fields,
  };
}

export function alarmOf(id: string, fields: Partial<TargetAlarm> = {}): Alarm {
  return {
    id,
    type: "target",
    targetPrice: 55000,
    direction: "fromBelow",
    note: "",
    mode: "once",
    cooldownSeconds: 300,
    expiresAt: null,
    snoozedUntil: null,
    createdAt: "2024-01-15T12:00:00Z",
    watchedFrom: "2024-01-15T12:00:00Z",
    triggered: false,
    triggeredAt: null,
    triggeredPrice: null,
    fireCount: 0,
    conditionMet: null,
    clearedSinceFire: false,
    ...fields,
  };
}

export function fireOf(id: string, alarm: Alarm, fields: Partial<Fire> = {}): Fire {
  return {
    id,
    alarmId: alarm.id,
    pair: "BTCUSDT",
    alarm,
    price: 55001,
    previousPrice: 54999,
    direction: "up",
    timestamp: "2024-01-15T12:00:15Z",
    detectedAt: "2024-01-15T12:00:16Z",
    late: false,
    message: "BTC/USDT rose to 55,001",
    acknowledgedAt: null,
    test: false,
    ...fields,
  };
}

export function channelOf(fields: Partial<StoredChannel> & { id: string }): StoredChannel {
  return {
    type: "webhook",
    name: fields.id,
    enabled: true,
    isDefault: true,
    config: { url: "https://hooks.example.com/in" },
    owner: null,
    createdAt: "2024-01-15T12:00:00Z",
    ...fields,
    // A name may be anything but nothing.
    ...(fields.name === "" ? { name: "-" } : {}),
    state: { lastAcceptedAt: null, failingSince: null, lastError: null, disabledReason: null },
  };
}

/** A store on a simulated disk, with what it complained about. */
export async function openOn(disk: FileSystem, options: Partial<StoreOptions> = {}) {
  const failures: Error[] = [];
  const warnings: Error[] = [];
  const store = await Store.open({
    dataDir: "/data",
    now: () => NOON,
    onFailure: (error) => failures.push(error),
    onWarning: (error) => warnings.push(error),
    fileSystem: disk,
    takeLock: () => Promise.resolve({ release() {} }),
    ...options,
  });
  return { store, failures, warnings };
}

export function addPair(store: Store, symbol: string): Promise<string> {
  return store.change(() => ({
    events: [{ type: "pairAdded", pair: pairOf(symbol) }],
    result: symbol,
  }));
}

export function observe(store: Store, symbol: string, price: number, at: number): Promise<number> {
  return store.change(() => ({
    events: [{ type: "priceObserved", symbol, observation: { price, at } }],
    result: price,
  }));
}

/** A state as comparable text, whatever order its fields are in. */
export function textOf(state: State): string {
  return JSON.stringify({ ...state, pairs: [...state.pairs] }, (_key, value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** Small random whole numbers below n, the same ones for the same seed. */
export function chooser(seed: number): (n: number) => number {
  let state = seed * 2654435761 + 1;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}
