import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Dialog, FormActions } from "@/components/kit/Dialog.tsx";
import { Several } from "@/components/kit/Fields.tsx";
import { ErrorLine } from "@/components/kit/Notice.tsx";
import type { LinePair } from "@/lib/alarms/kinds/line.ts";
import type { PlacedAlarm } from "@/lib/client/alarms/alarm_view.ts";
import {
  type DraftLine,
  duplicateAlarm,
  MOST_PAIRS,
  readDraftLines,
  type WantedAlarms,
} from "@/lib/client/alarms/templates.ts";
import { formatAlarmLine } from "@/lib/client/line/format_line.ts";
import { type LineContext, readAlarmLine } from "@/lib/client/line/read_line.ts";
import { messageOf } from "@/lib/client/ask_server.ts";
import { viewer } from "@/lib/client/viewer.ts";
import { titleOfPair } from "@/lib/market/pair_title.ts";
import type { PairView } from "@/lib/protocol/frames.ts";
import { QuickAlarmPreview } from "./QuickAlarmForm.tsx";
import { dialogWords as words } from "./dialog_texts.tsx";

interface DraftLinesDialogProps {
  title: string;
  lines: readonly DraftLine[];
  watched: readonly LinePair[];
  children: ComponentChildren;
  onChange: (lines: readonly DraftLine[]) => void;
  /** Sets all of them or none; rejects with why they could not be set. */
  onSave: (alarms: WantedAlarms) => Promise<void>;
  onClose: () => void;
}

/** Shows the alarms that would be set, to be changed and then set in one go. */
export function DraftLinesDialog(props: DraftLinesDialogProps) {
  const { title, lines, watched, children, onChange, onSave, onClose } = props;
  const [problem, setProblem] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);
  const context = { watched, now: viewer.calmNow.value, zone: viewer.zone.value };
  const read = readDraftLines(lines, context);
  const save = async (event: Event) => {
    event.preventDefault();
    setProblem(read.problem);
    if (read.problem !== null || read.alarms.length === 0) return;
    setSending(true);
    try {
      await onSave(read.alarms);
      onClose();
    } catch (error) {
      setProblem(messageOf(error));
      setSending(false);
    }
  };
  const count = lines.filter(({ isWanted }) => isWanted).length;
  return (
    <Dialog title={title} onClose={onClose}>
      <form noValidate onSubmit={save}>
        <div class="dialog-body">
          {children}
          <DraftLines {...{ lines, context }} onChange={onChange} />
        </div>
        <ErrorLine message={problem} />
        <FormActions
          action={words.set(count)}
          disabled={isSending || count === 0}
          onCancel={onClose}
        />
      </form>
    </Dialog>
  );
}

interface DraftLinesProps {
  lines: readonly DraftLine[];
  context: LineContext;
  onChange: (lines: readonly DraftLine[]) => void;
}

/** Alarms before they are set: each in one line that can be changed, said in words, or left out. */
function DraftLines({ lines, context, onChange }: DraftLinesProps) {
  const replace = (place: number, change: Partial<DraftLine>) =>
    onChange(lines.map((line, index) => index === place ? { ...line, ...change } : line));
  return (
    <ul class="draft-lines">
      {lines.map((line, index) => (
        <li key={index} class={line.isWanted ? "draft-line" : "draft-line draft-line-out"}>
          <input
            type="checkbox"
            class="check"
            aria-label={words.setNth(index + 1)}
            checked={line.isWanted}
            onChange={(event) =>
              replace(index, { isWanted: event.currentTarget.checked })}
          />
          <input
            class="input"
            aria-label={words.nth(index + 1)}
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
            <QuickAlarmPreview read={readAlarmLine(line.text, context)} />
          </p>
        </li>
      ))}
    </ul>
  );
}

interface DuplicateDialogProps {
  alarms: readonly PlacedAlarm[];
  watched: readonly PairView[];
  /** Sets all of them by one command. */
  onSave: (alarms: WantedAlarms) => Promise<void>;
  onClose: () => void;
}

