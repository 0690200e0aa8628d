import { formatChange } from "@/lib/market/format_price.ts";
import { shownTrend } from "@/lib/market/shown_trend.ts";
import { Icon } from "./Icon.tsx";

interface ChangeProps {
  percent: number;
  /** Since when, where nothing else tells it. */
  label?: string;
}

/** A move in percent with its sign, an arrow, and colour, so that colour alone never has to tell it. */
export function Change({ percent, label }: ChangeProps) {
  const trend = shownTrend(percent);
  return (
    <span class={`change change-${trend}`}>
      {trend !== "flat" && <Icon name={trend} />}
      <span>{formatChange(percent, 2)}</span>
      {label !== undefined && <span class="change-label">{label}</span>}
    </span>
  );
}
