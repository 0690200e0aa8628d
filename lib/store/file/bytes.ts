import { crc32 as crc32OfZlib } from "node:zlib";

/** Loading `node:zlib` takes as long as summing some megabytes here; after so many bytes it is worth it. */
const MOST_HERE = 256 * 1024;

let summed = 0;

let madeTable: Uint32Array | null = null;

/** Made when something is summed for the first time, not at each start. */
function checksumTable(): Uint32Array {
  const table = new Uint32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let rest = byte;
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? 0xedb88320 ^ (rest >>> 1) : rest >>> 1;
    table[byte] = rest;
  }
  return table;
}

/** The checksum of zlib, going on from that of what came before. */
export function crc32(content: string | Uint8Array, before = 0): number {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  summed += bytes.length;
  if (summed > MOST_HERE) return crc32OfZlib(bytes, before);
  return sumOf(bytes, 0, bytes.length, before);
}

/** The same of a short part, for which asking zlib takes longer. */
export function sumOf(bytes: Uint8Array, from: number, to: number, before = 0): number {
  const table = madeTable ??= checksumTable();
  let rest = ~before;
  for (let at = from; at < to; at++) {
    rest = table[(rest ^ (bytes[at] ?? 0)) & 0xff]! ^ (rest >>> 8);
  }
  return ~rest >>> 0;
}

const SMALL = 2 ** 30;

/** Reads what a `ByteWriter` wrote. */
export class ByteReader {
  #at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  get isOver(): boolean {
    return this.#at >= this.bytes.length;
  }

  byte(): number {
    return this.bytes[this.#at++] ?? 0;
  }

  number(): number {
    const first = this.byte();
    if (first < 128) return first;
    let [value, unit] = [first & 127, 128];
    for (;;) {
      const byte = this.byte();
      value += (byte & 127) * unit;
      if (byte < 128 || this.isOver) return value;
      unit *= 128;
    }
  }

  signed(): number {
    const value = this.number();
    // Nearly all are small; whole numbers of 31 bits are much faster than remainders.
    if (value < SMALL) return (value & 1) === 0 ? value >> 1 : -((value + 1) >> 1);
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
export class ByteWriter {
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
