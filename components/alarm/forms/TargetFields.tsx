import { Choice, TextField } from "@/components/kit/Fields.tsx";
import type { Pair } from "@/lib/alarms/pair.ts";
import { formatPrice } from "@/lib/market/format_price.ts";
import type { AlarmFieldsProps } from "./PercentField.tsx";

const CROSSINGS = [
  ["any", "Crosses"],
  ["fromBelow", "Crosses above ↑"],
  ["fromAbove", "Crosses below ↓"],
] as const;

/** A price to wait for. */
export function TargetFields({ draft, problems, pair, onChange }: AlarmFieldsProps) {
  return (
    <>
      <TextField
        label={`Price in ${pair.quote}`}
        {...nowHint(pair)}
        value={draft.targetPrice}
        problem={problems["targetPrice"]}
        isNumber
        isFirst
        onChange={(targetPrice) => onChange({ targetPrice })}
      />
      <Choice
        label="Rings when the price"
        options={CROSSINGS}
        value={draft.crossing}
        onChange={(crossing) => onChange({ crossing })}
      />
    </>
  );
}

function nowHint({ currentPrice }: Pair): { hint?: string } {
  return currentPrice === null ? {} : { hint: `Now at ${formatPrice(currentPrice)}` };
}
