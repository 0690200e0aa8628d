import type { Why } from "@/lib/live/answers.ts";
import { askQuietly } from "./ask_server.ts";

/** Asks why an alarm has not rung; null when the server cannot be asked, or the answer is not wanted any more. */
export function fetchWhy(id: string, signal: AbortSignal): Promise<Why | null> {
  return askQuietly<Why>(`/api/alarms/${encodeURIComponent(id)}/why`, { signal });
}
