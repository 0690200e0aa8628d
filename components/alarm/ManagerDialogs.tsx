import { titleOfPair } from "@/lib/client/pair_titles.ts";
import { viewer } from "@/lib/client/viewer.ts";
import { useState } from "preact/hooks";
import { ConfirmDialog } from "@/components/kit/Dialog.tsx";
import { Choice, Several } from "@/components/kit/Fields.tsx";
import { describeAlarm } from "@/lib/alarms/words.ts";
import type { LinePair } from "@/lib/alarms/kinds/line.ts";
import type { PlacedAlarm } from "@/lib/client/alarms/alarm_filter.ts";
import {
  ALARM_TEMPLATES,
  type AlarmTemplate,
  type DraftLine,
  duplicateAlarm,
  type WantedAlarms,
} from "@/lib/client/alarms/templates.ts";
import { formatAlarmLine } from "@/lib/client/line/format_line.ts";
import type { PairView } from "@/lib/protocol/frames.ts";
import { DraftLinesDialog } from "./DraftLinesDialog.tsx";
import type { AlarmDeeds } from "./UndoLine.tsx";

interface ManagerDialogsProps {
  open: "template" | "duplicate" | "remove" | null;
  /** The selected alarms. */
  chosen: readonly PlacedAlarm[];
  watched: readonly PairView[];
  /** The pair that the page is about; all pairs otherwise. */
  pairs: readonly PairView[];
  deeds: AlarmDeeds;
  onClose: () => void;
}

/** The open dialog of the alarms page, if there is one. */
export function ManagerDialogs({ open, pairs, ...props }: ManagerDialogsProps) {
  const { chosen, watched, deeds, onClose } = props;
  switch (open) {
    case null:
      return null;
    case "template":
      return <TemplateDialog {...{ pairs, watched, onClose }} onSave={deeds.add} />;
    case "duplicate":
      return <DuplicateDialog {...{ watched, onClose }} alarms={chosen} onSave={deeds.add} />;
    case "remove":
      return <RemoveDialog {...props} />;
  }
}

const NAMED = 8;

function RemoveDialog({ chosen, deeds, onClose }: Omit<ManagerDialogsProps, "open" | "pairs">) {
  const what = chosen.length === 1 ? "1 alarm" : `${chosen.length} alarms`;
  const remove = async () => {
    if (await deeds.remove(chosen.map(({ alarm }) => alarm.id))) onClose();
  };
  return (
    <ConfirmDialog
      title={`Remove ${what}?`}
      action={`Remove ${what}`}
      problem={deeds.problem.value}
      onConfirm={remove}
      onClose={onClose}
    >
      <ul class="removed-alarms">
        {chosen.slice(0, NAMED).map(({ pair, alarm }) => (
          <li key={alarm.id}>{describeAlarm(alarm, titleOfPair(pair))}</li>
        ))}
        {chosen.length > NAMED && <li>and {chosen.length - NAMED} more</li>}
      </ul>
      <p>The log keeps what has rung.</p>
    </ConfirmDialog>
  );
}

interface DuplicateDialogProps {
  alarms: readonly PlacedAlarm[];
  watched: readonly PairView[];
  onSave: (alarms: WantedAlarms) => Promise<void>;
  onClose: () => void;
}

/** Sets alarms on other pairs too, shown as they become before they are saved. */
function DuplicateDialog({ alarms, watched, ...props }: DuplicateDialogProps) {
  const [targets, setTargets] = useState<readonly string[]>([]);
  const [lines, setLines] = useState<readonly DraftLine[]>([]);
  const choose = (chosen: readonly string[]) => {
    const pairs = watched.filter((pair) => chosen.includes(pair.symbol));
    setTargets(chosen);
    setLines(pairs.flatMap((pair) => linesFor(pair, alarms, viewer.calmNow.value)));
  };
  // Where all come from one pair, that one needs no second copy.
  const sources = new Set(alarms.map(({ pair }) => pair.symbol));
  const offered = watched.filter(({ symbol }) => sources.size > 1 || !sources.has(symbol));
  return (
    <DraftLinesDialog
      {...{ ...props, watched, lines }}
      title={alarms.length === 1 ? "Duplicate an alarm" : `Duplicate ${alarms.length} alarms`}
      onChange={setLines}
    >
      <Several
        label="For which pairs"
        options={offered.map(({ symbol, base, quote }) => [symbol, `${base}/${quote}`] as const)}
        chosen={targets}
        none="There is no other pair; add one on the prices page."
        onChange={choose}
      />
      <p class="field-hint">
        Percentages stay as they are; a price to cross keeps its distance in percent from the price.
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

interface TemplateDialogProps {
  /** The pairs to choose from; the first one is chosen at first. */
  pairs: readonly LinePair[];
  watched: readonly LinePair[];
  onSave: (alarms: WantedAlarms) => Promise<void>;
  onClose: () => void;
}

const CHOICES = ALARM_TEMPLATES.map(({ key, title }) => [key, title] as const);

function TemplateDialog({ pairs, ...props }: TemplateDialogProps) {
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
      title={pairs.length === 1 && pair ? `Preset for ${titleOfPair(pair)}` : "Preset"}
      lines={lines}
      onChange={setLines}
    >
      {pairs.length > 1 && <PairChoice pairs={pairs} chosen={pair} onChoose={choosePair} />}
      <Choice
        label="Which preset"
        options={CHOICES}
        value={template?.key ?? ""}
        onChange={chooseTemplate}
      />
      <p>{template?.meaning}</p>
      {lines.length === 0 && (
        <p>{pair && titleOfPair(pair)} has no price yet; try again in a moment.</p>
      )}
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
  const name = `${pair.base}/${pair.quote}`.toLowerCase();
  return template.linesFor(prices).map((line) => ({ text: `${name} ${line}`, isWanted: true }));
}
