import type { ComponentChildren } from "preact";
import { texts } from "@/lib/language/texts.ts";

/** Rows of alarms, and what can be done with one; a `pair` is its title, such as `BTC/USDT`. */
export const alarmWords = texts("alarms", {
  title: "Alarms",
  thisAlarm: "This alarm",
  looks: {
    armed: "Armed",
    triggered: "Triggered",
    snoozed: "Snoozed",
    suppressed: "Suppressed",
    paused: "Paused",
    expired: "Expired",
    warmingUp: "Warming up",
    unwatched: "Not watched",
    waitingToReset: "Waiting to reset",
  },
  cooldown: "Cooldown",
  removed: "Removed",
  setAt: (at: ComponentChildren) => <>set {at}</>,
  until: (at: ComponentChildren) => <>until {at}</>,
  since: (at: ComponentChildren) => <>since {at}</>,
  expires: (at: ComponentChildren) => <>expires {at}</>,
  rang: (at: ComponentChildren, price: string | null) => (
    <>rang {at}{price !== null && ` at ${price}`}</>
  ),
  needsHistory: (time: string) => `needs ${time} more history`,
  gaplessSince: "no gap since",
  repeat: "repeat",
  distance: (change: ComponentChildren, price: string) => <>{change} to {price}</>,
  edit: "Edit",
  snooze: "Snooze",
  pause: "Pause",
  resume: "Resume",
  rearm: "Re-arm",
  duplicate: "Duplicate",
  remove: "Remove",
  test: "Test alarm",
  why: "Why and history",
  all: "All that can be done",
  chartOf: (pair: string) => `Chart of ${pair}`,
  showMore: (count: number) => `Show more of ${count} alarms`,
  undo: "Undo",
  saved: "Saved.",
  /** By minutes. */
  snoozes: { 15: "15 minutes", 60: "1 hour", 240: "4 hours", 1440: "1 day", 10080: "1 week" },
  shortSnoozes: { 15: "15 min", 60: "1 h", 240: "4 h", 1440: "1 day", 10080: "1 week" },
  snoozeFor: (length: string) => `Snooze ${length}`,
  change: (what: string) => `Change the ${what}`,
  whatOf: (what: string, alarm: string) => `The ${what} of ${alarm}`,
  addNote: "Add a note",
  changeNote: "Change the note",
  noteOf: (alarm: string) => `The note of ${alarm}`,
  pressed: (shown: string, act: string) => `${shown}: ${act.toLowerCase()}`,
  save: "Save",
  notSaved: "Not saved yet: Enter or Save keeps it, Escape leaves it as it was.",
  leave: "Leave it as it was",
});

/** The line of text that sets an alarm. */
export const quickWords = texts("quickAlarm", {
  form: "Set an alarm with one line",
  label: "Alarm in one line, for example btc > 70k",
  setting: "Setting…",
  addAndSet: "Add and set",
  set: "Set alarm",
  suggestions: "Suggestions",
  example: "Try",
  whichPair: (piece: string) => `Which pair is “${piece}”?`,
  notWatched: (pair: string) => `${pair} is not watched yet: it is added first`,
  notLoaded: "What reads this line could not be loaded: reload the page, then try again",
  stillSending: "The alarm before is still being set: press Enter again in a moment",
  done: (condition: string) => `Set: ${condition}.`,
  removedAgain: (condition: string) => `Removed again: ${condition}.`,
  notRemoved: (why: string) => `Not removed: ${why}`,
});

/** What was done with alarms. */
export const deedWords = texts("deeds", {
  count: (count: number) => count === 1 ? "1 alarm" : `${count} alarms`,
  done: {
    pause: (alarms: string) => `Paused ${alarms}.`,
    resume: (alarms: string) => `Resumed ${alarms}.`,
    remove: (alarms: string) => `Removed ${alarms}.`,
  },
  nothing: {
    pause: "Nothing to pause: they are paused already.",
    resume: "Nothing to resume: they are resumed already.",
    remove: "Nothing to remove: they are removed already.",
  },
  snoozed: (alarms: string, length: string) => `Snoozed ${alarms} for ${length}.`,
  rearmed: "Re-armed 1 alarm.",
  tested: "It rings as a test.",
  set: (alarms: string) => `Set ${alarms}.`,
  putBack: "Put back.",
  changed: (alarms: string) => `Changed ${alarms}.`,
  broughtBack: (alarms: string) => `Brought back ${alarms}.`,
  notChanged: (named: string) => `Not changed: ${named}`,
  more: (count: number) => `${count} more`,
});
