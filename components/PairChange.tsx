import { formatChange } from "@/lib/market/format_price.ts";
import { Icon } from "./Icon.tsx";

interface PairChangeProps {
  /** Since when. */
  label: string;
  /** Null while the price of that time is not known. */
  percent: number | null;
}

/** A change of the price, with sign and arrow, so that colour alone never has to tell it. */
export function PairChange({ label, percent }: PairChangeProps) {
  return (
    <p class={`pair-change change-${trendOf(percent)}`}>
      <span class="pair-change-label">{label}</span>
      <Change percent={percent} />
    </p>
  );
}

function Change({ percent }: { percent: number | null }) {
  if (percent === null) {
    return <span class="pair-change-value" title="Not known yet: its history is too short">–</span>;
  }
  const trend = trendOf(percent);
  return (
    <span class="pair-change-value">
      {trend !== "flat" && <Icon name={trend} />}
      {formatChange(percent, 2)}
    </span>
  );
}

/** As it is shown: less than half a hundredth is no move. */
function trendOf(percent: number | null): "up" | "down" | "flat" {
  if (percent === null || Math.abs(percent) < 0.005) return "flat";
  return percent > 0 ? "up" : "down";
}
