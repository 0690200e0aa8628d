import { titleOfPair } from "@/lib/market/pair_title.ts";
import { useState } from "preact/hooks";
import { ConfirmDialog } from "@/components/kit/Dialog.tsx";
import { Choice } from "@/components/kit/Fields.tsx";
import { describeAlarm } from "@/lib/alarms/words.ts";
import type { LinePair } from "@/lib/alarms/kinds/line.ts";
import type { AlarmView, PlacedAlarm } from "@/lib/client/alarms/alarm_view.ts";
import {
  ALARM_TEMPLATES,
  type AlarmTemplate,
  type DraftLine,
  type WantedAlarms,
} from "@/lib/client/alarms/templates.ts";
import type { PairView } from "@/lib/protocol/frames.ts";
import { fetchReplay } from "@/lib/client/alarms/replay.ts";
import type { AlarmDeeds } from "./actions.ts";
import { AlarmEditor } from "./AlarmEditor.tsx";
import { BulkDialog } from "./BulkDialog.tsx";
import { DraftLinesDialog, DuplicateDialog } from "./DraftLinesDialog.tsx";
import { RowMenu } from "./RowMenu.tsx";
import { ViewsDialog } from "./ViewsDialog.tsx";
import { dialogWords as words } from "./dialog_texts.tsx";

/** Which dialog of the page is open, and about which alarms. */
export type ManagerDialog =
  | { readonly kind: "template" | "views" }
  | { readonly kind: "duplicate" | "remove" | "bulk"; readonly alarms: readonly PlacedAlarm[] }
  | { readonly kind: "edit"; readonly placed: PlacedAlarm }
  | { readonly kind: "menu"; readonly placed: PlacedAlarm; readonly button: DOMRect };

interface ManagerDialogsProps {
  open: ManagerDialog | null;
  watched: readonly PairView[];
  /** The pair that the page is about; all pairs otherwise. */
  pairs: readonly PairView[];
  deeds: AlarmDeeds;
  view: AlarmView;
  onView: (view: AlarmView) => void;
  onOpen: (dialog: ManagerDialog) => void;
  /** Hears which one closed: it tells of that a moment later, when another may be open. */
  onClose: (closed: ManagerDialog) => void;
}

/** The open dialog of the alarms page, if there is one. */
export function ManagerDialogs({ open, pairs, watched, deeds, ...on }: ManagerDialogsProps) {
  if (open === null) return null;
  const onClose = () => on.onClose(open);
  switch (open.kind) {
    case "template":
      return <TemplateDialog {...{ pairs, watched, onClose }} onSave={deeds.add} />;
    case "duplicate":
      return <DuplicateDialog {...{ watched, onClose }} alarms={open.alarms} onSave={deeds.add} />;
    case "views":
      return <ViewsDialog {...{ onClose }} view={on.view} onChoose={on.onView} />;
    case "bulk":
      return (
        <BulkDialog
          {...{ onClose }}
          alarms={open.alarms.map(({ alarm }) => alarm)}
          onSave={(change) => deeds.editMany(open.alarms, change)}
        />
      );
    case "remove":
      return <RemoveDialog {...{ deeds, onClose }} chosen={open.alarms} />;
    case "menu":
      return (
        <RowMenu
          key={open.placed.alarm.id}
          {...{ ...open, deeds, watched, onClose }}
          onEdit={() => on.onOpen({ kind: "edit", placed: open.placed })}
          onDuplicate={() => on.onOpen({ kind: "duplicate", alarms: [open.placed] })}
        />
      );
    case "edit":
      return (
        <AlarmEditor
          {...{ ...open.placed, fetchReplay, onClose }}
          onSave={(changes) => deeds.edit(open.placed.alarm.id, changes)}
        />
      );
  }
}

const NAMED = 8;

interface RemoveDialogProps {
  deeds: AlarmDeeds;
  chosen: readonly PlacedAlarm[];
  onClose: () => void;
}

function RemoveDialog({ chosen, deeds, onClose }: RemoveDialogProps) {
  const remove = async () => {
    if (await deeds.remove(chosen.map(({ alarm }) => alarm.id))) onClose();
  };
  return (
    <ConfirmDialog
      title={words.removeTitle(chosen.length)}
      action={words.remove(chosen.length)}
      problem={deeds.problem.value}
      onConfirm={remove}
      onClose={onClose}
    >
      <ul class="removed-alarms">
        {chosen.slice(0, NAMED).map(({ pair, alarm }) => (
          <li key={alarm.id}>{describeAlarm(alarm, titleOfPair(pair))}</li>
        ))}
        {chosen.length > NAMED && <li>{words.andMore(chosen.length - NAMED)}</li>}
      </ul>
      <p>{words.removeHint}</p>
    </ConfirmDialog>
  );
}

interface TemplateDialogProps {
  /** The pairs to choose from; the first one is chosen at first. */
  pairs: readonly LinePair[];
  watched: readonly LinePair[];
  onSave: (alarms: WantedAlarms) => Promise<void>;
  onClose: () => void;
}

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
      title={pairs.length === 1 && pair ? words.presetFor(titleOfPair(pair)) : words.preset}
      lines={lines}
      onChange={setLines}
    >
      {pairs.length > 1 && <PairChoice pairs={pairs} chosen={pair} onChoose={choosePair} />}
      <Choice
        label={words.whichPreset}
        options={ALARM_TEMPLATES.map(({ key, title }) => [key, title] as const)}
        value={template?.key ?? ""}
        onChange={chooseTemplate}
      />
      <p>{template?.meaning}</p>
      {lines.length === 0 && pair && <p>{words.noPrice(titleOfPair(pair))}</p>}
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
      <label for="template-pair">{words.pair}</label>
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
