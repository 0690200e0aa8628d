import { effect, type Signal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { formatNumbersBy } from "@/lib/market/format_price.ts";
import type { Zone } from "@/lib/text/times.ts";
import { SECOND_MS } from "@/lib/time/durations.ts";
import type { Model } from "./model.ts";
import { nameBy } from "./pair_titles.ts";
import { loadPreferences, preferences, zoneOf } from "./preferences.ts";

/** Who looks at this page: which time it is for them, and in which zone they read times. */
export const viewer = {
  /** The server's clock in milliseconds, moving every second. */
  now: signal(0),
  /** The same, moving every ten seconds: for what need not be drawn every second. */
  calmNow: signal(0),
  /** UTC until the page runs in the browser, so that both render the same at first. */
  zone: signal<Zone>("UTC"),
  /** The page hears the server. */
  isLinked: signal(false),
  /** Who looks may change alarms; false until the page runs in the browser, as the server renders it. */
  mayChangeAlarms: signal(false),
};

const CALM = 10 * SECOND_MS;
let isRunning = false;

/** Keeps the viewer's clock, zone and way to write numbers; on the server the clock stands at the page's moment. */
export function useViewer(model: Signal<Model>): void {
  useMemo(() => {
    // What reads the preferences while it is drawn is drawn anew when they change. The server has no viewer of its own.
    if (typeof document !== "undefined") formatNumbersBy(() => preferences.value.numbers);
    nameBy(model);
    if (!isRunning) viewer.now.value = viewer.calmNow.value = Date.parse(model.value.serverTime);
  }, []);
  useEffect(() => {
    if (isRunning) return;
    isRunning = true;
    loadPreferences();
    viewer.mayChangeAlarms.value = mayHere("changeAlarms");
    effect(() => void (viewer.zone.value = zoneOf(preferences.value)));
    effect(() => void (viewer.isLinked.value = model.value.link.phase === "live"));
    setInterval(() => {
      const now = Date.now() + model.value.link.clockOffsetMs;
      viewer.now.value = now;
      if (Math.abs(now - viewer.calmNow.value) >= CALM) viewer.calmNow.value = now;
    }, SECOND_MS);
  }, []);
}

/**
 * Whether who looks at this page may do something, by the names of `lib/accounts/rights.ts`; everything where nobody
 * logs in. For hands and keys: buttons are hidden by stylesheets (`data-needs`), and the server refuses either.
 */
export function mayHere(action: string): boolean {
  const { may } = document.documentElement.dataset;
  return may === undefined || may.split(" ").includes(action);
}
