import type { Signal } from "@preact/signals";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import { askQuietly } from "@/lib/client/ask_server.ts";
import { listenToFrames } from "@/lib/client/client.ts";
import { texts } from "@/lib/language/texts.ts";
import { formatPrice, formatSize } from "@/lib/market/format_price.ts";
import type { NearestPrice, Why } from "@/lib/protocol/answers.ts";
import type { ServerFrame } from "@/lib/protocol/frames.ts";
import { durationWords } from "@/lib/text/times.ts";

/** Why an alarm has not rung. */
export const whyWords = texts("whyNot", {
  whyNever: "Why has it not rung?",
  whyNotAgain: "Why does it not ring again?",
  noNearest: {
    noHistory: "No price has come since then",
    warmingUp: "Its window has not been full since then",
    stillMet: "Its condition has been true ever since",
  },
  gotThere: (price: string) => `The price got there (${price})`,
  cameWithin: (distance: string, price: string) => `Came within ${distance} (${price})`,
  keptFrom: "but something kept it from ringing then",
  wouldHave: (price: string) => `${price} would have set it off`,
  /** How closely it was watched. */
  grains: {
    ...{ tick: "every tick", second: "each second", minute: "each minute", hour: "each hour" },
    ...{ day: "each day", point: "single prices", nothing: "not at all" },
  },
  watched: (grain: string, span: string) => `${grain} for ${span}`,
});

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

/** Asks why an alarm has not rung; null when the server cannot be asked, or the answer is not wanted any more. */
export function fetchWhy(id: string, signal: AbortSignal): Promise<Why | null> {
  return askQuietly<Why>(`/api/alarms/${encodeURIComponent(id)}/why`, { signal });
}

/** The question that is answered, for an alarm that has rung before or never. */
export function whyTitle({ fireCount }: Alarm): string {
  return fireCount === 0 ? whyWords.whyNever : whyWords.whyNotAgain;
}

/** How near the price came, up to the moment when that was; null where there is nothing to say. */
export function nearestText({ nearest, noNearest }: Why): string | null {
  if (nearest !== null) return nearMissText(nearest);
  const known: Readonly<Record<string, string>> = whyWords.noNearest;
  return known[noNearest ?? ""] ?? null;
}

function nearMissText({ isReached, percent, price }: NearestPrice): string {
  return isReached
    ? whyWords.gotThere(formatPrice(price))
    : whyWords.cameWithin(formatSize(percent), formatPrice(price));
}

/** What there is to say after that moment. */
export function afterNearest({ isReached, trigger }: NearestPrice): string {
  return isReached ? whyWords.keptFrom : whyWords.wouldHave(formatPrice(trigger));
}

/** How closely it was watched: "Every tick for 3 h, each minute for 20 min". */
export function watchedWords({ watched }: Pick<Why, "watched">): string {
  const words = watched.map(({ grain, seconds }) =>
    whyWords.watched(whyWords.grains[grain], durationWords(seconds * 1_000))
  ).join(", ");
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
