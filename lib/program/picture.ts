import type { Pair } from "@/lib/alarms/pair.ts";
import type { Snapshot, Status } from "@/lib/protocol/frames.ts";
import { recentPairView } from "@/lib/protocol/pair_view.ts";
import { newestMoment } from "@/lib/protocol/slim.ts";
import type { SnapshotParts } from "@/lib/server/socket/snapshot_text.ts";
import type { Store } from "@/lib/store/store.ts";

/** All that a client shows, as it was committed; `now` in milliseconds since the Unix epoch. */
export function pictureOf(
  { state: { pairs, fires, watchlists }, histories }: Pick<Store, "state" | "histories">,
  status: Status,
  now: number,
): Omit<Snapshot, "epoch" | "seq"> {
  return {
    serverTime: new Date(now).toISOString(),
    pairs: [...pairs.values()]
      .map((pair) => recentPairView(pair, histories.get(pair.symbol), now)),
    watchlists,
    ringing: fires.filter((fire) => fire.acknowledgedAt === null),
    status,
  };
}

/** The same but for the status, part by part. */
export function partsOf(
  { state, histories }: Pick<Store, "state" | "histories">,
  now: number,
): SnapshotParts {
  const pairs = [...state.pairs.values()];
  return {
    at: newestMoment(pairs),
    pairs: viewsOf(pairs, histories, now),
    ringing: state.fires.filter((fire) => fire.acknowledgedAt === null),
  };
}

function* viewsOf(pairs: readonly Pair[], histories: Store["histories"], now: number) {
  for (const pair of pairs) yield recentPairView(pair, histories.get(pair.symbol), now);
}
