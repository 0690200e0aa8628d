import type { Fire } from "@/lib/alarms/fire.ts";
import type { PlainCondition } from "./plain_conditions.ts";
import type { AnnouncedFire, Change, Dropped, PlainAlarm } from "./plain_alarm.ts";
import type { Done } from "./simulated_world.ts";

/** An alarm from its setting on: what was done to it, and what it was told to have done. */
interface Life {
  readonly id: string;
  readonly symbol: string;
  readonly changes: Change[];
}

/** What is read of an alarm in the program's answers. */
type Answered =
  & PlainCondition
  & Readonly<{
    id: string;
    mode: string;
    cooldownSeconds: number;
    expiresAt: string | null;
    startPrice?: number | null;
    snoozedUntil: string | null;
  }>;

const CONDITION_FIELDS = [
  ...["targetPrice", "direction", "percentage", "changeType", "timeUnit", "timeValue"],
];

/** The alarms' lives out of what people did, in the order of their settings. */
export function livesOf(done: readonly Done[]): Life[] {
  const lives = new Map<string, Life>();
  const note = (id: unknown, change: Change) => lives.get(String(id))?.changes.push(change);
  const known = new Map<string, Answered>();
  for (const { at, name, input, answer } of done) {
    const alarm = answer.alarm as Answered | undefined;
    const { id } = input;
    if (name === "add_alarm" && alarm) {
      const begun = { at, what: "armed", alarm: plain(alarm), dropped: null } as const;
      lives.set(alarm.id, { id: alarm.id, symbol: String(input.pair), changes: [begun] });
    }
    const dropped = droppedBy(answer);
    if (name === "restart_alarm" && alarm) {
      note(id, { at, what: "armed", alarm: plain(alarm), dropped });
    }
    if (name === "update_alarm" && alarm) {
      const changed = { at, alarm: plain(alarm) };
      const isRecast = isOther(known.get(alarm.id), alarm);
      note(id, { ...changed, ...(isRecast ? { what: "recast", dropped } : { what: "edited" }) });
    }
    if (alarm) known.set(alarm.id, alarm);
    if (name === "snooze_alarm" && alarm) {
      note(id, { at, what: "snoozed", until: Date.parse(alarm.snoozedUntil ?? "") });
    }
    if (name === "remove_alarm") note(id, { at, what: "removed" });
    if (name === "pause_alarms" || name === "resume_alarms") {
      const what = name === "pause_alarms" ? "paused" : "resumed";
      for (const each of input.ids as string[]) note(each, { at, what });
    }
    if (name === "remove_pair") {
      for (const life of lives.values()) {
        if (life.symbol === input.pair) life.changes.push({ at, what: "removed" });
      }
    }
  }
  return [...lives.values()];
}

function droppedBy({ droppedFrom, droppedTo }: Done["answer"]): Dropped {
  if (droppedFrom === undefined && droppedTo === undefined) return null;
  return { from: Date.parse(String(droppedFrom)), to: Date.parse(String(droppedTo)) };
}

/** Whether the condition was changed. */
function isOther(before: Answered | undefined, after: Answered): boolean {
  const [former, now]: Readonly<Record<string, unknown>>[] = [{ ...before }, { ...after }];
  return CONDITION_FIELDS.some((field) => former?.[field] !== now?.[field]);
}

function plain(alarm: Answered): PlainAlarm {
  const { mode, cooldownSeconds, expiresAt, startPrice = null } = alarm;
  return {
    ...{ condition: alarm, mode, cooldownSeconds, startPrice },
    expiresAt: expiresAt === null ? null : Date.parse(expiresAt),
  };
}

/** The fires of one alarm, by the time of the move. */
export function firesOf(id: string, fires: readonly Fire[]): AnnouncedFire[] {
  return fires.filter(({ alarmId }) => alarmId === id).map((fire) => ({
    at: Date.parse(fire.timestamp),
    foundAt: Date.parse(fire.detectedAt),
    ...{ price: fire.price, direction: fire.direction, isLate: fire.late },
  })).sort((a, b) => a.at - b.at);
}
