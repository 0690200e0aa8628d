import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import { alarmMembers } from "./alarm_members.ts";
import { checksum } from "./checksum.ts";
import { isoTime } from "./iso_time.ts";
import { NEWEST_POINTS } from "@/lib/market/newest_points.ts";
import { type Pair, type PricePoint, type State } from "./state.ts";

/** Version of the file's layout; a file with a greater first number is refused. */
export const FILE_VERSION = "1.0";

/** What stands for the checksum while it is computed. */
export const NO_CHECKSUM = "0".repeat(64);

/** Longest time in milliseconds that making texts keeps all else waiting. */
const SLICE_MS = 8;

// Pairs, alarms, points and fires are replaced, never changed in place, so the text of one stays true.
const texts = new WeakMap<object, string>();

/**
 * The store file for a state: two spaces of indentation, one point, alarm or fire a line,
 * alarms without the fields that have their default value.
 * `metadata.checksum` is the SHA-256 of the whole file with zeros in its place.
 */
export function encodeStore(state: State, modifiedAt: number): Uint8Array<ArrayBuffer> {
  const pairs = Array.from(state.pairs.values(), pairText);
  const fires = state.fires.map((fire) => fireText(fire, "    "));
  const unannounced = state.unannounced.map((id) => `    ${JSON.stringify(id)}`);
  const before = `{\n  "pairs": ${block("{", pairs, "}", "  ")},\n` +
    `  "fires": ${block("[", fires, "]", "  ")},\n` +
    `  "unannounced": ${block("[", unannounced, "]", "  ")},\n` +
    `  "metadata": {\n    "checksum": "${NO_CHECKSUM}`;
  const after = `",\n    "lastModified": "${isoTime(modifiedAt)}",\n` +
    `    "version": "${FILE_VERSION}"\n  }\n}\n`;
  const encoder = new TextEncoder();
  const bytes = encoder.encode(before + after);
  const place = bytes.length - after.length - NO_CHECKSUM.length;
  encoder.encodeInto(checksum(bytes), bytes.subarray(place));
  return bytes;
}

/** Makes the greater part of the texts, in slices: at a thousand pairs it takes as long as a client notices. */
export async function prepareTexts(state: State): Promise<void> {
  let began = performance.now();
  for (const pair of state.pairs.values()) {
    pairText(pair);
    if (performance.now() - began < SLICE_MS) continue;
    await new Promise((resolve) => setTimeout(resolve));
    began = performance.now();
  }
}

function pairText(pair: Pair): string {
  return remembered(pair, () => {
    const { priceHistory, alarms, ...fields } = pair;
    const lines = Object.entries(fields).map(([name, value]) => `      ${member(name, value)}`);
    const inside = "        ";
    const points = priceHistory.slice(-NEWEST_POINTS).map((point) => pointText(point, inside));
    const alarmLines = alarms.map((alarm) => alarmText(alarm, inside));
    lines.push(
      `      "priceHistory": ${block("[", points, "]", "      ")}`,
      `      "alarms": ${block("[", alarmLines, "]", "      ")}`,
    );
    return `    ${JSON.stringify(pair.symbol)}: ${block("{", lines, "}", "    ")}`;
  });
}

function pointText(point: PricePoint, indent: string): string {
  return remembered(point, () => lineText(Object.entries(point), indent));
}

function alarmText(alarm: Alarm, indent: string): string {
  return remembered(alarm, () => lineText(alarmMembers(alarm), indent));
}

function fireText(fire: Fire, indent: string): string {
  return remembered(fire, () => {
    const alarm = Object.fromEntries(alarmMembers(fire.alarm));
    return lineText(Object.entries({ ...fire, alarm }), indent);
  });
}

function lineText(members: readonly [string, unknown][], indent: string): string {
  return `${indent}{ ${members.map(([name, value]) => member(name, value)).join(", ")} }`;
}

function member(name: string, value: unknown): string {
  return `${JSON.stringify(name)}: ${JSON.stringify(value)}`;
}

function block(open: string, lines: readonly string[], close: string, indent: string): string {
  return lines.length === 0 ? open + close : `${open}\n${lines.join(",\n")}\n${indent}${close}`;
}

function remembered(item: object, make: () => string): string {
  let text = texts.get(item);
  if (text === undefined) texts.set(item, text = make());
  return text;
}
