import type { Signal } from "@preact/signals";
import type { ServerFrame } from "@/lib/protocol/frames.ts";
import { toBase } from "./base_path.ts";
import { Connection, type Listener, type Socket, type Surroundings } from "./connection.ts";
import { afterDrawing, coalesced, PriceWatch, watchWith } from "./watching.ts";
import { applyFrame, type Link, type Model, shouldResync } from "./model.ts";
import { keep } from "./preferences.ts";
import { RequestError, requestWords } from "./ask_server.ts";

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
  return Promise.reject(new RequestError("notConnected", requestWords.notConnected));
}

/** Has the server ask its sources, and tell all there is then; where it is not heard, tries to connect at once and rejects. */
export async function refreshPrices(): Promise<void> {
  try {
    await sendCommand("hello", { check: true });
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

/**
 * How long a page that slept stays quiet while the server does not tell what happened meanwhile, in
 * milliseconds: a device needs some seconds to find its network again. Then what rang rings on.
 */
const QUIET_MS = 30_000;

interface PageListenerOptions {
  /** Hears every frame once the model has it. */
  readonly announce: (frame: ServerFrame) => void;
  readonly watch: Pick<PriceWatch, "opened" | "drew">;
}

/** Keeps the page's model up to date with what the connection hears. */
class PageListener implements Listener {
  readonly #model: ThrottledModel;
  readonly #sleep = new SleepWatch(Date.now);
  #quiet = 0;

  constructor(
    shown: Signal<Model>,
    private readonly connection: () => Connection,
    private readonly options: PageListenerOptions,
  ) {
    const drew = (ms: number) => options.watch.drew(ms);
    this.#model = new ThrottledModel(shown, (run) => afterDrawing(() => timed(run, drew)));
    this.#setBehind();
  }

  /** The page runs; if it slept before, it asks what happened meanwhile. */
  live(): void {
    if (this.#sleep.hasSlept()) this.wake();
  }

  wake(): void {
    this.#setBehind();
    this.connection().wake();
  }

  position() {
    return { epoch: this.#model.value.epoch, seq: this.#model.value.seq };
  }

  opened(): void {
    this.options.watch.opened();
  }

  linked(): void {
    if (this.#model.value.link.phase !== "live") this.#setLink({ phase: "live", lostAt: null });
  }

  lost(): void {
    const lostAt = this.#model.value.link.lostAt ?? Date.now();
    this.#setLink({ phase: "reconnecting", lostAt, isOffline: !navigator.onLine });
  }

  /** Nobody will tell what happened meanwhile: what rings rings on, also on a page that slept. */
  ended(): void {
    this.caughtUp();
    this.#setLink({ phase: "ended", lostAt: this.#model.value.link.lostAt ?? Date.now() });
  }

  caughtUp(): void {
    clearTimeout(this.#quiet);
    if (this.#model.value.link.isBehind) this.#setLink({ isBehind: false });
  }

  frame(frame: ServerFrame): void {
    this.live();
    noteLive(Date.now());
    const before = this.#model.value;
    const after = applyFrame(before, frame);
    if (frame.event === "price_update") this.#model.showSoon(after);
    else this.#model.show(after);
    const clockOffsetMs = clockOffsetOf(frame);
    if (clockOffsetMs !== null) this.#setLink({ clockOffsetMs });
    this.options.announce(frame);
    if (shouldResync(before, after, frame)) this.connection().resync();
  }

  #setBehind(): void {
    if (this.#model.value.link.phase === "ended") return;
    clearTimeout(this.#quiet);
    this.#quiet = self.setTimeout(() => this.caughtUp(), QUIET_MS);
    if (!this.#model.value.link.isBehind) this.#setLink({ isBehind: true });
  }

  #setLink(link: Partial<Link>): void {
    const { value } = this.#model;
    this.#model.show({ ...value, link: { ...value.link, ...link } });
  }
}

/** Tells how long something took in milliseconds, with all that is drawn for it in tasks right after it. */
function timed(run: () => void, took: (ms: number) => void): void {
  const began = performance.now();
  run();
  // Where nothing is drawn, browsers let timers wait.
  if (document.visibilityState === "visible") {
    self.setTimeout(() => took(performance.now() - began));
  }
}

function clockOffsetOf(frame: ServerFrame): number | null {
  const tellsTime = frame.event === "snapshot" || frame.event === "heartbeat";
  return tellsTime ? Date.parse(frame.data.serverTime) - Date.now() : null;
}

/**
 * Shows a page's model no more often than the screen is drawn: prices that come in between are
 * taken together, and no drawing waits for them. What is no price is shown at once, so that nothing
 * waits to ring.
 */
export class ThrottledModel {
  #newest: Model;
  readonly #showNewest: () => void;

  /** @param afterDrawing runs something after the next drawing of the screen */
  constructor(private readonly shown: Signal<Model>, afterDrawing: (run: () => void) => void) {
    this.#newest = shown.value;
    this.#showNewest = coalesced(() => this.shown.value = this.#newest, afterDrawing);
  }

  /** The model with everything that was heard. */
  get value(): Model {
    return this.#newest;
  }

  /** Shows this now, with all that waited. */
  show(model: Model): void {
    this.#newest = model;
    this.shown.value = model;
  }

  /** Shows this after the next drawing, with all that comes until then. */
  showSoon(model: Model): void {
    this.#newest = model;
    this.#showNewest();
  }
}

/** Read by `static/offline.js`. */
const STORAGE_KEY = "live-at";
/** So exact the moment is, in milliseconds. */
const STEP_MS = 5_000;

let notedAt = 0;

/** Notes that the server was just heard, for the page that is shown when it cannot be reached; `now` in milliseconds. */
function noteLive(now: number): void {
  if (now - notedAt < STEP_MS) return;
  notedAt = now;
  keep("browser", STORAGE_KEY, new Date(now).toISOString());
}

/** Without a sign of life for longer than this a page was asleep, in milliseconds. */
const ASLEEP_MS = 5_000;

/** Notices that the page did not run for a while: the device slept, or the browser froze the tab. */
export class SleepWatch {
  #aliveAt: number;

  /** @param now milliseconds on a clock that goes on while the device sleeps */
  constructor(private readonly now: () => number) {
    this.#aliveAt = now();
  }

  /** A sign of life; whether the page slept before it. */
  hasSlept(): boolean {
    const before = this.#aliveAt;
    this.#aliveAt = this.now();
    return this.#aliveAt - before > ASLEEP_MS;
  }
}
