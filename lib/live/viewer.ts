import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { Model } from "./model.ts";

/** Who looks: which time it is for them, and in which zone they read times. */
export interface Viewer {
  /** The server's clock in milliseconds, moving every second. */
  readonly now: ReadonlySignal<number>;
  /** The same, moving every ten seconds: for what need not be drawn every second. */
  readonly calmNow: ReadonlySignal<number>;
  /** UTC until the page runs in the browser, so that both render the same at first. */
  readonly zone: ReadonlySignal<"UTC" | undefined>;
}

const SECOND = 1_000;
const CALM = 10 * SECOND;

/** The viewer's clock and zone; it stands still on the server. */
export function useViewer(model: Signal<Model>): Viewer {
  const viewer = useMemo(() => {
    const start = Date.parse(model.value.serverTime);
    return { now: signal(start), calmNow: signal(start), zone: signal<"UTC" | undefined>("UTC") };
  }, []);
  useEffect(() => {
    const tick = () => {
      const now = Date.now() + model.value.link.clockOffsetMs;
      viewer.now.value = now;
      if (Math.abs(now - viewer.calmNow.value) >= CALM) viewer.calmNow.value = now;
    };
    viewer.zone.value = undefined;
    const timer = setInterval(tick, SECOND);
    return () => clearInterval(timer);
  }, []);
  return viewer;
}
