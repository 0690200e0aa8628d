/**
 * Makes what stands in `static/` and is drawn or computed rather than written.
 *
 *     deno run -A tools/make_static.ts icons | sounds [--mp3]
 *
 * `icons`: `icons/*.png` and `icon-180.png` from `favicon.svg`, in Chromium. `sounds`: those of alarms
 * (`sounds/<name>.wav`), a moment of silence to ask the browser for leave with, and, where `lame` is installed and
 * `--mp3` is given, the default sound as `alarm.mp3`. They begin and end in silence, so the padding that MP3
 * encoders add cannot be heard when it loops.
 */
import { type Browser } from "playwright-core";
import { launchChromium } from "../tests/browser/chromium.ts";
import { ALARM_SOUNDS, type AlarmSoundName, DEFAULT_SOUND } from "../lib/alarms/limits.ts";

async function main([what, ...rest]: readonly string[]): Promise<void> {
  if (what === "icons") return await makeIcons();
  if (what === "sounds") return await makeSounds(rest);
  throw new Error(`Cannot make ${what}: name icons or sounds`);
}

const STATIC = new URL("../static/", import.meta.url);

interface Drawing {
  readonly file: string;
  /** Width and height in pixels. */
  readonly size: number;
  readonly svg: string;
}

/** A system may cut a maskable icon to a circle of four fifths: what matters stays inside. */
const SAFE = 0.82;

