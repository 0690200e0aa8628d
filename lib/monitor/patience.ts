import { SourceError } from "@/lib/sources/source.ts";
import type { Clock } from "./clock.ts";

/** After so many failures in a row others have their turn, and this one rests. */
const MOST_TRIES = 4;
/** The rest doubles from the first to the second of these, in milliseconds. */
const FIRST_REST_MS = 30 * 60_000;
const LONGEST_REST_MS = 12 * 60 * 60_000;
/** The longest wait after a failure doubles from the first to the second of these, in milliseconds. */
const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 10 * 60_000;

/** Says when to ask again about what could not be told: later and later, with jitter, and never given up. */
export class Patience {
  readonly #tries = new Map<string, number>();
  readonly #rests = new Map<string, number>();
  readonly #restUntil = new Map<string, number>();
  /** Failures since anything was told. */
  #inRow = 0;

  constructor(
    private readonly clock: Pick<Clock, "now" | "monotonic">,
    /** From 0 to 1, as `Math.random`. */
    private readonly random: () => number,
  ) {}

  /** Until when it rests, on the clock that only goes forward. */
  restsUntil(key: string): number {
    return this.#restUntil.get(key) ?? -Infinity;
  }

  succeeded(key: string): void {
    this.#inRow = 0;
    this.#tries.delete(key);
    this.#rests.delete(key);
  }

  /** How long to leave the source alone, and for how long this one rests, if it does; both in milliseconds. */
  failed(key: string, error: unknown): { readonly waitMs: number; readonly restMs: number | null } {
    this.#inRow++;
    const tries = (this.#tries.get(key) ?? 0) + 1;
    // What is no failure of the asking will be the same at once.
    const rests = tries >= MOST_TRIES || !(error instanceof SourceError);
    this.#tries.set(key, rests ? 0 : tries);
    const waitMs = Math.max(this.#jittered(), this.#untilAllowed(error));
    return { waitMs, restMs: rests ? this.#rest(key) : null };
  }

  #rest(key: string): number {
    const rests = this.#rests.get(key) ?? 0;
    const restMs = Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** rests);
    this.#rests.set(key, rests + 1);
    this.#restUntil.set(key, this.clock.monotonic() + restMs);
    return restMs;
  }

  #jittered(): number {
    return this.random() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (this.#inRow - 1));
  }

  #untilAllowed(error: unknown): number {
    const retryAt = error instanceof SourceError ? error.retryAt : null;
    return retryAt === null ? 0 : retryAt - this.clock.now();
  }
}
