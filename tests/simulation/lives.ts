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
    paused?: boolean;
    triggered?: boolean;
  }>;

const CONDITION_FIELDS = [
  ...["targetPrice", "direction", "percentage", "changeType", "timeUnit", "timeValue"],
];

/** The alarms' lives out of what people did, in the order of their settings. */
export function livesOf(done: readonly Done[]): Life[] {
  const lives = new Map<string, Life>();
  const note = (id: unknown, change: Change) => lives.get(String(id))?.changes.push(change);
  const known = new Map<string, Answered>();
  const lost = new Set<string>();
  for (const { at, name, input, answer } of oneByOne(done, known)) {
    const alarm = answer.alarm as Answered | undefined;
    const { id } = input;
    if (name === "add_alarm" && alarm) {
      const { id } = alarm;
      const before = lives.get(id)?.changes ?? [];
      lives.set(id, { id, symbol: String(input.pair), changes: [...before, ...setBy(alarm, at)] });
      // One that has fired and is brought back may be armed again or not: nobody follows it.
      if (alarm.triggered) lost.add(id);
    }
    const dropped = droppedBy(answer);
    if (name === "restart_alarm" && alarm) {
      note(id, { at, what: "armed", alarm: plain(alarm), dropped });
    }
    if (name === "update_alarm" && alarm) {
      const changed = { at, alarm: plain(alarm) };
      const isRecast = isOther(known.get(alarm.id), alarm);
      note(id, { ...changed, ...(isRecast ? { what: "recast", dropped } : { what: "edited" }) });
      const { paused } = input;
      if (paused !== undefined) note(id, { at, what: paused ? "paused" : "resumed" });
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
  return [...lives.values()].filter(({ id }) => !lost.has(id));
}

/** What is done to one alarm where something is done to several. */
const SINGLE: Readonly<Partial<Record<Done["name"], Done["name"]>>> = {
  ...{ add_alarms: "add_alarm", restore_alarms: "add_alarm", update_alarms: "update_alarm" },
  ...{ snooze_alarms: "snooze_alarm", remove_alarms: "remove_alarm" },
};

/** What is known meanwhile grows with what is done. */
function* oneByOne(
  done: readonly Done[],
  known: ReadonlyMap<string, Answered>,
): Generator<Done> {
  for (const each of done) yield* singly(each, known);
}

/** What somebody did to several alarms at once, as what happened to each of them. */
function singly(done: Done, known: ReadonlyMap<string, Answered>): Done[] {
  const { name, input, answer } = done;
  if (name === "import_alarms") return imported(done, known);
  const single = SINGLE[name];
  if (single === undefined) return [done];
  const all = answer.alarms as readonly { pair: string; id?: string; alarm?: Answered }[];
  return all.map(({ pair, alarm, id = alarm?.id }) => (
    { ...done, name: single, input: { ...input, pair, id }, answer: { alarm } }
  ));
}

/** An answer tells what becomes of each record, and not the alarm as it is then. */
function imported(done: Done, known: ReadonlyMap<string, Answered>): Done[] {
  const records = done.input.alarms as readonly Readonly<Record<string, unknown>>[];
  const entries = done.answer.entries as readonly Readonly<Record<string, unknown>>[];
  return entries.flatMap(({ outcome, droppedFrom, droppedTo }, nth) => {
    const { id, paused } = records[nth] ?? {};
    const before = known.get(String(id));
    if (outcome !== "changed" || before === undefined) return [];
    const dropped = droppedFrom === undefined ? {} : { droppedFrom, droppedTo };
    const answer = { alarm: { ...before, ...records[nth] }, ...dropped };
    return [{ ...done, name: "update_alarm", input: { id, paused }, answer }];
  });
}

/** An alarm that is set, or brought back as it was. */
function setBy(alarm: Answered, at: number): Change[] {
  const until = Date.parse(alarm.snoozedUntil ?? "");
  return [
    { at, what: "armed", alarm: plain(alarm), dropped: null },
    ...(alarm.paused ? [{ at, what: "paused" } as const] : []),
    ...(until > at ? [{ at, what: "snoozed", until } as const] : []),
  ];
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
