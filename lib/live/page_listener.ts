import type { Signal } from "@preact/signals";
import { afterDrawing } from "./after_drawing.ts";
import type { Connection, Listener } from "./connection.ts";
import { noteLive } from "./last_live.ts";
import { applyFrame, type Link, type Model, shouldResync } from "./model.ts";
import { PacedModel } from "./paced_model.ts";
import type { ServerFrame } from "./protocol.ts";
import { SleepWatch } from "./sleep_watch.ts";

/**
 * How long a page that slept stays quiet while the server does not tell what happened meanwhile, in
 * milliseconds: a device needs some seconds to find its network again. Then what rang rings on.
 */
const QUIET_MS = 30_000;

/** Keeps the page's model up to date with what the connection hears. */
export class PageListener implements Listener {
  readonly #model: PacedModel;
  readonly #sleep = new SleepWatch(Date.now);
  #quiet = 0;

  /** @param told hears every frame once the model has it */
  constructor(
    shown: Signal<Model>,
    private readonly connection: () => Connection,
    private readonly told: (frame: ServerFrame) => void,
  ) {
    this.#model = new PacedModel(shown, afterDrawing);
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

  linked(): void {
    if (this.#model.value.link.phase !== "live") this.#setLink({ phase: "live", lostAt: null });
  }

  lost(): void {
    const lostAt = this.#model.value.link.lostAt ?? Date.now();
    this.#setLink({ phase: "reconnecting", lostAt, isOffline: !navigator.onLine });
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
    this.told(frame);
    if (shouldResync(before, after, frame)) this.connection().resync();
  }

  #setBehind(): void {
    clearTimeout(this.#quiet);
    this.#quiet = self.setTimeout(() => this.caughtUp(), QUIET_MS);
    if (!this.#model.value.link.isBehind) this.#setLink({ isBehind: true });
  }

  #setLink(link: Partial<Link>): void {
    const { value } = this.#model;
    this.#model.show({ ...value, link: { ...value.link, ...link } });
  }
}

function clockOffsetOf(frame: ServerFrame): number | null {
  const tellsTime = frame.event === "snapshot" || frame.event === "heartbeat";
  return tellsTime ? Date.parse(frame.data.serverTime) - Date.now() : null;
}