/** Sets alarms on up to ten pairs too, shown as they become before they are saved. */
export function DuplicateDialog({ alarms, watched, ...props }: DuplicateDialogProps) {
  const [targets, setTargets] = useState<readonly string[]>([]);
  const [lines, setLines] = useState<readonly DraftLine[]>([]);
  const choose = (chosen: readonly string[]) => {
    const pairs = watched.filter((pair) => chosen.includes(pair.symbol));
    setTargets(chosen);
    setLines(pairs.flatMap((pair) => linesFor(pair, alarms, viewer.calmNow.value)));
  };
  return (
    <DraftLinesDialog
      {...{ ...props, watched, lines }}
      title={words.duplicateTitle(alarms.length)}
      onChange={setLines}
    >
      <PairsChoice {...{ alarms, watched, targets }} onChoose={choose} />
      <p class="field-hint">{words.duplicateHint}</p>
    </DraftLinesDialog>
  );
}

/** From so many pairs on one finds them by name. */
const FIND_FROM = 12;
/** More than these are found by name only. */
const MOST_SHOWN = 24;

interface PairsChoiceProps extends Pick<DuplicateDialogProps, "alarms" | "watched"> {
  targets: readonly string[];
  onChoose: (chosen: readonly string[]) => void;
}

function PairsChoice({ alarms, watched, targets, onChoose }: PairsChoiceProps) {
  const [text, setText] = useState("");
  const sources = new Set(alarms.map(({ pair }) => pair.symbol));
  // Where all come from one pair, that one needs no second copy.
  const offered = watched.filter(({ symbol }) => sources.size > 1 || !sources.has(symbol));
  const chosen = offered.filter(({ symbol }) => targets.includes(symbol));
  const isFull = chosen.length >= MOST_PAIRS;
  const found = offered.filter((pair) => !targets.includes(pair.symbol) && isNamed(pair, text));
  const shown = [...chosen, ...isFull ? [] : found.slice(0, MOST_SHOWN)];
  const left = isFull ? 0 : found.length - MOST_SHOWN;
  const next = found.slice(0, MOST_PAIRS - chosen.length).map(({ symbol }) => symbol);
  return (
    <>
      {offered.length >= FIND_FROM && (
        <input
          class="input"
          type="search"
          aria-label={words.findPairs}
          placeholder={words.findPairsExample}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      )}
      <Several
        label={words.forPairs(MOST_PAIRS)}
        options={shown.map((pair) => [pair.symbol, titleOfPair(pair)] as const)}
        chosen={targets}
        none={offered.length === 0 ? words.noOtherPair : words.noPairCalled(text)}
        onChange={onChoose}
      />
      {!isFull && next.length > 1 && (
        <button
          type="button"
          class="button"
          onClick={() => onChoose([...chosen.map(({ symbol }) => symbol), ...next])}
        >
          {next.length < found.length ? words.theFirst(next.length) : words.all(next.length)}
        </button>
      )}
      {isFull && <p class="field-hint">{words.full}</p>}
      {left > 0 && <p class="field-hint">{words.left(left)}</p>}
    </>
  );
}

function isNamed(pair: PairView, text: string): boolean {
  const bare = (name: string) => name.toLowerCase().replace(/[\s/]/g, "");
  return bare(titleOfPair(pair)).includes(bare(text));
}

function linesFor(target: PairView, alarms: readonly PlacedAlarm[], now: number): DraftLine[] {
  return alarms.flatMap(({ pair, alarm }) => {
    if (pair.symbol === target.symbol) return [];
    const copy = duplicateAlarm(alarm, { from: pair.currentPrice, to: target.currentPrice, now });
    if (copy === null) return [];
    return [{ text: formatAlarmLine(copy, `${target.base}/${target.quote}`), isWanted: true }];
  });
}
