import assert from "node:assert/strict";
import { explainIssues } from "@/lib/alarms/alarm_input.ts";
import { snooze, snoozeEnd, SnoozeInput } from "@/lib/alarms/life_cycle.ts";
import { iso, START, target } from "./build.ts";

const DAY = 24 * 3_600_000;

const TAKEN: [says: string, input: unknown, until: number][] = [
  ["15 minutes when nothing is said", {}, 15 * 60_000],
  ["the minutes asked for", { minutes: 1.5 }, 90_000],
  ["30 days at most", { minutes: 43200 }, 30 * DAY],
  ["until the moment asked for", { until: iso(START + 1) }, 1],
  ["until a moment in another zone", { until: "2026-01-15T12:00:01+02:00" }, 1000],
];

for (const [says, input, after] of TAKEN) {
  Deno.test(`snoozeEnd() snoozes ${says}`, () => {
    const end = snoozeEnd(SnoozeInput.parse(input), START);
    assert.equal(end, iso(START + after));
  });
}

const REFUSED: [says: string, input: unknown, field: string][] = [
  ["a moment that has passed", { until: iso(START) }, "until"],
  ["a moment over 30 days ahead", { until: iso(START + 30 * DAY + 1) }, "until"],
  ["both at once", { until: iso(START + 1), minutes: 5 }, "minutes"],
  ["0 minutes", { minutes: 0 }, "minutes"],
  ["over 30 days of minutes", { minutes: 43201 }, "minutes"],
  ["minutes that are no number", { minutes: "5" }, "minutes"],
  ["a moment that is none", { until: "later" }, "until"],
  ["an unknown field", { hours: 1 }, "hours"],
];

for (const [says, input, field] of REFUSED) {
  Deno.test(`a snooze is refused for ${says}`, () => {
    const parsed = SnoozeInput.safeParse(input);
    const problem = parsed.success ? snoozeEnd(parsed.data, START) : explainIssues(parsed.error);
    assert.ok(typeof problem !== "string", "it was taken");
    assert.equal(problem.field, field);
    assert.ok(problem.message.includes(field));
  });
}

for (
  const [mode, until] of [["repeat", 30_000], ["once", 60_000]] as const
) {
  Deno.test(`snooze() keeps a fired alarm (${mode}) silent for what happened before it was armed again`, () => {
    const fired = { triggered: true, triggeredAt: iso(START), cooldownSeconds: 30 };
    const alarm = { ...target({ mode }), ...fired };
    const { silences } = snooze(alarm, iso(START + DAY), START + 60_000);
    assert.deepEqual(silences, [{ from: iso(START), to: iso(START + until) }]);
  });
}
