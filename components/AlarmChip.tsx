import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { AlarmLook } from "@/lib/live/alarm_look.ts";

interface AlarmChipProps {
  look: AlarmLook;
  mode: Alarm["mode"];
}

const WORDS: Readonly<Record<AlarmLook, string>> = {
  armed: "Armed",
  triggered: "Triggered",
  snoozed: "Snoozed",
  suppressed: "Suppressed",
  paused: "Paused",
  expired: "Expired",
  warmingUp: "Warming up",
  unwatched: "Not watched",
};

/** The state of an alarm in a word. */
export function AlarmChip({ look, mode }: AlarmChipProps) {
  const isResting = look === "triggered" && mode === "repeat";
  return (
    <span class={`state state-${look}`}>
      <span class="state-dot" />
      {isResting ? "Resting" : WORDS[look]}
    </span>
  );
}
