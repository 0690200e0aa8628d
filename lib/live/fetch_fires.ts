import type { Fire } from "@/lib/alarms/fire.ts";

/** As many as the first page of the log shows. */
export const FIRES_A_PAGE = 50;

/** The newest fires, newest first; none when the server cannot be asked, because the socket brings the next ones anyway. */
export async function fetchFires(): Promise<readonly Fire[]> {
  try {
    const response = await fetch(`/api/fires?limit=${FIRES_A_PAGE}`);
    if (!response.ok) return [];
    const answer: { fires: readonly Fire[] } = await response.json();
    return answer.fires.toReversed();
  } catch {
    return [];
  }
}
