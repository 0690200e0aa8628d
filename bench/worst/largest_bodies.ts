import type { Input } from "./inputs.ts";

/** What an event may ask for, as large and as often as a client may send it. */
interface Asked {
  readonly name: string;
  readonly event: string;
  readonly data: (nth: number) => unknown;
  readonly times: number;
}

const DAY_MS = 24 * 60 * 60_000;
const PAIRS = Array.from({ length: 1000 }, (_, nth) => `C${nth}USDT`);
/** As many ids of alarms as go into 64 KB, of all pairs. */
const ALARM_IDS = Array.from(
  { length: 2500 },
  (_, nth) => `alarm_${1 + nth % 999}_${Math.floor(nth / 999)}`,
);
const STEPS = Array.from({ length: 10 }, (_, nth) => ({
  afterSeconds: nth * 60,
  channels: Array.from({ length: 20 }, (_, place) => `channel_${place % 5}`),
}));
const TAGS = Array.from({ length: 10 }, (_, nth) => `${nth}`.repeat(30));

const ASKED: readonly Asked[] = [
  {
    name: "1,000 pairs are put in another order",
    event: "reorder_pairs",
    data: (nth) => ({ pairs: nth % 2 === 0 ? PAIRS.toReversed() : PAIRS }),
    times: 100,
  },
  {
    name: "watchlists of 1,000 pairs",
    event: "add_watchlist",
    data: (nth) => ({ name: `List ${nth}`, pairs: PAIRS }),
    times: 60,
  },
  {
    name: "2,500 alarms are snoozed",
    event: "snooze_alarms",
    data: () => ({ ids: ALARM_IDS, minutes: 60 }),
    times: 20,
  },
  {
    name: "2,500 alarms are paused and resumed",
    event: "pause_alarms",
    data: () => ({ ids: ALARM_IDS }),
    times: 20,
  },
  {
    name: "64 KB of pairs that nobody watches are asked for",
    event: "watch",
    data: () => ({ pairs: Array.from({ length: 9000 }, (_, nth) => `${nth}`), perSecond: 4 }),
    times: 300,
  },
  {
    name: "1,000 pairs are asked for",
    event: "watch",
    data: () => ({ pairs: PAIRS, perSecond: 4 }),
    times: 300,
  },
  {
    name: "policies of ten steps for twenty channels",
    event: "add_policy",
    data: (nth) => ({ name: `Policy ${nth}`, steps: STEPS, stopAfterSeconds: 3600 }),
    times: 120,
  },
  {
    name: "channels with the longest templates",
    event: "add_channel",
    data: (nth) => ({
      ...{ type: "ntfy", name: `Another ${nth}`, enabled: false },
      config: { server: "https://ntfy.sh", topic: `another-${nth}` },
      templates: { title: "{pair} ".repeat(25), text: "{pair} {price} {note} ".repeat(40) },
    }),
    times: 120,
  },
  {
    name: "2,000 alarms in a message, none of them possible",
    event: "add_alarms",
    data: () => ({ alarms: Array(2000).fill({ pair: "X", alarm: {} }) }),
    times: 100,
  },
  {
    name: "an alarm among 1,000 is changed, tags and note as long as may be",
    event: "update_alarm",
    data: (nth) => ({
      id: `alarm_0_${nth * 4 % 1000}`,
      changes: { tags: TAGS, note: `${nth}`.padEnd(200, "x") },
    }),
    times: 500,
  },
  {
    name: "all that 64 KB may remove",
    event: "remove_alarms",
    data: () => ({ ids: ALARM_IDS }),
    times: 2,
  },
];

type Flood = (frames: readonly string[]) => Input["send"];

/** A case for each event, on a program that holds as much as there may be. */
export function largestBodies(flood: Flood): Input[] {
  return ASKED.map(({ name, event, data, times }) => ({
    ground: "everything" as const,
    name: `${event}: ${name} × ${times}`,
    send: flood(
      Array.from({ length: times }, (_, nth) => JSON.stringify({ event, data: data(nth) })),
    ),
  }));
}

/** Paths that list things, with the most that they may be asked for. */
export function largestLists(now: number): string[] {
  const day = new Date(now - DAY_MS).toISOString().slice(0, 10);
  return [
    ...["/channels", "/people", "/metrics", "/api/settings", "/api/watchlists", "/api/policies"],
    ...["/api/alarms?tag=x", "/api/alarms/export?format=csv", "/api/pairs/C0USDT/coverage"],
    ...["/api/audit?limit=100000", `/api/audit?day=${day}&format=csv`, "/api/alarms/alarm_0_1"],
    ...["/api/fires?since=2020-01-01T00:00:00Z&limit=1000", "/api/deliveries?state=due"],
    ...["/api/pairs/C0USDT/history", "/log?q=x", "/api/invites", "/api/tokens", "/api/sessions"],
  ];
}
