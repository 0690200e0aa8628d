/** How loud something sounds (-1 to 1) so many seconds after it began; nothing before. */
export type Voice = (seconds: number) => number;

interface Partial {
  /** Factor of the base tone. */
  readonly factor: number;
  readonly level: number;
  /** How fast it fades: it is e times quieter after 1 / fade seconds. */
  readonly fade: number;
}

const ATTACK_SECONDS = 0.012;

/** Partials of a struck bell bar. */
const CHIME: readonly Partial[] = [
  { factor: 1, level: 0.6, fade: 3.6 },
  { factor: 2, level: 0.22, fade: 5.5 },
  { factor: 2.76, level: 0.12, fade: 9 },
  { factor: 5.4, level: 0.06, fade: 16 },
];

/** Partials of a cast bell: hum, prime, a minor third above it, fifth and octave. */
const BELL: readonly Partial[] = [
  { factor: 0.5, level: 0.2, fade: 1.6 },
  { factor: 1, level: 0.34, fade: 2.6 },
  { factor: 1.19, level: 0.24, fade: 3.4 },
  { factor: 1.5, level: 0.14, fade: 4.2 },
  { factor: 2, level: 0.24, fade: 3.8 },
  { factor: 3, level: 0.1, fade: 8 },
];

/** Partials of a wooden bar over a tube: tuned to four times and ten times the base. */
const WOOD: readonly Partial[] = [
  { factor: 1, level: 0.7, fade: 8 },
  { factor: 3.9, level: 0.22, fade: 18 },
  { factor: 9.2, level: 0.06, fade: 40 },
];

/** A struck bell bar. */
export const chime = (hertz: number) => struck(CHIME, hertz);
/** A cast bell. */
export const bell = (hertz: number) => struck(BELL, hertz);
/** A wooden bar. */
export const wood = (hertz: number) => struck(WOOD, hertz);

/** The beep of a watch: a soft square, cut off. */
export function beep(hertz: number, length: number): Voice {
  return (seconds) => {
    const phase = 2 * Math.PI * hertz * seconds;
    const tone = 0.55 * Math.sin(phase) + 0.16 * Math.sin(3 * phase) + 0.05 * Math.sin(5 * phase);
    return tone * gate(seconds, length);
  };
}

/** A tone that glides from one pitch to another, evenly to the ear. */
export function glide(from: number, to: number, length: number): Voice {
  const rate = Math.log(to / from) / length;
  return (seconds) => {
    const phase = 2 * Math.PI * from * (Math.exp(rate * Math.min(seconds, length)) - 1) / rate;
    return (0.5 * Math.sin(phase) + 0.14 * Math.sin(2 * phase)) * gate(seconds, length);
  };
}

function struck(partials: readonly Partial[], hertz: number): Voice {
  return (seconds) => {
    if (seconds < 0) return 0;
    const attack = Math.min(1, seconds / ATTACK_SECONDS);
    const tone = partials.reduce(
      (sum, { factor, level, fade }) =>
        sum + level * Math.exp(-fade * seconds) * Math.sin(2 * Math.PI * hertz * factor * seconds),
      0,
    );
    return attack * attack * tone;
  };
}

/** Opens and closes softly, so that nothing clicks. */
function gate(seconds: number, length: number): number {
  if (seconds <= 0 || seconds >= length) return 0;
  return Math.min(1, seconds / ATTACK_SECONDS, (length - seconds) / (2 * ATTACK_SECONDS));
}
