import { crc32 } from "node:zlib";
import type { Candle } from "@/lib/market/candle.ts";
import type { SlotCandle } from "@/lib/market/history/fine_prices.ts";
import type { TimedPrice } from "@/lib/market/history/history_view.ts";
import { MINUTE_MS } from "@/lib/time/durations.ts";
import type { Steps } from "@/lib/time/turns.ts";

/*
 * A file of blocks: two bytes of mark, the payload's length and its CRC-32 (four bytes each, little endian), the payload.
 * The payload is the moments between which its entries are, their number, how prices and volumes are written, and the
 * entries one after the other, each as what changed since the one before it: about twelve bytes a minute candle. Every
 * block is read without the others. Blocks of the first format have no moments and no volumes.
 */
/**
 * What is kept of a slot or a minute: a lone price, or a candle. It keeps the moment of its time; `clockShiftMs` says by
 * how much the clock had been set by then, if at all.
 */
export type DayEntry = (TimedPrice | Candle & Partial<SlotCandle>) & {
  readonly clockShiftMs?: number;
};

/** How the names of such files end. */
export const BLOCKS_ENDING = ".candles";

const MARK = 0xc5;
/** The byte after it says of which format the block is; one with one entry a minute at most says so. */
const FORMAT = { first: 0xca, usual: 0xcb, minutes: 0xcc } as const;
const HEAD_BYTES = 10;
/** So many entries share a block at most. */
const ENTRIES_A_BLOCK = 1_440;

/** Prices are whole numbers of units of 10^-n, or (this) eight bytes each. */
const AS_DOUBLES = 255;
const MOST_DECIMALS = 15;
/** Differences of such numbers are exact. */
const MOST_UNITS = 2 ** 50;

/** Volumes are whole numbers of units of 10^-n, eight decimals at most: as many as exchanges give. */
const MOST_VOLUME_DECIMALS = 8;

const LONE = 1;
const HAS_END = 2;
const SAME_STEP = 4;
const OTHER_SHIFT = 8;
const HAS_VOLUME = 16;

/** Entries as blocks, to be added to the end of a file; a step is a block. */
export function* encodeBlocks(entries: readonly DayEntry[]): Steps<Uint8Array<ArrayBuffer>> {
  const file = new Writer();
  for (let from = 0; from < entries.length; from += ENTRIES_A_BLOCK) {
    const some = entries.slice(from, from + ENTRIES_A_BLOCK);
    const payload = payloadOf(some);
    const format = isThin(some) ? FORMAT.minutes : FORMAT.usual;
    file.byte(MARK);
    file.byte(format);
    file.uint32(payload.length);
    file.uint32(crc32(payload, format));
    file.bytes(payload);
    yield;
  }
  return file.written();
}

/** What a file of blocks holds. */
export interface Blocks {
  readonly entries: DayEntry[];
  /** Bytes that belong to no whole block: a torn end, or damage. */
  readonly lostBytes: number;
}

/**
 * The entries of all whole blocks, in the order in which they were written; goes on after what is damaged. A step is a
 * block, or what might have been one.
 */
export function* decodeBlocks(bytes: Uint8Array): Steps<Blocks> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: DayEntry[] = [];
  let lostBytes = 0;
  for (let at = 0; at < bytes.length;) {
    const payload = payloadAt(bytes, view, at);
    const found = payload === null ? null : entriesOf(payload, bytes[at + 1] === FORMAT.first);
    if (bytes[at] === MARK) yield;
    if (payload === null || found === null) {
      lostBytes++;
      at++;
      continue;
    }
    for (const entry of found) entries.push(entry);
    at += HEAD_BYTES + payload.length;
  }
  return { entries, lostBytes };
}

function payloadAt(bytes: Uint8Array, view: DataView, at: number): Uint8Array | null {
  const format = bytes[at + 1];
  if (bytes[at] !== MARK || format === undefined) return null;
  if (format < FORMAT.first || format > FORMAT.minutes) return null;
  if (at + HEAD_BYTES > bytes.length) return null;
  const length = view.getUint32(at + 2, true);
  const from = at + HEAD_BYTES;
  if (length === 0 || from + length > bytes.length) return null;
  const payload = bytes.subarray(from, from + length);
  // The format is part of the sum: read as another, the payload would be nonsense.
  const seed = format === FORMAT.first ? 0 : format;
  return crc32(payload, seed) === view.getUint32(at + 6, true) ? payload : null;
}

