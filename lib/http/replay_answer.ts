import type { NewAlarm } from "@/lib/alarms/new_alarm.ts";
import { Replay } from "@/lib/alarms/replay.ts";
import { unwatchedFinder } from "@/lib/market/coverage.ts";
import type { Store } from "@/lib/store/store.ts";
import { inTurns, pastBars, STEP_MS } from "./past_bars.ts";
import type { ReplayAnswer } from "@/lib/live/answers.ts";
import type { Services } from "./services.ts";
import { Turns } from "@/lib/turns.ts";

/** More moments than this are not told one by one; the newest are. */
const MAX_MOMENTS = 500;
const DAY_MS = 86_400_000;

/** Plays an alarm over the last 30 days of a pair, or what there is of them. */
export async function replayAnswer(
  { store, now }: Pick<Services, "now"> & { readonly store: Pick<Store, "histories" | "state"> },
  symbol: string,
  wanted: NewAlarm,
  signal?: AbortSignal,
): Promise<ReplayAnswer> {
  const turns = new Turns({ signal });
  const to = now();
  const range = { from: to - 30 * DAY_MS, to };
  const bars = await pastBars(store.histories.get(symbol), range, turns);
  const isUnwatched = unwatchedFinder(() => store.state.pairs.get(symbol)?.coverage);
  const replay = new Replay(wanted, { symbol, stepMs: STEP_MS, now: to, isUnwatched });
  await inTurns(bars, (some) => replay.play(some), turns);
  const { from, to: last, fires } = replay.result;
  return {
    pair: symbol,
    from: iso(from),
    to: from === null ? null : iso(last),
    count: fires.length,
    moments: fires.slice(-MAX_MOMENTS)
      .map(({ at, ...fire }) => ({ timestamp: new Date(at).toISOString(), ...fire })),
  };
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
