import { join } from "node:path";
import type { Pair } from "@/lib/alarms/pair.ts";
import { PriceHistory } from "@/lib/market/history/history.ts";
import { keptMs } from "@/lib/market/history/history_view.ts";
import { explainIoError, type FileSystem } from "@/lib/store/file/file_system.ts";
import type { StoreOptions } from "@/lib/store/file/store_file.ts";
import { isoTime } from "@/lib/time/clock.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@/lib/time/durations.ts";
import type { DayEntry } from "./candle_blocks.ts";
import { Collected } from "./collected.ts";
import { DayFolder } from "./day_folder.ts";
import { DaysOnDisk } from "./day_reader.ts";

/** A price may be this much older than its pair: sources answer with their last one. */
const OLDEST_FIRST_PRICE_MS = 5 * 60_000;
/** The first candle of what the source told may begin so much before the moment it was asked for. */
const WIDEST_CANDLE_MS = DAY_MS;
/** A price further ahead than this is a leftover of a wrong clock. */
const MAX_AHEAD_MS = 60_000;

/** So much of the newest past is in memory from the start: every view tells the price of an hour ago. */
const NEWEST_MS = HOUR_MS + 5 * MINUTE_MS;

/** A price of a pair that is to be kept; without one, all that is kept of the pair is to be deleted. */
export interface ArchiveTask {
  readonly symbol: string;
  readonly entry: DayEntry | null;
  /** Told of the time before all that is known: a start asks again for what is missing at its old end only. */
  readonly isPast?: boolean;
}

interface PriceTask {
  readonly symbol: string;
  readonly prices: DayEntry[];
  readonly isPast: boolean;
}

type Task = PriceTask | { readonly symbol: string; readonly forget: true };

/**
 * The full price history beside the store file, in append-only files by pair and day. Losing it loses no
 * alarm and no maximum, so nothing here rejects: failures are warnings, one for each flush.
 */
export class HistoryArchive {
  readonly #root: string;
  readonly #folders = new Map<string, DayFolder>();
  #tasks: Task[] = [];
  /** Symbol → the last of them, where that is of prices. */
  readonly #lastTasks = new Map<string, PriceTask>();
  #tidiedDay: number | null = null;
  #isClosing = false;
  readonly #closing = Promise.withResolvers<void>();
  /** Since when (ms) days are kept as blocks; what is from before stays as it is for a while. */
  #since: number | null = null;
  #isMarked = true;
  /** Something that was taken is not on disk. */
  #hasFailed = false;
  /** Flushes that have not ended. */
  #underWay = 0;
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
    this.#tidying = this.#tidying
      .then(() => Promise.race([this.options.started, this.#closing.promise]))
      .then(() => this.#tidyAll([...this.#folders.values()]));
  }

  /** Begins no more tidying; the next start goes on with it. */
  close(): void {
    this.#isClosing = true;
    this.#closing.resolve();
  }

  /** The history of a new pair; what it lets go of is read from its day files. */
  newHistory(pair: Pair): PriceHistory {
    const history = new PriceHistory(this.options.historySpan, pair.clockShiftMs);
    history.readFrom(this.#daysOf(pair), -Infinity);
    return history;
  }

  /** The history of a pair with its newest prices; what is older is read from its day files when it is asked for. */
  open(pair: Pair): PriceHistory {
    const history = new PriceHistory(this.options.historySpan, pair.clockShiftMs);
    const { clockShiftMs } = history;
    try {
      const folder = this.#folder(pair.symbol);
      folder.look(clockShiftMs);
      const until = this.#newestOf(pair);
      const { candles, from } = folder.kept.readNewest(NEWEST_MS, until, ownSince(pair));
      history.appendAll(candles);
      history.readFrom(this.#daysOf(pair), from);
    } catch (error) {
      this.#warn(error);
    }
    return history;
  }

  #daysOf(pair: Pair): DaysOnDisk {
    const { symbol } = pair;
    return new DaysOnDisk({
      folder: () => this.#folder(symbol).kept,
      onError: (error) => this.#warn(error),
    }, ownSince(pair));
  }

  /** A clock that is wrong now says nothing about a source that dates its prices itself. In milliseconds, as kept. */
  #newestOf({ source, clockShiftMs = 0 }: Pair): number {
    if (this.options.ownTime?.has(source)) return Infinity;
    return this.options.now() + MAX_AHEAD_MS - clockShiftMs;
  }

  /** Whether all that was taken is on disk. */
  get isWhole(): boolean {
    return !this.#hasFailed && this.#tasks.length === 0 && this.#underWay === 0;
  }

  /** The whole history of a pair from its day files, without what is older than the pair; another process may write them. */
  async load(pair: Pair): Promise<PriceHistory> {
    const { symbol, clockShiftMs = 0 } = pair;
    const history = new PriceHistory(this.options.historySpan);
    try {
      const now = this.options.now();
      const written = await this.#folder(symbol).read(now, (error) => this.#warn(error));
      const candles = new Collected(ownSince(pair), this.#newestOf(pair), { from: 0, to: 0 });
      candles.takeEntries(written);
      history.appendAll(candles.inOrder());
      history.shift(clockShiftMs);
    } catch (error) {
      this.#warn(error);
    }
    return history;
  }

  /** Takes a price, or the end of a pair, for the next flush. */
  take({ symbol, entry, isPast = false }: ArchiveTask): void {
    if (entry === null) return this.#forget(symbol);
    const last = this.#lastTasks.get(symbol);
    if (last?.isPast === isPast) return void last.prices.push(entry);
    const task = { symbol, prices: [entry], isPast };
    this.#tasks.push(task);
    this.#lastTasks.set(symbol, task);
  }

  #forget(symbol: string): void {
    this.#tasks = this.#tasks.filter((task) => task.symbol !== symbol);
    this.#lastTasks.delete(symbol);
    this.#tasks.push({ symbol, forget: true });
  }

  /** Does what was taken, after earlier flushes; resolves when it is done or was given up with a warning. */
  flush(): Promise<void> {
    const tasks = this.#tasks;
    this.#tasks = [];
    this.#lastTasks.clear();
    if (tasks.length > 0) {
      this.#underWay++;
      void this.#inTurn(() => this.#work(tasks)).finally(() => this.#underWay--);
    }
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
    if (failures.length > 0) this.#hasFailed = true;
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

/** From when on (ms, as kept) entries are the pair's own: older ones are left from another of that name. */
function ownSince({ addedAt, backfilledFrom, clockShiftMs = 0 }: Pair): number {
  const added = Date.parse(addedAt) - OLDEST_FIRST_PRICE_MS;
  if (backfilledFrom === undefined) return added;
  return Math.min(added, Date.parse(backfilledFrom) - clockShiftMs - WIDEST_CANDLE_MS);
}

/** A symbol comes from the store file, which a person may edit: it must not lead out of the folder. */
function folderName(symbol: string): string {
  return symbol.replaceAll(
    /[^A-Za-z0-9_-]/gu,
    (character) => `%${character.codePointAt(0)?.toString(16)}`,
  );
}
