import type { Alarm } from "@/lib/alarms/alarm.ts";
import {
  areTags,
  DEFAULT_PRIORITY,
  MAX_TAG_LENGTH,
  MAX_TAGS,
  plainTag,
  tagsIn,
} from "@/lib/alarms/limits.ts";
import { toldWords } from "@/lib/alarms/words.ts";
import { texts } from "@/lib/language/texts.ts";
import { readTypedNumber } from "@/lib/market/typed_number.ts";
import { durationWords } from "@/lib/text/times.ts";
import { momentIn } from "./draft.ts";
import { draftWords } from "./preview.ts";

/** What leaving a field alone means, where several alarms are changed. */
export const keptTexts = texts("kept", {
  same: (value: string) => `Leave as it is: ${value}`,
  differs: "Leave as it is: differs",
  now: (value: string) => `Now: ${value}`,
  nowDiffers: "Now: differs",
  none: "none",
  defaultChannels: "the default channels",
  toldOnce: "told once",
  aPolicy: "a policy",
  allPaused: "all are paused",
  nonePaused: "none is paused",
  never: "never",
  sameMoment: "all at the same moment",
  note: (note: string) => `“${note}”`,
  priorities: { low: "low", normal: "normal", high: "high", critical: "critical" },
  modes: { once: "once", repeat: "repeat" },
});

/** A form that changes several alarms, as filled in; what is empty is left alone. */
export interface BulkDraft {
  readonly priority: string;
  readonly mode: string;
  readonly cooldownMinutes: string;
  /** `default`, `everybody`, `me`, or the id of a channel. */
  readonly tell: string;
  /** Id of a policy, or `none`. */
  readonly policy: string;
  /** `pause` or `resume`. */
  readonly paused: string;
  /** In minutes. */
  readonly snooze: string;
  /** `never`, or `at` the moment in `expiresAt`. */
  readonly expiry: string;
  /** As `datetime-local` gives it, in the viewer's zone. */
  readonly expiresAt: string;
  /** `set` to what is in `note`, or `none`. */
  readonly noteIs: string;
  readonly note: string;
  /** With commas between. */
  readonly addTags: string;
  readonly removeTags: readonly string[];
}

export const EMPTY_BULK: BulkDraft = {
  ...{ priority: "", mode: "", cooldownMinutes: "", tell: "", policy: "", paused: "", snooze: "" },
  ...{ expiry: "", expiresAt: "", noteIs: "", note: "", addTags: "", removeTags: [] },
};

/** The fields to send, or why they cannot be; untouched ones are left out. */
export function readBulk(
  draft: BulkDraft,
): { readonly change: Readonly<Record<string, unknown>>; readonly problem: string | null } {
  const { cooldownMinutes, tell, policy, expiry, noteIs } = draft;
  const addTags = tagsIn(draft.addTags);
  const cooldown = cooldownMinutes.trim() === "" ? null : cooldownOf(cooldownMinutes);
  const expiresAt = expiry === "at" ? momentIn(draft.expiresAt) : null;
  const given: Record<string, unknown> = {
    priority: draft.priority || undefined,
    mode: draft.mode || undefined,
    cooldownSeconds: cooldown?.seconds,
    tell: tell === "" ? undefined : WORDS.has(tell) ? tell : [tell],
    policy: policy === "" ? undefined : policy === "none" ? null : policy,
    paused: draft.paused === "" ? undefined : draft.paused === "pause",
    snoozeMinutes: draft.snooze === "" ? undefined : Number(draft.snooze),
    expiresAt: expiry === "" ? undefined : expiresAt,
    note: noteIs === "" ? undefined : noteIs === "none" ? "" : draft.note.trim(),
    addTags: addTags.length === 0 ? undefined : addTags,
    removeTags: draft.removeTags.length === 0 ? undefined : draft.removeTags,
  };
  const change = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  );
  return { change, problem: problemOf() };

  function problemOf(): string | null {
    if (cooldown?.seconds === undefined && cooldown !== null) return cooldown.message;
    if (expiry === "at" && expiresAt === null) return draftWords.noDateOrLeave;
    if (!areTags(addTags)) return draftWords.tags(MAX_TAGS, MAX_TAG_LENGTH);
    return Object.keys(change).length === 0 ? draftWords.nothingChanged : null;
  }
}

