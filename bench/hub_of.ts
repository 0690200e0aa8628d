import { pictureOf } from "@/lib/server/socket/frame_text.ts";
import { Hub, type HubOptions } from "@/lib/server/socket/hub.ts";
import type { Store } from "@/lib/store/store.ts";
import { CHECK_MS, START } from "./market.ts";

const STATUS = {
  version: "bench",
  startedAt: new Date(START).toISOString(),
  checkIntervalSeconds: CHECK_MS / 1000,
  lastCheckAt: null,
  checks: { done: 0, failed: 0, skipped: 0 },
  sources: [],
  stale: {},
  noData: {},
  doubts: {},
  storeProblem: null,
  diskProblem: null,
  checksProblem: null,
  recovery: null,
  clients: 0,
};

/** A hub that shows what a store holds. */
export function hubOf(
  store: Pick<Store, "state" | "histories">,
  options: Pick<HubOptions, "timing"> = {},
): Hub {
  const now = () => START;
  return new Hub({
    ...{ epoch: "bench", now, snapshot: () => pictureOf(store, STATUS, START) },
    lastCheckAt: () => STATUS.lastCheckAt,
    ...options,
  });
}
