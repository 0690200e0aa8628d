/**
 * How an asset of the demo market moves: a walk that is a pure function of time, so that what is told live, what is
 * loaded of the past and what a restart finds are one. Its minutes are steps of a sum of noises, each twice as long
 * and by the root of two as wide as the one before, as prices are; within a minute it goes a way that ends where the
 * next minute begins. How far it goes changes over hours: wild times follow wild times, calm ones calm ones.
 */

/** Seconds of a minute: within it a walk stands at whole seconds. */
export const MINUTE_SECONDS = 60;

/** What a hash begins with. */
const START = 0x9e3779b9;

/** How long the shortest noise lasts, in minutes, and how far it moves the logarithm of a price. */
const SHORTEST = 1;
const NARROWEST = 0.0008;
/** So many noises there are, the longest of three weeks. */
const NOISES = 16;
/** So many of them, up to an hour, are wider in wild times than in calm ones. */
const MODULATED = 7;
/** How far a walk gets away from its line within a minute, as a part of the price. */
const WITHIN = 0.0005;

/** How wild it is: noises that last so many minutes, and by which power of e each multiplies. */
const WILDNESS = [[480, 0.6], [97, 0.4], [17, 0.3]] as const;

/** A walk of a seed: `goTo` a minute, then ask for its seconds. Minutes that follow each other are the fastest. */
export class Walk {
  /** How wild the minute is: 1 is usual, from a quarter to four. */
  wildness = 1;
  #minute = NaN;
  /** How wild the minute after it is. */
  #wildNext = 1;
  #from = 0;
  #to = 0;
  #way = 0;
  #bounces = 0;
  readonly #fast: readonly Noise[];
  readonly #slow: readonly Noise[];
  readonly #wild: readonly Noise[];

