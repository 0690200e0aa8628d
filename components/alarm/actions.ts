import type { Signal } from "@preact/signals";
import type { NoticeText } from "@/components/kit/Notice.tsx";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Pair } from "@/lib/alarms/pair.ts";
import type { PlacedAlarm } from "@/lib/client/alarms/alarm_view.ts";
import type { FetchReplay } from "@/lib/client/alarms/replay.ts";
import type { PairView } from "@/lib/protocol/frames.ts";
import type { InPlace } from "./in_place.ts";

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

export type SnoozeMinutes = typeof SNOOZE_MINUTES[number];
