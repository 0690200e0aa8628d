import { useState } from "preact/hooks";
import type { PlacedAlarm } from "@/lib/live/alarm_filter.ts";
import { formatAlarmLine } from "@/lib/live/alarm_line/format_alarm_line.ts";
import type { DraftLine, WantedAlarms } from "@/lib/live/draft_lines.ts";
import { duplicateAlarm } from "@/lib/live/duplicate_alarm.ts";
import type { PairView } from "@/lib/live/protocol.ts";
import type { Viewer } from "@/lib/live/viewer.ts";
import { DraftLinesDialog } from "./DraftLinesDialog.tsx";

interface DuplicateDialogProps {
  alarms: readonly PlacedAlarm[];
  watched: readonly PairView[];
  viewer: Viewer;
  onSave: (alarms: WantedAlarms) => Promise<void>;
  onClose: () => void;
}

/** Sets alarms on other pairs too, shown as they become before they are saved. */
export function DuplicateDialog({ alarms, watched, viewer, ...props }: DuplicateDialogProps) {
  const [targets, setTargets] = useState<readonly string[]>([]);
  const [lines, setLines] = useState<readonly DraftLine[]>([]);
  const toggle = ({ symbol }: PairView) => {
    const chosen = targets.includes(symbol)
      ? targets.filter((each) => each !== symbol)
      : [...targets, symbol];
    const pairs = watched.filter((pair) => chosen.includes(pair.symbol));
    setTargets(chosen);
    setLines(pairs.flatMap((pair) => linesFor(pair, alarms, viewer.calmNow.value)));
  };
  // Where all come from one pair, that one needs no second copy.
  const sources = new Set(alarms.map(({ pair }) => pair.symbol));
  const offered = watched.filter(({ symbol }) => sources.size > 1 || !sources.has(symbol));
  return (
    <DraftLinesDialog
      {...{ ...props, watched, viewer, lines }}
      title={alarms.length === 1 ? "Duplicate an alarm" : `Duplicate ${alarms.length} alarms`}
      onChange={setLines}
    >
      <fieldset class="pair-chips">
        <legend>For which pairs</legend>
        {offered.map((pair) => (
          <label key={pair.symbol} class="pair-chip">
            <input
              type="checkbox"
              checked={targets.includes(pair.symbol)}
              onChange={() => toggle(pair)}
            />
            <span>{pair.base}/{pair.quote}</span>
          </label>
        ))}
        {offered.length === 0 && <p>There is no other pair; add one on the prices page.</p>}
      </fieldset>
      <p class="field-hint">
        Percentages stay as they are; a target keeps its distance in percent from the price.
      </p>
    </DraftLinesDialog>
  );
}

function linesFor(target: PairView, alarms: readonly PlacedAlarm[], now: number): DraftLine[] {
  return alarms.flatMap(({ pair, alarm }) => {
    if (pair.symbol === target.symbol) return [];
    const copy = duplicateAlarm(alarm, { from: pair.currentPrice, to: target.currentPrice, now });
    if (copy === null) return [];
    return [{ text: formatAlarmLine(copy, `${target.base}/${target.quote}`), isWanted: true }];
  });
}
