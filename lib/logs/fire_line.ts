import type { Fire } from "@/lib/alarms/fire.ts";
import { redact } from "./redact.ts";

/** One JSON line a fire, the four fields people look for first. */
export function fireLine({ timestamp, pair, alarm, price, ...rest }: Fire): string {
  return `${redact(JSON.stringify({ timestamp, pair, alarm, price, ...rest }))}\n`;
}

/** The ids of the whole lines of a log; a torn line has none. */
export function idsIn(text: string): string[] {
  return text.split("\n").map(idOf).filter((id) => id !== null);
}

function idOf(line: string): string | null {
  try {
    const { id } = JSON.parse(line);
    return typeof id === "string" ? id : null;
  } catch {
    return null;
  }
}
