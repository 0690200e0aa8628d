import type { Signal } from "@preact/signals";
import type { Why } from "@/lib/live/answers.ts";
import { listenToFrames } from "./client.ts";
import { fetchWhy } from "./fetch_why.ts";
import type { ServerFrame } from "./protocol.ts";

/** Frames come in bundles; one question is enough for all of them, in milliseconds. */
const BUNDLE_MS = 200;
/** The server looks through all the past for an answer: nothing is a reason to ask more often than this. */
const LEAST_MS = 2_000;
/** And prices alone, which say little new, not more often than this. */
const CALM_MS = 30_000;

/** Keeps the answer up to date: at once when the alarm changes, now and then as prices come; returns how to stop. */
export function followWhy(why: Signal<Why>): () => void {
  const { alarmId, pair } = why.peek();
  let asking = new AbortController();
  let askedAt = -Infinity;
  let due: { readonly at: number; readonly timer: number } | null = null;
  const ask = async () => {
    due = null;
    asking.abort();
    asking = new AbortController();
    askedAt = Date.now();
    const answer = await fetchWhy(alarmId, asking.signal);
    if (answer !== null) why.value = answer;
  };
  const askIn = (ms: number) => {
    const now = Date.now();
    const at = Math.max(now + ms, askedAt + LEAST_MS);
    if (due !== null && due.at <= at) return;
    if (due !== null) clearTimeout(due.timer);
    due = { at, timer: self.setTimeout(ask, at - now) };
  };
  const stopListening = listenToFrames((frame) => {
    if (isAbout(frame, alarmId, pair)) askIn(BUNDLE_MS);
    else if (frame.event === "price_update") askIn(CALM_MS);
  });
  return () => {
    stopListening();
    asking.abort();
    if (due !== null) clearTimeout(due.timer);
  };
}

/** Whether a frame tells of something that may stand in the alarm's way, or does so no more. */
function isAbout(frame: ServerFrame, id: string, symbol: string): boolean {
  switch (frame.event) {
    case "alarm_updated":
    case "alarm_triggered":
      return frame.data.alarm.id === id;
    case "alarm_removed":
      return frame.data.id === id;
    case "pair_updated":
      return frame.data.pair.symbol === symbol;
    case "pair_removed":
      return frame.data.pair === symbol;
    case "snapshot":
    case "status":
      return true;
    default:
      return false;
  }
}
