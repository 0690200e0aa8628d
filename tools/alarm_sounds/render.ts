import type { Pattern } from "./patterns.ts";

/** Silence before the first stroke, so that nothing is cut where a sound loops. */
const LEAD_SECONDS = 0.03;
const END_FADE_SECONDS = 0.35;
/** As loud as the loudest moment of every sound. */
const PEAK = 0.89;

/** One round of a sound as 16-bit samples, as loud at its peak as every other. */
export function render(pattern: Pattern, rate: number): Int16Array<ArrayBuffer> {
  const count = Math.round(rate * pattern.length);
  const levels = Float64Array.from({ length: count }, (_, index) => level(pattern, index / rate));
  const loudest = levels.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
  return Int16Array.from(levels, (each) => Math.round(each / loudest * PEAK * 32_767));
}

function level({ strokes, length }: Pattern, seconds: number): number {
  const sum = strokes.reduce(
    (total, { at, voice }) => total + voice(seconds - LEAD_SECONDS - at),
    0,
  );
  // Rounded where strokes overlap, so that nothing clips.
  return Math.tanh(1.15 * sum) * Math.min(1, (length - seconds) / END_FADE_SECONDS) ** 2;
}