  /** `bounce`: how far the price goes up and down every twenty seconds, whatever else it does. */
  constructor(private readonly seed: number, private readonly bounce = 0) {
    const noises = Array.from({ length: NOISES }, (_, nth) => {
      return new Noise(hash(seed, nth), SHORTEST * 2 ** nth, NARROWEST * 2 ** (nth / 2));
    });
    this.#fast = noises.slice(0, MODULATED);
    this.#slow = noises.slice(MODULATED);
    this.#wild = WILDNESS.map(([minutes, power], nth) => {
      return new Noise(hash(seed, NOISES + nth), minutes, power);
    });
  }

  /** Goes to a minute, counted since the epoch. */
  goTo(minute: number): void {
    if (minute === this.#minute) return;
    if (minute !== this.#minute + 1) this.#reach(minute);
    [this.#from, this.wildness] = [this.#to, this.#wildNext];
    this.#reach(minute + 1);
    this.#minute = minute;
    const chosen = hash(this.seed, minute | 0);
    this.#way = (chosen % SHAPES) * MINUTE_SECONDS;
    this.#bounces = (chosen >>> 16) % SHAPES * MINUTE_SECONDS;
  }

  /**
   * Adds a share of the logarithm of the price, against its level, to each of these seconds (0 to 59, both
   * included) of the minute.
   */
  addTo(sums: Float64Array, share: number, first: number, last: number): void {
    const { ways, bounces } = shapes();
    const [way, up] = [this.#way, this.#bounces];
    const [from, slope] = [share * this.#from, share * this.step / MINUTE_SECONDS];
    const [wide, bounce] = [share * WITHIN * this.wildness, share * this.bounce];
    for (let second = first; second <= last; second++) {
      sums[second] = (sums[second] as number) + from + slope * second +
        wide * (ways[way + second] as number) +
        bounce * (bounces[up + second] as number);
    }
  }

  /** How far it goes from the minute's beginning to its end. */
  get step(): number {
    return this.#to - this.#from;
  }

  /** Where it stands at the beginning of a minute, and how wild that is. */
  #reach(minute: number): void {
    this.#wildNext = Math.exp(sumAt(this.#wild, minute));
    this.#to = sumAt(this.#fast, minute) * this.#wildNext + sumAt(this.#slow, minute);
  }
}

function sumAt(noises: readonly Noise[], minute: number): number {
  let sum = 0;
  for (const noise of noises) sum += noise.at(minute);
  return sum;
}

/** A smooth noise up to `wide` on both sides, with a new random value every so many minutes. */
class Noise {
  /** The stretch that was looked at last, with the values at its ends: the next look is often there too. */
  #step = NaN;
  #from = NaN;
  #to = NaN;
  readonly #shift: number;
  readonly #begun: number;

  constructor(
    seed: number,
    private readonly minutes: number,
    private readonly wide: number,
  ) {
    this.#begun = mixed(START, seed);
    this.#shift = seed / 2 ** 32;
  }

  at(minute: number): number {
    const x = minute / this.minutes + this.#shift;
    const step = Math.floor(x);
    if (step !== this.#step) this.#goTo(step);
    const part = x - step;
    return this.#from + (this.#to - this.#from) * part * part * (3 - 2 * part);
  }

  #goTo(step: number): void {
    this.#from = step === this.#step + 1 ? this.#to : this.wide * partOf(this.#begun, step);
    this.#to = this.wide * partOf(this.#begun, step + 1);
    this.#step = step;
  }
}

/** A random number of a stream from -1 to 1; `begun` is the hash of the stream. */
function partOf(begun: number, step: number): number {
  return mixed(begun, step | 0) / 0x7fffffff - 1;
}

/** So many kinds of minutes there are; each minute of a walk is one of them. */
export const SHAPES = 64;
const SHAPES_SEED = 0x51a9e;

/** By how much a second differs from the others of its minute, one minute after the other. */
interface Shapes {
  /** A random way that comes back to where it began. */
  readonly ways: Float64Array;
  /** Up and down and up again, each time at least half as far as it may. */
  readonly bounces: Float64Array;
  /** How much is traded, 1 on average: many small trades, some large ones. */
  readonly trades: Float64Array;
}

let made: Shapes | null = null;

/** What happens in the seconds of minutes. */
export function shapes(): Shapes {
  if (made !== null) return made;
  const empty = () => new Float64Array(SHAPES * MINUTE_SECONDS);
  const [ways, bounces, trades] = [empty(), empty(), empty()];
  made = { ways, bounces, trades };
  const arches = archesOf();
  const begun = hash(SHAPES_SEED);
  const steps = firstParts(hash(~SHAPES_SEED), 3 * SHAPES * MINUTE_SECONDS);
  for (let start = 0; start < SHAPES * MINUTE_SECONDS; start += MINUTE_SECONDS) {
    fillWay(ways, start, steps);
    fillBounces(bounces, start, { arches, begun });
  }
  const parts = firstParts(begun, SHAPES * MINUTE_SECONDS);
  for (let nth = 0; nth < parts.length; nth++) {
    trades[nth] = 0.1 + 2.7 * (((parts[nth] as number) + 1) / 2) ** 2;
  }
  return made;
}

/** The first so many `partOf` a stream, in a loop that calls nothing: the demo's first page waits for it. */
function firstParts(begun: number, count: number): Float64Array {
  const { imul } = Math;
  const parts = new Float64Array(count);
  for (let nth = 0; nth < count; nth++) {
    let h = imul(begun ^ nth, FIRST_FACTOR);
    h = imul(h ^ (h >>> 13), SECOND_FACTOR);
    parts[nth] = ((h ^ (h >>> 16)) >>> 0) / 0x7fffffff - 1;
  }
  return parts;
}

/** A Brownian bridge. */
function fillWay(ways: Float64Array, start: number, steps: Float64Array): void {
  const most = MINUTE_SECONDS ** 0.5;
  let far = 0;
  for (let second = 0; second < MINUTE_SECONDS; second++) {
    ways[start + second] = far;
    // Three random parts are near enough to a bell, of a variance of 1.
    const nth = 3 * (start + second);
    far += ((steps[nth] as number) + (steps[nth + 1] as number) + (steps[nth + 2] as number)) /
      most;
  }
  for (let second = 0; second < MINUTE_SECONDS; second++) {
    ways[start + second] = (ways[start + second] as number) - far * second / MINUTE_SECONDS;
  }
}

/** So long a bounce lasts to one side, in seconds. */
const BOUNCE_SECONDS = 10;

/** Up and down again, in each stretch of a minute. */
function archesOf(): Float64Array {
  return Float64Array.from({ length: MINUTE_SECONDS }, (_, second) => {
    const nth = Math.floor(second / BOUNCE_SECONDS);
    return Math.sin(Math.PI * (second / BOUNCE_SECONDS - nth));
  });
}

function fillBounces(
  bounces: Float64Array,
  start: number,
  { arches, begun }: { readonly arches: Float64Array; readonly begun: number },
): void {
  let side = 0;
  for (let second = 0; second < MINUTE_SECONDS; second++) {
    const nth = Math.floor(second / BOUNCE_SECONDS);
    if (second % BOUNCE_SECONDS === 0) {
      const far = 0.5 + 0.5 * ((partOf(begun, ~(start + nth)) + 1) / 2);
      side = nth % 2 === 0 ? far : -far;
    }
    bounces[start + second] = side * (arches[second] as number);
  }
}

/** A 32-bit hash of words; the same words give the same hash for ever. */
export function hash(...words: readonly number[]): number {
  return words.reduce(mixed, START);
}

const FIRST_FACTOR = 0x85ebca6b;
const SECOND_FACTOR = 0xc2b2ae35;

function mixed(before: number, word: number): number {
  let h = Math.imul(before ^ word, FIRST_FACTOR);
  h = Math.imul(h ^ (h >>> 13), SECOND_FACTOR);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A 32-bit number for a name. */
export function hashText(text: string): number {
  return hash(...Array.from(text, (character) => character.codePointAt(0) ?? 0));
}
