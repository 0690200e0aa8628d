import type { Signal } from "@preact/signals";
import { Connection, type Listener, type Socket, type Surroundings } from "./connection.ts";
import { applyFrame, type Link, type Model, shouldResync } from "./model.ts";
import { PacedModel } from "./paced_model.ts";
import type { ServerFrame } from "./protocol.ts";
import { RequestError } from "./request_error.ts";

type FrameListener = (frame: ServerFrame) => void;

/** The one connection of this page; made by the first island that asks for it. */
let connection: Connection | null = null;
const frameListeners = new Set<FrameListener>();

/** Connects the page's model to the server. For `useEffect`: later calls change nothing. */
export function connectPage(model: Signal<Model>): void {
  if (connection !== null) return;
  const made = new Connection(browserSurroundings(), pageListener(model, () => made.resync()));
  connection = made;
  made.start();
  addEventListener("online", () => made.wake());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") made.wake();
  });
}

/** Sends a command; rejects with a {@linkcode RequestError} when it is refused or not answered. */
export function sendCommand(event: string, data: unknown): Promise<ServerFrame> {
  if (connection !== null) return connection.request(event, data);
  return Promise.reject(new RequestError("notConnected", "This page is not connected yet"));
}

/** Hears every frame as it comes; returns how to stop. */
export function listenToFrames(listener: FrameListener): () => void {
  frameListeners.add(listener);
  return () => void frameListeners.delete(listener);
}

function pageListener(shown: Signal<Model>, resync: () => void): Listener {
  const model = new PacedModel(shown, beforeDrawing);
  const setLink = (link: Partial<Link>) =>
    model.show({ ...model.value, link: { ...model.value.link, ...link } });
  return {
    position: () => ({ epoch: model.value.epoch, seq: model.value.seq }),
    linked() {
      if (model.value.link.phase !== "live") setLink({ phase: "live", lostAt: null });
    },
    lost() {
      const lostAt = model.value.link.lostAt ?? Date.now();
      setLink({ phase: "reconnecting", lostAt, isOffline: !navigator.onLine });
    },
    frame(frame) {
      const before = model.value;
      const after = applyFrame(before, frame);
      if (frame.event === "price_update") model.showSoon(after);
      else model.show(after);
      const clockOffsetMs = clockOffsetOf(frame);
      if (clockOffsetMs !== null) setLink({ clockOffsetMs });
      for (const listener of frameListeners) listener(frame);
      if (shouldResync(before, after, frame)) resync();
    },
  };
}

/** How often a tab in the background takes over prices, in milliseconds. */
const HIDDEN_MS = 1_000;

/** A hidden tab is never drawn, but it has a title. */
function beforeDrawing(run: () => void): void {
  if (document.visibilityState === "hidden") self.setTimeout(run, HIDDEN_MS);
  else requestAnimationFrame(run);
}

function clockOffsetOf(frame: ServerFrame): number | null {
  const tellsTime = frame.event === "snapshot" || frame.event === "heartbeat";
  return tellsTime ? Date.parse(frame.data.serverTime) - Date.now() : null;
}

function browserSurroundings(): Surroundings {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  return {
    open: () => new WebSocket(`${scheme}//${location.host}/ws`) as Socket,
    random: Math.random,
    setTimer: (run, ms) => self.setTimeout(run, ms),
    clearTimer: (timer) => self.clearTimeout(timer),
  };
}
