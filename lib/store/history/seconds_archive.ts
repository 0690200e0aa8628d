import { join } from "node:path";
import type { PriceHistory } from "@/lib/market/history/history.ts";
import type { TimedPrice } from "@/lib/market/history/history_view.ts";
import { explainIoError, type FileSystem, writeAll } from "@/lib/store/file/file_system.ts";
import { recordIn } from "@/lib/store/file/decode.ts";
import { isoTime } from "@/lib/time/clock.ts";
import type { StoreOptions } from "@/lib/store/file/store_file.ts";

/** A file for each such span of time: of two of them, what is older than half an hour is left over. */
const FILE_MS = 30 * 60_000;
const FILE_NAME = /^seconds-.*\.ndjson$/;

/** What is kept of one pair's seconds. */
export interface KeptSeconds {
  /** By how much the clock had been set when it was written, in milliseconds. */
  readonly clockShiftMs: number;
  /** A moment and a price by turns, as they stand in the file: of a thousand pairs there are hundreds of thousands. */
  readonly flat: readonly unknown[];
}

/**
 * The newest half hour of all pairs to the second, so that a window of a minute is as exact after a
 * restart: a line for each pair that moved since the line before, `{"s":"BTCUSDT","q":[moment,price,…]}`,
 * appended to one file for all pairs. What a program writes to a file begins with `{"n":number}`. Losing it makes windows coarser for half an hour and loses no
 * alarm, so nothing here rejects.
 */
export class SecondsArchive {
  readonly #root: string;
  /** Symbol → the newest change that was written, by the clock as it was when the pair was added. */
  readonly #written = new Map<string, number>();
  readonly #synced = new Map<string, number>();
  /**
   * Symbol → up to which moment (ms, as kept: without `clockShiftMs`) its prices are on disk here; the store file must
   * have the newer ones.
   */
  readonly syncedTo: ReadonlyMap<string, number> = this.#synced;
  /** Pairs that were removed since the last flush: what is kept of them is another pair's. */
  readonly #removed = new Set<string>();
  #fileName: string | null = null;
  /** The number of the next run of lines: names of files tell no order where the clock was set back. */
  #run = 1;
  /** All that is known is to be written once more, since files are about to be deleted that are younger than their names say. */
  #isAnew = false;
  #working: Promise<void> = Promise.resolve();

  constructor(
    private readonly fs: FileSystem,
    private readonly options: Pick<StoreOptions, "dataDir" | "now" | "onWarning">,
  ) {
    this.#root = join(options.dataDir, "history");
  }

