import { isRecord } from "./is_record.ts";

/** A pair of an older file with what later versions added; `modifiedAt` is the last resort for its age. */
export function fillOlderPair(symbol: string, pair: unknown, modifiedAt: string): unknown {
  if (!isRecord(pair)) return pair;
  const points = Array.isArray(pair.priceHistory) ? pair.priceHistory.filter(isRecord) : [];
  const alarms = Array.isArray(pair.alarms) ? pair.alarms : [];
  const times = [
    ...points.map((point) => point.timestamp),
    pair.lastUpdate,
    ...alarms.filter(isRecord).map((alarm) => alarm.createdAt),
  ];
  const addedAt = pair.addedAt ?? earliest(times) ?? modifiedAt;
  return {
    symbol,
    source: "binance",
    firstPrice: points[0]?.price ?? pair.currentPrice ?? null,
    ...pair,
    addedAt,
    alarms: pair.alarms === undefined ? [] : fillAlarms(pair.alarms, addedAt),
  };
}

function fillAlarms(alarms: unknown, createdAt: unknown): unknown {
  if (!Array.isArray(alarms)) return alarms;
  return alarms.map((alarm) => (isRecord(alarm) ? { createdAt, ...alarm } : alarm));
}

function earliest(times: readonly unknown[]): string | undefined {
  const known = times.filter((time): time is string => typeof time === "string")
    .filter((time) => !Number.isNaN(Date.parse(time)));
  return known.sort((a, b) => Date.parse(a) - Date.parse(b))[0];
}
