import { Choice } from "@/components/kit/Fields.tsx";
import { type AlarmFieldsProps, PercentField } from "./PercentField.tsx";

const EXTREMES = [["downFromMax", "Down from max ↓"], ["upFromMin", "Up from min ↑"]] as const;

/** A move away from the highest or lowest price. */
export function PercentChangeFields(props: AlarmFieldsProps) {
  return (
    <>
      <PercentField {...props} />
      <Choice
        label="Against the highest or lowest price since the pair was added"
        options={EXTREMES}
        value={props.draft.changeType}
        onChange={(changeType) => props.onChange({ changeType })}
      />
    </>
  );
}
