/**
 * Makes `static/alarm.mp3`: a two-tone chime, rung twice, then a rest. It starts and ends in
 * silence, so the padding that MP3 encoders add cannot be heard when it loops.
 *
 *     deno run --allow-run=lame --allow-write=static tools/make_alarm_sound.ts
 */

const RATE = 44_100;
const LOOP_SECONDS = 2.4;
const LEAD_SECONDS = 0.03;

interface Chime {
  readonly at: number;
  readonly hertz: number;
}

/** A rising fourth (E5, A5), which sounds urgent without being shrill. */
const PATTERN: readonly Chime[] = [
  { at: 0, hertz: 659.25 },
  { at: 0.18, hertz: 880 },
  { at: 0.62, hertz: 659.25 },
  { at: 0.8, hertz: 880 },
];

/** Partials of a struck bell bar: factor of the base tone, loudness, and how fast it fades. */
const PARTIALS = [
  { factor: 1, level: 0.6, fade: 3.6 },
  { factor: 2, level: 0.22, fade: 5.5 },
  { factor: 2.76, level: 0.12, fade: 9 },
  { factor: 5.4, level: 0.06, fade: 16 },
] as const;

const ATTACK_SECONDS = 0.012;
const END_FADE_SECONDS = 0.35;

function chimeLevel({ hertz }: Chime, seconds: number): number {
  if (seconds < 0) return 0;
  const attack = Math.min(1, seconds / ATTACK_SECONDS);
  const tone = PARTIALS.reduce(
    (sum, { factor, level, fade }) =>
      sum + level * Math.exp(-fade * seconds) * Math.sin(2 * Math.PI * hertz * factor * seconds),
    0,
  );
  return attack * attack * tone;
}

function loopLevel(seconds: number): number {
  const sum = PATTERN.reduce(
    (level, chime) => level + chimeLevel(chime, seconds - LEAD_SECONDS - chime.at),
    0,
  );
  const untilEnd = LOOP_SECONDS - seconds;
  // Rounded by tanh where chimes overlap, so that nothing clips.
  return Math.tanh(1.15 * sum) * 0.89 * Math.min(1, untilEnd / END_FADE_SECONDS) ** 2;
}

function samples(): Int16Array<ArrayBuffer> {
  const count = Math.round(RATE * LOOP_SECONDS);
  return Int16Array.from(
    { length: count },
    (_, index) => Math.round(loopLevel(index / RATE) * 32_767),
  );
}

async function encode(raw: Int16Array<ArrayBuffer>): Promise<Uint8Array> {
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

if (import.meta.main) await Deno.writeFile("static/alarm.mp3", await encode(samples()));
