import type { PairView } from "@/lib/live/protocol.ts";
import type { Viewer } from "@/lib/live/viewer.ts";
import { formatPrice } from "@/lib/market/format_price.ts";
import { fittingPrice, shortPrice } from "@/lib/market/short_price.ts";
import { useTrend } from "./use_trend.ts";

/** A price with more characters than this is written smaller, so that it keeps its column. */
const LONG = 9;

interface PairPriceProps {
  pair: PairView;
  viewer: Viewer;
  /** Writes it in little room, where there is no more. */
  isShort?: boolean;
}

/** The price; it lights up for a moment when it moves, with an arrow the way it went. */
export function PairPrice({ pair: { currentPrice }, viewer, isShort = false }: PairPriceProps) {
  const { trend, isLit } = useTrend(currentPrice, viewer.now);
  if (currentPrice === null) {
    return (
      <p class="pair-price pair-price-none">
        <span class="skeleton" aria-hidden="true" />
        waiting for the first price
      </p>
    );
  }
  const whole = formatPrice(currentPrice);
  const text = isShort ? shortPrice(currentPrice) : fittingPrice(currentPrice);
  const looks = [
    ...["pair-price", trend === null ? "" : `price-${trend}`, isLit ? "price-lit" : ""],
    ...[text.length > LONG ? "price-long" : ""],
  ];
  return (
    <p class={looks.filter(Boolean).join(" ")}>
      <data value={currentPrice} title={text === whole ? undefined : whole}>{text}</data>
    </p>
  );
}
