import { useState } from "preact/hooks";
import { type AlarmDraft, EMPTY_DRAFT, type Problems } from "@/lib/client/alarms/draft.ts";
import { sideOf } from "@/lib/client/chart/drag.ts";
import { numberText, readTypedPrice } from "@/lib/text/typed_number.ts";
import type { PairView } from "@/lib/protocol/frames.ts";
import type { FetchReplay } from "@/lib/client/alarms/replay.ts";
import { messageOf } from "@/lib/client/request_error.ts";
import { AlarmMeaning, ReplayLine, useReplay } from "@/components/alarm/AlarmMeaning.tsx";
import { Choice, TextField } from "@/components/kit/Fields.tsx";
import { Dialog } from "@/components/kit/Dialog.tsx";
import { ErrorLine } from "@/components/kit/ErrorLine.tsx";

const MODES = [["once", "Once"], ["repeat", "Every time"]] as const;
type Mode = typeof MODES[number][0];

interface PriceAlarmDialogProps {
  pair: PairView;
  /** Where the chart was clicked. */
  price: number;
  /** Sets the alarm; rejects with why it could not be set. */
  onSave: (alarm: Readonly<Record<string, unknown>>) => Promise<void>;
  fetchReplay: FetchReplay;
  onClose: () => void;
}

/** Asks whether an alarm is to be set at a price that was picked on the chart. */
export function PriceAlarmDialog(
  { pair, price, onSave, fetchReplay, onClose }: PriceAlarmDialogProps,
) {
  const [text, setText] = useState(numberText(price));
  const [mode, setMode] = useState<Mode>("once");
  const [problem, setProblem] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);
  const now = pair.currentPrice;
  const read = readTypedPrice(text, "the price to wait for", now);

  const crossing = read.ok && now !== null ? sideOf(read.value, now) : "any";
  const draft: AlarmDraft = { ...EMPTY_DRAFT, targetPrice: text, crossing, mode };
  const replayed = useReplay(pair, draft, fetchReplay);

  const shown: Problems = problem === null ? {} : { targetPrice: problem };

  const save = async () => {
    setProblem(read.ok ? null : read.message);
    if (!read.ok) return;
    setSending(true);
    try {
      await onSave({ type: "target", targetPrice: read.value, direction: crossing, mode });
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
    <Dialog title={`Alarm at this price, ${pair.symbol}`} onClose={onClose}>
      <form class="alarm-form" onSubmit={submit} noValidate>
        <TextField
          label={`Price in ${pair.quote}`}
          value={text}
          problem={undefined}
          isNumber
          isFirst
          onChange={setText}
        />
        <AlarmMeaning draft={draft} pair={pair} problems={shown} />
        <Choice label="Ring" options={MODES} value={mode} onChange={setMode} />
        <ReplayLine {...replayed} />
        <ErrorLine message={problem} />
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>Cancel</button>
          <button type="submit" class="button button-primary" disabled={isSending}>
            Set alarm
          </button>
        </div>
      </form>
    </Dialog>
  );
}
