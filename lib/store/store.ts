import type { FireTimings } from "@/lib/alarms/fire.ts";
import type { State } from "@/lib/alarms/pair.ts";
import type { PriceHistory } from "@/lib/market/history/history.ts";
import type { ArchiveTask } from "@/lib/store/history/history_archive.ts";
import type { RecoveryReport } from "@/lib/store/recovery/recovery.ts";
import { doInSlices, type Steps } from "@/lib/time/turns.ts";
import { apply, checkEvent } from "./apply.ts";
import { type Cause, type Event, isPriceOnly, movesRecord, type News } from "./events.ts";
import { type OpenedStore, openStore } from "./open_store.ts";
import type { StoreOptions } from "./file/store_file.ts";

/** A change that is on disk (a lazy one: that will be with the next), and the state right after it. */
export interface Committed {
  readonly events: readonly Event[];
  /** The state that the events were decided on. */
  readonly before: State;
  readonly state: State;
  /** Which person asked for it; undefined when the program itself did. */
  readonly cause: Cause | undefined;
  readonly isLazy: boolean;
}

interface Listener {
  readonly hear: (committed: Committed) => void;
  /** What it wants to hear of; undefined for all. */
  readonly news: readonly News[] | undefined;
}

/** What a decision answers: what changes, and what its caller gets once that is on disk. */
export interface Decision<T> {
  readonly events: readonly Event[];
  readonly result: T;
  /**
   * Told at once and written with the next change that is not lazy: for prices of a stream, which a
   * crash may forget because the source is asked for that stretch again.
   */
  readonly isLazy?: boolean;
  /** Nothing in it is from outside, and a test reads it with the schemas: checking it would load them. */
  readonly isOwn?: boolean;
}

/** A commit may come so much early, in milliseconds: after four checks in a minute, not after five. */
const EARLY_MS = 1_000;

interface Change extends Committed {
  readonly tasks: readonly ArchiveTask[];
  resolve(): void;
  reject(error: Error): void;
}

/** All that must survive, in one file with one writer. */
export class Store {
  /** What was found at start. */
  readonly recovery: RecoveryReport;
  /** Path of the store file. */
  readonly path: string;
  readonly histories: ReadonlyMap<string, PriceHistory>;
  readonly #opened: OpenedStore;
  readonly #options: StoreOptions;
  readonly #listeners: Listener[] = [];
  /** The state that is announced: on disk, but for lazy changes. */
  #committed: State;
  /** What is decided; ahead of `#committed` while a commit is under way. */
  #newest: State;
  #waiting: Change[] = [];
  /** Something was announced or marked that the file does not have yet. */
  #isBehind = false;
  #hasWritten = false;
  /** When the file was last replaced, in milliseconds. */
  #writtenAt = -Infinity;
  readonly #commits = { count: 0, bytes: 0, seconds: 0 };
  #writer: Promise<void> | null = null;
  #failure: StoreFailedError | null = null;
  #closed: Promise<void> | null = null;

  private constructor(opened: OpenedStore, options: StoreOptions) {
    this.#opened = opened;
    this.#options = options;
    this.recovery = opened.report;
    this.path = opened.file.path;
    this.histories = opened.histories.bySymbol;
    this.#committed = opened.state;
    this.#newest = opened.state;
  }

  /** Opens a data folder; rejects with FolderInUseError, RecoveryError or an explained I/O error. */
  static async open(options: StoreOptions): Promise<Store> {
    return new Store(await openStore(options), options);
  }

  /** What is on disk, and lazy changes after it. */
  get state(): State {
    return this.#committed;
  }

  /** Why no changes are accepted any more; null while they are. */
  get problem(): string | null {
    return this.#failure?.message ?? null;
  }

  /** How often the file was replaced since the start, by how many bytes, in how much time. */
  get commits(): Readonly<Record<"count" | "bytes" | "seconds", number>> {
    return this.#commits;
  }

