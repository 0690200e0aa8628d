import type { Why } from "@/lib/http/why.ts";

/** Asks why an alarm has not rung; null when the server cannot be asked, or the answer is not wanted any more. */
export async function fetchWhy(id: string, signal: AbortSignal): Promise<Why | null> {
  try {
    const response = await fetch(`/api/alarms/${encodeURIComponent(id)}/why`, { signal });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}
