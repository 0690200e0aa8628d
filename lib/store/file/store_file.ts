import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { Alarm } from "@/lib/alarms/alarm.ts";
import { Fire } from "@/lib/alarms/fire.ts";
import type { Pair, State } from "@/lib/alarms/pair.ts";
import type { PriceHistory } from "@/lib/market/history/history.ts";
import type { HistorySpan } from "@/lib/market/history/history_view.ts";
import { isoTime } from "@/lib/time/clock.ts";
import { inSlices } from "@/lib/time/turns.ts";
import { Backups, STORE_FILE } from "./backups.ts";
import { explainIoError, type FileSystem, PIECE_BYTES, replaceFile } from "./file_system.ts";
import type { Lock } from "./lock.ts";

interface StoreFileParts {
  readonly fs: FileSystem;
  readonly dataDir: string;
  readonly backups: Backups;
  readonly options: StoreOptions;
  /** Where the newest prices are kept, by a clock that was never set: what is there need not stand in the file. */
  readonly seconds: { readonly syncedTo: ReadonlyMap<string, number> };
}

/** The store file and its earlier versions. */
export class StoreFile {
  readonly path: string;
  readonly #parts: StoreFileParts;

  constructor(parts: StoreFileParts) {
    this.path = join(parts.dataDir, STORE_FILE);
    this.#parts = parts;
  }

  /** Puts a state on disk; resolves with its bytes, rejects with what to do when that failed. */
  async write(state: State): Promise<number> {
    const { fs, options, seconds } = this.#parts;
    const archivedTo: ArchivedTo = ({ symbol, clockShiftMs = 0 }) =>
      (seconds.syncedTo.get(symbol) ?? -Infinity) + clockShiftMs;
    const pieces = encodeInSlices(state, options.now(), { archivedTo });
    return await replaceFile(fs, this.path, pieces);
  }

  /** Keeps what was written as a backup. A failure is a warning: the file itself is whole. */
  keepBackup(): Promise<void> {
    return this.#keep((now) => this.#parts.backups.keep(now));
  }

  /** Keeps the last version as a copy, since people edit the file while the program is stopped. */
  keepLastBackup(): Promise<void> {
    return this.#keep((now) => this.#parts.backups.keepCopy(now));
  }

  async #keep(keep: (now: number) => Promise<void>): Promise<void> {
    const { now, onWarning } = this.#parts.options;
    try {
      await keep(now());
    } catch (error) {
      onWarning?.(explainIoError(error, `keep a backup of ${this.path}`));
    }
  }
}

/** Version of the file's layout; a file with a greater first number is refused. */
export const FILE_VERSION = "1.0";

/** So many newest points of a pair stand in the file at least. A start takes the older ones from the archive. */
const POINTS_WRITTEN = 2;

/** What stands for the checksum while it is computed. */
export const NO_CHECKSUM = "0".repeat(64);

// Pairs, alarms and fires are replaced, never changed in place, so the text of one stays true.
const texts = new WeakMap<object, string>();

/**
 * The store file for a state: a line for what a pair is, one for its newest points, one for each alarm and fire,
 * all without the fields that reading fills in. It is written at every check, so every space in a line costs.
 * `metadata.checksum` is the SHA-256 of the whole file with zeros in its place.
 */
export function encodeStore(
  state: State,
  modifiedAt: number,
  archivedTo: ArchivedTo = () => Infinity,
): Uint8Array<ArrayBuffer> {
  const pieces: Uint8Array[] = [];
  for (const piece of encodeSteps(state, modifiedAt, archivedTo)) {
    if (piece !== undefined) pieces.push(piece.slice());
  }
  return new Uint8Array(Buffer.concat(pieces));
}

/** Up to which moment (ms) the archive has a pair's prices. */
type ArchivedTo = (pair: Pair) => number;

/**
 * The same in pieces that share one buffer, and in slices: at a thousand pairs it takes as long as a client
 * notices. It waits behind no other work, since commits wait for it; a state never changes, so what is written
 * is what was given.
 */
export function encodeInSlices(
  state: State,
  modifiedAt: number,
  { archivedTo = () => Infinity, elapsed }: {
    readonly archivedTo?: ArchivedTo;
    readonly elapsed?: () => number;
  } = {},
): AsyncGenerator<Uint8Array> {
  return inSlices(encodeSteps(state, modifiedAt, archivedTo), elapsed);
}

