import type { AlarmRecord } from "@/lib/alarms/alarm_input.ts";
import { alarmCsvParts, alarmCsvSteps } from "@/lib/server/csv/alarm_csv.ts";
import { csvSteps } from "@/lib/server/csv/parse_csv.ts";
import { doAtOnce } from "@/lib/time/turns.ts";

/** The whole file that `alarmCsvParts` writes line by line. */
export function alarmCsv(records: readonly AlarmRecord[]): string {
  return [...alarmCsvParts(records)].join("");
}

/** What `alarmCsvSteps` reads in turns, in one turn. */
export function readAlarmCsv(text: string) {
  return doAtOnce(alarmCsvSteps(text));
}

/** What `csvSteps` reads in turns, in one turn. */
export function parseCsv(text: string, mostRows?: number) {
  return doAtOnce(csvSteps(text, mostRows));
}
