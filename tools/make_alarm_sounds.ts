/**
 * Makes the sounds of alarms in `static/`: `sounds/<name>.wav`, a moment of silence to ask the browser
 * for leave with, and, where `lame` is installed and `--mp3` is given, the default sound as `alarm.mp3`. They begin and end
 * in silence, so the padding that MP3 encoders add cannot be heard when it loops.
 *
 *     deno run --allow-run=lame --allow-write=static tools/make_alarm_sounds.ts [--mp3]
 */
import { ALARM_SOUNDS, DEFAULT_SOUND } from "../lib/alarms/alarm_sounds.ts";
import { PATTERNS } from "./alarm_sounds/patterns.ts";
import { render } from "./alarm_sounds/render.ts";
import { wavOf } from "./alarm_sounds/wav.ts";

/** Enough for the highest partials, and half the bytes of a record. */
const WAV_RATE = 16_000;
const MP3_RATE = 44_100;
const SILENCE_SECONDS = 0.2;

async function main(): Promise<void> {
  for (const name of ALARM_SOUNDS.filter((name) => name !== DEFAULT_SOUND)) {
    const samples = render(PATTERNS[name], WAV_RATE);
    await Deno.writeFile(`static/sounds/${name}.wav`, wavOf(samples, WAV_RATE));
  }
  const silence = new Int16Array(WAV_RATE * SILENCE_SECONDS);
  await Deno.writeFile("static/sounds/silence.wav", wavOf(silence, WAV_RATE));
  if (!Deno.args.includes("--mp3")) return;
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

if (import.meta.main) await main();
