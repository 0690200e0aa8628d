import { z } from "zod";
import { type AlarmRecord, alarmRecord } from "@/lib/alarms/alarm_record.ts";
import { wordInput } from "@/lib/alarms/alarm_input.ts";
import { nameCapitals } from "@/lib/market/name_letters.ts";
import { askedPair } from "@/lib/market/symbol.ts";
import type { Pair, State } from "@/lib/store/state.ts";
import { alarmCsvParts } from "./alarm_csv.ts";
import { textInTurns } from "./text_in_turns.ts";

/** How all alarms may be asked for. */
export const ExportQuery = z.strictObject({
  format: wordInput(["json", "csv"]).default("json"),
});

const FILE_NAME = "crypto-price-alarm-alarms";

/** All alarms as a file that can be imported again, written in turns; `now` in milliseconds. */
export function alarmExport(
  { pairs }: Pick<State, "pairs">,
  { format }: z.infer<typeof ExportQuery>,
  now: number,
): Response {
  const records = recordsOf([...pairs.values()]);
  const parts = format === "csv" ? alarmCsvParts(records) : jsonParts(records, now);
  const type = format === "csv" ? "text/csv; charset=utf-8; header=present" : "application/json";
  const headers = {
    "content-type": type,
    "content-disposition": `attachment; filename="${FILE_NAME}.${format}"`,
  };
  return new Response(textInTurns(parts), { headers });
}

function* recordsOf(pairs: readonly Pair[]): Generator<AlarmRecord> {
  for (const pair of pairs) {
    const [name, coin] = [exportedName(pair), coinOf(pair)];
    for (const alarm of pair.alarms) yield { ...alarmRecord(name, alarm), ...coin };
  }
}

/** With a separator where the letters alone may be cut in another way: `GT/USD`. */
function exportedName({ symbol, base, quote }: Pair): string {
  const read = askedPair(symbol);
  const isPlain = read.ok && read.pair.base === nameCapitals(base) &&
    read.pair.others?.length === 0;
  return isPlain ? symbol : `${base}/${quote}`;
}

/** Which coin it is, so that an import elsewhere means no other one of its symbol. */
function coinOf({ source, sourceId, coinName }: Pair): AlarmRecord {
  return {
    source,
    ...(sourceId === null ? {} : { coin: sourceId }),
    ...(coinName === undefined ? {} : { coinName }),
  };
}

/** As JSON.stringify writes it with an indentation of two spaces. */
function* jsonParts(records: Iterable<AlarmRecord>, now: number): Generator<string> {
  yield `{\n  "exportedAt": ${JSON.stringify(new Date(now).toISOString())},\n  "alarms": [`;
  let separator = "\n";
  for (const record of records) {
    yield separator + JSON.stringify(record, null, 2).replaceAll(/^/gm, "    ");
    separator = ",\n";
  }
  yield separator === "\n" ? "]\n}\n" : "\n  ]\n}\n";
}
