import { z } from "zod";
import { alarmRecord } from "@/lib/alarms/alarm_record.ts";
import { wordInput } from "@/lib/alarms/alarm_input.ts";
import type { State } from "@/lib/store/state.ts";
import { alarmCsv } from "./alarm_csv.ts";

/** How all alarms may be asked for. */
export const ExportQuery = z.strictObject({
  format: wordInput(["json", "csv"]).default("json"),
});

const FILE_NAME = "crypto-price-alarm-alarms";

/** All alarms as a file that can be imported again; `now` in milliseconds. */
export function alarmExport(
  { pairs }: Pick<State, "pairs">,
  { format }: z.infer<typeof ExportQuery>,
  now: number,
): Response {
  const alarms = [...pairs.values()].flatMap((pair) =>
    pair.alarms.map((alarm) => alarmRecord(pair.symbol, alarm))
  );
  const exportedAt = new Date(now).toISOString();
  const body = format === "csv"
    ? alarmCsv(alarms)
    : `${JSON.stringify({ exportedAt, alarms }, null, 2)}\n`;
  const type = format === "csv" ? "text/csv; charset=utf-8; header=present" : "application/json";
  const headers = {
    "content-type": type,
    "content-disposition": `attachment; filename="${FILE_NAME}.${format}"`,
  };
  return new Response(body, { headers });
}