/** Gives a piece where one is full, and undefined where the work may pause. */
type Encoding = Generator<Uint8Array | undefined, void>;

function* encodeSteps(state: State, modifiedAt: number, archivedTo: ArchivedTo): Encoding {
  const file = new PieceWriter();
  yield* file.add('{\n"pairs": ');
  yield* blockSteps(file, "{}", state.pairs.values(), (pair) => pairText(pair, archivedTo));
  yield* file.add(',\n"fires": ');
  yield* blockSteps(file, "[]", state.fires, fireText);
  yield* file.add(',\n"unannounced": ');
  yield* blockSteps(file, "[]", state.unannounced, (id) => `  ${JSON.stringify(id)}`);
  yield* blockIfAny(file, "channels", state.channels);
  yield* blockIfAny(file, "policies", state.policies);
  yield* blockIfAny(file, "watchlists", state.watchlists);
  yield* blockIfAny(file, "outbox", state.outbox);
  yield* file.add(`,\n"metadata": {\n  "checksum": "`);
  yield* file.end(
    `",\n  "lastModified": "${isoTime(modifiedAt)}",\n` +
      `  "version": "${FILE_VERSION}"\n}\n}\n`,
  );
}

/** A list with one item a line; none where it is empty, as in files of older versions. */
function* blockIfAny(file: PieceWriter, name: string, items: readonly object[]): Encoding {
  if (items.length === 0) return;
  yield* file.add(`,\n"${name}": `);
  const textOf = (item: object) => remembered(item, () => `  ${JSON.stringify(item)}`);
  yield* blockSteps(file, "[]", items, textOf);
}

/** A block whose items stand in lines of their own. */
function* blockSteps<T>(
  file: PieceWriter,
  [open, close]: string,
  items: Iterable<T>,
  textOf: (item: T) => string,
): Encoding {
  let before = `${open}\n`;
  for (const item of items) {
    yield* file.add(before + textOf(item));
    before = ",\n";
    yield;
  }
  yield* file.add(before === ",\n" ? `\n${close}` : `${open}${close}`);
}

/**
 * A file that is made piece by piece in one buffer: whole, it would take its size in memory again and again,
 * once for each commit.
 */
class PieceWriter {
  readonly #encoder = new TextEncoder();
  readonly #buffer = new Uint8Array(PIECE_BYTES);
  readonly #hash = createHash("sha256");
  #used = 0;

  /** Adds a text; gives the piece whenever one is full. */
  *add(text: string): Encoding {
    for (let from = 0;;) {
      const rest = from === 0 ? text : text.slice(from);
      const { read, written } = this.#encoder.encodeInto(rest, this.#buffer.subarray(this.#used));
      this.#used += written;
      from += read;
      if (from >= text.length) return;
      yield this.#piece();
    }
  }