function payloadOf(entries: readonly DayEntry[]): Uint8Array {
  const decimals = decimalsOf(entries);
  const volumeDecimals = volumeDecimalsOf(entries);
  const { from, to } = momentsOf(entries);
  const payload = new Writer();
  payload.signed(from);
  payload.number(to - from);
  payload.number(entries.length);
  payload.byte(decimals);
  payload.byte(volumeDecimals);
  let [at, step, shift, last] = [from, 0, 0, 0];
  for (const entry of entries) {
    const isLone = "price" in entry;
    const end = isLone ? 0 : (entry.closeAt ?? entry.at) - entry.at;
    const volume = isLone ? undefined : entry.volume;
    const { clockShiftMs = 0 } = entry;
    const nextStep = entry.at - at;
    payload.byte(
      (isLone ? LONE : 0) | (end > 0 ? HAS_END : 0) | (nextStep === step ? SAME_STEP : 0) |
        (clockShiftMs === shift ? 0 : OTHER_SHIFT) | (volume === undefined ? 0 : HAS_VOLUME),
    );
    if (nextStep !== step) payload.signed(nextStep);
    if (clockShiftMs !== shift) payload.signed(clockShiftMs);
    if (end > 0) payload.number(end);
    last = addPrices(payload, entry, decimals, last);
    if (volume !== undefined) payload.number(unitsOf(volume, volumeDecimals));
    [at, step, shift] = [entry.at, nextStep, clockShiftMs];
  }
  return payload.written();
}

/** Whether no two entries share a minute of one clock. */
export function isThin(entries: readonly DayEntry[]): boolean {
  return entries.every((entry, index) => {
    const last = entries[index - 1];
    return last === undefined || minuteOf(last.at) !== minuteOf(entry.at) ||
      (last.clockShiftMs ?? 0) !== (entry.clockShiftMs ?? 0);
  });
}

function minuteOf(at: number): number {
  return Math.floor(at / MINUTE_MS);
}

function momentsOf(entries: readonly DayEntry[]): { from: number; to: number } {
  let [from, to] = [Infinity, -Infinity];
  for (const { at } of entries) {
    from = Math.min(from, at);
    to = Math.max(to, at);
  }
  return { from, to };
}

/** Adds an entry's prices and answers its last one, in units; the first counts from the one before. */
function addPrices(payload: Writer, entry: DayEntry, decimals: number, last: number): number {
  const prices = pricesOf(entry);
  if (decimals === AS_DOUBLES) {
    for (const price of prices) payload.double(price);
    return 0;
  }
  const [open = 0, ...others] = prices.map((price) => unitsOf(price, decimals));
  payload.signed(open - last);
  for (const units of others) payload.signed(units - open);
  return others.at(-1) ?? open;
}

function pricesOf(entry: DayEntry): number[] {
  if ("price" in entry) return [entry.price];
  const { open, high, low, close } = entry;
  return [open, high, low, close];
}

function decimalsOf(entries: readonly DayEntry[]): number {
  const prices = entries.flatMap(pricesOf);
  for (let decimals = 0; decimals <= MOST_DECIMALS; decimals++) {
    const isExact = (price: number) => {
      const units = unitsOf(price, decimals);
      return units <= MOST_UNITS && units / 10 ** decimals === price;
    };
    if (prices.every(isExact)) return decimals;
  }
  return AS_DOUBLES;
}

/** As few as all volumes need, and fewer where their numbers would be too large to be exact. */
function volumeDecimalsOf(entries: readonly DayEntry[]): number {
  const volumes = entries.flatMap((entry) => "price" in entry ? [] : entry.volume ?? []);
  const most = volumes.reduce((most, volume) => Math.max(most, volume), 0);
  let decimals = MOST_VOLUME_DECIMALS;
  while (decimals > 0 && most * 10 ** decimals > MOST_UNITS) decimals--;
  const isNeeded = (volume: number) => unitsOf(volume, decimals) % 10 !== 0;
  while (decimals > 0 && !volumes.some(isNeeded)) decimals--;
  return decimals;
}

