import type { Alarm } from "@/lib/alarms/alarm.ts";
import { distanceToTrigger } from "@/lib/alarms/distance.ts";
import type { PairView } from "@/lib/live/protocol.ts";
import type { Viewer } from "@/lib/live/viewer.ts";
import { windowStart } from "@/lib/live/window_start.ts";
import { formatChange, formatPrice } from "@/lib/market/format_price.ts";
import { Icon } from "./Icon.tsx";

interface DistanceTextProps {
  alarm: Alarm;
  pair: PairView;
  viewer: Viewer;
}

/** How far the price has to go until the alarm rings. */
export function DistanceText({ alarm, pair, viewer }: DistanceTextProps) {
  const start = windowStart(alarm, pair, viewer.calmNow.value);
  const { price, percent } = distanceToTrigger(alarm, pair, start);
  if (price === null || percent === null) return null;
  return (
    <span class="distance">
      <Icon name={percent < 0 ? "down" : "up"} />
      <span>
        <strong>{formatChange(percent)}</strong> to {formatPrice(price)}
      </span>
    </span>
  );
}
