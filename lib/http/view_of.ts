import { pairView } from "@/lib/live/pair_view.ts";
import type { PairView } from "@/lib/live/protocol.ts";
import type { Pair } from "@/lib/store/state.ts";
import type { Services } from "./services.ts";

/** A pair as it stands on the wire now. */
export function viewOf(pair: Pair, { store, now }: Pick<Services, "store" | "now">): PairView {
  return pairView(pair, store.histories.get(pair.symbol), now());
}
