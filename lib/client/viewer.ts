import { effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { formatNumbersBy } from "@/lib/market/format_price.ts";
import type { Zone } from "@/lib/text/times.ts";
import { SECOND_MS } from "@/lib/time/durations.ts";
import type { Model } from "./model.ts";
import { loadPreferences, preferences, zoneOf } from "./preferences.ts";

/** Who looks: which time it is for them, and in which zone they read times. */
export interface Viewer {
  /** The server's clock in milliseconds, moving every second. */
  readonly now: ReadonlySignal<number>;
  /** The same, moving every ten seconds: for what need not be drawn every second. */
  readonly calmNow: ReadonlySignal<number>;
  /** UTC until the page runs in the browser, so that both render the same at first. */
  readonly zone: ReadonlySignal<Zone>;
}

const CALM = 10 * SECOND_MS;

/** The viewer's clock, zone and way to write numbers; the clock stands still on the server. */
export function useViewer(model: Signal<Model>): Viewer {
  const viewer = useMemo(() => {
    // What reads the preferences while it is drawn is drawn anew when they change. The server has no viewer of its own.
    if (typeof document !== "undefined") formatNumbersBy(() => preferences.value.numbers);
    const start = Date.parse(model.value.serverTime);
    return { now: signal(start), calmNow: signal(start), zone: signal<Zone>("UTC") };
  }, []);
  useEffect(() => {
    const tick = () => {
      const now = Date.now() + model.value.link.clockOffsetMs;
      viewer.now.value = now;
      if (Math.abs(now - viewer.calmNow.value) >= CALM) viewer.calmNow.value = now;
    };
    loadPreferences();
    const stopFollowing = effect(() => void (viewer.zone.value = zoneOf(preferences.value)));
    const timer = setInterval(tick, SECOND_MS);
    return () => {
      clearInterval(timer);
      stopFollowing();
    };
  }, []);
  return viewer;
}
