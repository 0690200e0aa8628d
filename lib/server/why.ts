import type { Alarm } from "@/lib/alarms/alarm.ts";
import { stateOf } from "@/lib/alarms/alarm_state.ts";
import type { Approach } from "@/lib/alarms/near_miss.ts";
import { obstacles, type Surroundings } from "@/lib/alarms/suppressed.ts";
import { watchedFrom } from "@/lib/alarms/moments.ts";
import type { KnownAlarm, NearestPrice, Why } from "@/lib/protocol/answers.ts";
import type { Status } from "@/lib/protocol/frames.ts";
import { judgedPoint, type Pair } from "@/lib/alarms/pair.ts";
import { coverageAnswer } from "./queries.ts";
import { longWork } from "./long_work.ts";
import { nearestApproach } from "./past.ts";
import type { Services } from "./define.ts";

/** More stretches than this are told by `/api/alarms/:id/coverage`. */
const STRETCHES_TOLD = 5;

/** Why an alarm that is set, or was once, has not fired. */
export async function why(
  services: Pick<Services, "store" | "now" | "status">,
  { pair: symbol, alarm: known }: KnownAlarm,
  signal?: AbortSignal,
): Promise<Why> {
  const now = services.now();
  const { histories, state } = services.store;
  const pair = state.pairs.get(symbol);
  const alarm = pair?.alarms.find(({ id }) => id === known.id);
  if (pair === undefined || alarm === undefined) return ofRemoved(symbol, known, now);
  const history = histories.get(symbol);
  const around = surroundings(pair, history?.oldestAt ?? null, services.status());
  const past = { pair, history, now };
  const { since, approach, reason } = await longWork(
    "pasts",
    () => nearestApproach(alarm, past, signal),
    signal,
  );
  return {
    alarmId: alarm.id,
    pair: symbol,
    state: stateOf(alarm, now),
    lastJudgedAt: lastJudgedAt(alarm, pair),
    since: new Date(since).toISOString(),
    nearest: approach === null ? null : onTheWire(approach),
    noNearest: reason,
    ...unwatchedSince(pair, since, now),
    obstacles: obstacles(alarm, around, now),
  };
}

function ofRemoved(pair: string, alarm: Alarm, now: number): Why {
  const around = {
    pair: null,
    oldestAt: null,
    stale: null,
    isSourceReachable: true,
    stopped: null,
  };
  return {
    alarmId: alarm.id,
    pair,
    state: "removed",
    lastJudgedAt: null,
    since: new Date(watchedFrom(alarm)).toISOString(),
    nearest: null,
    noNearest: null,
    unwatchedSeconds: 0,
    unwatched: [],
    obstacles: obstacles(alarm, around, now),
  };
}

function unwatchedSince(pair: Pair, from: number, to: number) {
  const { unwatchedSeconds, intervals } = coverageAnswer(pair, { from, to });
  const unwatched = intervals.filter(({ grain }) => grain === "nothing")
    .map(({ from, to }) => ({ from, to })).slice(-STRETCHES_TOLD);
  return { unwatchedSeconds, unwatched };
}

function surroundings(pair: Pair, oldestAt: number | null, status: Status): Surroundings {
  const source = status.sources.find(({ name }) => name === pair.source);
  return {
    pair,
    oldestAt,
    stale: status.stale[pair.symbol] ?? null,
    isSourceReachable: source?.reachable !== false,
    stopped: status.storeProblem ?? status.checksProblem,
  };
}

/** An expired alarm was judged no longer than it lived. */
function lastJudgedAt(alarm: Alarm, pair: Pair): string | null {
  const { timestamp: lastUpdate = null } = judgedPoint(pair) ?? {};
  if (lastUpdate === null || Date.parse(lastUpdate) < watchedFrom(alarm)) return null;
  const { expiresAt } = alarm;
  return expiresAt !== null && Date.parse(expiresAt) < Date.parse(lastUpdate)
    ? expiresAt
    : lastUpdate;
}

function onTheWire({ at, ...approach }: Approach): NearestPrice {
  return { timestamp: new Date(at).toISOString(), ...approach };
}
