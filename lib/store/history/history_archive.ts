import { join } from "node:path";
import type { Pair } from "@/lib/alarms/pair.ts";
import { keptMs, PriceHistory } from "@/lib/market/history/history.ts";
import { explainIoError, type FileSystem } from "@/lib/store/file/file_system.ts";
import type { StoreOptions } from "@/lib/store/store_options.ts";
import { isoTime } from "@/lib/time/clock.ts";
import { DAY_MS, HOUR_MS } from "@/lib/time/durations.ts";
import type { DayEntry } from "./candle_blocks.ts";
import { DayFolder } from "./day_folder.ts";
import { isCandle } from "./day_lines.ts";

/** A price may be this much older than its pair: sources answer with their last one. */
const OLDEST_FIRST_PRICE_MS = 5 * 60_000;
/** The first candle of what the source told may begin so much before the moment it was asked for. */
const WIDEST_CANDLE_MS = DAY_MS;
/** A price further ahead than this is a leftover of a wrong clock. */
const MAX_AHEAD_MS = 60_000;

/** A price of a pair that is to be kept; without one, all that is kept of the pair is to be deleted. */
export interface ArchiveTask {
  readonly symbol: string;
  readonly entry: DayEntry | null;
  /** Told of the time before all that is known: a start asks again for what is missing at its old end only. */
  readonly isPast?: boolean;
}

type Task =
  | { readonly symbol: string; readonly prices: DayEntry[]; readonly isPast: boolean }
  | { readonly symbol: string; readonly forget: true };

/**
 * The full price history beside the store file, in append-only files by pair and day. Losing it loses no
 * alarm and no maximum, so nothing here rejects: failures are warnings, one for each flush.
 */
export class HistoryArchive {
  readonly #root: string;
  readonly #folders = new Map<string, DayFolder>();
  #tasks: Task[] = [];
  #tidiedDay: number | null = null;
  #isClosing = false;
  /** Since when (ms) days are kept as blocks; what is from before stays as it is for a while. */
  #since: number | null = null;
  #isMarked = true;
  #working: Promise<void> = Promise.resolve();
  #tidying: Promise<void> = Promise.resolve();

  constructor(private readonly fs: FileSystem, private readonly options: StoreOptions) {
    this.#root = join(options.dataDir, "history");
  }

