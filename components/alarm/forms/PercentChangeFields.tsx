import { Choice } from "@/components/kit/Fields.tsx";
import { type AlarmFieldsProps, PercentField } from "./PercentField.tsx";

const EXTREMES = [["downFromMax", "% down from high ↓"], ["upFromMin", "% up from low ↑"]] as const;

/** A move away from the highest or lowest price. */
export function PercentChangeFields(props: AlarmFieldsProps) {
  return (
    <>
      <PercentField {...props} />
      <Choice
        label="From the high or low since the pair was added"
        options={EXTREMES}
        value={props.draft.changeType}
        onChange={(changeType) => props.onChange({ changeType })}
      />
    </>
  );
}
