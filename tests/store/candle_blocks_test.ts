import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type DayEntry,
  decodeBlocks,
  encodeBlocks,
  wholeBlocks,
} from "@/lib/store/history/candle_blocks.ts";
import { doAtOnce } from "@/lib/time/turns.ts";
import { NOON } from "./fixtures.ts";

const price = fc.oneof(
  fc.integer({ min: 1, max: 1e9 }).map((cents) => cents / 100),
  fc.double({ min: 1e-12, max: 1e15, noNaN: true }),
);
const at = fc.integer({ min: 0, max: 4e12 });
const shift = fc.option(fc.integer({ min: -1e10, max: 1e10 }).filter((ms) => ms !== 0), {
  nil: undefined,
});
const prices = { open: price, high: price, low: price, close: price };
const volume = fc.option(fc.nat(1e9).map((units) => units / 1e5), { nil: undefined });
const entry: fc.Arbitrary<DayEntry> = fc.oneof(
  fc.record({ at, price, shift }).map(({ at, price, shift }) => (
    { at, price, ...(shift !== undefined && { clockShiftMs: shift }) }
  )),
  fc.record({ at, ...prices, shift, end: fc.nat(60_000), volume })
    .map(({ at, shift, end, volume, ...prices }) => ({
      ...{ at, ...prices },
      ...(end > 0 && { closeAt: at + end }),
      ...(volume !== undefined && { volume }),
      ...(shift !== undefined && { clockShiftMs: shift }),
    })),
);
/** Mark, length and checksum, before the payload. */
const HEAD_BYTES = 10;
const encoded = (entries: readonly DayEntry[]) => doAtOnce(encodeBlocks(entries));
const decoded = (bytes: Uint8Array) => doAtOnce(decodeBlocks(bytes));

const entries = fc.array(entry, { maxLength: 40 });

Deno.test("decodeBlocks() gives back what encodeBlocks() was given, block after block", () => {
  fc.assert(fc.property(entries, entries, (first, second) => {
    const bytes = joined(encoded(first), encoded(second));
    assert.deepEqual(decoded(bytes), { entries: [...first, ...second], lostBytes: 0 });
  }));
});

Deno.test("decodeBlocks() makes a prefix of the entries of any prefix of the bytes", () => {
  fc.assert(fc.property(entries, entries, fc.nat(), (first, second, cut) => {
    const bytes = joined(encoded(first), encoded(second));
    const kept = cut % (bytes.length + 1);
    const found = decoded(bytes.subarray(0, kept)).entries;
    assert.deepEqual(found, [...first, ...second].slice(0, found.length));
    let [end, due] = [0, 0];
    for (const { payload, count } of wholeBlocks(bytes)) {
      end += HEAD_BYTES + payload.length;
      if (end <= kept) due += count;
    }
    assert.equal(found.length, due, "the entries of every whole block");
  }));
});

Deno.test("decodeBlocks() finds every flipped bit, and reads the blocks beside the damaged one", () => {
  const blocks = [0, 1, 2].map((nth) => minutes(5, NOON + nth * 3_600_000));
  const whole = blocks.map(encoded);
  const bytes = joined(...whole);
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const flipped = bytes.slice();
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    const { entries, lostBytes } = decoded(flipped);
    const damaged = Math.floor((bit >> 3) / (whole[0]?.length ?? 1));
    assert.deepEqual(entries, blocks.filter((_, nth) => nth !== damaged).flat());
    assert.equal(lostBytes, whole[damaged]?.length);
  }
});

Deno.test("decodeBlocks() goes on after a torn block", () => {
  const [first, second] = [minutes(30, NOON), minutes(30, NOON + 3_600_000)];
  const bytes = joined(encoded(first).subarray(0, -3), encoded(second));
  assert.deepEqual(decoded(bytes).entries, second);
});

Deno.test("decodeBlocks() reads blocks of the first format, without volumes", () => {
  const block =
    "c5ca25000000db28f5bd03020180a8f1cfa163b2ade20402b0ea01b06d32649501630c80bab703b7abe204c8" +
    "016364";
  assert.deepEqual(decoded(Uint8Array.fromHex(block)), {
    entries: [
      { at: NOON, price: 50_000.25 },
      {
        ...{ at: NOON + 15_000, open: 50_000.5, high: 50_001, low: 49_999.75, close: 50_000 },
        closeAt: NOON + 29_000,
      },
      { at: NOON + 30_000, open: 1, high: 2, low: 0.5, close: 1.5, clockShiftMs: 3_600_000 },
    ],
    lostBytes: 0,
  });
});

Deno.test("encodeBlocks() keeps volumes to eight decimals, huge ones to fewer", () => {
  const of = (...volumes: number[]) => {
    const entries = volumes.map((volume, nth) => ({ ...flat(NOON + nth * 60_000), volume }));
    return decoded(encoded(entries)).entries.map((each) => "volume" in each ? each.volume : null);
  };
  assert.deepEqual(of(0.1 + 0.2, 0, 12.00000001), [0.3, 0, 12.00000001]);
  assert.deepEqual(of(123_456_789_012.25, 3), [123_456_789_012.25, 3]);
  assert.deepEqual(of(1e15 + 0.5, 7), [1e15 + 1, 7]);
});

Deno.test("encodeBlocks() needs at most ten bytes a minute", () => {
  assert.ok(encoded(minutes(1_440, NOON)).length <= 14_400);
});

/** Minute candles of a price of eight digits that wanders. */
function minutes(count: number, from: number): DayEntry[] {
  let close = 5_000_000;
  return Array.from({ length: count }, (_, nth) => {
    const open = close;
    close += (nth * 7919) % 4001 - 2000;
    const [high, low] = [Math.max(open, close) + nth % 900, Math.min(open, close) - nth % 700];
    const at = from + nth * 60_000;
    return { at, open: open / 100, high: high / 100, low: low / 100, close: close / 100 };
  });
}

function flat(at: number) {
  return { at, open: 5, high: 5, low: 5, close: 5 };
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

Deno.test("encodeBlocks() puts an hour of slots into a block, so that one hour is read without the others", () => {
  const slots = Array.from(
    { length: 960 },
    (_, nth) => ({ at: NOON + nth * 15_000, price: 1 + nth }),
  );
  const blocks = wholeBlocks(encoded(slots));
  assert.deepEqual(blocks.map(({ count }) => count), [240, 240, 240, 240]);
  assert.deepEqual(
    blocks.map(({ span }) => span?.from),
    [0, 1, 2, 3].map((hour) => NOON + hour * 3_600_000),
  );
});
