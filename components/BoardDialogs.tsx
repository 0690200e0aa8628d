import type { Alarm } from "@/lib/alarms/alarm.ts";
import { describeAlarm } from "@/lib/alarms/describe.ts";
import type { FetchReplay } from "@/lib/live/fetch_replay.ts";
import type { Pair } from "@/lib/store/state.ts";
import { AlarmEditorLater } from "./AlarmEditorLater.tsx";
import { ConfirmDialog } from "./ConfirmDialog.tsx";
import { SnoozeDialog } from "./SnoozeDialog.tsx";
import type { PairDialogs } from "./use_pair_dialogs.ts";

/** Which dialog of the board is open, and what about. */
export type OpenDialog =
  | { readonly kind: "newAlarm" | "removePair"; readonly pair: Pair }
  | {
    readonly kind: "editAlarm" | "snoozeAlarm" | "removeAlarm";
    readonly pair: Pair;
    readonly alarm: Alarm;
  };

/** Sends a command about a pair; rejects with why it could not be done. */
export type SendAbout = (event: string, data: Readonly<Record<string, unknown>>) => Promise<void>;

interface OpenDialogProps {
  /** Why the last try failed. */
  problem: string | null;
  send: SendAbout;
  /** The same, but shows a failure in the dialog and closes it on success. */
  sendAndClose: SendAbout;
  fetchReplay: FetchReplay;
  onClose: () => void;
}

/** The open dialog of a page about pairs, if there is one. */
export function BoardDialogs({ dialogs }: { dialogs: PairDialogs }) {
  const { send, sendAndClose, fetchReplay, show } = dialogs;
  const open = dialogs.open.value;
  if (open === null) return null;
  const { value: problem } = dialogs.problem;
  const props = { problem, send, sendAndClose, fetchReplay, onClose: () => show(null) };
  switch (open.kind) {
    case "newAlarm":
      return <NewAlarm {...props} pair={open.pair} />;
    case "removePair":
      return <RemovePair {...props} pair={open.pair} />;
    case "editAlarm":
      return <EditAlarm {...props} {...open} />;
    case "snoozeAlarm":
      return <SnoozeAlarm {...props} {...open} />;
    case "removeAlarm":
      return <RemoveAlarm {...props} {...open} />;
  }
}

type PairDialogProps = OpenDialogProps & { pair: Pair };
type AlarmDialogProps = PairDialogProps & { alarm: Alarm };

function NewAlarm({ pair, send, fetchReplay, onClose }: PairDialogProps) {
  return (
    <AlarmEditorLater
      pair={pair}
      alarm={null}
      onSave={(alarm) => send("add_alarm", { pair: pair.symbol, alarm })}
      fetchReplay={fetchReplay}
      onClose={onClose}
    />
  );
}

function EditAlarm({ pair, alarm, send, fetchReplay, onClose }: AlarmDialogProps) {
  return (
    <AlarmEditorLater
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
      title={`Remove ${symbol}?`}
      action={`Remove ${symbol}`}
      onConfirm={() => sendAndClose("remove_pair", { pair: symbol })}
    >
      <p>
        {alarms.length > 0 &&
          `Its ${alarms.length === 1 ? "alarm goes" : `${alarms.length} alarms go`} with it. `}
        Its highest and lowest price are forgotten too. The log keeps what has rung.
      </p>
    </ConfirmDialog>
  );
}

function RemoveAlarm({ pair, alarm, sendAndClose, ...props }: AlarmDialogProps) {
  return (
    <ConfirmDialog
      {...props}
      title="Remove this alarm?"
      action="Remove alarm"
      onConfirm={() => sendAndClose("remove_alarm", { pair: pair.symbol, id: alarm.id })}
    >
      <p>{describeAlarm(alarm, pair.symbol)}</p>
    </ConfirmDialog>
  );
}

function SnoozeAlarm({ pair, alarm, sendAndClose, ...props }: AlarmDialogProps) {
  return (
    <SnoozeDialog
      {...props}
      condition={describeAlarm(alarm, pair.symbol)}
      onSnooze={(minutes) =>
        sendAndClose("snooze_alarm", { pair: pair.symbol, id: alarm.id, minutes })}
      onPause={() => sendAndClose("pause_alarms", { ids: [alarm.id] })}
    />
  );
}
