import { type Signal, useSignal } from "@preact/signals";
import type { NoticeText } from "@/components/kit/Notice.tsx";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Pair } from "@/lib/alarms/pair.ts";
import { describeAlarm } from "@/lib/alarms/words.ts";
import type { PlacedAlarm } from "@/lib/client/alarms/alarm_view.ts";
import type { FetchReplay } from "@/lib/client/alarms/replay.ts";
import type { WantedAlarms } from "@/lib/client/alarms/templates.ts";
import { sendCommand } from "@/lib/client/client.ts";
import { answerNotice, messageOf, RequestError } from "@/lib/client/ask_server.ts";
import { programWords } from "@/lib/language/texts.ts";
import { titleOfPair } from "@/lib/market/pair_title.ts";
import type { FrameData, PairView, ServerFrame } from "@/lib/protocol/frames.ts";
import type { Deed } from "./UndoLine.tsx";
import type { InPlace } from "./in_place.ts";
import { alarmWords, deedWords as words } from "./texts.tsx";

/** What a person can do with an alarm of a pair; `resume` ends a person's pause. */
export interface AlarmActions extends
  Readonly<
    Record<
      "edit" | "rearm" | "snooze" | "resume" | "test" | "remove",
      (pair: Pair, alarm: Alarm) => void
    >
  > {
  /** Shows all that can be done, below the button that was pressed. */
  readonly menu: (pair: PairView, alarm: Alarm, button: DOMRect) => void;
  readonly inPlace: InPlace;
}

/** What a person can do with a pair and its alarms. */
export interface PairActions extends AlarmActions {
  readonly addAlarm: (pair: Pair) => void;
  readonly removePair: (pair: Pair) => void;
  /** Puts it into watchlists, or takes it out. */
  readonly lists: (pair: Pair) => void;
  /** Watches one more pair, by its symbol. */
  readonly addPair: (symbol: string) => void;
}

/** Which dialog of the board is open, and what about. */
export type OpenDialog =
  | { readonly kind: "newAlarm" | "removePair" | "pairLists"; readonly pair: Pair }
  | { readonly kind: "watchlists" }
  | { readonly kind: "alarmAtPrice"; readonly pair: Pair; readonly price: number }
  | { readonly kind: "alarmMenu"; readonly placed: PlacedAlarm; readonly button: DOMRect }
  | { readonly kind: "duplicateAlarm"; readonly placed: PlacedAlarm }
  | {
    readonly kind: "editAlarm" | "snoozeAlarm" | "removeAlarm";
    readonly pair: Pair;
    readonly alarm: Alarm;
  };

/** Sends a command about a pair; rejects with why it could not be done. */
export type SendAbout = (event: string, data: Readonly<Record<string, unknown>>) => Promise<void>;

/** The dialogs and notices of a page about pairs, and what its buttons do. */
export interface PairDialogs {
  readonly open: Signal<OpenDialog | null>;
  /** Why the last try in the open dialog failed. */
  readonly problem: Signal<string | null>;
  readonly notice: Signal<NoticeText | null>;
  readonly actions: PairActions;
  readonly show: (dialog: OpenDialog | null) => void;
  /** Sends a command and tells what came of it; rejects when it is refused. */
  readonly send: SendAbout;
  /** The same, but shows a failure in the dialog and closes it on success. */
  readonly sendAndClose: SendAbout;
  /** The same, but tells of a failure in a notice; whether it was done. */
  readonly sendAndTell: (...command: Parameters<SendAbout>) => Promise<boolean>;
  readonly fetchReplay: FetchReplay;
}

/** How long a snooze may be that a page offers, in minutes. */
export const SNOOZE_MINUTES = [15, 60, 240, 1440, 10080] as const;

type SnoozeMinutes = typeof SNOOZE_MINUTES[number];

/** What can be done with alarms, one or several at once. */
export type AlarmDeeds = ReturnType<typeof useAlarmDeeds>;

/**
 * Sends commands about alarms and keeps what came of the last one.
 * @param isPaused tells whether an alarm is, so that what a deed did not change is not changed by taking it back
 */
