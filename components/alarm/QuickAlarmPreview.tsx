import { titleOfPair } from "@/lib/market/pair_title.ts";
import { viewer } from "@/lib/client/viewer.ts";
import { Icon } from "@/components/kit/Icon.tsx";
import { alarmPreview } from "@/lib/client/alarms/preview.ts";
import type { AlarmLine } from "@/lib/client/line/read_line.ts";
import { quickWords as words } from "./texts.tsx";

/** What a typed line would set, or what is still missing in it. */
export function QuickAlarmPreview({ read }: { read: AlarmLine }) {
  switch (read.kind) {
    case "empty":
      return <span class="quick-hint">{words.example}</span>;
    case "ambiguous":
      return <span class="quick-hint">{words.whichPair(read.piece)}</span>;
    case "problem":
      if (read.piece === "") return <span class="quick-hint">{read.message}</span>;
      return (
        <span class="quick-problem">
          <Icon name="warning" />
          {read.message}
        </span>
      );
    case "alarm":
      return <Preview read={read} />;
  }
}

function Preview({ read }: { read: AlarmLine & { kind: "alarm" } }) {
  const { pair, alarm, isWatched, notes = [] } = read;
  const { condition, details, warnings } = alarmPreview(alarm, pair, viewer.zone.value);
  return (
    <span class="quick-preview">
      <strong>{condition}</strong> {details.join(" · ")}
      {[...warnings, ...notes, ...(isWatched ? [] : [words.notWatched(titleOfPair(pair))])].map((
        warning,
      ) => (
        <span class="quick-warning" key={warning}>
          <Icon name="info" />
          {warning}
        </span>
      ))}
    </span>
  );
}
