import { Choice, TextField } from "@/components/kit/Fields.tsx";
import { targetFormWords } from "@/lib/alarms/kinds/target/typed.ts";
import type { Pair } from "@/lib/alarms/pair.ts";
import { formatPrice } from "@/lib/market/format_price.ts";
import type { AlarmFieldsProps } from "./PercentField.tsx";

const CROSSINGS = ["any", "fromBelow", "fromAbove"] as const;

/** A price to wait for. */
export function TargetFields({ draft, problems, pair, onChange }: AlarmFieldsProps) {
  return (
    <>
      <TextField
        label={targetFormWords.priceIn(pair.quote)}
        {...nowHint(pair)}
        value={draft.targetPrice}
        problem={problems["targetPrice"]}
        isNumber
        isFirst
        onChange={(targetPrice) => onChange({ targetPrice })}
      />
      <Choice
        label={targetFormWords.ringsWhen}
        options={CROSSINGS.map((each) => [each, targetFormWords.crossings[each]] as const)}
        value={draft.crossing}
        onChange={(crossing) => onChange({ crossing })}
      />
    </>
  );
}

function nowHint({ currentPrice }: Pair): { hint?: string } {
  return currentPrice === null ? {} : { hint: targetFormWords.now(formatPrice(currentPrice)) };
}
