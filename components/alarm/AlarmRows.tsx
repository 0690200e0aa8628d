import { useState } from "preact/hooks";
import { alarmCount } from "@/lib/client/model.ts";
import { AlarmRow, type AlarmRowProps } from "./AlarmRow.tsx";

interface AlarmRowsProps extends Omit<AlarmRowProps, "alarm"> {
  /** More rows than this are drawn on request only: each of them follows the price. */
  atOnce: number;
  class?: string;
}

/** A pair's alarms, a row each, a long list in parts. */
export function AlarmRows({ atOnce, class: look, ...row }: AlarmRowsProps) {
  const [limit, setLimit] = useState(atOnce);
  const { alarms } = row.pair;
  const count = alarmCount(row.pair);
  return (
    <>
      <ul class={look}>
        {alarms.slice(0, limit).map((alarm) => <AlarmRow key={alarm.id} {...row} alarm={alarm} />)}
      </ul>
      {count > limit && (
        <button
          type="button"
          class="button"
          onClick={() => setLimit(limit + atOnce)}
        >
          Show more of {count} alarms
        </button>
      )}
    </>
  );
}