  /** What is kept, by the pair's symbol, oldest first. */
  async load(): Promise<Map<string, KeptSeconds[]>> {
    const runs: Run[] = [];
    try {
      for (const { name } of await this.fs.list(this.#root)) {
        if (!FILE_NAME.test(name)) continue;
        const text = new TextDecoder().decode(await this.fs.read(join(this.#root, name)));
        runs.push(...runsIn(text));
        // The clock may have been set since: by how much, nobody knows.
        if (!this.#isNeeded(name)) this.beginAnew();
      }
    } catch (error) {
      this.#warn(error);
    }
    // A file that was deleted may be back after a power loss.
    runs.sort((a, b) => a.number - b.number);
    this.#run = (runs.at(-1)?.number ?? 0) + 1;
    return keptIn(runs);
  }

  /** Restores a pair's history from what was kept of it, oldest first. */
  restore(symbol: string, history: PriceHistory, points: readonly TimedPrice[]): void {
    history.restoreSeconds(points);
    const newest = points.at(-1)?.at ?? -Infinity;
    this.#written.set(symbol, newest - history.clockShiftMs);
  }

  /** A pair was removed, or one begins anew under its name. */
  forget(symbol: string): void {
    this.#written.delete(symbol);
    this.#synced.delete(symbol);
    this.#removed.add(symbol);
  }

  /** The clock was set: the names of files tell no more how old they are. */
  beginAnew(): void {
    this.#isAnew = true;
  }

  /** Writes what is new, after earlier flushes; resolves when that is done or was given up with a warning. */
  flush(histories: ReadonlyMap<string, PriceHistory>): Promise<void> {
    this.#working = this.#working.then(() => this.#write(histories));
    return this.#working;
  }

  async #write(histories: ReadonlyMap<string, PriceHistory>): Promise<void> {
    const removed = [...this.#removed];
    const lines = removed.map((symbol) => `${JSON.stringify({ s: symbol, q: null })}\n`);
    this.#removed.clear();
    const isAnew = this.#isAnew;
    this.#isAnew = false;
    if (isAnew) this.#written.clear();
    const upTo = new Map<string, number>();
    for (const [symbol, history] of histories) {
      const { newestAt, clockShiftMs } = history;
      if (newestAt !== null) upTo.set(symbol, newestAt - clockShiftMs);
      const line = this.#lineOf(symbol, history);
      if (line !== null) lines.push(line);
    }
    try {
      if (lines.length > 0) await this.#append(lines.join(""));
      for (const [symbol, at] of upTo) {
        if (!this.#removed.has(symbol)) this.#synced.set(symbol, at);
      }
    } catch (error) {
      this.#isAnew ||= isAnew;
      this.#writeAgain(removed);
      this.#warn(error);
    }
  }

  /** The next flush begins where all is on disk; what is written twice is read as once. */
  #writeAgain(removed: readonly string[]): void {
    for (const symbol of removed) this.#removed.add(symbol);
    for (const symbol of this.#written.keys()) {
      this.#written.set(
        symbol,
        this.#removed.has(symbol) ? -Infinity : this.#synced.get(symbol) ?? -Infinity,
      );
    }
  }

  #lineOf(symbol: string, history: PriceHistory): string | null {
    const { clockShiftMs } = history;
    const written = this.#written.get(symbol) ?? -Infinity;
    const points = [...history.secondsAfter(written + clockShiftMs)];
    const newest = points.at(-1);
    if (newest === undefined) return null;
    this.#written.set(symbol, newest.at - clockShiftMs);
    const shift = clockShiftMs === 0 ? {} : { c: clockShiftMs };
    const q = points.flatMap(({ at, price }) => [at, price]);
    return `${JSON.stringify({ s: symbol, ...shift, q })}\n`;
  }

  async #append(text: string): Promise<void> {
    const name = fileNameOf(this.options.now());
    const isNew = name !== this.#fileName;
    if (isNew) await this.fs.makeFolder(this.#root);
    const file = await this.fs.openAppend(join(this.#root, name));
    try {
      // It begins with a line feed, because an earlier failure may have torn a line.
      const run = isNew ? `{"n":${this.#run}}\n` : "";
      await writeAll(file, new TextEncoder().encode(`\n${run}${text}`));
      await file.sync();
    } finally {
      file.close();
    }
    if (!isNew) return;
    await this.fs.syncFolder(this.#root);
    this.#fileName = name;
    this.#run++;
    await this.#removeOld();
  }

  /** Deletes the files that nobody needs any more. */
  async #removeOld(): Promise<void> {
    for (const { name } of await this.fs.list(this.#root)) {
      if (!FILE_NAME.test(name) || this.#isNeeded(name)) continue;
      await this.fs.remove(join(this.#root, name)).catch(() => {});
    }
  }

  /** Whether a file is of this half hour or the one before it. */
  #isNeeded(name: string): boolean {
    const now = this.options.now();
    return [now, now - FILE_MS].some((at) => name === fileNameOf(at));
  }

  #warn(error: unknown): void {
    this.options.onWarning?.(explainIoError(error, `keep the newest prices in ${this.#root}`));
  }
}

/** What was kept, by today's clock, up to the moment (ms) that the pair's alarms are evaluated to. */
export function keptUntil(
  kept: readonly KeptSeconds[],
  { clockShiftMs, until }: { readonly clockShiftMs: number; readonly until: number },
): TimedPrice[] {
  const told: TimedPrice[] = [];
  let [newest, isInOrder] = [-Infinity, true];
  for (const { clockShiftMs: written, flat } of kept) {
    for (let index = 0; index + 1 < flat.length; index += 2) {
      const [at, price] = [Number(flat[index]) + clockShiftMs - written, Number(flat[index + 1])];
      if (!(at <= until) || !(price > 0 && price < Infinity)) continue;
      isInOrder &&= at > newest;
      newest = at;
      told.push({ at, price });
    }
  }
  if (isInOrder) return told;
  told.sort((a, b) => a.at - b.at);
  // After a failure some were written twice.
  return told.filter(({ at }, index) => at !== told[index - 1]?.at);
}

function fileNameOf(now: number): string {
  const from = isoTime(Math.floor(now / FILE_MS) * FILE_MS).slice(0, 16).replace(":", "-");
  return `seconds-${from}.ndjson`;
}

/** Lines that one program wrote to one file, one after the other. */
interface Run {
  readonly number: number;
  readonly lines: Line[];
}

/** What is kept of a pair; null where all that was written of its name before is another one's. */
interface Line {
  readonly symbol: string;
  readonly kept: KeptSeconds | null;
}

/** The version before wrote no numbers. */
function runsIn(text: string): Run[] {
  const runs: Run[] = [{ number: 0, lines: [] }];
  for (const line of text.split("\n")) {
    const record = line === "" ? null : recordIn(line);
    if (record === null) continue;
    const { n: number } = record;
    if (Number.isSafeInteger(number)) runs.push({ number: Number(number), lines: [] });
    const read = readLine(record);
    if (read !== null) runs.at(-1)?.lines.push(read);
  }
  return runs;
}

function keptIn(runs: readonly Run[]): Map<string, KeptSeconds[]> {
  const all = new Map<string, KeptSeconds[]>();
  for (const { symbol, kept } of runs.flatMap(({ lines }) => lines)) {
    const before = all.get(symbol);
    if (kept === null) all.delete(symbol);
    else if (before === undefined) all.set(symbol, [kept]);
    else before.push(kept);
  }
  return all;
}

/** A line that is torn or not understood is none. */
function readLine({ s: symbol, c = 0, q }: Readonly<Record<string, unknown>>): Line | null {
  if (typeof symbol !== "string") return null;
  if (q === null) return { symbol, kept: null };
  if (!Array.isArray(q) || !Number.isSafeInteger(c)) return null;
  return { symbol, kept: { clockShiftMs: Number(c), flat: q } };
}
