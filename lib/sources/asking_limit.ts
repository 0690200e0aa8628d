import { AnsweredError } from "./answered_error.ts";
import { SOURCE_LABELS } from "./labels.ts";
import { MAX_RETRIES } from "./retry.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import { SourceError } from "./source.ts";

/** What a source has said about how often it may be asked, remembered from call to call. */
export class AskingLimit {
  #pause: { from: number; until: number } | null = null;
  #cautious = false;

  constructor(readonly source: SourceName) {}

  /** Retries a call may make now: none while the source limits without saying until when. */
  get maxRetries(): number {
    return this.#cautious ? 0 : MAX_RETRIES;
  }

  /** The error to fail with at once while the source asked to be left alone; null when it may be asked. */
  refusal(now: number): SourceError | null {
    const pause = this.#pause;
    // Before `from` the clock was set back: the end of the pause means nothing any more.
    if (pause === null || now >= pause.until || now < pause.from) return null;
    const until = new Date(pause.until).toISOString().slice(0, 19).replace("T", " ");
    const label = SOURCE_LABELS[this.source];
    const message = `${label} asked not to be called before ${until} UTC; it is called again then`;
    return new SourceError(this.source, message, "rateLimited", pause.until);
  }

  /** A pause stays: the answer may be to a question from before it. */
  succeeded(): void {
    this.#cautious = false;
  }

  /** Remembers what the failure that ended a call says about later calls. */
  failed(error: SourceError, now: number): void {
    if (error.retryAt !== null) this.#pause = { from: now, until: error.retryAt };
    if (error instanceof AnsweredError && error.status === 429) this.#cautious = true;
  }
}
