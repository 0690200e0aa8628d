import { type HistoryView, NO_HISTORY } from "@/lib/market/history_view.ts";
import { OverlayHistory } from "@/lib/market/overlay_history.ts";
import type { Pair } from "@/lib/store/state.ts";

/** A pair's history with the prices that were only shown, which no alarm has been judged by yet. */
export function shownHistory(
  { symbol, judged, priceHistory }: Pair,
  histories: ReadonlyMap<string, HistoryView>,
): HistoryView {
  const history = histories.get(symbol) ?? NO_HISTORY;
  if (judged === undefined) return history;
  const overlay = new OverlayHistory(history);
  // As numbers: a text of whole seconds has no fraction, and would count as later than one that has.
  const judgedAt = Date.parse(judged.timestamp);
  const isJudged = ({ timestamp }: { timestamp: string }) => Date.parse(timestamp) <= judgedAt;
  for (const { price, timestamp } of priceHistory.slice(priceHistory.findLastIndex(isJudged) + 1)) {
    overlay.add(Date.parse(timestamp), price);
  }
  return overlay;
}
