import type { Snapshot, Status } from "@/lib/live/protocol.ts";
import { pairView } from "@/lib/live/pair_view.ts";
import type { Store } from "@/lib/store/store.ts";

/** All that a client shows, as it was committed; `now` in milliseconds since the Unix epoch. */
export function pictureOf(
  { state: { pairs, fires }, histories }: Pick<Store, "state" | "histories">,
  status: Status,
  now: number,
): Omit<Snapshot, "epoch" | "seq"> {
  return {
    serverTime: new Date(now).toISOString(),
    pairs: [...pairs.values()].map((pair) => pairView(pair, histories.get(pair.symbol), now)),
    ringing: fires.filter((fire) => fire.acknowledgedAt === null),
    status,
  };
}
