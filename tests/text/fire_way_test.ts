import assert from "node:assert/strict";
import { newDelivery } from "@/lib/alarms/delivery.ts";
import { wayLength, wayToChannels, wayToScreens } from "@/lib/text/fire_way.ts";

const at = (ms: number) => new Date(Date.UTC(2026, 0, 31, 14, 2, 3, 120) + ms).toISOString();
const TIMINGS = {
  ...{ sourceAt: at(0), receivedAt: at(85), decidedAt: at(87), storedAt: at(101), toldAt: at(102) },
};

Deno.test("wayToScreens() tells each moment with the time since the one before", () => {
  const steps = wayToScreens({ timings: TIMINGS });
  assert.deepEqual(steps.map(({ label, since }) => `${label} ${since}`.trim()), [
    "price at the source",
    ...["received +85 ms", "decided +2 ms", "on disk +14 ms", "screens told +1 ms"],
  ]);
  assert.equal(wayLength({ timings: TIMINGS }), "102 ms");
});

Deno.test("wayToScreens() leaves out what is not known, and bears a source whose clock is ahead", () => {
  const ahead = { sourceAt: at(50), receivedAt: at(0), storedAt: at(4) };
  assert.deepEqual(wayToScreens({ timings: ahead }).map(({ since }) => since), [
    ...["", "−50 ms", "+4 ms"],
  ]);
  assert.equal(wayLength({ timings: ahead }), "0 ms");
  assert.equal(wayLength({ timings: { decidedAt: at(0) } }), null);
  assert.deepEqual(wayToScreens({}), []);
});

Deno.test("wayToChannels() measures what was accepted from the screens on, and says what became of the rest", () => {
  const accepted = (channel: string, ms: number) => ({
    ...newDelivery("fire_1", channel, at(101)),
    ...{ state: "accepted" as const, acceptedAt: at(102 + ms) },
  });
  const failing = { ...newDelivery("fire_1", "c", at(101)), attempts: 1, lastError: "no answer" };
  const deliveries = [failing, accepted("b", 125_000), accepted("a", 1_240)];
  const steps = wayToChannels({ timings: TIMINGS, detectedAt: at(87) }, deliveries, (id) => id);
  assert.deepEqual(steps.map(({ label, since }) => `${label} ${since}`.trim()), [
    ...["a accepted +1.24 s", "b accepted +2 min 5 s"],
    "c: failed once, is tried again: no answer",
  ]);
});
