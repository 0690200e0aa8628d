import type { LineAlarm } from "./alarm_line/line_alarm.ts";
import type { LineContext } from "./alarm_line/line_context.ts";
import { type AlarmLine, readAlarmLine } from "./alarm_line/read_alarm_line.ts";

/** A line that may be changed, or left out, before it becomes an alarm. */
export interface DraftLine {
  readonly text: string;
  readonly isWanted: boolean;
}

/** What is sent to set several alarms. */
export type WantedAlarms = readonly { readonly pair: string; readonly alarm: LineAlarm }[];

/** The alarms that the wanted lines ask for, or the message about the first that cannot be set. */
export function readDraftLines(
  lines: readonly DraftLine[],
  context: LineContext,
): { readonly alarms: WantedAlarms; readonly problem: string | null } {
  const read = lines.filter(({ isWanted }) => isWanted)
    .map(({ text }) => readAlarmLine(text, context));
  const problem = read.map(problemOf).find((message) => message !== null) ?? null;
  const alarms = read.flatMap((line) =>
    line.kind === "alarm" ? [{ pair: line.pair.symbol, alarm: line.alarm }] : []
  );
  return { alarms, problem };
}

/** Why this line cannot become an alarm as it stands; null when it can. */
function problemOf(line: AlarmLine): string | null {
  switch (line.kind) {
    case "alarm":
      return line.isWatched ? null : `${line.pair.symbol} is not watched; add the pair first`;
    case "empty":
      return "A line is empty; write an alarm or leave it out";
    case "ambiguous":
      return `“${line.piece}” may be ${line.symbols.join(" or ")}; write which`;
    case "problem":
      return line.message;
  }
}
