import { describeAlarm } from "@/lib/alarms/describe.ts";
import { closeness, isClose, nearestAlarm } from "@/lib/live/board/nearest_alarm.ts";
import type { PairView } from "@/lib/live/protocol.ts";
import type { Viewer } from "@/lib/live/viewer.ts";
import { formatChange, formatPrice } from "@/lib/market/format_price.ts";
import { Icon } from "./Icon.tsx";

interface NearestAlarmProps {
  pair: PairView;
  isRinging: boolean;
  viewer: Viewer;
}

/** How many alarms a pair has, and how far the nearest one is, as a bar and in words. */
export function NearestAlarm({ pair, isRinging, viewer }: NearestAlarmProps) {
  const count = pair.alarms.length;
  const words = count === 1 ? "1 alarm" : `${count} alarms`;
  return (
    <div class={count === 0 ? "nearest nearest-none" : "nearest"}>
      <span class="nearest-count" title={words}>
        <Icon name="bell" />
        <span aria-hidden="true">{count}</span>
        <span class="visually-hidden">{words}</span>
      </span>
      {isRinging ? <span class="nearest-ringing">Ringing</span> : (
        count > 0 && <NearestDistance pair={pair} now={viewer.calmNow.value} />
      )}
    </div>
  );
}

const BAR_WIDTH = 100;
interface NearestDistanceProps {
  pair: PairView;
  now: number;
}

function NearestDistance({ pair, now }: NearestDistanceProps) {
  const nearest = nearestAlarm(pair, now);
  if (nearest === null) return <span class="nearest-idle">none armed</span>;
  const { alarm, percent, price } = nearest;
  return (
    <>
      <Bar percent={percent} />
      <span
        class="nearest-distance"
        title={describeAlarm(alarm, pair.base)}
      >
        <strong>{formatChange(percent)}</strong>
        <span class="nearest-price">to {formatPrice(price)}</span>
      </span>
    </>
  );
}

function Bar({ percent }: { percent: number }) {
  return (
    <svg
      class={isClose({ percent }) ? "nearest-bar nearest-bar-close" : "nearest-bar"}
      viewBox={`0 0 ${BAR_WIDTH} 8`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <rect class="nearest-way" width={BAR_WIDTH} height="8" rx="4" />
      <rect width={(closeness(percent) * BAR_WIDTH).toFixed(1)} height="8" rx="4" />
    </svg>
  );
}
