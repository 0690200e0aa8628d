import { formatChange } from "@/lib/market/format_price.ts";
import { Icon } from "./Icon.tsx";

interface ChangeProps {
  percent: number;
  /** Since when, where nothing else tells it. */
  label?: string;
  hasArrow?: boolean;
}

/** A move in percent with its sign, as a rule an arrow, and colour, so that colour alone never has to tell it. */
export function Change({ percent, label, hasArrow = true }: ChangeProps) {
  const trend = trendOf(percent);
  return (
    <span class={`change change-${trend}`}>
      {hasArrow && trend !== "flat" && <Icon name={trend} />}
      <span>{formatChange(percent, 2)}</span>
      {label !== undefined && <span class="change-label">{label}</span>}
    </span>
  );
}

/** As it is shown: less than half a hundredth is no move. */
function trendOf(percent: number): "up" | "down" | "flat" {
  if (Math.abs(percent) < 0.005) return "flat";
  return percent > 0 ? "up" : "down";
}
