import { type ReadonlySignal, type Signal, signal, useComputed, useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Fire } from "@/lib/alarms/fire.ts";
import { type AlarmSoundName, BY_PROGRAM, DEFAULT_SOUND } from "@/lib/alarms/limits.ts";
import { messageOf } from "@/lib/client/ask_server.ts";
import { toBase } from "@/lib/client/base_path.ts";
import { listenToFrames, sendCommand } from "@/lib/client/client.ts";
import { type Model, ringingOf } from "@/lib/client/model.ts";
import { pairTitle } from "@/lib/client/pair_titles.ts";
import { keep, preferences, recall, zoneOf } from "@/lib/client/preferences.ts";
import { texts } from "@/lib/language/texts.ts";
import type { ServerFrame } from "@/lib/protocol/frames.ts";
import { dateLocale, shortMomentText, type Zone } from "@/lib/text/times.ts";
import { momentOfWallTime, wallTimeAt } from "@/lib/text/wall_time.ts";

/** What is said of alarms that ring or rang; a `pair` is its title. */
export const fireWords = texts("fires", {
  quietOnly: (why: string) => `It is quiet here, but not acknowledged. ${why}`,
  armedAgain: (pair: string) => `${pair} is armed again`,
  snoozed: (pair: string, until: string) => `${pair} is snoozed until ${until}`,
  silenced: (count: number, by: string) =>
    count === 1 ? `Silenced from ${by}` : `${count} alarms silenced from ${by}`,
  /** In the tab. */
  ringing: (pair: string, others: number) =>
    `🔔 ${pair}${others > 0 ? ` +${others}` : ""} is ringing`,
  untilMorning: (morning: string) => `until ${morning}`,
  acknowledge: "Acknowledge",
  snooze: "Snooze 15 min",
  test: "Test: ",
  late: " (late)",
  found: "found",
  isLate: "late",
  lateMeans: "Found by looking back over a gap in the prices",
  isTest: "test",
  testMeans: "A rehearsal, not a price move",
  short: { high: "short high", low: "short low" },
  shortMeans: "Seen between two prices, and gone by the next one",
});

/** What a person can do about what rings; all but `hide` end it on every screen. */
export interface RingingActions {
  readonly acknowledgeAll: () => void;
  readonly acknowledge: (fire: Fire) => void;
  /** Acknowledges all that rings of this alarm, and keeps it quiet. */
  readonly snooze: (fire: Fire, input: SnoozeChoice["input"]) => void;
  /** Acknowledges all that rings of this alarm, and arms it again. */
  readonly rearm: (fire: Fire) => void;
  /** Takes it off this screen alone, when the server cannot be reached. */
  readonly hide: () => void;
}

interface RingingNotice {
  readonly tone: "info" | "good";
  readonly text: string;
}

const NONE: ReadonlySet<string> = new Set();

