import { describeAlarm } from "@/lib/alarms/describe.ts";
import { changeSince } from "@/lib/live/board/arrange_pairs.ts";
import { isClose, nearestAlarm } from "@/lib/live/board/nearest_alarm.ts";
import { formatChange } from "@/lib/market/format_price.ts";
import { shownTrend } from "@/lib/market/shown_trend.ts";
import { PairName } from "./PairName.tsx";
import { PairPrice } from "./PairPrice.tsx";
import type { PairRowProps } from "./PairRow.tsx";
import { PairToggle } from "./PairToggle.tsx";

/**
 * A pair in one short line. More than a hundred of them change at once, and dozens come and go with a
 * turn of the wheel: so it has cells of its own, of one element each, that are no components.
 */
export function PairCompactRow(props: PairRowProps) {
  const { pair, problem, viewer } = props;
  return (
    <>
      <PairName {...{ pair, problem }} />
      <PairPrice {...{ pair, viewer }} isShort />
      {dayChange(props)}
      {nearest(props)}
      <PairToggle {...props} />
    </>
  );
}

function dayChange({ pair: { dayAgo, currentPrice } }: PairRowProps) {
  const percent = changeSince(dayAgo, currentPrice);
  const trend = percent === null ? "flat" : shownTrend(percent);
  return (
    <p class={`pair-change change change-${trend}`} title="24 h">
      {percent === null ? "–" : formatChange(percent, 2)}
    </p>
  );
}

function nearest({ pair, isRinging, viewer }: PairRowProps) {
  if (isRinging) {
    return (
      <p class="nearest">
        <span class="nearest-ringing">Ringing</span>
      </p>
    );
  }
  if (pair.alarms.length === 0) return <p class="nearest" />;
  const found = nearestAlarm(pair, viewer.calmNow.value);
  if (found === null) return <p class="nearest nearest-idle">none armed</p>;
  return (
    <p
      class={isClose(found) ? "nearest nearest-close" : "nearest"}
      title={describeAlarm(found.alarm, pair.base)}
    >
      {formatChange(found.percent)}
    </p>
  );
}
