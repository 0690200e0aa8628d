import { z } from "zod";
import { ALARM_SOUNDS } from "./alarm_sounds.ts";
import { DEFAULT_COOLDOWN_SECONDS, MAX_SPAN_SECONDS } from "./spans.ts";

/** What a field must be, as the end of a sentence that begins with the field's name. */
export function must(rule: string): { error: (issue: { input?: unknown }) => string } {
  return {
    error: ({ input }) => input === undefined ? `is missing: it must ${rule}` : `must ${rule}`,
  };
}

const DATETIME_RULE = 'be a time with zone such as "2026-01-31T18:00:00Z", or null';

/** A price a person names, in units of the quote asset. */
export function priceInput(example: string) {
  const rule = must(`be a number above 0, such as ${example}`);
  return z.number(rule).positive(rule);
}

/** A percentage a person asks for. */
export function percentageInput() {
  const rule = must("be a number above 0, such as 5");
  return z.number(rule).positive(rule);
}

/** A moment a person names, in any zone; ISO 8601 in UTC afterwards. */
export const momentInput = z.iso.datetime({ offset: true, ...must(DATETIME_RULE) })
  .transform((text) => new Date(text).toISOString());

/** One of a few words. */
export function wordInput<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z.enum(words, must(`be one of ${words.join(", ")}`));
}

const noteRule = must("be a text of at most 500 characters");
const wholeRule = must("be a text without half a character (an unpaired surrogate)");
const cooldownRule = must(`be a whole number of seconds from 0 to ${MAX_SPAN_SECONDS} (30 days)`);

/** What may be said of any alarm besides its condition. */
export const commonInput = {
  /** Half a character would become another one in files and on the wire. */
  note: z.string(noteRule).max(500, noteRule).refine((text) => text.isWellFormed(), wholeRule),
  mode: wordInput(["once", "repeat"]),
  cooldownSeconds: z.int(cooldownRule).min(0, cooldownRule).max(MAX_SPAN_SECONDS, cooldownRule),
  expiresAt: momentInput.nullable(),
  sound: wordInput(ALARM_SOUNDS),
};

/** The same for a new alarm, where what is left out takes its default. */
export const commonInputWithDefaults = {
  note: commonInput.note.default(""),
  mode: commonInput.mode.default("once"),
  cooldownSeconds: commonInput.cooldownSeconds.default(DEFAULT_COOLDOWN_SECONDS),
  expiresAt: commonInput.expiresAt.default(null),
  sound: commonInput.sound.optional(),
};
