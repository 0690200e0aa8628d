import type { Span } from "@/lib/market/coverage.ts";
import { formatPrice } from "@/lib/market/format_price.ts";
import type { PairView } from "../protocol.ts";
import { shortMomentText, type Zone } from "../time_text.ts";
import type { ChartRange } from "./chart_range.ts";
import type { PriceReach } from "./near_prices.ts";

/** What a chart has in sight; null before it is drawn. */
export interface Shown {
  readonly span: Span | null;
  readonly reach: PriceReach | null;
}

/** The stretch in sight and its extremes: `15 Jan, 13:00 UTC to 15 Jan, 14:00 UTC: highest 50,020, lowest 49,980`. */
export function sightWords({ span, reach }: Shown, zone: Zone): string {
  if (span === null) return "";
  const [from, to] = [span.from, span.to].map((at) => {
    return shortMomentText(new Date(at).toISOString(), zone);
  });
  const prices = reach === null
    ? "no price is known"
    : `highest ${formatPrice(reach.maxValue)}, lowest ${formatPrice(reach.minValue)}`;
  return `${from} to ${to}: ${prices}`;
}

/** What the picture shows, for those who do not see it. */
export function chartWords(
  { symbol, currentPrice }: Pick<PairView, "symbol" | "currentPrice">,
  range: ChartRange,
  shown: Shown,
  zone: Zone,
): string {
  const now = currentPrice === null ? "no price yet" : `now ${formatPrice(currentPrice)}`;
  const sight = sightWords(shown, zone);
  const stretch = sight === "" ? "" : ` Shown: ${sight}.`;
  const length = range.replace(/\D/, " $&");
  return `Price of ${symbol} over ${length}: ${now}.${stretch} The alarms are listed on this page.`;
}
