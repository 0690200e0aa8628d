import assert from "node:assert/strict";
import { newDelivery, type QuietHours, shifted } from "@/lib/alarms/delivery.ts";
import { quietUntil } from "@/lib/notify/quiet_hours.ts";
import { channel, fired, HOUR, open, PAIR } from "./outbox_scene.ts";

const NIGHT: QuietHours = { from: "22:00", to: "07:00", zone: "Europe/Berlin" };
const NOON: QuietHours = { from: "12:00", to: "13:30", zone: "UTC" };

/** Clocks in Berlin go forward on 2026-03-29 at 02:00, and back on 2026-10-25 at 03:00. */
const ENDS: readonly [says: string, hours: QuietHours, now: string, end: string | null][] = [
  ["before them", NOON, "2026-01-15T11:59:59Z", null],
  ["at their beginning", NOON, "2026-01-15T12:00:00Z", "2026-01-15T13:30:00Z"],
  ["a second before their end", NOON, "2026-01-15T13:29:59Z", "2026-01-15T13:30:00Z"],
  ["at their end", NOON, "2026-01-15T13:30:00Z", null],
  ["in the evening, over midnight", NIGHT, "2026-01-15T21:30:00Z", "2026-01-16T06:00:00Z"],
  ["in the morning, over midnight", NIGHT, "2026-01-16T05:30:00Z", "2026-01-16T06:00:00Z"],
  ["on the last day of a month", NIGHT, "2026-01-31T22:30:00Z", "2026-02-01T06:00:00Z"],
  ["in the night that is an hour shorter", NIGHT, "2026-03-28T22:00:00Z", "2026-03-29T05:00:00Z"],
  ["in the night that is an hour longer", NIGHT, "2026-10-24T21:00:00Z", "2026-10-25T06:00:00Z"],
  [
    "until a time that clocks skip",
    { ...NIGHT, to: "02:30" },
    "2026-03-28T23:00:00Z",
    "2026-03-29T01:00:00Z",
  ],
  [
    "after a time that clocks have skipped",
    { ...NIGHT, to: "02:30" },
    "2026-03-29T01:00:00Z",
    null,
  ],
  [
    "until a midnight that clocks skip",
    { from: "20:00", to: "00:00", zone: "America/Sao_Paulo" },
    "2018-11-04T01:00:00Z",
    "2018-11-04T03:00:00Z",
  ],
  [
    "until a time that comes twice, the first of them",
    { ...NIGHT, to: "02:30" },
    "2026-10-24T23:00:00Z",
    "2026-10-25T00:30:00Z",
  ],
  [
    "until a time that comes twice, between the two",
    { ...NIGHT, to: "02:30" },
    "2026-10-25T01:10:00Z",
    "2026-10-25T01:30:00Z",
  ],
  [
    "on the next day, where clocks skip their end and beginning",
    { from: "00:45", to: "00:30", zone: "America/Sao_Paulo" },
    "2018-11-04T03:08:00Z",
    "2018-11-05T02:30:00Z",
  ],
  [
    "on the next day, where clocks skip two hours",
    { from: "02:59", to: "01:45", zone: "Antarctica/Troll" },
    "2026-03-29T01:26:00Z",
    "2026-03-29T23:45:00Z",
  ],
];

for (const [says, hours, now, end] of ENDS) {
  Deno.test(`quietUntil() knows the end ${says}`, () => {
    const until = quietUntil(hours, Date.parse(now));
    assert.equal(until === null ? null : new Date(until).toISOString().replace(".000", ""), end);
  });
}

Deno.test("Quiet hours hold back what is not critical, and let it out at their end unless acknowledged", async () => {
  await using scene = await open();
  await scene.change(PAIR, channel("phone", { quietHours: NOON }), channel("mail"));
  await scene.change(fired("fire_1"), fired("fire_2"), fired("fire_3", { priority: "critical" }));
  await scene.pass(0);
  const phone = () => scene.service.sent.flatMap(({ key, to }) => to === "phone" ? [key] : []);
  assert.deepEqual(phone(), ["fire_3:phone:0"]);
  const waiting = scene.deliveries().filter(({ state }) => state === "due");
  assert.deepEqual(
    waiting.map(({ key, heldUntil }) => [key, heldUntil]),
    ["fire_1:phone:0", "fire_2:phone:0"].map((key) => [key, "2026-01-15T13:30:00.000Z"]),
  );
  await scene.change({
    type: "fireAcknowledged",
    fireId: "fire_1",
    at: "2026-01-15T12:30:00Z",
    by: "Anna",
  });
  await scene.pass(1.4 * HOUR);
  assert.equal(phone().length, 1);
  await scene.pass(0.2 * HOUR);
  assert.deepEqual(phone(), ["fire_3:phone:0", "fire_2:phone:0"]);
  const late = scene.service.sent.at(-1)?.text ?? "";
  assert.match(late, /Fired 2026-01-15 12:00:00, delivered 2026-01-15 13:30:00 UTC/);
});

Deno.test("Quiet hours that a person takes away let out at once what they held", async () => {
  await using scene = await open();
  await scene.change(PAIR, channel("phone", { quietHours: NOON }));
  await scene.change(fired("fire_1"));
  await scene.pass(1000);
  assert.equal(scene.service.sent.length, 0);
  const [{ quietHours: _, ...awake } = assert.fail()] = scene.store.state.channels;
  await scene.change({ type: "channelUpdated", channel: awake, by: "person" });
  await scene.pass(0);
  assert.equal(scene.service.sent.length, 1);
});

Deno.test("shifted() leaves the end of quiet hours where the clock on the wall has it", () => {
  const heldUntil = "2026-01-16T07:00:00.000Z";
  const waiting = newDelivery("fire_1", "phone", "2026-01-15T23:00:00.000Z");
  const held = { ...waiting, heldUntil, nextAttemptAt: heldUntil };
  assert.equal(shifted(held, 3_600_000).nextAttemptAt, heldUntil);
  const tried = { ...held, nextAttemptAt: "2026-01-16T07:10:00.000Z" };
  assert.equal(shifted(tried, 3_600_000).nextAttemptAt, "2026-01-16T08:10:00.000Z");
});