const WORDS: ReadonlySet<string> = new Set(["default", "everybody", "me"]);

interface Cooldown {
  /** Undefined where it cannot be read. */
  readonly seconds: number | undefined;
  readonly message: string;
}

function cooldownOf(text: string): Cooldown {
  if (/^\s*0+\s*$/.test(text)) return { seconds: 0, message: "" };
  const read = readTypedNumber(text, draftWords.minutes);
  return read.ok
    ? { seconds: Math.round(read.value * 60), message: "" }
    : { seconds: undefined, message: read.message };
}

/** What leaving each field alone means: what all have now, or that it differs. */
export function keptWords(common: CommonFields) {
  const { priorities, modes } = keptTexts;
  return {
    priority: words(common.priority, (priority) => priorities[priority]),
    mode: words(common.mode, (mode) => modes[mode]),
    cooldownSeconds: words(
      common.cooldownSeconds,
      (seconds) => seconds === 0 ? keptTexts.none : durationWords(seconds * 1_000),
      { same: keptTexts.now, differs: keptTexts.nowDiffers },
    ),
    tell: words(common.tell, (tell) => toldWords({ tell })[0] ?? keptTexts.defaultChannels),
    policy: words(
      common.policy,
      (policy) => policy === null ? keptTexts.toldOnce : keptTexts.aPolicy,
    ),
    paused: words(common.paused, (paused) => paused ? keptTexts.allPaused : keptTexts.nonePaused),
    expiresAt: words(
      common.expiresAt,
      (at) => at === null ? keptTexts.never : keptTexts.sameMoment,
    ),
    note: words(
      common.note,
      (note) => note === "" ? keptTexts.none : keptTexts.note(note.slice(0, 40)),
    ),
  };
}

function words<T>(
  common: Common<T>,
  say: (value: T) => string,
  { same, differs }: Pick<typeof keptTexts, "same" | "differs"> = keptTexts,
): string {
  return common.isSame ? same(say(common.value)) : differs;
}

/** What several alarms say of a field: the same, or each its own. */
type Common<T> = { readonly isSame: true; readonly value: T } | { readonly isSame: false };

/** The fields that several alarms may have in common; all but their conditions. */
export interface CommonFields {
  readonly mode: Common<Alarm["mode"]>;
  readonly cooldownSeconds: Common<number>;
  readonly priority: Common<NonNullable<Alarm["priority"]>>;
  readonly tell: Common<NonNullable<Alarm["tell"]>>;
  readonly policy: Common<string | null>;
  readonly expiresAt: Common<string | null>;
  readonly note: Common<string>;
  readonly paused: Common<boolean>;
  /** All tags that any of them has, as first written. */
  readonly tags: readonly string[];
}

/** What these alarms have in common; of none, nothing differs. */
export function commonFields(alarms: readonly Alarm[]): CommonFields {
  const of = <T>(read: (alarm: Alarm) => T) => common(alarms.map(read));
  const tags = new Map<string, string>();
  for (const tag of alarms.flatMap((alarm) => alarm.tags ?? [])) {
    if (!tags.has(plainTag(tag))) tags.set(plainTag(tag), tag);
  }
  return {
    mode: of(({ mode }) => mode),
    cooldownSeconds: of((alarm) => alarm.cooldownSeconds),
    priority: of(({ priority }) => priority ?? DEFAULT_PRIORITY),
    tell: of(({ tell }) => tell ?? "default"),
    policy: of(({ policy }) => policy ?? null),
    expiresAt: of(({ expiresAt }) => expiresAt),
    note: of(({ note }) => note),
    paused: of(({ paused }) => paused === true),
    tags: [...tags.values()].sort(),
  };
}

// As texts, because lists of channels are never the same object.
function common<T>(values: readonly T[]): Common<T> {
  const [first] = values;
  const text = JSON.stringify(first);
  return values.every((each) => JSON.stringify(each) === text)
    ? { isSame: true, value: first as T }
    : { isSame: false };
}