  /** Adds the checksum and what comes after it, and gives the last pieces. */
  *end(rest: string): Encoding {
    if (this.#used > 0) yield this.#piece();
    const encode = (text: string) => this.#encoder.encode(text);
    this.#hash.update(encode(NO_CHECKSUM + rest));
    yield encode(this.#hash.digest("hex") + rest);
  }

  #piece(): Uint8Array {
    const piece = this.#buffer.subarray(0, this.#used);
    this.#hash.update(piece);
    this.#used = 0;
    return piece;
  }
}

function pairText(pair: Pair, archivedTo: ArchivedTo): string {
  return remembered(pair, () => {
    const { priceHistory, alarms, ...fields } = pair;
    const known = Object.entries(fields)
      .filter(([name, value]) =>
        value !== undefined && !(value === null && NULL_LEFT_OUT.has(name))
      )
      .map(([name, value]) => `"${name}": ${JSON.stringify(value)}`);
    const since = archivedTo(pair);
    const first = priceHistory.findLastIndex(({ timestamp }) => Date.parse(timestamp) <= since);
    const newer = priceHistory.slice(Math.min(first + 1, priceHistory.length - POINTS_WRITTEN));
    const points = JSON.stringify(newer);
    const lines = alarms.map(alarmText);
    return `  ${JSON.stringify(pair.symbol)}: {\n` +
      `    ${known.join(", ")},\n    "priceHistory": ${points},\n` +
      `    "alarms": ${lines.length === 0 ? "[]" : `[\n${lines.join(",\n")}\n    ]`}\n  }`;
  });
}

function alarmText(alarm: Alarm): string {
  return remembered(alarm, () => `      ${JSON.stringify(alarmMembers(alarm))}`);
}

function fireText(fire: Fire): string {
  return remembered(fire, () => {
    const members = Object.entries({ ...fire, alarm: alarmMembers(fire.alarm) })
      .filter(([name, value]) => fireDefaults().get(name) !== value);
    return `  ${JSON.stringify(Object.fromEntries(members))}`;
  });
}

function remembered(item: object, make: () => string): string {
  let text = texts.get(item);
  if (text === undefined) texts.set(item, text = make());
  return text;
}

/** Fields of a pair that reading fills with null; what people look for is written even so. */
const NULL_LEFT_OUT: ReadonlySet<string> = new Set(["sourceId", "unconfirmed", "trouble"]);

/** Always written: people look for them, and reading asks whether an alarm was evaluated. */
const ALWAYS: ReadonlySet<string> = new Set(["triggered", "createdAt", "conditionMet"]);

/**
 * Fields that reading fills by itself, with their values. They are part of the file's format: files
 * are full of alarms that leave them out, so a default of the schema must not change.
 */
const leftOut = onceAsked((): ReadonlyMap<Alarm["type"], ReadonlyMap<string, unknown>> =>
  new Map(Alarm.options.map((schema) => [schema.shape.type.value, defaultsOf(schema.shape)]))
);

/** The same of a fire. */
const fireDefaults = onceAsked(() => defaultsOf(Fire.shape));

/** Schemas are made when something is written first: a start has nothing to write. */
function onceAsked<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => made ??= make();
}

/** An alarm's fields as they stand in the file: `id` and `type` first, without what reading fills in. */
function alarmMembers(alarm: Alarm): Readonly<Record<string, unknown>> {
  const { id, type, ...rest } = alarm;
  const defaults = leftOut().get(type);
  const isAsMade = alarm.watchedFrom === alarm.createdAt;
  const members = Object.entries(rest).filter(([name, value]) =>
    value !== undefined && !(defaults?.has(name) && defaults.get(name) === value) &&
    !(isAsMade && name === "watchedFrom")
  );
  return { id, type, ...Object.fromEntries(members) };
}

function defaultsOf(shape: Readonly<Record<string, z.ZodType>>): ReadonlyMap<string, unknown> {
  const defaults = new Map<string, unknown>();
  for (const [name, field] of Object.entries(shape)) {
    if (ALWAYS.has(name) || !(field instanceof z.ZodDefault)) continue;
    defaults.set(name, field.def.defaultValue);
  }
  return defaults;
}

/** SHA-256 of all parts in a row, as 64 hexadecimal digits. */
export function checksum(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

/** What a store needs from outside. */
export interface StoreOptions {
  readonly dataDir: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** Called once, when a commit failed and the store accepts no changes any more. */
  readonly onFailure: (error: Error) => void;
  /** Something went wrong that costs no alarm: a history file, a backup, a listener that threw. */
  readonly onWarning?: (error: Error) => void;
  /** Whether an alarm's condition holds now; fills `conditionMet` of alarms from older files. */
  readonly conditionHolds?: (alarm: Alarm, pair: Pair, history: PriceHistory) => boolean;
  readonly historySpan?: HistorySpan;
  /** For how long (ms) the file may be behind while nothing but prices moves; left out, each check brings it up to date. */
  readonly commitMs?: number;
  /**
   * Sources that date their prices by a clock of their own; those of the others cannot be ahead of
   * `now` unless the clock was set back since, and are moved along then. Left out, all is taken as stored.
   */
  readonly ownTime?: ReadonlySet<string>;
  /** Settled once nobody waits for the start any more: the history on disk is put in order after it. */
  readonly started?: Promise<void>;
  /** For tests: another disk, and another way to own the folder. */
  readonly fileSystem?: FileSystem;
  readonly takeLock?: (dataDir: string) => Promise<Lock>;
}
