import { useState } from "preact/hooks";
import { formatAlarmLine } from "@/lib/live/alarm_line/format_alarm_line.ts";
import type { LinePair } from "@/lib/live/alarm_line/line_pair.ts";
import { ALARM_TEMPLATES, type AlarmTemplate } from "@/lib/live/alarm_templates.ts";
import type { DraftLine, WantedAlarms } from "@/lib/live/draft_lines.ts";
import type { Viewer } from "@/lib/live/viewer.ts";
import { Choice } from "./Choice.tsx";
import { DraftLinesDialog } from "./DraftLinesDialog.tsx";

interface TemplateDialogProps {
  /** The pairs to choose from; the first one is chosen at first. */
  pairs: readonly LinePair[];
  watched: readonly LinePair[];
  viewer: Viewer;
  onSave: (alarms: WantedAlarms) => Promise<void>;
  onClose: () => void;
}

const CHOICES = ALARM_TEMPLATES.map(({ key, title }) => [key, title] as const);

/** Sets one of the usual sets of alarms on a pair. */
export function TemplateDialog({ pairs, ...props }: TemplateDialogProps) {
  const [pair, setPair] = useState(pairs[0]);
  const [template, setTemplate] = useState(ALARM_TEMPLATES[0]);
  const [lines, setLines] = useState(() => linesOf(template, pair));
  const choosePair = (symbol: string) => {
    const chosen = pairs.find((each) => each.symbol === symbol);
    setPair(chosen);
    setLines(linesOf(template, chosen));
  };
  const chooseTemplate = (key: string) => {
    const chosen = ALARM_TEMPLATES.find((each) => each.key === key);
    setTemplate(chosen);
    setLines(linesOf(chosen, pair));
  };
  return (
    <DraftLinesDialog
      {...props}
      title={pairs.length === 1 ? `A set of alarms for ${pair?.symbol}` : "A set of alarms"}
      lines={lines}
      onChange={setLines}
    >
      {pairs.length > 1 && <PairChoice {...{ pairs }} chosen={pair} onChoose={choosePair} />}
      <Choice
        label="Which set"
        options={CHOICES}
        value={template?.key ?? ""}
        onChange={chooseTemplate}
      />
      <p>{template?.meaning}</p>
      {lines.length === 0 && <p>{pair?.symbol} has no price yet; try again in a moment.</p>}
    </DraftLinesDialog>
  );
}

interface PairChoiceProps {
  pairs: readonly LinePair[];
  chosen: LinePair | undefined;
  onChoose: (symbol: string) => void;
}

function PairChoice({ pairs, chosen, onChoose }: PairChoiceProps) {
  return (
    <div class="field">
      <label for="template-pair">Pair</label>
      <select
        id="template-pair"
        class="input"
        value={chosen?.symbol}
        onChange={(event) => onChoose(event.currentTarget.value)}
      >
        {pairs.map(({ symbol, base, quote }) => (
          <option key={symbol} value={symbol}>{base}/{quote}</option>
        ))}
      </select>
    </div>
  );
}

function linesOf(
  template: AlarmTemplate | undefined,
  pair: LinePair | undefined,
): readonly DraftLine[] {
  const { currentPrice = null, maxPrice = null, minPrice = null } = pair ?? {};
  if (template === undefined || pair === undefined || currentPrice === null) return [];
  const prices = {
    ...{ currentPrice, maxPrice: maxPrice ?? currentPrice, minPrice: minPrice ?? currentPrice },
  };
  return template.alarmsFor(prices).map((alarm) => ({
    text: formatAlarmLine(alarm, `${pair.base}/${pair.quote}`),
    isWanted: true,
  }));
}
