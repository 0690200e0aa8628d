import type { AlarmCondition } from "@/lib/alarms/alarm_condition.ts";
import type { PairPrices } from "@/lib/alarms/pair_prices.ts";
import type { PairName } from "@/lib/market/symbol.ts";

/** A pair that a line may mean; its alarms, where they are known, tell of one that is there already. */
export type LinePair = PairName & PairPrices & {
  readonly alarms?: readonly AlarmCondition[];
  /** How a pair is asked for that is not watched yet: joined letters are cut by the source's listing. */
  readonly asked?: string;
};
