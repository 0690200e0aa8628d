import type { KindView } from "./kind.ts";
import { percentChangeView } from "./percentChange/view.ts";
import type { AlarmCondition, Kind } from "./schemas.ts";
import { targetView } from "./target/view.ts";
import { timeframeView } from "./timeframe/view.ts";

/** What is said and shown of each kind. */
const VIEWS: Readonly<Record<Kind, KindView<AlarmCondition>>> = {
  target: targetView,
  percentChange: percentChangeView,
  timeframe: timeframeView,
};

/** What is said and shown of a condition. */
export function viewOf({ type }: { readonly type: Kind }): KindView<AlarmCondition> {
  return VIEWS[type];
}
