import type { Alarm } from "@/lib/alarms/alarm.ts";
import { distanceToTrigger } from "@/lib/alarms/distance.ts";
import type { Viewer } from "@/lib/live/viewer.ts";
import { windowStart } from "@/lib/live/window_start.ts";
import { formatPrice, formatSize } from "@/lib/market/format_price.ts";
import type { Pair } from "@/lib/store/state.ts";
import { Icon } from "./Icon.tsx";

interface DistanceTextProps {
  alarm: Alarm;
  pair: Pair;
  viewer: Viewer;
}

/** How far the price has to go until the alarm rings. */
export function DistanceText({ alarm, pair, viewer }: DistanceTextProps) {
  const start = windowStart(alarm, pair, viewer.calmNow.value);
  const { price, percent } = distanceToTrigger(alarm, pair, start);
  if (price === null || percent === null) return null;
  const direction = percent < 0 ? "down" : "up";
  return (
    <span class="distance">
      <Icon name={direction} />
      <span>
        <strong>{formatSize(percent)}</strong> {direction} to {formatPrice(price)}
      </span>
    </span>
  );
}
