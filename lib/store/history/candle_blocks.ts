import { ByteReader, ByteWriter, crc32 } from "@/lib/store/file/bytes.ts";
import type { Candle } from "@/lib/market/candle.ts";
import type { SlotCandle } from "@/lib/market/history/raw_candles.ts";
import type { TimedPrice } from "@/lib/market/history/history_view.ts";
import { HOUR_MS, MINUTE_MS } from "@/lib/time/durations.ts";
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
/** So many entries share a block at most: a day of minutes, or those of one hour, since single hours are asked for. */
const ENTRIES_A_BLOCK = { minutes: 1_440, usual: 240 } as const;

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
  const file = new ByteWriter();
  const kind = isThin(entries) ? "minutes" : "usual";
  const format = FORMAT[kind];
  for (let from = 0, end; from < entries.length; from = end) {
    end = kind === "minutes" ? from + ENTRIES_A_BLOCK.minutes : endOfHour(entries, from);
    const some = entries.slice(from, end);
    const payload = payloadOf(some);
    file.byte(MARK);
    file.byte(format);
    file.uint32(payload.length);
    file.uint32(crc32(payload, format));
    file.bytes(payload);
    yield;
  }
  return file.written();
}

/** Where in a list the next block begins. */
function endOfHour(entries: readonly DayEntry[], from: number): number {
  const hourOf = (nth: number) => Math.floor((entries[nth]?.at ?? NaN) / HOUR_MS);
  const most = Math.min(from + ENTRIES_A_BLOCK.usual, entries.length);
  let end = from + 1;
  while (end < most && hourOf(end) === hourOf(from)) end++;
  return end;
}

/** What a file of blocks holds. */
interface Blocks {
  readonly entries: DayEntry[];
  /** Bytes that belong to no whole block: a torn end, or damage. */
  readonly lostBytes: number;
}

/**
 * The entries of all whole blocks, in the order in which they were written; goes on after what is damaged. A step is a
 * block, or what might have been one.
 */
export function* decodeBlocks(bytes: Uint8Array): Steps<Blocks> {
  const view = viewOf(bytes);
  const entries: DayEntry[] = [];
  let lostBytes = 0;
  for (let at = 0; at < bytes.length;) {
    const block = blockAt(bytes, view, at);
    const found = block && entriesOf(block);
    if (bytes[at] === MARK) yield;
    if (block === null || found === null) {
      lostBytes++;
      at++;
      continue;
    }
    for (const entry of found) entries.push(entry);
    at += HEAD_BYTES + block.payload.length;
  }
  return { entries, lostBytes };
}

/** The least and the most of something in milliseconds, both included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A block whose checksum is right, and from when to when (ms) its entries are, as far as it says so. */
export interface Block {
  readonly payload: Uint8Array;
  /** Null in one of the first format. */
  readonly span: Span | null;
  /** How many entries there are. */
  readonly count: number;
}

/** All whole blocks of a file. */
export function wholeBlocks(bytes: Uint8Array): Block[] {
  const view = viewOf(bytes);
  const blocks: Block[] = [];
  for (let at = 0; at < bytes.length;) {
    const block = blockAt(bytes, view, at);
    if (block !== null) blocks.push(block);
    at += block === null ? 1 : HEAD_BYTES + block.payload.length;
  }
  return blocks;
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

function blockAt(bytes: Uint8Array, view: DataView, at: number): Block | null {
  const payload = payloadAt(bytes, view, at);
  if (payload === null) return null;
  const reader = new ByteReader(payload);
  if (bytes[at + 1] === FORMAT.first) return { payload, span: null, count: reader.number() };
  const from = reader.signed();
  return { payload, span: { from, to: from + reader.number() }, count: reader.number() };
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
  const payload = new ByteWriter();
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
function addPrices(payload: ByteWriter, entry: DayEntry, decimals: number, last: number): number {
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

/** Whether a file is one block of one entry a minute at most, and nothing else. */
export function isOneOfMinutes(bytes: Uint8Array): boolean {
  if (bytes.length < HEAD_BYTES || bytes[0] !== MARK || bytes[1] !== FORMAT.minutes) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return HEAD_BYTES + view.getUint32(2, true) === bytes.length;
}

/** The entries of a block; null when it is of no format that is known. */
function entriesOf(block: Block): DayEntry[] | null {
  const entries: DayEntry[] = [];
  const cursor = new Cursor(block);
  while (cursor.next()) entries.push(entryAt(cursor));
  return cursor.isAtEnd ? entries : null;
}

function entryAt({ at, open, high, low, close, closeAt, volume, shift, isLone }: Cursor): DayEntry {
  return {
    ...(isLone ? { at, price: open } : { at, open, high, low, close }),
    ...(closeAt > at ? { closeAt } : {}),
    ...(Number.isNaN(volume) ? {} : { volume }),
    ...(shift === 0 ? {} : { clockShiftMs: shift }),
  };
}

/**
 * Goes over the entries of a block without making an object of each: of a thousand pairs a start reads hundreds of
 * thousands. A lone price is a candle of itself.
 */
export class Cursor implements SlotCandle {
  at = NaN;
  open = NaN;
  high = NaN;
  low = NaN;
  close = NaN;
  closeAt = NaN;
  /** NaN where it is not known. */
  volume = NaN;
  /** By how much the clock had been set, in milliseconds. */
  shift = 0;
  isLone = false;
  readonly #reader: ByteReader;
  readonly #isDouble: boolean;
  readonly #unit: number;
  readonly #volumeUnit: number;
  #left: number;
  #step = 0;
  /** The last price, in units. */
  #last = 0;

  constructor({ payload, span }: Block) {
    const reader = this.#reader = new ByteReader(payload);
    this.at = span === null ? 0 : reader.signed();
    if (span !== null) reader.number();
    this.#left = reader.number();
    const decimals = reader.byte();
    const volumeDecimals = span === null ? 0 : reader.byte();
    this.#isDouble = decimals === AS_DOUBLES;
    if (decimals > MOST_DECIMALS && !this.#isDouble) this.#left = NaN;
    [this.#unit, this.#volumeUnit] = [this.#isDouble ? 1 : 10 ** decimals, 10 ** volumeDecimals];
  }

  /** Whether all entries have been read, and nothing follows them. */
  get isAtEnd(): boolean {
    return this.#left === 0 && this.#reader.isOver;
  }

  /** Goes on to the next entry; false where there is none. */
  next(): boolean {
    const reader = this.#reader;
    if (!(this.#left > 0) || reader.isOver) return false;
    this.#left--;
    const flags = reader.byte();
    if ((flags & SAME_STEP) === 0) this.#step = reader.signed();
    if ((flags & OTHER_SHIFT) !== 0) this.shift = reader.signed();
    this.at += this.#step;
    this.closeAt = (flags & HAS_END) === 0 ? this.at : this.at + reader.number();
    this.isLone = (flags & LONE) !== 0;
    const open = this.#priceFrom(this.#last);
    const unit = this.#unit;
    this.open = open / unit;
    this.high = this.isLone ? this.open : this.#priceFrom(open) / unit;
    this.low = this.isLone ? this.open : this.#priceFrom(open) / unit;
    this.#last = this.isLone ? open : this.#priceFrom(open);
    this.close = this.#last / unit;
    this.volume = (flags & HAS_VOLUME) === 0 ? NaN : reader.number() / this.#volumeUnit;
    return true;
  }

  /** In units. */
  #priceFrom(base: number): number {
    return this.#isDouble ? this.#reader.double() : base + this.#reader.signed();
  }
}
