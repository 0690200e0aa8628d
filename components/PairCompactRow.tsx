import { changeSince } from "@/lib/live/board/arrange_pairs.ts";
import { NearestAlarm } from "./NearestAlarm.tsx";
import { PairChange } from "./PairChange.tsx";
import { PairName } from "./PairName.tsx";
import { PairPrice } from "./PairPrice.tsx";
import type { PairRowProps } from "./PairRow.tsx";
import { PairToggle } from "./PairToggle.tsx";

/** A pair in one short line. It is a component of its own because a hundred of them change at once. */
export function PairCompactRow(props: PairRowProps) {
  const { pair, problem, isRinging, viewer } = props;
  return (
    <>
      <PairName {...{ pair, problem }} />
      <PairPrice {...{ pair, viewer }} />
      <PairChange label="24 h" percent={changeSince(pair.dayAgo, pair.currentPrice)} isCompact />
      <NearestAlarm {...{ pair, isRinging, viewer }} isCompact />
      <PairToggle {...props} />
    </>
  );
}
