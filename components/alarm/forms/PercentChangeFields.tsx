import { Choice } from "@/components/kit/Fields.tsx";
import { percentChangeFormWords } from "@/lib/alarms/kinds/percentChange/typed.ts";
import { type AlarmFieldsProps, PercentField } from "./PercentField.tsx";

const EXTREMES = ["downFromMax", "upFromMin"] as const;

/** A move away from the highest or lowest price. */
export function PercentChangeFields(props: AlarmFieldsProps) {
  return (
    <>
      <PercentField {...props} />
      <Choice
        label={percentChangeFormWords.from}
        options={EXTREMES.map((each) => [each, percentChangeFormWords.extremes[each]] as const)}
        value={props.draft.changeType}
        onChange={(changeType) => props.onChange({ changeType })}
      />
    </>
  );
}
