import { fittingPrice } from "@/lib/market/short_price.ts";

interface RangeProps {
  min: number | null;
  max: number | null;
  current: number | null;
}

const WIDTH = 100;

/** Lowest and highest price since the pair was added, and where the price stands between them. */
export function Range({ min, max, current }: RangeProps) {
  return (
    <dl class="range">
      <div class="range-end">
        <dt>Min</dt>
        <dd>{min === null ? "–" : fittingPrice(min)}</dd>
      </div>
      <RangeTrack min={min} max={max} current={current} />
      <div class="range-end">
        <dt>Max</dt>
        <dd>{max === null ? "–" : fittingPrice(max)}</dd>
      </div>
    </dl>
  );
}

function RangeTrack({ min, max, current }: RangeProps) {
  const hasPlace = min !== null && max !== null && current !== null && max > min;
  const at = hasPlace ? Math.max(0, Math.min(1, (current - min) / (max - min))) * WIDTH : null;
  return (
    <svg class="range-track" viewBox={`-4 0 ${WIDTH + 8} 8`} aria-hidden="true">
      <line x1="0" y1="4" x2={WIDTH} y2="4" />
      {at !== null && <circle cx={at.toFixed(1)} cy="4" r="3" />}
    </svg>
  );
}
