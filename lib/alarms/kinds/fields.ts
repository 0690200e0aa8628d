import { z } from "zod";
import {
  ALARM_SOUNDS,
  areTags,
  DEFAULT_COOLDOWN_SECONDS,
  MAX_NOTE_LENGTH,
  MAX_SPAN_SECONDS,
  MAX_TAGS,
  PRIORITIES,
  TAGS_RULE,
  TOLD,
} from "../limits.ts";

export const storedPrice = z.number().positive();
const time = z.iso.datetime();
export const storedTimeOrNull = time.nullable().default(null);

/** What every stored alarm carries, whatever its condition is. Times are ISO 8601 in UTC. */
export const storedFields = {
  id: z.string().min(1),
  note: z.string().max(MAX_NOTE_LENGTH).default(""),
  mode: z.enum(["once", "repeat"]).default("once"),
  cooldownSeconds: z.int().min(0).max(MAX_SPAN_SECONDS).default(DEFAULT_COOLDOWN_SECONDS),
  expiresAt: storedTimeOrNull,
  /** What it rings with; absent for the default. */
  sound: z.enum(ALARM_SOUNDS).optional(),
  /** Absent: normal. */
  priority: z.enum(PRIORITIES).optional(),
  /** Id of its escalation policy; null or absent: the default one. */
  policy: z.string().min(1).nullable().optional(),
  /** Whom it tells beyond the screens: one of three words, or ids of channels; absent: `default`. */
  tell: z.union([z.enum(TOLD), z.array(z.string().min(1)).readonly()]).optional(),
  /** Id of the person who set it; absent where nobody had to log in. */
  owner: z.string().min(1).optional(),
  /** What people find it by; absent: none. */
  tags: z.array(z.string().min(1)).readonly().optional(),
  snoozedUntil: storedTimeOrNull,
  /** Since when it is snoozed; absent while it is not, and in older files. */
  snoozedFrom: time.optional(),
  createdAt: time,
  /** Has fired and is not armed again yet. */
  triggered: z.boolean().default(false),
  triggeredAt: storedTimeOrNull,
  triggeredPrice: storedPrice.nullable().default(null),
  fireCount: z.int().min(0).default(0),
  /** Whether the condition was true at the last evaluation; null before the first one. */
  conditionMet: z.boolean().nullable().default(null),
  /** Whether the condition has been false since the last fire: a repeating alarm needs that to arm again. */
  clearedSinceFire: z.boolean().default(false),
  /** Moments of the newest fires, for the limit of fires in three minutes. */
  recentFires: z.array(time).max(16).optional(),
  /** Since when the condition counts as it is: when it was set, changed or armed again by a person. */
  watchedFrom: time.optional(),
  /** The price at `watchedFrom`, until a newer one is evaluated: the gap before it is not filled yet. */
  watchedPrice: storedPrice.optional(),
  /** When that price was told; absent in older files. */
  watchedPricedAt: time.optional(),
  /** Why the program itself snoozed this alarm; null or absent when it did not. */
  pausedReason: z.string().nullable().optional(),
  /** Paused by a person, until a person ends it; absent while it is not. */
  paused: z.boolean().optional(),
  /** Since when; absent while it is not paused, and in older files. */
  pausedFrom: time.optional(),
  /**
   * Stretches that are over in which it was not to ring, oldest first: what happened then may be told
   * later. `price` is the newest one known at the end, of the moment `pricedAt`, until a newer one was evaluated.
   */
  silences: z.array(z.object({
    ...{ from: time, to: time },
    ...{ price: storedPrice.optional(), pricedAt: time.optional() },
  })).optional(),
};

/** What a field must be, as the end of a sentence that begins with the field's name. */
export function must(rule: string): { error: (issue: { input?: unknown }) => string } {
  return {
    error: ({ input }) => input === undefined ? `is missing: it must ${rule}` : `must ${rule}`,
  };
}

const nameRule = must("be a text of 1 to 60 characters in one line");

/** A name that a person gives to something: it stands in lines of logs and lists, and must not turn those round. */
export const nameInput = z.string(nameRule).trim().min(1, nameRule).max(60, nameRule)
  .refine(
    (text) =>
      text.isWellFormed() && !/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u.test(text) &&
      // Of what nobody sees alone there is nothing to call it by.
      /[^\p{Cf}\p{Z}]/u.test(text),
    nameRule,
  );

const DATETIME_RULE = 'be a time with zone such as "2026-01-31T18:00:00Z", or null';

/** A number above 0 that a person names: a price in units of the quote asset, a percentage, a length of time. */
export function numberInput(example: string) {
  const rule = must(`be a number above 0, such as ${example}`);
  return z.number(rule).positive(rule);
}

/** A moment a person names, in any zone; ISO 8601 in UTC afterwards. */
export const momentInput = z.iso.datetime({ offset: true, ...must(DATETIME_RULE) })
  .transform((text) => new Date(text).toISOString());

/** One of a few words. */
export function wordInput<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z.enum(words, must(`be one of ${words.join(", ")}`));
}

const noteRule = must(`be a text of at most ${MAX_NOTE_LENGTH} characters`);
const wholeRule = must("be a text without control signs and half characters");
const cooldownRule = must(`be a whole number of seconds from 0 to ${MAX_SPAN_SECONDS} (30 days)`);

const tagsRule = must(TAGS_RULE);

const MAX_TOLD = 20;
const tellRule = must(`be ${TOLD.join(", ")}, or a list of 1 to ${MAX_TOLD} ids of channels`);
const policyRule = must("be the id of an escalation policy, or null for the default one");

/** What may be said of any alarm besides its condition. */
export const handlingInput = {
  /** Half a character would become another one in files and on the wire; no service takes control signs. */
  note: z.string(noteRule).max(MAX_NOTE_LENGTH, noteRule).refine(
    (text) => text.isWellFormed() && !/[^\P{Cc}\t\r\n]/u.test(text),
    wholeRule,
  ),
  mode: wordInput(["once", "repeat"]),
  cooldownSeconds: z.int(cooldownRule).min(0, cooldownRule).max(MAX_SPAN_SECONDS, cooldownRule),
  expiresAt: momentInput.nullable(),
  sound: wordInput(ALARM_SOUNDS),
  priority: wordInput(PRIORITIES),
  tags: z.array(z.string(tagsRule).trim().refine((tag) => tag.isWellFormed(), tagsRule), tagsRule)
    .max(MAX_TAGS, tagsRule)
    .refine(areTags, tagsRule).readonly(),
  policy: z.string(policyRule).min(1, policyRule).max(100, policyRule).nullable(),
  tell: z.union([
    z.enum(TOLD),
    z.array(z.string().min(1).max(100)).min(1).max(MAX_TOLD).readonly(),
  ], tellRule),
};

/** The same for a new alarm, where what is left out takes its default. */
export const newHandlingInput = {
  note: handlingInput.note.default(""),
  mode: handlingInput.mode.default("once"),
  cooldownSeconds: handlingInput.cooldownSeconds.default(DEFAULT_COOLDOWN_SECONDS),
  expiresAt: handlingInput.expiresAt.default(null),
  sound: handlingInput.sound.optional(),
  priority: handlingInput.priority.optional(),
  tags: handlingInput.tags.optional(),
  policy: handlingInput.policy.optional(),
  tell: handlingInput.tell.optional(),
};

/** What stands in a column of a CSV. */
export type CellKind = "text" | "number" | "boolean";
