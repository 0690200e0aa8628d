import { Alarm } from "@/lib/alarms/alarm.ts";
import { Fire } from "@/lib/alarms/fire.ts";
import { Pair } from "@/lib/alarms/pair.ts";
import type { Snapshot, Status } from "@/lib/protocol/frames.ts";

export const START = Date.parse("2026-01-15T12:00:00.000Z");

/** A moment some seconds after the start, as ISO 8601 in UTC. */
export const moment = (seconds: number): string => new Date(START + seconds * 1_000).toISOString();

/** A watched pair, priced at 50,000 in a market that just opened. */
export function aPair(fields: Partial<Pair> = {}): Pair {
  const price = { firstPrice: 50_000, currentPrice: 50_000, maxPrice: 50_000, minPrice: 50_000 };
  return Pair.parse({
    ...{ symbol: "BTCUSDT", base: "BTC", quote: "USDT", source: "binance" },
    ...{ addedAt: moment(0), lastUpdate: moment(0), ...price },
    priceHistory: [{ price: 50_000, timestamp: moment(0) }],
    ...fields,
  });
}

/** An armed alarm on 55,000 from below. */
export function anAlarm(fields: Record<string, unknown> = {}): Alarm {
  const condition = { type: "target", targetPrice: 55_000, direction: "fromBelow" };
  return Alarm.parse({ id: "alarm_1", createdAt: moment(0), ...condition, ...fields });
}

/** A fire of that alarm that rings. */
export function aFire(fields: Partial<Fire> = {}): Fire {
  const alarm = fields.alarm ?? anAlarm();
  return Fire.parse({
    ...{ id: "fire_1_1", alarmId: alarm.id, pair: "BTCUSDT", alarm },
    ...{ price: 55_100, previousPrice: 54_900, direction: "up", message: "" },
    ...{ timestamp: moment(60), detectedAt: moment(60), ...fields },
  });
}

/** All is well. */
export function aStatus(fields: Partial<Status> = {}): Status {
  return {
    ...{ version: "0.1.0", startedAt: moment(0), checkIntervalSeconds: 15 },
    ...{ lastCheckAt: moment(0), checks: { done: 1, failed: 0, skipped: 0 } },
    ...{
      sources: [],
      stale: {},
      noData: {},
      doubts: {},
      storeProblem: null,
      diskProblem: null,
      checksProblem: null,
      recovery: null,
    },
    clients: 1,
    ...fields,
  };
}

/** What a page starts with. */
export function aSnapshot(fields: Partial<Snapshot> = {}): Snapshot {
  const empty = { serverTime: moment(0), pairs: [], ringing: [], status: aStatus() };
  return { epoch: "epoch-1", seq: 0, ...empty, ...fields };
}
