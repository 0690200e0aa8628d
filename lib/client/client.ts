import type { Signal } from "@preact/signals";
import type { ServerFrame } from "@/lib/protocol/frames.ts";
import { toBase } from "./base_path.ts";
import { Connection, NOT_CONNECTED, type Socket, type Surroundings } from "./connection.ts";
import type { Model } from "./model.ts";
import { PageListener } from "./page_listener.ts";
import { RequestError } from "./request_error.ts";
import { PriceWatch, watchWith } from "./watching.ts";

/** The one connection of this page; the status bar, which every page has, makes it. */
let connection: Connection | null = null;
const frameListeners = new Set<(frame: ServerFrame) => void>();

/** Connects the page's model to the server, once. */
export function connectPage(model: Signal<Model>): void {
  if (connection !== null) return;
  const watch = new PriceWatch({
    ask: (asked) => made.tell("watch", asked),
    isHidden: () => document.visibilityState === "hidden",
    later: (run, ms) => self.setTimeout(run, ms),
  });
  const announce = (frame: ServerFrame) => {
    for (const listener of frameListeners) listener(frame);
  };
  const page = new PageListener(model, () => made, { announce, watch });
  const made: Connection = new Connection(browserSurroundings(), page);
  connection = made;
  watchWith(watch);
  made.start();
  addEventListener("online", () => made.wake());
  // The server may be on this very device, so it is asked.
  addEventListener("offline", () => made.wake());
  document.addEventListener("visibilitychange", () => {
    watch.askSoon();
    if (document.visibilityState === "visible") made.wake();
  });
  // The browser had frozen the tab, or kept it while another page was shown.
  document.addEventListener("resume", () => page.wake());
  addEventListener("pageshow", ({ persisted }) => persisted && page.wake());
  setInterval(() => page.live(), ALIVE_MS);
}

/** Sends a command; rejects with a {@linkcode RequestError} when it is refused or not answered. */
export function sendCommand(event: string, data: unknown): Promise<ServerFrame> {
  if (connection !== null) return connection.request(event, data);
  return Promise.reject(new RequestError("notConnected", NOT_CONNECTED));
}

/** Asks the server for all there is now; where it is not heard, tries to connect at once and rejects. */
export async function refreshPrices(): Promise<void> {
  try {
    await sendCommand("hello", {});
  } catch (error) {
    connection?.wake();
    throw error;
  }
}

/** Connects again after a login on this page. */
export function resumeConnection(): void {
  connection?.resume();
}

/** Hears every frame as it comes; returns how to stop. */
export function listenToFrames(listener: (frame: ServerFrame) => void): () => void {
  frameListeners.add(listener);
  return () => void frameListeners.delete(listener);
}

/** How often the page looks whether it slept, in milliseconds. */
const ALIVE_MS = 1_000;
function browserSurroundings(): Surroundings {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  return {
    open: () => new WebSocket(`${scheme}//${location.host}${toBase("/ws?v=2")}`) as Socket,
    random: Math.random,
    setTimer: (run, ms) => self.setTimeout(run, ms),
    clearTimer: (timer) => self.clearTimeout(timer),
    isLoggedOut: async () => {
      const response = await fetch(toBase("/api/session")).catch(() => null);
      return response?.status === 401;
    },
  };
}
