import assert from "node:assert/strict";
import type { Tick } from "@/lib/sources/stream/protocol.ts";
import { TickGate } from "@/lib/sources/stream/shard.ts";

const AT = Date.parse("2026-01-15T12:00:00Z");

/** What passes of ticks that come one after the other: prices with their milliseconds after `AT`. */
function passed(ticks: readonly Tick[]) {
  const gate = new TickGate();
  const seen = ticks.flatMap((tick) => gate.pass("BTCUSD", tick) ?? []);
  return { seen: seen.map(({ price, at }) => [price, at - AT]), dropped: gate.dropped };
}

const tick = (price: number, ms: number, order?: number): Tick => ({
  ...{ price, at: AT + ms },
  ...(order !== undefined && { order }),
});

for (
  const [sentence, ticks, seen, dropped] of [
    ["two prices of one millisecond", [tick(100, 0), tick(90, 0)], [[100, 0], [90, 1]], {}],
    ["the same price of one millisecond", [tick(100, 0), tick(100, 0)], [[100, 0]], {
      repeated: 1,
    }],
    [
      "one that comes back within the millisecond",
      [tick(100, 0), tick(90, 0), tick(100, 0), tick(101, 1)],
      [[100, 0], [90, 1], [100, 2], [101, 3]],
      {},
    ],
    ["an older one", [tick(100, 5), tick(90, 4)], [[100, 5]], { late: 1 }],
    ["numbered ones of one millisecond", [tick(100, 0, 1), tick(100, 0, 2)], [
      [100, 0],
      [100, 1],
    ], {}],
    ["a number that came before", [tick(100, 0, 2), tick(90, 1, 1)], [[100, 0]], { late: 1 }],
    ["a number again", [tick(100, 0, 2), tick(90, 1, 2)], [[100, 0]], { repeated: 1 }],
  ] as const
) {
  Deno.test(`TickGate puts ${sentence} in the order in which they happened`, () => {
    assert.deepEqual(passed(ticks), {
      ...{ seen, dropped: { wrong: 0, repeated: 0, late: 0, ...dropped } },
    });
  });
}
