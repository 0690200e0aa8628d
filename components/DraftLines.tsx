import type { LineContext } from "@/lib/live/alarm_line/line_context.ts";
import { readAlarmLine } from "@/lib/live/alarm_line/read_alarm_line.ts";
import type { DraftLine } from "@/lib/live/draft_lines.ts";
import type { Viewer } from "@/lib/live/viewer.ts";
import { QuickAlarmPreview } from "./QuickAlarmPreview.tsx";

interface DraftLinesProps {
  lines: readonly DraftLine[];
  context: LineContext;
  viewer: Viewer;
  onChange: (lines: readonly DraftLine[]) => void;
}

/** Alarms before they are set: each in one line that can be changed, said in words, or left out. */
export function DraftLines({ lines, context, viewer, onChange }: DraftLinesProps) {
  const replace = (place: number, change: Partial<DraftLine>) =>
    onChange(lines.map((line, index) => index === place ? { ...line, ...change } : line));
  return (
    <ul class="draft-lines">
      {lines.map((line, index) => (
        <li key={index} class={line.isWanted ? "draft-line" : "draft-line draft-line-out"}>
          <input
            type="checkbox"
            class="check"
            aria-label={`Set alarm ${index + 1}`}
            checked={line.isWanted}
            onChange={(event) =>
              replace(index, { isWanted: event.currentTarget.checked })}
          />
          <input
            class="input"
            aria-label={`Alarm ${index + 1}`}
            aria-describedby={`draft-line-${index}`}
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            disabled={!line.isWanted}
            value={line.text}
            onInput={(event) =>
              replace(index, { text: event.currentTarget.value })}
          />
          <p id={`draft-line-${index}`} class="draft-line-words">
            <QuickAlarmPreview read={readAlarmLine(line.text, context)} viewer={viewer} />
          </p>
        </li>
      ))}
    </ul>
  );
}