  /**
   * Calls a listener with every change once it is on disk, in order; where `news` are named, with changes that hold one
   * of them.
   */
  onCommitted(hear: Listener["hear"], news?: readonly News[]): void {
    this.#listeners.push({ hear, news });
  }

  /**
   * Runs a decision at once on the newest state, which may not be on disk yet; resolves when what it
   * decided, and all that was decided before, is on disk and the listeners ran. Rejects with what the
   * decision threw, or with StoreFailedError.
   */
  async change<T>(decide: (state: State) => Decision<T>, cause?: Cause): Promise<T> {
    if (this.#failure !== null) throw this.#failure;
    if (this.#closed !== null) {
      throw new StoreFailedError("Cannot change the store: it is closed");
    }
    const decision = decide(this.#newest);
    const { events, result, isOwn } = decision;
    if (isOwn !== true) events.forEach(checkEvent);
    if (events.length > 0 || this.#writer !== null) {
      await this.#enqueue(events, cause, this.#mayWait(decision));
    }
    return result;
  }

  /**
   * Writes what lazy changes left, when that is due; resolves when it is on disk. Called after each check. Rejects with
   * StoreFailedError.
   */
  async settle(): Promise<void> {
    if (!this.#isBehind && this.#writer === null) return;
    if (this.#isDue()) await this.#enqueue([], undefined, false);
    // A start takes of them what is as old as its own state.
    else void this.#opened.histories.flushSeconds();
  }

  #mayWait({ events, isLazy = events.length === 0 }: Decision<unknown>): boolean {
    if (!this.#options.commitMs) return isLazy;
    return isPriceOnly(events) && !events.some((event) => movesRecord(event, this.#newest));
  }

  #isDue(): boolean {
    const { commitMs = 0, now } = this.#options;
    const passed = now() - this.#writtenAt;
    // Checks come at even moments, give or take; a clock that was set back must not keep the file behind.
    return passed < 0 || passed >= commitMs - EARLY_MS;
  }

  /** Notes that these fires were announced; it is written with the next commit or at `close`. */
  markAnnounced(ids: readonly string[]): void {
    const done = new Set(ids);
    const unannounced = this.#newest.unannounced.filter((id) => !done.has(id));
    if (unannounced.length === this.#newest.unannounced.length) return;
    this.#newest = { ...this.#newest, unannounced };
    this.#isBehind = true;
  }

  /** Notes when fires were on disk and told, which no commit could know; it is written with the next one. */
  noteTold(fireIds: readonly string[], moments: Pick<FireTimings, "storedAt" | "toldAt">): void {
    const told = new Set(fireIds);
    const fires = this.#newest.fires.map((fire) =>
      told.has(fire.id) ? { ...fire, timings: { ...fire.timings, ...moments } } : fire
    );
    this.#newest = { ...this.#newest, fires };
    this.#isBehind = true;
  }

  /** Waits until all changes are on disk, then gives the folder back; later changes are refused. */
  close(): Promise<void> {
    this.#closed ??= this.#finish();
    return this.#closed;
  }

  #enqueue(events: readonly Event[], cause: Cause | undefined, isLazy: boolean): Promise<void> {
    const before = this.#newest;
    const state = apply(before, events);
    const tasks = this.#opened.histories.take(events);
    this.#newest = state;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ events, before, state, cause, isLazy, tasks, resolve, reject });
      this.#writer ??= this.#write();
    });
  }

  async #write(): Promise<void> {
    // The changes of one turn of the event loop share a commit.
    await Promise.resolve();
    while (this.#waiting.length > 0 && this.#failure === null) await this.#commitWaiting();
    this.#writer = null;
  }

  async #commitWaiting(): Promise<void> {
    const batch = this.#waiting;
    this.#waiting = [];
    const target = this.#newest;
    const isBehind = this.#isBehind || target !== this.#committed;
    const mustWrite = isBehind && batch.some((change) => !change.isLazy);
    if (mustWrite && !(await this.#put(target, batch))) return;
    const [first, ...others] = batch;
    if (first !== undefined) this.#publish(first);
    if (others.length > 0) await doInSlices(this.#publishing(others));
    // Marks and moments of what was just announced change nothing that somebody decided.
    this.#committed = this.#waiting.length === 0 ? this.#newest : target;
    if (!mustWrite) this.#isBehind ||= isBehind;
    else await this.#tidyUp();
  }

  /** What thousands of sockets asked for at once shares a commit; each change is logged and sent by itself. */
  *#publishing(batch: readonly Change[]): Steps<void> {
    for (const change of batch) {
      this.#publish(change);
      yield;
    }
  }

  async #tidyUp(): Promise<void> {
    await this.#opened.file.keepBackup();
    // Not waited for: a slow history must not delay the next commit.
    this.#opened.histories.flush();
    this.#opened.histories.flushSeconds();
  }

  async #put(target: State, batch: readonly Change[]): Promise<boolean> {
    this.#isBehind = false;
    const begun = performance.now();
    try {
      this.#commits.bytes += await this.#opened.file.write(target);
      this.#commits.seconds += (performance.now() - begun) / 1000;
      this.#commits.count++;
      this.#hasWritten = true;
      this.#writtenAt = this.#options.now();
      return true;
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)), batch);
      return false;
    }
  }

  #publish(change: Change): void {
    this.#committed = change.state;
    this.#opened.histories.keep(change.tasks);
    if (change.events.length > 0) this.#announce(change);
    change.resolve();
  }

  #announce({ events, before, state, cause, isLazy }: Change): void {
    const told = newsOf(events, before);
    for (const { hear, news } of this.#listeners) {
      if (news === undefined || news.some((wanted) => told.has(wanted))) {
        this.#tell(hear, { events, before, state, cause, isLazy });
      }
    }
  }

  #tell(hear: Listener["hear"], committed: Committed): void {
    try {
      hear(committed);
    } catch (error) {
      const reason = error instanceof Error ? error : new Error(String(error));
      this.#options.onWarning?.(
        new Error(`Cannot announce a change: a listener threw ${reason.message}`, {
          cause: reason,
        }),
      );
    }
  }

  #fail(cause: Error, batch: readonly Change[]): void {
    const message = `${cause.message}; no changes are accepted until the program is started again`;
    this.#failure = new StoreFailedError(message, { cause });
    for (const change of [...batch, ...this.#waiting]) change.reject(this.#failure);
    this.#waiting = [];
    this.#options.onFailure(this.#failure);
  }

  async #finish(): Promise<void> {
    this.#opened.histories.close();
    try {
      await this.#writer;
      const mustWrite = this.#isBehind && this.#failure === null;
      if (mustWrite && await this.#put(this.#newest, [])) this.#committed = this.#newest;
      if (this.#hasWritten && this.#failure === null) await this.#opened.file.keepLastBackup();
      if (this.#failure === null) {
        this.#opened.histories.keepOpenCandles();
        if (this.#hasWritten) await this.#opened.histories.flushSeconds();
      }
      await this.#opened.histories.flush();
    } finally {
      this.#opened.lock.release();
    }
  }
}

/** The store accepts no changes any more: a commit failed, or it was closed. */
export class StoreFailedError extends Error {
  override name = "StoreFailedError";
}

/** All that listeners may ask for in a change; `before` is the state that it was decided on. */
function newsOf(events: readonly Event[], before: State): ReadonlySet<News> {
  const news = new Set<News>();
  for (const event of events) {
    news.add(event.type);
    if (event.type !== "priceObserved") continue;
    const pair = before.pairs.get(event.symbol);
    if (pair?.lastUpdate === null) news.add("firstPrice");
    if (pair !== undefined && pair.unconfirmed !== null) news.add("priceAfterOutlier");
    if (event.watched?.leavesGap) news.add("gapLeft");
  }
  return news;
}
