import { Alarm } from "@/lib/alarms/alarm.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import type { Pair, PricePoint, State } from "@/lib/alarms/pair.ts";
import { NEWEST_POINTS } from "@/lib/market/candle.ts";
import type { StoreOptions } from "@/lib/store/store_options.ts";
import { isoTime } from "@/lib/time/clock.ts";
import { inSlices } from "@/lib/time/turns.ts";
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { Backups, STORE_FILE } from "./backups.ts";
import { explainIoError, type FileSystem, PIECE_BYTES, replaceFile } from "./file_system.ts";

/** The store file and its earlier versions. */
export class StoreFile {
  readonly path: string;
  readonly #fs: FileSystem;
  readonly #backups: Backups;
  readonly #options: StoreOptions;

  constructor(fs: FileSystem, dataDir: string, backups: Backups, options: StoreOptions) {
    this.path = join(dataDir, STORE_FILE);
    this.#fs = fs;
    this.#backups = backups;
    this.#options = options;
  }

  /** Puts a state on disk; rejects with what to do when that failed. */
  async write(state: State): Promise<void> {
    await replaceFile(this.#fs, this.path, encodeInSlices(state, this.#options.now()));
  }

  /** Keeps what was written as a backup. A failure is a warning: the file itself is whole. */
  keepBackup(): Promise<void> {
    return this.#keep((now) => this.#backups.keep(now));
  }

  /** Keeps the last version as a copy, since people edit the file while the program is stopped. */
  keepLastBackup(): Promise<void> {
    return this.#keep((now) => this.#backups.keepCopy(now));
  }

  async #keep(keep: (now: number) => Promise<void>): Promise<void> {
    try {
      await keep(this.#options.now());
    } catch (error) {
      this.#options.onWarning?.(explainIoError(error, `keep a backup of ${this.path}`));
    }
  }
}

/** Version of the file's layout; a file with a greater first number is refused. */
export const FILE_VERSION = "1.0";

/** What stands for the checksum while it is computed. */
export const NO_CHECKSUM = "0".repeat(64);

// Pairs, alarms, points and fires are replaced, never changed in place, so the text of one stays true.
const texts = new WeakMap<object, string>();

/**
 * The store file for a state: two spaces of indentation, one point, alarm or fire a line,
 * alarms without the fields that have their default value.
 * `metadata.checksum` is the SHA-256 of the whole file with zeros in its place.
 */
export function encodeStore(state: State, modifiedAt: number): Uint8Array<ArrayBuffer> {
  const pieces: Uint8Array[] = [];
  for (const piece of encodeSteps(state, modifiedAt)) {
    if (piece !== undefined) pieces.push(piece.slice());
  }
  return new Uint8Array(Buffer.concat(pieces));
}

/**
 * The same in pieces that share one buffer, and in slices: at a thousand pairs it takes as long as a client
 * notices. It waits behind no other work, since commits wait for it; a state never changes, so what is written
 * is what was given.
 */
export function encodeInSlices(
  state: State,
  modifiedAt: number,
  elapsed?: () => number,
): AsyncGenerator<Uint8Array> {
  return inSlices(encodeSteps(state, modifiedAt), elapsed);
}

/** Gives a piece where one is full, and undefined where the work may pause. */
type Encoding = Generator<Uint8Array | undefined, void>;

function* encodeSteps(state: State, modifiedAt: number): Encoding {
  const file = new PieceWriter();
  yield* file.add('{\n  "pairs": ');
  yield* blockSteps(file, "{}", state.pairs.values(), pairText);
  yield* file.add(',\n  "fires": ');
  yield* blockSteps(file, "[]", state.fires, (fire) => fireText(fire, "    "));
  yield* file.add(',\n  "unannounced": ');
  yield* blockSteps(file, "[]", state.unannounced, (id) => `    ${JSON.stringify(id)}`);
  yield* blockIfAny(file, "channels", state.channels);
  yield* blockIfAny(file, "policies", state.policies);
  yield* blockIfAny(file, "outbox", state.outbox);
  yield* file.add(`,\n  "metadata": {\n    "checksum": "`);
  yield* file.end(
    `",\n    "lastModified": "${isoTime(modifiedAt)}",\n` +
      `    "version": "${FILE_VERSION}"\n  }\n}\n`,
  );
}

/** A list with one item a line; none where it is empty, as in files of older versions. */
function* blockIfAny(file: PieceWriter, name: string, items: readonly object[]): Encoding {
  if (items.length === 0) return;
  yield* file.add(`,\n  "${name}": `);
  const textOf = (item: object) => remembered(item, () => lineText(Object.entries(item), "    "));
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
  yield* file.add(before === ",\n" ? `\n  ${close}` : `${open}${close}`);
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

function pairText(pair: Pair): string {
  return remembered(pair, () => {
    const { priceHistory, alarms, ...fields } = pair;
    const lines = Object.entries(fields).map(([name, value]) => `      ${member(name, value)}`);
    const inside = "        ";
    const points = priceHistory.slice(-NEWEST_POINTS).map((point) => pointText(point, inside));
    const alarmLines = alarms.map((alarm) => alarmText(alarm, inside));
    lines.push(
      `      "priceHistory": ${block("[", points, "]", "      ")}`,
      `      "alarms": ${block("[", alarmLines, "]", "      ")}`,
    );
    return `    ${JSON.stringify(pair.symbol)}: ${block("{", lines, "}", "    ")}`;
  });
}

function pointText(point: PricePoint, indent: string): string {
  return remembered(point, () => lineText(Object.entries(point), indent));
}

function alarmText(alarm: Alarm, indent: string): string {
  return remembered(alarm, () => lineText(alarmMembers(alarm), indent));
}

function fireText(fire: Fire, indent: string): string {
  return remembered(fire, () => {
    const alarm = Object.fromEntries(alarmMembers(fire.alarm));
    return lineText(Object.entries({ ...fire, alarm }), indent);
  });
}

function lineText(members: readonly [string, unknown][], indent: string): string {
  return `${indent}{ ${members.map(([name, value]) => member(name, value)).join(", ")} }`;
}

function member(name: string, value: unknown): string {
  return `${JSON.stringify(name)}: ${JSON.stringify(value)}`;
}

function block(open: string, lines: readonly string[], close: string, indent: string): string {
  return lines.length === 0 ? open + close : `${open}\n${lines.join(",\n")}\n${indent}${close}`;
}

function remembered(item: object, make: () => string): string {
  let text = texts.get(item);
  if (text === undefined) texts.set(item, text = make());
  return text;
}

/** Always written: people look for them, and reading asks whether an alarm was evaluated. */
const ALWAYS: ReadonlySet<string> = new Set(["triggered", "createdAt", "conditionMet"]);

/**
 * Fields that reading fills by itself, with their values. They are part of the file's format: files
 * are full of alarms that leave them out, so a default of the schema must not change.
 */
const LEFT_OUT: ReadonlyMap<Alarm["type"], ReadonlyMap<string, unknown>> = new Map(
  Alarm.options.map((schema) => [schema.shape.type.value, defaultsOf(schema.shape)]),
);

/** An alarm's fields as they stand in the file: `id` and `type` first, without what reading fills in. */
function alarmMembers(alarm: Alarm): [name: string, value: unknown][] {
  const { id, type, ...rest } = alarm;
  const defaults = LEFT_OUT.get(type);
  const members = Object.entries(rest).filter(([name, value]) =>
    value !== undefined && !(defaults?.has(name) && defaults.get(name) === value)
  );
  return [["id", id], ["type", type], ...members];
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