export function useAlarmDeeds(isPaused: (id: string) => boolean) {
  const done = useSignal<Deed | null>(null);
  const problem = useSignal<string | null>(null);
  const isSending = useSignal(false);

  /** Whether it was done; `tell` says what was. */
  const run = async (
    event: string,
    data: unknown,
    tell: (answer: ServerFrame) => Deed,
  ): Promise<boolean> => {
    problem.value = null;
    isSending.value = true;
    try {
      done.value = tell(await sendCommand(event, data));
      return true;
    } catch (error) {
      problem.value = messageOf(error);
      return false;
    } finally {
      isSending.value = false;
    }
  };
  const act = (verb: keyof typeof words.done, ids: readonly string[], undo: Deed["undo"]) => {
    if (ids.length > 0) {
      return run(
        `${verb}_alarms`,
        { ids },
        () => deed(words.done[verb](count(ids.length)), undo),
      );
    }
    problem.value = null;
    done.value = deed(words.nothing[verb]);
    return Promise.resolve(true);
  };
  const pause = (ids: readonly string[]) => {
    const changed = ids.filter((id) => !isPaused(id));
    return act("pause", changed, () => act("resume", changed, null));
  };
  const resume = (ids: readonly string[]) => {
    const changed = ids.filter(isPaused);
    return act("resume", changed, () => act("pause", changed, null));
  };
  const remove = (ids: readonly string[]) =>
    act("remove", ids, () => run("restore_alarms", { ids }, restored));
  const snooze = (ids: readonly string[], minutes: SnoozeMinutes) =>
    run(
      "snooze_alarms",
      { ids, minutes },
      () => deed(words.snoozed(count(ids.length), alarmWords.snoozes[minutes])),
    );
  const rearm = (id: string) =>
    run("restart_alarm", { id }, (answer) => deed(answerNotice(answer) ?? words.rearmed));
  const test = (id: string) => run("test_alarm", { id }, () => deed(words.tested));
  const set = (answer: ServerFrame): Deed => {
    const ids = answer.event === "alarms_added"
      ? answer.data.alarms.map(({ alarm }) => alarm.id)
      : [];
    return deed(words.set(count(ids.length)), () => remove(ids));
  };
  const duplicate = (alarms: WantedAlarms) => run("add_alarms", { alarms }, set);
  /** Rejects when they are refused. */
  const add = async (alarms: WantedAlarms) => {
    done.value = set(await sendCommand("add_alarms", { alarms }));
  };
  /** Rejects when that is refused. */
  const edit = async (id: string, changes: object) => {
    const answer = await sendCommand("update_alarm", { id, alarm: changes });
    done.value = deed(answerNotice(answer) ?? alarmWords.saved);
  };
  /** Rejects when it is refused. */
  const editInPlace: InPlace["save"] = async ({ id }, changes, former) => {
    const answer = await sendCommand("update_alarm", { id, alarm: changes });
    const undo = () => void run("update_alarm", { id, alarm: former }, () => deed(words.putBack));
    done.value = deed(answerNotice(answer) ?? alarmWords.saved, undo);
  };
  /** What was refused is named; rejects where nothing was changed. */
  const editMany = async (alarms: readonly PlacedAlarm[], change: object) => {
    const ids = alarms.map(({ alarm }) => alarm.id);
    const answer = await sendCommand("update_alarms", { ids, ...change });
    if (answer.event !== "alarms_updated") return;
    const { alarms: changed, refused = [] } = answer.data;
    const told = refusedWords(refused, alarms);
    if (changed.length === 0 && told !== null) throw new RequestError("refused", told);
    done.value = deed(words.changed(count(changed.length)));
    problem.value = told;
  };
  return {
    done,
    problem,
    isSending,
    edit,
    editInPlace,
    editMany,
    pause,
    resume,
    remove,
    snooze,
    rearm,
    test,
    add,
    duplicate,
  };
}

function deed(text: string, undo: Deed["undo"] = null): Deed {
  return { text, undo };
}

function restored(answer: ServerFrame): Deed {
  const back = answer.event === "alarms_added" ? answer.data.alarms.length : 0;
  return deed(words.broughtBack(count(back)));
}

/** So many are named; of more it is said how many. */
const NAMED = 5;

type Refused = NonNullable<FrameData["alarms_updated"]["refused"]>;

function refusedWords(refused: Refused, alarms: readonly PlacedAlarm[]): string | null {
  if (refused.length === 0) return null;
  const named = refused.slice(0, NAMED).map(({ id, message }) => {
    const placed = alarms.find(({ alarm }) => alarm.id === id);
    const name = placed ? describeAlarm(placed.alarm, titleOfPair(placed.pair)) : id;
    return `${name} (${programWords.said(message)})`;
  });
  const others = refused.length > NAMED ? [words.more(refused.length - NAMED)] : [];
  return words.notChanged([...named, ...others].join("; "));
}

function count(number: number): string {
  return words.count(number);
}
