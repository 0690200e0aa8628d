import assert from "node:assert/strict";
import { acknowledgedEntry } from "@/lib/audit/audit_entries.ts";
import type { AuditEntry, ChangeEntry } from "@/lib/protocol/audit_entry.ts";
import { auditText } from "@/lib/text/change_words.ts";
import { isWanted, logRows, WHOLE_LOG, withEntries } from "@/lib/text/log_rows.ts";
import { aFire, anAlarm, moment } from "./samples.ts";

const WHO = { by: "person", address: "127.0.0.1" } as const;
const COMMON = {
  ...{ id: "change_1", timestamp: moment(50), pair: "BTCUSDT", alarmId: "alarm_1", ...WHO },
};
const OLD = anAlarm();
const ACKNOWLEDGED = acknowledgedEntry(aFire(), moment(90), WHO) as ChangeEntry;
const edited = (fields: Record<string, unknown>): ChangeEntry => ({
  ...{ ...COMMON, kind: "alarmEdited", before: OLD, after: anAlarm(fields) },
});

const SENTENCES: [entry: AuditEntry, text: string][] = [
  [
    edited({ targetPrice: 56_000 }),
    "BTCUSDT: crosses above 55,000 → crosses above 56,000, by 127.0.0.1",
  ],
  [
    edited({ note: "dip", mode: "repeat" }),
    "BTCUSDT: crosses above 55,000: no note → note “dip”; once → repeat, " +
    "by 127.0.0.1",
  ],
  [edited({}), "BTCUSDT: crosses above 55,000: nothing changed, by 127.0.0.1"],
  [
    { ...COMMON, kind: "alarmAdded", before: null, after: OLD },
    "BTCUSDT: alarm set: crosses above 55,000, by 127.0.0.1",
  ],
  [
    {
      ...{ ...COMMON, kind: "alarmSnoozed", before: OLD },
      after: anAlarm({ snoozedUntil: moment(600) }),
    },
    "BTCUSDT: snoozed until 15 Jan 2026 12:10:00 UTC: crosses above 55,000, by 127.0.0.1",
  ],
  [
    {
      ...{ ...COMMON, kind: "alarmPaused", by: "engine", address: null, before: null },
      after: {
        snoozedUntil: null,
        pausedReason: "Suppressed for an hour after 15 fires in 3 minutes",
      },
    },
    "BTCUSDT: suppressed for an hour after 15 fires in 3 minutes",
  ],
  [ACKNOWLEDGED, "BTCUSDT: acknowledged, by 127.0.0.1"],
  [
    { ...COMMON, kind: "alarmFired", fire: aFire({ message: "BTCUSDT rose to 55,100" }) },
    "BTCUSDT rose to 55,100",
  ],
];

for (const [entry, text] of SENTENCES) {
  Deno.test(`auditText() says ${JSON.stringify(text)}`, () => {
    assert.equal(auditText(entry, "UTC"), text);
  });
}

Deno.test("isWanted() tells pair, alarm and day apart", () => {
  const subject = { pair: "BTCUSDT", timestamp: "2026-01-15T23:30:00Z", alarmIds: ["a", "b"] };
  const wants = (fields: Partial<typeof WHOLE_LOG>) =>
    isWanted(subject, { ...WHOLE_LOG, ...fields });
  assert.ok(wants({}) && wants({ pair: "BTCUSDT", alarm: "b", day: "2026-01-15" }));
  assert.ok(!wants({ pair: "ETHBTC" }) && !wants({ alarm: "c" }) && !wants({ day: "2026-01-16" }));
  assert.ok(wants({ day: "2026-01-16", zone: "Asia/Tokyo" }));
});

Deno.test("logRows() stands an acknowledgement with its fire where that is shown", () => {
  const change = edited({ note: "x" });
  const kinds = (fires: ReturnType<typeof aFire>[]) =>
    logRows({ fires, changes: [ACKNOWLEDGED, change] }).map((row) =>
      row.kind === "fire" ? `fire ${row.acknowledgement?.address}` : row.entry.kind
    );
  assert.deepEqual(kinds([aFire()]), ["fire 127.0.0.1", "alarmEdited"]);
  assert.deepEqual(kinds([]), ["fireAcknowledged", "alarmEdited"]);
});

Deno.test("withEntries() takes each entry once and notes who was acknowledged", () => {
  const log = { fires: [aFire()], changes: [], newest: "fire_1_1" };
  const fired: AuditEntry = { ...COMMON, kind: "alarmFired", fire: aFire() };
  const entries = [ACKNOWLEDGED, fired];
  const once = withEntries(log, entries, ACKNOWLEDGED.id);
  assert.deepEqual(withEntries(once, entries, ACKNOWLEDGED.id), once);
  assert.deepEqual(once.fires.map(({ acknowledgedAt }) => acknowledgedAt), [moment(90)]);
  assert.deepEqual([once.changes.length, once.newest], [1, ACKNOWLEDGED.id]);
});
