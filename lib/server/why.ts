import type { Alarm } from "@/lib/alarms/alarm.ts";
import { stateOf, watchedFrom } from "@/lib/alarms/alarm_state.ts";
import { resetOf } from "@/lib/alarms/distance.ts";
import { rulesOf } from "@/lib/alarms/kinds/kinds.ts";
import type { NearMiss } from "@/lib/alarms/near_miss.ts";
import { suppressions, type Surroundings } from "@/lib/alarms/suppressed.ts";
import type { KnownAlarm, NearestPrice, Why } from "@/lib/protocol/answers.ts";
import type { Status } from "@/lib/protocol/frames.ts";
import { evaluatedPoint, type Pair } from "@/lib/alarms/pair.ts";
import { coverageAnswer } from "./queries.ts";
import { longWork } from "./long_work.ts";
import { findNearMiss } from "./past.ts";
import type { Services } from "./define.ts";

/** Longer lists are served by `/api/alarms/:id/coverage`. */
const STRETCHES_ANSWERED = 5;

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
  const start = history === undefined
    ? null
    : rulesOf(alarm).windowStartAt?.(alarm, { history }, now) ?? null;
  const reset = resetOf(alarm, pair, start);
  const around = { ...surroundings(pair, history?.oldestAt ?? null, services.status()), reset };
  const past = { pair, history, now };
  const { since, nearMiss, reason } = await longWork(
    "pasts",
    () => findNearMiss(alarm, past, signal),
    signal,
  );
  return {
    alarmId: alarm.id,
    pair: symbol,
    ...{ state: stateOf(alarm, now), reset },
    lastJudgedAt: lastEvaluatedAt(alarm, pair),
    since: new Date(since).toISOString(),
    nearest: nearMiss === null ? null : onTheWire(nearMiss),
    noNearest: reason,
    ...unwatchedSince(pair, since, now),
    obstacles: suppressions(alarm, around, now),
  };
}

function ofRemoved(pair: string, alarm: Alarm, now: number): Why {
  const around = {
    pair: null,
    oldestAt: null,
    stale: null,
    isSourceReachable: true,
    stopped: null,
    reset: null,
  };
  return {
    ...{ alarmId: alarm.id, pair, state: "removed", reset: null, lastJudgedAt: null },
    since: new Date(watchedFrom(alarm)).toISOString(),
    ...{ nearest: null, noNearest: null, unwatchedSeconds: 0, unwatched: [] },
    obstacles: suppressions(alarm, around, now),
  };
}

function unwatchedSince(pair: Pair, from: number, to: number) {
  const { unwatchedSeconds, intervals } = coverageAnswer(pair, { from, to });
  const unwatched = intervals.filter(({ grain }) => grain === "nothing")
    .map(({ from, to }) => ({ from, to })).slice(-STRETCHES_ANSWERED);
  return { unwatchedSeconds, unwatched };
}

function surroundings(
  pair: Pair,
  oldestAt: number | null,
  status: Status,
): Omit<Surroundings, "reset"> {
  const source = status.sources.find(({ name }) => name === pair.source);
  return {
    pair,
    oldestAt,
    stale: status.stale[pair.symbol] ?? null,
    isSourceReachable: source?.reachable !== false,
    stopped: status.storeProblem ?? status.checksProblem,
  };
}

/** An expired alarm was evaluated no longer than it lived. */
function lastEvaluatedAt(alarm: Alarm, pair: Pair): string | null {
  const { timestamp: lastUpdate = null } = evaluatedPoint(pair) ?? {};
  if (lastUpdate === null || Date.parse(lastUpdate) < watchedFrom(alarm)) return null;
  const { expiresAt } = alarm;
  return expiresAt !== null && Date.parse(expiresAt) < Date.parse(lastUpdate)
    ? expiresAt
    : lastUpdate;
}

function onTheWire({ at, ...nearMiss }: NearMiss): NearestPrice {
  return { timestamp: new Date(at).toISOString(), ...nearMiss };
}