/** What rings on this page, and what can be done about it. */
export function useRinging(model: Signal<Model>) {
  const acknowledged = useSignal(NONE);
  const hidden = useSignal(NONE);
  /** Why the server could not be reached; null while it could. */
  const problem = useSignal<string | null>(null);
  /** Who acknowledged it elsewhere, or the outcome of a snooze. */
  const notice = useSignal<RingingNotice | null>(null);
  const shown = useRef(ringingOf(model.peek()));
  const fires = useComputed(() => {
    // A page that slept hears first of what rang, and then that it is acknowledged.
    if (!model.value.link.isBehind) shown.current = ringingOf(model.value);
    return shown.current.filter((fire) => !hidden.value.has(fire.id));
  });
  const sounding = useComputed(() =>
    model.value.link.isBehind ? [] : fires.value.filter((fire) => !acknowledged.value.has(fire.id))
  );
  useEffect(
    () => announceWhoAcknowledged(fires, (text) => notice.value = { tone: "info", text }),
    [],
  );

  const confirm = (answer: ServerFrame) => {
    const text = quietedWords(answer, zoneOf(preferences.value));
    if (text !== null) notice.value = { tone: "good", text };
  };
  /** This screen is quiet at once, whether or not the server can be reached. */
  const send = async (silenced: readonly Fire[], commands: readonly Command[]) => {
    acknowledged.value = withIds(acknowledged.value, silenced);
    problem.value = null;
    try {
      for (const [event, data] of commands) confirm(await sendCommand(event, data));
    } catch (error) {
      problem.value = fireWords.quietOnly(messageOf(error));
    }
  };
  /** First what is done to the alarm: should that be refused, the dialog is still there to say so. */
  const sendAbout = (fire: Fire, event: string, data: object) => {
    const ofAlarm = fires.value.filter(({ alarmId }) => alarmId === fire.alarmId);
    const change: Command = [event, { pair: fire.pair, id: fire.alarmId, ...data }];
    return send(ofAlarm, [change, ...acknowledgements(ofAlarm)]);
  };
  const actions = useMemo((): RingingActions => ({
    acknowledgeAll: () => send(fires.value, acknowledgements(fires.value)),
    acknowledge: (fire) => send([fire], acknowledgements([fire])),
    snooze: (fire, input) => sendAbout(fire, "snooze_alarm", input),
    rearm: (fire) => sendAbout(fire, "restart_alarm", {}),
    hide: () => hidden.value = withIds(hidden.value, fires.value),
  }), []);
  return { fires, sounding, problem, notice, actions };
}

type Command = readonly [event: string, data: unknown];

/** More at once would not fit into one message. */
const MOST_AT_ONCE = 500;

/** Of these alone: what the page has not heard of yet is to ring on. */
function acknowledgements(fires: readonly Fire[]): Command[] {
  const ids = fires.map(({ id }) => id);
  const count = Math.ceil(ids.length / MOST_AT_ONCE);
  return Array.from({ length: count }, (_, part): Command => {
    const fireIds = ids.slice(part * MOST_AT_ONCE, (part + 1) * MOST_AT_ONCE);
    return ["acknowledge", { fireIds }];
  });
}

/** Tells who silenced what was shown here, unless it was done here; returns how to stop. */
function announceWhoAcknowledged(
  fires: ReadonlySignal<readonly Fire[]>,
  tell: (text: string) => void,
): () => void {
  const shown = new Set<string>();
  const stopNoting = fires.subscribe((now) => now.forEach(({ id }) => shown.add(id)));
  const stopListening = listenToFrames((frame) => {
    if (frame.event !== "fire_acknowledged") return;
    // An answer carries the id of the request that was sent from here.
    if (frame.id !== undefined) return noteOwnAcknowledgements(frame.data.fireIds);
    const silenced = frame.data.fireIds.filter((id) => shown.has(id));
    const text = acknowledgedWords(frame.data.by, silenced.length);
    if (text !== null) tell(text);
  });
  return () => {
    stopNoting();
    stopListening();
  };
}

function withIds(ids: ReadonlySet<string>, fires: readonly Fire[]): ReadonlySet<string> {
  return new Set([...ids, ...fires.map((fire) => fire.id)]);
}

/** Confirms what was done to an alarm that rang, from the server's answer; null when it was only acknowledged. */
export function quietedWords(answer: ServerFrame, zone: Zone): string | null {
  if (answer.event !== "alarm_updated") return null;
  const { pair, alarm } = answer.data;
  return alarm.snoozedUntil === null
    ? fireWords.armedAgain(pairTitle(pair))
    : fireWords.snoozed(pairTitle(pair), shortMomentText(alarm.snoozedUntil, zone));
}

/** What a screen says when something that rang on it was silenced elsewhere; null when that is not worth a word. */
function acknowledgedWords(by: string, count: number): string | null {
  // The program silences the oldest of very many: the newer ones still ring.
  if (count === 0 || by === BY_PROGRAM) return null;
  return fireWords.silenced(count, by);
}

const FLASH_MS = 1_000;
const QUIET_ICON = "/favicon.svg";
const RINGING_ICON = "/favicon-ringing.svg";

