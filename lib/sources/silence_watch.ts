import type { StreamTools } from "./price_stream.ts";

export interface SilenceOptions {
  readonly silenceMs: number;
  readonly tools: Pick<Required<StreamTools>, "now" | "after">;
  /** Asks something that must be answered; false when there is nothing to ask. */
  readonly probe: () => boolean;
  readonly onSilent: () => void;
}

/** A healthy source answers a probe long before. */
const ANSWER_MS = 5_000;

/** Notices that a connection has fallen silent, and probes it before saying so. */
export class SilenceWatch {
  #heardAt = 0;
  #isProbed = false;
  #cancel: (() => void) | null = null;

  constructor(private readonly options: SilenceOptions) {}

  start(): void {
    this.stop();
    this.heard();
    this.#wait(this.options.silenceMs);
  }

  heard(): void {
    this.#heardAt = this.options.tools.now();
    this.#isProbed = false;
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #wait(ms: number): void {
    this.#cancel = this.options.tools.after(ms, () => this.#look());
  }

  #look(): void {
    const { silenceMs, tools, probe, onSilent } = this.options;
    const quietMs = tools.now() - this.#heardAt;
    // A clock that was set back tells nothing: wait anew.
    if (quietMs < 0) return this.start();
    if (quietMs < silenceMs) return this.#wait(silenceMs - quietMs);
    if (this.#isProbed || !probe()) return onSilent();
    this.#isProbed = true;
    this.#wait(ANSWER_MS);
  }
}
