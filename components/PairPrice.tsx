import type { PairView } from "@/lib/live/protocol.ts";
import { formatPrice } from "@/lib/market/format_price.ts";
import { Icon } from "./Icon.tsx";
import { useTrend } from "./use_trend.ts";

/** The price; it lights up for a moment when it moves, with an arrow the way it went. */
export function PairPrice({ pair: { currentPrice } }: { pair: PairView }) {
  const { trend, turn } = useTrend(currentPrice);
  if (currentPrice === null) {
    return (
      <p class="pair-price pair-price-none">
        <span class="skeleton" aria-hidden="true" />
        waiting for the first price
      </p>
    );
  }
  const flash = trend === null ? "" : `flash-${trend} flash-turn-${turn % 2}`;
  return (
    <p class={`pair-price ${flash}`}>
      <span class="pair-trend">{trend !== null && <Icon name={trend} />}</span>
      <data value={currentPrice}>{formatPrice(currentPrice)}</data>
    </p>
  );
}
