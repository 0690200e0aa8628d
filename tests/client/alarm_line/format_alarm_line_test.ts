import assert from "node:assert/strict";
import fc from "fast-check";
import { ALARM_SOUNDS, areTags, plainTag, PRIORITIES, TOLD } from "@/lib/alarms/limits.ts";
import { NUMBER_LOCALES } from "@/lib/market/format_price.ts";
import { NewAlarm } from "@/lib/alarms/alarm_input.ts";
import { formatAlarmLine, type LineAlarm } from "@/lib/client/line/format_line.ts";
import { readAlarmLine } from "@/lib/client/line/read_line.ts";
import { withNumbers } from "../../market/with_numbers.ts";
import { WATCHED } from "./line_pairs.ts";

const NOW = Date.parse("2026-01-14T12:00:00.000Z");
const CONTEXT = { watched: WATCHED, now: NOW, zone: undefined };

const number = fc.double({ min: 1e-9, max: 1e12, noNaN: true });
const decimal = fc.tuple(fc.integer({ min: 1, max: 999_999 }), fc.integer({ min: -9, max: 6 }))
  .map(([digits, power]) => Number(`${digits}e${power}`));
const price = fc.oneof(number, decimal);
const percentage = fc.oneof(number, decimal).filter((value) => value < 100);
const window = fc.oneof(
  ...(["minutes", "hours", "days"] as const).map((timeUnit) => {
    const most = { minutes: 43_200, hours: 720, days: 30 }[timeUnit];
    const timeValue = fc.oneof(
      fc.integer({ min: 1, max: most }),
      fc.double({ min: 0.1, max: most, noNaN: true }),
    );
    return timeValue.map((value) => ({ timeUnit, timeValue: value, startPrice: null }));
  }),
  fc.option(price).map((startPrice) => ({
    timeUnit: "sinceStart" as const,
    timeValue: null,
    startPrice,
  })),
);
const condition = fc.oneof(
  fc.record({
    type: fc.constant("target" as const),
    targetPrice: price,
    direction: fc.constantFrom("any" as const, "fromBelow" as const, "fromAbove" as const),
  }),
  fc.record({
    type: fc.constant("percentChange" as const),
    percentage,
    changeType: fc.constantFrom("downFromMax" as const, "upFromMin" as const),
  }),
  fc.tuple(percentage, fc.constantFrom("any" as const, "up" as const, "down" as const), window)
    .map(([percentage, direction, span]) => ({
      ...{ type: "timeframe" as const, percentage, direction },
      ...span,
    })),
);
const handling = fc.record({
  mode: fc.constantFrom("once" as const, "repeat" as const),
  cooldownSeconds: fc.constantFrom(0, 1, 60, 300, 2_592_000),
  expiresAt: fc.option(
    fc.integer({ min: 1, max: 1e10 }).map((ahead) => new Date(NOW + ahead).toISOString()),
  ),
  note: fc.oneof(fc.constant(""), fc.string({ maxLength: 500, unit: "grapheme" })).filter(
    (note) => note.length <= 500,
  ),
});
const tag = fc.oneof(
  fc.constantFrom("dip", "two words", "a,b", '"', "\\", ":x", "=y", "#z", "tags t", "above 5"),
  fc.string({ minLength: 1, maxLength: 20 }).map((text) => text.trim()),
).filter((text) => areTags([text]));
const told = fc.record({
  sound: fc.constantFrom(...ALARM_SOUNDS),
  priority: fc.constantFrom(...PRIORITIES),
  policy: fc.constantFrom("policy_01JABCDEFGHJKMNPQRSTVWXYZ0", "policy_a1"),
  tell: fc.constantFrom(...TOLD, ["channel_01JABC"], ["channel_01JABC", "channel_02jxyz"]),
  tags: fc.uniqueArray(tag, { minLength: 1, maxLength: 10, selector: plainTag }),
}, { requiredKeys: [] });
const alarms: fc.Arbitrary<LineAlarm> = fc.tuple(condition, handling, told)
  .map(([asked, handled, tells]) => ({ ...asked, ...handled, ...tells }));

for (const locale of NUMBER_LOCALES) {
  Deno.test(`formatAlarmLine() makes a line that reads back as the same alarm, for ${locale}`, () => {
    using _ = withNumbers(locale);
    comesBack();
  });
}

function comesBack(): void {
  const property = fc.property(alarms, fc.constantFrom(...WATCHED), (alarm, pair) => {
    const line = formatAlarmLine(alarm, `${pair.base}/${pair.quote}`);
    const read = readAlarmLine(line, CONTEXT);
    assert.deepEqual(read, { kind: "alarm", pair, isWatched: true, alarm }, line);
  });
  fc.assert(property, { numRuns: 1_000 });
}

Deno.test("readAlarmLine() asks for nothing that the server would refuse", () => {
  const property = fc.property(alarms, (alarm) => {
    const line = formatAlarmLine(alarm, "btc/usdt");
    const read = readAlarmLine(line, CONTEXT);
    assert.equal(read.kind, "alarm");
    const parsed = NewAlarm.safeParse(read.kind === "alarm" ? read.alarm : null);
    assert.ok(parsed.success, `${line}: ${parsed.error?.message}`);
  });
  fc.assert(property, { numRuns: 500 });
});

Deno.test("readAlarmLine() answers any text, and never throws", () => {
  const pieces = fc.constantFrom(
    ...["btc", "eth/btc", ">", "<", "70k", "5%", "-5 %", "in", "15m", "from", "max", "since"],
    ...[
      "start",
      "repeat",
      "once",
      "tags",
      "a,b",
      "expires",
      "tomorrow",
      "note:",
      '"',
      "\\",
      "any",
      "1,5",
      "−",
    ],
  );
  const text = fc.oneof(
    fc.string({ maxLength: 60 }),
    fc.array(pieces, { maxLength: 12 }).map((words) => words.join(" ")),
    fc.array(pieces, { maxLength: 12 }).map((words) => words.join("")),
  );
  const property = fc.property(text, (line) => {
    const read = readAlarmLine(line, CONTEXT);
    if (read.kind === "problem") assert.notEqual(read.message, "");
    if (read.kind === "alarm") assert.ok(NewAlarm.safeParse(read.alarm).success, line);
  });
  fc.assert(property, { numRuns: 3_000 });
});
