import { formatChange } from "@/lib/market/format_price.ts";
import { Icon } from "./Icon.tsx";

/** A move in percent with sign, arrow and colour, so that colour alone never has to tell it. */
export function Change({ percent, label }: { percent: number; label: string }) {
  const trend = percent > 0 ? "up" : percent < 0 ? "down" : "flat";
  return (
    <span class={`change change-${trend}`}>
      {trend !== "flat" && <Icon name={trend} />}
      <span>{formatChange(percent, 2)}</span>
      <span class="change-label">{label}</span>
    </span>
  );
}
