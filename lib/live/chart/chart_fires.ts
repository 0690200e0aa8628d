import type { Fire } from "@/lib/alarms/fire.ts";
import { askQuietly } from "../ask_server.ts";
import type { ChartMark } from "./chart_drawings.ts";

const MOST_FIRES = 500;

/** The newest fires that the server keeps; none when it cannot be asked. */
export async function fetchFires(): Promise<readonly Fire[]> {
  const answer = await askQuietly<{ readonly fires: readonly Fire[] }>(
    `/api/fires?limit=${MOST_FIRES}`,
  );
  return answer?.fires ?? [];
}

/** A pair's fires, each once; rehearsals say nothing of the market. */
export function firesOf(symbol: string, fires: Iterable<Fire>): Fire[] {
  const byId = new Map([...fires].map((fire) => [fire.id, fire]));
  return [...byId.values()].filter(({ pair, test }) => pair === symbol && !test);
}

/** Where an alarm went off. */
export function markOf({ timestamp, price }: Fire): ChartMark {
  return { at: Date.parse(timestamp), price, isReplayed: false };
}
