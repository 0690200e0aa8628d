import { BY_PROGRAM } from "@/lib/alarms/acknowledger.ts";

/** What a screen says when something that rang on it was silenced elsewhere; null when that is not worth a word. */
export function silencedWords(by: string, count: number): string | null {
  // The program silences the oldest of very many: the newer ones still ring.
  if (count === 0 || by === BY_PROGRAM) return null;
  return count === 1 ? `Silenced from ${by}` : `${count} alarms silenced from ${by}`;
}
