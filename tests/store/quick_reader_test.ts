import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { Alarm } from "@/lib/alarms/alarm.ts";
import { Delivery, newDelivery, StoredChannel } from "@/lib/alarms/delivery.ts";
import { Fire } from "@/lib/alarms/fire.ts";
import { Pair } from "@/lib/alarms/pair.ts";
import { NOT_TAKEN, quickReader } from "@/lib/store/file/quick_reader.ts";
import { alarmOf, channelOf, fireOf, pairOf } from "./fixtures.ts";

const AT = "2024-01-15T12:00:00Z";
const timeframe = {
  ...{ id: "a2", type: "timeframe", percentage: 5, direction: "any", timeUnit: "hours" },
  ...{ timeValue: 1, createdAt: AT, tags: ["one"], tell: ["channel_1"], recentFires: [AT] },
};
const full = pairOf("BTCUSDT", {
  coverage: [{ from: AT, to: AT, grain: "tick" }],
  priceHistory: [{ price: 1, timestamp: AT }],
  alarms: [alarmOf("a1", { note: "x", paused: true, silences: [{ from: AT, to: AT, price: 2 }] })],
});

/** What is stored, by its schema. */
const SAMPLES: readonly (readonly [string, z.ZodType, unknown])[] = [
  ["a pair", Pair, full],
  ["an alarm", Alarm, timeframe],
  ["a fire", Fire, fireOf("f1", alarmOf("a1"), { timings: { sourceAt: AT } })],
  ["a channel", StoredChannel, { ...channelOf({ id: "c1" }), config: { url: { set: true } } }],
  ["a delivery", Delivery, newDelivery("f1", "c1", AT)],
];

const ODD = [undefined, null, true, 0, -1, 0.5, "", "x", AT, "2024-02-30T12:00:00Z", [], {}];

for (const [name, schema, sample] of SAMPLES) {
  Deno.test(`quickReader() takes ${name}, and nothing of it that zod refuses`, () => {
    const read = quickReader(schema);
    const places = placesIn(sample);
    assert.deepEqual(read(sample), schema.parse(sample));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...places), fc.constantFrom(...ODD)), { maxLength: 3 }),
        (changes) => {
          const made = changes.reduce((value, [place, odd]) => put(value, place, odd), sample);
          // As it comes out of a file: what is undefined is not there.
          const changed: unknown = JSON.parse(JSON.stringify(made) ?? "null");
          const { success, data } = schema.safeParse(changed);
          assert.deepEqual(read(changed), success ? data : NOT_TAKEN);
        },
      ),
      { numRuns: 300 },
    );
  });
}

Deno.test("quickReader() leaves out fields that nobody knows, and puts in those that are left out", () => {
  const fields = { a: z.number().default(1), b: z.array(z.string()).default([]) };
  const read = quickReader(z.object(fields));
  const one = read({ c: 2 });
  const other = read({});
  assert.ok(one !== NOT_TAKEN && other !== NOT_TAKEN);
  assert.deepEqual([one, other], [{ a: 1, b: [] }, { a: 1, b: [] }]);
  assert.notEqual(one.b, other.b);
});

Deno.test("quickReader() refuses a schema that it would read another way than zod", () => {
  const strange: z.ZodType[] = [
    z.string().trim(),
    z.object({ a: z.number() }).refine(() => false),
    z.strictObject({}),
    z.number().multipleOf(2),
  ];
  for (const schema of strange) assert.throws(() => quickReader(schema), TypeError);
});

type Place = readonly (string | number)[];

/** Where there are values within a value. */
function placesIn(value: unknown, place: Place = []): Place[] {
  const inside = typeof value === "object" && value !== null ? Object.entries(value) : [];
  return [place, ...inside.flatMap(([name, item]) => placesIn(item, [...place, name]))];
}

/** A copy with something else at a place, as far as that is there. */
function put(value: unknown, [name, ...rest]: Place, odd: unknown): unknown {
  if (name === undefined) return odd;
  if (typeof value !== "object" || value === null) return value;
  const inside: unknown = Reflect.get(value, name);
  const changed = put(inside, rest, odd);
  if (!Array.isArray(value)) return { ...value, [name]: changed };
  return value.map((item, nth) => nth === Number(name) ? changed : item);
}
