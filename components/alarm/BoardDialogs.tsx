import { useSignalEffect } from "@preact/signals";
import { titleOfPair } from "@/lib/market/pair_title.ts";
import { ConfirmDialog, Dialog, FormActions } from "@/components/kit/Dialog.tsx";
import { ErrorLine } from "@/components/kit/Notice.tsx";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Pair } from "@/lib/alarms/pair.ts";
import { describeAlarm } from "@/lib/alarms/words.ts";
import type { FetchReplay } from "@/lib/client/alarms/replay.ts";
import { type PairDialogs, type SendAbout, SNOOZE_MINUTES, useAlarmDeeds } from "./actions.ts";
import { PairListsDialog, WatchlistsDialog } from "@/components/board/WatchlistsDialog.tsx";
import type { Model } from "@/lib/client/model.ts";
import { AlarmEditor, modeOptions } from "./AlarmEditor.tsx";
import { DuplicateDialog } from "./DraftLinesDialog.tsx";
import { RowMenu } from "./RowMenu.tsx";
import { dialogWords as words, formWords } from "./dialog_texts.tsx";
import { alarmWords } from "./texts.tsx";
import { useState } from "preact/hooks";
import { fieldsAtPrice, SHOWN_FIELDS } from "@/lib/alarms/kinds/typed.ts";
import {
  type AlarmDraft,
  EMPTY_DRAFT,
  type Problems,
  readCondition,
} from "@/lib/client/alarms/draft.ts";
import { numberText } from "@/lib/market/format_price.ts";
import { messageOf } from "@/lib/client/ask_server.ts";
import { AlarmMeaning, ReplayLine, useReplay } from "@/components/alarm/AlarmMeaning.tsx";
import { Choice, TextField } from "@/components/kit/Fields.tsx";

interface OpenDialogProps {
  problem: string | null;
  send: SendAbout;
  /** The same, but shows a failure in the dialog and closes it on success. */
  sendAndClose: SendAbout;
  fetchReplay: FetchReplay;
  onClose: () => void;
}

/** The open dialog of a page about pairs, if there is one. */
export function BoardDialogs(
  { dialogs, pairs, watchlists = [] }:
    & { dialogs: PairDialogs }
    & Pick<Model, "pairs" | "watchlists">,
) {
  const { send, sendAndClose, fetchReplay, show } = dialogs;
  const deeds = useToldDeeds(dialogs, pairs);
  const open = dialogs.open.value;
  if (open === null) return null;
  const { value: problem } = dialogs.problem;
  // A dialog tells of its end a moment later, when another may be open.
  const onClose = () => dialogs.open.peek() === open && show(null);
  const props = { problem, send, sendAndClose, fetchReplay, onClose };
  switch (open.kind) {
    case "newAlarm":
      return <NewAlarm {...props} pair={open.pair} />;
    case "alarmAtPrice":
      return <AlarmAtPrice {...props} {...open} />;
    case "pairLists":
      return <PairListsDialog {...props} pair={open.pair} lists={watchlists} />;
    case "watchlists":
      return <WatchlistsDialog {...props} {...{ pairs }} lists={watchlists} />;
    case "removePair":
      return <RemovePair {...props} pair={open.pair} />;
    case "alarmMenu":
      return (
        <RowMenu
          {...{ ...open, deeds, onClose }}
          watched={pairs}
          onEdit={() => show({ kind: "editAlarm", ...open.placed })}
          onDuplicate={() => show({ kind: "duplicateAlarm", placed: open.placed })}
        />
      );
    case "duplicateAlarm":
      return (
        <DuplicateDialog
          {...{ onClose }}
          alarms={[open.placed]}
          watched={pairs}
          onSave={deeds.add}
        />
      );
    case "editAlarm":
      return <EditAlarm {...props} {...open} />;
    case "snoozeAlarm":
      return <SnoozeAlarm {...props} {...open} />;
    case "removeAlarm":
      return <RemoveAlarm {...props} {...open} />;
  }
}

/** What was done from a row's menu is told where the page tells all else. */
function useToldDeeds({ notice }: PairDialogs, pairs: Model["pairs"]) {
  const deeds = useAlarmDeeds((id) =>
    pairs.some(({ alarms }) => alarms.some((each) => each.id === id && each.paused))
  );
  useSignalEffect(() => {
    const [done, problem] = [deeds.done.value, deeds.problem.value];
    if (problem !== null) notice.value = { tone: "bad", text: problem };
    else if (done !== null) {
      const { text, undo } = done;
      notice.value = { tone: "good", text, ...(undo && { undo }) };
    }
  });
  return deeds;
}

type PairDialogProps = OpenDialogProps & { pair: Pair };
type AlarmDialogProps = PairDialogProps & { alarm: Alarm };

function NewAlarm({ pair, send, fetchReplay, onClose }: PairDialogProps) {
  return (
    <AlarmEditor
      pair={pair}
      alarm={null}
      onSave={(alarm) => send("add_alarm", { pair: pair.symbol, alarm })}
      fetchReplay={fetchReplay}
      onClose={onClose}
    />
  );
}

