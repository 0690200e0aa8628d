import assert from "node:assert/strict";
import fc from "fast-check";
import { alarmRecord } from "@/lib/alarms/alarm_record.ts";
import { conditionProblem } from "@/lib/alarms/condition_problem.ts";
import { fieldChanges } from "@/lib/commands/alarm_import/field_changes.ts";
import { readRecord } from "@/lib/commands/alarm_import/read_record.ts";
import { Refusal } from "@/lib/commands/refusal.ts";
import { alarmCsv, readAlarmCsv } from "@/lib/http/alarm_csv.ts";
import { cases } from "../alarms/arbitrary.ts";

const note = fc.oneof(
  fc.string({ maxLength: 40, unit: "grapheme" }),
  fc.constantFrom("=1+1", "'=1", "'", " spaced ", 'say "hi", twice', "two\nlines", "-5%"),
);
/** Alarms that a person could have set. */
const alarms = fc.tuple(cases(), note).map(([{ alarm }, note]) => ({ ...alarm, note }))
  .filter((alarm) => conditionProblem(alarm) === null);

Deno.test("readAlarmCsv reads what alarmCsv wrote as the same alarms, whatever they are", () => {
  const property = fc.property(fc.array(alarms, { minLength: 1, maxLength: 5 }), (alarms) => {
    const file = alarmCsv(alarms.map((alarm) => alarmRecord("BTCUSDT", alarm)));
    const { alarms: records } = readAlarmCsv(file);
    assert.equal(records.length, alarms.length);
    records.forEach((record, index) => {
      const [read, alarm] = [readRecord(record), alarms[index]];
      assert.ok(read.ok && alarm, read.ok ? "" : `${read.message}\n${file}`);
      assert.deepEqual(fieldChanges(alarm, read.record), [], file);
      assert.equal(read.record.id, alarm.id);
    });
  });
  fc.assert(property, { numRuns: 500 });
});

Deno.test("readAlarmCsv refuses or reads any damaged file, and never fails", () => {
  const damage = fc.record({
    at: fc.nat({ max: 600 }),
    length: fc.nat({ max: 8 }),
    by: fc.string({ maxLength: 6 }),
  });
  const property = fc.property(alarms, fc.array(damage, { maxLength: 4 }), (alarm, damages) => {
    let file = alarmCsv([alarmRecord("BTCUSDT", alarm)]);
    for (const { at, length, by } of damages) {
      file = file.slice(0, at) + by + file.slice(at + length);
    }
    try {
      for (const record of readAlarmCsv(file).alarms) {
        const read = readRecord(record);
        if (!read.ok) assert.notEqual(read.message, "");
      }
    } catch (error) {
      assert.ok(error instanceof Refusal, String(error));
    }
  });
  fc.assert(property, { numRuns: 1000 });
});