  /** Finds out since when there are blocks; to be called before all else. */
  async begin(): Promise<void> {
    try {
      const names = (await this.fs.list(this.#root)).map(({ name }) => name);
      this.#since = names.map(sinceIn).find((since) => since !== null) ?? null;
      if (this.#since !== null) return;
      this.#since = dayStart(this.options.now());
      this.#isMarked = false;
    } catch (error) {
      this.#warn(error);
    }
  }

  /** Tidies all folders in the background, between what is written meanwhile. */
  tidySoon(): void {
    this.#tidiedDay = dayStart(this.options.now());
    this.#tidying = this.#tidying.then(() => this.#tidyAll([...this.#folders.values()]));
  }

  /** Begins no more tidying; the next start goes on with it. */
  close(): void {
    this.#isClosing = true;
  }

  /** A history without prices, as long as the archive keeps them. */
  newHistory(clockShiftMs = 0): PriceHistory {
    return new PriceHistory(this.options.historySpan, clockShiftMs);
  }

  /** The history of a pair from its day files, without what is older than the pair. */
  async load(pair: Pair): Promise<PriceHistory> {
    const { symbol, clockShiftMs = 0 } = pair;
    const history = this.newHistory(clockShiftMs);
    try {
      const now = this.options.now();
      const written = await this.#folder(symbol).read(now, (error) => this.#warn(error));
      const since = oldestOf(pair);
      // A clock that is wrong now says nothing about a source that dates its prices itself.
      const newest = this.options.ownTime?.has(pair.source) ? Infinity : now + MAX_AHEAD_MS;
      for (const entry of inOrder(written, clockShiftMs)) {
        if (entry.at < since || entry.at > newest) continue;
        if (isCandle(entry)) history.appendCandle(entry);
        else history.append(entry.at, entry.price);
      }
    } catch (error) {
      this.#warn(error);
    }
    return history;
  }

  /** Takes a price, or the end of a pair, for the next flush. */
  take({ symbol, entry, isPast = false }: ArchiveTask): void {
    if (entry === null) return this.#forget(symbol);
    const last = this.#tasks.findLast((task) => task.symbol === symbol);
    if (last !== undefined && "prices" in last && last.isPast === isPast) last.prices.push(entry);
    else this.#tasks.push({ symbol, prices: [entry], isPast });
  }

  #forget(symbol: string): void {
    this.#tasks = this.#tasks.filter((task) => task.symbol !== symbol);
    this.#tasks.push({ symbol, forget: true });
  }

  /** Does what was taken, after earlier flushes; resolves when it is done or was given up with a warning. */
  flush(): Promise<void> {
    const tasks = this.#tasks;
    this.#tasks = [];
    if (tasks.length > 0) void this.#inTurn(() => this.#work(tasks));
    return this.#isClosing ? this.#tidying.then(() => this.#working) : this.#working;
  }

  async #work(tasks: readonly Task[]): Promise<void> {
    const failures: unknown[] = [];
    const attempt = (work: Promise<void>) => work.catch((error) => void failures.push(error));
    if (!this.#isMarked) await attempt(this.#mark());
    for (const task of tasks) {
      const folder = this.#folder(task.symbol);
      await attempt("forget" in task ? folder.remove() : folder.append(task.prices, task.isPast));
      if ("forget" in task) this.#folders.delete(task.symbol);
    }
    if (failures.length > 0) this.#warn(failures[0]);
    if (this.#tidiedDay !== dayStart(this.options.now())) this.tidySoon();
  }

  /** Not before there is a store file: a folder with remains and without one is no new one. */
  async #mark(): Promise<void> {
    await this.fs.makeFolder(this.#root);
    const name = sinceName(this.#since ?? dayStart(this.options.now()));
    (await this.fs.openAppend(join(this.#root, name))).close();
    this.#isMarked = true;
  }

  async #tidyAll(folders: readonly DayFolder[]): Promise<void> {
    for (const folder of folders) await this.#tidy(folder).catch((error) => this.#warn(error));
  }

  /** A day at a time: what is written meanwhile waits for one, not for a month. */
  async #tidy(folder: DayFolder): Promise<void> {
    if (this.#isClosing) return;
    for (const day of await this.#inTurn(() => folder.untidyDays(this.options.now()))) {
      if (this.#isClosing) return;
      let workedMs = 0;
      await this.#inTurn(async () => {
        const began = performance.now();
        await folder.tidy(day, this.options.now());
        workedMs = performance.now() - began;
      });
      await rest(workedMs);
    }
  }

  /** Does work on the files after what came before it, and before what comes after it. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#working.then(work);
    this.#working = done.then(() => {}, () => {});
    return done;
  }

  #folder(symbol: string): DayFolder {
    let folder = this.#folders.get(symbol);
    if (folder === undefined) {
      const { historySpan: span = {} } = this.options;
      const ages = { rawMs: (span.rawHours ?? 24) * HOUR_MS, keptMs: keptMs(span) };
      folder = new DayFolder(
        this.fs,
        join(this.#root, folderName(symbol)),
        ages,
        this.#since ?? dayStart(this.options.now()),
      );
      this.#folders.set(symbol, folder);
    }
    return folder;
  }

  #warn(error: unknown): void {
    this.options.onWarning?.(explainIoError(error, `keep the price history in ${this.#root}`));
  }
}

/** Leaves all else as much time as work took (ms): of a thousand pairs a day ends at the same moment. */
function rest(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}

const SINCE_NAME = /^candles-since-(\d{4}-\d\d-\d\d)$/;

/** The file whose name says since when days are kept as blocks. */
function sinceName(since: number): string {
  return `candles-since-${isoTime(since).slice(0, 10)}`;
}

function sinceIn(name: string): number | null {
  const [, day = ""] = SINCE_NAME.exec(name) ?? [];
  const since = Date.parse(day);
  return Number.isNaN(since) ? null : since;
}

function dayStart(at: number): number {
  return Math.floor(at / DAY_MS) * DAY_MS;
}

/** From when on entries are the pair's own, by today's clock: older ones are left from another of that name. */
function oldestOf({ addedAt, backfilledFrom, clockShiftMs = 0 }: Pair): number {
  const added = Date.parse(addedAt) - OLDEST_FIRST_PRICE_MS + clockShiftMs;
  if (backfilledFrom === undefined) return added;
  return Math.min(added, Date.parse(backfilledFrom) - WIDEST_CANDLE_MS);
}

/** Entries by today's clock, oldest first; a clock that was set back left them in disorder. */
function inOrder(entries: readonly DayEntry[], clockShiftMs: number): DayEntry[] {
  return entries.map((entry) => {
    const missed = clockShiftMs - (entry.clockShiftMs ?? 0);
    if (missed === 0) return entry;
    const end = "closeAt" in entry ? { closeAt: (entry.closeAt ?? entry.at) + missed } : {};
    return { ...entry, at: entry.at + missed, ...end };
  }).sort((a, b) => a.at - b.at);
}

/** A symbol comes from the store file, which a person may edit: it must not lead out of the folder. */
function folderName(symbol: string): string {
  return symbol.replaceAll(
    /[^A-Za-z0-9_-]/gu,
    (character) => `%${character.codePointAt(0)?.toString(16)}`,
  );
}