function AlarmAtPrice(
  { pair, price, send, fetchReplay, onClose }: PairDialogProps & { price: number },
) {
  return (
    <PriceAlarmDialog
      {...{ pair, price, fetchReplay, onClose }}
      onSave={(alarm) => send("add_alarm", { pair: pair.symbol, alarm })}
    />
  );
}

function EditAlarm({ pair, alarm, send, fetchReplay, onClose }: AlarmDialogProps) {
  return (
    <AlarmEditor
      pair={pair}
      alarm={alarm}
      onSave={(changes) =>
        send("update_alarm", { pair: pair.symbol, id: alarm.id, alarm: changes })}
      fetchReplay={fetchReplay}
      onClose={onClose}
    />
  );
}

function RemovePair({ pair, sendAndClose, ...props }: PairDialogProps) {
  const { symbol, alarms } = pair;
  return (
    <ConfirmDialog
      {...props}
      title={words.removePairTitle(titleOfPair(pair))}
      action={words.removePair(titleOfPair(pair))}
      onConfirm={() => sendAndClose("remove_pair", { pair: symbol })}
    >
      <p>{words.removePairHint(alarms.length)}</p>
    </ConfirmDialog>
  );
}

function RemoveAlarm({ pair, alarm, sendAndClose, ...props }: AlarmDialogProps) {
  return (
    <ConfirmDialog
      {...props}
      title={words.removeAlarmTitle}
      action={words.removeAlarm}
      onConfirm={() => sendAndClose("remove_alarm", { pair: pair.symbol, id: alarm.id })}
    >
      <p>{describeAlarm(alarm, titleOfPair(pair))}</p>
    </ConfirmDialog>
  );
}

function SnoozeAlarm({ pair, alarm, sendAndClose, ...props }: AlarmDialogProps) {
  return (
    <SnoozeDialog
      {...props}
      condition={describeAlarm(alarm, titleOfPair(pair))}
      onSnooze={(minutes) =>
        sendAndClose("snooze_alarm", { pair: pair.symbol, id: alarm.id, minutes })}
      onPause={() => sendAndClose("pause_alarms", { ids: [alarm.id] })}
    />
  );
}

interface SnoozeDialogProps {
  condition: string;
  problem: string | null;
  onSnooze: (minutes: number) => void;
  /** Keeps it quiet until a person ends that. */
  onPause: () => void;
  onClose: () => void;
}

function SnoozeDialog({ condition, problem, onSnooze, onPause, onClose }: SnoozeDialogProps) {
  return (
    <Dialog title={words.snoozeTitle} onClose={onClose}>
      <div class="dialog-body">
        <p>{words.staysQuiet(<strong>{condition}</strong>)}</p>
        <div class="snooze-lengths">
          {SNOOZE_MINUTES.map((minutes) => (
            <button
              key={minutes}
              type="button"
              class="button"
              onClick={() => onSnooze(minutes)}
            >
              {alarmWords.snoozes[minutes]}
            </button>
          ))}
          <button type="button" class="button" onClick={onPause}>{words.untilResumed}</button>
        </div>
      </div>
      <ErrorLine message={problem} />
    </Dialog>
  );
}

interface PriceAlarmDialogProps {
  pair: Pair;
  price: number;
  onSave: (alarm: Readonly<Record<string, unknown>>) => Promise<void>;
  fetchReplay: FetchReplay;
  onClose: () => void;
}

/** Asks whether an alarm is to be set at a price that was picked on the chart. */
function PriceAlarmDialog(
  { pair, price, onSave, fetchReplay, onClose }: PriceAlarmDialogProps,
) {
  const [text, setText] = useState(numberText(price));
  const [mode, setMode] = useState<AlarmDraft["mode"]>("once");
  const [problem, setProblem] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);
  const now = pair.currentPrice;
  const draft: AlarmDraft = { ...EMPTY_DRAFT, ...fieldsAtPrice(text, now), mode };
  const read = readCondition(draft, now);
  const replayed = useReplay(pair, draft, fetchReplay);

  const save = async () => {
    setProblem(read.ok ? null : Object.values(read.problems)[0] ?? null);
    if (!read.ok) return;
    setSending(true);
    try {
      await onSave({ ...read.condition, mode });
      onClose();
    } catch (error) {
      setProblem(messageOf(error));
      setSending(false);
    }
  };
  const submit = (event: Event) => {
    event.preventDefault();
    save();
  };
  return (
    <Dialog title={formWords.atPrice(titleOfPair(pair))} onClose={onClose}>
      <form class="alarm-form" onSubmit={submit} noValidate>
        <TextField
          label={formWords.priceIn(pair.quote)}
          value={text}
          isNumber
          isFirst
          onChange={setText}
        />
        <AlarmMeaning draft={draft} pair={pair} problems={shownAs(problem)} />
        <Choice label={formWords.ring} options={modeOptions()} value={mode} onChange={setMode} />
        <ReplayLine {...replayed} />
        <ErrorLine message={problem} />
        <FormActions action={formWords.set} disabled={isSending} onCancel={onClose} />
      </form>
    </Dialog>
  );
}

/** The problem stands above the buttons, whichever field it is about. */
function shownAs(problem: string | null): Problems {
  return problem === null ? {} : Object.fromEntries(SHOWN_FIELDS.map((name) => [name, problem]));
}
