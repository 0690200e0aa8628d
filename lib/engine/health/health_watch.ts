import type { Pair, State, StoredTrouble } from "@/lib/alarms/pair.ts";
import type { Logger } from "@/lib/logs/logger.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import { withNewName } from "@/lib/sources/listings.ts";
import type { SourceCare } from "@/lib/sources/market_source.ts";
import { type PairTrouble, type PairTroubles, SourceError } from "@/lib/sources/source.ts";
import type { Event } from "@/lib/store/events.ts";
import type { Store } from "@/lib/store/store.ts";
import { type Clock, deadline, orAborted } from "@/lib/time/clock.ts";

/** Sources remember their answers, for an hour as a rule: being asked so often costs them nothing, in milliseconds. */
const ASKED_AGAIN_MS = 60_000;
/** An answer that takes longer is given up, in milliseconds. */
const TIMEOUT_MS = 30_000;

/** A source that may know which pairs are in trouble. */
type HealthSource = Partial<Pick<SourceCare, "health">>;

interface HealthWatchOptions {
  readonly store: Pick<Store, "state" | "change">;
  readonly sources: ReadonlyMap<SourceName, HealthSource>;
  readonly clock: Clock;
  readonly log: Pick<Logger, "warn" | "info" | "error">;
}

/** Notices pairs that their source has delisted, halted or renamed, and that it trades them again. */
export class HealthWatch {
  readonly #askedAt = new Map<SourceName, number>();
  readonly #underWay = new Map<SourceName, Promise<void>>();
  readonly #stopping = new AbortController();

  constructor(private readonly options: HealthWatchOptions) {}

  /** Asks the sources whose turn it is, one question each at a time. Never rejects. */
  async look(): Promise<void> {
    const groups = Map.groupBy(this.options.store.state.pairs.values(), ({ source }) => source);
    for (const [name, pairs] of groups) this.#start(name, pairs);
    await Promise.all(this.#underWay.values());
  }

  /** Stops asking; resolves when what was under way has been committed or dropped. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#underWay.values());
  }

  #start(name: SourceName, pairs: readonly Pair[]): void {
    const source = this.options.sources.get(name);
    const sinceAsked = this.options.clock.monotonic() - (this.#askedAt.get(name) ?? -Infinity);
    const isDue = sinceAsked >= ASKED_AGAIN_MS && !this.#underWay.has(name);
    if (source === undefined || !isDue || this.#stopping.signal.aborted) return;
    this.#askedAt.set(name, this.options.clock.monotonic());
    const work = this.#ask(name, source, pairs).finally(() => this.#underWay.delete(name));
    this.#underWay.set(name, work);
  }

  async #ask(name: SourceName, source: HealthSource, asked: readonly Pair[]): Promise<void> {
    using limit = deadline(this.options.clock, TIMEOUT_MS, this.#stopping.signal);
    try {
      const answer = source.health?.(asked, limit);
      if (answer === undefined) return;
      const troubles = await orAborted(answer, limit);
      if (!this.#stopping.signal.aborted) await this.#take(asked, troubles);
    } catch (error) {
      this.#failed(name, error);
    }
  }

  async #take(asked: readonly Pair[], troubles: PairTroubles): Promise<void> {
    const { store, clock } = this.options;
    const changed = await store.change((state) => {
      const events = decideTroubles(state, { asked, troubles, now: clock.now() });
      const result = events.map(({ symbol, trouble }) => ({
        ...{ symbol, trouble },
        before: state.pairs.get(symbol)?.trouble ?? null,
      }));
      return { events, result };
    });
    for (const change of changed) this.#tell(change);
  }

  #tell({ symbol, trouble, before }: {
    readonly symbol: string;
    readonly trouble: StoredTrouble | null;
    readonly before: StoredTrouble | null;
  }): void {
    const { log } = this.options;
    if (trouble === null) {
      log.info("{symbol} is traded again; its alarms are judged again", { symbol });
    } else if (trouble.kind !== before?.kind) {
      const { kind, reason } = trouble;
      log.warn("{symbol} is {kind}; its alarms do not fire: {reason}", { symbol, kind, reason });
    }
  }

  /** A source that cannot be reached says so at every check: only what is unexpected is logged. */
  #failed(source: SourceName, error: unknown): void {
    if (error instanceof SourceError || isTimeout(error) || this.#stopping.signal.aborted) return;
    this.options.log.error("Cannot ask {source} about its pairs: {error}", { source, error });
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === "TimeoutError";
}

/** What a source answered about the health of pairs. */
interface HealthAnswer {
  /** The pairs as they were when it was asked. */
  readonly asked: readonly Pair[];
  readonly troubles: PairTroubles;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

type TroubleEvent = Event & { readonly type: "pairTroubled" };

/** Decides which pairs their source has given up, and which it trades again. */
export function decideTroubles(
  { pairs }: State,
  { asked, troubles, now }: HealthAnswer,
): readonly TroubleEvent[] {
  return asked.flatMap(({ symbol, addedAt, source }) => {
    const pair = pairs.get(symbol);
    // Removed, and perhaps added again, while the source was asked.
    if (pair === undefined || pair.addedAt !== addedAt || pair.source !== source) return [];
    const trouble = nextTrouble(pair, troubles.get(symbol), now);
    if (trouble === pair.trouble) return [];
    return [{ type: "pairTroubled" as const, symbol, trouble }];
  });
}

function nextTrouble(
  { base, trouble: before }: Pair,
  found: PairTrouble | undefined,
  now: number,
): StoredTrouble | null {
  if (found === undefined) return null;
  const trouble = withNewName(found, base);
  if (before?.kind !== trouble.kind) return { ...trouble, since: new Date(now).toISOString() };
  // The same trouble in other words began when it began.
  return before.reason === trouble.reason ? before : { ...trouble, since: before.since };
}
