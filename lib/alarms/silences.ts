import type { Alarm } from "./alarm.ts";
import { momentReader } from "./moment_reader.ts";

/** A stretch that is over, in which an alarm was not to ring; see `Alarm`. */
export type Silence = NonNullable<Alarm["silences"]>[number];

/** More of them are not kept of an alarm; the oldest go first. */
const SILENCES_KEPT = 8;

const read = momentReader();

/** The alarm with a silence that ended: what happened in it and is told later is not to ring either. */
export function withSilence(alarm: Alarm, silence: Silence): Alarm {
  if (silence.from >= silence.to) return alarm;
  return { ...alarm, silences: [...alarm.silences ?? [], silence].slice(-SILENCES_KEPT) };
}

/** Whether a moment (ms) lies in a silence that is over. */
export function wasSilent({ silences = [] }: Alarm, at: number): boolean {
  return silences.some(({ from, to }) => Date.parse(from) <= at && at < Date.parse(to));
}

/** Whether a silence ended after a moment and up to another one (ms). */
export function endsSilence({ silences = [] }: Alarm, after: number, upTo: number): boolean {
  return silences.some(({ to }) => read(to) > after && read(to) <= upTo);
}

/** The price at the end of the newest silence that ended by a moment (ms), while no newer one was judged. */
export function priceAfterSilence({ silences }: Alarm, at: number): number | undefined {
  return silences?.findLast(({ to, price }) => price !== undefined && read(to) <= at)?.price;
}

/** The alarm without the prices of the silences that ended by a moment (ms): they are taken into account. */
export function withoutPrices(alarm: Alarm, upTo: number): Alarm {
  const silences = alarm.silences?.map((silence) => {
    const { price: _, ...span } = silence;
    return read(silence.to) <= upTo ? span : silence;
  });
  return silences === undefined ? alarm : { ...alarm, silences };
}