function drawings(favicon: string): Drawing[] {
  const ground = /<rect[^>]*fill="([^"]+)"/.exec(favicon)?.[1] ?? "";
  const mark = favicon.replace(/^<svg[^>]*>|<\/svg>\s*$/g, "").replace(/<rect[^>]*>/, "");
  const full = `<rect width="32" height="32" fill="${ground}" />`;
  const masked = svgOf(full + scaled(mark, SAFE));
  // Systems draw it in one colour: only its shape counts.
  const badge = svgOf(scaled(mark.replaceAll(/(fill|stroke)="#[^"]+"/g, '$1="#fff"'), 1.3));
  return [
    { file: "icons/icon-192.png", size: 192, svg: favicon },
    { file: "icons/icon-512.png", size: 512, svg: favicon },
    { file: "icons/maskable-192.png", size: 192, svg: masked },
    { file: "icons/maskable-512.png", size: 512, svg: masked },
    { file: "icons/badge-96.png", size: 96, svg: badge },
    { file: "icon-180.png", size: 180, svg: masked },
  ];
}

function svgOf(content: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${content}</svg>`;
}

function scaled(mark: string, factor: number): string {
  return `<g transform="translate(16 16) scale(${factor}) translate(-16.2 -12.2)">${mark}</g>`;
}

async function draw(browser: Browser, { file, size, svg }: Drawing): Promise<void> {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const sized = svg.replace("<svg", `<svg width="${size}" height="${size}" style="display:block"`);
  await page.setContent(`<body style="margin:0">${sized}`);
  const png = await page.screenshot({ omitBackground: true });
  await Deno.writeFile(new URL(file, STATIC), png);
  await page.close();
}

async function makeIcons(): Promise<void> {
  const favicon = await Deno.readTextFile(new URL("favicon.svg", STATIC));
  await Deno.mkdir(new URL("icons/", STATIC), { recursive: true });
  const browser = await launchChromium();
  for (const drawing of drawings(favicon)) await draw(browser, drawing);
  await browser.close();
}

/** Enough for the highest partials, and half the bytes of a record. */
const WAV_RATE = 16_000;
const MP3_RATE = 44_100;
const SILENCE_SECONDS = 0.2;

async function makeSounds(args: readonly string[]): Promise<void> {
  for (const name of ALARM_SOUNDS.filter((name) => name !== DEFAULT_SOUND)) {
    const samples = render(PATTERNS[name], WAV_RATE);
    await Deno.writeFile(`static/sounds/${name}.wav`, wavOf(samples, WAV_RATE));
  }
  const silence = new Int16Array(WAV_RATE * SILENCE_SECONDS);
  await Deno.writeFile("static/sounds/silence.wav", wavOf(silence, WAV_RATE));
  if (!args.includes("--mp3")) return;
  await Deno.writeFile("static/alarm.mp3", await mp3Of(render(PATTERNS[DEFAULT_SOUND], MP3_RATE)));
}

async function mp3Of(raw: Int16Array<ArrayBuffer>): Promise<Uint8Array> {
  const lame = new Deno.Command("lame", {
    args: ["--quiet", "-r", "-s", "44.1", "-m", "m", "--bitwidth", "16", "--little-endian"]
      .concat(["-b", "96", "-q", "0", "-", "-"]),
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = lame.stdin.getWriter();
  await writer.write(new Uint8Array(raw.buffer));
  await writer.close();
  const { success, stdout } = await lame.output();
  if (!success) throw new Error("lame could not encode the sound");
  return stdout;
}

const ATTACK_SECONDS = 0.012;

/** Partials of a struck bar of metal. */
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

const chime = (hertz: number) => struck(CHIME, hertz);
const bell = (hertz: number) => struck(BELL, hertz);
const wood = (hertz: number) => struck(WOOD, hertz);

/** What is rung in which order. Each must be told from the others with eyes closed, and bear repeating. */
const PATTERNS: Readonly<Record<AlarmSoundName, Pattern>> = {
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

/** Silence before the first stroke, so that nothing is cut where a sound loops. */
const LEAD_SECONDS = 0.03;
const END_FADE_SECONDS = 0.35;
/** As loud as the loudest moment of every sound. */
const PEAK = 0.89;

const HEAD_BYTES = 44;

/** One round of a sound, before it begins again. */
interface Pattern {
  /** Seconds, the rest at the end included. */
  readonly length: number;
  readonly strokes: readonly { readonly at: number; readonly voice: Voice }[];
}

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

/** One round of a sound as 16-bit samples, as loud at its peak as every other. */
function render(pattern: Pattern, rate: number): Int16Array<ArrayBuffer> {
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

/** How loud something sounds (-1 to 1) so many seconds after it began; nothing before. */
type Voice = (seconds: number) => number;

interface Partial {
  readonly factor: number;
  readonly level: number;
  /** How fast it fades: it is e times quieter after 1 / fade seconds. */
  readonly fade: number;
}

/** The beep of a watch: a soft square, cut off. */
function beep(hertz: number, length: number): Voice {
  return (seconds) => {
    const phase = 2 * Math.PI * hertz * seconds;
    const tone = 0.55 * Math.sin(phase) + 0.16 * Math.sin(3 * phase) + 0.05 * Math.sin(5 * phase);
    return tone * gate(seconds, length);
  };
}

/** A tone that glides from one pitch to another, evenly to the ear. */
function glide(from: number, to: number, length: number): Voice {
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

/** A WAV file (RIFF) of 16-bit samples in one channel. */
function wavOf(samples: Int16Array, rate: number): Uint8Array<ArrayBuffer> {
  const bytes = samples.length * 2;
  const view = new DataView(new ArrayBuffer(HEAD_BYTES + bytes));
  const text = (at: number, word: string) => {
    for (let i = 0; i < word.length; i++) view.setUint8(at + i, word.charCodeAt(i));
  };
  text(0, "RIFF");
  view.setUint32(4, HEAD_BYTES - 8 + bytes, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true); // length of the format
  view.setUint16(20, 1, true); // uncompressed
  view.setUint16(22, 1, true); // channels
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2, true); // bytes a second
  view.setUint16(32, 2, true); // bytes a frame
  view.setUint16(34, 16, true); // bits a sample
  text(36, "data");
  view.setUint32(40, bytes, true);
  samples.forEach((sample, index) => view.setInt16(HEAD_BYTES + index * 2, sample, true));
  return new Uint8Array(view.buffer);
}

if (import.meta.main) await main(Deno.args);
