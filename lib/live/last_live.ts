import { keep } from "./kept.ts";

/** Read by `static/offline.js`. */
const STORAGE_KEY = "live-at";
/** So exact the moment is, in milliseconds. */
const STEP_MS = 5_000;

let notedAt = 0;

/** Notes that the server was just heard, for the page that is shown when it cannot be reached; `now` in milliseconds. */
export function noteLive(now: number): void {
  if (now - notedAt < STEP_MS) return;
  notedAt = now;
  keep("browser", STORAGE_KEY, new Date(now).toISOString());
}