/**
 * Shows in the tab and on the whole page that fires ring, newest first; returns how to take it back.
 * The title changes once a second at most, which is safe for people with photosensitive epilepsy.
 */
export function showRinging(fires: readonly Fire[]): () => void {
  const [newest] = fires;
  if (newest === undefined) return () => {};
  const quietTitle = document.title;
  const loudTitle = fireWords.ringing(pairTitle(newest.pair), fires.length - 1);
  const toggle = () => document.title = document.title === loudTitle ? quietTitle : loudTitle;
  toggle();
  const timer = prefersStillness() ? null : setInterval(toggle, FLASH_MS);
  setLook("ringing", RINGING_ICON);
  return () => {
    if (timer !== null) clearInterval(timer);
    document.title = quietTitle;
    setLook("quiet", QUIET_ICON);
  };
}

function setLook(look: "ringing" | "quiet", icon: string): void {
  document.documentElement.dataset["look"] = look;
  document.querySelector("link[rel=icon]")?.setAttribute("href", toBase(icon));
}

function prefersStillness(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** What is heard while these fires ring, newest first: the newest one's sound and no other; null while nothing rings. */
export function ringingSound(fires: readonly Fire[]): AlarmSoundName | null {
  const [newest] = fires;
  return newest === undefined ? null : newest.alarm.sound ?? DEFAULT_SOUND;
}

const STORAGE_KEY = "acknowledged-here";
/** More than the log shows on a page are not worth their room. */
const MOST = 200;

/** Ids of the fires that were acknowledged in this tab. */
export const ownAcknowledgements = signal<ReadonlySet<string>>(new Set());

/** Notes what the person in front of this screen acknowledged. */
function noteOwnAcknowledgements(fireIds: readonly string[]): void {
  const ids = [...new Set([...ownAcknowledgements.peek(), ...fireIds])].slice(-MOST);
  ownAcknowledgements.value = new Set(ids);
  keep("tab", STORAGE_KEY, ids.join(" "));
}

/** Takes over what this tab noted on the page before. */
export function recallOwnAcknowledgements(): void {
  const ids = recall("tab", STORAGE_KEY)?.split(" ") ?? [];
  if (ids.length > 0) ownAcknowledgements.value = new Set([...ids, ...ownAcknowledgements.peek()]);
}

/** A length of quiet that is offered while an alarm rings. */
interface SnoozeChoice {
  readonly text: string;
  /** Said in full to screen readers. */
  readonly label: string;
  /** What the server is asked for. */
  readonly input: { readonly minutes: number } | { readonly until: string };
}

const MORNING_HOUR = 9;
/** Whoever is woken before this hour means the morning that is about to come. */
const NIGHT_ENDS_HOUR = 6;

/** For how long an alarm that rings at `now` (ms) may be kept quiet, seen from this zone. */
export function snoozeChoices(now: number, zone: Zone): readonly SnoozeChoice[] {
  const until = nextMorning(now, zone);
  const morning = `${weekdayText(until, zone)} ${MORNING_HOUR}:00`;
  return [
    { text: "15 min", label: "15 min", input: { minutes: 15 } },
    { text: "1 h", label: "1 h", input: { minutes: 60 } },
    {
      text: morning,
      label: fireWords.untilMorning(morning),
      input: { until: new Date(until).toISOString() },
    },
  ];
}

/** Nine o'clock in this zone, of the next day or after a night of this one, in milliseconds. */
export function nextMorning(now: number, zone: Zone): number {
  const today = wallTimeAt(now, zone);
  const day = today.hour < NIGHT_ENDS_HOUR ? today.day : today.day + 1;
  return momentOfWallTime({ ...today, day, hour: MORNING_HOUR, minute: 0 }, zone);
}

function weekdayText(at: number, zone: Zone): string {
  const timeZone = zone === undefined ? {} : { timeZone: zone };
  return new Intl.DateTimeFormat(dateLocale(), { weekday: "short", ...timeZone }).format(at);
}
