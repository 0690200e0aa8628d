import { Choice, TextField } from "@/components/kit/Fields.tsx";
import { targetWords } from "@/lib/alarms/kinds/target/texts.ts";
import type { Pair } from "@/lib/alarms/pair.ts";
import { formatPrice } from "@/lib/market/format_price.ts";
import type { AlarmFieldsProps } from "./PercentField.tsx";

const CROSSINGS = ["any", "fromBelow", "fromAbove"] as const;

/** A price to wait for. */
export function TargetFields({ draft, problems, pair, onChange }: AlarmFieldsProps) {
  return (
    <>
      <TextField
        label={targetWords.priceIn(pair.quote)}
        {...nowHint(pair)}
        value={draft.targetPrice}
        problem={problems["targetPrice"]}
        isNumber
        isFirst
        onChange={(targetPrice) => onChange({ targetPrice })}
      />
      <Choice
        label={targetWords.ringsWhen}
        options={CROSSINGS.map((each) => [each, targetWords.crossings[each]] as const)}
        value={draft.crossing}
        onChange={(crossing) => onChange({ crossing })}
      />
    </>
  );
}

function nowHint({ currentPrice }: Pair): { hint?: string } {
  return currentPrice === null ? {} : { hint: targetWords.now(formatPrice(currentPrice)) };
}
