import type { AlarmFilter } from "@/lib/live/alarm_filter.ts";

interface AlarmFilterFormProps {
  filter: AlarmFilter;
  onChange: (filter: AlarmFilter) => void;
}

const LOOKS = [
  ["any", "Any state"],
  ["armed", "Armed"],
  ["triggered", "Triggered"],
  ["snoozed", "Snoozed"],
  ["suppressed", "Suppressed"],
  ["paused", "Paused"],
  ["warmingUp", "Warming up"],
  ["unwatched", "Not watched"],
  ["expired", "Expired"],
] as const;

/** Finds alarms by words and state. */
export function AlarmFilterForm({ filter, onChange }: AlarmFilterFormProps) {
  const choose = (value: string) => {
    const look = LOOKS.find(([each]) => each === value)?.[0] ?? "any";
    onChange({ ...filter, look });
  };
  return (
    <search class="alarm-filter">
      <input
        class="input"
        type="search"
        aria-label="Find alarms by pair, condition or note"
        placeholder="Find: btc, maximum, breakout…"
        value={filter.text}
        onInput={(event) => onChange({ ...filter, text: event.currentTarget.value })}
      />
      <select
        class="input"
        aria-label="State"
        value={filter.look}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        {LOOKS.map(([look, text]) => <option key={look} value={look}>{text}</option>)}
      </select>
    </search>
  );
}
