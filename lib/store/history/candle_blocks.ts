import { ByteReader, ByteWriter, crc32 } from "@/lib/store/file/bytes.ts";
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
  const file = new ByteWriter();
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
interface Blocks {
  readonly entries: DayEntry[];
  /** Bytes that belong to no whole block: a torn end, or damage. */
  readonly lostBytes: number;
}

/**
 * The entries of all whole blocks, in the order in which they were written; goes on after what is damaged. Blocks
 * without an entry of a stretch (ms, its end not included) are passed over, and so are most entries outside of it. A step is a block, or what might have been one.
 */
export function* decodeBlocks(
  bytes: Uint8Array,
  since = -Infinity,
  until = Infinity,
): Steps<Blocks> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: DayEntry[] = [];
  let lostBytes = 0;
  for (let at = 0; at < bytes.length;) {
    const payload = payloadAt(bytes, view, at);
    const isFirstFormat = bytes[at + 1] === FORMAT.first;
    const found = payload === null
      ? null
      : !isFirstFormat && isApart(payload, since, until)
      ? []
      : entriesOf(payload, isFirstFormat, { since, until });
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

/** Whether all entries of a payload are before or after a stretch (ms, its end not included). */
function isApart(payload: Uint8Array, since: number, until: number): boolean {
  const reader = new ByteReader(payload);
  const oldest = reader.signed();
  return oldest >= until || oldest + reader.number() < since;
}

/** The least and the most of something in milliseconds, both included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** From when to when (ms) the entries of a file are; null where it cannot be told without reading them. */
export function spanOf(bytes: Uint8Array): Span | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let [from, to] = [Infinity, -Infinity];
  for (let at = 0; at < bytes.length;) {
    const payload = payloadAt(bytes, view, at);
    if (payload === null || bytes[at + 1] === FORMAT.first) return null;
    const reader = new ByteReader(payload);
    const oldest = reader.signed();
    from = Math.min(from, oldest);
    to = Math.max(to, oldest + reader.number());
    at += HEAD_BYTES + payload.length;
  }
  return to === -Infinity ? null : { from, to };
}

/** Whether a file is one block of one entry a minute at most, and nothing else. */
export function isOneOfMinutes(bytes: Uint8Array): boolean {
  if (bytes.length < HEAD_BYTES || bytes[0] !== MARK || bytes[1] !== FORMAT.minutes) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return HEAD_BYTES + view.getUint32(2, true) === bytes.length;
}

/** The entries of a payload whose checksum is right; null when it is of no format that is known. */
function entriesOf(
  payload: Uint8Array,
  isFirstFormat: boolean,
  { since, until }: { readonly since: number; readonly until: number },
): DayEntry[] | null {
  const reader = new ByteReader(payload);
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
  let index = 0;
  for (; index < count && !reader.isOver; index++) {
    const flags = reader.byte();
    if ((flags & SAME_STEP) === 0) step = reader.signed();
    if ((flags & OTHER_SHIFT) !== 0) shift = reader.signed();
    at += step;
    const end = (flags & HAS_END) === 0 ? 0 : reader.number();
    const open = isDouble ? reader.double() : last + reader.signed();
    if ((flags & LONE) !== 0) {
      last = open;
      if (at >= since && at < until) entries.push(withShift({ at, price: open / unit }, shift));
      continue;
    }
    const high = isDouble ? reader.double() : open + reader.signed();
    const low = isDouble ? reader.double() : open + reader.signed();
    const close = isDouble ? reader.double() : open + reader.signed();
    last = close;
    const volume = (flags & HAS_VOLUME) === 0 ? 0 : reader.number();
    if (at < since || at >= until) continue;
    const entry: Entry = {
      at,
      open: open / unit,
      high: high / unit,
      low: low / unit,
      close: close / unit,
    };
    if (end > 0) entry.closeAt = at + end;
    if ((flags & HAS_VOLUME) !== 0) entry.volume = volume / volumeUnit;
    entries.push(withShift(entry, shift));
  }
  return index === count && reader.isOver ? entries : null;
}

/** A candle under construction. */
type Entry = Omit<Candle, "volume"> & { volume?: number; closeAt?: number };

function withShift(entry: DayEntry, shift: number): DayEntry {
  return shift === 0 ? entry : { ...entry, clockShiftMs: shift };
}
