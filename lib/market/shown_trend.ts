/** Which way a move in percent goes as it is shown, with two decimals: less than half a hundredth is no move. */
export function shownTrend(percent: number): "up" | "down" | "flat" {
  if (Math.abs(percent) < 0.005) return "flat";
  return percent > 0 ? "up" : "down";
}