function unitsOf(price: number, decimals: number): number {
  return Math.round(price * 10 ** decimals);
}

/** The entries of a payload whose checksum is right; null when it is of no format that is known. */
function entriesOf(payload: Uint8Array, isFirstFormat: boolean): DayEntry[] | null {
  const reader = new Reader(payload);
  let at = isFirstFormat ? 0 : reader.signed();
  if (!isFirstFormat) reader.number();
  const count = reader.number();
  const decimals = reader.byte();
  const volumeDecimals = isFirstFormat ? 0 : reader.byte();
  const isDouble = decimals === AS_DOUBLES;
  if (decimals > MOST_DECIMALS && !isDouble) return null;
  const [unit, volumeUnit] = [isDouble ? 1 : 10 ** decimals, 10 ** volumeDecimals];
  const entries: DayEntry[] = [];
  let [step, shift, last] = [0, 0, 0];
  for (let index = 0; index < count && !reader.isOver; index++) {
    const flags = reader.byte();
    if ((flags & SAME_STEP) === 0) step = reader.signed();
    if ((flags & OTHER_SHIFT) !== 0) shift = reader.signed();
    at += step;
    const end = (flags & HAS_END) === 0 ? 0 : reader.number();
    const open = isDouble ? reader.double() : last + reader.signed();
    if ((flags & LONE) !== 0) {
      last = open;
      entries.push(withShift({ at, price: open / unit }, shift));
      continue;
    }
    const high = isDouble ? reader.double() : open + reader.signed();
    const low = isDouble ? reader.double() : open + reader.signed();
    const close = isDouble ? reader.double() : open + reader.signed();
    last = close;
    const prices = { open: open / unit, high: high / unit, low: low / unit, close: close / unit };
    const entry: Entry = { at, ...prices };
    if (end > 0) entry.closeAt = at + end;
    if ((flags & HAS_VOLUME) !== 0) entry.volume = reader.number() / volumeUnit;
    entries.push(withShift(entry, shift));
  }
  return entries.length === count && reader.isOver ? entries : null;
}

/** A candle under construction. */
type Entry = Omit<Candle, "volume"> & { volume?: number; closeAt?: number };

function withShift(entry: DayEntry, shift: number): DayEntry {
  return shift === 0 ? entry : { ...entry, clockShiftMs: shift };
}

class Reader {
  #at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  get isOver(): boolean {
    return this.#at >= this.bytes.length;
  }

  byte(): number {
    return this.bytes[this.#at++] ?? 0;
  }

  number(): number {
    let [value, unit] = [0, 1];
    for (;;) {
      const byte = this.byte();
      value += (byte & 127) * unit;
      if (byte < 128 || this.isOver) return value;
      unit *= 128;
    }
  }

  signed(): number {
    const value = this.number();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  double(): number {
    const from = this.#at;
    this.#at += 8;
    if (this.#at > this.bytes.length) return NaN;
    return new DataView(this.bytes.buffer, this.bytes.byteOffset + from, 8).getFloat64(0, true);
  }
}

/** Bytes one after the other, in memory that grows with them. */
class Writer {
  #bytes = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  #used = 0;

  /** What was written so far. */
  written(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#used);
  }

  byte(value: number): void {
    const at = this.#placeFor(1);
    this.#bytes[at] = value;
  }

  bytes(values: Uint8Array): void {
    const at = this.#placeFor(values.length);
    this.#bytes.set(values, at);
  }

  /** Seven bits a byte, the lowest first. */
  number(value: number): void {
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.byte(rest % 128 + 128);
    this.byte(rest);
  }

  /** Small numbers of either sign are short: 0, -1, 1, -2, … */
  signed(value: number): void {
    this.number(value >= 0 ? value * 2 : -value * 2 - 1);
  }

  uint32(value: number): void {
    const at = this.#placeFor(4);
    this.#view.setUint32(at, value, true);
  }

  double(value: number): void {
    const at = this.#placeFor(8);
    this.#view.setFloat64(at, value, true);
  }

  #placeFor(count: number): number {
    const at = this.#used;
    this.#used += count;
    if (this.#used > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#used, this.#bytes.length * 2));
      grown.set(this.#bytes);
      this.#bytes = grown;
      this.#view = new DataView(grown.buffer);
    }
    return at;
  }
}
