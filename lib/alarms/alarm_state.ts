import type { Alarm } from "./alarm.ts";

export type AlarmState = "armed" | "triggered" | "snoozed" | "paused" | "expired";

/** The state of an alarm at a moment (milliseconds since the Unix epoch). */
export function stateOf(alarm: Alarm, now: number): AlarmState {
  if (isExpired(alarm, now)) return "expired";
  if (isPaused(alarm)) return "paused";
  if (isSnoozed(alarm, now)) return "snoozed";
  return alarm.triggered ? "triggered" : "armed";
}

/** An expired alarm is not evaluated on prices after its expiry. */
export function isExpired({ expiresAt }: Alarm, at: number): boolean {
  return expiresAt !== null && Date.parse(expiresAt) <= at;
}

/** A paused alarm is evaluated, but does not fire until a person resumes it. */
export function isPaused({ paused }: Alarm): boolean {
  return paused === true;
}

/** Whether it was paused at a moment (ms): a price from before the pause fires even when it arrives during the pause. */
export function wasPaused({ paused, pausedFrom }: Alarm, at: number): boolean {
  return paused === true && (pausedFrom === undefined || Date.parse(pausedFrom) <= at);
}

/** Why the program itself suppresses an alarm, in words for a person; null while it does not. Files call it `pausedReason`. */
export function suppressionOf({ pausedReason }: Pick<Alarm, "pausedReason">): string | null {
  return pausedReason || null;
}

/** A snoozed alarm is evaluated, but does not fire on prices within the snooze. */
export function isSnoozed({ snoozedFrom, snoozedUntil }: Alarm, at: number): boolean {
  if (snoozedUntil === null || Date.parse(snoozedUntil) <= at) return false;
  return snoozedFrom === undefined || Date.parse(snoozedFrom) <= at;
}

/**
 * When the silence began in which a candle ended, where that was within the candle; null where it did not. An expiry is one
 * as well. Moments in milliseconds.
 */
export function silentFrom(
  alarm: Alarm,
  { at, since = at }: { readonly at: number; readonly since?: number },
): number | null {
  const { expiresAt, pausedFrom, snoozedFrom, silences = NO_SILENCES } = alarm;
  const isQuiet = expiresAt !== null || pausedFrom !== undefined || snoozedFrom !== undefined;
  if (!isQuiet && silences.length === 0) return null;
  const begun = [
    isExpired(alarm, at) ? expiresAt : null,
    wasPaused(alarm, at) ? pausedFrom : null,
    isSnoozed(alarm, at) ? snoozedFrom : null,
    ...silences.filter((silence) => isIn(silence, at)).map(({ from }) => from),
  ].map((moment) => Date.parse(moment ?? "")).filter((moment) => moment > since);
  return begun.length === 0 ? null : Math.min(...begun);
}

/** A stretch that is over, in which an alarm was not to ring; see `Alarm`. */
export type Silence = NonNullable<Alarm["silences"]>[number];

const NO_SILENCES: Silence[] = [];

/** More of them are not kept of an alarm; the oldest go first. */
const SILENCES_KEPT = 8;

const read = momentReader();

/** The alarm with a silence that ended: what happened in it and is told later is not to ring either. */
export function withSilence(alarm: Alarm, silence: Silence): Alarm {
  if (silence.from >= silence.to) return alarm;
  return { ...alarm, silences: [...alarm.silences ?? [], silence].slice(-SILENCES_KEPT) };
}

/** Whether a moment (ms) lies in a silence that is over. */
export function wasSilent({ silences }: Alarm, at: number): boolean {
  return silences !== undefined && silences.some((silence) => isIn(silence, at));
}

function isIn({ from, to }: Silence, at: number): boolean {
  return Date.parse(from) <= at && at < Date.parse(to);
}

/** Whether a silence ended after a moment and up to another one (ms). */
export function endsSilence(
  { silences = NO_SILENCES }: Alarm,
  after: number,
  upTo: number,
): boolean {
  return silences.some(({ to }) => read(to) > after && read(to) <= upTo);
}

/** Whether a silence that ended by a moment (ms) still has a price that is to be taken into account. */
export function awaitsPrice({ silences }: Alarm, at: number): boolean {
  return silences !== undefined &&
    silences.some(({ to, price }) => price !== undefined && read(to) <= at);
}

/**
 * The price at the end of the newest silence that ended by a moment; undefined where nothing is known, or
 * the alarm was evaluated by a newer price since. Moments in milliseconds.
 */
export function priceAfterSilence(
  { silences }: Alarm,
  { at, previousAt }: { readonly at: number; readonly previousAt: number | null },
): number | undefined {
  const ended = silences?.findLast(({ to, price }) => price !== undefined && read(to) <= at);
  const isOld = ended?.pricedAt !== undefined && previousAt !== null &&
    Date.parse(ended.pricedAt) < previousAt;
  return isOld ? undefined : ended?.price;
}

/** The alarm without the prices of the silences that ended by a moment (ms): they are taken into account. */
export function withoutPrices(alarm: Alarm, upTo: number): Alarm {
  const silences = alarm.silences?.map((silence) => {
    const { price: _price, pricedAt: _moment, ...span } = silence;
    return read(silence.to) <= upTo ? span : silence;
  });
  return silences === undefined ? alarm : { ...alarm, silences };
}

const readWatched = momentReader();

/** Since when an alarm counts as it is, in milliseconds since the Unix epoch. */
export function watchedFrom({ watchedFrom, createdAt }: Alarm): number {
  return readWatched(watchedFrom ?? createdAt);
}

const readFired = momentReader();

/** When an alarm fired last, in milliseconds since the Unix epoch; minus infinity when it never has. */
export function lastFired({ triggeredAt }: Pick<Alarm, "triggeredAt">): number {
  return triggeredAt === null ? -Infinity : readFired(triggeredAt);
}

/**
 * Reads moments (ISO 8601) into milliseconds since the Unix epoch, and still knows the last one: candle
 * after candle the same alarm is asked for the same moment, and reading it took half of the evaluating.
 */
function momentReader(): (text: string) => number {
  let [lastText, lastMoment] = ["", NaN];
  return (text) => {
    if (text !== lastText) [lastText, lastMoment] = [text, Date.parse(text)];
    return lastMoment;
  };
}
