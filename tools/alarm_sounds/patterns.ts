import type { AlarmSoundName } from "../../lib/alarms/alarm_sounds.ts";
import { beep, bell, chime, glide, type Voice, wood } from "./voices.ts";

/** One round of a sound, before it begins again. */
export interface Pattern {
  /** Seconds, the rest at the end included. */
  readonly length: number;
  readonly strokes: readonly { readonly at: number; readonly voice: Voice }[];
}

/** What is rung in which order. Each must be told from the others with eyes closed, and bear repeating. */
export const PATTERNS: Readonly<Record<AlarmSoundName, Pattern>> = {
  // A rising fourth, twice: urgent without being shrill.
  chime: pattern(2.4, [0, chime(659.25)], [0.18, chime(880)], [0.62, chime(659.25)], [
    0.8,
    chime(880),
  ]),
  // A ship's bell, struck in a pair.
  bell: pattern(2.6, [0, bell(622.25)], [0.32, bell(622.25)]),
  // Four steps of a chord upwards, twice.
  marimba: pattern(2, ...steps(0), ...steps(0.72)),
  // A watch: three beeps and a pause, twice.
  pulse: pattern(1.9, ...beeps(0), ...beeps(0.85)),
  // Rising twice, like a question that wants an answer.
  siren: pattern(2, [0, glide(523.25, 932.33, 0.62)], [0.72, glide(523.25, 932.33, 0.62)]),
};

type Stroke = readonly [at: number, voice: Voice];

function pattern(length: number, ...strokes: readonly Stroke[]): Pattern {
  return { length, strokes: strokes.map(([at, voice]) => ({ at, voice })) };
}

function steps(at: number): Stroke[] {
  return [523.25, 659.25, 783.99, 1046.5].map((hertz, index) => [at + index * 0.11, wood(hertz)]);
}

function beeps(at: number): Stroke[] {
  return [0, 0.15, 0.3].map((later) => [at + later, beep(1046.5, 0.09)]);
}
